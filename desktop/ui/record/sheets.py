"""What the tabs of the detail pane hold: facts, composed parts, relations."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from desktop.screens.catalogue import screen_of
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Hairline, Note, wrapped
from desktop.ui.kit.layouts import Sheet
from desktop.ui.kit.page_widgets import FlatButton, RecordLink, TextLine
from desktop.ui.kit.theme import NOTE, font
from desktop.ui.list.relations import Related
from desktop.ui.record.facts import FactList
from desktop.ui.record.issue_card import IssueCard
from desktop.ui.record.overview import Overview
from models.schema.fields import entity_named
from models.words import _, listed

if TYPE_CHECKING:
    from desktop.ui.record.part import Part

_MISSING = 6  # labels of empty fields that are named


class FactSection(QWidget):
    """A small heading over what it is about, a hairline above it; `way` leads to more and stands at the right."""

    def __init__(self, title: str, *contents: QWidget, first: bool = False, way: QWidget | None = None) -> None:
        super().__init__()
        column = layouts.column(parent=self, gap=10)
        if not first:
            layouts.add(column, 6, Hairline(), 2)
        heading = TextLine(title, NOTE, ink="text2", strong=True)
        if title:
            row = layouts.row((heading, 1), way)
            layouts.add(column, row)
        layouts.add(column, *contents, 10)


class OverviewSheet(Sheet):
    """概况: what is wrong, what is composed for such records, and what is filled in where this is the `whole`."""

    opened = Signal(object)
    turned = Signal(str)
    followed = Signal(object, object)
    files_wanted = Signal()

    def __init__(self, part: "Part | None", *, whole: bool) -> None:
        super().__init__()
        self.part = part
        if part is not None:
            part.turned.connect(self.turned)
        self._whole = whole

    def show_record(self, shown: Overview) -> None:
        """Show a record."""
        widgets: list[QWidget] = []
        if shown.issues:
            card = IssueCard(shown.issues, shown.entity)
            card.opened.connect(self.opened)
            widgets += [card, _space(14)]
        if self.part is not None:
            self.part.show_record(shown.key)
            widgets.append(self.part)
        if self._whole:
            widgets += fact_sections(shown, self.followed, alone=self.part is None)
        if shown.files:
            way = RecordLink(_("{count} 个").format(count=shown.files), NOTE).leads(self.files_wanted)
            widgets.append(FactSection(_("附件"), way=way))
        self.fill(widgets)


class FactSheet(Sheet):
    """资料: everything that is filled in, group by group, what is not, and what refers to the record."""

    followed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._sections: list[QWidget] = []

    def show_record(self, shown: Overview) -> None:
        """Show a record."""
        self._sections = fact_sections(shown, self.followed, alone=True)
        self.fill(self._sections)

    def relate(self, blocks: list[QWidget]) -> None:
        """Show below what refers to the record."""
        if blocks:
            self.fill([*self._sections, FactSection(_("关联"), *blocks)])


class PartSheet(Sheet):
    """A tab with a composed part."""

    def __init__(self, part: "Part") -> None:
        super().__init__()
        self.part = part
        self.fill([self.part])


def fact_sections(shown: Overview, followed: SignalInstance, *, alone: bool) -> list[QWidget]:
    """The groups of facts under their headings; `alone` when nothing stands above them."""
    widgets: list[QWidget] = []
    for place, (title, facts) in enumerate(shown.groups):
        listed = FactList(facts)
        listed.followed.connect(lambda fact: followed.emit(entity_named(fact.entity), fact.key))
        only = len(shown.groups) == 1
        widgets.append(FactSection("" if only else title, listed, first=place == 0 and alone))
    if shown.missing:
        widgets.append(FactSection(_("尚未填写"), _missing(shown.missing)))
    return widgets


def _space(pixels: int) -> QWidget:
    made = QWidget()
    made.setFixedHeight(pixels)
    return made


def _missing(labels: tuple[str, ...]) -> Note:
    words = listed(labels[:_MISSING])
    if len(labels) > _MISSING:
        words = _("{words} 等 {count} 项").format(words=words, count=len(labels))
    return wrapped(words)


class RelationRow(FlatButton):
    """One relation: icon, label, count; pressed, it opens the list."""

    SIZE = QSize(280, 36)

    def __init__(self, related: Related) -> None:
        super().__init__()
        self._related = related
        self.setFixedHeight(36)
        self._stand(f"{related.relation.title} {related.count:,}")

    def _paint(self, painter: QPainter) -> None:
        self.paint_ground(painter)
        entity = self._related.relation.entity
        icons.draw(painter, screen_of(entity).icon, QPointF(8, 10), 16, icons.hue_of(entity)[0])
        paint.pen(painter, "text", font())
        space = QRectF(34, -0.5, self.width() - 60, self.height())
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(space, vertical | Qt.AlignmentFlag.AlignLeft, self._related.relation.title)
        paint.words(painter, space, vertical | Qt.AlignmentFlag.AlignRight, f"{self._related.count:,}", "accent_text")
        icons.draw(painter, "chevron_right", QPointF(self.width() - 20, 12), 12, "text3")


def relation_block(related: Related, place: AppContext) -> QWidget:
    """A relation with the first records that stand in it."""
    block = QWidget()
    row = RelationRow(related).leads(lambda: place.list_of(related.query))
    column = layouts.column(row, parent=block, gap=0, margins=(0, 0, 0, 8))
    entity = related.relation.entity
    for key, words in related.sample:
        link = RecordLink(words or "—").leads(lambda _on=False, key=key: place.record(entity, key))
        inset = layouts.row(link, layouts.STRETCH, margins=(32, 0, 8, 0))
        layouts.add(column, inset)
    return block
