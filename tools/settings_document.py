"""Writes docs/settings.md from the tables, the presets and settings_meanings.py: `python tools/settings_document.py`.

A test compares the file with what this writes, so a new setting cannot be forgotten.
"""

import os
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

import django
import settings_meanings as meanings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvita.config.settings")
os.environ.setdefault("KVITA_SECRET_KEY", "a document needs no secret, and this one is no secret at all")
django.setup()

from kvita.calc.money import Money  # noqa: E402 - after the set-up, as all that may read models
from kvita.core.fields import EnumListField  # noqa: E402 - the same
from kvita.housing.models import OrganizationSettings, PortalSettings  # noqa: E402 - the same
from kvita.housing.presets import PRESETS  # noqa: E402 - the same

TARGET: Final = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
HEAD: Final = """\
# Settings

Portals differ, and every difference is a setting with a type and a default. `PortalSettings` says how the residents of
one portal register, sign in and are served; `OrganizationSettings` says how one organisation charges, takes readings
and is paid. The code asks a setting; it never asks which portal it serves. Staff find both in the back-office, on the
page of the portal and of the organisation.

D1 to D30 number the questions on which the known cabinets differ. D29, the browsers, is not a setting: all are
supported.

Five presets fill all settings at once (`kvita.housing.services.apply_preset`): `ugra`, `tszh`, `uk`, `uigkh`,
`innova`. What a preset does not name gets the default. The presets leave `payment_providers` empty, because they depend
on contracts with banks; the demo adds its own bank, `sandbox`.

This page is written by `tools/settings_document.py`.
"""


def document() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for title, model, words, side in (
        ("Portal", PortalSettings, meanings.PORTAL, "portal"),
        ("Organisation", OrganizationSettings, meanings.ORGANIZATION, "organization"),
    ):
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        named = {slug: getattr(preset, side) for slug, preset in PRESETS.items()}
        parts += [f"\n## {title}\n", *_meanings(fields, words), f"\n### {title}: values in the presets\n"]
        parts += ["`·` stands for the default.\n", *_values(fields, named)]
    parts += ["\n## The presets\n", *(f"- `{slug}`: {preset.title}" for slug, preset in PRESETS.items())]
    return "\n".join(parts) + "\n"


def _meanings(fields: list[Any], words: Mapping[str, str]) -> Iterator[str]:
    yield "| D | field | meaning | values | default |"
    yield "|---|---|---|---|---|"
    for field in fields:
        number, _, _ = str(field.verbose_name).partition(":")
        question = number if number.startswith("D") else ""
        cells = (question, f"`{field.name}`", words[field.name], _allowed(field), _shown(field.get_default()))
        yield f"| {' | '.join(cells)} |"


def _values(fields: list[Any], named: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield f"| field | {' | '.join(named)} |"
    yield "|---|" + "---|" * len(named)
    for field in fields:
        cells = [_shown(values[field.name]) if field.name in values else "·" for values in named.values()]
        if any(cell != "·" for cell in cells):
            yield f"| `{field.name}` | {' | '.join(cells)} |"


def _allowed(field: Any) -> str:
    """Return the type of a setting, or the list of its values."""
    if isinstance(field, EnumListField) and field.enum is not None:
        return "any of " + ", ".join(f"`{value}`" for value in field.enum.values)
    if field.choices:
        return ", ".join(f"`{value}`" for value, _ in field.choices)
    kinds = {
        "BooleanField": "yes, no",
        "CharField": "text",
        "TextField": "text",
        "JSONField": "JSON",
        "DecimalField": "number",
    }
    return kinds.get(field.get_internal_type(), "whole number" + (" or empty" if field.null else ""))


def _shown(value: Any) -> str:
    """Return a value as the tables show it."""
    if value is None or value in ("", [], {}):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {name}" for key, name in value.items())
    if isinstance(value, list):
        return ", ".join(item["title"] if isinstance(item, dict) else _shown(item) for item in value)
    if isinstance(value, str):
        return f"`{value.value if isinstance(value, Enum) else value}`"
    return str(value.kopecks if isinstance(value, Money) else value)


def main() -> None:
    """Write the page."""
    text = document()
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {len(text.splitlines())} lines")


if __name__ == "__main__":
    main()
