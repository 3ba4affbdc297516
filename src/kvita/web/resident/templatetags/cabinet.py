"""Filters for balances: a resident reads «К оплате» and «Переплата», never a negative debt."""

import datetime as dt

from django import template

from kvita.calc.money import Money
from kvita.web.resident.presenters import wording
from kvita.web.ui import formatting

register = template.Library()


@register.filter
def opening_on(balance: Money, day: dt.date) -> str:
    """`{{ row.opening|opening_on:day }}` is `Было к оплате на 1 августа` or `Переплата на 1 августа`."""
    return wording.opening_on(balance, day)


@register.filter
def closing_on(balance: Money, day: dt.date) -> str:
    """`{{ row.closing|closing_on:day }}` is `К оплате на 1 сентября` or `Переплата на 1 сентября`."""
    return wording.closing_on(balance, day)


@register.filter
def balance_size(balance: Money) -> str:
    """`{{ row.closing|balance_size }}` is `31,05` for −31.05: the word beside it tells whose money it is."""
    return formatting.amount(abs(balance))


@register.filter
def taken(amount: Money) -> str:
    """`{{ row.paid|taken }}` is `−4 117,35`: what lessens a debt."""
    return formatting.signed(-amount)
