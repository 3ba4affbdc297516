"""Letting an approved applicant in."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from kvita.accounts.enums import ApplicationState
from kvita.accounts.models import AccessApplication
from kvita.accounts.policies import CHECKED_BY_STAFF, UNDO_WITHIN
from kvita.accounts.services.applying.code import forgive_completion, hit_completion, send_completion_code
from kvita.accounts.services.applying.locking import lock_application_of
from kvita.accounts.services.linking import link_proven_account
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.identity.enums import CodePurpose, ConsentKind
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services import confirm_phone, give_consent, redeem_code, register_user, wait_in_words
from kvita.notifications.enums import Channel


def complete_application(*, token: uuid.UUID, code: str, now: dt.datetime, actor: Actor) -> User:
    """Let an approved applicant in: the code of the SMS makes the user and links the account.

    Call it outside a transaction. Raises `DomainError`: "application_closed" when there is nothing to complete, those
    of `identity.services.redeem_code`, "email_taken", "too_many_accounts".
    """
    application = AccessApplication.objects.select_related("portal__settings").filter(token=token).first()
    if application is None or application.state != ApplicationState.APPROVED or application.code_id is None:
        raise _nothing_to_complete()
    hit_completion(application=application, now=now)
    made: list[User] = []

    def apply(found: ConfirmationCode) -> None:
        made.append(_complete(application, found, now, actor))

    redeem_code(
        realm=application.portal.realm,
        purpose=CodePurpose.REGISTRATION,
        public_id=application.code_id,
        secret=code,
        now=now,
        apply=apply,
        ip=actor.address,
    )
    forgive_completion(application=application, now=now)
    return made[0]


@transaction.atomic
def resend_application_code(*, token: uuid.UUID, now: dt.datetime, actor: Actor) -> AccessApplication:
    """Send the code of an approved application again.

    Not within the minute in which the staff may take the approval back: until then nothing has been sent at all. Raises
    `DomainError` "application_closed", "code_too_soon".
    """
    application = lock_application_of(token=token)
    if application is None or application.state != ApplicationState.APPROVED or application.user_id is not None:
        raise DomainError("application_closed", "Код по этой заявке не нужен. Обновите страницу.")
    if now < (sent_at := application.state_since + UNDO_WITHIN):
        seconds = max(1, int((sent_at - now).total_seconds()))
        wait = wait_in_words(seconds=seconds)
        raise DomainError("code_too_soon", f"Код ещё не ушёл: мы отправим его через {wait}.", seconds=seconds)
    send_completion_code(application=application, now=now, ip=actor.address)
    return application


def _nothing_to_complete() -> DomainError:
    return DomainError("application_closed", "Код по этой заявке ещё не отправлен или уже использован.")


def admit(*, application: AccessApplication, user: User, now: dt.datetime, actor: Actor) -> None:
    """Link the account of an approved application and keep what the applicant agreed to, as of then."""
    if application.account_id is None:
        raise DomainError("account_missing", "Выберите лицевой счёт, к которому открыть доступ.")
    link_proven_account(
        user=user,
        portal=application.portal,
        account_id=application.account_id,
        proof=f"{CHECKED_BY_STAFF} {application.portal_number}, проверил сотрудник",
        now=now,
        actor=actor,
    )
    for document in application.consents:
        values: dict[str, Any] = {**document, "kind": ConsentKind(document["kind"])}
        give_consent(user=user, now=application.submitted_at, ip=application.address, **values)


def _complete(application: AccessApplication, code: ConfirmationCode, now: dt.datetime, actor: Actor) -> User:
    (application,) = lock_rows(AccessApplication.objects.select_related("portal__settings"), [application.pk])
    if application.state != ApplicationState.APPROVED or application.code_id != code.public_id:
        raise _nothing_to_complete()
    by_phone = code.channel == Channel.SMS
    user = register_user(
        realm=application.portal.realm,
        email=application.email or None,
        phone=application.phone or None,
        name=application.full_name,
        password_hash=application.password,
        needs_confirmation=not by_phone,
        yields_email=by_phone,
        now=now,
    )
    if by_phone:
        confirm_phone(user=user, now=now)
    admit(application=application, user=user, now=now, actor=actor)
    AccessApplication.objects.filter(pk=application.pk).update(user=user, completed_at=now, password="", code_id=None)
    return user
