"""Numbers of applications: counted from 1 in each portal, without telling how many there are elsewhere."""

from kvita.core.locks import lock_rows
from kvita.core.models import Counter
from kvita.housing.models import Portal


def next_number(*, portal: Portal) -> int:
    """Return the next number of an application at the portal: 1 at first.

    Call it late in a transaction: others wait until that is over. A number that was given out never comes again, also
    when what had it is deleted; one whose transaction was rolled back does. Raises `TransactionManagementError`
    outside a transaction.
    """
    stored, _ = Counter.objects.get_or_create(scope=f"application:{portal.pk}")
    (counter,) = lock_rows(Counter.objects.all(), [stored.pk])
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
