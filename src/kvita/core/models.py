"""Tables of the plumbing floor: the audit log and the marks that make repeated writes harmless."""

from django.db import models


class AuditEntry(models.Model):
    """One act of staff, or one change of money or identity: who, when, what, and the values before and after.

    Rows are only added. The actor and the organisation are kept as numbers with a label, because this floor knows
    neither users nor organisations, and because the entry must outlive a deleted user.
    """

    at = models.DateTimeField("когда", db_index=True)
    actor_kind = models.CharField("кто: вид", max_length=16)
    actor_id = models.BigIntegerField("кто: номер", null=True, blank=True)
    actor_label = models.CharField("кто", max_length=200)
    organization_id = models.BigIntegerField("организация", null=True, blank=True)
    action = models.CharField("действие", max_length=80)
    object_type = models.CharField("объект: вид", max_length=80)
    object_id = models.CharField("объект: номер", max_length=80)
    object_label = models.CharField("объект", max_length=200, blank=True)
    changes = models.JSONField("было и стало", default=dict, blank=True)
    reason = models.TextField("причина", blank=True)
    address = models.GenericIPAddressField("адрес в сети", null=True, blank=True)

    class Meta:
        verbose_name = "запись журнала действий"
        verbose_name_plural = "журнал действий"
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_object"),
            models.Index(fields=["organization_id", "-at"], name="audit_organization"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {self.action} {self.object_label}"


class Counter(models.Model):
    """The last number that was given out within `scope`: «applications of portal 3». A number never comes twice."""

    scope = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.scope}: {self.last}"


class IdempotencyKey(models.Model):
    """A write that may come twice (double click, retried call) leaves its key here in the same transaction."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    result = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "key"], name="idempotency_scope_key"),)

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"
