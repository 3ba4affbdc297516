"""An account with a bill of 1 537,15."""

import pytest

from tests.actors import make_cast
from tests.factories import AUGUST, Line, make_payee, make_statement
from tests.payments.desk import Desk


@pytest.fixture
def desk(db: None) -> Desk:
    """Anna owes 1 537,15 for August."""
    cast = make_cast()
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    return Desk(cast=cast, payee=make_payee(cast.organization))
