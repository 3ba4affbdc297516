"""Build the static files that are not in git: `python tools/static/build.py [--force]`.

Every step has inputs and outputs. A step runs when the hash of its inputs (and of this build) differs from
the stamp in `build/static.json` or when an output is missing, so a second run does nothing and takes a moment.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import fonts
import packages
import scripts
import sheets
import sprite

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STAMP = ROOT / "build" / "static.json"


@dataclass(frozen=True)
class Step:
    """A part of the build: `run` makes `outputs` out of `inputs` (paths below the project root)."""

    name: str
    inputs: tuple[Path, ...]
    outputs: tuple[Path, ...]
    run: Callable[[], None]


def steps() -> Iterable[Step]:
    """Yield the steps in order; each is made when its turn comes, as later ones read what the first unpacks."""
    for module in (packages, fonts, sheets, sprite, scripts):
        yield Step(module.__name__, module.inputs(ROOT), module.outputs(ROOT), partial(module.build, ROOT))


def fingerprint(step: Step) -> str:
    """Return the hash of the step's inputs and of the code of this build."""
    digest = hashlib.sha256()
    for path in (*step.inputs, HERE / "build.py", HERE / f"{step.name}.py"):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Run the steps that need it and print one line for each."""
    stamps: dict[str, str] = {}
    if STAMP.exists() and "--force" not in arguments:
        stamps = json.loads(STAMP.read_text(encoding="utf-8"))
    for step in steps():
        mark = fingerprint(step)
        if stamps.get(step.name) == mark and all(path.exists() for path in step.outputs):
            print(f"static: {step.name}: unchanged")
            continue
        started = time.perf_counter()
        step.run()
        stamps[step.name] = mark
        STAMP.parent.mkdir(exist_ok=True)
        STAMP.write_text(json.dumps(stamps, indent=1) + "\n", encoding="utf-8")
        print(f"static: {step.name}: built in {time.perf_counter() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
