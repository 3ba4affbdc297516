"""`1CClientBankExchange` 1.03: the statement of a bank account for an accounting program."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from kvita.calc.money import Money
from kvita.core.wording import say_rubles
from kvita.exchange.values import CellError
from kvita.exchange.values.signs import Sign
from kvita.remittances.formats.cells import read_sum
from kvita.remittances.formats.contents import (
    KEPT_TEXT,
    BadRow,
    BankFile,
    BankFileError,
    BankRow,
    NotTaken,
    Totals,
)
from kvita.remittances.formats.layouts import KEYS
from kvita.remittances.formats.onec.statements import Statement, doubt_of, sign_of
from kvita.remittances.formats.rows import make_row

SIGNATURE: Final = "1CClientBankExchange"
_SECTION = re.compile(r"Секция(Документ|РасчСчет)\b")
_ENDS: Final = ("КонецДокумента", "КонецРасчСчет")
_RECEIVER: Final = ("ПолучательСчет", "ПолучательРасчСчет")
_PAYER: Final = ("ПлательщикСчет", "ПлательщикРасчСчет")
_NOT_OURS: Final = "не на наш счёт"
_MEANINGS: Final = (
    ("ПолучательСчет или ПолучательРасчСчет", "кому: берём пришедшее на наши счета"),
    ("Сумма", KEYS["amount"]), ("Дата", KEYS["paid_on"]), ("ДатаПоступило", KEYS["posted_on"]),
    ("НазначениеПлатежа", "лицевой счёт, ЕЛС, месяц"), ("Плательщик1 или Плательщик", KEYS["payer"]),
)  # fmt: skip
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
    """Read the documents whose receiver, in either of its two fields, is one of `own_accounts`.

    Where no account of ours is known, the accounts of the statement count, and a person has to confirm that they are
    ours. So has one where the statement received more than the documents in the file: somebody chose some of them.
    Raises `BankFileError`: "totals" when there are more documents than money received, "foreign" when nothing in the
    file was paid to us.
    """
    file = BankFile("1CClientBankExchange", "1c", "Банк", encoding)
    file.columns = list(_MEANINGS)
    statements: dict[str, Statement] = {}
    documents = list(_sections(lines, statements, file))
    own = set(own_accounts) or {account for account in statements if account}
    paid: dict[str, int] = dict.fromkeys(own, 0)
    unread = len(file.bad)
    for line, texts in documents:
        receiver = next((texts[key] for key in _RECEIVER if texts.get(key) in own), None)
        if receiver is None:
            file.not_taken.append(NotTaken(line, _kind_of(texts, own), _amount(texts)))
            continue
        if (sign := sign_of(line, texts, receiver, known=_KNOWN)) is not None:
            file.not_taken.append(NotTaken(line, sign.value, _amount(texts)))
            continue
        row = _add(file, line, texts, own)
        if row is not None:
            paid[receiver] += row.amount
    _refuse_foreign(file, documents, statements, own_accounts)
    told = {account: it.received for account, it in statements.items() if account in own and it.sections}
    _check_received(file, told, paid, is_whole=len(file.bad) == unread)
    return file


def _refuse_foreign(
    file: BankFile, documents: Sequence[object], statements: Mapping[str, Statement], own_accounts: Collection[str]
) -> None:
    """Refuse a statement of somebody else, and ask where nobody has written down which accounts are ours."""
    told = ", ".join(account for account in statements if account)[:100] or "не указан"
    is_ours = any(it.kind != _NOT_OURS for it in file.not_taken)
    if documents and not file.rows and not file.bad and not is_ours:
        raise BankFileError(
            "foreign",
            f"В файле нет поступлений на счета получателей этой организации. Счёт выписки: {told}. "
            "Проверьте, та ли это выписка и записан ли этот счёт у получателя.",
        )
    if not own_accounts and documents:
        file.warnings.append(
            f"У получателей организации не записан расчётный счёт, сверить выписку не с чем. Счёт выписки: {told}. "
            "Подтвердите, что он ваш, а лучше впишите его в раздел «Получатели»."
        )


def _kind_of(texts: Mapping[str, str], own: Collection[str]) -> str:
    return Sign.OUT.value if any(texts.get(key) in own for key in _PAYER) else _NOT_OURS


def _amount(texts: Mapping[str, str]) -> int | None:
    try:
        return read_sum(texts["Сумма"]) if texts.get("Сумма") else None
    except CellError:
        return None


def _sections(
    lines: Iterable[str], accounts: dict[str, Statement], file: BankFile
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
                accounts.setdefault(texts.get("РасчСчет", ""), Statement()).add(texts)
            texts = None
        elif texts is not None and equals:
            texts[key.strip()[:60]] = value.strip()[:1000]
        elif key == "РасчСчет":
            accounts.setdefault(value.strip(), Statement())
    if texts is not None:
        file.bad.append(BadRow(start, _raw(texts), "Документ не закончен: файл оборван."))
    _note_unknown(file, unknown)


def _note_unknown(file: BankFile, unknown: set[str]) -> None:
    if unknown:
        file.notes.append(f"Незнакомые поля: {', '.join(sorted(unknown)[:10])}.")


def _add(file: BankFile, line: int, texts: dict[str, str], own: Collection[str]) -> BankRow | None:
    """Put a document among the rows, or among the bad ones (then None)."""
    missing = [name for name in _REQUIRED if not texts.get(name)]
    if missing:
        file.bad.append(BadRow(line, _raw(texts), f"Нет обязательного поля: {', '.join(missing)}."))
        return None
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
    if not isinstance(row, BankRow):
        file.bad.append(row)
        return None
    # By number, day, sum and account of the payer: the bank gives no number of its own.
    day = row.paid_on.isoformat() if row.paid_on else texts["Дата"]
    operation = f"{texts['Номер']}|{day}|{row.amount}|{_first(texts, _PAYER)}"
    row.operation, row.payer = operation[:120], row.payer or payer[:200]
    row.doubt = row.doubt or doubt_of(texts)
    if any(texts.get(key) in own for key in _PAYER):
        row.doubt = row.doubt or "Перевод между своими счетами: решает человек."
    file.rows.append(row)
    return row


def _check_received(file: BankFile, told: Mapping[str, int | None], paid: Mapping[str, int], *, is_whole: bool) -> None:
    """Compare what each account received with the documents paid to it."""
    known = {account: received for account, received in told.items() if received is not None}
    if not known:
        return
    for account, received in known.items():
        if paid[account] > received:
            raise BankFileError(
                "totals",
                f"Выписка не сходится сама с собой: на счёт {account} поступило {_rubles(received)}, "
                f"а в документах {_rubles(paid[account])}. Скачайте выписку у банка заново.",
            )
        if paid[account] < received:
            lines = "" if is_whole else " Часть документов не прочитана: они ниже."
            file.warnings.append(
                f"На счёт {account} поступило {_rubles(received)}, а в документах файла {_rubles(paid[account])}."
                f"{lines} Так бывает, когда выгружены не все документы. Подтвердите, что зачислить нужно только эти."
            )
    if len(known) == len(told) and all(paid[account] == received for account, received in known.items()):
        file.totals = Totals(1, amount=sum(known.values()))


def _rubles(kopecks: int) -> str:
    return say_rubles(Money(kopecks))


def _purpose(texts: dict[str, str]) -> str:
    parts = [texts.get("НазначениеПлатежа", ""), *(texts.get(f"НазначениеПлатежа{part}", "") for part in range(1, 7))]
    return " ".join(dict.fromkeys(part for part in parts if part))


def _first(texts: dict[str, str], keys: Iterable[str]) -> str:
    return next((texts[key] for key in keys if texts.get(key)), "")


def _raw(texts: dict[str, str]) -> str:
    return "; ".join(f"{key}={value}" for key, value in texts.items() if value)[:KEPT_TEXT]
