"""Whom a request for a new password means, and what is sent."""

import datetime as dt
import uuid
from typing import Final

from django.db import transaction

from kvita.accounts.selectors import residents_sharing
from kvita.core.errors import DomainError
from kvita.core.phones import parse_phone
from kvita.housing.enums import ConfirmationChannel, SignInName
from kvita.identity.enums import CodePurpose
from kvita.identity.models import User
from kvita.identity.selectors import find_code, seconds_to_wait, users_by_phone
from kvita.identity.services import CodeRules, issue_code, spend
from kvita.notifications.enums import Channel
from kvita.web.auth import people_called
from kvita.web.captcha import is_captcha_asked
from kvita.web.entry.devices import device_knowing
from kvita.web.entry.forms import RecoveryForm
from kvita.web.entry.letters import reset_letter, reset_sms
from kvita.web.entry.limits import failed_sign_ins, hit_recovery
from kvita.web.requests import PortalRequest, visitor_of
from kvita.web.site.forms import sign_in_label

WAIT: Final = dt.timedelta(minutes=1)  # before the next letter or SMS
LINK: Final = CodeRules(lifetime=dt.timedelta(hours=2), wait=WAIT)
NOWHERE: Final = "никому"


def recovery_form(request: PortalRequest) -> RecoveryForm:
    """Return the form with the names and channels that the portal offers, and the picture when it asks for it."""
    portal = request.portal
    names = [SignInName(name) for name in portal.settings.sign_in_names]
    if SignInName.EMAIL not in names:
        names.append(SignInName.EMAIL)
    by_sms = by_sms_offered(request)
    if by_sms and SignInName.PHONE not in names:
        names.append(SignInName.PHONE)
    asks = is_captcha_asked(portal, failures=failed_sign_ins(request), open_form=True)
    return RecoveryForm(
        request.POST if request.method == "POST" else None,
        label=sign_in_label(names),
        hint="То, что вы указали при регистрации.",
        by_sms=by_sms,
        asks_captcha=asks,
    )


def seconds_left(request: PortalRequest, pending: dict[str, str]) -> int:
    """Return in how many seconds the letter or SMS of this browser may be asked for again."""
    realm, public_id = request.portal.realm, uuid.UUID(pending["id"])
    code = find_code(public_id, realm=realm, purpose=CodePurpose.RESET_PASSWORD)
    return seconds_to_wait(code, wait=WAIT, now=request.now) if code else 0


def by_sms_offered(request: PortalRequest) -> bool:
    """Tell whether the portal sends codes by SMS."""
    settings = request.portal.settings
    return ConfirmationChannel.SMS_CODE in settings.confirmation_channels or SignInName.PHONE in settings.sign_in_names


def send_recovery(request: PortalRequest, *, name: str, by_sms: bool) -> uuid.UUID:
    """Send a link or a code to everybody who is meant; return which code the next page waits for.

    Nobody meant, or no address to send to: a decoy takes the place of the code, so that the pages, the limits and the
    time are the same. Raises `DomainError` "locked", "code_too_soon", "code_limit".
    """
    hit_recovery(request)
    channel = Channel.SMS if by_sms else Channel.EMAIL
    people = [user for user in _meant(request, name) if _is_reached(user, by_sms=by_sms)]
    sent = [_send(request, channel, user, name) for user in people[: 1 if by_sms else None]]
    return (sent or [_send(request, channel, None, name)])[0]


def _is_reached(user: User, *, by_sms: bool) -> bool:
    """Tell whether help may go there: not to a phone that was only typed, into a cabinet whose e-mail is proved."""
    if not user.is_active:
        return False
    if by_sms:
        return bool(user.phone) and bool(user.phone_confirmed_at or not user.email_confirmed_at)
    return bool(user.email)


def _meant(request: PortalRequest, name: str) -> list[User]:
    """Return whom the name means: by the names of the sign-in, and by e-mail and phone in any case."""
    realm = request.portal.realm
    if "@" in name:
        return residents_sharing(realm=realm, email=name.strip())[:1]
    found = people_called(request.portal, name)
    try:
        phone = parse_phone(name, mobile=False)
    except DomainError:
        return found
    return found or users_by_phone(phone, realm=realm)


def _send(request: PortalRequest, channel: Channel, user: User | None, name: str) -> uuid.UUID:
    """Send to this user, or to nobody. What was typed is counted, and alike whether somebody is called so or not."""
    address = (user.phone if channel == Channel.SMS else user.email) if user else None
    counted_as = _counted_as(name)
    if user is not None and address and address.lower() != counted_as and not _has_left(request, address):
        user, address = None, None  # of a name, an exhausted address would tell that it is somebody's
    issued = issue_code(
        realm=request.portal.realm,
        purpose=CodePurpose.RESET_PASSWORD,
        channel=channel,
        address=address or f"{NOWHERE}:{name.strip().lower()[:200]}",
        rules=_rules(request, channel),
        now=request.now,
        user=user,
        ip=visitor_of(request),
        counted_as=counted_as,
        known=_is_known(request, user),
    )
    if user is not None:
        (reset_sms if channel == Channel.SMS else reset_letter)(request, issued)
    return issued.code.public_id


def _rules(request: PortalRequest, channel: Channel) -> CodeRules:
    if channel != Channel.SMS:
        return LINK
    digits = max(request.portal.settings.confirmation_code_digits, 6)
    return CodeRules(lifetime=dt.timedelta(minutes=15), digits=digits, wait=WAIT)


def _counted_as(name: str) -> str:
    """Return the e-mail or the phone that was typed, as it is stored; of another name, that name."""
    if "@" in name:
        return name.strip().lower()
    try:
        return parse_phone(name, mobile=False)
    except DomainError:
        return f"name:{name.strip().lower()[:100]}"


def _is_known(request: PortalRequest, user: User | None) -> bool:
    """Tell whether the person has signed in in this very browser before."""
    return user is not None and device_knowing(request, user) is not None


def _has_left(request: PortalRequest, address: str) -> bool:
    """Count a message to the address of somebody named otherwise; tell whether the day bears it."""
    try:
        with transaction.atomic():
            spend(
                realm=request.portal.realm,
                purpose=CodePurpose.RESET_PASSWORD,
                channel=Channel.EMAIL,
                address=address.strip().lower(),
                ip=visitor_of(request),
                known=False,
                now=request.now,
            )
    except DomainError:
        return False
    return True
