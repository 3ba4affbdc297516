"""The five presets of settings (docs/settings.md): each makes a portal behave as one of the known cabinets does.

A preset names only what differs from the defaults of the tables; `kvita.housing.services.apply_preset` fills in the
rest. The codes S0–S4 are those of the portals, D1–D30 those of docs/settings.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kvita.housing import enums as e

Values = Mapping[str, Any]

ALL_SUBJECTS: Final = [subject.value for subject in e.NotificationSubject]


# What a consent has to say: 152-ФЗ, art. 9, part 4; apart from all other documents since 1 September 2025 (156-ФЗ).
CONSENT_TEXT: Final = """\
Я разрешаю обрабатывать мои персональные данные, как описано ниже. Согласие даю сам, по своей воле и в своём интересе.

Кто обрабатывает: {organization}. Адрес: {address}.

Зачем: чтобы я пользовался личным кабинетом — видел начисления и платежи, передавал показания, платил и получал ответы.

Какие данные: фамилия, имя, отчество; телефон; адрес электронной почты; адрес помещения и номер лицевого счёта; \
фотография, если я её загружу; время входа и IP-адрес.

Что с ними делают: собирают, записывают, хранят, уточняют, используют, передают тем, кто считает и принимает оплату за \
мои услуги, блокируют, удаляют. Обработка — в программах и на бумаге.

Сколько: пока у меня есть личный кабинет. После удаления кабинета данные стирают; сведения о начислениях и платежах \
хранят столько, сколько требует закон.

Как отозвать: в кабинете, в разделе «Профиль», или письмом на {email}. После отзыва кабинет закроют, а начислять и \
принимать оплату по лицевому счёту организация продолжит: для этого согласие не нужно (152-ФЗ, ст. 6).

Основание: Федеральный закон от 27 июля 2006 г. № 152-ФЗ «О персональных данных», статья 9.
"""

# Where no consent is asked (D8: the conditions can only be read) nobody allows anything: what is done is told.
CONDITIONS_TEXT: Final = """\
Здесь описано, как обрабатывают персональные данные в личном кабинете.

Кто обрабатывает: {organization}. Адрес: {address}.

Зачем: чтобы показывать в личном кабинете начисления и платежи, принимать показания и оплату и отвечать на обращения.

Какие данные: фамилия, имя, отчество; телефон; адрес электронной почты; адрес помещения и номер лицевого счёта; \
фотография, если её загрузили; время входа и IP-адрес.

Что с ними делают: собирают, записывают, хранят, уточняют, используют, передают тем, кто считает и принимает оплату за \
услуги, блокируют, удаляют. Обработка — в программах и на бумаге.

Сколько: пока есть личный кабинет. После удаления кабинета данные стирают; сведения о начислениях и платежах хранят \
столько, сколько требует закон.

Вопросы о данных и удаление кабинета: в разделе «Профиль» или письмом на {email}.

