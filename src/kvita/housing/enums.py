"""Kinds of premises and the allowed values of settings. The numbers D1–D30 are those of docs/settings.md."""

from django.db import models


class PremiseKind(models.TextChoices):
    """What a premise is."""

    FLAT = "FLAT", "квартира"
    ROOM = "ROOM", "комната"
    NON_RESIDENTIAL = "NON_RESIDENTIAL", "нежилое помещение"
    PARKING = "PARKING", "машино-место"
    HOUSE = "HOUSE", "жилой дом"


class StaffRole(models.TextChoices):
    """What a member of staff does in an organisation."""

    ACCOUNTANT = "ACCOUNTANT", "бухгалтер"
    OPERATOR = "OPERATOR", "оператор"
    DISPATCHER = "DISPATCHER", "диспетчер"
    REGISTRAR = "REGISTRAR", "регистратор"
    DIRECTOR = "DIRECTOR", "руководитель"
    ADMINISTRATOR = "ADMINISTRATOR", "администратор"


class SignInName(models.TextChoices):
    """D1: by what a resident names themselves when signing in."""

    EMAIL = "EMAIL", "электронная почта"
    LOGIN = "LOGIN", "логин"
    ACCOUNT_NUMBER = "ACCOUNT_NUMBER", "номер лицевого счёта"
    PHONE = "PHONE", "телефон"


class AccountIdentifier(models.TextChoices):
    """D2: which number of the bill is asked when linking an account."""

    ACCOUNT_NUMBER = "ACCOUNT_NUMBER", "номер лицевого счёта"
    PAYMENT_CODE = "PAYMENT_CODE", "платёжный код"


class LinkingProof(models.TextChoices):
    """D2: what, besides the number, proves the right to see an account."""

    REGISTRATION_CODE = "REGISTRATION_CODE", "код регистрации"
    CITY = "CITY", "город"
    SURNAME = "SURNAME", "фамилия"
    FULL_NAME = "FULL_NAME", "ФИО"
    PREMISE_NUMBER = "PREMISE_NUMBER", "номер квартиры"
    ACCOUNT_KIND = "ACCOUNT_KIND", "вид лицевого счёта"
    ORGANIZATION = "ORGANIZATION", "организация из списка"
    ACCOUNT_PASSWORD = "ACCOUNT_PASSWORD", "пароль лицевого счёта"


class ApprovalMode(models.TextChoices):
    """D3: who lets a new resident in."""

    AUTOMATIC = "AUTOMATIC", "сразу, если данные совпали"
    STAFF = "STAFF", "после проверки сотрудником"


class ConfirmationChannel(models.TextChoices):
    """D4: how a resident proves that the address is theirs; several = the resident chooses."""

    EMAIL_LINK = "EMAIL_LINK", "ссылка в письме"
    SMS_CODE = "SMS_CODE", "код в SMS"


class ConfirmationGate(models.TextChoices):
    """D4: what stays closed until the address is confirmed."""

    SIGN_IN = "SIGN_IN", "вход"
    WRITING = "WRITING", "письма в организацию"
    PAYING = "PAYING", "оплата"


class RegistrationOrder(models.TextChoices):
    """D5: what comes first."""

    USER_FIRST = "USER_FIRST", "сначала почта и пароль, потом лицевой счёт"
    ACCOUNT_FIRST = "ACCOUNT_FIRST", "сначала лицевой счёт, потом почта и пароль"


class PasswordOrigin(models.TextChoices):
    """D6: where the first password comes from."""

    OWN = "OWN", "придумывает жилец"
    ISSUED_BY_SMS = "ISSUED_BY_SMS", "приходит в SMS, меняется при первом входе"


class CaptchaMode(models.TextChoices):
    """D7: when a picture is asked."""

    NEVER = "NEVER", "никогда"
    ALWAYS = "ALWAYS", "всегда"
    AFTER_FAILURES = "AFTER_FAILURES", "после нескольких неудач"


