"""Steps to the states of a list: empty, narrowed, its plates and menus, many rows at once."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.imports.column_templates import ColumnTemplates
from desktop.ui.list.bulk_pane import SET
from desktop.ui.list.filtering import Filter
from desktop.ui.list.list_page import ListPage
from desktop.ui.record.act_menu import ActMenu, choose_act
from desktop.ui.record.act_panel import ActPanel, open_act
from models.acts.catalogue import act_named
from models.database.column_profiles import ColumnProfile, ProfileColumn, save_profile
from models.database.query import Condition, Query
from models.database.results import counts_by, ids_of, read_all, rows_of
from models.schema.fields import entity_named, field_map
from tests.tour.guide import Guide

KINDS = {  # kind of filter -> list and field it is asked for
    "text": ("student", "name"), "code": ("student", "political_status"), "date": ("student", "birth_date"),
    "number": ("order_class", "planned_size"), "record": ("student", "school_class"),
    "flag": ("enterprise", "is_high_tech"), "codes": ("order_class", "majors"),
}  # fmt: skip
_FEW, _MANY, _CROWD = 3, 12, 40
_PASSPORT = "A"  # identity-document-type
_ADMITTED = ("name", "gender", "exam_score")


def first_use(guide: Guide) -> None:
    """A list in which nothing has ever been."""
    guide.list("student")


def nothing_found(guide: Guide) -> None:
    """Words that no record has."""
    page = guide.list("student")
    guide.type("zzzz", page.filters.search)


def filtered(guide: Guide) -> None:
    """Conditions, a day and words at once."""
    page = guide.list("student")
    fields = field_map(page.entity)
    page.filters.put(Filter(fields["gender"], (Condition("gender", "=", "2"),)))
    page.filters.put(Filter(fields["political_status"], (Condition("political_status", "filled"),)))
    guide.rest()
    guide.type("w", page.filters.search)


def dense(density: str, guide: Guide) -> None:
    """Rows of another height."""
    guide.window.settings.put("density", density)
    guide.list("student")


def without_details(guide: Guide) -> None:
    """The list alone."""
    page = guide.list("student")
    page.filters.pane.click()
    guide.rest()


def filter_fields(guide: Guide) -> None:
    """The plate that offers the fields to filter by."""
    page = guide.list("student")
    page.filters.open_fields()
    guide.rest()


def filter_by(kind: str, guide: Guide) -> None:
    """The plate that asks for a condition of one kind of field."""
    table, name = KINDS[kind]
    page = guide.list(table)
    page.filters.open_filter(Filter(field_map(page.entity)[name], ()))
    guide.rest()


def columns(guide: Guide) -> None:
    """The plate with every column."""
    page = guide.list("student")
    page.filters.columns.click()
    guide.rest()


def row_menu(guide: Guide) -> None:
    """The menu of a row."""
    page = guide.list("student")
    viewport = page.table.viewport()
    at = QPoint(120, page.table.rowViewportPosition(4) + 8)
    page.table.customContextMenuRequested.emit(at)
    assert viewport.rect().contains(at)
    guide.rest()


def head_menu(guide: Guide) -> None:
    """The menu of a column."""
    page = guide.list("student")
    page.table.head.customContextMenuRequested.emit(QPoint(120, 8))
    guide.rest()


def selection(guide: Guide) -> ListPage:
    """Some rows ticked."""
    page = guide.list("student")
    for row in range(_FEW):
        page.table.tick(row)
    guide.rest()
    return page


def bulk_edit(guide: Guide) -> QWidget:
    """Fields of the ticked rows about to be changed."""
    page = selection(guide)
    page.edit_many()
    guide.rest()
    bulk = page.bulk
    assert bulk is not None
    change = bulk.bring(field_map(page.entity)["political_status"])
    change.mode.take(SET)
    guide.rest()
    return bulk


def templates(guide: Guide) -> None:
    """A template of the office with a column whose field is gone, beside that of the program."""
    columns = (
        ("考生姓名", "name", False), ("性别", "gender", True), ("身份证件号", "id_number", False), ("所在班级", "school_class", False),
        ("旧学籍号", "old_number", False), ("报考工种", "", False),
    )  # fmt: skip
    profile = ColumnProfile("考点报名表", "student", tuple(ProfileColumn(*one) for one in columns))
    save_profile(guide.window.place.database, profile)
    guide.list("student")
    guide.window.actions_.export_as.trigger()
    panel = guide.window.findChild(ColumnTemplates)
    assert panel is not None
    panel.reload("考点报名表", 1)
    guide.rest()


def bulk_done(guide: Guide) -> None:
    """Rows just changed, and the way back."""
    page = selection(guide)
    page.edit_many()
    guide.rest()
    assert page.bulk is not None
    change = page.bulk.bring(field_map(page.entity)["political_status"])
    change.mode.take(SET)
    change.editor.put("02")
    change.editor.edited.emit()
    guide.rest()
    page.bulk.apply.click()
    guide.rest()


def act_menu(guide: Guide) -> None:
    """What can be done to the ticked rows in one of its groups, and what cannot with why not."""
    page = selection(guide)
    choose_act(guide.window.place, page, page.entity, page.ids())
    guide.rest()
    menu = page.findChild(ActMenu)
    assert menu is not None
    menu.setActiveAction(menu.actions()[0])
    guide.press(Qt.Key.Key_Right)
    guide.rest()


def act_begun(guide: Guide) -> None:
    """A suspension as its layer is opened: when it ends is not given yet."""
    _suspend(guide, selection(guide).ids(), "")


def act_one(guide: Guide) -> None:
    """A suspension of a student in an order class and a placement, thought through."""
    conditions = tuple(Condition(name, "filled") for name in ("order_class", "placement_enterprise"))
    _suspend(guide, students(guide, conditions)[:1])


def act_several(guide: Guide) -> None:
    """A suspension of several, of whom some may not."""
    away, here = (students(guide, (Condition("is_present", "=", on),)) for on in (False, True))
    _suspend(guide, [*here[:_MANY], *away[:_FEW]])


def act_apart(guide: Guide) -> None:
    """An audit of several, one of whom is deferred."""
    panel = opened_act(guide, "audit-graduation", students(guide, (Condition("is_placed", "=", True),))[:_MANY])
    for name in ("is_moral_passed", "is_courses_passed"):
        panel.rows[name].put(True)
    panel.look()
    guide.rest()
    assert panel.apart is not None
    panel.apart.list.setCurrentIndex(panel.apart.model.index(1))
    for name, value in (("verdict", "3"), ("open_matters", "补考两门")):
        row = panel.apart.rows[name]
        row.put(value)
        row.edited.emit(name)
    guide.rest()


def act_another(guide: Guide) -> None:
    """Another act chosen in the layer for a student who is away; what was filled in stays, what cannot be done is greyed."""
    panel = opened_act(guide, "suspend", students(guide, (Condition("status", "=", "02"),))[:1])
    row = panel.rows["remark"]
    row.editor.retype("SX-1")
    row.editor.edited.emit()
    other = panel.choices.card("resume")
    assert other is not None
    other.click()
    guide.rest()


def act_register(guide: Guide) -> None:
    """Several who are registered for the term, one of whom has left the school."""
    here, left = (students(guide, (Condition("status", "=", code),)) for code in ("01", "03"))
    opened_act(guide, "register-term", [*here[:_MANY], *left[:1]])


def act_roll_year(guide: Guide) -> None:
    """The classes of a school that go up, among them the last grade with those who are still there."""
    kind, classes = entity_named("school_class"), list[int]()
    with guide.database.reading() as connection:
        for grade in (2017, 2019):
            conditions = Condition("grade_year", "=", grade), Condition("day_status", "=", "1")
            classes += list(ids_of(connection, Query(kind, conditions)))[:_FEW]
    panel = opened_act(guide, "roll-year", classes)
    panel.rows["start_date"].put(date(2020, 9, 1))
    panel.look()
    guide.rest()


def act_enrol(guide: Guide) -> None:
    """Some who came become students, one of them in another class than proposed."""
    kind, room = entity_named("admission"), entity_named("school_class")
    with guide.database.reading() as connection:
        query = Query(kind, (Condition("status", "=", "2"),))
        came = [row.values for row in rows_of(connection, query, list(ids_of(connection, query))[:_MANY], _ADMITTED)]
        classes = Query(room, (Condition("grade_year", "=", 2019),))
        values = rows_of(connection, classes, list(ids_of(connection, classes))[:1], ("major", "school"))
        where = {name: row.values[f"{name}_id"] for row in values for name in ("major", "school")}
    with guide.database.transaction("补录") as tx:
        rows = [
            {**one, **where, "id_type": _PASSPORT, "id_number": f"E1234567{n:02}", "status": "2", "year": 2019}
            for n, one in enumerate(came)
        ]
        keys = tx.insert_many(kind, rows)
    guide.list("admission")
    act = act_named("enrol")
    assert act is not None
    panel = open_act(guide.window.place, act, keys)
    guide.rest()
    assert panel.apart is not None
    panel.apart.list.setCurrentIndex(panel.apart.model.index(1))
    guide.rest()


def act_arrange(guide: Guide) -> None:
    """Many to be placed at a small host: who may not go, and what becomes too many."""
    day = guide.database.day()
    with guide.database.reading() as connection:
        hosts = read_all(connection, Query(entity_named("enterprise")), ("staff_total", "name"))
        host = min((row for row in hosts if row.values["staff_total"]), key=lambda row: row.values["staff_total"])
        free = Query(entity_named("student"), (Condition("is_present", "=", True),))
        who = list(ids_of(connection, free))
    panel = opened_act(guide, "arrange-placement", who[:: max(1, len(who) // _CROWD)][:_CROWD])
    panel.rows["enterprise"].put(host.id, host.values["name"])
    panel.rows["end_date"].put(day + timedelta(days=150))
    panel.look()
    guide.rest()


def act_start(guide: Guide) -> None:
    """A placement that waits begins, and what the regulation forbids stops it until somebody gives a reason."""
    day = guide.database.day()
    (student, *_rest) = students(guide, (Condition("is_present", "=", True), Condition("placement_status", "empty")))
    with guide.database.reading() as connection:
        firm = next(iter(ids_of(connection, Query(entity_named("enterprise")))))
    with guide.database.transaction("安排") as tx:
        span = {"start_date": day, "end_date": day + timedelta(days=150)}
        one = tx.insert(entity_named("placement"), {"student": student, "enterprise": firm, "status": "2"} | span)
    guide.list("placement")
    act = act_named("start-placement")
    assert act is not None
    open_act(guide.window.place, act, [one])
    guide.rest()


def students(guide: Guide, conditions: tuple[Condition, ...]) -> list[int]:
    """The students that meet conditions."""
    with guide.database.reading() as connection:
        return list(ids_of(connection, Query(entity_named("student"), conditions)))


def _suspend(guide: Guide, students: Sequence[int], until: str = "2021-04-19") -> None:
    panel = opened_act(guide, "suspend", students)
    if until:
        row = panel.rows["break_until"]
        row.editor.retype(until)
        row.editor.edited.emit()
        guide.rest()


def opened_act(guide: Guide, name: str, subjects: Sequence[int]) -> ActPanel:
    """The layer of an act over the list of its register."""
    act = act_named(name)
    assert act is not None
    guide.list(act.entity)
    panel = open_act(guide.window.place, act, subjects)
    guide.rest()
    return panel


def deleted(guide: Guide) -> None:
    """Records of a list deleted, and the way back."""
    page = guide.list("council_meeting")
    page.table.tick(0)
    guide.rest()
    page.deleted.emit()
    guide.rest()


def job_fair(guide: Guide) -> None:
    """The activity that has a list of students."""
    with guide.database.reading() as connection:
        listed = counts_by(connection, Query(entity_named("activity_student")), "activity")
    guide.window.stage.go_beside(entity_named("activity"), next(iter(listed), None))


def busiest_enterprise(guide: Guide) -> None:
    """The enterprise with most interns, beside its like."""
    with guide.window.place.database.reading() as connection:
        interns = counts_by(connection, Query(entity_named("placement")), "enterprise")
    guide.window.stage.go_beside(
        entity_named("enterprise"), max(interns, key=lambda key: (interns[key], -key), default=None)
    )
