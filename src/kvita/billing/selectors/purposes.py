"""What a payment is for, in a few words: one answer for the pages, the bank, the payment QR and the bill."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import prefetch_related_objects

from kvita.accounts.models import BillingAccount
from kvita.housing.enums import AccountKind
from kvita.housing.models import Payee
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Service

HOUSING: Final = "ЖКУ"
RENT: Final = "Наём"
CAPITAL_REPAIR: Final = "Взнос на капитальный ремонт"
MOST_NAMES: Final = 3
_BY_ACCOUNT: Final = {AccountKind.RENT: RENT, AccountKind.CAPITAL_REPAIR: CAPITAL_REPAIR}
_BY_KIND: Final = {ServiceKind.RENT: RENT, ServiceKind.CAPITAL_REPAIR: CAPITAL_REPAIR}


def paid_for(account: BillingAccount, payee: Payee, split: Iterable[int] = ()) -> str:
    """Return what a payment is for: the chosen services, else those of a payee of its own, else by kind of the account.

    Where nothing says more it is «ЖКУ». One query where services are chosen, or the payee is not the main one and its
    services are not read yet (`read_purposes`).
    """
    chosen = list(split)
    services = Service.objects.filter(pk__in=chosen) if chosen else () if payee.is_default else payee.services.all()
    return _of_services(list(services)) or _BY_ACCOUNT.get(AccountKind(account.kind), HOUSING)


def read_purposes(payees: Sequence[Payee]) -> None:
    """Read the services of all these payees at once, for `paid_for`; one query, none where there is only a main one."""
    prefetch_related_objects([payee for payee in payees if not payee.is_default], "services")


def _of_services(services: Sequence[Service]) -> str:
    """Return the names of a few services, or of the one kind of all of them; "" for many or none."""
    kinds = {service.kind for service in services} - {ServiceKind.PENALTY}
    if len(kinds) == 1 and (word := _BY_KIND.get(ServiceKind(kinds.pop()))):
        return word
    names = sorted(service.name for service in services)
    return ", ".join(names) if 0 < len(names) <= MOST_NAMES else ""
