"""What stands behind the addresses that the tests of access ask for: one row of each kind, Anna's."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.files.base import ContentFile
from django.test import Client

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccessApplication, AccountLink
from kvita.core.audit import Actor
from kvita.exchange.enums import ImportKind
from kvita.exchange.models import ImportBatch, ImportUpload
from kvita.identity.models import User
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.metering.models import ReadingPhoto, Register
from kvita.payments.enums import ProviderKind
from kvita.payments.models import Payment, PaymentOrder, ProviderConnection, Refund
from kvita.payments.services import PaymentWish, open_attempt, place_order
from kvita.remittances.models import RemittanceRow
from tests.actors import Cast, client_of, make_cast
from tests.factories import (
    AUGUST,
    NOW,
    make_application,
    make_link,
    make_payee,
    make_payment,
    make_photo,
    make_reading,
    make_register,
    make_resident,
    make_statement,
    rub,
)
from tests.remittances.samples import bring_in, registry, sber_line


@dataclass(frozen=True, slots=True)
class World:
    """Everybody, and Anna's account with a bill, a meter, a payment, an order and its payment at the bank."""

    cast: Cast
    former: User
    late_link: AccountLink
    order: PaymentOrder
    bank_payment: BankPayment
    remittance_row: RemittanceRow
    connection: ProviderConnection
    refund: Refund
    application: AccessApplication

    @property
    def arguments(self) -> dict[str, Any]:
        """What fills the addresses, by the names of their arguments."""
        return {
            "account_id": self.cast.account.pk,
            "register_id": Register.objects.get(meter__account=self.cast.account).pk,
            "photo_id": ReadingPhoto.objects.get().pk,
            "portal_id": self.cast.portal.pk,
            "reading_id": ReadingPhoto.objects.get().reading_id,
            "meter_id": Register.objects.get(meter__account=self.cast.account).meter_id,
            "building_id": self.cast.account.premise.building_id,
            "upload_id": ImportUpload.objects.get().pk,
            "batch_id": ImportBatch.objects.get().pk,
            "month": "2017-08",
            "order_id": self.order.public_id,
            "link_id": self.late_link.pk,
            "session_id": 1,
            "key_id": 1,
            "consent_id": 1,
            "secret": "0" * 40,
            "token": self.bank_payment.token,
            "payment_id": Payment.objects.filter(account=self.cast.account).latest("pk").pk,
            "payee_id": self.order.payee_id,
            "file_id": self.remittance_row.file_id,
            "row_id": self.remittance_row.pk,
            "key": "0" * 40,
            "connection_id": self.connection.public_id,
            "attempt_id": self.refund.attempt.public_id,
            "refund_id": self.refund.public_id,
            "application_id": self.application.pk,
            "account_key": self.cast.account.pk,
            "user_id": self.cast.anna.pk,
            "act": "code-revoke",
        }

    def client(self, person: str, *, enforce_csrf_checks: bool = False) -> Client:
        """Return the browser of one of access_table.PEOPLE at Anna's portal."""
        cast = self.cast
        users = {
            "owner": cast.anna,
            "former": self.former,
            "neighbour": cast.boris,
            "stranger": cast.daria,
            "staff": cast.vera,
            "other_staff": cast.gleb,
            "guest": None,
        }
        client = client_of(users[person], cast.portal)
        client.handler.enforce_csrf_checks = enforce_csrf_checks
        assert (SESSION_KEY in client.session) == (person != "guest")
        return client


def make_world() -> World:
    """Store everything."""
    cast = make_cast()
    former = make_resident(cast.portal, "former@example.ru")
    make_link(former, cast.account, LinkState.REVOKED)
    make_statement(cast.account)
    register = make_register(cast.account)
    make_photo(make_reading(register, "54", AUGUST.replace(day=20)))
    _load_a_file(cast)
    make_payment(cast.account)
    wish = PaymentWish(uuid.UUID(int=1), rub("100"), make_payee(cast.organization), AUGUST)
    actor = Actor(kind="resident", id=cast.anna.pk, label="Анна")
    bank_payment = BankPayment.objects.create(
        attempt_id="1", total=rub("100"), description="ЖКУ", return_url="http://innova.localhost/", created_at=NOW
    )
    connection = ProviderConnection.objects.create(
        organization=cast.organization, kind=ProviderKind.YOOKASSA, login="123456", is_active=False
    )
    order = place_order(account=cast.account, user=cast.anna, wish=wish, actor=actor, now=NOW)
    refund = Refund.objects.create(
        attempt=open_attempt(order_id=order.pk, provider_key="sandbox", now=NOW),
        amount=rub("1"),
        reason="Ошибка",
        form_key=uuid.UUID(int=2),
        requested_by=cast.vera,
        requested_at=NOW,
        updated_at=NOW,
    )
    line = sber_line("000", "10,00")  # an account that nobody has
    row = RemittanceRow.objects.get(file=bring_in(cast.organization, registry(line)))
    return World(
        cast=cast,
        former=former,
        late_link=make_link(make_resident(cast.portal, "late@example.ru"), cast.account),  # whom Anna may send away
        order=order,
        bank_payment=bank_payment,
        remittance_row=row,
        connection=connection,
        refund=refund,
        application=make_application(cast.portal, cast.account),
    )


def _load_a_file(cast: Cast) -> None:
    """Store a batch, and a file that waits with what its rehearsal found."""
    told = {"organization": cast.organization, "kind": ImportKind.READINGS, "file_name": "a.csv", "created_at": NOW}
    ImportBatch.objects.create(file_size=1, **told)
    rows = {"all": 1, "new": 0, "changed": 0, "unchanged": 1, "wrong": 0}
    sums: dict[str, Any] = {"sums_kopecks": {}, "delta_kopecks": {}}
    notes: dict[str, Any] = {"months": [], "problems": [], "warnings": [], "warnings_left_out": 0}
    ImportUpload.objects.create(
        file=ContentFile(b"x", "a"),
        problems_file=ContentFile(b"x", "b"),
        report={"outcome": "unchanged", "rows": rows, **sums, **notes},
        **told,
    )
