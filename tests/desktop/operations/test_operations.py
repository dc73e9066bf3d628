"""The acts of the program without a window: what each writes as one step, says of it, and refuses."""

import io
from contextlib import closing, redirect_stderr
from dataclasses import replace
from datetime import date

import pytest

from desktop.cli import main
from desktop.drafts.loaded_record import load
from desktop.operations.acting import perform
from desktop.operations.backing_up import back_up
from desktop.operations.changing_many import change_many, changeable
from desktop.operations.deleting import delete
from desktop.operations.recovering import recover
from desktop.operations.saving import Edit, judged, save
from desktop.operations.undoing import acts_of, is_grave, redo, undo
from desktop.ui.start.setup_actions import SetupActions
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database import settings
from models.database.database import open_database
from models.database.errors import Conflict, InUse, Invalid, NothingToRedo, NothingToUndo
from models.database.query import Query
from models.database.results import count_of
from models.progress import SILENT
from models.schema.fields import entity_named
from tests import factories
from tests.acts import last_act

STUDENT, CLASS, MAJOR = entity_named("student"), entity_named("school_class"), entity_named("major")
DAY = date(2026, 3, 10)


@pytest.fixture
def pupils(database):
    """Four students in one class, written in two steps."""
    with database.transaction("班级") as tx:
        school = tx.insert(entity_named("school"), {"name": "一校"})
        major = tx.insert(MAJOR, {"school": school, "name": "旅游", "code": "740101", "duration": "3"})
        own = {"school": school, "major": major, "name": "甲", "code": "2401", "grade": 2024}
        in_class = tx.insert(CLASS, own)
    with database.transaction("新生四人") as tx:
        rows = [factories.student(n) | {"school_class": in_class, "status": "01"} for n in range(1, 5)]
        return in_class, tx.insert_many(STUDENT, rows)


def edit(key, values, expected=None):
    return Edit(STUDENT, key, "张三", values, expected or {})


def test_saving_writes_one_step_and_nothing_where_nothing_differs(database, pupils):
    _class, (key, *_rest) = pupils
    saved = save(database, edit(key, {"specialty": "书法"}, {"specialty": None}))
    assert (saved.key, saved.sentence) == (key, "已修改学生 张三")
    assert saved.change_set.id == last_act(database).id
    again = save(database, edit(key, {"specialty": "书法"}, {"specialty": "书法"}))
    assert (again.change_set, again.sentence) == (None, "没有需要写入的内容")
    with pytest.raises(Conflict):
        save(database, edit(key, {"specialty": "绘画"}, {"specialty": None}))
    assert load(database, STUDENT, key).values["specialty"] == "书法"


def test_a_new_record_is_judged_without_being_kept(database, pupils):
    new = Edit(STUDENT, None, "李四", factories.student(9), {})
    judged(database, new, SILENT)
    assert count_of(database, Query(STUDENT)) == 4
    saved = save(database, new)
    assert saved.sentence == "已新建学生 李四"
    assert load(database, STUDENT, saved.key).values["name"] == factories.student(9)["name"]


def test_a_record_is_judged_as_it_would_be_and_stays_as_it_is(database, pupils):
    _class, (key, *_rest) = pupils
    last = last_act(database).id
    judged(database, edit(key, {}), SILENT)
    judged(database, edit(key, {"specialty": "书法"}), SILENT)
    with pytest.raises(Invalid, match="与身份证号中的"):
        judged(database, edit(key, {"birth_date": date(2001, 1, 1)}), SILENT)
    assert last_act(database).id == last
    assert load(database, STUDENT, key).values["specialty"] is None


def test_deleting_one_is_called_by_its_name_and_many_by_their_number(database, pupils):
    _class, keys = pupils
    assert delete(database, STUDENT, keys[:1], "张三").sentence == "已删除学生 张三"
    assert delete(database, STUDENT, keys[1:]).sentence == "已删除学生 3 名"
    assert count_of(database, Query(STUDENT)) == 0


def test_what_others_refer_to_is_not_deleted_and_they_are_named(database, pupils):
    in_class, _keys = pupils
    before = last_act(database)
    with pytest.raises(InUse, match="学生"):
        delete(database, CLASS, [in_class], "甲")
    with pytest.raises(Invalid, match="冲回"):
        delete(database, entity_named("status_change"), [1])
    assert last_act(database) == before


def test_changing_many_leaves_alone_what_is_so_already(database, pupils):
    _class, keys = pupils
    change_many(database, Query(STUDENT), keys[:1], {"specialty": "书法"})
    done = change_many(database, Query(STUDENT), keys, {"specialty": "书法"})
    assert (done.count, done.sentence) == (3, "已修改 3 名学生")
    assert done.cells == {(key, "specialty") for key in keys[1:]}
    assert change_many(database, Query(STUDENT), keys, {"specialty": "书法"}).change_set is None


