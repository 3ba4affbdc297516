"""From cells to what a row says of a building, a premise and an account."""

import re
from dataclasses import dataclass
from typing import Any

from kvita.exchange.kinds.accounts.columns import ACCOUNT_FIELDS, BUILDING_FIELDS, PREMISE_FIELDS, Parse
from kvita.exchange.kinds.rows import Row
from kvita.exchange.values.texts import comparable, parse_code, split_address

_NUMBER_WITH_LETTER = re.compile(r"([0-9]+)([А-ЯЁа-яёA-Za-z]{1,2})")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row that can be read. The three mappings hold only what the row knows: field → value."""

    row: Row
    code: str
    number: str
    letter_index: str
    city: str
    street: str
    house: str
    premise: str
    building_values: dict[str, Any]
    premise_values: dict[str, Any]
    account_values: dict[str, Any]


def parse_row(row: Row, *, organization_name: str) -> AccountRow | None:
    """Return what the row says, or None when a cell is wrong (then the row has problems)."""
    code = row.read("code", parse_code)
    full_number = row.read("number", parse_code)
    if code is None and full_number is None and not row.problems:
        row.refuse("code", "Не указан ни платёжный код, ни лицевой счёт.", "Заполните одну из ячеек.")
    if organization_name:
        _check_organization(row, organization_name)
    street, house = _address(row)
    values = [_values(row, fields) for fields in (BUILDING_FIELDS, PREMISE_FIELDS, ACCOUNT_FIELDS)]
    city, premise = row.read_text("city", longest=100), row.read_text("premise", longest=20)
    opened, closed = values[2].get("opened_on"), values[2].get("closed_on")
    if opened and closed and closed < opened:
        row.refuse("closed_on", "Счёт закрыт раньше, чем открыт.", "Проверьте обе даты.")
    if row.problems:
        return None
    number, letter = _split_number(full_number or code or "")
    return AccountRow(row, code or full_number or "", number, letter, city, street, house, premise, *values)


def _check_organization(row: Row, name: str) -> None:
    given = row.read_text("organization", longest=250)
    if given and comparable(given) != comparable(name):
        row.refuse(
            "organization", f"Строка другой организации; сейчас загружаем «{name}».",
            "Уберите строку или выберите другую организацию в --organization.",
        )  # fmt: skip


def _address(row: Row) -> tuple[str, str]:
    if not row.text_of("address"):
        row.refuse("address", "Ячейка пустая.", "Впишите адрес дома.")
        return "", ""
    text = row.read_text("address", longest=250)
    street, house = split_address(text)
    given = row.read_text("house", longest=20)
    house = given or house
    if len(street) > 150 or len(house) > 20:
        row.refuse("address", "Слишком длинный адрес.", "Запишите так: Гарифа Ахунова, д. 14.")
    return street, house


def _values(row: Row, fields: dict[str, tuple[str, Parse]]) -> dict[str, Any]:
    read = {field: row.read(key, parse) for key, (field, parse) in fields.items()}
    return {field: value for field, value in read.items() if value is not None}


def _split_number(text: str) -> tuple[str, str]:
    """Return number and letter index: `120345А` is 120345 with the letter А."""
    match = _NUMBER_WITH_LETTER.fullmatch(text)
    return (match[1], match[2].upper()) if match else (text, "")
