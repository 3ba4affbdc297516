"""Starting and stopping the servers that are measured."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def running(name: str, made: Product) -> Iterator[int]:
    """Start a server of `SERVERS` and give its port; stop it at the end.

    Raises:
        RuntimeError: it did not answer in time.
    """
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port: int = free.getsockname()[1]
    program, *arguments = SERVERS[name].format(port=port).split()
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    with subprocess.Popen(
        command, env=made.environment, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no server on port {port}")
