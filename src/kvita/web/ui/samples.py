"""What the gallery shows: the charges of the manual S4 (August), a form with and without errors, a year of figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.paginator import Page, Paginator

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.web.ui.charts import MonthFigures, Movement, debt_fall, month_chart
from kvita.web.ui.icons import ICONS
from kvita.web.ui.navigation import AccountOption, NavItem

COLOURS: Final = (
    ("paper", "фон"),
    ("surface", "карточка"),
    ("sunken", "шапка таблицы"),
    ("line", "деление"),
    ("edge", "граница поля"),
    ("ink", "текст"),
    ("ink-2", "второй текст"),
    ("accent", "действие, ссылка"),
    ("accent-soft", "выбрано"),
    ("sun", "только деньги"),
    ("hero", "плашка суммы"),
    ("good", "принято"),
    ("bad", "отклонено"),
    ("warn", "внимание"),
    ("info", "справка"),
)
TODAY: Final = date(2026, 9, 11)
AUGUST: Final = Month(2026, 8)


def roubles(text: str) -> Money:
    """Return Money from plain text."""
    return Money.from_rubles(text)


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """What `{% charge %}` reads."""

    name: str
    kind: str
    sign: str
    formula: str
    charged: Money
    adjusted: Money
    carried: Money
    due: Money
    overpaid: Money
    carried_word: str = "долг за прошлые месяцы"
    note: str = ""
    volume: Decimal = Decimal("10.418")
    rate: Decimal = Decimal("18.84")
    unit: str = "м3"
    paid: Money = Money.ZERO


class SampleForm(forms.Form):
    """One field of every kind."""

    surname = forms.CharField(label="Фамилия", help_text="Как в квитанции")
    account = forms.CharField(
        label="Номер лицевого счёта",
        help_text="Только цифры, без букв. Напечатан в квитанции.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    password = forms.CharField(label="Пароль", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    city = forms.ChoiceField(label="Город", choices=[("kazan", "Казань"), ("samara", "Самара")])
    text = forms.CharField(label="Что случилось", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="Фото счётчика", help_text="JPG или PNG, до 5 МБ", required=False)
    remember = forms.BooleanField(label="Запомнить меня", required=False)
    way = forms.ChoiceField(
        label="Как получать квитанцию",
        choices=[("mail", "По почте"), ("paper", "На бумаге"), ("both", "И так, и так")],
        widget=forms.RadioSelect,
    )


def charge_lines() -> list[ChargeLine]:
    """Return three lines of August: an ordinary one, an overpaid one, one without charges."""
    zero = Money.ZERO
    return [
        ChargeLine(
            *("Холодная вода", "cold", "drop", "10,418 м³ × 18,84 ₽ = 196,28 ₽"),
            *(roubles("196.28"), roubles("-114.27"), roubles("21.96"), roubles("103.97"), zero),
        ),
        ChargeLine(
            *("Подогрев воды", "hot", "flame", "4,066 м³ × 118,07 ₽ ≈ 480,02 ₽"),
            *(roubles("480.02"), roubles("-576.51"), roubles("65.44"), zero, roubles("31.05")),
        ),
        ChargeLine(
            *("Отопление", "heat", "heat", ""),
            *(zero, zero, roubles("34.53"), roubles("34.53"), zero),
        ),
    ]


def year_figures() -> list[MonthFigures]:
    """Return twelve months to August."""
    charged = "4120.10 5907.33 7215.48 7990.02 8412.75 8110.66 7390.48 6127.94 4406.20 4052.66 3963.51 2042.84"
    paid = "4040.00 4120.10 5907.33 6900.00 6500.00 9900.40 7692.91 7390.48 6127.94 4320.18 4052.66 4117.35"
    months = Month.span(AUGUST - 11, AUGUST)
    return [
        MonthFigures(month, roubles(one), roubles(other))
        for month, one, other in zip(months, charged.split(), paid.split(), strict=True)
    ]


def sample_page() -> Page[int]:
    """Return the second of three pages."""
    return Paginator(range(1, 24), 10).page(2)


def gallery_context() -> dict[str, Any]:
    """Return everything the gallery's templates read."""
    bound = SampleForm({"surname": "Хасанова", "account": "55 14", "city": "kazan"})
    bound.add_error("account", "В номере 4 цифры, а нужно 6. Проверьте по квитанции")
    return {
        "today": TODAY,
        "month": AUGUST,
        "previous": {"url": "#july", "month": AUGUST - 1},
        "icons": list(ICONS),
        "colours": COLOURS,
        "form": SampleForm(prefix="empty", initial={"surname": "Хасанова", "way": "mail"}),
        "bad_form": bound,
        "lines": charge_lines(),
        "chart": month_chart(year_figures()),
        "fall": debt_fall(
            [
                Movement("Было к оплате на 1 августа", roubles("3963.51"), is_balance=True),
                Movement("Начислено", roubles("2042.84")),
                Movement("Перерасчёты", roubles("-792.36")),
                Movement("Оплачено", roubles("-4117.35")),
                Movement("К оплате на 1 сентября", roubles("1096.64"), is_balance=True),
            ]
        ),
        "due": roubles("1537.15"),
        "debt": roubles("9949.90"),
        "nothing": Money.ZERO,
        "total": roubles("2042.84"),
        "page": sample_page(),
        "views": [
            {"url": "#services", "label": "По услугам", "is_current": True},
            {"url": "#table", "label": "Таблица"},
            {"url": "#history", "label": "История"},
        ],
        "account_links": [
            AccountOption("551412", "Гарифа Ахунова, 14, кв. 16", "#a", is_current=True, due=roubles("1537.15")),
            AccountOption("626200", "Спортивная, 9, кв. 16Д", "#b", due=Money.ZERO),
            AccountOption("778031", "Курская, 20, кв. 1", "#c", due=roubles("5900.08"), note="найм", icon="key"),
        ],
        "account_add_url": "#add",
        "nav_items": [
            NavItem("home", "Главная", "#home", "home"),
            NavItem("charges", "Начисления", "#charges", "bill"),
            NavItem("history", "История и платежи", "#history", only="wide"),
            NavItem("meters", "Счётчики", "#meters", "meter"),
            NavItem("requests", "Заявки", "#requests", "chat"),
            NavItem("profile", "Профиль", "#profile", only="wide"),
            NavItem("more", "Ещё", "#more", "menu", only="phone"),
        ],
        "nav_active": "home",
        "news_url": "#news",
        "news_count": 2,
        "profile_url": "#profile",
    }
