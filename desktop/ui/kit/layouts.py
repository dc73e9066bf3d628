"""Columns and rows of widgets, written as they stand; columns that scroll: room for more than the window holds."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import invalidate


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


def _forget_items(box: QLayout) -> None:
    """Know nothing of what Qt holds widgets with in a layout: PySide remembers it of one put into another.

    It is known by its address for as long as the layout lives, also when a widget was deleted and Qt has deleted the item
    with it; whatever is made at that address next, an event say, then is taken for it, and the program dies of it.
    """
    for place in range(box.count()):
        item = box.itemAt(place)
        if isinstance(item, QLayout):
            _forget_items(item)
        else:
            invalidate(item)  # type: ignore[arg-type]  # the stubs know no common base


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
        _forget_items(item)
    else:
        box.addWidget(item, share, alignment)


def stack(*pages: QWidget) -> QStackedWidget:
    """These one behind another, the first in front."""
    made = QStackedWidget()
    for page in pages:
        made.addWidget(page)
    return made


def break_lines(widget: QWidget, upright: QSizePolicy.Policy = QSizePolicy.Policy.Fixed) -> None:
    """Let a widget be as wide as there is room, and as high as it is at that width."""
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, upright)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


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


def widgets(box: QLayout) -> list[QWidget]:
    """The widgets that stand in a column, row or grid, in their order; not those of columns and rows in it.

    Asked of their parent, never of the layout: what `itemAt` gives would have to be forgotten (see _forget_items).
    """
    parent = box.parentWidget()
    inside = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if parent else []
    placed = {box.indexOf(widget): widget for widget in inside}
    return [placed[place] for place in sorted(placed) if place >= 0]


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
        self._column = column(STRETCH, parent=self._body, gap=0, margins=(20, 14, 16, 20))

    def fill(self, contents: list[QWidget]) -> None:
        """Show these under each other; those shown before are let go of unless they are among them, in the same order.

        What stays is left where it is: taken out and put in again, its place in the layout would never learn that its
        height at a width has changed.
        """
        before = widgets(self._column)
        for widget in before:
            if widget not in contents:
                self._column.removeWidget(widget)
                let_go(widget)
        for place, widget in enumerate(contents):
            if widget not in before:
                self._column.insertWidget(place, widget)
                widget.show()
        self.verticalScrollBar().setValue(0)
