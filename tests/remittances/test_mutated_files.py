"""Files of banks with things done to them: what is credited is the sum of the receipts, or the file says which line.

Each file is made with its truth: which rows the rule calls receipts (incoming, done, in roubles, with a sum, a day and
an account that can be read). Then a few of its cells are spoilt, and the truth with them.
"""

import datetime as dt
import io
import random
import zipfile
from dataclasses import dataclass, field

import openpyxl
import pytest

from kvita.payments.models import Payment
from kvita.remittances.formats import BankFileError
from tests.remittances.conftest import House
from tests.remittances.samples import bring_in

ACCOUNTS = ("910000419", "910000421", "910000500")
OURS, OTHERS = "40702810000000001234", "40702810900000099999"
IN, OUT = ("Поступление", "Приход", "Зачисление", "Кредит", "входящий", "+"), ("Списание", "Расход", "Дебет", "-")
DONE, NOT_DONE = ("Исполнен", "Проведено", "Успешно"), ("Отменён", "Отклонено", "В обработке", "Возврат", "не исполнен")
ROUBLES, FOREIGN = ("RUB", "руб.", "643", "RUR"), ("USD", "840", "евро", "CNY")
LABELS = ("л/с", "Л/С №", "лиц. счет", "лицевой счёт", "ЛС", "л.с.", "лицсчет:")
BEHIND = ("", "//09.2019", "/09.2019", "-09.2019 без НДС", " за сентябрь 2019", ";ул. Лесная, 1")


@dataclass(slots=True)
class Made:
    """A file, the sum of its receipts in kopecks, and whether it has to be refused with a line."""

    data: bytes
    receipts: int
    is_refused: bool = False


@dataclass(slots=True)
class Row:
    """One row of a table with the truth about it."""

    kopecks: int
    account: str
    cells: dict[str, str] = field(default_factory=dict)
    is_receipt: bool = True


def money(dice: random.Random, kopecks: int) -> str:
    rubles, rest = divmod(abs(kopecks), 100)
    point = dice.choice(".,")
    whole = dice.choice([str(rubles), f"{rubles:,}".replace(",", " ")])
    return f"{'-' if kopecks < 0 else ''}{whole}{point}{rest:02d}"


def day(dice: random.Random) -> str:
    found = dt.date(2019, 10, dice.randint(1, 3))
    forms = (
        f"{found:%d.%m.%Y}", f"{found:%d.%m.%y}", found.isoformat(), f"{found:%d/%m/%Y}", f"{found:%d.%m.%Y} 12:33:41",
        f"{found.isoformat()}T08:05:00", f"{found:%d-%m-%Y}", str((found - dt.date(1899, 12, 30)).days),
    )  # fmt: skip
    return dice.choice(forms)


def table(dice: random.Random) -> Made:
    """A table with a header: of a bank (purposes) or of an agent (accounts), with any columns of sign."""
    has_account = dice.random() < 0.4
    signs = [it for it in ("direction", "state", "currency") if dice.random() < 0.4]
    is_split = "direction" not in signs and dice.random() < 0.3  # «Дебет» and «Кредит»
    rows = []
    for number in range(dice.randint(1, 8)):
        row = Row(dice.randint(1, 900_000), dice.choice(ACCOUNTS))
        is_out = dice.random() < 0.3 and ("direction" in signs or is_split)
        is_undone, is_foreign = (
            ("state" in signs and dice.random() < 0.3),
            ("currency" in signs and dice.random() < 0.3),
        )
        row.is_receipt = not (is_out or is_undone or is_foreign)
        sum_ = money(dice, row.kopecks)
        row.cells = {
            "Дата": day(dice),
            "Номер документа": str(number),
            "Плательщик": dice.choice(["Иванов И.И.", '"Иванова; Анна"', "Сидоров", '"Ива\nнов"']),
            "Назначение платежа": f"ЖКУ {dice.choice(LABELS)} {row.account}{dice.choice(BEHIND)}".replace(";", ","),
        }
        if is_split:
            row.cells |= {"Дебет": sum_ if is_out else "", "Кредит": "" if is_out else sum_}
        else:
            row.cells["Сумма"] = sum_
        if has_account:
            row.cells["Лицевой счет"] = row.account
        words = {
            "direction": ("Направление", OUT if is_out else IN),
            "state": ("Статус", NOT_DONE if is_undone else DONE),
            "currency": ("Валюта", FOREIGN if is_foreign else ROUBLES),
        }
        row.cells |= {words[it][0]: dice.choice(words[it][1]) for it in signs}
        rows.append(row)
    is_refused = spoil(dice, rows)
    names = list(rows[0].cells)
    dice.shuffle(names)
    receipts = sum(row.kopecks for row in rows if row.is_receipt)
    return Made(packed(dice, names, rows), receipts, is_refused)


def spoil(dice: random.Random, rows: list[Row]) -> bool:
    """Spoil one row in a way that has a known end; tell whether the file has to be refused."""
    row, what = dice.choice(rows), dice.choice(["", "", "sum", "day", "word", "empty", "account", "returned"])
    sum_name = "Сумма" if "Сумма" in row.cells else "Кредит" if row.cells["Кредит"] else "Дебет"
    signs = [name for name in ("Направление", "Статус", "Валюта") if name in row.cells]
    if what == "sum" and sum_name == "Сумма":
        row.cells["Сумма"], row.is_receipt = dice.choice(["сто", "0,00", "1,005", "1.234,56", "", "12р"]), False
    elif what == "day":
        row.cells["Дата"], row.is_receipt = dice.choice(["31.02.2019", "2019-28-10", "вчера", "", "01.10.2021"]), False
    elif what == "word" and signs:
        row.cells[dice.choice(signs)] = "абракадабра"
        return True
    elif what == "empty" and signs:
        row.cells[dice.choice(signs)], row.is_receipt = "", False
    elif what == "account":
        row.cells["Назначение платежа"], row.is_receipt = "оплата", False
        if "Лицевой счет" in row.cells:
            row.cells["Лицевой счет"] = "91000О419/7"
    elif what == "returned":
        row.cells["Назначение платежа"], row.is_receipt = f"Возврат, л/с {row.account}", False
    return False


