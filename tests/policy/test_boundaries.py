"""What the import contracts cannot say: clocks, settings, network, floats, thin views."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.policy import rules
from tests.policy.sources import PACKAGE, expect_none, modules, shown, tree_of

Rule = Callable[[ast.Module], Iterator[str]]

# Only these may ask the machine what time it is, or the settings how it is configured; below them both are arguments.
EDGES = ("config", "demo", "integrations", "web", "__main__.py")
EDGE_MODULES = {"apps.py", "jobs.py", "jobs"}


def is_edge(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] in EDGES or bool(EDGE_MODULES & set(parts)) or "management" in parts


def broken(rule: Rule, paths: list[Path]) -> list[str]:
    return [f"{shown(path)}:{problem}" for path in paths for problem in rule(tree_of(path))]


def test_the_domain_is_told_the_time() -> None:
    expect_none(broken(rules.clocks_read, [path for path in modules() if not is_edge(path)]))


def test_the_domain_is_told_its_settings() -> None:
    expect_none(broken(rules.settings_read, [path for path in modules() if not is_edge(path)]))


def test_only_integrations_call_other_hosts() -> None:
    below = [path for path in modules() if not path.is_relative_to(PACKAGE / "integrations")]
    expect_none(broken(rules.http_clients, below))


def test_calc_is_pure() -> None:
    expect_none(broken(rules.impure_imports, list(modules(below=PACKAGE / "calc"))))


def test_calc_and_the_tables_know_no_float() -> None:
    tables = [path for path in modules() if "models" in (path.stem, path.parent.name)]
    expect_none(broken(rules.floats, [*modules(below=PACKAGE / "calc"), *tables]))


def test_services_are_called_by_keyword() -> None:
    # `services` right below a domain package; a table of services elsewhere is data of the field
    services = [path for path in modules() if path.relative_to(PACKAGE).with_suffix("").parts[1:2] == ("services",)]
    expect_none(broken(rules.loose_services, services))


def test_views_are_thin() -> None:
    expect_none(broken(rules.long_views, list(modules(below=PACKAGE / "web"))))


def test_views_leave_the_tables_to_selectors_and_services() -> None:
    views = [path for path in modules(below=PACKAGE / "web") if "management" not in path.parts]
    expect_none(broken(rules.tables_touched, views))
