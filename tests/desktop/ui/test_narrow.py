"""What gives way where words are long and the window is narrow: nothing is drawn over anything else, little is cut."""

from datetime import date

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.ui.home.figure_cards import FigureCard
from desktop.ui.imports.kind_chooser import KindChooser
from desktop.ui.kit.charts import AreaChart, ChartMark
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tabs import Tabs
from desktop.ui.list.search_box import SearchBox, placeholder
from desktop.ui.record.facts import FactList
from desktop.ui.record.overview import Fact
from desktop.ui.shell.navigation import WIDEST, Navigation
from models.entities.people import Student
from models.words import use_language
from tests.desktop.ui import geometry


@pytest.fixture
def english():
    use_language("en")
    yield
    use_language("zh_CN")


def shown(qtbot, widget, width, height):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


class Clumsy(QWidget):
    """Draws two words; the second `apart` pixels to the right of the first."""

    def __init__(self, apart):
        super().__init__()
        self.apart = apart

    def paintEvent(self, event):  # noqa: N802, ARG002 - Qt's own name
        painter = QPainter(self)
        painter.drawText(QRectF(0, 0, 150, 20), Qt.AlignmentFlag.AlignLeft, "1700020101")
        painter.drawText(QRectF(self.apart, 0, 60, 20), Qt.AlignmentFlag.AlignLeft, "Sex")


@pytest.mark.parametrize(("apart", "found"), [(40, 1), (110, 0)])
def test_words_drawn_over_words_are_found(qtbot, qapp, apart, found):
    clumsy = shown(qtbot, Clumsy(apart), 200, 30)
    assert len([fault for fault in geometry.faults([clumsy]) if "drawn over" in fault]) == found


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("width", [200, 260, 302, 420])
def test_a_fact_beside_another_leaves_it_room(qtbot, qapp, width):
    facts = (Fact("Student number", "1700020101"), Fact("Sex", "female", beside=True), Fact("Born", "2002-02-15"))
    seen = shown(qtbot, FactList(facts), width, 200)
    assert geometry.faults([seen]) == []
    boxes = seen._boxes(width)
    assert boxes[2][0].top() > boxes[1][1].bottom() - 1
    assert all(right.right() <= width for _left, right in boxes)


def test_the_navigation_is_as_wide_as_what_it_says(qtbot, qapp, english):
    seen = shown(qtbot, Navigation(Settings(), "root", "s.db"), 196, 680)
    seen.fit(QSize(1366, 743))
    seen.set_counts(dict.fromkeys(seen.items, 951))
    seen.warn(1791)
    assert max(item.need for item in seen.seen_items()) + 26 <= seen.width() <= WIDEST
    seen.resize(seen.width(), 680)
    seen.grab()
    assert [item.text() for item in seen.seen_items() if item.toolTip()] == []


def test_tabs_move_together_before_they_are_cut(qtbot, qapp):
    tabs = Tabs()
    for words in ("Overview", "Training", "Family", "Record", "History"):
        tabs.add(words)
    whole = tabs.sizeHint().width()
    shown(qtbot, tabs, whole, 40)
    assert tabs.tabRect(4).right() < whole
    tabs.resize(whole - 40, 40)
    assert tabs.tabRect(4).right() < whole - 40
    assert tabs.sizeHint().width() == whole
    tabs.resize(whole, 40)
    assert tabs.tabRect(4).right() > whole - 10


@pytest.mark.parametrize("width", [180, 260, 340, 420])
def test_names_under_a_chart_stand_apart(qtbot, qapp, width):
    chart = AreaChart("Placing")
    days = [date(2019, 11, 1 + nth) for nth in range(24)]
    chart.set_marks([ChartMark(f"{day:%m-%d}", str(day), nth, "", None) for nth, day in enumerate(days)] + [
        ChartMark("That day", "2020-04-20", 30, "", None)
    ])  # fmt: skip
    seen = shown(qtbot, chart, width, 200)
    assert geometry.faults([seen]) == []


@pytest.mark.usefixtures("english")
def test_a_hint_ends_with_a_whole_part(qtbot, qapp):
    hint = placeholder(Student)
    box = shown(qtbot, SearchBox(hint), 190, 28)
    assert box.placeholderText() in (", ".join(hint.split(", ")[:count]) for count in (1, 2))
    assert box.toolTip() == hint
    assert "、" not in hint


@pytest.mark.usefixtures("english")
def test_the_buttons_of_all_heads_begin_at_one_edge(qtbot):
    chooser = KindChooser()
    qtbot.addWidget(chooser)
    chooser.grab()
    assert len({flow.x() for _group, flow, _buttons in chooser._groups}) == 1


@pytest.mark.parametrize("measure", ["", "A10 在籍/在校"])
def test_a_card_asks_for_the_room_of_its_title_and_question_mark(qtbot, measure):
    card = FigureCard("Registered students", "hat_graduation", measure=measure)
    shown(qtbot, card, card.sizeHint().width(), 84).grab()
    title = card.findChild(TextLine)
    assert title.width() >= title.sizeHint().width()
