"""The shape of the code: which files a package has, how long they are, what they are called."""

import ast
import statistics
from pathlib import Path

import pytest

from tests.policy.sources import PACKAGE, ROOT, expect_none, files, modules, shown, tree_of

DOMAIN = (
    "notifications",
    "identity",
    "housing",
    "documents",
    "accounts",
    "tariffs",
    "metering",
    "billing",
    "payments",
    "service_requests",
    "publications",
    "exchange",
    "remittances",
)
SAME_FILES = {
    "admin", "apps", "enums", "jobs", "management", "migrations", "models", "policies", "ports", "selectors",
    "services",
}  # fmt: skip

# What a package has beside the common files, and why it does not fit into one of them.
OWN_FILES = {
    "billing": {
        "documents": "the printed bill put together from the tables: a read, but of the shape of `documents`",
        "frozen": "the triggers with which the database keeps published and closed months: tables, but not rows",
    },
    "payments": {"documents": "the confirmation of a payment put together from its tables, as `billing.documents`"},
    "exchange": {
        "exports": "what goes out: columns to choose from, rows of a period, CSV and XLSX",
        "journal": "what a batch did to the tables, and how to undo it: for every kind of file alike",
        "kinds": "one package for each kind of file: its columns and rules, from cells to rows of the database",
        "readers": "CSV and XLSX as chunks of text: files, not the database",
        "reports": "what an import found, in words and as JSON",
        "values": "how people write numbers, days and names in files",
    },
    "remittances": {
        "formats": "bank files as plain values: bytes in, operations out, no database",
        "registries": "files that leave for banks and accounting: rows in, bytes out, no database",
    },
    "documents": {
        "bill": "the data of a bill: the contract between who fills it in and who draws it",
        "letters": "the data of a letter with a registration code: a contract, as `bill` is",
        "notice": "the same for a sheet of one matter: a confirmation of a payment, requisites",
        "guide": "the same for the guide of a cabinet, which is shown as a page too",
        "fonts": "the typeface of printed pages, built by `make static`",
        "rendering": "Typst sources and the worker that compiles them: neither a read nor a write of the database",
    },
    "housing": {"presets": "the five presets of settings: data, which forms, import and demo read alike"},
}

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "base_utils"}
LONGEST_FILE = 500
LONGEST_MODULE = 400  # then it becomes a package of the same name
MEDIAN_FILE = 90


def domain_packages() -> list[Path]:
    return [PACKAGE / name for name in DOMAIN if (PACKAGE / name).is_dir()]


def entries(package: Path) -> set[str]:
    return {path.stem for path in package.iterdir() if not path.name.startswith((".", "__pycache__"))} - {"__init__"}


@pytest.mark.parametrize("package", domain_packages(), ids=lambda path: path.name)
def test_domain_packages_have_the_same_files(package: Path) -> None:
    allowed = SAME_FILES | set(OWN_FILES.get(package.name, {}))
    assert sorted(entries(package) - allowed) == [], (
        "see docs/architecture.md; a new kind of file needs a reason in OWN_FILES"
    )


def test_every_exception_is_still_needed() -> None:
    unneeded = {
        f"{name}/{own}" for name, reasons in OWN_FILES.items() for own in reasons if own not in entries(PACKAGE / name)
    }
    unneeded -= {"documents/fonts"}  # built, so absent in a fresh clone
    expect_none(unneeded)


@pytest.mark.parametrize(
    "package", sorted(path.parent for path in PACKAGE.glob("*/__init__.py")), ids=lambda path: path.name
)
def test_every_package_says_what_it_owns(package: Path) -> None:
    docstring = ast.get_docstring(tree_of(package / "__init__.py")) or ""
    assert len(docstring) > 40, f"{package.name}/__init__.py: what does the package own, what always holds?"


def test_no_drawer_for_odds_and_ends() -> None:
    drawers = [shown(path) for path in files(".py") if DRAWERS & {path.stem, path.parent.name}]
    expect_none(drawers, hint="a function belongs where its subject is")


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long_to_hold_in_mind() -> None:
    too_long = {
        shown(path): length(path)
        for path in files(".py", ".css", ".html", ".typ", ".js", ".sh")
        if length(path) > LONGEST_FILE and "migrations" not in path.parts  # Django writes those
    }
    expect_none(f"{name}: {count}" for name, count in too_long.items())


def test_long_modules_become_packages() -> None:
    too_long = {shown(path): length(path) for path in modules() if length(path) > LONGEST_MODULE}
    expect_none(f"{name}: {count}" for name, count in too_long.items())


def test_the_usual_file_is_short() -> None:
    lengths = [length(path) for path in modules() if length(path)]
    assert statistics.median(lengths) <= MEDIAN_FILE


def test_no_folder_is_too_full() -> None:
    full = {}
    for folder in {path.parent for path in modules()}:
        count = len([path for path in folder.glob("*.py") if path.stem != "__init__"])
        if count > 15 and folder.name != "commands":
            full[shown(folder)] = count
    expect_none(f"{name}: {count}" for name, count in full.items())


def test_tests_mirror_the_packages() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    cross_cutting = {"concurrency", "data", "e2e", "policy", "tools", "bench"}
    strange = [
        path.name
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and not path.name.startswith(("__", ".")) and path.name not in folders | cross_cutting
    ]
    expect_none(strange)
