"""Import batches and what is needed to undo them."""

from django.db import models

from kvita.exchange.enums import BatchState, ImportKind
from kvita.housing.models import ManagingOrganization


class ImportBatch(models.Model):
    """One file brought in: what it was, who brought it, what it did, its control sums."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="import_batches", verbose_name="организация"
    )
    kind = models.CharField("что", max_length=12, choices=ImportKind)
    state = models.CharField("состояние", max_length=12, choices=BatchState, default=BatchState.APPLIED)
    month = models.DateField("период", null=True, blank=True)
    file_name = models.CharField("файл", max_length=250)
    file_sha256 = models.CharField("отпечаток файла", max_length=64)
    file_size = models.PositiveBigIntegerField("размер файла")
    rows_count = models.PositiveIntegerField("строк", default=0)
    new_count = models.PositiveIntegerField("новых", default=0)
    changed_count = models.PositiveIntegerField("изменённых", default=0)
    unchanged_count = models.PositiveIntegerField("без изменений", default=0)
    control_sums = models.JSONField("контрольные суммы", default=dict, blank=True)
    reason = models.CharField("причина", max_length=500, blank=True)
    actor_label = models.CharField("кто", max_length=200)
    created_at = models.DateTimeField("когда")
    rolled_back_at = models.DateTimeField("отменена", null=True, blank=True)

    class Meta:
        verbose_name = "загрузка"
        verbose_name_plural = "загрузки"
        ordering = ("-id",)
        indexes = (models.Index(fields=["organization", "file_sha256"], name="batch_file"),)

    def __str__(self) -> str:
        return f"№ {self.pk}: {self.get_kind_display()}, {self.file_name}"


class ImportedRange(models.Model):
    """Rows of one table that a batch created: ids first..last, all of them its own. `table` is the model's label."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="ranges", verbose_name="загрузка")
    table = models.CharField(max_length=80)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="range_order", condition=models.Q(last_id__gte=models.F("first_id"))),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.first_id}–{self.last_id}"


class ImportedChange(models.Model):
    """One row that a batch changed or removed: its columns before and after, as the database writes them in text.

    `after` is NULL for a removed row. A roll-back restores `before`, and refuses when the row is no longer `after`.
    """

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="changes", db_index=False, verbose_name="загрузка"
    )
    table = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "table", "row_id"], name="change_once"),)

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
