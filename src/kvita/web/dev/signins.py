"""The sign-ins that the demo shows. This floor does not know who they are: the demo registers where to ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in: by what (`login`), with what, at which portal (its slug), and what it is there to show."""

    portal: str
    login: str
    password: str
    role: str
    name: str
    about: str

    @property
    def path(self) -> str:
        """Where this person signs in, below the portal's address."""
        return "login/" if self.role == "resident" else "office/"


Source = Callable[[], Sequence[SignIn]]
_sources: list[Source] = []


def register_sign_ins(source: Source) -> None:
    """Let `sign_ins` ask this source; once is enough."""
    if source not in _sources:
        _sources.append(source)


def sign_ins() -> list[SignIn]:
    """Return all sign-ins that work, in the order of their sources."""
    return [sign_in for source in _sources for sign_in in source()]