class ConsentMode(models.TextChoices):
    """D8: consent to the processing of personal data at registration (152-ФЗ, art. 9)."""

    REQUIRED = "REQUIRED", "без отметки зарегистрироваться нельзя"
    READABLE = "READABLE", "условия можно прочитать"
    NONE = "NONE", "не показывать"


class FieldDemand(models.TextChoices):
    """D11: whether a field of a form is asked, and whether it may stay empty."""

    NOT_ASKED = "NOT_ASKED", "не спрашивать"
    OPTIONAL = "OPTIONAL", "по желанию"
    REQUIRED = "REQUIRED", "обязательно"


class RegistrationText(models.TextChoices):
    """Words of registration and linking that a portal may put in its own way; the label is the usual word."""

    REGISTRATION = "REGISTRATION", "Регистрация"
    FIND_ACCOUNT = "FIND_ACCOUNT", "Найдите свой лицевой счёт"
    EMAIL = "EMAIL", "Email"
    LOGIN = "LOGIN", "Логин"
    PASSWORD = "PASSWORD", "Пароль"
    PASSWORD_AGAIN = "PASSWORD_AGAIN", "Подтверждение пароля"
    PHONE = "PHONE", "Мобильный телефон"
    PHONE_HINT = "PHONE_HINT", "Для SMS о счёте"
    ACCOUNT_NUMBER = "ACCOUNT_NUMBER", "Номер лицевого счёта"
    PAYMENT_CODE = "PAYMENT_CODE", "Платёжный код"
    CITY = "CITY", "Город"
    REGISTRATION_CODE = "REGISTRATION_CODE", "Код регистрации"
    REGISTRATION_CODE_HINT = "REGISTRATION_CODE_HINT", "Его даёт организация вместе с номером счёта"
    SURNAME = "SURNAME", "Фамилия"
    FULL_NAME = "FULL_NAME", "ФИО"
    PREMISE_NUMBER = "PREMISE_NUMBER", "Номер квартиры"
    ACCOUNT_KIND = "ACCOUNT_KIND", "Тип лицевого счёта"
    ORGANIZATION = "ORGANIZATION", "Управляющая организация"
    ACCOUNT_PASSWORD = "ACCOUNT_PASSWORD", "Пароль лицевого счёта"
    CONSENT = "CONSENT", "Согласен на обработку персональных данных"
    CONFIRMATION_CODE = "CONFIRMATION_CODE", "Код подтверждения"
    REGISTER = "REGISTER", "Зарегистрироваться"
    ADD_ACCOUNT = "ADD_ACCOUNT", "Добавить лицевой счёт"


class ProfileText(models.TextChoices):
    """Words of the profile that a portal may put in its own way; the label is the usual word (S1, S3 and S4 differ)."""

    TITLE = "TITLE", "Профиль"
    CONTACTS = "CONTACTS", "Контактные данные"
    NAME = "NAME", "Как вас зовут?"
    HOME_PHONE = "HOME_PHONE", "Домашний телефон"
    PHONE = "PHONE", "Мобильный телефон"
    EMAIL = "EMAIL", "Электронная почта"
    MESSAGES = "MESSAGES", "Оповещения"
    ALLOW_SMS = "ALLOW_SMS", "Разрешить SMS оповещение"
    ALLOW_EMAIL = "ALLOW_EMAIL", "Разрешить e-mail оповещение"
    DELIVERY = "DELIVERY", "Как получать квитанцию"
    CHANGE_PASSWORD = "CHANGE_PASSWORD", "Изменить пароль"


class CabinetText(models.TextChoices):
    """Words of the cabinet that a portal may put in its own way: names of sections, and who the account is for."""

    HOME = "HOME", "Главная"
    CHARGES = "CHARGES", "Начисления"
    HISTORY = "HISTORY", "История и платежи"
    METERS = "METERS", "Счётчики"
    ACCOUNT = "ACCOUNT", "Лицевой счёт"
    REQUESTS = "REQUESTS", "Заявки"
    NEWS = "NEWS", "Объявления"
    HOLDER = "HOLDER", "Квартиросъёмщик"


