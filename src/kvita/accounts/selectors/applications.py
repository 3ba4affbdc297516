"""The staff's queue of applications: of their own organisations only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, QuerySet, TextChoices

from kvita.accounts.enums import OPEN_STATES, ApplicationState, LinkState, Verdict
from kvita.accounts.models import AccessApplication, AccountLink, BillingAccount
from kvita.accounts.policies import UNDO_WITHIN
from kvita.accounts.selectors.comparing import CONTACTS, NAMES, PHONE, PHONE_DIGITS, Comparison, compare_application
from kvita.accounts.selectors.numbers import accounts_by_number
from kvita.calc.spelling import compare_names, fold, split_name

PAGE: Final = 10
MOST_WAITING: Final = 1_000


class QueueFilter(TextChoices):
    """Parts of the queue, in the order in which they are offered."""

    WAITING = "waiting", "Ждут"
    MISMATCHED = "mismatched", "Не совпали"
    CLARIFYING = "clarifying", "Уточняем"
    APPROVED = "approved", "Подтверждены"
    REJECTED = "rejected", "Отклонены"


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """An application in the queue: how many fields differ, and the time left to decide (below zero = overdue)."""

    application: AccessApplication
    differences: int
    left: dt.timedelta

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision or an answer."""
        return self.application.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, oldest first, and how many there are in each part."""

    part: QueueFilter
    entries: list[QueueEntry]
    counts: dict[QueueFilter, int]
    total: int
    page: int
    urgent: int

    @property
    def pages(self) -> int:
        """How many pages this part has."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """Number of the first entry shown."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """Number of the last entry shown."""
        return min(self.page * PAGE, self.total)


@dataclass(frozen=True, slots=True)
class Examined:
    """An application with all that helps to decide."""

    application: AccessApplication
    account: BillingAccount | None
    lines: list[Comparison]
    links: int
    same_number: int

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.application.state in OPEN_STATES

    def can_undo(self, now: dt.datetime) -> bool:
        """Tell whether the decision is not older than a minute."""
        decided = self.application.state != ApplicationState.WAITING
        return decided and now - self.application.state_since <= UNDO_WITHIN

    @property
    def name_agrees(self) -> bool:
        """Whether the account has the typed name already: there is nothing to write down."""
        return all(line.verdict == Verdict.SAME for line in self.lines if line.label in NAMES)

    @property
    def fully_agrees(self) -> bool:
        """Whether there is nothing to doubt: an account of just this name, nothing that differs, nobody else at it.

        A phone or e-mail that the company does not know is no doubt; a part of a name, or initials, are.
        """
        if self.account is None or self.links or self.same_number:
            return False
        if split_name(self.application.full_name) != split_name(self.account.holder_name):
            return False
        return all(
            line.verdict == Verdict.SAME or (line.verdict == Verdict.UNKNOWN and line.label in CONTACTS)
            for line in self.lines
        )

    @property
    def phone_agrees(self) -> bool:
        """Whether the account has the typed phone already, or none was typed."""
        return all(line.verdict == Verdict.SAME for line in self.lines if line.label == PHONE)

    @property
    def slips(self) -> list[Comparison]:
        """Lines that look like a mistyped letter."""
        return [line for line in self.lines if line.is_slip]


def waiting_applications(organization_ids: Sequence[int]) -> int:
    """Return how many applications wait for a decision."""
    return _of(organization_ids).filter(state=ApplicationState.WAITING).count()


def queue_of(
    organization_ids: Collection[int],
    *,
    part: QueueFilter = QueueFilter.WAITING,
    query: str = "",
    page: int = 1,
    now: dt.datetime,
) -> Queue:
    """Return one page of a part of the queue; three queries whatever its size."""
    rows = _of(organization_ids)
    if folded := fold_search(query):
        rows = rows.filter(search_text__contains=folded[:100])
    by_state = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    waiting = [_entry(row, now) for row in _loaded(rows, ApplicationState.WAITING)[:MOST_WAITING]]
    parts = {
        QueueFilter.WAITING: waiting,
        QueueFilter.MISMATCHED: [entry for entry in waiting if entry.differences or entry.application.account is None],
    }
    counts = {one: len(parts[one]) if one in parts else by_state.get(one.name, 0) for one in QueueFilter}
    last = max(1, -(-counts[part] // PAGE))
    page = min(max(page, 1), last)
    start = (page - 1) * PAGE
    if part in parts:
        entries = parts[part][start : start + PAGE]
    else:
        loaded = _loaded(rows, ApplicationState[part.name])
        newest_first = loaded if part == QueueFilter.CLARIFYING else loaded.order_by("-state_since", "-pk")
        entries = [_entry(row, now) for row in newest_first[start : start + PAGE]]
    urgent = sum(1 for entry in waiting if entry.left <= dt.timedelta(hours=12))
    return Queue(part, entries, counts, counts[part], page, urgent)


def application_for_staff(organization_ids: Collection[int], *, application_id: int) -> Examined | None:
    """Return an application of one of these organisations with its comparison; None for anybody else's."""
    application = _with_account(_of(organization_ids)).filter(pk=application_id).first()
    if application is None:
        return None
    account = application.account
    if account is None and application.state in OPEN_STATES:  # the account may have come since, by an import
        found = match_account(application)
        account = found if found is not None and found.organization_id == application.organization_id else None
    links = AccountLink.objects.filter(account=account, state=LinkState.ACTIVE).count() if account else 0
    same = _of(organization_ids).filter(number=application.number, state__in=OPEN_STATES).exclude(pk=application.pk)
    return Examined(application, account, compare_application(application, account), links, same.count())


def match_account(application: AccessApplication) -> BillingAccount | None:
    """Return the account that the application means: the only one of the number, or the only one of that surname."""
    settings = application.portal.settings
    found = accounts_by_number(
        application.number, portal_id=application.portal_id, identifier=settings.account_identifier
    )
    if len(found) > 1:
        found = [account for account in found if compare_names(application.full_name, account.holder_name)[0]]
    return found[0] if len(found) == 1 else None


def fold_search(query: str) -> str:
    """Return what somebody types into a search, folded; a phone without the 8 or 7 in front."""
    folded = fold(query)
    is_phone = folded.isdecimal() and len(folded) == PHONE_DIGITS + 1 and folded[0] in "78"
    return folded[1:] if is_phone else folded


def _of(organization_ids: Collection[int]) -> QuerySet[AccessApplication]:
    return AccessApplication.objects.filter(organization__in=list(organization_ids))


def _with_account(rows: QuerySet[AccessApplication]) -> QuerySet[AccessApplication]:
    return rows.select_related(
        "account__premise__building__city", "organization", "portal__settings", "user", "decided_by"
    )


def _loaded(rows: QuerySet[AccessApplication], state: ApplicationState) -> QuerySet[AccessApplication]:
    return _with_account(rows).filter(state=state).order_by("due_at", "pk")


def _entry(application: AccessApplication, now: dt.datetime) -> QueueEntry:
    lines = compare_application(application, application.account)
    differences = sum(1 for line in lines if line.verdict == Verdict.DIFFERENT)
    moment = application.state_since if application.state == ApplicationState.CLARIFYING else now
    return QueueEntry(application, differences, application.due_at - moment)
