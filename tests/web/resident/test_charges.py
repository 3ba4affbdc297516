import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from kvita.billing.enums import AdjustmentReason, PeriodState, VolumeSource
from kvita.billing.models import Adjustment, CommonMeterShare, LinePart, Statement
from kvita.housing.enums import UnpublishedPeriod
from kvita.tariffs.models import Service
from tests.actors import Cast, client_of
from tests.factories import (
    Line,
    make_link,
    make_payment,
    make_period,
    make_service,
    make_statement,
    opened,
    rub,
    store_later,
)
from tests.web.resident.pages import words_of

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = (dt.date(2017, month, 1) for month in (7, 8, 9))
NBSP = "\u00a0"


def charges(client: Client, cast: Cast, month: str = "2017-08", view: str = "") -> str:
    response = client.get(f"/a/{cast.account.pk}/charges/{month}/{view}")
    assert response.status_code == 200
    return response.content.decode()


def one_line(cast: Cast, client: Client, **values: str) -> str:
    """The page of a month with one line."""
    make_statement(cast.account, lines=[Line(**values)])  # type: ignore[arg-type]  # only texts are given here
    return words_of(charges(client, cast))


TABLE = """
лк Холодная вода|0,00|м²|0,00|0,00|0,00|0,00|0,00|0,00|0,00|0,00
лк Электроснабжение|0,00|м²|0,00|0,00|0,00|0,00|0,00|0,00|0,00|0,00
лк Горячая вода|0,00|м²|0,00|0,00|0,00|0,00|0,00|0,00|0,00|0,00
Пени|0,00|м²|0,00|0,00|−409,43|0,00|−0,03|0,00|−409,46|0,00
Капитальный ремонт жилых зданий|5,85|м²|74,80|692,52|735,51|437,58|0,00|0,00|480,57|480,57
Прочие расходы на квартиру|0,00|м²|1,00|0,00|0,00|0,00|0,00|0,00|0,00|0,00
ОДН-Электроснабжение ночное|0,00|м²|0,00|0,00|0,00|0,00|0,00|0,00|0,00|0,00
Водоотведение|15,78|м³|10,42|296,24|314,63|164,40|−95,70|0,00|87,09|87,09
Холодная вода|18,84|м³|10,42|353,72|375,68|196,28|−114,27|0,00|103,97|103,97
Подогрев воды|118,07|м³|4,07|1 054,21|1 119,65|480,02|−576,51|0,00|−31,05|0,00
Отопление|0,00|м²|74,80|556,22|590,75|0,00|0,00|0,00|34,53|34,53
Электроснабжение|4,09|кВт·ч|153,98|1 028,68|1 092,53|629,79|−124,39|0,00|569,25|569,25
Ночное электроснабжение|2,49|кВт·ч|54,12|135,76|144,19|134,77|118,54|0,00|261,74|261,74
Итого||||4 117,35|3 963,51|2 042,84|−792,36|0,00|1 096,64|1 537,15
"""
HEAD = "Услуга|Тариф|Ед. измер.|Расход|Оплачено|Вх. сальдо|Начислено|Перерасчёт|Недоставка|Исх. сальдо|К оплате"


def test_table_prints_the_manual_row_for_row(cast: Cast, anna: Client, august: Statement) -> None:
    page = charges(anna, cast, view="table/").replace(NBSP, " ")
    rows = [
        "|".join(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row))
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page)
    ]
    assert rows == [HEAD, *TABLE.strip().splitlines()]


def test_table_scrolls_in_a_region_that_has_a_name_and_takes_the_focus(
    cast: Cast, anna: Client, august: Statement
) -> None:
    page = charges(anna, cast, view="table/")
    assert 'role="region" aria-labelledby="table-h" tabindex="0"' in page
    assert 'id="table-h"' in page


def test_card_proves_the_amount(cast: Cast, anna: Client, august: Statement) -> None:
    text = words_of(charges(anna, cast))
    chain = (
        "Было к оплате на 1 августа 3 963,51 Начислено за август +2 042,84 Перерасчёты −792,36 Оплачено −4 117,35"
        " К оплате на 1 сентября 1 096,64 ₽"
    )
    assert "К оплате до 15 сентября 1 537,15 ₽" in text
    assert chain in text
    assert "По 2 услугам у вас переплата 440,51 ₽: Подогрев воды 31,05 ₽, Пени 409,46 ₽" in text
    assert "1 096,64 + 440,51 = 1 537,15 ₽" in text
    assert "Ещё 5 услуг без начислений" in text
    assert "Итого к оплате 1 537,15 ₽" in text


