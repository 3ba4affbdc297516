"""What the organisations of the demo announce: news of the last weeks and works of the coming days."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Final

from kvita.demo.storing.reference import StoredOrganization
from kvita.housing.models import Building
from kvita.publications.enums import AnnouncementKind
from kvita.publications.models import Announcement
from kvita.tariffs.enums import ServiceKind


@dataclass(frozen=True, slots=True)
class News:
    """A piece of news: how many days ago it appeared, in which months and years it makes sense (empty = always)."""

    days_ago: int
    title: str
    text: str
    months: tuple[int, ...] = ()
    years: tuple[int, ...] = ()

    def fits(self, today: dt.date) -> bool:
        """Tell whether somebody would announce this around today."""
        return today.month in (self.months or (today.month,)) and today.year in (self.years or (today.year,))


COLD_MONTHS: Final = (10, 11, 12, 1, 2, 3, 4)
NEWS: Final = (
    News(
        2,
        "Квитанции за прошлый месяц готовы",
        "Начисления за прошлый месяц опубликованы. Оплатите до 15 числа: так пени не появятся.\n\n"
        "Если сумма кажется большой, откройте строку услуги: там видно объём, тариф и причину перерасчёта.",
    ),
    News(
        9,
        "Снег с крыш убираем по средам и пятницам",
        "С 10:00 до 15:00 у подъездов натянут ленту. Пожалуйста, не ставьте машины под карнизами.",
        COLD_MONTHS,
    ),
    News(
        9,
        "Готовим дом к отоплению: проверьте батареи",
        "Осмотрите батареи и краны в квартире. Если увидите ржавчину или капли, позвоните: мастер придёт бесплатно.",
        (7, 8, 9),
    ),
    News(
        9,
        "Моем окна и красим перила в подъездах",
        "Работы идут до конца месяца, подъезд за подъездом. Свежую краску отметим табличкой.",
        (5, 6),
    ),
    News(
        16,
        "Проверяем счётчики воды: кому пора",
        "Счётчик холодной воды поверяют раз в шесть лет, горячей — раз в четыре года. Дата вашего счётчика есть "
        "в разделе «Счётчики». После неё мы начисляем по среднему три месяца, потом по нормативу.\n\n"
        "Поверку может сделать любая компания с аккредитацией. Принесите нам копию свидетельства.",
    ),
    News(
        23,
        "Новые тарифы с 1 октября",
        "С 1 октября 2026 года изменились тарифы на воду, тепло и электричество. Новые цены есть на странице лицевого "
        "счёта, в таблице услуг. Плата за содержание дома в этом году больше не меняется.",
        (10, 11),
        (2026,),
    ),
    News(
        30,
        "Мы не ходим по квартирам с продажей фильтров",
        "Если к вам пришли «от управляющей компании» и предлагают купить фильтр, датчик или поверку прямо сейчас, "
        "закройте дверь и позвоните нам. Наш мастер приходит только по заявке и показывает удостоверение.",
    ),
    News(
        41,
        "Собрание собственников: итоги",
        "За ремонт козырьков проголосовали 71 % собственников. Работы начнём весной, деньги берём из накопленных "
        "на содержание дома, дополнительной строки в квитанции не будет. Протокол можно посмотреть в офисе.",
    ),
)


def store_announcements(organization: StoredOrganization, buildings: list[Building], now: dt.datetime) -> None:
    """Store the news and one outage of the coming days, in the first of the buildings."""
    zone = zoneinfo.ZoneInfo(organization.row.time_zone)
    today = now.astimezone(zone).date()
    for news in NEWS:
        if news.fits(today):
            _store(organization, news.title, news.text, _at(today - dt.timedelta(days=news.days_ago), 10, zone, now))
    works_on = today + dt.timedelta(days=3)
    what, why = _outage(organization)
    outage = _store(
        organization,
        f"{works_on.day} {_genitive(works_on.month)} с 9:00 до 17:00 {what}",
        why,
        _at(today - dt.timedelta(days=1), 15, zone, now),
        kind=AnnouncementKind.OUTAGE,
        starts_at=_at(works_on, 9, zone),
        ends_at=_at(works_on, 17, zone),
    )
    outage.buildings.set(buildings)


def _outage(organization: StoredOrganization) -> tuple[str, str]:
    """Return what will be off and why: something that this organisation is charged with."""
    kinds = {service.kind for service in organization.plan.services}
    if ServiceKind.WATER_HEATING in kinds:
        return (
            "не будет горячей воды",
            "Меняем задвижку в подвале. Холодная вода и отопление работают. Если закончим раньше, сразу включим.",
        )
    if ServiceKind.COLD_WATER in kinds:
        return "не будет холодной воды", "Водоканал ремонтирует ввод в дом. Наберите воды заранее."
    return "не будет работать лифт", "Проводим ежегодный осмотр. Если тяжело подниматься, позвоните: поможем с сумками."


def _store(
    organization: StoredOrganization,
    title: str,
    text: str,
    published_at: dt.datetime,
    *,
    kind: AnnouncementKind = AnnouncementKind.NEWS,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
) -> Announcement:
    return Announcement.objects.create(
        organization=organization.row,
        kind=kind,
        title=title,
        text=text,
        published_at=published_at,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _at(day: dt.date, hour: int, zone: dt.tzinfo, not_after: dt.datetime | None = None) -> dt.datetime:
    moment = dt.datetime.combine(day, dt.time(hour), zone)
    return min(moment, not_after) if not_after else moment


def _genitive(month: int) -> str:
    names = (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    )  # fmt: skip
    return names[month - 1]
