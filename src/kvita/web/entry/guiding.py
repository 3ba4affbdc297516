"""The guide of one portal: steps in the words of its own settings."""

from kvita.core.wording import plural
from kvita.documents.guide import Chapter, Guide
from kvita.housing.enums import (
    AccountIdentifier,
    ApprovalMode,
    ConfirmationGate,
    RegistrationOrder,
    RegistrationText,
    SignInName,
)
from kvita.housing.models import Portal
from kvita.web.site.forms import sign_in_label


def guide_of(portal: Portal, *, site: str) -> Guide:
    """Return how to register, to sign in and to help oneself at this portal, whose address is `site`."""
    return Guide(
        title="Как пользоваться кабинетом",
        cabinet=portal.name,
        site=site.partition("://")[2],
        link=site,
        chapters=tuple(_chapters(portal, site.partition("://")[2])),
        help=_help(portal),
    )


def _help(portal: Portal) -> str:
    phone = f"Позвоните: {portal.support_phone}" if portal.support_phone else ""
    if phone and portal.support_hours:
        phone = f"{phone}, {portal.support_hours}"
    ways = [phone, f"Напишите: {portal.support_email}" if portal.support_email else ""]
    said = ". ".join(way for way in ways if way)
    return f"Не получается? {said}." if said else ""


def _chapters(portal: Portal, site: str) -> list[Chapter]:
    names = sign_in_label([SignInName(name) for name in portal.settings.sign_in_names])
    remember = ("Отметьте «Запомнить меня», если это ваш телефон или компьютер.",)
    return [
        Chapter("Зарегистрироваться", _joining(portal)),
        Chapter(
            "Войти",
            (
                f"Откройте в браузере {site} и введите: {names.lower()}.",
                "Введите пароль. Кнопка «Показать» рядом с полем покажет, что вы набрали.",
                *(remember if portal.settings.remember_me_enabled else ()),
                "Нажмите «Войти».",
            ),
        ),
        Chapter(
            "Если забыли пароль",
            (
                "На странице входа нажмите «Забыли пароль?».",
                "Напишите то, что указали при регистрации: пришлём ссылку или код.",
                "Придумайте новый пароль. Старый перестанет действовать.",
                "Нет доступа к почте и телефону — приходите в офис с паспортом.",
            ),
        ),
        Chapter(
            "В кабинете",
            (
                "На главной видно, сколько и до какого числа заплатить.",
                "В «Начислениях» у каждой услуги написано, как получилась сумма.",
                "В «Счётчиках» передают показания, в «Оплатить» — платят картой.",
            ),
        ),
    ]


def _joining(portal: Portal) -> tuple[str, ...]:
    settings = portal.settings
    signs = plural(settings.password_min_length, "знака", "знаков", "знаков")  # a plain space: the PDF breaks there
    own = f"Придумайте пароль: не короче {settings.password_min_length} {signs}"
    account = f"Возьмите квитанцию. {_proofs(portal)}."
    letter = ("Откройте ссылку из письма: без этого часть кабинета закрыта.",) if settings.confirmation_gates else ()
    if ConfirmationGate.SIGN_IN in settings.confirmation_gates:
        letter = ("Подтвердите почту или телефон: пришлём ссылку или код.",)
    checked: tuple[str, ...] = ()
    if settings.approval_mode == ApprovalMode.STAFF:
        checked = ("Дождитесь ответа: данные проверит сотрудник и сообщит, когда можно войти.",)
    first = (account, f"{own}.", *letter, *checked)
    if settings.registration_order == RegistrationOrder.USER_FIRST:
        first = ("Напишите свою почту.", f"{own}.", *letter, f"Войдите и добавьте лицевой счёт. {account}", *checked)
    return ("На странице входа нажмите «Зарегистрироваться».", *first)


def _proofs(portal: Portal) -> str:
    """Return what the forms ask, in the words of their fields: «Понадобятся: номер лицевого счёта, фамилия»."""
    settings = portal.settings
    by_code = settings.account_identifier == AccountIdentifier.PAYMENT_CODE
    number = settings.registration_text(RegistrationText.PAYMENT_CODE if by_code else RegistrationText.ACCOUNT_NUMBER)
    example = f" (например, {settings.account_number_example})" if settings.account_number_example else ""
    words = [settings.registration_text(RegistrationText(proof)) for proof in settings.linking_proofs]
    lowered = [word if word.isupper() else word[:1].lower() + word[1:] for word in (number, *words)]
    return f"Понадоб{'ятся' if words else 'ится'}: " + ", ".join((lowered[0] + example, *lowered[1:]))