def test_netted_services_pay_the_closing_balance_and_need_no_why(cast: Cast, anna: Client, august: Statement) -> None:
    cast.organization.settings.netting_between_services = True
    cast.organization.settings.save()
    text = words_of(charges(anna, cast))
    assert "Итого к оплате 1 096,64 ₽" in text
    assert "Почему к оплате больше" not in text


def test_exact_product_is_an_equation(cast: Cast, anna: Client) -> None:
    text = one_line(cast, anna, charged="196.28", volume="10.418", rate="18.84")
    assert "10,418 м³ объём за август × 18,84 ₽ тариф = 196,28 ₽ начислено" in text


def test_rounded_volume_is_told_and_not_an_equation(cast: Cast, anna: Client) -> None:
    text = one_line(cast, anna, charged="196.28", volume="10.42", rate="18.84")
    assert "≈ 196,28 ₽ начислено" in text
    assert "Организация сообщила объём, округлённый до сотых, поэтому произведение — 196,31 ₽ — отличается" in text
    assert "на 0,03 ₽" in text


def test_product_that_does_not_give_the_charge_is_told(cast: Cast, anna: Client) -> None:
    text = one_line(cast, anna, charged="300", volume="10.42", rate="18.84")
    assert "Организация сообщила объём, тариф и сумму" in text
    assert "196,31 ₽, начислено на 103,69 ₽ больше" in text
    assert "= 300,00" not in text


def test_sum_alone_is_called_so(cast: Cast, anna: Client) -> None:
    text = one_line(cast, anna, charged="300")
    assert "сумма от организации" in text
    assert "Организация сообщила только сумму: 300,00 ₽" in text


@pytest.mark.parametrize(
    ("opening", "told"),
    [("50", "Сумма к оплате — то, что осталось с прошлых месяцев"), ("-50", "Переплата осталась с прошлых месяцев")],
)
def test_line_without_charge_says_where_its_balance_comes_from(
    cast: Cast, anna: Client, opening: str, told: str
) -> None:
    text = one_line(cast, anna, opening=opening)
    assert "За август ничего не начислено" in text
    assert told in text


def test_source_of_the_volume_is_named(cast: Cast, anna: Client) -> None:
    line = Line(charged="100", volume="10", rate="10", fields={"volume_source": VolumeSource.AVERAGE})
    make_statement(cast.account, lines=[line])
    assert "по среднему за прошлые месяцы" in words_of(charges(anna, cast))


def test_adjustment_shows_base_and_corrected_charge_with_the_reason(
    cast: Cast, anna: Client, august: Statement
) -> None:
    store_later(
        Adjustment,
        statement=august,
        service=make_service(cast.organization, "Холодная вода"),
        corrected_month=JULY,
        amount=rub("-114.27"),
        base=rub("300"),
        corrected=rub("185.73"),
        reason=AdjustmentReason.READINGS,
        note="Показания за июль",
    )
    text = words_of(charges(anna, cast))
    told = "Почему перерасчёт −114,27 ₽. Показания за июль Было начислено 300,00 ₽, стало 185,73 ₽."
    assert told in text
    assert "Почему перерасчёт −95,70 ₽. Причину организация не указала" in text


def test_part_of_an_adjustment_without_a_reason_is_told(cast: Cast, anna: Client) -> None:
    statement = make_statement(cast.account, lines=[Line(charged="10", adjusted="-30")])
    service = make_service(cast.organization)
    store_later(Adjustment, statement=statement, service=service, corrected_month=JULY, amount=rub("-20"))
    assert "Ещё −10,00 ₽ — без пояснений организации" in words_of(charges(anna, cast))


