"""What stands in the way of taking a batch back: facts that came later and lean on it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q

from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod, Statement
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.core.wording import say_month
from kvita.exchange.enums import ImportKind
from kvita.exchange.journal import changed_since
from kvita.exchange.models import ImportBatch, ImportedChange, ImportedRange
from kvita.metering.models import Reading
from kvita.payments.models import Payment, PaymentOrder


def find_obstacle(batch: ImportBatch) -> DomainError | None:
    """Return why the batch cannot be rolled back, or None."""
    for check in _CHECKS:
        if (obstacle := check(batch)) is not None:
            return obstacle
    return None


def _later_batch(batch: ImportBatch) -> DomainError | None:
    """A later batch changed rows that this one created or changed."""
    later = Q(batch__gt=batch, batch__organization=batch.organization_id, batch__state="APPLIED")
    for label, owned in _owned(batch).items():
        touched = ImportedChange.objects.filter(later, _within(owned, "row_id"), table=label)
        if found := touched.order_by("batch_id").first():
            return _first(found.batch_id)
    return None


def _changed_rows(batch: ImportBatch) -> DomainError | None:
    """A row the batch changed is no longer as it left it."""
    found = changed_since(batch)
    if found is None:
        return None
    model, row_id = found
    later = ImportedChange.objects.filter(batch__gt=batch, table=model._meta.label_lower, row_id=row_id)
    if change := later.filter(batch__state="APPLIED").first():
        return _first(change.batch_id)
    return DomainError(
        "changed_later",
        f"После загрузки изменили данные ({model._meta.verbose_name} № {row_id}), отмена стёрла бы это изменение. "
        "Исправьте данные вручную или загрузите исправленный файл.",
    )


def _edited_rows(batch: ImportBatch) -> DomainError | None:
    """Staff edited a row that the batch created (a month that was published and withdrawn again is as it was)."""
    for label, owned in _owned(batch).items():
        if label == BillingPeriod._meta.label_lower:
            continue
        entries = AuditEntry.objects.filter(object_type=label, at__gt=batch.created_at)
        for entry in entries.order_by("pk").iterator():
            if any(first <= int(entry.object_id) <= last for first, last in owned):
                return DomainError(
                    "changed_later",
                    f"После загрузки «{entry.object_label}» изменили ({entry.actor_label}). "
                    "Исправьте данные вручную или загрузите исправленный файл.",
                )
    return None


def _dependent_rows(batch: ImportBatch) -> DomainError | None:
    """Rows of others refer to rows that the batch created: a payment of a new account, a reading of a new register."""
    owned = _owned(batch)
    for label, ranges in owned.items():
        for model, column in _references(apps.get_model(label)):
            rows = model._base_manager.filter(_within(ranges, column))
            mine = owned.get(model._meta.label_lower)
            if mine:
                rows = rows.exclude(_within(mine, "pk"))
            if count := rows.count():
                return DomainError(
                    "used_later",
                    f"На загруженное уже опираются другие данные: {model._meta.verbose_name_plural}, {count}. "
                    "Сначала отмените или уберите их.",
                )
    return None


def _published_months(batch: ImportBatch) -> DomainError | None:
    """Residents see a month whose statements the batch brought, or a later published month counts its payments."""
    statements = _ids(batch, Statement)
    months = BillingPeriod.objects.filter(statements__in=statements).exclude(state=PeriodState.OPEN)
    if period := months.order_by("month").first():
        return DomainError(
            "period_published",
            f"Месяц {say_month(period.month)} опубликован: жильцы видят эти квитанции. "
            "Сначала снимите месяц с публикации.",
        )
    counted = BillingPeriod.objects.filter(
        organization=batch.organization_id,
        published_at__gt=batch.created_at,
        month__in=_ids(batch, Payment).values("accounting_month"),
    )
    if period := counted.order_by("month").first():
        return DomainError(
            "period_published",
            f"Месяц {say_month(period.month)} опубликовали уже с этими платежами. Сначала снимите месяц с публикации.",
        )
    return None


def _paid_statements(batch: ImportBatch) -> DomainError | None:
    """A resident paid by a statement of the batch."""
    statements = _ids(batch, Statement)
    orders = PaymentOrder.objects.filter(
        created_at__gt=batch.created_at,
        account__in=statements.values("account"),
        month__in=statements.values("month"),
    )
    if order := orders.select_related("account").first():
        return DomainError(
            "paid_later",
            f"По квитанциям этой загрузки уже платят: счёт {order.account}. "
            "Загрузите исправленный файл с причиной вместо отмены.",
        )
    return None


def _later_readings(batch: ImportBatch) -> DomainError | None:
    """A reading that came later was taken after, and compared with, one of the batch; a mark compares with nothing."""
    if batch.kind == ImportKind.COUNTED:
        return None
    mine = _ids(batch, Reading)
    later = Reading.objects.filter(register__in=mine.values("register"), received_at__gt=batch.created_at).exclude(
        pk__in=mine
    )
    if reading := later.select_related("register__meter").first():
        return DomainError(
            "reading_later",
            f"По счётчику {reading.register.meter} уже есть более новое показание. Сначала отмените его.",
        )
    return None


_CHECKS: Final[tuple[Callable[[ImportBatch], DomainError | None], ...]] = (
    _later_batch,
    _changed_rows,
    _published_months,
    _paid_statements,
    _later_readings,
    _edited_rows,
    _dependent_rows,
)


def _first(batch_id: int) -> DomainError:
    return DomainError(
        "batch_later", f"Эти же данные потом изменила загрузка № {batch_id}. Сначала отмените её.", batch=batch_id
    )


def _owned(batch: ImportBatch) -> dict[str, list[tuple[int, int]]]:
    """Return the ids that the batch created: label of the model → ranges."""
    owned: dict[str, list[tuple[int, int]]] = {}
    for label, first, last in ImportedRange.objects.filter(batch=batch).values_list("table", "first_id", "last_id"):
        owned.setdefault(label, []).append((first, last))
    return owned


def _within(ranges: list[tuple[int, int]], column: str) -> Q:
    condition = Q(pk__in=[])
    for first, last in ranges:
        condition |= Q(**{f"{column}__gte": first, f"{column}__lte": last})
    return condition


def _ids(batch: ImportBatch, model: type[models.Model]) -> models.QuerySet[Any]:
    """Return the rows of this model that the batch created or changed."""
    label = model._meta.label_lower
    touched = batch.changes.filter(table=label).values("row_id")
    return model._default_manager.filter(_within(_owned(batch).get(label, []), "pk") | Q(pk__in=touched))


def _references(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield (model, foreign key) for everything that can refer to a row of `model`, link tables included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.related_model, relation.field.attname
