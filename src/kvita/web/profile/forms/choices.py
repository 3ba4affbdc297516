"""Ticks: messages, delivery of bills, looks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from kvita.accounts.models import AccountLink
from kvita.accounts.selectors import MessageChoices
from kvita.housing.enums import BillDelivery, NotificationChoice, NotificationSubject, ProfileText
from kvita.housing.models import PortalSettings
from kvita.identity.models import User
from kvita.notifications.enums import Channel
from kvita.web.ui.appearance import TEXT_SIZES, THEMES, Appearance

CHANNELS: Final = ((Channel.SMS, "SMS"), (Channel.EMAIL, "Почта"))
# When a message about the subject goes.
WHEN: Final = {
    NotificationSubject.PAYMENT: "в день зачисления",
    NotificationSubject.BILL: "когда месяц закрыт",
    NotificationSubject.READINGS: "за 3 дня до конца приёма",
    NotificationSubject.OUTAGES: "сразу",
    NotificationSubject.REQUESTS: "сразу",
}
NO_PHONE: Final = "Чтобы получать SMS, сначала напишите мобильный телефон в контактных данных."
NO_EMAIL: Final = "Чтобы получать письма, сначала напишите почту в контактных данных."
BY_EMAIL: Final = frozenset({BillDelivery.EMAIL, BillDelivery.EXTRACT_ON_PAYMENT})


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A line of the table of messages: what about, when, and a tick for each channel (None: not by this one)."""

    label: str
    when: str
    ticks: tuple[BoundField | None, ...]


class MessagesForm(forms.Form):
    """«Оповещения» (D20): two ticks, or one for each subject and channel."""

    def __init__(
        self, data: QueryDict | None = None, *, user: User, settings: PortalSettings, choices: MessageChoices
    ) -> None:
        super().__init__(data)
        self.user = user
        self.is_simple = settings.notification_choice == NotificationChoice.ON_OFF
        self.offered = _offered(settings)
        self.debt_day = settings.debt_message_day
        words = {Channel.SMS: ProfileText.ALLOW_SMS, Channel.EMAIL: ProfileText.ALLOW_EMAIL}
        for channel, name in CHANNELS:
            subjects = self.offered[channel]
            for subject in ["", *subjects] if self.is_simple else subjects:
                if self.is_simple and (subject or not subjects):
                    continue
                label = settings.profile_text(words[channel]) if self.is_simple else f"{name}: {_title(subject)}"
                self.fields[_key(channel, subject)] = forms.BooleanField(
                    label=label, required=False, initial=choices.allow(channel, subject)
                )

    def clean(self) -> dict[str, Any]:
        """Refuse ticks for which there is no address: the field says what to do first."""
        for channel, address, refusal in (
            (Channel.SMS, self.user.phone, NO_PHONE),
            (Channel.EMAIL, self.user.email, NO_EMAIL),
        ):
            ticked = [key for key in self.fields if key.startswith(channel) and self.cleaned_data.get(key)]
            if ticked and not address:
                self.add_error(ticked[0], refusal)
        return self.cleaned_data

    @property
    def wanted(self) -> dict[tuple[str, str], bool]:
        """What is to be stored: (channel, subject) to yes or no."""
        keys = [(channel, subject) for channel, _ in CHANNELS for subject in ["", *self.offered[channel]]]
        return {key: self.cleaned_data[_key(*key)] for key in keys if _key(*key) in self.fields}

    @property
    def channels(self) -> list[str]:
        """The heads of the columns."""
        return [name for channel, name in CHANNELS if self.offered[channel]]

    @property
    def rows(self) -> Iterator[SubjectRow]:
        """The lines of the table, in the order of the subjects."""
        shown = [channel for channel, _ in CHANNELS if self.offered[channel]]
        for subject in NotificationSubject:
            ticks = tuple(
                self[_key(channel, subject)] if subject in self.offered[channel] else None for channel in shown
            )
            if any(ticks):
                when = f"{self.debt_day}-го числа" if subject == NotificationSubject.DEBT else WHEN.get(subject, "")
                yield SubjectRow(_title(subject), when, ticks)


class DeliveryForm(forms.Form):
    """«Счёт на дом», «Счёт по e-mail» for each linked account."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        offered: Sequence[str],
        links: Iterable[AccountLink],
        chosen: Mapping[int, Sequence[str]],
    ) -> None:
        super().__init__(data)
        self.user, self.links = user, list(links)
        ways = [(way.value, _capital(way.label)) for way in BillDelivery if way in offered]
        for link in self.links:
            field = forms.MultipleChoiceField(
                label=link.account.premise.address,
                help_text=_account_hint(link.account.full_number, user.email),
                choices=ways,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=list(chosen.get(link.pk, ())),
                error_messages={"invalid_choice": "Такого способа больше нет. Обновите страницу."},
            )
            self.fields[f"ways-{link.account_id}"] = field

    def clean(self) -> dict[str, Any]:
        """Refuse bills by e-mail to who has none."""
        for name, ways in list(self.cleaned_data.items()):
            if BY_EMAIL.intersection(ways) and not self.user.email:
                self.add_error(name, NO_EMAIL)
        return self.cleaned_data

    @property
    def wanted(self) -> dict[int, list[str]]:
        """The ways of each account."""
        return {link.account_id: self.cleaned_data[f"ways-{link.account_id}"] for link in self.links}


class LookForm(forms.Form):
    """Theme and size of text; kept in the browser."""

    theme = forms.ChoiceField(
        label="Тема",
        help_text="Авто — как настроено на телефоне или компьютере",
        choices=list(zip(THEMES, ("Авто", "Светлая", "Тёмная"), strict=True)),
        widget=forms.RadioSelect,
    )
    text_size = forms.ChoiceField(
        label="Размер текста",
        choices=list(zip(TEXT_SIZES, ("Обычный", "Крупный"), strict=True)),
        widget=forms.RadioSelect,
    )

    @property
    def look(self) -> Appearance:
        """What was chosen."""
        return Appearance(self.cleaned_data["theme"], self.cleaned_data["text_size"])


def _account_hint(number: str, email: str | None) -> str:
    return f"Лицевой счёт {number}, письма идут на {email}" if email else f"Лицевой счёт {number}"


def _offered(settings: PortalSettings) -> dict[str, list[str]]:
    return {Channel.SMS: list(settings.sms_subjects), Channel.EMAIL: list(settings.email_subjects)}


def _key(channel: str, subject: str) -> str:
    return f"{channel}-{subject or 'all'}"


def _title(subject: str) -> str:
    return _capital(NotificationSubject(subject).label)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
