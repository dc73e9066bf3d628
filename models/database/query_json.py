"""A query as plain values that JSON can hold, and back; what an entity no longer has falls away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.database.query import TELLING_NOTHING, Condition, Query
from models.schema.fields import Entity, Field, field_map


def plain_query(query: Query) -> dict[str, Any]:
    """The query without its entity."""
    return {
        "search": query.search, "order": list(query.order),
        "as_of": query.as_of.isoformat() if query.as_of else None,
        "conditions": [[c.field, c.operator, _plain(c.value)] for c in query.conditions],
    }  # fmt: skip


def read_query(entity: type[Entity], kept: Mapping[str, Any]) -> Query:
    """The query again; raises KeyError, TypeError or ValueError when nothing can be made of it."""
    fields = field_map(entity)
    conditions = tuple(
        Condition(f, op, _rich(value)) for f, op, value in kept["conditions"] if f in fields and _may(fields[f], op)
    )
    order = tuple(name for name in kept["order"] if name.removeprefix("-") in fields)
    day = date.fromisoformat(kept["as_of"]) if kept["as_of"] else None
    return Query(entity, conditions, order, str(kept["search"]), day)


def _may(field: Field, operator: str) -> bool:
    """A list kept before masked fields were no more asked by their content must not ask it again."""
    return not field.private or operator in TELLING_NOTHING


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) or value is None else {"text": str(value)}


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"]) if "date" in value else str(value["text"])
    return tuple(_rich(each) for each in value) if isinstance(value, list) else value
