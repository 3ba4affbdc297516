"""What the file has named already: a temporary table, so that memory does not grow with the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

_BATCH = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a key was met first, how often so far, and what was noted with it."""

    line: int
    count: int = 1
    note: str = ""


class SeenKeys:
    """Keys met in earlier chunks."""

    def __init__(self, name: str) -> None:
        self._table = f"import_seen_{name}"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self._table}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE {self._table} (key text PRIMARY KEY, line bigint, count bigint, note text)"
            )

    def recall(self, keys: list[str]) -> dict[str, Seen]:
        """Return what is known of these keys."""
        found: dict[str, Seen] = {}
        with connection.cursor() as cursor:
            for start in range(0, len(keys), _BATCH):
                part = keys[start : start + _BATCH]
                marks = ", ".join(["%s"] * len(part))
                cursor.execute(f"SELECT key, line, count, note FROM {self._table} WHERE key IN ({marks})", part)
                found |= {key: Seen(line, count, note) for key, line, count, note in cursor.fetchall()}
        return found

    def remember(self, keys: Mapping[str, Seen]) -> None:
        """Store the new state of these keys."""
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self._table} (key, line, count, note) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (key) DO UPDATE SET count = excluded.count, note = excluded.note",
                [(key, seen.line, seen.count, seen.note) for key, seen in keys.items()],
            )

    def count_new(self, keys: Iterable[str]) -> int:
        """Return how many of these keys were not met before, and remember them."""
        listed = sorted(set(keys))
        fresh = set(listed) - set(self.recall(listed))
        self.remember({key: Seen(0) for key in fresh})
        return len(fresh)
