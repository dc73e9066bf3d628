"""The third step: names without a record are matched to one, made, left empty, or their rows left out."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import Mends
from desktop.exchange.unknown_names import UnknownName, UnknownPerson, name_for, why_not_meant
from desktop.ui.form.picker import Picker
from desktop.ui.imports.names_model import DOUBT_ROLE, Decision, NameAction, NamesModel
from desktop.ui.imports.persons_offer import PersonsOffer
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, Hairline, Kind, Note, Title
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowState, set_up_table
from desktop.ui.kit.theme import GUTTER, MEDIUM, colour, font, tint
from models.progress import Progress
from models.schema.fields import Entity, entity_named
from models.schema.showing import mask_numbers
from models.words import _, listed

_PANEL = 340
_HEIGHT = 32
_SAME = 3  # names that are named
_SHAPES = {
    NameAction.CREATE: Shape.ACTIVE,
    NameAction.MATCH: Shape.DONE,
    NameAction.EMPTY: Shape.LEFT,
    NameAction.SKIP: Shape.STOP,
    NameAction.OPEN: Shape.TODO,
}


class _NamesPainter(ItemPainter):
    """Paints a row: words, and before the decision its shape."""

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        if state.selected:
            painter.fillRect(box, colour("select"))
            if index.column() == 0:
                painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour("graphic"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), colour("line"))
        space = box.adjusted(10, -0.5, -10, -1)
        decision: Decision = index.data(ROW)
        if index.column() == _DECISION:
            doubted = index.data(DOUBT_ROLE)
            corner = QPointF(space.left(), box.top() + (box.height() - 1) // 2 - 8)
            paint_shape(painter, Shape.TODO if doubted else _SHAPES[decision.act], corner)
            space.adjust(24, 0, 0, 0)
        face = font(weight=MEDIUM) if index.column() == _NAME else font()
        ink = "text" if index.column() in (_NAME, _DECISION) else "text2"
        paint.line(painter, space, index.data(Qt.ItemDataRole.TextAlignmentRole), str(index.data()), ink, face)


_NAME, _DECISION = 1, 3


class _NamesHead(QHeaderView):
    """Labels over a hairline."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Ground, hairline, label."""
        painter.fillRect(rect, colour("header"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line2"))
        paint.pen(painter, "text2", font())
        align = self.model().headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        space = QRectF(rect).adjusted(10, -0.5, -10, -0.5)
        painter.drawText(space, align, str(self.model().headerData(logicalIndex, self.orientation())))


class _NamesTable(QTableView):
    """The names: each column as wide as it is, but the names as their longest as far as the decisions leave room."""

    def __init__(self, model: NamesModel) -> None:
        super().__init__()
        self.model_ = model
        self.setModel(model)
        self.setItemDelegate(_NamesPainter(self))
        self.setHorizontalHeader(_NamesHead(Qt.Orientation.Horizontal, self))
        self.horizontalHeader().setFixedHeight(_HEIGHT)
        self.horizontalHeader().setStretchLastSection(True)
        self.setAccessibleName(_("库中没有的名称"))
        set_up_table(self, _HEIGHT)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def fit(self) -> None:
        """Share out the room."""
        columns = self.model_.columns
        widths = [column.least(self.model_.rows) for column in columns]
        room = self.viewport().width() - sum(widths) + widths[_NAME]
        widths[_NAME] = max(columns[_NAME].width, min(widths[_NAME], room))
        for place, width in enumerate(widths[:_DECISION]):
            self.setColumnWidth(place, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See `fit`."""
        super().resizeEvent(event)
        self.fit()


class NamesStep(QWidget):
    """`decided` with the mends after every decision."""

    decided = Signal(object)

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.model = NamesModel()
        self.banner = Banner()
        self.table = _NamesTable(self.model)
        self.persons = PersonsOffer()
        self.persons.decided.connect(self._decide_persons)
        self.who = TextLine("", 14, weight=MEDIUM)
        self.about = Note(ink="text2")
        self.acts = Segmented(
            (
                (NameAction.MATCH, _("对应")),
                (NameAction.CREATE, _("新建")),
                (NameAction.EMPTY, _("留空")),
                (NameAction.SKIP, _("跳过")),
            ),
            _("怎样处理选中的名称"),
            then=self._act,
        )
        self.meaning = Note()
        self.pickers = QStackedWidget()
        self._of: dict[str, Picker] = {}
        self._near = QVBoxLayout()
        self.offers: list[Button] = []
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(self._refresh)

    def _lay_out(self) -> None:
        panel = QWidget()
        panel.setFixedWidth(_PANEL)
        self._near.setSpacing(2)
        self.meaning.setWordWrap(True)
        self.pickers.setFixedHeight(32)
        layouts.column(
            self.who, self.about, self.acts, self.meaning, self.pickers, self._near, layouts.STRETCH,
            parent=panel, gap=8, margins=(16, 16, GUTTER, 16),
        )  # fmt: skip
        self.head = Title(_("库中没有这些名称"), 14)
        left = layouts.column(self.head, (self.table, 1), (self.persons, 1), gap=8, margins=(GUTTER, 12, 0, 0))
        self.edge, self.panel = Hairline(upright=True), panel
        layouts.column(self.banner, (layouts.row((left, 1), self.edge, panel, gap=0), 1), parent=self, gap=0)

    def set_names(
        self, entity: type[Entity], names: Sequence[UnknownName], mends: Mends, persons: Sequence[UnknownPerson] = ()
    ) -> None:
        """Show names and persons, and what was decided about them so far."""
        self.model.show(entity, names, mends)
        self.persons.set_persons(persons, mends)
        for widget in (self.head, self.table, self.edge, self.panel):
            widget.setVisible(bool(names))
        self.table.fit()
        open_ = sum(not name.creatable for name in names)
        if open_:
            words = _("{count} 个名称不能由导入新建，请对应到已有的记录，否则这些行会被拒绝")
            self.banner.say(words.format(count=open_), tone="warn")
        elif doubted := sum(self.model.doubted(row) for row in range(len(names))):
            words = _("{count} 个要新建的名称很像已有的或表中另一个名称，请先核对是不是同一个")
            self.banner.say(words.format(count=doubted), tone="warn")
        else:
            self.banner.hide()
        if names:
            self.select(0)
        self._refresh()

    def select(self, row: int) -> None:
        """Select one name, whatever keys are held down."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, 0), flags)

    def _chosen(self) -> list[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def _refresh(self) -> None:
        """Show what is selected, and what may be done with it."""
        rows = self._chosen()
        names = [self.model.names[row] for row in rows]
        self.acts.setEnabled(bool(names))
        one = names[0] if len(names) == 1 else None
        self.who.setText(mask_numbers(one.text) if one else _("已选 {count} 个名称").format(count=len(names)))
        total = sum(name.rows for name in names)
        self.about.setText(_("涉及 {count} 行").format(count=f"{total:,}"))
        acts = {self.model.decision(row).act for row in rows}
        self._show_act(next(iter(acts)) if len(acts) == 1 else None, one)

    def _show_act(self, act: NameAction | None, one: UnknownName | None) -> None:
        self.acts.show_key(act)
        doubted = one is not None and one.same and act is NameAction.CREATE
        words = _("很像{names}。是同一个就选“对应”；确实是另一个再新建。")
        same = listed(f"“{name}”" for name in one.same[:_SAME]) if one is not None else ""
        self.meaning.setText(words.format(names=same) if doubted else _meaning(act))
        tint(self.meaning, ink="warn" if doubted else "text3")
        columns = {self.model.names[row].column for row in self._chosen()}
        matching = act in (NameAction.MATCH, NameAction.OPEN) and len(columns) == 1
        self.pickers.setVisible(matching)
        if matching:
            picker = self._picker(next(iter(columns)))
            picker.setText(self.model.decision(self._chosen()[0]).meant)
            self.pickers.setCurrentWidget(picker)
        self._offer(one.near if one is not None and act is not NameAction.SKIP else (), act)

    def _offer(self, near: Sequence[str], act: NameAction | None) -> None:
        layouts.clear(self._near)
        self.offers = []
        if not near:
            return
        head = Note(_("名称相近的记录"))
        tint(head, ink="text3")
        self._near.addWidget(head)
        for text in near:
            button = Button(text, Kind.LINK)
            button.setAccessibleName(_("对应到 {name}").format(name=text))
            button.clicked.connect(lambda _on=False, text=text: self._decide(Decision(NameAction.MATCH, text)))
            self.offers.append(button)
            self._near.addWidget(button)

    def _picker(self, column: str) -> Picker:
        """The picker of a column's records, made when first needed."""
        assert self.model.entity is not None
        field = columns_of(self.model.entity)[column].field
        assert field.to is not None
        if column not in self._of:
            picker = Picker(self._place.database, self._place.tasks, entity_named(field.to))
            picker.setAccessibleName(_("对应到哪一条{label}").format(label=field.title))
            picker.picked.connect(lambda key, column=column: self._picked(column, key))
            picker.went_on.connect(lambda: self._act(NameAction.CREATE))
            self._of[column] = picker
            self.pickers.addWidget(picker)
        return self._of[column]

    def _picked(self, column: str, key: int | None) -> None:
        """Look up a name that means the record and no other, then decide about the names that were chosen for it."""
        entity, database, rows = self.model.entity, self._place.database, self._chosen()
        if key is None or entity is None:
            return
        beside = tuple(dict.fromkeys(said for row in rows for said in self.model.names[row].beside))

        def work(_progress: Progress) -> tuple[str | None, str]:
            meant = name_for(database, entity, column, key, beside)
            return meant, "" if meant is not None else why_not_meant(database, entity, column, key, beside)

        def done(found: tuple[str | None, str]) -> None:
            meant, why = found
            if meant is None:
                self.banner.say(why, tone="warn")
                self._refresh()  # what was decided before holds still
            else:
                self._decide(Decision(NameAction.MATCH, meant), rows)

        self._place.tasks.read(work, done, receiver=self, slot=tuple(rows))

    def _act(self, act: NameAction) -> None:
        """An act was chosen; matching waits for a record, unless one name reads nearly alike."""
        names = [self.model.names[row] for row in self._chosen()]
        if act is NameAction.CREATE and not all(name.creatable for name in names):
            self.banner.say(_("选中的名称里有导入不能新建的，请先在库中建立，或对应到已有的记录"), tone="warn")
            self._refresh()
        elif act is NameAction.MATCH:
            self._show_act(NameAction.MATCH, names[0] if len(names) == 1 else None)
            if self.pickers.isVisible():
                self.pickers.currentWidget().setFocus()
        else:
            self._decide(Decision(act))

    def _decide_persons(self, mends: Mends) -> None:
        self.model.decide(mends)
        self.decided.emit(mends)

    def _decide(self, decision: Decision, rows: Sequence[int] | None = None) -> None:
        mends = self.model.mends
        for row in self._chosen() if rows is None else rows:
            name = self.model.names[row]
            word = (name.column, name.text)
            if decision.act is NameAction.SKIP:
                mends = mends.with_word_out(word)
            elif decision.act is NameAction.CREATE:
                mends = mends.without_word(word)
            else:
                mends = mends.with_word(word, decision.meant or None)
        self.model.decide(mends)
        self.persons.mends = mends
        self._refresh()
        self.decided.emit(mends)


def _meaning(act: NameAction | None) -> str:
    said = {
        NameAction.CREATE: _("导入时按这个名称新建一条记录"),
        NameAction.MATCH: _("把这个名称当作库中已有的一条，下次导入也这样"),
        NameAction.EMPTY: _("这些行照常导入，此栏不填"),
        NameAction.SKIP: _("有这个名称的行都不导入"),
        NameAction.OPEN: _("选一条已有的记录，或留空、跳过"),
        None: _("选中的名称处理方式不同"),
    }
    return said[act]
