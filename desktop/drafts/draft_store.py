"""What was typed and not saved, kept in files beside the database so that it outlives a crash."""

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from desktop.drafts.draft import Draft
from desktop.drafts.record_draft import RecordDraft
from desktop.drafts.row_drafts import RowsDraft
from models import clock
from models.database import key_files, permissions
from models.database.location_checks import DRAFT_IN_THE_MAKING, database_of, drafts_of
from models.schema.fields import field_map

FORMAT = 1
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class DraftPart:
    """What was entered into one record: values by field, what stood there before, text that is no value, words of references.

    `key` is the id of the row of a table; `gone` if it was taken away.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    key: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft: of which entity and record (None: a new one), what it was called, when it was kept, in how many places.

    `person` is the user who typed it, None in a file without users.
    """

    entity: str
    key: int | None
    name: str
    at: datetime
    count: int
    own: DraftPart
    rows: Mapping[str, tuple[DraftPart, ...]] = field(default_factory=dict)
    person: int | None = None
    file: Path | None = None


class DraftFile:
    """The file of one form while it is edited; written in a thread beside the window, let go of in that of the window."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._over = False

    def write(self, draft: StoredDraft, *, in_the_clear: bool = False) -> bool:
        """Keep a draft, whole or not at all, locked as the database is; False when it was let go of meanwhile."""
        with self._lock:
            if self._over:
                return False
            permissions.new_folder(self.file.parent)
            made = self.file.with_suffix(DRAFT_IN_THE_MAKING)
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(_sealed(draft, self.file, in_the_clear=in_the_clear))
                stream.flush()
                os.fsync(stream.fileno())
            made.replace(self.file)
        return True

    def drop(self) -> None:
        """The draft was saved or given up."""
        self._over = True
        with self._lock:
            forget(self.file)


class DraftStore:
    """The drafts beside a database file that are offered to a person: the own ones, and those of before there were users."""

    def __init__(self, database: Path, person: int | None = None) -> None:
        self.folder, self._person = drafts_of(database), person

    def slot(self, entity: str, key: int | None) -> DraftFile:
        """A file for a form that is edited now."""
        return DraftFile(self.folder / f"{entity}-{key or 'new'}-{uuid4().hex[:12]}{_SUFFIX}")

    def of(self, entity: str, key: int | None) -> tuple[StoredDraft, ...]:
        """The drafts of a record, the latest first."""
        return self._read(f"{entity}-{key or 'new'}-*{_SUFFIX}")

    def all(self) -> tuple[StoredDraft, ...]:
        """Every draft, the latest first."""
        return self._read(f"*{_SUFFIX}")

    def renew(self, *, in_the_clear: bool = False) -> None:
        """Keep every draft, whosever it is, as the lock of the database is now, or as if it had none; raises OSError."""
        for draft in self.every():
            if draft.file is not None:
                DraftFile(draft.file).write(draft, in_the_clear=in_the_clear)

    def _read(self, pattern: str) -> tuple[StoredDraft, ...]:
        own = (kept for kept in self.every(pattern) if kept.person in (None, self._person))
        return tuple(sorted(own, key=lambda kept: kept.at, reverse=True))

    def every(self, pattern: str = f"*{_SUFFIX}") -> list[StoredDraft]:
        """The drafts of everybody, in no order: for what is done to them as files, never to be offered."""
        return [kept for file in self.folder.glob(pattern) if (kept := _kept(file)) is not None]


def _sealed(draft: StoredDraft, file: Path, *, in_the_clear: bool) -> bytes:
    """A draft as its file holds it: for nobody but who opens the database it lies beside."""
    database = database_of(file.parent)
    key = None if in_the_clear or not database.is_file() else key_files.data_key(key_files.known_key(database))
    return key_files.sealed(json.dumps(_outward(draft), ensure_ascii=False).encode(), key)


def forget(file: Path) -> None:
    """Remove a draft, and the folder after the last one; what cannot be removed is offered again."""
    try:
        file.unlink(missing_ok=True)
        file.parent.rmdir()
    except OSError:
        return


def pack(draft: RecordDraft, key: int | None, person: int | None = None) -> StoredDraft:
    """What is typed and not saved, of the record `key`, by the user `person`."""
    rows = {
        name: tuple(_part(row, row.key, gone=row.gone) for row in table.rows if row.gone or row.changed)
        for name, table in draft.tables.items()
        if table.changed
    }
    entity = draft.entity.__tablename__
    return StoredDraft(entity, key, draft.called, clock.now(), draft.unsaved, _part(draft), rows, person)


def _part(draft: Draft, key: int | None = None, *, gone: bool = False) -> DraftPart:
    changed = draft.changed
    return DraftPart(
        {name: draft.values.get(name) for name in changed},
        {name: draft.was(name) for name in changed},
        {name: draft.typed.get(name, "") for name in draft.invalid()},
        {name: draft.words[name] for name in changed if draft.words.get(name)},
        key,
        gone=gone,
    )


def unpack(stored: StoredDraft, draft: RecordDraft) -> None:
    """Let a draft stand as it stood when it was packed, but for text of the record's own fields that is no value yet."""
    asked = {field.name for field in draft.fields}
    own = {name: value for name, value in stored.own.values.items() if name in asked}
    draft.resume(own, stored.own.seen, stored.own.words)
    for name, parts in stored.rows.items():
        if name in draft.tables:
            _unpack_rows(parts, draft.tables[name])


def _unpack_rows(parts: tuple[DraftPart, ...], table: RowsDraft) -> None:
    rows = {row.key: row for row in table.rows}
    fields = field_map(table.child.entity)
    for part in parts:
        row = rows.get(part.key) if part.key is not None else None
        if row is None and part.gone:
            continue  # deleted by another hand since
        row = row or table.add()
        row.gone = part.gone
        row.resume(part.values, part.seen, part.words)
        for name, text in part.typed.items():
            if fields[name].to is None:
                row.edit(name, *fields[name].read(text), typed=text)


def _outward(draft: StoredDraft) -> dict[str, Any]:
    whole = asdict(draft)
    del whole["file"]
    return {"format": FORMAT, **_tagged(whole)}


def _tagged(value: Any) -> Any:
    """A value as JSON holds it; what JSON does not know is told by a tag."""
    if isinstance(value, Mapping):
        return {name: _tagged(one) for name, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_tagged(one) for one in value]
    for tag, kind, write, _read in _TAGS:
        if isinstance(value, kind):
            return {tag: write(value)}
    return value


_TAGS: tuple[tuple[str, type, Any, Any], ...] = (
    ("$time", datetime, datetime.isoformat, datetime.fromisoformat),
    ("$date", date, date.isoformat, date.fromisoformat),
    ("$number", Decimal, str, Decimal),
)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_plain(one) for one in value)
    if isinstance(value, dict):
        for tag, _kind, _write, read in _TAGS:
            if value.keys() == {tag}:
                return read(value[tag])
        return {name: _plain(one) for name, one in value.items()}
    return value


def _kept(file: Path) -> StoredDraft | None:
    """The draft in a file; None for one that cannot be read, or was kept by a later version."""
    try:
        whole = json.loads(key_files.unsealed(file.read_bytes()) or b"")
        if whole.pop("format") != FORMAT:
            return None
        values = _plain(whole)
        rows = {name: tuple(DraftPart(**piece) for piece in pieces) for name, pieces in values.pop("rows").items()}
        return StoredDraft(**{**values, "own": DraftPart(**values["own"]), "rows": rows, "file": file})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
