"""Counters of tries, shared by all processes of the server."""

from django.db import models

from kvita.identity.enums import ThrottleScope


class Throttle(models.Model):
    """How often something was tried by one key ("ip:203.0.113.7", "user:17") within one window of time.

    The row is counted up by one statement of SQL, so the count is exact however many processes try at once.
    """

    scope = models.CharField("что", max_length=16, choices=ThrottleScope)
    key = models.CharField("кто", max_length=200)
    count = models.PositiveIntegerField("попыток")
    limit = models.PositiveIntegerField("можно")
    window_started_at = models.DateTimeField("с")
    window_ends_at = models.DateTimeField("до", db_index=True)

    class Meta:
        verbose_name = "счётчик попыток"
        verbose_name_plural = "попытки и блокировки"
        ordering = ("-window_ends_at",)
        constraints = (models.UniqueConstraint(fields=["scope", "key"], name="throttle_once"),)

    def __str__(self) -> str:
        return f"{self.get_scope_display()}, {self.key}: {self.count} из {self.limit}"

    @property
    def is_over(self) -> bool:
        """Whether the limit was passed: nothing is accepted until the window ends."""
        return self.count > self.limit
