"""What a record that is not as the log says is called in a sentence: its kind, its name, the fields, the act."""

import json
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database import storage
from models.database.logged_rows import ADDED, CHANGED, MISSING, Deviation
from models.database.query import display_of
from models.entities.audit import CHANGE
from models.entities.former import former_columns
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.schema.showing import text_of
from models.words import _, listed

_DEPTH = 4  # references that are followed to a name


def sentence_of(connection: sa.Connection, deviation: Deviation) -> str:
    """A sentence about one deviation, without any private value."""
    entity = entity_named(deviation.table)
    shown = _shown_in_file(connection, entity, deviation.record) if deviation.kind != MISSING else ""
    if not shown:
        raw = connection.connection.driver_connection
        shown = name_of(raw, entity, deviation.record, {**deviation.logged, **deviation.kept})
    words = _words(deviation)
    act = _act(connection, deviation)
    told = words.format(label=_(entity.label), name=shown, act=act, fields=_fields(entity, deviation))
    return told.encode("utf-8", "replace").decode()


def _shown_in_file(connection: sa.Connection, entity: type[Entity], record: int) -> str:
    """What a record shows; "" where the file is older than the fields that tell."""
    try:
        shown = connection.execute(sa.select(display_of(entity, sa.literal(record), clock.today()))).scalar()
    except sa.exc.DBAPIError:
        return ""
    return str(shown or "")


def _act(connection: sa.Connection, deviation: Deviation) -> int:
    """The act that wrote last what differs; of a record as a whole the act that wrote it last."""
    columns = frozenset(deviation.columns)
    if not columns:
        return deviation.act
    own = CHANGE.c.entity == deviation.table, CHANGE.c.record_id == deviation.record
    query = sa.select(CHANGE.c.change_set_id, CHANGE.c.after).where(*own).order_by(CHANGE.c.id.desc())
    lines = connection.execute(query).all()
    written = (act for act, after in lines if after is not None and not columns.isdisjoint(json.loads(after)))
    return next(written, lines[-1][0] if lines else 0)


def _words(deviation: Deviation) -> str:
    if deviation.kind == CHANGED:
        return _("{label}“{name}”的{fields}与操作记录第 {act} 步写下的不同，是在双元之外改动或损坏的")
    if deviation.kind == MISSING:
        return _("{label}“{name}”不见了，操作记录第 {act} 步以后没有人删除它")
    if deviation.kind == ADDED and deviation.act:
        return _("{label}“{name}”又出现了，操作记录第 {act} 步已经删除它")
    if deviation.kind == ADDED:
        return _("{label}“{name}”不是在双元里录入的，操作记录里没有它")
    return _("操作记录第 {act} 步或以前关于{label}“{name}”的内容已损坏，读不出来")


def _fields(entity: type[Entity], deviation: Deviation) -> str:
    """The fields that differ, with what they hold and held where that is nobody's secret."""
    known = {f.column: f for f in (*former_columns(entity), *fields_of(entity)) if f.stored}
    return listed(_field(entity, known[c], deviation) if c in known else f"“{c}”" for c in deviation.columns)


def _field(entity: type[Entity], field: Field, deviation: Deviation) -> str:
    if field.private or field.to is not None:
        return field.title
    kept, logged = (_shown(entity, field, of) for of in (deviation.kept, deviation.logged))
    return _("{title}（现为“{kept}”，原为“{logged}”）").format(title=field.title, kept=kept, logged=logged)


def _shown(entity: type[Entity], field: Field, row: Any) -> str:
    value = row.get(field.column)
    try:
        return text_of(field, storage.decode(entity, {field.column: value})[field.column])
    except (ValueError, TypeError, ArithmeticError, KeyError):  # what rotted may be no value of its kind any more
        return str(value)


def name_of(raw: Any, entity: type[Entity], record: int, row: Any, depth: int = _DEPTH) -> str:
    """What a record shows, followed through references; its number where that cannot be told."""
    field = field_map(entity)[entity.display]
    value = row.get(field.column) if field.stored else None
    if value is None or not depth:
        return _("编号 {id}").format(id=record)
    if field.to is None:
        return str(value)
    target = entity_named(field.to)
    names = storage.columns_of(target)
    found = raw.execute(f"SELECT {', '.join(names)} FROM {target.__tablename__} WHERE id = ?", (value,)).fetchone()  # noqa: S608
    return name_of(raw, target, value, {} if found is None else dict(zip(names, found, strict=True)), depth - 1)
