"""The payment desk of an account: the sum, the payee, the banks, the services to choose from."""

import datetime as dt
from dataclasses import dataclass

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.housing.enums import PaymentTarget
from kvita.housing.models import Payee
from kvita.housing.selectors import payees_of
from kvita.payments.ports import PaymentProvider
from kvita.payments.selectors import AmountDue, amount_due, services_due
from kvita.web.providers import payment_providers


@dataclass(frozen=True, slots=True)
class PaymentDesk:
    """What a payment of this account has to do with: sum, payee, ways to pay, services to choose from."""

    due: AmountDue
    payee: Payee | None
    providers: dict[str, PaymentProvider]
    lines: list[StatementLine]
    month: Month

    @property
    def is_open(self) -> bool:
        """True when the payee has a contract and a bank is connected (S0-27)."""
        return self.payee is not None and self.payee.accepts_online and bool(self.providers)

    def require(self, provider_key: str) -> tuple[Payee, PaymentProvider]:
        """Return the payee and the bank of this key. Raises `DomainError` "payee" where that cannot be paid."""
        if self.payee is None or not self.is_open or provider_key not in self.providers:
            raise DomainError("payee", "Оплата в кабинете сейчас недоступна. Заплатите по реквизитам из квитанции.")
        return self.payee, self.providers[provider_key]


def payment_desk(account: BillingAccount, *, today: dt.date) -> PaymentDesk:
    """Return what a payment of this account has to do with (organisation with settings selected)."""
    due = amount_due(account)
    settings = account.organization.settings
    payees = payees_of(account.organization_id)
    by_service = PaymentTarget.BY_SERVICE in settings.payment_targets and not due.paid_since
    return PaymentDesk(
        due=due,
        payee=payees[0] if payees else None,
        providers=payment_providers(settings),
        lines=services_due(due.statement) if due.statement is not None and by_service else [],
        month=Month.of(due.statement.month if due.statement is not None else today),
    )
