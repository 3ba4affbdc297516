"""A bank file as its page shows it: tiles of figures, chips of states, rows that need a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from kvita.calc.money import ZERO, Money
from kvita.remittances.enums import FileState, RowState
from kvita.remittances.models import RemittanceFile
from kvita.remittances.selectors import StateFigures

_TONES = {
    RowState.CREDITED: "good",
    RowState.UNMATCHED: "warn",
    RowState.DUPLICATE: "info",
    RowState.BAD: "bad",
    RowState.DISMISSED: "info",
    RowState.TAKEN_BACK: "info",
}
_HINTS = {
    RowState.CREDITED: "деньги на счетах жильцов",
    RowState.UNMATCHED: "выберите счёт вручную",
    RowState.DUPLICATE: "второй раз не зачисляются",
    RowState.BAD: "остаются в карантине с причиной",
    RowState.DISMISSED: "не зачисляются",
    RowState.TAKEN_BACK: "сняты со счетов",
}
_TITLES = {
    RowState.CREDITED: "зачислено",
    RowState.UNMATCHED: "ждут счёта",
    RowState.DUPLICATE: "уже учтены",
    RowState.BAD: "не прочитаны",
    RowState.DISMISSED: "отложены",
    RowState.TAKEN_BACK: "отменены вместе с файлом",
}
_PLANS = {RowState.CREDITED: "зачислим", RowState.UNMATCHED: "подождут счёта"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of a file."""

    title: str
    count: int
    amount: Money
    tone: str
    hint: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice of rows by state; an empty key is all of them."""

    key: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row that reading the file found worth a look."""

    line: int
    account: str
    payer: str
    amount: Money | None
    state: RowState
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotTakenRows:
    """Rows of one kind that are no receipts; `lines` are the first of them."""

    kind: str
    count: int
    amount: Money
    lines: list[int]
    is_cut: bool


def planned_figures(file: RemittanceFile) -> list[StateFigures]:
    """Return what crediting would do, as reading the file has found it."""
    counts, sums = file.summary.get("counts", {}), file.summary.get("sums", {})
    return [
        StateFigures(state, counts[state.value], Money(sums.get(state.value, 0)))
        for state in RowState
        if counts.get(state.value)
    ]


def tiles_of(file: RemittanceFile, figures: Sequence[StateFigures]) -> list[Tile]:
    """Return a tile for each state; before crediting in the words of a plan."""
    is_plan = file.state == FileState.READ
    return [
        Tile(
            title=(is_plan and _PLANS.get(it.state)) or _TITLES[it.state],
            count=it.count,
            amount=it.amount,
            tone=_TONES[it.state],
            hint=_HINTS[it.state],
        )
        for it in figures
    ]


def chips_of(figures: Sequence[StateFigures], chosen: str) -> list[Chip]:
    """Return «Все» and a chip for each state."""
    total = sum(it.count for it in figures)
    return [
        Chip("", "Все", total, is_chosen=not chosen),
        *(Chip(it.state.value, _TITLES[it.state].capitalize(), it.count, it.state.value == chosen) for it in figures),
    ]


def chosen_state(query: QueryDict) -> str:
    """Return the state that the address asks for, "" for all."""
    state = query.get("state", "")
    return state if state in RowState.values else ""


def shown_rows(file: RemittanceFile) -> list[ShownRow]:
    """Return the rows that reading has noted."""
    return [_shown(row) for row in file.summary.get("rows", [])]


def not_taken_rows(file: RemittanceFile) -> list[NotTakenRows]:
    """Return the rows left out because they are no receipts, by kind."""
    return [
        NotTakenRows(it["kind"], it["count"], Money(it["amount"]), it["lines"], is_cut=it["count"] > len(it["lines"]))
        for it in file.summary.get("not_taken", [])
    ]


def row_tone(state: str) -> str:
    """Return the tone of a state."""
    return _TONES[RowState(state)]


def to_credit(figures: Sequence[StateFigures]) -> StateFigures:
    """Return what would be credited."""
    return next((it for it in figures if it.state is RowState.CREDITED), StateFigures(RowState.CREDITED, 0, ZERO))


def _shown(row: dict[str, Any]) -> ShownRow:
    state, amount = RowState(row["state"]), row["amount"]
    return ShownRow(
        line=row["line"],
        account=row["account"],
        payer=row["payer"],
        amount=None if amount is None else Money(amount),
        state=state,
        tone=_TONES[state],
        reason=row["reason"],
    )
