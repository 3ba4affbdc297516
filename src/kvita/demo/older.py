"""A demo's database that an older program has made: set aside, never changed, never lost."""

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class OlderDatabaseError(Exception):
    """A database server holds tables of an older program; only a file can be set aside."""


def set_aside_older(connection: BaseDatabaseWrapper) -> Path | None:
    """Rename a database file whose tables an older program has made; return its new path, or None where none was.

    Older is a database that knows migrations which this program does not have. Raises `OlderDatabaseError` where the
    database is not a file.
    """
    ours = MigrationLoader(None, load=False)
    ours.load_disk()
    unknown = set(MigrationRecorder(connection).applied_migrations()) - set(ours.disk_migrations)
    if not any(app in ours.migrated_apps for app, _ in unknown):
        return None
    if connection.vendor != "sqlite":
        raise OlderDatabaseError
    connection.close()
    path = Path(str(connection.settings_dict["NAME"]))
    number = 1
    while (aside := path.with_name(f"{path.stem}-older-{number}{path.suffix}")).exists():
        number += 1
    # A closed connection has written its journal into the file; one that was killed may have left it beside.
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside
