"""`kvita import`: exit codes, what the screen and programs are told."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kvita.exchange.models import ImportBatch
from kvita.housing.models import ManagingOrganization
from kvita.payments.models import Payment
from tests.exchange.samples import DATA
from tests.factories import make_account

pytestmark = pytest.mark.usefixtures("organization")


def kvita_import(*arguments: str | Path) -> int:
    """Run the command as the shell does; return its exit code."""
    try:
        call_command("import", *map(str, arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def of_innova(kind: str, path: Path | str, *more: str) -> tuple[str, ...]:
    return (kind, str(path), "--organization", "innova", *more)


def test_rehearse_apply_again_roll_back(capsys: pytest.CaptureFixture[str]) -> None:
    files = of_innova("accounts", DATA / "accounts.csv")
    assert kvita_import(*files, "--rehearse") == 0
    assert "ничего не записано" in capsys.readouterr().out
    assert kvita_import(*files) == 0
    shown = capsys.readouterr().out
    batch = ImportBatch.objects.get()
    assert f"kvita import rollback {batch.pk}" in shown
    assert kvita_import(*files) == 0
    shown = capsys.readouterr().out
    assert f"уже загружали: №\u00a0{batch.pk}" in shown
    assert "ничего не изменилось" in shown
    assert kvita_import("rollback", str(batch.pk)) == 0
    assert "отменена" in capsys.readouterr().out
    assert kvita_import("rollback", str(batch.pk)) == 1
    assert "уже отменена" in capsys.readouterr().err


def test_wrong_rows_on_the_screen_in_json_and_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    header = "Платежный код;Расчетный месяц;Дата платежа;Место платежа;Сумма платежа;Кассир\n"
    path.write_text(header + "".join(f"{n};08.2017;01.08.2017;x;=1;\n" for n in range(60)), encoding="utf-8")
    assert kvita_import(*of_innova("payments", path)) == 1
    shown = capsys.readouterr().out
    assert "Строка 2, столбец «Платежный код»: «0» Такого лицевого счёта нет." in shown
    assert "Не знаем этих столбцов и пропускаем их: «Кассир»." in shown
    assert shown.count("  Строка ") == 50
    assert kvita_import(*of_innova("payments", path, "--json", "--errors", str(tmp_path / "errors.csv"))) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["outcome"], report["rows"]["wrong"], len(report["problems"])) == ("refused", 60, 120)
    assert report["unknown_columns"] == ["Кассир"]
    with (tmp_path / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert len(rows) == 121
    assert {row[2] for row in rows if row[1] == "Сумма платежа"} == {"'=1"}


def test_a_refused_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4")
    assert kvita_import(*of_innova("statements", path)) == 1
    assert capsys.readouterr().err.strip() == "Это PDF, а нужна таблица. Сохраните таблицу как XLSX или CSV (UTF-8)."
    assert kvita_import(*of_innova("statements", path, "--json")) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "file_kind"


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert kvita_import("accounts", str(DATA / "accounts.csv"), "--organization", "nobody") == 2
    assert "Есть: innova" in capsys.readouterr().err
    for wrong in (("accounts",), ("bills", "x"), of_innova("accounts", "x", "--period", "август"), ("rollback", "x")):
        with pytest.raises(CommandError):
            call_command("import", *wrong)


def test_json_of_an_applied_file(organization: ManagingOrganization, capsys: pytest.CaptureFixture[str]) -> None:
    make_account(organization, "660020")
    assert kvita_import(*of_innova("payments", DATA / "payments.csv", "--json", "--progress")) == 0
    captured = capsys.readouterr()
    report: dict[str, Any] = json.loads(captured.out)
    assert report["rows"] == {"all": 4, "new": 4, "changed": 0, "unchanged": 0, "wrong": 0}
    assert report["sums_kopecks"] == {"Сумма платежа": 2959601}
    assert report["months"] == ["2017-06", "2017-07", "2017-08", "2017-09"]
    assert "100 %" in captured.err
    assert Payment.objects.count() == 4
