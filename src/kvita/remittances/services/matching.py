"""A person decides about a row: chooses its account, sets it aside, or takes the choice back."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_month
from kvita.payments.enums import PaymentSource, PaymentState
from kvita.remittances.enums import OWNING_STATES, FileState, RowState
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.policies import is_counted, key_at_account
from kvita.remittances.selectors.files import newest_months
from kvita.remittances.services.crediting import payment_of

_OPEN = (RowState.UNMATCHED, RowState.DUPLICATE, RowState.BAD, RowState.DISMISSED)


@transaction.atomic
def match_row(*, row_id: int, account: BillingAccount, actor: Actor, now: dt.datetime) -> RemittanceRow:
    """Credit a row to the account that a person chose. The same choice again changes nothing.

    Where another file has brought the same day and sum for this account already, the row is a duplicate now, and not
    credited. A duplicate may be credited too: then the person says that it is another payment. Raises `DomainError`:
    "row_decided" (credited to another account meanwhile), "foreign_account", "row_unreadable", "operation_counted".
    """
    row = _locked(row_id)
    if row.organization_id != account.organization_id:
        raise DomainError("foreign_account", "Этот счёт другой организации.")
    if row.state == RowState.CREDITED and row.payment is not None:
        if row.payment.account_id == account.pk:
            return row
        raise DomainError("row_decided", f"Этот платёж уже зачислен на счёт {row.payment.account}.")
    _refuse_unless_open(row)
    key = _key_at(row, account)
    if row.state == RowState.DUPLICATE or row.operation_key is None:
        row.operation_key = _next_free(row, key) or f"hand|{row.pk}"
    elif key and key != row.operation_key:
        if (twin := _owner_of(row, key)) is not None:
            return _call_duplicate(row, twin, account, actor, now)
        row.told_key = row.told_key if row.matched_by else row.operation_key
        row.operation_key = key
    payment = payment_of(
        row=row, account_id=account.pk, newest=newest_months([account.pk]).get(account.pk), now=now,
        source=PaymentSource.FILE,
    )  # fmt: skip
    before = row.state
    row.state, row.matched_by, row.decided_at, row.reason = RowState.CREDITED, actor.label[:200], now, ""
    try:
        with transaction.atomic():
            payment.save()
            row.payment = payment
            row.save()
    except IntegrityError:
        raise DomainError("operation_counted", "Эта операция уже зачислена из другого файла.") from None
    _note(row, "remittances.match_row", actor, now, {"state": [before, row.state], "account": [None, str(account)]})
    return row


@transaction.atomic
def unmatch_row(*, row_id: int, actor: Actor, reason: str, now: dt.datetime) -> RemittanceRow:
    """Take a credited row off its account; it waits for another one. The reversed payment stays for the books.

    Raises `DomainError`: "row_decided" (not credited), "reason" (none given), "counted" (in a published statement).
    """
    row = _locked(row_id)
    payment = row.payment
    if row.state != RowState.CREDITED or payment is None:
        raise DomainError("row_decided", "Этот платёж не зачислен, отменять нечего.")
    if not reason.strip():
        raise DomainError("reason", "Напишите, почему зачисление отменяют: запись останется в журнале.")
    if is_counted(payment.accounting_month, newest_months([payment.account_id]).get(payment.account_id)):
        raise DomainError(
            "counted",
            f"Платёж уже вошёл в квитанцию за {say_month(payment.accounting_month)}. "
            "Исправьте его в программе начислений.",
        )
    payment.state, payment.external_key = PaymentState.REVERSED, None
    payment.save(update_fields=["state", "external_key"])
    row.state, row.payment, row.decided_at = RowState.UNMATCHED, None, now
    if row.matched_by and row.told_key and _owner_of(row, row.told_key) is None:
        row.operation_key, row.matched_by = row.told_key, ""  # it is nobody's again, and known as its file tells it
    row.reason = f"Снят со счёта {payment.account}: {reason.strip()}"[:300]
    row.save()
    changes = {"account": [str(payment.account), None], "payment": [payment.pk, None]}
    _note(row, "remittances.unmatch_row", actor, now, changes, reason=reason)
    return row


@transaction.atomic
def dismiss_row(*, row_id: int, actor: Actor, reason: str, now: dt.datetime) -> RemittanceRow:
    """Set a row aside for good: not our money, returned to the bank. Raises `DomainError` "row_decided", "reason"."""
    row = _locked(row_id)
    if row.state == RowState.DISMISSED:
        return row
    if row.state != RowState.UNMATCHED:
        raise DomainError("row_decided", "Отложить можно только платёж, который ждёт счёта.")
    if not reason.strip():
        raise DomainError("reason", "Напишите, почему платёж не зачисляют: запись останется в журнале.")
    row.state, row.decided_at, row.matched_by = RowState.DISMISSED, now, actor.label[:200]
    row.reason = reason.strip()[:300]
    row.save()
    _note(row, "remittances.dismiss_row", actor, now, {"state": [RowState.UNMATCHED.value, row.state]}, reason=reason)
    return row


def _key_at(row: RemittanceRow, account: BillingAccount) -> str:
    """Return what names the operation once its account is known; "" where its number at the bank does.

    Equal rows of one file are so many payments: the one after those that are known there.
    """
    if row.amount is None or row.operation_key is None:
        return ""
    key = key_at_account(row.operation_key, account_id=account.pk, paid_on=row.paid_on, kopecks=row.amount.kopecks)
    if not key:
        return ""
    if row.operation_key.rpartition("|")[0] == key:
        return row.operation_key
    same = RemittanceRow.objects.filter(file_id=row.file_id, operation_key__startswith=f"{key}|").exclude(pk=row.pk)
    return f"{key}|{same.count() + 1}"


def _next_free(row: RemittanceRow, key: str) -> str:
    """Return the key with the first count that nobody has: one more payment of the same sum on the same day."""
    name, _, count = key.rpartition("|")
    if not name:
        return ""
    place = int(count)
    while _owner_of(row, f"{name}|{place}") is not None:
        place += 1
    return f"{name}|{place}"


def _owner_of(row: RemittanceRow, key: str) -> RemittanceRow | None:
    """Return the row that stands for this operation already."""
    rows = RemittanceRow.objects.filter(organization_id=row.organization_id, state__in=OWNING_STATES)
    return rows.filter(Q(operation_key=key) | Q(told_key=key)).exclude(pk=row.pk).order_by("pk").first()


def _call_duplicate(
    row: RemittanceRow, twin: RemittanceRow, account: BillingAccount, actor: Actor, now: dt.datetime
) -> RemittanceRow:
    before, row.state = row.state, RowState.DUPLICATE
    row.reason = (
        f"Такой же платёж на счёт {account} уже учтён: реестр № {twin.file_id}, строка {twin.line}. "
        "Если это другой платёж, выберите счёт ещё раз."
    )
    row.save(update_fields=["state", "reason"])
    _note(row, "remittances.match_row", actor, now, {"state": [before, row.state], "account": [None, str(account)]})
    return row


def _locked(row_id: int) -> RemittanceRow:
    """Lock a row, and its file before it: a file that is taken back at this moment is waited for, and then seen so."""
    lock_rows(
        RemittanceFile.objects.only("pk"), RemittanceRow.objects.filter(pk=row_id).values_list("file_id", flat=True)
    )
    rows = RemittanceRow.objects.select_related("file", "payment__account")
    (row,) = lock_rows(rows.defer("file__content", "file__summary"), [row_id])
    return row


def _refuse_unless_open(row: RemittanceRow) -> None:
    if row.file.state == FileState.TAKEN_BACK or row.state not in _OPEN:
        raise DomainError("row_decided", "Реестр с этим платежом отменён. Загрузите файл заново.")


def _note(
    row: RemittanceRow, action: str, actor: Actor, now: dt.datetime, changes: dict[str, object], *, reason: str = ""
) -> None:
    record_audit(
        now=now,
        actor=actor,
        action=action,
        target=row,
        organization_id=row.organization_id,
        changes=changes,
        reason=reason.strip()[:500],
    )
