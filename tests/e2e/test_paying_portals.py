"""Paying as the portals differ: one service and other sites, data of the payer, an e-mail to be confirmed first."""

import json
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from kvita.calc.money import Money
from kvita.core.wording import say_rubles
from kvita.housing.models import Payee
from kvita.payments.policies import commission_of
from tests.e2e.conftest import Enter
from tests.e2e.demo import Demo
from tests.e2e.manual import DUE, PORTAL, RESIDENT_551412
from tests.e2e.test_registration import free, newest_message, start

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("changes")]
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
OTHER_SYSTEMS = (("Система Город", "gorod"), ("Сбербанк Онлайн", "sber"))
CARD = "2200 0000 0000 0004"
MORNING = "2017-09-11T10:00:00+03:00"
PAYER = {
    "Фамилия": "Петрова",
    "Имя": "Анна",
    "Отчество": "Ильинична",
    "ИНН": "500100732259",
    "Адрес": "Казань, Мира, 1",
}


def expect_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def choose_of_several(page: Page, payee: str) -> None:
    """From home, past the page of several payees, to what and how one of them is paid."""
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    expect_heading(page, "Кому платить")
    page.get_by_role("listitem").filter(has_text=payee).get_by_role("link", name="Другая сумма или способ").click()
    expect_heading(page, "Оплата")


def pay_by_card(page: Page, amount: str) -> None:
    """From «Проверьте платёж» to the success, all of it with this sum."""
    expect_heading(page, "Проверьте платёж")
    page.get_by_role("button", name=f"Оплатить {amount}").click()
    page.get_by_role("button", name=CARD).click()
    expect_heading(page, "Платёж прошёл")


@with_and_without_scripts
def test_uigkh_pays_one_service_or_goes_to_other_systems(enter: Enter, demo: Demo, scripts: bool) -> None:
    links = [
        {"title": name, "url": f"https://{host}.example/?account={{account}}&sum={{sum}}"}
        for name, host in OTHER_SYSTEMS
    ]
    demo.change("UPDATE housing_organizationsettings SET payment_links = ?", json.dumps(links))
    page = enter("uigkh", "120307", java_script_enabled=scripts)
    choose_of_several(page, "ООО «Обской водоканал»")
    expect(page.get_by_role("radio", name="Только выбранные услуги")).to_be_checked()
    total = page.get_by_role("complementary", name="Итого").locator("dd.num").first.inner_text()
    page.locator("summary", has_text="по QR-коду или реквизитам").click()
    for name, host in OTHER_SYSTEMS:
        address = f"https://{host}.example/?account=120307&sum={total.removesuffix('₽').strip().replace(',', '.')}"
        expect(page.get_by_role("link", name=name)).to_have_attribute("href", address)
    water = page.get_by_role("checkbox", name="Холодная вода")
    drains = page.get_by_role("checkbox", name="Водоотведение")
    expect(water).to_be_checked()
    amount = page.locator("label", has=drains).locator(".num").inner_text()
    water.uncheck()
    if scripts:
        expect(page.get_by_role("complementary", name="Итого")).to_contain_text(f"Сумма к оплате{amount}")
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("main")).to_contain_text(f"Сумма платежа{amount}, Водоотведение")
    pay_by_card(page, amount)
    page.get_by_role("link", name="Все платежи").click()
    expect(page.locator("tbody tr").first).to_contain_text(amount)


def test_uigkh_says_what_to_type_on_a_site_that_takes_no_address(enter: Enter) -> None:
    page = enter("uigkh", "120307")
    choose_of_several(page, "ООО «Обской водоканал»")
    page.locator("summary", has_text="по QR-коду или реквизитам").click()
    for name, _ in OTHER_SYSTEMS:
        told = page.get_by_role("link", name=name)
        expect(told).to_contain_text(re.compile(r"укажите там счёт 120307 и сумму [\d ,\u00a0]+₽"))


