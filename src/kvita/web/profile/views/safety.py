"""The question who is there, and the devices on which the cabinet is open."""

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kvita.web.entry.signing_in import own_page
from kvita.web.profile.access import PAGE, ProfileRequest, profile_page
from kvita.web.profile.sure import ask_here, is_sure, read_answer
from kvita.web.profile.views.page import back


@sensitive_post_parameters("sure_password")
@profile_page
@require_http_methods(["GET", "HEAD", "POST"])
def sure(request: ProfileRequest) -> HttpResponse:
    """«Подтвердите, что это вы», then go where the person was heading."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    target = own_page(request, wanted) or reverse(PAGE)
    answer = read_answer(request)
    if is_sure(request):
        return HttpResponseRedirect(target)
    return ask_here(request, answer, action=request.path, kept={}, next_path=target)


@profile_page
@require_POST
def end_session(request: ProfileRequest, session_id: int) -> HttpResponse:
    """«Завершить»: close the cabinet on one other device; another's session is not found."""
    sessions = request.user.usersession_set.filter(pk=session_id)  # type: ignore[attr-defined]  # of allauth's
    others = [session for session in sessions if not session.is_current()]
    end_sessions(request, others)
    if others:
        messages.success(request, "Кабинет на том устройстве закрыт.")
    return back("devices")


@profile_page
@require_POST
def end_others(request: ProfileRequest) -> HttpResponse:
    """«Завершить все другие»: close the cabinet everywhere but here."""
    end_other_sessions(request, request.user)
    messages.success(request, "На всех других устройствах кабинет закрыт.")
    return back("devices")
