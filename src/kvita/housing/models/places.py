"""Cities, buildings, premises."""

from django.db import models
from django.db.models.functions import Coalesce

from kvita.housing.enums import PremiseKind
from kvita.housing.models.organizations import ManagingOrganization


class City(models.Model):
    """A town from the list offered at registration."""

    name = models.CharField("город", max_length=100)
    region = models.CharField("регион", max_length=100, blank=True)

    class Meta:
        verbose_name = "город"
        verbose_name_plural = "города"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["name", "region"], name="city_name_region"),)

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """An apartment house. Areas in m², unknown ones are NULL and shown as words."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="buildings", verbose_name="организация"
    )
    city = models.ForeignKey(
        City, models.PROTECT, null=True, blank=True, related_name="buildings", verbose_name="город"
    )
    street = models.CharField("улица", max_length=150)
    number = models.CharField("дом", max_length=20, blank=True)
    total_area = models.DecimalField("площадь дома, м²", max_digits=12, decimal_places=4, null=True, blank=True)
    heated_area = models.DecimalField(
        "отапливаемая площадь, м²", max_digits=12, decimal_places=4, null=True, blank=True
    )
    common_area = models.DecimalField("площадь МОП, м²", max_digits=12, decimal_places=4, null=True, blank=True)
    premises_count = models.PositiveIntegerField("количество квартир", null=True, blank=True)
    floors_count = models.PositiveSmallIntegerField("этажей", null=True, blank=True)
    built_year = models.PositiveSmallIntegerField("год постройки", null=True, blank=True)
    fias_guid = models.UUIDField("ФИАС", null=True, blank=True)
    gis_house_guid = models.UUIDField("ГИС ЖКХ: дом", null=True, blank=True)

    class Meta:
        verbose_name = "дом"
        verbose_name_plural = "дома"
        ordering = ("street", "number")
        constraints = (
            models.UniqueConstraint("organization", Coalesce("city", 0), "street", "number", name="building_address"),
        )

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """Street and house as in the bill: «Гарифа Ахунова, д. 14»."""
        return f"{self.street}, д. {self.number}" if self.number else self.street


class Premise(models.Model):
    """A flat, room or other premise of a building."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="premises", verbose_name="дом")
    kind = models.CharField("вид", max_length=16, choices=PremiseKind, default=PremiseKind.FLAT)
    number = models.CharField("номер квартиры", max_length=20, blank=True)
    entrance = models.CharField("подъезд", max_length=10, blank=True)
    floor = models.SmallIntegerField("этаж", null=True, blank=True)
    rooms_count = models.PositiveSmallIntegerField("количество комнат", null=True, blank=True)
    total_area = models.DecimalField("общая площадь, м²", max_digits=12, decimal_places=4, null=True, blank=True)
    heated_area = models.DecimalField(
        "отапливаемая площадь, м²", max_digits=12, decimal_places=4, null=True, blank=True
    )
    living_area = models.DecimalField("жилая площадь, м²", max_digits=12, decimal_places=4, null=True, blank=True)
    gis_premise_guid = models.UUIDField("ГИС ЖКХ: помещение", null=True, blank=True)

    class Meta:
        verbose_name = "помещение"
        verbose_name_plural = "помещения"
        ordering = ("building_id", "number")
        constraints = (models.UniqueConstraint(fields=["building", "kind", "number"], name="premise_number"),)

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """Full address without the city: «Гарифа Ахунова, д. 14, кв. 16»."""
        label = {PremiseKind.FLAT: "кв.", PremiseKind.ROOM: "ком.", PremiseKind.NON_RESIDENTIAL: "пом."}.get(
            PremiseKind(self.kind), "№"
        )
        return f"{self.building.address}, {label} {self.number}" if self.number else self.building.address
