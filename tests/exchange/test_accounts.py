"""Accounts with their buildings and premises: created, filled in, never erased."""

from decimal import Decimal

import pytest

from kvita.accounts.models import BillingAccount
from kvita.housing.models import Building, City, ManagingOrganization, Premise
from tests.exchange.samples import Import, counts, dump, only_problem, roll_back
from tests.factories import make_account, make_building, make_organization, make_premise

HEADER = (
    "Платежный код;Организация;Квартиросъемщик;Телефон;Адрес;Номер квартиры;Этаж;Количество жильцов;"
    "Общая площадь (кв.метр);Площадь дома (кв.метр)"
)


def row(code: str = "551412", **cells: str) -> str:
    values = {
        "organization": "", "holder": "", "phone": "", "address": "КУРСКАЯ, д. 20", "premise": "1", "floor": "",
        "residents": "", "area": "", "building_area": "",
    } | cells  # fmt: skip
    return ";".join([code, *values.values()])


def accounts(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows, ""])


def test_a_building_is_found_by_its_address_however_it_is_written(
    bring: Import, organization: ManagingOrganization
) -> None:
    building = make_building(organization, street="Курская", number="20", city="Казань")
    premise = make_premise(building, "1", floor=3)
    report = bring("accounts", accounts(row(address="ул. КУРСКАЯ , дом 20", floor="")))
    account = BillingAccount.objects.get()
    assert (account.premise, counts(report), dict(report.created)) == (premise, (1, 0, 0, 0), {})
    premise.refresh_from_db()
    building.refresh_from_db()
    assert (premise.floor, building.street) == (3, "Курская")


def test_empty_cells_and_dashes_erase_nothing(bring: Import) -> None:
    bring("accounts", accounts(row(holder="ИВАНОВ", phone="8 900", floor="3", residents="2", area="40,5")))
    before = dump()
    report = bring("accounts", accounts(row(holder="-", phone="", floor="—", residents="", area=" ")))
    assert (counts(report), report.outcome, dump() == before) == ((0, 0, 1, 0), "unchanged", True)


def test_changes_in_all_three_tables_are_rolled_back_exactly(bring: Import) -> None:
    bring("accounts", accounts(row(holder="ИВАНОВ", floor="3", building_area="5000"), row("660020", premise="2")))
    before = dump()
    report = bring("accounts", accounts(
        row(holder="ПЕТРОВА", floor="4", residents="3", building_area="5001,5"), row("660020", premise="2")
    ))  # fmt: skip
    assert counts(report) == (0, 1, 1, 0)
    account = BillingAccount.objects.select_related("premise__building").get(number="551412")
    assert (account.holder_name, account.residents_count, account.premise.floor) == ("ПЕТРОВА", 3, 4)
    assert account.premise.building.total_area == Decimal("5001.5")
    roll_back(report)
    assert dump() == before


def test_two_rows_that_say_different_things_of_one_building_or_premise(bring: Import) -> None:
    report = bring("accounts", accounts(
        row("1", building_area="5000", area="40"), row("2", building_area="5000", premise="2"),
        row("3", building_area="5001", premise="3"), row("4", area="41"), row("5", building_area=""),
    ))  # fmt: skip
    house, flat = report.problems
    assert (house.line, house.column) == (4, "Площадь дома (кв.метр)")
    assert "доме в строке 2" in house.reason
    assert (flat.line, flat.column) == (5, "Общая площадь (кв.метр)")
    assert "помещении в строке 2" in flat.reason


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (row(""), "Платежный код", "ни платёжный код"),
        (row("55 14;12".replace(";", "*")), "Платежный код", "не похоже на номер"),
        (row(organization="ООО Ромашка"), "Организация", "другой организации"),
        (row(address=""), "Адрес", "пустая"),
        (row(address="У" * 200), "Адрес", "длинный адрес"),
        (row(floor="высоко"), "Этаж", "не число"),
        (row(residents="2,5"), "Количество жильцов", "целое"),
        (row(area="-1"), "Общая площадь (кв.метр)", "меньше нуля"),
        (row(holder="И" * 201), "Квартиросъемщик", "длинно"),
    ],
)
def test_wrong_cells(bring: Import, line: str, column: str, reason: str) -> None:
    before = dump()
    report = bring("accounts", accounts(row("1", premise="9"), line))
    problem = only_problem(report)
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert (report.outcome, dump() == before) == ("refused", True)


def test_the_same_account_twice(bring: Import) -> None:
    problem = only_problem(bring("accounts", accounts(row(), row("660020", premise="2"), row())))
    assert (problem.line, problem.reason) == (4, "Этот счёт уже есть в строке 2.")


def test_the_same_account_twice_far_apart(bring: Import) -> None:
    rows = [row(str(number), premise=str(number)) for number in range(1, 1500)]
    problem = only_problem(bring("accounts", accounts(*rows, row("7", premise="7"))))
    assert (problem.line, problem.reason) == (1501, "Этот счёт уже есть в строке 8.")


def test_number_with_letter_and_payment_code(bring: Import) -> None:
    header = HEADER + ";Лицевой счёт"
    bring("accounts", accounts(row("9001") + ";120345А", header=header))
    account = BillingAccount.objects.get()
    assert (account.number, account.letter_index, account.payment_code) == ("120345", "А", "9001")
    problem = only_problem(bring("accounts", accounts(row("9002") + ";120345А", header=header)))
    assert "уже у счёта с платёжным кодом 9001" in problem.reason
    by_number = accounts(row("120345А", holder="ИВАНОВ")).replace("Платежный код", "Лицевой счёт")
    assert counts(bring("accounts", by_number)) == (0, 1, 0, 0)
    account.refresh_from_db()
    assert (account.holder_name, account.payment_code) == ("ИВАНОВ", "9001")


def test_cities_tell_equal_addresses_apart(bring: Import, organization: ManagingOrganization) -> None:
    for city in ("Казань", "Пермь"):
        make_building(organization, street="КУРСКАЯ", number="20", city=city)
    assert "нескольких городах" in only_problem(bring("accounts", accounts(row()))).reason
    header = HEADER + ";Город"
    bring("accounts", accounts(row("1") + ";пермь", row("2") + ";Уфа", header=header))
    assert BillingAccount.objects.get(number="1").premise.building.city == City.objects.get(name="Пермь")
    assert Building.objects.get(city__name="Уфа").street == "КУРСКАЯ"


def test_names_that_look_like_formulas_are_kept_as_text(bring: Import) -> None:
    bring("accounts", accounts(row(holder="=ИВАНОВ", phone="+7 900")))
    account = BillingAccount.objects.get()
    assert (account.holder_name, account.phone) == ("=ИВАНОВ", "+7 900")


def test_another_organisation_may_have_the_same_number(bring: Import) -> None:
    other = make_organization("other")
    theirs = make_account(other, "551412", holder_name="ПЕТРОВ")
    assert counts(bring("accounts", accounts(row(holder="ИВАНОВ")))) == (1, 0, 0, 0)
    theirs.refresh_from_db()
    assert theirs.holder_name == "ПЕТРОВ"
    assert Premise.objects.count() == 2
