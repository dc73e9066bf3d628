"""Cells that hold a mask in place of a value, as a list that was exported without whole numbers has them: nothing given."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.exchange.columns import SheetColumn, columns_of, records_told, told_of
from desktop.exchange.plan import ImportPlan, ImportRow
from models.database.database import Database
from models.database.query import Query
from models.database.results import rows_of
from models.schema.complaints import warning
from models.schema.fields import Entity, Field, entity_named, field_map, held_alike
from models.schema.readings import Readings
from models.schema.showing import fits, is_masked, text_of
from models.statistics import Connection
from models.words import _

Masks = Mapping[str, str]  # by name of the field of the record meant


def texts_of_records(
    connection: Connection, entity: type[Entity], ids: Sequence[int], names: Iterable[str]
) -> dict[int, Mapping[str, str]]:
    """What these fields of the records read like whole, by name: what a mask is held against, shown to nobody."""
    fields = [field_map(entity)[name] for name in names]
    rows = rows_of(connection, Query(entity), list(dict.fromkeys(ids)), [field.name for field in fields])
    return {row.id: {f.name: text_of(f, row.values[f.name]) for f in fields} for row in rows}


def covered_in(row: ImportRow, readings: Mapping[str, Readings]) -> dict[str, str]:
    """The cells of a row that hold masks."""
    return {
        name: raw.strip()
        for name, raw in row.raw.items()
        if raw.__class__ is str and ("*" in raw or "●" in raw) and is_masked(readings[name].field, raw)
    }


def may_cover(cells: Iterable[Any]) -> bool:
    """Whether one of the cells may hold a mask."""
    texts = "".join([raw for raw in cells if raw.__class__ is str])
    return "*" in texts or "●" in texts


def given_in(row: ImportRow) -> Iterable[tuple[str, Any]]:
    """The cells of a row that hold none."""
    return [(name, raw) for name, raw in row.raw.items() if name not in row.covered]


def covered_of(row: ImportRow, names: Mapping[str, str]) -> Masks:
    """The masks of a row by the fields they are of, where these columns hold fields of one record."""
    return {names[name]: mask for name, mask in row.covered.items() if name in names}


def refuse_needed(row: ImportRow, needed: Iterable[SheetColumn], readings: Mapping[str, Readings]) -> None:
    """Say what is wrong with masks that stand where nothing but the value will do."""
    for column in needed:
        if column.name in row.covered:
            for complaint in readings[column.name][row.covered[column.name]][1]:
                row.complain(column.name, complaint)


def doubt_told(database: Database, made: ImportPlan) -> None:
    """Warn of masks that do not fit the records that references were found to mean; those that fit say what is known."""
    rows = [row for row in made.rows if row.covered]
    owners = {c.owner.name: c.owner for c in columns_of(made.entity).values() if c.owner is not None} if rows else {}
    with database.reading() as connection:
        for owner in owners.values():
            held = (alike := held_alike(made.entity)) is not None and alike.reference == owner.name
            meant = [(row, row.written.get(owner.name)) for row in rows if not (held and row.alone)]
            for through, about, told in records_told(made.entity, owner.name):
                behind = _behind(connection, owner, through, meant) if through else meant
                _doubt(connection, about, told, behind)


def _behind(
    connection: Connection, owner: Field, through: str, meant: Sequence[tuple[ImportRow, Any]]
) -> list[tuple[ImportRow, Any]]:
    """The records that those which rows mean refer to."""
    assert owner.to is not None
    keys = list({key for _row, key in meant if isinstance(key, int)})
    found = {row.id: row.values for row in rows_of(connection, Query(entity_named(owner.to)), keys, [through])}
    return [(row, found.get(key, {}).get(f"{through}_id")) for row, key in meant]


def doubt_own(database: Database, made: ImportPlan) -> None:
    """Warn of masks that do not fit the records the rows mean."""
    rows = [row for row in made.rows if row.covered]
    own = {name: name for name, column in columns_of(made.entity).items() if column.owner is None}
    with database.reading() as connection:
        _doubt(connection, made.entity, own, [(row, row.key) for row in rows])
        held = held_in(made.entity)
        _doubt(connection, made.entity, held, [(row, row.key) for row in rows if row.alone])


def held_in(entity: type[Entity]) -> Mapping[str, str]:
    """The columns that tell of a person which a record may hold itself, and the fields in which it does."""
    own = held_alike(entity)
    told = {} if own is None else told_of(entity, own.reference)
    return {name: own.fields[of] for name, of in told.items() if own is not None and of in own.fields}


def _doubt(
    connection: Connection, entity: type[Entity], names: Mapping[str, str], told: Sequence[tuple[ImportRow, Any]]
) -> None:
    held = list(dict.fromkeys(names[name] for row, _key in told for name in row.covered if name in names))
    keys = [key for _row, key in told if isinstance(key, int)]
    known, fields = texts_of_records(connection, entity, keys, held) if held else {}, field_map(entity)
    for row, key in told:
        standing = known.get(key, {}) if isinstance(key, int) else {}
        for name, mask in row.covered.items():
            if name in names and not fits(fields[names[name]], mask, standing.get(names[name], "")):
                row.complain(name, warning("masked", _("遮盖的号码，未导入")))
