"""Lives of attempts and refunds as data, when to ask the bank again, what may be paid, to whom, and given back."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from kvita.calc.money import ZERO, Money
from kvita.calc.rounding import round_half_up
from kvita.core.errors import DomainError
from kvita.core.wording import say_rubles
from kvita.housing.enums import CommissionBearer, StaffRole, VatCode
from kvita.housing.models import OrganizationSettings, Payee
from kvita.payments.enums import AttemptState, ProviderKind, RefundState

LARGEST_PAYMENT: Final = Money(1_000_000_00)
# A bank's day may be ahead of ours by weekends and holidays, never by a month. What is older than three years was
# brought long ago; an organisation that has no months here yet may bring its past.
FURTHEST_AHEAD: Final = dt.timedelta(days=14)
OLDEST_YEARS: Final = 3
OLDEST_YEARS_AT_START: Final = 10

_NOT_FINAL = frozenset({AttemptState.UNKNOWN, AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.EXPIRED})
# From a state to those that may follow it. What is final stays: SUCCEEDED, DECLINED, EXPIRED lead nowhere.
ATTEMPT_TRANSITIONS: Final[dict[AttemptState, frozenset[AttemptState]]] = {
    AttemptState.CREATED: _NOT_FINAL | {AttemptState.REDIRECTED},
    AttemptState.REDIRECTED: _NOT_FINAL,
    AttemptState.UNKNOWN: (_NOT_FINAL | {AttemptState.REDIRECTED}) - {AttemptState.UNKNOWN},
    AttemptState.SUCCEEDED: frozenset(),
    AttemptState.DECLINED: frozenset(),
    AttemptState.EXPIRED: frozenset(),
}

# A bank that took money after a refusal: what was final is taken up again, but only by a person.
STAFF_TRANSITIONS: Final[dict[AttemptState, frozenset[AttemptState]]] = {
    AttemptState.DECLINED: frozenset({AttemptState.SUCCEEDED}),
    AttemptState.EXPIRED: frozenset({AttemptState.SUCCEEDED}),
}
REFUND_TRANSITIONS: Final[dict[RefundState, frozenset[RefundState]]] = {
    RefundState.WAITING: frozenset({RefundState.APPROVED, RefundState.REJECTED}),
    RefundState.APPROVED: frozenset({RefundState.UNKNOWN, RefundState.SUCCEEDED, RefundState.DECLINED}),
    RefundState.UNKNOWN: frozenset({RefundState.APPROVED, RefundState.SUCCEEDED, RefundState.DECLINED}),
    RefundState.SUCCEEDED: frozenset(),
    RefundState.DECLINED: frozenset(),
    RefundState.REJECTED: frozenset(),
}
UNKNOWN_TO_SBER: Final = frozenset(
    {VatCode.VAT_5, VatCode.VAT_7, VatCode.VAT_22, VatCode.VAT_5_105, VatCode.VAT_7_107, VatCode.VAT_22_122}
)
INNER_ZONES: Final = frozenset(
    {"local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "test", "invalid"}
)
CASHIERS: Final = frozenset({StaffRole.ACCOUNTANT, StaffRole.DIRECTOR, StaffRole.ADMINISTRATOR})
CONNECTORS: Final = frozenset({StaffRole.ADMINISTRATOR})

# A bank that never heard of a payment or a refund may still get our delayed request; after this time it will not.
LOST_AFTER: Final = dt.timedelta(minutes=30)

# After the n-th question without a final answer, wait so long; then a person has to look.
_BACK_OFF: Final = tuple(
    dt.timedelta(seconds=seconds) for seconds in (10, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 28800, 86400)
)


def doubt_of_day(day: dt.date | None, today: dt.date, *, has_months: bool, title: str = "Дата платежа") -> str:
    """Return why the day of a payment brought by a file is odd: ahead of `today`, or years ago; "" for any other."""
    years = OLDEST_YEARS if has_months else OLDEST_YEARS_AT_START
    if day is None or today - dt.timedelta(days=366 * years) <= day <= today + FURTHEST_AHEAD:
        return ""
    if day > today:
        return f"{title} {day:%d.%m.%Y} ещё не наступила."
    return f"{title} {day:%d.%m.%Y} — больше {'трёх' if has_months else 'десяти'} лет назад."


def check_transition(before: str, after: AttemptState, *, by_staff: bool = False) -> None:
    """Raise `DomainError` "attempt_transition" unless an attempt may go from one state to the other."""
    allowed = ATTEMPT_TRANSITIONS[AttemptState(before)]
    if by_staff:
        allowed |= STAFF_TRANSITIONS.get(AttemptState(before), frozenset())
    if after not in allowed:
        raise DomainError(
            "attempt_transition", "Эта попытка оплаты уже завершена.", before=str(before), after=after.value
        )


def next_check(now: dt.datetime, *, checks_count: int) -> dt.datetime | None:
    """Return when to ask the bank again after `checks_count` questions; None when it is a person's turn."""
    return now + _BACK_OFF[checks_count] if checks_count < len(_BACK_OFF) else None


