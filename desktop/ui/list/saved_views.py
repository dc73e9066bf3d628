"""Saved views of a list: a name, conditions, a search, an order and columns; some are there from the start."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.screens.catalogue import screen_of
from desktop.screens.columns import dated
from desktop.screens.screen import ON_THE_DAY, Conditions
from desktop.ui.kit.settings import Settings
from models import clock
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.query_json import left_out, plain_query, read_query
from models.schema.fields import Entity, field_map
from models.words import N_, _

ALL = N_("全部")


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list one comes back to; `own` when a person saved it. `columns` is () where the list keeps its own.

    `left_out` says which conditions did not come back, and why.
    """

    name: str
    query: Query
    columns: tuple[str, ...] = ()
    own: bool = False
    left_out: str = ""


def valued_day(database: Database, entity: type[Entity]) -> date | None:
    """The day a list shows derived values for when nobody asks for one: in the sample school one of its own year."""
    if not dated(entity):
        return None
    day = database.day()
    return day if day != clock.today() else None


def usual_day(database: Database, entity: type[Entity]) -> date | None:
    """The same where a list does not leave out what is not in force on a day, so that the list can be said to be of it."""
    return None if entity.period is not None else valued_day(database, entity)


def views_here(database: Database, entity: type[Entity], settings: Settings) -> tuple[SavedView, ...]:
    """The views of a list on the day the office works on: in a sample school that is no day on the wall."""
    return views_of(entity, settings, usual_day(database, entity), database.day())


def views_of(entity: type[Entity], settings: Settings, day: date | None, today: date) -> tuple[SavedView, ...]:
    """What is there from the start, what a list opens with first, then what the person saved.

    `day` is the one derived values are shown for, `today` the office's own.
    """
    every = SavedView(_(ALL), Query(entity, as_of=day))
    screen = screen_of(entity)
    first = [SavedView(_(name), _first(entity, wanted, day, today)) for name, wanted in screen.views]
    ordered = (*first, every) if screen.whole_last else (every, *first)
    saved = [_from_json(entity, kept) for kept in settings.get(_key(entity), [])]
    return (*ordered, *(view for view in saved if view is not None))


def _first(entity: type[Entity], wanted: Conditions, day: date | None, today: date) -> Query:
    conditions = (Condition(f, op, value(today) if callable(value) else value) for f, op, value in wanted if f)
    return Query(entity, tuple(conditions), as_of=today if ON_THE_DAY in wanted else day)


def save(settings: Settings, view: SavedView) -> None:
    """Keep a view, in the place of one of the same name."""
    kept = [each for each in settings.get(_key(view.query.entity), []) if each.get("name") != view.name]
    settings.put(_key(view.query.entity), [*kept, _to_json(view)])


def forget(settings: Settings, view: SavedView) -> None:
    """Keep a view no longer."""
    kept = [each for each in settings.get(_key(view.query.entity), []) if each.get("name") != view.name]
    settings.put(_key(view.query.entity), kept)


def _key(entity: type[Entity]) -> str:
    return f"views.{entity.__tablename__}"


def _to_json(view: SavedView) -> dict[str, Any]:
    return {"name": view.name, "columns": list(view.columns), **plain_query(view.query)}


def _from_json(entity: type[Entity], kept: Any) -> SavedView | None:
    """The view, without what can no more be asked of the entity; None when nothing can be made of it."""
    fields = field_map(entity)
    try:
        columns = tuple(name for name in kept["columns"] if name in fields)
        return SavedView(str(kept["name"]), read_query(entity, kept), columns, True, left_out(entity, kept))
    except (KeyError, TypeError, ValueError):
        return None
