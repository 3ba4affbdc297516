"""Cells: what is read, what is refused and with which words."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.period import Month
from kvita.exchange.values import CellError
from kvita.exchange.values.dates import parse_day, parse_month
from kvita.exchange.values.numbers import parse_area, parse_count, parse_floor, parse_money, parse_quantity, parse_rate
from kvita.exchange.values.texts import (
    clean_text,
    code_guesses,
    comparable,
    comparable_street,
    nearest,
    parse_code,
    split_address,
)


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("1 234,56", 123456),
        ("1234.56", 123456),
        ("3 000.00", 300000),
        ("10\u00a0000,00", 1000000),
        ("6\u202f596,01", 659601),
        ("-0,03", -3),
        ("\u2212409,43", -40943),
        ("+5", 500),
        (" 5,5 ", 550),
        ("5,500", 550),
        ("0", 0),
        ("-0,00", 0),
        ("999999999,99", 99999999999),
    ],
)
def test_money_is_read_as_people_write_it(text: str, kopecks: int) -> None:
    assert parse_money(text) == kopecks


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,234.56", "и запятая, и точка"),
        ("1.234,56", "и запятая, и точка"),
        ("1,234", "3 знаками после запятой"),
        ("0,005", "3 знаками после запятой"),
        ("1e400", "со степенью"),
        ("1E3", "со степенью"),
        ("NaN", "ошибки вычисления"),
        ("Infinity", "ошибки вычисления"),
        ("-inf", "ошибки вычисления"),
        ("#ЗНАЧ!", "ошибки вычисления"),
        ("1О0,00", "буква О"),
        ("1O0", "буква О"),
        ("(100,00)", "скобках"),
        ("=A1+B1", "формула"),
        ("100 руб.", "рубли"),
        ("12 34,56", "лишний знак"),
        ("1 2345", "лишний знак"),
        ("пять", "не число"),
        ("１２３", "не число"),
        ("1000000000", "миллиарда"),
        ("9" * 41, "Слишком длинно"),
        ("1'000", "не число"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(CellError) as refusal:
        parse_money(text)
    assert reason in refusal.value.reason
    assert refusal.value.remedy


@given(
    st.integers(-(10**11) + 1, 10**11 - 1), st.sampled_from([",", "."]), st.sampled_from(["", " ", "\u00a0", "\u202f"])
)
def test_every_amount_survives_being_written(kopecks: int, point: str, space: str) -> None:
    whole, rest = divmod(abs(kopecks), 100)
    text = f"{'-' if kopecks < 0 else ''}{whole:,}".replace(",", space) + f"{point}{rest:02d}"
    assert parse_money(text) == kopecks


def test_volumes_keep_seven_decimals_rates_six_areas_four() -> None:
    assert parse_quantity("153,9812345") == Decimal("153.9812345")
    assert parse_rate("18,840000") == Decimal("18.84")
    assert parse_area("74.80") == Decimal("74.8")
    for parse, text in ((parse_quantity, "1,12345678"), (parse_rate, "1,1234567"), (parse_area, "1,12345")):
        with pytest.raises(CellError, match="после запятой"):
            parse(text)
    with pytest.raises(CellError, match="меньше нуля"):
        parse_area("-1")
    with pytest.raises(CellError, match="ста миллионов"):
        parse_quantity("100000000")


def test_counts_are_whole() -> None:
    assert (parse_count("2"), parse_count("2,00"), parse_floor("-1")) == (2, 2, -1)
    for text in ("1,5", "-1", "40000"):
        with pytest.raises(CellError, match="целое число"):
            parse_count(text)
    with pytest.raises(CellError, match="этажа"):
        parse_floor("1000")


@pytest.mark.parametrize(
    "text",
    [
        "01.09.2017", "1.9.2017", "2017-09-01", "1 сен 2017", "1 сент. 2017", "01 сентября 2017", "1 СЕНТЯБРЯ 2017 г.",
        "01.09.2017 0:00:00", "2017-09-01 00:00:00", "2017-09-01T00:00:00", "1\u00a0сентября 2017",
        "01/09/2017", "01-09-2017", "1/9/2017", "2017/09/01", "2017.09.01", "20170901", "01092017", "01.09.17",
        "01.09.2017 11:11:11", "01.09.2017 9:05", "2017-09-01T08:05:00", "2017-09-01T23:05:00Z", "01.09.2017 г.",
        "2017-09-01 08:05:00.123456", "2017-09-01T08:05:00+03:00", "01-09-2017 10-05-00", "01.09.2017, 10:30",
        "42979", "42979.4661", "42979,5", "1-сен-17", "01 сен.17",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert parse_day(text) == dt.date(2017, 9, 1)


@pytest.mark.parametrize("text", ["08.2017", "8.2017", "2017-08", "август 2017", "авг. 2017 г.", "1 авг 2017",
                                  "01.08.2017", "2017-08-01", "АВГУСТ 2017", "авг.17", "авг 17", "08/2017", "42948",
                                  "2017-08-01 00:00:00"])  # fmt: skip
def test_months(text: str) -> None:
    assert parse_month(text) == Month(2017, 8)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_in_every_form(day: dt.date) -> None:
    words = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
    for text in (f"{day:%d.%m.%Y}", day.isoformat(), f"{day.day} {words[day.month - 1]} {day.year}"):
        assert parse_day(text) == day


@pytest.mark.parametrize("text", ["31.02.2017", "2017-13-01", "2017-28-11", "11/28/2017", "1 сер 2017", "завтра", "",
                                  "01.09.0017", "01.09.2017 25:30", "01.09.2017 10:30 утра", "01/09/17", "17-09-01",
                                  "9000", "99999", "551501", "20173101", "31022017", "1" * 50])  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(CellError):
        parse_day(text)


@pytest.mark.parametrize("text", ["13.2017", "15.08.2017", "2017", "августень 2017", "08.1985"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(CellError):
        parse_month(text)


def test_codes_keep_leading_zeros_and_letters() -> None:
    assert parse_code(" 0012 345А ") == "0012345А"
    for text in ("", "=1", "5514;12", "x" * 31):
        with pytest.raises(CellError):
            parse_code(text)


@pytest.mark.parametrize("text", ["551501 09", "551501 2026", "551501  9", "00551501\u00a012"])
def test_a_month_behind_a_number_is_no_part_of_it(text: str) -> None:
    with pytest.raises(CellError, match="стоит ещё"):
        parse_code(text)


def test_guesses_of_a_code() -> None:
    assert "551412" in code_guesses("0551412")
    assert "660020" in code_guesses("66ОО20")
    assert "551412" not in code_guesses("551412")


def test_names_compare_without_quotes_case_and_yo() -> None:
    assert comparable('ООО УК "Солнечный город"') == comparable("ооо  ук «СОЛНЕЧНЫЙ ГОРОД»")
    assert comparable("Учёта") == comparable("учета")
    assert comparable_street("ул. Гарифа Ахунова") == comparable_street("ГАРИФА  АХУНОВА")


def test_addresses() -> None:
    assert split_address("ГАРИФА АХУНОВА, д. 14") == ("ГАРИФА АХУНОВА", "14")
    assert split_address("ул. Мира, дом 5а, кв. 3") == ("ул. Мира", "5а")
    assert split_address("Деревня Дом") == ("Деревня Дом", "")


def test_nearest_service() -> None:
    assert nearest("Холодня вода", ["Холодная вода", "Отопление"]) == "Холодная вода"
    assert nearest("Интернет", ["Холодная вода", "Отопление"]) == ""


def test_texts_are_kept_but_for_spaces() -> None:
    assert clean_text("  =ИВАНОВ\u00a0 Иван ", longest=40) == "=ИВАНОВ Иван"
    for text in ("x" * 41, "a\x07b"):
        with pytest.raises(CellError):
            clean_text(text, longest=40)
