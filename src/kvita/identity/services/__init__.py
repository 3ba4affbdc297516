"""Writes of users, codes, counters and consents."""

from kvita.identity.services.budgets import spend
from kvita.identity.services.codes import (
    TRIES,
    CodeRules,
    IssuedCode,
    issue_code,
    peek_token,
    purge_codes,
    redeem_code,
    redeem_token,
    revoke_codes,
    split_token,
)
from kvita.identity.services.consents import give_consent, renew_consent, withdraw_consent
from kvita.identity.services.contacts import (
    cancel_email_change,
    finish_email_change,
    start_email_change,
    update_contacts,
)
from kvita.identity.services.deleting import cancel_deletion, delete_due_users, request_deletion
from kvita.identity.services.inviting import invite_staff, recover_staff
from kvita.identity.services.office import change_email_by_office, lift_locks, unlock_address
from kvita.identity.services.passwords import change_password, issue_password, reset_password, tell_user
from kvita.identity.services.photos import remove_photo, set_photo
from kvita.identity.services.pictures import use_picture_up
from kvita.identity.services.registering import (
    change_email,
    confirm_email,
    confirm_phone,
    purge_unconfirmed,
    register_user,
)
from kvita.identity.services.second_step import remove_second_step, tell_of_few_codes
from kvita.identity.services.signing_in import record_failed_sign_in, record_sign_in, record_sign_out
from kvita.identity.services.throttling import (
    HOUR,
    MINUTE,
    Limit,
    count_up,
    forgive,
    hit,
    locked,
    purge_throttles,
    tries_of_day,
    wait_in_words,
    worn,
)

__all__ = [
    "HOUR",
    "MINUTE",
    "TRIES",
    "CodeRules",
    "IssuedCode",
    "Limit",
    "cancel_deletion",
    "cancel_email_change",
    "change_email",
    "change_email_by_office",
    "change_password",
    "confirm_email",
    "confirm_phone",
    "count_up",
    "delete_due_users",
    "finish_email_change",
    "forgive",
    "give_consent",
    "hit",
    "invite_staff",
    "issue_code",
    "issue_password",
    "lift_locks",
    "locked",
    "peek_token",
    "purge_codes",
    "purge_throttles",
    "purge_unconfirmed",
    "record_failed_sign_in",
    "record_sign_in",
    "record_sign_out",
    "recover_staff",
    "redeem_code",
    "redeem_token",
    "register_user",
    "remove_photo",
    "remove_second_step",
    "renew_consent",
    "request_deletion",
    "reset_password",
    "revoke_codes",
    "set_photo",
    "spend",
    "split_token",
    "start_email_change",
    "tell_of_few_codes",
    "tell_user",
    "tries_of_day",
    "unlock_address",
    "update_contacts",
    "use_picture_up",
    "wait_in_words",
    "withdraw_consent",
    "worn",
]
