"""Bank files with their rows, layouts of banks, registries sent out, reconciliations."""

from django.db import models
from django.db.models import Q

from kvita.core.fields import MoneyField
from kvita.housing.models import ManagingOrganization
from kvita.payments.models import Payment
from kvita.remittances.enums import (
    OWNING_STATES,
    FileState,
    ReconciliationState,
    RegistryEncoding,
    RegistryKind,
    RowState,
)


class RemittanceLayout(models.Model):
    """Columns of a bank whose files are in no known format.

    `columns` gives for each of `kvita.remittances.formats.KEYS` the number of the column (from 1), or its name in the
    head of the table or in the DBF file.
    """

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="remittance_layouts", verbose_name="организация"
    )
    title = models.CharField("банк", max_length=80, help_text="Так место платежа увидят жильцы: «Ак Барс Банк»")
    separator = models.CharField(
        "знак между столбцами", max_length=1, default=";", help_text="Для таблиц с заголовком и DBF не нужен"
    )
    width = models.PositiveSmallIntegerField(
        "сколько столбцов", null=True, blank=True, help_text="Пусто — столько, сколько в большинстве строк"
    )
    columns = models.JSONField(
        "столбцы",
        default=dict,
        help_text='Номер столбца или его название: {"account": 6, "amount": 10, "paid_on": 1}',
    )

    class Meta:
        verbose_name = "формат банка"
        verbose_name_plural = "форматы банков"
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=["organization", "title"], name="layout_title"),)

    def __str__(self) -> str:
        return self.title


class RemittanceFile(models.Model):
    """A file of payments as it came from a bank. Its bytes are kept: they are what the bank answers for.

    `summary` is what reading it before crediting has found: figures and the rows that need a look.
    """

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="remittance_files", verbose_name="организация"
    )
    layout = models.ForeignKey(
        RemittanceLayout, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="формат банка"
    )
    file_name = models.CharField("файл", max_length=250)
    sha256 = models.CharField("отпечаток файла", max_length=64)
    content = models.BinaryField("содержимое", editable=False)
    format_name = models.CharField("формат", max_length=80)
    encoding = models.CharField("кодировка", max_length=20)
    state = models.CharField("состояние", max_length=10, choices=FileState, default=FileState.READ)
    rows_count = models.PositiveIntegerField("строк", default=0)
    amount = MoneyField("сумма", default=0)
    fee = MoneyField("комиссия банка", default=0)
    order_number = models.CharField("платёжное поручение", max_length=40, blank=True)
    order_date = models.DateField("дата поручения", null=True, blank=True)
    credited_count = models.PositiveIntegerField("зачислено строк", default=0)
    credited_amount = MoneyField("зачислено", default=0)
    summary = models.JSONField("проверка", default=dict, blank=True)
    actor_label = models.CharField("кто", max_length=200)
    created_at = models.DateTimeField("загружен")
    credited_at = models.DateTimeField("зачислен", null=True, blank=True)
    taken_back_at = models.DateTimeField("отменён", null=True, blank=True)

    class Meta:
        verbose_name = "реестр платежей"
        verbose_name_plural = "реестры платежей"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "sha256"], name="remittance_file_once", condition=~Q(state=FileState.TAKEN_BACK)
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.pk}: {self.file_name}"


