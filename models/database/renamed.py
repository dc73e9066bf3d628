"""A file somebody renamed or moved by hand: what lies beside its former name comes along, and what does not is told.

Attachments, drafts, slots, marks and backups are called after the database file, and whoever renames it in a file manager
renames it alone. What is left belongs to it when it names an act, a content or a key the file has, and no database of that
name is there any more.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models import clock
from models.database import (
    contents,
    erased_marks,
    errors,
    high_water,
    instance,
    key_files,
    location,
    second_place,
    swapping,
)
from models.database.backup import backups_of, folder_of, of_this_history, shared_contents
from models.database.engine import AS_IT_STANDS, connect
from models.database.errors import DatabaseError
from models.database.location_checks import backups_beside, drafts_of
from models.entities.attachments import Attachment
from models.entities.audit import CHANGE_SET, OFFICE
from models.words import _, clauses

_BESIDE = (contents.SUFFIX, key_files.SUFFIX, high_water.SUFFIX, erased_marks.SUFFIX, ".drafts")


def follow(path: Path, connection: sa.Connection, key: bytes | None = None) -> tuple[str, ...]:
    """Bring to a file what lies beside the name it had before; what is to be told of that, and of attachments it lacks.

    Only for who has the lock of `path`. Nothing is ever removed that is not at its new place; what cannot be moved now stays
    where it is for the next time.
    """
    told, found = [], list[Path]()
    with suppress(OSError, DatabaseError):
        found += [former for former in _former_names(path) if _is_its_own(former, connection, key)]
        if len(found) == 1:  # of two nobody knows which is meant
            told.append(_bring(found[0], path, key))
    with suppress(OSError, DatabaseError):
        told += _lacking(path, connection, key, found)
    return tuple(told)


def now_called(gone: Path) -> Path | None:
    """The file in the folder of a database that is gone which seems to be it under another name; None for none, or several."""
    with suppress(OSError, DatabaseError):
        others = (other for other in sorted(gone.parent.glob(f"*{gone.suffix}")) if other != gone)
        found = [other for other in others if not instance.is_held(other) and _goes_on(gone, other)]
        return found[0] if len(found) == 1 else None
    return None


def _goes_on(gone: Path, other: Path) -> bool:
    """Whether a file has the key, or the last act that was noted, of the one that is gone."""
    locked, mark = key_files.id_of(other), high_water.furthest(gone)
    if locked is not None:
        return any(keys.id == locked for keys in key_files.slots_beside(gone))
    if mark is None or not mark.anchor.number:
        return False
    with suppress(dbapi2.Error), closing(connect(other, mode=AS_IT_STANDS)) as raw:
        own = raw.execute(f"SELECT installation FROM {OFFICE.name}").fetchone()  # noqa: S608 - our own name
        act = f"SELECT hash FROM {CHANGE_SET.name} WHERE id = ?"  # noqa: S608 - our own name
        return bool(
            own == (mark.installation,) and raw.execute(act, (mark.anchor.number,)).fetchone() == (mark.anchor.seal,)
        )
    return False


def _former_names(path: Path) -> Iterator[Path]:
    """Databases that are gone and of which something is left: in the folder of the file, and where it was expected."""
    names = set[str]()
    for entry in path.parent.iterdir():
        names |= {entry.name.removesuffix(suffix) for suffix in _BESIDE if entry.name.endswith(suffix)}
        stem = entry.name.removesuffix(backups_beside(Path()).name)
        if stem not in (entry.name, ""):
            names.add(stem + path.suffix)
    near = [path.with_name(name) for name in sorted(names) if name]
    far = [location.remembered()]
    with suppress(DatabaseError):  # an account without a home
        far.append(location.usual())
    for former in dict.fromkeys((*near, *(place for place in far if place and place.parent != path.parent))):
        if former != path and not former.exists() and not instance.is_held(former):
            yield former


def _is_its_own(former: Path, connection: sa.Connection, key: bytes | None) -> bool:
    locked = key_files.data_key(key)
    if high_water.continues(former, connection) or of_this_history(connection, backups_of(former)):
        return True
    if locked and any(keys.id == locked.id for keys in key_files.slots_beside(former)):
        return True
    return bool(contents.held(former, key=key) & _named(connection)) if contents.beside(former).exists() else False


def _named(connection: sa.Connection) -> frozenset[str]:
    """The contents that attachments of the file name."""
    return frozenset(connection.execute(sa.select(Attachment.table().c.sha256).distinct()).scalars())


def _bring(former: Path, path: Path, key: bytes | None) -> str:
    if former.parent != path.parent:
        _bring_contents(former, path, key, keep=True)
        words = _("“{name}”以前在“{folder}”；附件已从那里复制过来，那里的备份没有动")
        return words.format(name=path.name, folder=former.parent)
    # first what tells of nobody whose it is, at last the mark: until then the former name is known, wherever this ends
    _bring_folder(drafts_of(former), drafts_of(path))
    erased_marks.move(former, path)
    _bring_contents(former, path, key, keep=False)
    if key_files.slots_beside(former):
        key_files.put_beside(path, *key_files.slots_beside(path), *key_files.slots_beside(former))
        key_files.beside(former).unlink()
    _bring_folder(folder_of(former), folder_of(path), former.stem, path.stem)
    high_water.move(former, path)
    words = _("“{name}”以前叫“{former}”；它的附件、草稿和备份已一起改名").format(name=path.name, former=former.name)
    if second_place.remembered(former) is None:
        return words
    return clauses((words, _("备份盘上的还是以前的名字，留着；请在设置里重新选择备份盘")))


def _bring_contents(former: Path, path: Path, key: bytes | None, *, keep: bool) -> None:
    old, new = contents.beside(former), contents.beside(path)
    if not old.exists():
        return
    if keep or new.exists():
        contents.copy_missing(old, new, clock.today(), key=key)
        if not keep:
            swapping.remove(old)
        return
    with errors.translated(), closing(connect(old, key=key_files.known_key(old, key))) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # its log has its name, too
    old.rename(new)


def _bring_folder(old: Path, new: Path, stem: str = "", other: str = "") -> None:
    """Move what is in a folder; names that begin with `stem` begin with `other` afterwards. What has a namesake there stays."""
    if not old.is_dir():
        return
    target = new if new.exists() else old  # names first: of what is in the new folder nobody asks any more
    for file in sorted(old.iterdir()):
        ours = bool(stem) and file.name.startswith((f"{stem} ", f"{stem}."))
        renamed = target / (other + file.name.removeprefix(stem) if ours else file.name)
        if not renamed.exists():
            file.rename(renamed)
    with suppress(OSError):  # something stays in it
        if target == new:
            old.rmdir()
    if target == old:
        old.rename(new)


def _lacking(path: Path, connection: sa.Connection, key: bytes | None, formers: Iterable[Path]) -> Iterator[str]:
    """What is to be told where the file with the contents of attachments is gone, and the backups cannot give it back.

    It may only not have come along now from the name it had.
    """
    if contents.beside(path).exists():
        return
    named = _named(connection)
    for shared in (shared_contents(folder_of(path), path.stem, one) for one in ((key, None) if named else ())):
        contents.copy_missing(shared, contents.beside(path), clock.today(), key=key)
    left = named - contents.held(path, key=key) if named else named
    waiting = next((contents.beside(former) for former in formers if contents.beside(former).exists()), None)
    if left and waiting is not None:
        yield _("附件的内容还在“{file}”里，这次没能移过来；请再打开一次").format(file=waiting)
    elif left:
        words = _(
            "{count} 个附件的内容不在旁边：“{file}”不见了，可能没有和数据库一起移动；请从原来的文件夹把它放回，再打开一次"
        )
        yield words.format(count=len(left), file=contents.beside(path).name)
    elif named:
        yield _("“{file}”不见了，附件的内容已从备份复制回来").format(file=contents.beside(path).name)