@with_and_without_scripts
def test_innova_asks_who_pays_and_tells_the_commission(
    enter: Enter, clock: Callable[[str], None], scripts: bool
) -> None:
    clock(MORNING)
    page = enter(PORTAL, RESIDENT_551412, java_script_enabled=scripts)
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    payer = page.locator("#payer summary")
    expect(payer).to_contain_text("Плательщик: ХАСАНОВА")
    expect(page.get_by_label("Фамилия")).to_be_hidden()
    payer.click()
    expect(page.get_by_label("Фамилия")).to_have_value("ХАСАНОВА")
    for label, value in {**PAYER, "E-mail": "payer@example.com", "Фамилия": ""}.items():
        page.get_by_label(label, exact=True).fill(value)
    total = page.get_by_role("complementary", name="Итого")
    expect(total).to_contain_text("Код УКТ/ОКПД68.20.12")
    expect(total).to_contain_text(f"Сумма платежа{DUE}Комиссия0,00\u00a0₽Сумма к оплате{DUE}")
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("alert").first).to_contain_text("Фамилия")
    expect(page.get_by_label("Адрес")).to_have_value(PAYER["Адрес"])
    page.get_by_label("Фамилия").fill(PAYER["Фамилия"])
    page.get_by_role("button", name="Продолжить").click()
    for label, value in PAYER.items():
        expect(page.get_by_role("main")).to_contain_text(f"{label}{value}")
    expect(page.get_by_role("main")).to_contain_text("Комиссия0,00\u00a0₽")
    pay_by_card(page, DUE)


def test_the_commission_follows_the_sum_as_it_is_typed(enter: Enter, demo: Demo) -> None:
    """The script counts as the server does, to the kopeck."""
    contract = Payee(commission_percent=Decimal("1.25"), commission_minimum=Money(10_00))
    demo.change("UPDATE housing_payee SET commission_percent = 1.25, commission_minimum = 1000")
    page = enter(PORTAL, RESIDENT_551412)
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    total = page.get_by_role("complementary", name="Итого")
    expect(total).to_contain_text(DUE)
    page.get_by_role("radio", name="Другая сумма").check()
    expect(total).to_contain_text("Сумма платежане выбранаКомиссия1,25\u00a0%, не меньше 10,00\u00a0₽")
    for typed, kopecks in (("1 000", 1000_00), ("799,99", 799_99), ("800.4", 800_40), ("1234567,8", 1234567_80)):
        page.get_by_label("Сумма, ₽").fill(typed)
        amount = Money(kopecks)
        fee = commission_of(amount, contract)
        said, on_top, in_all = map(say_rubles, (amount, fee, amount + fee))
        expect(total).to_contain_text(f"Сумма платежа{said}Комиссия{on_top}Сумма к оплате{in_all}")
        expect(page.locator("label", has_text="Карта").locator(".fee")).to_have_text(f"+\u00a0{on_top}")
    expect(total).not_to_contain_text("на следующем шаге", use_inner_text=True)


@with_and_without_scripts
def test_ugra_lets_pay_once_the_mail_is_confirmed(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page, account = new_page(java_script_enabled=scripts), free(demo, "ugra-service")
    start(page, demo, "ugra")
    page.get_by_label("E-mail").fill("novosel@example.com")
    page.get_by_label("Пароль", exact=True).fill("ромашка-2026")
    page.get_by_label("Согласен на обработку персональных данных").check()
    page.get_by_role("button", name="Зарегистрироваться").click()
    page.get_by_role("link", name="Жилищно-коммунальные услуги").click()
    letter = newest_message(demo)
    page.get_by_label("Номер лицевого счёта").fill(account["number"])
    page.get_by_label("Город").select_option(account["city"])
    page.get_by_label("Код регистрации").fill(account["registration_code"])
    page.get_by_role("button", name="Добавить лицевой счёт").click()
    page.goto(demo.address("ugra"))
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    expect_heading(page, "Осталось подтвердить почту")
    expect(page.get_by_role("main")).to_contain_text(
        "Оплата откроется, когда вы подтвердите почту novosel@example.com."
    )
    page.goto(letter["links"][0])
    expect_heading(page, "Email успешно подтверждён")
    page.get_by_role("link", name="Перейти в лицевой счёт").click()
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    expect_heading(page, "Кому платить")
    page.get_by_role("link", name="Код и реквизиты получателя АО «Северная экология»").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("у него нет договора с банком об оплате картой")
    expect(main).to_contain_text("Расчётный счёт40702810800000006219")
    expect(page.get_by_role("img", name="Код для оплаты в приложении банка, АО «Северная экология»")).to_be_visible()
    expect(page.get_by_role("button", name="Продолжить")).to_have_count(0)
    page.go_back()
    payee = page.get_by_role("listitem").filter(has_text="ООО «Сибирский жилищный сервис»")
    amount = payee.locator(".num b").inner_text()
    payee.get_by_role("button", name=f"Оплатить {amount}").click()
    pay_by_card(page, amount)
