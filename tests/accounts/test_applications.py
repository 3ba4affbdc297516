"""Applications that the staff check: from the form to the cabinet, and every way not to get there."""

import datetime as dt
from typing import Any

import pytest

from kvita.accounts.enums import ApplicationState as S
from kvita.accounts.enums import Verdict
from kvita.accounts.models import AccessApplication, BillingAccount
from kvita.accounts.selectors import QueueFilter, accounts_for, application_for_staff, queue_of
from kvita.accounts.services import (
    UNDO_WITHIN,
    AgreedDocument,
    Applicant,
    LinkClaim,
    answer_application,
    approve_application,
    clarify_application,
    complete_application,
    issue_registration_codes,
    reject_application,
    resend_application_code,
    submit_application,
    undo_decision,
)
from kvita.accounts.services.applying.code import TRIES_OF_APPLICATION
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.housing.enums import ApprovalMode, LinkingProof, PasswordOrigin, StaffRole
from kvita.housing.models import Portal
from kvita.identity.models import Consent, User
from kvita.notifications.enums import Channel
from kvita.notifications.jobs import deliver_due_messages
from kvita.notifications.models import OutboxMessage
from tests.factories import NOW, make_account, make_organization, make_portal, make_resident, make_staff

pytestmark = pytest.mark.django_db
RESIDENT = Actor(kind="resident", label="тест", address="192.0.2.1")
OFFICE = Actor(kind="staff", label="Юлия")
PHONE, EMAIL = "+79172227788", "alia@example.ru"
MINUTE = dt.timedelta(minutes=1)


class Desk:
    """A portal whose staff check applications, one account, one member of staff."""

    def __init__(self, **settings: Any) -> None:
        self.organization = make_organization()
        values = {"approval_mode": ApprovalMode.STAFF, "approval_deadline_hours": 72, "confirmation_code_digits": 4}
        self.portal: Portal = make_portal(organizations=[self.organization], **{**values, **settings})
        self.account: BillingAccount = make_account(
            self.organization, "1000123456", holder_name="Хасанова Алия Ринатовна", phone="+79172227780"
        )
        self.staff: User = make_staff(self.organization, role=StaffRole.REGISTRAR)

    def submit(self, number: str = "1000123456", **fields: Any) -> AccessApplication:
        values = {"phone": PHONE, "email": EMAIL, "password": "ромашка-2017", **fields}
        return submit_application(
            portal=self.portal,
            claim=LinkClaim(
                number=number,
                full_name=values.pop("name", "Хасанова Алия Ренатовна"),
                registration_code=values.pop("code", ""),
            ),
            user=values.pop("user", None),
            now=values.pop("now", NOW),
            applicant=Applicant(**values),
            actor=RESIDENT,
        )

    def approve(self, application: AccessApplication, now: dt.datetime = NOW, **options: Any) -> AccessApplication:
        return approve_application(application_id=application.pk, by=self.staff, now=now, actor=OFFICE, **options)

    def undo(self, application: AccessApplication, now: dt.datetime) -> AccessApplication:
        return undo_decision(application_id=application.pk, now=now, actor=OFFICE)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_code_cannot_be_asked_for_within_the_minute_of_the_undo(desk: Desk) -> None:
    application = desk.approve(desk.submit())
    with pytest.raises(DomainError) as caught:
        resend_application_code(token=application.token, now=NOW + UNDO_WITHIN / 2, actor=RESIDENT)
    assert caught.value.code == "code_too_soon"
    desk.undo(application, NOW + UNDO_WITHIN / 2)
    assert not OutboxMessage.objects.filter(channel=Channel.SMS).exists()


