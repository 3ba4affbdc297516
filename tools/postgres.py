"""Run a command beside a PostgreSQL server of its own, thrown away afterwards.

    tools/postgres.py COMMAND [ARGUMENT...]   start a server, run the command with DATABASE_URL, stop it
    tools/postgres.py --check                 only tell (by the exit code) whether a server can be started

The server listens on a Unix socket in a new directory that only its owner can enter: no port, no password, no clash
with another server. It keeps nothing safe on disk (`fsync` off), so it is good for tests and for nothing else;
`--durable` before the command leaves PostgreSQL's defaults, for measurements.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


def find_programs() -> Path | None:
    """Return the directory of `initdb` and `pg_ctl`: the newest Debian package, else the one on PATH."""
    packaged = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if packaged:
        return max(packaged, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom to run the server as: PostgreSQL refuses root; anybody else runs it as himself (None)."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


@contextmanager
def server(programs: Path, *, durable: bool = False) -> Iterator[str]:
    """Start a server and give its `DATABASE_URL`; stop and remove it at the end, whatever happened.

    Raises:
        subprocess.CalledProcessError: the server did not start; what it said is on stderr.
    """
    user = unprivileged_user()
    home = Path(tempfile.mkdtemp(prefix="kvita-pg-"))
    data = home / "data"
    if user:
        os.chown(home, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, "--pgdata", data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )

    options = {"listen_addresses": "", "unix_socket_directories": str(home), "timezone": "UTC"}
    options |= {} if durable else CARELESS
    try:
        run("initdb", "--username=kvita", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        run("pg_ctl", "start", "--wait", "--silent", "--log", str(home / "log"))
        try:
            yield f"postgresql://kvita@{str(home).replace('/', '%2F')}/postgres"
        finally:
            run("pg_ctl", "stop", "--mode=immediate", "--silent")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit code is that of the command, or 3 when no server can be started."""
    programs = find_programs()
    if programs is None:
        print("tools/postgres.py: no initdb found (Debian: apt install postgresql)", file=sys.stderr)
        return 3
    if arguments == ["--check"]:
        return 0
    durable = arguments[:1] == ["--durable"]
    command = arguments[durable:]
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave through `finally` when told to stop
    with server(programs, durable=durable) as url:
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
