"""The head of the detail pane: who or what it is, in which state, and what to do with it."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.chips import Chip, Shape
from desktop.ui.kit.controls import IconButton
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.statuses import StatusSign
from desktop.ui.kit.theme import SEMIBOLD, TITLE, colour, font
from desktop.ui.record.overview import Overview
from models.words import _

_SIDE = 48
_TONES = {Shape.ACTIVE: "ok", Shape.DONE: "plain", Shape.WAIT: "warn", Shape.PAUSED: "warn", Shape.STOP: "danger"}


class Avatar(QWidget):
    """The first character of a person's name, or the icon of what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._table = "", ""
        self.setFixedSize(_SIDE, _SIDE)

    def set_name(self, table: str, name: str) -> None:
        """Show a record of a table."""
        self._table = table
        self._sign = name[:1] if table in ("student", "staff", "admission", "contact", "family_member") else ""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = icons.hue_of(self._table)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        if self._sign:
            painter.setFont(font(TITLE, SEMIBOLD))
            painter.setPen(colour(ink))
            painter.drawText(QRectF(self.rect()).translated(0, -1), Qt.AlignmentFlag.AlignCenter, self._sign)
        else:
            icons.draw(painter, icons.of_entity(self._table), QPointF((_SIDE - 20) / 2, (_SIDE - 20) / 2), 20, ink)


def _tone(sign: StatusSign) -> str:
    return sign.tone or _TONES.get(sign.shape, "plain")


class RecordHead(QWidget):
    """`opened` for the form, `printed` with what the print centre is opened with."""

    opened = Signal()
    printed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.avatar, self.name, self.spoken = (
            Avatar(),
            TextLine(size=TITLE, strong=True),
            TextLine(size=12, ink="text3"),
        )
        self.edit = IconButton("edit", _("打开并修改"), "Enter")
        self.edit.clicked.connect(self.opened)
        self.print = IconButton("print", _("打印"))
        self.print.clicked.connect(self._print)
        self._papers: tuple[tuple[str, int, str], ...] = ()
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        names = QVBoxLayout()
        names.setSpacing(4)
        names.addStretch(1)
        names.addWidget(self.name)
        names.addLayout(self._chips)
        names.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 14, 8)
        row.setSpacing(12)
        row.addWidget(self.avatar)
        row.addLayout(names, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.print, 0, Qt.AlignmentFlag.AlignTop)
        row.setSpacing(6)
        row.insertSpacing(1, 6)

    def show_record(self, shown: Overview) -> None:
        """Show a record."""
        self._papers = shown.papers
        self.print.setVisible(bool(shown.papers))
        self.avatar.set_name(shown.entity.__tablename__, shown.name)
        self.name.setText(shown.name)
        self.name.setAccessibleName(shown.name)
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.spoken:
                widget.hide()
                widget.deleteLater()
        for nth, (words, sign) in enumerate(shown.states):
            tone = "accent" if nth and sign.shape is Shape.ACTIVE else _tone(sign)
            self._chips.addWidget(Chip(words, tone))
        self.spoken.setText(shown.spoken)
        self._chips.addWidget(self.spoken, 1)
        self.spoken.setVisible(bool(shown.spoken))
        if not shown.states and not shown.spoken:
            self._chips.addWidget(TextLine(_(shown.entity.label), 12, ink="text3"), 1)
        self._chips.addStretch(0)  # else the line, and the name above it, would be no wider than the chips

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
        menu.popup(self.print.mapToGlobal(QPoint(0, self.print.height())))
