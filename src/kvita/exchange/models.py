"""Import batches and what is needed to undo them."""

import uuid

from django.conf import settings
from django.db import models

from kvita.exchange.enums import BatchState, ExportFormat, ImportKind
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


def upload_path(upload: "ImportUpload", name: str) -> str:
    """Return where an uploaded file is kept: under a name of ours, whatever it was called."""
    return f"imports/{uuid.uuid4().hex}"


class ImportUpload(models.Model):
    """A file that somebody uploaded and rehearsed, until it is applied or forgotten. It is never served.

    `report` is what the rehearsal found (`kvita.exchange.reports.as_json`, its wrong cells cut to what a page shows);
    `problems_file` has all wrong cells.
    """

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="import_uploads", verbose_name="организация"
    )
    kind = models.CharField("что", max_length=12, choices=ImportKind)
    month = models.DateField("период", null=True, blank=True)
    reason = models.CharField("причина", max_length=500, blank=True)
    replace = models.BooleanField("убрать строки, которых нет в файле", default=False)
    create_services = models.BooleanField("завести новые услуги", default=False)
    file = models.FileField("файл", upload_to=upload_path, max_length=100)
    file_name = models.CharField("имя файла", max_length=250)
    problems_file = models.FileField("ошибки", upload_to=upload_path, max_length=100, blank=True)
    report = models.JSONField("отчёт", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    created_at = models.DateTimeField("когда")
    batch = models.OneToOneField(
        ImportBatch, models.SET_NULL, null=True, blank=True, related_name="upload", verbose_name="загрузка"
    )

    class Meta:
        verbose_name = "файл для загрузки"
        verbose_name_plural = "файлы для загрузки"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.file_name}"


class ExportLayout(models.Model):
    """The columns, in order, and the format that a member of staff chose last for an organisation's export."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="export_layouts", verbose_name="организация"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="export_layouts", verbose_name="кто"
    )
    columns = models.JSONField("столбцы", default=list)
    format = models.CharField("формат", max_length=12, choices=ExportFormat, default=ExportFormat.CSV_CP1251)

    class Meta:
        verbose_name = "вид выгрузки"
        verbose_name_plural = "виды выгрузок"
        constraints = (models.UniqueConstraint(fields=["organization", "user"], name="export_layout_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {', '.join(self.columns)}"
