"""«Сотрудники»: who works here; a link to a password of their own, and the second step taken away with a lost phone."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kvita.core.errors import DomainError
from kvita.housing.policies import may_manage_staff
from kvita.housing.selectors import StaffMember, staff_in
from kvita.identity.services import invite_staff, lift_locks, remove_second_step
from kvita.web.entry.letters import staff_link
from kvita.web.entry.qr import draw_qr
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.requests import actor_of

LONGEST_REASON = 500


@desk_page(may_manage_staff)
@never_cache
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """List who works in one's organisations, and how far their way in is."""
    page = cast("DeskRequest", request)
    return render_desk(page, "office/staff.html", {"members": _members(page)}, section="staff")


@desk_page(may_manage_staff)
@never_cache
@require_POST
def invite(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Send the link by letter, or show it once to be printed."""
    page = cast("DeskRequest", request)
    user, by_letter = _member(page, user_id).user, act == "letter"
    try:
        link = invite_staff(
            user=user, by_letter=by_letter, link_of=staff_link(page, user), actor=actor_of(page), now=page.now
        )
    except DomainError as error:
        messages.error(page, error.message)
        return redirect("office:staff")
    if by_letter:
        messages.success(page, f"Письмо со ссылкой отправлено на {user.email}.")
        return redirect("office:staff")
    return render_desk(page, "office/staff_link.html", {"person": user, "link": link, "qr": draw_qr(link)})


@desk_page(may_manage_staff)
@never_cache
@require_POST
def let_in(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Take the second step away, or lift a lock, for somebody who has called; the reason is kept."""
    page = cast("DeskRequest", request)
    user, reason = _member(page, user_id).user, page.POST.get("reason", "")[:LONGEST_REASON].replace("\0", "")
    try:
        if act == "second-step":
            remove_second_step(user=user, reason=reason, actor=actor_of(page), now=page.now)
        else:
            lift_locks(user=user, reason=reason, organization_id=None, actor=actor_of(page), now=page.now)
    except DomainError as error:
        messages.error(page, error.message)
    else:
        done = "Второй шаг снят" if act == "second-step" else "Блокировка снята"
        messages.success(page, f"{done}: {user} может войти с паролем.")
    return redirect("office:staff")


def _members(page: DeskRequest) -> list[StaffMember]:
    return staff_in(page.organization_ids, everybody=page.user.is_superuser, now=page.now)


def _member(page: DeskRequest, user_id: int) -> StaffMember:
    for member in _members(page):
        if member.user.pk == user_id:
            return member
    raise Http404
