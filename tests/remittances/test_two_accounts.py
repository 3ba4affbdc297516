"""A text that may mean two accounts waits with both, however the second is written; one with a single one does not."""

import random
from collections.abc import Callable

import pytest

from kvita.payments.models import Payment
from kvita.remittances.enums import RowState
from kvita.remittances.formats import find_mentions, is_crowded
from kvita.remittances.models import RemittanceRow
from kvita.remittances.selectors import suggest_accounts
from tests.factories import make_account
from tests.remittances.conftest import House
from tests.remittances.samples import bring_in, registry, sber_line
from tests.remittances.test_certainty import row_of, statement

NUMBERS = (
    "551501", "551502", "551503", "55150109", "551501200", "120345", "120345500", "77-12/34", "551501551504", "80017",
)  # fmt: skip


@pytest.fixture
def street(house: House) -> House:
    """Accounts whose numbers are easily taken for one another, and two that have letters."""
    for number in NUMBERS:
        make_account(house.organization, number)
    make_account(house.organization, "551600", letter_index="А", payment_code="551600А")
    make_account(house.organization, "551600", letter_index="Б", payment_code="551600Б")
    make_account(house.organization, "700700", unified_account_number="80KX478548")
    return house


def suggested(row: RemittanceRow) -> list[str]:
    return [str(it.account) for it in suggest_accounts(row)]


@pytest.mark.parametrize(
    "purpose",
    [
        "л/с 551501 551502 сентябрь", "л/с 551501 / 551502", "л/с 551501 | 551502", "ЛС 551501 100р, 551502 200р",
        "л/с 551501 (кв.1), 551502 (кв.2)", "за л/с: 551501 - 50, 551502 - 50", "л/с №551501 и №551502",
        "л/с 551501 и за маму 551502", "л/с 551501 плюс пени 551502", "л/с 551501 за 551502", "л/с 551501 ... 551502",
        "договор 551502 л/с 551501", "л/с 551501/за 551502", "л/с 551501 и 551 502", "л/с 551501 и 55 15 02",
        "л/с 551501, 5 5 1 5 0 2", "л/с 551501 мама0551502", "л/с 551501, 551502сент", "л/с 551501 (551.502)",
        "л/с 551501 551 502 100 р.", "ЛС551501 ЛС551502", "л/с 551501/01.09.2026-551502", "л/с 551501, 551-502/09.2026",
        "л/с 551501; ещё ЛС551 502", "л/с 551501 и 551502 руб", "л/с 551501, 551\u200b502", "л/с 551501 ５５１５０２",
        "л/с 551501_551502", "л/с 551501#551502",
    ],
)  # fmt: skip
def test_a_second_account_anywhere_in_the_text_makes_it_wait(street: House, purpose: str) -> None:
    data = statement(purpose, encoding="utf-8")
    row = RemittanceRow.objects.get(file=bring_in(street.organization, data, confirmed=True))
    assert (row.state, Payment.objects.count()) == (RowState.UNMATCHED, 0)
    assert {"551501", "551502"} <= set(suggested(row))


@pytest.mark.parametrize(
    ("purpose", "both"),
    [
        ("л/с 551501, 77-12/34", {"551501", "77-12/34"}),
        ("л/с 551501, 771234", {"551501", "77-12/34"}),
        ("л/с 551600А и 551600Б", {"551600А", "551600Б"}),
        ("л/с 551600А и 551600-б", {"551600А", "551600Б"}),
        ("л/с 551501, 80KX478547", {"551501", "910000419"}),
        ("ЕЛС 80KX478547, ЕЛС 80KX478548", {"910000419", "700700"}),
        ("ЕЛС 80KX478547 и 551501", {"910000419", "551501"}),
    ],
)
def test_a_second_account_is_known_by_all_its_names(street: House, purpose: str, both: set[str]) -> None:
    row = row_of(street, purpose)
    assert row.state in (RowState.UNMATCHED, RowState.CREDITED)
    assert row.payment is None
    assert both <= set(suggested(row))


@pytest.mark.parametrize(
    ("purpose", "account"),
    [
        ("л/с 551501, кв. 3, 3 мес., 09.2026, 1 200 р., НДС 20%", "551501"),
        ("л/с 551501 повторно 551501", "551501"),
        ("л/с 551501 (551 501), 0551501", "551501"),
        ("л/с 77-12/34, повтор 771234", "77-12/34"),
        ("л/с 551501 тел 89001234567", "551501"),
        ("л/с 551501 сумма 80017,00", "551501"),
        ("л/с 551501 ул. Пушкина 10-5, 5 сентября 2026 12:30", "551501"),
        ("ЛC551501", "551501"),
        ("л/с 551600А (лицевой 551600А)", "551600А"),
        ("л/с 551501 ЕЛС 1", "551501"),
        ("л/с 551 501 Рубцов", "551501"),
        ("л/с 551 501 Копылова", "551501"),
    ],
)
def test_what_says_of_itself_that_it_is_no_account_is_none(street: House, purpose: str, account: str) -> None:
    """Three, ten and five are accounts here too."""
    for number in ("3", "5", "10", "20", "2026"):
        make_account(street.organization, number)
    row = row_of(street, purpose)
    assert str(row.payment and row.payment.account) == account


