"""Paying: from the sum to the bank and back, with what is refused on the way."""

import re
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from kvita.billing.models import Statement
from kvita.housing.enums import PayerField, PaymentTarget
from kvita.housing.models import Payee
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.payments.models import Payment, PaymentOrder
from tests.actors import Cast, client_of
from tests.factories import make_payee, make_payment
from tests.web.resident.pages import read, words_of
from tests.web.resident.paying import NO_MONEY, PAID, SILENT, WRONG, choose, form_key, go_to_bank, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]


@pytest.fixture
def payee(cast: Cast) -> Payee:
    return make_payee(cast.organization)


@pytest.fixture
def address(cast: Cast, payee: Payee, august: Statement) -> str:
    return f"/a/{cast.account.pk}/pay/"


def test_the_sum_that_is_due_is_offered_first(anna: Client, address: str) -> None:
    words = read(anna, address)
    assert "Всё к оплате по квитанции за август 1 537,15 ₽" in words
    assert "без комиссии" in words
    assert "Сумма платежа 1 537,15 ₽ Комиссия 0,00 ₽ Сумма к оплате 1 537,15 ₽" in words
    assert 'value="all" checked' in anna.get(address).content.decode()


def test_the_commission_is_shown_in_roubles_before_paying(anna: Client, address: str, payee: Payee) -> None:
    payee.commission_percent = Decimal("1.2")
    payee.save()
    assert "Комиссия 18,45 ₽ Сумма к оплате 1 555,60 ₽" in read(anna, address)
    assert "Комиссия 18,45 ₽" in choose(anna, address)


@pytest.mark.parametrize(
    ("contract", "told"),
    [
        (("1.2", 1000, "PAYER"), "Комиссия банка 1,2 %, не меньше 10,00 ₽, её платите вы; точную сумму покажем"),
        (("1.25", 0, "PAYER"), "Комиссия банка 1,25 %, её платите вы; точную сумму покажем на следующем шаге."),
        (("0", 3000, "PAYER"), "Комиссия банка 30,00 ₽, её платите вы; точную сумму покажем на следующем шаге."),
        (("1.2", 1000, "ORGANIZATION"), "Комиссию банка платит организация. Перед оплатой покажем всё ещё раз."),
        (("0", 0, "PAYER"), "Сумма к оплате 1 537,15 ₽ Продолжить Перед оплатой покажем всё ещё раз."),
    ],
)
def test_the_terms_of_the_commission_and_who_bears_it_are_told(
    anna: Client, address: str, payee: Payee, contract: tuple[str, int, str], told: str
) -> None:
    percent, least, bearer = contract
    Payee.objects.filter(pk=payee.pk).update(
        commission_percent=percent, commission_minimum=least, commission_bearer=bearer
    )
    assert told in read(anna, address)


def test_the_total_is_of_what_was_chosen_when_the_page_is_opened_again(
    anna: Client, address: str, payee: Payee
) -> None:
    Payee.objects.filter(pk=payee.pk).update(commission_percent="1.2", commission_minimum=1000)
    choose(anna, address, what="other", sum="1 000")
    assert "Сумма платежа 1 000,00 ₽ Комиссия 12,00 ₽ Сумма к оплате 1 012,00 ₽" in read(anna, address)
    assert "Сумма платежа 500,00 ₽ Комиссия 10,00 ₽ Сумма к оплате 510,00 ₽" in choose(
        anna, address, what="other", sum="500", email="@"
    )
    assert "Сумма платежа не выбрана Комиссия 1,2 %, не меньше 10,00 ₽" in choose(anna, address, what="other", sum="-1")


def test_the_check_page_shows_everything_once_more(anna: Client, address: str) -> None:
    words = choose(anna, address)
    assert "Проверьте платёж Спишется с вашего счёта 1 537,15 ₽" in words
    assert "За что ЖКУ за август 2017, счёт 551412" in words
    assert "Подтверждение anna@example.ru Изменить почту" in words
    assert not PaymentOrder.objects.exists()


def test_paying_all_leaves_nothing_due(cast: Cast, anna: Client, address: str) -> None:
    words = pay(anna, address)
    assert "Платёж прошёл 1 537,15 ₽ 11 сентября, 12:00 операция № 8804" in words
    assert "Было к оплате 1 537,15 ₽ Теперь к оплате 0,00 ₽" in words
    assert "0,00 ₽ Всё оплачено" in read(anna, f"/a/{cast.account.pk}/")
    assert "1 537,15" in read(anna, f"/a/{cast.account.pk}/payments/")
    assert Payment.objects.count() == 1


