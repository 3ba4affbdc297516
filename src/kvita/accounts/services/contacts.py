"""What a resident changes about themselves, and what of it goes into the company's database."""

import datetime as dt
import uuid

from django.db import transaction

from kvita.accounts.policies import may_confirm_phone, sms_rules
from kvita.accounts.services.holding import recognise_holder, save_contacts_to_accounts
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.housing.models import Portal
from kvita.identity.enums import CodePurpose
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.selectors import find_code
from kvita.identity.services import confirm_phone, finish_email_change, issue_code, redeem_code, update_contacts
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message

CHANGED_SINCE = "Телефон в профиле с тех пор изменился. Попросите код ещё раз."


@transaction.atomic
def change_contacts(
    *, user: User, portal: Portal, name: str, phone: str | None, home_phone: str, actor: Actor, now: dt.datetime
) -> User:
    """Store name and phones of the profile; what is confirmed of them goes into the accounts that the user holds.

    Another phone is not confirmed any more, so the company keeps the one it knows until the code has come back.
    """
    recognise_holder(user=user, actor=actor, now=now)  # by the address that may be about to change
    changed = update_contacts(
        user=user, name=name, phone=phone, home_phone=home_phone, actor=actor, now=now, portal_name=portal.name
    )
    _write_back(changed, portal, actor, now)
    return changed


def confirm_new_email(*, portal: Portal, token: str, actor: Actor, now: dt.datetime, ip: str | None = None) -> User:
    """Take over the e-mail whose link was opened, and write it into the accounts that the user holds.

    Call it outside a transaction. Raises `DomainError` as `identity.services.finish_email_change` does.
    """
    return finish_email_change(
        realm=portal.realm,
        token=token,
        actor=actor,
        now=now,
        portal_name=portal.name,
        ip=ip,
        then=lambda user: note_proven_address(user=user, portal=portal, actor=actor, now=now),
    )


def send_own_phone_code(*, user: User, portal: Portal, ip: str | None, now: dt.datetime) -> ConfirmationCode:
    """Send a code to the phone of the profile; return which code it is.

    Raises `DomainError`: "phone_confirmed" when there is nothing to confirm, "code_too_soon" with `seconds`,
    "code_limit".
    """
    if not may_confirm_phone(portal.settings) or not user.phone or user.phone_confirmed_at is not None:
        raise DomainError("phone_confirmed", "Подтверждать нечего: телефон уже подтверждён или не указан.")
    return send_code_by_sms(portal=portal, phone=user.phone, user=user, what="телефона", ip=ip, now=now)


@transaction.atomic
def send_code_by_sms(
    *, portal: Portal, phone: str, user: User | None = None, what: str = "", ip: str | None, now: dt.datetime
) -> ConfirmationCode:
    """Send a code to a phone, of a user or of nobody yet; `what` it confirms is said in the message.

    Raises `DomainError` "code_too_soon" with `seconds`, "code_limit".
    """
    issued = issue_code(
        realm=portal.realm,
        purpose=CodePurpose.CONFIRM_PHONE,
        channel=Channel.SMS,
        address=phone,
        rules=sms_rules(portal.settings),
        user=user,
        now=now,
        ip=ip,
    )
    words = f"код подтверждения {what}".strip()
    enqueue_message(
        key=f"code:{issued.code.public_id}",
        channel=Channel.SMS,
        recipient=phone,
        subject="Код подтверждения",
        text=f"{issued.secret} — {words}. Никому его не говорите. {portal.name}",
        is_secret=True,
        now=now,
    )
    return issued.code


def confirm_own_phone(
    *, user: User, portal: Portal, public_id: uuid.UUID, secret: str, ip: str | None, actor: Actor, now: dt.datetime
) -> None:
    """Note that the phone of the profile is the user's, and write it into the accounts that they hold.

    Call it outside a transaction. Raises `DomainError`: "code_spent" when another phone stands in the profile by now,
    and those of `identity.services.redeem_code`.
    """
    sent = find_code(public_id, realm=portal.realm, purpose=CodePurpose.CONFIRM_PHONE)
    if sent is None or sent.user_id != user.pk:
        raise DomainError("code_spent", "Этот код больше не действует. Попросите прислать новый.")

    def apply(code: ConfirmationCode) -> None:
        (current,) = lock_rows(User.objects.all(), [user.pk])
        if current.phone != code.address:
            raise DomainError("code_spent", CHANGED_SINCE)
        confirm_phone(user=current, now=now)
        record_audit(now=now, actor=actor, action="identity.confirm_phone", target=current)
        note_proven_address(user=current, portal=portal, actor=actor, now=now)

    redeem_code(
        realm=portal.realm,
        purpose=CodePurpose.CONFIRM_PHONE,
        public_id=public_id,
        secret=secret,
        now=now,
        apply=apply,
        ip=ip,
    )


def note_proven_address(*, user: User, portal: Portal, actor: Actor, now: dt.datetime) -> None:
    """Take in that the user has proved a phone or an e-mail: it may make them a holder, and goes where they are one."""
    recognise_holder(user=user, actor=actor, now=now)
    _write_back(user, portal, actor, now)


def _write_back(user: User, portal: Portal, actor: Actor, now: dt.datetime) -> None:
    if portal.settings.contacts_saved_to_account:
        save_contacts_to_accounts(user=user, portal_id=portal.pk, actor=actor, now=now)
