"""Where the cabinet begins: the start page, home of an account, the list of further sections."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kvita.accounts.selectors import links_for
from kvita.housing.enums import CabinetText, ProfileText
from kvita.metering.selectors import window_progress
from kvita.payments.selectors import AmountDue, amounts_due, newest_payment, old_debt
from kvita.publications.selectors import home_announcements
from kvita.web.joining.presenters import letter_reminder, own_applications
from kvita.web.requests import ResidentRequest
from kvita.web.resident.access import LAST_ACCOUNT, AccountRequest, account_page, render_account_page
from kvita.web.resident.desk import due_acts
from kvita.web.resident.presenters.account import account_parts
from kvita.web.resident.presenters.due import due_panel
from kvita.web.resident.presenters.metering.intake import early_words, intake_status
from kvita.web.resident.presenters.wording import days_left


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Open the account used last; tell those who have none what to do."""
    page = cast("ResidentRequest", request)
    if page.user.realm != page.portal.realm:
        return render(page, "resident/not_resident.html", status=403)
    if page.user.delete_after is not None:
        return redirect("profile:leaving")
    links = list(links_for(page.user, portal_id=page.portal.pk))
    if not links:
        applications = own_applications(page.user, portal=page.portal, now=page.now)
        reminder = letter_reminder(page.user, portal=page.portal)
        context = {"account_links": [], "applications": applications, "reminder": reminder}
        return render(page, "resident/no_accounts.html", context)
    ids = [link.account_id for link in links]
    last = page.session.get(LAST_ACCOUNT)
    return redirect("resident:home", account_id=last if last in ids else ids[0])


@account_page
def home(request: AccountRequest) -> HttpResponse:
    """What is due, readings to send, documents, announcements, help: everything of an account at a glance."""
    account = request.account
    dues = amounts_due([link.account for link in request.account_links])
    readings = window_progress(account, today=request.today)
    context = {
        "dues": dues,
        **_due(request, dues[account.pk]),
        "reminder": letter_reminder(request.user, portal=request.portal),
        "readings": readings,
        "readings_left": days_left(readings.closes_on, request.today),
        "intake": intake_status(readings),
        "early_words": early_words(readings, request.today),
        "announcements": home_announcements(
            organization_id=account.organization_id, building_id=account.premise.building_id, now=request.now
        ),
        **account_parts(request, dues[account.pk].statement, request.portal.settings.home_parts),
    }
    return render_account_page(request, "resident/home.html", context, nav="home")


def _due(request: AccountRequest, amount: AmountDue) -> dict[str, object]:
    """What is due, what of it is old, what can be done about it."""
    account, payment = request.account, newest_payment(request.account.pk)
    debt = old_debt(amount, today=request.today)
    is_begun = payment is not None and payment.attempt_id is not None
    return {
        "due": due_panel(amount, last_payment=payment, today=request.today, debt=debt),
        "acts": due_acts(account, amount, debt=debt, is_begun=is_begun),
        "payment": payment,
    }


@account_page
def more(request: AccountRequest) -> HttpResponse:
    """The sections that do not fit into the bar of a phone."""
    settings = request.portal.settings
    context = {
        "account_title": settings.cabinet_text(CabinetText.ACCOUNT),
        "profile_title": settings.profile_text(ProfileText.TITLE),
    }
    return render_account_page(request, "resident/more.html", context, nav="more")
