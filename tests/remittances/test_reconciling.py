"""Ours against the provider's list, and all money against its sources."""

import dataclasses
import datetime as dt

import pytest

from kvita.calc.money import Money
from kvita.payments.enums import PaymentSource, PaymentState
from kvita.payments.models import Payment, PaymentAttempt
from kvita.payments.ports import ListedPayment, ProviderError, ProviderState, ProviderStatus
from kvita.payments.services import ask_provider
from kvita.remittances.models import Reconciliation, RemittanceRow
from kvita.remittances.selectors import check_ledger, differences_of
from kvita.remittances.services import reconcile_day
from tests.actors import make_cast
from tests.factories import AUGUST, NOW, Line, make_account, make_payee, make_payment, make_statement, rub
from tests.payments.banks import ScriptedBank
from tests.payments.desk import Desk
from tests.remittances.samples import bring_in, registry, sber_line

DAY = NOW.date()


@pytest.fixture
def desk(db: None) -> Desk:
    """Anna owes 1 537,15 for August."""
    cast = make_cast()
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    return Desk(cast=cast, payee=make_payee(cast.organization))


def paid(desk: Desk, amount: str = "100") -> PaymentAttempt:
    """An attempt that the bank has confirmed."""
    attempt = desk.attempt(amount)
    answer = ProviderStatus(ProviderState.PAID, reference=f"ref-{attempt.pk}", total=attempt.total)
    return ask_provider(attempt=attempt, provider=ScriptedBank(answer), now=NOW)


def listed(attempt: PaymentAttempt, state: ProviderState = ProviderState.PAID) -> ListedPayment:
    """What the bank says of it, when all is well."""
    return ListedPayment(
        reference=attempt.provider_reference or "", attempt_id=str(attempt.public_id), state=state, total=attempt.total,
        created_at=NOW,
    )  # fmt: skip


def check(desk: Desk, *items: ListedPayment) -> Reconciliation:
    bank = ScriptedBank(listed=list(items))
    return reconcile_day(organization=desk.cast.organization, provider_key="scripted", provider=bank, day=DAY, now=NOW)


def kinds(row: Reconciliation) -> list[str]:
    return [it.kind for it in differences_of(row)]


def test_a_day_on_which_both_say_the_same_agrees(desk: Desk) -> None:
    first, second = paid(desk), paid(desk, "50.50")
    row = check(desk, listed(first), listed(second))
    assert (row.state, row.ours_count, row.ours_amount, row.theirs_amount) == ("AGREES", 2, rub("150.5"), rub("150.5"))


def test_money_charged_but_not_credited_comes_first(desk: Desk) -> None:
    good, hanging = paid(desk), desk.attempt("70")
    stray = dataclasses.replace(listed(good), reference="other", attempt_id="")
    row = check(desk, stray, listed(good), listed(hanging))
    assert row.state == "DIFFERS"
    assert kinds(row) == ["NOT_CREDITED", "UNKNOWN"]
    worst = differences_of(row)[0]
    assert (worst.account, worst.their_amount, worst.our_amount) == ("551412", rub("70"), None)


def test_money_credited_that_the_bank_does_not_list_is_told(desk: Desk) -> None:
    attempt = paid(desk)
    assert kinds(check(desk)) == ["NOT_CHARGED"]
    assert kinds(check(desk, listed(attempt, ProviderState.DECLINED))) == ["NOT_CHARGED"]


def test_another_sum_currency_or_refund_is_told(desk: Desk) -> None:
    attempt = paid(desk)
    other_sum = dataclasses.replace(listed(attempt), total=rub("100.01"))
    dollars = dataclasses.replace(listed(attempt), currency="USD")
    refunded = dataclasses.replace(listed(attempt), refunded=rub("10"))
    assert [kinds(check(desk, it)) for it in (other_sum, dollars, refunded)] == [["AMOUNT"], ["AMOUNT"], ["REFUNDED"]]


def test_a_bank_that_knows_only_its_own_number_is_matched_by_it(desk: Desk) -> None:
    attempt = paid(desk)
    assert check(desk, dataclasses.replace(listed(attempt), attempt_id="")).state == "AGREES"


