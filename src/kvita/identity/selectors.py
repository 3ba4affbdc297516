"""Reads of users, always within one realm."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Lower

from kvita.identity.enums import CodePurpose, ConsentKind, ThrottleScope
from kvita.identity.models import STAFF_REALM, ConfirmationCode, Consent, Throttle, User
from kvita.identity.policies import LETTERS_WORTH_TELLING, SMS_COUNTER
from kvita.notifications.enums import Channel

# What locks a person out, and may be lifted for one who has called.
LOCKS_OF_PEOPLE: Final = (ThrottleScope.SIGN_IN, ThrottleScope.MFA, ThrottleScope.LINKING)
MOST_LOCKS: Final = 2_000


def users_by_email(email: str, *, realm: str) -> list[User]:
    """Return whose e-mail this is (at most one), whatever the case: of a completed registration, else the newest."""
    return users_sharing_email(email, realm=realm)[:1]


def users_by_login(login: str, *, realm: str) -> list[User]:
    """Return whose login this is (at most one), whatever the case: of a completed registration, else the newest."""
    return users_sharing_login(login, realm=realm)[:1]


def users_sharing_email(email: str, *, realm: str) -> list[User]:
    """Return who gave this e-mail, the completed registration first, then those that wait, newest first; at most 5."""
    return list(User.objects.filter(realm=realm, email__iexact=email).order_by("confirmation_due", "-pk")[:5])


def users_sharing_login(login: str, *, realm: str) -> list[User]:
    """Return who chose this login, the completed registration first, then those that wait, newest first; at most 5."""
    return list(User.objects.filter(realm=realm, login__iexact=login).order_by("confirmation_due", "-pk")[:5])


def is_email_held(email: str, *, realm: str, but: int | None = None) -> bool:
    """Tell whether somebody (other than the user `but`) has completed a registration with this e-mail."""
    rows = User.objects.filter(realm=realm, email__iexact=email.strip(), confirmation_due=False)
    return (rows if but is None else rows.exclude(pk=but)).exists()


def users_by_ids(ids: Iterable[int], *, realm: str) -> list[User]:
    """Return those of these users who belong to the realm."""
    return list(User.objects.filter(realm=realm, pk__in=list(ids)).order_by("pk"))


def find_staff(name: str) -> User | None:
    """Return the member of staff with this login or, failing that, e-mail."""
    found = users_by_login(name, realm=STAFF_REALM) or users_by_email(name, realm=STAFF_REALM)
    return found[0] if found else None


def users_by_phone(phone: str, *, realm: str) -> list[User]:
    """Return the users with this phone (in the form +79871234567), those who proved it first; at most five."""
    found = User.objects.filter(realm=realm, phone=phone)
    return list(found.order_by(F("phone_confirmed_at").asc(nulls_last=True), "pk")[:5])


def find_code(public_id: uuid.UUID, *, realm: str, purpose: str) -> ConfirmationCode | None:
    """Return the code that a page of this realm waits for: to whom it went, and when the next may be asked."""
    return ConfirmationCode.objects.filter(public_id=public_id, realm=realm, purpose=purpose).first()


def seconds_to_wait(code: ConfirmationCode, *, wait: dt.timedelta, now: dt.datetime) -> int:
    """Return in how many seconds the next code may be asked for; 0 = now."""
    return max(0, int((code.created_at + wait - now).total_seconds()))


def tries_of(keys: Iterable[str], *, scope: str, now: dt.datetime) -> int:
    """Return the highest count among these counters that are running now."""
    running = Throttle.objects.filter(scope=scope, key__in=list(keys), window_ends_at__gt=now)
    return running.aggregate(most=Max("count"))["most"] or 0


def counters_of(keys: Iterable[str], *, scope: str, now: dt.datetime) -> dict[str, Throttle]:
    """Return those of these counters that are running now, by their keys."""
    running = Throttle.objects.filter(scope=scope, key__in=list(keys), window_ends_at__gt=now)
    return {one.key: one for one in running}


def locks_of_people(*, now: dt.datetime, user_ids: Collection[int] | None = None) -> dict[int, list[Throttle]]:
    """Return the counters past their limit now, by the key of the user whom they lock out; of these users or of all."""
    rows = Throttle.objects.filter(scope__in=LOCKS_OF_PEOPLE, window_ends_at__gt=now, count__gt=F("limit"))
    if user_ids is None:
        rows = rows.filter(key__startswith="user:")
    else:
        keys = Q(pk__in=[])
        for one in user_ids:
            keys |= Q(key=f"user:{one}") | Q(key__startswith=f"user:{one}@")
        rows = rows.filter(keys)
    found: dict[int, list[Throttle]] = {}
    for row in rows.order_by("-window_ends_at", "pk")[:MOST_LOCKS]:
        number = row.key.removeprefix("user:").partition("@")[0]
        if number.isdecimal():
            found.setdefault(int(number), []).append(row)
    for user_id, counters in spent_letters(now=now, user_ids=user_ids).items():
        found.setdefault(user_id, []).extend(counters)
    return found


def spent_letters(*, now: dt.datetime, user_ids: Collection[int] | None = None) -> dict[int, list[Throttle]]:
    """Return the counters that keep letters and codes from a person's address now, by the person; of these or of all.

    No more of them are sent once the count is reached, so the owner of the address cannot recover the password.
    """
    rows = Throttle.objects.filter(
        scope=ThrottleScope.CODE_SENT, window_ends_at__gt=now, count__gte=F("limit"), key__startswith="recipient:"
    )
    spent: dict[str, list[Throttle]] = {}
    for row in rows.order_by("-window_ends_at", "pk")[:MOST_LOCKS]:
        spent.setdefault(row.key.rpartition(":")[2], []).append(row)
    if not spent:
        return {}
    called = (
        Q(phone__in=list(spent)) | Q(lower_email__in=list(spent)) | Q(realm=STAFF_REALM, lower_login__in=list(spent))
    )
    users = User.objects.annotate(lower_email=Lower("email"), lower_login=Lower("login")).filter(called)
    if user_ids is not None:
        users = users.filter(pk__in=list(user_ids))
    found: dict[int, list[Throttle]] = {}
    for user in users[:MOST_LOCKS]:
        names = {(user.email or "").lower(), user.phone or ""} | (
            {(user.login or "").lower()} if user.is_staff else set()
        )
        found[user.pk] = [row for name in sorted(names) for row in spent.get(name, [])]
    return found


def are_keys_known(*, realm: str) -> bool:
    """Tell whether anybody of the realm has a key: else the sign-in page offers none."""
    return bool(Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, user__realm=realm).exists())


def who_have_app(user_ids: Collection[int]) -> set[int]:
    """Return those of these users who have set up an app that makes codes for the second step."""
    rows = Authenticator.objects.filter(user__in=list(user_ids), type=Authenticator.Type.TOTP)
    return set(rows.values_list("user_id", flat=True))


def consents_of(user: User) -> list[Consent]:
    """Return all that the user agreed to, newest first, the withdrawn too."""
    return list(Consent.objects.filter(user=user))


def pending_email(user: User, *, now: dt.datetime) -> str:
    """Return the address that the user wants to have and that has not answered yet; empty when there is none."""
    codes = ConfirmationCode.objects.filter(
        user=user, purpose=CodePurpose.CHANGE_EMAIL, used_at=None, revoked_at=None, expires_at__gt=now
    )
    code = codes.order_by("-pk").first()
    return code.address if code else ""


def live_sessions(keys: Iterable[str], *, now: dt.datetime) -> set[str]:
    """Return those of these session keys that still open a cabinet; one query."""
    rows = Session.objects.filter(session_key__in=list(keys), expire_date__gt=now)
    return set(rows.values_list("session_key", flat=True))


def withdrawn_consent(user: User) -> Consent | None:
    """Return the consent to process personal data that the user withdrew last, when none is in force."""
    rows = [row for row in consents_of(user) if row.kind == ConsentKind.PERSONAL_DATA]
    if any(row.withdrawn_at is None for row in rows):
        return None
    return max(rows, key=lambda row: (row.withdrawn_at, row.pk), default=None)


def realms_without_sms(*, now: dt.datetime) -> list[str]:
    """Return the realms that have sent all SMS that a portal may within a day."""
    spent = Throttle.objects.filter(
        scope=ThrottleScope.CODE_SENT, key__startswith=SMS_COUNTER, count__gte=F("limit"), window_ends_at__gt=now
    )
    return [key.removeprefix(SMS_COUNTER) for key in spent.values_list("key", flat=True)]


def realms_of_many_letters(*, now: dt.datetime) -> list[str]:
    """Return the realms from which unusually many letters with links or codes have gone out within a day."""
    day = {"created_at__gt": now - dt.timedelta(days=1), "created_at__lte": now}
    sent = ConfirmationCode.objects.filter(channel=Channel.EMAIL, **day)
    many = sent.order_by().values("realm").annotate(count=Count("pk")).filter(count__gte=LETTERS_WORTH_TELLING)
    return [str(row["realm"]) for row in many]
