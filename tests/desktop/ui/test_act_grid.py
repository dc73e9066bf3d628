"""The marks of a class typed cell by cell: keys, pasted blocks, what is no mark, and what comes of it in one step."""

from copy import copy
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from desktop.ui.record.act_apart import ActApart
from desktop.ui.record.act_grid import ActGrid, MarkGrid
from desktop.ui.record.act_panel import ActPanel
from models.acts.catalogue import act_named
from models.database.history import change_sets
from models.database.query import Query
from models.database.results import rows_of
from models.entities.apprenticeships import ApprenticeshipProgramme, Assessment, StandardDocument
from tests.apprenticeship_office import DAY, NAMES, ApprenticeshipOffice
from tests.desktop.ui.test_accessible import faults

MARKED = 6  # of NAMES, who have not left


@pytest.fixture
def empty_file(grown):
    return grown(ApprenticeshipOffice, DAY.isoformat())[0]


@pytest.fixture
def office(database, grown, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY.isoformat())
    made = copy(grown(ApprenticeshipOffice, DAY.isoformat())[1])
    made.database = database
    return made


@pytest.fixture
def page(window, office, settle):
    window.stage.go_beside(ApprenticeshipProgramme, office.modern)
    settle(window)
    return window.stage.beside


@pytest.fixture
def panel(page, window, settle):
    page.add.click()
    settle(window)
    return window.findChild(ActPanel)


@pytest.fixture
def grid(panel):
    made = panel.findChild(MarkGrid)
    made.setFocus()
    return made


def typed(qtbot, grid, words, key=Qt.Key.Key_Tab):
    """Type into the cell the keyboard is in as a person does, and leave it by a key."""
    qtbot.keyClicks(grid, words[:1])
    target = editor(grid) if words else grid
    qtbot.keyClicks(target, words[1:])
    qtbot.keyClick(target, key)


def editor(grid):
    """The line one types in; those before are not gone yet."""
    return grid.findChildren(QLineEdit)[-1]


def cell(grid):
    at = grid.currentIndex()
    return at.row(), at.column()


def marks(database):
    with database.reading() as connection:
        query = Query(Assessment)
        ids = list(connection.execute(query.ids()).scalars())
        names = ("apprentice", "kind", "assessed_date", "theory_score", "practice_score", "attitude_score", "total")
        return [tuple(row.values[name] for name in names) for row in rows_of(connection, query, ids, names)]


def test_the_primary_button_is_about_everybody_in_training(page, panel):
    assert page.add.text() == f"登记考核 {MARKED} 人"
    model = panel.findChild(MarkGrid).model()
    assert [model.data(model.index(row, 0)) for row in range(model.rowCount())] == list(NAMES[:MARKED])
    assert panel.rows["kind"].reading()[0] == "2", "the first stage that not everybody has"
    assert set(panel.rows) == {"kind", "assessed_date", "assessor_enterprise", "assessor_school"}
    assert not faults(panel)


@pytest.mark.parametrize(
    ("at", "key", "then"),
    [
        ((0, 1), Qt.Key.Key_Tab, (0, 2)), ((0, 6), Qt.Key.Key_Tab, (1, 1)), ((1, 1), Qt.Key.Key_Backtab, (0, 6)),
        ((0, 1), Qt.Key.Key_Backtab, (0, 1)), ((5, 6), Qt.Key.Key_Tab, (5, 6)), ((0, 3), Qt.Key.Key_Return, (1, 3)),
        ((5, 3), Qt.Key.Key_Return, (5, 3)), ((2, 3), Qt.Key.Key_Up, (1, 3)), ((2, 3), Qt.Key.Key_Down, (3, 3)),
    ],
)  # fmt: skip
def test_keys_go_from_cell_to_cell_while_one_types_and_while_one_does_not(qtbot, grid, at, key, then):
    for words in ("", "7"):
        grid.setFocus()
        grid.setCurrentIndex(grid.model().index(*at))
        typed(qtbot, grid, words, key)
        assert cell(grid) == then, words


