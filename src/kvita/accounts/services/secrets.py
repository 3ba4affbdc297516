"""Codes of letters and passwords of accounts: made, given out once, kept as a hash."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from kvita.accounts.models import AccountPassword, BillingAccount, RegistrationCode
from kvita.calc.spelling import fold
from kvita.core.audit import Actor, record_audit
from kvita.core.locks import lock_rows

CODE_DIGITS: Final = 8
SIGNS: Final = "абвгдежикмнпрстухэя23456789"  # none is mistaken for another, on paper or by ear
PASSWORD_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """A code or password that has just been made: the only moment at which it can be read."""

    account: BillingAccount
    secret: str


def hash_code(*, account_id: int, code: str) -> str:
    """Return what is stored of a code. It needs the secret key of the installation: the table alone does not do.

    A fast hash: a letter for each flat of a house is made at once, and guessing is stopped by the throttle.
    """
    return salted_hmac(f"kvita.accounts.registration-code.{account_id}", fold(code), algorithm="sha256").hexdigest()


@transaction.atomic
def issue_registration_codes(
    *,
    accounts: Sequence[BillingAccount],
    expires_at: dt.datetime | None = None,
    uses_allowed: int | None = None,
    now: dt.datetime,
    actor: Actor,
) -> list[IssuedSecret]:
    """Make a new code for each account; the one before stops working. Each is audited, none is kept in clear.

    `uses_allowed` is how many may enter with it, from the settings of the cabinet that the letter leads to (D2).
    """
    ids = sorted(account.pk for account in accounts)
    locked = {row.pk for row in lock_rows(BillingAccount.objects.all(), ids)}
    chosen = [account for account in accounts if account.pk in locked]
    RegistrationCode.objects.filter(account__in=ids, revoked_at=None).update(revoked_at=now)
    issued = [IssuedSecret(account, _new_code()) for account in chosen]
    RegistrationCode.objects.bulk_create(
        RegistrationCode(
            account=one.account,
            secret_hash=hash_code(account_id=one.account.pk, code=one.secret),
            issued_at=now,
            expires_at=expires_at,
            uses_allowed=uses_allowed,
        )
        for one in issued
    )
    for account in chosen:
        _audit("accounts.issue_registration_code", account, now, actor)
    return issued


@transaction.atomic
def store_registration_code(*, account: BillingAccount, code: str, now: dt.datetime, actor: Actor) -> RegistrationCode:
    """Keep a code that was made elsewhere (printed on bills by the accounting program, or that of the demo).

    It stands on every bill of the account, so it has no end of uses.
    """
    RegistrationCode.objects.filter(account=account, revoked_at=None).update(revoked_at=now)
    _audit("accounts.store_registration_code", account, now, actor)
    return RegistrationCode.objects.create(
        account=account, secret_hash=hash_code(account_id=account.pk, code=code), issued_at=now, expires_at=None
    )


@transaction.atomic
def revoke_registration_code(*, account: BillingAccount, reason: str = "", now: dt.datetime, actor: Actor) -> bool:
    """Make the code of the account useless; False when there was none. Those linked by it stay linked."""
    if not RegistrationCode.objects.filter(account=account, revoked_at=None).update(revoked_at=now):
        return False
    _audit("accounts.revoke_registration_code", account, now, actor, reason)
    return True


@transaction.atomic
def issue_account_password(*, account: BillingAccount, now: dt.datetime, actor: Actor) -> IssuedSecret:
    """Make a password of the account, by which others of the household add it to their own."""
    password = "".join(secrets.choice(SIGNS) for _ in range(PASSWORD_LENGTH))
    AccountPassword.objects.update_or_create(
        account=account, defaults={"password": make_password(password), "issued_at": now}
    )
    _audit("accounts.issue_account_password", account, now, actor)
    return IssuedSecret(account, password)


@transaction.atomic
def revoke_account_password(*, account: BillingAccount, now: dt.datetime, actor: Actor) -> bool:
    """Make the password of the account useless; False when there was none."""
    deleted, _ = AccountPassword.objects.filter(account=account).delete()
    if deleted:
        _audit("accounts.revoke_account_password", account, now, actor)
    return bool(deleted)


def _new_code() -> str:
    """Return a code as it is printed: digits in two groups, which anybody can type and dictate."""
    digits = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    return f"{digits[:4]} {digits[4:]}"


def _audit(action: str, account: BillingAccount, now: dt.datetime, actor: Actor, reason: str = "") -> None:
    record_audit(
        now=now, actor=actor, action=action, target=account, organization_id=account.organization_id, reason=reason
    )
