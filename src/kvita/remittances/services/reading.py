"""A bank file is taken in: read, checked, kept; crediting is a step of its own."""

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.db import IntegrityError, transaction

from kvita.calc.money import Money
from kvita.core.audit import Actor, record_audit
from kvita.housing.models import ManagingOrganization, Payee
from kvita.remittances.enums import FileState, RowState
from kvita.remittances.formats import BankFile, OwnLayout, read_bank_file
from kvita.remittances.models import RemittanceFile, RemittanceLayout
from kvita.remittances.services.classifying import Verdict, classify_rows

SHOWN_ROWS: Final = 200
SHOWN_LINES: Final = 10


def read_file(
    *,
    organization: ManagingOrganization,
    name: str,
    data: bytes,
    layout: RemittanceLayout | None = None,
    actor: Actor,
    now: dt.datetime,
) -> RemittanceFile:
    """Keep a bank file with what reading it has found; nothing is credited yet.

    The same bytes again are the same file: the stored one is returned, whatever became of it, but for one that was
    taken back. Raises `kvita.remittances.formats.BankFileError`: the file is not taken at all.
    """
    fingerprint = sha256(data).hexdigest()
    if stored := _stored(organization, fingerprint):
        return stored
    parsed = parse_file(organization_id=organization.pk, data=data, layout=layout)
    today = now.astimezone(zoneinfo.ZoneInfo(organization.time_zone)).date()
    verdicts = classify_rows(organization_id=organization.pk, file=parsed, today=today)
    try:
        with transaction.atomic():
            file = RemittanceFile(
                organization=organization, layout=layout, file_name=_shown_name(name), sha256=fingerprint, content=data,
                actor_label=actor.label[:200], created_at=now,
            )  # fmt: skip
            return _keep(file, parsed, verdicts, actor=actor, now=now)
    except IntegrityError:  # the same file came twice at once, and the other was faster
        stored = _stored(organization, fingerprint)
        if stored is None:
            raise
        return stored


def parse_file(*, organization_id: int, data: bytes, layout: RemittanceLayout | None) -> BankFile:
    """Read the bytes of a file for an organisation: by its own layout, or by what the content shows."""
    payees = Payee.objects.filter(organization=organization_id).exclude(settlement_account="")
    own = None
    if layout is not None:
        own = OwnLayout(
            key=str(layout.pk), title=layout.title, separator=layout.separator, width=layout.width or 0,
            columns=layout.columns,
        )  # fmt: skip
    return read_bank_file(data, own_accounts=set(payees.values_list("settlement_account", flat=True)), layout=own)


def summary_of(*, parsed: BankFile, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return figures by state, and the rows that need a look, as JSON."""
    counts: Counter[str] = Counter(verdict.state.value for verdict in verdicts)
    sums: Counter[str] = Counter()
    for verdict in verdicts:
        sums[verdict.state.value] += verdict.row.amount
    counts[RowState.BAD.value] += len(parsed.bad)
    shown = [
        {
            "line": it.row.line, "state": it.state.value, "account": it.row.account, "amount": it.row.amount,
            "payer": it.row.payer[:80], "reason": it.reason,
        }
        for it in verdicts
        if it.state is not RowState.CREDITED or it.reason
    ]  # fmt: skip
    shown += [
        {"line": it.line, "state": RowState.BAD.value, "account": "", "amount": None, "payer": it.raw[:80],
         "reason": it.reason}
        for it in parsed.bad
    ]  # fmt: skip
    order = (RowState.BAD, RowState.UNMATCHED, RowState.DUPLICATE, RowState.DISMISSED, RowState.CREDITED)
    shown.sort(key=lambda row: (order.index(RowState(str(row["state"]))), row["line"]))
    return {
        "counts": dict(counts),
        "sums": dict(sums),
        "rows": shown[:SHOWN_ROWS],
        "left_out": max(0, len(shown) - SHOWN_ROWS),
        "notes": parsed.notes[:20],
        "warnings": parsed.warnings[:10],
        "columns": parsed.columns[:40],
        "not_taken": _not_taken(parsed),
        "has_totals": parsed.totals is not None,
    }


def _not_taken(parsed: BankFile) -> list[dict[str, Any]]:
    """Return how many rows of each kind are no receipts, their sum in kopecks, and the lines of the first of them."""
    found: dict[str, dict[str, Any]] = {}
    for it in parsed.not_taken:
        kind = found.setdefault(it.kind, {"kind": it.kind, "count": 0, "amount": 0, "lines": []})
        kind["count"] += 1
        kind["amount"] += abs(it.amount or 0)
        if len(kind["lines"]) < SHOWN_LINES:
            kind["lines"].append(it.line)
    return list(found.values())


def _stored(organization: ManagingOrganization, fingerprint: str) -> RemittanceFile | None:
    files = RemittanceFile.objects.filter(organization=organization, sha256=fingerprint)
    return files.exclude(state=FileState.TAKEN_BACK).first()


def _shown_name(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[-250:] or "без имени"


def _keep(
    file: RemittanceFile, parsed: BankFile, verdicts: Sequence[Verdict], *, actor: Actor, now: dt.datetime
) -> RemittanceFile:
    file.format_name, file.encoding = parsed.format_name[:80], parsed.encoding
    file.rows_count = len(parsed.rows) + len(parsed.bad)
    file.amount, file.fee = Money(parsed.amount), Money(parsed.fee)
    if parsed.totals is not None:
        file.order_number, file.order_date = parsed.totals.order_number, parsed.totals.order_date
    file.summary = summary_of(parsed=parsed, verdicts=verdicts)
    file.save(force_insert=True)
    record_audit(
        now=now,
        actor=actor,
        action="remittances.read_file",
        target=file,
        organization_id=file.organization_id,
        changes={"rows": [None, file.rows_count], "amount": [None, parsed.amount]},
    )
    return file
