"""What the signed-in layout lists: the sections and the billing accounts to switch between."""

from collections.abc import Collection, Iterable, Mapping
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
    Section("charges", "Начисления", "resident:charges_newest", "bill"),
    Section("history", "История и платежи", "resident:history", only="wide"),
    Section("meters", "Счётчики", "resident:meters", "meter"),
    Section("account", "Лицевой счёт", "resident:account", only="wide"),
    Section("requests", "Заявки", "resident:requests", "chat"),
    Section("news", "Объявления", "resident:news", only="wide"),
    Section("profile", "Профиль", "profile:page", only="wide"),
    Section("more", "Ещё", "resident:more", "menu", only="phone"),
)


def nav_items(
    *,
    account_id: int | None = None,
    sections: Iterable[Section] = RESIDENT_SECTIONS,
    hidden: Collection[str] = (),
    labels: Mapping[str, str] | None = None,
) -> list[NavItem]:
    """Return the sections with their addresses, those of the account where a section is about one.

    A portal without some service names the keys in `hidden`; a section that has no pages here is left out.
    `labels` are what it calls its sections itself, by key.
    """
    items = []
    for section in sections:
        url = None if section.key in hidden else section_url(section.url_name, account_id)
        if url is not None:
            label = (labels or {}).get(section.key, section.label)
            items.append(NavItem(section.key, label, url, section.icon, section.only))
    return items


def section_url(url_name: str, account_id: int | None) -> str | None:
    """Return the address of a section: of the account, or common to all accounts; None when there is no such page."""
    for arguments in ([account_id], []):
        try:
            return reverse(url_name, args=arguments)
        except NoReverseMatch:
            continue
    return None