def test_what_is_typed_for_some_is_entered_in_one_step(qtbot, grid, panel, window, settle, database):
    before, acts = len(marks(database)), _acts(database)
    for words in ("80", "90", "70"):
        typed(qtbot, grid, words)
    grid.setCurrentIndex(grid.model().index(2, 1))
    for words in ("60.5", "60"):
        typed(qtbot, grid, words)
    panel.look()
    settle(window)
    assert panel.keep.text() == "办理 2 人的登记考核"
    qtbot.keyClicks(grid, "6")
    qtbot.keyClicks(editor(grid), "6")
    qtbot.keyClick(editor(grid), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    found = marks(database)
    # of the first an assessment of this stage was planned: it is filled in
    assert len(found) == before + 1
    assert [one[3:] for one in found if one[0] in {NAMES[0], NAMES[2]} and one[1] == "2"] == [
        (80, 90, 70, 83),
        (Decimal("60.5"), 60, 66, Decimal("61.4")),
    ]
    assert _acts(database) == acts + 1


def test_who_was_the_last_to_be_typed_is_in_it_without_a_second_ctrl_enter(
    qtbot, grid, panel, window, settle, database
):
    before = len(marks(database))
    panel.look()
    settle(window)
    grid.setCurrentIndex(grid.model().index(5, 1))
    qtbot.keyClicks(grid, "7")
    qtbot.keyClick(editor(grid), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert len(marks(database)) == before + 1


def _acts(database):
    with database.reading() as connection:
        return len(list(change_sets(connection, 1000)))


@pytest.mark.parametrize(("words", "why"), [("10x", "不是数值"), ("101", "100"), ("-1", "0")])
def test_what_is_no_mark_stays_as_it_is_typed_and_stops_the_act(
    qtbot, grid, panel, window, settle, database, words, why
):
    before = marks(database)
    typed(qtbot, grid, "80")
    typed(qtbot, grid, words)
    settle(window)
    model = grid.model()
    assert model.data(model.index(0, 2)) == words
    assert why in model.data(model.index(0, 2), Qt.ItemDataRole.ToolTipRole)
    panel.perform()
    settle(window)
    assert marks(database) == before
    assert cell(grid) == (0, 2), "the keyboard is led to it"
    typed(qtbot, grid, "90")
    settle(window)
    assert not panel.lacking()


def test_a_block_of_a_spreadsheet_is_pasted(qtbot, grid, window, settle):
    QGuiApplication.clipboard().setText("80\t90\r\n70\tx\r\n60\t50\r\n\t\r\n55\r\n44\r\n33\r\n22\r\n")
    grid.setCurrentIndex(grid.model().index(0, 2))
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    model = grid.model()
    read = [[model.data(model.index(row, column)) for column in (2, 3)] for row in range(MARKED)]
    assert read == [["80", "90"], ["70", "x"], ["60", "50"], ["", ""], ["55", ""], ["44", ""]]
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert model.data(model.index(0, 2)) == ""


def test_another_act_has_its_own_way_of_telling_people_apart(panel, window, settle):
    wide = panel._middle.width()
    panel.turn(act_named("pair-apprentice"))
    settle(window)
    assert isinstance(panel.apart, ActApart)
    assert panel.grid is None
    assert panel._middle.width() < wide
    panel.turn(act_named("record-assessment"))
    settle(window)
    assert isinstance(panel.grid, ActGrid)


def test_one_alone_is_asked_as_everywhere(window, page, office, settle):
    from desktop.ui.record.act_panel import open_act

    panel = open_act(window.place, act_named("record-assessment"), office.apprentices[:1])
    settle(window)
    assert panel.apart is None
    assert "theory_score" in panel.rows


def test_a_document_that_is_missing_is_entered_for_this_programme(page, window, settle):
    next(b for b in page.findChildren(type(page.edit)) if b.accessibleName().startswith("登记质量监控")).click()
    settle(window)
    form = window.stage.form
    assert form.entity is StandardDocument
    assert (form.draft.values["kind"], form.rows["programme"].reading()[0]) == ("6", page.key)
