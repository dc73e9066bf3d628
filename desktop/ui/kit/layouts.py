"""Columns and rows of widgets, written as they stand; columns that scroll: room for more than the window holds."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QDialog, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget


@dataclass(frozen=True, slots=True)
class Stretch:
    """Empty room that takes its share of what is left."""

    share: int = 1


STRETCH = Stretch()
STYLE = -1
"""As the style has it: its margins, or its gap."""
_ANY = Qt.AlignmentFlag(0)
Laid = QWidget | QLayout
Margins = int | tuple[int, int, int, int]
Item = Laid | tuple[Laid, int] | tuple[Laid, int, Qt.AlignmentFlag] | Stretch | int | None
"""What stands in a column or row: a widget or layout, alone or with its share of the room left and its alignment;
empty room, growing or of so many pixels; None is left out."""


def make_room(within: QWidget) -> None:
    """Let the dialog around something be as high as its words need: Qt asks before it knows into how many lines they go."""
    window = within.window()
    layout = window.layout()
    if isinstance(window, QDialog) and layout is not None:
        own = within.layout()
        if own is not None:
            own.invalidate()
        within.updateGeometry()
        window.resize(window.width(), max(window.height(), layout.totalHeightForWidth(window.width())))


def column(*items: Item, parent: QWidget | None = None, gap: int = STYLE, margins: Margins = 0) -> QVBoxLayout:
    """These under each other, `gap` pixels apart; the margins are one for all sides, or left, top, right, bottom."""
    box = QVBoxLayout(parent) if parent else QVBoxLayout()
    _space(box, gap, margins)
    add(box, *items)
    return box


def row(*items: Item, parent: QWidget | None = None, gap: int = STYLE, margins: Margins = 0) -> QHBoxLayout:
    """These side by side, as in a column."""
    box = QHBoxLayout(parent) if parent else QHBoxLayout()
    _space(box, gap, margins)
    add(box, *items)
    return box


def add(box: QBoxLayout, *items: Item) -> None:
    """Put these behind what stands in a column or row."""
    for item in items:
        if isinstance(item, Stretch):
            box.addStretch(item.share)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif item is not None:
            _add(box, *(item if isinstance(item, tuple) else (item,)))


def _space(box: QBoxLayout, gap: int, margins: Margins) -> None:
    box.setSpacing(gap)
    if isinstance(margins, tuple):
        box.setContentsMargins(*margins)
    elif margins != STYLE:
        box.setContentsMargins(margins, margins, margins, margins)


def _add(box: QBoxLayout, item: Laid, share: int = 0, alignment: Qt.AlignmentFlag = _ANY) -> None:
    if isinstance(item, QLayout):
        box.addLayout(item, share)
        box.setAlignment(item, alignment)
    else:
        box.addWidget(item, share, alignment)


def let_go(widget: QWidget) -> None:
    """Take a widget off the screen, and delete it soon: innermost first, each in an event of its own.

    Deleted by its outermost, a form of five hundred widgets held the window for a tenth of a second: every storey told
    all those above it. What Qt made for its own widgets (scroll bars) is left to them.
    """
    widget.hide()
    for inner in reversed(widget.findChildren(QWidget)):
        if type(inner).__module__.startswith("desktop."):
            inner.deleteLater()
    widget.deleteLater()


def clear(box: QLayout, keep: int = 0) -> None:
    """Let go of everything in a column, row or grid, and of what stands in those in it, but for the first few."""
    while (item := box.takeAt(keep)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        elif widget is not None:
            let_go(widget)


def scrolling(body: QWidget, name: str = "") -> QScrollArea:
    """`body` in a pane without a frame: one that is called something is a stop of the keyboard.

    The others follow the widgets in them and go up and down only.
    """
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    if name:
        area.setAccessibleName(name)
    else:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    return area


class Sheet(QScrollArea):
    """A tab's contents: a column that scrolls inside the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(60)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self.setWidget(self._body)
        self._column = column(parent=self._body, gap=0, margins=(20, 14, 16, 20))

    def fill(self, widgets: list[QWidget]) -> None:
        """Show these under each other; those shown before are let go of unless they are among them, in the same order.

        What stays is left where it is: taken out and put in again, its place in the layout would never learn that its
        height at a width has changed.
        """
        kept = [widget for widget in widgets if self._column.indexOf(widget) >= 0]
        for place in reversed(range(self._column.count())):
            item = self._column.itemAt(place)
            widget = None if item is None else item.widget()
            if widget not in kept:
                self._column.takeAt(place)
                if widget is not None:
                    let_go(widget)
        for place, widget in enumerate(widgets):
            if widget not in kept:
                self._column.insertWidget(place, widget)
                widget.show()
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(0)
