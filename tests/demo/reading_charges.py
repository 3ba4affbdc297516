"""Reads a line of «Начисления» as a person with a calculator does: takes its printed numbers and recomputes them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html.parser import HTMLParser

from django.template.loader import render_to_string

from kvita.billing.models import Statement
from kvita.billing.selectors import LineWithShare, adjustments_of, lines_with_shares, match_volumes
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.metering.models import Register
from kvita.metering.selectors import RegisterMonth, register_months
from kvita.web.resident.presenters.charges import ChargeLine, MonthCharges, month_charges
from kvita.web.ui.templatetags.blocks import charge

NUMBER = r"[−+]?\d[\d ]*(?:,\d+)?"
_VOID = {"img", "input", "br", "use", "path"}


class _Text(HTMLParser):
    """The words of a piece of a page, its blocks divided by « | »."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "div", "dt", "dd", "small", "summary", "h3", "h4", "li", "i"}:
            self.said.append(" | ")


def words(html: str) -> str:
    """Return the words with plain spaces."""
    parser = _Text()
    parser.feed(html)
    return re.sub(r"\s+", " ", "".join(parser.said).replace("\u00a0", " ")).strip()


def decimal(text: str) -> Decimal:
    """Return a printed number."""
    return Decimal(text.replace(" ", "").replace(",", ".").replace("−", "-"))


def money(text: str) -> int:
    """Return a printed sum in kopecks."""
    return Money.from_rubles(decimal(text).quantize(Decimal("0.01"))).kopecks


def product(volume: Decimal, rate: Decimal) -> int:
    """Volume × rate in kopecks, rounded once, half up."""
    return Money.rounded(volume * rate).kopecks


def check_line(line: ChargeLine, charges: MonthCharges) -> Counter[str]:
    """Assert that everything printed on a line recomputes; return what was found on it."""
    body = render_to_string("resident/charges_explanation.html", {"line": line, "charges": charges})
    html = charge.__wrapped__(body, line) if hasattr(charge, "__wrapped__") else charge(body, line)
    summary, _, opened = html.partition("</summary>")
    found = Counter(lines=1)
    closed, text = words(summary), words(opened)
    where = f"{charges.statement}: {line.name}: {closed} || {text}"
    found += _check_closed(closed, line, where)
    found += _check_formula(text, line, where)
    found += _check_equations(text, where)
    found += _check_meters(text, line, where)
    found += _check_parts(text, line, where)
    _check_chain(text, where)
    return found


def _check_closed(closed: str, line: ChargeLine, where: str) -> Counter[str]:
    formula = re.search(rf"({NUMBER}) \S* ?× ({NUMBER}) ₽ ([=≈]) ({NUMBER}) ₽", closed)
    if formula and formula[3] == "=":
        assert product(decimal(formula[1]), decimal(formula[2])) == money(formula[4]), where
    named = {
        "charged": re.search(rf"Начислено ({NUMBER})", closed),
        "adjusted": re.search(rf"перерасчёт ({NUMBER}) ₽", closed),
        "shortfall": re.search(rf"недопоставка ({NUMBER}) ₽", closed),
        "carried": re.search(rf"(?:за прошлые месяцы|с прошлого месяца) ({NUMBER}) ₽", closed),
    }
    due = re.search(rf"К оплате ({NUMBER}) ₽", closed)
    credit = re.search(rf"переплата ({NUMBER})(?: ₽)?", closed)
    whole = (money(due[1]) if due else 0) - (money(credit[1]) if credit else 0)
    assert sum(money(one[1]) for one in named.values() if one) == whole, where
    return Counter({f"closed: {name}": 1 for name, one in named.items() if one and money(one[1])})


def _check_formula(text: str, line: ChargeLine, where: str) -> Counter[str]:
    formula = re.search(
        rf"Как посчитано \| ({NUMBER})[^|]*\|[^|]*\| × ?({NUMBER}) ₽ ?\|[^|]*\| ([=≈]) ?({NUMBER}) ₽", text
    )
    if formula is None:
        assert not line.explanation.has_formula, where
        return Counter({"without formula": 1})
    made, charged = product(decimal(formula[1]), decimal(formula[2])), money(formula[4])
    if formula[3] == "=":
        assert made == charged, where
        return Counter(exact=1)
    told = re.search(rf"[Пп]роизведение[^|]*? ({NUMBER}) ₽[^|]*?на ({NUMBER}) ₽", text)
    assert told is not None, where
    assert money(told[1]) == made, where
    assert abs(charged - made) == money(told[2]), where
    return Counter({"told difference": 1})


