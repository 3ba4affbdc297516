"""The staff's half: approving, asking back, rejecting, and taking a decision back within a minute.

Who of the staff may, and for which organisation, the caller has checked (`selectors.applications`). Messages wait in
the outbox until the minute has passed, so a decision taken back has told nobody anything.
"""

import datetime as dt
from typing import Final

from django.db import transaction

from kvita.accounts.enums import OPEN_STATES, ApplicationState, LinkState
from kvita.accounts.models import AccessApplication, AccountLink, BillingAccount
from kvita.accounts.policies import UNDO_WITHIN
from kvita.accounts.services.applying.code import send_completion_code
from kvita.accounts.services.applying.completing import admit
from kvita.accounts.services.applying.locking import lock_application
from kvita.accounts.services.notices import keys_of_changed_contacts, tell_of_changed_contacts
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.housing.enums import PasswordOrigin
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services import confirm_phone, issue_password, register_user
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message, withdraw_messages

SHORTEST_REASON: Final = 3
LONGEST_REASON: Final = 1000


@transaction.atomic
def approve_application(
    *,
    application_id: int,
    account_id: int | None = None,
    write_name: bool = False,
    write_phone: bool = False,
    by: User,
    now: dt.datetime,
    actor: Actor,
) -> AccessApplication:
    """Let the applicant in: a code goes by SMS, or a password to be changed; a signed-in user is linked at once.

    `account_id` names the account when the program could not match it; `write_name` and `write_phone` take what was
    typed over into the account. Raises `DomainError` "application_decided", "account_missing", "contact_missing",
    "email_taken".
    """
    application = _open(application_id)
    account = _account(application, account_id)
    application.account = account
    application.account_changes = _write_down(application, account, write_name=write_name, write_phone=write_phone)
    _decide(application, ApplicationState.APPROVED, by, now)
    before = {name: pair[0] for name, pair in application.account_changes.items()}
    tell_of_changed_contacts(account=account, before=before, now=now, not_before=now + UNDO_WITHIN)
    if application.user is not None:
        admit(application=application, user=application.user, now=now, actor=actor)
        AccessApplication.objects.filter(pk=application.pk).update(completed_at=now)
        _tell(application, "Доступ к лицевому счёту открыт", _approved_text(application), now)
    elif application.portal.settings.password_origin == PasswordOrigin.ISSUED_BY_SMS:
        _make_user(application, now, actor)
    else:
        send_completion_code(application=application, not_before=now + UNDO_WITHIN, now=now)
    _audit(application, "approve_application", now, actor, changes=application.account_changes)
    return application


@transaction.atomic
def clarify_application(
    *, application_id: int, question: str, by: User, now: dt.datetime, actor: Actor
) -> AccessApplication:
    """Ask the applicant; the clock of the decision stops. Raises "application_decided", "reason_missing"."""
    application = _open(application_id)
    application.reason = _said(question, "Напишите, что нужно уточнить: этот вопрос уйдёт жильцу.")
    _decide(application, ApplicationState.CLARIFYING, by, now)
    text = f"По вашей заявке есть вопрос: {application.reason}\n\nОтветьте на странице заявки или позвоните нам."
    _tell(application, f"Вопрос по заявке № {application.portal_number}", text, now)
    _audit(application, "clarify_application", now, actor, reason=application.reason)
    return application


@transaction.atomic
def resume_application(*, application_id: int, answer: str, now: dt.datetime, actor: Actor) -> AccessApplication:
    """Put a clarified application back into the queue with what the applicant said by phone. "application_decided"."""
    application = _open(application_id)
    if application.state == ApplicationState.CLARIFYING:
        application.due_at += now - application.state_since
        application.state, application.state_since, application.state_before = ApplicationState.WAITING, now, ""
        application.answer = answer.strip()[:LONGEST_REASON]
        application.save()
        _audit(application, "resume_application", now, actor, reason=application.answer)
    return application


