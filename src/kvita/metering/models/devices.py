"""Meters and their scales."""

from django.db import models

from kvita.accounts.models import BillingAccount
from kvita.housing.models import Building, ManagingOrganization
from kvita.metering.enums import MeterScope, RegisterZone
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Service

# Bills name what is done with the water («Холодная вода для ГВС», «Подогрев воды»), the meter counts the water.
_TITLES = {ServiceKind.HOT_WATER: "Горячая вода"}


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
    """One scale of a meter: a two-tariff electricity meter has two, with one serial number.

    `first` joins the scales of meters that replaced one another into one history: it is the scale of the oldest of
    them, and empty on that one itself.
    """

    meter = models.ForeignKey(Meter, models.CASCADE, related_name="registers", verbose_name="счётчик")
    service = models.ForeignKey(Service, models.PROTECT, related_name="registers", verbose_name="услуга")
    name = models.CharField(
        "название", max_length=80, blank=True,
        help_text="Как счётчик зовёт жилец: «Горячая вода». Пусто — по виду услуги",
    )  # fmt: skip
    zone = models.CharField("зона", max_length=8, choices=RegisterZone, default=RegisterZone.SINGLE)
    digits = models.PositiveSmallIntegerField("цифр до запятой", default=5)
    decimals = models.PositiveSmallIntegerField("цифр после запятой", default=3)
    first = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="successors", verbose_name="первая шкала истории"
    )

    class Meta:
        verbose_name = "шкала счётчика"
        verbose_name_plural = "шкалы счётчиков"
        ordering = ("meter_id", "id")
        constraints = (models.UniqueConstraint(fields=["meter", "service", "zone"], name="register_service_zone"),)

    def __str__(self) -> str:
        return f"{self.meter} · {self.service}"

    @property
    def title(self) -> str:
        """What the scale counts, in the words of a resident: a service may be called by what is done with it."""
        return self.name or _TITLES.get(ServiceKind(self.service.kind), self.service.name)

    @property
    def history_id(self) -> int:
        """Id of the oldest scale of this history."""
        return self.first_id or self.pk
