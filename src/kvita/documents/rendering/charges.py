"""Section 3 of a bill, the calculation: a row a service, only the columns that say something."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from kvita.calc.money import Money
from kvita.calc.rounding import round_half_up
from kvita.core.wording import NBSP, say_amount, say_duration, say_movement, say_rubles, say_unit, short_places
from kvita.documents.bill import BillDocument, BillTotals, ChargeLine, Column
from kvita.documents.rendering import wording
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.tables import LETTERS, sheet

_Text = Callable[[ChargeLine], str]
_Total = Callable[[BillTotals], str]


def _shown(amount: Money | None) -> str:
    return "" if amount is None else say_amount(amount)


def _counted(amount: Money | None) -> str:
    """A zero here is no news, so it is left to the dash."""
    return say_amount(amount) if amount else ""


def _moved(amount: Money | None) -> str:
    return say_movement(amount) if amount else ""


def _volume(line: ChargeLine) -> str:
    return _quantity(line.volume, line.unit)


def _common_volume(line: ChargeLine) -> str:
    """Where the whole volume went into the common property, the name of the service says so already."""
    return "" if line.common_volume == line.volume else _quantity(line.common_volume or None, line.unit)


def _quantity(volume: Decimal | None, unit: str) -> str:
    if volume is None:
        return ""
    return wording.sentence((wording.number(_short(volume, unit)), say_unit(unit)), NBSP)


def _short(volume: Decimal, unit: str) -> Decimal:
    return round_half_up(volume, short_places(unit))


def _exact_volume(line: ChargeLine) -> str:
    """The volume with all its digits, where those of the table do not make the charge and no note has them."""
    if line.volume is None or line.rate is None or not line.charged:
        return ""
    shown = _short(line.volume, line.unit)
    exact = f"{wording.number(line.volume)}{NBSP}{say_unit(line.unit)}".rstrip(NBSP)
    if exact in line.note or Money.rounded(shown * line.rate) == Money.rounded(line.volume * line.rate):
        return ""
    return f"точный объём {exact}"


def _rate(line: ChargeLine) -> str:
    return wording.number(line.rate, least=2) if line.rate else ""


def _no_total(_totals: BillTotals) -> str:
    return ""


# Title, cell of a line, cell of the totals. A column without a single cell is left out, but for the last of all.
_COLUMNS: tuple[tuple[Column, str, _Text, _Total], ...] = (
    (Column.VOLUME, "Объём", _volume, _no_total),
    (Column.COMMON_VOLUME, "В\u00a0т.\u00a0ч. на общее имущество", _common_volume, _no_total),
    (Column.RATE, "Тариф,\u00a0₽", _rate, _no_total),
    (Column.CHARGED, "Начислено", lambda line: _shown(line.charged), lambda sums: _shown(sums.charged)),
    (Column.ADJUSTED, "Перерасчёт", lambda line: _moved(line.adjusted), lambda sums: _moved(sums.adjusted)),
    (Column.BENEFIT, "Льготы", lambda line: _counted(line.benefit), lambda sums: _counted(sums.benefit)),
    (
        Column.SHORTFALL,
        "Недо\u00adпоставка",
        lambda line: _moved(-line.shortfall if line.shortfall else None),
        lambda sums: _moved(-sums.shortfall),
    ),
    (Column.OPENING, "Было к\u00a0оплате", lambda line: _counted(line.opening), lambda sums: _shown(sums.opening)),
    (Column.PAID, "Оплачено", lambda line: _counted(line.paid), lambda sums: _shown(sums.paid)),
    (
        Column.WITHIN_NORM,
        "В пределах норматива",
        lambda line: _counted(line.within_norm),
        lambda sums: _counted(sums.within_norm),
    ),
    (Column.PAYABLE, "К\u00a0оплате,\u00a0₽", lambda line: _shown(line.payable), lambda sums: _shown(sums.payable)),
)


def charges(bill: BillDocument, *, largest: float = LETTERS) -> Value:
    """The table of the calculation as the template takes it, with letters of at most `largest` points.

    Rows are `[kind, name, note, *cells]`; kinds are group, line, part and total.
    """
    lines = [line for line in bill.lines if not line.is_idle]
    parts = [part for line in lines for part in line.parts]
    kept = [
        column
        for column in _COLUMNS
        if column[0] is Column.PAYABLE or any(column[2](line) for line in (*lines, *parts)) or column[3](bill.totals)
    ]
    rows = list(_rows(bill, lines, kept))
    head = ["№\u00a0Услуга", *(title for _, title, _, _ in kept)]
    idle = wording.sentence(line.name for line in bill.lines if line.is_idle)
    return {"table": sheet(head, rows, largest=largest).as_value(), "idle": f"Без начислений: {idle}." if idle else ""}


def _rows(
    bill: BillDocument, lines: list[ChargeLine], kept: list[tuple[Column, str, _Text, _Total]]
) -> Iterator[list[str]]:
    group = ""
    for number, line in enumerate(lines, start=1):
        if line.group != group:
            group = line.group
            if group:
                yield ["group", group, ""]
        yield ["line", f"{number}\u00a0{line.name}", _note(line, bill.totals), *_cells(line, kept, bill.cross)]
        for part in line.parts:
            yield ["part", f"в т. ч. {part.name}", _note(part, bill.totals), *_cells(part, kept, bill.cross)]
    totals = [total(bill.totals) or ("" if total is _no_total else wording.DASH) for _, _, _, total in kept]
    yield ["total", "Итого", "", *totals]


def _cells(line: ChargeLine, kept: list[tuple[Column, str, _Text, _Total]], cross: str) -> list[str]:
    return [cross if column in line.not_applicable else text(line) or wording.DASH for column, _, text, _ in kept]


def _note(line: ChargeLine, totals: BillTotals) -> str:
    """What the figures of the row do not say by themselves."""
    notes = [line.note, _exact_volume(line)]
    if line.multiplier is not None:
        more = f", это {say_movement(line.excess)}{NBSP}₽" if line.excess else ""
        notes.append(f"повышающий коэффициент {wording.number(line.multiplier)}{more}")
    if line.shortfall_days:
        notes.append(f"недопоставка {say_duration(line.shortfall_days)}")
    if is_credit_kept(line, totals) and line.closing is not None:
        notes.append(f"здесь переплата {say_rubles(-line.closing)}")
    return wording.sentence(notes, "; ")


def is_credit_kept(line: ChargeLine, totals: BillTotals) -> bool:
    """True when the line is overpaid and other lines do not get that money."""
    kept = totals.payable > totals.closing
    return kept and line.closing is not None and line.closing.kopecks < 0 and not line.payable
