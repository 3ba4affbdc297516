"""Every service that writes leaves an entry in the audit log, or it is said here what tells of its writes instead."""

import ast

from tests.policy.sources import PACKAGE, dotted, expect_none

WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
WRITES |= {"copy_rows", "take_rows"}
# Functions whose writes are told elsewhere. A new one belongs here only with what tells of it.
TOLD_ELSEWHERE = {
    "housing.services:apply_preset": "the demo and the tests fill an empty portal; there is nobody who acts",
    "notifications.services:enqueue_message": "the outbox is a log itself",
    "service_requests.services:ask_support": "the question is the row: when, who, from where; it never changes",
    "accounts.services.applying.code:send_completion_code": "a code; its use is told",
    "accounts.services.applying.numbering:next_number": "the number stands in the application that takes it",
    "accounts.services.applying.submitting:answer_application": "the answer is kept in the application with its time",
    "accounts.services.choices:choose_messages": "what a resident wants to be told: their own, changed by nobody else",
    "accounts.services.linking:_examine": "LinkAttempt is the log of tries",
    "exchange.services.layouts:remember_layout": "columns of the last file, offered as a guess for the next one",
    "identity.services.codes:issue_code": "a code; its use is told",
    "identity.services.codes:redeem_code": "a code; what it opened is told",
    "identity.services.codes:_refusal": "a count of tries of one code",
    "identity.services.consents:give_consent": "the consent is the row: text, version, time, address; it never changes",
    "identity.services.photos:set_photo": "the resident's own picture",
    "identity.services.photos:_replace": "the resident's own picture",
    "identity.services.pictures:use_picture_up": "a challenge of a picture: nobody's, and gone in minutes",
    "identity.services.registering:purge_unconfirmed": "a registration that nobody confirmed: nobody to tell of",
    "identity.services.registering:win_names": "a registration that waited and lost its address: nobody to tell of",
    "identity.services.signing_in:record_sign_in": "the time of the last sign-in; the sign-in is told by the door",
    "metering.services.counting:_mark": "ReadingEvent is the log of a reading",
    "metering.services.photos:add_photo": "ReadingEvent is the log of a reading",
    "accounts.services.applying.submitting:_store": "the application is the row: who, when, from where; acts are told",
    "metering.services.submitting:_supersede": "ReadingEvent is the log of a reading",
    "metering.services.submitting:_write": "ReadingEvent is the log of a reading",
    "metering.services.superseding:supersede_readings": "ReadingEvent is the log of a reading",
    "metering.services.withdrawing:withdraw_reading": "ReadingEvent is the log of a reading",
    "payments.services.connections:reseal_connections": "the same key under another seal: nothing else changes",
    "remittances.services.reconciling:_keep": "the reconciliation is a log of figures itself; a row never changes",
    "payments.services.refunds:recheck_refund": "a question to the bank; its answer is told",
}


def functions() -> dict[str, set[str]]:
    """Return every function of every `services` with the names of what it calls, private ones with their module."""
    found = {}
    for path in [*PACKAGE.glob("*/services.py"), *PACKAGE.glob("*/services/**/*.py")]:
        place = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                calls = {dotted(call.func).rpartition(".")[2] for call in ast.walk(node) if isinstance(call, ast.Call)}
                found[f"{place}:{node.name}"] = {f"{place}:{one}" if one.startswith("_") else one for one in calls}
    return found


def _short(name: str) -> str:
    """Return what a call of the function looks like: one that is private to its module is told by the module."""
    place, _, own = name.partition(":")
    return f"{place}:{own}" if own.startswith("_") else own


def silent(found: dict[str, set[str]]) -> set[str]:
    """Return functions that write while neither they, nor what they call, nor all that call them tell the log."""
    telling, known = {"record_audit"}, 0
    while len(telling) > known:
        known = len(telling)
        telling |= {_short(name) for name, calls in found.items() if calls & telling}
    left = set()
    for name, calls in found.items():
        short = _short(name)
        callers = [_short(one) for one, others in found.items() if short in others]
        if calls & WRITES and short not in telling and not (callers and set(callers) <= telling):
            left.add(name)
    return left


def test_every_write_of_a_service_is_told() -> None:
    expect_none(silent(functions()) - set(TOLD_ELSEWHERE), hint="call record_audit, or say what tells of the write:")


def test_every_exception_is_still_needed() -> None:
    expect_none(set(TOLD_ELSEWHERE) - set(functions()), hint="gone:")


def test_a_silent_service_is_seen() -> None:
    assert silent({"a.services:change": {"update"}}) == {"a.services:change"}
    assert silent({"a.services:change": {"update", "record_audit"}}) == set()
    assert silent({"a.services:change": {"a.services:_write", "record_audit"}, "a.services:_write": {"save"}}) == set()
