"""Files kept with records: added as one act, their contents once, versions of one file after the other."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models.access.rights import Right, edit
from models.database import contents, storage
from models.database.database import Database
from models.database.disclosures import revealing
from models.database.errors import Missing
from models.database.media_types import PROGRAM, media_type
from models.database.opening import files_of
from models.database.results import displays
from models.database.transaction import Transaction
from models.entities.attachments import LARGEST, PHOTO, Attachment
from models.schema.codes import table
from models.schema.fields import Entity, entity_named, field_map
from models.words import N_, _, worded

_MEGABYTE, _LONGEST_NAME = 1 << 20, 200


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be kept: what it is called, its bytes, and what kind of attachment it is."""

    name: str
    content: bytes
    kind: str | None = None
    taken_date: date | None = None

    @property
    def fault(self) -> str:
        """Why it cannot be kept, in words; "" where it can."""
        if not self.content:
            return _("“{name}”是空文件，没有添加").format(name=self.name)
        if len(self.content) > LARGEST:
            words = _("“{name}”有 {size} MB，附件最大 {most} MB，没有添加；请压缩或拆开后再试")
            size = f"{len(self.content) / _MEGABYTE:.1f}"
            return words.format(name=self.name, size=size, most=LARGEST // _MEGABYTE)
        if media_type(self.content) == PROGRAM:
            return _("“{name}”是程序文件，不能作附件，没有添加").format(name=self.name)
        return ""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An attachment of a record as it is listed; `replaced`: there is a newer version of it."""

    id: int
    entity: str
    record_id: int
    kind: str | None
    title: str | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    version: int
    replaces_id: int | None
    taken_date: date | None
    replaced: bool = False

    @property
    def is_private(self) -> bool:
        """Whether its content is masked until somebody says why it is looked at: papers of identity, bank, health."""
        return self.kind in private_kinds()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of files: the ids of the new attachments, names of what was there already, why others were refused."""

    ids: tuple[int, ...]
    same: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def read_files(database: Database, paths: Iterable[Path], kind: str | None = None) -> tuple[list[NewFile], list[str]]:
    """Files of the disk, read no further than what can be kept; and why some cannot be read.

    The database itself is none: on Linux a program that opens and closes a file loses every lock it holds on it.
    """
    own = files_of(database.file.path) if database.file is not None else []
    found, refused = [], []
    for path in paths:
        if path.resolve() in own:
            refused.append(_("“{name}”是正在使用的数据库，没有添加").format(name=path.name))
            continue
        try:
            with path.open("rb") as file:
                found.append(NewFile(storable(path.name), file.read(LARGEST + 1), kind))
        except IsADirectoryError:
            refused.append(_("“{name}”是文件夹，没有添加；请选择文件").format(name=path.name))
        except OSError as error:
            refused.append(
                _("“{name}”读不了（{reason}），没有添加").format(name=path.name, reason=error.strerror or "")
            )
    return found, refused


def storable(name: str) -> str:
    """The name of a file as it can be kept: its end where it is too long, in characters every file can hold."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    field = field_map(Attachment)["file_name"]
    return str(field.type.read(text[-_LONGEST_NAME:])[0] or _("附件"))


def attach(database: Database, entity: type[Entity], record_id: int, files: Sequence[NewFile]) -> Added:
    """Keep files with a record as one act; raises Missing when the record is gone, DiskFull, ReadOnly, Busy."""
    name = entity.__tablename__
    with database.reading() as connection:
        shown = displays(connection, entity, [record_id])
    if record_id not in shown:
        raise Missing(_("这条{label}记录已被删除").format(label=_(entity.label)))
    words = worded(N_("添加附件：{label} {record}"), label=worded(entity.label), record=shown[record_id])
    return attach_all(database, words, [(name, record_id, file) for file in files])


def attach_all(database: Database, act: str, files: Sequence[tuple[str, int, NewFile]]) -> Added:
    """Keep files (table, id of the record, file) as one act of that name; what is refused or there keeps nothing else out."""
    assert database.file is not None
    refused = [file.fault for _entity, _key, file in files if file.fault]
    good = [one for one in files if not one[2].fault]
    if not good:
        return Added((), refused=tuple(refused))
    records = [(entity, key) for entity, key, _file in good]
    for right, ids in _rights(records).items():
        database.require(right, ids)  # before the contents are kept
    keys = contents.put(database.file.path, [file.content for _entity, _key, file in good])
    with _transaction(database, act, records) as tx:
        present = _present(tx.connection, {(entity, key) for entity, key, _file in good})
        rows, same = _rows(good, keys, present)
        ids = tx.insert_many(Attachment, rows) if rows else []
    return Added(tuple(ids), tuple(same), tuple(refused))


def _rights(records: Iterable[tuple[str, int]]) -> dict[Right, list[int]]:
    """The right to edit each of the records to which something is attached."""
    found: dict[Right, list[int]] = {}
    for name, key in records:
        found.setdefault(edit(entity_named(name)), []).append(key)
    return found


@contextmanager
def _transaction(database: Database, act: str, records: Sequence[tuple[str, int]]) -> Iterator[Transaction]:
    """One act on what is attached to records: who may edit these may do it."""
    with database.transaction(act) as tx:
        for right, ids in _rights(records).items():
            with tx.by(right, entity_named(right.register), ids):
                pass  # each is asked for before anything is written
        with tx.by(None):
            yield tx


def _present(connection: sa.Connection, records: Collection[tuple[str, int]]) -> dict[tuple[str, int], list[KeptFile]]:
    found: dict[tuple[str, int], list[KeptFile]] = {record: [] for record in records}
    for kept in _kept(connection, {key for _entity, key in records}):
        if (kept.entity, kept.record_id) in found:
            found[kept.entity, kept.record_id].append(kept)
    return found


def _rows(
    files: Sequence[tuple[str, int, NewFile]], keys: Sequence[str], present: dict[tuple[str, int], list[KeptFile]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows to be written, and the names of files the records have already."""
    rows: list[dict[str, Any]] = []
    same: list[str] = []
    taken = {(*record, kept.sha256) for record, some in present.items() for kept in some}
    for (entity, key, file), sha256 in zip(files, keys, strict=True):
        if (entity, key, sha256) in taken:
            same.append(file.name)
            continue
        taken.add((entity, key, sha256))
        before = _version_before(file, present[entity, key])
        rows.append({
            "entity": entity, "record_id": key, "kind": file.kind, "file_name": storable(file.name),
            "media_type": media_type(file.content), "size": len(file.content), "sha256": sha256,
            "version": 1 if before is None else before.version + 1, "replaces": before and before.id,
            "taken_date": file.taken_date,
        })  # fmt: skip
    return rows, same


def _version_before(file: NewFile, kept: Sequence[KeptFile]) -> KeptFile | None:
    """What a file is a newer version of: the one of its name and kind; a record has one photo, whatever it is called."""
    latest = [one for one in kept if not one.replaced and one.kind == file.kind]
    alike = [one for one in latest if file.kind == PHOTO or one.file_name == storable(file.name)]
    return alike[-1] if alike else None


def attachments_of(connection: sa.Connection, entity: str, record_id: int) -> list[KeptFile]:
    """The attachments of a record, by kind and name, newer versions first."""
    found = [kept for kept in _kept(connection, {record_id}) if kept.entity == entity]
    return sorted(found, key=lambda one: (one.kind or "~", one.file_name, -one.version))


def _kept(connection: sa.Connection, records: Collection[int]) -> list[KeptFile]:
    own = Attachment.table()
    names = [name for name in KeptFile.__slots__ if name != "replaced"]
    found: list[KeptFile] = []
    for piece in storage.pieces(list(records), storage.CHUNK):
        rows = connection.execute(
            sa.select(*(own.c[name] for name in names)).where(own.c.record_id.in_(piece)).order_by(own.c.id)
        )
        found += [KeptFile(*row) for row in rows]
    older = {kept.replaces_id for kept in found}
    return [replace(kept, replaced=kept.id in older) for kept in found]


def photos_of(connection: sa.Connection, entity: str, records: Sequence[int]) -> dict[int, KeptFile]:
    """The photo of each record that has one."""
    found = _kept(connection, records)
    return {one.record_id: one for one in found if one.entity == entity and one.kind == PHOTO and not one.replaced}


@cache
def private_kinds() -> frozenset[str]:
    """The kinds of attachments whose contents are private (column `private` of the code table)."""
    return frozenset(code.code for code in table("attachment-kind").codes if code.extra["private"])


def content_of(database: Database, kept: KeptFile, way: str = "", reason: str = "") -> bytes | None:
    """The bytes of an attachment; None when the file of contents lacks them, or they are no longer what they were.

    Of a private one it is logged first in which of the ways of disclosures.py and why they are shown; raises ValueError
    where nobody said why, ReadOnly, Busy or DiskFull where it cannot be logged: then nothing is shown.
    """
    assert database.file is not None
    if kept.is_private:
        told = (table("attachment-kind").name(kept.kind or ""), "_".join(kept.file_name.split()))
        classes = (table("attachment-kind")[kept.kind or ""].extra["private"],)
        revealing(database, way, entity_named(kept.entity), [kept.record_id], told, reason, classes)
    return contents.get(database.file.path, kept.sha256)


def change(database: Database, kept: KeptFile, values: dict[str, Any]) -> None:
    """Change what is said of an attachment (kind, title, taken_date) as one act."""
    with _transaction(
        database, worded(N_("修改附件：{name}"), name=kept.file_name), [(kept.entity, kept.record_id)]
    ) as tx:
        tx.update(Attachment, kept.id, values)


def remove(database: Database, kept: KeptFile) -> None:
    """Take an attachment away as one act; its content goes a month later, until then the act can be undone."""
    with _transaction(
        database, worded(N_("移除附件：{name}"), name=kept.file_name), [(kept.entity, kept.record_id)]
    ) as tx:
        own = Attachment.table()
        newer = tx.connection.execute(sa.select(own.c.id).where(own.c.replaces_id == kept.id)).scalars().all()
        if newer:
            tx.update_many(Attachment, [(key, {"replaces": kept.replaces_id}) for key in newer])
        tx.delete(Attachment, kept.id)


def sweep(database: Database, day: date) -> int:
    """Let contents go that no attachment has named for a month; returns how many went."""
    assert database.file is not None
    with database.reading_whole() as connection:  # what others' records name is used, too
        used = frozenset(connection.execute(sa.select(Attachment.table().c.sha256).distinct()).scalars())
    return contents.sweep(database.file.path, used, day)
