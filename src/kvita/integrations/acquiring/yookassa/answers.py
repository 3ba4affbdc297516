"""What ЮKassa's answers to writes mean.

Source: «Коды ответа HTTP» and «Идемпотентность» of the documents of API v3.
"""

from typing import Final

from kvita.integrations.acquiring.answers import OK, AnswerRule, Outcome

BAD_REQUEST: Final = 400
KEY_TROUBLE: Final = "idempotence_key"
"""Our own name for a refusal that is about the repeated key: ЮKassa names it by the parameter, not by a code."""

WRITES: Final = (
    AnswerRule(OK, "", Outcome.DONE, "the object as it stands now, with a status, a sum and our number that we know"),
    AnswerRule(202, "processing", Outcome.UNKNOWN, "not finished yet: the same request again under the same key"),
    AnswerRule(BAD_REQUEST, "invalid_request", Outcome.REFUSED, "the request breaks a rule, nothing was done"),
    AnswerRule(BAD_REQUEST, KEY_TROUBLE, Outcome.UNKNOWN, "a complaint about the key: the first request may live"),
    AnswerRule(401, "invalid_credentials", Outcome.REFUSED, "wrong shop or key, nothing was done"),
    AnswerRule(403, "forbidden", Outcome.REFUSED, "this key has no right to do so, nothing was done"),
    AnswerRule(404, "not_found", Outcome.REFUSED, "no such payment at the shop, nothing was done"),
    AnswerRule(409, "", Outcome.UNKNOWN, "the same request is being worked on"),
    AnswerRule(429, "too_many_requests", Outcome.UNKNOWN, "too often: later, under the same key"),
    AnswerRule(500, "internal_server_error", Outcome.UNKNOWN, "the result is not known, says the bank itself"),
)
