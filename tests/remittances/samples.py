"""Bank files for tests: the recorded samples, and registries made to measure."""

import datetime as dt
from pathlib import Path

from kvita.core.audit import Actor
from kvita.housing.models import ManagingOrganization
from kvita.remittances.models import RemittanceFile
from kvita.remittances.services import credit_file, read_file

BANK = Path(__file__).resolve().parents[1] / "data" / "bank"
VERA = Actor(kind="staff", label="Вера")
OCTOBER = dt.date(2019, 10, 1)
AFTER = dt.datetime(2019, 10, 3, 9, 0, tzinfo=dt.UTC)  # the samples are of the days before


def sample(name: str) -> bytes:
    """The bytes of a recorded sample."""
    return (BANK / name).read_bytes()


def sber_line(account: str, amount: str, *, operation: str = "603901234567", day: str = "01-10-2019") -> str:
    """One row of Sberbank's layout D1L6A7S8C10, without a fee."""
    return f"{day};09-15-04;8618;8618999V;{operation};{account};г Тест, ул Пушкина, д 10, кв 5;{amount};{amount};0,00"


def registry(*lines: str, encoding: str = "cp1251") -> bytes:
    """A file of these lines."""
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def bring_in(
    organization: ManagingOrganization,
    data: bytes,
    name: str = "реестр.txt",
    *,
    now: dt.datetime = AFTER,
    confirmed: bool = False,
) -> RemittanceFile:
    """Read a file and credit it, as a member of staff does in two steps."""
    file = read_file(organization=organization, name=name, data=data, actor=VERA, now=now)
    return credit_file(file_id=file.pk, actor=VERA, now=now, confirmed=confirmed)
