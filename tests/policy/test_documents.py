"""What the documents tell a reader to type works: commands parse, and what they name is in the demo."""

import argparse
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from kvita.__main__ import OURS
from kvita.demo.plans import PLANS
from tests.policy.commands import Command, commands_in
from tests.policy.sources import ROOT, expect_none

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = [command for path in DOCUMENTS for command in commands_in(path)]
ORGANIZATIONS = {organization.slug for portal in PLANS for organization in portal.organizations}
PORTALS = {portal.slug for portal in PLANS}


class RefusalError(Exception):
    """The command line is wrong."""


def parser_of(name: str) -> Any:
    """Return the parser of a command. Raises `RefusalError` when there is none of that name."""
    name = name.replace("-", "_")
    name = OURS.get(name, name)
    if name not in get_commands():
        raise RefusalError(f"no command {name}")
    return load_command_class(get_commands()[name], name).create_parser("kvita", name)


def parse(words: tuple[str, ...]) -> argparse.Namespace:
    """Return what the command makes of the words after `kvita`. Raises `RefusalError`."""

    def refuse(message: str) -> None:
        raise RefusalError(message)

    parser = parser_of(words[0])
    for one in _with_its_verbs(parser):
        one.error = refuse
    return argparse.Namespace(**vars(parser.parse_args(list(words[1:]))))


def _with_its_verbs(parser: argparse.ArgumentParser) -> Iterator[Any]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def faults_of(command: Command) -> Iterator[str]:
    """Yield what is wrong with a command line of a document; where it is only named, its options are looked at."""
    try:
        parsed = parse(command.words) if command.is_whole else _known(command.words)
    except RefusalError as refusal:
        yield f"{command.place}: {refusal}"
        return
    organization, portal = getattr(parsed, "organization", None), getattr(parsed, "portal", None)
    if organization and organization not in ORGANIZATIONS and command.words[0] != "generate":  # that makes a new one
        yield f"{command.place}: the demo has no organisation {organization}"
    if portal and portal not in PORTALS:
        yield f"{command.place}: the demo has no portal {portal}"


def _known(words: tuple[str, ...]) -> argparse.Namespace:
    known = {option for one in _with_its_verbs(parser_of(words[0])) for option in one._option_string_actions}
    for word in words:
        if word.startswith("--") and word not in known:
            raise RefusalError(f"no option {word}")
    return argparse.Namespace()


def test_commands_of_the_documents_are_understood_and_name_what_the_demo_has() -> None:
    assert len(COMMANDS) > 30
    expect_none([fault for command in COMMANDS for fault in faults_of(command)], hint="a reader types this in vain:")


@pytest.mark.parametrize(
    "line",
    [
        "kvita import accounts a.csv --organization solar",
        "kvita import accounts a.csv --organisation solnechny",
        "kvita import people a.csv --organization solnechny",
        "kvita check-payment",
        "kvita unlock LOGIN --portal moon",
        "kvita bank export payments|cash --organization SLUG",
        "kvita import … --jsn",
    ],
)
def test_a_command_that_would_not_run_is_seen(line: str, tmp_path: Any) -> None:
    document = tmp_path / "a.md"
    document.write_text(f"Type this:\n\n```sh\n{line}   # now\n```\n", encoding="utf-8")
    assert [fault for command in commands_in(document) for fault in faults_of(command)]


def test_hosts_of_the_demo_that_the_documents_name_are_there() -> None:
    named = {
        f"{path.name}: {slug}.localhost"
        for path in DOCUMENTS
        for slug in re.findall(r"\b([\w-]+)\.localhost", path.read_text(encoding="utf-8"))
        if slug not in PORTALS
    }
    expect_none(named, hint="no portal of the demo:")


def test_targets_of_make_that_the_documents_name_are_there() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        f"{path.name}: make {target}"
        for path in DOCUMENTS
        for target in re.findall(r"(?:^|`|^ {4})make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if target not in targets
    }
    expect_none(named, hint="no target of the Makefile:")
