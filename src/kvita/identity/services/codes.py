"""Codes of SMS and links of letters: issued, asked for again, redeemed once."""

import datetime as dt
import hmac
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.identity.enums import CodePurpose, ThrottleScope
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.policies import visitor_at
from kvita.identity.services.budgets import spend
from kvita.identity.services.throttling import Limit, count_up, hit, locked, wait_in_words
from kvita.notifications.enums import Channel

TRIES: Final = 5
DAY: Final = dt.timedelta(days=1)
_LINK_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How long a code works, how many digits it has (None = a link), and how often one may be sent.

    `wait` is the pause before the next one to the same address; the rest are limits of a day. Of SMS,
    which cost money, a visitor and a portal get few at the most (`budgets`).
    """

    lifetime: dt.timedelta
    digits: int | None = None
    wait: dt.timedelta = dt.timedelta(minutes=1)
    per_address: int = 10
    per_user: int = 15
    per_ip: int = 60


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A new code. `secret` (digits) or `token` (part of a link) go into the message and nowhere else."""

    code: ConfirmationCode
    secret: str = field(repr=False)

    @property
    def token(self) -> str:
        """What the address of a link carries: which code, and its secret."""
        return f"{self.code.public_id.hex}{self.secret}"


def issue_code(
    *,
    realm: str,
    purpose: CodePurpose,
    channel: Channel,
    address: str,
    rules: CodeRules,
    now: dt.datetime,
    user: User | None = None,
    payload: Mapping[str, Any] | None = None,
    ip: str | None = None,
    counted_as: str = "",
    known: bool = False,
    counted: bool = True,
) -> IssuedCode:
    """Store a new code for this address; the caller puts the message into the outbox in the same transaction.

    Counters know the recipient as `counted_as`, where what was typed must count alike whether somebody has it or not.
    Who asks from a browser in which the person has signed in is `known`, and has a reserve. What goes along with a
    message that was counted is not `counted` again.

    Codes of digits sent before for the same purpose stop working. Links sent before keep working until one of them is
    used: a late letter is no dead letter.

    Raises:
        DomainError: "code_too_soon" with `seconds` to wait, or "code_limit" with `until`, when as many as a day allows
            were sent to this address, for this user or from this IP address.
    """
    address = _normal(address)
    recipient = _normal(counted_as)[:150] or address
    with transaction.atomic():
        if counted:
            _keep_limits(f"{realm}:{purpose}{':known' * known}:{recipient}", rules, user, ip, now)
            spend(realm=realm, purpose=purpose, channel=channel, address=recipient, ip=ip, known=known, now=now)
        before = ConfirmationCode.objects.filter(realm=realm, purpose=purpose, address=address)
        if rules.digits is not None:
            before.filter(used_at=None, revoked_at=None).update(revoked_at=now)
        secret = _new_secret(rules.digits)
        public_id = uuid.uuid4()
        code = ConfirmationCode.objects.create(
            public_id=public_id,
            realm=realm,
            purpose=purpose,
            channel=channel,
            address=address,
            user=user,
            secret_hash=_hash(public_id, secret),
            payload=dict(payload or {}),
            sent_count=1 + before.filter(created_at__gt=now - DAY).count(),
            tries_left=TRIES,
            created_at=now,
            expires_at=now + rules.lifetime,
        )
    return IssuedCode(code=code, secret=secret)


def redeem_code(
    *,
    realm: str,
    purpose: CodePurpose,
    public_id: uuid.UUID,
    secret: str,
    now: dt.datetime,
    apply: Callable[[ConfirmationCode], object] | None = None,
    ip: str | None = None,
) -> ConfirmationCode:
    """Use a code up; two who come at once use it once.

    `apply` runs in the same transaction, so that a code is not lost when what it was for is refused. A wrong try costs
    one of five and is remembered whatever becomes of the caller, so this cannot run inside another transaction. Wrong
    tries from one IP address are counted over all codes.

    Raises:
        DomainError: "code_wrong" (`tries_left`), "code_expired", "code_spent" (used, replaced by a newer one, or five
            times wrong), "locked" (`until`); and what `apply` raises.
    """
    if ip is not None:
        hit(
            scope=ThrottleScope.CODE_TRY,
            limits={f"ip:{visitor_at(ip)}": Limit(count=60, window=dt.timedelta(hours=1))},
            now=now,
            otherwise="Или попросите код ещё раз позже.",
        )
    with transaction.atomic(durable=True):
        named = ConfirmationCode.objects.filter(public_id=public_id, realm=realm, purpose=purpose)
        code = next(iter(lock_rows(ConfirmationCode.objects.all(), named.values_list("pk", flat=True))), None)
        refusal = _refusal(code, secret, now)
        if code is not None and refusal is None:
            code.used_at = now
            code.save(update_fields=["used_at"])
            _open_siblings(code).update(revoked_at=now)
            if apply is not None:
                apply(code)
    if refusal is not None or code is None:
        raise refusal or _wrong(TRIES)
    return code


