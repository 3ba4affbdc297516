"""Bills as PDF: the product's Typst against WeasyPrint with a page of the same words, figures, letters and QR.

Prints a markdown table of bills a second by one process and by two, and the ratio of the two engines in the same
run. Rounds alternate between the engines, so that a busy machine slows both. Run: `python -m bench.bills`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from multiprocessing import get_context
from typing import Any

from bench.harness import print_table, ratios, with_spread
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.documents.bill import (
    AdjustmentLine,
    BillDocument,
    BilledPremise,
    BillFooter,
    BillTotals,
    ChargeLine,
    Executor,
    MeterReadingLine,
    Payee,
)
from kvita.documents.rendering import render_bill, render_bills, typeface
from kvita.documents.rendering.layout import bill_values
from kvita.documents.rendering.pool import alone_on_a_core
from kvita.documents.rendering.qr import svg

ROUNDS = 5
BILLS_A_ROUND = {"Typst": 160, "WeasyPrint": 8}
BULK_BILLS = 400
GOAL = 20

Engine = Callable[[BillDocument], bytes]
MONTH = Month(2026, 8)
SERVICES = (
    ("Холодная вода", "10.418", "м³", "18.84", -11427, 37568, 35372),
    ("Подогрев воды", "4.066", "м³", "118.07", -57651, 111965, 105421),
    ("Водоотведение", "10.418", "м³", "15.78", -9570, 31463, 29624),
    ("Электроснабжение", "153.98", "кВт·ч", "4.09", -12439, 109253, 102868),
    ("Ночное электроснабжение", "54.12", "кВт·ч", "2.49", 11854, 14419, 13576),
    ("Отопление", "0", "Гкал", "0", 0, 59075, 55622),
    ("Капитальный ремонт", "74.8", "м²", "5.85", 0, 73551, 69252),
    ("Содержание жилья", "74.8", "м²", "21.37", 0, 159848, 159848),
    ("Обращение с отходами", "2", "чел.", "98.11", 0, 19622, 19622),
    ("Домофон", "1", "шт.", "45.00", 0, 4500, 4500),
    ("Вода на общее имущество", "0.081", "м³", "18.84", -12, 153, 153),
    ("Свет на общее имущество", "3.51", "кВт·ч", "4.09", 0, 1436, 1436),
    ("Пени", "0", "", "0", -3, -40943, 0),
)
METERS = (
    ("Электричество, день", "02455782", "", "6704.02", "6858.00", "кВт·ч"),
    ("Электричество, ночь", "02455782", "", "1860.88", "1915.00", "кВт·ч"),
    ("Подогрев", "18851960к", "кухня", "38.200", "39.000", "м³"),
    ("Подогрев", "18852076", "ванная", "295.734", "299.000", "м³"),
    ("Холодная", "18851987к", "кухня", "52.100", "54.000", "м³"),
    ("Холодная", "18848646", "ванная", "391.548", "396.000", "м³"),
)
REASONS = (
    ("Вода и водоотведение", -20997, "За июль начислили по среднему, потом пришли показания"),
    ("Подогрев воды", -57651, "С 8 по 21 июля горячей воды не было"),
    ("Электричество", -585, "Часть расхода за июль перенесли с дня на ночь"),
    ("Пени", -3, ""),
)


def sample_bill(number: int) -> BillDocument:
    """A bill of 13 services, six meters, four adjustments and a QR, with its own code, name and sums."""
    lines = tuple(_charge_line(number, service) for service in SERVICES)
    totals = BillTotals(
        charged=_total(lines, "charged"),
        adjusted=_total(lines, "adjusted"),
        shortfall=Money(0),
        opening=_total(lines, "opening"),
        paid=_total(lines, "paid"),
        closing=_total(lines, "closing"),
        payable=_total(lines, "payable"),
    )
    code = str(551000 + number)
    address = f"г. Казань, ул. Гарифа Ахунова, д. 14, кв. {number % 400 + 1}"
    payload = (
        "ST00012|Name=ООО УК «Солнечный город»|PersonalAcc=40702810262000001234|BankName=Отделение № 8610|"
        f"BIC=049205603|CorrespAcc=30101810600000000603|PayeeINN=1655000000|Sum={totals.payable.kopecks}|"
        f"Purpose=Оплата ЖКУ за август 2026|PersAcc={code}|PaymPeriod=082026|PayerAddress={address}"
    )
    return BillDocument(
        period=MONTH,
        account_number=code,
        payment_code=code,
        payer=f"Хасанова Алия {number}",
        premise=BilledPremise(address=address, resident_count=2, total_area=Decimal("74.80")),
        executor=Executor(
            name="ООО УК «Солнечный город»",
            inn="1655000000",
            address="Казань, ул. Гарифа Ахунова, 10",
            phones=("8 (843) 222-77-00, пн–пт 8:00–17:00",),
        ),
        lines=lines,
        totals=totals,
        created_on=date(2026, 9, 5),
        pay_by=date(2026, 9, 15),
        last_paid_on=date(2026, 8, 21),
        readings=tuple(_reading(number, meter) for meter in METERS),
        adjustments=tuple(
            AdjustmentLine(service=service, amount=Money(amount), reason=reason) for service, amount, reason in REASONS
        ),
        payees=(
            Payee(
                name="ООО УК «Солнечный город»",
                inn="1655000000",
                bank_account="40702810262000001234",
                bic="049205603",
                qr=payload.encode(),
            ),
        ),
        footer=BillFooter(
            how_to_pay="По QR-коду в приложении банка, в кабинете cabinet.solgorod.ru без комиссии, в кассе УК.",
            readings_window="Передавайте показания с 10 по 25 число.",
            emergency="8 (843) 222-77-88, круглосуточно.",
        ),
    )


def _charge_line(number: int, service: tuple[str, str, str, str, int, int, int]) -> ChargeLine:
    name, volume, unit, rate, adjusted, opening, paid = service
    used = Decimal(volume) + (Decimal(number % 97) / 100 if unit in {"м³", "кВт·ч"} else 0)
    charged = Money.rounded(used * Decimal(rate))
    closing = Money(opening + charged.kopecks + adjusted - paid)
    return ChargeLine(
        name=name,
        volume=used or None,
        unit=unit,
        rate=Decimal(rate) or None,
        charged=charged,
        adjusted=Money(adjusted),
        opening=Money(opening),
        paid=Money(paid),
        closing=closing,
        payable=max(closing, Money.ZERO),
    )


def _total(lines: Sequence[ChargeLine], attribute: str) -> Money:
    return Money.total(getattr(line, attribute) for line in lines)


def _reading(number: int, meter: tuple[str, str, str, str, str, str]) -> MeterReadingLine:
    service, serial, place, previous, current, unit = meter
    more = Decimal(number % 97) / 100
    return MeterReadingLine(
        service=service,
        serial=serial,
        place=place,
        previous=Decimal(previous),
        previous_on=MONTH.first_day,
        current=Decimal(current) + more,
        current_on=MONTH.next.first_day,
        consumption=Decimal(current) + more - Decimal(previous),
        unit=unit,
    )


# ------------------------------------------------------------------------------------------- the page for WeasyPrint

STYLE = """
@page { size: A4; margin: 11mm 12mm }
* { box-sizing: border-box; margin: 0; padding: 0 }
body { font: 9.5pt/1.3 Golos; color: #000 }
h1 { font-size: 17pt } h2 { font-size: 11pt; margin: 5mm 0 1.5mm } small { display: block; font-size: 8pt; color: #333 }
.head { display: flex; justify-content: space-between; align-items: flex-end; border-bottom: .5mm solid }
.org { text-align: right; font-size: 8.5pt } .top { display: flex; margin-top: 4mm } .who { width: 56mm }
.code { font-size: 20pt } .due { flex: 1; border: .5mm solid; border-radius: 3mm; padding: 4mm; margin-right: 5mm }
.due b.sum { font-size: 25pt } .qr { width: 42mm; text-align: center; font-size: 8pt } .qr svg { width: 42mm }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt; font-variant-numeric: tabular-nums }
td, th { text-align: right; padding: 1mm 1.4mm; border-bottom: .2mm solid #999; white-space: nowrap }
td:first-child, th:first-child { text-align: left; padding-left: 0; white-space: normal }
td:last-child, th:last-child { padding-right: 0 } thead th { border-bottom: .4mm solid } .move td { border: 0 }
.two { display: flex } .two > * { width: 58% } .two > * + * { width: 42%; padding-left: 7mm; font-size: 8.5pt }
.tips { display: flex; background: #f0f0f0; border-radius: 3mm; padding: 3mm 4mm; margin-top: 5mm; font-size: 8.5pt }
.slip { display: flex; justify-content: space-between; border-top: .3mm dashed; margin-top: 6mm; padding-top: 3mm }
.slip b { font-size: 13pt }
"""


def html_page(bill: BillDocument) -> str:
    """The words and figures of the product's bill as the HTML that one would write for WeasyPrint."""
    data: Any = bill_values(bill)
    org = "<br>".join(map(escape, [data["executor"]["name"], *data["executor"]["lines"]]))
    who = "".join(f"<p><small>{escape(a)}</small>{escape(b)}</p>" for a, b in data["payer"]["who"])
    codes = "".join(f"<small>{a}</small><b class=code>{escape(b)}</b>" for a, b, _ in data["payer"]["codes"])
    moves = [*data["movement"]["steps"], data["movement"]["result"], *data["movement"]["after"]]
    reasons = "".join(
        "<p>" + ", ".join(f"<b>{escape(a)}</b>{escape(b)}" for a, b in amounts) + f". {escape(reason)}</p>"
        for amounts, reason in data["adjustments"]
    )
    tips = "".join("<p>" + " ".join(f"<b>{a}</b> {escape(b)}" for a, b in column) + "</p>" for column in data["tips"])
    slip = data["slip"]
    return (
        f"<!doctype html><html lang=ru><meta charset=utf-8><title>{escape(data['title'])}</title>"
        f"<div class=head><div><h1>{data['heading']}</h1><p>Платёжный документ за жилое помещение и коммунальные "
        f"услуги</p></div><div class=org>{org}</div></div><div class=top><div class=who>{codes}{who}</div>"
        f"<div class=due><small>{data['due'][0]}</small><b class=sum>{data['due'][1]}</b><table class=move>"
        + "".join(f"<tr><td>{escape(a)}<td>{b}" for a, b in moves)
        + f"</table></div><div class=qr>{svg(bill.payees[0].qr)}<p>Наведите камеру в приложении банка</p></div></div>"
        f"<p><small>{escape(data['facts'])}</small></p><h2>Расчёт</h2>{_html_table(data['charges']['table'])}"
        f"<p><small>{escape(data['charges']['idle'])}</small></p><div class=two><div><h2>Показания счётчиков</h2>"
        f"{_html_table(data['readings'])}</div><div><h2>Перерасчёты</h2>{reasons}</div></div><div class=tips>{tips}"
        f"</div><div class=slip><p><small>{slip['label']}</small>{escape(slip['payee'])}</p><p><small>Код</small>"
        f"<b>{slip['code'][0]}</b></p><p><small>Период</small><b>{slip['period']}</b></p><p><small>Сумма</small>"
        f"<b>{slip['sum'][0]}</b></p></div>"
    )


def _html_table(table: Any) -> str:
    head = "".join(f"<th>{escape(title)}" for title in table["head"])
    rows = "".join(
        f"<tr><td>{escape(name)}"
        + (f"<small>{escape(note)}</small>" if note else "")
        + "".join(f"<td>{'<b>' + cell + '</b>' if kind == 'total' else cell}" for cell in figures)
        for kind, name, note, *figures in table["rows"]
    )
    return f"<table><thead><tr>{head}<tbody>{rows}</table>"


@cache
def _weasyprint() -> Callable[[str], bytes]:
    """WeasyPrint with its style sheet and typefaces read once."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only this benchmark needs it, and it may be absent
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the same

    fonts = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: Golos; font-weight: {weight}; src: url("{path.as_uri()}") }}'
        for weight, path in (
            (400, next(typeface.FOLDER.glob("*400*.ttf"))),
            (700, next(typeface.FOLDER.glob("*700*.ttf"))),
        )
    )
    style = CSS(string=faces + STYLE, font_config=fonts)

    def render(page: str) -> bytes:
        pdf: bytes = HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts, pdf_tags=True)
        return pdf

    return render


def weasyprint_bill(bill: BillDocument) -> bytes:
    """The same bill by WeasyPrint, tagged too."""
    return _weasyprint()(html_page(bill))


# ------------------------------------------------------------------------------------------------------- measurement


def main() -> None:
    """Measure and print the table."""
    sample = sample_bill(0)
    try:
        sizes = {"Typst": len(render_bill(sample)), "WeasyPrint": len(weasyprint_bill(sample))}
    except (ImportError, OSError) as error:
        print(f"WeasyPrint is not there ({error}): install the group `bench` and Debian's libpango-1.0-0,")
        print("libpangoft2-1.0-0 and libharfbuzz-subset0. Only Typst is measured.\n")
        sizes = {"Typst": len(render_bill(sample))}
    engines = {"Typst": render_bill, "WeasyPrint": weasyprint_bill}
    rows = [_row(processes, {name: engines[name] for name in sizes}) for processes in (1, 2)]
    print_table(["processes", "Typst, bills/s", "WeasyPrint, bills/s", "ratio", "goal"], rows)
    files = " and ".join(f"{size // 1000} kB by {name}" for name, size in sizes.items())
    print(
        f"\nMedians (least–greatest) of {ROUNDS} rounds that alternate between the engines; every bill is another one;"
    )
    print(f"words, figures and QR made in Python are inside both. A file has {files}.")
    bills = [sample_bill(number) for number in range(BULK_BILLS)]
    start = time.perf_counter()
    assert len(list(render_bills(bills, processes=2))) == BULK_BILLS
    rate = BULK_BILLS / (time.perf_counter() - start)
    print(
        f"`render_bills`, {BULK_BILLS} bills on two processes, their start and the way to them included: {rate:.0f}/s."
    )


def _row(processes: int, engines: Mapping[str, Engine]) -> list[str]:
    rates: dict[str, list[float]] = {name: [] for name in engines}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=alone_on_a_core) as workers:
        for number in range(ROUNDS + 1):
            for name, render in engines.items():
                count = BILLS_A_ROUND[name]
                rate = _rate(workers, processes, render, range(number * count, (number + 1) * count))
                if number:  # the first round warms up
                    rates[name].append(rate)
    typst, weasyprint = rates["Typst"], rates.get("WeasyPrint")
    if weasyprint is None:
        return [str(processes), with_spread(typst, 0), "—", "—", f"≥ {GOAL}"]
    ratio = with_spread(ratios(typst, weasyprint))
    return [str(processes), with_spread(typst, 0), with_spread(weasyprint), ratio, f"≥ {GOAL}"]


def _rate(workers: ProcessPoolExecutor, processes: int, render: Engine, bills: range) -> float:
    """Bills a second of all workers together, each with work of its own at the same time."""
    tasks = [workers.submit(_rate_of_one, render, bills, worker) for worker in range(processes)]
    return sum(task.result() for task in tasks)


def _rate_of_one(render: Engine, numbers: range, worker: int) -> float:
    bills = [sample_bill(number * 10 + worker) for number in numbers]
    start = time.perf_counter()
    assert all(render(bill).startswith(b"%PDF") for bill in bills)
    return len(bills) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
