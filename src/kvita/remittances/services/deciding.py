"""Whose account a row names for certain; where it does not, why a person has to choose."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kvita.remittances.formats import BankRow, Mention, find_mentions, is_crowded
from kvita.remittances.selectors.accounts import find_accounts, find_possible, find_unified

_SHORT_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])")
_MOST_TOLD: Final = 6
_BATCH: Final = 2_000  # rows


@dataclass(slots=True)
class Choice:
    """The account that a row names, with the text that does; `doubt` is why a person has to decide.

    The account is None where the row names none, or more than one.
    """

    account_id: int | None = None
    named: str = ""
    doubt: str = ""


def choose_accounts(*, organization_id: int, rows: Sequence[BankRow]) -> list[Choice]:
    """Return for each row the account that it names. Its match is certain where nothing in the row speaks for another.

    Whatever else stands in the text, in any spelling, and is an account of the organisation, speaks for that account.
    """
    accounts = find_accounts(organization_id, _numbers(rows))
    unified = find_unified(organization_id, (row.unified_account for row in rows))
    choices = [_choose(row, accounts, unified) for row in rows]
    named = [at for at, choice in enumerate(choices) if choice.account_id]
    for start in range(0, len(named), _BATCH):  # what all texts of a large file may mean would fill the memory
        told = {at: mentions for at in named[start : start + _BATCH] if (mentions := _mentions(rows[at]))}
        texts = {text for mentions in told.values() for it in mentions for text in it}
        possible = find_possible(organization_id, texts)
        for at, mentions in told.items():
            _compare(choices[at], rows[at], mentions, possible)
    for choice, row in zip(choices, rows, strict=True):
        if choice.account_id and row.doubt:
            choice.doubt = row.doubt
    return choices


def _numbers(rows: Iterable[BankRow]) -> Iterator[str]:
    for row in rows:
        yield row.account
        if row.account_cut:
            yield row.account_cut
        if row.also:
            yield from row.also


def _choose(row: BankRow, accounts: Mapping[str, int], unified: Mapping[str, int]) -> Choice:
    named = row.account if row.account in accounts else row.account_cut
    account_id, by_unified = accounts.get(named), unified.get(row.unified_account)
    certain = account_id or by_unified
    if certain is None:
        return Choice(doubt=row.doubt or _why_unmatched(row))
    if account_id is None:
        named = row.account
    if account_id and by_unified and account_id != by_unified:
        return Choice(doubt=f"Лицевой счёт «{named}» и ЕЛС «{row.unified_account}» — разные счета. Выберите счёт.")
    if any(accounts.get(number) != certain for number in row.also):
        return Choice(doubt=row.doubt or _several(named, row.also))
    return Choice(certain, named)


def _mentions(row: BankRow) -> list[Mention]:
    """Return what else in the row may name an account; a cell of letters and digits alone says nothing else."""
    found: list[Mention] = [(number,) for number in row.perhaps]
    if row.account and not row.account.isalnum():
        found += find_mentions(row.account)
    if row.purpose:
        text = row.purpose
        if row.address and row.address in text:  # houses and flats are no accounts
            text = text.replace(row.address, _SHORT_NUMBER.sub(" ; ", row.address))
        found += find_mentions(text)
    return found


def _compare(
    choice: Choice, row: BankRow, mentions: Sequence[Mention], possible: Mapping[str, Collection[int]]
) -> None:
    """Give the account up where the text names another one too."""
    others: dict[str, None] = {}
    for whole, *parts in mentions:
        if choice.account_id in possible.get(whole, ()):
            continue
        for text in (whole, *parts):
            if (meant := possible.get(text)) and choice.account_id not in meant:
                others[text] = None
    if others:
        choice.doubt = row.doubt or _several(choice.named or row.unified_account, tuple(others))
        choice.account_id = None
    elif is_crowded(mentions):
        choice.doubt = row.doubt or "В тексте слишком много чисел, чтобы решить без человека. Выберите счёт."


def _several(named: str, others: Sequence[str]) -> str:
    told = list(dict.fromkeys((named, *others)))
    more = f" и ещё {len(told) - _MOST_TOLD}" if len(told) > _MOST_TOLD else ""
    return f"Названо несколько счетов: {', '.join(told[:_MOST_TOLD])}{more}. Выберите счёт."


def _why_unmatched(row: BankRow) -> str:
    if row.account:
        return f"Счёта «{row.written or row.account}» у организации нет."
    return "В файле не указан лицевой счёт."