def redeem_token(
    *,
    realm: str,
    purpose: CodePurpose,
    token: str,
    now: dt.datetime,
    apply: Callable[[ConfirmationCode], object] | None = None,
    ip: str | None = None,
) -> ConfirmationCode:
    """Use up the code of a link. Raises as `redeem_code` does; what is no token at all is "code_wrong"."""
    public_id, secret = split_token(token=token)
    return redeem_code(realm=realm, purpose=purpose, public_id=public_id, secret=secret, now=now, apply=apply, ip=ip)


def peek_token(*, realm: str, purpose: CodePurpose, token: str, now: dt.datetime) -> ConfirmationCode:
    """Return the code of a link without using it up: a page asks before it acts. Raises as `redeem_code` does."""
    public_id, secret = split_token(token=token)
    code = ConfirmationCode.objects.filter(public_id=public_id, realm=realm, purpose=purpose).first()
    if code is None or not _fits(code, secret):
        raise _wrong(TRIES)
    if problem := _unusable(code, now):
        raise problem
    return code


def split_token(*, token: str) -> tuple[uuid.UUID, str]:
    """Return which code a link names, and its secret; a code that nobody has for what is no token."""
    try:
        return uuid.UUID(hex=token[:32]), token[32:]
    except ValueError:
        return uuid.UUID(int=0), ""


def revoke_codes(*, user: User, now: dt.datetime, purpose: CodePurpose | None = None) -> None:
    """Make all open codes of the user (for one purpose) worthless."""
    codes = ConfirmationCode.objects.filter(user=user, used_at=None, revoked_at=None)
    (codes.filter(purpose=purpose) if purpose else codes).update(revoked_at=now)


def purge_codes(*, now: dt.datetime, keep: dt.timedelta = dt.timedelta(days=30)) -> int:
    """Delete codes that ended longer ago than `keep`; return how many."""
    return ConfirmationCode.objects.filter(expires_at__lt=now - keep).delete()[0]


def _keep_limits(name: str, rules: CodeRules, user: User | None, ip: str | None, now: dt.datetime) -> None:
    day = {f"address:{name}": Limit(rules.per_address, DAY)}
    if user is not None:
        day[f"user:{user.pk}"] = Limit(rules.per_user, DAY)
    if ip is not None:
        day[f"ip:{visitor_at(ip)}"] = Limit(rules.per_ip, DAY)
    pause = {f"address:{name}": Limit(1, rules.wait)}
    if until := count_up(scope=ThrottleScope.CODE_WAIT, limits=pause, now=now):
        seconds = max(1, int((until - now).total_seconds()))
        wait = wait_in_words(seconds=seconds)
        what = "Новый код" if rules.digits is not None else "Новое письмо"
        raise DomainError("code_too_soon", f"{what} можно попросить через {wait}.", seconds=seconds, until=until)
    if until := count_up(scope=ThrottleScope.CODE_SENT, limits=day, now=now):
        lock = locked(until=until, now=now)
        what = "кодов" if rules.digits is not None else "писем"
        raise DomainError("code_limit", f"На сегодня {what} больше нет. Попробуйте завтра.", **lock.params)


def _refusal(code: ConfirmationCode | None, secret: str, now: dt.datetime) -> DomainError | None:
    """Return why the code does not work; take one try off for a wrong one."""
    if code is None:
        return _wrong(TRIES)
    if problem := _unusable(code, now):
        return problem
    if _fits(code, secret):
        return None
    code.tries_left -= 1
    code.save(update_fields=["tries_left"])
    return _wrong(code.tries_left) if code.tries_left else _spent()


def _unusable(code: ConfirmationCode, now: dt.datetime) -> DomainError | None:
    if code.used_at is not None or code.revoked_at is not None or not code.tries_left:
        return _spent()
    if code.expires_at <= now:
        return DomainError("code_expired", "Срок действия закончился. Попросите прислать ещё раз.")
    return None


def _spent() -> DomainError:
    return DomainError("code_spent", "Этот код больше не действует. Попросите прислать новый.")


def _wrong(tries_left: int) -> DomainError:
    left = {1: "осталась одна попытка"}.get(tries_left, f"осталось попыток: {tries_left}")
    return DomainError("code_wrong", f"Код не подошёл, {left}.", tries_left=tries_left)


def _open_siblings(code: ConfirmationCode) -> Any:
    return ConfirmationCode.objects.filter(
        realm=code.realm, purpose=code.purpose, address=code.address, used_at=None, revoked_at=None
    )


def _fits(code: ConfirmationCode, secret: str) -> bool:
    return hmac.compare_digest(_hash(code.public_id, secret), code.secret_hash)


def _new_secret(digits: int | None) -> str:
    if digits is None:
        return secrets.token_urlsafe(_LINK_BYTES)
    return f"{secrets.randbelow(10**digits):0{digits}}"


def _hash(public_id: uuid.UUID, secret: str) -> str:
    """Keyed with the installation's secret: four digits could be found from a plain hash in no time."""
    return salted_hmac("kvita.identity.code", f"{public_id.hex}:{secret.strip()}", algorithm="sha256").hexdigest()


def _normal(address: str) -> str:
    return address.strip().lower()
