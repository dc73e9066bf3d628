"""The paper on its desk: pages one below the other, drawn by the PDF itself when they come into sight."""

import enum
from collections import OrderedDict
from collections.abc import Sequence
from typing import ClassVar, NamedTuple, Protocol

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.reports.preview import Picture
from desktop.ui.kit import paint
from desktop.ui.kit.accessibility import Role
from desktop.ui.kit.tasks import Task, Tasks
from desktop.ui.kit.theme import SECTION, colour, faint, focus_width, font, tint
from models.words import N_, _

SCREEN_INCH, POINTS = 96, 72
STEPS = (0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
_MARGIN, _GAP = 20, 16
_KEPT_BYTES = 96 * 1024 * 1024  # of drawn pages
_SHADOW = (0.05, 0.04, 0.03, 0.02)


class Paper(Protocol):
    """Pages that are drawn one at a time, from a thread beside the window; `sizes` are points (width, height)."""

    @property
    def sizes(self) -> Sequence[tuple[float, float]]:
        """How large each page is."""

    def __len__(self) -> int:
        """How many pages there are."""

    def draw(self, page: int, scale: float) -> Picture | None:
        """The page counted from 0 at `scale` pixels a point; None when it was closed meanwhile."""

    def close(self) -> None:
        """Let go of what it is drawn from."""


class Fit(enum.Enum):
    """How large paper is shown when no factor was chosen."""

    PAGE = "page"
    WIDTH = "width"


class _Drawn(NamedTuple):
    scale: float
    image: QImage


class PageView(QAbstractScrollArea):
    """Pages of `sheets`; `turned` when another page is in the middle, `zoomed` when the size changed."""

    spoken_as = Role.Document
    called: ClassVar[str] = N_("打印预览")
    largest: ClassVar[float] = float("inf")  # the factor to which paper is made to fit at most
    turned = Signal(int)
    zoomed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.sheets: Paper | None = None
        self.zoom: Fit | float = Fit.PAGE
        self.words = ""  # instead of paper
        self.title = ""  # what a screen reader calls it
        self._tops: list[float] = []
        self._drawn: OrderedDict[int, _Drawn] = OrderedDict()
        self._asked: dict[int, Task] = {}
        self._current = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        tint(self.viewport(), ground="desk")
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(40)
        self._name()

    # --- what is shown

    def show_sheets(self, sheets: Paper, *, keep: bool) -> None:
        """Show another paper, with `keep` at the page and height where the last one was."""
        at = self.verticalScrollBar().value() if keep else 0
        self._drop()
        if not keep:
            self._drawn.clear()
        self.sheets, self.words = sheets, ""
        # pages drawn of the last PDF stand in, stretched if need be, until the new ones are there
        self._drawn = OrderedDict((page, _Drawn(0.0, kept.image)) for page, kept in self._drawn.items())
        self._arrange()
        self.verticalScrollBar().setValue(at)
        self._follow(always=True)

    def say(self, words: str) -> None:
        """Show a sentence instead of paper."""
        self._drop()
        self._drawn.clear()
        self.words = words
        self._arrange()
        self._follow(always=True)

    def _drop(self) -> None:
        for task in self._asked.values():
            task.stop()
        self._asked.clear()
        if self.sheets is not None:
            self.sheets.close()
        self.sheets = None

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.sheets) if self.sheets is not None else 0

    @property
    def page(self) -> int:
        """The page in the middle of the view, counted from 0."""
        return self._current

    # --- size

    @property
    def factor(self) -> float:
        """How large paper is shown; 1 is as large as it is, on a screen of 96 dots an inch."""
        return self.ratio * POINTS / SCREEN_INCH

    @property
    def ratio(self) -> float:
        """Pixels a point of paper."""
        if isinstance(self.zoom, float):
            return self.zoom * SCREEN_INCH / POINTS
        sizes = self.sheets.sizes if self.sheets is not None else ((595.0, 842.0),)
        # the room without a scroll bar, so that its coming does not change the size that made it come
        room = self.maximumViewportSize()
        wide = max(room.width() - 2 * _MARGIN - 10, 40) / max(width for width, _height in sizes)
        high = max(room.height() - 2 * _MARGIN, 40) / max(height for _width, height in sizes)
        fitting = min(wide, high) if self.zoom is Fit.PAGE else wide
        return min(fitting, self.largest * SCREEN_INCH / POINTS)

    def set_zoom(self, zoom: Fit | float) -> None:
        """Show paper in another size, the same place in the middle."""
        bar, total = self.verticalScrollBar(), max(self._total, 1.0)
        middle = (bar.value() + self.viewport().height() / 2) / total
        self.zoom = zoom
        self._arrange()
        bar.setValue(round(middle * self._total - self.viewport().height() / 2))
        self._follow()
        self.zoomed.emit()

    def step_zoom(self, direction: int) -> None:
        """The next larger (1) or smaller (-1) step."""
        now = self.factor
        steps = [s for s in STEPS if (s - now) * direction > 0.01]  # noqa: PLR2004 - nearer than that is the same step
        if steps:
            self.set_zoom(min(steps) if direction > 0 else max(steps))

    def _arrange(self) -> None:
        """Find out where each page stands, and how far one can scroll."""
        ratio, y = self.ratio, float(_MARGIN)
        self._tops = []
        sizes = self.sheets.sizes if self.sheets is not None else ()
        for _width, height in sizes:
            self._tops.append(y)
            y += height * ratio + _GAP
        self._total = y - _GAP + _MARGIN if sizes else 0.0
        self._wide = max((width for width, _height in sizes), default=0.0) * ratio + 2 * _MARGIN
        view = self.viewport()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(view.height())
        down.setRange(0, max(0, round(self._total - view.height())))
        across.setPageStep(view.width())
        across.setRange(0, max(0, round(self._wide - view.width())) if isinstance(self.zoom, float) else 0)
        view.update()

    def box(self, page: int) -> QRectF:
        """Where a page stands in the view, on whole pixels."""
        assert self.sheets is not None
        ratio, view = self.ratio, self.viewport()
        width, height = (round(side * ratio) for side in self.sheets.sizes[page])
        left = (max(self._wide, view.width()) - width) / 2 - self.horizontalScrollBar().value()
        return QRectF(round(left), round(self._tops[page]) - self.verticalScrollBar().value(), width, height)

    # --- moving

    def go(self, page: int) -> None:
        """Bring a page to the top of the view."""
        if self.count:
            page = min(max(page, 0), self.count - 1)
            self.verticalScrollBar().setValue(round(self._tops[page]) - _MARGIN)
            self._follow()
            if self._current != page and isinstance(self.zoom, Fit):
                self._current = page  # the last ones cannot be scrolled to the top
                self.turned.emit(page)

    def _visible(self) -> list[int]:
        if self.sheets is None:
            return []
        top = self.verticalScrollBar().value()
        bottom, ratio = top + self.viewport().height(), self.ratio
        return [
            page for page, y in enumerate(self._tops) if y < bottom and y + self.sheets.sizes[page][1] * ratio > top
        ]

    def _follow(self, *, always: bool = False) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = max((nth for nth, y in enumerate(self._tops) if y - _GAP <= middle), default=0)
        if page != self._current or always:
            self._current = page
            self._name()
            self.turned.emit(page)

    def _name(self) -> None:
        called = self.words or self.title or _(self.called)
        words = _("{what}，第 {page} 页，共 {pages} 页").format(what=called, page=self._current + 1, pages=self.count)
        self.setAccessibleName(words if self.count else called)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Draw the part that is seen now."""
        self.viewport().update()
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the paper again, the same page on top."""
        page = self._current
        self._arrange()
        if isinstance(self.zoom, Fit):
            self.go(page)
            self.zoomed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn pages, Home and End go to the first and last, + and - change the size.

        The page keys turn pages too where a page fills the view; where it is larger they scroll.
        """
        turns = {Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Right: self._current + 1,
                 Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.count - 1}  # fmt: skip
        if self.zoom is Fit.PAGE:
            turns |= {Qt.Key.Key_PageUp: self._current - 1, Qt.Key.Key_PageDown: self._current + 1}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if key in turns:
            self.go(turns[key])
        elif key in zooms:
            self.step_zoom(zooms[key])
        elif key == Qt.Key.Key_0:
            self.set_zoom(Fit.PAGE)
        else:
            super().keyPressEvent(event)

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight, and ask for those that are not there yet."""
        visible = self._visible()
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.viewport().rect(), colour("desk"))
            if self.sheets is None:
                self._paint_words(painter)
            for page in visible:
                self._paint_page(painter, page)
            if self.hasFocus():
                painter.setPen(QPen(colour("accent"), focus_width()))
                painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        self._ask(visible)

    def _paint_words(self, painter: QPainter) -> None:
        paint.pen(painter, "text2", font(SECTION))
        room = self.viewport().rect().adjusted(40, 0, -40, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)

    def _paint_page(self, painter: QPainter, page: int) -> None:
        box = self.box(page)
        for nth, strength in enumerate(_SHADOW, 1):
            painter.fillRect(box.adjusted(-nth, 1 - nth, nth, nth + 1), faint("scrim", strength))
        painter.fillRect(box, colour("paper"))
        drawn = self._drawn.get(page)
        if drawn is not None:
            self._drawn.move_to_end(page)
            painter.drawImage(box, drawn.image)

    def _scale(self) -> float:
        return self.ratio * self.devicePixelRatioF()

    def _ask(self, visible: list[int]) -> None:
        """Ask for what is seen, then for the page after it."""
        sheets, scale = self.sheets, self._scale()
        if sheets is None:
            return
        wanted = [page for page in visible if not self._is_drawn(page, scale) and page not in self._asked]
        after = visible[-1] + 1 if visible else 0
        if not wanted and not self._asked and after < len(sheets) and not self._is_drawn(after, scale):
            wanted = [after]
        for page in wanted:
            self._asked[page] = self._tasks.each(
                lambda _progress, page=page: sheets.draw(page, scale),  # type: ignore[misc] # the page as it is now
                lambda picture, page=page: self._take(page, scale, picture),  # type: ignore[misc] # likewise
                receiver=self,
            )

    def _is_drawn(self, page: int, scale: float) -> bool:
        drawn = self._drawn.get(page)
        return drawn is not None and abs(drawn.scale - scale) < 0.001  # noqa: PLR2004 - the same size

    def _take(self, page: int, scale: float, picture: Picture | None) -> None:
        self._asked.pop(page, None)
        if picture is None:
            return
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        self._drawn[page] = _Drawn(scale, image.copy())
        while len(self._drawn) > 2 and sum(d.image.sizeInBytes() for d in self._drawn.values()) > _KEPT_BYTES:  # noqa: PLR2004 - what is seen
            self._drawn.popitem(last=False)
        self.viewport().update()

    def release(self) -> None:
        """Let go of the PDF, before the window goes."""
        self._drop()
