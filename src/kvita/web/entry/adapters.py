"""What django-allauth asks the project: realms, stages of a sign-in, letters through the outbox, secrets at rest."""

import base64
import hashlib
from typing import Any, Final, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.internal.usersessionkit import track_activity
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as django_login
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from kvita.core.errors import DomainError
from kvita.identity.models import STAFF_REALM, User
from kvita.identity.services import record_sign_in, tell_user
from kvita.web.entry.devices import device_knowing
from kvita.web.entry.devices import remember as remember_device
from kvita.web.entry.limits import forgive_sign_in, hit_second_step
from kvita.web.entry.sessions import SEEN, start_idling
from kvita.web.requests import PortalRequest, actor_of

RESIDENTS: Final = "kvita.web.auth.PortalBackend"
STAFF: Final = "kvita.web.auth.StaffBackend"
STAGES: Final = (
    "kvita.web.entry.stages.ConfirmedAddressStage",
    "kvita.web.entry.stages.SecondStepStage",
    "kvita.web.entry.stages.OwnPasswordStage",
    "kvita.web.entry.stages.SetUpStage",
)
# Under which key a session that is half-way in keeps what was proved, so that a new password ends it.
PROVED: Final = "proved"
# Notices of the library, by the name of its template: subject and text.
NOTICES: Final = {
    "mfa/email/totp_activated": ("Вход по коду включён", "Теперь для входа нужен ещё код из приложения."),
    "mfa/email/totp_deactivated": ("Вход по коду выключен", "Теперь для входа код из приложения не нужен."),
    "mfa/email/webauthn_added": ("Добавлен ключ входа", "К вашему кабинету добавлен ключ входа."),
    "mfa/email/webauthn_removed": ("Удалён ключ входа", "Из вашего кабинета удалён ключ входа."),
    "mfa/email/recovery_codes_generated": ("Новые запасные коды", "Созданы новые запасные коды, старые не действуют."),
}
NOT_YOU: Final = "Если это сделали не вы, смените пароль и позвоните нам."


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by the rules of the portal; users and their addresses stay in Kvita's own table."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of the visitor; behind a proxy the middleware has put it there."""
        return str(request.META.get("REMOTE_ADDR", "127.0.0.1"))

    def get_login_stages(self) -> list[str]:
        """Return what stands between a right password and the cabinet."""
        return list(STAGES)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> HttpResponse | None:
        """Refuse who may not sign in, or not here: a passkey names its user by itself."""
        person = cast("User", user)
        if person.is_active and person.realm == realm_of(request):
            request.session[PROVED] = person.get_session_auth_hash()
            return None
        messages.error(request, "Войти не получилось. Войдите по паролю или позвоните нам.")
        return redirect(login_page(request))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Start the session; the backend is that of the person's realm.

        Who stopped half-way, at the second step or at an unconfirmed address, has proved the password of then: a new
        one ends what was begun with the old.
        """
        person = cast("User", user)
        if request.session.pop(PROVED, None) != person.get_session_auth_hash():
            messages.error(request, "Пароль тем временем изменился. Войдите ещё раз.")
            raise ImmediateHttpResponse(redirect(login_page(request)))
        backend = STAFF if person.realm == STAFF_REALM else RESIDENTS
        django_login(request, person, backend=backend)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Note the time and how long the sign-in is to be remembered, then go where the person was heading."""
        page, person = cast("PortalRequest", request), cast("User", user)
        is_new = person.last_login is not None and device_knowing(page, person) is None
        record_sign_in(user=person, actor=actor_of(page), way=_way_in(page), now=page.now)
        if is_new:
            _tell_of_new_device(page, person)
        forgive_sign_in(page, person)
        remember = (kwargs.get("signal_kwargs") or {}).get("remember", False)
        page.session.set_expiry(None if remember else 0)
        page.session[SEEN] = int(page.now.timestamp())
        start_idling(page, person)
        track_activity(page, user=person, session=page.session)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(page, response, person)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page after a sign-in."""
        return resolve_url("office:start" if realm_of(request) == STAFF_REALM else "resident:start")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Leave out the library's own messages: pages of Kvita say what happened in their own words."""
        if message := kwargs.get("message"):
            messages.add_message(request, level, message)

    def send_notification_mail(self, template_prefix: str, user: AbstractBaseUser, *_: Any, **__: Any) -> None:
        """Put the notice into the outbox."""
        subject, text = NOTICES.get(
            template_prefix, ("Изменён вход в кабинет", "Изменены способы входа в ваш кабинет.")
        )
        page = cast("PortalRequest", self.request)
        portal = getattr(page, "portal", None)
        tell_user(
            user=cast("User", user),
            key=f"{template_prefix}:{user.pk}:{page.now.isoformat()}"[:120],
            subject=subject,
            text=f"{text} {NOT_YOU}",
            portal_name=portal.name if portal else "",
            now=page.now,
        )

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Tell whether this is the password of the person who is signed in; guesses are counted."""
        try:
            hit_second_step(cast("PortalRequest", self.request), cast("User", user))
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error
        return user.check_password(password)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: names as people see them, secrets encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret of the stored text."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return what the app on the phone shows above the code."""
        return self._get_site_name()

    def generate_authenticator_name(self, *_: Any) -> str:
        """Return the name suggested for a new key."""
        return "Ключ входа"

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Return what the device lists a key under: the name that the person knows, not the one of the table."""
        person = cast("User", user)
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": person.name or self._get_user_identifier(person)}

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        person = cast("User", user)
        return person.email or person.login or person.phone or str(person)

    def _get_site_name(self) -> str:
        portal = getattr(context.request, "portal", None)
        return portal.name if portal else "Квита: рабочее место"


def _tell_of_new_device(page: PortalRequest, person: User) -> None:
    """Send word of a sign-in in a browser in which the person never was; who has never signed in is told nothing.

    The browser is known from then on. Many within one hour are one letter.
    """
    portal = getattr(page, "portal", None)
    tell_user(
        user=person,
        key=f"new-device:{person.pk}:{page.now:%Y-%m-%dT%H}",
        subject="Вход с нового устройства",
        text=f"В ваш кабинет только что вошли с устройства или из браузера, где вы раньше не входили. Если это вы, "
        f"ничего делать не нужно. {NOT_YOU}",
        portal_name=portal.name if portal else "",
        now=page.now,
    )


def realm_of(request: HttpRequest) -> str:
    """Return the user directory of this address: that of the portal, or of the staff under `/office/`."""
    portal = getattr(request, "portal", None)
    return portal.realm if portal else STAFF_REALM


def login_page(request: HttpRequest) -> str:
    """Return the name of the sign-in page of this address."""
    return "site:login" if getattr(request, "portal", None) else "admin:login"


def _way_in(request: PortalRequest) -> str:
    """Return in words what the person has proved themselves with, as the library has noted it."""
    names = {"password": "пароль", "code": "ссылка или код", "mfa": "второй шаг или ключ"}
    found = request.session.get("account_authentication_methods", [])
    return ", ".join(names.get(str(one.get("method")), "иначе") for one in found)


def _cipher() -> Fernet:
    key = hashlib.sha256(f"kvita.mfa:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
