"""A payment that a resident has chosen but not confirmed yet: kept in the session, one for each account."""

import uuid
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

from kvita.calc.money import Money

KEY: Final = "payment_drafts"


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """What was chosen on the payment page. `due` is what was due to the payee; `form_key` makes one order of it."""

    form_key: uuid.UUID
    what: str
    amount: Money
    due: Money
    provider: str
    payee_id: int
    email: str = ""
    payer: dict[str, str] = field(default_factory=dict)
    split: tuple[tuple[int, Money], ...] = ()


def save_draft(session: MutableMapping[str, Any], account_id: int, draft: PaymentDraft) -> None:
    """Keep the draft of an account; the former one is forgotten."""
    drafts = dict(session.get(KEY, {}))
    drafts[str(account_id)] = {
        "form_key": str(draft.form_key),
        "what": draft.what,
        "amount": draft.amount.kopecks,
        "due": draft.due.kopecks,
        "provider": draft.provider,
        "payee": draft.payee_id,
        "email": draft.email,
        "payer": draft.payer,
        "split": [[service_id, part.kopecks] for service_id, part in draft.split],
    }
    session[KEY] = drafts


def load_draft(session: MutableMapping[str, Any], account_id: int) -> PaymentDraft | None:
    """Return the draft of an account, or None."""
    raw = session.get(KEY, {}).get(str(account_id))
    if raw is None or "payee" not in raw:  # kept by an older version
        return None
    return PaymentDraft(
        form_key=uuid.UUID(raw["form_key"]),
        what=raw["what"],
        amount=Money(raw["amount"]),
        due=Money(raw["due"]),
        provider=raw["provider"],
        payee_id=raw["payee"],
        email=raw["email"],
        payer=raw["payer"],
        split=tuple((service_id, Money(part)) for service_id, part in raw["split"]),
    )


def drop_draft(session: MutableMapping[str, Any], account_id: int, form_key: uuid.UUID) -> None:
    """Forget the draft of an account when it is the one of this form."""
    draft = load_draft(session, account_id)
    if draft is not None and draft.form_key == form_key:
        session[KEY] = {key: value for key, value in session[KEY].items() if key != str(account_id)}