class RemittanceRow(models.Model):
    """One operation of a bank file. `operation_key` names it, so that it is counted once; `told_key` as its file does.

    They differ where the bank gives no number: an operation whose account is known is named by that account, and what
    the file calls it (or the program took it for, before a person chose another account) is known as well.
    `payment` is the money on the account while the row is credited; `reason` says why it is not, or what is doubtful.
    """

    file = models.ForeignKey(RemittanceFile, models.CASCADE, related_name="rows", verbose_name="реестр")
    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="+", db_index=False, verbose_name="организация"
    )
    line = models.PositiveIntegerField("строка файла")
    state = models.CharField("состояние", max_length=10, choices=RowState)
    operation_key = models.CharField("ключ операции", max_length=200, null=True, blank=True)
    told_key = models.CharField("ключ операции в файле", max_length=200, null=True, blank=True)
    account_text = models.CharField("счёт в файле", max_length=60, blank=True)
    amount = MoneyField("сумма", null=True, blank=True)
    fee = MoneyField("комиссия банка", default=0)
    paid_on = models.DateField("дата платежа", null=True, blank=True)
    posted_on = models.DateField("дата поступления", null=True, blank=True)
    for_month = models.DateField("за какой месяц", null=True, blank=True)
    place = models.CharField("место платежа", max_length=200, blank=True)
    payer = models.CharField("плательщик", max_length=200, blank=True)
    address = models.CharField("адрес в файле", max_length=300, blank=True)
    purpose = models.CharField("назначение", max_length=500, blank=True)
    raw = models.CharField("строка как есть", max_length=500, blank=True)
    reason = models.CharField("почему", max_length=300, blank=True)
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="remittance_row", verbose_name="платёж"
    )
    matched_by = models.CharField("кто выбрал счёт", max_length=200, blank=True)
    decided_at = models.DateTimeField("решено", null=True, blank=True)

    class Meta:
        verbose_name = "строка реестра"
        verbose_name_plural = "строки реестров"
        ordering = ("file_id", "line", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "operation_key"],
                name="remittance_operation_once",
                condition=Q(state__in=OWNING_STATES),
            ),
            models.CheckConstraint(
                name="remittance_credited_paid", condition=~Q(state=RowState.CREDITED) | Q(payment__isnull=False)
            ),
        )
        indexes = (
            models.Index(fields=["organization", "id"], name="remittance_queue", condition=Q(state=RowState.UNMATCHED)),
            models.Index(
                fields=["organization", "told_key"], name="remittance_told", condition=Q(told_key__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.file}, строка {self.line}"


class RegistryExport(models.Model):
    """A registry that was given out: what it held and which sum. The number is part of Sberbank's file name."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="registry_exports", verbose_name="организация"
    )
    kind = models.CharField("что", max_length=16, choices=RegistryKind)
    number = models.PositiveIntegerField("номер за месяц")
    month = models.DateField("месяц выгрузки")
    file_name = models.CharField("файл", max_length=250)
    encoding = models.CharField("кодировка", max_length=10, choices=RegistryEncoding)
    rows_count = models.PositiveIntegerField("строк")
    amount = MoneyField("сумма")
    actor_label = models.CharField("кто", max_length=200)
    created_at = models.DateTimeField("выгружен")

    class Meta:
        verbose_name = "выгруженный реестр"
        verbose_name_plural = "выгруженные реестры"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["organization", "kind", "month", "number"], name="registry_number"),
        )

    def __str__(self) -> str:
        return self.file_name


class Reconciliation(models.Model):
    """Ours against a provider's list for one day of the organisation; a new check of a day replaces the old one.

    `differences` are rows as `kvita.remittances.selectors.Difference` writes them.
    """

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="reconciliations", verbose_name="организация"
    )
    provider = models.CharField("способ", max_length=40)
    day = models.DateField("день")
    state = models.CharField("итог", max_length=10, choices=ReconciliationState)
    ours_count = models.PositiveIntegerField("наших платежей", default=0)
    ours_amount = MoneyField("у нас", default=0)
    theirs_count = models.PositiveIntegerField("платежей у банка", default=0)
    theirs_amount = MoneyField("у банка", default=0)
    differences = models.JSONField("расхождения", default=list, blank=True)
    failure_code = models.CharField("ошибка", max_length=60, blank=True)
    checked_at = models.DateTimeField("проверено")

    class Meta:
        verbose_name = "сверка"
        verbose_name_plural = "сверки"
        ordering = ("-day", "provider")
        constraints = (models.UniqueConstraint(fields=["organization", "provider", "day"], name="reconciliation_day"),)

    def __str__(self) -> str:
        return f"{self.provider}, {self.day}"
