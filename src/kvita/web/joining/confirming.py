"""The phone on the page of registration: the SMS is sent and its code checked before the form is saved."""

import dataclasses
from typing import Final

from kvita.accounts.services import check_phone_code, send_phone_code
from kvita.core.errors import DomainError
from kvita.web.joining import drafts
from kvita.web.joining.building import posted
from kvita.web.joining.forms.channel import CHECK, CODE_FIRST, SEND, ChannelForm
from kvita.web.joining.plan import offers_sms
from kvita.web.requests import PortalRequest, guest_of

ACTS: Final = (SEND, CHECK)


def channel_form(request: PortalRequest) -> ChannelForm | None:
    """Return the choice of how to confirm; None where no SMS is offered and there is nothing to choose."""
    if not offers_sms(request.portal.settings):
        return None
    draft = drafts.phone_draft(request.session)
    return ChannelForm(posted(request), portal=request.portal, draft=draft, act=request.POST.get("act", ""))


def is_phone_act(request: PortalRequest) -> bool:
    """Tell whether a button beside the phone was pressed, and not the one of the form."""
    return request.method == "POST" and request.POST.get("act") in ACTS


def phone_act(request: PortalRequest, form: ChannelForm) -> None:
    """Send the SMS or check its code; what went wrong stands at the field."""
    if not form.is_valid():
        return
    try:
        if form.act == SEND:
            _send(request, form)
        else:
            check(request, form)
    except DomainError as error:
        form.refuse(error)


def kept(form: ChannelForm | None) -> ChannelForm | None:
    """Return the choice as it was typed, without complaints."""
    if form is not None:
        form.initial = {name: form.data.get(name, "") for name in form.fields}
        form.is_bound = False
    return form


def check(request: PortalRequest, form: ChannelForm) -> None:
    """Use the code up and note that the phone is confirmed. Raises `DomainError`."""
    draft = form.draft
    if draft is None:
        raise DomainError("code_none", "Сначала нажмите «Отправить смс».")
    if draft.is_confirmed and draft.phone == form.phone:
        return
    if not form.cleaned_data.get("code"):
        raise DomainError("code_missing", CODE_FIRST)
    check_phone_code(
        portal=request.portal,
        phone=form.phone,
        public_id=draft.code_id,
        secret=form.cleaned_data["code"],
        now=request.now,
        actor=guest_of(request),
    )
    _keep(request, form, dataclasses.replace(draft, is_confirmed=True))


def _send(request: PortalRequest, form: ChannelForm) -> None:
    code_id = send_phone_code(portal=request.portal, phone=form.phone, now=request.now, actor=guest_of(request))
    _keep(request, form, drafts.PhoneDraft(form.phone, code_id, request.now))


def _keep(request: PortalRequest, form: ChannelForm, draft: drafts.PhoneDraft) -> None:
    drafts.keep_phone(request.session, draft)
    form.draft = draft
