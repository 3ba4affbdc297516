"""Connections to banks: keys go in, and are never shown again."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kvita.core.errors import DomainError
from kvita.housing.selectors import payees_of, portals_of
from kvita.payments.models import ProviderConnection
from kvita.payments.policies import may_connect_banks, receipt_trouble
from kvita.payments.selectors import connection_for, connections_for
from kvita.payments.services import save_connection
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.payments import ConnectionForm
from kvita.web.providers import secret_box
from kvita.web.requests import actor_of, address_at

SECTION = "connections"


@desk_page(may_connect_banks)
@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    """List the connections of the organisations."""
    page = cast("DeskRequest", request)
    rows = connections_for(page.organization_ids)
    context = {"connections": [(row, receipt_trouble(row.kind, row.organization.settings)) for row in rows]}
    return render_desk(page, "office/payments/connections.html", context, section=SECTION)


@sensitive_post_parameters("secret", "event_key")
@desk_page(may_connect_banks)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connection_new(request: HttpRequest) -> HttpResponse:
    """Connect a bank."""
    return _edit(cast("DeskRequest", request), None)


@sensitive_post_parameters("secret", "event_key")
@desk_page(may_connect_banks)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connection_page(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """Change a connection: all but its bank and organisation."""
    page = cast("DeskRequest", request)
    connection = connection_for(page.organization_ids, connection_id)
    if connection is None:
        raise Http404
    return _edit(page, connection)


def _edit(page: DeskRequest, connection: ProviderConnection | None) -> HttpResponse:
    form = _form(page, connection)
    if page.method == "POST" and form.is_valid() and _save(page, form, connection):
        messages.success(page, "Подключение сохранено. Проверьте его платежом на небольшую сумму.")
        return redirect("office:connections")
    context = {
        "form": form,
        "connection": connection,
        "event_address": _event_address(page, connection),
        "trouble": receipt_trouble(connection.kind, connection.organization.settings) if connection else "",
    }
    status = 422 if form.errors else 200
    return render_desk(page, "office/payments/connection.html", context, section=SECTION, status=status)


def _form(page: DeskRequest, connection: ProviderConnection | None) -> ConnectionForm:
    owners = [connection.organization] if connection is not None else page.organizations
    return ConnectionForm(
        page.POST if page.method == "POST" else None,
        organizations=owners,
        payees=[payee for owner in owners for payee in payees_of(owner.pk)],
        connection=connection,
    )


def _save(page: DeskRequest, form: ConnectionForm, connection: ProviderConnection | None) -> bool:
    try:
        save_connection(
            organization=form.chosen_organization,
            connection=connection,
            wish=form.wish,
            box=secret_box(),
            actor=actor_of(page),
            now=page.now,
        )
    except DomainError as error:
        form.add_error(
            {"secret": "secret", "payee": "payee", "shop": "login", "details": "sends_bill"}.get(error.code),
            error.message,
        )
        return False
    return True


def _event_address(page: DeskRequest, connection: ProviderConnection | None) -> str:
    if connection is None:
        return ""
    path = reverse("hooks:payments", args=[connection.public_id])
    portals = portals_of([connection.organization_id])
    return address_at(portals[0].host, path) if portals else page.build_absolute_uri(path)
