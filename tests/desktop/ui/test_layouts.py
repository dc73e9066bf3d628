"""Columns and rows: what is asked for stands there, in its order, with its room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QWidget

from desktop.ui.kit import layouts
from tests.desktop.ui.conftest import held_of_qt


def described(box):
    """What stands in a layout: the words of a label, a nested description, pixels or growing room, each with its share."""
    found = []
    for place in range(box.count()):
        item, share = box.itemAt(place), box.stretch(place)
        if item.widget() is not None:
            told = item.widget().text()
        elif item.layout() is not None:
            told = described(item.layout())
        else:
            told = item.sizeHint().width() or item.sizeHint().height()
        found.append((told, share, item.alignment()) if item.alignment() else (told, share) if share else told)
    return found


TOP = Qt.AlignmentFlag.AlignTop


@pytest.mark.parametrize("make", [layouts.column, layouts.row])
def test_things_stand_in_their_order_with_their_share_and_alignment(qtbot, make):
    body = QWidget()
    qtbot.addWidget(body)
    a, b, c, d = (QLabel(words) for words in "abcd")
    box = make(
        a, 8, (b, 2), None, layouts.STRETCH, (layouts.row(c, layouts.Stretch(3)), 1), (d, 0, TOP), parent=body, gap=5
    )
    assert described(box) == ["a", 8, ("b", 2), (0, 1), (["c", (0, 3)], 1), ("d", 0, TOP)]
    assert box.spacing() == 5
    assert body.layout() is box
    assert {a.parent(), b.parent(), c.parent(), d.parent()} == {body}


@pytest.mark.parametrize(
    ("given", "found"),
    [({}, (0, 0, 0, 0)), ({"margins": 7}, (7, 7, 7, 7)), ({"margins": (1, 2, 3, 4)}, (1, 2, 3, 4))],
)
def test_margins_are_none_one_for_all_or_one_a_side(qtbot, given, found):
    body = QWidget()
    qtbot.addWidget(body)
    margins = layouts.column(parent=body, **given).contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == found


def test_gap_and_margins_may_be_those_of_the_style(qtbot):
    body, plain = QWidget(), QWidget()
    for widget in (body, plain):
        qtbot.addWidget(widget)
    mine, own = layouts.row(parent=body, margins=layouts.STYLE), type(layouts.row())(plain)
    assert mine.contentsMargins() == own.contentsMargins()
    assert mine.spacing() == own.spacing()


def test_more_is_put_behind_what_stands(qtbot):
    body = QWidget()
    qtbot.addWidget(body)
    box = layouts.row(QLabel("a"), parent=body)
    layouts.add(box, 4, QLabel("b"))
    assert described(box) == ["a", 4, "b"]


def test_what_stays_in_a_sheet_is_as_high_as_it_has_become(qtbot, qapp):
    sheet, stays = layouts.Sheet(), QWidget()
    inner = layouts.column(parent=stays)
    qtbot.addWidget(sheet)
    sheet.resize(240, 600)
    sheet.show()
    heights = []
    for words in ("短", "很长的一段话，要写好几行才写得下" * 6):
        sheet.fill([QLabel("上面"), stays, QLabel("下面")])
        while inner.count():
            inner.takeAt(0).widget().deleteLater()
        said = QLabel(words)
        said.setWordWrap(True)
        inner.addWidget(said)
        qtbot.waitUntil(lambda said=said: said.isVisible() and said.height() >= said.heightForWidth(said.width()))
        heights.append(stays.height())
    assert heights[1] > heights[0]
    assert [widget is stays for widget in layouts.widgets(sheet.widget().layout())] == [False, True, False]


@pytest.mark.parametrize(("keep", "left"), [(0, []), (1, ["head"])])
def test_everything_is_let_go_but_the_first(qtbot, keep, left):
    body, head, name = QWidget(), QLabel("head"), QLabel("name")
    qtbot.addWidget(body)
    box = layouts.column(head, layouts.row(name, QLabel("value")), layouts.STRETCH, parent=body)
    body.show()
    layouts.clear(box, keep=keep)
    assert (described(box), name.isHidden()) == (left, True)
    with qtbot.waitSignal(name.destroyed):
        pass
    assert [label.text() for label in body.findChildren(QLabel)] == left


def test_what_is_let_go_is_deleted_innermost_first(qtbot):
    form, gone = QWidget(), []
    inner = type("Field", (QWidget,), {"__module__": "desktop.ui.form.field"})(form)
    box = type("Box", (QWidget,), {"__module__": "desktop.ui.kit.controls"})(inner)
    for name, widget in (("form", form), ("inner", inner), ("box", box)):
        widget.destroyed.connect(lambda *_gone, name=name: gone.append(name))
    layouts.let_go(form)
    assert (form.isVisible(), gone) == (False, [])
    qtbot.waitUntil(lambda: len(gone) == 3)
    assert gone == ["box", "inner", "form"]


def test_nothing_of_a_nested_layout_is_known_by_its_address(qtbot):
    body, label, held = QWidget(), QLabel("字"), held_of_qt()
    qtbot.addWidget(body)
    box = layouts.column(parent=body)
    layouts.add(box, layouts.row(layouts.column(label, layouts.STRETCH), 8, QLabel("旁")))
    assert held_of_qt() - held == {}
    assert layouts.widgets(box) == []
    row = next(inner for inner in box.children() if isinstance(inner, QLayout))
    assert [widget.text() for widget in layouts.widgets(row)] == ["旁"]
    assert held_of_qt() - held == {}
