"""Each rule sees a bad example and lets a good one pass: a rule that cannot fail guards nothing."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.policy import rules

Rule = Callable[[Any], Iterator[str]]

BAD_PYTHON = [
    (rules.clocks_read, "from django.utils import timezone\nx = timezone.now()"),
    (rules.clocks_read, "from django.utils.timezone import now"),
    (rules.clocks_read, "import datetime\nx = datetime.datetime.now(tz=None)"),
    (rules.clocks_read, "from datetime import date\nx = date.today()"),
    (rules.clocks_read, "a = DateTimeField(default=timezone.now)"),
    (rules.clocks_read, "a = DateTimeField(auto_now_add=True)"),
    (rules.settings_read, "from django.conf import settings\nif settings.DEBUG: pass"),
    (rules.http_clients, "import urllib.request"),
    (rules.http_clients, "from http.client import HTTPSConnection"),
    (rules.http_clients, "from requests import get"),
    (rules.impure_imports, "import django"),
    (rules.impure_imports, "from pathlib import Path"),
    (rules.impure_imports, "from kvita.core import errors"),
    (rules.floats, "x = 0.5"),
    (rules.floats, "x = float('1')"),
    (rules.floats, "x = models.FloatField()"),
    (rules.loose_services, "def pay_bill(account, *, now): ..."),
    (rules.long_views, "def page(request):\n" + "    x = 1\n" * 20),
    (rules.long_views, "class View:\n    def get(self, request):\n" + "        x = 1\n" * 20),
    (rules.tables_touched, "Account.objects.filter(pk=1)"),
    (rules.tables_touched, "account.save()"),
]

GOOD_PYTHON = [
    (rules.clocks_read, "def close_period(*, now): return now.date()"),
    (rules.settings_read, "from django.conf import settings\nForeignKey(settings.AUTH_USER_MODEL)"),
    (rules.settings_read, "settings = portal.settings\nx = settings.sign_in_names"),
    (rules.http_clients, "from urllib.parse import urlencode\nfrom django.http import HttpResponse"),
    (rules.impure_imports, "from decimal import Decimal\nfrom kvita.calc.money import Money"),
    (rules.floats, "x = Decimal('0.5')"),
    (rules.loose_services, "def pay_bill(*, account, now): ...\ndef _part(a): ..."),
    (rules.long_views, 'def page(request):\n    """Say.\n' + "\n" * 30 + '    """\n    return 1'),
    (rules.tables_touched, "account_for(user=user, number=number)"),
]

BAD_TEXT = [
    (rules.inline_code, "<script>alert(1)</script>"),
    (rules.inline_code, '<p class="a"\n style="color: red">'),
    (rules.inline_code, "<style>p {}</style>"),
    (rules.inline_code, '<button onclick="pay()">'),
    (rules.inline_code, '<a href="javascript:pay()">'),
    (rules.inline_code, '<div hx-on:click="pay()">'),
    (rules.inline_code, "{{ text|safe }}"),
    (rules.buttons_without_type, '<button class="btn" data-type="x">'),
    (rules.buttons_without_type, '<p><button\n class="{% if a > b %}on{% endif %}">'),
    (rules.foreign_hosts, '<link href="https://fonts.example.com/golos.css">'),
    (rules.foreign_hosts, "@import url(//cdn.example.com/a.css);"),
    (rules.workplace_traces, "see /ho" + "me/anna/kvita"),
    (rules.workplace_traces, "https://py" + "pi.org/simple"),
    (rules.workplace_traces, "--index" + "-url https://example.com"),
]

GOOD_TEXT = [
    (rules.inline_code, '<script src="{% static "kvita/app.js" %}" defer></script>{# no <style> here #}'),
    (rules.inline_code, '<p class="on" data-style="x" content="y">'),
    (rules.buttons_without_type, '<button{% if a > b %} hidden{% endif %}\n type="submit">{# <button> #}'),
    (rules.foreign_hosts, '<svg xmlns="http://www.w3.org/2000/svg"><a href="/pay/">'),
    (rules.workplace_traces, "tests/data/accounts.csv, /usr/lib/postgresql, a homework"),
]

BAD_COMMENTS = [
    "# no" + "qa",
    "# no" + "qa: S603",
    "# type: " + "ignore",
    "# type: " + "ignore[attr-defined]",
    "# ruff: " + "noqa",
    "# my" + "py: ignore-errors",
]
GOOD_COMMENTS = [
    "# noqa: S603 - the program is fixed",
    "# noqa: E402, F403 - the environment comes first",
    "# type: ignore[attr-defined]  # Django adds it at run time",
    "# a note about types: ignore nothing",
]


@pytest.mark.parametrize(("rule", "source"), BAD_PYTHON)
def test_sees_bad_python(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source)))


@pytest.mark.parametrize(("rule", "source"), GOOD_PYTHON)
def test_lets_good_python_pass(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source))) == []


@pytest.mark.parametrize(("rule", "text"), BAD_TEXT)
def test_sees_bad_text(rule: Rule, text: str) -> None:
    assert list(rule(text))


@pytest.mark.parametrize(("rule", "text"), GOOD_TEXT)
def test_lets_good_text_pass(rule: Rule, text: str) -> None:
    assert list(rule(text)) == []


@pytest.mark.parametrize("comment", BAD_COMMENTS)
def test_sees_a_suppression_without_reason(comment: str) -> None:
    assert list(rules.bare_suppressions(iter([(1, comment)])))


@pytest.mark.parametrize("comment", GOOD_COMMENTS)
def test_lets_a_reasoned_suppression_pass(comment: str) -> None:
    assert list(rules.bare_suppressions(iter([(1, comment)]))) == []
