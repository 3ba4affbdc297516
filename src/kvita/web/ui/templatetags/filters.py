"""Filters: how values are written on the pages (kvita.web.ui.formatting does the work)."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.web.ui import formatting

register = template.Library()


@register.filter
def money(value: Money | None) -> str:
    """`{{ due|money }}` is `1 537,15 ₽`."""
    return "" if value is None else formatting.money(value)


@register.filter
def amount(value: Money | None) -> str:
    """`{{ due|amount }}` is `1 537,15`."""
    return "" if value is None else formatting.amount(value)


@register.filter
def signed(value: Money | None) -> str:
    """`{{ adjustment|signed }}` is `−792,36`."""
    return "" if value is None else formatting.signed(value)


@register.filter
def volume(value: Decimal | int | None) -> str:
    """`{{ line.volume|volume }}` is `10,418`."""
    return "" if value is None else formatting.volume(value)


@register.filter
def volume4(value: Decimal | int | None) -> str:
    """`{{ meter.value|volume4 }}` is `6 858,0000`."""
    return "" if value is None else formatting.volume4(value)


register.filter("reading", volume4)


@register.filter
def measured(value: Decimal | int | None, unit: str) -> str:
    """`{{ line.volume|measured:line.unit }}` is `10,418`, with the decimals of the unit at most."""
    return "" if value is None else formatting.measured(value, unit)


@register.filter
def change(value: Decimal) -> str:
    """`{{ row.difference|change }}` is `+1,5`, `−2`, `0`: how much more or less, with its sign."""
    return f"+{formatting.volume(value)}" if value > 0 else formatting.volume(value)


@register.filter
def dial(value: Decimal | int | None) -> SafeString:
    """`{{ meter.value|dial }}` is `6 858,0000`; four zeros stand apart, so that a phone can leave them out."""
    text = volume4(value)
    whole = text.removesuffix(",0000")
    return format_html("{}" if whole == text else '{}<span class="zeros">,0000</span>', whole)


@register.filter
def rate(value: Decimal | int | None) -> str:
    """`{{ line.rate|rate }}` is `18,84`."""
    return "" if value is None else formatting.rate(value)


@register.filter(expects_localtime=True)
def human_date(value: date | None, today: date | None = None) -> str:
    """`{{ day|human_date:today }}` is `21 августа`; without `today` the year is written."""
    return "" if value is None else formatting.human_date(value, today)


@register.filter(expects_localtime=True)
def human_time(value: datetime | None, today: date | None = None) -> str:
    """`{{ moment|human_time:today }}` is `11 сентября, 14:32`."""
    return "" if value is None else formatting.human_time(value, today)


@register.filter
def human_month(value: Month | date | None) -> str:
    """`{{ month|human_month }}` is `август 2017`; `|human_month|capfirst` starts a head."""
    return "" if value is None else formatting.human_month(value)


@register.filter
def month_name(value: Month | date | None) -> str:
    """`за {{ month|month_name }}` is `за август`."""
    return "" if value is None else formatting.month_name(value)


@register.filter
def unit(value: str | None) -> str:
    """`{{ "куб.м"|unit }}` is `м³`."""
    return "" if value is None else formatting.unit(value)


@register.filter
def plural(value: int, forms: str) -> str:
    """`{{ n }} {{ n|plural:"день,дня,дней" }}`."""
    one, few, many = forms.split(",")
    return formatting.plural(value, one.strip(), few.strip(), many.strip())


@register.filter
def counted(value: int, forms: str) -> str:
    """`{{ n|counted:"день,дня,дней" }}` is `4 дня`."""
    one, few, many = forms.split(",")
    return formatting.counted(value, one.strip(), few.strip(), many.strip())


@register.filter
def file_size(value: int | None) -> str:
    """`{{ file.size|file_size }}` is `84 кБ`."""
    return "" if value is None else formatting.file_size(value)


@register.filter
def phone_link(value: str) -> str:
    """`<a href="{{ phone|phone_link }}">` dials the printed number."""
    return formatting.phone_link(value)
