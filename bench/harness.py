"""Figures and tables of the measurements."""

import statistics
from collections.abc import Iterable, Sequence


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the value that `percent` per cent of the values do not exceed (nearest rank).

    Raises:
        ValueError: there are no values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values to take a percentile of")
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def ratios(values: Sequence[float], bases: Sequence[float]) -> list[float]:
    """Return the ratio of each round; both of a round were measured next to each other, in the same weather."""
    return [value / base for value, base in zip(values, bases, strict=True)]


def with_spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median over the rounds with their quartiles: `5.1 (4.9–5.6)`."""
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{median:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a markdown table."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print(flush=True)
