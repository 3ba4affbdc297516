"""Codes just made, as letters to print."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from kvita.accounts.services import IssuedSecret
from kvita.core.wording import counted, say_day
from kvita.documents.letters import CodeLetter
from kvita.documents.rendering import render_letters
from kvita.housing.enums import AccountIdentifier, LinkingProof
from kvita.housing.models import Portal
from kvita.web.office.access import DeskRequest


def letters_pdf(
    page: DeskRequest, portal: Portal, issued: Sequence[IssuedSecret], *, expires_at: dt.datetime | None
) -> HttpResponse:
    """Return the letters as a file to download; no copy of it is kept anywhere."""
    site = _site(page, portal)
    pdf = render_letters([_letter(portal, site, one, expires_at) for one in issued])
    name = f"kody-{issued[0].account.premise.building_id}-{page.now:%Y-%m-%d}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _letter(portal: Portal, site: str, one: IssuedSecret, expires_at: dt.datetime | None) -> CodeLetter:
    account, organization = one.account, one.account.organization
    by_code = portal.settings.account_identifier == AccountIdentifier.PAYMENT_CODE
    number = account.payment_code if by_code else account.full_number
    asks_city = LinkingProof.CITY in portal.settings.linking_proofs
    city = str(account.premise.building.city or "") if asks_city else ""
    query = {"number": number, "code": one.secret, **({"city": city} if city else {})}
    until = expires_at.astimezone(zoneinfo.ZoneInfo(organization.time_zone)).date() if expires_at else None
    return CodeLetter(
        sender=organization.name,
        contacts=", ".join(part for part in (organization.phone, organization.office_hours) if part),
        address=account.premise.address,
        number=number,
        city=city,
        code=one.secret,
        valid_until=say_day(until) if until else "",
        uses=_uses(portal.settings.registration_code_uses),
        site=site.partition("://")[2],
        link=f"{site}{reverse('joining:register')}?{urlencode(query)}",
    )


def _uses(allowed: int | None) -> str:
    if allowed is None:
        return ""
    return "один раз" if allowed == 1 else counted(allowed, "раз", "раза", "раз")


def _site(page: DeskRequest, portal: Portal) -> str:
    """Return the address of the cabinet: its own host, by the scheme and port under which the desk was opened."""
    port = page.get_port()
    usual = {"http": "80", "https": "443"}.get(page.scheme or "")
    return f"{page.scheme}://{portal.host}" + ("" if port == usual else f":{port}")
