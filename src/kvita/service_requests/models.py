"""Questions to the support."""

from django.db import models

from kvita.housing.models import Portal


class SupportQuestion(models.Model):
    """A question of somebody who may not be able to sign in."""

    portal = models.ForeignKey(Portal, models.CASCADE, related_name="support_questions", verbose_name="портал")
    name = models.CharField("как обращаться", max_length=100, blank=True)
    contact = models.CharField("куда ответить", max_length=254)
    text = models.TextField("вопрос")
    asked_at = models.DateTimeField("задан")
    address = models.GenericIPAddressField("адрес в сети", null=True, blank=True)

    class Meta:
        verbose_name = "вопрос в поддержку"
        verbose_name_plural = "вопросы в поддержку"
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.contact}: {self.text[:60]}"