class HomePart(models.TextChoices):
    """What a portal puts on «Главная» beside what is due, readings, documents and announcements."""

    ACCOUNT = "ACCOUNT", "карточка лицевого счёта и дома"
    SERVICES = "SERVICES", "услуги, поставщики и тарифы"
    BILLS = "BILLS", "квитанции по месяцам, сколько их хранит организация (D13)"


class UnpublishedPeriod(models.TextChoices):
    """D12: what a resident sees of a month that is not published. Its sums are hidden in every case."""

    HIDE = "HIDE", "месяца нет в списке"
    ANNOUNCE = "ANNOUNCE", "месяц виден с пометкой «ещё считаем»"


class BillOrigin(models.TextChoices):
    """D14: where the bill of a month comes from."""

    GENERATED = "GENERATED", "составляет Квита"
    UPLOADED = "UPLOADED", "загружает организация"


class ClosedWindowAction(models.TextChoices):
    """D15: what happens to a reading outside the submission window."""

    REFUSE = "REFUSE", "не принимать"
    NEXT_MONTH = "NEXT_MONTH", "принять за следующий месяц"


class ReadingUndo(models.TextChoices):
    """D16: until when a resident may take a reading back."""

    UNTIL_SIGN_OUT = "UNTIL_SIGN_OUT", "до выхода из кабинета"
    UNTIL_WINDOW_END = "UNTIL_WINDOW_END", "до конца приёма"
    UNTIL_COUNTED = "UNTIL_COUNTED", "пока не рассчитано"
    NEVER = "NEVER", "нельзя"


class CheckLevel(models.TextChoices):
    """D17: what a failed check of a reading does."""

    OFF = "OFF", "не проверять"
    WARN = "WARN", "переспросить"
    REFUSE = "REFUSE", "не принимать"


class DoubtfulReadings(models.TextChoices):
    """D17: what becomes of a reading that a check questions and its sender confirms."""

    ACCEPT = "ACCEPT", "принять"
    REVIEW = "REVIEW", "отдать на проверку сотруднику"


class PaymentTarget(models.TextChoices):
    """D18: what a resident may pay for."""

    TOTAL = "TOTAL", "всё сразу"
    BY_PAYEE = "BY_PAYEE", "по получателям"
    BY_SERVICE = "BY_SERVICE", "по услугам"


class CommissionBearer(models.TextChoices):
    """D18: who pays the bank for taking a payment, by the contract."""

    PAYER = "PAYER", "плательщик, сверх суммы"
    ORGANIZATION = "ORGANIZATION", "получатель, из суммы"


class VatCode(models.TextChoices):
    """D18: rate of VAT in a fiscal receipt (54-ФЗ; tag 1199)."""

    NONE = "NONE", "без НДС"
    VAT_0 = "VAT_0", "НДС 0 %"
    VAT_5 = "VAT_5", "НДС 5 %"
    VAT_7 = "VAT_7", "НДС 7 %"
    VAT_10 = "VAT_10", "НДС 10 %"
    VAT_20 = "VAT_20", "НДС 20 %"
    VAT_22 = "VAT_22", "НДС 22 %"
    VAT_5_105 = "VAT_5_105", "НДС 5/105"
    VAT_7_107 = "VAT_7_107", "НДС 7/107"
    VAT_10_110 = "VAT_10_110", "НДС 10/110"
    VAT_20_120 = "VAT_20_120", "НДС 20/120"
    VAT_22_122 = "VAT_22_122", "НДС 22/122"