Основание: Федеральный закон от 27 июля 2006 г. № 152-ФЗ «О персональных данных», статья 6.
"""


@dataclass(frozen=True, slots=True)
class Preset:
    """Values of settings by field name: of the portal, and of each organisation that it serves."""

    slug: str
    title: str
    portal: Values
    organization: Values


UGRA: Final = Preset(
    slug="ugra",
    title="Арендный дом: вход по почте, код регистрации от управляющего",
    portal={
        "sign_in_names": [e.SignInName.EMAIL],
        "linking_proofs": [e.LinkingProof.CITY, e.LinkingProof.REGISTRATION_CODE],
        "confirmation_channels": [e.ConfirmationChannel.EMAIL_LINK],
        "confirmation_gates": [e.ConfirmationGate.WRITING, e.ConfirmationGate.PAYING],
        "account_kind_asked": True,
        "password_repeated": False,
        "consent_mode": e.ConsentMode.REQUIRED,
        "consent_document": "Согласие на обработку персональных данных",
        "consent_version": "2025-09",
        "account_number_digits": 8,
        "account_letter_optional": False,
        "account_number_example": "10004512",
        "phone_example": "912 345-67-89",
        "registration_phone": e.FieldDemand.OPTIONAL,
        "registration_texts": {
            e.RegistrationText.EMAIL: "E-mail",
            e.RegistrationText.PHONE_HINT: "10 цифр без 8. Пришлём SMS с суммой к оплате в начале месяца "
            "и с суммой платежа, когда он поступит",
            e.RegistrationText.REGISTRATION_CODE_HINT: "Его дают вместе с номером счёта: ваша организация или "
            "управляющий арендным домом",
        },
        "email_subjects": [
            e.NotificationSubject.DEBT,
            e.NotificationSubject.PAYMENT,
            e.NotificationSubject.BILL,
            e.NotificationSubject.OUTAGES,
        ],
        "sms_subjects": [e.NotificationSubject.DEBT, e.NotificationSubject.PAYMENT],
        "bill_deliveries": [e.BillDelivery.EMAIL, e.BillDelivery.EXTRACT_ON_PAYMENT],
        "email_change": [e.EmailChange.PROFILE],
        "contact_modules": [e.ContactModule.LETTERS],
        "feedback_form_enabled": True,
        "account_kinds": [e.AccountKind.RENT, e.AccountKind.UTILITIES],
        "site_sections": [e.SiteSection.ANNOUNCEMENTS, e.SiteSection.CONTACTS],
    },
    organization={
        "account_extract_enabled": True,
        "bill_origins": [e.BillOrigin.GENERATED],
        "reading_window_from": 15,
        "reading_undo": e.ReadingUndo.UNTIL_WINDOW_END,
        "payment_targets": [e.PaymentTarget.BY_PAYEE, e.PaymentTarget.TOTAL],
        "netting_between_services": True,
        "payer_fields": [e.PayerField.EMAIL],
    },
)

TSZH: Final = Preset(
    slug="tszh",
    title="Портал многих УК и ТСЖ: логин и почта, учёт по закрытым месяцам",
    portal={
        "sign_in_names": [e.SignInName.LOGIN, e.SignInName.EMAIL],
        "linking_proofs": [e.LinkingProof.ACCOUNT_KIND, e.LinkingProof.ORGANIZATION, e.LinkingProof.SURNAME],
        "confirmation_channels": [e.ConfirmationChannel.EMAIL_LINK],
        "confirmation_gates": [e.ConfirmationGate.SIGN_IN],
        "consent_mode": e.ConsentMode.REQUIRED,
        "consent_document": "Согласие на обработку персональных данных",
        "consent_version": "2025-09",
        "account_letter_optional": False,
        "account_number_example": "0200417",
        "registration_texts": {e.RegistrationText.REGISTRATION: "Введите регистрационные данные"},
        "email_subjects": ALL_SUBJECTS,
        "bill_deliveries": [e.BillDelivery.EMAIL, e.BillDelivery.PAPER],
        "email_change": [e.EmailChange.PROFILE],
        "contact_modules": [e.ContactModule.INQUIRIES],
        "inquiry_contacts_required": True,
        "paid_services_enabled": True,
        "request_files_limit": 3,
        "account_kinds": [e.AccountKind.UTILITIES, e.AccountKind.CAPITAL_REPAIR, e.AccountKind.OTHER],
        "site_sections": [e.SiteSection.HOME, e.SiteSection.NEWS, e.SiteSection.CONTACTS],
        "cabinet_texts": {
            e.CabinetText.METERS: "Показания счетчиков",
            e.CabinetText.HISTORY: "Платежи",
            e.CabinetText.REQUESTS: "Обращения",
            e.CabinetText.HOLDER: "Абонент",
        },
        "home_parts": [e.HomePart.ACCOUNT, e.HomePart.SERVICES],
        "profile_texts": {e.ProfileText.TITLE: "Мой профиль"},
    },
    organization={
        "unpublished_period": e.UnpublishedPeriod.HIDE,
        "bill_origins": [e.BillOrigin.GENERATED],
        "reading_window_from": 18,
        "closed_window_action": e.ClosedWindowAction.NEXT_MONTH,
        "payment_targets": [e.PaymentTarget.TOTAL],
        "netting_between_services": True,
        "payer_fields": [e.PayerField.EMAIL],
    },
)

UK: Final = Preset(
    slug="uk",
    title="Сайт одной УК: заявку проверяет сотрудник, код приходит в SMS",
    portal={
        "sign_in_names": [e.SignInName.ACCOUNT_NUMBER, e.SignInName.LOGIN],
        "sign_in_hint": "Логин обычно совпадает с номером лицевого счета",
        "linking_proofs": [e.LinkingProof.FULL_NAME],
        "approval_mode": e.ApprovalMode.STAFF,
        "approval_deadline_hours": 72,
        "confirmation_channels": [e.ConfirmationChannel.SMS_CODE],
        "confirmation_gates": [e.ConfirmationGate.SIGN_IN],
        "confirmation_code_digits": 4,
        "registration_order": e.RegistrationOrder.ACCOUNT_FIRST,
        "password_origin": e.PasswordOrigin.OWN,
        "captcha_mode": e.CaptchaMode.ALWAYS,
        "consent_mode": e.ConsentMode.REQUIRED,
        "consent_document": "Положение о конфиденциальности",
        "consent_version": "2025-09",
        "consent_on_page": True,
        "account_number_digits": 10,
        "account_letter_optional": False,
        "account_number_example": "1000123456",
        "phone_example": "8-123-456-7896",
        "registration_phone": e.FieldDemand.REQUIRED,
        "registration_texts": {
            e.RegistrationText.REGISTRATION: "Заявка на регистрацию",
            e.RegistrationText.EMAIL: "Адрес электронной почты",
            e.RegistrationText.PASSWORD_AGAIN: "Пароль (повторно)",
            e.RegistrationText.PHONE: "Номер мобильного телефона",
            e.RegistrationText.PHONE_HINT: "На данный номер вам будет направлен код для подтверждения регистрации",
            e.RegistrationText.CONSENT: "Настоящее положение принимаю",
            e.RegistrationText.REGISTER: "Отправить заявку",
        },
        "email_subjects": [e.NotificationSubject.BILL, e.NotificationSubject.PAYMENT, e.NotificationSubject.OUTAGES],
        "sms_subjects": [e.NotificationSubject.DEBT, e.NotificationSubject.OUTAGES],
        "bill_deliveries": [e.BillDelivery.PAPER, e.BillDelivery.EMAIL],
        "email_change": [e.EmailChange.PROFILE],
        "contact_modules": [e.ContactModule.INQUIRIES],
        "account_kinds": [e.AccountKind.UTILITIES],
        "site_sections": [
            e.SiteSection.HOME,
            e.SiteSection.ABOUT,
            e.SiteSection.NEWS,
            e.SiteSection.TARIFFS,
            e.SiteSection.NORMS,
            e.SiteSection.CONTACTS,
            e.SiteSection.USEFUL,
            e.SiteSection.DISCLOSURE,
        ],
    },
    organization={
        "unpublished_period": e.UnpublishedPeriod.ANNOUNCE,
        "bill_origins": [e.BillOrigin.GENERATED],
        "reading_window_from": 15,
        "check_zero_months": e.CheckLevel.WARN,
        "doubtful_readings": e.DoubtfulReadings.REVIEW,
        "payment_targets": [e.PaymentTarget.TOTAL],
        "netting_between_services": True,
        "payer_fields": [e.PayerField.EMAIL],
    },
)

UIGKH: Final = Preset(
    slug="uigkh",
    title="Расчётный центр: вход по номеру лицевого счёта, оплата по услугам",
    portal={
        "home_parts": [e.HomePart.BILLS],
        "sign_in_names": [e.SignInName.ACCOUNT_NUMBER],
        "first_sign_in_by_surname": True,
        "linking_proofs": [e.LinkingProof.SURNAME],
        "linking_alternative_proofs": [e.LinkingProof.ACCOUNT_PASSWORD],
        "confirmation_channels": [e.ConfirmationChannel.EMAIL_LINK, e.ConfirmationChannel.SMS_CODE],
        "confirmation_gates": [e.ConfirmationGate.SIGN_IN],
        "registration_order": e.RegistrationOrder.ACCOUNT_FIRST,
        "password_min_length": 8,
        "password_max_length": 20,
        "consent_mode": e.ConsentMode.READABLE,
        "consent_document": "Условия обработки персональных данных",
        "consent_version": "2025-09",
        "accounts_per_user": 10,
        "account_number_digits": 6,
        "account_letter_optional": True,
        "account_number_example": "120345",
        "registration_phone": e.FieldDemand.OPTIONAL,
        "registration_texts": {
            e.RegistrationText.FIND_ACCOUNT: "Первый вход в личный кабинет",
            e.RegistrationText.EMAIL: "Адрес e-mail",
            e.RegistrationText.PASSWORD: "Новый пароль",
            e.RegistrationText.PHONE: "Номер телефона",
            e.RegistrationText.REGISTER: "Сохранить",
        },
        "email_subjects": ALL_SUBJECTS,
        "sms_subjects": [
            e.NotificationSubject.DEBT,
            e.NotificationSubject.METERS,
            e.NotificationSubject.TARIFFS,
            e.NotificationSubject.OFFICE,
        ],
        "notification_choice": e.NotificationChoice.ON_OFF,
        "bill_deliveries": [e.BillDelivery.PAPER, e.BillDelivery.EMAIL],
        "email_change": [e.EmailChange.PROFILE, e.EmailChange.WITH_PASSWORD, e.EmailChange.OFFICE],
        "user_deletion_enabled": False,
        "account_kinds": [e.AccountKind.UTILITIES],
        "site_sections": [e.SiteSection.HOME, e.SiteSection.NEWS, e.SiteSection.CONTACTS],
        "profile_texts": {
            e.ProfileText.TITLE: "Личные данные",
            e.ProfileText.ALLOW_SMS: "Смс-информирование",
            e.ProfileText.ALLOW_EMAIL: "Информирование по e-mail",
        },
        "contacts_saved_to_account": True,
    },
    organization={
        "unpublished_period": e.UnpublishedPeriod.ANNOUNCE,
        "bill_archive_months": 3,
        "account_extract_enabled": False,
        "bill_origins": [e.BillOrigin.GENERATED, e.BillOrigin.UPLOADED],
        "reading_window_from": 8,
        "reading_window_to": 20,
        "reading_undo": e.ReadingUndo.UNTIL_SIGN_OUT,
        "payment_targets": [e.PaymentTarget.BY_SERVICE],
        "payment_links": [
            {"title": "Система Город", "url": "https://kvartplata.ru/"},
            {"title": "Сбербанк Онлайн", "url": "https://online.sberbank.ru/"},
        ],
        "netting_between_services": False,
        "payer_fields": [e.PayerField.EMAIL],
    },
)

INNOVA: Final = Preset(
    slug="innova",
    title="Кабинет для многих УК: вход по почте, платёжный код, заявки, онлайн-оплата",
    portal={
        "sign_in_names": [e.SignInName.EMAIL],
        "account_identifier": e.AccountIdentifier.PAYMENT_CODE,
        "signed_in_after_registration": False,
        "contacts_after_linking": True,
        "linking_proofs": [e.LinkingProof.SURNAME, e.LinkingProof.PREMISE_NUMBER],
        "consent_mode": e.ConsentMode.REQUIRED,
        "consent_document": "Согласие на обработку персональных данных",
        "consent_version": "2025-09",
        "account_number_digits": 6,
        "account_letter_optional": False,
        "account_number_example": "551412",
        "registration_texts": {e.RegistrationText.ADD_ACCOUNT: "Добавить"},
        "home_phone_enabled": True,
        "remember_me_enabled": True,
        "guide_link_enabled": True,
        "cabinet_texts": {
            e.CabinetText.CHARGES: "Счета",
            e.CabinetText.METERS: "Приборы учёта",
            e.CabinetText.HISTORY: "Платежи",
            e.CabinetText.NEWS: "Новости",
        },
        "profile_photo_enabled": True,
        "email_subjects": ALL_SUBJECTS,
        "sms_subjects": ALL_SUBJECTS,
        "notification_choice": e.NotificationChoice.ON_OFF,
        "bill_deliveries": [e.BillDelivery.EMAIL, e.BillDelivery.PAPER],
        "email_change": [e.EmailChange.PROFILE],
        "contact_modules": [e.ContactModule.SERVICE_REQUESTS],
        "request_status_names": {
            "NEW": "Новые",
            "IN_PROGRESS": "В работе",
            "DONE": "Исполненные",
            "CLARIFICATION": "На уточнении",
            "CLOSED": "Закрытые",
        },
        "account_kinds": [e.AccountKind.UTILITIES],
        "site_sections": [e.SiteSection.NEWS],
    },
    organization={
        "unpublished_period": e.UnpublishedPeriod.HIDE,
        "bill_origins": [e.BillOrigin.GENERATED],
        "bill_valid_months": 1,
        "not_applicable_mark": "XXXXXX",
        "reading_window_from": 10,
        "reading_window_to": 25,
        "payment_targets": [e.PaymentTarget.TOTAL],
        "commission_note": "Размер комиссии зависит от договора между организацией и банком.",
        "netting_between_services": False,
        "payer_fields": [
            e.PayerField.SURNAME,
            e.PayerField.GIVEN_NAME,
            e.PayerField.PATRONYMIC,
            e.PayerField.INN,
            e.PayerField.ADDRESS,
            e.PayerField.EMAIL,
        ],
    },
)

PRESETS: Final = {preset.slug: preset for preset in (UGRA, TSZH, UK, UIGKH, INNOVA)}
