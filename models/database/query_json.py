"""A query as plain values that JSON can hold, and back; what can no more be asked falls away, and can be told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.database.query import TELLING_NOTHING, Condition, Query
from models.database.touched import asked_field
from models.schema.fields import Entity, Field, field_map
from models.words import _, clauses, listed


def plain_query(query: Query) -> dict[str, Any]:
    """The query without its entity."""
    return {
        "search": query.search, "order": list(query.order),
        "as_of": query.as_of.isoformat() if query.as_of else None,
        "conditions": [[c.field, c.operator, _plain(c.value)] for c in query.conditions],
    }  # fmt: skip


def read_query(entity: type[Entity], kept: Mapping[str, Any]) -> Query:
    """The query again; raises KeyError, TypeError or ValueError when nothing can be made of it."""
    asked = ((_asked(entity, name), op, value) for name, op, value in kept["conditions"])
    conditions = tuple(Condition(f.name, op, _rich(value)) for f, op, value in asked if f is not None and _may(f, op))
    order = tuple(name for name in kept["order"] if name.removeprefix("-") in field_map(entity))
    day = date.fromisoformat(kept["as_of"]) if kept["as_of"] else None
    return Query(entity, conditions, order, str(kept["search"]), day)


def left_out(entity: type[Entity], kept: Mapping[str, Any]) -> str:
    """Which conditions of a query that was read do not come back, and why; "" when all do: without them more is listed."""
    asked = [(_asked(entity, name), op) for name, op, _value in kept["conditions"]]
    masked = listed(dict.fromkeys(f.title for f, op in asked if f is not None and not _may(f, op)))
    gone = sum(f is None for f, _op in asked)
    told = (
        _("按{fields}筛选的条件没有采用：遮盖的栏不按内容筛选").format(fields=masked) if masked else "",
        _("有 {count} 个条件没有采用：登记里已没有那一栏").format(count=gone) if gone else "",
    )
    return clauses(told)


def _asked(entity: type[Entity], name: str) -> Field | None:
    try:
        return asked_field(entity, name)
    except KeyError:
        return None


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