def _check_equations(text: str, where: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for said in re.findall(r"Объём — ([^|]*?)\.(?: |$)", text):
        left, sign, right = said.partition(" = ")
        if not sign:
            continue
        result = decimal(re.match(NUMBER, right)[0])  # type: ignore[index]  # the right side begins with a number
        numbers = [decimal(one) for one in re.findall(rf"(?:(?<=^)|(?<=[+×] )|(?<=: )){NUMBER}", left)]
        if " × " in left:
            made = numbers[0]
            for factor in numbers[1:]:
                made *= factor
            assert abs(made - result) < Decimal("0.0000001"), where
            found["by a norm"] += 1
        else:
            assert sum(numbers) == result or "округлено" in right, where
            found["sum of groups"] += 1
    return found


def _check_meters(text: str, line: ChargeLine, where: str) -> Counter[str]:
    rows = re.findall(rf"\| ([^|]*, № \S+[^|]*)\| ([^|]*)\| ({NUMBER})[^|]*", text)
    if not rows:
        assert line.row.volume_source != "METER", f"no meters: {where}"
        return Counter()
    for _, readings, used in rows:
        pair = re.search(rf"было ({NUMBER}) на [^,]*, стало ({NUMBER}) на", readings)
        settled = re.search(rf"из них {NUMBER} ?\S* за этот месяц, ({NUMBER})", readings)
        if pair:
            rest = decimal(settled[1]) if settled else Decimal(0)
            assert decimal(pair[2]) - decimal(pair[1]) - rest == decimal(used), where
    counted = sum(decimal(used) for _, _, used in rows)
    volume = re.search(rf"Объём — (?:вся вода: )?({NUMBER})", text)
    assert volume is not None, where
    groups = re.findall(rf"({NUMBER}) \S+ (?:по счётчик|холодной воды по сред|горячей воды по сред|по сред)", text)
    assert sum(decimal(one) for one in groups) == counted, where
    return Counter(meters=len(rows), **{"lines with meters": 1})


def _check_parts(text: str, line: ChargeLine, where: str) -> Counter[str]:
    """Each component recomputes, and together they are what was charged."""
    told = re.search(rf"Из чего складывается (.*?)\| Вместе \| ({NUMBER}) ₽", text)
    if told is None:
        assert not line.parts, where
        return Counter()
    rows = re.findall(rf"В т\. ч\. [^|]*\| ({NUMBER}) \S+ × ({NUMBER}) ₽ = ({NUMBER}) ₽ \| ({NUMBER}) ₽", told[1])
    assert len(rows) == len(line.parts), where
    for volume, rate, made, charged in rows:
        assert product(decimal(volume), decimal(rate)) == money(made) == money(charged), where
    assert sum(money(charged) for *_, charged in rows) == money(told[2]) == line.charged.kopecks, where
    return Counter({"lines of components": 1})


def _check_chain(text: str, where: str) -> None:
    """The last list: opening, charged, adjusted, shortfall, paid, closing."""
    chain = re.findall(
        rf"((?:Было к оплате|Переплата|К оплате) на [^|]*|Начислено за [^|]*|Перерасчёт|Недопоставка|Оплачено) "
        rf"\| ({NUMBER})",
        text,
    )
    assert all((money(value) < 0) == name.startswith("Переплата") for name, value in chain if " на " in name), where
    sums = [money(value) for _, value in chain]  # the column adds up as it is printed
    assert len(sums) >= 5, where
    assert sum(sums[:-1]) == sums[-1], where


def check_statements(statements: Sequence[Statement]) -> Counter[str]:
    """Check every line with money of these statements (accounts with organisation and premise selected)."""
    found: Counter[str] = Counter()
    lines = lines_with_shares(statements)
    registers = _registers(statements)
    for statement in statements:
        for line, charges in _lines(statement, lines[statement.pk], registers.get(statement.account_id, [])):
            found += check_line(line, charges)
    return found


def _lines(
    statement: Statement, lines: Sequence[LineWithShare], registers: Sequence[RegisterMonth]
) -> Iterator[tuple[ChargeLine, MonthCharges]]:
    adjustments = adjustments_of(statement) if statement.adjusted else {}
    metered = match_volumes([item.line for item in lines], registers)
    charges = month_charges(statement, statement.account, lines=lines, adjustments=adjustments, metered=metered)
    for line in charges.lines:
        if not line.is_zero:
            yield line, charges


def _registers(statements: Iterable[Statement]) -> dict[int, list[RegisterMonth]]:
    """The scales of the accounts of one month, by account; two queries for all of them."""
    rows = list(statements)
    month = Month.of(rows[0].month)
    known = Register.objects.filter(meter__account__in=[row.account_id for row in rows]).select_related(
        "meter", "service"
    )
    found: dict[int, list[RegisterMonth]] = {}
    for item in register_months(known.order_by("service__position", "pk"), month=month):
        assert item.register.meter.account_id is not None
        found.setdefault(item.register.meter.account_id, []).append(item)
    return found