def test_a_code_that_was_replaced_is_not_sent_any_more(desk: Desk) -> None:
    application = desk.approve(desk.submit())
    first = OutboxMessage.objects.get(channel=Channel.SMS)
    resend_application_code(token=application.token, now=NOW + UNDO_WITHIN, actor=RESIDENT)
    assert OutboxMessage.objects.filter(channel=Channel.SMS).exclude(pk=first.pk).count() == 1
    assert not OutboxMessage.objects.filter(pk=first.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_new_codes_bring_no_new_tries(desk: Desk) -> None:
    """Four digits live a day: over all codes and addresses ten tries of an application are taken in a day."""
    application = desk.approve(desk.submit())
    answers = []
    for number in range(30):
        now = NOW + (number + 2) * MINUTE
        actor = Actor(kind="guest", label="тест", address=f"192.0.2.{number}")
        if number % 4 == 0:
            resend_application_code(token=application.token, now=now, actor=actor)
        guess = f"{(int(code()) + 1) % 10000:04}"
        with pytest.raises(DomainError) as caught:
            complete_application(token=application.token, code=guess, now=now, actor=actor)
        answers.append(caught.value.code)
    assert answers.count("code_wrong") == TRIES_OF_APPLICATION.count
    assert set(answers[TRIES_OF_APPLICATION.count :]) == {"locked"}


def sent(channel: Channel = Channel.SMS) -> str:
    return OutboxMessage.objects.filter(channel=channel).latest("pk").text


def code() -> str:
    return sent().split("Код подтверждения: ")[1][:4]


def complete(application: AccessApplication, secret: str, now: dt.datetime = NOW + 2 * MINUTE) -> User:
    return complete_application(token=application.token, code=secret, now=now, actor=RESIDENT)


def test_from_the_form_to_the_cabinet(desk: Desk) -> None:
    document = AgreedDocument("PERSONAL_DATA", "Положение", "2025-09", "Текст")
    application = desk.submit(consents=[document])
    assert (application.account, application.organization) == (desk.account, desk.organization)
    assert application.due_at == NOW + dt.timedelta(hours=72)
    desk.approve(application)
    user = complete(application, code())
    assert user.check_password("ромашка-2017")
    assert (user.phone, user.email, user.phone_confirmed_at is not None) == (PHONE, EMAIL, True)
    assert list(accounts_for(user, portal_id=desk.portal.pk)) == [desk.account]
    assert Consent.objects.get(user=user).agreed_at == NOW
    application.refresh_from_db()
    assert (application.completed_at is not None, application.password) == (True, "")
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"accounts.approve_application", "accounts.link_account"} <= acts


def test_an_issued_password_comes_by_sms_and_has_to_be_changed() -> None:
    desk = Desk(password_origin=PasswordOrigin.ISSUED_BY_SMS)
    desk.approve(desk.submit(password=""))
    user = User.objects.get(phone=PHONE)
    assert user.password_issued
    assert user.check_password(sent().split("пароль ")[1].split(".")[0])
    assert list(accounts_for(user, portal_id=desk.portal.pk)) == [desk.account]


def test_an_applicant_with_a_cabinet_is_linked_at_once(desk: Desk) -> None:
    user = make_resident(desk.portal)
    desk.approve(desk.submit(user=user, email=""))
    assert list(accounts_for(user, portal_id=desk.portal.pk)) == [desk.account]


def test_the_code_works_once(desk: Desk) -> None:
    application = desk.submit()
    desk.approve(application)
    secret = code()
    complete(application, secret)
    with pytest.raises(DomainError) as again:
        complete(application, secret)
    assert again.value.code == "application_closed"
    assert User.objects.filter(realm=desk.portal.realm).count() == 1


def test_a_wrong_code_lets_nobody_in(desk: Desk) -> None:
    application = desk.submit()
    desk.approve(application)
    with pytest.raises(DomainError) as wrong:
        complete(application, "0000" if code() != "0000" else "1111")
    assert wrong.value.code == "code_wrong"
    assert complete(application, code()).phone == PHONE


def test_a_lost_sms_is_sent_again(desk: Desk) -> None:
    application = desk.submit()
    desk.approve(application)
    first = code()
    deliver_due_messages(now=NOW + UNDO_WITHIN, send=lambda message: None)
    resend_application_code(token=application.token, now=NOW + 2 * MINUTE, actor=RESIDENT)
    second = code()
    assert OutboxMessage.objects.filter(channel=Channel.SMS).count() == 2
    if first != second:
        with pytest.raises(DomainError):
            complete(application, first, NOW + 3 * MINUTE)
    assert complete(application, second, NOW + 3 * MINUTE).phone == PHONE


def test_the_same_form_sent_twice_is_one_application(desk: Desk) -> None:
    assert desk.submit() == desk.submit(now=NOW + MINUTE)
    assert desk.submit(password="другой-пароль") != desk.submit()


def test_an_address_that_is_somebodys_is_taken_like_any_other_and_its_owner_is_told(desk: Desk) -> None:
    make_resident(desk.portal, EMAIL)
    desk.submit()
    assert OutboxMessage.objects.filter(recipient=EMAIL, subject="У вас уже есть кабинет").count() == 1


def test_an_unknown_number_is_for_the_staff_to_know(desk: Desk) -> None:
    application = desk.submit(number="999")
    assert application.account is None
    with pytest.raises(DomainError) as missing:
        desk.approve(application)
    assert missing.value.code == "account_missing"
    approved = desk.approve(application, account_id=desk.account.pk)
    assert approved.account == desk.account


