"""Users."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

STAFF_REALM = ""


def _new_username() -> str:
    return uuid.uuid4().hex


class UserManager(BaseUserManager["User"]):
    """Creates users; the password is hashed here and nowhere else."""

    def create_user(
        self, *, realm: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Store a user of one realm. Raises `IntegrityError` when the e-mail or the login is taken in that realm."""
        user = self.model(realm=realm, email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Store a member of staff with all rights (`kvita createsuperuser`)."""
        fields.setdefault("email", username if "@" in username else None)
        return self.create_user(
            realm=STAFF_REALM, login=username, password=password, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. The same person at two portals is two users: two operators of personal data.

    E-mail and login are one completed registration's; those that wait for a confirmation may share them, and whoever
    reads the letter ends the others. So nobody learns from registering who has a cabinet, and none is lost by it.
    """

    username = models.CharField(max_length=64, unique=True, default=_new_username, editable=False)
    realm = models.SlugField("каталог пользователей", max_length=40, blank=True, default=STAFF_REALM)
    login = models.CharField("логин", max_length=60, null=True, blank=True)
    email = models.EmailField("электронная почта", null=True, blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField("мобильный телефон", max_length=16, null=True, blank=True, help_text="В виде +79871234567")
    phone_confirmed_at = models.DateTimeField(null=True, blank=True)
    home_phone = models.CharField("домашний телефон", max_length=40, blank=True)
    name = models.CharField("как вас зовут", max_length=150, blank=True)
    photo = models.FileField("фотография", upload_to="photos", max_length=200, blank=True)
    is_staff = models.BooleanField("сотрудник", default=False)
    is_active = models.BooleanField("может войти", default=True)
    created_at = models.DateTimeField("зарегистрирован", null=True, blank=True)
    confirmation_due = models.BooleanField(
        "адрес не подтверждён",
        default=False,
        help_text="Пока не подтверждён, с тем же адресом могут начать ещё одну регистрацию: останется подтверждённая",
    )
    password_issued = models.BooleanField("пароль выдан, сменить при входе", default=False)
    deletion_requested_at = models.DateTimeField("просил удалить кабинет", null=True, blank=True)
    delete_after = models.DateTimeField("удалить после", null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "пользователь"
        verbose_name_plural = "пользователи"
        constraints = (
            models.UniqueConstraint(
                "realm",
                Lower("email"),
                name="user_realm_email",
                condition=models.Q(email__isnull=False, confirmation_due=False),
            ),
            models.UniqueConstraint(
                "realm",
                Lower("login"),
                name="user_realm_login",
                condition=models.Q(login__isnull=False, confirmation_due=False),
            ),
        )
        indexes = (models.Index(fields=["realm", "phone"], name="user_realm_phone"),)

    def __str__(self) -> str:
        return self.name or self.login or self.email or f"№ {self.pk}"
