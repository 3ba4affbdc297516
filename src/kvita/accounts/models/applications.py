"""Applications for access that the staff check."""

import uuid

from django.conf import settings
from django.db import models

from kvita.accounts.enums import ApplicationState
from kvita.accounts.models.accounts import BillingAccount
from kvita.housing.models import ManagingOrganization, Portal


class AccessApplication(models.Model):
    """What a person has typed to be let in, and what the staff decided.

    Shown to the staff of `organization` alone. `token` is the secret address under which the applicant, who cannot sign
    in yet, finds it again; `code_id` the code that the applicant got when let in. `password` is the hash of what was
    chosen, empty when the password is to be issued. `secret_verdicts` says of each secret that was typed (a code of a
    letter, the password of the account) whether it was right when it was sent: the secrets themselves are not kept.
    `portal_number` is what people call it by: applications are counted from 1 in each portal.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portal = models.ForeignKey(Portal, models.CASCADE, related_name="applications", verbose_name="портал")
    organization = models.ForeignKey(
        ManagingOrganization, models.CASCADE, related_name="applications", verbose_name="организация"
    )
    account = models.ForeignKey(
        BillingAccount, models.SET_NULL, null=True, blank=True, related_name="applications", verbose_name="счёт"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="applications", verbose_name="пользователь"
    )
    portal_number = models.PositiveIntegerField("номер заявки", editable=False)
    number = models.CharField("лицевой счёт", max_length=40)
    full_name = models.CharField("ФИО", max_length=150)
    city = models.CharField("город", max_length=100, blank=True)
    premise_number = models.CharField("номер квартиры", max_length=20, blank=True)
    phone = models.CharField("мобильный телефон", max_length=16, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    password = models.CharField(max_length=128, blank=True, editable=False)
    secret_verdicts = models.JSONField(default=dict, blank=True, editable=False)
    consents = models.JSONField("на что согласился", default=list, blank=True)
    address = models.GenericIPAddressField("адрес в сети", null=True, blank=True)
    submitted_at = models.DateTimeField("подана")
    due_at = models.DateTimeField("решить до")
    state = models.CharField("состояние", max_length=10, choices=ApplicationState, default=ApplicationState.WAITING)
    state_since = models.DateTimeField("в этом состоянии с")
    state_before = models.CharField(max_length=10, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="кто решил"
    )
    reason = models.TextField("причина или вопрос", blank=True)
    answer = models.TextField("ответ на вопрос", blank=True)
    code_id = models.UUIDField(null=True, editable=False)
    account_changes = models.JSONField(default=dict, blank=True, editable=False)
    search_text = models.CharField(max_length=300, blank=True, editable=False)
    completed_at = models.DateTimeField("вошёл в кабинет", null=True, blank=True)

    class Meta:
        verbose_name = "заявка на регистрацию"
        verbose_name_plural = "заявки на регистрацию"
        ordering = ("submitted_at", "id")
        indexes = (models.Index(fields=["organization", "state", "submitted_at"], name="application_queue"),)
        constraints = (models.UniqueConstraint(fields=["portal", "portal_number"], name="application_number"),)

    def __str__(self) -> str:
        return f"№ {self.portal_number}, {self.full_name}"
