"""One decision of the staff, as their form sends it."""

import datetime as dt

from kvita.accounts.enums import Decision
from kvita.accounts.models import AccessApplication
from kvita.accounts.selectors.applications import Examined
from kvita.accounts.selectors.numbers import accounts_by_number
from kvita.accounts.services.applying.deciding import approve_application, clarify_application, reject_application
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.models import User


def decide_application(
    *,
    examined: Examined,
    decision: str,
    account_number: str = "",
    write_name: bool = False,
    write_phone: bool = False,
    question: str = "",
    reason: str = "",
    by: User,
    now: dt.datetime,
    actor: Actor,
) -> AccessApplication:
    """Approve, ask or reject. `account_number` names the account when the program found none.

    Raises `DomainError` as the three decisions do.
    """
    application_id = examined.application.pk
    if decision == Decision.CLARIFY:
        return clarify_application(application_id=application_id, question=question, by=by, now=now, actor=actor)
    if decision == Decision.REJECT:
        return reject_application(application_id=application_id, reason=reason, by=by, now=now, actor=actor)
    return approve_application(
        application_id=application_id,
        account_id=examined.account.pk if examined.account else _account_id(examined.application, account_number),
        write_name=write_name,
        write_phone=write_phone,
        by=by,
        now=now,
        actor=actor,
    )


def _account_id(application: AccessApplication, number: str) -> int:
    portal = application.portal
    found = accounts_by_number(number, portal_id=portal.pk, identifier=portal.settings.account_identifier)
    own = [account for account in found if account.organization_id == application.organization_id]
    if len(own) == 1:
        return own[0].pk
    if own:
        raise DomainError("account_missing", "Таких счетов несколько. Напишите номер вместе с буквой.")
    raise DomainError("account_missing", "Счёта с таким номером у вас нет. Проверьте номер.")
