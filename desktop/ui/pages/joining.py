"""Students join an order class: one chosen on the class's page, or many ticked in their list."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.ui.forms.finding import Offer
from desktop.ui.forms.search_panel import HEIGHT, WIDTH, SearchPanel
from desktop.ui.grid.bulk import take_back
from desktop.ui.layer import lay_over
from desktop.ui.workplace import Workplace
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.progress import SILENT, Progress
from models.words import _


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
    name = _("{count} 人加入订单班").format(count=len(new))
    with database.transaction(name, progress) as tx:
        rows = [{"student": student, "order_class": order_class, "join_date": day} for student in new]
        tx.insert_many(OrderClassMember, rows)
    return (database.last.id if database.last is not None else None), len(new)


def choose_student(place: Workplace, over: QWidget, order_class: int, name: str, day: date) -> None:
    """Ask who joins an order class."""
    panel = SearchPanel(place.database, place.tasks, Student, "")
    layer = lay_over(over, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)

    def take(offer: Offer) -> None:
        layer.close_layer()
        _write(place, [offer.key], order_class, day, offer.text, name)

    panel.taken.connect(take)


def choose_order_class(place: Workplace, over: QWidget, students: Sequence[int], day: date) -> None:
    """Ask which order class students join."""
    panel = SearchPanel(place.database, place.tasks, OrderClass, "")
    layer = lay_over(over, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)
    who = _("{count} 名学生").format(count=f"{len(students):,}")

    def take(offer: Offer) -> None:
        layer.close_layer()
        _write(place, students, offer.key, day, who, offer.text)

    panel.taken.connect(take)


def _write(  # noqa: PLR0913, PLR0917 - what is written, and what it is called
    place: Workplace, students: Sequence[int], order_class: int, day: date, who: str, where: str
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
