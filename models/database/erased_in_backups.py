"""Which backups still hold persons who were erased since, how long they would be kept, and letting go of them at once."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models.database import backup as backups
from models.database import contents, errors, key_files
from models.database.backup import BackupInfo, backups_of, folder_of, named_in, shared_contents
from models.database.engine import AS_IT_STANDS, connect, opened_file
from models.database.erased_marks import Noted
from models.database.erasing import erased_persons
from models.database.logged_rows import columns_of_tables
from models.database.thinning import kept_at_most
from models.entities.audit import CHANGE, CHANGE_SET, ERASED
from models.progress import SILENT, Progress
from models.words import _


@dataclass(frozen=True, slots=True)
class Held:
    """A backup with how many erased persons are in it still, and the day until which it is kept at most.

    `persons` is None where nobody can look into it: it is locked with a key that is not known here, or damaged. The day
    counts only while new backups are made; without those nothing is cleared away.
    """

    info: BackupInfo
    persons: int | None
    until: datetime


def holding(path: Path, connection: sa.Connection, folders: Iterable[Path] = ()) -> list[Held]:
    """The backups beside a file and in other folders in which erased persons are, the newest first."""
    noted = {(one["entity"], one["id"], *one["since"]) for act in erased_persons(connection) for one in act["persons"]}
    found: list[Held] = []
    for folder in (folder_of(path), *folders) if noted else ():
        every = backups_of(path, folder)
        longest = kept_at_most([info.time for info in every])
        for info in every:
            count = _held(info.path, sorted(noted))
            if count != 0:
                found.append(Held(info, count, longest[info.time]))
    return found


def _held(file: Path, noted: Sequence[Noted]) -> int | None:
    try:
        with errors.translated_files(), closing(
            connect(file, key=key_files.known_key(file), mode=AS_IT_STANDS)
        ) as raw:  # fmt: skip
            return sum(_is_in(raw, one) for one in noted)
    except (errors.DatabaseError, dbapi2.Error, OSError):
        return None


def _is_in(raw: Any, noted: Noted) -> bool:
    """Whether a backup tells of that person: of the same history, with the record or a line of the log, and not erased there."""
    name, key, act, seal = noted
    tables = columns_of_tables(raw)
    same = raw.execute(f"SELECT hash FROM {CHANGE_SET.name} WHERE id = ?", (act,)).fetchone()  # noqa: S608 - our own name
    if same is None or same[0] != seal:
        return False
    if ERASED.name in tables:
        gone = f"SELECT 1 FROM {ERASED.name} WHERE entity = ? AND record_id = ?"  # noqa: S608 - our own name
        if raw.execute(gone, (name, key)).fetchone() is not None:
            return False
    line = f"SELECT 1 FROM {CHANGE.name} WHERE record_id = ? AND entity = ?"  # noqa: S608 - our own name
    there = raw.execute(line, (key, name)).fetchone()
    row = f"SELECT 1 FROM {name} WHERE id = ?"  # noqa: S608 - the name of an entity
    return (there or (name in tables and raw.execute(row, (key,)).fetchone())) is not None


def remove(engine: sa.Engine, held: Sequence[Held], progress: Progress = SILENT) -> tuple[Path, int]:
    """Make a backup of the file as it is now, then remove those that hold erased persons; returns it and how many went.

    Contents of attachments that no backup of their folder names any more go as well. Raises what backup.backup raises, and
    then none is removed.
    """
    file = opened_file(engine)
    made = backups.backup(engine, progress=progress)
    folders = dict.fromkeys(one.info.path.parent for one in held)
    named = {folder: named_in(file.path, folder, file.key) or frozenset() for folder in folders}
    count = 0
    for one in progress.over(_("删除旧备份"), list(held), every=1):
        if one.info.path != made:
            one.info.path.unlink(missing_ok=True)
            count += 1
    for folder in folders:
        still = named_in(file.path, folder, file.key)
        gone = named[folder] - still if still is not None else frozenset[str]()
        contents.let_go(_base(shared_contents(folder, file.path.stem, file.key)), gone, key=file.key)
    return made, count


def _base(files: Path) -> Path:
    """The database a file of contents lies beside, by its name."""
    return files.with_name(files.name.removesuffix(contents.SUFFIX))
