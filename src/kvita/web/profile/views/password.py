"""«Изменить пароль», with the e-mail where the portal asks so: the password itself goes nowhere."""

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.internal.usersessionkit import track_activity
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kvita.core.errors import DomainError
from kvita.identity.services import change_password
from kvita.web.profile.access import ProfileRequest, profile_page, render_profile
from kvita.web.profile.forms import PasswordForm
from kvita.web.profile.sure import check_own_password
from kvita.web.profile.views.email import send_email_link
from kvita.web.profile.views.page import back
from kvita.web.requests import actor_of


@sensitive_post_parameters("old", "new", "again")
@profile_page
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: ProfileRequest) -> HttpResponse:
    """Ask for the old password and the new one."""
    form = PasswordForm(
        request.POST if request.method == "POST" else None, user=request.user, settings=request.portal.settings
    )
    if form.is_bound and form.is_valid() and _is_right(request, form) and _is_done(request, form):
        if form.cleaned_data["new"]:
            _stay_alone(request)
            messages.success(request, "Пароль изменён. На других устройствах кабинет закрыт.")
        return back("safety")
    return render_profile(request, "profile/password.html", {"form": form}, status=422 if form.errors else 200)


def _is_right(request: ProfileRequest, form: PasswordForm) -> bool:
    try:
        check_own_password(request, form.cleaned_data["old"])
    except DomainError as error:
        form.add_error("old", error.message)
        return False
    return True


def _is_done(request: ProfileRequest, form: PasswordForm) -> bool:
    """Change the password and send the link to another e-mail, where it is asked for here; both or nothing.

    In this order: a new password ends the links that are on their way.
    """
    with transaction.atomic():
        if new := form.cleaned_data["new"]:
            name, actor = request.portal.name, actor_of(request)
            change_password(user=request.user, password=new, actor=actor, now=request.now, portal_name=name)
        refusal = send_email_link(request, form.new_email) if form.new_email else ""
        if refusal:
            transaction.set_rollback(True)
    if refusal:
        request.user.refresh_from_db()
        form.add_error("email", refusal)
    return not refusal


def _stay_alone(request: ProfileRequest) -> None:
    """Keep this session open after the password was changed, and end all others."""
    update_session_auth_hash(request, request.user)
    end_other_sessions(request, request.user)
    track_activity(request, user=request.user, session=request.session)  # the key of this one is new
