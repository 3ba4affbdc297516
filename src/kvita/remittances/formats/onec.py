"""`1CClientBankExchange` 1.03: the statement of a bank account for an accounting program."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from kvita.exchange.values import CellError
from kvita.remittances.formats.cells import read_sum
from kvita.remittances.formats.contents import KEPT_TEXT, BadRow, BankFile, BankFileError, BankRow, Totals
from kvita.remittances.formats.rows import make_row
from kvita.remittances.formats.totals import check_totals

SIGNATURE: Final = "1CClientBankExchange"
_SECTION = re.compile(r"Секция(Документ|РасчСчет)\b")
_ENDS: Final = ("КонецДокумента", "КонецРасчСчет")
_RECEIVER: Final = ("ПолучательСчет", "ПолучательРасчСчет")
_PAYER: Final = ("ПлательщикСчет", "ПлательщикРасчСчет")
_REQUIRED: Final = ("Номер", "Дата", "Сумма")
_KNOWN: Final = frozenset(
    f"{side}{part}"
    for side in ("Плательщик", "Получатель")
    for part in ("", "1", "2", "3", "4", "Счет", "РасчСчет", "ИНН", "КПП", "Банк1", "Банк2", "БИК", "Корсчет")
) | frozenset(
    (
        *_REQUIRED, "СекцияДокумент", "КонецДокумента", "ДатаСписано", "ДатаПоступило", "НазначениеПлатежа",
        "ВидПлатежа", "ВидОплаты", "Код", "СтатусСоставителя", "ПоказательКБК", "ОКАТО", "ПоказательОснования",
        "ПоказательПериода", "ПоказательНомера", "ПоказательДаты", "ПоказательТипа", "СрокПлатежа", "Очередность",
        "КвитанцияДата", "КвитанцияВремя", "КвитанцияСодержание", "НазначениеПлатежа1", "НазначениеПлатежа2",
        "НазначениеПлатежа3", "НазначениеПлатежа4", "НазначениеПлатежа5", "НазначениеПлатежа6", "СрокАкцепта",
        "ВидАккредитива", "УсловиеОплаты1", "УсловиеОплаты2", "УсловиеОплаты3", "ПлатежПоПредст", "ДополнУсловия",
        "НомерСчетаПоставщика", "ДатаОтсылкиДок", "КодНазПлатежа",
    )
)  # fmt: skip


def read_onec(lines: Iterable[str], *, own_accounts: Collection[str], encoding: str) -> BankFile:
    """Read the documents whose receiver is one of `own_accounts`; where none is known, the account of the statement.

    Raises `BankFileError`: "totals" when the money received differs from what the statement says of it, "foreign" when
    nothing in the file was paid to us.
    """
    file = BankFile("1CClientBankExchange", "1c", "Банк", encoding)
    statement_accounts: dict[str, int | None] = {}
    documents = list(_sections(lines, statement_accounts, file))
    own = set(own_accounts) or set(statement_accounts)
    foreign = 0
    for line, texts in documents:
        if _first(texts, _RECEIVER) in own:
            _add(file, line, texts)
        else:
            foreign += 1
    if foreign:
        file.notes.append(f"Документов не на наш счёт: {foreign}. Они оставлены без внимания.")
    if documents and not file.rows and not file.bad:
        raise BankFileError("foreign", "В файле нет поступлений на счета получателей этой организации.")
    _check_received(file, {account: sum_ for account, sum_ in statement_accounts.items() if account in own})
    return file


def _sections(
    lines: Iterable[str], accounts: dict[str, int | None], file: BankFile
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, values) of each document; note the accounts of the statement with what they received."""
    texts: dict[str, str] | None = None
    start, is_document = 0, False
    unknown: set[str] = set()
    for number, line in enumerate(lines, start=1):
        key, equals, value = line.strip("\ufeff \t").partition("=")
        if match := _SECTION.match(key):
            texts, start, is_document = {}, number, match[1] == "Документ"
        elif key in _ENDS and texts is not None:
            if is_document:
                unknown |= texts.keys() - _KNOWN
                yield start, texts
            else:
                accounts[texts.get("РасчСчет", "")] = _received(texts)
            texts = None
        elif texts is not None and equals:
            texts[key.strip()[:60]] = value.strip()[:1000]
        elif key == "РасчСчет":
            accounts.setdefault(value.strip(), None)
    if texts is not None:
        file.bad.append(BadRow(start, _raw(texts), "Документ не закончен: файл оборван."))
    _note_unknown(file, unknown)


def _note_unknown(file: BankFile, unknown: set[str]) -> None:
    if unknown:
        file.notes.append(f"Незнакомые поля: {', '.join(sorted(unknown)[:10])}.")


def _add(file: BankFile, line: int, texts: dict[str, str]) -> None:
    missing = [name for name in _REQUIRED if not texts.get(name)]
    if missing:
        file.bad.append(BadRow(line, _raw(texts), f"Нет обязательного поля: {', '.join(missing)}."))
        return
    payer = next((texts[key] for key in ("Плательщик1", "Плательщик") if texts.get(key)), "")
    row = make_row(
        line,
        {
            "amount": texts["Сумма"],
            "paid_on": texts["Дата"],
            "posted_on": texts.get("ДатаПоступило", ""),
            "payer": payer,
            "purpose": _purpose(texts),
            "order_number": texts["Номер"],
            "agent": _first(texts, _PAYER),
        },
        _raw(texts),
    )
    if isinstance(row, BankRow):
        # By number, day, sum and account of the payer: the bank gives no number of its own (RULES 5.4).
        day = row.paid_on.isoformat() if row.paid_on else texts["Дата"]
        operation = f"{texts['Номер']}|{day}|{row.amount}|{_first(texts, _PAYER)}"
        row.operation, row.payer = operation[:120], row.payer or payer[:200]
        file.rows.append(row)
    else:
        file.bad.append(row)


def _check_received(file: BankFile, received: dict[str, int | None]) -> None:
    told = [amount for amount in received.values() if amount is not None]
    if told and len(told) == len(received):
        totals = Totals(1, amount=sum(told))
        check_totals(totals, file.rows, unread=len(file.bad))
        file.totals = totals


def _received(texts: dict[str, str]) -> int | None:
    try:
        return read_sum(texts["ВсегоПоступило"]) if texts.get("ВсегоПоступило") else None
    except CellError:
        return None


def _purpose(texts: dict[str, str]) -> str:
    parts = [texts.get("НазначениеПлатежа", ""), *(texts.get(f"НазначениеПлатежа{part}", "") for part in range(1, 7))]
    return " ".join(dict.fromkeys(part for part in parts if part))


def _first(texts: dict[str, str], keys: Iterable[str]) -> str:
    return next((texts[key] for key in keys if texts.get(key)), "")


def _raw(texts: dict[str, str]) -> str:
    return "; ".join(f"{key}={value}" for key, value in texts.items() if value)[:KEPT_TEXT]
