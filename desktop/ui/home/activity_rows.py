"""The lists at the side of the home page: what ends soon, and what was done last."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.home.concerns import pressing
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chips import TONES
from desktop.ui.kit.page_widgets import FlatButton, RecordLink, cut
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.theme import MEDIUM, MICRO, NOTE, colour, font
from models import clock
from models.database.disclosures import COPY, LIST, PRINT, WAYS, Disclosure
from models.database.history import ACCESS, DO
from models.database.operator import signed
from models.database.printings import Printing
from models.database.transaction import ChangeSet
from models.schema.counting import counted
from models.schema.fields import Entity, entity_named
from models.statistics.overview import Expiry
from models.words import _, joined

_BOX = 46


class ExpiryRow(FlatButton):
    """Records whose date comes soon, or came: the days in a box, what it is, when and how many."""

    SIZE = QSize(240, 49)

    def __init__(self, expiry: Expiry) -> None:
        super().__init__()
        self.expiry = expiry
        label = _(expiry.entity.label)
        count = _("{label} {count}").format(label=label, count=counted(expiry.entity, expiry.figure.count))
        self.setText(
            _("{kind}：{name}").format(kind=_(expiry.kind), name=expiry.shown) if expiry.shown else _(expiry.kind)
        )
        since = _("最早 {day}") if expiry.waits else "{day}"
        parts = [
            since.format(day=expiry.due.isoformat()),
            _("等 {count} 项").format(count=expiry.things) if expiry.things > 1 else "",
        ]
        if expiry.things != expiry.figure.count:
            parts.append(count)
        self._note = joined(parts)
        self._stand(joined((self.text(), self._left(), self._note)), f"{self.text()}\n{self._note}")

    def _left(self) -> str:
        number, unit = self._boxed()
        words = _("{days} 天后") if self.expiry.days > 0 else _("{days} 天前")
        return words.format(days=number) if number else unit

    def _boxed(self) -> tuple[str, str]:
        """What the box says: days and whether they are gone by, or one word."""
        days = self.expiry.days
        if self.expiry.waits or not days:
            return "", _("待办") if self.expiry.waits else _("今天")
        return f"{abs(days):,}", _("天后") if days > 0 else _("天前")

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        self.paint_ground(painter)
        number, unit = self._boxed()
        ground, ink = TONES["warn" if self.expiry.waits else pressing(self.expiry.days)]
        wide = max(_BOX, *(QFontMetrics(font(MICRO)).horizontalAdvance(unit) for unit in (_("天后"), _("天前"))))
        box = QRectF(2, 7, wide, 34)
        paint.frame(painter, box, 5, ground)
        paint.pen(painter, ink, font(weight=MEDIUM))
        middle = Qt.AlignmentFlag.AlignCenter
        if number:
            painter.drawText(QRectF(box.left(), box.top() + 1, wide, 17), middle, number)
            painter.setFont(font(MICRO))
            painter.drawText(QRectF(box.left(), box.top() + 16, wide, 16), middle, unit)
        else:
            painter.drawText(box, middle, unit)
        _two_lines(painter, QRectF(wide + 14, 5, self.width() - wide - 18, 38), self.text(), self._note, self.pointed)


def _two_lines(painter: QPainter, box: QRectF, title: str, note: str, pointed: bool) -> None:
    paint.pen(painter, "accent_text" if pointed else "text", font())
    painter.drawText(QRectF(box.left(), box.top(), box.width(), 19), LEFT, cut(painter, title, box.width()))
    paint.pen(painter, "text3", font(NOTE))
    painter.drawText(QRectF(box.left(), box.top() + 20, box.width(), 17), LEFT, cut(painter, note, box.width()))


def moment(time: datetime, today: date) -> str:
    """When something was done, as short as it is clear."""
    clock = time.astimezone().strftime("%H:%M")
    day = time.astimezone().date()
    if day == today:
        return _("今天 {clock}").format(clock=clock)
    return f"{day:%m-%d} {clock}" if day.year == today.year else day.isoformat()


class _Told(FlatButton):
    """The two lines of an act; a door where there are records to be seen."""

    def __init__(self, name: str, note: str) -> None:
        super().__init__()
        self._note = note
        self.setText(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(48)
        self.open(enabled=False)

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter, hover=None)
        box = QRectF(4, 5, self.width() - 8, 38)
        _two_lines(painter, box, self.text(), self._note, pointed=self.pointed)


class ActRow(paint.Painted, QWidget):
    """One thing that was done: its name, by whom, when and how much of it, and at the right what can follow."""

    def __init__(self, name: str, user: str, time: datetime, extent: str, glyph: str) -> None:
        super().__init__()
        self._glyph = glyph
        note = joined((user, moment(time, clock.now().date()), extent))
        self.told = _Told(name, note)
        self.setFixedHeight(49)
        self._stand(joined((name, note)), f"{name}\n{note}")
        self.link = RecordLink("")
        layouts.row((self.told, 1), self.link, parent=self, gap=8, margins=(28, 0, 2, 1))

    def lead(self, whole: str, follow: Callable[[], None]) -> None:
        """Make the lines a door."""
        self.told.open(enabled=True)
        self.told.setAccessibleName(whole)
        self.told.clicked.connect(follow)

    def offer(self, words: str, whole: str, follow: Callable[[], None]) -> None:
        """Let something follow."""
        self.link.setText(words)
        self.link.setAccessibleName(whole)
        self.link.setToolTip(whole)
        self.link.clicked.connect(follow)

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        icons.draw(painter, self._glyph, QPointF(4, 8), 16, "text2")


class ChangeRow(ActRow):
    """One act on the records, which opens their list; the act in effect can be taken back."""

    def __init__(
        self,
        change: ChangeSet,
        undo: Callable[[ChangeSet], None],
        see: Callable[[ChangeSet], None],
        *,
        audited: bool = False,
    ) -> None:
        extent = joined((records_words(change.change_count), _("已签封") if audited else ""))
        super().__init__(change.name, change.who, change.time, extent, _glyph(change))
        self.change = change
        self.lead(_("查看这一步的记录：{name}").format(name=change.name), lambda: see(change))
        words = _("撤销") if not change.undone else _("已撤销")
        self.offer(words, _("撤销：{name}").format(name=change.name), lambda: undo(change))
        self.link.open(enabled=change.kind == DO and not change.undone)
        self.link.setVisible(change.kind == DO)


def _glyph(change: ChangeSet) -> str:
    """The icon of the kind of act, read off its name, for an act is stored by name only."""
    if change.kind != DO:
        return "person_board" if change.kind == ACCESS else "arrow_undo"
    kinds = ((_("导入"), "arrow_import"), (_("删除"), "delete"), (_("新建"), "add"), (_("建立"), "add"),
             (_("合并"), "merge"))  # fmt: skip
    return next((glyph for word, glyph in kinds if change.name.startswith(word)), "edit")


def records_words(count: int) -> str:
    """How many records an act changed."""
    return _("{count} 条记录").format(count=f"{count:,}")


class PaperRow(ActRow):
    """A paper that was printed or saved, which can be printed again."""

    def __init__(self, printing: Printing, again: Callable[[Printing], None]) -> None:
        words = _("打印{what}") if printing.way == PRINT else _("保存{what}")
        if printing.unmasked:
            words = _("打印{what}（完整号码）") if printing.way == PRINT else _("保存{what}（完整号码）")
        pages = _("{count} 页").format(count=f"{printing.pages:,}") if printing.pages else printing.scope
        super().__init__(words.format(what=printing.title), signed(printing.user), printing.moment, pages, "print")
        self.printing = printing
        self.offer(_("再印"), _("再印：{name}").format(name=printing.title), lambda: again(printing))


class GivenRow(ActRow):
    """A list that was exported, copied or put out by a command with whole numbers on it, and why."""

    def __init__(self, given: Disclosure) -> None:
        words = {COPY: _("复制{what}（完整号码）"), LIST: _("列出{what}（完整号码）")}
        what = words.get(given.way, _("导出{what}（完整号码）")).format(what=_(entity_named(given.entity).label))
        extent = joined((records_words(given.record_count), given.reason))
        super().__init__(what, given.user, given.time, extent, "arrow_export_ltr")
        self.given = given
        self.link.hide()


class DisclosureRow(ActRow):
    """One time private values were shown whole: how and which, by whom, whose and why; of one record its door."""

    def __init__(self, given: Disclosure, see: Callable[[type[Entity], int], None]) -> None:
        words = _("{way}：{what}").format(way=_(WAYS.get(given.way, given.way)), what=given.titles)
        extent = joined((given.whose, given.reason))
        super().__init__(words, given.user, given.time, extent, "eye")
        self.given = given
        self.link.hide()
        key = given.record_id
        if key is not None:
            self.lead(_("查看：{name}").format(name=given.whose), lambda: see(entity_named(given.entity), key))
