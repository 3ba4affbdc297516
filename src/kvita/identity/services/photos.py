"""The photo of a person: drawn anew, in a store that no address of the web leads to."""

import uuid
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from kvita.core.locks import lock_rows
from kvita.core.pictures import draw_square
from kvita.identity.models import User

SIDE: Final = 320


def set_photo(*, user: User, data: bytes) -> User:
    """Store the middle of a picture as the user's photo, 320 × 320 points; the former one is deleted.

    Raises `DomainError` "picture_too_big", "picture_broken".
    """
    drawn = draw_square(data, side=SIDE)
    return _replace(user, default_storage.save(f"photos/{uuid.uuid4().hex}.jpg", ContentFile(drawn)))


def remove_photo(*, user: User) -> User:
    """Delete the user's photo; without one nothing happens."""
    return _replace(user, "")


@transaction.atomic
def _replace(user: User, name: str) -> User:
    former = lock_rows(User.objects.all(), [user.pk])[0].photo.name
    user.photo = name
    user.save(update_fields=["photo"])
    if former:
        transaction.on_commit(lambda: default_storage.delete(former))
    return user
