"""Columns that several kinds of files share. Names are those of the files that accounting programs give."""

from typing import Final

from kvita.exchange.readers import Column

CODE: Final = Column("code", "Платежный код", ("Код плательщика", "Код платежа", "Плат. код"))
NUMBER: Final = Column(
    "number", "Лицевой счет", ("Номер лицевого счета", "ЛС", "Л/С", "Лиц. счет", "№ лицевого счета", "Счет")
)
SERVICE: Final = Column("service", "Услуга", ("Наименование услуги", "Вид услуги", "Наименование"), required=True)
