"""What residents have chosen: messages by subject and channel, delivery of bills. Read before anything is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kvita.accounts.models import AccountLink, DeliveryChoice, MessageChoice
from kvita.identity.models import User
from kvita.notifications.enums import Channel

# Letters about one's own account may come until somebody says no; an SMS wants a yes first.
UNLESS_CHOSEN: Final[Mapping[str, bool]] = {Channel.EMAIL: True, Channel.SMS: False}


@dataclass(frozen=True, slots=True)
class MessageChoices:
    """The choices of one user: (channel, subject) to yes or no; the empty subject stands for all others."""

    rows: Mapping[tuple[str, str], bool]

    def allow(self, channel: str, subject: str) -> bool:
        """Tell whether a message about this subject may go by this channel."""
        for key in ((channel, subject), (channel, "")):
            if key in self.rows:
                return self.rows[key]
        return UNLESS_CHOSEN.get(channel, False)


def message_choices_of(user: User) -> MessageChoices:
    """Return what the user has chosen; one query."""
    return message_choices_of_users([user.pk])[user.pk]


def message_choices_of_users(user_ids: Iterable[int]) -> dict[int, MessageChoices]:
    """Return the choices of each of these users; one query for all."""
    found: dict[int, dict[tuple[str, str], bool]] = {user_id: {} for user_id in user_ids}
    for row in MessageChoice.objects.filter(user__in=list(found)):
        found[row.user_id][row.channel, row.subject] = row.is_allowed
    return {user_id: MessageChoices(rows) for user_id, rows in found.items()}


def delivery_choices_of(links: Iterable[AccountLink]) -> dict[int, list[str]]:
    """Return the chosen ways of delivery by the number of the link; links without a choice are left out; one query."""
    rows = DeliveryChoice.objects.filter(link__in=[link.pk for link in links])
    return {row.link_id: list(row.ways) for row in rows}
