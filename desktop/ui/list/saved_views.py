"""Saved views of a list: a name, conditions, a search, an order and columns; some are there from the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.screens.columns import dated
from desktop.ui.kit.settings import Settings
from models import clock
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.query_json import left_out, plain_query, read_query
from models.entities import cooperation_terms as terms
from models.entities import destination_counts as counts
from models.entities import training
from models.entities.agreement_terms import EXPIRED, EXPIRING
from models.entities.enrolment import CAME
from models.entities.measures import APPROVING, CLOSED, FORMING, IN_SCHOOL, RUNNING, SIGNING
from models.schema.fields import Entity, field_map
from models.statistics.calendar import school_year_of
from models.words import N_, _

ALL = N_("全部")


def _monday(_day: date) -> date:
    today = clock.now().date()  # the log is dated by the wall
    return today - timedelta(days=today.weekday())


def _itself(day: date) -> date:
    return day


ON_THE_DAY = ("", "", None)  # in place of a condition: of dated rows those that count on the office's day
_WAITING = (("is_counted", "=", True), ("end_date", ">=", _itself))

# table -> name, then field, operator and value (or what tells it on the office's day) of each condition: what offices
# look at every day
FIRST: Mapping[str, Sequence[tuple[str, tuple[tuple[str, str, Any], ...]]]] = {
    "student": (
        (N_("全部在籍"), (("is_registered", "=", True),)),
        (N_("实习在岗"), (("is_placed", "=", True),)),
        (N_("缺三方协议"), (("is_placed", "=", True), ("placement_agreement", "empty", None))),
        (N_("本周改动"), (("altered_date", ">=", _monday),)),
    ),
    "order_class": (
        (N_("在培"), (("day_status", "=", RUNNING),)), (N_("筹建"), (("day_status", "=", FORMING),)),
        (N_("结业"), (("day_status", "=", CLOSED),)),
    ),
    "enterprise": ((N_("有实习生"), (("intern_count", ">", 0),)), (N_("停止合作"), (("is_blocked", "=", True),))),
    "education_group": ((N_("运行"), (("status", "=", "1"),)),),
    "placement": (
        (N_("在岗"), (ON_THE_DAY,)), (N_("待签"), (("status", "=", SIGNING), *_WAITING)),
        (N_("待审"), (("status", "=", APPROVING), *_WAITING)),
    ),
    "agreement": ((N_("即将到期"), (("state", "=", EXPIRING),)), (N_("到期"), (("state", "=", EXPIRED),))),
    "apprenticeship_programme": (
        (N_("在培"), (("status", "=", training.RUNNING),)), (N_("结业"), (("status", "=", training.CLOSED),)),
    ),
    "apprentice": ((N_("在培"), (ON_THE_DAY,)),),
    "activity": ((N_("本学年"), (("start_date", ">=", school_year_of),)),),
    "matter": (
        (N_("待答复"), (("status", "in", (terms.ACCEPTED, terms.HANDLED)),)), (N_("逾期"), (("is_overdue", "=", True),)),
    ),
    "cooperation_project": (
        (N_("在研"), (("status", "=", terms.RUNNING),)), (N_("逾期未结题"), (("is_unconcluded", "=", True),)),
    ),
    "graduate_destination": (
        (N_("当前"), (ON_THE_DAY,)), (N_("待回访"), (("is_follow_up_due", "=", True),)),
        (N_("待就业"), (ON_THE_DAY, ("group", "=", counts.SEEKING))),
        (N_("待核实"), (ON_THE_DAY, ("verify_result", "empty", None))),
    ),
    "destination_follow_up": (
        (N_("离开原单位"), (("result", "in", counts.LEFT),)), (N_("失联"), (("result", "=", counts.LOST),)),
    ),
    "course_standard": ((N_("执行"), (("status", "=", terms.IN_FORCE),)),),
    "school_class": ((N_("在读班"), (("day_status", "=", IN_SCHOOL),)),),
    "admission": (
        (N_("待转学籍"), (("check_in_date", "filled", None), ("student", "empty", None))),
        (N_("未报到"), (("check_in_date", "empty", None), ("status", "!=", CAME), ("student", "empty", None))),
        (N_("已转学籍"), (("student", "filled", None),)),
    ),
}  # fmt: skip
LEADING = frozenset(("student",))  # lists that open with the first of these, and end with all


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


def views_of(
    entity: type[Entity], settings: Settings, day: date | None = None, today: date | None = None
) -> tuple[SavedView, ...]:
    """What is there from the start, what a list opens with first, then what the person saved.

    `day` is the one derived values are shown for, `today` the office's own.
    """
    every = SavedView(_(ALL), Query(entity, as_of=day))
    first = [
        SavedView(_(name), _first(entity, wanted, day, today or day or clock.today()))
        for name, wanted in FIRST.get(entity.__tablename__, ())
    ]
    ordered = (*first, every) if entity.__tablename__ in LEADING else (every, *first)
    saved = [_from_json(entity, kept) for kept in settings.get(_key(entity), [])]
    return (*ordered, *(view for view in saved if view is not None))


def _first(entity: type[Entity], wanted: Sequence[tuple[str, str, Any]], day: date | None, today: date) -> Query:
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
