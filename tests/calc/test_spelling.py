import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.spelling import compare_names, fold, read_number, same_city, same_flat, same_person, same_surname


@pytest.mark.parametrize(
    "typed",
    ["Хасанова", "ХАСАНОВА", " хасанова ", "Xacaнoвa", "Хаса\u00adнова", "Хасанова Жизель", "хасанова  ж", "Хасанова."],
)
def test_a_surname_is_known_however_it_is_typed(typed: str) -> None:
    assert same_surname(typed, "Хасанова Жизель Ильдаровна") == (not typed.endswith(" ж"))


@pytest.mark.parametrize("typed", ["Хасанов", "Хасановаа", "Жизель", "", " ", "-", "Ильдаровна", "Хасанова Алия"])
def test_another_surname_stays_another(typed: str) -> None:
    assert not same_surname(typed, "Хасанова Жизель Ильдаровна")


@pytest.mark.parametrize("typed", ["Петрова-Водкина", "Петрова Водкина", "петрова – водкина", "ПЕТРОВАВОДКИНА"])
@pytest.mark.parametrize("holder", ["Петрова-Водкина Анна", "Петрова Водкина А. И."])
def test_a_double_surname_needs_no_hyphen(typed: str, holder: str) -> None:
    assert same_surname(typed, holder)


@pytest.mark.parametrize("typed", ["Ёлкин", "Елкин", "е\u0308лкин"])
def test_yo_and_ye_are_one_letter(typed: str) -> None:
    assert same_surname(typed, "Елкин Пётр")
    assert same_surname(typed, "Ёлкин Пётр")


def test_each_of_several_holders_is_known() -> None:
    assert same_surname("Сидорова", "Иванов И.И., Сидорова А.А.")


def test_an_account_without_a_holder_belongs_to_nobody() -> None:
    assert not same_surname("", "")
    assert not same_person("", "")
    assert not same_flat("", "")
    assert not same_city("", "")


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Иванов Иван Иванович", True),
        ("иванов иван", True),
        ("Иванов И. И.", True),
        ("Иванов", False),
        ("Иванов Пётр Иванович", False),
        ("Иванов Иван Петрович", False),
        ("Петров Иван Иванович", False),
    ],
)
def test_a_full_name_needs_the_surname_and_a_name(typed: str, same: bool) -> None:
    assert same_person(typed, "Иванов Иван Иванович") == same


def test_a_patronymic_with_another_letter_differs_while_the_surname_agrees() -> None:
    assert compare_names("Хасанова Алия Ренатовна", "Хасанова Алия Ринатовна") == (True, False)


@pytest.mark.parametrize("typed", ["16А", "кв. 16а", "016-А", "квартира 16 А", "№16a", "Кв.16A"])
def test_a_flat_is_known_however_it_is_typed(typed: str) -> None:
    assert same_flat(typed, "16А")


@pytest.mark.parametrize("typed", ["16", "16Б", "1", "116А", ""])
def test_another_flat_stays_another(typed: str) -> None:
    assert not same_flat(typed, "16А")


@pytest.mark.parametrize("typed", ["Орёл", "г. орел", "город Орёл", "г.Орёл", "ОРЁЛ "])
def test_a_city_is_known_however_it_is_typed(typed: str) -> None:
    assert same_city(typed, "Орёл")


def test_a_city_that_begins_like_the_word_for_city_keeps_its_name() -> None:
    assert not same_city("Городец", "ец")
    assert same_city("г. Городец", "Городец")


@pytest.mark.parametrize(
    ("typed", "key", "letter"),
    [
        ("120345", "120345", ""),
        ("00120345", "120345", ""),
        ("120345-a", "120345", "А"),
        ("№ 1203 45 б", "120345", "Б"),
        ("12-А/7", "12А7", ""),
        ("", "", ""),
        ("😀'; DROP TABLE", "", "DRОРТАВLЕ"),
    ],
)
def test_a_number_is_read_as_a_key_and_a_letter(typed: str, key: str, letter: str) -> None:
    number = read_number(typed)
    assert (number.key, number.letter) == (key, letter)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once or not once.isascii()  # a few foreign letters have no single capital


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    read_number(text)
    same_surname(text, "Иванов Иван")
    same_flat(text, "16")
    same_city(text, "Казань")
