"""Every page in every state that a resident can meet, with the way that leads there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import FilePayload, Page, expect

from kvita.demo.storing.registrations import NAMESPACE
from tests.e2e import scenes_bank as bank
from tests.e2e import scenes_entry as door
from tests.e2e import scenes_profile as way
from tests.e2e import scenes_staff as staff
from tests.e2e.conftest import account_path
from tests.e2e.manual import PORTAL, RESIDENT_551412

Steps = Callable[[Page], None]
GUEST: Final = ""
PORTALS: Final = ("ugra", "tszh", "uk", "uigkh", "innova")
APPLICATION: Final = f"/registration/{uuid.uuid5(NAMESPACE, 'uk:1')}/"  # the first in the queue of the demo
IN_THE_WINDOW: Final = "2017-09-15T10:00:00+03:00"
AFTER_THE_WINDOW: Final = "2017-09-26T10:00:00+03:00"


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in one state: the route it shows, who looks at it, how to get there from the start page, and when.

    Where `now` is empty, it is what the machine says; `changes` tells whether the way there leaves something stored.
    """

    name: str
    route: str
    steps: Steps
    login: str = RESIDENT_551412
    portal: str = PORTAL
    now: str = ""
    changes: bool = False
    desk: bool = False  # a page of staff: `login` signs in at /office/


def go(path: str) -> Steps:
    """Open a page of the account: `charges/2017-08/`."""

    def steps(page: Page) -> None:
        start = page.url.split("/a/")[0]
        page.goto(start + account_path(page) + path)

    return steps


def go_anywhere(path: str) -> Steps:
    """Open a page of the portal."""

    def steps(page: Page) -> None:
        page.goto("/".join(page.url.split("/")[:3]) + path)

    return steps


FLAT: Final = "/office/desk/readings/phone/?q=551412"


def first_link(path: str, *selectors: str) -> Steps:
    """Open a page of the desk and follow the first link or button of each selector."""

    def steps(page: Page) -> None:
        go_anywhere(path if path.startswith("/") else f"/office/desk/{path}")(page)
        for selector in selectors:
            before = page.url
            page.locator(selector).first.click()
            expect(page).not_to_have_url(before)

    return steps


def bring_in(page: Page) -> None:
    """Upload a file of readings in which everything is wrong."""
    go_anywhere("/office/desk/import/")(page)
    page.get_by_label("Что в файле").select_option("READINGS")
    content = "Лицевой счет;Заводской номер;Дата показания;Показание\n1;2;3;4\n".encode()
    page.get_by_label("Файл", exact=True).set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_role("heading", name="Что исправить")).to_be_visible()


def stay(page: Page) -> None:
    """Be where the sign-in has led."""


def sign_in_wrongly(page: Page) -> None:
    page.locator("input[name=name]").fill("nobody@example.com")
    page.get_by_label("Пароль", exact=True).fill("не тот")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("alert")).to_be_visible()


def enter_a_wrong_reading(page: Page) -> None:
    go("meters/")(page)
    page.get_by_role("main").get_by_role("textbox").first.fill("1")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def send_no_photo(page: Page) -> None:
    go("meters/")(page)
    page.locator("input.num").first.fill("400,5")
    page.locator(".meters__photo summary").first.click()
    broken = FilePayload(name="dial.jpg", mimeType="image/jpeg", buffer=b"no picture")
    page.locator("input[type=file]").first.set_input_files(broken)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def open_a_meter(page: Page) -> None:
    go("meters/2017-08/")(page)
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("img", name="Расход")).to_be_visible()


def enter_a_reading(page: Page) -> None:
    go("meters/")(page)
    page.get_by_role("main").get_by_role("textbox").first.fill("400,5")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Принято 1 из 6")).to_be_visible()


def pay_a_wrong_sum(page: Page) -> None:
    go("pay/")(page)
    page.get_by_role("radio", name="Другая сумма").check()
    page.get_by_label("Сумма, ₽").fill("много")
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def check_payment(page: Page) -> None:
    go("pay/")(page)
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте платёж")


def open_bank(page: Page) -> None:
    check_payment(page)
    page.get_by_role("button", name="Оплатить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Оплата картой")


def card(number: str, heading: str) -> Steps:
    """Pay with one of the bank's cards."""

    def steps(page: Page) -> None:
        open_bank(page)
        page.get_by_role("button", name=number).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)

    return steps


def open_first(path: str, *follow: str) -> Steps:
    """Open a page of the desk and follow the first of these links, one after the other."""

    def steps(page: Page) -> None:
        go_anywhere(path)(page)
        for selector in follow:
            page.locator(selector).first.click()
            page.wait_for_load_state()

    return steps


