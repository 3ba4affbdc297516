"""A portal with any of the five presets, and somebody at its door."""

from collections.abc import Callable

import pytest
from django.test import Client

from kvita.housing.services import apply_preset
from tests.actors import Cast, client_of

Door = Callable[..., Client]


@pytest.fixture
def door(cast: Cast) -> Door:
    """Give Anna's portal a preset and open a browser there: `door("ugra")`, `door("innova", cast.anna)`."""

    def open_(preset: str, user: object = None, **settings: object) -> Client:
        apply_preset(portal=cast.portal, organizations=[cast.organization], preset=preset)
        cast.portal.refresh_from_db()
        for name, value in settings.items():
            setattr(cast.portal.settings, name, value)
        cast.portal.settings.save()
        return client_of(user, cast.portal)  # type: ignore[arg-type]  # a user of the cast

    return open_
