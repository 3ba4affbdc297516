"""What the database itself refuses: changes of a month that residents see, by whatever way they come.

A closed month stays as it is for good. In a published month a correction is a new version: stored beside the current
one, not current itself, with the reason; then its lines; at last the old one steps aside and the new one becomes
current. Everything else (another sum, a line more, a row less, a state that leads nowhere) is an `IntegrityError`.

The triggers are made after each `migrate` and taken away before it, so that no migration meets them; the columns that
they compare are those of the model. On PostgreSQL a trigger holds the rows of the months while it looks: who publishes
or closes at this moment is waited for.
"""

from typing import Final

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from kvita.billing.models import Adjustment, BillingPeriod, CommonMeterShare, LinePart, Statement, StatementLine

CLOSED_MONTH: Final = "period_closed: a closed month does not change"
PUBLISHED_MONTH: Final = "period_published: in a published month a correction is a new version"
WRONG_STATE: Final = "period_state: a month is published, then closed"

_PARTS: Final = (StatementLine, LinePart, Adjustment, CommonMeterShare)
_ENDED: Final = "('CLOSED', 'CLOSING')"
_STEPS: Final = (
    "('OPEN>PUBLISHED', 'PUBLISHED>OPEN', 'PUBLISHED>CLOSING', 'PUBLISHED>CLOSED', 'CLOSING>CLOSED')"  # old > new
)
_NEWER: Final = (
    "EXISTS (SELECT 1 FROM billing_statement newer WHERE newer.account_id = {0}.account_id "
    "AND newer.month = {0}.month AND newer.version > {0}.version)"
)


def names_of_triggers() -> dict[str, str]:
    """Return the names of all triggers with the tables that they stand on."""
    names = {f"frozen_{part._meta.db_table}_{act}": part._meta.db_table for part in _PARTS for act in _ACTS}
    names |= {f"frozen_statement_{act}": "billing_statement" for act in _ACTS}
    return names | {f"frozen_period_{act}": "billing_billingperiod" for act in ("update", "delete")}


