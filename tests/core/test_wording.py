"""Numbers and the words that go with them: the one function for all of them, with the cases of a grammar book."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from kvita.core.wording import agreed, counted, plural, say_measured, shown_use

SOURCE = Path(__file__).parents[2] / "src" / "kvita"
ONE = (1, 21, 31, 101, 121, 1001, 2021)
FEW = (2, 3, 4, 22, 23, 34, 102, 1004, 5172)
MANY = (0, 5, 6, 9, 10, 11, 12, 13, 14, 15, 19, 20, 25, 30, 100, 111, 112, 113, 114, 211, 1011, 2014, 1_000_000)


@pytest.mark.parametrize(("counts", "word"), [(ONE, "показание"), (FEW, "показания"), (MANY, "показаний")])
def test_the_noun_goes_with_its_number(counts: tuple[int, ...], word: str) -> None:
    for count in (*counts, *(-one for one in counts)):
        assert plural(count, "показание", "показания", "показаний") == word, count


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        (
            ("принято", "приняты"),
            {1: "принято", 2: "приняты", 5: "принято", 11: "принято", 21: "принято"},
        ),
        (("принят", "приняты"), {1: "принят", 3: "приняты", 6: "принято", 12: "принято", 101: "принят", 0: "принято"}),
        (("Зачислена", "Зачислены"), {1: "Зачислена", 2: "Зачислены", 25: "Зачислено", 31: "Зачислена"}),
        (("остался", "осталось", "осталось"), {1: "остался", 2: "осталось", 11: "осталось", 21: "остался"}),
        (("ждёт", "ждут", "ждут"), {1: "ждёт", 4: "ждут", 7: "ждут", 41: "ждёт"}),
    ],
)
def test_the_verb_goes_with_the_number_of_its_subject(forms: tuple[str, ...], said: dict[int, str]) -> None:
    assert {count: agreed(count, *forms) for count in said} == said


def test_the_number_is_written_as_everywhere() -> None:
    assert counted(1234, "строка", "строки", "строк") == "1\u00a0234\u00a0строки"


def test_no_other_place_knows_the_rule() -> None:
    own = re.compile(r"% 100? (not )?in [({\[]|% 100 (==|!=) 11|range\(11, 1[45]\)")
    found = [path.name for path in SOURCE.rglob("*.py") if own.search(path.read_text(encoding="utf-8"))]
    assert [name for name in found if name != "wording.py"] == []


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("391.5475", "куб.м", "391,548"),
        ("396.0000000", "м³", "396"),
        ("1362997.5402621", "куб.м", "1\u00a0362\u00a0997,54"),
        ("16.4904459", "м³", "16,49"),
        ("51.6880207", "м³", "51,688"),
        ("16955.0000", "кВт*час", "16\u00a0955"),
        ("6704.026", "кВт*час", "6\u00a0704,03"),
        ("1.12455", "Гкал", "1,1246"),
        ("-0.0004", "м³", "0"),
        ("7.12345", "шт.", "7,123"),
    ],
)
def test_a_reading_has_no_more_digits_than_its_unit_is_shown_with(value: str, unit: str, said: str) -> None:
    assert say_measured(Decimal(value), unit) == said


@pytest.mark.parametrize(
    ("used", "previous", "current", "shown"),
    [
        ("4.45248", "391.5475", "396", "4.452"),  # 396 - 391,548
        ("1.0009", "1.0005", "2.0014", "1.000"),  # 2,001 - 1,001: rounded alone it would be 1,001
        ("3.573", "120.583", "126.773", "3.573"),  # an average was put right: not a matter of digits
        ("3.5734", None, "126.773", "3.573"),
    ],
)
def test_a_use_adds_up_with_the_readings_beside_it(used: str, previous: str | None, current: str, shown: str) -> None:
    before = None if previous is None else Decimal(previous)
    assert shown_use(Decimal(used), before, Decimal(current), "м³") == Decimal(shown)
