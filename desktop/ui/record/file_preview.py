"""The look of one file: a picture, the first page of a PDF, or what it is in words."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.reports.preview import Sheets
from desktop.ui.kit import icons, paint
from desktop.ui.kit.accessibility import Role
from desktop.ui.kit.theme import NOTE, colour, font, tint
from models.database.media_types import PDF
from models.progress import Progress
from models.words import _

_SHARP = 2.0  # pixels a point of a page: sharp on every screen
_MOST = 4000  # pixels of a side that is drawn; more no window shows


def picture_of(content: bytes, media_type: str, progress: Progress) -> QImage | None:
    """The picture, or the first page of a PDF; None where there is nothing to be seen. For a thread beside the window."""
    progress.check()
    if media_type == PDF:
        return _first_page(content)
    image = QImage.fromData(content)
    if image.isNull():
        return None
    large = image.width() > _MOST or image.height() > _MOST
    kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(_MOST, _MOST, kept, smooth) if large else image


def _first_page(content: bytes) -> QImage | None:
    try:
        sheets = Sheets(content)
    except Exception:  # noqa: BLE001 - the library raises its own for every damaged file
        return None
    try:
        if not len(sheets):
            return None
        width, height = sheets.sizes[0]
        drawn = sheets.draw(0, min(_SHARP, _MOST / max(width, height, 1)))
        if drawn is None:
            return None
        return QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32).copy()
    finally:
        sheets.close()


class FilePreview(QWidget):
    """Draws a picture as large as there is room, or words."""

    spoken_as = Role.Graphic

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.words = ""
        self.setMinimumSize(240, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        tint(self, ground="desk")

    def show_image(self, image: QImage, name: str) -> None:
        """Show a picture."""
        self.image, self.words = image, ""
        self.setAccessibleName(_("预览：{name}").format(name=name))
        self.update()

    def say(self, words: str) -> None:
        """Show words instead."""
        self.image, self.words = None, words
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = paint.smooth(self)
        painter.fillRect(self.rect(), colour("desk"))
        if self.image is None:
            icons.draw(painter, "document", QPointF(self.width() / 2 - 16, self.height() / 2 - 40), 32, "text3")
            box = QRectF(self.rect()).adjusted(24, self.height() / 2, -24, 0)
            paint.pen(painter, "text2", font(NOTE))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(box, int(flags), self.words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(_fitted(self.image, QRectF(self.rect()).adjusted(16, 16, -16, -16)), self.image)


def _fitted(image: QImage, room: QRectF) -> QRectF:
    """Where the picture stands in its room: whole, in the middle, never larger than it is."""
    share = min(room.width() / image.width(), room.height() / image.height(), 1.0)
    width, height = image.width() * share, image.height() * share
    return QRectF(room.center().x() - width / 2, room.center().y() - height / 2, width, height)
