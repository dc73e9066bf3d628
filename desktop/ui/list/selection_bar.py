"""The strip that takes the place of search and filters while rows are ticked: how many, and what to do with them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.controls import Button, Hairline, Kind, Label
from desktop.ui.kit.theme import GUTTER, MEDIUM, colour
from desktop.ui.list.filter_bar import HEIGHT
from models.schema.fields import Entity, is_person
from models.words import _


def unit_of(entity: type[Entity]) -> str:
    """How many are ticked, in words with a place for the number."""
    return _("已选 {count} 人") if is_person(entity) else _("已选 {count} 条")


class SelectionBar(paint.Painted, QWidget):
    """One signal an act; `set_count` before every use. `own` are acts of the entity: icon, words, and what is called."""

    all_wanted = Signal()
    cleared = Signal()
    edited = Signal()
    copied = Signal()
    printed = Signal()
    exported = Signal()
    deleted = Signal()

    def __init__(self, own: Sequence[tuple[str, str, Callable[[], None]]] = (), unit: str = "") -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self._unit = unit or _("已选 {count} 条")
        self.count = Label(weight=MEDIUM)
        self.every = Button("", Kind.LINK)
        self.clear = Button(_("清除选择"), Kind.LINK)
        self.edit = Button(_("批量修改"), Kind.GHOST, icon="edit")
        self.copy = Button(_("复制"), Kind.GHOST, icon="copy")
        self.print = Button(_("打印"), Kind.GHOST, icon="print")
        self.export = Button(_("导出"), Kind.GHOST, icon="arrow_export_ltr")
        self.delete = Button(_("删除"), Kind.GHOST, icon="delete")
        for button, signal in (
            (self.every, self.all_wanted), (self.clear, self.cleared), (self.edit, self.edited),
            (self.copy, self.copied), (self.print, self.printed), (self.export, self.exported),
            (self.delete, self.deleted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self.own = [Button(words, Kind.GHOST, icon=icon) for icon, words, _act in own]
        for button, (_icon, _words, act) in zip(self.own, own, strict=True):
            button.clicked.connect(lambda _on=False, act=act: act())
        self._lay_out()

    def _lay_out(self) -> None:
        line = Hairline(upright=True, length=16)
        layouts.row(
            self.count, self.every, self.clear, line, self.edit, *self.own, self.print, self.export, self.copy,
            layouts.STRETCH, self.delete,
            parent=self, gap=6, margins=(GUTTER, 0, 14, 0),
        )  # fmt: skip
        self._words = {b: b.text() for b in (self.copy, self.export, self.print, self.delete, *self.own, self.edit)}

    def set_count(self, chosen: int, listed: int) -> None:
        """How many are chosen, and how many there are to choose."""
        self.count.setText(self._unit.format(count=f"{chosen:,}"))
        self.every.setText(_("选中全部 {count}").format(count=f"{listed:,}"))
        self.every.setVisible(chosen < listed)
        self._share()

    def minimumSizeHint(self) -> QSize:
        """Words give way, so that the window need not grow."""
        return QSize(0, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See _share."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Let acts be icons alone, the plainest first, where there is no room for their words."""
        for button, words in self._words.items():
            button.setText(words)
            button.setToolTip("")
        for button, words in self._words.items():
            layout = self.layout()
            if layout is None or layout.sizeHint().width() <= self.width():
                return
            button.setText("")
            button.setToolTip(words)

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), colour("accent_soft"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("accent_line"))
