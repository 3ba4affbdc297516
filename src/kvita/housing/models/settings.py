"""Everything on which portals and organisations differ, as typed fields (D1–D30 of docs/settings.md).

D29 (browsers) is not a setting: all are supported.
"""

import datetime as dt
from typing import Any, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.fields.related_descriptors import ReverseOneToOneDescriptor

from kvita.calc.period import Month
from kvita.core.fields import EnumListField, MoneyField, WordingField
from kvita.housing import enums as e
from kvita.housing.models.organizations import ManagingOrganization
from kvita.housing.models.portals import Portal


class _OrDefaults(ReverseOneToOneDescriptor[Any, Any]):
    """The settings of a portal or an organisation; those of nobody's writing are the defaults, not an error."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        try:
            return super().__get__(instance, cls)
        except self.RelatedObjectDoesNotExist:
            return self.related.related_model(**{self.related.field.name: instance})


class SettingsOf(models.OneToOneField[Any, Any]):
    """The key of settings: whoever asks a portal for them gets some, stored or not."""

    related_accessor_class = _OrDefaults

    def deconstruct(self) -> Any:
        """Stand in migrations as what it is for the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, kwargs


# Who comes into a cabinet, and how (D1–D11): changed by those who answer for it (housing.policies.may_let_in).
WAY_IN_SETTINGS: Final = frozenset({
    "sign_in_names", "sign_in_hint", "first_sign_in_by_surname", "account_identifier", "linking_proofs",
    "linking_alternative_proofs", "account_kind_asked",
    "registration_code_uses", "approval_mode", "approval_deadline_hours", "confirmation_channels",
    "confirmation_gates", "confirmation_link_hours", "confirmation_code_digits", "confirmation_code_minutes",
    "confirmation_wait_seconds", "registration_order", "signed_in_after_registration", "contacts_after_linking",
    "password_min_length", "password_max_length", "password_origin", "password_repeated", "captcha_mode",
    "captcha_after_failures", "consent_mode", "consent_document", "consent_version", "consent_text",
    "consent_on_page", "accounts_per_user", "account_number_digits", "account_letter_optional",
    "account_number_example", "phone_example", "registration_phone", "home_phone_enabled", "remember_me_enabled",
})  # fmt: skip


