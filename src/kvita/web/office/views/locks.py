"""«Попытки и блокировки»: who is locked out and who fails to link accounts, of one's own organisations."""

from typing import Final, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kvita.accounts.policies import may_lift_locks
from kvita.accounts.selectors import (
    ResidentCard,
    failed_tries,
    locked_residents,
    resident_for_staff,
    residents_of_others,
)
from kvita.core.errors import DomainError
from kvita.identity.services import lift_locks
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.residents import LiftForm
from kvita.web.requests import actor_of

OF_OTHERS: Final = (
    "В этом кабинете открыт и счёт другой организации, где у вас нет прав. Блокировка кончится сама; войти можно и "
    "сейчас: «Забыли пароль?» на странице входа."
)


@desk_page(may_lift_locks)
@never_cache
@require_safe
def locks(request: HttpRequest) -> HttpResponse:
    """Show the locks of now and the failed tries of a month."""
    return _render(cast("DeskRequest", request))


@desk_page(may_lift_locks)
@never_cache
@require_POST
def lift(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let somebody try again who has called; the reason is kept."""
    page = cast("DeskRequest", request)
    card = resident_for_staff(page.organization_ids, user_id=user_id)
    if card is None:
        raise Http404
    form = LiftForm(page.POST, user_id=user_id)
    if form.is_valid() and _lift(page, card, form):
        return redirect("office:locks")
    return _render(page, form)


def _lift(page: DeskRequest, card: ResidentCard, form: LiftForm) -> bool:
    organization_id = card.organization_among(page.organization_ids)
    if organization_id is None:
        form.add_error(None, OF_OTHERS)
        return False
    try:
        lift_locks(
            user=card.user,
            reason=form.cleaned_data["reason"],
            organization_id=organization_id,
            actor=actor_of(page),
            now=page.now,
        )
    except DomainError as error:
        if error.code == "lock_over":
            messages.info(page, error.message)
            return True
        form.add_error("reason", error.message)
        return False
    messages.success(page, f"Блокировка снята: {card.user} может пробовать снова.")
    return True


def _render(page: DeskRequest, sent: LiftForm | None = None) -> HttpResponse:
    number = page.GET.get("page", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    found = locked_residents(page.organization_ids, now=page.now)
    foreign = residents_of_others(page.organization_ids, user_ids=[one.user.pk for one in found])
    rows = [
        {
            "resident": one,
            "form": sent if sent and sent.user_id == one.user.pk else LiftForm(user_id=one.user.pk),
            "refusal": OF_OTHERS if one.user.pk in foreign else "",
        }
        for one in found
    ]
    context = {"rows": rows, "sent": sent, "tries": failed_tries(page.organization_ids, page=wanted, now=page.now)}
    return render_desk(page, "office/locks.html", context, section="locks", status=422 if sent else 200)