def check_refund_transition(before: str, after: RefundState) -> None:
    """Raise `DomainError` "refund_transition" unless a refund may go from one state to the other."""
    if after not in REFUND_TRANSITIONS[RefundState(before)]:
        raise DomainError("refund_transition", "Этот возврат уже решён.", before=str(before), after=after.value)


def may_handle_payments(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may look into payments that hang, and give money back."""
    return bool(CASHIERS.intersection(roles))


def may_connect_banks(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may enter the keys of banks."""
    return bool(CONNECTORS.intersection(roles))


def commission_terms(payee: Payee) -> tuple[Decimal, Money]:
    """Return the percent that the payer pays on top by the payee's contract with the bank, and the least sum.

    Nothing where the payee bears the commission.
    """
    if payee.commission_bearer == CommissionBearer.ORGANIZATION:
        return Decimal(0), ZERO
    return payee.commission_percent, payee.commission_minimum


def commission_of(amount: Money, payee: Payee) -> Money:
    """Return what the payer pays on top of a sum: the percent, rounded half up, and not less than the minimum."""
    percent, least = commission_terms(payee)
    return max(Money(int(round_half_up(Decimal(amount.kopecks) * percent / 100, 0))), least)


def check_amount(amount: Money, *, least: Money) -> None:
    """Raise `DomainError` "amount" unless the sum can be paid in one payment."""
    if amount < least or amount.kopecks <= 0:
        raise DomainError("amount", f"Наименьший платёж — {say_rubles(max(least, Money(1)))}. Введите сумму больше.")
    if amount > LARGEST_PAYMENT:
        raise DomainError("amount", f"За один раз можно заплатить не больше {say_rubles(LARGEST_PAYMENT)}.")


def check_payee(payee: Payee, *, organization_id: int) -> None:
    """Raise `DomainError` "payee" unless this organisation's payee has a contract with a bank."""
    if payee.organization_id != organization_id or not payee.accepts_online:
        raise DomainError("payee", "Этому получателю нельзя платить в кабинете. Заплатите по реквизитам из квитанции.")


def missing_details(payee: Payee) -> list[str]:
    """Return the titles of what a payment order of ЮKassa requires of a payee and is not filled in.

    Source: schema PaymentOrderRecipientUtilities of the API v3; the ИНН there is that of a legal entity, ten digits.
    """
    codes = (
        ("ИНН", payee.inn, 10),
        ("КПП", payee.kpp, 9),
        ("БИК", payee.bic, 9),
        ("расчётный счёт", payee.settlement_account, 20),
        ("корреспондентский счёт", payee.correspondent_account, 20),
    )
    missing = [title for title, text, length in codes if not (len(text) == length and text.isdecimal())]
    return [*missing, *([] if payee.bank_name else ["банк"])]


def receipt_trouble(kind: str, settings: OrganizationSettings) -> str:
    """Return why a bank makes no receipts at the organisation's rate of VAT, so that nobody can pay; "" if it does.

    What we have of the gateway of Сбер has no numbers for the rates of 2025 and 2026 (5, 7 and 22 per cent).
    """
    if kind != ProviderKind.SBER or not settings.receipts_enabled:
        return ""
    if settings.receipt_vat_code not in UNKNOWN_TO_SBER:
        return ""
    return (
        f"Сбер не делает чеки со ставкой «{settings.get_receipt_vat_code_display()}»: оплата здесь не начнётся. "
        "Смените ставку НДС в настройках организации, отключите чеки или примите платежи через ЮKassa."
    )


def check_api_url(url: str) -> None:
    """Raise `DomainError` "api_url" unless an address of a bank is one of the world outside, over TLS.

    Whoever enters keys must not make the server call machines of its own network: no numbers of addresses, no names
    without a dot or of private use (RFC 2606, RFC 6762, RFC 8375), no other port, no sign-in in the address.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme != "https":
        raise DomainError("api_url", "Адрес должен начинаться с https://, иначе ключ увидят посторонние.")
    zone = host.rpartition(".")[2]
    is_name = "." in host and not zone.isdecimal() and ":" not in host and zone not in INNER_ZONES
    if not is_name or host.endswith(".home.arpa") or port not in (None, 443) or "@" in parts.netloc:
        raise DomainError(
            "api_url", "Это не адрес банка в интернете. Введите имя из договора, например 3dsec.sberbank.ru."
        )


def check_return_url(url: str, *, host: str) -> None:
    """Raise `DomainError` "return_url" unless the bank would send the payer back to this very portal."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname != host.lower():
        raise DomainError("return_url", "Страница возврата не принадлежит этому кабинету.")
