"""Which body a text means: a school or an enterprise the file knows, or another that is known by its name alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.database import lookup, storage
from models.schema.child_values import Part
from models.schema.fields import BODIES, NAMED, Entity, entity_named, field_map, name_of_body
from models.schema.look_alikes import folded


class Body(NamedTuple):
    """A body the file knows: of which entity, which record, what it is called."""

    kind: str
    key: int
    name: str


def meant(connection: sa.Connection, texts: Iterable[str]) -> dict[str, Body]:
    """The bodies these texts mean by a name, a former one or a number; none for what names nobody, or several.

    A school of that name goes before an enterprise (registers §1).
    """
    wanted = {text: folded(text) for text in texts}
    found: dict[str, Body] = {}
    for kind in reversed(BODIES) if wanted else ():
        owners: dict[str, set[int]] = {}
        for key, name, _scope in lookup.names(connection, entity_named(kind)):
            owners.setdefault(folded(name), set()).add(key)
        hits = {text: owners.get(plain, set()) for text, plain in wanted.items() if text not in found}
        only = {text: min(keys) for text, keys in hits.items() if len(keys) == 1}
        names = dict(storage.where(connection, entity_named(kind), "id", set(only.values()), ("id", "name")))
        found.update({text: Body(kind, key, names[key]) for text, key in only.items()})
    return found


def as_rows(connection: sa.Connection, entity: type[Entity], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows by column that name a body, referring to it instead where the file knows it; completed from themselves."""
    known = meant(connection, {row[NAMED] for row in rows})
    columns = {f.name: f.column for f in field_map(entity).values() if f.stored}
    made = []
    for row in rows:
        body = known.get(row[NAMED])
        told = {f"{kind}_id": None for kind in BODIES} | {NAMED: None if body else row[NAMED]}
        whole = {**row, **told, **({f"{body.kind}_id": body.key} if body else {})}
        said = {name: whole.get(column) for name, column in columns.items()}
        for fill in entity.fills:
            whole.update({columns[name]: value for name, value in fill(said).items()})
        made.append(whole)
    return made


def names(connection: sa.Connection, part: Part, rows: Sequence[storage.Raw]) -> list[str | None]:
    """What the bodies of these rows are called."""
    table = part.entity.table()
    ids = [row["id"] for row in rows]
    statement = sa.select(table.c.id, name_of_body(table)).where(table.c.id.in_(ids))
    known = {row[0]: row[1] for row in connection.execute(statement)}
    return [known[key] for key in ids]
