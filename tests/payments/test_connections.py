"""Keys of banks: sealed at rest, opened only to call the bank, shown and logged nowhere, changed without loss."""

import logging

import pytest

from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.core.sealing import SealError, SecretBox
from kvita.payments.enums import ProviderKind
from kvita.payments.models import ProviderConnection
from kvita.payments.services import ConnectionWish, open_keys, reseal_connections, save_connection
from tests.actors import Cast, make_cast
from tests.factories import NOW, make_payee
from tests.payments.desk import ANNA

SECRET = "live_Zd4nQ-секрет"
BOX = SecretBox(["first key of the installation"])


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def connect(cast: Cast, box: SecretBox = BOX, **fields: object) -> ProviderConnection:
    values = {"kind": ProviderKind.YOOKASSA, "login": "123456", "title": "Карта", "secret": SECRET} | fields
    return save_connection(
        organization=cast.organization,
        connection=None,
        wish=ConnectionWish(**values),  # type: ignore[arg-type]  # values of a test
        box=box,
        actor=ANNA,
        now=NOW,
    )


def test_what_is_sealed_opens_with_its_key_only() -> None:
    sealed = BOX.seal(SECRET)
    assert SECRET not in sealed
    assert BOX.unseal(sealed) == SECRET
    assert BOX.seal("") == BOX.unseal("") == ""
    with pytest.raises(SealError):
        SecretBox(["another"]).unseal(sealed)
    with pytest.raises(SealError):
        BOX.unseal(sealed[:-2] + "xx")


def test_a_new_key_comes_first_and_the_former_still_opens(cast: Cast) -> None:
    connection = connect(cast, event_key="event")
    both = SecretBox(["second key", "first key of the installation"])
    assert open_keys(connection=connection, box=both).secret == SECRET
    assert reseal_connections(box=both) == 1
    connection.refresh_from_db()
    opened = open_keys(connection=connection, box=SecretBox(["second key"]))
    assert (opened.secret, opened.event_key) == (SECRET, "event")
    with pytest.raises(SealError):
        open_keys(connection=connection, box=BOX)


def test_a_key_is_nowhere_but_in_its_seal(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connection = connect(cast)
    keys = open_keys(connection=connection, box=BOX)
    row = ProviderConnection.objects.filter(pk=connection.pk).values().get()
    seen = [repr(row), repr(keys), repr(BOX), repr(connection), caplog.text]
    seen += [repr(list(AuditEntry.objects.values()))]
    seen += [repr(ConnectionWish(kind="YOOKASSA", login="1", title="К", secret=SECRET, event_key=SECRET))]
    assert not any(SECRET in text for text in seen)
    (entry,) = AuditEntry.objects.filter(action="payments.save_connection")
    assert entry.changes["secret"] == [None, "введён новый"]


def test_an_empty_key_leaves_what_is_stored(cast: Cast) -> None:
    connection = connect(cast)
    wish = ConnectionWish(kind=ProviderKind.YOOKASSA, login="123456", title="Карта и СБП")
    save_connection(organization=cast.organization, connection=connection, wish=wish, box=BOX, actor=ANNA, now=NOW)
    connection.refresh_from_db()
    assert (connection.title, open_keys(connection=connection, box=BOX).secret) == ("Карта и СБП", SECRET)


def test_what_cannot_be_connected_is_refused(cast: Cast) -> None:
    connect(cast)
    foreign = make_payee(cast.other_organization)
    for fields, code in (({}, "shop"), ({"secret": ""}, "secret"), ({"login": "2", "payee": foreign}, "payee")):
        with pytest.raises(DomainError) as caught:
            connect(cast, **fields)
        assert caught.value.code == code
