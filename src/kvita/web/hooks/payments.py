"""Messages of banks about payments and refunds, each connection at an address of its own."""

import datetime as dt
import logging
import uuid
from typing import Final, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kvita.core.errors import DomainError
from kvita.identity.enums import ThrottleScope
from kvita.identity.services import Limit, hit
from kvita.payments.ports import IncomingMessage, ProviderError
from kvita.payments.selectors import connection_by_address
from kvita.payments.services import receive_message
from kvita.web.providers import providers_named
from kvita.web.requests import PortalRequest, visitor_of

LARGEST: Final = 64 * 1024
# A bank tells of one payment a few times; a whole day's worth at once, after a pause of ours, still fits.
LIMIT: Final = Limit(count=1200, window=dt.timedelta(minutes=1))
HEADERS: Final = ("content-type", "user-agent")

log = logging.getLogger(__name__)


@csrf_exempt  # a bank has no form of ours; the sender is checked by the adapter, the payment is asked about again
@never_cache
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """Take a message: 200 only after the bank was asked; 400 for a forged one, 503 so that it comes again."""
    connection = connection_by_address(connection_id)
    if connection is None:
        raise Http404
    if _is_too_much(request):
        return HttpResponse(status=429)
    if len(request.body) > LARGEST:
        return HttpResponse(status=413)
    provider = providers_named([connection.key]).get(connection.key)
    if provider is None:
        return HttpResponse(status=503)
    try:
        message, now = _message(request), cast("PortalRequest", request).now
        receive_message(provider_key=connection.key, provider=provider, message=message, now=now)
    except ProviderError as error:
        log.warning("message of a bank for connection %s: %s", connection.pk, error.code)
        return HttpResponse(status=503 if error.retryable else 400)
    return HttpResponse("OK", content_type="text/plain")


def _is_too_much(request: HttpRequest) -> bool:
    try:
        hit(
            scope=ThrottleScope.WEBHOOK,
            limits={f"ip:{visitor_of(request)}": LIMIT},
            now=cast("PortalRequest", request).now,
        )
    except DomainError:
        return True
    return False


def _message(request: HttpRequest) -> IncomingMessage:
    headers = {name: request.headers[name] for name in HEADERS if name in request.headers}
    query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    return IncomingMessage(body=request.body, headers=headers, query=query, address=request.META.get("REMOTE_ADDR", ""))
