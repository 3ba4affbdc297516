"""The right password of an address that was never confirmed (D4): why it is closed, and the letter again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kvita.core.errors import DomainError
from kvita.web.entry.letters import send_confirmation
from kvita.web.entry.stages import ConfirmedAddressStage, StageRequest, leave_stage, stage_page


@stage_page(ConfirmedAddressStage.key)
def unconfirmed(request: StageRequest) -> HttpResponse:
    """Say what is missing; on POST send the letter again."""
    user = request.person
    if not user.confirmation_due:  # confirmed meanwhile, in another tab or on the phone
        return leave_stage(request)
    if request.method == "POST":
        try:
            send_confirmation(request, user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Письмо отправлено ещё раз.")
        return redirect("entry:unconfirmed")
    return render(request, "entry/unconfirmed.html", {"email": user.email})
