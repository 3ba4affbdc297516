"""States and sources of payments."""

from django.db import models


class PaymentSource(models.TextChoices):
    """Where a payment row comes from."""

    ONLINE = "ONLINE", "в кабинете"
    FILE = "FILE", "из файла"
    OFFICE = "OFFICE", "внесено сотрудником"
    REFUND = "REFUND", "возврат"


class ProviderKind(models.TextChoices):
    """Banks to which an organisation can be connected with keys of its own."""

    YOOKASSA = "YOOKASSA", "ЮKassa"
    SBER = "SBER", "Сбер эквайринг"


class PaymentState(models.TextChoices):
    """Only ACCEPTED payments count."""

    ACCEPTED = "ACCEPTED", "зачислен"
    REVERSED = "REVERSED", "отменён"


class OrderState(models.TextChoices):
    """Life of a resident's intention to pay."""

    NEW = "NEW", "создан"
    PENDING = "PENDING", "ждём ответа банка"
    PAID = "PAID", "оплачен"
    FAILED = "FAILED", "не оплачен"


class AttemptState(models.TextChoices):
    """Life of one try at a provider. UNKNOWN: the provider did not answer; ask again, never assume."""

    CREATED = "CREATED", "создана"
    REDIRECTED = "REDIRECTED", "жилец на странице банка"
    UNKNOWN = "UNKNOWN", "ответа нет"
    SUCCEEDED = "SUCCEEDED", "деньги списаны"
    DECLINED = "DECLINED", "отказ"
    EXPIRED = "EXPIRED", "срок истёк"


class FailureReason(models.TextChoices):
    """Why nothing was charged, as the payer is told: «Банк отказал: на карте недостаточно денег»."""

    INSUFFICIENT_FUNDS = "insufficient_funds", "на карте недостаточно денег"
    CARD_REFUSED = "card_refused", "банк не принимает эту карту"
    WRONG_CODE = "wrong_code", "код из SMS не подошёл"
    CANCELED = "canceled", "вы отказались от оплаты"
    EXPIRED = "expired", "время на оплату вышло"
    OTHER = "other", "банк не назвал причину"


FINAL_ATTEMPT_STATES = (AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.EXPIRED)


class RefundState(models.TextChoices):
    """Life of a refund. WAITING: for a second member of staff; UNKNOWN: no answer, so the bank is asked again."""

    WAITING = "WAITING", "ждёт второго сотрудника"
    APPROVED = "APPROVED", "отправлен в банк"
    UNKNOWN = "UNKNOWN", "банк не ответил"
    SUCCEEDED = "SUCCEEDED", "деньги возвращены"
    DECLINED = "DECLINED", "банк отказал"
    REJECTED = "REJECTED", "сотрудник отказал"


REFUND_STATES_IN_FLIGHT = (RefundState.APPROVED, RefundState.UNKNOWN)
NOT_GIVEN_BACK = (RefundState.DECLINED, RefundState.REJECTED)
FINAL_REFUND_STATES = (RefundState.SUCCEEDED, RefundState.DECLINED, RefundState.REJECTED)
