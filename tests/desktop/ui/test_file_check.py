"""After an unclean end the file is looked through beside the work; what can be mended is offered, what is lost is told."""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

from models.database.audit_chain import Anchor
from models.database.engine import writing
from models.database.high_water import Lost, Mark
from models.database.integrity import verify
from models.database.rehearsal import Rehearsal, _log_file
from models.entities.people import Student
from tests import factories


@pytest.fixture
def key(database):
    with database.transaction("录入学生") as tx:
        return tx.insert(Student, factories.student(1))


def unclean(database, **more):
    database.file = replace(database.file, unclean=True, **more)


def tamper(database, statement):
    with writing(database.engine) as connection:
        connection.exec_driver_sql(statement)


def test_a_sound_file_is_said_to_be_sound(window, database, key, settle):
    window.file_check.begin(())
    settle(window)
    assert window.banner.isHidden()  # it ended well: nothing is looked through
    unclean(database)
    window.file_check.begin(())
    settle(window)
    assert "全部记录与操作记录一致" in window.banner.words.text()


def test_a_wrong_record_is_told_and_mended(window, database, key, settle):
    tamper(database, f"UPDATE student SET phone = '1' WHERE id = {key}")
    unclean(database)
    window.file_check.begin(())
    settle(window)
    assert "的联系电话与操作记录第 1 步写下的不同" in window.banner.words.text()
    assert window.banner.action.text() == "按操作记录修复"
    window.banner.action.click()
    settle(window)
    assert "已按操作记录修复 1 条记录" in window.banner.words.text()
    with database.reading() as connection:
        assert verify(connection).sound


def test_a_stranger_is_told_and_left_alone(window, database, key, settle):
    tamper(database, "INSERT INTO student (id, name) VALUES (5, '外人')")
    unclean(database)
    window.file_check.begin(())
    settle(window)
    assert "学生“外人”不是在双元里录入的" in window.banner.words.text()
    assert window.banner.action.isHidden()


def test_what_is_lost_is_told_until_somebody_takes_note(window, database, key, settle):
    missing = Lost(Mark(1, Anchor(9, "x"), datetime(2026, 1, 1, tzinfo=UTC)), Anchor(1, "y"))
    tamper(database, f"UPDATE student SET phone = '1' WHERE id = {key}")
    database.file = replace(database.file, lost=missing)
    window.file_check.begin((missing.sentence,))
    assert "缺最后 8 步操作" in window.banner.words.text()
    window.banner.action.click()
    assert window.banner.isHidden()
    unclean(database)
    window.file_check.check()
    settle(window)
    assert window.banner.action.isHidden()  # the records may be right, and the log too short


def test_what_a_check_found_stands_in_the_settings_and_waits_on_home(window, database, key, settle, qtbot):
    window.show_page("settings", {})
    settle(window)
    page = window.stage.pages["settings"]
    assert page.checks.state.text() == "还没有做过"
    page.checks.now.click()
    settle(window)
    assert "全部记录与操作记录一致" in page.checks.state.text()
    tamper(database, f"UPDATE student SET phone = '1' WHERE id = {key}")
    page.checks.now.click()
    settle(window)
    assert "的联系电话与操作记录第 1 步写下的不同" in page.checks.state.text()
    assert of_the_file(window) == ["数据库与操作记录不符"]
    window.show_page("home", {})
    settle(window)
    home = window.stage.pages["home"]
    card = next(card for card in home.attention.cards if card.concern.page)
    card.click()
    settle(window)
    assert window.stage.currentWidget() is page
    window.banner.action.click()
    settle(window)
    assert "全部记录与操作记录一致" in page.checks.state.text()
    assert of_the_file(window) == []


def of_the_file(window):
    return [concern.title for concern in window.watch.concerns if concern.page]


def test_a_rehearsal_that_failed_waits_on_home(window, database, key, settle):
    log = _log_file(database.file.path)
    log.parent.mkdir(exist_ok=True)
    line = Rehearsal("2026-03-02T08:00:00+00:00", "office.db", 1, 0, 0, 1.0, "恢复出来的与现有的不同")
    log.write_text(json.dumps(asdict(line)) + "\n", "utf-8")
    window.watch.look()
    settle(window)
    assert of_the_file(window) == ["恢复演练没有通过"]
