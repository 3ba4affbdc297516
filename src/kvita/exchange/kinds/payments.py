"""Payments: rows of the list «Платежи». A row is its own identity, so a payment is new or known already."""

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Final

from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod
from kvita.calc.money import Money
from kvita.core.wording import say_rubles
from kvita.exchange.kinds.columns import CODE, NUMBER
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.finding import AccountFinder, account_key
from kvita.exchange.kinds.payment_signs import PaymentSigns
from kvita.exchange.kinds.rows import Row, batches_of
from kvita.exchange.kinds.seen import Seen, SeenKeys
from kvita.exchange.readers import OTHERS, Chunk, Column
from kvita.exchange.reports import Problem
from kvita.exchange.values import CellError
from kvita.exchange.values.dates import parse_day, parse_month
from kvita.exchange.values.numbers import parse_money
from kvita.exchange.values.totals import RunningSums, is_total_word
from kvita.payments.enums import PaymentSource
from kvita.payments.models import Payment
from kvita.payments.policies import doubt_of_day

AMOUNT: Final = "Сумма платежа"
_LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as the file gives it; `kopecks` below zero take a payment back."""

    line: int
    account_id: int
    kopecks: int
    paid_on: dt.date
    posted_on: dt.date | None
    accounting_month: dt.date
    for_month: dt.date | None
    place: str

    def key(self, ordinal: int) -> str:
        """Return the name of the payment in its source; `ordinal` tells rows equal in everything apart."""
        parts = (self.paid_on, self.posted_on or "", self.accounting_month, self.for_month or "", self.kopecks)
        start, end = "|".join(["file", *map(str, parts)]), f"|{ordinal}"
        room = _LONGEST_KEY - len(start) - len(end) - 1
        place = self.place if len(self.place) <= room else sha256(self.place.encode()).hexdigest()
        return f"{start}|{place}{end}"


class PaymentsImporter:
    """Imports payments."""

    columns: ClassVar[tuple[Column, ...]] = (
        CODE,
        NUMBER,
        Column("accounting_month", "Расчетный месяц", ("Месяц учета", "Отчетный месяц")),
        Column("paid_on", "Дата платежа", ("Дата оплаты",), required=True),
        Column("posted_on", "Дата учёта", ("Дата зачисления", "Дата проведения")),
        Column("for_month", "За какой месяц оплачено", ("За месяц", "Оплаченный месяц")),
        Column("place", "Место платежа", ("Место оплаты", "Агент", "Банк", "Источник")),
        Column("amount", AMOUNT, ("Сумма", "Сумма оплаты", "Оплачено"), required=True),
        OTHERS,
    )

    def __init__(self, context: ImportContext) -> None:
        context.hold_months()
        self._context = context
        self._finder = AccountFinder(context.organization.pk, account_key(context.layout))
        self._seen = SeenKeys("payments")
        self._accounts = SeenKeys("accounts")
        self._closed = set(
            BillingPeriod.objects.filter(organization=context.organization, state=PeriodState.CLOSED).values_list(
                "month", flat=True
            )
        )
        self._signs = PaymentSigns(context.layout)
        unknown = context.report.unknown_columns
        context.report.unknown_columns = tuple(name for name in unknown if name not in self._signs.known)
        self._sums = RunningSums()
        self._has_months = BillingPeriod.objects.filter(organization=context.organization).exists()
        self._today = context.now.astimezone(zoneinfo.ZoneInfo(context.organization.time_zone)).date()
        self._limit = context.organization.settings.doubtful_payment_above

    def take(self, chunk: Chunk) -> None:
        """Store the payments of the chunk that are not known yet."""
        for batch in batches_of(chunk, self._context):
            self._take(batch)

    def finish(self) -> None:
        """Tell which rows were left out."""
        for sentence in self._signs.told():
            self._context.report.warn(sentence)

    def _take(self, batch: Sequence[Row]) -> None:
        ends = {row.line for row in batch if self._is_total(row)}
        rows = [row for row in batch if row.line not in ends]
        left_out = {row.line for row in rows if not self._signs.is_payment(row, _kopecks(row))}
        accounts = self._finder.find(row for row in rows if row.line not in left_out)
        good: list[PaymentRow] = []
        for row in batch:
            if row.line in ends:
                self._check_total(row)
            elif row.line in left_out:
                self._sums.add(_kopecks(row), is_taken=False)
            elif payment := self._parse(row, accounts):
                good.append(payment)
            self._context.report.problems.add_row(row.problems)
        self._store(good)

    def _parse(self, row: Row, accounts: dict[str, int]) -> PaymentRow | None:
        kopecks = row.require("amount", _parse_amount)
        paid_on = row.require("paid_on", parse_day)
        posted_on = row.read("posted_on", parse_day)
        for_month = row.read("for_month", parse_month)
        place = row.read_text("place", longest=200)
        month = self._month(row)
        self._sums.add(kopecks, is_taken=True)
        account_id = accounts.get("".join(row.text_of(self._finder.key).split()))
        if row.problems or kopecks is None or paid_on is None or month is None or account_id is None:
            return None
        self._warn_of_odd(row, kopecks, paid_on, posted_on)
        if row.problems:
            return None
        return PaymentRow(
            row.line, account_id, kopecks, paid_on, posted_on, month, for_month.first_day if for_month else None, place
        )

    def _month(self, row: Row) -> dt.date | None:
        given = row.read("accounting_month", parse_month)
        wanted = self._context.options.month
        month = given.first_day if given else wanted
        if month is None and not row.problems:
            row.refuse("accounting_month", "Не указан расчётный месяц.", "Заполните столбец или добавьте --period.")
        elif given and wanted and given.first_day != wanted:
            row.refuse("accounting_month", f"Месяц не тот, что в --period {wanted:%Y-%m}.", "Исправьте месяц.")
        return month

    def _warn_of_odd(self, row: Row, kopecks: int, paid_on: dt.date, posted_on: dt.date | None) -> None:
        """Refuse a day that has not come, warn of one long ago and of a sum that nobody pays for a flat."""
        for key, title, day in (("paid_on", "Дата платежа", paid_on), ("posted_on", "Дата учёта", posted_on)):
            doubt = doubt_of_day(day, self._today, has_months=self._has_months, title=title)
            if doubt and day is not None and day > self._today:
                row.refuse(key, doubt, "Проверьте год и месяц.")
            elif doubt:
                self._context.report.warn(f"Строка {row.line}: {doubt} Проверьте год.")
        if abs(kopecks) > self._limit.kopecks:
            told = f"{say_rubles(Money(kopecks))} — больше {say_rubles(self._limit)}"
            self._context.report.warn(f"Строка {row.line}: {told}. Проверьте, не склеились ли два числа.")

    def _is_total(self, row: Row) -> bool:
        cells = list(row.cells.values())
        first = next((cell for cell in cells if cell.strip()), "")
        named = [row.text_of(key) for key in (self._finder.key, "paid_on") if row.cells.get(key) != first]
        return is_total_word(first) and not any(named)

    def _check_total(self, row: Row) -> None:
        """Compare «Итого» with the rows since the last one, or since the start of the file."""
        printed = row.require("amount", parse_money)
        found = self._sums.close_part()
        if printed is not None and printed not in (*found, *self._sums.whole):
            row.refuse(
                "amount",
                f"Итог не сходится: по строкам выше {say_rubles(Money(found[0]))}.",
                "Проверьте, все ли строки на месте.",
            )
        self._context.report.counts.rows -= 1

    def _store(self, payments: Sequence[PaymentRow]) -> None:
        report = self._context.report
        keyed = self._with_keys(payments)
        known = set(
            Payment.objects.filter(
                account__in={payment.account_id for payment in payments}, external_key__in=[key for key, _ in keyed]
            ).values_list("account_id", "external_key")
        )
        unknown = [(key, payment) for key, payment in keyed if (payment.account_id, key) not in known]
        self._refuse_closed([payment for _, payment in unknown])
        new = [(key, payment) for key, payment in unknown if payment.accounting_month not in self._closed]
        self._warn_of_twins([payment for _, payment in new])
        stored = Payment.objects.bulk_create(
            [
                Payment(
                    account_id=payment.account_id, amount=payment.kopecks, paid_on=payment.paid_on,
                    posted_on=payment.posted_on, accounting_month=payment.accounting_month,
                    for_month=payment.for_month, place=payment.place, source=PaymentSource.FILE, external_key=key,
                    created_at=self._context.now,
                )
                for key, payment in new
            ],
            batch_size=1_000,
        )  # fmt: skip
        self._context.journal.created(Payment, [payment.pk for payment in stored])
        report.counts.new += len(new)
        report.counts.unchanged += len(payments) - len(unknown)
        report.sums.file[AMOUNT] += sum(payment.kopecks for payment in payments)
        report.sums.delta[AMOUNT] += sum(payment.kopecks for _, payment in new)
        report.months = sorted({*report.months, *(payment.accounting_month for payment in payments)})
        self._count_accounts(payments)

    def _refuse_closed(self, payments: Iterable[PaymentRow]) -> None:
        """Refuse payments that a closed month does not have yet; those it has may come again."""
        title = self._context.layout.titles.get("accounting_month", "--period")
        for payment in payments:
            if payment.accounting_month in self._closed:
                value = f"{payment.accounting_month:%m.%Y}"
                problem = Problem(payment.line, title, value, "Месяц закрыт.", "Учтите платёж в открытом месяце.")
                self._context.report.problems.add_row([problem])

    def _with_keys(self, payments: Sequence[PaymentRow]) -> list[tuple[str, PaymentRow]]:
        """Number rows equal in everything, also when they stand far apart in the file."""
        names = [f"{payment.account_id}|{payment.key(0)}" for payment in payments]
        before = self._seen.recall(list(dict.fromkeys(names)))
        counts: Counter[str] = Counter({name: seen.count for name, seen in before.items()})
        keyed = []
        for name, payment in zip(names, payments, strict=True):
            counts[name] += 1
            keyed.append((payment.key(counts[name]), payment))
        self._seen.remember({name: Seen(0, counts[name]) for name in dict.fromkeys(names)})
        return keyed

    def _count_accounts(self, payments: Iterable[PaymentRow]) -> None:
        keys = list(dict.fromkeys(str(payment.account_id) for payment in payments))
        fresh = set(keys) - set(self._accounts.recall(keys))
        self._accounts.remember({key: Seen(0) for key in fresh})
        self._context.report.accounts += len(fresh)

    def _warn_of_twins(self, payments: Sequence[PaymentRow]) -> None:
        """Warn of payments that may be the same money as a payment made in the cabinet."""
        online = set(
            Payment.objects.filter(
                account__in={payment.account_id for payment in payments}, source=PaymentSource.ONLINE
            ).values_list("account__payment_code", "account_id", "amount", "paid_on")
        )
        twins = {(account_id, amount.kopecks, day): code for code, account_id, amount, day in online}
        for payment in payments:
            code = twins.get((payment.account_id, payment.kopecks, payment.paid_on))
            if code is not None:
                self._context.report.warn(
                    f"Счёт {code}: {say_rubles(Money(payment.kopecks))} от {payment.paid_on:%d.%m.%Y} уже приняты "
                    "в кабинете. Проверьте, не посчитаны ли деньги дважды."
                )


def _kopecks(row: Row) -> int | None:
    try:
        return parse_money(row.text_of("amount"))
    except CellError:
        return None


def _parse_amount(text: str) -> int:
    kopecks = parse_money(text)
    if kopecks == 0:
        raise CellError("Платёж на 0,00.", "Уберите строку или впишите сумму.")
    return kopecks
