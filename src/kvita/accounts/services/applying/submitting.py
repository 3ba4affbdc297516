"""The applicant's half: applying, and answering a question of the staff."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from kvita.accounts.enums import OPEN_STATES, ApplicationState, LinkState, Verdict
from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.selectors.applications import match_account
from kvita.accounts.services.applying.locking import lock_application_of
from kvita.accounts.services.applying.matching import search_text_of
from kvita.accounts.services.applying.numbering import next_number
from kvita.accounts.services.claims import LinkClaim, judge_secrets
from kvita.accounts.services.confirming import tell_holder
from kvita.accounts.services.linking import refuse_too_many
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.housing.models import ManagingOrganization, Portal
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import User
from kvita.identity.policies import visitor_at
from kvita.identity.selectors import is_email_held
from kvita.identity.services import HOUR, Limit, count_up, hit
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

SENT_TWICE_WITHIN: Final = dt.timedelta(minutes=10)
APPLICATIONS_OF_ADDRESS: Final = Limit(count=20, window=HOUR)
SAME_FORM: Final = Limit(count=1_000_000, window=SENT_TWICE_WITHIN)  # a row to wait at, not a limit
APPLICATIONS_OF_EMAIL: Final = Limit(count=5, window=dt.timedelta(days=1))  # each is a letter to it
APPLICATIONS_OF_USER: Final = Limit(count=10, window=HOUR)


@dataclass(frozen=True, slots=True)
class AgreedDocument:
    """A document that the applicant has ticked, as `identity.services.give_consent` keeps it later."""

    kind: str
    title: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """How to reach the applicant, and the password they chose ("" when one is to be issued)."""

    phone: str = ""
    email: str = ""
    password: str = ""
    consents: Sequence[AgreedDocument] = ()


def submit_application(
    *,
    portal: Portal,
    claim: LinkClaim,
    applicant: Applicant,
    user: User | None = None,
    now: dt.datetime,
    actor: Actor,
) -> AccessApplication:
    """Put an application into the queue of the organisation that it concerns, with the time to decide (D3).

    Whether the number exists is told to nobody but the staff. The same form sent twice is one application. Call it
    outside a transaction. Of a `user` who is signed in, the account is linked when the staff approve; an application of
    theirs for the same number that is still open is given back. Whoever has a cabinet with the e-mail is told by
    letter, the applicant is not. Raises `DomainError` "locked", and for a
    user "already_linked", "too_many_accounts".
    """
    limits = {f"application:{visitor_at(actor.address)}": APPLICATIONS_OF_ADDRESS} if actor.address is not None else {}
    if user is None and applicant.email and actor.address is not None:
        limits[f"application-email:{portal.pk}:{applicant.email.strip().lower()}"] = APPLICATIONS_OF_EMAIL
    if user is not None:
        limits[f"application-user:{user.pk}"] = APPLICATIONS_OF_USER
    if limits:
        hit(scope=ThrottleScope.REGISTRATION, limits=limits, now=now)
    with transaction.atomic():
        _wait_for_the_same(portal, claim, applicant, now)
        earlier = (
            _sent_just_now(portal, claim, applicant, now, actor) if user is None else _still_open(portal, claim, user)
        )
        if earlier is not None:
            return earlier
        stored = _store(portal, claim, applicant, user=user, now=now, actor=actor)
        if user is None and applicant.email and is_email_held(applicant.email, realm=portal.realm):
            tell_holder(key=f"known:{stored.token}", email=applicant.email, portal=portal, now=now)
        return stored


@transaction.atomic
def answer_application(
    *, token: uuid.UUID, answer: str, changes: dict[str, str] | None = None, now: dt.datetime
) -> AccessApplication:
    """Take the applicant's answer to a question of the staff; the clock of the decision runs on.

    `changes` mends what was typed: number, full_name, city, premise_number. Raises `DomainError` "application_closed".
    """
    application = lock_application_of(token=token)
    if application is None or application.state != ApplicationState.CLARIFYING:
        raise DomainError("application_closed", "На эту заявку уже не нужно отвечать. Обновите страницу.")
    for name, longest in (("number", 40), ("full_name", 150), ("city", 100), ("premise_number", 20)):
        if value := (changes or {}).get(name, "").strip():
            setattr(application, name, value[:longest])
    matched = match_account(application)
    if (matched.pk if matched else None) != application.account_id:  # a secret was compared with another, and is gone
        application.secret_verdicts = dict.fromkeys(application.secret_verdicts, Verdict.UNKNOWN.value)
    application.account = matched
    application.answer = answer.strip()[:2000]
    application.due_at += now - application.state_since  # the time of the question does not count
    application.state, application.state_since, application.state_before = ApplicationState.WAITING, now, ""
    application.search_text = search_text_of(application=application)
    application.save()
    return application


def _wait_for_the_same(portal: Portal, claim: LinkClaim, applicant: Applicant, now: dt.datetime) -> None:
    """Let the same form that comes several times at once come one after another: the second finds the first."""
    typed = "\0".join((claim.number.strip(), _name_of(claim), applicant.phone, applicant.email))
    key = f"form:{portal.pk}:{hashlib.sha256(typed.encode()).hexdigest()}"
    count_up(scope=ThrottleScope.REGISTRATION, limits={key: SAME_FORM}, now=now)


def _sent_just_now(
    portal: Portal, claim: LinkClaim, applicant: Applicant, now: dt.datetime, actor: Actor
) -> AccessApplication | None:
    same = AccessApplication.objects.filter(
        portal=portal,
        number=claim.number.strip()[:40],
        full_name=_name_of(claim),
        phone=applicant.phone,
        email=applicant.email,
        address=actor.address,
        state=ApplicationState.WAITING,
        submitted_at__gt=now - SENT_TWICE_WITHIN,
    ).first()
    if same is None or bool(same.password) != bool(applicant.password):
        return None
    return same if not same.password or check_password(applicant.password, same.password) else None


def _still_open(portal: Portal, claim: LinkClaim, user: User) -> AccessApplication | None:
    """Return the user's own open application for this number; two tabs at once wait for each other."""
    lock_rows(User.objects.all(), [user.pk])
    refuse_too_many(user=user, portal=portal)
    own = AccessApplication.objects.filter(portal=portal, user=user, state__in=OPEN_STATES)
    return own.filter(number=claim.number.strip()[:40]).first()


