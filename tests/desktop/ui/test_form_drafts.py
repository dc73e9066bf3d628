"""Drafts: what is typed outlives a kill, is offered again, and goes once it is saved or given up."""

import errno
import json
import signal
import stat
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest

from desktop.drafts import draft_store
from desktop.ui.form.form import RecordForm
from desktop.ui.form.save_bar import Leaving
from desktop.ui.kit.tasks import Tasks
from desktop.ui.shell.draft_recovery import DraftRecovery, drafts_of
from models import clock
from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import read_all
from models.schema.fields import entity_named
from tests import factories

STUDENT, MEMBER = entity_named("student"), entity_named("family_member")


@pytest.fixture
def pupil(database):
    with database.transaction("准备") as tx:
        key = tx.insert(STUDENT, factories.student(1))
        tx.insert(MEMBER, {"student": key, "student_id": key, "name": "王秀兰", "relation": "2"})
    return key


def typed(form, name, text):
    form.rows[name].uncover()
    form.rows[name].editor.box.setText(text)
    form.rows[name].editor.box.textEdited.emit(text)


def files(database):
    return sorted(draft_store.DraftStore(database.file.path).folder.glob("*"))


def pupil_in(path):
    """Make a pupil with a mother and let go of the file again; returns the pupil."""
    database = open_database(path)
    with database.transaction("准备") as tx:
        key = tx.insert(STUDENT, factories.student(1))
        tx.insert(MEMBER, {"student": key, "student_id": key, "name": "王秀兰", "relation": "2"})
    database.close()
    return key


def killed(database_path, *arguments):
    """A process in which somebody types, killed as soon as the draft is kept."""
    command = [sys.executable, "-m", "tests.desktop.ui.clerk", str(database_path), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline().strip()
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert child.returncode == -signal.SIGKILL


def test_what_was_typed_outlives_a_kill_and_is_offered_at_the_record(database_path, qapp, qtbot):
    office = pupil_in(database_path)
    texts = ("specialty", "书法", "birth_date", "2008-02-30", "family_member.employer", "机床厂")
    killed(database_path, "student", str(office), *texts)
    database = open_database(database_path)
    tasks = Tasks()
    form = RecordForm(database, tasks, STUDENT, office)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: not form.autosave.offer.isHidden(), timeout=10_000)
    assert "没有保存的修改（3 处）" in form.autosave.offer.words.text()
    assert not form.dirty
    form.autosave.offer.action.click()
    assert form.unsaved == 3
    assert form.rows["specialty"].editor.box.text() == "书法"
    assert form.rows["birth_date"].editor.box.text() == "2008-02-30"
    assert next(iter(form.tables["family_member"].strips.values())).row.values["employer"] == "机床厂"
    form.restore("birth_date")
    form.save()
    qtbot.waitUntil(lambda: not tasks.running and not form.dirty, timeout=10_000)
    with database.reading() as connection:
        (row,) = read_all(connection, Query(STUDENT, (Condition("specialty", "=", "书法"),)))
        (member,) = read_all(connection, Query(MEMBER))
    assert (row.id, member.values["employer"]) == (office, "机床厂")
    assert not files(database)
    tasks.close()
    database.close()


def test_a_new_record_outlives_a_kill_and_is_offered_at_the_start(database_path, qapp, qtbot):
    from desktop import app

    pupil_in(database_path)
    killed(database_path, "student", "new", "name", "李欣怡")
    database = open_database(database_path)
    window = app.open_window(database, "office.db")
    qtbot.addWidget(window)
    window.show()
    DraftRecovery(window)
    qtbot.waitUntil(lambda: not window.banner.isHidden(), timeout=10_000)
    assert "有一份没有保存的修改：学生 李欣怡" in window.banner.words.text()
    window.banner.action.click()
    qtbot.waitUntil(lambda: window.form is not None and window.form.dirty, timeout=10_000)
    assert window.form.rows["name"].editor.box.text() == "李欣怡"
    window.form.autosave.let_go()
    window.stage.close_form()
    window.close()
    database.close()


def test_the_foot_of_the_window_says_what_is_edited_and_what_is_not_saved(database, pupil, window, settle):
    window.stage.go_form(STUDENT, pupil)
    settle(window)
    assert window.status.left.text() == "学生：张乙 24010001"
    typed(window.form, "specialty", "书法")
    typed(window.form, "former_name", "小张")
    assert window.status.saved.words == "2 处未保存"
    window.form.save()
    settle(window)
    settle(window)
    assert window.status.saved.words.startswith("已保存")
    assert not window.undo_bar.isHidden()


def test_a_draft_is_kept_for_the_owner_alone_and_told_of(opened, pupil, database, done, qtbot):
    form = opened(pupil)
    typed(form, "specialty", "书法")
    qtbot.waitUntil(lambda: bool(form.autosave.kept_at), timeout=5_000)
    (file,) = files(database)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert f"草稿 {form.autosave.kept_at} 已自动保存" in form.bar.state.accessibleName()
    (draft,) = draft_store.DraftStore(database.file.path).of("student", pupil)
    assert dict(draft.own.values) == {"specialty": "书法"}
    form.save()
    done()
    assert not files(database)
    assert not form.autosave.kept_at


