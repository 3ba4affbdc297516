"""The way in of a portal as its settings make it: what a resident will see, step by step, with the same forms."""

from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.forms import BoundField

from kvita.accounts.policies.guessing import chance, guesses_a_month, is_guessable, opened_a_month
from kvita.core.wording import counted
from kvita.housing.enums import (
    AccountKind,
    ApprovalMode,
    CaptchaMode,
    ConfirmationChannel,
    ConfirmationGate,
    ConsentMode,
    LinkingProof,
    PasswordOrigin,
    RegistrationOrder,
    RegistrationText,
    SignInName,
)
from kvita.housing.models import Portal, PortalSettings
from kvita.housing.selectors import cities_of, consent_document_of, organizations_of
from kvita.identity.services import HOUR, tries_of_day
from kvita.identity.services.throttling import LONGEST_WAIT
from kvita.web.entry.limits import BY_ADDRESS, BY_PAIR, BY_PERSON
from kvita.web.joining.choosing import KINDS
from kvita.web.joining.forms.application import CodeForm
from kvita.web.joining.forms.channel import ChannelForm
from kvita.web.joining.forms.claim import ClaimForm, asks_phone_with_account
from kvita.web.joining.forms.user import UserForm
from kvita.web.joining.plan import (
    USER_STEPS,
    Step,
    asks_kind,
    asks_organization,
    is_application,
    is_checked_by_staff,
    is_closed_till_confirmed,
    offers_sms,
    starts_with_account,
    way_in,
)
from kvita.web.joining.presenters import say_hours_of
from kvita.web.site.forms import SignInForm

T: Final = RegistrationText
PICTURE_WORTH: Final = "программа прочтёт её почти всегда, она держит только случайных, остальных — паузы и пределы"


@dataclass(slots=True)
class Preview:
    """One page of the way in: its heading, what is chosen or told there, its fields and its button."""

    step: str
    heading: str
    told: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    own: list[forms.Form] = field(default_factory=list)
    button: str = ""

    @property
    def fields(self) -> list[BoundField]:
        """All fields of the page, in their order."""
        return [one for form in self.own for one in form]


def way_in_context(portal: Portal) -> dict[str, Any]:
    """Return the pages of the way in, and the settings that made them, in words."""
    settings = portal.settings
    pages = [_sign_in(portal), *(page for step in way_in(settings) for page in _pages(portal, step))]
    if starts_with_account(settings) or is_application(settings):
        pages.append(_further_accounts(portal))
    for number, page in enumerate(pages):
        for form in page.own:
            form.prefix = f"page{number}-{form.__class__.__name__.lower()}"
    shown = settings.consent_mode != ConsentMode.NONE
    return {
        "shown_portal": portal,
        "pages": pages,
        "facts": _facts(settings),
        "document": consent_document_of(portal) if shown else None,
    }


def _pages(portal: Portal, step: Step) -> list[Preview]:
    settings = portal.settings
    if step in USER_STEPS:
        channel = [ChannelForm(portal=portal)] if offers_sms(settings) else []
        button = settings.registration_text(T.REGISTER)
        return [_page(portal, step, T.REGISTRATION, [UserForm(portal=portal), *channel], button)]
    if step is Step.ACCOUNT:
        return _account_pages(portal)
    if step is Step.APPLICATION:
        both: list[forms.Form] = [_claim(portal), UserForm(portal=portal)]
        return [_page(portal, step, T.REGISTRATION, both, settings.registration_text(T.REGISTER))]
    return [_told(portal, step)]


def _page(portal: Portal, step: Step, heading: RegistrationText, own: list[forms.Form], button: str) -> Preview:
    return Preview(step.value, portal.settings.registration_text(heading), own=own, button=button)


def _account_pages(portal: Portal) -> list[Preview]:
    settings, pages = portal.settings, []
    title = Step.ACCOUNT.value
    if asks_kind(settings):
        kinds = [KINDS[AccountKind(kind)][0] for kind in settings.account_kinds]
        pages.append(Preview(title, "Добавить лицевой счёт", ["Выберите, какой счёт добавить."], kinds))
    if asks_organization(settings):
        names = [organization.name for organization in organizations_of(portal.pk)]
        told = ["Список с поиском. Нет в списке — сказано, что обратиться нужно прямо в свою организацию."]
        pages.append(Preview(title, "Выберите организацию", told, names))
    if starts_with_account(settings):
        pages.append(_page(portal, Step.ACCOUNT, T.FIND_ACCOUNT, [_claim(portal)], "Продолжить"))
    else:
        form = _claim(portal, cabinet=True)
        pages.append(Preview(title, "Добавить лицевой счёт", [], [], [form], settings.registration_text(T.ADD_ACCOUNT)))
    return pages


def _further_accounts(portal: Portal) -> Preview:
    button = portal.settings.registration_text(T.ADD_ACCOUNT)
    told = ["Следующие счета."] + ["Данные сверяет сотрудник."] * is_checked_by_staff(portal.settings)
    return Preview("В кабинете", "Добавить лицевой счёт", told, [], [_claim(portal, cabinet=True)], button)


def _claim(portal: Portal, *, cabinet: bool = False) -> ClaimForm:
    asked = {*portal.settings.linking_proofs, *portal.settings.linking_alternative_proofs}
    cities = cities_of(portal.pk) if LinkingProof.CITY in asked else []
    phone = cabinet and asks_phone_with_account(portal.settings)
    return ClaimForm(portal=portal, cities=cities, cabinet=cabinet, phone=phone)


