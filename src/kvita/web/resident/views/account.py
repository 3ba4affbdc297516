"""Account card."""

from django.http import HttpResponse

from kvita.housing.enums import CabinetText, HomePart
from kvita.payments.selectors import amounts_due, old_debt
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.account import account_parts
from kvita.web.resident.presenters.due import due_panel


@account_page
def card(request: AccountRequest) -> HttpResponse:
    """What is known of the account, flat and house; services, suppliers and prices of the newest charges."""
    account, settings = request.account, request.portal.settings
    dues = amounts_due([link.account for link in request.account_links])
    amount = dues[account.pk]
    context = {
        "dues": dues,
        "due": due_panel(amount, last_payment=None, today=request.today, debt=old_debt(amount, today=request.today)),
        "statement": amount.statement,
        "account_title": settings.cabinet_text(CabinetText.ACCOUNT),
        **account_parts(request, amount.statement, (HomePart.ACCOUNT, HomePart.SERVICES)),
    }
    return render_account_page(request, "resident/account.html", context, nav="account")
