"""Recalculations: what was charged a month ago, what it should have been, and why."""

from collections.abc import Sequence

from kvita.billing.enums import AdjustmentReason
from kvita.core.wording import MONTHS, counted
from kvita.demo.chance import Chance
from kvita.demo.life.bill import Bill, Correction, Line, charge_of, parts_of
from kvita.demo.plans.plan import Method, ServicePlan
from kvita.tariffs.enums import ServiceKind


def correct_estimate(
    last: Bill,
    overestimated: dict[str, int],
    services: tuple[ServicePlan, ...],
    factors: tuple[int, ...],
    parts: Sequence[Sequence[tuple[int, int]]],
) -> list[Correction]:
    """Charge the month of an estimate again, now that the meters have been read. Water and what follows it."""
    found = []
    name = MONTHS[last.month.month - 1]
    for line in last.lines:
        service = services[line.service]
        over = sum(overestimated.get(resource, 0) for resource in service.resources)
        if not over or not line.charged:
            continue
        less = over * factors[line.service] // 1000 if service.method is Method.HEAT_FOR_WATER else over * 10_000
        corrected = charge_of(line.volume - less, line.rate)
        if service.parts:  # at the prices of its own month
            terms = [(factor, was.rate) for (factor, _), was in zip(parts[line.service], line.parts, strict=True)]
            corrected = sum(part.charged for part in parts_of(line.volume - less, terms))
        note = f"За {name} начислили по среднему, потом пришли ваши показания."
        if corrected != line.charged:
            found.append(_correction(line, last, corrected, AdjustmentReason.READINGS, note))
    return found


def other_correction(last: Bill, services: tuple[ServicePlan, ...], chance: Chance) -> list[Correction]:
    """Draw one of the usual reasons; nothing when its service was not charged."""
    name, days = MONTHS[last.month.month - 1], last.month.days
    draw = chance.between(1, 3)
    if draw == 1:
        away = chance.between(6, 21)
        note = f"В {_in(name)} вас не было дома {counted(away, 'день', 'дня', 'дней')}, по вашему заявлению."
        line = _charged(last, services, ServiceKind.WASTE)
        return _scaled(line, last, (days - away, days), AdjustmentReason.ABSENCE, note)
    if draw == 2:
        hours = chance.between(20, 90)
        note = f"В {_in(name)} горячая вода {counted(hours, 'час', 'часа', 'часов')} была холоднее нормы."
        line = _charged(last, services, ServiceKind.WATER_HEATING)
        return _scaled(line, last, (1000 - hours, 1000), AdjustmentReason.SERVICE_SHORTFALL, note)
    note = f"За {name} по ошибке учли лишнюю уборку подъезда."
    return _scaled(_charged(last, services, ServiceKind.MAINTENANCE), last, (965, 1000), AdjustmentReason.ERROR, note)


def _charged(last: Bill, services: tuple[ServicePlan, ...], kind: ServiceKind) -> Line | None:
    found = (line for line in last.lines if services[line.service].kind is kind and line.charged > 0)
    return next(found, None)


def _scaled(
    line: Line | None, last: Bill, part: tuple[int, int], reason: AdjustmentReason, note: str
) -> list[Correction]:
    """Charge a part of what was charged, given as a fraction; rounded once."""
    if line is None:
        return []
    numerator, denominator = part
    corrected = (line.charged * numerator * 2 + denominator) // (denominator * 2)
    return [_correction(line, last, corrected, reason, note)]


def _correction(line: Line, last: Bill, corrected: int, reason: AdjustmentReason, note: str) -> Correction:
    return Correction.between(line.service, last.month, (line.charged, corrected), reason, note)


def _in(name: str) -> str:
    """«в январе», «в марте»."""
    return name[:-1] + "е" if name[-1] in "ьй" else name + "е"
