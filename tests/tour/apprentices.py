"""Steps to apprentices: some of a programme ticked, the marks of a class in a grid, a document that is missing."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.apprentice_table import MENTOR, LearnerTable
from models.schema.fields import entity_named
from tests.tour.guide import Guide

_TICKED = 3
_MARKS = ("86", "91", "88", "90", "85", "", "74", "80", "92", "", "", "合格", "58", "10x")


def ticked(guide: Guide) -> None:
    """Apprentices by their mentors, the first few ticked."""
    guide.window.stage.go_beside(entity_named("apprenticeship_programme"))
    guide.rest()
    table = guide.window.findChild(LearnerTable)
    assert table is not None
    table.press_head(MENTOR)
    model = table.model_
    model.tick([model.key(one) for one in model.rows[:_TICKED]], on=True)
    guide.rest()


def grid(guide: Guide) -> None:
    """The marks of a class, some typed, one of them no mark."""
    guide.window.stage.go_beside(entity_named("apprenticeship_programme"))
    guide.rest()
    assert guide.window.stage.beside is not None
    guide.window.stage.beside.add.click()
    guide.rest()
    panel = guide.window.findChild(ActPanel)
    assert panel is not None
    assert panel.grid is not None
    cells = panel.grid.grid
    cells.setFocus()
    for mark in _MARKS:
        cells.model().setData(cells.currentIndex(), mark)
        QTest.keyClick(cells, Qt.Key.Key_Tab)
    guide.rest()
