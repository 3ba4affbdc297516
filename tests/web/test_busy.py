"""When the database asks to try again, the page does, and then says so; nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from kvita.web.busy import BusyMiddleware
from kvita.web.site.errors import bad_request, server_error

LOCKED = OperationalError("database is locked")


def deadlock() -> OperationalError:
    error = OperationalError("deadlock detected")
    error.__cause__ = psycopg.errors.DeadlockDetected()
    return error


def ask(view: Callable[[HttpRequest], HttpResponse], request: HttpRequest, error: Exception) -> HttpResponse | None:
    request.resolver_match = ResolverMatch(view, (), {})
    return BusyMiddleware(lambda _: HttpResponse()).process_exception(request, error)


def test_a_deadlock_is_tried_again_and_nobody_hears_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.features, "has_select_for_update", True)
    errors: list[Exception] = [deadlock(), deadlock()]

    def view(request: HttpRequest) -> HttpResponse:
        if errors:
            raise errors.pop()
        return HttpResponse("готово")

    answer = ask(view, RequestFactory().post("/a/1/meters/"), deadlock())
    assert answer is not None
    assert (answer.status_code, answer.content.decode()) == (200, "готово")


def test_what_does_not_go_is_told_with_all_that_was_typed() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise LOCKED

    form = {"m1": "56,5", "note": '"><b>', "password": "тайна", "ids": ["1", "2"]}
    answer = ask(view, RequestFactory().post("/a/1/meters/?x=1", form), LOCKED)
    assert answer is not None
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "no-store" in answer["Cache-Control"]
    assert '<input type="hidden" name="m1" value="56,5">' in html
    assert '<input type="hidden" name="ids" value="1"><input type="hidden" name="ids" value="2">' in html
    assert "&quot;&gt;&lt;b&gt;" in html
    assert "тайна" not in html
    assert 'action="/a/1/meters/?x=1"' in html
    assert "осталось здесь" in html


def test_a_page_opens_by_itself() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise LOCKED

    answer = ask(view, RequestFactory().get("/a/1/"), LOCKED)
    assert answer is not None
    assert 'http-equiv="refresh" content="5"' in answer.content.decode()


def test_another_error_is_nobody_s_business_here() -> None:
    request = RequestFactory().get("/")
    assert ask(lambda _: HttpResponse(), request, OperationalError("no such table: x")) is None
    assert ask(lambda _: HttpResponse(), request, ValueError("database is locked")) is None


def test_a_session_that_could_not_be_saved_is_no_bad_request() -> None:
    error = SessionInterrupted("gone")
    error.__context__ = ValueError("update")
    error.__context__.__context__ = LOCKED
    request = RequestFactory().get("/")
    assert bad_request(request, error).status_code == 503
    assert bad_request(request, SessionInterrupted("gone")).status_code == 400


def test_an_error_outside_of_a_view_is_told_the_same_way(settings: Any) -> None:
    request = RequestFactory().get("/")
    try:
        raise LOCKED
    except OperationalError:
        assert server_error(request).status_code == 503
    assert server_error(request).status_code == 500
