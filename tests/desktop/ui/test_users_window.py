"""Users in the window: signing in, the covered window, what is greyed and left out, users and roles in the settings."""

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from desktop.app import Program
from desktop.drafts import draft_store
from desktop.operations import locking
from desktop.operations.erasing import _drop_drafts
from desktop.ui.form.quick_create import QuickCreate
from desktop.ui.form.table_cells import RowPanel
from desktop.ui.home.snapshot import snapshot
from desktop.ui.kit.choices import CheckBox
from desktop.ui.kit.settings import Settings
from desktop.ui.shell.palette_commands import acts_at_hand, commands_of
from desktop.ui.shell.palette_search import find
from desktop.ui.shell.role_dialog import RoleDialog
from desktop.ui.shell.user_dialogs import UserDialog
from desktop.ui.shell.user_settings import UserSettings
from desktop.ui.start.setup_actions import SetupActions
from desktop.ui.start.sign_in import SignInDialog, SignInPanel, signed_in
from models.access import passphrases
from models.access.roles import shipped_roles
from models.acts.act import right_to
from models.acts.catalogue import acts_of
from models.acts.planning import offered
from models.database import key_files, recovery_sheet, signing_in, users
from models.database.database import open_database
from models.database.errors import NotAllowed
from models.database.query import Query
from models.database.results import ids_of
from models.entities.enterprises import Enterprise
from models.entities.people import ClassMembership, FamilyMember, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import Staff
from models.progress import SILENT
from models.rules.problems import problems
from models.schema.fields import entities, entity_named
from tests import factories
from tests.desktop.ui.test_form_drafts import typed
from tests.locks import forget

SECRET = "春风桃李 2026 {}"
PEOPLE = {"王": "管理员", "李": "班主任", "赵": "查阅", "钱": "实习就业"}


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    """What it costs to guess is not what is tried."""
    monkeypatch.setattr(passphrases, "COST", {**passphrases.COST, "memory": 64, "iterations": 1})


@dataclass(frozen=True)
class Office:
    """Two classes with a pupil each, the first that of 李."""

    pupils: tuple[int, int]
    firm: int


@pytest.fixture
def office(database):
    """With users; 王, who manages them, has signed in."""
    with database.transaction("两个班") as tx:
        teacher = tx.insert(Staff, {"staff_number": "G1", "name": "李"})
        major = tx.insert(Major, {"code": "660301", "name": "机电技术应用"})
        given = {"major": major, "grade_year": 2024}
        own = tx.insert(SchoolClass, {"name": "1班", "head_teacher": teacher, **given})
        other = tx.insert(SchoolClass, {"name": "2班", **given})
        pupils = tuple(tx.insert(Student, factories.student(serial)) for serial in (1, 2))
        for pupil, place in zip(pupils, (own, other), strict=True):
            tx.insert(ClassMembership, {"student": pupil, "school_class": place, "join_date": date(2024, 9, 1)})
        firm = tx.insert(Enterprise, factories.enterprise())
    for name, role in PEOPLE.items():
        users.add_user(database, name, SECRET.format(name), [role], teacher if name == "李" else None)
    return Office(pupils, firm)


def enter(database, name):
    return signing_in.sign_in(database, name, SECRET.format(name))


# --- signing in


def test_wrong_ones_are_told_and_wait_the_right_one_signs_in(qtbot, database, office):
    signing_in.sign_out(database)
    dialog = SignInDialog(database)
    qtbot.addWidget(dialog)
    dialog.panel.who.show_key("赵")
    for wrong in ("x" * 9, SECRET.format("王"), "y" * 9):
        dialog.panel.box.setText(wrong)
        dialog.panel.open.click()
        assert "赵" in dialog.panel.said.text()
        assert database.session.is_nobody
    assert not dialog.panel.open.isEnabled()  # three were wrong
    dialog.panel._wait()
    dialog.panel.box.setText(SECRET.format("赵"))
    dialog.panel.open.click()
    assert (dialog.result(), database.operator) == (QDialog.DialogCode.Accepted, "赵")


def test_who_may_not_sign_in_is_not_offered(qtbot, database, office):
    users.set_enabled(database, "钱", enabled=False)
    panel = SignInPanel(database, "退出程序", "钱")
    qtbot.addWidget(panel)
    assert sorted(panel.who._actions) == sorted({"王", "李", "赵"})


