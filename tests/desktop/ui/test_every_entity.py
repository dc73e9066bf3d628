"""One declaration reaches the screen: every entity can be listed, searched, sorted, edited, undone and redone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.screens.navigation import sections
from models.database.query import Query
from models.database.results import read_all
from models.database.search import searched
from models.entities import people  # noqa: F401 - the entities register themselves
from models.schema.fields import entities
from tests.desktop.ui.records import insert

EVERY = [entity.__tablename__ for entity in entities() if not entity.by_act]  # what only acts make: test_act_layer


def rows(database, entity):
    with database.reading() as connection:
        return list(read_all(connection, Query(entity)))


def find(name):
    return next(entity for entity in entities() if entity.__tablename__ == name)


def test_navigation_has_every_entity_once(window):
    listed = [entity.__tablename__ for _title, group in sections() for entity in group]
    assert sorted(listed) == sorted(EVERY) == sorted(window.navigation.items)


@pytest.mark.parametrize("name", EVERY)
def test_list_search_sort_edit_undo_redo(name, database, window, settle, qtbot):
    entity = find(name)
    with database.transaction("准备") as tx:
        key = insert(tx, name)
    settle(window)
    window.navigation.mark(entity)  # those kept back are seen once they are where one is
    with qtbot.waitSignal(window.navigation.chosen):
        qtbot.mouseClick(window.navigation.items[name], Qt.MouseButton.LeftButton)
    settle(window)
    if window.page is None:  # looked at beside its like: the table is one button away
        window.stage.beside.side.table.click()
        settle(window)
    page = window.page
    assert page.model.rowCount() >= 1
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert window.navigation.items[name].count == page.model.rowCount()

    for section in range(page.model.columnCount()):
        page.table.ordered.emit(section)
        settle(window)
    page.table.ordered.emit(0)
    settle(window)

    word = str(next(row.values[entity.display] for row in rows(database, entity) if row.id == key))
    if entity.display in {f.name for f in searched(entity)}:
        page.filters.search.setText(word[:2])
        with qtbot.waitSignal(page.loaded):
            pass
        assert key in page.model.results.ids
        page.filters.search.setText("没有这样的词")
        with qtbot.waitSignal(page.loaded):
            pass
        assert page.is_empty
        page.filters.clear()
        with qtbot.waitSignal(page.loaded):
            pass

    edit_undo_redo(window, database, entity, key, settle, qtbot)


def edit_undo_redo(window, database, entity, key, settle, qtbot):
    window.commands.open(key)
    settle(window)
    form = window.form
    assert not form.dirty, form.draft.changed
    box = form.rows["remark"].editor.box
    qtbot.keyClicks(box, "seen 1")
    assert form.dirty
    form.save()
    settle(window)
    assert not form.dirty, form.banner.words.text()

    def remark():
        return {row.id: row.values["remark"] for row in rows(database, entity)}[key]

    assert remark() == "seen 1"
    assert "修改" in window.history.undo.text()
    window.history.undo.trigger()
    settle(window)
    assert remark() is None
    window.history.redo.trigger()
    settle(window)
    assert remark() == "seen 1"
    assert form.rows["remark"].editor.box.text() == "seen 1"


@pytest.mark.parametrize("name", EVERY)
def test_form_of_a_new_record_opens_empty_and_asks_for_what_it_needs(name, one_window, settle):
    window = one_window
    settle(window)
    window.show_list(find(name))
    settle(window)
    window.commands.begin()
    form = window.form
    assert not form.dirty
    missing = [r.field for r in form.rows.values() if r.field.required and r.field.default is None]
    form.save()
    settle(window)
    if missing:
        assert form.key is None
        assert not form.banner.isHidden()
        assert all(not form.rows[f.name].message.isHidden() for f in missing)
