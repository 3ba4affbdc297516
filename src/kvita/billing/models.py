"""Periods, statements, lines and their components, adjustments."""

from django.db import models
from django.db.models import F, Q

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import AdjustmentReason, PeriodState, VolumeSource
from kvita.core.fields import MoneyField
from kvita.housing.models import ManagingOrganization
from kvita.tariffs.models import Service


def _identity(name: str) -> models.CheckConstraint:
    """The balance identity in kopecks: the database refuses a row that does not add up."""
    return models.CheckConstraint(
        name=name, condition=Q(closing=F("opening") + F("charged") + F("adjusted") - F("shortfall") - F("paid"))
    )


class BillingPeriod(models.Model):
    """A month of an organisation. `month` is its first day."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="periods", verbose_name="организация"
    )
    month = models.DateField("месяц")
    state = models.CharField("состояние", max_length=10, choices=PeriodState, default=PeriodState.OPEN)
    pay_by = models.DateField("оплатить до")
    bills_valid_until = models.DateField(
        "квитанции действительны до", null=True, blank=True, help_text="Ставится при публикации и больше не меняется"
    )
    published_at = models.DateTimeField("опубликован", null=True, blank=True)
    closed_at = models.DateTimeField("закрыт", null=True, blank=True)

    class Meta:
        verbose_name = "расчётный период"
        verbose_name_plural = "расчётные периоды"
        ordering = ("organization_id", "-month")
        constraints = (
            models.UniqueConstraint(fields=["organization", "month"], name="period_month"),
            models.CheckConstraint(name="period_first_day", condition=Q(month__day=1)),
        )

    def __str__(self) -> str:
        return f"{self.organization}, {self.month:%m.%Y}"


class BalanceColumns(models.Model):
    """The columns of the balance identity, in kopecks. Positive opening and closing = the resident owes."""

    opening = MoneyField("долг на начало")
    charged = MoneyField("начислено")
    adjusted = MoneyField("перерасчёт", default=0)
    shortfall = MoneyField("недопоставка", default=0)
    paid = MoneyField("оплачено", default=0)
    closing = MoneyField("долг на конец")

    class Meta:
        abstract = True


class Statement(BalanceColumns):
    """The payment document of one account and month (квитанция), one row a version.

    `arrears` and `credit` are the sums of the positive and of the negative closings of the lines (both ≥ 0), so
    `closing = arrears − credit`; which of them is to be paid is a setting (netting between services).
    `month` repeats the period's, so that the newest statement of an account is one index step away.
    """

    period = models.ForeignKey(BillingPeriod, models.PROTECT, related_name="statements", verbose_name="период")
    account = models.ForeignKey(
        BillingAccount, models.CASCADE, related_name="statements", db_index=False, verbose_name="лицевой счёт"
    )
    month = models.DateField("месяц")
    version = models.PositiveSmallIntegerField("версия", default=1)
    is_current = models.BooleanField("действует", default=True)
    arrears = MoneyField("к оплате без зачёта")
    credit = MoneyField("переплата по услугам", default=0)
    residents_count = models.PositiveSmallIntegerField("проживает", null=True, blank=True)
    document_number = models.CharField(
        "номер документа", max_length=40, blank=True, help_text="Пусто — из номера счёта и месяца"
    )
    valid_until = models.DateField(
        "действителен до", null=True, blank=True, help_text="Пусто — по настройке организации"
    )
    correction_reason = models.CharField("почему исправлена", max_length=500, blank=True)
    created_at = models.DateTimeField("составлена")

    class Meta:
        verbose_name = "квитанция"
        verbose_name_plural = "квитанции"
        ordering = ("-month", "account_id", "-version")
        constraints = (
            _identity("statement_identity"),
            models.CheckConstraint(
                name="statement_parts", condition=Q(closing=F("arrears") - F("credit"), arrears__gte=0, credit__gte=0)
            ),
            models.UniqueConstraint(fields=["account", "month", "version"], name="statement_version"),
            models.UniqueConstraint(
                fields=["account", "month"], name="statement_current", condition=Q(is_current=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}, {self.month:%m.%Y}"


class StatementLine(BalanceColumns):
    """One service of a statement. Unit, volume and rate are those of the bill, frozen.

    `benefit` and `excess` are parts of `adjusted` and `charged`, `common_volume` (СОИ) is one of `volume`, named for
    print: no sum is made of them.
    """

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="lines", db_index=False, verbose_name="квитанция"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="lines", db_index=False, verbose_name="услуга")
    position = models.PositiveSmallIntegerField("порядок", default=100)
    unit = models.CharField("единица", max_length=20, blank=True)
    volume = models.DecimalField("объём", max_digits=15, decimal_places=7, default=0)
    rate = models.DecimalField("тариф", max_digits=14, decimal_places=6, default=0)
    volume_source = models.CharField(max_length=16, choices=VolumeSource, default=VolumeSource.UNKNOWN, blank=True)
    shortfall_days = models.DecimalField("недопоставка, дней", max_digits=6, decimal_places=2, null=True, blank=True)
    social_norm_amount = MoneyField("в пределах социальной нормы", null=True, blank=True)
    common_volume = models.DecimalField(
        "объём на общее имущество", max_digits=15, decimal_places=7, null=True, blank=True
    )
    benefit = MoneyField("льготы и субсидии", null=True, blank=True)
    multiplier = models.DecimalField("повышающий коэффициент", max_digits=6, decimal_places=3, null=True, blank=True)
    excess = MoneyField("превышение из-за коэффициента", null=True, blank=True)

    class Meta:
        verbose_name = "строка квитанции"
        verbose_name_plural = "строки квитанции"
        ordering = ("statement_id", "position", "id")
        constraints = (
            _identity("line_identity"),
            models.UniqueConstraint(fields=["statement", "service"], name="line_service"),
        )

    def __str__(self) -> str:
        return f"{self.statement}: {self.service}"


class LinePart(models.Model):
    """A component of a line («в т. ч.»): hot water is cold water and the heat for it. It has no balance of its own.

    Its figures are inside those of the line of the same service, so no sum is made of them.
    """

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="line_parts", db_index=False, verbose_name="квитанция"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False, verbose_name="услуга")
    name = models.CharField("составляющая", max_length=150)
    position = models.PositiveSmallIntegerField("порядок", default=1)
    unit = models.CharField("единица", max_length=20, blank=True)
    volume = models.DecimalField("объём", max_digits=15, decimal_places=7, default=0)
    rate = models.DecimalField("тариф", max_digits=14, decimal_places=6, default=0)
    charged = MoneyField("начислено")
    adjusted = MoneyField("перерасчёт", default=0)
    shortfall = MoneyField("недопоставка", default=0)
    social_norm_amount = MoneyField("в пределах социальной нормы", null=True, blank=True)

    class Meta:
        verbose_name = "составляющая строки"
        verbose_name_plural = "составляющие строк"
        ordering = ("statement_id", "service_id", "position", "id")
        constraints = (models.UniqueConstraint(fields=["statement", "service", "name"], name="part_name"),)

    def __str__(self) -> str:
        return f"{self.statement}: {self.service}, в т. ч. {self.name}"


class Adjustment(models.Model):
    """A recalculation that stands in a statement: what it corrects, by how much, why.

    `amount = corrected − base` where both are known.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="adjustments", verbose_name="квитанция")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False, verbose_name="услуга")
    corrected_month = models.DateField("за месяц")
    amount = MoneyField("перерасчёт")
    base = MoneyField("было начислено", null=True, blank=True)
    corrected = MoneyField("стало", null=True, blank=True)
    reason = models.CharField("причина", max_length=20, choices=AdjustmentReason, default=AdjustmentReason.OTHER)
    note = models.CharField("пояснение", max_length=500, blank=True)

    class Meta:
        verbose_name = "перерасчёт"
        verbose_name_plural = "перерасчёты"
        constraints = (
            models.CheckConstraint(
                name="adjustment_difference",
                condition=Q(base=None) | Q(corrected=None) | Q(amount=F("corrected") - F("base")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement}: {self.service} {self.amount}"


class CommonMeterShare(models.Model):
    """How a common-house meter was shared out to this statement. Volumes in the service's unit."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="common_meter_shares", verbose_name="квитанция"
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False, verbose_name="услуга")
    building_volume = models.DecimalField("по общедомовому счётчику", max_digits=15, decimal_places=7)
    units_volume = models.DecimalField("по всем помещениям", max_digits=15, decimal_places=7)
    remainder_volume = models.DecimalField("осталось на общие нужды", max_digits=15, decimal_places=7)
    basis_total = models.DecimalField("площадь дома, м²", max_digits=14, decimal_places=4)
    basis_share = models.DecimalField("площадь помещения, м²", max_digits=14, decimal_places=4)
    share_volume = models.DecimalField("доля", max_digits=15, decimal_places=7)

    class Meta:
        verbose_name = "доля общедомового счётчика"
        verbose_name_plural = "доли общедомовых счётчиков"
        constraints = (models.UniqueConstraint(fields=["statement", "service"], name="share_service"),)

    def __str__(self) -> str:
        return f"{self.statement}: {self.service}"
