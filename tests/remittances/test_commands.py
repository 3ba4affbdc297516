"""`kvita bank` and `kvita reconcile` at the command line."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.remittances.models import Reconciliation, RemittanceFile, RemittanceLayout
from tests.factories import make_payment
from tests.remittances.conftest import House
from tests.remittances.samples import AFTER, BANK, registry

SAMPLE = BANK / "sber_payments_D1L6A7S8C10.txt"


@pytest.fixture
def days_of_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples are of 2019; payments of a day as far back as that wait for a person today."""
    monkeypatch.setattr("kvita.web.office.management.commands.bank.current_time", lambda: AFTER)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    call_command("bank", *map(str, arguments))
    return capsys.readouterr().out.replace("\xa0", " ")


@pytest.mark.usefixtures("days_of_the_samples")
def test_a_file_is_rehearsed_credited_and_taken_back(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "import", SAMPLE, "--organization", "test", "--rehearse")
    assert "зачислена: 3 на 4 943,21 ₽" in told
    assert not Payment.objects.exists()
    assert "зачислено 3 на 4 943,21 ₽" in run(capsys, "import", SAMPLE, "--organization", "test")
    assert "уже зачислен" in run(capsys, "import", SAMPLE, "--organization", "test")
    file = RemittanceFile.objects.exclude(state="TAKEN_BACK").get()
    run(capsys, "takeback", file.pk, "--reason", "проба")
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.REVERSED}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["import", str(BANK / "sber_payments_BAD_totals.txt"), "--organization", "test"], 1),
        (["import", str(SAMPLE), "--organization", "nobody"], 2),
        (["import", str(BANK / "missing.txt"), "--organization", "test"], 2),
        (["import", str(SAMPLE), "--organization", "test", "--layout", "Нет такого"], 1),
        (["takeback", "999", "--reason", "x"], 1),
        (["export", "payments", "--organization", "test"], 1),
    ],
)
def test_what_cannot_be_done_ends_with_a_code(house: House, arguments: list[str], code: int) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("bank", *arguments)
    assert ended.value.code == code


@pytest.mark.usefixtures("days_of_the_samples")
def test_an_own_layout_is_named_by_its_title(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = {"account": 2, "amount": 3, "paid_on": 1}
    RemittanceLayout.objects.create(organization=house.organization, title="Свой банк", separator="|", columns=columns)
    path = tmp_path / "own.txt"
    path.write_bytes(registry("01.10.2019|910000419|15.00"))
    run(capsys, "import", path, "--organization", "test", "--layout", "Свой банк")
    assert Payment.objects.get().place == "Свой банк"


def test_a_registry_is_written_into_a_directory(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_payment(house.ivanova, "15", paid_on=dt.date(2019, 10, 1))
    period = ["--since", "2019-10-01", "--until", "2019-10-31"]
    run(capsys, "export", "payments-csv", "--organization", "test", "--directory", tmp_path, *period)
    (path,) = tmp_path.iterdir()
    assert "15,00" in path.read_text(encoding="cp1251")


def test_the_nightly_check_calls_somebody_when_money_has_no_source(
    house: House, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.KVITA_PAYMENT_PROVIDERS = {"sandbox": "kvita.integrations.acquiring.sandbox.provider.SandboxProvider"}
    call_command("reconcile", "--day", "2019-10-01")
    assert Reconciliation.objects.get().state == "AGREES"
    assert "сходится" in capsys.readouterr().out
    make_payment(house.ivanova, "15")
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile", "--day", "2019-10-01")
    assert ended.value.code == 1
    assert "не сходится на 15,00" in capsys.readouterr().out.replace("\xa0", " ")
