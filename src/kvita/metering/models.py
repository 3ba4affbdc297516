"""Meters, their registers, readings."""

from django.conf import settings
from django.db import models

from kvita.accounts.models import BillingAccount
from kvita.housing.models import Building, ManagingOrganization
from kvita.metering.enums import (
    LIVE_STATES,
    MeterScope,
    ReadingKind,
    ReadingSource,
    ReadingState,
    RegisterZone,
)
from kvita.tariffs.models import Service


class Meter(models.Model):
    """A device. Serial numbers are text: letters and leading zeros matter («18851960к»)."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="meters", verbose_name="организация"
    )
    scope = models.CharField("вид", max_length=8, choices=MeterScope, default=MeterScope.UNIT)
    account = models.ForeignKey(
        BillingAccount, models.CASCADE, null=True, blank=True, related_name="meters", verbose_name="лицевой счёт"
    )
    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="meters", verbose_name="дом"
    )
    serial_number = models.CharField("заводской номер", max_length=40)
    place = models.CharField("место", max_length=60, blank=True, help_text="кухня, ванная")
    installed_on = models.DateField("установлен", null=True, blank=True)
    removed_on = models.DateField("снят", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", verbose_name="заменяет"
    )
    seal_number = models.CharField("пломба", max_length=40, blank=True)
    verified_on = models.DateField("поверен", null=True, blank=True)
    verification_due_on = models.DateField("следующая поверка", null=True, blank=True)
    verification_interval_months = models.PositiveSmallIntegerField(
        "межповерочный интервал, мес.", null=True, blank=True
    )
    gis_meter_guid = models.UUIDField("ГИС ЖКХ: прибор", null=True, blank=True)

    class Meta:
        verbose_name = "счётчик"
        verbose_name_plural = "счётчики"
        ordering = ("account_id", "serial_number")
        constraints = (
            models.CheckConstraint(
                name="meter_belongs",
                condition=models.Q(scope=MeterScope.BUILDING, building__isnull=False, account__isnull=True)
                | (~models.Q(scope=MeterScope.BUILDING) & models.Q(account__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.serial_number


class Register(models.Model):
    """One scale of a meter: a two-tariff electricity meter has two, with one serial number (S4-21)."""

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="registers", verbose_name="счётчик")
    service = models.ForeignKey(Service, models.PROTECT, related_name="registers", verbose_name="услуга")
    zone = models.CharField("зона", max_length=8, choices=RegisterZone, default=RegisterZone.SINGLE)
    digits = models.PositiveSmallIntegerField("цифр до запятой", default=5)
    decimals = models.PositiveSmallIntegerField("цифр после запятой", default=3)

    class Meta:
        verbose_name = "шкала счётчика"
        verbose_name_plural = "шкалы счётчиков"
        ordering = ("meter_id", "id")
        constraints = (models.UniqueConstraint(fields=["meter", "service"], name="register_service"),)

    def __str__(self) -> str:
        return f"{self.meter} · {self.service}"


class Reading(models.Model):
    """A value of a register at the end of a day (`taken_on`), with its fate.

    `month` is the billing month for which it counts (its first day). `consumption` is filled when it is known.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="readings", verbose_name="шкала")
    taken_on = models.DateField("снято")
    month = models.DateField("за месяц")
    value = models.DecimalField("показание", max_digits=15, decimal_places=7)
    consumption = models.DecimalField("расход", max_digits=15, decimal_places=7, null=True, blank=True)
    kind = models.CharField("вид", max_length=10, choices=ReadingKind, default=ReadingKind.ACTUAL)
    source = models.CharField("статус показания", max_length=12, choices=ReadingSource)
    state = models.CharField("статус ввода", max_length=12, choices=ReadingState, default=ReadingState.ACCEPTED)
    reason = models.CharField("причина", max_length=250, blank=True)
    checks = models.JSONField("проверки", default=list, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто передал"
    )
    received_at = models.DateTimeField("получено")

    class Meta:
        verbose_name = "показание"
        verbose_name_plural = "показания"
        ordering = ("register_id", "-taken_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["register", "taken_on"], name="reading_once", condition=models.Q(state__in=LIVE_STATES)
            ),
            models.CheckConstraint(name="reading_not_negative", condition=models.Q(value__gte=0)),
        )
        indexes = (models.Index(fields=["register", "month"], name="reading_month"),)

    def __str__(self) -> str:
        return f"{self.register}: {self.value} на {self.taken_on}"