def test_staff_cannot_open_an_account_of_another_organization(desk: Desk) -> None:
    foreign = make_account(make_organization("other"))
    with pytest.raises(DomainError) as missing:
        desk.approve(desk.submit(number="999"), account_id=foreign.pk)
    assert missing.value.code == "account_missing"


class TestDecisions:
    def test_messages_wait_until_the_decision_is_final(self, desk: Desk) -> None:
        desk.approve(desk.submit())
        delivered: list[str] = []
        deliver_due_messages(now=NOW + UNDO_WITHIN / 2, send=lambda message: delivered.append(message.channel))
        assert Channel.SMS not in delivered
        deliver_due_messages(now=NOW + UNDO_WITHIN, send=lambda message: delivered.append(message.channel))
        assert Channel.SMS in delivered

    def test_an_approval_taken_back_leaves_no_trace_for_the_resident(self, desk: Desk) -> None:
        application = desk.submit()
        desk.approve(application, write_name=True, write_phone=True)
        secret = code()
        desk.account.refresh_from_db()
        assert (desk.account.holder_name, desk.account.phone) == ("Хасанова Алия Ренатовна", PHONE)
        undone = desk.undo(application, NOW + UNDO_WITHIN)
        desk.account.refresh_from_db()
        assert (desk.account.holder_name, desk.account.phone) == ("Хасанова Алия Ринатовна", "+79172227780")
        assert undone.state == S.WAITING
        assert not OutboxMessage.objects.filter(channel=Channel.SMS).exists()
        with pytest.raises(DomainError):
            complete(application, secret)
        desk.approve(application, NOW + 2 * MINUTE)
        assert complete(application, code(), NOW + 4 * MINUTE).phone == PHONE

    def test_after_a_minute_it_stays(self, desk: Desk) -> None:
        application = desk.submit()
        desk.approve(application)
        with pytest.raises(DomainError) as late:
            desk.undo(application, NOW + UNDO_WITHIN + dt.timedelta(seconds=1))
        assert late.value.code == "undo_late"

    def test_who_is_in_already_cannot_be_undone(self, desk: Desk) -> None:
        application = desk.submit()
        desk.approve(application)
        complete(application, code(), NOW)
        with pytest.raises(DomainError):
            desk.undo(application, NOW + UNDO_WITHIN / 2)

    def test_an_issued_password_taken_back_takes_the_user_back(self) -> None:
        desk = Desk(password_origin=PasswordOrigin.ISSUED_BY_SMS)
        application = desk.submit(password="")
        desk.approve(application)
        undone = desk.undo(application, NOW + UNDO_WITHIN / 2)
        assert undone.user is None
        assert not User.objects.filter(realm=desk.portal.realm).exists()
        assert not OutboxMessage.objects.filter(channel=Channel.SMS).exists()

    def test_a_link_taken_back_is_no_link(self, desk: Desk) -> None:
        user = make_resident(desk.portal)
        application = desk.submit(user=user)
        desk.approve(application)
        desk.undo(application, NOW + UNDO_WITHIN / 2)
        assert not accounts_for(user, portal_id=desk.portal.pk)

    def test_a_rejection_tells_its_reason_both_ways(self, desk: Desk) -> None:
        application = desk.submit()
        reject_application(
            application_id=application.pk, reason="Фамилия не совпала", by=desk.staff, now=NOW, actor=OFFICE
        )
        assert "Фамилия не совпала" in sent(Channel.SMS)
        assert "Фамилия не совпала" in sent(Channel.EMAIL)
        entry = AuditEntry.objects.get(action="accounts.reject_application")
        assert (entry.reason, entry.organization_id) == ("Фамилия не совпала", desk.organization.pk)

    @pytest.mark.parametrize("reason", ["", "  ", "-", "я" * 1001])
    def test_a_rejection_needs_a_reason(self, desk: Desk, reason: str) -> None:
        application = desk.submit()
        with pytest.raises(DomainError):
            reject_application(application_id=application.pk, reason=reason, by=desk.staff, now=NOW, actor=OFFICE)
        application.refresh_from_db()
        assert application.state == S.WAITING

    def test_a_decision_is_made_once(self, desk: Desk) -> None:
        application = desk.submit()
        desk.approve(application)
        with pytest.raises(DomainError) as decided:
            reject_application(application_id=application.pk, reason="Нет", by=desk.staff, now=NOW, actor=OFFICE)
        assert decided.value.code == "application_decided"


