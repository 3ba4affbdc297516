"""How an application is locked: after what it refers to, as who comes with the code or deletes a cabinet does."""

import uuid
from typing import Final

from django.db import transaction

from kvita.accounts.models import AccessApplication
from kvita.core.locks import lock_rows
from kvita.identity.models import ConfirmationCode, User

_TRIES: Final = 10


class _MovedError(Exception):
    """While the locks were waited for, the application got another code or user."""


def lock_application(*, application_id: int) -> AccessApplication:
    """Lock its code, its user and then the application; return it as it is now, with what belongs to it.

    Inside a transaction. Raises `AccessApplication.DoesNotExist`.
    """
    for _ in range(_TRIES):
        try:
            with (
                transaction.atomic()
            ):  # a savepoint: going back to it lets go of the locks that were not the right ones
                return _lock(application_id)
        except _MovedError:
            continue
    raise transaction.TransactionManagementError("the application changes faster than it can be locked")


def lock_application_of(*, token: uuid.UUID) -> AccessApplication | None:
    """The same for whoever knows the secret name of an application; None when nobody has it."""
    found = AccessApplication.objects.filter(token=token).values_list("pk", flat=True).first()
    return None if found is None else lock_application(application_id=found)


def _lock(application_id: int) -> AccessApplication:
    seen = AccessApplication.objects.values_list("code_id", "user_id").get(pk=application_id)
    code_id, user_id = seen
    if code_id is not None:
        codes = ConfirmationCode.objects.filter(public_id=code_id).values_list("pk", flat=True)
        lock_rows(ConfirmationCode.objects.all(), codes)
    if user_id is not None:
        lock_rows(User.objects.all(), [user_id])
    whole = AccessApplication.objects.select_related("portal__settings", "organization", "user", "account")
    found = lock_rows(whole, [application_id])
    if not found:
        raise AccessApplication.DoesNotExist
    (application,) = found
    if (application.code_id, application.user_id) != seen:
        raise _MovedError
    return application
