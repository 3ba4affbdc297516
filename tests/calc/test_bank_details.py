import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.bank_details import (
    is_valid_bic,
    is_valid_correspondent_account,
    is_valid_inn,
    is_valid_settlement_account,
)

SAMPLES = [
    ("044525225", "40702810138250123017", "30101810400000000225"),
    ("044525593", "40702810702910000312", "30101810200000000593"),
]


@pytest.mark.parametrize(("bic", "account", "correspondent"), SAMPLES)
def test_real_accounts_hold(bic: str, account: str, correspondent: str) -> None:
    assert is_valid_bic(bic)
    assert is_valid_settlement_account(bic, account)
    assert is_valid_correspondent_account(bic, correspondent)
    assert not is_valid_settlement_account("044525226", account)


@pytest.mark.parametrize(("bic", "account", "correspondent"), SAMPLES)
@given(position=st.integers(0, 19), shift=st.integers(1, 9))
def test_one_wrong_digit_is_seen(bic: str, account: str, correspondent: str, position: int, shift: int) -> None:
    def spoil(number: str) -> str:
        digit = (int(number[position]) + shift) % 10
        return number[:position] + str(digit) + number[position + 1 :]

    assert not is_valid_settlement_account(bic, spoil(account))
    assert not is_valid_correspondent_account(bic, spoil(correspondent))


@pytest.mark.parametrize("inn", ["7606066274", "7707083893", "500100732259"])
def test_real_inn_holds(inn: str) -> None:
    assert is_valid_inn(inn)
    assert not is_valid_inn(inn[:-1] + str((int(inn[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "inn", ["", "6200098765", "0000000000", "000000000000", "760606627", "76060662740", "٧606066274", "76O6066274"]
)
def test_wrong_inn(inn: str) -> None:
    assert not is_valid_inn(inn)


@given(st.text(max_size=22), st.text(max_size=22))
def test_any_text_has_an_answer(bic: str, text: str) -> None:
    assert is_valid_bic(bic) == (len(bic) == 9 and all(character in "0123456789" for character in bic))
    for answer in (
        is_valid_inn(text),
        is_valid_settlement_account(bic, text),
        is_valid_correspondent_account(bic, text),
    ):
        assert answer in {True, False}
    assert not is_valid_settlement_account("04452522x", "40702810138250123017")


def test_accounts_in_the_bank_of_russia_are_checked_by_its_center() -> None:
    # The same number as a correspondent account of the same region.
    assert is_valid_settlement_account("044525000", "30101810400000000225")
    assert is_valid_settlement_account("044525225", "30101810400000000225") is False
