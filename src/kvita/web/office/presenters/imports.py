"""What a rehearsal found, as its page prints it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from kvita.calc.money import Money
from kvita.exchange.models import ImportUpload

SHOWN_PROBLEMS: Final = 50
SHOWN_WARNINGS: Final = 20


def report_context(upload: ImportUpload, *, error: str = "") -> dict[str, Any]:
    """Return the figures of the report, its first wrong cells and warnings, and whether it can be brought in."""
    report: Mapping[str, Any] = upload.report
    rows, warnings = report["rows"], report["warnings"]
    good = rows["new"] + rows["changed"]
    return {
        "upload": upload,
        "error": error,
        "report": report,
        "rows": rows,
        "good": good,
        "months": [dt.date.fromisoformat(f"{month}-01") for month in report["months"]],
        "sums": [
            (title, Money(kopecks), Money(report["delta_kopecks"].get(title, 0)))
            for title, kopecks in report["sums_kopecks"].items()
        ],
        "problems": report["problems"][:SHOWN_PROBLEMS],
        "warnings": warnings[:SHOWN_WARNINGS],
        "warnings_count": len(warnings) + report["warnings_left_out"],
        "can_apply": upload.batch_id is None and not rows["wrong"] and good > 0,
        "is_unchanged": not rows["wrong"] and good == 0,
    }
