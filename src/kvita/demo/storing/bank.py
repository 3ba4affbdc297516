"""Where the demo's money came from: a load of payments for each organisation, and a bank file with lost payments."""

import datetime as dt
import zoneinfo

from django.db.models import Count, Max, Min, Sum

from kvita.accounts.models import BillingAccount
from kvita.core.audit import Actor
from kvita.exchange.enums import ImportKind
from kvita.exchange.models import ImportBatch, ImportedRange
from kvita.housing.models import ManagingOrganization
from kvita.payments.enums import PaymentSource
from kvita.payments.models import Payment
from kvita.remittances.services import credit_file, read_file

ACTOR = Actor(kind="system", label="Демонстрация")


def store_origins(organization: ManagingOrganization, now: dt.datetime) -> None:
    """Note that the payments of an organisation came in one load, so that every kopeck has a source."""
    payments = Payment.objects.filter(account__organization=organization, source=PaymentSource.FILE)
    found = payments.order_by().aggregate(first=Min("pk"), last=Max("pk"), count=Count("pk"), total=Sum("amount"))
    if not found["count"] or found["last"] - found["first"] + 1 != found["count"]:
        return
    batch = ImportBatch.objects.create(
        organization=organization, kind=ImportKind.PAYMENTS, file_name="payments.csv", file_sha256="0" * 64,
        file_size=0, rows_count=found["count"], new_count=found["count"], actor_label=ACTOR.label,
        control_sums={"Сумма платежа": found["total"].kopecks}, created_at=now,
    )  # fmt: skip
    ImportedRange.objects.create(
        batch=batch, table=Payment._meta.label_lower, first_id=found["first"], last_id=found["last"]
    )


def store_lost_payments(organization: ManagingOrganization, now: dt.datetime) -> int:
    """Bring in a registry of Sberbank whose account numbers somebody has mistyped; return how many fit all the same."""
    accounts = list(BillingAccount.objects.filter(organization=organization).order_by("pk")[:40])
    known = {account.payment_code for account in accounts}
    day = now.astimezone(zoneinfo.ZoneInfo(organization.time_zone)).date() - dt.timedelta(days=1)
    lines = []
    for number, account in enumerate(accounts[5:8]):
        code = account.payment_code
        typed = code[:-2] + code[-1] + code[-2] if number else code.replace("0", "О") + "О"
        if typed in known:
            continue
        amount = f"{1200 + 317 * number},{40 + number}"
        lines.append(
            f"{day:%d-%m-%Y};09-15-0{number};8618;8618999V;60390123456{number};{typed};{account.holder_name};"
            f"{account.premise.address};{amount};{amount};0,00\r\n"
        )
    data = "".join(lines).encode("cp1251", errors="replace")
    if not data:
        return 0
    file = read_file(organization=organization, name=f"8618_{day:%d%m%Y}.txt", data=data, actor=ACTOR, now=now)
    credit_file(file_id=file.pk, actor=ACTOR, now=now)
    return file.rows.exclude(payment=None).count()
