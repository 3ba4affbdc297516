"""Readings taken in: each has a visible fate, good ones are stored beside bad ones."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvita.accounts.models import BillingAccount
from kvita.core.errors import DomainError
from kvita.core.wording import say_unit
from kvita.housing.enums import CheckLevel, ClosedWindowAction, DoubtfulReadings
from kvita.metering.enums import ReadingKind, ReadingSource, ReadingState
from kvita.metering.models import Meter, Reading, Register
from kvita.metering.services import Fate, ReadingOutcome, submit_many, submit_readings
from kvita.tariffs.enums import ServiceKind
from tests.factories import (
    NOW,
    TODAY,
    make_account,
    make_norm,
    make_organization,
    make_reading,
    make_register,
    make_service,
)

pytestmark = pytest.mark.django_db

AUGUST_25 = dt.date(2017, 8, 25)
UNIT = say_unit("куб.м")


def set_up(previous: str = "54", **settings: Any) -> tuple[BillingAccount, Register]:
    organization = make_organization(**{f"settings__{name}": value for name, value in settings.items()})
    account = make_account(organization)
    register = make_register(account)
    if previous:
        make_reading(register, previous, AUGUST_25)
    return account, register


def send(account: BillingAccount, values: dict[Register, str], **options: Any) -> list[ReadingOutcome]:
    return submit_readings(
        account=account,
        values={register.pk: value for register, value in values.items()},
        **({"user": None, "now": NOW, "today": TODAY} | options),
    )


def states(register: Register) -> list[tuple[str, str]]:
    rows = register.readings.filter(month=dt.date(2017, 9, 1)).order_by("pk")
    return [(str(row.value.normalize()), row.state) for row in rows]


@pytest.mark.parametrize("typed", ["56", "56,0", "56.0000000", " 5 6 ", "5\u00a06", "\u202f56,", "056"])
def test_the_number_is_read_as_people_write_it(typed: str) -> None:
    account, register = set_up("54")
    (outcome,) = send(account, {register: typed})
    assert (outcome.fate, outcome.value, outcome.consumption) == (Fate.ACCEPTED, Decimal(56), Decimal(2))
    assert register.readings.get(taken_on=TODAY).value == 56


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("шесть", "только цифры"),
        ("1e9", "только цифры"),
        ("5_6", "только цифры"),
        ("٥٦", "только цифры"),
        ("NaN", "только цифры"),
        ("1,5,6", "две запятые"),
        ("1.234,5", "две запятые"),
        ("-56", "отрицательным"),
        ("\u221256", "отрицательным"),
        ("5О", "буква «О»"),
        ("123456789012", "Слишком много"),
        ("5" * 4000, "Слишком много"),
        ("56,12345678", "не больше 7"),
        (",", "только цифры"),
        ("1234567", "больше, чем помещается"),
        ("45", "45 меньше прошлого показания 54"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason_and_the_rest_is_stored(typed: str, told: str) -> None:
    account, register = set_up("54")
    other = make_register(account)
    wrong, good = send(account, {register: typed, other: "7,25"})
    assert wrong.fate is Fate.REFUSED
    assert told in wrong.message
    assert good.fate is Fate.ACCEPTED
    assert [state for _, state in states(register)] == ["REFUSED"] * (wrong.value is not None)
    assert states(other) == [("7.25", "ACCEPTED")]


def test_empty_rows_are_left_out() -> None:
    account, register = set_up()
    assert send(account, {register: " \u00a0"}) == []
    assert states(register) == []


def test_the_same_value_again_changes_nothing() -> None:
    account, register = set_up()
    send(account, {register: "56"})
    (again,) = send(account, {register: "56,00"})
    assert (again.fate, again.consumption) == (Fate.UNCHANGED, Decimal(2))
    assert states(register) == [("56", "ACCEPTED")]


def test_zero_use_is_legal() -> None:
    account, register = set_up("54")
    (outcome,) = send(account, {register: "54"})
    assert (outcome.fate, outcome.consumption) == (Fate.ACCEPTED, Decimal(0))


@pytest.mark.parametrize("later", [0, 3])
def test_another_value_takes_the_place_of_the_first_which_is_kept(later: int) -> None:
    account, register = set_up("54")
    send(account, {register: "65"})
    (outcome,) = send(account, {register: "56"}, today=TODAY + dt.timedelta(days=later))
    assert (outcome.fate, outcome.consumption) == (Fate.ACCEPTED, Decimal(2))
    assert states(register) == [("65", "SUPERSEDED"), ("56", "ACCEPTED")]


def test_the_first_reading_of_a_meter_has_no_consumption() -> None:
    account, register = set_up(previous="")
    (outcome,) = send(account, {register: "12"})
    assert (outcome.fate, outcome.consumption) == (Fate.ACCEPTED, None)


def test_an_average_is_no_reading_to_stay_above() -> None:
    account, register = set_up("54")
    make_reading(register, "60", dt.date(2017, 8, 31), kind=ReadingKind.ESTIMATED)
    (outcome,) = send(account, {register: "56"})
    assert (outcome.fate, outcome.consumption) == (Fate.ACCEPTED, Decimal(2))


def test_an_opening_reading_of_this_month_is_the_one_to_start_from() -> None:
    account, register = set_up(previous="")
    make_reading(register, "3", dt.date(2017, 9, 5), kind=ReadingKind.OPENING)
    (outcome,) = send(account, {register: "5"})
    assert outcome.consumption == 2


def test_a_roll_over_is_asked_about_and_stored_when_confirmed() -> None:
    account, register = set_up("99998")
    (asked,) = send(account, {register: "3"})
    assert asked.fate is Fate.DOUBTED
    assert "через ноль" in asked.message
    assert states(register) == []
    (stored,) = send(account, {register: "3"}, confirmed=[register.pk])
    assert (stored.fate, stored.consumption) == (Fate.ACCEPTED, Decimal(5))
    checks = {one.pop("check"): one for one in register.readings.get(taken_on=TODAY).checks}
    assert checks["decrease"] == {"level": "REFUSE", "result": "passed"}
    assert (checks["rollover"]["level"], checks["rollover"]["result"]) == ("WARN", "confirmed")
    assert "через ноль" in checks["rollover"]["message"]
    assert "zero_months" not in checks  # it is off


def test_confirming_does_not_open_what_is_refused() -> None:
    account, register = set_up("54")
    (outcome,) = send(account, {register: "45"}, confirmed=[register.pk])
    assert outcome.fate is Fate.REFUSED


@pytest.mark.parametrize(
    ("level", "fate"),
    [(CheckLevel.OFF, Fate.ACCEPTED), (CheckLevel.WARN, Fate.DOUBTED), (CheckLevel.REFUSE, Fate.REFUSED)],
)
def test_the_level_of_a_check_is_a_setting(level: CheckLevel, fate: Fate) -> None:
    account, register = set_up("54", check_decrease=level)
    (outcome,) = send(account, {register: "45"})
    assert (outcome.fate, outcome.consumption) == (fate, None)


@pytest.mark.parametrize(("value", "fate"), [("63", Fate.ACCEPTED), ("64", Fate.DOUBTED)])
def test_use_far_above_the_average_is_asked_about(value: str, fate: Fate) -> None:
    account, register = set_up(previous="", excess_factor=Decimal(3))
    for month, reading in enumerate(("45", "48", "51", "54"), start=5):
        make_reading(register, reading, dt.date(2017, month, 20))
    (outcome,) = send(account, {register: value})
    assert outcome.fate is fate
    if fate is Fate.DOUBTED:
        assert "Выходит 10" in outcome.message
        assert "обычно около 3." in outcome.message


def test_a_month_that_is_counted_takes_no_other_reading() -> None:
    account, register = set_up("54", check_counted=CheckLevel.OFF)
    make_reading(register, "56", state=ReadingState.COUNTED)
    (same,) = send(account, {register: "56"})
    (other,) = send(account, {register: "57"})
    assert (same.fate, other.fate) == (Fate.UNCHANGED, Fate.REFUSED)
    assert states(register) == [("56", "COUNTED"), ("57", "REFUSED")]


def test_what_the_controller_read_is_not_overwritten_by_a_resident() -> None:
    account, register = set_up("54")
    send(account, {register: "57"}, source=ReadingSource.CONTROLLER)
    (outcome,) = send(account, {register: "56"})
    assert outcome.fate is Fate.REFUSED
    assert "сняла организация" in outcome.message
    assert states(register) == [("57", "ACCEPTED"), ("56", "REFUSED")]


def test_a_day_in_the_future_is_refused() -> None:
    account, register = set_up("54")
    (outcome,) = send(account, {register: "56"}, taken_on=dt.date(2017, 9, 12))
    assert "12\u00a0сентября 2017 ещё не наступило" in outcome.message


def test_a_removed_meter_takes_no_reading() -> None:
    account, _ = set_up("54")
    register = make_register(account, removed_on=dt.date(2017, 9, 5))
    (outcome,) = send(account, {register: "56"})
    assert "Счётчик снят" in outcome.message


def test_a_closed_window_refuses_everything_and_names_the_day() -> None:
    account, register = set_up("54")
    with pytest.raises(DomainError, match="Он откроется 10\u00a0октября 2017") as caught:
        send(account, {register: "56"}, today=dt.date(2017, 9, 26))
    assert caught.value.code == "window_closed"
    assert not Reading.objects.filter(value=56).exists()


def test_outside_the_window_readings_may_count_for_the_next_month() -> None:
    account, register = set_up("54", closed_window_action=ClosedWindowAction.NEXT_MONTH)
    (outcome,) = send(account, {register: "56"}, today=dt.date(2017, 9, 26))
    assert outcome.fate is Fate.ACCEPTED
    assert register.readings.get(value=56).month == dt.date(2017, 10, 1)


def test_another_accounts_register_is_refused() -> None:
    account, _ = set_up()
    foreign = make_register(make_account(account.organization))
    with pytest.raises(DomainError, match="Такого счётчика"):
        send(account, {foreign: "56"})
    assert not foreign.readings.exists()


def statements_of(size: int) -> list[str]:
    """Return what is asked of the database for so many readings; the parts of one INSERT as one."""
    account = make_account(make_organization(f"size-{size}"))
    registers = [make_register(account) for _ in range(size)]
    for register in registers:
        make_reading(register, "10", AUGUST_25)
    with CaptureQueriesContext(connection) as captured:
        outcomes = send(account, dict.fromkeys(registers, "12"))
    assert all(outcome.fate is Fate.ACCEPTED for outcome in outcomes)
    verbs = [query["sql"].split()[0] for query in captured.captured_queries]
    # SQLite takes no more than 999 values in a statement, so Django sends the INSERT in parts; PostgreSQL takes one.
    parts = sum(verb == "INSERT" for verb in verbs)
    assert parts == 1 or connection.vendor == "sqlite"
    return [verb for number, verb in enumerate(verbs) if verb != "INSERT" or verbs[number - 1] != "INSERT"]


def test_the_number_of_queries_does_not_grow() -> None:
    assert statements_of(1) == statements_of(500)
    assert len(statements_of(2)) <= 6  # four and the savepoint of the test


def test_readings_of_many_accounts_are_taken_in_one_call() -> None:
    organization = make_organization()
    registers = [make_register(make_account(organization)) for _ in range(12)]
    for register in registers:
        make_reading(register, "10", AUGUST_25)
    foreign = make_register(make_account(make_organization("other")))

    def send_many(some: list[Register]) -> list[ReadingOutcome]:
        values = {register.pk: "12" for register in some}
        return submit_many(
            organization=organization, values=values, user=None, source=ReadingSource.OFFICE, now=NOW, today=TODAY
        )

    with CaptureQueriesContext(connection) as few:
        send_many(registers[:2])
    with CaptureQueriesContext(connection) as many:
        outcomes = send_many(registers[2:])
    assert len(few) == len(many) <= 6
    assert {(one.fate, one.consumption) for one in outcomes} == {(Fate.ACCEPTED, Decimal(2))}
    with pytest.raises(DomainError, match="Такого счётчика"):
        send_many([registers[0], foreign])


@pytest.mark.parametrize(("months", "fate"), [(2, Fate.ACCEPTED), (3, Fate.DOUBTED)])
def test_zero_use_for_months_is_asked_about_where_wanted(months: int, fate: Fate) -> None:
    account, register = set_up(previous="", check_zero_months=CheckLevel.WARN, zero_months_limit=3)
    for month in range(9 - months, 9):
        make_reading(register, "54", dt.date(2017, month, 20))
    (outcome,) = send(account, {register: "54"})
    assert outcome.fate is fate
    assert ("Расход ноль уже 3" in outcome.message) == (fate is Fate.DOUBTED)


def test_without_an_average_the_norm_says_what_is_much() -> None:
    account, register = set_up("54")
    account.residents_count = 2
    account.save()
    make_norm(register.service, "4", valid_from=dt.date(2017, 7, 1))
    make_norm(register.service, "9", valid_from=dt.date(2012, 7, 1), valid_to=dt.date(2017, 7, 1))
    (good,) = send(account, {register: "70"})
    assert good.fate is Fate.ACCEPTED
    (asked,) = send(account, {register: "71"})
    assert asked.message == "Выходит 17 за месяц, норматив на всех — 8. Похоже, лишняя цифра.".replace(
        "17 за", f"17 {UNIT} за"
    )


def test_use_over_several_months_is_compared_month_by_month() -> None:
    account, register = set_up(previous="")
    for month, reading in enumerate(("45", "48", "51", "54"), start=3):
        make_reading(register, reading, dt.date(2017, month, 20))
    (outcome,) = send(account, {register: "75"})  # 21 over three months
    assert outcome.fate is Fate.ACCEPTED


OVERDUE = dt.date(2017, 9, 10)


@pytest.mark.parametrize("doubtful", DoubtfulReadings)
def test_an_overdue_verification_doubts_no_value(doubtful: str) -> None:
    account, register = set_up("54", doubtful_readings=doubtful)
    Meter.objects.update(verification_due_on=OVERDUE)
    (outcome,) = send(account, {register: "56"})
    assert (outcome.fate, outcome.message) == (Fate.ACCEPTED, "")
    reading = register.readings.get(value=56)
    assert reading.state == ReadingState.ACCEPTED
    (told,) = [one for one in reading.checks if one["check"] == "verification"]
    assert (told["level"], told["result"]) == ("WARN", "told")
    assert told["message"].startswith("Поверка счётчика была нужна до 10\u00a0сентября 2017.")


def test_on_its_last_day_the_verification_still_holds() -> None:
    account, register = set_up("54")
    Meter.objects.update(verification_due_on=TODAY)
    send(account, {register: "56"})
    assert {"check": "verification", "level": "WARN", "result": "passed"} in register.readings.get(value=56).checks


def test_an_overdue_verification_keeps_the_value_out_where_the_setting_says_so() -> None:
    account, register = set_up("54", check_verification=CheckLevel.REFUSE)
    Meter.objects.update(verification_due_on=OVERDUE)
    (outcome,) = send(account, {register: "56"}, confirmed=[register.pk])
    assert outcome.fate is Fate.REFUSED
    assert outcome.message.startswith("Поверка счётчика была нужна до 10\u00a0сентября 2017.")


def test_beside_a_doubtful_value_the_verification_is_not_repeated() -> None:
    account, register = set_up("99998")
    Meter.objects.update(verification_due_on=OVERDUE)
    (outcome,) = send(account, {register: "3"})
    assert outcome.fate is Fate.DOUBTED
    assert "через ноль" in outcome.message
    assert "Поверка" not in outcome.message


@pytest.mark.parametrize(
    ("unit", "kind", "fits", "slip", "most"),
    [
        ("куб.м", ServiceKind.COLD_WATER, "560", "561", "100"),
        ("куб.м", ServiceKind.GAS, "2460", "2461", "2\u00a0000"),
        ("кВт*час", ServiceKind.ELECTRICITY, "11260", "11261", "10\u00a0800"),
        ("Гкал", ServiceKind.HEATING, "470", "471", "10"),
    ],
)
def test_without_average_and_norm_a_household_is_the_measure(
    unit: str, kind: ServiceKind, fits: str, slip: str, most: str
) -> None:
    account = make_account(make_organization())
    register = make_register(account, make_service(account.organization, "Услуга", kind=kind, unit=unit))
    make_reading(register, "460", AUGUST_25)
    (asked,) = send(account, {register: slip})
    assert asked.fate is Fate.DOUBTED
    assert f"одна квартира столько не расходует, наибольшее — {most}. Похоже, лишняя цифра." in asked.message
    assert states(register) == []
    assert send(account, {register: fits})[0].fate is Fate.ACCEPTED


def test_a_unit_of_which_nothing_is_known_asks_nothing() -> None:
    account = make_account(make_organization())
    register = make_register(account, make_service(account.organization, "Услуга", unit="шт."))
    make_reading(register, "460", AUGUST_25)
    assert send(account, {register: "99999"})[0].fate is Fate.ACCEPTED


def test_a_day_before_the_last_reading_is_refused() -> None:
    account, register = set_up("54")
    make_reading(register, "56", dt.date(2017, 9, 12))
    (outcome,) = send(account, {register: "57"})
    assert "Уже есть показание на 12\u00a0сентября 2017" in outcome.message


def test_the_same_slip_twice_stands_in_the_journal_once() -> None:
    account, register = set_up("54")
    send(account, {register: "45"})
    (again,) = send(account, {register: "45"})
    assert again.fate is Fate.REFUSED
    assert states(register) == [("45", "REFUSED")]
