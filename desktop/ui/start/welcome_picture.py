"""The left half of the first page: what the program is, in a picture of two rings, and what it promises."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.brand import paint_brand
from desktop.ui.kit.controls import Label, Note, Title
from desktop.ui.kit.theme import BODY, MICRO, NOTE, SECTION, SEMIBOLD, colour, faint, font, tint
from models.version import program_version
from models.words import N_, _, listed

_MARGIN = 56
_RADIUS, _APART, _EDGE = 111.0, 120.0, 2.0  # of the rings at full size: radius, distance of the centres
_SCHOOL, _BOTH, _FIRMS = (
    (N_("学籍"), N_("班级"), N_("招生")), (N_("订单班"), N_("协议"), N_("岗位实习")),
    (N_("岗位"), N_("师傅"), N_("联系人")),
)  # fmt: skip
_PROMISES = (
    ("lock_closed", N_("数据只在这台电脑上，不联网")), ("history", N_("每天自动备份，改错可以撤销")),
    ("arrow_export_ltr", N_("随时导出为 Excel")),
)  # fmt: skip
_SHRINKING = (BODY, NOTE, MICRO)
_CENTRE = Qt.AlignmentFlag.AlignCenter


class BrandMark(paint.Painted, QWidget):
    """The mark with both names."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(36)
        self.setAccessibleName(_("双元"))

    def _paint(self, painter: QPainter) -> None:
        paint_brand(painter, QPointF(0, 6), 22)
        paint.pen(painter, "text", font(20, SEMIBOLD))
        painter.drawText(QPointF(47, 25), _("双元"))
        after = 47 + painter.fontMetrics().horizontalAdvance(_("双元")) + 12
        if _("双元") != "Shuangyuan":
            paint.pen(painter, "text3", font(SECTION))
            painter.drawText(QPointF(after, 25), "Shuangyuan")


class Rings(paint.Painted, QWidget):
    """School and enterprise, and what they have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(220, 150)
        self.setMaximumHeight(int(2 * (_RADIUS + _EDGE)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        names = listed(_(name) for name in _BOTH)
        self.setAccessibleName(_("学校和企业共有的：{names}").format(names=names))

    def _discs(self) -> tuple[QRectF, QRectF, float]:
        whole = 2 * _RADIUS + _APART
        scale = min(1.0, (self.width() - 2 * _EDGE) / whole, (self.height() - 2 * _EDGE) / (2 * _RADIUS))
        size = 2 * _RADIUS * scale
        left = (self.width() - whole * scale) / 2
        top = (self.height() - size) / 2
        return QRectF(left, top, size, size), QRectF(left + _APART * scale, top, size, size), scale

    def _paint(self, painter: QPainter) -> None:
        school, firms, scale = self._discs()
        shapes = []
        for disc, ink in ((school, "graphic"), (firms, "teal_mid")):
            shape = QPainterPath()
            shape.addEllipse(disc)
            shapes.append(shape)
            painter.fillPath(shape, faint(ink, 0.11))
        painter.fillPath(shapes[0].intersected(shapes[1]), colour("surface"))
        for shape, ink in zip(shapes, ("graphic", "teal_mid"), strict=True):
            painter.strokePath(shape, QPen(colour(ink), 1.4))
        self._paint_words(painter, school, firms, scale)

    def _paint_words(self, painter: QPainter, school: QRectF, firms: QRectF, scale: float) -> None:
        middle, y = (school.center().x() + firms.center().x()) / 2, school.center().y()
        side = (_RADIUS * 2 - (_RADIUS * 2 - _APART) / 2 - _APART / 2) * scale  # from the middle to the words
        line = 22 * max(0.8, scale)
        for x, title, ink, words in (
            (middle - side + 2, _("学校"), "accent_text", _SCHOOL), (middle + side - 2, _("企业"), "teal", _FIRMS),
        ):  # fmt: skip
            self._paint_line(painter, QPointF(x, y - 1.75 * line), title, ink, font(SECTION, SEMIBOLD))
            for nth, word in enumerate(words):
                self._paint_line(painter, QPointF(x, y + (nth - 0.4) * line), _(word), "text2", font())
        narrow = (2 * _RADIUS - _APART) * scale - 14
        face = next((f for f in _SHRINKING if self._widest(f) <= narrow), _SHRINKING[-1])
        for nth, word in enumerate(_BOTH):
            at = QPointF(middle, y + (nth - 1) * 1.17 * line)
            self._paint_line(painter, at, _(word), "text", font(face, SEMIBOLD))

    @staticmethod
    def _widest(size: int) -> int:
        metrics = QFontMetrics(font(size, SEMIBOLD))
        return max(metrics.horizontalAdvance(_(word)) for word in _BOTH)

    @staticmethod
    def _paint_line(painter: QPainter, at: QPointF, words: str, ink: str, face: QFont) -> None:
        paint.words(painter, QRectF(at.x() - 80, at.y() - 11, 160, 22), _CENTRE, words, ink, face)


class _Promise(paint.Painted, QWidget):
    """One thing that holds."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        self._icon = icon
        told = Label(words, "text2")
        layouts.row(told, parent=self, margins=(26, 0, 0, 0))
        self.setFixedHeight(27)

    def _paint(self, painter: QPainter) -> None:
        icons.draw(painter, self._icon, QPointF(0, 5), 16, "text2")


class WelcomePicture(QWidget):
    """The panel."""

    def __init__(self) -> None:
        super().__init__()
        tint(self, ground="window")
        said = Label(
            _("职教集团、合作企业、订单班、岗位实习、招生与学生，录一次，到处可查、可印、可核对。"),
            "text2",
            SECTION,
            wrapped=True,
        )
        title = Title(_("学校与企业，记在一本账上"), 24, wrapped=True)
        column = layouts.column(
            BrandMark(), layouts.Stretch(3), title, 8, said, 34, (Rings(), 6), layouts.Stretch(3),
            parent=self, gap=0, margins=(_MARGIN, 44, _MARGIN, 34),
        )  # fmt: skip
        for icon, words in _PROMISES:
            column.addWidget(_Promise(icon, _(words)))
        layouts.add(column, 16, Note(_("版本 {version}").format(version=program_version())))
