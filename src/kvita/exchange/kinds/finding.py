"""Which account a row is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from kvita.accounts.models import BillingAccount
from kvita.exchange.kinds.rows import Row
from kvita.exchange.readers import FileRefusedError, Layout
from kvita.exchange.values.texts import CODE_REMEDY, code_guesses, parse_code


def account_key(layout: Layout) -> str:
    """Return the column by which accounts are named: payment code, else account number."""
    for key in ("code", "number"):
        if key in layout.indexes:
            return key
    raise FileRefusedError(
        "column_missing", "В первой строке нет столбца «Платежный код» или «Лицевой счет». Добавьте один из них."
    )


@dataclass(frozen=True, slots=True)
class AccountFinder:
    """Finds accounts of one organisation by what the file calls them."""

    organization_id: int
    key: str

    def find(self, rows: Iterable[Row]) -> dict[str, int]:
        """Return account ids by code for these rows; a row whose account is not found gets a problem."""
        codes: dict[str, list[Row]] = {}
        for row in rows:
            code = row.require(self.key, parse_code)
            if code is not None:
                codes.setdefault(code, []).append(row)
        found = self.known(set(codes))
        for code in codes.keys() - found.keys():
            reason, remedy = self.explain(code)
            for row in codes[code]:
                row.refuse(self.key, reason, remedy)
        return found

    def known(self, codes: set[str]) -> dict[str, int]:
        """Return ids of the accounts with these codes."""
        accounts = BillingAccount.objects.filter(organization_id=self.organization_id)
        listed = sorted(codes)
        found: dict[str, int] = {}
        for start in range(0, len(listed), 500):
            part = listed[start : start + 500]
            if self.key == "code":
                found |= dict(accounts.filter(payment_code__in=part).values_list("payment_code", "pk"))
            else:
                found |= _by_number(accounts.filter(_numbers(part)).values_list("number", "letter_index", "pk"), part)
        return found

    def explain(self, code: str) -> tuple[str, str]:
        """Return why there is no such account and what to do."""
        if code.casefold().startswith(("итого", "всего")):
            return "Это строка с итогом.", "Удалите её: суммы считаются сами."
        guesses = self.known(set(code_guesses(code)))
        if guesses:
            return "Такого лицевого счёта нет.", f"Возможно, это {min(guesses)}: сверьте ноли и буквы."
        return "Такого лицевого счёта нет.", CODE_REMEDY


def _numbers(codes: list[str]) -> Q:
    """Numbers as they stand, and numbers with their letter index at the end."""
    return Q(number__in=codes) | Q(number__in=[code[:-1] for code in codes if code[-1:].isalpha()])


def _by_number(rows: Iterable[tuple[str, str, int]], codes: list[str]) -> dict[str, int]:
    """Match «120345А» to number and letter; a bare number is enough where only one letter exists."""
    full: dict[str, int] = {}
    bare: dict[str, list[int]] = {}
    for number, letter, pk in rows:
        full[f"{number}{letter}".upper()] = pk
        bare.setdefault(number.upper(), []).append(pk)
    found: dict[str, int] = {}
    for code in codes:
        same = bare.get(code.upper(), [])
        if code.upper() in full:
            found[code] = full[code.upper()]
        elif len(same) == 1:
            found[code] = same[0]
    return found
