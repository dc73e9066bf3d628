"""A list with what its references spread, as an import takes it back: the student behind a placement by name and numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.exchange.columns import SheetColumn, columns_of
from desktop.exchange.references import folded
from models.database.lookup import names, scope_of, told_apart
from models.database.query import Query
from models.database.results import Row, read_all, rows_of
from models.database.storage import CHUNK, pieces
from models.schema.fields import Entity, Field, entity_named, field_map, held_alike
from models.statistics import Connection


def exported(entity: type[Entity]) -> list[str]:
    """The columns an import takes back; a student is told by columns of its own, not by a name alone."""
    columns = [c for c in columns_of(entity).values() if c.part_of is None]
    return [c.name for c in columns if c.owner is not None or not c.field.told_by_others]


def column_named(entity: type[Entity], name: str) -> SheetColumn:
    """A column of a sheet, or any field that can be shown."""
    known = columns_of(entity).get(name)
    return known if known is not None else SheetColumn(name, field_map(entity)[name])


def rows_with_spread(connection: Connection, query: Query, columns: Sequence[SheetColumn]) -> Iterator[Row]:
    """The rows of a list in order, values by column name."""
    owners = {c.owner.name: c.owner for c in columns if c.owner is not None}
    own = [c.name for c in columns if c.owner is None]
    references = [c.field for c in columns if c.owner is None and c.field.to is not None and not c.field.told_by_others]
    namesakes = [(field, _namesakes(connection, field)) for field in references]
    held = () if (alike := held_alike(query.entity)) is None else alike.fields.values()
    for rows in pieces(read_all(connection, query, list(dict.fromkeys([*own, *owners, *held]))), CHUNK):
        values = [dict(row.values) for row in rows]
        for owner in owners.values():
            _spread(connection, owner, [c.name for c in columns if c.owner is owner], values)
            _hold_own(query.entity, owner, values)
        for field, numbered in namesakes:
            _tell_apart(field, numbered, values)
            _tell_elsewhere(connection, field, values)
        yield from (Row(row.id, full) for row, full in zip(rows, values, strict=True))


def _spread(connection: Connection, owner: Field, names: Sequence[str], values: Sequence[dict[str, Any]]) -> None:
    assert owner.to is not None
    inner = {name: of.rpartition(".") for name, of in owner.spread if name in names}
    through = dict.fromkeys(root for root, _dot, _of in inner.values() if root)
    direct = {name: of for name, (root, _dot, of) in inner.items() if not root}
    target, key = entity_named(owner.to), f"{owner.name}_id"
    wanted = list({full[key] for full in values if full[key] is not None})
    asked = [*direct.values(), *(root for root in through if root not in direct.values())]
    found = {row.id: row.values for row in rows_of(connection, Query(target), wanted, asked)}
    for full in values:
        there = found.get(full[key], {})
        full |= {name: there.get(of) for name, of in direct.items()}
    for root in through:
        behind = [{f"{root}_id": found.get(full[key], {}).get(f"{root}_id")} for full in values]
        pairs = tuple((name, of) for name, (own, _dot, of) in inner.items() if own == root)
        _spread(connection, replace(field_map(target)[root], spread=pairs), list(inner), behind)
        for full, there in zip(values, behind, strict=True):
            full |= {name: there[name] for name, _of in pairs}


def _hold_own(entity: type[Entity], owner: Field, values: Sequence[dict[str, Any]]) -> None:
    """What records hold of persons themselves, in the columns in which others tell theirs."""
    own = held_alike(entity)
    if own is None or own.reference != owner.name:
        return
    for full in (full for full in values if full[f"{owner.name}_id"] is None):
        full |= {name: full[own.fields[of]] for name, of in owner.spread if of in own.fields}


def _namesakes(connection: Connection, field: Field) -> dict[int, str]:
    """The records of which another has the same name, each with what it alone has, unless that stands beside the name."""
    assert field.to is not None
    entity, beside = entity_named(field.to), {of for _name, of in field.spread}
    called: dict[tuple[str, int | None], list[int]] = {}
    for key, text, scope in names(connection, entity):
        called.setdefault((folded(entity, text), scope), []).append(key)
    several = [ids for ids in map(list, map(dict.fromkeys, called.values())) if len(ids) > 1]
    told = told_apart(connection, entity, [key for ids in several for key in ids])
    found: dict[int, str] = {}
    for ids in several:
        held = Counter(item for key in ids for item in told[key].items())
        for key in ids:
            own = {of: word for of, word in told[key].items() if held[of, word] == 1}
            if own and beside.isdisjoint(own):
                found[key] = next(iter(own.values()))
    return found


def _tell_apart(field: Field, numbered: Mapping[int, str], values: Sequence[dict[str, Any]]) -> None:
    """Names that several records have, with a number in brackets that an import finds the one by."""
    for full in values if numbered else ():
        keys, texts = full[f"{field.name}_id"], full[field.name]
        if field.many:
            full[field.name] = tuple(_numbered(numbered, key, text) for key, text in zip(keys, texts, strict=True))
        elif keys is not None:
            full[field.name] = _numbered(numbered, keys, texts)


def _tell_elsewhere(connection: Connection, field: Field, values: Sequence[dict[str, Any]]) -> None:
    """Names that mean something within another record than the row's (a mentor of another enterprise), with that in brackets."""
    target = entity_named(field.to or "")
    within, key = scope_of(target), f"{field.name}_id"
    if within is None or field.spread or field.many or not any(f"{within.name}_id" in full for full in values):
        return
    ids = list({full[key] for full in values if full[key] is not None})
    found = {row.id: row.values for row in rows_of(connection, Query(target), ids, [within.name])} if ids else {}
    for full in (full for full in values if full[key] is not None):
        where = found[full[key]]
        if where[f"{within.name}_id"] != full[f"{within.name}_id"]:
            full[field.name] = f"{full[field.name]}（{where[within.name]}）"


def _numbered(numbered: Mapping[int, str], key: int, text: str) -> str:
    return f"{text}（{numbered[key]}）" if key in numbered and numbered[key] != text else text
