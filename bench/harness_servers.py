"""Starting and stopping the servers that are measured."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.harness_data import ROOT, Product
from bench.harness_load import LOOPBACK

WSGI = "kvita.config.wsgi:application"
ASGI = "bench.harness_asgi:application"
# `{port}` is filled in. Two workers everywhere; threads where a server has them.
SERVERS = {
    "gunicorn sync": f"gunicorn {WSGI} --workers 2 --bind {LOOPBACK}:{{port}}",
    "gunicorn gthread 2×4": f"gunicorn {WSGI} --workers 2 --threads 4 --bind {LOOPBACK}:{{port}}",
    "granian wsgi 2×1": f"granian {WSGI} --interface wsgi --workers 2 --blocking-threads 1 --port {{port}}",
    "granian wsgi 2×4": f"granian {WSGI} --interface wsgi --workers 2 --blocking-threads 4 --port {{port}}",
    "granian asgi": f"granian {ASGI} --interface asgi --workers 2 --port {{port}}",
    "uvicorn": f"uvicorn {ASGI} --workers 2 --host {LOOPBACK} --port {{port}} --no-access-log",
}
BASE = "gunicorn sync"
START_LIMIT = 30.0
STOP_LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port on the loopback, and the group of its processes."""

    port: int
    group: int

    def cpu_seconds(self) -> float:
        """Return the processor time of all its processes so far (Linux only; 0.0 elsewhere).

        Unlike the clock on the wall it hardly depends on what else the machine does.
        """
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()  # from the third on: state, parent, group, …
            except OSError:  # ended meanwhile
                continue
            if int(fields[2]) == self.group:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(name: str, made: Product) -> Iterator[Server]:
    """Start a server of `SERVERS`; stop it at the end.

    Raises:
        RuntimeError: it did not answer in time.
    """
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port: int = free.getsockname()[1]
    program, *arguments = SERVERS[name].format(port=port).split()
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    with subprocess.Popen(
        command,
        env=made.environment,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(timeout=STOP_LIMIT)
            except subprocess.TimeoutExpired:
                print(f"{name} did not stop in {STOP_LIMIT:.0f} s.", file=sys.stderr)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # workers that outlived their master


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait for an answer, not for the port: some servers listen before their workers are there."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection(LOOPBACK, port, timeout=START_LIMIT)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"no server on port {port}")
