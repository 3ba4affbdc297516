"""Readings, what happened to them later, photos of the dial."""

from django.conf import settings
from django.db import models

from kvita.metering.enums import LIVE_STATES, ReadingAct, ReadingKind, ReadingSource, ReadingState
from kvita.metering.models.devices import Register


class Reading(models.Model):
    """A value of a register at the end of a day (`taken_on`), with its fate.

    `month` is the billing month for which it counts (its first day). `consumption` is filled when it is known.
    `checks` are all checks made when it came: name, level, result ("passed", "confirmed", "refused") and, where one
    found something, its sentence. `counted_in` is the month whose bill has used the reading: the line is that of the
    register's service in the statement of this month.
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
    counted_in = models.DateField("учтено в квитанции за", null=True, blank=True)
    counted_at = models.DateTimeField("учтено", null=True, blank=True)
    photo_asked_at = models.DateTimeField("попросили фото", null=True, blank=True)

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


class ReadingEvent(models.Model):
    """What happened to a reading after it came: who did what, when, and why. Rows are only added.

    How it came stands in the reading itself; that a bill has used it, in `counted_in`.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="events", verbose_name="показание")
    at = models.DateTimeField("когда")
    act = models.CharField("что", max_length=12, choices=ReadingAct)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто"
    )
    reason = models.CharField("причина", max_length=250, blank=True)

    class Meta:
        verbose_name = "запись журнала показания"
        verbose_name_plural = "журнал показаний"
        ordering = ("reading_id", "at", "id")

    def __str__(self) -> str:
        return f"{self.reading}: {self.get_act_display()}"


class ReadingPhoto(models.Model):
    """A picture of the dial, drawn anew by us: nothing of the camera is in it. Only for who may see the reading."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="photos", verbose_name="показание")
    file = models.FileField("файл", upload_to="readings", max_length=120)
    width = models.PositiveIntegerField("ширина")
    height = models.PositiveIntegerField("высота")
    size = models.PositiveIntegerField("байт")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто прислал"
    )
    created_at = models.DateTimeField("получено")

    class Meta:
        verbose_name = "фото счётчика"
        verbose_name_plural = "фото счётчиков"
        ordering = ("reading_id", "id")

    def __str__(self) -> str:
        return f"Фото: {self.reading}"
