"""Export templates in the window: made, changed, copied, renamed, deleted; what is shipped is only looked at."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.exchange.list_templates import NATIONAL
from desktop.ui.imports.column_templates import ColumnTemplates
from models.database.column_profiles import ColumnProfile, ProfileColumn, profiles_of, save_profile
from models.database.query import Query
from models.entities.people import Student
from tests import factories

COLUMNS = (ProfileColumn("考生姓名", "name"), ProfileColumn("性别", "gender"), ProfileColumn("证件号", "id_number"))
OWN = ColumnProfile("考点报名", "student", COLUMNS)


@pytest.fixture
def page(window, database, settle):
    with database.transaction("准备") as tx:
        tx.insert(Student, factories.student(1))
    window.show_query(Query(Student))
    settle(window)
    return window.page


@pytest.fixture
def panel(window, page, database, monkeypatch):
    save_profile(database, OWN)
    named = {"text": "新的"}
    monkeypatch.setattr("desktop.ui.imports.column_templates.ask_name", lambda *_given: named["text"])
    window.actions_.export_as.trigger()
    panel = window.findChild(ColumnTemplates)
    panel.named = named
    return panel


def stand_on(panel, name):
    place = next(nth for nth, one in enumerate(panel.templates) if one.name == name)
    panel.names.setCurrentIndex(panel.names.model().index(place))


def kept(database):
    with database.reading() as connection:
        return {one.name: one.columns for one in profiles_of(connection, "student")}


def test_what_is_shipped_is_looked_at_and_copied(panel, window, settle, database):
    stand_on(panel, "national")
    assert "不能改" in panel.told.text()
    for part in (panel.rename, panel.delete, panel.add, panel.drop, panel.up, panel.heading, panel.field):
        assert not part.isEnabled()
    panel.list.dropped.emit()
    panel.list.shifted.emit(1)
    settle(window)
    assert set(kept(database)) == {"考点报名"}
    panel.copy.click()
    settle(window)
    assert kept(database)["新的"] == NATIONAL.columns
    assert panel.chosen.name == "新的"
    assert panel.heading.isEnabled()


def test_a_new_one_begins_with_the_columns_that_are_seen(panel, page, window, settle, database):
    panel.make.click()
    settle(window)
    assert [column.field for column in kept(database)["新的"]] == list(page.columns)


@pytest.mark.parametrize("name", ["考点报名", "national", NATIONAL.label])
def test_a_name_that_is_taken_is_refused(panel, window, settle, database, name):
    panel.named["text"] = name
    for button in (panel.make, panel.copy):
        panel.banner.hide()
        button.click()
        settle(window)
        assert name in panel.banner.words.text()
    assert kept(database) == {"考点报名": COLUMNS}


def test_headings_fields_codes_and_order_are_changed(panel, window, settle, database):
    stand_on(panel, "考点报名")
    panel.heading.setText("姓名")
    QTest.keyClick(panel.heading, Qt.Key.Key_Return)
    settle(window)
    panel.list.setCurrentIndex(panel.list.rows.index(1))
    panel.codes.take(key=True)
    settle(window)
    QTest.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert panel.list.currentIndex().row() == 0
    panel.list.setCurrentIndex(panel.list.rows.index(2))
    panel.field.setText("学号")
    panel.field.editingFinished.emit()
    settle(window)
    assert kept(database)["考点报名"] == (
        ProfileColumn("性别", "gender", codes=True),
        ProfileColumn("姓名", "name"),
        ProfileColumn("证件号", "student_number"),
    )
    panel.field.setText("没有这项")
    panel.field.editingFinished.emit()
    assert panel.field.text() == "学号"


def test_columns_are_added_and_dropped_and_one_always_stays(panel, window, settle, database):
    stand_on(panel, "考点报名")
    panel.add.click()
    settle(window)
    (added,) = set(kept(database)["考点报名"]) - set(COLUMNS)
    assert kept(database)["考点报名"][1] == added
    for _nth in range(4):
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)
        settle(window)
    assert len(kept(database)["考点报名"]) == 1
    assert "至少要有一列" in panel.banner.words.text()


def test_two_columns_of_one_heading_are_refused(panel, window, settle, database):
    stand_on(panel, "考点报名")
    panel.heading.setText("性别")
    panel.heading.editingFinished.emit()
    settle(window)
    assert kept(database)["考点报名"] == COLUMNS
    assert "已经有一列" in panel.banner.words.text()
    assert panel.heading.text() == "考生姓名"


def test_one_is_renamed_and_deleted_and_brought_back(panel, window, settle, database):
    stand_on(panel, "考点报名")
    panel.rename.click()
    settle(window)
    assert kept(database) == {"新的": COLUMNS}
    panel.delete.click()
    settle(window)
    assert kept(database) == {}
    window.undo_bar.act.click()
    settle(window)
    assert kept(database) == {"新的": COLUMNS}


def test_what_is_gone_is_said_and_not_exported(panel, window, settle, database):
    save_profile(database, ColumnProfile("旧的", "student", (*COLUMNS, ProfileColumn("旧学号", "old_number"))))
    panel.reload("旧的")
    assert "“旧学号”" in panel.banner.words.text()
    panel.banner.hide()
    asked = []
    panel.export_wanted.connect(lambda *given: asked.append(given))
    panel.go.click()
    assert "“旧学号”" in panel.banner.words.text()
    assert asked == []
