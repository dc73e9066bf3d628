"""Changing fields of many records at once, beside their list: every old value with its count, and what becomes of it."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.operations.changing_many import ChangedMany, CurrentValue, change_many, changeable, changed_count, standing
from desktop.ui.form.cell import editor_for
from desktop.ui.form.picker import words_now
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import shortcut
from desktop.ui.kit.change_sets import announce
from desktop.ui.kit.chips import Chip
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, Hairline, IconButton, Kind, Note, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.popup import pop_up
from desktop.ui.kit.theme import MEDIUM, NOTE, SECTION, colour, font
from desktop.ui.list.summary import count_words
from models.database.query import Query
from models.progress import Progress
from models.schema.fields import Entity, Field
from models.schema.showing import text_of
from models.words import _, clauses

KEEP, SET, CLEAR = "keep", "set", "clear"
FIRST = 6  # fields offered at once
_SHOWN = 6  # old values listed
_LINE = 20


class ValueCounts(paint.Painted, QWidget):
    """Old values with counts and bars, and at the right what they become."""

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[CurrentValue, ...] = ()
        self._value: Any = None
        self._words = ""
        self._label = ""

    def set_counts(self, label: str, found: tuple[CurrentValue, ...], value: Any, words: str) -> None:
        """Show what stands there and the new value."""
        self._label, self._found, self._value, self._words = label, found, value, words
        self.setFixedHeight(len(self._lines()) * _LINE + 4 if found else 0)
        told = clauses(f"{words} {count:,}" for words, count, _moves in self._lines())
        self.setAccessibleName(_("{label}现有：{values}").format(label=label, values=told))
        self.update()

    def _lines(self) -> list[tuple[str, int, bool]]:
        moving = [each for each in self._found if each.value != self._value]
        lines = [(each.text or _("（空）"), each.count, True) for each in moving[:_SHOWN]]
        rest = moving[_SHOWN:]
        if rest:
            words = _("其他 {count} 种").format(count=len(rest))
            lines.append((words, sum(each.count for each in rest), True))
        return lines + [
            (each.text or _("（空）"), each.count, False) for each in self._found if each.value == self._value
        ]

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(300, self.height())

    def _paint(self, painter: QPainter) -> None:
        painter.setFont(font(NOTE))
        lines, total = self._lines(), sum(each.count for each in self._found) or 1
        names = self.width() * 0.40
        for place, (words, count, moves) in enumerate(lines):
            y = place * _LINE
            painter.setPen(colour("text2" if moves else "text3"))
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(names) - 4)
            vertical = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y, names, _LINE), vertical | Qt.AlignmentFlag.AlignLeft, cut)
            painter.drawText(QRectF(names, y, 38, _LINE), vertical | Qt.AlignmentFlag.AlignRight, f"{count:,}")
            track = QRectF(names + 46, y + 8, 44, 4)
            paint.bar(painter, track, count / total, "text3" if moves else "line2", least=3)
            if not moves:
                paint.words(painter, QRectF(track.right() + 10, y, 80, _LINE), vertical, _("不变"), "text3")
        self._paint_bracket(painter, names + 98, sum(moves for _words, _count, moves in lines))

    def _paint_bracket(self, painter: QPainter, x: float, lines: int) -> None:
        if not lines:
            return
        top, bottom = _LINE / 2, (lines - 0.5) * _LINE
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour("field"), 1))
        middle = (top + bottom) / 2
        for x1, y1, x2, y2 in ((x, top, x + 4, top), (x + 4, top, x + 4, bottom), (x, bottom, x + 4, bottom),
                               (x + 4, middle, x + 10, middle)):  # fmt: skip
            painter.drawLine(int(x1), int(y1), int(x2), int(y2))
        count = changed_count(self._found, self._value)
        words = f"{self._words or _('（空）')} {count:,}"
        paint.pen(painter, "accent_text", font(NOTE, MEDIUM))
        space = QRectF(x + 15, middle - _LINE / 2, self.width() - x - 15, _LINE)
        cut = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideMiddle, int(space.width()))
        painter.drawText(space, LEFT, cut)


class FieldChange(QWidget):
    """What becomes of one field: it is kept, set or cleared; `altered` after every change."""

    altered = Signal()

    def __init__(self, entity: type[Entity], field: Field, place: AppContext) -> None:
        super().__init__()
        self._entity, self.field = entity, field
        self._place = place
        self._found: tuple[CurrentValue, ...] | None = None
        self._read: Sequence[int] = ()
        self._ids: Sequence[int] = ()
        self._day: date | None = None
        self.label = TextLine(field.title)
        options = [(KEEP, _("保持")), (SET, _("设为"))] + ([] if field.required else [(CLEAR, _("清空"))])
        self.mode = Segmented(options, _("{label}怎样改").format(label=field.title), key=KEEP, then=self._switched)
        self.editor = editor_for(field, place.database, place.tasks)
        self.editor.edited.connect(self._refresh)
        self.tallies = ValueCounts()
        self.since = Note()  # from when a link counts that has dates
        layouts.column(
            layouts.row((self.label, 1), self.mode), self.editor, self.since, self.tallies,
            parent=self, gap=8, margins=(0, 10, 0, 10),
        )  # fmt: skip
        self._refresh()

    @property
    def active(self) -> bool:
        """Whether the field is to be changed, and to something that can be read."""
        if self.mode.key == SET:
            value, complaints = self.editor.reading()
            return value is not None and not any(c.fatal for c in complaints)
        return self.mode.key == CLEAR

    @property
    def value(self) -> Any:
        """What the field is to hold."""
        return self.editor.reading()[0] if self.mode.key == SET else None

    @property
    def count(self) -> int:
        """How many records it would change."""
        return changed_count(self._found, self.value) if self.active and self._found else 0

    def show_records(self, ids: Sequence[int], day: date) -> None:
        """Other records are chosen, of a list of that day."""
        self._ids, self._day = ids, day
        self.since.setText(_("自 {day} 起").format(day=day.isoformat()))
        self._look()

    def _switched(self, key: object) -> None:
        self._look()
        self._refresh()
        if key == SET:
            self.editor.setFocus()

    def _look(self) -> None:
        """Count what stands there, once the field is to be changed."""
        if self.mode.key == KEEP or self._read is self._ids:
            return
        self._read = self._ids
        ids, entity_field, database = self._ids, self.field, self._place.database
        query = Query(self._entity, as_of=self._day)

        def work(progress: Progress) -> tuple[CurrentValue, ...]:
            return standing(database, query, ids, entity_field, progress)

        self._place.tasks.read(work, self._take, receiver=self)

    def _take(self, found: tuple[CurrentValue, ...]) -> None:
        self._found = found
        self._refresh()

    def _refresh(self) -> None:
        keep = self.mode.key == KEEP
        self.label.setFont(font(weight=font().weight() if keep else MEDIUM))
        self.editor.setVisible(self.mode.key == SET)
        self.since.setVisible(not keep and self.field.via is not None and self.field.via.dated)
        self.tallies.setVisible(self.active and self._found is not None)
        if self.active and self._found is not None:
            self.tallies.set_counts(self.field.title, self._found, self.value, self._words())
        self.altered.emit()

    def _words(self) -> str:
        if self.mode.key == CLEAR:
            return ""
        if self.field.to is not None:
            return str(words_now(self.editor))
        return text_of(self.field, self.value, masked=True)


class BulkPane(QWidget):
    """`applied` with the cells that were changed, `closed` when it is to go."""

    applied = Signal(object)
    closed = Signal()

    def __init__(self, place: AppContext, entity: type[Entity]) -> None:
        super().__init__()
        self.place, self.entity = place, entity
        self._ids: Sequence[int] = ()
        self._day: date | None = None
        self.banner, self.sum = Banner(), TextLine("")
        self.apply = Button("", Kind.PRIMARY, keys="Ctrl+Enter").leads(self.write)
        fields = changeable(entity)
        self._rest = list(fields[FIRST:])
        self.changes = [self._made(field) for field in fields[:FIRST]]
        self._lay_out()
        self._sum()

    def _made(self, field: Field) -> FieldChange:
        made = FieldChange(self.entity, field, self.place)
        made.altered.connect(self._sum)
        return made

    def _lay_out(self) -> None:
        self.chip = Chip("", "accent")
        close = IconButton("dismiss", _("关闭批量修改"), "Esc").leads(self.closed)
        shortcut(self, "Esc", self.closed)
        head = layouts.row(
            Title(_("批量修改"), SECTION), 4, self.chip, layouts.STRETCH, close, margins=(20, 12, 12, 10)
        )
        body = QWidget()
        self.add = Button(_("添加字段"), Kind.GHOST, icon="add").leads(self._offer)
        self._column = layouts.column(
            (self.add, 0, Qt.AlignmentFlag.AlignLeft), layouts.STRETCH, parent=body, gap=0, margins=(20, 4, 16, 12)
        )
        for made in self.changes:
            self._insert(made)
        layouts.column(head, Hairline(), (layouts.scrolling(body), 1), Hairline(), self._foot(), parent=self, gap=0)

    def _foot(self) -> QVBoxLayout:
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut(self, keys, self.write)
        return layouts.column(
            self.banner, layouts.row((self.sum, 1), Note(_("应用后可撤销"))), layouts.row(layouts.STRETCH, self.apply),
            gap=8, margins=(20, 12, 16, 14),
        )  # fmt: skip

    def _insert(self, made: FieldChange) -> None:
        place = self._column.indexOf(self.add)
        self._column.insertWidget(place, made)
        self._column.insertWidget(place + 1, Hairline())

    def _offer(self) -> None:
        menu = QMenu(self)
        for field in self._rest:
            menu.addAction(field.title).triggered.connect(partial(self.bring, field))
        pop_up(menu, self.add.mapToGlobal(QPoint(0, self.add.height())))

    def bring(self, field: Field, _on: bool = False) -> FieldChange:
        """Offer another field."""
        present = next((each for each in self.changes if each.field == field), None)
        if present is not None:
            return present
        self._rest.remove(field)
        made = self._made(field)
        self.changes.append(made)
        self._insert(made)
        if self._day is not None:
            made.show_records(self._ids, self._day)
        self.add.setVisible(bool(self._rest))
        return made

    def show_records(self, ids: Sequence[int], day: date) -> None:
        """Other records are chosen, of a list of that day."""
        if list(ids) == list(self._ids) and day == self._day:
            return
        self._ids, self._day = tuple(ids), day
        self.chip.say(count_words(self.entity, len(ids)), "accent")
        for each in self.changes:
            each.show_records(self._ids, day)
        self._sum()

    def _sum(self) -> None:
        cells = sum(each.count for each in self.changes)
        self.sum.setText(_("{count} 处改变").format(count=f"{cells:,}") if cells else _("还没有要改的字段"))
        self.apply.setText(_("应用到 {count}").format(count=count_words(self.entity, len(self._ids))))
        self.apply.setEnabled(cells > 0)

    def write(self) -> None:
        """Change them as one act."""
        values = {each.field.name: each.value for each in self.changes if each.active}
        if not values or not self.apply.isEnabled():
            return
        ids, database, query = self._ids, self.place.database, Query(self.entity, as_of=self._day)

        def work(progress: Progress) -> ChangedMany:
            return change_many(database, query, ids, values, progress)

        self.setFocus()  # a button that is switched off lets go of the keys to whoever stands next
        self.apply.setEnabled(False)
        name = _("批量修改{label}").format(label=_(self.entity.label))
        self.place.tasks.write(name, work, self._done, receiver=self, failed=self._fail)

    def _done(self, done: ChangedMany) -> None:
        announce(self.place, done)
        self.applied.emit(done.cells)

    def _fail(self, error: Exception) -> None:
        self.apply.setEnabled(True)
        self.banner.say(trouble_of(error).sentence)
