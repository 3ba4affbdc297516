"""Names, phones and addresses of mail that belong to nobody."""

from dataclasses import dataclass
from typing import Final

from kvita.demo.chance import Chance

# Masculine surnames; the feminine form follows from the ending.
SURNAMES: Final = (
    "Абросимов", "Агапов", "Батурин", "Белозёров", "Вавилов", "Веретенников", "Воронцов", "Галиев", "Горбунов",
    "Гусельников", "Давыдов", "Дронов", "Ежов", "Жаворонков", "Загидуллин", "Зимин", "Ибрагимов", "Калинин", "Каримов",
    "Кожевников", "Колесов", "Корнилов", "Кудряшов", "Лаптев", "Лисицын", "Лыков", "Мартынов", "Мезенцев", "Мустафин",
    "Назаров", "Нечаев", "Овчинников", "Осокин", "Панфилов", "Плотников", "Пряхин", "Рогожин", "Рябинин", "Садыков",
    "Саломатин", "Сафин", "Серебряков", "Ситников", "Скворцов", "Тарасов", "Терентьев", "Тихомиров", "Трубников",
    "Устинов", "Фадеев", "Филатов", "Хабибуллин", "Хлебников", "Чернышёв", "Шалаев", "Шестаков", "Юдин", "Ямщиков",
)  # fmt: skip
MEN: Final = (
    "Алексей", "Андрей", "Артём", "Борис", "Виктор", "Глеб", "Денис", "Дмитрий", "Евгений", "Иван", "Игорь", "Ильдар",
    "Кирилл", "Максим", "Марат", "Михаил", "Николай", "Олег", "Павел", "Рустам", "Сергей", "Степан", "Тимур", "Юрий",
)  # fmt: skip
WOMEN: Final = (
    "Алина", "Алия", "Анна", "Валентина", "Вера", "Галина", "Гульнара", "Дарья", "Екатерина", "Елена", "Зинаида",
    "Инна", "Ирина", "Ксения", "Лариса", "Людмила", "Марина", "Надежда", "Наталья", "Ольга", "Полина", "Светлана",
    "Тамара", "Юлия",
)  # fmt: skip
FATHERS: Final = (
    ("Александрович", "Александровна"),
    ("Алексеевич", "Алексеевна"),
    ("Андреевич", "Андреевна"),
    ("Борисович", "Борисовна"),
    ("Викторович", "Викторовна"),
    ("Владимирович", "Владимировна"),
    ("Геннадьевич", "Геннадьевна"),
    ("Дмитриевич", "Дмитриевна"),
    ("Иванович", "Ивановна"),
    ("Маратович", "Маратовна"),
    ("Михайлович", "Михайловна"),
    ("Николаевич", "Николаевна"),
    ("Павлович", "Павловна"),
    ("Петрович", "Петровна"),
    ("Рустамович", "Рустамовна"),
    ("Сергеевич", "Сергеевна"),
    ("Юрьевич", "Юрьевна"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A holder of an account."""

    surname: str
    given_name: str
    patronymic: str

    @property
    def full_name(self) -> str:
        """Surname, given name, patronymic, as in the bill."""
        return f"{self.surname} {self.given_name} {self.patronymic}"


def draw_person(chance: Chance) -> Person:
    """Draw a man or, a little more often, a woman."""
    surname, father = chance.one_of(SURNAMES), chance.one_of(FATHERS)
    if chance.percent(45):
        return Person(surname, chance.one_of(MEN), father[0])
    return Person(f"{surname}а", chance.one_of(WOMEN), father[1])


def draw_phone(chance: Chance) -> str:
    """Draw a mobile phone of the range 900 000, which no operator gives out."""
    number = f"{chance.between(0, 9999):04d}"
    return f"8 900 000-{number[:2]}-{number[2:]}"
