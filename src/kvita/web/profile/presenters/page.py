"""The profile as one page: each form as it is stored, or as it was sent when something in it is wrong."""

from collections.abc import Callable
from typing import Any

from kvita.accounts.policies import may_confirm_phone
from kvita.accounts.selectors import delivery_choices_of, message_choices_of
from kvita.accounts.services import newest_letter
from kvita.housing.enums import BillDelivery, CabinetText, EmailChange, ProfileText
from kvita.identity.models import User
from kvita.identity.selectors import consents_of, pending_email
from kvita.web.joining.presenters import own_applications
from kvita.web.profile.access import ProfileRequest
from kvita.web.profile.forms import ContactsForm, DeliveryForm, LookForm, MessagesForm, PhotoForm
from kvita.web.profile.presenters.accounts import linked_accounts
from kvita.web.profile.presenters.contacts import known_phone
from kvita.web.profile.presenters.devices import devices_of
from kvita.web.resident.presenters.account import Fact, premise_facts
from kvita.web.ui.appearance import read_appearance

FACTS = ("Адрес", "Количество комнат", "Общая площадь", "Количество жильцов")


def profile_context(request: ProfileRequest, **bound: Any) -> dict[str, Any]:
    """Return what the page shows; `bound` are forms that were sent with mistakes, by name."""
    user, settings = request.user, request.portal.settings
    return _forms(request, bound) | {
        "title": settings.profile_text(ProfileText.TITLE),
        "words": {key.lower(): settings.profile_text(key) for key in ProfileText},
        "bad_form": next(iter(bound.values()), None),
        "bad_name": next(iter(bound), ""),
        "may_confirm_phone": may_confirm_phone(settings),
        "email_by_profile": EmailChange.PROFILE in settings.email_change,
        **_letters(request),
        "accounts": linked_accounts(request.account_links),
        "applications": own_applications(user, portal=request.portal, now=request.now),
        "accounts_limit": settings.accounts_per_user,
        "facts": _facts(request),
        "devices": devices_of(user, now=request.now),
        "factors": factors_of(user),
        "consents": consents_of(user),
        "may_delete": settings.user_deletion_enabled,
        "hold_days": settings.user_deletion_hold_days,
    }


def _letters(request: ProfileRequest) -> dict[str, Any]:
    """Return to which new e-mail a letter went, and whether one went to the present address, not confirmed yet."""
    user = request.user
    return {
        "pending": pending_email(user, now=request.now),
        "letter_was_sent": user.email_confirmed_at is None and newest_letter(user=user) is not None,
    }


def _facts(request: ProfileRequest) -> list[Fact]:
    """Return what is told of the flat here: whose it is, where, how large."""
    if request.account is None:
        return []
    holder = request.portal.settings.cabinet_text(CabinetText.HOLDER)
    return [
        fact
        for fact in premise_facts(request.account, holder=holder, is_holder=False)
        if fact.label in (holder, *FACTS)
    ]


def _forms(request: ProfileRequest, bound: dict[str, Any]) -> dict[str, Any]:
    """Return the forms of the page, those that were sent in place of those that are stored."""
    user, settings = request.user, request.portal.settings
    stored: dict[str, Callable[[], Any]] = {
        "contacts": lambda: ContactsForm(user=user, settings=settings, known=known_phone(request)),
        "photo": lambda: PhotoForm() if settings.profile_photo_enabled else None,
        "message_form": lambda: MessagesForm(user=user, settings=settings, choices=message_choices_of(user)),
        "delivery": lambda: delivery_form(request),
        "look_choice": lambda: look_form(request),
    }
    return {name: bound.get(name) or make() for name, make in stored.items()}


def delivery_form(request: ProfileRequest, data: Any = None) -> DeliveryForm | None:
    """Return the form of delivery; nothing where the portal offers no way, or there is no account."""
    offered = [way for way in BillDelivery if way in request.portal.settings.bill_deliveries]
    links = request.account_links
    if not offered or not links:
        return None
    return DeliveryForm(data, user=request.user, offered=offered, links=links, chosen=delivery_choices_of(links))


def look_form(request: ProfileRequest, data: Any = None) -> LookForm:
    """Return the form of looks with what this browser keeps."""
    look = read_appearance(request.COOKIES)
    return LookForm(data, initial={"theme": look.theme, "text_size": look.text_size})


def factors_of(user: User) -> dict[str, Any]:
    """Return the second factors: the code of an app, spare codes (how many are left), keys by name."""
    found: dict[str, Any] = {"totp": None, "codes": None, "codes_left": 0, "keys": []}
    for one in user.authenticator_set.order_by("pk"):  # type: ignore[attr-defined]  # the other end of a key of allauth's
        if one.type == one.Type.TOTP:
            found["totp"] = one
        elif one.type == one.Type.RECOVERY_CODES:
            found["codes"], found["codes_left"] = one, len(one.wrap().get_unused_codes())
        else:
            found["keys"].append({"id": one.pk, "name": one.wrap().name, "since": one.created_at, "one": one})
    return found
