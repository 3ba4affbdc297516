"""Charges of a month."""

from django.http import HttpResponse
from django.shortcuts import redirect

from kvita.billing.models import Statement
from kvita.billing.policies import bill_is_available
from kvita.billing.selectors import (
    StatementHistory,
    adjustments_of,
    lines_with_shares,
    metered_volumes,
    statement_history,
    statements_of,
)
from kvita.calc.period import Month
from kvita.housing.enums import UnpublishedPeriod
from kvita.payments.selectors import amounts_due, newest_payment, old_debt
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.desk import due_acts
from kvita.web.resident.presenters.charges import MonthCharges, month_charges
from kvita.web.resident.presenters.headline import charges_headline, earlier_headline
from kvita.web.resident.presenters.months import MonthPicker, picker_of


@account_page
def newest(request: AccountRequest) -> HttpResponse:
    """Open the newest published month."""
    statements = statements_of(request.account.pk)
    if not statements:
        return render_account_page(request, "resident/charges_none.html", {}, nav="charges")
    return redirect("resident:charges", account_id=request.account.pk, month=Month.of(statements[0].month))


@account_page
def by_service(request: AccountRequest, month: Month) -> HttpResponse:
    """How the amount of a month came about, service by service."""
    return _month_page(request, month, "resident/charges.html", "resident:charges")


@account_page
def table(request: AccountRequest, month: Month) -> HttpResponse:
    """All columns of the accountant's table."""
    return _month_page(request, month, "resident/charges_table.html", "resident:charges_table")


def _month_page(request: AccountRequest, month: Month, template: str, page: str) -> HttpResponse:
    history = statement_history(request.account.pk)
    settings = request.account.organization.settings
    counting = history.counting if settings.unpublished_period == UnpublishedPeriod.ANNOUNCE else None
    picker = picker_of(history.months, month, account_id=request.account.pk, page=page, counting=counting)
    if month not in history.months:
        return _no_month(request, picker, history, page)
    position = history.months.index(month)
    charges = _charges(request, history.statements, position, with_meters=page == "resident:charges")
    depth = settings.bill_archive_months
    context = {
        "picker": picker,
        "is_newest": position == 0,
        "has_bill": bill_is_available(month, newest=history.months[0], archive_months=depth),
        **(_earlier(charges, history.statements[:position]) if position else _now(request, charges, history)),
    }
    return render_account_page(request, template, context, nav="charges")


def _earlier(charges: MonthCharges, later: list[Statement]) -> dict[str, object]:
    """What became of the bill of a month that is not the newest."""
    headline = earlier_headline(charges, later)
    return {"charges": _all_settled(charges) if headline.is_settled else charges, "headline": headline}


def _now(request: AccountRequest, charges: MonthCharges, history: StatementHistory) -> dict[str, object]:
    """What of the newest bill is due now, its lines that are paid since, and the head of the page."""
    account, statement = request.account, charges.statement
    due = amounts_due([account], statements={account.pk: statement})[account.pk]
    payment = newest_payment(account.pk) if due.paid_since else None
    debt = old_debt(due, today=request.today, earlier=history.statements[1:])
    headline = charges_headline(charges, due, payment, today=request.today, debt=debt)
    acts = due_acts(account, due, debt=debt, is_begun=bool(due.paid_since), lines=[line.row for line in charges.lines])
    shown = _all_settled(charges) if headline.is_settled else charges.settled(acts.paid_lines)
    return {"charges": shown, "now_due": due, "payment": payment, "headline": headline, "acts": acts}


def _all_settled(charges: MonthCharges) -> MonthCharges:
    return charges.settled([line.row.pk for line in charges.lines])


def _charges(request: AccountRequest, statements: list[Statement], position: int, *, with_meters: bool) -> MonthCharges:
    statement = statements[position]
    earlier = statements[position + 1] if position + 1 < len(statements) else None
    lines = lines_with_shares([found for found in (statement, earlier) if found is not None])
    current = [item.line for item in lines[statement.pk]]
    return month_charges(
        statement,
        request.account,
        lines=lines[statement.pk],
        adjustments=adjustments_of(statement),
        earlier=lines[earlier.pk] if earlier is not None else (),
        earlier_statement=earlier,
        metered=metered_volumes(request.account, Month.of(statement.month), current) if with_meters else {},
        today=request.today,
    )


def _no_month(request: AccountRequest, picker: MonthPicker, history: StatementHistory, page: str) -> HttpResponse:
    """A month without charges: still being counted, where the organisation says so (D12), else no such page."""
    context = {
        "month": picker.month,
        "is_counting": picker.is_counting,
        "newest": history.months[0] if history.months else None,
        "page": page,
    }
    status = 200 if picker.is_counting else 404
    return render_account_page(request, "resident/charges_absent.html", context, nav="charges", status=status)
