"""Reads of accounts: what a user may see, and what the staff of an organisation work with."""

from kvita.accounts.selectors.applicants import (
    application_by_password,
    application_by_phone,
    application_by_token,
    applications_of,
)
from kvita.accounts.selectors.applications import (
    Examined,
    Queue,
    QueueEntry,
    QueueFilter,
    application_for_staff,
    queue_of,
    waiting_applications,
)
from kvita.accounts.selectors.choices import (
    MessageChoices,
    delivery_choices_of,
    message_choices_of,
    message_choices_of_users,
)
from kvita.accounts.selectors.codes import (
    AccountCard,
    CodedAccount,
    GuessedAccount,
    HouseCodes,
    account_for_staff,
    accounts_of_house,
    accounts_under_guessing,
    house_for_staff,
    houses_with_codes,
    portals_of_letters,
)
from kvita.accounts.selectors.guarding import (
    FailedTries,
    LockedResident,
    RaisedAlarm,
    alarms_of_day,
    failed_tries,
    locked_residents,
)
from kvita.accounts.selectors.links import (
    accounts_for,
    links_beside_for,
    links_for,
    user_ids_by_account_number,
    users_seeing,
)
from kvita.accounts.selectors.numbers import accounts_by_number
from kvita.accounts.selectors.residents import ResidentCard, find_residents, resident_for_staff, residents_of_others
from kvita.accounts.selectors.search import find_account, search_accounts
from kvita.accounts.selectors.sharing import is_claimed_twice, residents_sharing, unconfirmed_with_accounts

__all__ = [
    "AccountCard",
    "CodedAccount",
    "Examined",
    "FailedTries",
    "GuessedAccount",
    "HouseCodes",
    "LockedResident",
    "MessageChoices",
    "Queue",
    "QueueEntry",
    "QueueFilter",
    "RaisedAlarm",
    "ResidentCard",
    "account_for_staff",
    "accounts_by_number",
    "accounts_for",
    "accounts_of_house",
    "accounts_under_guessing",
    "alarms_of_day",
    "application_by_password",
    "application_by_phone",
    "application_by_token",
    "application_for_staff",
    "applications_of",
    "delivery_choices_of",
    "failed_tries",
    "find_account",
    "find_residents",
    "house_for_staff",
    "houses_with_codes",
    "is_claimed_twice",
    "links_beside_for",
    "links_for",
    "locked_residents",
    "message_choices_of",
    "message_choices_of_users",
    "portals_of_letters",
    "queue_of",
    "resident_for_staff",
    "residents_of_others",
    "residents_sharing",
    "search_accounts",
    "unconfirmed_with_accounts",
    "user_ids_by_account_number",
    "users_seeing",
    "waiting_applications",
]
