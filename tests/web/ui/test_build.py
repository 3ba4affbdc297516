"""The static build: joins in order, skips what did not change."""

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[3] / "tools" / "static"


Loader = Callable[[str], ModuleType]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Loader:
    """Import a module of the build, whose folder is on the path only for these tests."""
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_sheet_is_joined_in_the_order_of_its_list(load: Loader, tmp_path: Path) -> None:
    write(tmp_path / "app.css", '@layer a, b;\n@import "two.css" layer(b);\n@import "plain.css";\n')
    write(tmp_path / "two.css", ".two { color: red; }\n")
    write(tmp_path / "plain.css", ".plain { color: red; }\n")
    assert load("sheets").joined(tmp_path / "app.css") == (
        "@layer a, b;\n@layer b {\n.two { color: red; }\n}\n.plain { color: red; }\n\n"
    )


def test_a_part_that_is_missing_stops_the_build(load: Loader, tmp_path: Path) -> None:
    write(tmp_path / "app.css", '@import "gone.css" layer(b);\n')
    with pytest.raises(FileNotFoundError):
        load("sheets").joined(tmp_path / "app.css")


def test_the_sprite_has_a_symbol_for_each_drawing(load: Loader, tmp_path: Path) -> None:
    sprite = load("sprite")
    write(tmp_path / sprite.SOURCE, 'ICONS = {"dot": "M12 12h1", "bar": "M4 4v9"}\n')
    sprite.build(tmp_path)
    text = (tmp_path / sprite.TARGET).read_text(encoding="utf-8")
    assert '<symbol id="dot" viewBox="0 0 24 24"><path d="M12 12h1"/></symbol>' in text
    assert text.count("<symbol") == 2


def test_behaviours_cannot_meet_in_one_scope(load: Loader, tmp_path: Path) -> None:
    scripts = load("scripts")
    write(tmp_path / scripts.SOURCE / "a.js", "const same = 1; // note\n")
    write(tmp_path / scripts.SOURCE / "b.js", "const same = 2;\n")
    write(tmp_path / scripts.HTMX, "htmx")
    scripts.build(tmp_path)
    text = (tmp_path / scripts.TARGET / "app.js").read_text(encoding="utf-8")
    assert text.split("\n") == ['"use strict";', "{", "const same=1;", "}", "{", "const same=2;", "}", ""]


def test_a_step_runs_again_only_when_something_changed(
    load: Loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = load("build")
    source, target = tmp_path / "source.css", tmp_path / "out" / "target.css"
    write(source, "one")
    runs: list[str] = []

    def run() -> None:
        runs.append(source.read_text(encoding="utf-8"))
        write(target, runs[-1])

    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "HERE", tmp_path)
    monkeypatch.setattr(build, "STAMP", tmp_path / "build" / "static.json")
    monkeypatch.setattr(build, "steps", lambda: [build.Step("step", (source,), (target,), run)])
    for name in ("build.py", "step.py"):
        write(tmp_path / name, "code")

    assert [build.main([]), build.main([])] == [0, 0]
    assert runs == ["one"]
    write(source, "two")
    build.main([])
    assert runs == ["one", "two"]
    target.unlink()
    build.main([])
    assert runs == ["one", "two", "two"]
    build.main(["--force"])
    assert len(runs) == 4
    write(tmp_path / "step.py", "other code")
    build.main([])
    assert len(runs) == 5
