"""Who may do what with links, codes and applications: pure predicates."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from kvita.accounts.enums import ApplicationState, LinkState
from kvita.accounts.models import AccessApplication, AccountLink, BillingAccount
from kvita.core.phones import stored_phone
from kvita.housing.enums import ConfirmationChannel, LinkingProof, StaffRole
from kvita.housing.models import PortalSettings
from kvita.identity.models import User
from kvita.identity.policies import visitor_at
from kvita.identity.services import HOUR, CodeRules, Limit

# A person who mistypes needs a handful of tries; a program needs thousands.
TRIES_OF_USER: Final = Limit(count=10, window=HOUR)
TRIES_OF_ADDRESS: Final = Limit(count=30, window=HOUR)  # a whole house may share one, behind a mobile operator
TRIES_OF_NUMBER: Final = Limit(count=10, window=HOUR)
TRIES_OF_NUMBER_A_DAY: Final = Limit(count=30, window=dt.timedelta(days=1))
NUMBERS_OF_ADDRESS: Final = Limit(count=20, window=dt.timedelta(days=1))  # different ones, tried in vain
UNDO_WITHIN: Final = dt.timedelta(minutes=1)  # of a decision about an application
WARN_AFTER: Final = 5  # failed tries within a day
CHECKED_BY_STAFF: Final = "заявка №"  # how the proof of an application begins
BY_NEIGHBOUR: Final = "пароль кабинета, где счёт уже есть"
SECRETS_OF_ACCOUNT: Final = (LinkingProof.REGISTRATION_CODE.label, LinkingProof.ACCOUNT_PASSWORD.label)
RESTORE_WITHIN: Final = dt.timedelta(days=1)

# Who lets residents in. The accountant looks; the dispatcher decides, but hands out no secrets.
REGISTRARS: Final = frozenset({StaffRole.REGISTRAR, StaffRole.DIRECTOR, StaffRole.ADMINISTRATOR})
DECIDERS: Final = REGISTRARS | {StaffRole.DISPATCHER}


def limits_of_attempts(
    *, portal_id: int, number_key: str, user: User | None, address: str | None, is_new_number: bool
) -> dict[str, Limit]:
    """Return how often a right may be tried to prove: by user, visitor, and number, whether it exists or not.

    `is_new_number`: the visitor has not tried it today. Who fails at many numbers is stopped sooner than who mistypes.
    """
    limits = {
        f"number:{portal_id}:{number_key}": TRIES_OF_NUMBER,
        f"number-day:{portal_id}:{number_key}": TRIES_OF_NUMBER_A_DAY,
    }
    if user is not None:
        limits[f"user:{user.pk}"] = TRIES_OF_USER
    if address is not None:
        limits[f"ip:{visitor_at(address)}"] = TRIES_OF_ADDRESS
        if is_new_number:
            limits[f"numbers:{visitor_at(address)}"] = NUMBERS_OF_ADDRESS
    return limits


def is_in_cabinet(application: AccessApplication) -> bool:
    """Tell whether somebody signed in has sent it: who registers by it has no user before the approval."""
    user, completed_at = application.user, application.completed_at
    if user is None or application.state != ApplicationState.APPROVED:
        return user is not None
    return completed_at is not None and user.created_at != completed_at


def proves_holding(proof: str) -> bool:
    """Tell whether the words of a proof name a secret of the account: that account is the person's own.

    A surname, a flat or the password of somebody else who sees the account prove no such thing.
    """
    words = [word.strip() for word in proof.split(",")]
    return proof.startswith(CHECKED_BY_STAFF) or any(label in words for label in SECRETS_OF_ACCOUNT)


def knows_person(account: BillingAccount, user: User) -> bool:
    """Tell whether the company knows of this account an e-mail or a phone that the user has proved to be theirs."""
    email = user.email if user.email_confirmed_at else None
    phone = user.phone if user.phone_confirmed_at else None
    by_email = bool(email) and account.email.strip().casefold() == str(email).casefold()
    return by_email or (bool(phone) and stored_phone(account.phone) == phone)


def may_restore_link(link: AccountLink, *, user: User, now: dt.datetime) -> bool:
    """Tell whether a user may take back the end of a link: their own act, not older than a day."""
    return (
        link.state == LinkState.REVOKED
        and link.user_id == user.pk
        and link.revoked_by_id == user.pk
        and link.revoked_at is not None
        and now - link.revoked_at <= RESTORE_WITHIN
    )


def may_revoke_link(own: AccountLink | None, other: AccountLink) -> bool:
    """Tell whether who holds `own` may close the access of `other`: who linked the account earlier decides."""
    if own is None or own.account_id != other.account_id or own.state != LinkState.ACTIVE or own.pk == other.pk:
        return False
    return (own.activated_at or own.created_at, own.pk) < (other.activated_at or other.created_at, other.pk)


def linked_first(links: Iterable[AccountLink]) -> list[AccountLink]:
    """Return of each account the link that is older than the others: whose holder decides (`may_revoke_link`)."""
    oldest: dict[int, AccountLink] = {}
    for link in sorted(links, key=lambda link: (link.activated_at or link.created_at, link.pk)):
        oldest.setdefault(link.account_id, link)
    return list(oldest.values())


def may_see_applications(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may read applications."""
    return bool(set(roles))


def may_see_residents(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may look for residents, and see who sees which account."""
    return bool(set(roles))


def may_decide_applications(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may approve, ask back and reject."""
    return bool(DECIDERS.intersection(roles))


def may_issue_secrets(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may print letters with codes, revoke codes, give out passwords of accounts."""
    return bool(REGISTRARS.intersection(roles))


def may_change_residents(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may change a resident's e-mail after checking papers, and close access."""
    return bool(REGISTRARS.intersection(roles))


def may_lift_locks(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may see locks and failed tries, and let somebody try again."""
    return bool(REGISTRARS.intersection(roles))


def letter_rules(settings: PortalSettings) -> CodeRules:
    """Return how long the link of a letter works, and when the next may be asked for (D4)."""
    return CodeRules(
        lifetime=dt.timedelta(hours=settings.confirmation_link_hours),
        wait=dt.timedelta(seconds=settings.confirmation_wait_seconds),
    )


def sms_rules(settings: PortalSettings) -> CodeRules:
    """Return how long the code of an SMS works, and when the next may be asked for (D4)."""
    return CodeRules(
        lifetime=dt.timedelta(minutes=settings.confirmation_code_minutes),
        digits=settings.confirmation_code_digits,
        wait=dt.timedelta(seconds=settings.confirmation_wait_seconds),
    )


def may_confirm_phone(settings: PortalSettings) -> bool:
    """Tell whether the portal sends SMS, so that a phone of the profile can be confirmed by a code."""
    return ConfirmationChannel.SMS_CODE in settings.confirmation_channels or bool(settings.sms_subjects)
