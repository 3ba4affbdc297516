"""Prove that a built wheel is whole: `tools/check_wheel.py dist/kvita-*.whl`.

The wheel is unpacked into an empty directory and the product is started from there: the command answers, and
`collectstatic` finds every file that a page asks for, so an installation needs neither Node nor this repository.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# One file of each kind that is built or easily forgotten; `*` stands for anything.
WANTED = (
    "kvita/py.typed",
    "kvita/core/migrations/0001_*.py",
    "kvita/web/ui/static/kvita/css/app.css",
    "kvita/web/ui/static/kvita/js/*.js",
    "kvita/web/ui/static/kvita/icons.svg",
    "kvita/web/ui/static/kvita/fonts/*.woff2",
    "kvita/web/ui/templates/**/*.html",
    "kvita/documents/fonts/*.ttf",
    "kvita/documents/**/*.typ",
    "kvita/web/captcha/recordings/[0-9].wav",
)


def main(arguments: list[str]) -> int:
    """Check one wheel; print what is missing and return 1, or return 0."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="kvita-wheel-") as name, zipfile.ZipFile(arguments[0]) as wheel:
        unpacked = Path(name) / "site"
        wheel.extractall(unpacked)
        absent = [pattern for pattern in WANTED if not any(unpacked.glob(pattern))]
        if absent:
            print(f"{arguments[0]} lacks:", *absent, sep="\n  ", file=sys.stderr)
            return 1
        manifest = collect_static(unpacked, Path(name) / "var")
    print(f"{arguments[0]}: whole, {manifest} static files collected")
    return 0


def collect_static(site: Path, var: Path) -> int:
    """Run `collectstatic` with the unpacked package; return how many files it has named by their content."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("KVITA_")},
        "PYTHONPATH": str(site),
        "KVITA_SECRET_KEY": "only-for-this-check-0123456789-0123456789-0123456789-0123456789",
        "KVITA_VAR_DIR": str(var),
    }
    code = "import kvita, sys; sys.exit(not kvita.__file__.startswith(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(site)], check=True, env=environment, cwd=site)
    command = [sys.executable, "-m", "kvita", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, check=True, env=environment, cwd=site)
    paths: dict[str, str] = json.loads((var / "static" / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    return len(paths)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
