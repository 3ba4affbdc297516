"""Who manages, who supplies, who is paid, who works where."""

from django.conf import settings
from django.db import models

from kvita.core.fields import MoneyField
from kvita.housing.enums import CommissionBearer, StaffRole


class ManagingOrganization(models.Model):
    """A management company, owners' partnership or housing cooperative (УК, ТСЖ, ЖСК)."""

    slug = models.SlugField("короткое имя для команд", max_length=40, unique=True)
    name = models.CharField("название", max_length=200, help_text="Как в квитанции: ООО УК «Солнечный город»")
    short_name = models.CharField("короткое название", max_length=80, blank=True)
    inn = models.CharField("ИНН", max_length=12, blank=True)
    kpp = models.CharField("КПП", max_length=9, blank=True)
    ogrn = models.CharField("ОГРН", max_length=15, blank=True)
    address = models.CharField("адрес", max_length=250, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    office_hours = models.CharField("часы работы", max_length=120, blank=True)
    emergency_phone = models.CharField("аварийная служба", max_length=40, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    website = models.URLField("сайт", blank=True)
    time_zone = models.CharField("часовой пояс", max_length=40, default="Europe/Moscow")
    gis_organization_guid = models.UUIDField("ГИС ЖКХ: организация", null=True, blank=True)

    class Meta:
        verbose_name = "управляющая организация"
        verbose_name_plural = "управляющие организации"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.short_name or self.name


class Payee(models.Model):
    """Who receives money, with bank details as in the payment QR (ГОСТ Р 56042-2014)."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="payees", verbose_name="организация"
    )
    name = models.CharField("получатель", max_length=160)
    inn = models.CharField("ИНН", max_length=12, blank=True)
    kpp = models.CharField("КПП", max_length=9, blank=True)
    settlement_account = models.CharField("расчётный счёт", max_length=20, blank=True)
    bank_name = models.CharField("банк", max_length=120, blank=True)
    bic = models.CharField("БИК", max_length=9, blank=True)
    correspondent_account = models.CharField("корреспондентский счёт", max_length=20, blank=True)
    product_code = models.CharField("код УКТ/ОКПД", max_length=20, blank=True)
    is_default = models.BooleanField("основной получатель", default=False)
    accepts_online = models.BooleanField(
        "есть договор с банком (эквайринг)",
        default=False,
        help_text="Только таким получателям можно платить в кабинете",
    )
    commission_percent = models.DecimalField("комиссия по договору, %", max_digits=5, decimal_places=2, default=0)
    commission_minimum = MoneyField("комиссия не меньше", default=0)
    commission_bearer = models.CharField(
        "кто платит комиссию", max_length=12, choices=CommissionBearer, default=CommissionBearer.PAYER
    )

    class Meta:
        verbose_name = "получатель платежей"
        verbose_name_plural = "получатели платежей"
        ordering = ("organization_id", "-is_default", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["organization"], name="payee_one_default", condition=models.Q(is_default=True)
            ),
            models.UniqueConstraint(fields=["organization", "name"], name="payee_name"),
        )

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    """A resource-supplying or service company, named beside a service."""

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="suppliers", verbose_name="организация"
    )
    name = models.CharField("поставщик", max_length=200)
    inn = models.CharField("ИНН", max_length=12, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)

    class Meta:
        verbose_name = "поставщик"
        verbose_name_plural = "поставщики"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="supplier_name"),)

    def __str__(self) -> str:
        return self.name


class StaffAssignment(models.Model):
    """A member of staff may act for this organisation in this role."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_assignments", verbose_name="пользователь"
    )
    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="staff_assignments", verbose_name="организация"
    )
    role = models.CharField("роль", max_length=16, choices=StaffRole)

    class Meta:
        verbose_name = "сотрудник организации"
        verbose_name_plural = "сотрудники организаций"
        constraints = (models.UniqueConstraint(fields=["user", "organization", "role"], name="staff_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organization}"
