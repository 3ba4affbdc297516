"""Makes the demo ready to be looked at: static files, the list of addresses, the server."""

import hashlib
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from kvita.housing.models import Portal
from kvita.web.dev.signins import SignIn

HOST = "127.0.0.1"


def collect_static(root: Path) -> bool:
    """Collect the static files when one of them has changed since the last time; tell whether that was needed."""
    stamp, mark = root.with_name(".static-stamp"), _fingerprint()  # beside the files: what lies among them is served
    if stamp.exists() and stamp.read_text() == mark:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(mark)
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns};".encode())
    return digest.hexdigest()


def is_free(port: int) -> bool:
    """Tell whether nobody listens on the port of this machine."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def serve(port: int) -> NoReturn:
    """Become the server: two processes with threads, on this machine only."""
    command = [
        sys.executable, "-m", "gunicorn", "kvita.config.wsgi",
        "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4", "--preload", "--log-level", "warning",
    ]  # fmt: skip
    os.environ["KVITA_PUBLIC_PORT"] = str(port)  # links of letters lead to this server
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - our own interpreter with fixed arguments


def address_table(portals: Iterable[Portal], sign_ins: Iterable[SignIn], port: int) -> str:
    """Return addresses and sign-ins as text to be read in a terminal."""
    found = list(sign_ins)
    lines = []
    for portal in portals:
        lines += ["", f"{portal.name}  http://{portal.host}:{port}/"]
        lines += [
            f"    {one.login:<24} {one.password:<12} {one.path:<8} {one.about}"
            for one in found
            if one.portal == portal.slug
        ]
    lines += [
        "",
        f"Все адреса и входы: http://localhost:{port}/dev/   Письма и SMS: http://localhost:{port}/dev/outbox/",
    ]
    return "\n".join(lines)
