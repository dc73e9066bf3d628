"""Saved views of a list: a name, conditions, a search, an order and columns; some are there from the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.ui.settings import Settings
from models.database.query import Condition, Query
from models.database.written_query import plain_query, read_query
from models.schema.fields import Entity, field_map
from models.words import N_, _

ALL = N_("全部")
# table -> (name, field, operator, value): what offices look at every day
FIRST: Mapping[str, Sequence[tuple[str, str, str, Any]]] = {
    "student": ((N_("在读"), "status", "=", "01"), (N_("休学"), "status", "=", "02")),
    "order_class": (
        (N_("在培"), "status", "=", "2"),
        (N_("筹建"), "status", "=", "1"),
        (N_("结业"), "status", "=", "3"),
    ),
    "enterprise": ((N_("有实习生"), "intern_count", ">", 0), (N_("停止合作"), "is_blocked", "=", True)),
    "education_group": ((N_("运行"), "status", "=", "1"),),
    "placement": ((N_("在岗"), "status", "=", "3"), (N_("待签"), "status", "=", "2")),
    "school_class": ((N_("在读班"), "status", "=", "1"),),
}


@dataclass(frozen=True, slots=True)
class View:
    """A list one comes back to; `own` when a person saved it. `columns` is () where the list keeps its own."""

    name: str
    query: Query
    columns: tuple[str, ...] = ()
    own: bool = False


def views_of(entity: type[Entity], settings: Settings) -> tuple[View, ...]:
    """All records first, then what is there from the start, then what the person saved."""
    first = [View(_(ALL), Query(entity))]
    fields = field_map(entity)
    for name, field, operator, value in FIRST.get(entity.__tablename__, ()):
        if field in fields:
            first.append(View(_(name), Query(entity, (Condition(field, operator, value),))))
    saved = [_from_json(entity, kept) for kept in settings.get(_key(entity), [])]
    return (*first, *(view for view in saved if view is not None))


def save(settings: Settings, view: View) -> None:
    """Keep a view, in the place of one of the same name."""
    kept = [each for each in settings.get(_key(view.query.entity), []) if each.get("name") != view.name]
    settings.put(_key(view.query.entity), [*kept, _to_json(view)])


def forget(settings: Settings, view: View) -> None:
    """Keep a view no longer."""
    kept = [each for each in settings.get(_key(view.query.entity), []) if each.get("name") != view.name]
    settings.put(_key(view.query.entity), kept)


def _key(entity: type[Entity]) -> str:
    return f"views.{entity.__tablename__}"


def _to_json(view: View) -> dict[str, Any]:
    return {"name": view.name, "columns": list(view.columns), **plain_query(view.query)}


def _from_json(entity: type[Entity], kept: Any) -> View | None:
    """The view, without what the entity no longer has; None when nothing can be made of it."""
    fields = field_map(entity)
    try:
        columns = tuple(name for name in kept["columns"] if name in fields)
        return View(str(kept["name"]), read_query(entity, kept), columns, own=True)
    except (KeyError, TypeError, ValueError):
        return None
