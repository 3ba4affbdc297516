"""What a resident sends with the form of readings: values, confirmations, photos of dials."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from kvita.core.errors import DomainError
from kvita.core.pictures import MAX_BYTES
from kvita.metering.selectors import newest_readings
from kvita.metering.services import ReadingOutcome, add_photo, submit_readings
from kvita.web.resident.access import AccountRequest

ROW: Final = re.compile(r"m([0-9]{1,18})")
PHOTO: Final = re.compile(r"p([0-9]{1,18})")
PHOTOS_AT_ONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a sending: an outcome for each value, how many photos were kept, and why others were not."""

    outcomes: list[ReadingOutcome] = field(default_factory=list)
    photos: int = 0
    photo_problems: Mapping[int, str] = field(default_factory=dict)

    @property
    def by_register(self) -> dict[int, ReadingOutcome]:
        """The outcomes by register."""
        return {outcome.register_id: outcome for outcome in self.outcomes}

    @property
    def is_clean(self) -> bool:
        """True when nothing has to be looked at again."""
        return not self.photo_problems and all(outcome.is_stored for outcome in self.outcomes)


NOTHING_SENT: Final = Sent()


def send_readings(request: AccountRequest) -> Sent:
    """Take in what the form holds; each photo goes to the reading of its row. Raises `DomainError` as the services."""
    ticks = request.POST.getlist("confirm")
    files = _named(request.FILES, PHOTO)
    values = {key: str(text) for key, text in _named(request.POST, ROW).items()}
    outcomes = []
    if values:
        outcomes = submit_readings(
            account=request.account,
            values=values,
            user=request.user,
            now=request.now,
            today=request.today,
            confirmed=[int(text) for text in ticks if text.isascii() and text.isdigit() and len(text) < 19],
        )
    problems = _keep_photos(request, dict(list(files.items())[:PHOTOS_AT_ONCE]), outcomes)
    return Sent(outcomes, len(files) - len(problems), problems)


def _named(fields: Mapping[str, object], pattern: re.Pattern[str]) -> dict[int, object]:
    found = {name: pattern.fullmatch(name) for name in fields}
    return {int(match[1]): fields[name] for name, match in found.items() if match}


def _keep_photos(
    request: AccountRequest, files: Mapping[int, object], outcomes: list[ReadingOutcome]
) -> dict[int, str]:
    if not files:
        return {}
    readings = newest_readings(request.account, list(files))
    readings |= {one.register_id: one.reading_id for one in outcomes if one.reading_id is not None}
    problems = {}
    for register_id, file in files.items():
        try:
            _keep(request, readings.get(register_id), file)
        except DomainError as error:
            problems[register_id] = error.message
    return problems


def _keep(request: AccountRequest, reading_id: int | None, file: object) -> None:
    if reading_id is None:
        raise DomainError("reading_missing", "Сначала введите показание, фото приложится к нему.")
    if not isinstance(file, UploadedFile) or (file.size or 0) > MAX_BYTES:
        raise DomainError("picture_too_big", "Файл больше 8 МБ. Уменьшите фотографию или выберите другую.")
    add_photo(account=request.account, reading_id=reading_id, data=file.read(), user=request.user, now=request.now)
