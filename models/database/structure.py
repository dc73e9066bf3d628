"""The tables, columns and indexes of a file beside those the program makes: nothing may be missing, nothing be foreign."""

import marshal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from models import migrations
from models.database import search
from models.database.logged_rows import columns_of_tables
from models.entities.audit import CHANGE_SET
from models.entities.former import former_columns
from models.schema.fields import Entity, every_entity
from models.words import N_, _, listed

# What a table of an FTS5 index keeps its parts in; SQLite makes and reads them itself.
_PARTS = ("data", "idx", "content", "docsize", "config")
_OURS = frozenset({"alembic_version"})  # the steps of the schema, kept by Alembic
_PLAIN = 2  # the form of marshal in which the same is the same bytes, whoever else knows it
_TOLD = 3  # oddities that are named in one sentence
_FOREIGN = {
    "trigger": N_("有不属于本程序的触发器“{name}”"),
    "view": N_("有不属于本程序的视图“{name}”"),
    "table": N_("有不属于本程序的表“{name}”"),
    "column": N_("有不属于本程序的列“{name}”"),
    "index": N_("有不属于本程序的索引“{name}”"),
    "key": N_("表“{name}”与其他表的关联被改过"),
}
_MISSING = {
    "search": N_("搜索索引“{name}”的声明已损坏"),
    "table": N_("缺少表“{name}”"),
    "column": N_("缺少列“{name}”"),
    "index": N_("缺少索引“{name}”"),
    "key": N_("表“{name}”与其他表的关联被改过"),
}


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing of the structure that is not as the program makes it: `kind` is trigger, view, table, column, index, key or search."""

    kind: str
    name: str
    foreign: bool

    @property
    def harmful(self) -> bool:
        """Whether records can be lost or be missing by it: without an index things are only slower."""
        return self.foreign or self.kind != "index"

    @property
    def words(self) -> str:
        """What is odd, to follow the name of the file."""
        return _((_FOREIGN if self.foreign else _MISSING)[self.kind]).format(name=self.name)


@dataclass(frozen=True, slots=True)
class _Shape:
    tables: frozenset[str]
    columns: frozenset[tuple[str, ...]]  # table, column, type, whether it may be empty, place in the key, generated
    indexes: frozenset[tuple[str, ...]]  # table, name, whether unique, whether partial, columns
    keys: frozenset[tuple[str, ...]]  # table, column, table and column it refers to, on update, on delete


_sound: set[bytes] = set()  # fingerprints of structures without an oddity: backups and copies of a file have the same


def oddities(raw: Any) -> list[Oddity]:
    """What is not as the program makes it; of a file of an older version only what no version ever made."""
    mark = _fingerprint(raw)
    if mark in _sound:
        return []
    found = _looked_through(raw)
    if not found:
        _sound.add(mark)
    return found


def _fingerprint(raw: Any) -> bytes:
    """All that the structure of a file is told from, in a few bytes."""
    generation = raw.execute("PRAGMA user_version").fetchone()[0]
    declared = raw.execute(  # as bytes: what has rotted need not be text
        "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), rootpage = 0, CAST(sql AS BLOB) "
        "FROM sqlite_master ORDER BY 1, 2, 3, 5"
    )
    return sha256(marshal.dumps((generation, migrations.generation(), declared.fetchall()), _PLAIN)).digest()


def _looked_through(raw: Any) -> list[Oddity]:
    exact = raw.execute("PRAGMA user_version").fetchone()[0] == migrations.generation()
    found = [*_programs(raw), *_spoilt_searches(raw, exact=exact)]
    if any(oddity.kind == "search" for oddity in found):  # SQLite cannot even list the columns of such a table
        return found
    if not exact and CHANGE_SET.name not in columns_of_tables(raw):
        return found
    ours, theirs = _expected(), _found(raw)
    former = {(entity.__tablename__, f.column) for entity in every_entity() for f in former_columns(entity)}
    found += [Oddity("table", name, foreign=True) for name in sorted(theirs.tables - ours.tables)]
    known = {name[:2] for name in ours.columns} | former
    if exact:
        found += [Oddity("table", name, foreign=False) for name in sorted(ours.tables - theirs.tables)]
        known = set(ours.columns)
    here = ours.tables & theirs.tables
    columns = [c for c in sorted(theirs.columns) if c[0] in here and (c if exact else c[:2]) not in known]
    found += [Oddity("column", ".".join(c[:2]), foreign=True) for c in columns]
    if exact:
        found += _lacking(ours, theirs, here)
    return found


def words_of(found: Iterable[Oddity]) -> str:
    """What is odd, the first few of it, to follow the name of the file."""
    return listed(oddity.words for oddity in islice(found, _TOLD))


def _lacking(ours: _Shape, theirs: _Shape, here: frozenset[str]) -> Iterator[Oddity]:
    named = {c[:2] for c in theirs.columns}
    for column in sorted(ours.columns):
        if column[0] in here and column[:2] not in named:
            yield Oddity("column", ".".join(column[:2]), foreign=False)
    for index in sorted(theirs.indexes - ours.indexes):
        if index[0] in here:
            yield Oddity("index", index[1], foreign=True)
    names = {index[:2] for index in theirs.indexes}
    for index in sorted(ours.indexes):
        if index[0] in here and index[:2] not in names:
            yield Oddity("index", index[1], foreign=False)
    for table in sorted({key[0] for key in ours.keys ^ theirs.keys} & here):
        yield Oddity("key", table, foreign=table in {key[0] for key in theirs.keys - ours.keys})


def _programs(raw: Any) -> Iterator[Oddity]:
    """Triggers and views: the program makes none, and they do or show what nobody asked for."""
    listed = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name"
    for kind, name in raw.execute(listed).fetchall():
        yield Oddity(kind, name, foreign=True)


def _spoilt_searches(raw: Any, *, exact: bool) -> Iterator[Oddity]:
    """Search indexes whose declaration has rotted: no statement that comes across one can be carried out.

    An older version may have declared its indexes otherwise; the upgrade makes them anew.
    """
    ours = {
        search.index_name(entity): search.declaration(entity) for entity in every_entity() if search.searched(entity)
    }
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage = 0"
    for name, sql in raw.execute(listed).fetchall():
        beginning = f"CREATE VIRTUAL TABLE {name} USING fts5("
        if name in ours and (sql != ours[name] if exact else not str(sql).startswith(beginning)):
            yield Oddity("search", name, foreign=False)


@cache
def _expected() -> _Shape:
    """What the models declare: `python -m models.migrations check` sees to it that the steps make the same."""
    kind = sqlite_dialect()
    tables = list(Entity.metadata.tables.values())
    columns = {
        (t.name, c.name, c.type.compile(dialect=kind), str(int(not c.nullable)), str(int(c.primary_key)), "0")
        for t in tables
        for c in t.columns
    }
    indexes = {
        (t.name, str(i.name), str(int(bool(i.unique))), "0", ",".join(c.name for c in i.columns))
        for t in tables
        for i in t.indexes
    }
    keys = {
        (
            t.name,
            k.parent.name,
            k.column.table.name,
            k.column.name,
            k.onupdate or "NO ACTION",
            k.ondelete or "NO ACTION",
        )
        for t in tables
        for k in t.foreign_keys
    }
    return _Shape(frozenset(t.name for t in tables), frozenset(columns), frozenset(indexes), frozenset(keys))


def _found(raw: Any) -> _Shape:
    """What the file has, without the search indexes, what SQLite and Alembic keep, and triggers and views."""
    own = {search.index_name(entity) for entity in every_entity() if search.searched(entity)}
    own |= {f"{name}_{part}" for name in own for part in _PARTS}
    listed = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    tables = frozenset(name for (name,) in listed) - own - _OURS
    columns = raw.execute(
        'SELECT m.name, p.name, p.type, p."notnull", p.pk > 0, p.hidden FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS p '
        "WHERE m.type = 'table'"
    )
    indexes = raw.execute(
        "SELECT m.name, l.name, l.\"unique\", l.partial, group_concat(i.name, ',' ORDER BY i.seqno) FROM sqlite_master AS m, "
        "pragma_index_list(m.name) AS l, pragma_index_info(l.name) AS i "
        "WHERE m.type = 'table' AND l.origin <> 'pk' GROUP BY 1, 2"
    )
    keys = raw.execute(
        'SELECT m.name, k."from", k."table", k."to", k.on_update, k.on_delete FROM sqlite_master AS m, '
        "pragma_foreign_key_list(m.name) AS k WHERE m.type = 'table'"
    )
    shape = [frozenset(tuple(map(str, row)) for row in rows if row[0] in tables) for rows in (columns, indexes, keys)]
    return _Shape(tables, *shape)
