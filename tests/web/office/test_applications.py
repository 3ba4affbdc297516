"""The queue of applications at the desk."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kvita.accounts.enums import ApplicationState as S
from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.services import UNDO_WITHIN
from kvita.core.models import AuditEntry
from kvita.housing.enums import StaffRole
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of, make_cast
from tests.factories import NOW, make_account, make_application, make_staff
from tests.web.hostile import WORDS

pytestmark = pytest.mark.django_db
QUEUE = "/office/desk/applications/"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    cast.account.holder_name, cast.account.phone = "Хасанова Алия Ринатовна", "8 (917) 222-77-80"
    cast.account.save()
    return cast


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr("kvita.web.middleware.current_time", lambda: moment)

    set_to(NOW)
    return set_to


@pytest.fixture
def desk(cast: Cast, clock: Any) -> Client:
    return client_of(make_staff(cast.organization, role=StaffRole.REGISTRAR), cast.portal)


@pytest.fixture
def application(cast: Cast) -> AccessApplication:
    return make_application(cast.portal, cast.account)


def path_of(application: AccessApplication, act: str = "") -> str:
    return reverse(f"office:application{act}", args=[application.pk])


def test_typed_and_stored_stand_side_by_side(desk: Client, application: AccessApplication) -> None:
    page = desk.get(QUEUE).content.decode()
    for text in ("Хасанова", "Алия Ренатовна", "Алия Ринатовна", "8 917 222-77-88", "8 (917) 222-77-80"):
        assert text in page
    assert "в поле «Имя, отчество» отличается один знак" in page
    assert "2\u00a0поля отличаются" in page
    assert page.count("Нет в базе") == 1  # the e-mail
    assert "решить до 14\u00a0сентября, 12:00" in page


WHO = "Хасанова Алия Ринатовна"


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({"full_name": WHO, "phone": "+79172227780"}, True),
        (
            {"full_name": "хасанова  алия ринатовна", "phone": "", "email": "new@example.ru"},
            True,
        ),
        ({"full_name": WHO, "phone": "+79172227788"}, False),
        ({"full_name": "Хасанова Алия Ренатовна", "phone": ""}, False),
        ({"full_name": "Хасанова Алия", "phone": ""}, False),
        ({"full_name": "Хасанова А.Р.", "phone": ""}, False),
        ({"full_name": "Петров Пётр Петрович", "phone": ""}, False),
        ({"full_name": WHO, "phone": "", "premise_number": "999"}, False),
        ({"full_name": WHO, "phone": "", "number": "000"}, False),
        ({"full_name": WHO, "phone": "", "secret_verdicts": {"REGISTRATION_CODE": "DIFFERENT"}}, False),
        ({"full_name": WHO, "phone": "", "secret_verdicts": {"REGISTRATION_CODE": "UNKNOWN"}}, False),
    ],
)
def test_a_verdict_is_preselected_only_for_what_fully_agrees(
    desk: Client, cast: Cast, fields: dict[str, Any], *, chosen: bool
) -> None:
    AccountLink.objects.all().delete()
    one = make_application(cast.portal, cast.account, **fields)
    if one.number == "000":
        AccessApplication.objects.update(account=None)
    page = desk.get(path_of(one)).content.decode()
    assert ('value="approve" checked' in page) is chosen
    assert page.count(" checked>") == int(chosen)


def test_who_asks_for_an_account_that_others_see_is_for_a_person_to_judge(desk: Client, cast: Cast) -> None:
    one = make_application(cast.portal, cast.account, full_name=WHO, phone="")
    assert " checked>" not in desk.get(path_of(one)).content.decode()
    AccountLink.objects.all().delete()
    make_application(cast.portal, cast.account, full_name=WHO, phone="")
    assert " checked>" not in desk.get(path_of(one)).content.decode()


def test_the_least_time_left_is_on_top(desk: Client, cast: Cast) -> None:
    late = make_application(cast.portal, cast.account, full_name="Поздний Пётр", due_at=NOW + dt.timedelta(days=2))
    soon = make_application(cast.portal, cast.account, full_name="Скорый Семён", due_at=NOW + dt.timedelta(hours=3))
    over = make_application(cast.portal, cast.account, full_name="Забытый Захар", due_at=NOW - dt.timedelta(hours=1))
    page = desk.get(QUEUE).content.decode()
    places = [page.index(f"<b>{one.full_name}") for one in (over, soon, late)]
    assert places == sorted(places)
    for words in ("просрочена", "осталось 3\u00a0ч", "осталось 2\u00a0дня"):
        assert words in page


def test_an_account_that_does_not_exist_is_named_so(desk: Client, cast: Cast) -> None:
    application = make_application(cast.portal, cast.account, number="999")
    AccessApplication.objects.update(account=None)
    assert "Счёта нет в базе" in desk.get(QUEUE).content.decode()
    answer = desk.post(path_of(application), {"decision": "approve", "account_number": "1"})
    assert (answer.status_code, "Счёта с таким номером у вас нет" in answer.content.decode()) == (422, True)
    desk.post(path_of(application), {"decision": "approve", "account_number": cast.account.full_number})
    application.refresh_from_db()
    assert (application.state, application.account) == (S.APPROVED, cast.account)


def test_approving_may_write_the_name_down_and_leads_to_the_next(desk: Client, application: AccessApplication) -> None:
    answer = desk.post(path_of(application), {"decision": "approve", "write_name": "on"}, follow=True)
    assert "решение можно отменить" in answer.content.decode()
    assert application.account is not None
    application.account.refresh_from_db()
    assert application.account.holder_name == "Хасанова Алия Ренатовна"
    assert "8 (917) 222-77-80" in application.account.phone
    entry = AuditEntry.objects.get(action="accounts.approve_application")
    assert entry.changes["holder_name"] == ["Хасанова Алия Ринатовна", "Хасанова Алия Ренатовна"]


def test_within_a_minute_it_is_taken_back(desk: Client, application: AccessApplication, clock: Any) -> None:
    desk.post(path_of(application), {"decision": "approve"})
    clock(NOW + UNDO_WITHIN)
    answer = desk.post(path_of(application, "_undo"), follow=True)
    assert "Решение отменено" in answer.content.decode()
    application.refresh_from_db()
    assert application.state == S.WAITING
    assert not OutboxMessage.objects.exists()


def test_after_a_minute_the_page_says_that_it_is_late(desk: Client, application: AccessApplication, clock: Any) -> None:
    desk.post(path_of(application), {"decision": "approve"})
    clock(NOW + UNDO_WITHIN + dt.timedelta(seconds=1))
    assert "решение можно отменить" not in desk.get(f"{QUEUE}?decided={application.pk}").content.decode()
    answer = desk.post(path_of(application, "_undo"), follow=True)
    assert "Отменить уже нельзя" in answer.content.decode()


def test_a_rejection_without_a_reason_stays_on_the_page(desk: Client, application: AccessApplication) -> None:
    answer = desk.post(path_of(application), {"decision": "reject", "reason": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Напишите причину" in page
    assert 'value="reject" checked' in page
    desk.post(path_of(application), {"decision": "reject", "reason": "Фамилия не та"})
    assert {message.channel for message in OutboxMessage.objects.all()} == {"EMAIL", "SMS"}


def test_a_question_stops_the_clock_until_the_answer(desk: Client, application: AccessApplication, clock: Any) -> None:
    desk.post(path_of(application), {"decision": "clarify", "question": "Какая квартира?"})
    clock(NOW + dt.timedelta(hours=5))
    page = desk.get(path_of(application)).content.decode()
    assert "срок стоит" in page
    desk.post(path_of(application, "_resume"), {"answer": "Квартира 16"})
    application.refresh_from_db()
    assert (application.state, application.due_at) == (S.WAITING, NOW + dt.timedelta(hours=77))
    assert "Квартира 16" in desk.get(path_of(application)).content.decode()


@pytest.mark.parametrize("role", StaffRole)
def test_who_may_decide(cast: Cast, application: AccessApplication, role: StaffRole) -> None:
    client = client_of(make_staff(cast.organization, role=role), cast.portal)
    allowed = role in {StaffRole.REGISTRAR, StaffRole.DISPATCHER, StaffRole.DIRECTOR, StaffRole.ADMINISTRATOR}
    page = client.get(path_of(application)).content.decode()
    assert ("Сохранить и следующая" in page) == allowed
    answer = client.post(path_of(application), {"decision": "reject", "reason": "Нет такого"})
    application.refresh_from_db()
    assert (answer.status_code, application.state) == ((302, S.REJECTED) if allowed else (403, S.WAITING))


def test_the_queue_of_another_organization_is_not_seen(cast: Cast, application: AccessApplication) -> None:
    client = client_of(make_staff(cast.other_organization, role=StaffRole.REGISTRAR), cast.portal)
    assert application.full_name not in client.get(QUEUE).content.decode()
    assert client.get(f"{QUEUE}?decided={application.pk}").status_code == 200
    assert client.get(path_of(application)).status_code == 404
    assert client.post(path_of(application, "_undo")).status_code == 404


@pytest.mark.parametrize("query", ["хасанова", "ХАСАНОВА АЛИЯ", "551412", "8-917-222-77-88"])
def test_search_finds_as_people_type(desk: Client, cast: Cast, query: str) -> None:
    from kvita.accounts.services.applying.matching import search_text_of

    application = make_application(cast.portal, cast.account)
    application.search_text = search_text_of(application=application)
    application.save()
    make_application(cast.portal, cast.boris_account, full_name="Чужой", search_text="ЧУЖОЙ 660020")
    page = desk.get(QUEUE, {"q": query}).content.decode()
    assert ("<b>Хасанова" in page, "<b>Чужой" in page) == (True, False)


def test_the_cost_does_not_grow_with_the_queue(desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        make_application(cast.portal, make_account(cast.organization, f"7700{number}"))
    desk.get(QUEUE)
    with django_assert_max_num_queries(16):
        desk.get(QUEUE)


@pytest.mark.parametrize("field", ["decision", "account_number", "question", "reason", "answer"])
def test_bad_input_is_answered(desk: Client, application: AccessApplication, field: str) -> None:
    for text in WORDS.values():
        data = {"decision": "reject", "reason": "", field: text.encode(errors="replace").decode()}
        assert desk.post(path_of(application), data).status_code in {302, 422}
        assert desk.post(path_of(application, "_resume"), data).status_code == 302


@pytest.mark.parametrize("name", ["q", "page", "state", "decided"])
def test_bad_parameters_show_the_queue(desk: Client, application: AccessApplication, name: str) -> None:
    for text in WORDS.values():
        answer = desk.get(QUEUE, {name: text.encode(errors="replace").decode()})
        assert (answer.status_code, "Заявки на регистрацию" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ({}, (True, True)),
        ({"full_name": "хасанова алия ринатовна"}, (False, True)),
        ({"phone": "+79172227780"}, (True, False)),
        ({"phone": ""}, (True, False)),
    ],
)
def test_only_what_differs_is_offered_to_be_written_down(
    desk: Client, cast: Cast, typed: dict[str, str], offered: tuple[bool, bool]
) -> None:
    page = desk.get(path_of(make_application(cast.portal, cast.account, **typed))).content.decode()
    assert ('name="write_name"' in page, 'name="write_phone"' in page) == offered


def test_what_the_account_lacks_is_offered_to_be_written_down(desk: Client, cast: Cast) -> None:
    cast.account.holder_name = cast.account.phone = ""
    cast.account.save()
    page = desk.get(path_of(make_application(cast.portal, cast.account))).content.decode()
    assert ('name="write_name"' in page, 'name="write_phone"' in page) == (True, True)
