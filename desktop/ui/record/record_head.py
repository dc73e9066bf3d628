"""The head of the detail pane: who or what it is, in which state, and what to do with it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QMenu, QWidget

from desktop.screens.catalogue import screen_of
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chips import Chip, Shape
from desktop.ui.kit.controls import IconButton
from desktop.ui.kit.page_widgets import FlowRow, TextLine
from desktop.ui.kit.popup import pop_up
from desktop.ui.kit.statuses import StatusSign, tone_of
from desktop.ui.kit.theme import SEMIBOLD, TITLE, font
from desktop.ui.record.overview import Overview
from models.acts.catalogue import doing, has_acts
from models.schema.fields import Entity
from models.words import _

_SIDE = 48


class Avatar(paint.Painted, QWidget):
    """The first character of a person's name, or the icon of what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._entity: type[Entity] | None = None
        self._sign, self._photo = "", QImage()
        self.setFixedSize(_SIDE, _SIDE)

    def set_name(self, entity: type[Entity], name: str, photo: bytes | None = None) -> None:
        """Show a record of an entity, of a person by the photograph where there is one."""
        self._entity = entity
        self._photo = QImage.fromData(photo) if photo else QImage()
        self.setAccessibleName(_("{name}的照片").format(name=name) if photo else "")
        self._sign = name[:1] if screen_of(entity).initial else ""
        self.update()

    def _paint(self, painter: QPainter) -> None:
        if not self._photo.isNull():
            self._paint_photo(painter)
            return
        if self._entity is None:
            return
        ink, ground = icons.hue_of(self._entity)
        paint.frame(painter, QRectF(self.rect()), 8, ground)
        if self._sign:
            paint.pen(painter, ink, font(TITLE, SEMIBOLD))
            painter.drawText(QRectF(self.rect()).translated(0, -1), Qt.AlignmentFlag.AlignCenter, self._sign)
        else:
            icons.draw(painter, screen_of(self._entity).icon, QPointF((_SIDE - 20) / 2, (_SIDE - 20) / 2), 20, ink)

    def _paint_photo(self, painter: QPainter) -> None:
        """The upper part of it, where the face is, within the rounded square."""
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setClipPath(shape)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self._photo.width(), self._photo.height())
        painter.drawImage(QRectF(self.rect()), self._photo, QRectF((self._photo.width() - side) / 2, 0, side, side))


def state_chips(states: Sequence[tuple[str, StatusSign]]) -> list[Chip]:
    """Words of state as chips; of those after the first what goes on stands out otherwise."""
    return [
        Chip(words, "accent" if nth and sign.shape is Shape.ACTIVE else tone_of(sign))
        for nth, (words, sign) in enumerate(states)
    ]


class RecordHead(QWidget):
    """`opened` for the form, `printed` with what the print centre is opened with, `acted` for the acts it may be put to."""

    opened = Signal()
    printed = Signal(object)
    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.avatar, self.name, self.spoken = (
            Avatar(),
            TextLine(size=TITLE, strong=True),
            TextLine(size=12, ink="text3"),
        )
        self.edit = IconButton("edit", _("打开并修改"), "Enter").leads(self.opened)
        self.act = IconButton("arrow_swap", "").leads(self.acted)  # named after the record it acts on
        self.act.hide()
        self.print = IconButton("print", _("打印")).leads(self._print)
        self._papers: tuple[tuple[str, int, str], ...] = ()
        self.states = FlowRow(())
        self._names = names = layouts.column(layouts.STRETCH, self.name, self.states, layouts.STRETCH, gap=4)
        row = layouts.row(
            self.avatar, (names, 1), (self.act, 0, Qt.AlignmentFlag.AlignTop), (self.edit, 0, Qt.AlignmentFlag.AlignTop),
            (self.print, 0, Qt.AlignmentFlag.AlignTop),
            parent=self, gap=6, margins=(20, 14, 14, 8),
        )  # fmt: skip
        row.insertSpacing(1, 6)

    def show_record(self, shown: Overview) -> None:
        """Show a record."""
        self._papers = shown.papers
        self.act.setVisible(has_acts(shown.entity))
        self.act.say(_("{doing}…").format(doing=doing(shown.entity.__tablename__)))
        self.print.setVisible(bool(shown.papers))
        self.avatar.set_name(shown.entity, shown.name, shown.photo)
        self.name.setText(shown.name)
        self.name.setAccessibleName(shown.name)
        chips = state_chips(shown.states)
        self.spoken.setText(shown.spoken or ("" if chips else _(shown.entity.label)))
        self.spoken.setParent(self)
        self.spoken.setVisible(bool(self.spoken.text()))
        former, self.states = self.states, FlowRow([*chips, *([self.spoken] if self.spoken.text() else [])])
        self._names.replaceWidget(former, self.states)
        layouts.let_go(former)

    def _print(self) -> None:
        from desktop.reports.catalogue import report_named

        offered = [
            (report_named(name).title, {"report": name, "ids": (key,), "of": of}) for name, key, of in self._papers
        ]
        if len(offered) == 1:
            self.printed.emit(offered[0][1])
            return
        menu = QMenu(self)
        for words, arguments in offered:
            action = menu.addAction(_(words))
            action.triggered.connect(lambda _on=False, arguments=arguments: self.printed.emit(arguments))
        pop_up(menu, self.print.mapToGlobal(QPoint(0, self.print.height())))
