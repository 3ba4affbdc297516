"""Letters and SMS of the door. Each goes into the outbox; what carries a secret is wiped from it once it is sent."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.urls import reverse

from kvita.identity.enums import CodePurpose
from kvita.identity.models import User
from kvita.identity.services import CodeRules, IssuedCode, issue_code
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message
from kvita.web.requests import PortalRequest, visitor_of

MISTAKE: Final = "Если вы этого не просили, ничего делать не нужно: пароль остался прежним. Письмо можно удалить."


def reset_letter(request: PortalRequest, issued: IssuedCode) -> None:
    """Send the link to a new password."""
    portal, code = request.portal, issued.code
    url = request.build_absolute_uri(reverse("entry:reset", args=[issued.token]))
    enqueue_message(
        key=f"reset:{code.public_id}",
        channel=Channel.EMAIL,
        recipient=code.address,
        subject="Новый пароль",
        text=f"Чтобы придумать новый пароль для «{portal.name}», откройте ссылку:\n{url}\n\n"
        f"Ссылка действует 2 часа и один раз. {MISTAKE}\n\n{signature(request)}",
        links=[url],
        is_secret=True,
        now=request.now,
    )


def reset_sms(request: PortalRequest, issued: IssuedCode) -> None:
    """Send the code for a new password."""
    enqueue_message(
        key=f"reset:{issued.code.public_id}",
        channel=Channel.SMS,
        recipient=issued.code.address,
        subject="Новый пароль",
        text=f"Код {issued.secret} для нового пароля. Никому его не говорите. {request.portal.name}",
        is_secret=True,
        now=request.now,
    )


@transaction.atomic
def send_confirmation(request: PortalRequest, user: User) -> IssuedCode:
    """Send the letter with the link that confirms the user's e-mail (S0-25), the first time or again.

    Raises `DomainError` "code_too_soon" or "code_limit".
    """
    portal = request.portal
    issued = issue_code(
        realm=portal.realm,
        purpose=CodePurpose.CONFIRM_EMAIL,
        channel=Channel.EMAIL,
        address=user.email or "",
        rules=CodeRules(lifetime=dt.timedelta(hours=portal.settings.confirmation_link_hours)),
        now=request.now,
        user=user,
        ip=visitor_of(request),
    )
    _confirmation_letter(request, issued)
    return issued


def _confirmation_letter(request: PortalRequest, issued: IssuedCode) -> None:
    portal = request.portal
    url = request.build_absolute_uri(reverse("entry:confirm_email", args=[issued.token]))
    enqueue_message(
        key=f"confirm:{issued.code.public_id}",
        channel=Channel.EMAIL,
        recipient=issued.code.address,
        subject="Подтвердите электронную почту",
        text=f"Благодарим вас за регистрацию в сервисе «{portal.name}».\n\n"
        f"Для подтверждения адреса электронной почты перейдите по ссылке:\n{url}\n\n"
        f"Ссылка действует {portal.settings.confirmation_link_hours} ч. Если письмо попало к вам по ошибке, "
        f"пожалуйста, удалите его.\n\n{signature(request)}",
        links=[url],
        is_secret=True,
        now=request.now,
    )


def signature(request: PortalRequest) -> str:
    """Return the contacts at the end of a letter."""
    portal = request.portal
    contacts = [
        f"Тел.: {portal.support_phone}" if portal.support_phone else "",
        f"Email: {portal.support_email}" if portal.support_email else "",
    ]
    return "\n".join(["Контакты", portal.name, *filter(None, contacts)])
