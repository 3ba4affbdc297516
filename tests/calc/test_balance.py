import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.balance import BalanceParts, arrears, credit_balance, payable
from kvita.calc.money import ZERO, Money
from tests.calc.strategies import amounts

parts = st.builds(BalanceParts, amounts, amounts, amounts, amounts, amounts)

# A printed statement of August 2017: opening, charged, adjusted, shortfall, paid; closing; to pay.
STATEMENT = [
    ("-409.43", "-0.03", "0", "0", "0", "-409.46", "0.00"),
    ("735.51", "437.58", "0", "0", "692.52", "480.57", "480.57"),
    ("314.63", "164.40", "-95.70", "0", "296.24", "87.09", "87.09"),
    ("375.68", "196.28", "-114.27", "0", "353.72", "103.97", "103.97"),
    ("1119.65", "480.02", "-576.51", "0", "1054.21", "-31.05", "0.00"),
    ("590.75", "0", "0", "0", "556.22", "34.53", "34.53"),
    ("1092.53", "629.79", "-124.39", "0", "1028.68", "569.25", "569.25"),
    ("144.19", "134.77", "118.54", "0", "135.76", "261.74", "261.74"),
]
LINES = [BalanceParts(*map(Money.from_rubles, row[:5])) for row in STATEMENT]
CLOSINGS = [line.closing for line in LINES]


@pytest.mark.parametrize("row", STATEMENT)
def test_closes_like_the_printed_statement(row: tuple[str, ...]) -> None:
    closing = BalanceParts(*map(Money.from_rubles, row[:5])).closing
    assert str(closing) == row[5]
    assert str(payable([closing], netting=False)) == row[6]


def test_each_service_alone_gives_the_printed_total() -> None:
    assert str(payable(CLOSINGS, netting=False)) == "1537.15"


def test_netting_lets_an_overpaid_service_pay_for_others() -> None:
    assert str(payable(CLOSINGS, netting=True)) == "1096.64"


def test_a_shortfall_lessens_the_debt() -> None:
    assert BalanceParts(charged=Money(500), shortfall=Money(120)).closing == Money(380)


@given(st.lists(parts, max_size=12))
def test_totals_close_like_their_lines(lines: list[BalanceParts]) -> None:
    assert BalanceParts.total(lines).closing == Money.total(line.closing for line in lines)


@given(st.lists(amounts, max_size=12))
def test_debt_and_overpayment_make_up_the_balance(closings: list[Money]) -> None:
    balance = Money.total(closings)
    assert arrears(closings) - credit_balance(closings) == balance
    assert ZERO <= payable(closings, netting=True) <= payable(closings, netting=False)
    assert payable(closings, netting=True) in {ZERO, balance}
    assert payable(iter(closings), netting=False) == arrears(closings)