class PortalSettings(models.Model):
    """How residents of one portal register, sign in and are served. Read through `portal.settings`."""

    portal = SettingsOf(Portal, models.CASCADE, related_name="settings", primary_key=True, verbose_name="портал")
    sign_in_names = EnumListField(e.SignInName, verbose_name="D1: входят по", default=list)
    sign_in_hint = models.CharField(
        "D1: подсказка под именем при входе",
        max_length=200,
        blank=True,
        help_text="Например: «Логин обычно совпадает с номером лицевого счета». Пусто — общая подсказка",
    )
    first_sign_in_by_surname = models.BooleanField(
        "D5: первый вход по номеру счёта и фамилии прямо на странице входа",
        default=False,
        help_text="Только там, где регистрация начинается со счёта и право на него подтверждает фамилия",
    )
    account_identifier = models.CharField(
        "D2: какой номер спрашивать",
        max_length=16,
        choices=e.AccountIdentifier,
        default=e.AccountIdentifier.ACCOUNT_NUMBER,
    )
    linking_proofs = EnumListField(e.LinkingProof, verbose_name="D2: чем подтверждают право на счёт")
    linking_alternative_proofs = EnumListField(
        e.LinkingProof, verbose_name="D2: или вместо этого", help_text="Например, пароль счёта вместо фамилии"
    )
    account_kind_asked = models.BooleanField(
        "D2: сначала спросить, какой счёт добавляют",
        default=False,
        help_text="Только чтобы подсказать, где взять номер и код: на проверку ответ не влияет",
    )
    registration_code_uses = models.PositiveSmallIntegerField(
        "D2: сколько раз годится код регистрации",
        default=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Столько человек из квартиры войдут по одному письму; пусто — сколько угодно",
    )
    approval_mode = models.CharField(
        "D3: кто пускает", max_length=16, choices=e.ApprovalMode, default=e.ApprovalMode.AUTOMATIC
    )
    approval_deadline_hours = models.PositiveSmallIntegerField("D3: срок проверки, часов", default=72)
    confirmation_channels = EnumListField(e.ConfirmationChannel, verbose_name="D4: подтверждение адреса")
    confirmation_gates = EnumListField(e.ConfirmationGate, verbose_name="D4: до подтверждения закрыто")
    confirmation_link_hours = models.PositiveSmallIntegerField(
        "D4: ссылка действует, часов", default=24, help_text="Потом регистрацию начинают заново"
    )
    confirmation_code_digits = models.PositiveSmallIntegerField(
        "D4: цифр в коде из SMS", default=6, validators=[MinValueValidator(4), MaxValueValidator(8)]
    )
    confirmation_code_minutes = models.PositiveSmallIntegerField(
        "D4: код из SMS действует, минут", default=15, validators=[MinValueValidator(1)]
    )
    confirmation_wait_seconds = models.PositiveSmallIntegerField(
        "D4: новый код или письмо не раньше, секунд", default=60
    )
    registration_order = models.CharField(
        "D5: порядок регистрации", max_length=16, choices=e.RegistrationOrder, default=e.RegistrationOrder.USER_FIRST
    )
    signed_in_after_registration = models.BooleanField(
        "D5: после регистрации сразу в кабинете", default=True, help_text="Иначе после неё входят с почтой и паролем"
    )
    contacts_after_linking = models.BooleanField("D5: после первого счёта предложить заполнить контакты", default=False)
    password_min_length = models.PositiveSmallIntegerField(
        "D6: пароль не короче", default=8, validators=[MinValueValidator(6), MaxValueValidator(64)]
    )
    password_max_length = models.PositiveSmallIntegerField("D6: пароль не длиннее", null=True, blank=True)
    password_origin = models.CharField(
        "D6: первый пароль", max_length=16, choices=e.PasswordOrigin, default=e.PasswordOrigin.OWN
    )
    password_repeated = models.BooleanField("D6: пароль вводят дважды", default=True)
    captcha_mode = models.CharField(
        "D7: картинка с буквами",
        max_length=16,
        choices=e.CaptchaMode,
        default=e.CaptchaMode.AFTER_FAILURES,
        help_text="Останавливает случайные программы, но не того, кто взялся подбирать: простая программа читает "
        "четыре картинки из пяти. Пароли держат счётчики попыток:  "
        "10 за 15 минут с одного адреса, 40 за час на человека",
    )
    captcha_after_failures = models.PositiveSmallIntegerField("D7: после скольких неудач", default=3)
    consent_mode = models.CharField(
        "D8: согласие на обработку данных", max_length=16, choices=e.ConsentMode, default=e.ConsentMode.REQUIRED
    )
    consent_document = models.CharField("D8: как называется документ", max_length=120, blank=True)
    consent_version = models.CharField("D8: версия документа", max_length=20, blank=True, help_text="Например, 2026-03")
    consent_text = models.TextField(
        "D8: текст документа",
        blank=True,
        help_text="Пусто — общий текст. Вместо {organization}, {address} и {email} встанут данные организаций",
    )
    consent_on_page = models.BooleanField(
        "D8: текст прямо в форме", default=False, help_text="И кнопка станет активной только после отметки"
    )
    accounts_per_user = models.PositiveSmallIntegerField(
        "D9: лицевых счетов на одного пользователя", null=True, blank=True
    )
    account_number_digits = models.PositiveSmallIntegerField("D10: цифр в номере счёта", null=True, blank=True)
    account_letter_optional = models.BooleanField("D10: букву номера можно не писать", default=True)
    account_number_example = models.CharField("D10: пример номера", max_length=30, blank=True)
    phone_example = models.CharField("D11: пример телефона", max_length=30, default="8 987 123-45-67")
    registration_phone = models.CharField(
        "D11: мобильный телефон при регистрации",
        max_length=16,
        choices=e.FieldDemand,
        default=e.FieldDemand.NOT_ASKED,
    )
    registration_texts = WordingField(e.RegistrationText, verbose_name="слова при регистрации и добавлении счёта")
    home_phone_enabled = models.BooleanField("D11: спрашивать домашний телефон", default=False)
    remember_me_enabled = models.BooleanField("«Запомнить меня» при входе", default=True)
    guide_link_enabled = models.BooleanField("«Скачать инструкцию» при входе", default=False)
    cabinet_texts = WordingField(e.CabinetText, verbose_name="названия разделов кабинета")
    home_parts = EnumListField(e.HomePart, verbose_name="на «Главной» ещё и")
    profile_texts = WordingField(e.ProfileText, verbose_name="слова в профиле")
    profile_photo_enabled = models.BooleanField("фотография в профиле", default=False)
    contacts_saved_to_account = models.BooleanField(
        "D22: телефон и почту из профиля записывать в лицевой счёт",
        default=False,
        help_text="От того, кто привязал счёт первым",
    )
    email_subjects = EnumListField(e.NotificationSubject, verbose_name="D20: о чём письма")
    sms_subjects = EnumListField(e.NotificationSubject, verbose_name="D20: о чём SMS")
    notification_choice = models.CharField(
        "D20: что выбирает жилец",
        max_length=16,
        choices=e.NotificationChoice,
        default=e.NotificationChoice.BY_SUBJECT,
    )
    debt_message_day = models.PositiveSmallIntegerField(
        "D20: какого числа сообщать о долге", default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    bill_deliveries = EnumListField(e.BillDelivery, verbose_name="D21: доставка счёта")
    email_change = EnumListField(e.EmailChange, verbose_name="D22: смена почты")
    contact_modules = EnumListField(e.ContactModule, verbose_name="D23: связь с организацией")
    inquiry_contacts_required = models.BooleanField("D23: в обращении спросить, куда ответить", default=False)
    feedback_form_enabled = models.BooleanField("D23: вопрос в поддержку можно задать до входа", default=False)
    paid_services_enabled = models.BooleanField("D24: платные услуги", default=False)
    request_status_names = models.JSONField("D25: названия состояний заявки", default=dict, blank=True)
    request_files_limit = models.PositiveSmallIntegerField("D26: файлов в заявке", default=5)
    request_file_megabytes = models.PositiveSmallIntegerField("D26: мегабайт в файле", default=10)
    user_deletion_enabled = models.BooleanField("D27: жилец может удалить кабинет", default=True)
    user_deletion_hold_days = models.PositiveSmallIntegerField("D27: через сколько дней удалить", default=30)
    account_kinds = EnumListField(e.AccountKind, verbose_name="D28: виды лицевых счетов")
    site_sections = EnumListField(e.SiteSection, verbose_name="D30: разделы сайта")

    class Meta:
        verbose_name = "настройки портала"
        verbose_name_plural = "настройки порталов"
        constraints = (
            models.CheckConstraint(
                name="portal_password_lengths",
                condition=models.Q(password_max_length=None)
                | models.Q(password_max_length__gte=models.F("password_min_length")),
            ),
        )

    def __str__(self) -> str:
        return f"Настройки: {self.portal}"

    def registration_text(self, key: e.RegistrationText) -> str:
        """Return a word of registration as this portal puts it."""
        return str(self.registration_texts.get(key) or key.label)

    def cabinet_text(self, key: e.CabinetText) -> str:
        """Return a word of the cabinet as this portal puts it."""
        return str(self.cabinet_texts.get(key) or key.label)

    def profile_text(self, key: e.ProfileText) -> str:
        """Return a word of the profile as this portal puts it."""
        return str(self.profile_texts.get(key) or key.label)


class OrganizationSettings(models.Model):
    """How one organisation charges, takes readings and is paid. Read through `organization.settings`."""

    organization = SettingsOf(
        ManagingOrganization, models.CASCADE, related_name="settings", primary_key=True, verbose_name="организация"
    )
    unpublished_period = models.CharField(
        "D12: неопубликованный месяц", max_length=16, choices=e.UnpublishedPeriod, default=e.UnpublishedPeriod.HIDE
    )
    bill_archive_months = models.PositiveSmallIntegerField(
        "D13: за сколько месяцев доступны квитанции", null=True, blank=True, help_text="Пусто — за все"
    )
    account_extract_enabled = models.BooleanField("D13: выписка из лицевого счёта", default=True)
    bill_origins = EnumListField(e.BillOrigin, verbose_name="D14: откуда квитанция")
    pay_by_day = models.PositiveSmallIntegerField(
        "оплата до какого числа",
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="Следующего месяца. С 1 марта 2026 года по закону — 15 (ст. 155 ЖК РФ)",
    )
    bill_valid_months = models.PositiveSmallIntegerField(
        "квитанция действительна, месяцев после её месяца",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text="«Действителен до» — последний день этого месяца. Пусто — не печатать",
    )
    not_applicable_mark = models.CharField(
        "чем отмечена ячейка, где суммы быть не может",
        max_length=6,
        default="×",
        help_text="В таблице начислений и в квитанции: у услуги из составляющих тариф и объём — у них самих",
    )
    reading_window_from = models.PositiveSmallIntegerField(
        "D15: приём показаний с", default=10, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    reading_window_to = models.PositiveSmallIntegerField(
        "D15: приём показаний по", default=25, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    closed_window_action = models.CharField(
        "D15: вне срока", max_length=16, choices=e.ClosedWindowAction, default=e.ClosedWindowAction.REFUSE
    )
    reading_undo = models.CharField(
        "D16: отмена показания", max_length=16, choices=e.ReadingUndo, default=e.ReadingUndo.UNTIL_COUNTED
    )
    check_capacity = models.CharField(
        "D17: цифр больше, чем на счётчике", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.REFUSE
    )
    check_decrease = models.CharField(
        "D17: меньше прошлого", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.REFUSE
    )
    check_rollover = models.CharField(
        "D17: переход через ноль", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.WARN
    )
    check_zero_months = models.CharField(
        "D17: нулевой расход несколько месяцев", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.OFF
    )
    zero_months_limit = models.PositiveSmallIntegerField("D17: сколько месяцев", default=3)
    check_excess = models.CharField(
        "D17: расход много больше обычного", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.WARN
    )
    excess_factor = models.DecimalField("D17: во сколько раз", max_digits=5, decimal_places=2, default=3)
    check_date = models.CharField(
        "D17: дата в будущем или раньше прошлой", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.REFUSE
    )
    check_verification = models.CharField(
        "D17: поверка просрочена",
        max_length=8,
        choices=e.CheckLevel,
        default=e.CheckLevel.WARN,
        help_text="«Переспросить» здесь значит принять и напомнить о поверке: она не о показании, а о счётчике",
    )
    check_meter_closed = models.CharField(
        "D17: счётчик снят", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.REFUSE
    )
    check_counted = models.CharField(
        "D17: месяц уже рассчитан", max_length=8, choices=e.CheckLevel, default=e.CheckLevel.REFUSE
    )
    doubtful_readings = models.CharField(
        "D17: сомнительное, но подтверждённое показание",
        max_length=8,
        choices=e.DoubtfulReadings,
        default=e.DoubtfulReadings.ACCEPT,
    )
    doubt_holds_month = models.BooleanField("D17: не рассчитывать месяц, пока есть показания на проверке", default=True)
    excess_norm_factor = models.DecimalField(
        "D17: или во сколько раз больше норматива", max_digits=5, decimal_places=2, default=2
    )
    reading_photo_enabled = models.BooleanField("фото счётчика к показанию", default=True)
    verification_notice_days = models.PositiveSmallIntegerField(
        "за сколько дней напомнить о поверке", default=60, help_text="0 — не напоминать заранее"
    )
    payment_targets = EnumListField(e.PaymentTarget, verbose_name="D18: за что платят")
    payment_providers = models.JSONField(
        "D18: способы оплаты", default=list, blank=True, help_text="Ключи подключённых способов"
    )
    payment_links = models.JSONField(
        "D18: оплата на других сайтах",
        default=list,
        blank=True,
        help_text='Список из названий и адресов: [{"title": "Система Город", "url": "https://…"}]. '
        "В адресе {account}, {sum} и {kopecks} заменяются на счёт и сумму",
    )
    netting_between_services = models.BooleanField(
        "D18: переплата по одной услуге уменьшает долг по другой", default=False
    )
    minimum_payment = MoneyField("D18: наименьший платёж", default=100)
    doubtful_payment_above = MoneyField(
        "D18: платёж из файла больше этой суммы ждёт сотрудника",
        default=500_000_00,
        help_text="Из реестра банка его зачисляет человек, загрузка платежей о нём предупреждает",
    )
    receipts_enabled = models.BooleanField(
        "D18: кассовый чек через банк", default=False, help_text="Состав чека по 54-ФЗ уходит банку вместе с платежом"
    )
    receipt_vat_code = models.CharField("D18: НДС в чеке", max_length=12, choices=e.VatCode, default=e.VatCode.NONE)
    receipt_subject = models.CharField(
        "D18: предмет расчёта в чеке", max_length=20, choices=e.ReceiptSubject, default=e.ReceiptSubject.SERVICE
    )
    receipt_method = models.CharField(
        "D18: способ расчёта в чеке", max_length=20, choices=e.ReceiptMethod, default=e.ReceiptMethod.FULL_PAYMENT
    )
    refund_second_approval_above = MoneyField(
        "D18: возврат больше этой суммы подтверждает второй сотрудник", default=5_000_00
    )
    refund_commission = models.BooleanField("D18: вернуть комиссию, когда возвращают весь платёж", default=True)
    commission_note = models.CharField(
        "D18: примечание о комиссии",
        max_length=250,
        blank=True,
        default="",
        help_text="Стоит под итогом на странице оплаты; пусто — примечания нет",
    )
    payer_fields = EnumListField(e.PayerField, verbose_name="D19: что спросить у плательщика")
    staff_second_step = models.BooleanField(
        "сотрудники: второй шаг входа обязателен",
        default=False,
        help_text="Кто ещё не завёл приложение с кодами, заведёт его при следующем входе",
    )
    staff_idle_minutes = models.PositiveSmallIntegerField(
        "сотрудники: закрыть рабочее место, если ничего не делают, минут",
        default=60,
        null=True,
        blank=True,
        validators=[MinValueValidator(5)],
        help_text="Пусто — не закрывать. Новое число действует со следующего входа",
    )

    class Meta:
        verbose_name = "настройки организации"
        verbose_name_plural = "настройки организаций"

    def __str__(self) -> str:
        return f"Настройки: {self.organization}"

    def pay_by(self, month: dt.date) -> dt.date:
        """Return the day by which the bill of `month` (its first day) is to be paid."""
        following = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return following.replace(day=self.pay_by_day)

    def bill_valid_until(self, month: dt.date) -> dt.date | None:
        """Return the last day on which the bill of `month` holds; None where the organisation names none."""
        if self.bill_valid_months is None:
            return None
        first = Month.of(month)
        for _ in range(self.bill_valid_months):
            first = first.next
        return first.next.first_day - dt.timedelta(days=1)
