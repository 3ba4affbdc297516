"""Letters and SMS of the door. Each goes into the outbox; what carries a secret is wiped from it once it is sent."""

from collections.abc import Callable
from typing import Final

from django.urls import reverse

from kvita.accounts.services import send_letter_again
from kvita.housing.selectors import host_for_staff
from kvita.identity.models import User
from kvita.identity.services import IssuedCode
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message
from kvita.web.joining.links import confirmation_address
from kvita.web.requests import PortalRequest, address_at, guest_of, portal_url

MISTAKE: Final = "Если вы этого не просили, ничего делать не нужно: пароль остался прежним. Письмо можно удалить."


def reset_letter(request: PortalRequest, issued: IssuedCode) -> None:
    """Send the link to a new password."""
    portal, code = request.portal, issued.code
    url = portal_url(request, reverse("entry:reset", args=[issued.token]))
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


def send_confirmation(request: PortalRequest, user: User) -> None:
    """Send the letter of confirmation again. Raises `DomainError` "code_too_soon", "code_limit", "email_confirmed"."""
    send_letter_again(
        user=user,
        portal=request.portal,
        address_of=confirmation_address(request),
        now=request.now,
        actor=guest_of(request),
    )


def staff_link(request: PortalRequest, user: User | None) -> Callable[[str], str]:
    """Return what makes the address of the page where a member of staff chooses a password, from the token of a link.

    It leads to a portal of their organisation; an installation that has no portal yet knows no name but the visitor's.
    """
    host = host_for_staff(user) if user is not None else ""

    def link_of(token: str) -> str:
        path = reverse("entry:office_new", args=[token])
        return address_at(host, path) if host else request.build_absolute_uri(path)

    return link_of


def signature(request: PortalRequest) -> str:
    """Return the contacts at the end of a letter."""
    return "\n".join(["Контакты", request.portal.name, *request.portal.contact_lines()])
