"""Applications are counted in each portal, and called by that number wherever a person reads it."""

import importlib
from typing import Any

import pytest
from django.apps import apps

from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.selectors import application_for_staff
from kvita.accounts.services import Applicant, LinkClaim, approve_application, reject_application, submit_application
from kvita.accounts.services.applying.numbering import next_number
from kvita.core.audit import SYSTEM, record_audit
from kvita.core.models import AuditEntry, Counter
from kvita.housing.enums import ApprovalMode, StaffRole
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.notifications.models import OutboxMessage
from tests.factories import (
    NOW,
    make_account,
    make_application,
    make_organization,
    make_portal,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db


def make_place(slug: str, **settings: Any) -> Portal:
    organization = make_organization(slug)
    make_account(organization, "551412", holder_name="Иванов Иван")
    return make_portal(slug, organizations=[organization], approval_mode=ApprovalMode.STAFF, **settings)


def submit(portal: Portal, place: int = 0, user: User | None = None) -> AccessApplication:
    return submit_application(
        portal=portal,
        claim=LinkClaim("551412", full_name="Иванов Иван"),
        applicant=Applicant(phone=f"+7917222770{place}", email=f"ivan{place}@example.ru"),
        user=user,
        now=NOW,
        actor=SYSTEM,
    )


def test_each_portal_counts_from_one() -> None:
    first, second = make_place("first"), make_place("second")
    given = [submit(first, 1), submit(second, 2), submit(first, 3), submit(second, 4), submit(second, 5)]
    assert [one.portal_number for one in given] == [1, 1, 2, 2, 3]


def test_a_number_never_comes_twice() -> None:
    portal = make_place("first")
    submit(portal, 1).delete()
    assert submit(portal, 2).portal_number == 2


def test_a_form_sent_twice_takes_no_second_number() -> None:
    portal = make_place("first")
    assert submit(portal, 1) == submit(portal, 1)
    assert submit(portal, 2).portal_number == 2


def test_letters_and_log_and_proof_name_the_number_of_the_portal() -> None:
    submit(make_place("first"), 1)
    portal = make_place("second")
    staff = make_staff(portal.organizations.get(), role=StaffRole.REGISTRAR)
    refused = submit(portal, 2)
    assert refused.pk != refused.portal_number == 1
    reject_application(application_id=refused.pk, reason="Фамилия не та, что у счёта.", by=staff, now=NOW, actor=SYSTEM)
    told = OutboxMessage.objects.filter(recipient__in=("ivan2@example.ru", "+79172227702"))
    subjects = ["Заявка № 1 отклонена", "Заявка № 1 отклонена", "Заявка № 1 принята"]
    assert sorted(told.values_list("subject", flat=True)) == subjects
    assert "по заявке № 1." in told.get(subject="Заявка № 1 отклонена", channel="EMAIL").text
    assert told.get(channel="SMS").text.startswith("Заявка № 1 отклонена")
    assert AuditEntry.objects.get(action="accounts.reject_application").object_label == "№ 1, Иванов Иван"
    anna = make_resident(portal, "anna@example.ru")
    approve_application(application_id=submit(portal, 3, anna).pk, by=staff, now=NOW, actor=SYSTEM)
    assert AccountLink.objects.get(user=anna).proof == "заявка № 2, проверил сотрудник"


def test_the_desk_finds_an_application_by_its_key_and_shows_its_number() -> None:
    submit(make_place("first"), 1)
    portal = make_place("second")
    application = submit(portal, 2)
    found = application_for_staff([portal.organizations.get().pk], application_id=application.pk)
    assert found is not None
    assert str(found.application) == "№ 1, Иванов Иван"


def test_applications_that_are_there_are_counted_in_their_order_and_renamed_where_they_were_written_down() -> None:
    portals = [make_place("first"), make_place("second")]
    stored = []
    for place in range(6):
        portal = portals[place % 3 // 2]
        account = portal.organizations.get().accounts.get()
        stored.append(make_application(portal, account, portal_number=9000 + place))
        said = f"заявка № {stored[-1].pk}, проверил сотрудник"
        user = make_resident(portal, f"user{place}@example.ru")
        values = {"proof": said, "state": "ACTIVE", "created_at": NOW, "activated_at": NOW}
        AccountLink.objects.create(user=user, account=account, **values)
        entry = record_audit(now=NOW, actor=SYSTEM, action="accounts.approve_application", target=stored[-1])
        AuditEntry.objects.filter(pk=entry.pk).update(object_label=f"№ {stored[-1].pk}, {stored[-1].full_name}")
    importlib.import_module("kvita.accounts.migrations.0008_portal_number").count_applications(apps, None)
    numbers = list(AccessApplication.objects.order_by("pk").values_list("portal_number", flat=True))
    assert numbers == [1, 2, 1, 3, 4, 2]
    proofs = list(AccountLink.objects.order_by("pk").values_list("proof", flat=True))
    assert proofs == [f"заявка № {number}, проверил сотрудник" for number in numbers]
    labels = list(AuditEntry.objects.order_by("pk").values_list("object_label", flat=True))
    assert labels == [f"№ {number}, {one.full_name}" for number, one in zip(numbers, stored, strict=True)]
    assert sorted(Counter.objects.values_list("last", flat=True)) == [2, 4]
    assert next_number(portal=portals[1]) == 3