@transaction.atomic
def reject_application(
    *, application_id: int, reason: str, by: User, now: dt.datetime, actor: Actor
) -> AccessApplication:
    """Refuse; the applicant gets the reason by letter and SMS. Raises "application_decided", "reason_missing"."""
    application = _open(application_id)
    application.reason = _said(reason, "Напишите причину: она уйдёт жильцу, чтобы он знал, что исправить.")
    _decide(application, ApplicationState.REJECTED, by, now)
    text = (
        f"Мы не смогли открыть доступ по заявке № {application.portal_number}. Причина: {application.reason}\n\n"
        f"Исправьте это и подайте заявку ещё раз или позвоните нам: "
        f"{application.organization.phone or 'телефон есть в квитанции'}."
    )
    _tell(application, f"Заявка № {application.portal_number} отклонена", text, now)
    _audit(application, "reject_application", now, actor, reason=application.reason)
    return application


@transaction.atomic
def undo_decision(*, application_id: int, now: dt.datetime, actor: Actor) -> AccessApplication:
    """Take a decision back within a minute: its messages are not sent, what it wrote is as before.

    Raises `DomainError` "undo_late" when the minute is over, or the applicant is in already.
    """
    application = lock_application(application_id=application_id)
    decided = application.state != ApplicationState.WAITING
    if not decided or now - application.state_since > UNDO_WITHIN or _has_entered(application):
        raise DomainError("undo_late", "Отменить уже нельзя: прошла минута, сообщение ушло жильцу.")
    withdraw_messages(keys=_keys(application))
    ConfirmationCode.objects.filter(public_id__in=[application.code_id] if application.code_id else []).update(
        revoked_at=now
    )
    _erase(application)
    if application.state_before == ApplicationState.CLARIFYING:  # the question is gone: ask again if it is still open
        application.due_at += now - application.state_since
    application.state, application.state_since, application.state_before = ApplicationState.WAITING, now, ""
    application.decided_by, application.code_id, application.reason = None, None, ""
    application.account_changes, application.completed_at = {}, None
    application.save()
    _audit(application, "undo_decision", now, actor)
    return application


def _open(application_id: int) -> AccessApplication:
    application = lock_application(application_id=application_id)
    if application.state not in OPEN_STATES:
        raise DomainError("application_decided", "По этой заявке уже решили. Обновите страницу.")
    return application


def _account(application: AccessApplication, account_id: int | None) -> BillingAccount:
    own = BillingAccount.objects.filter(organization=application.organization_id)
    account = next(iter(lock_rows(own, [account_id or application.account_id or 0])), None)
    if account is None:
        raise DomainError("account_missing", "Сначала найдите лицевой счёт, к которому открыть доступ.")
    return account


def _write_down(
    application: AccessApplication, account: BillingAccount, *, write_name: bool, write_phone: bool
) -> dict[str, list[str]]:
    changes: dict[str, list[str]] = {}
    for name, wanted, value in (
        ("holder_name", write_name, application.full_name),
        ("phone", write_phone, application.phone),
    ):
        before = getattr(account, name)
        if wanted and value and before != value:
            changes[name] = [before, value]
            setattr(account, name, value)
    if changes:
        account.save(update_fields=list(changes))
    return changes


def _decide(application: AccessApplication, state: ApplicationState, by: User, now: dt.datetime) -> None:
    withdraw_messages(beginning=f"application:{application.pk}:")  # a question that has not left is outdated
    if application.state == ApplicationState.CLARIFYING:
        application.due_at += now - application.state_since
    application.state_before, application.state, application.state_since = application.state, state, now
    application.decided_by = by
    application.save()


