"""Putting right what the file itself still tells: single records by the change log, indexes by the records."""

from contextlib import suppress

from desktop.operations.done import Done
from models.database import high_water, integrity, mending
from models.database.database import Database
from models.database.errors import DatabaseError
from models.database.last_check import note_check
from models.progress import SILENT, Progress
from models.words import _, joined


def verify(database: Database, progress: Progress = SILENT) -> integrity.Findings:
    """Compare the open file with what was written to it, and keep what was found; stopping `progress` ends it (Cancelled)."""
    with database.reading_whole(progress) as connection:
        found = integrity.verify(connection, progress)
    with suppress(DatabaseError):  # a file nobody can write now, or that only is read
        note_check(database, found)
    return found


def mend(database: Database, findings: integrity.Findings, progress: Progress = SILENT) -> Done:
    """Put right what can be; the records by one act, which can be undone. Raises InUse and what writing raises."""
    done = mending.mend(database, findings, progress)
    told = []
    if done.change_set is not None:
        words = _("已按操作记录修复 {count} 条记录（第 {number} 步，可以撤销）")
        told.append(words.format(count=done.change_set.change_count, number=done.change_set.id))
    if done.indexes:
        told.append(_("已重建 {count} 个索引").format(count=done.indexes))
    left = sum(not finding.mendable for finding in findings.found)
    if left:
        told.append(_("{count} 处不能由文件自己修复，请用最近的备份核对").format(count=left))
    return Done(done.change_set, joined(told) or _("没有需要修复的内容"))


def accept_loss(database: Database) -> None:
    """Tell no more of what was saved on this computer and is not in the file: somebody has taken note."""
    if database.file is not None:
        with database.reading_whole() as connection:
            high_water.accept(database.file.path, connection)
