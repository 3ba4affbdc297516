"""Pictures of the dial beside a reading."""

import datetime as dt
import uuid
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction

from kvita.accounts.models import BillingAccount
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.pictures import draw_within
from kvita.identity.models import User
from kvita.metering.enums import ReadingAct
from kvita.metering.models import Reading, ReadingEvent, ReadingPhoto, Register

SIDE: Final = 1600  # the figures of a dial stay legible
PHOTOS_OF_A_READING: Final = 3


def add_photo(
    *, account: BillingAccount, reading_id: int, data: bytes, user: User | None, now: dt.datetime
) -> ReadingPhoto:
    """Keep a picture of the dial with a reading of this account, drawn anew without what the camera adds.

    A question for a photo is answered with it. Raises `DomainError`: "reading_unknown", "photo_off" (the organisation
    takes none), "photo_limit", and those of `draw_within`.
    """
    if not account.organization.settings.reading_photo_enabled:
        raise DomainError("photo_off", "Фотографии счётчиков организация не принимает.")
    drawn, (width, height) = draw_within(data, side=SIDE)  # before the transaction: it takes a while
    with transaction.atomic():
        register = Reading.objects.filter(pk=reading_id).values_list("register_id", flat=True)
        lock_rows(Register.objects.all(), register)
        found = lock_rows(Reading.objects.filter(register__meter__account=account), [reading_id])
        if not found:
            raise DomainError("reading_unknown", "Такого показания нет. Откройте страницу счётчиков заново.")
        if ReadingPhoto.objects.filter(reading=reading_id).count() >= PHOTOS_OF_A_READING:
            raise DomainError("photo_limit", f"К показанию уже приложены {PHOTOS_OF_A_READING} фото. Этого хватит.")
        photo = ReadingPhoto(
            reading=found[0], width=width, height=height, size=len(drawn), uploaded_by=user, created_at=now
        )
        photo.file.save(f"{now:%Y/%m}/{uuid.uuid4().hex}.jpg", ContentFile(drawn), save=True)
        ReadingEvent.objects.create(reading=found[0], at=now, act=ReadingAct.PHOTO_ADDED, user=user)
        Reading.objects.filter(pk=reading_id).update(photo_asked_at=None)
    return photo
