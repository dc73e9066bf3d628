"""Who may join an order class, looked for on the page of the class; that they do is an act."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.ui.form.search_panel import HEIGHT, SHOWN, WIDTH, SearchPanel
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.text_match import hits
from desktop.ui.record.act_panel import open_act
from models.acts.order_class_members import JOIN
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import ids_of, read_all, rows_of
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.statistics import Connection
from models.words import _, joined

_TOLD = ("name", "student_number", "school_class", "order_class")


def candidates(database: Database, order_class: int, day: date, typed: str, limit: int = SHOWN) -> list[Suggestion]:
    """Who may join: registered and not in the class on the day, those of its grade and majors first.

    A text finds the others too; without one only they are listed where the class says which they are. Nobody joins one
    that was deleted meanwhile.
    """
    attending = (Condition("is_registered", "=", True),)
    with database.reading() as connection:
        own = next(
            iter(rows_of(connection, Query(OrderClass, as_of=day), [order_class], ("grade_year", "majors"))), None
        )
        if own is None:
            return []
        here = Query(OrderClassMember, (Condition("order_class", "=", order_class),), as_of=day)
        there = {row.values["student_id"] for row in read_all(connection, here, ("student",))}
        meant = _classes_meant(connection, own.values)
        wanted: list[tuple[Condition, ...]] = [(*attending, Condition("school_class", "in", meant))] if meant else []
        wanted += [attending] if typed or not meant else []
        found: dict[int, None] = {}
        for conditions in wanted:
            query = Query(Student, conditions, search=typed, as_of=day)
            found.update(dict.fromkeys(key for key in ids_of(connection, query) if key not in there))
        kept = list(found)[:limit]
        told = {row.id: row.values for row in rows_of(connection, Query(Student, as_of=day), kept, _TOLD)}
    return [Suggestion(key, told[key]["name"], _fact(told[key]), hits(told[key]["name"], typed) or ()) for key in kept]


def _classes_meant(connection: Connection, order_class: Mapping[str, Any]) -> tuple[int, ...]:
    """The school classes of the grade and the majors of an order class; none where it does not say its grade."""
    if order_class["grade_year"] is None:
        return ()
    conditions = [Condition("grade_year", "=", order_class["grade_year"])]
    if order_class["majors_id"]:
        conditions.append(Condition("major", "in", tuple(order_class["majors_id"])))
    return tuple(ids_of(connection, Query(SchoolClass, tuple(conditions))))


def _fact(values: Mapping[str, Any]) -> str:
    elsewhere = _("已在{where}").format(where=values["order_class"]) if values["order_class"] else ""
    return joined((values["student_number"], values["school_class"], elsewhere))


def choose_students(place: AppContext, over: QWidget, order_class: int, name: str, day: date) -> None:
    """Ask who joins an order class, and let them by the act."""
    database = place.database
    panel = SearchPanel(
        database, place.tasks, Student, "", lambda typed: candidates(database, order_class, day, typed),
        _("{count} 人加入"),
    )  # fmt: skip
    layer = open_overlay(over, panel, WIDTH, HEIGHT, panel.withdrawn)

    def take(offers: Sequence[Suggestion]) -> None:
        layer.close_layer()
        open_act(place, JOIN, [offer.key for offer in offers], {"order_class": Suggestion(order_class, name)})

    panel.taken.connect(take)
