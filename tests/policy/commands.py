"""Command lines that the documents tell a reader to type: found in the text, with their placeholders filled in."""

import itertools
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# What a reader puts in place of a word in capitals. `SLUG` is told by the option before it.
VALUES: Final = {"FILE": "file.csv", "NUMBER": "17", "N": "17", "LOGIN": "vera", "S": "1"}
SLUGS: Final = {"--organization": "solnechny", "--portal": "innova"}
AFTER: Final = {"--since": "2026-10-01", "--until": "2026-10-31", "--reason": "дважды"}
_FENCE: Final = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Command:
    """A command line as it stands in a file, and the words after `kvita`; not whole where it is only named."""

    place: str
    words: tuple[str, ...]
    is_whole: bool


def commands_in(path: Path) -> list[Command]:
    """Return every `kvita …` of a document: lines of code blocks, and code within a sentence."""
    text = path.read_text(encoding="utf-8")
    typed = [line for block in _FENCE.findall(text) for line in block.splitlines()]
    said = _CODE.findall(_FENCE.sub("", text))
    return [
        Command(f"{path.name}: {line.strip()}", words, line in typed or _has_placeholder(line))
        for line in (*typed, *said)
        for words in _meanings(line)
        if words != ("COMMAND",)
    ]


def _has_placeholder(line: str) -> bool:
    return "…" not in line and any(word.isupper() for word in line.split())


def _meanings(line: str) -> Iterator[tuple[str, ...]]:
    """Yield the words after `kvita`, once for each choice «a|b»; what is in brackets is typed."""
    found = re.match(r"\s*(?:\S*/)?kvita (.*)", line.split(" #", 1)[0])
    if found is None:
        return
    words = shlex.split(re.sub(r"[\[\]]", " ", found[1]))
    choices = [word.split("|") for word in words]
    for chosen in itertools.product(*choices):
        yield tuple(_filled(chosen))


def _filled(words: tuple[str, ...]) -> Iterator[str]:
    before = ""
    for word in words:
        if word == "…":
            yield AFTER.get(before, word)
        elif word == "SLUG":
            yield SLUGS[before]
        else:
            yield VALUES.get(word, word)
        before = word
