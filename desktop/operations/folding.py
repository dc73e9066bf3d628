"""Folding old acts: how many there are before a day, and what came of it, as the window and the command say it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from models import clock
from models.database.database import Database
from models.database.folding import fold, foldable
from models.progress import SILENT, Progress
from models.words import _

YEARS = (1, 2, 3, 5)  # ago, before which acts are offered to be folded


def days() -> Iterator[tuple[date, int]]:
    """The days before which a person may fold, and how many years ago they are."""
    today = clock.today()
    for years in YEARS:
        last = monthrange(today.year - years, today.month)[1]
        yield date(today.year - years, today.month, min(today.day, last)), years


def fold_before(path: Path, day: date, progress: Progress = SILENT) -> str:
    """Fold the acts before a day in a closed file; what came of it. Raises what folding.fold raises, and then nothing has changed."""
    done = fold(path, day, progress)
    words = _(
        "已折叠到第 {act} 步：{lines} 行改动并成 {records} 条记录，文件从 {before} 字节到 {after} 字节；以前的留在备份“{kept}”"
    )
    return words.format(
        act=done.act, lines=f"{done.lines:,}", records=f"{done.records:,}", before=f"{done.before:,}",
        after=f"{done.after:,}", kept=done.kept.name,
    )  # fmt: skip


def would_fold(database: Database, day: date) -> tuple[str, bool]:
    """What folding the acts before a day would come to, in a sentence, and whether there is anything to fold."""
    with database.reading_whole() as connection:
        acts, lines = foldable(connection, day)
    if not lines:
        return _("那以前没有可以折叠的操作"), False
    return _("到第 {act} 步为止，{lines} 行改动").format(act=f"{acts:,}", lines=f"{lines:,}"), True