def test_share_of_the_common_house_meter_is_shown(cast: Cast, anna: Client) -> None:
    statement = make_statement(cast.account, lines=[Line(charged="42", volume="4.2046", rate="10")])
    store_later(
        CommonMeterShare,
        statement=statement,
        service=make_service(cast.organization),
        building_volume=Decimal("12345.5"),
        units_volume=Decimal("11000.25"),
        remainder_volume=Decimal("1345.25"),
        basis_total=Decimal(23932),
        basis_share=Decimal("74.8"),
        share_volume=Decimal("4.2046"),
    )
    text = words_of(charges(anna, cast))
    assert "По общедомовому счётчику 12 345,5 м³ По всем помещениям 11 000,25 м³ На общие нужды 1 345,25 м³" in text
    assert "Ваша площадь из общей 74,8 из 23 932 м² Ваша доля 4,2046 м³" in text


def test_change_against_the_month_before_is_split_into_volume_and_rate(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, JULY, [Line(charged="80", volume="8", rate="10")])
    make_statement(cast.account, AUGUST, [Line(opening="80", charged="110", volume="10", rate="11")])
    text = words_of(charges(anna, cast))
    assert "Начислено на 30,00 ₽ больше, чем за июль: Холодная вода +30,00 ₽" in text
    assert "объём был 8 м³, стал 10 м³ (+20,00 ₽); тариф был 10,00 ₽, стал 11,00 ₽ (+10,00 ₽)" in text


def test_opening_that_differs_from_the_closing_before_is_visible(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, JULY, [Line(charged="80")])
    make_statement(cast.account, AUGUST, [Line(opening="90", charged="10")])
    assert "Сумма на начало месяца на 10,00 ₽ больше, чем была на конец прошлого" in words_of(charges(anna, cast))


def test_payment_after_the_statement_is_counted(cast: Cast, anna: Client, august: Statement) -> None:
    make_payment(cast.account, "1537.15", dt.date(2017, 9, 11))
    text = words_of(charges(anna, cast))
    assert "Квитанция за август оплачена Платить больше нечего" in text
    assert "Было к оплате 1 537,15 Оплачено 11 сентября −1 537,15 Осталось заплатить 0,00 ₽" in text
    assert "480,57 ₽ оплачено" in text
    assert "/pay/" not in charges(anna, cast)


def test_old_month_offers_no_paying(cast: Cast, anna: Client, august: Statement) -> None:
    make_statement(cast.account, JULY, [Line(charged="9963.51")])
    page = charges(anna, cast, "2017-07")
    told = "Было к оплате за июль 9 963,51 ₽ Потом оплачено 4 117,35 ₽, остальное вошло в квитанцию за август"
    assert told in words_of(page)
    assert "Было к оплате 9 963,51 ₽" in words_of(page)
    assert "/pay/" not in page


def test_an_earlier_bill_that_was_paid_since_says_so(cast: Cast, anna: Client, august: Statement) -> None:
    make_statement(cast.account, JULY, [Line("Вода", charged="100")])
    words = words_of(charges(anna, cast, "2017-07"))
    assert "Квитанция за июль Оплачена, 100,00 ₽" in words
    assert "Что оплачено" in words
    assert "100,00 ₽ оплачено" in words
    assert "К оплате по квитанции" not in words


def test_months_lead_over_published_ones_only(cast: Cast, anna: Client, august: Statement) -> None:
    make_statement(cast.account, dt.date(2016, 12, 1), [Line(charged="1")])
    make_statement(cast.account, SEPTEMBER, [Line(charged="1")], state=PeriodState.OPEN)
    page = charges(anna, cast)
    found = set(re.findall(r"charges/(\d{4}-\d\d)/\"", page))
    assert found == {"2016-12", "2017-08"}
    assert 'aria-label="Декабрь\u00a02016"' in page
    assert 'aria-current="true">Август' in page


@pytest.mark.parametrize("view", ["", "table/"])
def test_month_that_is_not_published_does_not_exist(cast: Cast, anna: Client, august: Statement, view: str) -> None:
    make_statement(cast.account, SEPTEMBER, [Line(charged="777.77")], state=PeriodState.OPEN)
    response = anna.get(f"/a/{cast.account.pk}/charges/2017-09/{view}")
    page = response.content.decode()
    assert response.status_code == 404
    assert "777,77" not in page
    assert f"/a/{cast.account.pk}/charges/2017-08/{view}" in page


