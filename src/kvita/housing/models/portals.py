"""Portals: one web address, one user directory, one or more organisations."""

from django.db import models

from kvita.housing.models.organizations import ManagingOrganization


class Portal(models.Model):
    """The cabinet under one host name. Its rules are in `settings` (PortalSettings)."""

    slug = models.SlugField("короткое имя", max_length=40, unique=True)
    name = models.CharField("название кабинета", max_length=120, default="Кабинет жильца")
    host = models.CharField("адрес (имя хоста)", max_length=200, unique=True, help_text="cabinet.example.ru, без порта")
    organizations = models.ManyToManyField(ManagingOrganization, related_name="portals", verbose_name="организации")
    support_phone = models.CharField("телефон поддержки", max_length=40, blank=True)
    support_hours = models.CharField("часы поддержки", max_length=120, blank=True)
    support_email = models.EmailField("почта поддержки", blank=True)
    support_messenger = models.CharField(
        "поддержка в мессенджере", max_length=120, blank=True, help_text="Строкой, как в письме: «Skype: kabinet»"
    )
    footer = models.TextField("подвал страниц", blank=True)

    class Meta:
        verbose_name = "портал"
        verbose_name_plural = "порталы"
        ordering = ("slug",)

    def __str__(self) -> str:
        return f"{self.name} ({self.host})"

    def contact_lines(self) -> list[str]:
        """Return how to reach the support, a line each, as letters and pages end with them."""
        lines = (
            f"Тел.: {self.support_phone}" if self.support_phone else "",
            f"Email: {self.support_email}" if self.support_email else "",
            self.support_messenger,
        )
        return [line for line in lines if line]

    @property
    def realm(self) -> str:
        """User directory of this portal (identity.User.realm)."""
        return self.slug
