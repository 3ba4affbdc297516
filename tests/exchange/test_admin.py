"""Batches in the back-office: own ones only, to look at only."""

import pytest

from kvita.exchange.models import ImportBatch
from tests.actors import client_of, make_cast
from tests.factories import NOW


@pytest.mark.django_db
def test_staff_see_their_own_batches_and_change_none() -> None:
    cast = make_cast()
    for organization, name in ((cast.organization, "own.csv"), (cast.other_organization, "foreign.csv")):
        ImportBatch.objects.create(
            organization=organization, kind="PAYMENTS", file_name=name, file_sha256="0" * 64, file_size=1,
            actor_label="kvita import", created_at=NOW,
        )  # fmt: skip
    client = client_of(cast.vera, cast.portal)
    page = client.get("/office/exchange/importbatch/").content.decode()
    assert "own.csv" in page
    assert "foreign.csv" not in page
    own, foreign = ImportBatch.objects.order_by("pk")
    assert client.get(f"/office/exchange/importbatch/{own.pk}/change/").status_code == 200
    assert client.get(f"/office/exchange/importbatch/{foreign.pk}/change/").status_code == 302
    assert client.get(f"/office/exchange/importbatch/{own.pk}/delete/").status_code == 403
    assert client.get("/office/exchange/importbatch/add/").status_code == 403
