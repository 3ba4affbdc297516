"""What the answers of Сбер's gateway to writes mean.

The gateway answers HTTP 200 whatever happens and tells the outcome by `errorCode`. It has no idempotency keys: an order
is one by its number, a refund is known by the sum given back.
"""

from typing import Final

from kvita.integrations.acquiring.answers import OK, AnswerRule, Outcome

REGISTER: Final = "register.do"
REFUND: Final = "refund.do"

WRITES: Final = (
    AnswerRule(OK, "0", Outcome.DONE, "registered, with a number and a page", REGISTER),
    AnswerRule(OK, "1", Outcome.UNKNOWN, "an order of this number is there: read it by our number", REGISTER),
    AnswerRule(OK, "3", Outcome.REFUSED, "a currency that the gateway does not take", REGISTER),
    AnswerRule(OK, "4", Outcome.REFUSED, "a required field is missing", REGISTER),
    AnswerRule(OK, "5", Outcome.REFUSED, "a wrong field, or no right to register", REGISTER),
    AnswerRule(OK, "0", Outcome.DONE, "taken; given back once the sum of the order shows it", REFUND),
    AnswerRule(OK, "5", Outcome.REFUSED, "a wrong sum, or no right to give back", REFUND),
    AnswerRule(OK, "6", Outcome.REFUSED, "no order of this number", REFUND),
    AnswerRule(OK, "7", Outcome.UNKNOWN, "an error of the gateway: it may have done what was asked"),
)
