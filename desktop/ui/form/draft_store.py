"""What was typed and not saved, kept in files beside the database so that it outlives a crash; no widget here."""

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

from models import clock
from models.database import permissions
from models.database.location_checks import drafts_of

FORMAT = 1
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class DraftPart:
    """What was entered into one record: values by field, what stood there before, text that is no value, words of references.

    `mark` tells the row of a table, `key` its id; `gone` if it was taken away.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    key: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft: of which entity and record (None: a new one), what it was called, when it was kept, in how many places."""

    entity: str
    key: int | None
    name: str
    at: datetime
    count: int
    own: DraftPart
    rows: Mapping[str, tuple[DraftPart, ...]] = field(default_factory=dict)
    file: Path | None = None


class DraftFile:
    """The file of one form while it is edited; written in a thread beside the window, let go of in that of the window."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._over = False

    def write(self, draft: StoredDraft) -> bool:
        """Keep a draft, whole or not at all, for nobody else to read; False when it was let go of meanwhile."""
        with self._lock:
            if self._over:
                return False
            permissions.new_folder(self.file.parent)
            made = self.file.with_suffix(".new")
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(_outward(draft), stream, ensure_ascii=False)
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
    """The drafts beside a database file."""

    def __init__(self, database: Path) -> None:
        self.folder = drafts_of(database)

    def slot(self, entity: str, key: int | None) -> DraftFile:
        """A file for a form that is edited now."""
        return DraftFile(self.folder / f"{entity}-{key or 'new'}-{uuid4().hex[:12]}{_SUFFIX}")

    def of(self, entity: str, key: int | None) -> tuple[StoredDraft, ...]:
        """The drafts of a record, the latest first."""
        return self._read(f"{entity}-{key or 'new'}-*{_SUFFIX}")

    def all(self) -> tuple[StoredDraft, ...]:
        """Every draft, the latest first."""
        return self._read(f"*{_SUFFIX}")

    def _read(self, pattern: str) -> tuple[StoredDraft, ...]:
        found = [kept for file in self.folder.glob(pattern) if (kept := _kept(file)) is not None]
        return tuple(sorted(found, key=lambda kept: kept.at, reverse=True))


def forget(file: Path) -> None:
    """Remove a draft, and the folder after the last one; what cannot be removed is offered again."""
    try:
        file.unlink(missing_ok=True)
        file.parent.rmdir()
    except OSError:
        return


def new_draft(
    entity: str, key: int | None, name: str, pieces: tuple[DraftPart, Mapping[str, tuple[DraftPart, ...]]], count: int
) -> StoredDraft:
    """A draft as it stands now."""
    own, rows = pieces
    return StoredDraft(entity, key, name, clock.now(), count, own, rows)


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
        whole = json.loads(file.read_text("utf-8"))
        if whole.pop("format") != FORMAT:
            return None
        values = _plain(whole)
        rows = {name: tuple(DraftPart(**piece) for piece in pieces) for name, pieces in values.pop("rows").items()}
        return StoredDraft(**{**values, "own": DraftPart(**values["own"]), "rows": rows, "file": file})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
