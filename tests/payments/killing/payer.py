"""A payer whose server dies at a chosen line: run by test_kill.py as a program of its own, with its own database.

A child process gets as far as one line of Kvita's payment code between «the order is stored» and «the money is
credited», and is killed by SIGKILL; then the payer comes back and presses again, or does not, the timer asks about what
hangs, and the next child dies some lines later, up to the last one. Prints what it counted as JSON.
"""

import datetime as dt
import json
import os
import signal
import sys
import time
import uuid
from types import FrameType
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum

from kvita.core.audit import Actor
from kvita.integrations.acquiring.sandbox.cards import CARDS
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.integrations.acquiring.sandbox.provider import SandboxProvider
from kvita.integrations.acquiring.sandbox.services import pay_by_card
from kvita.notifications.models import OutboxMessage
from kvita.payments.enums import FINAL_ATTEMPT_STATES, OrderState
from kvita.payments.jobs import check_pending_attempts
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder
from kvita.payments.services import PaymentWish, ask_provider, place_order, start_attempt
from tests.actors import Cast, make_cast
from tests.factories import AUGUST, NOW, Line, make_payee, make_statement, rub

BANK: Final = {"sandbox": SandboxProvider()}
CODE: Final = (f"{os.sep}kvita{os.sep}payments{os.sep}services{os.sep}", f"{os.sep}sandbox{os.sep}")
ANNA: Final = Actor(kind="resident", label="Анна")
HOST: Final = "innova.localhost"
LATER: Final = NOW + dt.timedelta(minutes=5)


def pay(cast: Cast, wish: PaymentWish) -> None:
    """What happens between the press of «Оплатить» and the page that says that it worked."""
    order = place_order(account=cast.account, user=cast.anna, wish=wish, actor=ANNA, now=NOW)
    start_attempt(
        order=order,
        provider_key="sandbox",
        provider=BANK["sandbox"],
        return_url=f"http://{HOST}/a/1/pay/x/",
        host=HOST,
        now=NOW,
    )
    for payment in BankPayment.objects.filter(attempt_id__in=ids_of(order)):
        pay_by_card(payment=payment, number=CARDS[0].number, now=NOW)
    for attempt in order.attempts.all():
        ask_provider(attempt=attempt, provider=BANK["sandbox"], now=NOW)


def ids_of(order: PaymentOrder) -> list[str]:
    """Return the numbers under which the bank knows the attempts of an order."""
    return [str(key) for key in order.attempts.values_list("public_id", flat=True)]


def die_at(line: int) -> None:
    """Kill this process when so many lines of the payment code have run."""
    left = line

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if not any(part in frame.f_code.co_filename for part in CODE):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return watch

    sys.settrace(watch)


def run_child(cast: Cast, wish: PaymentWish, line: int) -> bool:
    """Pay in a child that dies at a line; return whether it was killed."""
    connection.close()
    child = os.fork()
    if child == 0:
        die_at(line)
        pay(cast, wish)
        sys.settrace(None)
        connection.close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"the child failed at line {line}")
    return os.WIFSIGNALED(status)


def come_back(cast: Cast, wish: PaymentWish, *, presses: bool) -> None:
    """The payer presses again, or has closed the browser after paying; then the timer asks about what hangs."""
    if presses:
        pay(cast, wish)
    for row in BankPayment.objects.filter(state="OPEN"):
        pay_by_card(payment=row, number=CARDS[0].number, now=NOW)
    check_pending_attempts(now=LATER, providers=BANK)


def count_lines(cast: Cast, wish: PaymentWish) -> int:
    """Pay once without dying; return how many lines of the payment code ran."""
    count = 0

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if not any(part in frame.f_code.co_filename for part in CODE):
            return None
        count += event == "line"
        return watch

    sys.settrace(watch)
    pay(cast, wish)
    sys.settrace(None)
    return count


def main(kills: int) -> None:
    """Kill so many times, at lines evenly apart; 0 = at every line."""
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # tables from the models, at once
    call_command("migrate", run_syncdb=True, verbosity=0)
    cast = make_cast()
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    payee = make_payee(cast.organization)
    started, killed = time.monotonic(), 0

    def wish() -> PaymentWish:
        return PaymentWish(uuid.uuid4(), rub("10"), payee, AUGUST, email="anna@example.ru")

    line = [count_lines(cast, wish()) for _ in range(2)][-1]  # the first time some lines run that never run again
    step = max(1, line // kills) if kills else 1
    for number, at in enumerate(range(1, line + 1, step)):
        one = wish()
        killed += run_child(cast, one, at)
        come_back(cast, one, presses=number % 2 == 0)
    check_pending_attempts(now=NOW + dt.timedelta(hours=2), providers=BANK)
    charged = BankPayment.objects.filter(state="PAID").aggregate(all=Sum("charged"))["all"]
    credited = Payment.objects.aggregate(all=Sum("amount"))["all"]
    told = {
        "lines": line,
        "killed": killed,
        "orders": PaymentOrder.objects.count(),
        "orders_paid": PaymentOrder.objects.filter(state=OrderState.PAID).count(),
        "attempts": PaymentAttempt.objects.count(),
        "attempts_open": PaymentAttempt.objects.exclude(state__in=FINAL_ATTEMPT_STATES).count(),
        "bank_payments": BankPayment.objects.count(),
        "bank_kopecks": charged.kopecks,
        "our_payments": Payment.objects.count(),
        "our_kopecks": credited.kopecks,
        "letters": OutboxMessage.objects.count(),
        "seconds": round(time.monotonic() - started),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