class ReceiptSubject(models.TextChoices):
    """D18: what is paid for, in a fiscal receipt (54-ФЗ; tag 1212)."""

    SERVICE = "SERVICE", "услуга"
    COMMODITY = "COMMODITY", "товар"
    PAYMENT = "PAYMENT", "платёж"
    AGENT_COMMISSION = "AGENT_COMMISSION", "агентское вознаграждение"
    ANOTHER = "ANOTHER", "иной предмет расчёта"


class ReceiptMethod(models.TextChoices):
    """D18: how a receipt settles (54-ФЗ; tag 1214)."""

    FULL_PAYMENT = "FULL_PAYMENT", "полный расчёт"
    FULL_PREPAYMENT = "FULL_PREPAYMENT", "предоплата 100 %"
    PARTIAL_PREPAYMENT = "PARTIAL_PREPAYMENT", "частичная предоплата"
    ADVANCE = "ADVANCE", "аванс"


class PayerField(models.TextChoices):
    """D19: what is asked of the payer."""

    SURNAME = "SURNAME", "фамилия"
    GIVEN_NAME = "GIVEN_NAME", "имя"
    PATRONYMIC = "PATRONYMIC", "отчество"
    INN = "INN", "ИНН"
    ADDRESS = "ADDRESS", "адрес"
    EMAIL = "EMAIL", "e-mail"


class NotificationSubject(models.TextChoices):
    """D20: what messages are about; each may go by each channel."""

    DEBT = "DEBT", "сумма к оплате"
    PAYMENT = "PAYMENT", "поступивший платёж"
    BILL = "BILL", "новая квитанция"
    READINGS = "READINGS", "приём показаний"
    METERS = "METERS", "установка и поверка счётчиков"
    TARIFFS = "TARIFFS", "изменение тарифов"
    OFFICE = "OFFICE", "адреса и часы работы"
    OUTAGES = "OUTAGES", "отключения и работы"
    REQUESTS = "REQUESTS", "ответы на заявки"


class NotificationChoice(models.TextChoices):
    """D20: how finely a resident chooses messages."""

    BY_SUBJECT = "BY_SUBJECT", "каждую тему отдельно"
    ON_OFF = "ON_OFF", "все письма и все SMS сразу"


class BillDelivery(models.TextChoices):
    """D21: how a bill reaches a resident."""

    PAPER = "PAPER", "счёт на дом"
    EMAIL = "EMAIL", "счёт по e-mail"
    EXTRACT_ON_PAYMENT = "EXTRACT_ON_PAYMENT", "выписка на почту при оплате"


class EmailChange(models.TextChoices):
    """D22: how an e-mail is changed."""

    PROFILE = "PROFILE", "в профиле"
    WITH_PASSWORD = "WITH_PASSWORD", "в форме «Изменить пароль»"
    OFFICE = "OFFICE", "в офисе по документам"


class ContactModule(models.TextChoices):
    """D23: ways to write to the organisation."""

    LETTERS = "LETTERS", "письма"
    INQUIRIES = "INQUIRIES", "обращения"
    SERVICE_REQUESTS = "SERVICE_REQUESTS", "заявки"


class SiteSection(models.TextChoices):
    """D30: sections of the public site."""

    HOME = "HOME", "главная"
    ABOUT = "ABOUT", "о компании"
    NEWS = "NEWS", "новости"
    ANNOUNCEMENTS = "ANNOUNCEMENTS", "объявления"
    TARIFFS = "TARIFFS", "тарифы и услуги"
    NORMS = "NORMS", "нормативы"
    CONTACTS = "CONTACTS", "контакты"
    USEFUL = "USEFUL", "полезное"
    DISCLOSURE = "DISCLOSURE", "раскрытие информации"


class AccountKind(models.TextChoices):
    """D28: what is charged to a billing account."""

    UTILITIES = "UTILITIES", "жилищно-коммунальные услуги"
    RENT = "RENT", "найм"
    CAPITAL_REPAIR = "CAPITAL_REPAIR", "капитальный ремонт"
    OTHER = "OTHER", "прочее"
