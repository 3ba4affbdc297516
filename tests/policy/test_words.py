"""One thing has one word on screen (docs/words.md): retired words do not come back into texts for people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.policy.sources import PACKAGE, expect_none, files, shown

GLOSSARY: Final = Path(__file__).parents[2] / "docs" / "words.md"
CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
PLACEHOLDER: Final = re.compile(r"\{\w+\}")
MARKUP: Final = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)

# What is not said any more, and what is said instead.
RETIRED: Final = {
    re.compile(r"\bE-?mail\b", re.IGNORECASE): "почта",
    re.compile(r"Платежн\w+ код", re.IGNORECASE): "платёжный код",
    re.compile("недоставк", re.IGNORECASE): "недопоставка",
    re.compile(r"прибор\w* уч[её]та", re.IGNORECASE): "счётчики",
    re.compile(r"Приняты (?:[05-9]|\d*1\d|\d+[05-9]) показани"): "принято 6 показаний",
    re.compile("Понадобится квитанция и"): "понадобятся",
    re.compile("то, чем открывают кабинет"): "способ входа",
    re.compile("открыть ключом", re.IGNORECASE): "вход без пароля",
}

# Where a retired word stays: the labels of the portals' manuals and the heads of their files, each with its reason.
KEPT: Final = {
    "housing/enums.py": "default labels of the manuals: «Email», «Разрешить e-mail оповещение», «Счёт по e-mail»",
    "housing/presets.py": "labels that each portal has in its manual",
    "web/joining/templates/joining/confirmed.html": "«Email успешно подтвержден»: the manual's page",
    "web/joining/views/letters.py": "the same sentence",
    "web/office/presenters/way_in.py": "how the sign-in of a portal names its label",
    "web/site/forms.py": "«Email», «Логин или email»: labels of the sign-in in the manuals",
    "web/resident/forms/pay.py": "«E-mail»: a field of the payment form in the manual",
    "web/joining/forms/feedback.py": "«Телефон или e-mail для ответа»: label of the manual's form of questions",
    "web/resident/presenters/account.py": "«Платежный код»: a line of the account card in the manual",
    "web/resident/templates/resident/charges_table.html": "columns of the manual's table of charges",
    "exchange/": "heads of the files that accounting programs print and expect",
    "remittances/": "heads of the files of banks",
    "demo/": "the manual's own tables",
}


def is_kept(path: str) -> bool:
    """Tell whether the file is one of those that keep labels of others."""
    return any(path.startswith(one) for one in KEPT)


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Return the texts for people in a file, with their lines: Russian strings, and templates without markup."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        bare = MARKUP.sub(lambda found: "\n" * found[0].count("\n") + " ", source)
        yield from enumerate(bare.splitlines(), start=1)
        return
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_label = re.fullmatch("E-?mail", node.value, re.IGNORECASE) and node.value != node.value.lower()
            if node.value.upper() != node.value and (is_label or CYRILLIC.search(node.value)):
                yield node.lineno, PLACEHOLDER.sub(" ", node.value)


def retired_in(text: str) -> Iterator[str]:
    """Say which retired words the text has, and what is said instead."""
    for word, instead in RETIRED.items():
        if found := word.search(text):
            yield f"«{found[0]}» is retired: say «{instead}» (docs/words.md)"


def test_retired_words_do_not_come_back() -> None:
    broken = []
    for path in files(".py", ".html"):
        name = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else ""
        if not name or "migrations/" in name or is_kept(name):
            continue
        broken += [f"{shown(path)}:{line}: {said}" for line, text in texts_of(path) for said in retired_in(text)]
    expect_none(broken)


def test_what_is_kept_still_needs_it() -> None:
    names = [path.relative_to(PACKAGE).as_posix() for path in files(".py", ".html") if path.is_relative_to(PACKAGE)]
    for kept in KEPT:
        own = [PACKAGE / name for name in names if name.startswith(kept)]
        found = [said for path in own for _, text in texts_of(path) for said in retired_in(text)]
        assert found, f"{kept} has no retired word any more: take it off the list"


@pytest.mark.parametrize(
    "text", ["Ваш e-mail", "Платежный код", "Недоставка 5", "Приборы учёта", "Приняты 6 показаний"]
)
def test_the_rule_sees_a_retired_word(text: str) -> None:
    assert list(retired_in(text))


@pytest.mark.parametrize("text", ["Ваша почта", "Платёжный код", "Недопоставка 5", "Счётчики", "Приняты 2 показания"])
def test_the_rule_lets_the_right_word_pass(text: str) -> None:
    assert not list(retired_in(text))


def test_the_glossary_has_every_word_that_is_said_instead() -> None:
    glossary = GLOSSARY.read_text(encoding="utf-8")
    for instead in ("почта", "платёжный код", "недопоставка", "счётчики", "вход без пароля", "способ входа"):
        assert instead in glossary
