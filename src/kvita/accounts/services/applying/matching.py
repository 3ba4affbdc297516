"""What an application means: which account, and what it is found by."""

from kvita.accounts.models import AccessApplication, BillingAccount
from kvita.accounts.selectors import accounts_by_number
from kvita.calc.spelling import compare_names, fold


def match_account(*, application: AccessApplication) -> BillingAccount | None:
    """Return the account that the application means: the only one of the number, or the only one of that surname."""
    settings = application.portal.settings
    found = accounts_by_number(
        application.number, portal_id=application.portal_id, identifier=settings.account_identifier
    )
    if len(found) > 1:
        found = [account for account in found if compare_names(application.full_name, account.holder_name)[0]]
    return found[0] if len(found) == 1 else None


def search_text_of(*, application: AccessApplication) -> str:
    """Return what the staff's search looks through, folded as `kvita.calc.spelling.fold` folds what they type."""
    parts = (application.full_name, application.number, application.phone, application.email)
    return " ".join(fold(part) for part in parts)[:300]
