"""Backups in the clear of a database that is locked: told, locked, or removed once a locked one was verified."""

from collections.abc import Iterable
from pathlib import Path

from desktop.operations.backing_up import back_up
from models.access.rights import LOCK, Right
from models.database import readable_backups, second_place
from models.database.backup import backups_of, of_this_history
from models.database.database import Database
from models.database.engine import opened_file
from models.database.errors import NotAsWritten
from models.database.readable_backups import Readable, readable
from models.database.second_place import SecondPlace, copy_there
from models.progress import SILENT, Progress
from models.words import _, clauses


def of_database(path: Path, place: SecondPlace | None = None) -> tuple[Readable, ...]:
    """Those beside a database and in its second place, as far as that is there."""
    chosen = place or second_place.remembered(path)
    there = second_place.find(chosen) if chosen is not None else None
    return readable(path, [there] if there is not None else ())


def told(found: Iterable[Readable]) -> str:
    """How many there are and where, in a sentence; "" for none."""
    found = tuple(found)
    count = sum(len(one.backups) for one in found)
    if not found:
        return ""
    if not count:
        words = _("备份的附件没有加锁，拿到的人都能读：{places}")
        return words.format(places="、".join(str(one.folder) for one in found))
    words = _("{count} 份备份没有加锁，拿到的人都能读：{places}")
    return words.format(count=count, places="、".join(one.words for one in found))


def lock_them(database: Database, place: SecondPlace | None = None, progress: Progress = SILENT) -> str:
    """Make locked ones of them; what was done, and what could not be read and stays. Raises NotAllowed and what locking raises."""
    database.require(Right(LOCK))
    path = opened_file(database.engine).path
    found = of_database(path, place)
    readable_backups.lock(path, found, progress)
    left = of_database(path, place)
    done = sum(len(one.backups) for one in found) - sum(len(one.backups) for one in left)
    words = [_("已给 {count} 份备份加锁，并核对无误").format(count=done)]
    if left:
        words.append(_("还有读不出来的，没有动：{names}").format(names="、".join(_names(left))))
    return clauses(words)


def _names(found: Iterable[Readable]) -> list[str]:
    return [file.name for one in found for file in (*one.backups, *one.files)]


def remove_them(database: Database, place: SecondPlace | None = None, progress: Progress = SILENT) -> str:
    """Remove them after a locked backup was made, verified and brought to each of the folders.

    Raises NotAllowed, NotAsWritten where the new backup is not as it was written, and what backing up raises: none is removed then.
    """
    database.require(Right(LOCK))
    file = opened_file(database.engine)
    found = of_database(file.path, place)
    made, fault = back_up(database, progress)
    if fault:
        words = _("新做的备份“{name}”里的内容与写下时不同：{what}；没有加锁的备份都留着")
        raise NotAsWritten(words.format(name=made.name, what=fault))
    chosen = place or second_place.remembered(file.path)
    if chosen is not None and any(one.folder != made.parent for one in found):
        with database.reading_whole() as connection:
            info = of_this_history(connection, backups_of(file.path))[0]
        copy_there(chosen, file.path, info, key=file.key, progress=progress)
    readable_backups.remove(file.path, found, progress)
    words = _("已另做加锁的备份“{name}”并核对无误，删除了 {count} 份没有加锁的")
    return words.format(name=made.name, count=sum(len(one.backups) for one in found))
