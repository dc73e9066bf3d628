"""The look of one file: a picture, the pages of a PDF, or what it is in words; turned and enlarged by keys and buttons."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.reports.preview import Picture, Sheets
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Hairline, IconButton, Note, Title
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.page_view import POINTS, SCREEN_INCH, Fit, PageView, Paper
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.row_list import Index, ItemPainter, RowState
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import NOTE, colour, font
from models.database.media_types import PDF
from models.progress import Progress
from models.words import N_, _

_MOST = 4000  # pixels of a side that is kept of a picture; more no window shows
_WIDE, _HIGH = 1600, 1200  # of the large view, where the window has that much room
_ROW, _AIR = 52, 12  # pixels of a file in a list, between the buttons and the edge


class PictureSheet:
    """A picture as paper of one page, as large as its pixels are on a screen."""

    def __init__(self, image: QImage) -> None:
        self._image = image
        self.sizes = ((image.width() * POINTS / SCREEN_INCH, image.height() * POINTS / SCREEN_INCH),)

    def __len__(self) -> int:
        return 1

    def draw(self, _page: int, scale: float) -> Picture:
        """See Paper: on white, where the picture lets it through."""
        width, height = (max(1, round(side * scale)) for side in self.sizes[0])
        smooth = Qt.TransformationMode.SmoothTransformation
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.drawImage(0, 0, self._image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
        painter.end()
        return Picture(width, height, image.bytesPerLine(), bytes(image.constBits()))

    def close(self) -> None:
        """There is nothing to let go of."""


def paper_of(content: bytes, media_type: str, progress: Progress) -> Paper | None:
    """The picture or the PDF; None where there is nothing to be seen. For a thread beside the window."""
    progress.check()
    if media_type == PDF:
        return _pages_of(content)
    image = QImage.fromData(content)
    if image.isNull():
        return None
    if max(image.width(), image.height()) > _MOST:
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(_MOST, _MOST, kept, smooth)
    return PictureSheet(image)


def _pages_of(content: bytes) -> Sheets | None:
    try:
        sheets = Sheets(content)
    except Exception:  # noqa: BLE001 - the library raises its own for every damaged file
        return None
    return sheets if len(sheets) else None


class FilePreview(PageView):
    """Pages as large as there is room, or words; `enlarged` when a larger view is wanted, or no more (Space).

    `fit` is how they fit: whole, or where there is little height as wide as there is room.
    """

    called = N_("预览")
    largest = 1.0
    enlarged = Signal()

    def __init__(self, tasks: Tasks, fit: Fit = Fit.PAGE) -> None:
        super().__init__(tasks)
        self.fit = fit
        self.pager = _Pager(self)
        self.turned.connect(lambda _page: self._place_pager())
        self.zoomed.connect(self._place_pager)
        self._place_pager()

    def show_paper(self, paper: Paper, name: str) -> None:
        """Show the pages of a file."""
        self.title, self.zoom = _("预览：{name}").format(name=name), self.fit
        self.show_sheets(paper, keep=False)

    def show_image(self, image: QImage, name: str) -> None:
        """Show a picture."""
        self.show_paper(PictureSheet(image), name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page keys turn pages however large they are, 0 lets them fit again, Space asks for the larger view; see PageView."""
        turns = {Qt.Key.Key_PageUp: self.page - 1, Qt.Key.Key_PageDown: self.page + 1}
        key = Qt.Key(event.key())
        if key in turns:
            self.go(turns[key])
        elif key == Qt.Key.Key_0:
            self.set_zoom(self.fit)
        elif key != Qt.Key.Key_Space:
            super().keyPressEvent(event)
        elif self.count:
            self.enlarged.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons in their corner."""
        super().resizeEvent(event)
        self._place_pager()

    def _place_pager(self) -> None:
        self.pager.refresh()
        self.pager.adjustSize()
        view = self.viewport().geometry()
        self.pager.move(view.right() - self.pager.width() - _AIR, view.bottom() - self.pager.height() - _AIR)

    def _paint_words(self, painter: QPainter) -> None:
        """Draw them under the sign of a file."""
        room = self.viewport().rect()
        icons.draw(painter, "document", QPointF(room.width() / 2 - 16, room.height() / 2 - 40), 32, "text3")
        paint.pen(painter, "text2", font(NOTE))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(room).adjusted(24, room.height() / 2, -24, 0), int(flags), self.words)


class _Pager(paint.Painted, QWidget):
    """Which page of how many is seen, with buttons for what the keys do; hidden where there is nothing to turn."""

    def __init__(self, paper: FilePreview) -> None:
        super().__init__(paper)
        self._paper = paper
        self.before = IconButton("chevron_left", _("上一页"), "PgUp").leads(lambda: paper.go(paper.page - 1))
        self.after = IconButton("chevron_right", _("下一页"), "PgDn").leads(lambda: paper.go(paper.page + 1))
        self.smaller = IconButton("zoom_out", _("缩小"), "−").leads(lambda: paper.step_zoom(-1))
        self.larger = IconButton("zoom_in", _("放大"), "+").leads(lambda: paper.step_zoom(1))
        self.whole = IconButton("open", _("放大预览"), _("空格")).leads(paper.enlarged)
        self.words = Note()
        layouts.row(
            self.before, self.words, self.after, self.smaller, self.larger, self.whole, parent=self, gap=2, margins=(4, 2, 4, 2)
        )  # fmt: skip

    def refresh(self) -> None:
        """Say where one is."""
        paper, several = self._paper, self._paper.count > 1
        self.words.setText(_("第 {page} / {pages} 页").format(page=paper.page + 1, pages=paper.count))
        for widget in (self.before, self.words, self.after):
            widget.setVisible(several)
        self.before.setEnabled(paper.page > 0)
        self.after.setEnabled(paper.page + 1 < paper.count)
        self.setVisible(paper.count > 0)

    def _paint(self, painter: QPainter) -> None:
        paint.plate(painter, self.rect(), 8, "raised", "line2")


class LargePreview(QWidget):
    """A file as large as the window lets it be; `withdrawn` when it is to be closed."""

    withdrawn = Signal()

    def __init__(self, tasks: Tasks, paper: Paper, name: str) -> None:
        super().__init__()
        self.preview = FilePreview(tasks)
        self.preview.pager.whole.hide()
        self.preview.enlarged.connect(self.withdrawn)
        close = IconButton("dismiss", _("关闭"), "Esc").leads(self.withdrawn)
        head = layouts.row((Title(name, 16), 1), close, margins=(24, 14, 14, 12))
        layouts.column(head, Hairline(), (self.preview, 1), parent=self, gap=0)
        self.setFocusProxy(self.preview)
        self.preview.show_paper(paper, name)


def enlarge(place: AppContext, paper: Paper, name: str, page: int) -> LargePreview:
    """Lay a file over the window, open at a page."""
    large = LargePreview(place.tasks, paper, name)
    layer = open_overlay(place.window, large, _WIDE, _HIGH, large.withdrawn)
    layer.closed.connect(large.preview.release)
    large.preview.go(page)
    return large


class FileRow(NamedTuple):
    """A file in a list: its sign, its name, what there is to say of it; each with its ink."""

    sign: str
    sign_ink: str
    name: str
    name_ink: str
    note: str
    note_ink: str


class FileRowPainter(ItemPainter):
    """Draws files of a list; a subclass tells what each is."""

    HEIGHT = _ROW

    def told(self, index: Index) -> FileRow:
        """What stands in a row."""
        raise NotImplementedError

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        row = self.told(index)
        if state.ground:
            painter.fillRect(box, colour(state.ground))
        icons.draw(painter, row.sign, QPointF(box.x() + 14, box.y() + 10), 16, row.sign_ink)
        words = box.adjusted(40, 6, -12, -box.height() / 2)
        paint.line(painter, words, LEFT, row.name, row.name_ink, font())
        paint.line(painter, words.translated(0, 20), LEFT, row.note, row.note_ink, font(NOTE))
