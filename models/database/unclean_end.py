"""What is looked after before a file is opened to write: a log that is not its own, and what an unclean end left behind.

A program that ended well leaves no name in the lock of the file; one that was killed, or whose computer was switched off,
does. Then the whole file is checked, once, before anybody works in it.
"""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from models.database import errors, instance, swapping
from models.database.backup import advice
from models.database.engine import AS_IT_STANDS, connect
from models.database.integrity import index_finding
from models.database.search import index_name
from models.progress import SILENT, Progress
from models.words import _

_TOLD = 100  # findings of SQLite that are looked through


def was_unclean(path: Path) -> bool:
    """Whether the program that had the file last did not end by itself; asked before the lock is taken."""
    return instance.holder(path) is not None


def put_right(path: Path, *, unclean: bool, key: bytes | None = None, progress: Progress = SILENT) -> tuple[str, ...]:
    """Look after a file before it is opened; returns what is to be told. Only for who has its lock.

    Raises Damaged where the file is no more to be used, and then nothing has changed.
    """
    if not path.exists():
        return ()
    told = (_set_foreign_log_aside(path, key, unclean=unclean), _put_in_order(path, key, progress) if unclean else "")
    return tuple(words for words in told if words)


def _set_foreign_log_aside(path: Path, key: bytes | None, *, unclean: bool) -> str:
    """Move a log away that does not belong to the file, and say so; "" where there is none.

    SQLite lays whatever log it finds beside a file over it: where somebody has put a backup in the place of the file by
    hand, the log of the former file would ruin it.
    """
    kept = swapping.set_stray_log_aside(path)
    if kept is None and unclean and swapping.has_log(swapping.sidecar(path, "-wal")) and _ruins(path, key):
        kept = swapping.set_log_aside(path)
    if kept is None:
        return ""
    words = _("“{name}”旁边的日志不是它自己的（可能换过文件），没有用，已另存为“{kept}”")
    return words.format(name=path.name, kept=kept.name)


def _ruins(path: Path, key: bytes | None) -> bool:
    """Whether the file is sound alone and is not with the log beside it."""
    return not _is_sound(path, key, "mode=ro") and _is_sound(path, key, AS_IT_STANDS)


def _is_sound(path: Path, key: bytes | None, mode: str) -> bool:
    try:
        with errors.translated_files(), closing(connect(path, key=key, mode=mode)) as raw:
            return bool(raw.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except (errors.Damaged, errors.ForeignFile, errors.Missing, dbapi2.Error):
        return False


def _put_in_order(path: Path, key: bytes | None, progress: Progress) -> str:
    """Check the whole file and make broken indexes anew; returns what was done, "" for nothing."""
    progress.note(_("上次没有正常关闭，正在检查数据库"))
    try:
        with errors.translated_files(), closing(connect(path, key=key)) as raw:
            return _mended(raw, path)
    except errors.Damaged as error:
        words = _("“{name}”上次没有正常关闭，检查发现它已损坏，没有打开，也没有改动；{advice}")
        raise errors.Damaged(words.format(name=path.name, advice=advice(path))) from error


def _mended(raw: Any, path: Path) -> str:
    told = _findings(raw)
    if not told:
        return ""
    found = [index_finding(each) for each in told]
    if None in found:
        raise errors.damaged()
    indexes = {one.index for one in found if one is not None and one.index}
    searches = {index_name(one.searched) for one in found if one is not None and one.searched is not None}
    _make_anew(raw, indexes, searches)
    words = _("“{name}”上次没有正常关闭，查找用的索引坏了 {count} 处，已重新建立；记录没有变")
    return words.format(name=path.name, count=len(indexes | searches))


def _make_anew(raw: Any, indexes: Iterable[str], searches: Iterable[str]) -> None:
    """All of them or none; raises Damaged where that does not help."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        for index in indexes:
            raw.execute(f'REINDEX "{index}"')
        for search in searches:
            raw.execute(f'DROP TABLE "{search}"')  # made anew from the records as soon as the file is open
        left = _findings(raw)
        raw.execute("ROLLBACK" if left else "COMMIT")
    except dbapi2.IntegrityError as error:  # two records under one key: no index can be made of them
        raw.execute("ROLLBACK")
        raise errors.damaged() from error
    if left:
        raise errors.damaged()


def _findings(raw: Any) -> list[str]:
    told = [row[0] for row in raw.execute(f"PRAGMA integrity_check({_TOLD})")]
    return [] if told == ["ok"] else told
