"""What the signed-in layout lists: the sections and the billing accounts to switch between."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from kvita.calc.money import Money


@dataclass(frozen=True, slots=True)
class AccountOption:
    """One line of the account switch; `due` of None says nothing about money."""

    number: str
    address: str
    url: str
    is_current: bool = False
    due: Money | None = None
    note: str = ""
    icon: str = "home"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the cabinet. `only` is `phone` (bottom bar), `wide` (desktop row) or empty (both)."""

    key: str
    label: str
    url_name: str
    icon: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """A section with its address."""

    key: str
    label: str
    url: str
    icon: str = ""
    only: str = ""


# Five of them make the bottom bar of a phone; the rest is one tap further, on "Ещё".
RESIDENT_SECTIONS: Final = (
    Section("home", "Главная", "resident:home", "home"),
    Section("charges", "Начисления", "resident:charges", "bill"),
    Section("history", "История и платежи", "resident:history", only="wide"),
    Section("meters", "Счётчики", "resident:meters", "meter"),
    Section("requests", "Заявки", "resident:requests", "chat"),
    Section("news", "Объявления", "resident:news", only="wide"),
    Section("profile", "Профиль", "resident:profile", only="wide"),
    Section("more", "Ещё", "resident:more", "menu", only="phone"),
)


def nav_items(sections: Iterable[Section] = RESIDENT_SECTIONS, *, hidden: Collection[str] = ()) -> list[NavItem]:
    """Return the sections of this installation with their addresses.

    A portal that has no such service names its keys in `hidden`; a section whose pages are not installed is left out.
    """
    items = []
    for section in sections:
        if section.key in hidden:
            continue
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        items.append(NavItem(section.key, section.label, url, section.icon, section.only))
    return items
