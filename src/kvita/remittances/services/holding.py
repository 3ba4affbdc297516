"""What waits for a person though its account is certain: another operation under a known number, an odd day or sum."""

import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from kvita.billing.models import BillingPeriod
from kvita.calc.money import Money
from kvita.core.lookups import Among
from kvita.core.wording import say_rubles
from kvita.exchange.values.texts import comparable
from kvita.housing.models import OrganizationSettings
from kvita.payments.policies import doubt_of_day
from kvita.remittances.enums import OWNING_STATES, RowState
from kvita.remittances.formats import BankRow
from kvita.remittances.formats.numbers import read_cell
from kvita.remittances.models import RemittanceRow

if TYPE_CHECKING:
    from kvita.remittances.services.classifying import Verdict

_BATCH: Final = 10_000
_LONGEST_KEY: Final = 160


def part_namesakes(*, organization_id: int, verdicts: Sequence["Verdict"]) -> None:
    """Tell operations apart that bear one number and differ in account, day or sum: the later one waits for a person.

    It gets a name of its own, so that the same file in another form does not bring it again.
    """
    twice = [it for it in verdicts if it.state is RowState.DUPLICATE and it.row.operation]
    if not twice:
        return
    stored = _stored(organization_id, (it.key for it in twice))
    first: dict[str, Verdict] = {}
    for verdict in verdicts:
        if verdict.state is not RowState.DUPLICATE:
            first.setdefault(verdict.key, verdict)
    others = []
    for verdict in twice:
        before, twin = stored.get(verdict.key), first.get(verdict.key)
        if before is None and twin is None:
            continue
        differing = _differs_from_stored(verdict.row, before) if before else _differs(verdict.row, twin)
        if differing:
            where = _where(before) if before else f"строка {twin.row.line} этого же файла" if twin else ""
            others.append((verdict, f"{', '.join(differing)} ({where})"))
            verdict.key = _own_key(verdict)
        elif before:
            verdict.reason = f"{_say(verdict.row)} уже учтена: {_where(before)}."
        else:
            verdict.reason = f"{_say(verdict.row)} стоит в этом же файле дважды."
    _hold(organization_id, others)


def _hold(organization_id: int, others: Sequence[tuple["Verdict", str]]) -> None:
    """Let the operations wait that nobody has brought under their own name yet; `others` says in what they differ."""
    known = _stored(organization_id, (verdict.key for verdict, _ in others))
    seen: set[str] = set()
    for verdict, differing in others:
        if verdict.key in known or verdict.key in seen:
            place = _where(known[verdict.key]) if verdict.key in known else "строка выше"
            verdict.reason = f"{_say(verdict.row)} уже учтена: {place}."
            continue
        seen.add(verdict.key)
        verdict.state = RowState.UNMATCHED
        verdict.reason = (
            f"{_say(verdict.row)}: операция с этим номером есть с {differing}. "
            "Если это другой платёж, выберите счёт; если тот же, отложите строку."
        )
        if verdict.row.cancelled:
            verdict.state, verdict.reason = RowState.DISMISSED, verdict.row.cancelled


def hold_odd(*, organization_id: int, verdicts: Iterable["Verdict"], today: dt.date) -> None:
    """Leave to a person what would be credited with a day too old or too far ahead, or with an unusual sum."""
    settings = OrganizationSettings.objects.filter(organization=organization_id)
    limit = settings.values_list("doubtful_payment_above", flat=True).first()
    has_months = BillingPeriod.objects.filter(organization=organization_id).exists()
    for verdict in verdicts:
        if verdict.state is not RowState.CREDITED:
            continue
        row = verdict.row
        doubt = doubt_of_day(row.paid_on, today, has_months=has_months) or doubt_of_day(
            row.posted_on, today, has_months=has_months, title="Дата поступления"
        )
        if doubt:
            doubt = f"{doubt} Сверьте её с банком и выберите счёт."
        elif limit is not None and abs(row.amount) > limit.kopecks:
            doubt = f"Сумма больше {say_rubles(limit)}: сверьте её с банком и выберите счёт."
        if doubt:
            verdict.state, verdict.account_id, verdict.reason = RowState.UNMATCHED, None, doubt


def _stored(organization_id: int, keys: Iterable[str]) -> dict[str, RemittanceRow]:
    listed = list(dict.fromkeys(keys))
    found: dict[str, RemittanceRow] = {}
    rows = RemittanceRow.objects.filter(organization_id=organization_id, state__in=OWNING_STATES)
    for start in range(0, len(listed), _BATCH):
        part = rows.filter(Among("operation_key", listed[start : start + _BATCH]))
        found |= {str(row.operation_key): row for row in part.defer("raw", "address")}
    return found


def _where(row: RemittanceRow) -> str:
    return f"реестр № {row.file_id}, строка {row.line}"


def _differs_from_stored(row: BankRow, before: RemittanceRow) -> list[str]:
    amount = None if before.amount is None else before.amount.kopecks
    other = (before.account_text, before.payer, before.purpose)
    written = read_cell(before.account_text)
    return _differences(row, {before.account_text, written.whole, written.cut}, other, amount, before.paid_on)


def _differs(row: BankRow, verdict: "Verdict | None") -> list[str]:
    if verdict is None:
        return []
    twin = verdict.row
    texts = {twin.account, twin.account_cut, twin.unified_account}
    other = (twin.account or twin.unified_account, twin.payer, twin.purpose)
    return _differences(row, texts, other, twin.amount, twin.paid_on)


def _differences(
    row: BankRow, texts: set[str], other: tuple[str, str, str], amount: int | None, paid_on: dt.date | None
) -> list[str]:
    """Return in what a row differs from another operation with its number; spellings of one account are the same.

    Where neither names an account, payer and purpose tell them apart: a bank sends the money of many under one number.
    """
    account, payer, purpose = other
    ours = {_folded(text) for text in (row.account, row.account_cut, row.unified_account) if text}
    theirs = {_folded(text) for text in texts if text}
    found = []
    if row.amount != amount:
        found.append("другой суммой")
    if row.paid_on != paid_on:
        found.append("другой датой")
    if ours and theirs and ours.isdisjoint(theirs):
        found.append(f"другим счётом («{account}»)")
    elif not ours and not theirs and (row.payer, row.purpose) != (payer, purpose):
        found.append("другим плательщиком или назначением")
    return found


def _folded(text: str) -> str:
    return comparable(text).lstrip("0")


def _own_key(verdict: "Verdict") -> str:
    row = verdict.row
    account = _folded(row.account_cut or row.account or row.unified_account)
    parts = (account or f"{row.payer}|{row.purpose}", row.paid_on, row.amount)
    told = sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]
    return f"{verdict.key[:_LONGEST_KEY]}|{told}"


def _say(row: BankRow) -> str:
    """Return an operation in words: its number at the bank, its day, its sum."""
    day = f" от {row.paid_on:%d.%m.%Y}" if row.paid_on else ""
    return f"Операция № {row.operation.partition('|')[0][:60]}{day} на {say_rubles(Money(row.amount))}"
