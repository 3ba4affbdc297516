"""The outbox."""

from django.db import models

from kvita.notifications.enums import Channel, MessageState


class OutboxMessage(models.Model):
    """One letter or SMS to one address. Written with the change it tells of; sent later by a job.

    `key` makes the same message impossible to send twice (for example "payment-accepted:17"). `document` names what the
    letter carries ("payment-confirmation:17"): it is drawn when the letter leaves, so that the outbox keeps no files.
    """

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    recipient = models.CharField("кому", max_length=254)
    subject = models.CharField("тема", max_length=200, blank=True)
    text = models.TextField("текст")
    links = models.JSONField("ссылки", default=list, blank=True)
    document = models.CharField("документ", max_length=80, blank=True)
    is_secret = models.BooleanField("текст стирается после отправки")
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField("создано")
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "сообщение"
        verbose_name_plural = "исходящие сообщения"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["next_attempt_at"], name="outbox_due", condition=models.Q(state=MessageState.QUEUED)),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.recipient}: {self.subject or self.text[:40]}"