def reject_without_a_reason(page: Page) -> None:
    """Send a refusal that does not say why."""
    open_first("/office/desk/applications/", ".queue__item")(page)
    page.get_by_role("radio", name="Отклонить").check()
    page.get_by_role("button", name="Сохранить и следующая").click()
    expect(page.get_by_text("Решение не сохранено")).to_be_visible()


ACCOUNTANT: Final = "buh-innova"
ADMINISTRATOR: Final = "admin"
REGISTRAR: Final = "registrar-uk"
RESIDENTS_DESK: Final = "/office/desk/residents/?q=1000123408"


def register_wrongly(page: Page) -> None:
    go_anywhere("/registration/")(page)
    page.locator("main form .btn").last.click()
    expect(page.get_by_role("alert").first).to_be_visible()


def apply_wrongly(page: Page) -> None:
    go_anywhere("/registration/")(page)
    page.get_by_label("Настоящее положение принимаю").check()
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def register(page: Page) -> None:
    """Register where a letter has to come back first."""
    go_anywhere("/registration/")(page)
    for label, value in (("Логин", "novosel"), ("Email", "novosel@example.com")):
        page.get_by_label(label, exact=True).fill(value)
    for label in ("Пароль", "Подтверждение пароля"):
        page.get_by_label(label, exact=True).fill("ромашка-2026")
    page.get_by_label("Согласен на обработку персональных данных").check()
    page.get_by_role("button", name="Зарегистрироваться").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")


def prove_account(page: Page) -> None:
    """Prove an account, which leads to the page with the choice of letter or SMS."""
    go_anywhere("/dev/")(page)
    page.locator("section", has_text="uigkh.localhost").locator("details summary").click()
    row = page.locator("section", has_text="uigkh.localhost").locator("details tbody tr").first
    number, surname = row.locator("code").first.inner_text(), row.locator("td").first.inner_text().split()[0]
    go_anywhere("/registration/")(page)
    page.get_by_label("Номер лицевого счёта").fill(number)
    page.get_by_label("Фамилия").fill(surname)
    page.get_by_role("button", name="Продолжить").click()
    page.get_by_label("По SMS").check()