@pytest.mark.parametrize(
    ("purpose", "account"),
    [
        ("ЛС 120 345 500 р", "120345"), ("ЛС 120 345 500р за 11", "120345"), ("ЛС 120 345 500 руб.", "120345"),
        ("л/с 551 501 200 р", "551501"), ("л/с 551 501 200р.", "551501"), ("л/с 551501 200р", "551501"),
        ("л/с 551 502", "551502"), ("л/с 551 501 1 200 рублей", "551501"), ("л/с 55 15 02", "551502"),
        ("л/с 551 502 за сентябрь", "551502"), ("л/с 551 502/09.2026", "551502"),
    ],
)  # fmt: skip
def test_a_number_in_groups_ends_where_the_sum_begins(street: House, purpose: str, account: str) -> None:
    row = row_of(street, purpose)
    assert str(row.payment and row.payment.account) == account


@pytest.mark.parametrize(
    ("purpose", "readings"),
    [
        ("ЛС 120 345 500", {"120345", "120345500"}),
        ("ЛС 120345 500", {"120345", "120345500"}),
        ("лс 120345,500", {"120345", "120345500"}),
        ("лс 120 345/500", {"120345", "120345500"}),
        ("л/с 551 501 200", {"551501", "551501200"}),
        ("л/с 551501 09", {"551501", "55150109"}),
        ("л/с 551 501 09", {"551501", "55150109"}),
        ("л/с 551501 551504", {"551501", "551501551504"}),
        ("л/с 551 501 200 000 р", {"551501", "551501200"}),
        ("л/с 55 15 01 09", {"551501", "55150109"}),
    ],
)
def test_a_number_in_groups_with_two_readings_waits_with_both(street: House, purpose: str, readings: set[str]) -> None:
    row = row_of(street, purpose)
    assert row.payment is None
    assert readings <= set(suggested(row))


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        ("120 345 500", {"120345", "120345500"}),
        ("551501 551502", {"551501", "551502"}),
        ("551501, 551502", {"551501", "551502"}),
        ("551501/551502", {"551501", "551502"}),
        ("551501 за 551502", {"551501", "551502"}),
        ("551501 от 551502", {"551501", "551502"}),
        ("551501/маме 551502", {"551501", "551502"}),
        ("л/с 551501 (кв. 551502)", {"551501", "551502"}),
        ("55 15 01 09", {"551501", "55150109"}),
    ],
)
def test_a_cell_with_two_readings_waits_with_both(street: House, cell: str, readings: set[str]) -> None:
    row = RemittanceRow.objects.get(file=bring_in(street.organization, registry(sber_line(cell, "10,00"))))
    assert row.payment is None
    assert readings <= set(suggested(row))


def test_the_purpose_speaks_against_the_column_whatever_it_calls_the_number(street: House) -> None:
    data = registry(
        "Дата;Лицевой счет;Сумма;Назначение платежа",
        "01.10.2019;551501;10,00;за 551502",
        "01.10.2019;551501;20,00;за 11",
    )
    rows = RemittanceRow.objects.filter(file=bring_in(street.organization, data)).order_by("line")
    assert [row.state for row in rows] == [RowState.UNMATCHED, RowState.CREDITED]


def test_numbers_without_end_are_looked_at_in_no_time_and_wait(street: House) -> None:
    crowd = "л/с 551501; " + " ".join(map(str, range(100, 210)))
    assert is_crowded(find_mentions(crowd))
    assert sum(map(len, find_mentions("7 " * 5000))) < 10_000
    assert row_of(street, crowd).payment is None


SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    lambda number: f"{number[:3]} {number[3:]}",
    lambda number: f"{number[:2]} {number[2:4]} {number[4:]}",
    " ".join,
    lambda number: f"00{number}",
    lambda number: f"№{number}",
    lambda number: f"{number}сент",
    lambda number: f"мама{number}",
    lambda number: f"{number[:3]}-{number[3:]}",
    lambda number: f"{number[:3]}.{number[3:]}",
    lambda number: f"({number})",
    lambda number: f"{number}/09.2026",
)
BETWEEN = (
    " ",
    ", ",
    " / ",
    " | ",
    " и ",
    " за ",
    " ... ",
    " плюс пени ",
    "; ",
    " (кв.1), ",
    " 100р, ",
    " - 50, ",
    " + ",
)
BEHIND = ("", " сентябрь", " 09.2026", " за сентябрь 2026 г.", " 1 500 р.", " сумма 1500-00", ", кв. 12", " без НДС")


def test_of_purposes_made_at_random_only_those_with_one_account_are_certain(street: House) -> None:
    """Two accounts are never one; one that nothing speaks against goes to its account, and to no other."""
    made = random.Random(20261201)
    two, one = [], []
    for _ in range(300):
        first, second = made.sample(("551502", "551503", "120345"), 2)
        label, spelled = made.choice(("л/с ", "ЛС", "лицевой счёт № ", "Л/С:")), made.choice(SPELLINGS)(second)
        end = made.choice(BEHIND)
        pair = f"{label}{first}{made.choice(BETWEEN)}{spelled}{end}"
        two.append((made.choice((pair, f"{spelled}; {label}{first}{end}")), {first, second}))
        one.append((f"{label}{made.choice((first, f'{first[:3]} {first[3:]}', f'00{first}'))}{end}", first))
    file = bring_in(street.organization, statement(*(text for text, _ in (*two, *one))), confirmed=True)
    rows = list(RemittanceRow.objects.filter(file=file).select_related("payment__account").order_by("line"))
    wrong = [row.purpose for row in rows[:300] if row.payment is not None]
    assert not wrong
    lost = [
        (row.purpose, both, found)
        for row, (_, both) in zip(rows[:300], two, strict=True)
        if not both <= (found := set(suggested(row)))
    ]
    assert not lost
    other = [
        row.purpose
        for row, (_, number) in zip(rows[300:], one, strict=True)
        if row.payment and str(row.payment.account) != number
    ]
    assert not other
    waiting = [row.purpose for row in rows[300:] if row.payment is None]
    assert not waiting
