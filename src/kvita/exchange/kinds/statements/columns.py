"""The columns of a file of statements."""

from typing import Final

from kvita.exchange.kinds.columns import CODE, NUMBER, SERVICE
from kvita.exchange.readers import Column

COLUMNS: Final = (
    CODE,
    NUMBER,
    Column("month", "Период", ("Месяц", "Расчетный период", "Расчетный месяц")),
    SERVICE,
    Column(
        "part_of", "В том числе к услуге", ("В том числе", "В т. ч. к услуге", "Входит в услугу", "Основная услуга")
    ),
    Column("rate", "Тариф", ("Цена", "Цена за единицу")),
    Column("unit", "Ед.измер", ("Единица", "Единица измерения", "Ед. изм.", "Ед.")),
    Column("volume", "Расход", ("Объем", "Количество", "Объем услуги")),
    Column(
        "common_volume",
        "Объем на общее имущество",
        ("СОИ", "КР на СОИ", "Объем СОИ", "Объем на СОИ", "На общедомовые нужды", "Расход на общее имущество"),
    ),
    Column("paid", "Оплачено", ("Оплата", "Поступило"), required=True),
    Column("opening", "Вх.сальдо", ("Входящее сальдо", "Сальдо на начало", "Долг на начало"), required=True),
    Column("charged", "Начислено", ("Начисление", "Начислено по тарифу"), required=True),
    Column("adjusted", "Перерасчет", ("Перерасчеты", "Корректировка")),
    Column("shortfall", "Недоставка", ("Недопоставка", "Снято за недопоставку")),
    Column("shortfall_days", "Недопоставка, дней", ("Дней недопоставки", "Недоставка, дней")),
    Column(
        "social_norm_amount",
        "В пределах соц. нормы",
        ("Стоимость в пределах соц. норматива", "Стоимость в пределах социального норматива", "Социальная норма"),
    ),
    Column("benefit", "Льгота", ("Льготы", "Льготы, субсидии", "Субсидия")),
    Column("multiplier", "Повышающий коэффициент", ("Коэффициент",)),
    Column("excess", "Превышение", ("Сумма превышения", "Размер превышения платы")),
    Column("document_number", "Номер документа", ("№ документа", "Номер квитанции", "Номер платежного документа")),
    Column("valid_until", "Действителен до", ("Действительна до", "Срок действия", "Документ действителен до")),
    Column("closing", "Исх.сальдо", ("Исходящее сальдо", "Сальдо на конец", "Долг на конец"), required=True),
    Column("payable", "Коплате", ("К оплате", "Итого к оплате", "Сумма к оплате")),
)
# Column → what an empty cell means; None: it must be filled.
MONEY: Final[dict[str, str | None]] = {
    "opening": None, "charged": None, "adjusted": "0", "shortfall": "0", "paid": None, "closing": None,
}  # fmt: skip
# What a file may say of a line besides. Empty, or without the column: what is stored stays.
SAID_MONEY: Final = ("social_norm_amount", "benefit", "excess")
SAID: Final = ("shortfall_days", "multiplier", "common_volume", *SAID_MONEY)
# The same of the bill as a whole: all rows of one account and month say one thing.
SAID_OF_BILL: Final = ("document_number", "valid_until")
# What a row says of a component of a line; its name stands in the column of the services.
SAID_OF_PART: Final = ("unit", "volume", "rate", "charged", "adjusted", "shortfall", "social_norm_amount")
# What names a line, and what a line is compared by. The position is the service's and never a difference.
COMPARED: Final = ("unit", "volume", "rate", *MONEY)
STORED: Final = (*COMPARED, *SAID)
