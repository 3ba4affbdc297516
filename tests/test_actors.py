"""The shared rows stand on their own: everybody's part is what tests/actors.py says."""

import pytest

from kvita.accounts.selectors import accounts_for
from kvita.payments.selectors import amount_due
from tests.actors import make_cast
from tests.factories import Line, make_statement, rub

pytestmark = pytest.mark.django_db


def test_everybody_sees_their_own_account_only() -> None:
    cast = make_cast()
    assert list(accounts_for(cast.anna, portal_id=cast.portal.pk)) == [cast.account]
    assert list(accounts_for(cast.boris, portal_id=cast.portal.pk)) == [cast.boris_account]
    assert not accounts_for(cast.daria, portal_id=cast.portal.pk)
    assert not accounts_for(cast.vera, portal_id=cast.portal.pk)


def test_statement_adds_up_from_its_lines() -> None:
    cast = make_cast()
    lines = [Line("Вода", opening="50", charged="100.10", paid="20"), Line("Пени", opening="-30", adjusted="-1")]
    statement = make_statement(cast.account, lines=lines)
    assert (statement.closing, statement.arrears, statement.credit) == (rub("99.10"), rub("130.10"), rub("31"))
    assert amount_due(cast.account).due == rub("130.10")
