"""The link of the letter that confirms an e-mail."""

from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.services import confirm_email as confirm
from kvita.identity.services import redeem_token
from kvita.web.requests import PortalRequest, visitor_of


@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address. Programs of mail services open links too, which does no harm: it only confirms."""
    page = cast("PortalRequest", request)
    act = partial(_confirm, now=page.now)
    try:
        redeem_token(
            realm=page.portal.realm,
            purpose=CodePurpose.CONFIRM_EMAIL,
            token=token,
            now=page.now,
            apply=act,
            ip=visitor_of(page),
        )
    except DomainError as error:
        return render(request, "entry/confirm_dead.html", {"reason": error}, status=410)
    return render(request, "entry/confirmed.html")


def _confirm(code: Any, **values: Any) -> None:
    confirm(user=code.user, **values)