def test_a_file_without_users_asks_nothing(database, monkeypatch):
    monkeypatch.setattr(SignInDialog, "exec", lambda _dialog: pytest.fail("asked"))
    assert signed_in(database)


def test_who_leaves_instead_is_not_let_in(database, office, monkeypatch):
    signing_in.sign_out(database)
    monkeypatch.setattr(SignInDialog, "exec", lambda _dialog: QDialog.DialogCode.Rejected)
    assert not signed_in(database)


def test_the_sheet_lets_in_who_manages_users_and_nobody_else(qtbot, database, office, cheap_locks):
    """Who opened the lock with it because the passphrase is lost must not be stopped at the next door."""
    path, secret = database.file.path, bytes(range(16))
    database.close()
    locking.turn_on(path, "王", SECRET.format("王"), locking.NewSheet("1", secret, (1, 2)))
    sheet = " ".join(recovery_sheet.spelled(secret))
    forget()
    key_files.unlock(path, sheet)
    with closing(open_database(path)) as again:
        panel = SignInPanel(again, "退出程序")
        qtbot.addWidget(panel)
        assert any("恢复纸" in label.text() for label in panel.findChildren(QLabel))
        for name, typed, inside in (("赵", sheet, False), ("王", sheet.replace("0", "1"), False), ("王", sheet, True)):
            panel.who.show_key(name)
            panel.box.setText(typed)
            panel.open.click()
            assert again.session.is_nobody != inside
            assert ("恢复纸" in panel.said.text()) == (name == "王" and not inside)  # nobody else could set it for 王
    assert again.operator == "王"


# --- the covered window


@pytest.fixture
def program(qtbot, database, office):
    database.close()
    with closing(open_database(database.file.path)) as again:
        enter(again, "赵")
        made = Program(again, Settings())
        made.window.show()
        yield made
        made.end()
        made.close()


def uncover(program, name):
    content = program.window.screen_lock.cover.content
    content.who.show_key(name)
    content.box.setText(SECRET.format(name))
    content.open.click()


def test_the_same_person_comes_back_to_the_same_window(qtbot, program):
    window = program.window
    window.actions_.lock.trigger()
    assert window.screen_lock.cover.content.who.key == "赵"
    uncover(program, "赵")
    qtbot.waitUntil(lambda: window.screen_lock.cover is None)
    assert program.window is window
    assert window.centralWidget().isVisible()


def test_another_gets_a_window_of_their_own_and_not_what_was_typed(qtbot, program):
    window = program.window
    database = window.database
    enter(database, "王")
    window.show_form(entity_named("enterprise"), None)
    qtbot.waitUntil(lambda: window.form is not None)
    typed(window.form, "name", "没有保存的公司")
    window.form.autosave.keep_now()
    window.screen_lock.lock()
    uncover(program, "钱")
    qtbot.waitUntil(lambda: program.window is not window)
    assert program.window.form is None
    kept = draft_store.DraftStore(database.file.path, database.person)
    assert (database.operator, kept.all()) == ("钱", ())
    enter(database, "王")
    (mine,) = draft_store.DraftStore(database.file.path, database.person).all()
    assert mine.own.values["name"] == "没有保存的公司"


def test_drafts_of_before_there_were_users_are_everybodys_and_all_follow_the_lock(tmp_path):
    path = tmp_path / "office.db"
    for person in (None, 1, 2):
        draft = draft_store.StoredDraft(
            "student", None, "", draft_store.clock.now(), 1, draft_store.DraftPart({"name": str(person)}), person=person
        )
        draft_store.DraftStore(path, person).slot("student", None).write(draft)
    assert {one.person for one in draft_store.DraftStore(path, 1).all()} == {None, 1}
    assert {one.person for one in draft_store.DraftStore(path).all()} == {None}
    draft_store.DraftStore(path).renew()
    _drop_drafts(path, (), ("2",))  # who is erased goes from the drafts of everybody
    assert {one.person for one in draft_store.DraftStore(path).every()} == {None, 1}
    draft_store.DraftStore(path, 2).slot("student", None).write(draft)
    assert {one.person for one in draft_store.DraftStore(path, 2).all()} == {None, 2}


