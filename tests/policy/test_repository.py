"""The repository as a whole: nothing of the workplace in it, nothing silenced without a reason, everything locked."""

import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.policy import rules
from tests.policy.sources import ROOT, expect_none, files, modules, shown

TEXT = (".py", ".html", ".css", ".js", ".typ", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".txt", ".lock", ".svg")
LOCKS = ("setup", "build", "runtime", "dev", "bench")


def comments(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_a_silenced_tool_is_given_a_reason() -> None:
    broken = [
        f"{shown(path)}:{problem}" for path in files(".py") for problem in rules.bare_suppressions(comments(path))
    ]
    expect_none(broken, hint="write `# noqa: CODE - reason` or `# type: ignore[code]  # reason`")


def test_no_trace_of_the_workplace() -> None:
    named = [ROOT / "Makefile", ROOT / ".ci" / "run"]
    broken = [
        f"{shown(path)}:{problem}"
        for path in [*files(*TEXT), *named]
        if path != Path(rules.__file__)  # it spells out what it looks for
        # The bank files of the tests are in the encodings of banks.
        for problem in rules.workplace_traces(path.read_text(encoding="utf-8", errors="replace"))
    ]
    expect_none(broken)


def test_no_code_of_a_document_that_is_not_here() -> None:
    """A feature or a rule is told in words; `D5` is a decision of docs/settings.md."""
    code = re.compile(r"\bS\d-\d\d\b|\bRULES \d")
    broken = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in files(".py", ".html", ".css", ".js", ".md")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if code.search(line) and path != Path(__file__)
    ]
    expect_none(broken)


@pytest.mark.parametrize("name", LOCKS)
def test_locked_packages_have_one_version_and_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S.*(?:\n    .*)*)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), re.MULTILINE)
    assert entries
    loose = [entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    expect_none(loose)


def versions(name: str) -> set[tuple[str, str]]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", [name for name in LOCKS if name not in ("dev", "bench")])
def test_all_locks_agree(name: str) -> None:
    assert versions(name) <= versions("dev")


def name_of(requirement: str) -> str:
    """`psycopg[binary]>=3` gives `psycopg`, spelled as the index does."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_the_locks_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "runtime": project["project"]["dependencies"],
        **{
            group: [entry for entry in project["dependency-groups"][group] if isinstance(entry, str)]
            for group in ("setup", "build", "dev", "bench")
        },
    }
    absent = []
    for lock, requirements in wanted.items():
        locked = {name.lower().replace("_", "-") for name, _ in versions(lock)}
        absent += [f"{lock}: {name}" for name in map(name_of, requirements) if name not in locked]
    expect_none(absent, hint="run `make lock`")


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    requirements = list(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        requirements += [entry for entry in group if isinstance(entry, str)]
    expect_none(name for name in map(name_of, requirements) if f"`{name}`" not in explained)


def test_every_ignored_lint_rule_has_a_reason() -> None:
    section = (
        (ROOT / "pyproject.toml")
        .read_text(encoding="utf-8")
        .split("[tool.ruff.lint]")[1]
        .split("[tool.ruff.lint.mccabe]")[0]
    )
    ignored = section.split("ignore = [", 1)[1].splitlines()
    silent = [line.strip() for line in ignored if re.match(r'\s*"[A-Z]+\d+",?\s*$', line)]
    expect_none(silent)


def test_the_modules_are_found() -> None:
    """The walks above would pass on an empty tree."""
    assert len(list(modules())) > 50
    assert len(files(".html")) > 5


def test_documents_point_to_files_that_exist() -> None:
    expect_none(
        f"{shown(path)}: {target}"
        for path in files(".md")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    )
