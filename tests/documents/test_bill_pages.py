"""How a bill of any length is divided into pages, and that the same bill is always the same file."""

from dataclasses import replace
from datetime import date

import pytest

from kvita.calc.money import Money
from kvita.documents.bill import AdjustmentLine
from kvita.documents.rendering import render_bill
from tests.documents.bills import long_bill, manual_bill, pages_of, whole_bill

LINES_ON_PAGES = {1: 1, 13: 1, 40: 2, 120: 4}


@pytest.mark.parametrize(("count", "expected"), LINES_ON_PAGES.items())
def test_pages_break_between_lines(count: int, expected: int) -> None:
    pages = pages_of(render_bill(long_bill(count)))
    assert len(pages) == expected
    text = " ".join(pages)
    for number in range(1, count + 1):
        more = " с длинным названием, которое не помещается в одну строку" if number % 7 == 0 else ""
        assert text.count(f"Услуга №{number}{more} {number} м³ 1,50") == 1


@pytest.mark.parametrize("count", [40, 120])
def test_the_head_is_repeated_and_the_slip_is_last(count: int) -> None:
    pages = pages_of(render_bill(long_bill(count)))
    with_lines = [page for page in pages if "Услуга №" in page]
    assert len(with_lines) > 1
    assert all("Услуга Объём Тариф, ₽ Начислено" in page for page in with_lines)
    assert ["Отделение № 8610" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    for number, page in enumerate(pages, 1):
        assert f"Квитанция за август 2017, счёт 551412, страница {number} из {len(pages)}" in page


def test_a_single_page_has_no_number() -> None:
    pages = pages_of(render_bill(manual_bill()))
    assert len(pages) == 1
    assert "страница" not in pages[0]


def test_many_meters_and_reasons_stand_one_below_the_other() -> None:
    bill = manual_bill()
    reasons = tuple(AdjustmentLine(service=f"Услуга {n}", amount=Money(n), reason=f"Причина {n}") for n in range(1, 61))
    pages = pages_of(render_bill(replace(bill, readings=bill.readings * 8, adjustments=reasons)))
    text = " ".join(pages)
    assert text.index("Причина 1.") > text.rindex("Холодная, ванная")
    assert all(f"Причина {n}." in text for n in range(1, 61))


def test_the_same_bill_is_the_same_file() -> None:
    assert render_bill(whole_bill()) == render_bill(whole_bill())


def test_the_file_knows_no_day_but_the_day_of_the_bill() -> None:
    pdf = render_bill(manual_bill())
    assert b"/CreationDate(D:20170905000000Z)" in pdf
    assert render_bill(replace(manual_bill(), created_on=date(2017, 9, 6))) != pdf