def test_a_part_leaves_the_rest_due_and_more_becomes_an_overpayment(anna: Client, address: str) -> None:
    assert "Теперь к оплате 537,15 ₽" in pay(anna, address, what="other", sum="1 000,00")
    assert "Теперь к оплате 0,00 ₽ Переплата 62,85 ₽" in pay(anna, address, what="other", sum="600")


def test_services_may_be_chosen_where_the_organisation_lets(cast: Cast, anna: Client, address: str) -> None:
    assert "Только выбранные услуги" not in read(anna, address)
    cast.organization.settings.payment_targets = [PaymentTarget.TOTAL, PaymentTarget.BY_SERVICE]
    cast.organization.settings.save()
    words = read(anna, address)
    assert "Только выбранные услуги" in words
    assert "Холодная вода 103,97 ₽" in words
    html = anna.get(address).content.decode()
    found = re.search(r'name="services" value="(\d+)" checked><span>Холодная вода', html)
    assert found is not None
    assert "Сумма платежа 103,97 ₽, Холодная вода" in choose(anna, address, what="some", services=[found[1]])
    assert "Отметьте хотя бы одну услугу" in choose(anna, address, what="some")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0", "Наименьший платёж — 1,00 ₽"),
        ("-1", "Наименьший платёж"),
        ("\u22121", "Наименьший платёж"),
        ("0,99", "Наименьший платёж"),
        ("1000000000000", "За один раз можно заплатить не больше 1 000 000,00 ₽"),
        ("1e12", "Введите сумму цифрами"),
        ("1,234", "Копеек не больше двух цифр"),
        ("1,2,3", "Введите сумму цифрами"),
        ("сто", "Введите сумму цифрами"),
        ("NaN", "Введите сумму цифрами"),
        ("9" * 3000, "Введите сумму цифрами"),
        ("", "Введите сумму."),
    ],
)
def test_impossible_sums_are_refused_at_the_field(anna: Client, address: str, typed: str, told: str) -> None:
    response = anna.post(address, {"what": "other", "how": "sandbox", "sum": typed})
    assert response.status_code == 422
    html = response.content.decode()
    assert told in words_of(html)
    assert "<title>Ошибка: Оплата" in html
    assert 'href="#id_sum"' in html


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"what": "everything"}, "Этого варианта больше нет"),
        ({"what": ""}, "Выберите один из вариантов"),
        ({"how": "tbank"}, "Этого варианта больше нет"),
        ({"email": "anna"}, "Проверьте адрес"),
    ],
)
def test_other_wrong_fields_are_told(anna: Client, address: str, fields: dict[str, str], told: str) -> None:
    assert told in choose(anna, address, **fields)


def test_the_payers_data_are_asked_where_the_organisation_wants_them(cast: Cast, anna: Client, address: str) -> None:
    assert "Фамилия" not in read(anna, address)
    cast.organization.settings.payer_fields = [PayerField.SURNAME, PayerField.INN, PayerField.ADDRESS, PayerField.EMAIL]
    cast.organization.settings.save()
    assert "Изменить Фамилия ИНН Можно не заполнять Адрес" in read(anna, address)
    told = choose(anna, address, surname="", address="Казань", inn="123")
    assert "Заполните поле «Фамилия»" in told
    assert "Такого ИНН нет" in told
    pay(anna, address, surname="Хасанова", address="Казань", inn="500100732259")
    assert PaymentOrder.objects.get().payer == {"SURNAME": "Хасанова", "INN": "500100732259", "ADDRESS": "Казань"}


def test_what_was_chosen_stays_when_something_is_changed(anna: Client, address: str) -> None:
    choose(anna, address, what="other", sum="100,50")
    html = anna.get(address).content.decode()
    assert 'value="100,50"' in html
    assert 'value="other" checked' in html


def test_the_same_form_twice_is_one_order(anna: Client, address: str) -> None:
    choose(anna, address)
    key = form_key(anna, address)
    pages = {anna.post(f"{address}start/", {"form_key": key})["location"] for _ in range(3)}
    assert len(pages) == 1
    assert PaymentOrder.objects.count() == BankPayment.objects.count() == 1