def _make_user(application: AccessApplication, now: dt.datetime, actor: Actor) -> None:
    """Make the user at once; the password of the SMS has to be changed at the first sign-in."""
    if not application.phone:
        raise DomainError("contact_missing", "В заявке нет телефона: пароль отправить некуда.")
    user = register_user(
        realm=application.portal.realm,
        email=application.email or None,
        phone=application.phone,
        name=application.full_name,
        needs_confirmation=False,
        password_issued=True,
        now=now,
    )
    confirm_phone(user=user, now=now)
    password = issue_password(user=user, actor=actor, now=now)
    application.user = user
    application.save(update_fields=["user"])
    admit(application=application, user=user, now=now, actor=actor)
    enqueue_message(
        key=_keys(application)[1],
        channel=Channel.SMS,
        recipient=application.phone,
        subject="Пароль для входа",
        text=(
            f"Вход в кабинет {application.portal.name}: счёт {application.number}, пароль {password}. "
            f"При первом входе придумайте свой."
        ),
        is_secret=True,
        now=now,
        not_before=now + UNDO_WITHIN,
    )


def _has_entered(application: AccessApplication) -> bool:
    """Tell whether the applicant has completed the registration, or signed in with the issued password."""
    user = application.user
    if user is None or application.state != ApplicationState.APPROVED:
        return False
    if application.completed_at is None:
        return user.last_login is not None
    return user.created_at == application.completed_at


def _erase(application: AccessApplication) -> None:
    """Undo what the approval wrote: the account's data, the link, the user that it made."""
    if application.account_changes and application.account_id is not None:
        (account,) = lock_rows(BillingAccount.objects.all(), [application.account_id])
        kept = {name: pair for name, pair in application.account_changes.items() if getattr(account, name) == pair[1]}
        for name, (before, _) in kept.items():
            setattr(account, name, before)
        account.save(update_fields=list(kept))
    user = application.user
    if user is None or application.state != ApplicationState.APPROVED:
        return
    if application.completed_at is None:  # made by the approval, with an issued password
        application.user = None
        application.save(update_fields=["user"])
        user.delete()
        return
    AccountLink.objects.filter(user=user, account=application.account_id, activated_at=application.state_since).update(
        state=LinkState.REVOKED, revoked_at=application.state_since
    )


def _said(text: str, otherwise: str) -> str:
    said = text.strip()
    if len(said) < SHORTEST_REASON:
        raise DomainError("reason_missing", otherwise)
    if len(said) > LONGEST_REASON:
        raise DomainError("reason_long", f"Слишком длинно: можно не больше {LONGEST_REASON} знаков.")
    return said


def _approved_text(application: AccessApplication) -> str:
    return (
        f"Заявка № {application.portal_number} подтверждена: лицевой счёт {application.number} открыт в вашем кабинете."
    )


def _tell(application: AccessApplication, subject: str, text: str, now: dt.datetime) -> None:
    """Put a letter and an SMS into the outbox, to leave when the decision can no longer be taken back."""
    letter, sms = _keys(application)[2:4]
    then = now + UNDO_WITHIN
    if application.email:
        whole = f"Здравствуйте!\n\n{text}\n\n{application.organization.name}"
        enqueue_message(
            key=letter,
            channel=Channel.EMAIL,
            recipient=application.email,
            subject=subject,
            text=whole,
            is_secret=False,
            now=now,
            not_before=then,
        )
    if application.phone:
        short = f"{subject}. {application.reason}".strip()[:300]
        enqueue_message(
            key=sms,
            channel=Channel.SMS,
            recipient=application.phone,
            subject=subject,
            text=short,
            is_secret=False,
            now=now,
            not_before=then,
        )


def _keys(application: AccessApplication) -> list[str]:
    """Return the keys of what a decision may send: code, password, letter, SMS, word to an account's old address."""
    decision = f"application:{application.pk}:{application.state_since.isoformat()}"
    return [
        f"application-code:{application.code_id}",
        *(f"{decision}:{what}" for what in ("password", "letter", "sms")),
        *keys_of_changed_contacts(account_id=application.account_id or 0, now=application.state_since),
    ]


def _audit(
    application: AccessApplication,
    act: str,
    now: dt.datetime,
    actor: Actor,
    *,
    changes: dict[str, list[str]] | None = None,
    reason: str = "",
) -> None:
    record_audit(
        now=now,
        actor=actor,
        action=f"accounts.{act}",
        target=application,
        organization_id=application.organization_id,
        changes=changes,
        reason=reason,
    )
