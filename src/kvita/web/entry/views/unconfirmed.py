"""The right password of an address that was never confirmed (D4): why it is closed, and the letter again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kvita.accounts.services import newest_letter
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
            messages.success(request, f"Письмо отправлено на {user.email}.")
        return redirect("entry:unconfirmed")
    context = {"email": user.email, "was_sent": newest_letter(user=user) is not None}
    return render(request, "entry/unconfirmed.html", context)
