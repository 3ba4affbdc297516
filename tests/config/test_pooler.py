"""Behind PgBouncer in transaction mode: a real one, with fewer connections to the server than there are threads."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from django.db import connection

from kvita.config.env import database_config, open_env

BOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(BOUNCER is None, reason="not run: no PgBouncer on this machine (Debian: apt install pgbouncer)"),
]

WORK = """
import sys, threading, django
django.setup()
from django.db import connection, transaction
from kvita.identity.models import User
errors = []
def work():
    try:
        for _ in range(30):
            with transaction.atomic():
                list(User.objects.filter(email="a").order_by("pk").values_list("pk")[:5])
            list(User.objects.order_by("pk").iterator(chunk_size=2))
    except Exception as error:
        errors.append(repr(error))
    finally:
        connection.close()
threads = [threading.Thread(target=work) for _ in range(6)]
for one in threads: one.start()
for one in threads: one.join()
print(errors or "well")
"""


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a pooler before the database of this test; it runs as the server does, for it refuses root."""
    told, user = connection.settings_dict, postgres.unprivileged_user()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="kvita-pooler-"))
    (home / "users.txt").write_text(f'"{told["USER"]}" ""\n')
    (home / "pooler.ini").write_text(
        f"[databases]\nkvita = host={told['HOST']} user={told['USER']} dbname={told['NAME']}\n[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"auth_file = {home}/users.txt\npool_mode = transaction\ndefault_pool_size = 2\n"
    )
    if user:
        for path in (home, *home.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
    assert BOUNCER is not None
    process = subprocess.Popen(
        [BOUNCER, str(home / "pooler.ini")],
        stderr=subprocess.DEVNULL,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield f"postgresql://{told['USER']}@127.0.0.1:{port}/kvita"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(home)


def said(address: str, **more: str) -> str:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": address, **more}
    ran = subprocess.run(
        [sys.executable, "-c", WORK],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return ran.stdout.strip()


def test_with_the_switch_six_threads_share_two_connections(address: str) -> None:
    assert said(address, DATABASE_BEHIND_POOLER="1") == "well"


def test_without_it_cursors_and_statements_are_looked_for_on_the_wrong_connection(address: str) -> None:
    assert "does not exist" in said(address, DATABASE_POOL="6")


def test_the_switch_leaves_nothing_on_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://kvita@db.example/kvita")
    monkeypatch.setenv("DATABASE_BEHIND_POOLER", "1")
    monkeypatch.delenv("DATABASE_POOL", raising=False)
    config = database_config(open_env(), default_path=Path("/x"))
    assert config["DISABLE_SERVER_SIDE_CURSORS"]
    assert config["OPTIONS"] == {"server_side_binding": False, "prepare_threshold": None}
