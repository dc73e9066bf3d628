"""Try the program out: the sample school where there is no database yet, the reports in out/, then the window."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop.cli import main  # noqa: E402 - found only after the line above
from desktop.commands.common import say  # noqa: E402
from desktop.reports.catalogue import reports  # noqa: E402
from models.database.location import default_database  # noqa: E402
from models.words import _  # noqa: E402

OUT = ROOT / "out"


def do(*arguments: str | Path) -> None:
    """Run a command of the program; end with its status when it refuses."""
    status = main([str(argument) for argument in arguments])
    if status:
        sys.exit(status)


def print_reports() -> None:
    """Every report over all records, as PDF, the lists and statistics as workbooks too."""
    OUT.mkdir(exist_ok=True)
    for report in reports():
        target = OUT / _(report.title)
        for ending in (".pdf",) if report.per_record else (".pdf", ".xlsx"):
            do("report", report.name, "--all", "--to", target.with_suffix(ending))


def has_display() -> bool:
    """Whether a window can be shown; on Windows and macOS always."""
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def try_out() -> None:
    """All of it; without a display all but the window."""
    database = default_database()
    if not database.exists():
        do("demo")
    print_reports()
    if has_display():
        do()
    else:
        say(_("没有图形界面可用，未打开窗口；数据库在 {database}，报表在 {out}").format(database=database, out=OUT))


if __name__ == "__main__":
    try_out()
