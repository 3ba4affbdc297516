"""How numbers, dates and words are written."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.web.ui import formatting as f


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [
        (153715, "1\u00a0537,15\u00a0₽"),
        (0, "0,00\u00a0₽"),
        (5, "0,05\u00a0₽"),
        (-79236, "\u2212792,36\u00a0₽"),
        (-5, "\u22120,05\u00a0₽"),
        (100, "1,00\u00a0₽"),
        (123456789012, "1\u00a0234\u00a0567\u00a0890,12\u00a0₽"),
    ],
)
def test_money(kopecks: int, text: str) -> None:
    assert f.money(Money(kopecks)) == text


@pytest.mark.parametrize(
    ("kopecks", "text"), [(204284, "+2\u00a0042,84"), (-79236, "\u2212792,36"), (0, "0,00"), (1, "+0,01")]
)
def test_signed(kopecks: int, text: str) -> None:
    assert f.signed(Money(kopecks)) == text


def test_sum_parts() -> None:
    assert f.sum_parts(Money(153715)) == ("1\u00a0537", ",15\u00a0₽")
    assert f.sum_parts(Money(-5)) == ("\u22120", ",05\u00a0₽")


@given(st.integers(-(10**15), 10**15))
def test_money_reads_back_to_the_kopeck_and_never_breaks_over_lines(kopecks: int) -> None:
    text = f.money(Money(kopecks))
    assert " " not in text
    assert re.fullmatch(r"\u2212?\d{1,3}(\u00a0\d{3})*,\d\d\u00a0₽", text)
    digits = text.removesuffix("\u00a0₽").replace("\u00a0", "").replace(",", "").replace("\u2212", "-")
    assert int(digits) == kopecks


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10.4180000", "10,418"),
        ("74.80", "74,8"),
        ("2", "2"),
        ("2.0000000", "2"),
        ("100", "100"),
        ("6858", "6\u00a0858"),
        ("0.0000001", "0,0000001"),
        ("-9.5", "\u22129,5"),
        ("0.000", "0"),
        ("-0.0", "0"),
        ("1000000.10", "1\u00a0000\u00a0000,1"),
    ],
)
def test_volume_keeps_stored_decimals_without_zeros_at_the_end(value: str, text: str) -> None:
    assert f.volume(Decimal(value)) == text


@given(st.decimals(-(10**11), 10**11, places=7, allow_nan=False))
def test_volume_loses_nothing(value: Decimal) -> None:
    text = f.volume(value).replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")
    assert Decimal(text) == value
    assert not ("." in text and text.endswith("0"))


@pytest.mark.parametrize(
    ("value", "text"),
    [("6858", "6\u00a0858,0000"), ("41.12345", "41,1235"), ("0.00005", "0,0001"), ("-1.5", "\u22121,5000")],
)
def test_a_reading_of_the_accounting_has_four_decimals(value: str, text: str) -> None:
    assert f.volume4(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("18.84", "18,84"), ("5.800000", "5,80"), ("4.095", "4,095"), ("2.490001", "2,490001"), ("1500", "1\u00a0500,00")],
)
def test_rate_has_two_decimals_at_least(value: str, text: str) -> None:
    assert f.rate(Decimal(value)) == text


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        f.number(0.1)  # type: ignore[arg-type]  # the mistake under test


def test_dates_name_the_year_only_when_it_is_another_one() -> None:
    day = date(2026, 8, 21)
    assert f.human_date(day, date(2026, 9, 11)) == "21\u00a0августа"
    assert f.human_date(day, date(2027, 1, 1)) == "21\u00a0августа\u00a02026"
    assert f.human_date(day) == "21\u00a0августа\u00a02026"
    assert f.human_time(datetime(2026, 9, 11, 14, 5), day) == "11\u00a0сентября, 14:05"  # noqa: DTZ001 - already local


def test_months() -> None:
    assert f.human_month(Month(2017, 8)) == "август\u00a02017"
    assert f.human_month(date(2017, 8, 3)) == "август\u00a02017"
    assert [f.month_name(Month(2026, number)) for number in (1, 5, 12)] == ["январь", "май", "декабрь"]
    assert [f.human_date(date(2026, number, 1)).split("\u00a0")[1] for number in (1, 5, 12)] == [
        *("января", "мая", "декабря"),
    ]


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("кв.м.", "м²"),
        ("кв.м", "м²"),
        ("куб.м", "м³"),
        ("Куб.М.", "м³"),
        ("кВт*час", "кВт·ч"),
        (" кВтч ", "кВт·ч"),
        ("Гкал", "Гкал"),
        ("чел.", "чел."),
        ("м³", "м³"),
        ("", ""),
    ],
)
def test_units(printed: str, text: str) -> None:
    assert f.unit(printed) == text


@pytest.mark.parametrize(
    ("count", "word"),
    [
        *((1, "день"), (2, "дня"), (4, "дня"), (5, "дней"), (0, "дней"), (11, "дней"), (12, "дней"), (14, "дней")),
        *((21, "день"), (22, "дня"), (111, "дней"), (112, "дней"), (121, "день"), (1001, "день"), (-1, "день")),
    ],
)
def test_plural(count: int, word: str) -> None:
    assert f.plural(count, "день", "дня", "дней") == word


def test_counted() -> None:
    assert f.counted(4, "день", "дня", "дней") == "4\u00a0дня"
    assert f.counted(1200, "дом", "дома", "домов") == "1\u00a0200\u00a0домов"


@pytest.mark.parametrize(
    ("octets", "text"),
    [(0, "0"), (1, "1"), (84_000, "84"), (999_400, "999")],
)
def test_sizes_of_files_in_kilobytes(octets: int, text: str) -> None:
    assert f.file_size(octets) == f"{text}\u00a0кБ"


def test_sizes_of_files_in_megabytes() -> None:
    assert f.file_size(1_100_000) == "1,1\u00a0МБ"
    assert f.file_size(5_000_000) == "5\u00a0МБ"


@pytest.mark.parametrize(
    ("printed", "link"),
    [
        ("8 (843) 222-77-88", "tel:+78432227788"),
        ("+7 843 222 77 88", "tel:+78432227788"),
        ("+375 17 200-00-00", "tel:+375172000000"),
        ("112", "tel:112"),
    ],
)
def test_phone_links(printed: str, link: str) -> None:
    assert f.phone_link(printed) == link
