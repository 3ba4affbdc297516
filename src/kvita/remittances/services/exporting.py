"""Registries are given out: what left, when, by whom, is written down."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.exchange.services.locking import lock_imports
from kvita.housing.models import ManagingOrganization
from kvita.housing.selectors import payees_of
from kvita.remittances.enums import RegistryEncoding, RegistryKind
from kvita.remittances.models import RegistryExport
from kvita.remittances.registries import (
    csv_payments,
    encode,
    gorod_debts,
    sber_debts,
    sber_file_name,
    sber_payments,
)
from kvita.remittances.selectors.registry_lines import debt_lines, payment_lines

LONGEST_PERIOD = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class RegistryWish:
    """What is to be given out. The days bound payments only, `with_zero` and `service_code` concern debts."""

    kind: RegistryKind
    encoding: RegistryEncoding = RegistryEncoding.CP1251
    since: dt.date | None = None
    until: dt.date | None = None
    only_online: bool = False
    with_zero: bool = False
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry ready to be sent."""

    file_name: str
    content: bytes
    export: RegistryExport


@transaction.atomic
def export_registry(
    *, organization: ManagingOrganization, wish: RegistryWish, today: dt.date, actor: Actor, now: dt.datetime
) -> Registry:
    """Return a registry in the wished encoding and write down that it was given out.

    Raises `DomainError`: "period" (days missing, turned or too far apart), "payee_details" (Sberbank's name of a file
    needs the taxpayer number and the account of the main payee), "service_code" (missing for «Система Город»).
    """
    lock_imports(organization_id=organization.pk)
    month = today.replace(day=1)
    number = RegistryExport.objects.filter(organization=organization, kind=wish.kind, month=month).count() + 1
    name, text, count, amount = _write(organization, wish, number, today)
    export = RegistryExport.objects.create(
        organization=organization, kind=wish.kind, number=number, month=month, file_name=name[:250],
        encoding=wish.encoding, rows_count=count, amount=Money(amount), actor_label=actor.label[:200], created_at=now,
    )  # fmt: skip
    record_audit(
        now=now,
        actor=actor,
        action="remittances.export_registry",
        target=export,
        organization_id=organization.pk,
        changes={"rows": [None, count], "amount": [None, amount]},
    )
    return Registry(name, encode(text, wish.encoding.value), export)


def _write(
    organization: ManagingOrganization, wish: RegistryWish, number: int, today: dt.date
) -> tuple[str, str, int, int]:
    """Return the name, the text, the number of rows and the sum in kopecks."""
    if wish.kind in (RegistryKind.PAYMENTS_SBER, RegistryKind.PAYMENTS_CSV):
        return _write_payments(organization, wish, number, today)
    lines = debt_lines(organization.pk, with_zero=wish.with_zero)
    if wish.kind is RegistryKind.DEBTS_GOROD:
        if not wish.service_code.strip():
            raise DomainError("service_code", "Впишите код услуги, который дала «Система Город».")
        name, text = f"gorod_{today:%Y%m%d}_{number:03d}.txt", gorod_debts(lines, service_code=wish.service_code)
    else:
        payee = next(iter(payees_of(organization.pk)), None)
        if payee is None or not payee.settlement_account or not (payee.inn or organization.inn):
            raise DomainError(
                "payee_details", "У основного получателя не заполнены ИНН и расчётный счёт: без них нет имени файла."
            )
        inn = payee.inn or organization.inn
        name = sber_file_name(inn=inn, settlement_account=payee.settlement_account, number=number, day=today)
        text = sber_debts(lines)
    return name, text, len(lines), sum(line.amount for line in lines)


def _write_payments(
    organization: ManagingOrganization, wish: RegistryWish, number: int, today: dt.date
) -> tuple[str, str, int, int]:
    since, until = wish.since, wish.until
    if since is None or until is None or since > until or until - since > LONGEST_PERIOD:
        raise DomainError("period", "Выберите дни: первый не позже последнего, вместе не больше года.")
    lines = payment_lines(organization.pk, since=since, until=until, only_online=wish.only_online)
    is_table = wish.kind is RegistryKind.PAYMENTS_CSV
    text = csv_payments(lines) if is_table else sber_payments(lines, day=today, number=number)
    name = f"payments_{since:%Y%m%d}-{until:%Y%m%d}_{number:03d}.{'csv' if is_table else 'txt'}"
    return name, text, len(lines), sum(line.amount for line in lines)
