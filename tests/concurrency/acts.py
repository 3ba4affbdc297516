"""What people do to one month, account, application, scale and payment, each by one request of a browser."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from kvita.accounts.models import AccessApplication, BillingAccount
from kvita.accounts.services import approve_application
from kvita.billing.enums import PeriodState
from kvita.billing.models import Statement
from kvita.core.audit import Actor
from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.models import ImportUpload
from kvita.exchange.services import apply_upload, stage_upload
from kvita.housing.enums import LinkingProof, StaffRole
from kvita.housing.models import ManagingOrganization, Portal, StaffAssignment
from kvita.identity.models import User
from kvita.metering.enums import ReadingState
from kvita.metering.models import Reading, Register
from kvita.notifications.models import OutboxMessage
from tests.actors import client_of
from tests.exchange.samples import statement_row, statements
from tests.factories import (
    NOW,
    TODAY,
    make_account,
    make_application,
    make_link,
    make_organization,
    make_portal,
    make_reading,
    make_register,
    make_resident,
    make_service,
    make_staff,
)

ACTOR: Final = Actor(kind="command", label="test")
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """An organisation of its own for one round, with everything that two people may touch at once."""

    organization: ManagingOrganization
    portal: Portal
    account: BillingAccount
    resident: User
    staff: User
    registers: list[Register]
    doubtful: Reading
    statement: Statement
    waiting: AccessApplication
    approved: AccessApplication
    code: str
    charges: ImportUpload
    readings: ImportUpload
    marks: ImportUpload
    loaded: ImportUpload


def make_scene() -> Scene:
    """Store a month (published in every second scene) with a bill, meters, applications and files that wait."""
    number = next(_serial)
    organization = make_organization(f"company-{number}")
    portal = make_portal(f"portal-{number}", organizations=[organization], linking_proofs=[LinkingProof.SURNAME])
    account = make_account(organization, "551412")
    resident = make_resident(portal, f"anna{number}@example.ru", name="Анна")
    make_link(resident, account)
    staff = make_staff(organization, f"vera{number}")
    StaffAssignment.objects.create(user=staff, organization=organization, role=StaffRole.REGISTRAR)
    make_service(organization, "Отопление")
    registers = [make_register(account, serial_number=f"{place}к") for place in range(4)]
    doubtful = make_reading(registers[3], "54", state=ReadingState.IN_DOUBT)
    loaded = _stage(organization, staff, ImportKind.STATEMENTS, statements(statement_row()), create_services=True)
    loaded = apply_upload(upload=loaded, actor=ACTOR, now=NOW)
    waiting = make_application(portal, account, email=f"w{number}@example.ru", phone=f"+7917{number:07}")
    approved = make_application(portal, account, email=f"a{number}@example.ru", phone=f"+7918{number:07}")
    approve_application(application_id=approved.pk, by=staff, now=NOW, actor=ACTOR)
    approved.refresh_from_db()
    told = OutboxMessage.objects.get(key=f"application-code:{approved.code_id}").text
    statement = Statement.objects.get(account=account)
    if number % 2:
        statement.period.state, statement.period.published_at = PeriodState.PUBLISHED, NOW
        statement.period.save()
    head = "Лицевой счет;Услуга;Заводской номер;Дата показания;Показание;Период\n"
    rows = "".join(f"551412;;{place}к;11.09.2017;{60 + place};\n" for place in (3, 1, 0, 2))
    return Scene(
        organization, portal, account, resident, staff, registers, doubtful, statement, waiting, approved,
        code=next(word for word in told.replace(".", " ").split() if word.isdigit()),
        charges=_stage(organization, staff, ImportKind.STATEMENTS, statements(statement_row(charged="120,00")),
                       reason="Исправили"),
        readings=_stage(organization, staff, ImportKind.READINGS, head + rows),
        marks=_stage(organization, staff, ImportKind.COUNTED, head + "551412;;3к;11.09.2017;;\n"),
        loaded=loaded,
    )  # fmt: skip


def _stage(
    organization: ManagingOrganization,
    user: User,
    kind: ImportKind,
    text: str,
    *,
    reason: str = "",
    create_services: bool = False,
) -> ImportUpload:
    return stage_upload(
        kind=kind, organization=organization, user=user, actor=ACTOR, now=NOW,
        options=ImportOptions(reason=reason, create_services=create_services),
        content=ContentFile(text.encode(), "file.csv"),
    )  # fmt: skip


Act = Callable[[Scene, Client, Client], int]  # the scene, the resident's browser, the office's


def _of_month(act: str) -> Act:
    def run(scene: Scene, _: Client, desk: Client) -> int:
        path = reverse("admin:billing_period_act", args=[scene.statement.period_id, act])
        return desk.post(path, {"reason": "Ошибка"}).status_code

    return run


def _load(name: str) -> Act:
    def run(scene: Scene, _: Client, desk: Client) -> int:
        return desk.post(reverse("office:import_check", args=[getattr(scene, name).pk])).status_code

    return run


def _decide(data: dict[str, str]) -> Act:
    def run(scene: Scene, _: Client, desk: Client) -> int:
        return desk.post(reverse("office:application", args=[scene.waiting.pk]), data).status_code

    return run


def _roll_back(scene: Scene, _: Client, desk: Client) -> int:
    return desk.post(reverse("office:import_batch", args=[scene.loaded.batch_id])).status_code


def _send(scene: Scene, anna: Client, _: Client) -> int:
    values = {f"m{register.pk}": str(70 + place) for place, register in enumerate(scene.registers)}
    confirm = [str(register.pk) for register in scene.registers]
    return anna.post(f"/a/{scene.account.pk}/meters/", {**values, "confirm": confirm}).status_code


def _enter(scene: Scene, _: Client, desk: Client) -> int:
    values = {f"m{register.pk}": "65" for register in reversed(scene.registers)}
    values["source"] = "PHONE"
    return desk.post(reverse("office:phone_account", args=[scene.account.pk]), values).status_code


def _review(scene: Scene, _: Client, desk: Client) -> int:
    form = {"act": f"accept:{scene.doubtful.pk}"}
    return desk.post(reverse("office:readings_decide"), form).status_code


def _replace(scene: Scene, _: Client, desk: Client) -> int:
    register = scene.registers[0]
    form = {"act": "replace", "serial": "н1", "day": f"{TODAY:%d.%m.%Y}", f"closing_{register.pk}": "99",
            f"opening_{register.pk}": "0"}  # fmt: skip
    return desk.post(reverse("office:meter", args=[register.meter_id]), form).status_code


def _undo(scene: Scene, _: Client, desk: Client) -> int:
    return desk.post(reverse("office:application_undo", args=[scene.approved.pk])).status_code


def _complete(scene: Scene, _: Client, __: Client) -> int:
    guest = client_of(None, scene.portal)
    return guest.post(reverse("joining:application", args=[scene.approved.token]), {"code": scene.code}).status_code


def _code_again(scene: Scene, _: Client, __: Client) -> int:
    guest = client_of(None, scene.portal)
    return guest.post(reverse("joining:code_again", args=[scene.approved.token])).status_code


def _unlink(scene: Scene, anna: Client, _: Client) -> int:
    return anna.post(f"/profile/accounts/{scene.account.pk}/unlink/").status_code


def _contacts(scene: Scene, anna: Client, _: Client) -> int:
    form = {"name": "Анна Иванова", "phone": "8 917 123-45-67", "home_phone": "", "email": scene.resident.email or ""}
    return anna.post("/profile/contacts/", form).status_code


def _home(scene: Scene, anna: Client, _: Client) -> int:
    return anna.get(f"/a/{scene.account.pk}/").status_code


def _pay(scene: Scene, anna: Client, _: Client) -> int:
    return anna.post(f"/a/{scene.account.pk}/pay/", {"amount": "10"}).status_code


ACTS: Final[dict[str, Act]] = {
    "publish": _of_month("publish"), "withdraw": _of_month("withdraw"), "close": _of_month("close"),
    "load charges": _load("charges"), "load readings": _load("readings"), "load marks": _load("marks"),
    "roll back": _roll_back, "send readings": _send, "enter readings": _enter, "review": _review,
    "replace a meter": _replace, "approve": _decide({"decision": "approve", "write_phone": "on"}),
    "reject": _decide({"decision": "reject", "reason": "Фамилия не та"}), "undo": _undo, "complete": _complete,
    "send the code again": _code_again, "unlink": _unlink, "contacts": _contacts, "pay": _pay, "look": _home,
}  # fmt: skip
MONTH = ("publish", "withdraw", "close", "load charges", "load readings", "load marks", "roll back", "send readings",
         "review", "pay")  # fmt: skip
SCALES = ("send readings", "enter readings", "load readings", "load marks", "review", "replace a meter")
PEOPLE = ("approve", "reject", "undo", "complete", "send the code again", "unlink", "contacts", "look")


def pairs() -> list[tuple[str, str]]:
    """Return every two acts that touch a thing in common, an act with itself too."""
    groups = (MONTH, SCALES, PEOPLE)
    found = {pair for group in groups for pair in itertools.combinations_with_replacement(sorted(group), 2)}
    return sorted(found)
