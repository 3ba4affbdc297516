"""docs/settings.md is what the tables and the presets say."""

import settings_document
import settings_meanings

from kvita.housing.models import OrganizationSettings, PortalSettings


def test_every_setting_has_its_meaning() -> None:
    for model, words in (
        (PortalSettings, settings_meanings.PORTAL),
        (OrganizationSettings, settings_meanings.ORGANIZATION),
    ):
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        assert list(words) == names
        assert all(len(text) > 15 and text.endswith(".") for text in words.values())


def test_the_page_is_up_to_date() -> None:
    written = settings_document.TARGET.read_text(encoding="utf-8")
    assert written == settings_document.document(), "run: .venv/bin/python tools/settings_document.py"


def test_the_page_shows_values_of_the_presets() -> None:
    text = settings_document.document()
    assert "| `reading_window_from` | 15 | 18 | 15 | 8 | 10 |" in text
    assert "| D16 | `reading_undo` |" in text
