"""What time it is: the only clock of the program. In the demo it can be set (`POST /dev/clock`)."""

import datetime as dt
import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def current_time() -> dt.datetime:
    """Return the time that the program believes in, aware, in UTC. All processes of one installation agree on it."""
    if settings.DEMO:
        set_time = _read(settings.DEMO_CLOCK_FILE)
        if set_time is not None:
            return set_time
    return timezone.now()


def is_clock_set() -> bool:
    """Tell whether somebody has set the demo's clock."""
    return bool(settings.DEMO) and settings.DEMO_CLOCK_FILE.exists()


def set_demo_time(value: dt.datetime | None) -> None:
    """Set the demo's clock, or free it with None. Raises `RuntimeError` outside the demo."""
    if not settings.DEMO:
        raise RuntimeError("the clock is only set in demo mode")
    path: Path = settings.DEMO_CLOCK_FILE
    if value is None:
        path.unlink(missing_ok=True)
        return
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps({"now": value.isoformat()}))
    temporary.replace(path)


def _read(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(json.loads(path.read_text())["now"])
    except FileNotFoundError:
        return None
