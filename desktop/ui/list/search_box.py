"""The box a list is searched with: a magnifier, a hint while one types initials, and a cross."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent

from desktop.ui.kit import icons
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.chips import HEIGHT as CHIP
from desktop.ui.kit.chips import chip_width, paint_chip
from desktop.ui.kit.controls import IconButton, TextBox
from desktop.ui.kit.tasks import Debounce
from models.database.search import searched
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.types import CodeText
from models.words import _, listed

_NAMED = 3  # fields the placeholder has room for
LEAST, MOST = 190, 300  # pixels


def looked_into(entity: type[Entity]) -> type[Entity] | None:
    """The entity whose words a list is searched for: itself, what its links show, or none."""
    if searched(entity):
        return entity
    field = field_map(entity).get(entity.display)
    return looked_into(entity_named(field.to)) if field is not None and field.to else None


def placeholder(entity: type[Entity]) -> str:
    """What may be typed: names, initials, numbers and their tails; of what is masked only the whole."""
    found = looked_into(entity)
    if found is None:
        return ""
    fields = searched(found)
    words = [f for f in fields if not isinstance(f.type, CodeText)]
    numbers = [f for f in fields if isinstance(f.type, CodeText)]
    parts = [_part(f, f.title) for f in (*_of_display(found), *words[:1])]
    parts += [_("拼音首字母")] if any(not f.private for f in words) else []
    return listed([*parts, *(_part(f, _("{label}末几位").format(label=f.title)) for f in numbers)][:_NAMED])


def _of_display(entity: type[Entity]) -> tuple[Field, ...]:
    """By what that is told which its records display, where these have words of their own besides: a graduate's name."""
    field = field_map(entity).get(entity.display)
    if not searched(entity) or field is None or field.to is None:
        return ()
    return searched(entity_named(field.to))[:1]


def _part(field: Field, plain: str) -> str:
    return _("完整的{label}").format(label=field.title) if field.private else plain


class SearchBox(TextBox):
    """Text to look for; `searched` after every key. Esc empties it, Down goes to the list (`left`)."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self._whole = hint or _("搜索")
        self.setPlaceholderText(self._whole)
        self.setToolTip(hint)
        self.setAccessibleName(_("搜索"))
        self.setAccessibleDescription(hint)
        self.setFixedHeight(28)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self.setTextMargins(30, 0, 30, 0)
        self._cross = IconButton("dismiss", _("清除搜索"), parent=self).leads(self.clear)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.setCursor(Qt.CursorShape.ArrowCursor)
        self._cross.setFixedSize(22, 22)
        self._cross.hide()
        # keys that wait together are one search; the next key ends a running one
        self._pause = Debounce(0, lambda: self.searched.emit(self.text()), self)
        self.textChanged.connect(self._typed)

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(MOST, 28)

    def put(self, text: str) -> None:
        """Show a text without searching for it."""
        self.setText(text)
        self._pause.stop()

    def _typed(self, text: str) -> None:
        self._cross.setVisible(bool(text))
        self.setTextMargins(30, 0, 30 + (chip_width(self.hint) + 4 if self.hint else 0), 0)
        self._pause.start()

    @property
    def hint(self) -> str:
        """What letters alone are taken for."""
        text = self.text().replace(" ", "")
        return _("拼音首字母") if text.isascii() and text.isalpha() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, Enter searches at once, Down leaves."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in ENTER:
            self._pause.stop()
            self.searched.emit(self.text())
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross at the end."""
        super().resizeEvent(event)
        self._cross.move(self.width() - 26, (self.height() - 22) // 2)
        self.setPlaceholderText(self._fitting(self.width() - 2 * 30 - 4))

    def _fitting(self, room: int) -> str:
        """As many parts of the hint as stand in full; the tooltip tells the rest."""
        parts = self._whole.split(_("、"))
        metrics = self.fontMetrics()
        few = (listed(parts[:count]) for count in range(len(parts), 1, -1))
        return next((words for words in few if metrics.horizontalAdvance(words) <= room), parts[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, the magnifier and the hint."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            icons.draw(painter, "search", QPointF(9, (self.height() - 16) / 2), 16, "text2")
            width = chip_width(self.hint) if self.hint else 0
            if width and self.width() > LEAST:
                left = self.width() - 28 - width
                paint_chip(painter, QRectF(left, (self.height() - CHIP) / 2, width, CHIP), self.hint, "accent")
