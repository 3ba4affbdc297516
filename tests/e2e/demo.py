"""The product as a newcomer starts it: `kvita demo` in a directory of its own, on a port of its own."""

import fcntl
import http.client
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

# The moment at which the world is built and the clock of every test stands: a day in the window of readings, so that
# nothing depends on the day on which the tests run.
BASE: Final = "2026-11-17T12:00:00+03:00"
START_WITHIN: Final = 180  # seconds
CHECK_EVERY: Final = 0.05
DATABASE: Final = "kvita.sqlite3"
SESSIONS: Final = "SELECT session_key, session_data, expire_date FROM django_session"
Row = tuple[Any, ...]


def _environment(var_dir: Path) -> dict[str, str]:
    """Return this environment without what would change the demo."""
    taken_out = ("KVITA_", "DJANGO_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(taken_out)}
    return {**kept, "KVITA_VAR_DIR": str(var_dir), "KVITA_LOG_LEVEL": "WARNING"}


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kvita", "demo", *arguments]


def build_world(directory: Path) -> Path:
    """Build the demo's database and static files once for all processes of this run; return where they are."""
    var_dir, done = directory / "world", directory / "world.done"
    with (directory / "world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(var_dir, ignore_errors=True)
            var_dir.mkdir()
            command = _command("--no-serve", "--now", BASE)
            subprocess.run(command, check=True, env=_environment(var_dir), stdout=subprocess.DEVNULL)
            done.touch()
    return var_dir


@dataclass(slots=True)
class Demo:
    """A running demo: `facts` is what it tells of itself (portals and sign-ins)."""

    port: int
    world: Path
    var_dir: Path
    facts: dict[str, Any] = field(default_factory=dict)
    _sessions: dict[str, Row] = field(default_factory=dict)
    _passwords: list[Row] = field(default_factory=list)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        """Send a request without a browser; return the status and the body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = None if body is None else json.dumps(body)
            given = {"host": f"localhost:{self.port}", "content-type": "application/json", **headers}
            connection.request(method, path, data, given)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def keep_session(self, key: str) -> None:
        """Let this session, as it is now, live through `restore`."""
        with closing(self._open()) as now:
            self._sessions[key] = now.execute(f"{SESSIONS} WHERE session_key = ?", [key]).fetchone()
            # A sign-in may renew the hash of the password, on which the session depends.
            self._passwords = now.execute("SELECT password, id FROM identity_user").fetchall()

    def restore(self) -> None:
        """Put the database back to what it was in the beginning, but for the sessions that are kept."""
        with closing(sqlite3.connect(self.world / DATABASE)) as before, closing(self._open()) as now:
            before.backup(now)
            now.executemany("INSERT INTO django_session VALUES (?, ?, ?)", self._sessions.values())
            now.executemany("UPDATE identity_user SET password = ? WHERE id = ?", self._passwords)
            now.commit()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.var_dir / DATABASE, timeout=30)

    def set_clock(self, now: str) -> None:
        """Set what time it is for the program: `2017-09-15T10:00+03:00`."""
        status, answer = self.ask("POST", "/dev/clock", {"now": now})
        assert status < 300, answer

    def captcha(self, key: str) -> str:
        """Return what a person reads in the picture of this key."""
        with closing(self._open()) as now:
            found = now.execute("SELECT response FROM captcha_captchastore WHERE hashkey = ?", [key]).fetchone()
        assert found, "there is no such picture"
        return str(found[0])

    def change(self, statement: str, *values: str | int) -> None:
        """Change the world by one statement of SQL, where no page of the demo can; `restore` takes it back."""
        with closing(self._open()) as now:
            now.execute(statement, values)
            now.commit()

    def address(self, portal: str, path: str = "/") -> str:
        """Return an address at a portal."""
        return f"http://{portal}.localhost:{self.port}{path}"

    def password(self, portal: str, login: str) -> str:
        """Return the password of a sign-in that the demo tells."""
        found = [one for one in self.facts["sign_ins"] if (one["portal"], one["login"]) == (portal, login)]
        assert found, f"the demo names no sign-in {login} at {portal}"
        return str(found[0]["password"])


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], demo: Demo) -> None:
    """Return when the server answers. Fails when it ends or takes too long."""
    for _ in range(int(START_WITHIN / CHECK_EVERY)):
        try:
            process.wait(CHECK_EVERY)
        except subprocess.TimeoutExpired:
            try:
                if demo.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                continue
        else:
            raise AssertionError(f"the demo ended with code {process.returncode}")
    raise AssertionError(f"the demo did not answer within {START_WITHIN} s")


@contextmanager
def run_demo(world: Path, directory: Path) -> Iterator[Demo]:
    """Serve a copy of the world; the static files, which nobody changes, are shared."""
    var_dir = directory / "var"
    shutil.copytree(world, var_dir, ignore=shutil.ignore_patterns("static"))
    (var_dir / "static").symlink_to(world / "static", target_is_directory=True)
    demo = Demo(_free_port(), world, var_dir)
    process = subprocess.Popen(_command("--port", str(demo.port)), env=_environment(var_dir), stdout=subprocess.DEVNULL)
    try:
        _wait(process, demo)
        demo.facts = json.loads(demo.ask("GET", "/dev/demo.json")[1])
        yield demo
    finally:
        process.terminate()
        process.wait(10)
