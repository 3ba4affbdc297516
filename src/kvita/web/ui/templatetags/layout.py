"""Tags of the layouts: appearance, account switch, navigation."""

from typing import Any

from django import template
from django.template.context import Context

from kvita.housing.enums import CabinetText, ProfileText
from kvita.housing.models import Portal
from kvita.web.ui.appearance import Appearance, read_appearance
from kvita.web.ui.navigation import nav_items

register = template.Library()


@register.simple_tag(takes_context=True)
def appearance(context: Context) -> Appearance:
    """Return the theme and text size: `appearance` of the context, or the cookies of the request."""
    given = context.get("appearance")
    if isinstance(given, Appearance):
        return given
    request = context.get("request")
    return read_appearance(request.COOKIES) if request is not None else Appearance()


@register.inclusion_tag("ui/parts/switch.html", takes_context=True)
def switch(context: Context) -> dict[str, Any]:
    """Draw the account switch from `account_links` (AccountOption) and `account_add_url`."""
    links = list(context.get("account_links") or ())
    current = next((link for link in links if link.is_current), None)
    return {"links": links, "current": current, "add_url": context.get("account_add_url")}


@register.inclusion_tag("ui/parts/navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """Draw the sections: `nav_items` of the context, or all of the cabinet; `nav_active` is the open one."""
    items = context.get("nav_items")
    if items is None:
        items = nav_items(account_id=account_id(context), labels=_labels(context.get("portal")))
    return {"items": items, "active": context.get("nav_active", "")}


def _labels(portal: Portal | None) -> dict[str, str]:
    """Return what this portal calls its sections in its own way, by the key of the section."""
    if portal is None:
        return {}
    sections = {key.lower(): portal.settings.cabinet_text(key) for key in CabinetText}
    return {**sections, "profile": portal.settings.profile_text(ProfileText.TITLE)}


def account_id(context: Context) -> int | None:
    """Return the key of the billing account whose page this is."""
    account = context.get("account")
    return None if account is None else account.pk
