"""What the payer is told, by letter and by SMS; in the transaction of what it tells of."""

import datetime as dt

from kvita.core.wording import say_month, say_rubles
from kvita.housing.enums import NotificationSubject
from kvita.housing.models import StaffAssignment
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder, Refund
from kvita.payments.policies import CASHIERS
from kvita.payments.selectors import amount_due


def tell_payer(*, order: PaymentOrder, payment: Payment, attempt: PaymentAttempt, now: dt.datetime) -> None:
    """Tell that the money has come: by letter to the address of the order, by SMS where the portal does so."""
    due = say_rubles(amount_due(order.account).due)
    amount = say_rubles(payment.amount)
    if address := _address(order):
        lines = [
            f"Мы получили ваш платёж: {amount}.",
            f"За что: {say_month(order.month)}, лицевой счёт {order.account.full_number}.",
            f"Кому: {order.payee.name}.",
            f"Номер операции у банка: {attempt.provider_reference}." if attempt.provider_reference else "",
            f"Сейчас к оплате: {due}.",
        ]
        enqueue_message(
            key=f"payment-accepted:{payment.pk}",
            channel=Channel.EMAIL,
            recipient=address,
            subject=f"Платёж {amount} получен",
            text="\n".join(filter(None, lines)),
            is_secret=False,
            now=now,
        )
    if phone := _phone(order):
        enqueue_message(
            key=f"payment-accepted-sms:{payment.pk}",
            channel=Channel.SMS,
            recipient=phone,
            subject="",
            text=f"Платёж {amount} получен, счёт {order.account.full_number}. К оплате: {due}.",
            is_secret=False,
            now=now,
        )


def tell_refunded(*, order: PaymentOrder, refund: Refund, now: dt.datetime) -> None:
    """Tell that the money goes back."""
    address = _address(order)
    if not address:
        return
    enqueue_message(
        key=f"payment-refunded:{refund.pk}",
        channel=Channel.EMAIL,
        recipient=address,
        subject=f"Возвращаем {say_rubles(refund.total)}",
        text=(
            f"Мы вернули вам {say_rubles(refund.total)} из платежа за {say_month(order.month)}, "
            f"лицевой счёт {order.account.full_number}.\n"
            f"Почему: {refund.reason}.\n"
            "Деньги придут на ту карту или счёт, с которых вы платили, обычно за 1–5 рабочих дней.\n"
            f"Сейчас к оплате: {say_rubles(amount_due(order.account).due)}."
        ),
        is_secret=False,
        now=now,
    )


def tell_second(*, order: PaymentOrder, refund: Refund, now: dt.datetime) -> None:
    """Ask those who may decide a refund above the limit to look at it, but for the one who asks for it."""
    organization = order.account.organization
    staff = StaffAssignment.objects.filter(organization=organization, role__in=CASHIERS, user__is_active=True)
    addresses = staff.exclude(user=refund.requested_by).values_list("user__email", flat=True).distinct()
    for address in sorted({address for address in addresses if address}):
        enqueue_message(
            key=f"refund-waits:{refund.pk}:{address}",
            channel=Channel.EMAIL,
            recipient=address,
            subject=f"Возврат {say_rubles(refund.total)} ждёт второго сотрудника",
            text=(
                f"{refund.requested_by} просит вернуть {say_rubles(refund.total)}, лицевой счёт "
                f"{order.account.full_number}.\n"
                f"Почему: {refund.reason}.\n"
                "Решите это на рабочем месте, в разделе «Онлайн-платежи»: без второго сотрудника деньги не уйдут.\n"
                f"{organization}."
            ),
            is_secret=False,
            now=now,
        )


def _address(order: PaymentOrder) -> str:
    return order.email or (order.user.email if order.user else None) or ""


def _phone(order: PaymentOrder) -> str:
    """Return the confirmed phone of the payer, if the portal of the order sends SMS about payments."""
    if order.portal is None or order.user is None or order.user.phone_confirmed_at is None:
        return ""
    wanted = NotificationSubject.PAYMENT in order.portal.settings.sms_subjects
    return (order.user.phone or "") if wanted else ""