def test_a_draft_that_cannot_be_written_is_told_until_one_can(opened, pupil, database, done, monkeypatch):
    form = opened(pupil)
    write = draft_store.DraftFile.write
    for given, said in (("书法", "草稿写不进磁盘"), ("篆刻", "已自动保存")):
        monkeypatch.setattr(draft_store.DraftFile, "write", full if given == "书法" else write)
        typed(form, "specialty", given)
        form.autosave.keep()
        done()
        assert said in form.bar.state.accessibleName()
    assert len(files(database)) == 1


def full(*_given, **_named):
    raise OSError(errno.ENOSPC, "no space left")


@pytest.mark.parametrize(("way", "left"), [("DISCARD", 0), ("STAY", 1), ("SAVE", 0)])
def test_leaving_takes_the_draft_along(way, left, opened, pupil, database, done):
    form = opened(pupil)
    typed(form, "specialty", "书法")
    form.autosave.keep()
    done()
    form.leave(lambda: None)
    form.layers.layer.content.decided.emit(Leaving[way])
    done()
    assert len(files(database)) == left


def test_a_draft_tells_what_a_person_wrote_from_what_follows(opened, pupil, database, done, qtbot):
    form = opened(pupil)
    typed(form, "name_pinyin", "Zzz")
    form.autosave.keep()
    done()
    again = opened(pupil)
    again.autosave.offer.action.click()
    box = again.rows["name_pinyin"].editor.box
    assert (box.text(), box._echo) == ("Zzz", "")
    typed(again, "name", "李乙")
    assert box.text() == "Zzz"


def test_putting_everything_back_drops_the_draft(opened, pupil, database, done):
    form = opened(pupil)
    typed(form, "specialty", "书法")
    form.autosave.keep()
    done()
    form.revert()
    done()
    assert not files(database)


def test_an_offer_that_is_not_answered_loses_nothing(opened, pupil, database, done, tasks):
    first = opened(pupil)
    typed(first, "specialty", "书法")
    first.autosave.keep()
    done()
    first.hide()
    second = opened(pupil)
    assert not second.autosave.offer.isHidden()
    typed(second, "former_name", "小张")
    second.autosave.keep()
    done()
    assert len(files(database)) == 2
    second.autosave.offer.discard.click()
    done()
    assert len(files(database)) == 1


def test_a_draft_meets_what_was_written_since(opened, pupil, database, done):
    first = opened(pupil)
    typed(first, "former_name", "小张")
    first.autosave.keep()
    done()
    with database.transaction("别处") as tx:
        tx.update(STUDENT, pupil, {"former_name": "大张"})
    second = opened(pupil)
    second.autosave.offer.action.click()
    second.save()
    done()
    assert list(second.layers.layer.content.sides) == ["former_name"]


def test_a_draft_that_is_let_go_is_not_written_afterwards(tmp_path):
    slot = draft_store.DraftStore(tmp_path / "office.db").slot("student", None)
    draft = draft_store.StoredDraft(
        "student", None, "", draft_store.clock.now(), 1, draft_store.DraftPart({"name": "甲"})
    )
    assert slot.write(draft)
    slot.drop()
    assert not slot.write(draft)
    assert not slot.file.parent.exists()


def test_drafts_of_records_that_are_gone_are_not_offered_and_go_in_the_end(database, pupil):
    shelf = draft_store.DraftStore(database.file.path)
    for key, days in ((pupil, 40), (7, 1), (8, 40), (None, 40)):
        at = clock.now() - timedelta(days=days)
        shelf.slot("student", key).write(
            draft_store.StoredDraft("student", key, "", at, 1, draft_store.DraftPart({"name": "甲"}))
        )
    assert {draft.key for draft in drafts_of(database, shelf)} == {pupil, None}
    assert {draft.key for draft in shelf.all()} == {pupil, None, 7}


def test_values_of_every_kind_come_back(tmp_path):
    shelf = draft_store.DraftStore(tmp_path / "office.db")
    values = {
        "a": date(2008, 3, 15),
        "b": Decimal("1.50"),
        "c": ("01", "02"),
        "d": None,
        "e": True,
        "f": 7,
        "g": "文字",
    }
    rows = {"contact": (draft_store.DraftPart({"name": "王"}, key=5), draft_store.DraftPart(gone=True, key=6))}
    shelf.slot("enterprise", 3).write(
        draft_store.StoredDraft("enterprise", 3, "名", draft_store.clock.now(), 2, draft_store.DraftPart(values), rows)
    )
    (found,) = shelf.of("enterprise", 3)
    assert dict(found.own.values) == values
    assert found.rows == rows
    assert shelf.of("enterprise", 33) == ()


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"format": 99}), json.dumps({"format": 1, "entity": "x"})])
def test_a_file_that_is_no_draft_is_passed_over(text, tmp_path):
    shelf = draft_store.DraftStore(tmp_path / "office.db")
    shelf.folder.mkdir()
    (shelf.folder / "student-new-1.json").write_text(text)
    assert shelf.all() == ()
