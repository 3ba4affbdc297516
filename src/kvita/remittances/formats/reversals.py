"""Rows with a sum below zero: a payment of the same file taken back, or one of a file that came before."""

from collections import defaultdict

from kvita.remittances.formats.contents import BankFile, BankRow


def settle_reversals(file: BankFile) -> None:
    """Pair each reversal with the payment that it takes back: of the same account (or payer) and sum, the one before.

    Both are cancelled and neither is credited. A reversal without its payment waits for a person: the money is on an
    account already, or will come.
    """
    if all(row.amount > 0 for row in file.rows):
        return
    waiting: dict[tuple[str, int], list[BankRow]] = defaultdict(list)
    for row in file.rows:
        if row.amount > 0:
            waiting[_whose(row), row.amount].append(row)
    for row in file.rows:
        if row.amount < 0:
            same = waiting[_whose(row), -row.amount]
            before = [it for it in same if it.line < row.line]
            if not same or not _whose(row):
                row.doubt = (
                    "Сторно: банк отозвал деньги, а платежа в этом файле нет. Выберите счёт, с которого их снять."
                )
                continue
            paid = (before or same)[-1]
            same.remove(paid)
            paid.cancelled = f"Отозван банком: сторно в строке {row.line}."
            row.cancelled = f"Сторно платежа в строке {paid.line}: на счета не попадают оба."


def _whose(row: BankRow) -> str:
    return row.account_cut or row.account or row.unified_account or row.payer
