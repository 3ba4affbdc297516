"""What each row of a file will become, found without writing anything."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from kvita.core.lookups import Among
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import OWNING_STATES, RowState
from kvita.remittances.formats import BankFile, BankRow
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.policies import is_too_far_ahead, operation_key
from kvita.remittances.selectors.accounts import find_accounts, find_unified
from kvita.remittances.services.holding import hold_odd, part_namesakes

K = TypeVar("K", bound=Hashable)

_BATCH: Final = 10_000


@dataclass(slots=True)
class Verdict:
    """A row with what it becomes. `account_id` is set where it will be credited."""

    row: BankRow
    key: str
    state: RowState
    account_id: int | None = None
    reason: str = ""


def classify_rows(*, organization_id: int, file: BankFile, today: dt.date) -> list[Verdict]:
    """Return what each row of the file becomes: credited, without an account, a duplicate, or bad.

    Money is credited only where everything that the row says means one account, and nothing in it asks for a person.
    """
    verdicts = _with_keys(file)
    _mark_duplicates(organization_id, verdicts)
    open_ = [it for it in verdicts if it.state is not RowState.DUPLICATE and it.state is not RowState.BAD]
    accounts = find_accounts(organization_id, _numbers(open_))
    unified = find_unified(organization_id, (it.row.unified_account for it in open_))
    for verdict in open_:
        _decide(verdict, accounts, unified, today)
    part_namesakes(organization_id=organization_id, verdicts=verdicts)
    hold_odd(organization_id=organization_id, verdicts=verdicts, today=today)
    _mark_transfers(organization_id, verdicts)
    _note_twins([it for it in verdicts if it.state is RowState.CREDITED])
    return verdicts


def _numbers(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        row = verdict.row
        yield row.account
        if row.account_cut:
            yield row.account_cut
        if row.also or row.perhaps:
            yield from row.also
            yield from row.perhaps


def _decide(verdict: Verdict, accounts: Mapping[str, int], unified: Mapping[str, int], today: dt.date) -> None:
    """Credit the row, or say why a person has to choose."""
    row = verdict.row
    if row.cancelled:
        verdict.state, verdict.reason = RowState.DISMISSED, row.cancelled
        return
    account_id = accounts.get(row.account)
    if account_id is None and (account_id := accounts.get(row.account_cut)) is not None:
        row.account = row.account_cut
    by_unified = unified.get(row.unified_account)
    certain = account_id or by_unified
    if certain is None:
        verdict.reason = row.doubt or _why_unmatched(row)
    elif row.doubt:
        verdict.reason = row.doubt
    elif account_id and by_unified and account_id != by_unified:
        verdict.reason = f"Лицевой счёт «{row.account}» и ЕЛС «{row.unified_account}» — разные счета. Выберите счёт."
    elif any(accounts.get(number) != certain for number in row.also):
        verdict.reason = f"Названо несколько счетов: {', '.join((row.account, *row.also))}. Выберите счёт."
    elif any(accounts.get(number, certain) != certain for number in row.perhaps):
        verdict.reason = f"Неясно, какой счёт: {', '.join((row.account, *row.perhaps))}. Выберите счёт."
    elif row.paid_on is not None and is_too_far_ahead(row.paid_on, today):
        verdict.reason = f"Дата платежа {row.paid_on:%d.%m.%Y} ещё не наступила. Сверьте её с банком и выберите счёт."
    else:
        verdict.state, verdict.account_id = RowState.CREDITED, certain


def _with_keys(file: BankFile) -> list[Verdict]:
    """Name the operations. Rows without a number that are equal in everything are numbered within the file."""
    counts: Counter[str] = Counter()
    verdicts = []
    for row in file.rows:
        key = operation_key(row, family=file.family, place=file.place)
        counts[key] += 1
        state, reason = RowState.UNMATCHED, ""
        if row.operation and counts[key] > 1:
            state, reason = RowState.DUPLICATE, f"Операция № {row.operation[:60]} стоит в этом же файле дважды."
        elif not row.operation:
            key = f"{key}|{counts[key]}"
        if row.problem and state is not RowState.DUPLICATE and not row.cancelled:
            state, reason = RowState.BAD, row.problem
        verdicts.append(Verdict(row, key, state, reason=reason))
    return verdicts


def _mark_duplicates(organization_id: int, verdicts: Sequence[Verdict]) -> None:
    """Mark the operations that other files have brought already."""
    stored = RemittanceRow.objects.filter(organization_id=organization_id, state__in=OWNING_STATES)
    known: dict[str, RemittanceRow] = {}
    for part in _parts(it.key for it in verdicts if it.state is not RowState.DUPLICATE):
        rows = stored.filter(Among("operation_key", part)).only("operation_key", "file_id", "line", "amount", "paid_on")
        known |= {str(row.operation_key): row for row in rows}
    for verdict in verdicts:
        before = known.get(verdict.key)
        if before is None or verdict.state is RowState.DUPLICATE:
            continue
        verdict.state = RowState.DUPLICATE
        where = f"реестр № {before.file_id}, строка {before.line}"
        verdict.reason = f"Уже учтена: {where}."
        if before.amount is None or (before.amount.kopecks, before.paid_on) != (
            verdict.row.amount,
            verdict.row.paid_on,
        ):
            verdict.reason = (
                f"Операция с этим номером уже учтена с другой суммой или датой: {where}. "
                "Если это другой платёж, зачислите его вручную."
            )


def _mark_transfers(organization_id: int, verdicts: Sequence[Verdict]) -> None:
    """Set aside the money that a bank sends for a registry which is credited row by row already."""
    orders = {it.row.order_number for it in verdicts if it.state is RowState.UNMATCHED and it.row.purpose}
    if not orders:
        return
    files = RemittanceFile.objects.filter(organization_id=organization_id, order_number__in=sorted(orders)[:_BATCH])
    sent = {
        (number, (amount - fee).kopecks): pk
        for number, amount, fee, pk in files.values_list("order_number", "amount", "fee", "pk")
        if number
    }
    for verdict in verdicts:
        row = verdict.row
        if verdict.state is RowState.UNMATCHED and (pk := sent.get((row.order_number, row.amount))):
            verdict.state = RowState.DISMISSED
            verdict.reason = f"Перечисление по реестру № {pk}: платежи из него уже зачислены по одному."


def _note_twins(verdicts: Sequence[Verdict]) -> None:
    """Note rows that may be the same money as a payment that is there already from elsewhere."""
    days = sorted({it.row.paid_on for it in verdicts if it.row.paid_on is not None})
    if not days:
        return
    twins: dict[tuple[int, int, dt.date], str] = {}
    for part in _parts(it.account_id for it in verdicts if it.account_id is not None):
        rows = Payment.objects.filter(
            Among("account_id", part), state=PaymentState.ACCEPTED, paid_on__range=(days[0], days[-1])
        )
        for account_id, amount, paid_on, place in rows.values_list("account_id", "amount", "paid_on", "place"):
            twins[account_id, amount.kopecks, paid_on] = place or "место не указано"
    for verdict in verdicts:
        row = verdict.row
        if verdict.account_id is None or row.paid_on is None:
            continue
        twin = twins.get((verdict.account_id, row.amount, row.paid_on))
        if twin is not None:
            verdict.reason = f"В тот же день на этот счёт уже пришла такая же сумма ({twin}): проверьте."


def _why_unmatched(row: BankRow) -> str:
    if row.account:
        return f"Счёта «{row.account}» у организации нет."
    return "В файле не указан лицевой счёт."


def _parts(values: Iterable[K]) -> Iterator[list[K]]:
    """Yield the values, each once, in lists short enough for one query."""
    listed = list(dict.fromkeys(values))
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]