def test_an_act_is_one_step_and_says_how_many_records(database, pupils):
    _class, keys = pupils
    with database.reading() as connection:
        made = plan(connection, act_named("退学"), keys[:2], {"change_date": DAY, "reason": "其他"}, day=DAY)
    assert not made.refused
    done = perform(database, made)
    assert done.change_set.id == last_act(database).id
    assert made.name == "退学 2 人"
    assert done.sentence == f"已{made.name}，改动 {done.change_set.change_count} 条记录"


def test_steps_are_taken_back_and_done_again(database, pupils):
    assert undo(database).sentence == "已撤销：新生四人"
    assert count_of(database, Query(STUDENT)) == 0
    assert redo(database).sentence == "已重做：新生四人"
    assert count_of(database, Query(STUDENT)) == 4
    with pytest.raises(NothingToRedo):
        redo(database)


def test_what_made_the_sample_school_is_never_taken_back(database, pupils):
    made = last_act(database)
    database.keep(settings.SAMPLE, {"name": "school", "last": made.id})
    assert acts_of(database).undo is None
    for number in (None, made.id):
        with pytest.raises(NothingToUndo, match="清除演示数据"):
            undo(database, number)
    assert count_of(database, Query(STUDENT)) == 4


@pytest.mark.parametrize(("count", "grave"), [(300, False), (301, True)])
def test_what_is_large_is_asked_about(database, pupils, count, grave):
    assert is_grave(replace(last_act(database), change_count=count)) is grave


# records, fields that may be the same in many of them, fields that are not
ALIKE = [
    (
        "enrolment_plan",
        {"school", "major", "planned"},
        {"year", "batch", "title", "admitted_count"},
    ),  # a key of the plan
    (
        "student",
        {"specialty"},
        {"name", "id_number", "student_number", "phone", "guardian_name"},
    ),  # own, private, of the family
    ("visit", {"teacher"}, set()),
]


@pytest.mark.parametrize(("kind", "alike", "own"), ALIKE)
def test_many_are_given_what_may_well_be_the_same_in_them(kind, alike, own):
    found = {field.name for field in changeable(entity_named(kind))}
    assert alike <= found
    assert not own & found


# --- a backup in the place of the file


@pytest.fixture
def office_with_backup(tmp_path):
    """A file with two steps, and the backup of after the first; both closed."""
    path = tmp_path / "office.db"
    with closing(open_database(path)) as database:
        with database.transaction("学校") as tx:
            tx.insert(entity_named("school"), {"name": "一校"})
        made, fault = back_up(database)
        assert fault == ""
        with database.transaction("学生") as tx:
            tx.insert(STUDENT, factories.student(1))
    return path, made


WAYS = {
    "window": lambda path, backup: _by_window(path, backup),  # noqa: PLW0108 - it stands below
    "file that cannot be opened": lambda path, backup: recover(path, backup).sentence,
    "command": lambda path, backup: _said(["--database", str(path), "restore", str(backup)]),
    "command, from a list": lambda path, _backup: _said(["--database", str(path), "recover", "--restore", "1"]),
}


def _by_window(path, backup):
    actions = SetupActions(open_database(path))
    try:
        return actions.restore(backup)
    finally:
        actions.close()


def _said(arguments):
    told = io.StringIO()
    with redirect_stderr(told):
        assert main(arguments) == 0
    return told.getvalue().strip()


@pytest.mark.parametrize("way", WAYS)
def test_whichever_way_a_backup_comes_back_the_same_is_said_and_kept(office_with_backup, way):
    path, backup = office_with_backup
    before = set(path.parent.rglob("*.db"))
    sentence = WAYS[way](path, backup)
    (kept,) = set(path.parent.rglob("*.db")) - before
    assert sentence == f"已用备份“{backup.name}”恢复；少最后 1 步操作，涉及 1 人；原来的文件留在“{kept.name}”"


def test_where_nothing_was_begun_nothing_is_kept_and_nothing_is_lost(office_with_backup, tmp_path):
    (_path, backup), new = office_with_backup, tmp_path / "new"
    new.mkdir()
    actions = SetupActions(open_database(new / "fresh.db"))
    assert actions.restore(backup) == f"已用备份“{backup.name}”恢复"
    actions.close()
    assert [file.name for file in new.rglob("*.db")] == ["fresh.db"]


def test_the_backup_of_another_office_is_told_as_such(office_with_backup, tmp_path):
    (_path, backup), other = office_with_backup, tmp_path / "other.db"
    with closing(open_database(other)) as database, database.transaction("学校") as tx:
        tx.insert(entity_named("school"), {"name": "二校"})
    assert "与原来的不是同一份数据" in recover(other, backup).sentence