def test_the_form_of_a_paid_order_leads_to_its_result(anna: Client, address: str) -> None:
    choose(anna, address)
    key = form_key(anna, address)
    bank_page = anna.post(f"{address}start/", {"form_key": key})["location"]
    anna.get(anna.post(bank_page, {"card": PAID})["location"].removeprefix("http://innova.localhost"))
    order = PaymentOrder.objects.get()
    assert anna.post(f"{address}start/", {"form_key": key})["location"] == f"{address}{order.public_id}/"
    assert PaymentOrder.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", str(uuid.UUID(int=7))])
def test_a_form_that_is_not_ours_starts_nothing(anna: Client, address: str, key: str) -> None:
    choose(anna, address)
    assert anna.post(f"{address}start/", {"form_key": key})["location"] == f"{address}check/"
    assert not PaymentOrder.objects.exists()


def test_a_sum_that_changed_meanwhile_is_asked_about_again(cast: Cast, anna: Client, address: str) -> None:
    choose(anna, address)
    key = form_key(anna, address)
    make_payment(cast.account, "500")
    response = anna.post(f"{address}start/", {"form_key": key}, follow=True)
    assert "Сумма к оплате изменилась" in words_of(response.content.decode())
    assert not PaymentOrder.objects.exists()


def test_who_has_begun_to_pay_is_warned_before_paying_again(anna: Client, address: str) -> None:
    choose(anna, address)
    go_to_bank(anna, address)
    words = choose(anna, address)
    assert "Вы уже начали платить 1 537,15 ₽." in words


def test_a_refusal_says_that_nothing_was_taken(anna: Client, address: str) -> None:
    words = pay(anna, address, NO_MONEY)
    assert "Платёж не прошёл На карте недостаточно денег. С вас ничего не списали." in words
    assert not Payment.objects.exists()
    assert "1 537,15 ₽" in read(anna, address)


