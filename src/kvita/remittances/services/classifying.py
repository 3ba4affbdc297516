"""What each row of a file will become, found without writing anything."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from kvita.calc.money import Money
from kvita.core.lookups import Among
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.enums import OWNING_STATES, RowState
from kvita.remittances.formats import BankFile, BankRow
from kvita.remittances.models import RemittanceFile, RemittanceRow
from kvita.remittances.policies import operation_key
from kvita.remittances.services.deciding import Choice, choose_accounts
from kvita.remittances.services.holding import hold_odd, part_namesakes

K = TypeVar("K", bound=Hashable)

_BATCH: Final = 10_000


@dataclass(slots=True)
class Verdict:
    """A row with what it becomes. `account_id` is set where it will be credited.

    `told_key` names the operation as the file does, None where that is its number at the bank.
    """

    row: BankRow
    key: str
    state: RowState
    told_key: str | None = None
    account_id: int | None = None
    reason: str = ""


class _Stored(NamedTuple):
    operation_key: str
    told_key: str | None
    file_id: int
    line: int
    amount: Money | None
    paid_on: dt.date | None


def classify_rows(*, organization_id: int, file: BankFile, today: dt.date) -> list[Verdict]:
    """Return what each row of the file becomes: credited, without an account, a duplicate, or bad.

    Money is credited only where everything that the row says means one account, and nothing in it asks for a person.
    """
    choices = choose_accounts(organization_id=organization_id, rows=file.rows)
    verdicts = _with_keys(file, choices)
    _mark_duplicates(organization_id, verdicts)
    for verdict, choice in zip(verdicts, choices, strict=True):
        if verdict.state is RowState.UNMATCHED:
            _decide(verdict, choice)
    part_namesakes(organization_id=organization_id, verdicts=verdicts)
    hold_odd(organization_id=organization_id, verdicts=verdicts, today=today)
    _mark_transfers(organization_id, verdicts)
    _note_twins([it for it in verdicts if it.state is RowState.CREDITED])
    return verdicts


def _decide(verdict: Verdict, choice: Choice) -> None:
    """Credit the row, or say why a person has to choose."""
    row = verdict.row
    if row.cancelled:
        verdict.state, verdict.reason = RowState.DISMISSED, row.cancelled
        return
    verdict.reason = choice.doubt
    if not choice.doubt and choice.account_id is not None:
        verdict.state, verdict.account_id = RowState.CREDITED, choice.account_id
        row.account, row.written = choice.named, ""


def _with_keys(file: BankFile, choices: Sequence[Choice]) -> list[Verdict]:
    """Name the operations. Rows without a number that are equal in everything are numbered within the file."""
    counts: Counter[str] = Counter()
    verdicts = []
    for row, choice in zip(file.rows, choices, strict=True):
        key = told = operation_key(row, family=file.family, place=file.place)
        if not row.operation and choice.account_id is not None:
            key = operation_key(row, family=file.family, place=file.place, account_id=choice.account_id)
            counts[key] += 1
        counts[told] += 1
        state, reason = RowState.UNMATCHED, ""
        if row.operation and counts[told] > 1:
            state, reason = RowState.DUPLICATE, f"Операция № {row.operation[:60]} стоит в этом же файле дважды."
        elif not row.operation:
            key, told = f"{key}|{counts[key]}", f"{told}|{counts[told]}"
        if row.problem and state is not RowState.DUPLICATE and not row.cancelled:
            state, reason = RowState.BAD, row.problem
        verdicts.append(Verdict(row, key, state, None if row.operation else told, reason=reason))
    return verdicts


def _mark_duplicates(organization_id: int, verdicts: Sequence[Verdict]) -> None:
    """Mark the operations that other files have brought already, under whatever name."""
    stored = RemittanceRow.objects.filter(organization_id=organization_id, state__in=OWNING_STATES).order_by()
    names = ("operation_key", "told_key", "file_id", "line", "amount", "paid_on")
    known: dict[str, _Stored] = {}
    told: dict[str, _Stored] = {}
    open_ = [it for it in verdicts if it.state is not RowState.DUPLICATE]
    for part in _parts(name for it in open_ for name in (it.key, it.told_key) if name is not None):
        # One statement for both: a row whose account a person chooses at this moment changes from one to the other.
        rows = stored.filter(Among("operation_key", part)).union(stored.filter(Among("told_key", part)))
        for values in rows.values_list(*names):
            row = _Stored(*values)
            known[row.operation_key] = row
            if row.told_key:
                told[row.told_key] = row
    for verdict in open_:
        before = known.get(verdict.key) or told.get(verdict.key) or _told_before(verdict, known, told)
        if before is None:
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


def _told_before(verdict: Verdict, known: Mapping[str, _Stored], told: Mapping[str, _Stored]) -> _Stored | None:
    """Return the stored row that a file called the same, unless it is counted at the same account under its own name.

    Of two equal payments of one account the files may call one this way and one that way: those are counted there.
    """
    if verdict.told_key is None:
        return None
    before = known.get(verdict.told_key) or told.get(verdict.told_key)
    if before is None or before.operation_key.rpartition("|")[0] == verdict.key.rpartition("|")[0]:
        return None
    return before


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


def _parts(values: Iterable[K]) -> Iterator[list[K]]:
    """Yield the values, each once, in lists short enough for one query."""
    listed = list(dict.fromkeys(values))
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]