# --- what is greyed and left out

GREYED = {  # on the list of students, with one selected
    "王": (),
    "李": ("bring", "paste", "backup"),
    "赵": (
        "create",
        "delete",
        "bring",
        "paste",
        "photos",
        "export",
        "export_as",
        "export_whole",
        "copy_whole",
        "backup",
    ),
    "钱": ("create", "delete", "bring", "paste", "photos"),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_what_a_person_may_not_is_greyed_and_says_why(name, window, database, office, settle):
    enter(database, name)
    window.show_list(Student)
    settle(window)
    window.page.table.selectRow(0)
    acts = window.actions_
    for key in GREYED[name]:
        action = getattr(acts, key)
        assert not action.isEnabled(), key
        assert database.session.person in action.toolTip(), key
    rest = {"create", "delete", "bring", "paste", "export", "export_as", "print", "backup"} - set(GREYED[name])
    for key in rest:
        assert getattr(acts, key).isEnabled(), key
        assert "权限" not in getattr(acts, key).toolTip(), key


def test_what_was_greyed_in_one_list_is_not_in_the_next(window, database, office, settle):
    enter(database, "钱")
    for entity, on in ((Student, False), (Enterprise, True), (Student, False)):
        window.show_list(entity)
        settle(window)
        assert window.actions_.create.isEnabled() is on


def test_a_form_without_the_right_has_nothing_to_save_with(window, database, office, settle):
    enter(database, "赵")
    window.show_form(Student, office.pupils[0])
    settle(window)
    bar = window.form.bar
    assert [one.isHidden() for one in (bar.keep, bar.again, bar.discard)] == [True] * 3
    assert "赵" in bar.state.sentence
    assert "没有写入" not in bar.state.sentence  # nobody tried


def every_place(form):
    """Fields, cells of rows, and the ways to more or fewer of them."""
    yield from ((name, row.editor) for name, row in form.rows.items())
    for table in form.tables.values():
        yield "beside", table.beside
        for strip in table.strips.values():
            strip.open()
            yield "less", strip.less
            yield from ((name, cell.editor) for name, cell in strip.cells.items())
            panel = RowPanel(form.database, form.tasks, strip.row, form.disclosure, table.refusal)
            yield from ((name, row.editor) for name, row in panel.rows.items())
            panel.deleteLater()


@pytest.mark.parametrize("name", PEOPLE)
def test_a_form_is_closed_from_the_beginning_to_who_may_not_edit(name, window, database, office, settle):
    """Only what is written into is closed: a mask is taken off by another right, and the record is looked through."""
    with database.transaction("家长") as tx:
        tx.insert(FamilyMember, {"student": office.pupils[0], "name": "王秀兰", "relation": "2", "position": 1})
    enter(database, name)
    window.show_form(Student, office.pupils[0])
    settle(window)
    form = window.form
    open_ = {field for field, part in every_place(form) if part.isEnabled()}
    by_acts = {field for field, row in form.rows.items() if row.field.by_act}
    assert bool(open_) == (name in ("王", "李")), open_
    assert not open_ & by_acts
    assert form.rows["id_number"].cover.eye.isEnabled()
    before = form.unsaved
    form.rows["name"].take_focus()
    QTest.keyClicks(form.rows["name"].editor.box, "X")
    QTest.keyClick(form, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert (form.unsaved > before) == bool(open_)
    assert bool(form.tables["family_member"].refusal) == (not open_)
    form.autosave.let_go()
    window.stage.close_form()


def test_a_record_cannot_be_made_in_passing_without_the_right(qtbot, database, office, window):
    enter(database, "赵")
    made = QuickCreate(database, window.tasks, Enterprise, "某厂")
    qtbot.addWidget(made)
    assert "赵" in made.banner.accessibleName() + made.banner.findChild(QLabel).text()
    assert not any(row.editor.isEnabled() for row in made.rows.values())


def test_acts_without_the_right_are_refused_in_the_menu_and_not_in_the_palette(database, office):
    enter(database, "钱")
    with database.reading() as connection:
        told = offered(connection, acts_of("student"), office.pupils)
    may = {act.name for act in acts_of("student") if not database.may(right_to(act))}
    assert may == {
        "arrange-placement", "insure-student", "attend-activity", "register-destination", "support-graduate",
    }  # fmt: skip
    for act, out in told.items():
        if act.name not in may:
            assert {why[1].message for why in out.values()} == {database.may(right_to(act))}
            assert set(out) == set(office.pupils)
    open_to = {act.name for act, out in told.items() if office.pupils[0] not in out}
    assert open_to == may - {"register-destination", "support-graduate"}  # who has not graduated
    assert {entry.target.name for entry in acts_at_hand(database, Student, office.pupils[:1])} == may


def test_registers_that_are_not_seen_are_nowhere(qtbot, database, office):
    enter(database, "李")
    hidden = {one.__tablename__ for one in entities() if not database.sees(one)}
    assert {"agreement", "apprenticeship_programme", "admission"} <= hidden
    made = Program(database, Settings())
    try:
        assert hidden.isdisjoint(made.window.navigation.items)
        entries = commands_of(made.window.actions_, database)
        assert hidden.isdisjoint(entry.target.name for entry in entries if entry.target.kind == "list")
        assert {one.entity.__tablename__ for one in problems(database)}.isdisjoint(hidden)
        assert {one.entity.__tablename__ for one in snapshot(database, None, SILENT).expiries}.isdisjoint(hidden)
        found = find(database, entries, "张").entries
        assert [one.target.key for one in found if (one.target.kind, one.target.name) == ("record", "student")] == [
            office.pupils[0]
        ]
    finally:
        made.end()
        made.window.deleteLater()


@pytest.mark.parametrize(
    "work",
    [
        lambda actions: actions.restore(actions.path),
        lambda actions: actions.relock(lambda _path, _progress: pytest.fail("done")),
    ],
    ids=["restore", "relock"],
)
def test_what_needs_the_file_closed_is_refused_before_it_is(database, office, work):
    enter(database, "赵")
    with pytest.raises(NotAllowed, match="赵"):
        work(SetupActions(database))
    with database.reading() as connection:
        assert ids_of(connection, Query(Student))


# --- users and roles in the settings


def test_the_first_user_manages_users_and_is_told_what_that_means(qtbot, window, database):
    dialog = UserDialog(database, window, roles=True, passphrase=True)
    qtbot.addWidget(dialog)
    assert dialog.ticks["管理员"].isChecked()
    for name, first, again in (
        ("", "长长长的口令 1", "长长长的口令 1"),
        ("王", "kurz", "kurz"),
        ("王", "长长长的口令 1", "另一个口令 1"),
    ):
        dialog.who.setText(name)
        dialog.given.first.setText(first)
        dialog.given.second.setText(again)
        dialog.next.click()
        assert dialog.said.text()
        assert not database.people()
    dialog.given.second.setText("长长长的口令 1")
    dialog.next.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert (database.operator, database.people()[0].role_names) == ("王", ("管理员",))


def test_the_lines_of_the_settings(qtbot, window, database, office):
    lines = UserSettings(window.place).lines
    assert {name: sorted(ways) for name, ways in lines.items()} == {
        name: ["enabled", "passphrase", "roles"] for name in PEOPLE
    }
    enter(database, "赵")
    own = UserSettings(window.place)
    assert {name: sorted(ways) for name, ways in own.lines.items()} == {"赵": ["passphrase"]}


def test_what_was_changed_is_said_in_the_window_that_is_made_anew(qtbot, program):
    enter(program.window.database, "王")
    before = program.window
    before.show_page("settings", {})
    before.stage.pages["settings"].users.lines["赵"]["enabled"].click()
    assert program.window is not before
    assert program.window.banner.isVisible()
    assert "赵 已停用" in said(program.window.banner)


def said(banner):
    return banner.words.text()


def test_the_last_who_manages_users_stays(window, database, office):
    said = []
    place = replace(window.place, report=said.append)
    settings = UserSettings(place)
    settings.lines["王"]["enabled"].click()
    assert "管理员" in str(said[0])
    assert all(one.is_enabled for one in database.people())


def test_roles_and_passphrase_of_another(qtbot, window, database, office):
    person = users.user_named(database, "赵")
    dialog = UserDialog(database, window, person, roles=True, passphrase=False)
    qtbot.addWidget(dialog)
    assert [name for name, tick in dialog.ticks.items() if tick.isChecked()] == ["查阅"]
    dialog.ticks["教务"].setChecked(True)
    dialog.next.click()
    assert set(users.user_named(database, "赵").role_names) == {"查阅", "教务"}


def test_whom_a_user_is_among_the_staff_is_taken_back(qtbot, window, database, office):
    person = users.user_named(database, "李")
    dialog = UserDialog(database, window, person, roles=True, passphrase=False)
    qtbot.addWidget(dialog)
    assert dialog.unlink.text() == "不再对应 李（G1）"
    dialog.next.click()
    assert users.user_named(database, "李").staff == person.staff, "nothing was asked of it"
    dialog = UserDialog(database, window, person, roles=True, passphrase=False)
    qtbot.addWidget(dialog)
    dialog.unlink.setChecked(True)
    assert not dialog.staff.isEnabled()
    dialog.next.click()
    assert "看不到任何班" in dialog.told
    assert (users.user_named(database, "李").staff, users.user_named(database, "李").role_names) == (
        None,
        person.role_names,
    )
    again = UserDialog(database, window, users.user_named(database, "李"), roles=True, passphrase=False)
    qtbot.addWidget(again)
    assert again.unlink.isHidden()


def test_the_own_passphrase_is_changed_by_who_knows_it(qtbot, window, database, office):
    enter(database, "赵")
    dialog = UserDialog(database, window, users.user_named(database, "赵"), roles=False, passphrase=True)
    qtbot.addWidget(dialog)
    for box in (dialog.given.first, dialog.given.second):
        box.setText("新的更长口令 1")
    for present in ("", SECRET.format("王")):
        dialog.present.setText(present)
        dialog.next.click()
        assert "口令不对" in dialog.said.text()
    dialog.present.setText(SECRET.format("赵"))
    dialog.next.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert signing_in.sign_in(database, "赵", "新的更长口令 1").name == "赵"


@pytest.mark.parametrize("role", [role.name for role in shipped_roles()])
def test_a_role_saved_as_it_stands_says_what_it_said(qtbot, window, database, office, role):
    before = next(one for one in users.roles_of(database) if one.name == role)
    dialog = RoleDialog(database, window)
    qtbot.addWidget(dialog)
    dialog._choose(role)
    for title in dialog._sections:
        dialog.section._take(title)
    dialog.save.click()
    assert not dialog.said.text()
    after = next(one for one in users.roles_of(database) if one.name == role)
    assert (after.grants, after.scope) == (before.grants, before.scope)


def test_one_tick_changes_one_right(qtbot, window, database, office):
    dialog = RoleDialog(database, window)
    qtbot.addWidget(dialog)
    dialog._choose("查阅")
    dialog.section._take(next(title for title, some in dialog._sections.items() if Student in some))
    dialog.ticks["student", "edit"].setChecked(True)
    dialog.ticks["student", "reveal.contact"].setChecked(True)
    dialog.save.click()
    role = next(one for one in users.roles_of(database) if one.name == "查阅")
    assert role.grants["student"] == {"see", "print", "edit", "reveal.contact"}
    assert role.grants["*"] == {"see", "print"}
    assert dialog.reset.isEnabled()
    dialog.reset.click()
    assert next(one for one in users.roles_of(database) if one.name == "查阅").shipped


def test_another_role_leaves_what_stands_beside_its_menu(qtbot, window, database, office):
    dialog = RoleDialog(database, window)
    qtbot.addWidget(dialog)
    dialog.show()
    for role in ("教务", "查阅"):
        dialog._choose(role)
        qtbot.wait(50)  # what was let go is deleted
        assert [one.isVisible() for one in (dialog.new, dialog.scope, dialog.section)] == [True] * 3


def test_part_of_the_acts_is_a_dash_that_stays(qtbot, window, database, office):
    dialog = RoleDialog(database, window)
    qtbot.addWidget(dialog)
    dialog._choose("实习就业")
    dialog.section._take(next(title for title, some in dialog._sections.items() if Student in some))
    assert dialog.ticks["student", "act"].checkState() is CheckBox.PARTLY
    dialog.ticks["student", "act"].setCheckState(CheckBox.OFF)
    dialog.save.click()
    role = next(one for one in users.roles_of(database) if one.name == "实习就业")
    assert not any(word.startswith("act") for word in role.grants["student"])
