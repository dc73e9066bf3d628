"""Which kind of record files hold: every kind that can be imported, under the heads of the navigation, typed to narrow."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.navigation import sections
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.controls import Note, TextBox
from desktop.ui.kit.text_match import matches
from desktop.ui.kit.theme import MEDIUM, focus_width, font
from desktop.ui.list.filter_bar import ChipFlow
from models.schema.fields import Entity
from models.words import _

_HEAD, _BOX = 84, 150


class KindButton(Pressable):
    """One kind of record files may hold."""

    def __init__(self, entity: type[Entity]) -> None:
        super().__init__()
        self.entity = entity
        self.setCheckable(True)
        self.setAutoExclusive(True)  # one of many, also to a screen reader
        self.setText(_(entity.label))
        self.setAccessibleName(_("导入为{label}").format(label=_(entity.label)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(font(weight=MEDIUM))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 26, 28)

    def _paint(self, painter: QPainter) -> None:
        on = self.isChecked()
        border = "accent" if on or self.hasFocus() or self.underMouse() else "line2"
        paint.frame(
            painter,
            QRectF(self.rect()).adjusted(1, 1, -1, -1),
            5,
            "accent_soft" if on else "surface",
            border,
            focus_width() if self.hasFocus() else 1,
        )
        paint.pen(painter, "accent_text" if on else "text", font(weight=MEDIUM) if on else font())
        painter.drawText(QRectF(self.rect()).translated(0, -1), Qt.AlignmentFlag.AlignCenter, self.text())


class KindChooser(QWidget):
    """`chosen` with a kind of record. `narrow` is the box to type in; Enter takes the first that is left."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.narrow = TextBox(_("输入记录的名称缩小范围"), width=_BOX, hint=_("输入名称缩小"))
        self.narrow.textChanged.connect(self._look)
        self.narrow.returnPressed.connect(self._take_first)
        self.buttons: list[KindButton] = []
        self._groups: list[tuple[QWidget, ChipFlow, list[KindButton]]] = []
        self.nothing = Note(_("没有这样的记录"))
        column = layouts.column(parent=self, gap=6)
        kinds = {_(title): [each for each in entities if each.importable] for title, entities in sections(acts=True)}
        heads = [Note(title) for title, those in kinds.items() if those]
        widest = max(
            [_HEAD, *(head.sizeHint().width() for head in heads)]
        )  # in every language one edge for the buttons
        for head in heads:
            head.setFixedWidth(widest)
            column.addWidget(self._group(head, [KindButton(entity) for entity in kinds[head.text()]]))
        column.addWidget(self.nothing)
        self._look()

    def _group(self, head: Note, buttons: list[KindButton]) -> QWidget:
        group, flow = QWidget(), ChipFlow()
        head.setContentsMargins(0, 5, 0, 0)
        layouts.row((head, 0, Qt.AlignmentFlag.AlignTop), (flow, 1), parent=group)
        for button in buttons:
            button.clicked.connect(lambda _on=False, button=button: self._take(button))
        self._groups.append((group, flow, buttons))
        self.buttons += buttons
        flow.show_chips(buttons)
        return group

    def mark(self, entity: type[Entity] | None) -> None:
        """Press the button of a kind."""
        for button in self.buttons:
            button.setAutoExclusive(False)  # which holds among the buttons of one group only
            button.setChecked(button.entity is entity)
            button.setAutoExclusive(True)

    def _take(self, taken: KindButton) -> None:
        self.mark(taken.entity)
        self.chosen.emit(taken.entity)

    def _take_first(self) -> None:
        found = next((button for button in self.buttons if not button.isHidden()), None)
        if found is not None:
            self.narrow.clear()
            self._take(found)

    def _look(self) -> None:
        """Show the kinds whose names what was typed may mean."""
        asked = self.narrow.text()
        for group, flow, buttons in self._groups:
            left = [button for button in buttons if matches(button.text(), asked)]
            for button in buttons:
                button.setVisible(button in left)
            flow.chips = [*left]
            flow.arrange()
            group.setVisible(bool(left))
        self.nothing.setVisible(all(button.isHidden() for button in self.buttons))
