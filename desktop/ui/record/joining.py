"""Students join an order class: ticked on the class's page, or in their list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.ui.form.search_panel import HEIGHT, SHOWN, WIDTH, SearchPanel
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.text_match import hits
from desktop.ui.list.bulk_pane import take_back
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import ids_of, read_all, rows_of
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.progress import SILENT, Progress
from models.statistics import Connection
from models.words import N_, _, joined, worded

_TOLD = ("name", "student_number", "school_class", "order_class")


def join(
    database: Database, students: Sequence[int], order_class: int, day: date, progress: Progress = SILENT
) -> tuple[int | None, int]:
    """Make members from `day` on of those who are not yet: (the act, None if there was nothing to do; how many joined)."""
    here = Query(OrderClassMember, (Condition("order_class", "=", order_class),), as_of=day)
    with database.reading() as connection:
        there = {row.values["student_id"] for row in read_all(connection, here, ("student",))}
    new = [student for student in dict.fromkeys(students) if student not in there]
    if not new:
        return None, 0
    name = worded(N_("{count} 人加入订单班"), count=len(new))
    with database.transaction(name, progress) as tx:
        rows = [{"student": student, "order_class": order_class, "join_date": day} for student in new]
        tx.insert_many(OrderClassMember, rows)
    return (tx.done.id if tx.done is not None else None), len(new)


def candidates(database: Database, order_class: int, day: date, typed: str, limit: int = SHOWN) -> list[Suggestion]:
    """Who may join: registered and not in the class on the day, those of its grade and majors first.

    A text finds the others too; without one only they are listed where the class says which they are.
    """
    attending = (Condition("is_registered", "=", True),)
    with database.reading() as connection:
        own = next(iter(rows_of(connection, Query(OrderClass, as_of=day), [order_class], ("grade_year", "majors"))))
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
    return joined(word for word in (values["student_number"], values["school_class"], elsewhere) if word)


def choose_students(place: AppContext, over: QWidget, order_class: int, name: str, day: date) -> None:
    """Ask who joins an order class."""
    database = place.database
    panel = SearchPanel(
        database, place.tasks, Student, "", lambda typed: candidates(database, order_class, day, typed),
        _("{count} 人加入"),
    )  # fmt: skip
    layer = open_overlay(over, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)

    def take(offers: Sequence[Suggestion]) -> None:
        layer.close_layer()
        who = offers[0].text if len(offers) == 1 else _("{count} 名学生").format(count=f"{len(offers):,}")
        _write(place, [offer.key for offer in offers], order_class, day, who, name)

    panel.taken.connect(take)


def choose_order_class(place: AppContext, over: QWidget, students: Sequence[int], day: date) -> None:
    """Ask which order class students join."""
    panel = SearchPanel(place.database, place.tasks, OrderClass, "")
    layer = open_overlay(over, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)
    who = _("{count} 名学生").format(count=f"{len(students):,}")

    def take(offer: Suggestion) -> None:
        layer.close_layer()
        _write(place, students, offer.key, day, who, offer.text)

    panel.taken.connect(take)


def _write(  # noqa: PLR0913, PLR0917 - what is written, and what it is called
    place: AppContext, students: Sequence[int], order_class: int, day: date, who: str, where: str
) -> None:
    database, count = place.database, len(students)

    def done(made: tuple[int | None, int]) -> None:
        act, joined = made
        words = {"who": who, "where": where, "day": day.isoformat(), "there": count - joined, "joined": joined}
        if act is None:
            place.say(_("{who}已在{where}，没有重复添加").format(**words))
        elif joined < count:
            sentence = _("{joined} 人自 {day} 起加入{where}，另有 {there} 人本来就在班里")
            place.announce(sentence.format(**words), lambda: take_back(place, act))
        else:
            place.announce(_("{who}自 {day} 起加入{where}").format(**words), lambda: take_back(place, act))

    place.tasks.write(
        _("加入订单班"), lambda progress: join(database, students, order_class, day, progress), done,
        receiver=place.window, failed=place.report,
    )  # fmt: skip
