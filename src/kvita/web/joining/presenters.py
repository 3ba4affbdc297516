"""What the pages of the way in say."""

import datetime as dt
import zoneinfo
from typing import Any

from django.urls import reverse

from kvita.accounts.enums import ApplicationState
from kvita.accounts.models import AccessApplication
from kvita.accounts.policies import letter_rules
from kvita.accounts.selectors import applications_of
from kvita.accounts.services import newest_letter
from kvita.core.wording import counted
from kvita.housing.enums import ConfirmationGate, ConsentMode, PasswordOrigin
from kvita.housing.models import Portal
from kvita.housing.selectors import consent_document_of, organizations_of
from kvita.identity.models import User
from kvita.identity.policies import is_confirmed
from kvita.identity.selectors import seconds_to_wait
from kvita.web.joining.doors import resident_of
from kvita.web.joining.forms.channel import ChannelForm
from kvita.web.joining.plan import Step, offers_letter
from kvita.web.requests import PortalRequest
from kvita.web.ui.formatting import human_time


def waiting_context(user: User, *, portal: Portal, now: dt.datetime) -> dict[str, Any]:
    """Return where the letter went, and when the next may be asked for."""
    letter = newest_letter(user=user)
    wait = letter_rules(portal.settings).wait
    seconds = seconds_to_wait(letter, wait=wait, now=now) if letter else 0
    return {
        "email": user.email,
        "was_sent": letter is not None,
        "seconds": seconds,
        "ready_at": local_moment(portal, now + dt.timedelta(seconds=seconds)),
        "link_hours": portal.settings.confirmation_link_hours,
        "is_closed": ConfirmationGate.SIGN_IN in portal.settings.confirmation_gates,
    }


def letter_reminder(user: User, *, portal: Portal) -> dict[str, Any] | None:
    """Return what a signed-in user is reminded of while the address is unconfirmed (D4); None when nothing waits.

    `was_sent` says whether a letter went out: only then can there be talk of sending it once more.
    """
    if is_confirmed(user) or not user.email or not offers_letter(portal.settings):
        return None
    gates = portal.settings.confirmation_gates
    waits = [word for gate, word in _WAITS.items() if gate in gates]
    closed = f"{'закрыты' if len(waits) > 1 else 'закрыта'} {' и '.join(waits)}" if waits else ""
    return {"email": user.email, "was_sent": newest_letter(user=user) is not None, "closed": closed}


_WAITS = {ConfirmationGate.PAYING: "оплата", ConfirmationGate.WRITING: "переписка с организацией"}


def sms_context(form: ChannelForm | None, *, portal: Portal, now: dt.datetime) -> dict[str, Any]:
    """Return when the next SMS may be asked for."""
    if form is None or form.draft is None:
        return {"channel": form}
    seconds = form.draft.seconds_left(wait=portal.settings.confirmation_wait_seconds, now=now)
    ready_at = local_moment(portal, now + dt.timedelta(seconds=seconds))
    return {"channel": form, "sms_seconds": seconds, "sms_ready_at": ready_at}


def confirmed_context(request: PortalRequest, user: User) -> dict[str, Any]:
    """Return what is open now, and whether the person still has to sign in."""
    gates = request.portal.settings.confirmation_gates
    return {
        "is_inside": resident_of(request) is not None,
        "opens_contact": ConfirmationGate.WRITING in gates or ConfirmationGate.PAYING in gates,
        "profile_url": profile_url(),
        "person": user,
    }


def profile_url() -> str:
    """Return the address of the profile: contacts, photo, what to be told of."""
    return reverse("profile:page")


def document_context(portal: Portal) -> dict[str, Any]:
    """Return the document of consent where it stands on the page itself, and the term of the check in words."""
    shown = portal.settings.consent_on_page and portal.settings.consent_mode != ConsentMode.NONE
    return {
        "document": consent_document_of(portal) if shown else None,
        "deadline": say_hours_of(portal.settings.approval_deadline_hours),
    }


def application_context(application: AccessApplication) -> dict[str, Any]:
    """Return how an application stands, in the words of the page."""
    portal, is_done = application.portal, application.completed_at is not None
    by_password = portal.settings.password_origin == PasswordOrigin.ISSUED_BY_SMS
    approved = application.state == ApplicationState.APPROVED
    return {
        "application": application,
        "state": application.state,
        "is_done": is_done,
        "by_password": by_password,
        "takes_code": not by_password and not is_done and application.state != ApplicationState.REJECTED,
        "deadline": say_hours_of(portal.settings.approval_deadline_hours),
        "current": (Step.CODE, Step.PASSWORD) if approved else (Step.CHECK,),
    }


def own_applications(user: User, *, portal: Portal, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the accounts that a signed-in user has asked for and the staff have not opened, in words."""
    return [application_row(one) for one in applications_of(user, portal_id=portal.pk, now=now)]


def application_row(application: AccessApplication) -> dict[str, Any]:
    """Return the state of an application of a signed-in user: a word, its tone, what comes next."""
    zone = zoneinfo.ZoneInfo(application.organization.time_zone)
    due = application.due_at.astimezone(zone)
    word, tone, note = {
        ApplicationState.WAITING: ("на проверке", "info", f"Ответим до {human_time(due, due.date())}."),
        ApplicationState.CLARIFYING: ("есть вопрос", "warn", f"Нужен ваш ответ: {application.reason}"),
        ApplicationState.APPROVED: ("открыт", "good", "Счёт есть в вашем кабинете."),
        ApplicationState.REJECTED: ("отклонён", "bad", f"Причина: {application.reason}"),
    }[ApplicationState(application.state)]
    return {"application": application, "word": word, "tone": tone, "note": note}


def say_hours_of(hours: int) -> str:
    """Return a term after «до»: «трёх суток» of 72 hours, «5 часов» of five."""
    days = {24: "одних суток", 48: "двух суток", 72: "трёх суток", 96: "четырёх суток", 120: "пяти суток"}
    return days.get(hours) or counted(hours, "часа", "часов", "часов")


def local_moment(portal: Portal, moment: dt.datetime) -> dt.datetime:
    """Return the moment by the clock of the portal's organisations: pages before the sign-in know no account."""
    zones = [organization.time_zone for organization in organizations_of(portal.pk)]
    return moment.astimezone(zoneinfo.ZoneInfo(zones[0])) if zones else moment