def test_organization_may_announce_the_month_it_counts(cast: Cast, anna: Client, august: Statement) -> None:
    cast.organization.settings.unpublished_period = UnpublishedPeriod.ANNOUNCE
    cast.organization.settings.save()
    make_statement(cast.account, SEPTEMBER, [Line(charged="777.77")], state=PeriodState.OPEN)
    response = anna.get(f"/a/{cast.account.pk}/charges/2017-09/")
    assert response.status_code == 200
    assert "Ещё считаем" in response.content.decode()
    assert "777,77" not in response.content.decode()
    assert "Сентябрь\u00a02017, ещё считаем" in charges(anna, cast)
    make_period(cast.other_organization, dt.date(2017, 10, 1), PeriodState.OPEN)
    assert anna.get(f"/a/{cast.account.pk}/charges/2017-10/").status_code == 404


def test_superseded_version_is_not_shown(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, lines=[Line(charged="1")], is_current=False, version=1)
    make_statement(cast.account, lines=[Line(charged="2")], version=2, correction_reason="Исправлен тариф")
    text = words_of(charges(anna, cast))
    assert "Итого к оплате 2,00 ₽" in text
    assert "Квитанция исправлена. Исправлен тариф" in text


@pytest.mark.parametrize("month", ["2017-13", "2017-00", "17-08", "2017-8", "2017-08-01", "9999-01", "0000-01", "%00"])
@pytest.mark.parametrize("view", ["", "table/"])
def test_what_is_no_month_is_no_page(cast: Cast, anna: Client, august: Statement, month: str, view: str) -> None:
    assert anna.get(f"/a/{cast.account.pk}/charges/{month}/{view}").status_code == 404


def test_newest_leads_to_the_newest_month(cast: Cast, anna: Client, august: Statement) -> None:
    assert anna.get(f"/a/{cast.account.pk}/charges/")["location"] == f"/a/{cast.account.pk}/charges/2017-08/"


def test_nothing_published_says_what_will_be_here(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, SEPTEMBER, state=PeriodState.OPEN)
    response = anna.get(f"/a/{cast.account.pk}/charges/")
    assert response.status_code == 200
    assert "Начислений пока нет" in response.content.decode()


def test_bill_older_than_the_archive_has_no_link(cast: Cast, anna: Client, august: Statement) -> None:
    make_statement(cast.account, dt.date(2017, 5, 1), [Line(charged="1")])
    assert "/bill/2017-05.pdf" in charges(anna, cast, "2017-05")
    cast.organization.settings.bill_archive_months = 3
    cast.organization.settings.save()
    assert "/bill/2017-05.pdf" not in charges(anna, cast, "2017-05")
    assert "/bill/2017-08.pdf" in charges(anna, cast, "2017-08")


