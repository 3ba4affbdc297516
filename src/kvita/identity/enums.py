"""What codes are for, what is counted, what people agree to."""

from django.db import models


class CodePurpose(models.TextChoices):
    """What a code or a link does when it comes back."""

    CONFIRM_EMAIL = "CONFIRM_EMAIL", "подтверждение почты"
    CONFIRM_PHONE = "CONFIRM_PHONE", "подтверждение телефона"
    RESET_PASSWORD = "RESET_PASSWORD", "новый пароль"
    CHANGE_EMAIL = "CHANGE_EMAIL", "смена почты"
    REGISTRATION = "REGISTRATION", "завершение регистрации"


class ThrottleScope(models.TextChoices):
    """What is counted, so that guessing does not pay."""

    SIGN_IN = "SIGN_IN", "вход"
    LINKING = "LINKING", "привязка счёта"
    CODE_TRY = "CODE_TRY", "проверка кода"
    CODE_WAIT = "CODE_WAIT", "пауза перед новым кодом"
    CODE_SENT = "CODE_SENT", "отправленные коды"
    CAPTCHA = "CAPTCHA", "картинка с буквами"
    REGISTRATION = "REGISTRATION", "регистрация"
    FEEDBACK = "FEEDBACK", "вопросы до входа"
    MFA = "MFA", "второй шаг входа"
    WEBHOOK = "WEBHOOK", "уведомления банков"


class ConsentKind(models.TextChoices):
    """Documents that are agreed to each by its own tick (152-ФЗ, art. 9 as of 2025-09-01)."""

    PERSONAL_DATA = "PERSONAL_DATA", "согласие на обработку персональных данных"
    TERMS = "TERMS", "условия пользования кабинетом"
    MESSAGES = "MESSAGES", "согласие на рассылку"
