"""Submission windows of a service or of a house."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce

from kvita.housing.models import Building, ManagingOrganization
from kvita.tariffs.models import Service

_DAY = (MinValueValidator(1), MaxValueValidator(31))


class SubmissionRule(models.Model):
    """Days on which readings of a service, of a house, or of a service in a house are taken (D15).

    What no rule names keeps the days of the organisation's settings. Where several fit, that of the service in the
    house holds, then that of the house, then that of the service. A last day smaller than the first goes on into the
    next month.
    """

    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="submission_rules", verbose_name="организация"
    )
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="submission_rules", verbose_name="услуга",
        help_text="Пусто — все услуги",
    )  # fmt: skip
    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="submission_rules", verbose_name="дом",
        help_text="Пусто — все дома",
    )  # fmt: skip
    from_day = models.PositiveSmallIntegerField("приём показаний с", validators=_DAY)
    to_day = models.PositiveSmallIntegerField("приём показаний по", validators=_DAY)

    class Meta:
        verbose_name = "срок приёма показаний"
        verbose_name_plural = "сроки приёма показаний"
        ordering = ("organization_id", "building_id", "service_id")
        constraints = (
            models.UniqueConstraint(
                "organization", Coalesce("service", 0), Coalesce("building", 0), name="submission_rule_once"
            ),
            models.CheckConstraint(
                name="submission_rule_days",
                condition=models.Q(from_day__range=(1, 31), to_day__range=(1, 31)),
            ),
            models.CheckConstraint(
                name="submission_rule_subject",
                condition=models.Q(service__isnull=False) | models.Q(building__isnull=False),
                violation_error_message="Выберите услугу или дом. Общий срок стоит в настройках организации.",
            ),
        )

    def __str__(self) -> str:
        where = ", ".join(str(part) for part in (self.service, self.building) if part is not None)
        return f"{where}: {self.from_day}–{self.to_day}"
