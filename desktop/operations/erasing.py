"""What is left to do once persons were erased in the file: what lies beside it must not tell of them either."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.drafts.draft_store import DraftStore
from desktop.drafts.draft_store import forget as drop
from models.access.rights import RESTORE, Right
from models.database import erased_in_backups, erased_marks, key_files, permissions, purging, second_place
from models.database.database import Database
from models.database.erased_in_backups import Held
from models.database.erasing import Erasing, footprint
from models.progress import SILENT, Progress
from models.words import _

_LEAST = 3  # characters by which a text is looked for within others; a shorter name counts only where it stands alone


def forget(database: Database, erasing: Erasing) -> bool:
    """Write the file anew, drop drafts, and note elsewhere whom; whether the file could be written anew at once.

    What cannot be done now is done when the file is opened again.
    """
    if database.file is None:
        return True
    path = database.file.path
    with database.reading() as connection:
        records = set(footprint(connection, erasing.persons).owner)
        place = second_place.find_remembered(path)
        erased_marks.note(path, connection, [place] if place is not None else [])
    _drop_drafts(path, records, erasing.needles)
    return purging.finish(database.engine, erasing.files)


def still_held(database: Database) -> list[Held]:
    """The backups beside the file and in the second place in which erased persons still are."""
    if database.file is None:
        return []
    path = database.file.path
    place = second_place.find_remembered(path)
    with database.reading() as connection:
        return erased_in_backups.holding(path, connection, [place] if place is not None else [])


def held_words(held: Held) -> str:
    """How many erased persons are in a backup, and until when it is kept."""
    count = held.persons
    state = _("打不开，无从知道") if count is None else _("还有 {count} 人").format(count=count)
    words = _("备份“{name}”：{count}；每天有新备份时最迟 {until} 到期")
    return words.format(name=held.info.path.name, count=state, until=f"{held.until:%Y-%m-%d}")


def remove_held(database: Database, progress: Progress = SILENT) -> str:
    """Remove those backups, after another one of the file as it is now; what was done. Raises NotAllowed and what backing up raises."""
    database.require(Right(RESTORE))
    made, count = erased_in_backups.remove(database.engine, still_held(database), progress)
    words = _("已另备份为“{name}”，删除还有已清除的人的旧备份 {count} 份")
    return words.format(name=made.name, count=count)


def forget_settings(file: Path, database: Database, needles: Iterable[str]) -> None:
    """Take what tells of them out of what a person's window remembers, while no window is open."""
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return
    key = key_files.data_key(key_files.known_key(database.file.path)) if database.file is not None else None
    kept = {name: key_files.unsealed_value(value, value) for name, value in values.items()}
    cleared = without(kept, needles)
    if cleared == kept:
        return
    closed = {
        name: key_files.sealed_value(value, key) if key_files.is_sealed_value(values[name]) else value
        for name, value in cleared.items()
    }
    with suppress(OSError):
        part = file.with_name(f"{file.name}.part")
        permissions.new_file(part)
        part.write_text(json.dumps(closed, ensure_ascii=False, indent=1), "utf-8")
        part.replace(file)


def _drop_drafts(path: Path, records: Iterable[tuple[str, int]], needles: Iterable[str]) -> None:
    known = {*map(str, (key for _name, key in records)), *needles}
    for draft in DraftStore(path).every():  # whoever typed it
        told = json.loads(json.dumps({**asdict(draft), "file": None}, default=str))
        if draft.file is not None and without(told, known) != told:
            with suppress(OSError):
                drop(draft.file)


def without(value: Any, needles: Iterable[str]) -> Any:
    """What was remembered, without what tells of somebody: entries of lists and names that do go as a whole."""
    wanted = frozenset(needles)
    if isinstance(value, dict):
        kept = ((name, one) for name, one in value.items() if not _tells(name, wanted))
        return {
            name: without(one, wanted) for name, one in kept if not (isinstance(one, str | int) and _tells(one, wanted))
        }
    if isinstance(value, list):
        return [without(one, wanted) for one in value if not _tells_anywhere(one, wanted)]
    return value


def _tells_anywhere(value: Any, needles: frozenset[str]) -> bool:
    if isinstance(value, dict):
        return any(_tells(name, needles) or _tells_anywhere(one, needles) for name, one in value.items())
    if isinstance(value, list):
        return any(_tells_anywhere(one, needles) for one in value)
    return isinstance(value, str | int) and _tells(value, needles)


def _tells(value: Any, needles: frozenset[str]) -> bool:
    text = str(value)
    return text in needles or any(len(needle) >= _LEAST and needle in text for needle in needles)
