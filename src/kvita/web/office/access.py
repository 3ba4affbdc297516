"""The door of the desk: staff, in a role that allows the page, for the organisations where they have that role."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kvita.housing.enums import StaffRole
from kvita.housing.models import ManagingOrganization
from kvita.housing.selectors import organizations_for, roles_for
from kvita.identity.models import User
from kvita.web.office.sections import desk_items
from kvita.web.requests import PortalRequest

Allows = Callable[[Iterable[str]], bool]


class DeskRequest(PortalRequest):
    """A request of a member of staff.

    `organization_ids` are their keys: whose rows the page may show.
    `portal` is absent here: the desk is the same under every host name.
    """

    user: User
    roles: dict[int, set[str]]
    organizations: list[ManagingOrganization]
    organization_ids: list[int]


DeskView = Callable[..., HttpResponseBase]


def desk_page(allows: Allows) -> Callable[[DeskView], DeskView]:
    """Let in whom `allows` lets in by role in some organisation; `request.organizations` are these.

    Nobody signed in, and residents, are sent to the sign-in of staff; staff without the right get 403. A row of an
    organisation that is not in `request.organizations` must look like one that does not exist (404).
    """

    def decorate(view: DeskView) -> DeskView:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated or not request.user.is_staff:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            page = cast("DeskRequest", request)
            page.roles = roles_for(page.user)
            page.organizations = [
                organization
                for organization in organizations_for(page.user)
                if page.user.is_superuser or allows(page.roles.get(organization.pk, ()))
            ]
            page.organization_ids = [organization.pk for organization in page.organizations]
            if not page.organizations:
                raise PermissionDenied
            page.organization_ids = [organization.pk for organization in page.organizations]
            # Moments on the page are those of the organisation's clock.
            with timezone.override(page.organizations[0].time_zone):
                return view(page, **kwargs)

        return wrapper

    return decorate


def allowed_ids(request: DeskRequest, allows: Allows) -> list[int]:
    """Return those of the page's organisations where `allows` also lets this person do something."""
    return [key for key in request.organization_ids if request.user.is_superuser or allows(request.roles.get(key, ()))]


def render_desk(
    request: DeskRequest, template: str, context: dict[str, Any] | None = None, *, section: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the desk with its sections (`section` is the open one)."""
    return render(
        request,
        template,
        {
            "desk_items": desk_items(
                request.roles, everywhere=request.organization_ids if request.user.is_superuser else ()
            ),
            "desk_active": section,
            "desk_roles": _role_names(request),
            **(context or {}),
        },
        status=status,
    )


def _role_names(request: DeskRequest) -> str:
    if request.user.is_superuser:
        return "администратор системы"
    found = {role for roles in request.roles.values() for role in roles}
    return ", ".join(role.label for role in StaffRole if role in found)
