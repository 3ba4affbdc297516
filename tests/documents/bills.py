"""The bill of 551412 for August 2017 as the manual of portal S4 prints its figures, and a bill with everything."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.documents.bill import (
    AdjustmentLine,
    BillDocument,
    BilledPremise,
    BillFooter,
    BillTotals,
    ChargeLine,
    Column,
    Executor,
    MeterReadingLine,
    Payee,
    PaymentPlanLine,
    ReferenceLine,
)

CHARGES = Path(__file__).parents[1] / "data" / "innova-2017-08" / "charges.csv"
QR = (
    "ST00012|Name=ООО УК «Солнечный город»|PersonalAcc=40702810262000001234|BankName=Отделение № 8610|BIC=049205603|"
    "CorrespAcc=30101810600000000603|PayeeINN=1655000000|Sum=153715|Purpose=Оплата ЖКУ за август 2017|"
    "PersAcc=551412|PaymPeriod=082017|PayerAddress=г. Казань, ул. Гарифа Ахунова, д. 14, кв. 16"
).encode()
FIRST, NEXT = date(2017, 8, 1), date(2017, 9, 1)


def rubles(text: str) -> Money:
    return Money.from_rubles(text.replace(",", "."))


def manual_rows() -> list[dict[str, str]]:
    with CHARGES.open(encoding="cp1251", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def charge_line(row: dict[str, str]) -> ChargeLine:
    return ChargeLine(
        name=row["Услуга"],
        volume=Decimal(row["Расход"].replace(",", ".")),
        unit=row["Ед.измер"],
        rate=Decimal(row["Тариф"].replace(",", ".")),
        charged=rubles(row["Начислено"]),
        adjusted=rubles(row["Перерасчет"]),
        shortfall=rubles(row["Недоставка"]),
        opening=rubles(row["Вх.сальдо"]),
        paid=rubles(row["Оплачено"]),
        closing=rubles(row["Исх.сальдо"]),
        payable=rubles(row["Коплате"]),
    )


def totals_of(lines: tuple[ChargeLine, ...]) -> BillTotals:
    names = ("charged", "adjusted", "shortfall", "opening", "paid", "closing", "payable")
    return BillTotals(**{name: Money.total(getattr(line, name) or Money.ZERO for line in lines) for name in names})


def reading(service: str, serial: str, place: str, *values: str, unit: str = "м³") -> MeterReadingLine:
    previous, current = map(Decimal, values)
    return MeterReadingLine(
        service=service,
        serial=serial,
        place=place,
        previous=previous,
        previous_on=FIRST,
        current=current,
        current_on=NEXT,
        consumption=current - previous,
        unit=unit,
    )


def manual_bill() -> BillDocument:
    lines = tuple(map(charge_line, manual_rows()))
    return BillDocument(
        period=Month(2017, 8),
        account_number="551412",
        payment_code="551412",
        payer="Хасанова Жизель Ильдаровна",
        premise=BilledPremise(
            address="г. Казань, ул. Гарифа Ахунова, д. 14, кв. 16",
            resident_count=2,
            total_area=Decimal("74.80"),
            living_area=Decimal("36.10"),
            building_area=Decimal("27753.40"),
        ),
        executor=Executor(
            name="ООО УК «Солнечный город»",
            inn="1655000000",
            ogrn="1021602840000",
            phones=("8 (843) 222-77-00, пн–пт 8:00–17:00",),
            site="cabinet.solgorod.ru",
            address="Казань, ул. Гарифа Ахунова, 10",
        ),
        lines=lines,
        totals=totals_of(lines),
        created_on=date(2017, 9, 5),
        pay_by=date(2017, 9, 15),
        last_paid_on=date(2017, 8, 21),
        readings=(
            reading("Электричество, день", "02455782", "", "6704.0200", "6858.0000", unit="кВт·ч"),
            reading("Электричество, ночь", "02455782", "", "1860.8800", "1915.0000", unit="кВт·ч"),
            reading("Подогрев", "18851960к", "кухня", "38.2000", "39.0000"),
            reading("Подогрев", "18852076", "ванная", "295.7340", "299.0000"),
            reading("Холодная", "18851987к", "кухня", "52.1000", "54.0000"),
            reading("Холодная", "18848646", "ванная", "391.5480", "396.0000"),
        ),
        adjustments=(
            AdjustmentLine(service="Подогрев воды", amount=Money(-57651), reason="С 8 по 21 июля воды не было."),
            AdjustmentLine(service="Пени", amount=Money(-3)),
        ),
        payees=(
            Payee(
                name="ООО УК «Солнечный город»",
                inn="1655000000",
                bank_account="40702810262000001234",
                bank_name="Отделение № 8610",
                bic="049205603",
                qr=QR,
            ),
        ),
        footer=BillFooter(
            how_to_pay="По QR-коду в приложении банка.",
            readings_window="Передавайте показания с 10 по 25 число.",
            emergency="8 (843) 222-77-88, круглосуточно.",
        ),
    )


def whole_bill() -> BillDocument:
    """Every section, column and field has something to say; names with Tatar letters."""
    owed = rubles("1000")
    maintenance = ChargeLine(
        name="Содержание жилого помещения",
        group="Жилищные услуги",
        volume=Decimal("74.8"),
        unit="м²",
        rate=Decimal("21.374512"),
        charged=rubles("1598.81"),
        opening=owed,
        paid=owed,
        closing=rubles("1598.81"),
        payable=rubles("1598.81"),
        within_norm=rubles("1500.00"),
        parts=(
            ChargeLine(
                name="вода для содержания общего имущества",
                volume=Decimal("0.081"),
                unit="м³",
                rate=Decimal("18.84"),
                charged=rubles("1.53"),
                not_applicable=frozenset({Column.OPENING, Column.PAID, Column.PAYABLE}),
            ),
        ),
    )
    water = ChargeLine(
        name="Холодная вода по нормативу",
        group="Коммунальные услуги",
        volume=Decimal("9.12"),
        common_volume=Decimal("0.4"),
        unit="м³",
        rate=Decimal("18.84"),
        charged=rubles("257.73"),
        adjusted=rubles("-12"),
        benefit=rubles("20"),
        shortfall=rubles("33.10"),
        shortfall_days=Decimal(3),
        closing=rubles("212.63"),
        payable=rubles("212.63"),
        multiplier=Decimal("1.5"),
        excess=rubles("85.91"),
    )
    penalty = ChargeLine(name="Пени", opening=rubles("-20"), closing=rubles("-20"), payable=Money.ZERO)
    lines = (maintenance, water, penalty)
    bill = manual_bill()
    return replace(
        bill,
        account_number="551412-А",
        payment_code="9100005514121",
        payer="Шәйхетдинова Гөлнара Җәүдәт кызы",
        premise=replace(bill.premise, address="г. Казань, ул. Гарифа Ахунова, д. 14, корпус 2, кв. 316, комната 2"),
        document_number="34СТ185329-01-2352",
        unified_account_number="80KX478547",
        housing_service_id="80KX478547-01",
        valid_until=date(2017, 9, 30),
        payments_counted_until=date(2017, 8, 31),
        lines=lines,
        totals=replace(totals_of(lines), benefit=rubles("20"), within_norm=rubles("1500")),
        reference=(
            ReferenceLine(
                service="Холодная вода",
                unit="м³",
                norm=Decimal("4.56"),
                building_previous=Decimal("104312.5"),
                building_current=Decimal("106001.25"),
                premises_volume=Decimal("1602.118"),
                common_volume=Decimal("86.632"),
                account_share=Decimal("0.2335"),
            ),
        ),
        limit_index=Decimal("111.9"),
        payment_plan=(
            PaymentPlanLine(
                service="Отопление",
                current=rubles("100"),
                past=rubles("50"),
                interest_percent=Decimal("9.5"),
                interest=rubles("4.12"),
                payable=rubles("154.12"),
            ),
        ),
        adjustments=(
            AdjustmentLine(
                service="Холодная вода",
                amount=rubles("-12"),
                reason="Показание за июль пришло позже",
                period=Month(2017, 7),
                base=rubles("112"),
                corrected=rubles("100"),
            ),
        ),
        payees=(
            replace(bill.payees[0], amount=rubles("1511.44")),
            Payee(
                name="Фонд капитального ремонта",
                bank_account="40603810962020000011",
                bic="049205603",
                payment_code="00551412",
                amount=rubles("300"),
                qr=QR.replace(b"551412", b"00551412"),
            ),
        ),
        footer=replace(bill.footer, additional="С 1 июля изменились тарифы."),
        version=2,
    )


def long_bill(count: int) -> BillDocument:
    """So many services, each seventh with a name that needs more than a line."""
    more = " с длинным названием, которое не помещается в одну строку"
    lines = tuple(
        ChargeLine(
            name=f"Услуга №{number}" + (more if number % 7 == 0 else ""),
            volume=Decimal(number),
            unit="м³",
            rate=Decimal("1.5"),
            charged=Money(number * 150),
            closing=Money(number * 150),
            payable=Money(number * 150),
        )
        for number in range(1, count + 1)
    )
    return replace(manual_bill(), lines=lines, totals=totals_of(lines))


def pages_of(pdf: bytes) -> list[str]:
    """Text of each page with plain single spaces."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))
