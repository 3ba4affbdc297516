"""Filters for balances: a resident reads «Долг» and «Переплата», never a negative debt."""

import datetime as dt

from django import template

from kvita.calc.money import Money
from kvita.web.resident.presenters import wording
from kvita.web.ui import formatting

register = template.Library()


@register.filter
def balance_on(balance: Money, day: dt.date) -> str:
    """`{{ row.opening|balance_on:day }}` is `Долг на 1 августа` or `Переплата на 1 августа`."""
    return wording.balance_on(balance, day)


@register.filter
def balance_size(balance: Money) -> str:
    """`{{ row.closing|balance_size }}` is `31,05` for −31.05: the word beside it tells whose money it is."""
    return formatting.amount(abs(balance))


@register.filter
def taken(amount: Money) -> str:
    """`{{ row.paid|taken }}` is `−4 117,35`: what lessens a debt."""
    return formatting.signed(-amount)