def test_a_question_stops_the_clock(desk: Desk) -> None:
    application = desk.submit()
    clarify_application(application_id=application.pk, question="Какая квартира?", by=desk.staff, now=NOW, actor=OFFICE)
    assert "Какая квартира?" in sent(Channel.EMAIL)
    later = NOW + dt.timedelta(hours=10)
    answered = answer_application(
        token=application.token, answer="Шестнадцатая", changes={"premise_number": "16"}, now=later
    )
    assert answered.state == S.WAITING
    assert answered.due_at == NOW + dt.timedelta(hours=82)
    assert (answered.premise_number, answered.answer) == ("16", "Шестнадцатая")
    with pytest.raises(DomainError):
        answer_application(token=application.token, answer="ещё", now=later)


class TestSecrets:
    """A portal that asks for the code of the letter, and has its staff look all the same."""

    @pytest.fixture
    def desk(self) -> Desk:
        return Desk(linking_proofs=[LinkingProof.FULL_NAME, LinkingProof.REGISTRATION_CODE])

    def verdicts(self, desk: Desk, application: AccessApplication) -> list[tuple[str, Verdict]]:
        examined = application_for_staff([desk.organization.pk], application_id=application.pk)
        assert examined is not None
        return [(line.stored, line.verdict) for line in examined.lines if line.label == "Код регистрации"]

    def test_a_right_code_is_shown_to_the_staff_as_right(self, desk: Desk) -> None:
        (issued,) = issue_registration_codes(accounts=[desk.account], now=NOW, actor=OFFICE)
        application = desk.submit(code=issued.secret)
        assert self.verdicts(desk, application) == [("верный", Verdict.SAME)]
        assert issued.secret not in str(AccessApplication.objects.values())

    def test_a_wrong_code_is_a_difference_and_the_applicant_is_told_nothing(self, desk: Desk) -> None:
        issue_registration_codes(accounts=[desk.account], now=NOW, actor=OFFICE)
        application = desk.submit(code="0000 0000")
        assert self.verdicts(desk, application) == [("другой или уже не действует", Verdict.DIFFERENT)]
        (entry,) = queue_of([desk.organization.pk], part=QueueFilter.MISMATCHED, now=NOW).entries
        assert entry.application == application
        assert application.state == S.WAITING

    def test_a_code_where_none_was_given_out_says_nothing(self, desk: Desk) -> None:
        assert self.verdicts(desk, desk.submit(code="1234 5678")) == [("", Verdict.UNKNOWN)]
        assert self.verdicts(desk, desk.submit(number="1", code="1234 5678")) == [("", Verdict.UNKNOWN)]

    def test_a_code_that_was_right_for_one_account_says_nothing_of_another(self, desk: Desk) -> None:
        make_account(desk.organization, "2000123456", holder_name="Другой Пётр")
        (issued,) = issue_registration_codes(accounts=[desk.account], now=NOW, actor=OFFICE)
        application = desk.submit(code=issued.secret)
        clarify_application(
            application_id=application.pk, question="Какой номер?", by=desk.staff, now=NOW, actor=OFFICE
        )
        answer_application(token=application.token, answer="Вот", changes={"number": "2000123456"}, now=NOW)
        assert self.verdicts(desk, application) == [("", Verdict.UNKNOWN)]

    def test_what_is_not_asked_is_not_shown(self) -> None:
        desk = Desk(linking_proofs=[LinkingProof.FULL_NAME])
        assert self.verdicts(desk, desk.submit(code="1234 5678")) == []


def test_a_question_that_has_not_left_yet_is_withdrawn_by_what_follows(desk: Desk) -> None:
    application = desk.submit()
    for question in ("Пришлите фото квитанции", "И номер квартиры", "И год рождения"):
        clarify_application(application_id=application.pk, question=question, by=desk.staff, now=NOW, actor=OFFICE)
    reject_application(
        application_id=application.pk, reason="Счёт чужой", by=desk.staff, now=NOW + MINUTE / 2, actor=OFFICE
    )
    decided = OutboxMessage.objects.filter(key__startswith=f"application:{application.pk}:")
    assert {message.subject for message in decided} == {f"Заявка № {application.portal_number} отклонена"}


@pytest.mark.django_db(transaction=True)
def test_one_address_gets_few_letters_of_applications_a_day(desk: Desk) -> None:
    refused = 0
    for number in range(12):
        try:
            desk.submit(name=f"Иванова {chr(1072 + number)}")
        except DomainError as error:
            refused += error.code == "locked"
    assert OutboxMessage.objects.filter(recipient=EMAIL).count() == 5
    assert refused == 7
