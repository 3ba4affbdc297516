"""Account card."""

from django.http import HttpResponse

from kvita.billing.selectors import lines_with_shares
from kvita.payments.selectors import amounts_due
from kvita.tariffs.selectors import rates_on
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.account import building_facts, premise_facts, service_rows
from kvita.web.resident.presenters.due import due_panel


@account_page
def card(request: AccountRequest) -> HttpResponse:
    """What is known of the account, flat and house; services, suppliers and prices of the newest charges (S1-13…21)."""
    account = request.account
    dues = amounts_due([link.account for link in request.account_links])
    amount = dues[account.pk]
    statement = amount.statement
    lines = lines_with_shares([statement])[statement.pk] if statement is not None else []
    rates = rates_on([item.line.service_id for item in lines], statement.month) if statement is not None else {}
    services = service_rows(lines, rates)
    context = {
        "dues": dues,
        "due": due_panel(amount, last_payment=None, today=request.today),
        "statement": statement,
        "premise_facts": premise_facts(account),
        "building_facts": building_facts(account),
        "services": services,
        "zero_services": len(lines) - len(services),
    }
    return render_account_page(request, "resident/account.html", context, nav="account")
