"""What residents are told of their readings: letters in the outbox, in the transaction of the change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from kvita.accounts.selectors import users_seeing
from kvita.accounts.services.notices import tell
from kvita.core.wording import say_day, say_number
from kvita.identity.models import User
from kvita.metering.models import Reading

_WHERE = "Передать показания можно в личном кабинете, в разделе «Показания счётчиков», или по телефону."


def tell_refused(*, readings: Sequence[Reading], now: dt.datetime) -> None:
    """Tell the residents why readings were not accepted: one letter an account."""
    accounts = _by_account(readings)
    for account_id, user in _users(accounts):
        mine = accounts[account_id]
        lines = [f"{_name_of(one)}: {say_number(one.value)}. {one.reason}" for one in mine]
        text = "\n".join(["Показание не принято.", "", *lines, "", f"Проверьте счётчик и передайте ещё раз. {_WHERE}"])
        key = f"reading-refused:{_ids(mine)}:{user.pk}"
        tell(user=user, key=key, subject="Показание счётчика не принято", text=text, now=now)


def tell_photo_asked(*, readings: Sequence[Reading], now: dt.datetime) -> None:
    """Ask the residents for a photo of the dial."""
    accounts = _by_account(readings)
    for account_id, user in _users(accounts):
        mine = accounts[account_id]
        lines = [f"{_name_of(one)}: {say_number(one.value)} на {say_day(one.taken_on)}" for one in mine]
        text = "\n".join(
            [
                "Мы получили показание, которое отличается от обычного. Пришлите, пожалуйста, фото счётчика.",
                "",
                *lines,
                "",
                "Фото прикрепляют в личном кабинете, в разделе «Показания счётчиков», рядом с показанием.",
            ]
        )
        key = f"reading-photo:{_ids(mine)}:{user.pk}"
        tell(user=user, key=key, subject="Нужно фото счётчика", text=text, now=now)


def tell_entered(*, readings: Sequence[Reading], how: str, now: dt.datetime) -> None:
    """Tell the residents that somebody of the organisation entered readings in their name: `how` says how they came."""
    accounts = _by_account(readings)
    for account_id, user in _users(accounts):
        mine = accounts[account_id]
        lines = [f"{_name_of(one)}: {say_number(one.value)}" for one in mine]
        text = "\n".join(
            [
                f"Сотрудник внёс показания за вас ({how}).",
                "",
                *lines,
                "",
                "Если показание неверно или вы его не передавали, исправьте его в личном кабинете или позвоните нам.",
            ]
        )
        key = f"reading-entered:{_ids(mine)}:{user.pk}"
        tell(user=user, key=key, subject="Показания внесены за вас", text=text, now=now)


def _name_of(reading: Reading) -> str:
    """Return «Холодная вода, счётчик № 18851987к» (register, service and meter selected)."""
    return f"{reading.register.title}, счётчик №\u00a0{reading.register.meter.serial_number}"


def _by_account(readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.register.meter.account_id is not None:
            found[reading.register.meter.account_id].append(reading)
    return found


def _ids(readings: Iterable[Reading]) -> str:
    """Return what makes the letter one of its kind: the first and the last reading it tells of, and how many."""
    keys = sorted(one.pk for one in readings)
    return f"{keys[0]}-{keys[-1]}-{len(keys)}"


def _users(accounts: Collection[int]) -> Iterator[tuple[int, User]]:
    seeing = users_seeing(accounts)
    return ((account_id, user) for account_id in accounts for user in seeing.get(account_id, ()))
