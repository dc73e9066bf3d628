"""Every item model keeps Qt's rules while it is loaded, sorted, narrowed, written in and filled anew."""

import importlib
import pkgutil

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView

import desktop.ui
from desktop.ui.imports.column_templates import ColumnTemplates
from models.database.query import Condition, Query
from models.schema.fields import entity_named
from tests.tour import apprentices, exams, forms, imports, lists, scenes, window

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def models():
    """Every class of item model of the program that is made, by name."""
    for found in pkgutil.walk_packages(desktop.ui.__path__, "desktop.ui."):
        importlib.import_module(found.name)
    left, known = [QAbstractItemModel], {}
    while left:
        for kind in left.pop().__subclasses__():
            left.append(kind)
            if kind.__module__.startswith("desktop.ui.") and not kind.__subclasses__():
                known[f"{kind.__module__.removeprefix('desktop.ui.')}.{kind.__qualname__}"] = kind
    return known


def _list(guide):
    page = lists.selection(guide)
    for name in ("name", "-birth_date"):
        page.order_by(name)
        guide.rest()
    guide.type("w", page.filters.search)
    page.filters.clear()
    guide.rest()
    page.refresh()
    guide.rest()
    page.model.show(None, ())


def _review(guide):
    review = imports.review(guide).review
    review.only_rows.click()
    review.only_columns.click()
    guide.rest()
    index = review.model.index(0, review.model.columnCount() - 1)
    assert review.model.setData(index, "1", Qt.ItemDataRole.EditRole)
    guide.rest()
    review.take_back()
    guide.rest()


def _names(guide):
    wizard = imports.names(guide)
    wizard.names.table.selectAll()
    for act in wizard.names.acts.findChildren(type(wizard.next)):
        act.click()
    wizard.restart()
    guide.rest()
    _review(guide)


def _palette(guide):
    window.palette("sk", guide)
    box = guide.window.palette_.box
    box.clear()
    guide.type("qqqq", box)
    box.clear()
    guide.type(">", box)


def _catalogue(guide):
    centre = window.paper("class-roster", guide)
    guide.type("1", centre.catalogue.search)
    centre.catalogue.search.clear()
    centre.catalogue.fill()
    guide.rest()


def _ticks(guide):
    centre = window.scope(guide)
    plate = centre.plate
    plate.chooser.turn(plate.chooser.model.index(0))
    plate.tick_shown(on=True)
    guide.type("1", plate.chooser.box)
    guide.rest()
    plate.hide()


def _kept(guide):
    centre = window.paper("class-roster", guide)
    for place in range(centre.head.tabs.count()):
        centre.head.tabs.setCurrentIndex(place)
        guide.rest()


def _neighbours(guide):
    order_class = entity_named("order_class")
    guide.window.stage.go_beside(order_class)
    guide.rest()
    guide.window.stage.beside.take(Query(order_class, (Condition("status", "=", "2"),)))
    guide.window.stage.go_beside(order_class)
    guide.rest()


def _trainees(guide):
    guide.window.stage.go_beside(entity_named("order_class"))
    guide.rest()
    for view in guide.window.findChildren(QAbstractItemView):
        model = view.model()
        if type(model).__name__ == "TraineeModel":
            for column in range(model.columnCount()):
                model.sort(column, Qt.SortOrder.DescendingOrder)
            for row in range(model.rowCount()):
                model.setData(model.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    guide.window.stage.refresh()
    guide.rest()


def _offers(guide):
    _ticks(guide)
    forms.picker(guide)
    guide.type("9")
    forms.search(guide)


def _days(guide):
    forms.calendar(guide)
    guide.window.form.rows["birth_date"].editor.box.calendar.view.turn(1)


def _templates(guide):
    lists.templates(guide)
    panel = guide.window.findChild(ColumnTemplates)
    for button in (panel.down, panel.up, panel.add, panel.drop):
        button.click()
    panel.reload()
    guide.rest()


def _learners(guide):
    guide.window.stage.go_beside(entity_named("apprenticeship_programme"))
    guide.rest()
    guide.window.stage.refresh()
    guide.rest()


def _topics(guide):
    guide.page("home")
    guide.window.show_help("")
    guide.rest()
    guide.type("花名册", guide.window.help_desk.layer.view.search)
    guide.window.help_desk.layer.view.search.clear()
    guide.rest()


EXERCISES = {
    "list.model.ListModel": _list,
    "imports.review_model.ReviewModel": _review,
    "imports.names_model.NamesModel": _names,
    "shell.palette.PaletteModel": _palette,
    "shell.help_view._Rows": _topics,
    "printing.report_catalogue._ReportModel": _catalogue,
    "printing.saved_table.SavedRows": _kept,
    "record.master_list.MasterModel": _neighbours,
    "record.trainees.TraineeModel": _trainees,
    "kit.chooser.ChoiceModel": _offers,
    "kit.calendar.DayModel": _days,
    "record.act_apart._Model": lists.act_apart,
    "record.act_grid.GridModel": apprentices.grid,
    "record.apprentice_table.LearnerModel": _learners,
    "record.score_table.ScoreModel": exams.exam_marks,
    "record.seat_grid.SeatRows": exams.seat_carried,
    "record.seat_lists.RoomRows": exams.seat_carried,
    "record.seat_lists.WaitingRows": exams.seats_waiting,
    "imports.column_lists.TemplateRows": _templates,
    "imports.column_lists._ColumnRows": _templates,
    "record.attachments._Files": window.attachments,
    "record.photos._Photos": window.photos,
}


def test_every_model_is_exercised():
    assert set(EXERCISES) == set(models())


@pytest.mark.parametrize("name", EXERCISES)
def test_a_model_keeps_the_rules(name, hand, monkeypatch):
    kind, watched, seen = models()[name], [], set()
    plain = kind.__init__

    def made(model, *given, **named):
        plain(model, *given, **named)
        watched.append(QAbstractItemModelTester(model, FATAL, model))
        for signal in ("modelReset", "dataChanged", "layoutChanged", "rowsInserted"):
            getattr(model, signal).connect(lambda *_of, signal=signal: seen.add(signal))
        model.modelReset.connect(lambda: _read(model))

    monkeypatch.setattr(kind, "__init__", made)
    with hand.opened(scenes.Scene("exercise", EXERCISES[name], writes=True), (1440, 900)):
        pass
    assert watched
    assert seen


def _read(model):
    """Ask for everything a view asks for, of the first rows and the last."""
    rows = model.rowCount()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in {*range(min(rows, 3)), *range(max(0, rows - 2), rows)}:
        for column in range(columns):
            index = model.index(row, column)
            assert index.isValid()
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.SizeHintRole):
                index.data(role)
            model.flags(index)