def packed(dice: random.Random, names: list[str], rows: list[Row]) -> bytes:
    """The table as text in some encoding, as a workbook, or in an archive."""
    if dice.random() < 0.25:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        if dice.random() < 0.5:
            sheet.append(["Платежи за октябрь"])
        sheet.append(names)
        for row in rows:
            sheet.append([row.cells[name].replace('"', "") for name in names])
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()
    separator = dice.choice([";", "\t", "|"])
    lines = [separator.join(names), *(separator.join(row.cells[name] for name in names) for row in rows)]
    data = "\r\n".join([*lines, f"Итого{separator * (len(names) - 1)}"]).encode(
        dice.choice(["utf-8", "cp1251", "cp866"])
    )
    return data if dice.random() < 0.7 else zipped(data)


def zipped(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("registry.txt", data)
        archive.writestr("registry.txt.sig", b"\x30\x82")
    return stream.getvalue()


def sber(dice: random.Random) -> Made:
    """A registry with totals and reversals; one spoilt digit makes it disagree with itself."""
    lines, total, receipts = [], 0, 0
    for number in range(dice.randint(1, 6)):
        kopecks, account = dice.randint(100, 900_000), dice.choice(ACCOUNTS)
        for sign in (1, -1) if dice.random() < 0.3 else (1,):
            amount = f"{sign * kopecks / 100:.2f}"
            operation = f"9{dice.randint(0, 10**9):010d}{number}"
            lines.append(f"01-10-2019;10-00-00;8610;1;{operation};{account};ул. Лесная, 1;{amount};{amount};0.00")
            total += sign * kopecks
        receipts += kopecks if sign == 1 else 0
    count, is_refused = len(lines), dice.random() < 0.3
    told = f"{(total + is_refused) / 100:.2f}"
    data = "\r\n".join([*lines, f"={count};{told};{told};0.00;123456;02-10-2019"]).encode("cp1251")
    return Made(zipped(data) if dice.random() < 0.3 else data, receipts, is_refused)


def onec(dice: random.Random) -> Made:
    """A statement of several days: receipts in either field, money out, documents of others, a section or two a day."""
    documents, receipts, by_day = [], 0, {1: 0, 2: 0}
    for number in range(dice.randint(1, 6)):
        kopecks, at = dice.randint(100, 900_000), dice.choice([1, 2])
        kind = dice.choice(["in", "in", "indirect", "out", "other"])
        receiver = {"in": ("ПолучательСчет", OURS), "indirect": ("ПолучательРасчСчет", OURS)}.get(
            kind, ("ПолучательСчет", OTHERS)
        )
        fields = {
            "Номер": str(number), "Дата": f"0{at}.10.2019", "Сумма": f"{kopecks / 100:.2f}", receiver[0]: receiver[1],
            "ПлательщикСчет": OURS if kind == "out" else "40817810000000000077", "Плательщик1": "Иванов Иван",
            "НазначениеПлатежа": f"ЖКУ {dice.choice(LABELS)} {dice.choice(ACCOUNTS)}{dice.choice(BEHIND)}",
        }  # fmt: skip
        if kind == "indirect":
            fields["ПолучательСчет"] = "30101810400000000225"
        if kind in ("in", "indirect"):
            by_day[at] += kopecks
            receipts += kopecks
        documents += ["СекцияДокумент=Платежное поручение", *map("=".join, fields.items()), "КонецДокумента"]
    if not receipts:
        return Made(b"1CClientBankExchange\n", 0, is_refused=True)
    more = dice.choice([0, 0, 500, -1])  # not all documents; or more of them than money
    by_day[1] += more
    sections = [
        line
        for at, kopecks in by_day.items()
        for line in (
            "СекцияРасчСчет", f"ДатаНачала=0{at}.10.2019", f"РасчСчет={OURS}", f"ВсегоПоступило={kopecks / 100:.2f}",
            "КонецРасчСчет",
        )
    ]  # fmt: skip
    lines = ["1CClientBankExchange", f"РасчСчет={OURS}", *sections, *documents, "КонецФайла"]
    return Made("\r\n".join(lines).encode(dice.choice(["cp1251", "cp866", "utf-8"])), receipts, is_refused=more < 0)


@pytest.mark.parametrize("seed", range(200))
def test_what_is_credited_is_the_sum_of_the_receipts_or_a_line_is_told(house: House, seed: int) -> None:
    dice = random.Random(seed)
    made = dice.choice([table, table, sber, onec])(dice)
    house.organization.payees.create(name="УК", settlement_account=OURS)
    refusal = ""
    try:
        bring_in(house.organization, made.data, confirmed=True)
    except BankFileError as error:
        refusal = f"{error.code}: {error.message}"
    credited = sum(payment.amount.kopecks for payment in Payment.objects.all())
    if made.is_refused:
        assert refusal.startswith(("totals: ", "empty: ", "columns: Строка ", "foreign: "))
        assert credited == 0
    else:
        assert credited == made.receipts, refusal
        assert not refusal or made.receipts == 0
