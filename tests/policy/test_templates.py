"""Pages under a strict Content-Security-Policy: no inline code, no other host; buttons say what they do."""

from tests.policy import rules
from tests.policy.sources import PACKAGE, expect_none, files, shown


def test_templates_hold_no_inline_code() -> None:
    broken = [
        f"{shown(path)}:{problem}"
        for path in files(".html")
        if path.is_relative_to(PACKAGE)
        for problem in rules.inline_code(path.read_text(encoding="utf-8"))
    ]
    expect_none(broken)


def test_pages_ask_no_other_host() -> None:
    broken = [
        f"{shown(path)}:{problem}"
        for path in files(".html", ".css", ".js", ".svg")
        if path.is_relative_to(PACKAGE)
        for problem in rules.foreign_hosts(path.read_text(encoding="utf-8"))
    ]
    expect_none(broken)


def test_every_button_says_whether_it_sends_the_form() -> None:
    broken = [
        f"{shown(path)}:{problem}"
        for path in files(".html")
        if path.is_relative_to(PACKAGE)
        for problem in rules.buttons_without_type(path.read_text(encoding="utf-8"))
    ]
    expect_none(broken, hint='type="submit" or type="button":')