@pytest.mark.parametrize("view", ["", "table/"])
def test_queries_do_not_grow_with_the_rows(
    cast: Cast, anna: Client, view: str, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def open_page() -> None:
        charges(anna, cast, view=view)

    def adjust(statement: Statement, number: int) -> None:
        for place in range(number):
            service = make_service(cast.organization, f"Услуга {place}", supplier=f"Поставщик {place}")
            store_later(Adjustment, statement=statement, service=service, corrected_month=JULY, amount=rub("1"))

    lines = [Line(f"Услуга {place}", charged="10", adjusted="1") for place in range(30)]
    statement = make_statement(cast.account, AUGUST, lines[:1])
    adjust(statement, 1)
    open_page()
    few = count_queries(open_page)
    with opened(statement.period):
        statement.delete()
    adjust(make_statement(cast.account, AUGUST, lines), 30)
    for month in range(1, 8):
        make_statement(cast.account, dt.date(2017, month, 1), lines)
    many = count_queries(open_page)
    assert few == many <= (9 if not view else 8)  # the list asks for the meters
    make_link(cast.anna, cast.boris_account)  # with a second account the switch asks for its months
    assert count_queries(open_page) <= (10 if not view else 9)


def store_parts(statement: Statement, service: Service, *parts: tuple[str, str, str]) -> None:
    for position, (name, rate, charged) in enumerate(parts, start=1):
        store_later(
            LinePart, statement=statement, service=service, name=name, position=position, unit="м³",
            volume=Decimal("4.066"), rate=Decimal(rate), charged=rub(charged),
        )  # fmt: skip


def test_a_service_of_components_is_explained_by_them(cast: Cast, anna: Client) -> None:
    hot = make_service(cast.organization, "Горячая вода")
    statement = make_statement(cast.account, lines=[Line(hot, charged="480.02"), Line(charged="1")])
    store_parts(statement, hot, ("холодная вода для ГВС", "18.84", "76.60"), ("подогрев воды", "99.22", "403.43"))
    text = words_of(charges(anna, cast))
    assert "Горячая вода из 2 составляющих" in text
    assert (
        "Услуга складывается из 2 составляющих: объём и тариф — у каждой свои. Из чего складывается "
        "В т. ч. холодная вода для ГВС 4,066 м³ × 18,84 ₽ = 76,60 ₽ 76,60 ₽ "
        "В т. ч. подогрев воды 4,066 м³ × 99,22 ₽ = 403,43 ₽ 403,43 ₽ Вместе 480,03 ₽ "
        "Начислено на 0,01 ₽ меньше, чем дают составляющие вместе."
    ) in text
    assert "Организация сообщила только сумму: 480,02 ₽" not in text


def test_components_stand_under_their_line_in_the_table(
    cast: Cast, anna: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    hot = make_service(cast.organization, "Горячая вода")
    fields = {"common_volume": Decimal("0.25")}
    lines = [Line(hot, opening="5", charged="480"), Line(charged="50", volume="5", rate="10", fields=fields)]
    statement = make_statement(cast.account, lines=lines)
    charges(anna, cast, view="table/")
    plain = count_queries(lambda: charges(anna, cast, view="table/"))
    store_parts(statement, hot, ("холодная вода", "18.84", "76.60"), ("подогрев", "99.22", "403.40"))
    cast.organization.settings.not_applicable_mark = "XXXXXX"
    cast.organization.settings.save()
    page = charges(anna, cast, view="table/").replace(NBSP, " ")
    rows = [
        "|".join(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row))
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page)
    ]
    assert rows == [
        HEAD.replace("Расход|", "Расход|В т.&nbsp;ч. на общее имущество|"),
        "Горячая вода|XXXXXX|XXXXXX|XXXXXX||0,00|5,00|480,00|0,00|0,00|485,00|485,00",
        "в т. ч. холодная вода|18,84|м³|4,07||XXXXXX|XXXXXX|76,60|0,00|0,00|XXXXXX|XXXXXX",
        "в т. ч. подогрев|99,22|м³|4,07||XXXXXX|XXXXXX|403,40|0,00|0,00|XXXXXX|XXXXXX",
        "Холодная вода|10,00|м³|5,00|0,25|0,00|0,00|50,00|0,00|0,00|50,00|50,00",
        "Итого|||||0,00|5,00|530,00|0,00|0,00|535,00|535,00",
    ]
    assert count_queries(lambda: charges(anna, cast, view="table/")) == plain + 1


def test_names_from_the_import_are_escaped(cast: Cast, anna: Client) -> None:
    make_statement(cast.account, lines=[Line("<script>alert(1)</script>", charged="1")])
    for view in ("", "table/"):
        assert "<script>alert" not in charges(anna, cast, view=view)


def test_huge_figures_are_printed(cast: Cast, anna: Client) -> None:
    line = Line(charged="90000000000000", volume="99999999.9999999", rate="99999999.999999")
    make_statement(cast.account, lines=[line])
    assert "90 000 000 000 000,00 ₽" in words_of(charges(anna, cast))
    charges(anna, cast, view="table/")


def test_months_change_without_a_full_page_load_too(cast: Cast, anna: Client, august: Statement) -> None:
    address = f"/a/{cast.account.pk}/charges/2017-08/"
    assert anna.get(address, headers={"hx-request": "true", "hx-boosted": "true"}).status_code == 200


def test_other_portal_does_not_know_the_account(cast: Cast, august: Statement) -> None:
    client = client_of(cast.anna, cast.other_portal)
    assert client.get(f"/a/{cast.account.pk}/charges/2017-08/").status_code == 404
