"""What is written is seen: every screen says after a write what a window opened after it would say."""

import re
from contextlib import contextmanager

import pytest
from PySide6.QtGui import QAccessible

from models import clock
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.query import Query
from models.database.results import ResultSet, names_of
from models.schema.fields import entity_named
from tests import factories
from tests.desktop.ui.conftest import SIZES
from tests.desktop.ui.describing import described
from tests.tour import scenes
from tests.tour.guide import Guide
from tests.tour.pictures import MOMENT

NAMED = ("enterprise", "school_class", "order_class", "education_group", "staff", "major", "student")
STUDENT = entity_named("student")
FEW = 60  # records renamed of each kind: those that screens show first
SEEN = (
    "page-home", "page-changes", "page-problems", "list-student", "list-enterprise",
    "list-order-class", "list-placement", "list-school-class", "list-filtered", "list-compact",
    "beside-order-class", "beside-enterprise", "beside-education-group", "form-student", "form-placement",
)  # fmt: skip
PASSING = re.compile(r" *\([^()]*\b(?:focus|default)\b[^()]*\)")  # where the keys go is not what a screen says


def write(database):
    """Rename what many screens name, end a placement, bring a student in: a day's work in one step."""
    end, given = act_named("end-placement"), {"end_date": clock.today(), "end_reason": "1"}
    with database.reading() as connection:
        named = {name: names_of(connection, name, list(ids_of(database, name))[:FEW]) for name in NAMED}
    with database.transaction("改名") as tx:
        for name, known in named.items():
            entity = entity_named(name)
            tx.update_many(entity, [(key, {entity.display: f"{words}改"}) for key, words in known.items()])
        every = plan(tx.connection, end, list(ids_of(database, "placement")), given, day=clock.today())
        fit = [case.subject for n, case in enumerate(every.cases) if n not in every.refused]
        apply(tx, plan(tx.connection, end, fit[:FEW], given, day=clock.today()))
        tx.insert(STUDENT, factories.student(1, name="阿新", student_number="9900030101"))  # behind who is selected


def ids_of(database, name):
    return ResultSet(database, Query(entity_named(name)), ("id",)).ids


@contextmanager
def heard():
    QAccessible.setActive(True)
    try:
        yield
    finally:
        QAccessible.setActive(False)


def look(guide):
    """The lines of a screen, sorted, once the watch has looked through the records again."""
    guide.window.watch.look()
    guide.rest()
    return lines_of(guide)


def lines_of(guide):
    """The lines of a screen, sorted."""
    lines = described([guide.window.stage, guide.window.navigation, guide.window.head]).splitlines()
    return sorted(PASSING.sub("", line).rstrip() for line in lines)


@pytest.fixture(scope="module")
def fresh():
    """What the same screen says in a window that was opened after the write; that does not hang on the way there."""
    known = {}

    def told(guide, scene):
        if scene.name not in known:
            known[scene.name] = _fresh(guide, scene)
        return known[scene.name]

    return told


def _fresh(guide, scene):
    other = Guide(guide.database, guide.folder, SIZES[0])
    try:
        other.rest()
        scene.steps(other)
        other.rest()
        return look(other)
    finally:
        other.end()


SCENES = scenes.chosen(SEEN)
KEPT = [scene for scene in SCENES if not scene.name.startswith("form-")]  # a form is closed when one goes elsewhere


@pytest.fixture
def stage(hand, school, seen):
    with heard(), clock.standing(MOMENT), school.writing() as database:
        guide = Guide(database, school.folder, SIZES[0])
        try:
            guide.rest()
            hand.tell(guide)
            seen.steps(guide)
            guide.rest()
            yield guide
        finally:
            guide.end()


@pytest.mark.slow
@pytest.mark.parametrize("seen", SCENES, ids=lambda seen: seen.name)
def test_a_screen_follows_what_is_written_under_it(stage, fresh, seen):
    before = lines_of(stage)
    write(stage.database)
    stage.rest()
    assert look(stage) == fresh(stage, seen) != before


@pytest.mark.slow
@pytest.mark.parametrize("seen", KEPT, ids=lambda seen: seen.name)
def test_a_screen_one_comes_back_to_says_what_was_written_meanwhile(stage, fresh, seen):
    before = lines_of(stage)
    stage.page("settings")
    write(stage.database)
    stage.rest()
    stage.window.stage.back()
    stage.rest()
    assert look(stage) == fresh(stage, seen) != before


# --- the record one comes back to


def save_and_leave(window, settle, values):
    for name, value in values.items():
        window.form.rows[name].put(value)
        window.form.take_edit(name)
    window.form.save()
    settle(window)
    window.form.left.emit()
    settle(window)


def test_a_new_record_is_the_one_selected_in_its_list(window, qtbot, settle):
    with window.database.transaction("准备") as tx:
        tx.insert_many(STUDENT, [factories.student(n, name="甲" * n) for n in range(1, 6)])
    window.show_list(STUDENT)
    settle(window)
    window.actions_.create.trigger()
    settle(window)
    save_and_leave(window, settle, {"name": "乙新", "id_number": factories.student(9)["id_number"]})
    assert window.page.detail.head.name.text() == "乙新"


def test_a_record_the_conditions_keep_out_is_not_lost_without_a_word(window, settle):
    with window.database.transaction("准备") as tx:
        tx.insert(STUDENT, factories.student(2, name="丙"))
    window.show_list(STUDENT)
    settle(window)
    window.place.record(STUDENT, None)
    settle(window)
    save_and_leave(window, settle, factories.student(1, name="甲") | {"status": "03"})
    assert "没有列出" in window.page.banner.words.text()
