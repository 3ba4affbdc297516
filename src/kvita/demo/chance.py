"""Chance that is the same every time: all that is drawn depends on a seed and on the name of what it is for."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Dice for one subject (an account, a house): whole numbers only, so that no float comes near a volume."""

    __slots__ = ("_random",)

    def __init__(self, seed: int, *subject: object) -> None:
        self._random = random.Random("/".join(map(str, (seed, *subject))))  # noqa: S311 - invented data, no secrets

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def percent(self, chance: int) -> bool:
        """Draw yes in `chance` cases of a hundred."""
        return self._random.random() * 100 < chance

    def one_of(self, things: Sequence[T]) -> T:
        """Draw one of several."""
        return things[int(self._random.random() * len(things))]

    def around(self, value: int, spread: int) -> int:
        """Draw a whole number that differs from `value` by up to `spread` percent, mostly by little."""
        off = self._random.random() + self._random.random() - 1
        return value + int(value * spread * off) // 100
