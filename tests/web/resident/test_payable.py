"""What a statement asks for has one home."""

import re
from pathlib import Path

import pytest

import kvita
from kvita.billing.documents import bill_document
from kvita.billing.selectors import credit_of, lines_with_shares, payable_by_payee, payable_of
from kvita.calc.money import ZERO
from kvita.payments.selectors import amount_due
from kvita.web.resident.presenters.charges import month_charges
from tests.actors import Cast
from tests.factories import Line, make_payee, make_service, make_statement, rub

ROOT = Path(kvita.__file__).parent
# The sum of what is owed, or the whole balance above zero, worked out by hand.
BY_HAND = re.compile(r"max\(ZERO, -?\w+\.closing\)|else \w+\.arrears|return \w+\.arrears$", re.MULTILINE)


@pytest.mark.parametrize(
    ("netting", "lines", "asked", "credit"),
    [
        (False, ("100", "-30"), "100", "0"),
        (True, ("100", "-30"), "70", "0"),
        (True, ("30", "-100"), "0", "70"),
        (False, ("30", "-100"), "30", "0"),
        (False, ("-1", "-2"), "0", "0"),
    ],
)
def test_pages_bill_and_payments_ask_for_one_sum(
    cast: Cast, netting: bool, lines: tuple[str, ...], asked: str, credit: str
) -> None:
    settings = cast.organization.settings
    settings.netting_between_services = netting
    settings.save()
    cast.account.organization.settings = settings
    services = [make_service(cast.organization, f"Услуга {number}") for number in range(len(lines))]
    statement = make_statement(
        cast.account, lines=[Line(service, opening=text) for service, text in zip(services, lines, strict=True)]
    )
    items = lines_with_shares([statement])[statement.pk]
    page = month_charges(statement, cast.account, lines=items, adjustments={})
    due = amount_due(cast.account)
    assert payable_of(cast.account, statement) == rub(asked)
    assert credit_of(cast.account, statement) == rub(credit)
    assert (due.payable, due.due, due.overpaid) == (rub(asked), rub(asked), rub(credit))
    assert page.payable == bill_document(cast.account, statement).totals.payable == rub(asked)


def test_a_payee_is_asked_for_what_its_services_are_asked_for(cast: Cast) -> None:
    main = make_payee(cast.organization)
    fund = make_payee(cast.organization, name="Фонд", is_default=False)
    statement = make_statement(
        cast.account,
        lines=[
            Line(make_service(cast.organization, "Вода"), charged="40"),
            Line(make_service(cast.organization, "Капремонт", payee=fund), charged="60"),
            Line(make_service(cast.organization, "Пени"), opening="-10"),
        ],
    )
    lines = [item.line for item in lines_with_shares([statement])[statement.pk]]
    parts = payable_by_payee(cast.account, lines, main=main.pk, known={main.pk, fund.pk})
    assert parts == {main.pk: rub("40"), fund.pk: rub("60")}
    assert payable_by_payee(cast.account, lines, main=main.pk, known={main.pk}) == {main.pk: rub("100")}
    assert ZERO not in parts.values()


def test_nobody_works_the_sum_to_pay_out_by_hand() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.rglob("*.py"))
        if path.parent.name != "calc" and "demo" not in path.parts and BY_HAND.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
