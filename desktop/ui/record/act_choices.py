"""The left of the layer of an act: what can be done, what cannot and why not, and what was done so far."""

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.ui.form.timeline import height_of, write_wrapped
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.choices import paint_ring
from desktop.ui.kit.controls import Hairline, Label, Note
from desktop.ui.kit.page_widgets import RecordLink
from desktop.ui.kit.theme import MEDIUM, NOTE, focus_width, font, tint
from desktop.ui.record.act_surroundings import ActGroup, Offered, PastEvent, Surroundings, grouped, printing
from models.acts.act import Act
from models.acts.papers import paper_of
from models.schema.fields import entity_named
from models.words import _, joined

WIDTH = 232
_INSET, _PAD = 34, 8
_GREYED = 4  # acts that cannot be done that are told at once
_EVENTS = 6  # the latest events


class ActChoice(paint.Painted, QRadioButton):
    """An act to choose; `note` stands at the right, why it cannot be done below."""

    def __init__(self, act: Act, note: str, why: str) -> None:
        super().__init__(act.title)
        self.act, self.note, self.why = act, note, why
        self.setEnabled(not why)
        self.setAccessibleName(joined((act.title, note, why)))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        layouts.break_lines(self)

    def hitButton(self, pos: object) -> bool:
        """All of it is the button."""
        return True

    def _room(self, width: int) -> int:
        noted = QFontMetrics(font(NOTE)).horizontalAdvance(self.note) + _PAD if self.note else 0
        return width - _INSET - _PAD - noted

    def _title_height(self, width: int) -> int:
        return height_of(QFontMetrics(font()), self.text(), self._room(width))

    def heightForWidth(self, width: int) -> int:
        """The act, and the reason under it, as many lines as they need."""
        why = height_of(QFontMetrics(font(NOTE)), self.why, width - _INSET - _PAD) + 1 if self.why else 0
        return self._title_height(width) + (why + 6 if self.why else 10)

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(WIDTH, self.heightForWidth(self.width() or WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _paint(self, painter: QPainter) -> None:
        chosen, open_ = self.isChecked(), self.isEnabled()
        ground = "select" if chosen else "hover" if open_ and self.underMouse() else ""
        paint.plate(painter, self.rect(), 5, ground, "accent" if self.hasFocus() else "", focus_width())
        top = 2 if self.why else 5
        title = QRect(_INSET, top, self._room(self.width()), self._title_height(self.width()))
        first = QFontMetrics(font()).height()
        paint_ring(painter, QPointF(18, top + first / 2), chosen=chosen, enabled=open_)
        ink = "text" if open_ else "text3"
        paint.pen(painter, ink, font(weight=MEDIUM) if chosen else font())
        write_wrapped(painter, title, self.text())
        if self.note:
            space = QRectF(0, top, self.width() - _PAD, first)
            paint.words(painter, space, paint.RIGHT, self.note, "text3", font(NOTE))
        if self.why:
            paint.pen(painter, "text3", font(NOTE))
            below = QRect(_INSET, title.bottom() + 1, self.width() - _INSET - _PAD, self.height())
            write_wrapped(painter, below, self.why)


class ActChoices(QWidget):
    """`chosen` with another act, `turned` with an act to be done to an event, `listed` when all events are asked for.

    `printed` with what the print centre is to be opened with.
    """

    chosen = Signal(object)
    turned = Signal(object, object)
    listed = Signal(object)
    printed = Signal(object)

    def __init__(self, act: Act, asked: int) -> None:
        super().__init__()
        tint(self, ground="raised")
        self.act, self._asked = act, asked
        self.cards: list[ActChoice] = []
        self._more = False
        self._opened: set[str] = set()  # groups that were opened
        self._seen: Surroundings | None = None
        self._group = QButtonGroup(self)
        self._column = layouts.column(parent=self, gap=1, margins=(12, 12, 12, 12))

    def show_all(self, seen: Surroundings) -> None:
        """Show what can be done now, keeping the keyboard where it is."""
        self._seen = seen
        self._opened.add(_(self.act.group))
        had = any(card.hasFocus() for card in self.cards)
        for card in self.cards:
            self._group.removeButton(card)
        layouts.clear(self._column)
        self.cards = []
        for part in self._parts(seen):
            if isinstance(part, ActChoice):
                self._join(part)
            layouts.add(self._column, part)
            if isinstance(part, QWidget):
                part.show()  # at once: only what is seen takes the keyboard
        self._column.addStretch(1)
        if had:
            self.setFocus()

    def card(self, name: str) -> ActChoice | None:
        """The choice of an act, where it is seen."""
        return next((card for card in self.cards if card.act.name == name), None)

    def _join(self, card: ActChoice) -> None:
        self.cards.append(card)
        self._group.addButton(card)
        card.setChecked(card.act is self.act)
        card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card.act is self.act else Qt.FocusPolicy.ClickFocus)
        card.toggled.connect(lambda on, card=card: self._take(card) if on else None)
        if card.act is self.act and card.isEnabled():
            self.setFocusProxy(card)

    def _take(self, chosen: ActChoice) -> None:
        self.act = chosen.act
        self.setFocusProxy(chosen)
        for card in self.cards:  # one stop of the keyboard; arrows move among them
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is chosen else Qt.FocusPolicy.ClickFocus)
        self.chosen.emit(chosen.act)

    def _parts(self, seen: Surroundings) -> Iterator[QWidget | int]:
        groups = grouped(seen.offers, self._asked)
        greyed = [refused for group in groups for refused in group.cannot.items()]
        if any(group.can for group in groups):
            yield _heading(_("可以办理"))
        for group in groups:
            if group.can and self._is_open(group):
                yield from self._listed(seen, group)
            elif group.can:
                yield self._folded(group)
        if greyed:
            yield 8
            yield _heading(_("现在不能办理"))
            shown = greyed if self._more else greyed[:_GREYED]
            for act, why in shown:
                yield ActChoice(act, "", why)
            if len(shown) < len(greyed):
                yield self._rest(len(greyed) - len(shown))
        yield from self._events(seen.events)

    def _is_open(self, group: ActGroup) -> bool:
        """Whether the acts of a group are seen: where there is one, where it was opened or something chosen in it."""
        return not group.title or group.title in self._opened or len(group.can) == 1

    def _listed(self, seen: Surroundings, group: ActGroup) -> Iterator[QWidget | int]:
        if group.title and len(group.can) > 1:
            yield _inset(Note(group.title))
        for act in group.can:
            yield ActChoice(act, self._fit(seen.offers, act), "")

    def _folded(self, group: ActGroup) -> QWidget:
        link = RecordLink(_("{group}，{count} 种").format(group=group.title, count=len(group.can)))
        link.clicked.connect(lambda: self.open_group(group.title))
        return _inset(link)

    def open_group(self, title: str) -> None:
        """Show the acts of a group too."""
        self._opened.add(title)
        if self._seen is not None:
            self.show_all(self._seen)
            first = next(card for card in self.cards if card.isEnabled() and _(card.act.group) == title)
            first.setFocus()

    def _fit(self, offers: Offered, act: Act) -> str:
        out = len(offers[act])
        return _("{fit} / {count} 可办").format(fit=self._asked - out, count=self._asked) if out else ""

    def _rest(self, count: int) -> QWidget:
        link = RecordLink(_("其他 {count} 种").format(count=count), NOTE).leads(self._show_rest)
        return _inset(link)

    def _show_rest(self) -> None:
        self._more = True
        if self._seen is not None:
            self.show_all(self._seen)

    def _events(self, events: Sequence[PastEvent]) -> Iterator[QWidget | int]:
        if not events:
            return
        yield 10
        yield Hairline()
        for register in dict.fromkeys(one.entity for one in events):
            yield from self._register(register, [one for one in events if one.entity == register])

    def _register(self, register: str, events: Sequence[PastEvent]) -> Iterator[QWidget | int]:
        """The events of one register, the latest few, and the way to all."""
        yield 6
        label = _(entity_named(register).label)
        every = RecordLink(_("全部"), NOTE).leads(lambda: self.listed.emit(register))
        every.setAccessibleName(_("全部{label}").format(label=label))
        head = _heading(_("已有{label} {count}").format(label=label, count=len(events)))
        yield _row(head, every if len(events) > _EVENTS else None)
        for one in events[:_EVENTS]:
            yield self._event(one)

    def _event(self, one: PastEvent) -> QWidget:
        words = Label(one.words, "text3" if one.struck else "text", wrapped=True)
        face = font()
        face.setStrikeOut(one.struck)
        words.setFont(face)
        links = [self._on_event(one, act.title, self.turned, act, (one.key,)) for act in one.acts]
        paper = paper_of(one.entity)
        if paper is not None:
            links.append(self._on_event(one, _("打印"), self.printed, printing(paper, (one.key,))))
        said = joined((one.words, one.state))
        words.setAccessibleName(said)
        state = Note(one.state) if one.state else None
        made = QWidget()
        layouts.row(
            (layouts.column(words, state, gap=0), 1), *((link, 0, Qt.AlignmentFlag.AlignTop) for link in links),
            parent=made, gap=4, margins=(_PAD, 2, 0, 2),
        )  # fmt: skip
        return made

    @staticmethod
    def _on_event(one: PastEvent, words: str, signal: Any, *said: object) -> RecordLink:
        """What can be done to an event, or printed of it."""
        link = RecordLink(words, NOTE).leads(lambda: signal.emit(*said))
        link.setAccessibleName(_("{act} {record}").format(act=words, record=one.words))
        return link


def _heading(words: str) -> QWidget:
    note = Note(words, "text2")
    note.setContentsMargins(_PAD, 2, 0, 3)
    return note


def _inset(widget: QWidget) -> QWidget:
    made = QWidget()
    layouts.row(_INSET - 6, widget, layouts.STRETCH, parent=made, gap=0)
    return made


def _row(first: QWidget, last: QWidget | None) -> QWidget:
    made = QWidget()
    layouts.row((first, 1), last, parent=made, gap=4)
    return made