SCENES: Final = (
    *(
        Scene(f"registration {slug}", "joining:register", go_anywhere("/registration/"), GUEST, slug)
        for slug in PORTALS
    ),
    Scene("registration, wrong", "joining:register", register_wrongly, GUEST),
    Scene("application, wrong", "joining:register", apply_wrongly, GUEST, "uk", changes=True),
    Scene("registration, details", "joining:details", prove_account, GUEST, "uigkh", changes=True),
    Scene("letter sent", "joining:sent", register, GUEST, "tszh", changes=True),
    Scene("letter again", "joining:again", go_anywhere("/registration/again/"), GUEST, "tszh"),
    Scene("dead link", "joining:confirm", go_anywhere("/confirmemail/no-such-token/"), GUEST, "tszh"),
    Scene("code of the application", "joining:code", go_anywhere("/registration/code/"), GUEST, "uk"),
    Scene("application", "joining:application", go_anywhere(APPLICATION), GUEST, "uk"),
    Scene("consent", "joining:consent", go_anywhere("/consent/"), GUEST, "uk"),
    Scene("question", "joining:feedback", go_anywhere("/feedback/"), GUEST, "ugra"),
    Scene("add account", "joining:add_account", go_anywhere("/accounts/add/")),
    Scene("add account, ways", "joining:add_account", go_anywhere("/accounts/add/"), "120307", "uigkh"),
    Scene("add account, kind", "joining:add_account", go_anywhere("/accounts/add/"), "ryabinina", "tszh"),
    Scene(
        "add account, organisation",
        "joining:add_account",
        go_anywhere("/accounts/add/?kind=UTILITIES"),
        "ryabinina",
        "tszh",
    ),
    Scene("way in", "office:way_in", go_anywhere("/office/desk/way-in/"), ACCOUNTANT, desk=True),
    Scene("desk", "office:start", stay, ACCOUNTANT, desk=True),
    Scene("applications", "office:applications", go_anywhere("/office/desk/applications/"), REGISTRAR, "uk", desk=True),
    Scene(
        "application",
        "office:application",
        open_first("/office/desk/applications/", ".queue__item"),
        REGISTRAR,
        "uk",
        desk=True,
    ),
    Scene("application, wrong", "office:application", reject_without_a_reason, REGISTRAR, "uk", desk=True),
    Scene("locks", "office:locks", go_anywhere("/office/desk/locks/"), REGISTRAR, "uk", desk=True),
    Scene("residents", "office:residents", go_anywhere(RESIDENTS_DESK), REGISTRAR, "uk", desk=True),
    Scene("resident", "office:resident", open_first(RESIDENTS_DESK, "main .rows__item"), REGISTRAR, "uk", desk=True),
    Scene(
        "account at the desk",
        "office:account",
        open_first(RESIDENTS_DESK, "main .rows__item", "main a.rows__item"),
        REGISTRAR,
        "uk",
        desk=True,
    ),
    Scene("codes", "office:codes", go_anywhere("/office/desk/codes/"), REGISTRAR, "uk", desk=True),
    Scene(
        "codes of a house",
        "office:house_codes",
        open_first("/office/desk/codes/", "main .rows__item"),
        REGISTRAR,
        "uk",
        desk=True,
    ),
    Scene("bank files", "office:bank", bank.open_files, ACCOUNTANT, desk=True),
    Scene("bank file, refused", "office:bank", bank.refuse_file, ACCOUNTANT, desk=True),
    Scene("bank file, checked", "office:bank_file", bank.check_file, ACCOUNTANT, desk=True, changes=True),
    Scene("bank file", "office:bank_file", bank.open_file, ACCOUNTANT, desk=True),
    Scene("bank file, back", "office:bank_take_back", bank.take_file_back, ACCOUNTANT, desk=True),
    Scene("payments without an account", "office:bank_queue", bank.open_queue, ACCOUNTANT, desk=True),
    Scene("payment without an account", "office:bank_row", bank.open_row, ACCOUNTANT, desk=True),
    Scene("registries", "office:bank_export", bank.open_export, ACCOUNTANT, desk=True),
    Scene("reconciliation", "office:reconciliation", bank.open_reconciliation, ACCOUNTANT, desk=True),
    Scene("online payments", "office:payments", go_anywhere("/office/desk/payments/"), ACCOUNTANT, desk=True),
    Scene("banks", "office:connections", go_anywhere("/office/desk/connections/"), ADMINISTRATOR, desk=True),
    Scene("new bank", "office:connection_new", go_anywhere("/office/desk/connections/new/"), ADMINISTRATOR, desk=True),
    Scene("new bank, wrong", "office:connection_new", bank.spoil_connection, ADMINISTRATOR, desk=True),
    Scene("bank", "office:connection", bank.open_connection, ADMINISTRATOR, desk=True, changes=True),
    Scene("strange payment", "office:payment", bank.open_strange_payment, ACCOUNTANT, desk=True, changes=True),
    Scene("refund", "office:payment", bank.ask_for_a_large_refund, ACCOUNTANT, desk=True, changes=True),
    Scene("review", "office:readings", go_anywhere("/office/desk/readings/"), ACCOUNTANT, desk=True),
    Scene(
        "refusal", "office:reading_refuse", first_link("readings/", "button[value^='refuse:']"), ACCOUNTANT, desk=True
    ),
    Scene("journal", "office:reading", first_link("readings/", "td .num a"), ACCOUNTANT, desk=True),
    Scene("phone", "office:phone", go_anywhere("/office/desk/readings/phone/?q=nobody"), ACCOUNTANT, desk=True),
    Scene("phone, flat", "office:phone_account", go_anywhere(FLAT), ACCOUNTANT, desk=True),
    Scene("missing", "office:missing", go_anywhere("/office/desk/readings/missing/"), ACCOUNTANT, desk=True),
    Scene("missing, house", "office:missing_house", first_link("readings/missing/", "tbody a"), ACCOUNTANT, desk=True),
    Scene("export", "office:export", go_anywhere("/office/desk/readings/export/"), ACCOUNTANT, desk=True),
    Scene("meters of a flat", "office:account_meters", first_link(FLAT, ".head a.btn"), ACCOUNTANT, desk=True),
    Scene("new meter", "office:meter_install", first_link(FLAT, ".head a.btn", ".head a.btn"), ACCOUNTANT, desk=True),
    Scene("a meter", "office:meter", first_link(FLAT, ".head a.btn", "tbody a"), ACCOUNTANT, desk=True),
    Scene("import", "office:import", go_anywhere("/office/desk/import/"), ACCOUNTANT, desk=True),
    Scene("import, looked at", "office:import_check", bring_in, ACCOUNTANT, desk=True, changes=True),
    Scene("sign-in", "site:login", stay, GUEST),
    Scene("sign-in, wrong", "site:login", sign_in_wrongly, GUEST),
    Scene("sign-in by number", "site:login", stay, GUEST, "uigkh"),
    Scene("home, term passed", "resident:home", stay),
    Scene("home, window open", "resident:home", stay, now=IN_THE_WINDOW),
    Scene("home, due", "resident:home", stay, "karimova@example.com"),
    Scene("home, overpaid", "resident:home", stay, "zagidullin@example.com"),
    Scene("home, debt", "resident:home", stay, "lisitsyn@example.com"),
    Scene("home, settled", "resident:home", stay, "zimin@example.com", "ugra"),
    Scene("more", "resident:more", go("more/")),
    Scene("charges", "resident:charges", go("charges/2017-08/")),
    Scene("charges of today", "resident:charges_newest", go("charges/"), "ryabinina", "tszh"),
    Scene("charges with shares", "resident:charges_newest", go("charges/"), "120307", "uigkh"),
    Scene("charges of no month", "resident:charges", go("charges/2014-01/")),
    Scene("charges as a table", "resident:charges_table", go("charges/2017-08/table/")),
    Scene("history", "resident:history", go("history/")),
    Scene("history of one month", "resident:history", go("history/?from=2017-08&to=2017-08")),
    Scene("account", "resident:account", go("account/")),
    Scene("account, rent", "resident:account", go("account/"), "dronov@example.com", "ugra"),
    Scene("payments", "resident:payments", go("payments/")),
    Scene("payment", "resident:payment", bank.open_payment),
    Scene("pay by the code", "resident:requisites", go("pay/requisites/")),
    Scene("meters, open", "resident:meters", go("meters/"), now=IN_THE_WINDOW),
    Scene("meters, wrong", "resident:meters", enter_a_wrong_reading, now=IN_THE_WINDOW),
    Scene("meters, saved", "resident:meters", enter_a_reading, now=IN_THE_WINDOW, changes=True),
    Scene("meters, closed", "resident:meters", go("meters/"), now=AFTER_THE_WINDOW),
    Scene("meters of a month", "resident:meters_month", go("meters/2017-08/")),
    Scene("meters, a photo that is none", "resident:meters", send_no_photo, now=IN_THE_WINDOW, changes=True),
    Scene("history of a meter", "resident:meters_history", open_a_meter, now=IN_THE_WINDOW),
    Scene("news", "resident:news", go("news/")),
    Scene("meters of the house", "resident:meters_building", go("meters/building/"), "120307", "uigkh"),
    Scene("meters of the house, none", "resident:meters_building", go("meters/building/")),
    Scene("pay", "resident:pay", go("pay/")),
    Scene("pay, wrong sum", "resident:pay", pay_a_wrong_sum),
    Scene("pay, payees", "resident:pay", go("pay/"), "120307", "uigkh"),
    Scene("pay by service", "resident:pay", bank.choose_services, "120307", "uigkh"),
    Scene("pay elsewhere", "resident:pay", bank.open_payees("Код и реквизиты"), "mezentseva@example.com", "ugra"),
    Scene("pay, nothing due", "resident:pay", go("pay/"), "zimin@example.com", "ugra"),
    Scene("pay, check", "resident:pay_check", check_payment),
    Scene("bank", "sandbox_bank:page", open_bank, changes=True),
    Scene("bank, code", "sandbox_bank:page", card("2200 0000 0000 0012", "Подтвердите оплату"), changes=True),
    Scene("paid", "resident:pay_result", card("2200 0000 0000 0004", "Платёж прошёл"), changes=True),
    Scene("refused", "resident:pay_result", card("2200 0000 0000 0020", "Платёж не прошёл"), changes=True),
    Scene("bank is late", "resident:pay_result", card("2200 0000 0000 0038", "Ждём ответа банка"), changes=True),
    Scene(
        "bank took another sum",
        "resident:pay_result",
        card("2200 0000 0000 0053", "Разбираемся с платежом"),
        changes=True,
    ),
    Scene("profile", "profile:page", way.open_profile),
    Scene("profile by subject", "profile:page", way.want_sms_without_a_phone, "dronov@example.com", "ugra"),
    Scene("code to the phone", "profile:phone", way.ask_for_an_sms, changes=True),
    Scene("code to the phone, wrong", "profile:phone", way.spoil_sms_code, changes=True),
    Scene("profile, wrong", "profile:page", way.spoil_contacts),
    Scene("unlink", "profile:unlink", way.follow("Отвязать")),
    Scene("who else", "profile:viewers", way.follow("Кто ещё видит счёт")),
    Scene("close access", "profile:close_access", way.follow("Кто ещё видит счёт", "Закрыть доступ")),
    Scene("password, wrong", "profile:password", way.spoil_password),
    Scene("who is there", "profile:sure", way.be_asked),
    Scene("code of an app", "profile:new_code", way.follow("Включить код из приложения"), changes=True),
    Scene("spare codes", "profile:spare_codes", way.switch_code_on, changes=True),
    Scene("code off", "profile:code_off", way.switch_code_off, changes=True),
    Scene("new key", "profile:new_key", way.follow("Добавить ключ"), changes=True),
    Scene("key", "profile:key", way.name_key, changes=True),
    Scene("key off", "profile:key_off", way.take_key_away, changes=True),
    Scene("consent", "profile:consent", way.follow("Согласие на обработку"), changes=True),
    Scene("delete", "profile:delete", way.follow("Удалить кабинет"), changes=True),
    Scene("leaving", "profile:leaving", way.sign_in_again, changes=True),
    Scene("email", "profile:email_confirmed", way.open_the_letter, changes=True),
    Scene("sign-in, picture", "site:login", door.meet_the_picture, GUEST, changes=True),
    Scene("sign-in of staff", "entry:office_login", go_anywhere("/office/login/"), GUEST),
    Scene("forgotten password of staff", "entry:office_forgot", go_anywhere("/office/login/forgot/"), GUEST),
    Scene("staff", "office:staff", go_anywhere("/office/desk/staff/"), ADMINISTRATOR, desk=True),
    Scene("link for staff", "office:staff_invite", staff.print_link, ADMINISTRATOR, desk=True, changes=True),
    Scene("password of staff", "entry:office_new", staff.follow_link, ADMINISTRATOR, desk=True, changes=True),
    Scene("app of staff", "entry:office_set_up", staff.be_told_to_set_up, ADMINISTRATOR, desk=True, changes=True),
    Scene("second step", "mfa_authenticate", door.stand_at_the_second_step, changes=True),
    Scene("forgot the password", "entry:recover", go_anywhere("/password/"), GUEST),
    Scene("forgot the password, wrong", "entry:recover", door.spoil_recovery, GUEST, "uk"),
    Scene("letter sent", "entry:recover_sent", door.ask_for_a_letter, GUEST, changes=True),
    Scene("sms sent", "entry:recover_code", door.ask_for_an_sms, GUEST, "uigkh", changes=True),
    Scene("new password", "entry:reset", door.open_the_letter, GUEST, changes=True),
    Scene("new password, dead link", "entry:reset", go_anywhere("/password/0/"), GUEST),
    Scene("guide", "entry:guide", go_anywhere("/guide/"), GUEST),
    Scene("no such page", "", go_anywhere("/no-such-page/")),
    Scene("demo", "dev:index", go_anywhere("/dev/"), GUEST),
    Scene("outbox", "dev:outbox", go_anywhere("/dev/outbox/"), GUEST),
)
# Not pages of their own: files, data, addresses that only lead on, and the gallery, which tests/web/ui looks at.
NO_SCENES: Final = {
    # What the buttons of `office:payment`, `office:staff` and `profile:page` send.
    "office:refund",
    "office:staff_let_in",
    "profile:phone_sent",
    "security_txt",
    "hooks:payments",
    "resident:meters_photo",
    "joining:code_again",
    "joining:answer",
    "office:way_in_of",
    "healthz",
    "office:application_undo",
    "office:application_resume",
    "office:account_act",
    "office:lift_locks",
    "office:close_access",
    "site:logout",
    "account_login",
    "captcha-image",
    "captcha-audio",
    "entry:guide_pdf",
    "mfa_login_webauthn",
    "entry:office_key",
    # The same templates as `mfa_authenticate` and `entry:reset`; an address that waits looks like `joining:sent`.
    "entry:office_second_step",
    "entry:office_new_password",
    "entry:new_password",
    "entry:unconfirmed",
    "resident:start",
    "resident:bill",
    "resident:pay_start",
    "resident:payment_pdf",
    "resident:requisites_qr",
    "resident:requisites_png",
    "resident:pay_next",
    "resident:requisites_pdf",
    "office:bank_credit",
    "office:bank_problems",
    "office:readings_decide",
    "office:reading_photo",
    "office:missing_file",
    "office:import_problems",
    "office:import_batch",  # tests/web/office: the demo has no batch
    "profile:contacts",
    "profile:photo",
    "profile:photo_removed",
    "profile:photo_image",
    "profile:email_again",
    "profile:email_cancelled",
    "profile:messages",
    "profile:delivery",
    "profile:look",
    "profile:restore",
    "profile:end_session",
    "profile:end_others",
    "profile:new_spare_codes",
    "dev:demo_json",
    "dev:outbox_json",
    "dev:clock",
    "dev:clock_form",
    "dev:ui",
}
