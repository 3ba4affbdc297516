"""One address, several registrations: what they have proved goes to the one whose address is proved."""

import datetime as dt
from typing import Any, Final

from django.db import transaction

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.selectors.sharing import unconfirmed_with_accounts
from kvita.core.audit import SYSTEM, record_audit
from kvita.core.locks import lock_rows
from kvita.core.models import AuditEntry
from kvita.identity.models import User
from kvita.identity.services import tell_user

WAITING_OF_VISITOR: Final = 3
WAITING_OF_ADDRESS: Final = 30


@transaction.atomic
def make_room(*, user: User, visitor: str | None) -> int:
    """End the oldest registrations that wait with the e-mail of the new one and see nothing; return how many.

    Of one visitor the three newest stay, of all thirty: a stranger replaces the stranger's own, not those of others.
    """
    waiting = User.objects.filter(realm=user.realm, email__iexact=user.email or "", confirmation_due=True)
    newest_first = list(
        waiting.exclude(pk__in=unconfirmed_with_accounts()).order_by("-pk").values_list("pk", flat=True)
    )
    entries = AuditEntry.objects.filter(
        action="accounts.register_resident", object_id__in=[str(one) for one in newest_first], address=visitor
    )
    own = {int(one) for one in entries.values_list("object_id", flat=True)} if visitor else set()
    of_visitor = [one for one in newest_first if one in own]
    ending = {*of_visitor[WAITING_OF_VISITOR:], *newest_first[WAITING_OF_ADDRESS:]} - {user.pk}
    for other in lock_rows(User.objects.all(), ending):
        other.delete()
    return len(ending)


@transaction.atomic
def take_accounts_over(*, winner: User, loser: User, now: dt.datetime, **_: Any) -> int:
    """Give the accounts of a registration that ends, and its applications, to the user; return how many accounts.

    The proofs of the accounts were right, whoever gave them, and the address is that of the user. They are told: what
    is not theirs they unlink. The limit of accounts of a cabinet holds for the next one.
    """
    asked = lock_rows(
        AccessApplication.objects.all(), AccessApplication.objects.filter(user=loser).values_list("pk", flat=True)
    )
    for application in asked:
        application.user = winner
        application.save(update_fields=["user"])
    open_links = AccountLink.objects.filter(user=loser).exclude(state=LinkState.REVOKED)
    own = AccountLink.objects.filter(user=winner).exclude(state=LinkState.REVOKED)
    seen = set(own.values_list("account_id", flat=True))
    moved = []
    keys = list(open_links.values_list("pk", flat=True))
    for link in lock_rows(AccountLink.objects.select_related("account"), keys):
        if link.account_id in seen:
            continue
        link.user = winner
        link.save(update_fields=["user"])
        record_audit(
            now=now,
            actor=SYSTEM,
            action="accounts.take_over_link",
            target=link,
            organization_id=link.account.organization_id,
            changes={"user": [loser.pk, winner.pk]},
        )
        moved.append(link.account.full_number)
    if moved:
        numbers = ", ".join(moved)
        tell_user(
            user=winner,
            key=f"taken-over:{winner.pk}:{loser.pk}",
            subject="Лицевые счета перенесены в ваш кабинет",
            text=f"С вашей почтой регистрировались несколько раз. Лицевые счета из прежних регистраций теперь в одном "
            f"кабинете: {numbers}. Какой-то не ваш — отвяжите его в профиле.",
            now=now,
        )
    return len(moved)
