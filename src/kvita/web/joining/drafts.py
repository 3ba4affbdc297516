"""What is kept in the session between the steps: hints of a letter, the account that was proved, the phone."""

import datetime as dt
import uuid
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

from kvita.accounts.services import Claimed

Session = MutableMapping[str, Any]
HINTS, CLAIMED, PENDING, PHONE, APPLICATION = (
    "joining_hints",
    "joining_claimed",
    "joining_pending",
    "joining_phone",
    "joining_application",
)
HINT_NAMES: Final = {"number": "number", "city": "city", "code": "registration_code"}
LONGEST_HINT: Final = 100
CLAIMED_FOR: Final = dt.timedelta(minutes=30)


def keep_hints(session: Session, query: Mapping[str, str]) -> None:
    """Keep what the QR of a letter has filled in (`?number=…&city=…&code=…`)."""
    found = {name: query[key][:LONGEST_HINT] for key, name in HINT_NAMES.items() if query.get(key)}
    if found:
        session[HINTS] = found


def hints(session: Session) -> dict[str, str]:
    """Return the first values of the form of the account."""
    return dict(session.get(HINTS, {}))


def drop_hints(session: Session) -> None:
    """Forget the letter: its account is linked."""
    session.pop(HINTS, None)


@dataclass(frozen=True, slots=True)
class ClaimedDraft:
    """An account proved on the page before: what was typed there is shown again."""

    claimed: Claimed
    number: str
    surname: str


def keep_claimed(session: Session, draft: ClaimedDraft, *, now: dt.datetime) -> None:
    """Keep the account that was proved, for half an hour."""
    session[CLAIMED] = {
        "account_id": draft.claimed.account_id,
        "proof": draft.claimed.proof,
        "number": draft.number,
        "surname": draft.surname,
        "at": now.isoformat(),
    }


def claimed_draft(session: Session, *, now: dt.datetime) -> ClaimedDraft | None:
    """Return the account that was proved, None when it was not or too long ago."""
    raw = session.get(CLAIMED)
    if raw is None or now - dt.datetime.fromisoformat(raw["at"]) > CLAIMED_FOR:
        return None
    return ClaimedDraft(Claimed(raw["account_id"], raw["proof"]), raw["number"], raw["surname"])


@dataclass(frozen=True, slots=True)
class PhoneDraft:
    """A phone to which a code was sent, and whether the code came back."""

    phone: str
    code_id: uuid.UUID
    sent_at: dt.datetime
    is_confirmed: bool = False

    def seconds_left(self, *, wait: int, now: dt.datetime) -> int:
        """Return in how many seconds the next code may be asked for."""
        return max(0, wait - int((now - self.sent_at).total_seconds()))


def keep_phone(session: Session, draft: PhoneDraft) -> None:
    """Keep to which phone which code was sent."""
    session[PHONE] = {
        "phone": draft.phone,
        "code_id": str(draft.code_id),
        "sent_at": draft.sent_at.isoformat(),
        "is_confirmed": draft.is_confirmed,
    }


def phone_draft(session: Session) -> PhoneDraft | None:
    """Return the phone to which a code was sent."""
    raw = session.get(PHONE)
    if raw is None:
        return None
    sent_at = dt.datetime.fromisoformat(raw["sent_at"])
    return PhoneDraft(raw["phone"], uuid.UUID(raw["code_id"]), sent_at, raw["is_confirmed"])


def drop_all(session: Session) -> None:
    """Forget the registration: it is complete."""
    for key in (CLAIMED, PENDING, PHONE, APPLICATION):
        session.pop(key, None)