def _sign_in(portal: Portal) -> Preview:
    form = SignInForm(portal)
    form.fields.pop("captcha", None)
    return Preview("Вход", "Войти в личный кабинет", own=[form], button="Войти")


def _told(portal: Portal, step: Step) -> Preview:
    """Return a step at which the resident waits, reads or types a code."""
    settings = portal.settings
    hours, wait = settings.confirmation_link_hours, settings.confirmation_wait_seconds
    deadline = say_hours_of(settings.approval_deadline_hours)
    if step in (Step.LETTER, Step.CONFIRMATION):
        closed = [ConfirmationGate(gate).label for gate in settings.confirmation_gates]
        told = [f"Письмо со ссылкой на {hours} ч. Отправить ещё раз можно через {wait} с.", "Email успешно подтверждён"]
        if closed:
            told.append(f"До подтверждения закрыто: {', '.join(closed)}.")
        return Preview(step.value, "Проверьте почту", told)
    if step is Step.CONTACTS:
        return Preview(step.value, "Контактные данные", ["Имя, телефоны, фотография, оповещения — страница профиля."])
    if step is Step.CHECK:
        return Preview(step.value, "Заявка проверяется", [f"От нескольких минут до {deadline}. Решает сотрудник."])
    if step is Step.PASSWORD:
        told = ["Одноразовый пароль приходит в SMS. При первом входе его меняют на свой."]
        return Preview(step.value, "Пароль из SMS", told)
    form = CodeForm(portal=portal)
    return Preview(step.value, settings.registration_text(T.CONFIRMATION_CODE), [], [], [form], "Завершить регистрацию")


def worth_of_proofs(settings: PortalSettings) -> str:
    """Return how many guesses a month the portal bears, and what they open, for who chooses the proofs."""
    ways = [way for way in (settings.linking_proofs, settings.linking_alternative_proofs) if way]
    weak = [way for way in ways if is_guessable(way)]
    if not weak:
        return "подобрать нельзя: нужен секрет, который знает только тот, кому его дали"
    if settings.approval_mode == ApprovalMode.STAFF:
        return "подбор ничего не открывает: каждую заявку проверяет сотрудник"
    likely = max(chance(way) for way in weak)
    opened = sum(opened_a_month(way, approval=settings.approval_mode) for way in weak)
    plain = max(guesses_a_month(way, approval=settings.approval_mode)[0] for way in weak)
    first = f"неудачных попыток за 30 дней: {plain}, потом спросим и номер квартиры; " if plain else ""
    many = f"{float(opened):.1f}".replace(".", ",")
    return (
        f"угадать с одного раза: 1 из {int(1 / likely)}; {first}из непривязанных счетов за месяц с любого числа "
        f"адресов откроют не больше {many}"
    )


def worth_of_passwords() -> str:
    """Return how many passwords somebody tries within a day, for who thinks that the picture keeps programs out."""
    return (
        f"к одному имени с одного адреса — {tries_of_day(limit=BY_PAIR)} за сутки, паузы растут до "
        f"{LONGEST_WAIT // HOUR} часов; со всех адресов — {BY_PERSON.count} за час; с одного адреса к разным "
        f"именам — {BY_ADDRESS.count} за час"
    )


def _facts(settings: PortalSettings) -> list[tuple[str, str]]:
    proofs = [LinkingProof(proof).label for proof in settings.linking_proofs]
    other = [LinkingProof(proof).label for proof in settings.linking_alternative_proofs]
    way = ", ".join(proofs) + (f" — или {', '.join(other)}" if other else "")
    longest = settings.password_max_length
    length = f"от {settings.password_min_length}" + (f" до {longest} знаков" if longest else " знаков")
    digits = f"цифр: {settings.account_number_digits}" if settings.account_number_digits else "цифр сколько угодно"
    captcha = CaptchaMode(settings.captcha_mode).label
    if settings.captcha_mode == CaptchaMode.AFTER_FAILURES:
        captcha = f"после {settings.captcha_after_failures} неудач"
    uses = settings.registration_code_uses
    by_letter = LinkingProof.REGISTRATION_CODE in {*settings.linking_proofs, *settings.linking_alternative_proofs}
    often = counted(uses, "раз", "раза", "раз") if uses else "сколько угодно раз"
    code = [("Код из письма годится", often)] if by_letter else []
    return [
        ("Входят по", ", ".join(SignInName(name).label for name in settings.sign_in_names) or "не задано"),
        ("Порядок", RegistrationOrder(settings.registration_order).label),
        ("Право на счёт подтверждают", way or "ничем: добавить счёт никто не сможет"),
        *code,
        ("Чего это стоит тому, кто подбирает", worth_of_proofs(settings)),
        ("Кто пускает", ApprovalMode(settings.approval_mode).label),
        (
            "Подтверждение адреса",
            ", ".join(ConfirmationChannel(one).label for one in settings.confirmation_channels) or "не нужно",
        ),
        ("Закрыто до подтверждения", "вход" if is_closed_till_confirmed(settings) else "не вход"),
        ("Пароль", f"{length}, {PasswordOrigin(settings.password_origin).label}"),
        ("Картинка с цифрами", f"{captcha}; {PICTURE_WORTH}"),
        ("Чего стоит подбор пароля", worth_of_passwords()),
        ("Согласие", ConsentMode(settings.consent_mode).label),
        ("Счетов на одного человека", str(settings.accounts_per_user or "сколько угодно")),
        ("Номер счёта", f"{digits}, пример: {settings.account_number_example or 'не задан'}"),
    ]
