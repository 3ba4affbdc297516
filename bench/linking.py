"""Linking by number: what a proof costs when the portal has a million accounts, beside the same with a thousand.

Both databases are filled the same way; each round times one right and one wrong claim for each way of typing (as
printed, with zeros and a Latin letter, by the payment code) on the small one and the large one in turn, so that both
see the same weather. `python -m bench.linking [ACCOUNTS]` prints the table; `DATABASE_URL` chooses PostgreSQL.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.harness import print_table, ratios, with_spread

SMALL = 1_000
LARGE = int(os.environ.get("BENCH_LINKS", "1000000"))
ROUNDS = 5
CLAIMS = 40
GOAL = 1.2
WAYS = ("as printed", "zeros, Latin letter", "payment code", "wrong proof", "unknown number")


def main(large: int = LARGE) -> None:
    """Print the table for SQLite, and for PostgreSQL where `DATABASE_URL` names one."""
    print(f"### Linking by number: {large:,} accounts beside {SMALL:,}\n".replace(",", " "))
    given = os.environ.get("DATABASE_URL", "")
    rows = _measure("SQLite", "", large)
    if given.startswith("postgres"):
        rows += _measure("PostgreSQL", given, large)
    size = f"{large:,}".replace(",", " ")
    print_table(["database", "way of typing", f"ms of one claim among {size}", "ratio", "goal"], rows)


def _measure(database: str, url: str, large: int) -> list[list[object]]:
    times: dict[int, list[dict[str, float]]] = {SMALL: [], large: []}
    with tempfile.TemporaryDirectory(prefix="kvita-bench-") as directory:
        for size in times:  # PostgreSQL: one server, so one size after the other; SQLite: a file each, in turn
            Path(directory, str(size)).mkdir()
            if not url:
                _child("prepare", directory, size, url)
        if url:
            for size in times:
                _child("prepare", directory, size, url)
                times[size] = [_child("claims", directory, size, url) for _ in range(ROUNDS)]
        else:
            for _ in range(ROUNDS):
                for size, rounds in times.items():
                    rounds.append(_child("claims", directory, size, url))
    rows: list[list[object]] = []
    for way in WAYS:
        small, big = ([one[way] for one in times[size]] for size in (SMALL, large))
        rows.append(
            [
                database,
                way,
                with_spread([1000 * one for one in big], 2),
                with_spread(ratios(big, small), 2),
                f"≤ {GOAL}",
            ]
        )
    return rows


def _child(task: str, directory: str, size: int, url: str) -> dict[str, Any]:
    place = Path(directory, str(size))
    environment = {**os.environ, "DATABASE_URL": url or f"sqlite:///{place}/kvita.sqlite3", "DATABASE_POOL": "0",
                   "KVITA_VAR_DIR": str(place), "KVITA_DEMO": "1",
                   "DJANGO_SETTINGS_MODULE": "kvita.config.settings"}  # fmt: skip
    command = [sys.executable, "-m", "bench.linking", task, str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _work(task: str, size: int) -> None:
    import django  # noqa: PLC0415 - only the child process has settings

    django.setup()
    print(json.dumps(_prepare(size) if task == "prepare" else _claims(size)))


def _prepare(size: int) -> dict[str, Any]:
    """Store a portal with so many accounts, written past the models as an import writes them."""
    from django.core.management import call_command  # noqa: PLC0415 - needs django.setup()

    from kvita.accounts.models import BillingAccount  # noqa: PLC0415 - the same
    from kvita.demo.storing.sheets import Sheet, write_all  # noqa: PLC0415 - the same
    from kvita.housing.enums import LinkingProof  # noqa: PLC0415 - the same
    from kvita.housing.models import Building, ManagingOrganization, Portal, PortalSettings, Premise  # noqa: PLC0415 - the same

    call_command("migrate", verbosity=0)
    organization = ManagingOrganization.objects.create(slug=f"bench-{size}", name="Bench")
    portal = Portal.objects.create(slug=f"bench-{size}", host=f"bench-{size}.localhost")
    portal.organizations.add(organization)
    PortalSettings.objects.create(portal=portal, linking_proofs=[LinkingProof.SURNAME])
    building = Building.objects.create(organization=organization, street="Bench")
    premise = Premise.objects.create(building=building, number="1")
    columns = ("organization_id", "premise_id", "number", "letter_index", "payment_code", "holder_name")
    sheet = Sheet(BillingAccount, columns)
    for number in range(size):
        sheet.add(organization.pk, premise.pk, f"{100_000_000 + number}", "А", f"77{number:09}", f"Иванов{number} Иван")
        if sheet.is_full:
            sheet.write()
    write_all([sheet])
    return {}


def _claims(size: int) -> dict[str, Any]:
    """Return the seconds of one claim for each way of typing."""
    import datetime as dt  # noqa: PLC0415 - only here

    from kvita.accounts.services.claims import LinkClaim, examine_claim  # noqa: PLC0415 - needs django.setup()
    from kvita.housing.enums import AccountIdentifier  # noqa: PLC0415 - the same
    from kvita.housing.models import Portal  # noqa: PLC0415 - the same

    portal = Portal.objects.select_related("settings").get(slug=f"bench-{size}")
    now = dt.datetime.now(dt.UTC)
    chosen = [size * place // CLAIMS for place in range(CLAIMS)]

    def claim(way: str, number: int) -> LinkClaim:
        printed = f"{100_000_000 + number}"
        typed = {
            "as printed": f"{printed}А",
            "zeros, Latin letter": f"00{printed}-a",
            "payment code": f"77{number:09}",
            "wrong proof": printed,
            "unknown number": f"{900_000_000 + number}",
        }[way]
        return LinkClaim(typed, surname="Петров" if way in WAYS[3:] else f"Иванов{number}")

    seconds = {}
    for way in WAYS:
        portal.settings.account_identifier = (
            AccountIdentifier.PAYMENT_CODE if way == "payment code" else AccountIdentifier.ACCOUNT_NUMBER
        )
        asked = [claim(way, number) for number in chosen]
        found = [len(examine_claim(portal=portal, claim=one, now=now).proven) for one in asked]
        if set(found) != ({0} if way in WAYS[3:] else {1}):
            raise SystemExit(f"{way}: found {set(found)}")
        begun = time.perf_counter()
        for one in asked:
            examine_claim(portal=portal, claim=one, now=now)
        seconds[way] = (time.perf_counter() - begun) / CLAIMS
    return seconds


if __name__ == "__main__":
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        _work(sys.argv[1], int(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:2]))
