"""Connections to banks: keys go in, and never come out again but to the bank itself."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.sealing import SecretBox
from kvita.housing.models import ManagingOrganization, Payee
from kvita.payments.enums import ProviderKind
from kvita.payments.models import ProviderConnection
from kvita.payments.policies import check_api_url, missing_details
from kvita.payments.ports import ConnectionKeys


@dataclass(frozen=True, slots=True)
class ConnectionWish:
    """What a member of staff enters. Empty keys leave those that are stored as they are."""

    kind: str
    login: str
    title: str
    payee: Payee | None = None
    api_url: str = ""
    is_active: bool = True
    sends_bill: bool = False
    position: int = 100
    secret: str = field(default="", repr=False)
    event_key: str = field(default="", repr=False)


def save_connection(
    *,
    organization: ManagingOrganization,
    connection: ProviderConnection | None,
    wish: ConnectionWish,
    box: SecretBox,
    actor: Actor,
    now: dt.datetime,
) -> ProviderConnection:
    """Store a new connection, or change one; the audit log tells that a key was entered, never which.

    Raises `DomainError`: "payee" (another organisation's), "secret" (a new connection without its key), "shop" (this
    shop is connected already), "api_url" (no address of a bank), "details" (the bank is to be told of bills, and wants
    more of a payee than we know).
    """
    if wish.payee is not None and wish.payee.organization_id != organization.pk:
        raise DomainError("payee", "Выберите получателя этой организации.")
    if connection is None and not wish.secret:
        raise DomainError("secret", "Введите ключ: без него банк не ответит.")
    if wish.api_url:
        check_api_url(wish.api_url)
    if wish.sends_bill:
        _refuse_incomplete(organization, wish)
    try:
        return _store(
            connection or ProviderConnection(organization=organization, kind=wish.kind), wish, box, actor, now
        )
    except IntegrityError:
        raise DomainError("shop", "Этот магазин уже подключён. Измените то подключение.") from None


def _refuse_incomplete(organization: ManagingOrganization, wish: ConnectionWish) -> None:
    if wish.kind != ProviderKind.YOOKASSA:
        raise DomainError("details", "Сведения о квитанциях принимает только ЮKassa. Снимите эту отметку.")
    payees = [wish.payee] if wish.payee else organization.payees.filter(accepts_online=True)
    for payee in payees:
        if missing := missing_details(payee):
            raise DomainError(
                "details",
                f"Заполните у получателя «{payee.name}»: {', '.join(missing)}. Без них ЮKassa не примет сведения.",
            )


@transaction.atomic
def _store(
    row: ProviderConnection, wish: ConnectionWish, box: SecretBox, actor: Actor, now: dt.datetime
) -> ProviderConnection:
    row.created_at = row.created_at or now
    changes: dict[str, list[object]] = {}
    for name in ("login", "title", "payee_id", "api_url", "is_active", "sends_bill", "position"):
        value = (wish.payee.pk if wish.payee else None) if name == "payee_id" else getattr(wish, name)
        if getattr(row, name) != value:
            changes[name] = [getattr(row, name), value]
            setattr(row, name, value)
    if wish.secret:
        row.sealed_secret, row.secret_changed_at = box.seal(wish.secret), now
        changes["secret"] = [None, "введён новый"]
    if wish.event_key:
        row.sealed_event_key = box.seal(wish.event_key)
        changes["event_key"] = [None, "введён новый"]
    row.save()
    record_audit(
        now=now,
        actor=actor,
        action="payments.save_connection",
        target=row,
        organization_id=row.organization_id,
        changes=changes,
    )
    return row


def open_keys(*, connection: ProviderConnection, box: SecretBox) -> ConnectionKeys:
    """Return what an adapter signs in with. Raises `SealError` when the key of the installation was lost."""
    return ConnectionKeys(
        login=connection.login,
        secret=box.unseal(connection.sealed_secret),
        event_key=box.unseal(connection.sealed_event_key),
        api_url=connection.api_url,
        sends_bill=connection.sends_bill,
    )


@transaction.atomic
def reseal_connections(*, box: SecretBox) -> int:
    """Seal all keys anew under the newest key of the installation; return how many connections. Raises `SealError`."""
    rows = lock_rows(ProviderConnection.objects.all(), ProviderConnection.objects.values_list("pk", flat=True))
    for row in rows:
        row.sealed_secret = box.reseal(row.sealed_secret)
        row.sealed_event_key = box.reseal(row.sealed_event_key)
        row.save(update_fields=["sealed_secret", "sealed_event_key"])
    return len(rows)
