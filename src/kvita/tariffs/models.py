"""Services, tariffs, rates, norms."""

from django.db import models
from django.db.models.functions import Coalesce

from kvita.calc.ranges import DateRange
from kvita.core.constraints import RangesApart
from kvita.core.wording import say_day, say_number
from kvita.housing.models import Building, ManagingOrganization, Payee, Supplier
from kvita.tariffs.enums import ServiceKind


class Service(models.Model):
    """A line of the bill: «Холодная вода». `name` and `unit` are kept exactly as the bill prints them."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="services", verbose_name="организация"
    )
    name = models.CharField("услуга", max_length=150)
    kind = models.CharField("вид", max_length=20, choices=ServiceKind, default=ServiceKind.OTHER)
    unit = models.CharField("единица", max_length=20, blank=True)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="services", verbose_name="поставщик"
    )
    payee = models.ForeignKey(
        Payee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="получатель",
        help_text="Пусто — основной получатель организации",
    )
    position = models.PositiveSmallIntegerField("порядок в квитанции", default=100)
    is_active = models.BooleanField("начисляется", default=True)

    class Meta:
        verbose_name = "услуга"
        verbose_name_plural = "услуги"
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="service_name"),)

    def __str__(self) -> str:
        return self.name


class Tariff(models.Model):
    """The act that sets the price of a service."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="tariffs", verbose_name="услуга")
    title = models.CharField("основание", max_length=250, blank=True, help_text="Постановление, номер и дата")

    class Meta:
        verbose_name = "тариф"
        verbose_name_plural = "тарифы"

    def __str__(self) -> str:
        return f"{self.service}: {self.title}" if self.title else str(self.service)


class Rate(models.Model):
    """Price of one unit in roubles, 6 decimals, valid in [valid_from, valid_to).

    The ranges of one tariff have no common day: the database refuses it too.
    """

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="rates", verbose_name="тариф")
    amount = models.DecimalField("цена, ₽", max_digits=14, decimal_places=6)
    valid_from = models.DateField("с")
    valid_to = models.DateField("до (не включая)", null=True, blank=True)

    class Meta:
        verbose_name = "цена"
        verbose_name_plural = "цены"
        ordering = ("tariff_id", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=["tariff", "valid_from"], name="rate_from"),
            RangesApart(keys=["tariff"], name="rate_apart"),
            models.CheckConstraint(
                name="rate_range",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{say_number(self.amount)} ₽ {say_range(self.validity)}"

    @property
    def validity(self) -> DateRange:
        """The days on which the price holds."""
        return DateRange(self.valid_from, self.valid_to)


class Norm(models.Model):
    """How much of a service one resident is charged for a month without a meter (formula 4).

    In units of the service, 7 decimals, valid in [valid_from, valid_to); that of a house goes before the general one.
    The ranges of one service and house have no common day; the database refuses it too.
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="norms", verbose_name="услуга")
    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="norms", verbose_name="дом",
        help_text="Пусто — все дома",
    )  # fmt: skip
    amount = models.DecimalField("норматив на человека в месяц", max_digits=15, decimal_places=7)
    title = models.CharField("основание", max_length=250, blank=True, help_text="Постановление, номер и дата")
    valid_from = models.DateField("с")
    valid_to = models.DateField("до (не включая)", null=True, blank=True)

    class Meta:
        verbose_name = "норматив"
        verbose_name_plural = "нормативы"
        ordering = ("service_id", "building_id", "valid_from")
        constraints = (
            models.UniqueConstraint("service", Coalesce("building", 0), "valid_from", name="norm_from"),
            RangesApart(keys=["service", "building"], name="norm_apart"),
            models.CheckConstraint(name="norm_not_negative", condition=models.Q(amount__gte=0)),
            models.CheckConstraint(
                name="norm_range", condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.service}: {say_number(self.amount)} {say_range(self.validity)}"

    @property
    def validity(self) -> DateRange:
        """The days on which the norm holds."""
        return DateRange(self.valid_from, self.valid_to)


def say_range(validity: DateRange) -> str:
    """Return «с 1 июля 2017 по 31 декабря 2017» or «с 1 июля 2017»."""
    until = f" по {say_day(validity.last_day)}" if validity.last_day is not None else ""
    return f"с {say_day(validity.valid_from)}{until}"