def freeze_months(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers of this database, in place of those that are there."""
    release_months(connection)
    if not set(names_of_triggers().values()) <= set(connection.introspection.table_names()):
        return  # `migrate` of a part only
    with connection.cursor() as cursor:
        for statement in _postgres() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def release_months(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, where there are any."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name, table in names_of_triggers().items():
            if table in tables:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


_ACTS: Final = ("insert", "update", "delete")
_SIDES: Final = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def _same(model: type[models.Model], equals: str, *but: str) -> str:
    """Return the condition that no column of a row changes, but for these; `equals` is the word that knows NULL."""
    names = [field.column for field in model._meta.local_concrete_fields if field.column not in but]
    return " AND ".join(f'OLD."{name}" {equals} NEW."{name}"' for name in names)


def _is_allowed_change(equals: str) -> str:
    """Return the condition under which a row of a statement may change in a published month."""
    newer = {side: _NEWER.format(side) for side in ("OLD", "NEW")}
    steps_aside = f"(OLD.is_current AND NOT NEW.is_current AND {newer['NEW']})"
    steps_in = f"(NOT OLD.is_current AND NEW.is_current AND NOT {newer['NEW']})"
    untouched = "(OLD.is_current = NEW.is_current)"
    return f"({_same(Statement, equals, 'is_current')}) AND ({untouched} OR {steps_aside} OR {steps_in})"


def _is_wrong_step(equals: str) -> str:
    """Return the condition under which the row of a month may not change."""
    return (
        f"OLD.state IN {_ENDED} AND NOT ({_same(BillingPeriod, equals)}) "
        "AND NOT (OLD.state = 'CLOSING' AND NEW.state = 'CLOSED') "
        f"OR OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN {_STEPS} "
        "OR OLD.state <> 'OPEN' AND (OLD.month <> NEW.month OR OLD.organization_id <> NEW.organization_id)"
    )


_NEW_IS_WRONG: Final = "(NEW.is_current OR NEW.correction_reason = '')"


def _sqlite() -> list[str]:
    made = [
        _sqlite_trigger("billing_billingperiod", "update", "frozen_period_update", _is_wrong_step("IS"), WRONG_STATE),
        _sqlite_trigger("billing_billingperiod", "delete", "frozen_period_delete", "OLD.state <> 'OPEN'", CLOSED_MONTH),
    ]
    for part in _PARTS:
        table = part._meta.db_table
        for act in _ACTS:
            condition = " OR ".join(_part_is_frozen(f"{side}.statement_id") for side in _SIDES[act])
            made.append(_sqlite_trigger(table, act, f"frozen_{table}_{act}", condition, PUBLISHED_MONTH))
    rules = {
        "insert": _NEW_IS_WRONG,
        "update": f"NOT ({_is_allowed_change('IS')})",
        "delete": f"(OLD.is_current OR {_NEWER.format('OLD')})",
    }
    for act, wrong in rules.items():
        periods = ", ".join(f"{side}.period_id" for side in _SIDES[act])
        months = f"SELECT 1 FROM billing_billingperiod p WHERE p.id IN ({periods})"
        condition = f"EXISTS ({months} AND (p.state IN {_ENDED} OR p.state = 'PUBLISHED' AND {wrong}))"
        made.append(_sqlite_trigger("billing_statement", act, f"frozen_statement_{act}", condition, PUBLISHED_MONTH))
    return made


def _sqlite_trigger(table: str, act: str, name: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _part_is_frozen(statement_id: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM billing_statement s JOIN billing_billingperiod p ON p.id = s.period_id "
        f"WHERE s.id = {statement_id} AND p.state <> 'OPEN' "
        f"AND (p.state IN {_ENDED} OR s.is_current OR {_NEWER.format('s')}))"
    )


def _postgres() -> list[str]:
    equals = "IS NOT DISTINCT FROM"
    part_check = _PARTS_CHECK.format(
        held=_HELD.format(_OF_CHANGED), ended=_ENDED, newer=_NEWER.format("s"), message=PUBLISHED_MONTH
    )
    statement_check = _STATEMENT_CHECK.format(
        held=_HELD.format(_OF_ROW),
        ended=_ENDED,
        new=_NEW_IS_WRONG,
        change=_is_allowed_change(equals),
        newer=_NEWER.format("OLD"),
        closed=CLOSED_MONTH,
        published=PUBLISHED_MONTH,
    )
    period_check = _PERIOD_CHECK.format(wrong=_is_wrong_step(equals), closed=CLOSED_MONTH, state=WRONG_STATE)
    made = [
        _function("frozen_part", part_check),
        _function("frozen_statement", statement_check),
        _function("frozen_period", period_check),
    ]
    for part in _PARTS:
        table = part._meta.db_table
        made += [_statement_trigger(table, act) for act in _ACTS]
    made += [_row_trigger("statement", "billing_statement", act) for act in _ACTS]
    made += [_row_trigger("period", "billing_billingperiod", act) for act in ("update", "delete")]
    return made


def _statement_trigger(table: str, act: str) -> str:
    tables = " ".join(f"{side} TABLE AS {_TRANSITION[side]}" for side in _SIDES[act])
    return (
        f"CREATE TRIGGER frozen_{table}_{act} AFTER {act.upper()} ON {table} REFERENCING {tables} "
        "FOR EACH STATEMENT EXECUTE FUNCTION frozen_part()"
    )


_TRANSITION: Final = {"OLD": "rows_before", "NEW": "rows_after"}


def _row_trigger(name: str, table: str, act: str) -> str:
    return (
        f"CREATE TRIGGER frozen_{name}_{act} BEFORE {act.upper()} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION frozen_{name}()"
    )


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$"


# Held FOR SHARE, a month is neither published nor closed until the writer has ended; those who take the lock of the
# month first, as all services do, hold more than that already.
_HELD: Final = "PERFORM 1 FROM billing_billingperiod p WHERE p.id IN ({0}) ORDER BY p.id FOR SHARE;"
_OF_CHANGED: Final = "SELECT s.period_id FROM billing_statement s WHERE s.id = ANY(changed)"
_OF_ROW: Final = "SELECT unnest(months)"
_PERIOD_CHECK: Final = """
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'OPEN' THEN RAISE EXCEPTION '{closed}' USING ERRCODE = '23514'; END IF;
        RETURN OLD;
    END IF;
    IF {wrong} THEN RAISE EXCEPTION '{state}' USING ERRCODE = '23514'; END IF;
    RETURN NEW;
END"""
_PARTS_CHECK: Final = """
DECLARE changed bigint[]; frozen boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT statement_id) INTO changed FROM rows_after;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT statement_id) INTO changed FROM rows_before;
    ELSE
        SELECT array_agg(DISTINCT statement_id) INTO changed
        FROM (SELECT statement_id FROM rows_before UNION ALL SELECT statement_id FROM rows_after) both_sides;
    END IF;
    IF changed IS NULL THEN RETURN NULL; END IF;
    {held}
    SELECT EXISTS (SELECT 1 FROM billing_statement s JOIN billing_billingperiod p ON p.id = s.period_id
        WHERE s.id = ANY(changed) AND p.state <> 'OPEN'
        AND (p.state IN {ended} OR s.is_current OR {newer})) INTO frozen;
    IF frozen THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF;
    RETURN NULL;
END"""
_STATEMENT_CHECK: Final = """
DECLARE months bigint[]; frozen boolean; ended boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN months := ARRAY[NEW.period_id];
    ELSIF TG_OP = 'DELETE' THEN months := ARRAY[OLD.period_id];
    ELSE months := ARRAY[OLD.period_id, NEW.period_id]; END IF;
    {held}
    SELECT bool_or(p.state <> 'OPEN'), bool_or(p.state IN {ended}) INTO frozen, ended
    FROM billing_billingperiod p WHERE p.id = ANY(months);
    IF frozen THEN
        IF ended THEN RAISE EXCEPTION '{closed}' USING ERRCODE = '23514'; END IF;
        IF TG_OP = 'INSERT' THEN frozen := {new};
        ELSIF TG_OP = 'DELETE' THEN frozen := OLD.is_current OR {newer};
        ELSE frozen := NOT ({change}); END IF;
        IF frozen THEN RAISE EXCEPTION '{published}' USING ERRCODE = '23514'; END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END"""
