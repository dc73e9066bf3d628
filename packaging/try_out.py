"""Try the program out: with a sample in out/ where there is no database yet, the reports in out/, then the window.

`SAMPLE=school` in the environment takes the sample of one school, else it is that of a city. A sample has a file of its
own: it is never put where the person's database would be.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop.cli import main  # noqa: E402 - found only after the line above
from desktop.commands.common import say  # noqa: E402
from desktop.reports.catalogue import reports  # noqa: E402
from models.database.location import CITY, NAME, SCHOOL, default_database, sample_beside  # noqa: E402
from models.words import _  # noqa: E402

OUT = ROOT / "out"
VARIABLE, OF_A_SCHOOL = "SAMPLE", "school"


def do(*arguments: str | Path) -> None:
    """Run a command of the program; end with its status when it refuses."""
    status = main([str(argument) for argument in arguments])
    if status:
        sys.exit(status)


def database_to_try() -> Path:
    """The person's database where there is one, else a sample in out/, made unless it is there."""
    asked = os.environ.get(VARIABLE)
    own = default_database()
    if own.exists() and not asked:
        return own
    of_school = asked == OF_A_SCHOOL
    sample = sample_beside(OUT / NAME, SCHOOL if of_school else CITY)
    if not sample.exists():
        OUT.mkdir(exist_ok=True)
        do("--database", sample, "demo", *(("--school",) if of_school else ()))
    return sample


def print_reports(database: Path) -> None:
    """Every report over all records, as PDF, the lists and statistics as workbooks too."""
    OUT.mkdir(exist_ok=True)
    for report in reports():
        target = OUT / _(report.title)
        for ending in (".pdf",) if report.per_record else (".pdf", ".xlsx"):
            do("--database", database, "report", report.name, "--all", "--to", target.with_suffix(ending))


def has_display() -> bool:
    """Whether a window can be shown; on Windows and macOS always."""
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def try_out() -> None:
    """All of it; without a display all but the window."""
    database = database_to_try()
    print_reports(database)
    if has_display():
        do(*(() if database == default_database() else ("--database", database)))
    else:
        say(_("没有图形界面可用，未打开窗口；数据库在 {database}，报表在 {out}").format(database=database, out=OUT))


if __name__ == "__main__":
    try_out()
