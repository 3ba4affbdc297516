"""The words and figures of a printed bill, read back from the file."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.core.wording import say_unit
from kvita.documents.bill import AdjustmentLine, ChargeLine, MeterReadingLine, ReferenceLine
from kvita.documents.rendering import render_bill
from tests.documents.bills import manual_bill, manual_rows, rubles, text_of, totals_of, whole_bill

MINUS = "\u2212"


@pytest.fixture(scope="module")
def manual_text() -> str:
    return text_of(render_bill(manual_bill()))


@pytest.fixture(scope="module")
def whole_text() -> str:
    return text_of(render_bill(whole_bill()))


def as_printed(figure: str) -> str:
    """`-1054,21` of the file as `−1 054,21`."""
    whole, part = figure.removeprefix("-").split(",")
    return (MINUS if figure.startswith("-") else "") + f"{int(whole):,}".replace(",", " ") + f",{part}"


@pytest.mark.parametrize("row", manual_rows(), ids=lambda row: row["Услуга"])
def test_every_line_of_the_manual_stands_with_all_its_figures(manual_text: str, row: dict[str, str]) -> None:
    sums = ("Начислено", "Перерасчет", "Вх.сальдо", "Оплачено", "Исх.сальдо", "Коплате")
    if all(row[name] == "0,00" for name in sums):
        idle = manual_text.partition("Без начислений: ")[2].partition(".")[0]
        assert row["Услуга"] in idle
        return
    note = f"здесь переплата {as_printed(row['Исх.сальдо'][1:])} ₽ " if row["Исх.сальдо"].startswith("-") else ""
    volume = row["Расход"].rstrip("0").rstrip(",")
    adjusted = as_printed(row["Перерасчет"])
    cells = [
        f"{row['Услуга']} {note}{volume} {say_unit(row['Ед.измер'])}",
        "—" if row["Тариф"] == "0,00" else row["Тариф"],
        as_printed(row["Начислено"]),
        "—" if adjusted == "0,00" else adjusted if adjusted.startswith(MINUS) else f"+{adjusted}",
        as_printed(row["Вх.сальдо"]),
        "—" if row["Оплачено"] == "0,00" else as_printed(row["Оплачено"]),
        as_printed(row["Коплате"]),
    ]
    assert " ".join(cells) in manual_text


def test_totals_and_how_the_sum_comes_about(manual_text: str) -> None:
    assert "К оплате до 15 сентября 2017 1 537,15 ₽" in manual_text
    assert f"Итого 2 042,84 {MINUS}792,36 3 963,51 4 117,35 1 537,15" in manual_text
    steps = (
        "Было к оплате на 1 августа 3 963,51",
        "Начислено за август +2 042,84",
        f"Перерасчёты {MINUS}792,36",
        f"Оплачено по 21 августа {MINUS}4 117,35",
        "К оплате на 1 сентября 1 096,64",
        "Переплата по услугам «Пени», «Подогрев воды» остаётся за ними +440,51",
    )
    assert " ".join(steps) in manual_text


def test_payer_executor_and_slip(manual_text: str) -> None:
    assert "Лицевой счёт, он же платёжный код 551412" in manual_text
    assert "Хасанова Жизель Ильдаровна" in manual_text
    assert "74,80 м², проживают 2 человека" in manual_text
    assert "ИНН 1655000000, ОГРН 1021602840000" in manual_text
    slip = manual_text.partition("Получатель")[2]
    assert "р/с 40702810262000001234 в Отделение № 8610, БИК 049205603" in slip
    assert "Код 551412 Период 08.2017 Сумма 1 537,15 ₽" in slip


def test_help_at_the_foot(manual_text: str, whole_text: str) -> None:
    assert (
        "Как платить. По QR-коду в приложении банка. Счётчики. Передавайте показания с 10 по 25 число." in manual_text
    )
    assert "Авария. 8 (843) 222-77-88, круглосуточно." in manual_text
    assert "круглосуточно. С 1 июля изменились тарифы." in whole_text


def test_meters_keep_their_serial_numbers_and_decimals(manual_text: str) -> None:
    assert "Счётчик 1 августа 1 сентября Расход" in manual_text
    assert "Подогрев, кухня · 18851960к 38,2 39 0,8 м³" in manual_text
    assert "Электричество, ночь · 02455782 1 860,88 1 915 54,12 кВт·ч" in manual_text


def test_adjustments_stand_with_their_reasons(manual_text: str, whole_text: str) -> None:
    assert f"Подогрев воды {MINUS}576,51 ₽. С 8 по 21 июля воды не было. Пени {MINUS}0,03 ₽." in manual_text
    assert (
        f"Холодная вода {MINUS}12,00 ₽ (было 112,00 ₽, стало 100,00 ₽). Показание за июль пришло позже." in whole_text
    )


def test_adjustments_of_one_reason_stand_together() -> None:
    reason, month = "Сверили показания", Month(2017, 6)
    adjustments = (
        AdjustmentLine(service="Вода", amount=rubles("-10"), reason=reason, period=month),
        AdjustmentLine(service="Пени", amount=rubles("-1")),
        AdjustmentLine(service="Стоки", amount=rubles("5"), reason=reason, period=month),
    )
    text = text_of(render_bill(replace(manual_bill(), adjustments=adjustments)))
    assert f"Вода {MINUS}10,00 ₽, Стоки +5,00 ₽. Сверили показания, за июнь 2017. Пени {MINUS}1,00 ₽." in text


@pytest.mark.parametrize(
    "words",
    ["Рассрочка", "Справочная информация", "Льготы", "Недо", "норматив", "Исправленная", "Черновик"],
)
def test_what_has_no_data_is_left_out(manual_text: str, words: str) -> None:
    assert words not in manual_text


def test_an_almost_empty_bill_has_no_empty_sections() -> None:
    bill = replace(manual_bill(), readings=(), adjustments=(), payees=(), lines=(), totals=totals_of(()))
    text = text_of(render_bill(replace(bill, pay_by=None, last_paid_on=None)))
    assert "К оплате за август 2017 0,00 ₽" in text
    assert "Получатель ООО УК «Солнечный город»" in text
    for words in ("Показания счётчиков", "Перерасчёт", "Наведите камеру", "Без начислений"):
        assert words not in text


@pytest.mark.parametrize(
    "words",
    [
        "Платёжный код 9100005514121 Лицевой счёт 551412-А",
        "ЕЛС 80KX478547 · Идентификатор ЖКУ 80KX478547-01 · Документ № 34СТ185329-01-2352",
        "Действителен до 30 сентября 2017 · Учтены платежи по 31 августа 2017",
        "Жилищные услуги 1 Содержание жилого помещения 74,8 м² — 21,374512 1 598,81",
        "в т. ч. вода для содержания общего имущества 0,081 м³ — 18,84 1,53 — — — × × — ×",
        "9,12 м³ 0,4 м³ 18,84 257,73",
        "повышающий коэффициент 1,5, это +85,91 ₽; недопоставка 3 дня",
        f"257,73 {MINUS}12,00 20,00 {MINUS}33,10 — — — 212,63",
        "Переплата по услуге «Пени» остаётся за ней +20,00",
        "Отопление 100,00 50,00 9,5 % 4,12 154,12",
        "Холодная вода м³ 4,56 104 312,5 106 001,25 1 602,118 86,632 0,2335",
        "Предельный индекс изменения платы за коммунальные услуги: 111,9 %.",
        "Фонд капитального ремонта р/с 40603810962020000011, БИК 049205603 Сумма 300,00 ₽ Код 00551412",
        "Сумма 1 511,44 ₽ Код ",
        "Исправленная квитанция, версия 2",
        "С 1 июля изменились тарифы.",
    ],
)
def test_every_field_is_printed_where_it_is_known(whole_text: str, words: str) -> None:
    assert words in whole_text


def test_credit_that_pays_for_other_services_is_not_explained_away() -> None:
    lines = (
        ChargeLine(name="Вода", charged=rubles("100"), closing=rubles("100"), payable=rubles("100")),
        ChargeLine(name="Пени", opening=rubles("-30"), closing=rubles("-30"), payable=rubles("-30")),
    )
    text = text_of(render_bill(replace(manual_bill(), lines=lines, totals=totals_of(lines))))
    assert "К оплате на 1 сентября 70,00" in text
    assert "остаётся" not in text
    assert "здесь переплата" not in text


def test_many_kept_credits_are_counted_not_listed() -> None:
    lines = tuple(
        ChargeLine(name=f"Услуга {n}", opening=Money(-100), closing=Money(-100), payable=Money.ZERO) for n in range(5)
    )
    owing = (*lines, ChargeLine(name="Вода", charged=Money(10000), closing=Money(10000), payable=Money(10000)))
    text = text_of(render_bill(replace(manual_bill(), lines=owing, totals=totals_of(owing))))
    assert "Переплата по 5 услугам остаётся за ними +5,00" in text


def test_an_overpaid_account_has_nothing_to_pay() -> None:
    lines = (ChargeLine(name="Вода", opening=rubles("-50"), closing=rubles("-50"), payable=Money.ZERO),)
    text = text_of(render_bill(replace(manual_bill(), lines=lines, totals=totals_of(lines))))
    assert "Переплата на 1 сентября 50,00" in text
    assert "0,00 ₽" in text


def test_meters_read_on_different_days_tell_the_days() -> None:
    bill = manual_bill()
    other = replace(bill.readings[0], current_on=None, note="по среднему")
    text = text_of(render_bill(replace(bill, readings=(other, *bill.readings[1:]))))
    assert "Счётчик 1 августа Стало Расход" in text
    assert "02455782 · по среднему" in text
    assert "18851960к · стало 1 сентября" in text


def test_unknown_readings_are_dashes() -> None:
    line = MeterReadingLine(service="Газ", serial="77")
    assert "Газ · 77 — — —" in text_of(render_bill(replace(manual_bill(), readings=(line,))))


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_a_volume_that_is_no_number_is_refused(value: str) -> None:
    line = replace(manual_bill().lines[5], volume=Decimal(value), charged=Money(1))
    with pytest.raises(ValueError, match="not a finite number"):
        render_bill(replace(manual_bill(), lines=(line,)))


def test_norms_without_more_are_a_sentence_and_the_rest_of_the_section_a_table() -> None:
    norms = tuple(ReferenceLine(service=name, unit="м³", norm=Decimal("4.2")) for name in ("Холодная вода", "Стоки"))
    text = text_of(render_bill(replace(manual_bill(), reference=norms)))
    assert "Справочная информация Нормативы потребления: Холодная вода 4,2 м³; Стоки 4,2 м³." in text
    assert "Единица Норматив" not in text
    text = text_of(render_bill(replace(whole_bill(), reference=(*norms, *whole_bill().reference))))
    assert "Холодная вода м³ 4,56 104 312,5 106 001,25 1 602,118 86,632 0,2335" in text


def test_a_volume_that_is_all_common_needs_no_column() -> None:
    bill = manual_bill()
    lines = tuple(replace(line, common_volume=line.volume) for line in bill.lines)
    assert "В т. ч. на общее имущество" not in text_of(render_bill(replace(bill, lines=lines)))
