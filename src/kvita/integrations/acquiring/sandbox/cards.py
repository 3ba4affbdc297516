"""Magic cards: the number decides what the bank does."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Outcome(Enum):
    """What happens to a payment with a card."""

    PAID = "PAID"
    SECURE = "SECURE"
    NO_MONEY = "NO_MONEY"
    SILENT = "SILENT"
    LATE = "LATE"
    WRONG_AMOUNT = "WRONG_AMOUNT"
    TWICE = "TWICE"


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the sandbox."""

    number: str
    outcome: Outcome
    title: str

    @property
    def shown(self) -> str:
        """The number in groups of four."""
        return " ".join(self.number[start : start + 4] for start in range(0, 16, 4))


CARDS: Final = (
    Card("2200000000000004", Outcome.PAID, "оплата проходит"),
    Card("2200000000000012", Outcome.SECURE, "банк спрашивает код из SMS"),
    Card("2200000000000020", Outcome.NO_MONEY, "отказ: недостаточно денег"),
    Card("2200000000000038", Outcome.LATE, "деньги списаны, банк ответит через 30 секунд"),
    Card("2200000000000046", Outcome.SILENT, "банк не отвечает, что с платежом"),
    Card("2200000000000053", Outcome.WRONG_AMOUNT, "банк списал не ту сумму"),
    Card("2200000000000061", Outcome.TWICE, "банк сообщает об оплате дважды"),
)
SECURE_CODE: Final = "1234"


def find_card(typed: str) -> Card | None:
    """Return the card of a typed number (spaces and hyphens may stand in it), or None for any other card."""
    number = typed.replace("-", "")
    number = "".join(number.split())
    return next((card for card in CARDS if card.number == number), None)
