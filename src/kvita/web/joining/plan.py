"""The way in that follows from the settings of a portal: which steps there are, in which order (D3–D5)."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from kvita.housing.enums import (
    ApprovalMode,
    ConfirmationChannel,
    ConfirmationGate,
    LinkingProof,
    PasswordOrigin,
    RegistrationOrder,
    SignInName,
)
from kvita.housing.models import PortalSettings


class Step(Enum):
    """A step of the way in, as its title names it."""

    USER = "Почта и пароль"
    USER_WITH_LOGIN = "Логин и пароль"
    ACCOUNT = "Лицевой счёт"
    LETTER = "Письмо"
    CONFIRMATION = "Письмо или SMS"
    CONTACTS = "Контакты"
    APPLICATION = "Заявка"
    CHECK = "Проверка"
    CODE = "Код из SMS"
    PASSWORD = "Пароль из SMS"  # noqa: S105 - the title of a step


# The steps that make a user, whatever it is called at this portal.
USER_STEPS: Final = (Step.USER, Step.USER_WITH_LOGIN)


def is_application(settings: PortalSettings) -> bool:
    """Tell whether registration is an application that the staff check before there is a user (S2)."""
    return (
        settings.registration_order == RegistrationOrder.ACCOUNT_FIRST and settings.approval_mode == ApprovalMode.STAFF
    )


def is_checked_by_staff(settings: PortalSettings) -> bool:
    """Tell whether an account added in the cabinet waits for the staff, whatever the order of registration (D3)."""
    return settings.approval_mode == ApprovalMode.STAFF


def starts_with_account(settings: PortalSettings) -> bool:
    """Tell whether the account is proved on the first page, and the user is made on the second (S3)."""
    return settings.registration_order == RegistrationOrder.ACCOUNT_FIRST and not is_application(settings)


def offers_sms(settings: PortalSettings) -> bool:
    """Tell whether the code of an SMS may confirm the registration right in the form."""
    return ConfirmationChannel.SMS_CODE in settings.confirmation_channels and not is_application(settings)


def offers_letter(settings: PortalSettings) -> bool:
    """Tell whether the link of a letter may confirm the registration."""
    return ConfirmationChannel.EMAIL_LINK in settings.confirmation_channels and not is_application(settings)


def is_closed_till_confirmed(settings: PortalSettings) -> bool:
    """Tell whether nobody gets into the cabinet before the address is confirmed (D4)."""
    return bool(settings.confirmation_channels) and ConfirmationGate.SIGN_IN in settings.confirmation_gates


def asks_kind(settings: PortalSettings) -> bool:
    """Tell whether adding an account begins with what kind it is."""
    asked = settings.account_kind_asked or LinkingProof.ACCOUNT_KIND in settings.linking_proofs
    return asked and len(settings.account_kinds) > 1


def asks_organization(settings: PortalSettings) -> bool:
    """Tell whether the organisation is chosen from the list of the portal."""
    return LinkingProof.ORGANIZATION in settings.linking_proofs


def way_in(settings: PortalSettings) -> tuple[Step, ...]:
    """Return the steps in their order."""
    if is_application(settings):
        issued = settings.password_origin == PasswordOrigin.ISSUED_BY_SMS
        return (Step.APPLICATION, Step.CHECK, Step.PASSWORD if issued else Step.CODE)
    user = Step.USER_WITH_LOGIN if SignInName.LOGIN in settings.sign_in_names else Step.USER
    confirmation = [Step.LETTER if not offers_sms(settings) else Step.CONFIRMATION] * bool(
        settings.confirmation_channels
    )
    if starts_with_account(settings):
        return (Step.ACCOUNT, user, *confirmation)
    account = [Step.ACCOUNT, *[Step.CHECK] * is_checked_by_staff(settings)]
    contacts = [Step.CONTACTS] * settings.contacts_after_linking
    if is_closed_till_confirmed(settings):
        return (user, *confirmation, *account, *contacts)
    return (user, *account, *contacts, *confirmation)


def step_context(settings: PortalSettings, *current: Step) -> dict[str, Any]:
    """Return what the line of steps shows: the titles, and the number of the first of `current` that is on the way."""
    steps = way_in(settings)
    place = next((steps.index(step) + 1 for step in current if step in steps), 0)
    return {"step_titles": "|".join(step.value for step in steps), "step": place, "step_count": len(steps)}


def names(values: Iterable[str]) -> list[str]:
    """Return words with the first one capital, for sentences that list them."""
    words = list(values)
    return words[:1] + [word.lower() for word in words[1:]]
