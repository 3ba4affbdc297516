"""What the server's log must not hold: secrets that stand in addresses, and pages of traceback for a refusal."""

import logging
import re
from typing import Any, Final

from django.urls import Resolver404, resolve

# Parts of addresses that open something to whoever knows them: links of letters, addresses of applications.
SECRET_ARGUMENTS: Final = frozenset({"token", "secret", "key"})
HIDDEN: Final = "…"
_LONG: Final = re.compile(r"(?<=/)[^/]{16,}")


def masked_path(path: str) -> str:
    """Return an address with its secret parts hidden; of one that leads nowhere, every long part."""
    try:
        found = resolve(path)
    except Resolver404:
        return _LONG.sub(HIDDEN, path)
    for name, value in found.kwargs.items():
        if name in SECRET_ARGUMENTS:
            path = path.replace(str(value), HIDDEN)
    return path


class QuietFilter(logging.Filter):
    """Masks the addresses of requests, and leaves tracebacks to faults of the program (5xx)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; nothing is left out."""
        request, status = getattr(record, "request", None), getattr(record, "status_code", 500)
        path = getattr(request, "path", None)
        if isinstance(path, str) and isinstance(record.args, tuple):
            record.args = tuple(_without(path, one) for one in record.args)
        if request is not None and isinstance(status, int) and status < 500:
            record.exc_info = record.exc_text = None
        return True


def _without(path: str, argument: Any) -> Any:
    escaped = path.encode("unicode_escape").decode("ascii")  # as Django writes it
    return argument.replace(escaped, masked_path(path)) if isinstance(argument, str) else argument