def test_a_silent_bank_is_waited_for_and_the_page_may_be_left(anna: Client, address: str) -> None:
    words = pay(anna, address, SILENT)
    assert "Ждём ответа банка Спрашиваем банк, прошёл ли платёж. Второй раз платить не нужно." in words
    assert "Можно закрыть страницу" in words
    order = PaymentOrder.objects.get()
    html = anna.get(f"{address}{order.public_id}/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in html
    assert f'hx-get="{address}{order.public_id}/"' in html
    nothing_new = anna.get(f"{address}{order.public_id}/", headers={"HX-Request": "true"})
    assert (nothing_new.status_code, nothing_new.content) == (204, b"")
    BankPayment.objects.update(is_silent=False)
    assert "Платёж прошёл" in read(anna, f"{address}{order.public_id}/")
    assert "Платёж прошёл" in read(anna, f"{address}{order.public_id}/")
    assert Payment.objects.count() == 1


def test_another_sum_is_left_to_people(anna: Client, address: str) -> None:
    assert "Разбираемся с платежом" in pay(anna, address, WRONG)
    assert not Payment.objects.exists()


def test_the_return_page_believes_the_bank_only(anna: Client, address: str) -> None:
    choose(anna, address)
    go_to_bank(anna, address)
    order = PaymentOrder.objects.get()
    words = read(anna, f"{address}{order.public_id}/?status=success&paid=1")
    assert "Ждём ответа банка" in words
    assert "Вернуться на страницу банка" in words
    assert not Payment.objects.exists()


def test_without_a_contract_requisites_and_a_code_are_shown(anna: Client, address: str, payee: Payee) -> None:
    payee.accepts_online = False
    payee.save()
    words = read(anna, address)
    assert "платить пока нельзя" in words
    assert "Расчётный счёт 40702810000000000001" in words
    assert "Платёжный код 551412" in words
    html = anna.get(address).content.decode()
    assert 'aria-label="Код для оплаты' in html
    assert "<path stroke" in html
    assert anna.post(address, {"what": "all", "how": "sandbox"}).status_code == 200
    assert anna.post(f"{address}start/", {"form_key": str(uuid.uuid4())})["location"] == f"{address}check/"
    assert not PaymentOrder.objects.exists()


def test_without_payee_and_bank_the_page_says_whom_to_ask(cast: Cast, anna: Client, august: Statement) -> None:
    words = read(anna, f"/a/{cast.account.pk}/pay/")
    assert "Реквизиты узнайте в организации: 8 (843) 222-77-00" in words


def test_an_organisation_may_switch_a_bank_off(cast: Cast, anna: Client, address: str) -> None:
    cast.organization.settings.payment_providers = ["tbank"]
    cast.organization.settings.save()
    assert "платить пока нельзя" in read(anna, address)


def test_other_systems_are_named_as_what_they_are(cast: Cast, anna: Client, address: str) -> None:
    cast.organization.settings.payment_links = [{"title": "Система Город", "url": "https://gorod.example/"}]
    cast.organization.settings.save()
    assert "Система Город откроется другой сайт, укажите там счёт 551412" in read(anna, address)


def test_only_the_owner_pays_and_looks(cast: Cast, anna: Client, guest: Client, address: str) -> None:
    pay(anna, address)
    order = PaymentOrder.objects.get()
    for page in ("", "check/", f"{order.public_id}/"):
        for user, portal in ((cast.boris, cast.portal), (cast.anna, cast.other_portal), (cast.gleb, cast.portal)):
            assert client_of(user, portal).get(address + page).status_code == 404
        assert guest.get(address + page)["location"] == f"/login/?next={address}{page}"
    assert client_of(cast.boris, cast.portal).post(f"{address}start/").status_code == 404
    other = f"/a/{cast.boris_account.pk}/pay/{order.public_id}/"
    assert client_of(cast.boris, cast.portal).get(other).status_code == 404


def test_an_unknown_order_is_no_page(anna: Client, address: str) -> None:
    assert anna.get(f"{address}{uuid.uuid4()}/").status_code == 404


def test_payment_pages_are_kept_nowhere(anna: Client, address: str) -> None:
    assert "no-store" in anna.get(address)["Cache-Control"]


def test_queries_are_few(anna: Client, address: str, count_queries: Callable[[Callable[[], object]], int]) -> None:
    anna.get(address)
    assert count_queries(lambda: anna.get(address)) <= 9  # one for how they paid last
    choose(anna, address)
    assert count_queries(lambda: anna.get(f"{address}check/")) <= 9
    pay(anna, address)
    order = PaymentOrder.objects.get()
    assert count_queries(lambda: anna.get(f"{address}{order.public_id}/")) <= 16  # with the payees that are left


def test_several_payees_are_paid_one_by_one_and_one_without_a_contract_by_requisites(
    cast: Cast, anna: Client, address: str, payee: Payee, august: Statement
) -> None:
    waste = make_payee(cast.organization, name="Экология", is_default=False, accepts_online=False)
    line = august.lines.filter(closing__gt=0).first()
    assert line is not None
    line.service.payee = waste
    line.service.save()
    text = read(anna, address)
    assert "Кому платить" in text
    assert "Экология" in text
    elsewhere = read(anna, f"{address}?to={waste.pk}")
    assert "Этому получателю в кабинете платить пока нельзя" in elsewhere
    assert waste.settlement_account in elsewhere
    check = choose(anna, f"{address}?to={payee.pk}")
    assert "Проверьте платёж" in check
    assert f"?to={payee.pk}" in anna.get(f"{address}check/").content.decode()
    go_to_bank(anna, address)
    order = PaymentOrder.objects.get()
    assert order.payee == payee
    assert order.amount.kopecks == 153715 - line.closing.kopecks
    foreign = make_payee(cast.other_organization)
    assert "Кому платить" in read(anna, f"{address}?to={foreign.pk}")


def test_links_to_other_sites_carry_account_and_sum(cast: Cast, anna: Client, address: str) -> None:
    settings = cast.organization.settings
    settings.payment_links = [
        {"title": "Город", "url": "https://gorod.example/?ls={account}&sum={sum}&kop={kopecks}"},
        {"title": "Открыто", "url": "http://plain.example/"},
        {"title": "Скрипт", "url": "javascript:alert(1)"},
    ]
    settings.save()
    page = anna.get(address).content.decode()
    assert "https://gorod.example/?ls=551412&amp;sum=1537.15&amp;kop=153715" in page
    assert "plain.example" not in page
    assert "javascript:" not in page