def _refuse_linked(application: AccessApplication) -> None:
    links = AccountLink.objects.filter(user=application.user, account=application.account, state=LinkState.ACTIVE)
    if application.user is not None and application.account is not None and links.exists():
        raise DomainError("already_linked", "Этот лицевой счёт уже есть в вашем кабинете.")


def _store(
    portal: Portal, claim: LinkClaim, applicant: Applicant, *, user: User | None, now: dt.datetime, actor: Actor
) -> AccessApplication:
    application = AccessApplication(
        portal=portal,
        user=user,
        number=claim.number.strip()[:40],
        full_name=_name_of(claim) or (str(user)[:150] if user is not None else ""),
        city=claim.city[:100],
        premise_number=claim.premise_number[:20],
        phone=applicant.phone,
        email=applicant.email,
        password=make_password(applicant.password) if applicant.password else "",
        consents=[asdict(document) for document in applicant.consents],
        address=actor.address,
        submitted_at=now,
        state_since=now,
        due_at=now + dt.timedelta(hours=portal.settings.approval_deadline_hours),
    )
    application.account = match_account(application)
    application.secret_verdicts = judge_secrets(portal=portal, claim=claim, account=application.account, now=now)
    _refuse_linked(application)
    application.organization = _organization_of(application, claim)
    application.search_text = search_text_of(application=application)
    application.portal_number = next_number(portal=portal)
    application.save()
    _confirm_receipt(application, now)
    return application


def _name_of(claim: LinkClaim) -> str:
    return (claim.full_name or claim.surname).strip()[:150]


def _organization_of(application: AccessApplication, claim: LinkClaim) -> ManagingOrganization:
    """Return whose staff decide: the account's organisation, the chosen one, or the first of the portal.

    An application is never shown to the staff of several organisations.
    """
    if application.account is not None:
        return application.account.organization
    offered = application.portal.organizations.order_by("pk")
    organization = offered.filter(pk=claim.organization_id or 0).first() or offered.first()
    if organization is None:
        raise DomainError("portal_empty", "У этого кабинета нет организации. Позвоните в поддержку.")
    return organization


def _confirm_receipt(application: AccessApplication, now: dt.datetime) -> None:
    if not application.email:
        return
    hours = application.portal.settings.approval_deadline_hours
    enqueue_message(
        key=f"application-received:{application.pk}",
        channel=Channel.EMAIL,
        recipient=application.email,
        subject=f"Заявка № {application.portal_number} принята",
        text=(
            f"Здравствуйте!\n\nМы получили вашу заявку, лицевой счёт {application.number}. Проверим её "
            f"не позже чем через {hours} ч и пришлём ответ.\n\n{application.portal.name}"
        ),
        is_secret=False,
        now=now,
    )
