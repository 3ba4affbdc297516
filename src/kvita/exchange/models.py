"""Import batches and what is needed to undo them."""

from django.db import models

from kvita.exchange.enums import BatchState, ImportKind
from kvita.housing.models import ManagingOrganization


class ImportBatch(models.Model):
    """One file brought in: what it was, who brought it, what it did, its control sums."""

    organization = models.ForeignKey(ManagingOrganization, models.CASCADE, related_name="import_batches")
    kind = models.CharField("что", max_length=12, choices=ImportKind)
    state = models.CharField("состояние", max_length=12, choices=BatchState)
    month = models.DateField("период", null=True, blank=True)
    file_name = models.CharField("файл", max_length=250)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.PositiveBigIntegerField()
    rows_count = models.PositiveIntegerField("строк", default=0)
    new_count = models.PositiveIntegerField("новых", default=0)
    changed_count = models.PositiveIntegerField("изменённых", default=0)
    unchanged_count = models.PositiveIntegerField("без изменений", default=0)
    wrong_count = models.PositiveIntegerField("с ошибками", default=0)
    control_sums = models.JSONField("контрольные суммы", default=dict, blank=True)
    actor_label = models.CharField("кто", max_length=200)
    created_at = models.DateTimeField("когда")
    rolled_back_at = models.DateTimeField("отменена", null=True, blank=True)

    class Meta:
        verbose_name = "загрузка"
        verbose_name_plural = "загрузки"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"№ {self.pk}: {self.get_kind_display()}, {self.file_name}"


class ImportedRange(models.Model):
    """Rows of one table that a batch created: ids first..last, all of them its own."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="ranges")
    table = models.CharField(max_length=80)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.table} {self.first_id}–{self.last_id}"


class ImportedChange(models.Model):
    """One row that a batch changed: its columns before, so that a roll-back restores them exactly."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    table = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
