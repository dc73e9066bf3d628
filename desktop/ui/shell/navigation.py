"""The navigation: sections, every entity, and how many records each has."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.controls import Note, Title
from desktop.ui.screens import sections
from desktop.ui.theme import NOTE, TITLE, colour, font, tint
from models.schema.fields import Entity
from models.words import _

WIDTH = 208
_ITEM = 30


class Item(QAbstractButton):
    """One entity: its label at the left, its count at the right."""

    def __init__(self, entity: type[Entity]) -> None:
        super().__init__()
        self.entity = entity
        self.count: int | None = None
        self.setText(_(entity.label))
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_ITEM)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name()

    def sizeHint(self) -> QSize:
        """As wide as the navigation lets it be."""
        return QSize(WIDTH - 16, _ITEM)

    def tell(self, count: int) -> None:
        """Show how many there are."""
        self.count = count
        self._name()
        self.update()

    def _name(self) -> None:
        number = "" if self.count is None else _("，{count} 条").format(count=self.count)
        self.setAccessibleName(self.text() + number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, focus, label and count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "select" if self.isChecked() else "press" if self.isDown() or self.underMouse() else "window"
        painter.setBrush(colour(ground))
        painter.setPen(colour("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        space = QRectF(self.rect()).adjusted(12, -1, -10, -1)
        painter.setPen(colour("accent_text" if self.isChecked() else "text"))
        painter.setFont(font(weight=QFont.Weight.Medium if self.isChecked() else QFont.Weight.Normal))
        painter.drawText(space, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(colour("accent_text" if self.isChecked() else "text3"))
        painter.setFont(font(NOTE))
        count = "" if self.count is None else f"{self.count:,}"
        painter.drawText(space, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)


class Navigation(QScrollArea):
    """`chosen` with the entity a person wants to see; arrows move in it."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, Item] = {}
        self._group = QButtonGroup(self)
        self.setFixedWidth(WIDTH)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._body())
        tint(self, ground="window")

    def _body(self) -> QWidget:
        body = QWidget()
        tint(body, ground="window")
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(0)
        brand = Title(_("双元"), TITLE)
        brand.setContentsMargins(12, 0, 0, 6)
        column.addWidget(brand)
        for title, entities in sections():
            head = Note(_(title))
            head.setContentsMargins(10, 10, 0, 4)
            column.addWidget(head)
            for entity in entities:
                column.addWidget(self._add(entity))
        column.addStretch(1)
        return body

    def _add(self, entity: type[Entity]) -> Item:
        item = Item(entity)
        item.clicked.connect(lambda: self.chosen.emit(entity))
        self._group.addButton(item)
        self.items[entity.__tablename__] = item
        return item

    def mark(self, entity: type[Entity]) -> None:
        """Show which list is seen."""
        self.items[entity.__tablename__].setChecked(True)

    def tell(self, counts: Mapping[str, int]) -> None:
        """Show how many records there are, by table."""
        for name, count in counts.items():
            self.items[name].tell(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the neighbour and open it."""
        steps = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}
        step = steps.get(event.key())
        items = list(self.items.values())
        at = next((n for n, item in enumerate(items) if item.hasFocus()), None)
        if step is None or at is None or not 0 <= at + step < len(items):
            super().keyPressEvent(event)
            return
        items[at + step].setFocus()
        items[at + step].click()
