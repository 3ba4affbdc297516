"""The columns of an export as its form shows them: each with its place, those that are chosen first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kvita.exchange.exports import READING_COLUMNS


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column and its place in the file; empty when it is left out."""

    key: str
    title: str
    place: str


def column_rows(chosen: Sequence[str], *, typed: QueryDict) -> list[ColumnRow]:
    """Return all columns, those that are chosen first and in their order; the places `typed` in stay as they are."""
    rest = [key for key in READING_COLUMNS if key not in chosen]
    places = {key: str(place) for place, key in enumerate(chosen, start=1)}
    return [
        ColumnRow(key, READING_COLUMNS[key].title, typed.get(f"place_{key}", places.get(key, "")))
        for key in (*chosen, *rest)
    ]


def chosen_columns(form: QueryDict) -> list[str]:
    """Return the columns that were given a number, by their numbers; equal numbers keep the usual order."""
    places = {}
    for key in READING_COLUMNS:
        text = form.get(f"place_{key}", "").strip()
        if text.isascii() and text.isdigit() and int(text[:4]) > 0:
            places[key] = int(text[:4])
    return sorted(places, key=lambda key: places[key])