def test_payments_of_other_organisations_at_the_same_bank_are_no_difference(desk: Desk) -> None:
    other = Desk(cast=dataclasses.replace(desk.cast, account=desk.cast.daria_account, anna=desk.cast.daria),
                 payee=make_payee(desk.cast.other_organization))  # fmt: skip
    row = check(desk, listed(paid(other)))
    assert (row.state, row.theirs_count) == ("AGREES", 0)


def test_a_payment_at_midnight_may_stand_on_the_banks_other_day(desk: Desk) -> None:
    attempt = paid(desk)
    begun = dt.datetime.combine(DAY, dt.time(0, 1), NOW.tzinfo)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(created_at=begun)
    assert (
        check(desk, dataclasses.replace(listed(attempt), created_at=begun - dt.timedelta(minutes=5))).state == "AGREES"
    )


def test_a_day_asked_again_replaces_the_first_answer(desk: Desk) -> None:
    attempt = paid(desk)
    check(desk)
    check(desk, listed(attempt))
    assert Reconciliation.objects.get().state == "AGREES"


def test_a_silent_bank_is_an_outcome_of_its_own(desk: Desk) -> None:
    class Silent(ScriptedBank):
        def list_payments(self, *, since: dt.datetime, until: dt.datetime) -> list[ListedPayment]:
            raise ProviderError("timeout", retryable=True)

    row = reconcile_day(
        organization=desk.cast.organization, provider_key="scripted", provider=Silent(), day=DAY, now=NOW
    )
    assert (row.state, row.failure_code) == ("NO_ANSWER", "timeout")


def test_every_kopeck_on_accounts_has_a_source(desk: Desk) -> None:
    organization = desk.cast.organization
    paid(desk, "100.01")
    make_account(organization, "910000419")
    bring_in(organization, registry(sber_line("910000419", "10,02")))
    make_payment(desk.cast.account, "5", source=PaymentSource.OFFICE)
    ledger = check_ledger([organization.pk])
    assert (ledger.agrees, ledger.paid, ledger.brought) == (True, rub("115.03"), rub("115.03"))
    assert {part.title: part.on_accounts for part in ledger.parts} == {
        "Оплата в кабинете": rub("100.01"), "Реестры банков": rub("10.02"), "Внесено сотрудниками": rub("5"),
    }  # fmt: skip


def test_a_kopeck_that_appears_from_nowhere_is_found(desk: Desk) -> None:
    organization = desk.cast.organization
    attempt = paid(desk)
    Payment.objects.filter(attempt=attempt).update(amount=Money(10_001))
    ledger = check_ledger([organization.pk])
    assert (ledger.agrees, ledger.gap) == (False, Money(1))
    assert [it.told for it in ledger.oddities] == ["Сумма, счёт или состояние не те, что у поручения и попытки."]


def test_errors_that_cancel_out_are_found_all_the_same(desk: Desk) -> None:
    organization = desk.cast.organization
    make_account(organization, "910000419")
    bring_in(organization, registry(*(sber_line("910000419", "10,00", operation=f"60390123456{it}") for it in (1, 2))))
    first, second = Payment.objects.order_by("pk")
    Payment.objects.filter(pk=first.pk).update(amount=Money(1_100))
    Payment.objects.filter(pk=second.pk).update(amount=Money(900))
    ledger = check_ledger([organization.pk])
    assert (ledger.gap, len(ledger.oddities), ledger.agrees) == (Money(0), 2, False)


def test_a_lost_credit_and_a_file_without_a_source_are_found(desk: Desk) -> None:
    organization = desk.cast.organization
    attempt = paid(desk)
    Payment.objects.filter(attempt=attempt).update(state=PaymentState.REVERSED)
    make_payment(desk.cast.account, "7", source=PaymentSource.FILE)
    ledger = check_ledger([organization.pk])
    assert [it.told for it in ledger.oddities] == ["Банк деньги списал, а на счёте их нет."]
    assert {part.title: part.gap for part in ledger.parts} == {
        "Оплата в кабинете": rub("-100"), "Без источника": rub("7"),
    }  # fmt: skip


def test_another_organisations_money_is_left_out(desk: Desk) -> None:
    make_payment(desk.cast.daria_account, "7")
    assert check_ledger([desk.cast.organization.pk]).paid == rub("0")
    assert not RemittanceRow.objects.exists()
