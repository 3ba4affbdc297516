"""Residents and accounts at the desk: who sees what, by what proof; the e-mail changed after papers were checked."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.accounts.policies import may_change_residents, may_issue_secrets, may_see_residents
from kvita.accounts.selectors import (
    AccountCard,
    ResidentCard,
    account_for_staff,
    accounts_under_guessing,
    find_residents,
    portals_of_letters,
    resident_for_staff,
    search_accounts,
)
from kvita.accounts.services import (
    issue_account_password,
    issue_registration_codes,
    revoke_account_password,
    revoke_link,
    revoke_registration_code,
)
from kvita.core.errors import DomainError
from kvita.identity.services import change_email_by_office
from kvita.web.office.access import DeskRequest, allowed_ids, desk_page, render_desk
from kvita.web.office.forms.residents import EmailForm
from kvita.web.office.presenters.letters import letters_pdf
from kvita.web.requests import actor_of

LONGEST_QUERY = 100
MOST_FOUND = 50


@desk_page(may_see_residents)
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find residents and accounts of one's own organisations."""
    page = cast("DeskRequest", request)
    query = page.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "")  # which PostgreSQL refuses
    context = {
        "query": query,
        "residents": find_residents(page.organization_ids, query=query),
        "accounts": search_accounts(query, organization_ids=page.organization_ids, limit=MOST_FOUND),
        "guessed": accounts_under_guessing(page.organization_ids, now=page.now),
    }
    return render_desk(page, "office/residents.html", context, section="residents")


@desk_page(may_see_residents)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resident(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a resident; change their e-mail after papers were checked (D22)."""
    page = cast("DeskRequest", request)
    card = _resident(page, user_id)
    allowed = allowed_ids(page, may_change_residents)
    organization_id = card.organization_among(allowed)
    form = EmailForm(page.POST or None)
    if page.method == "POST":
        if organization_id is None:
            raise PermissionDenied
        if form.is_valid() and _change_email(page, card, form, organization_id):
            return redirect("office:resident", user_id=user_id)
    of_others = bool(allowed) and card.is_of_others(allowed)
    context = {"card": card, "form": None if organization_id is None else form, "of_others": of_others}
    status = 422 if form.errors else 200
    return render_desk(page, "office/resident.html", context, section="residents", status=status)


@desk_page(may_see_residents)
@never_cache
@require_safe
def account(request: HttpRequest, account_key: int) -> HttpResponse:
    """Show who sees an account, its code, and who has tried."""
    page = cast("DeskRequest", request)
    return _render_account(page, _card(page, account_key))


@desk_page(may_issue_secrets)
@never_cache
@require_POST
def account_act(request: HttpRequest, account_key: int, act: str) -> HttpResponse:
    """Make or revoke the code or the password of an account. What is made is shown once."""
    page = cast("DeskRequest", request)
    card = _card(page, account_key)
    now, actor = page.now, actor_of(page)
    portals = portals_of_letters(card.account.organization_id)
    if act == "letter" and portals:
        uses = portals[0].settings.registration_code_uses
        issued = issue_registration_codes(accounts=[card.account], uses_allowed=uses, now=now, actor=actor)
        return letters_pdf(page, portals[0], issued, expires_at=None)
    if act == "password":
        made = issue_account_password(account=card.account, now=now, actor=actor)
        return _render_account(page, _card(page, account_key), password=made.secret)
    if act == "code-revoke" and revoke_registration_code(account=card.account, now=now, actor=actor):
        messages.success(page, "Код отменён. Кто уже вошёл по нему, остаётся в кабинете.")
    if act == "password-revoke" and revoke_account_password(account=card.account, now=now, actor=actor):
        messages.success(page, "Пароль счёта отменён.")
    return redirect("office:account", account_key=account_key)


@desk_page(may_change_residents)
@require_POST
def close_access(request: HttpRequest, account_key: int, link_id: int) -> HttpResponseRedirect:
    """Close a resident's access to an account; they are told."""
    page = cast("DeskRequest", request)
    card = _card(page, account_key)
    if link_id not in {link.pk for link in card.links}:
        raise Http404
    reason = page.POST.get("reason", "")[:LONGEST_QUERY]
    try:
        revoke_link(link_id=link_id, by=page.user, reason=reason, now=page.now, actor=actor_of(page), as_staff=True)
        messages.success(page, "Доступ закрыт, жилец получит сообщение.")
    except DomainError as error:
        messages.error(page, error.message)
    return redirect("office:account", account_key=account_key)


def _resident(page: DeskRequest, user_id: int) -> ResidentCard:
    card = resident_for_staff(page.organization_ids, user_id=user_id)
    if card is None:
        raise Http404
    return card


def _card(page: DeskRequest, account_key: int) -> AccountCard:
    card = account_for_staff(page.organization_ids, account_id=account_key)
    if card is None:
        raise Http404
    return card


def _change_email(page: DeskRequest, card: ResidentCard, form: EmailForm, organization_id: int) -> bool:
    organization = next(one for one in page.organizations if one.pk == organization_id)
    try:
        change_email_by_office(
            user=card.user,
            **form.cleaned_data,
            actor=actor_of(page),
            now=page.now,
            organization_id=organization_id,
            portal_name=card.portal.name if card.portal else "",
            phone=organization.phone,
        )
    except DomainError as error:
        form.add_error("reason" if error.code == "reason_missing" else "email", error.message)
        return False
    messages.success(page, "Почта изменена. Сообщения ушли на прежний и на новый адрес.")
    return True


def _render_account(page: DeskRequest, card: AccountCard, *, password: str = "") -> HttpResponse:
    here = card.account.organization_id
    context = {
        "card": card,
        "password": password,
        "may_issue": here in allowed_ids(page, may_issue_secrets),
        "may_close": here in allowed_ids(page, may_change_residents),
        "portals": portals_of_letters(here),
    }
    return render_desk(page, "office/account.html", context, section="residents")
