"""An issued password is changed before the first page is seen (D6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from kvita.core.audit import Actor
from kvita.identity.services import change_password
from kvita.web.entry.adapters import PROVED
from kvita.web.entry.forms import NewPasswordForm, password_rules
from kvita.web.entry.stages import OwnPasswordStage, StageRequest, leave_stage, stage_page
from kvita.web.requests import address_of


def _ask(request: StageRequest) -> HttpResponse:
    """Ask for a password of one's own, then go on with the sign-in."""
    user, portal = request.person, getattr(request, "portal", None)
    form = NewPasswordForm(password_rules(portal), request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        kind = "staff" if user.is_staff else "resident"
        change_password(
            user=user,
            password=form.cleaned_data["password"],
            actor=Actor(kind=kind, id=user.pk, label=str(user), address=address_of(request)),
            now=request.now,
            portal_name=portal.name if portal else "",
        )
        request.session[PROVED] = user.get_session_auth_hash()
        return leave_stage(request)
    return render(request, "entry/new_password.html", {"form": form}, status=422 if form.errors else 200)


new_password = sensitive_post_parameters("password")(stage_page(OwnPasswordStage.key)(_ask))
office_new_password = sensitive_post_parameters("password")(
    stage_page(OwnPasswordStage.key, "entry:office_login")(_ask)
)
