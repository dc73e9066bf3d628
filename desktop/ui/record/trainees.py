"""The members of an order class as a table: class, placement, what became of them, the follow-ups; and what is done with those ticked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from desktop.ui.kit import layouts, paint
from desktop.ui.kit.accessibility import has_keys
from desktop.ui.kit.chips import Shape, paint_shape
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, Kind
from desktop.ui.kit.paint import LEFT
from desktop.ui.kit.plain_table import PlainColumn
from desktop.ui.kit.theme import colour
from desktop.ui.record.act_panel import open_act
from desktop.ui.record.master_detail import as_listed
from desktop.ui.record.related_tabs import TickableSheet
from desktop.ui.record.tick_table import EDGE, TickModel, TickPainter, TickTable
from models.acts.order_class_members import LEAVE
from models.database.query import Condition, Query
from models.entities.order_classes import OrderClassMember
from models.entities.people import Student
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.funnel import FOLLOW_UPS, OrderClassView, Trainee
from models.words import _, listed

if TYPE_CHECKING:
    from desktop.ui.list.bulk_pane import BulkPane

NAME, FATE, DOTS = 1, 7, 8  # columns


def fate(trainee: Trainee) -> tuple[str, Shape]:
    """What became of a member, in a word and a shape."""
    if trainee.is_hired:
        return _("已录用"), Shape.DONE
    if not trainee.member.is_present:
        why = text_of(field_map(OrderClassMember)["leave_reason"], trainee.member.leave_reason)
        return (why, Shape.LEFT) if why else (_("待核实"), Shape.WAIT)
    if trainee.enterprise is not None:
        return _("在岗实习"), Shape.ACTIVE
    return _("在班"), Shape.TODO


def kept(trainee: Trainee, nth: int, day: date) -> bool | None:
    """Whether somebody hired was found still there at a follow-up; None while it is not yet due or nobody asked."""
    found = trainee.follow_ups[nth] if nth < len(trainee.follow_ups) else None
    return True if found is not None and found <= day else None


def _sorted_by_fate(one: Trainee) -> tuple[int, str]:
    words, shape = fate(one)
    return list(Shape).index(shape), words


def _number(one: Trainee) -> object:
    return natural_key(one.member.student_number)


class TraineeModel(TickModel):
    """Rows of trainees as of a day; memberships are ticked."""

    key = staticmethod(attrgetter("membership"))
    ties = staticmethod(_number)
    rows: Sequence[Trainee]

    def __init__(self, trainees: Sequence[Trainee], day: date) -> None:
        self.day = day
        super().__init__(trainees, (
            PlainColumn("name", _("姓名"), lambda t: t.member.name, 84, strong=True, order=lambda t: (pinyin_key(t.member.name), _number(t))),
            PlainColumn("number", _("学号"), lambda t: t.member.student_number or "", 96, spare=2, order=_number),
            PlainColumn("class", _("原行政班"), lambda t: t.member.school_class or "", 168, middle=True, grows=True, spare=3, order=lambda t: pinyin_key(t.member.school_class)),
            PlainColumn("enterprise", _("实习单位"), lambda t: t.enterprise or "", 150, grows=True, spare=6, order=lambda t: pinyin_key(t.enterprise)),
            PlainColumn("post", _("实习岗位"), lambda t: t.post or "", 110, grows=True, spare=1, order=lambda t: pinyin_key(t.post)),
            PlainColumn("mentor", _("师傅"), lambda t: t.mentor or "", 72, spare=4, order=lambda t: pinyin_key(t.mentor)),
            PlainColumn("fate", _("去向"), lambda t: fate(t)[0], 106, fits=40, order=_sorted_by_fate),
            PlainColumn("dots", _("留任 30/90/180/365 天"), self._stayed, 152, order=lambda t: -len(self._follow_ups(t))),
            PlainColumn("pay", _("实习报酬"), lambda t: "" if t.pay is None else f"{t.pay.normalize():,f}", 96, right=True, edge=EDGE, spare=5, order=lambda t: t.pay or Decimal(0)),
        ), (2, False))  # fmt: skip

    def _follow_ups(self, one: Trainee) -> list[str]:
        return [str(days) for nth, days in enumerate(FOLLOW_UPS) if kept(one, nth, self.day)]

    def _stayed(self, one: Trainee) -> str:
        done = self._follow_ups(one)
        return _("满 {days} 天仍在岗").format(days=listed(done)) if done else ""


class _TraineePainter(TickPainter):
    """Draws a cell by its column: words, shape with a word, dots."""

    def contents(self, painter: QPainter, box: QRectF, column: PlainColumn, row: Trainee) -> None:
        model = self.table.model_
        assert isinstance(model, TraineeModel)
        if column.key == "dots":
            self._paint_dots(painter, box, row, model.day)
        elif column.key == "fate":
            words, shape = fate(row)
            paint_shape(painter, shape, QPointF(box.left(), box.center().y() - 8.5))
            self.words(painter, box.adjusted(22, 0, 0, 0), column, words, "text2")
        else:
            super().contents(painter, box, column, row)

    def _paint_dots(self, painter: QPainter, box: QRectF, trainee: Trainee, day: date) -> None:
        if not trainee.is_hired:
            paint.words(painter, box, LEFT, "—", "disabled")
            return
        y = box.center().y() - 0.5
        painter.setPen(QPen(colour("line2"), 1))
        painter.drawLine(QPointF(box.left() + 6, y), QPointF(box.left() + 6 + 22 * (len(FOLLOW_UPS) - 1), y))
        for nth in range(len(FOLLOW_UPS)):
            known = kept(trainee, nth, day)
            painter.setBrush(colour("teal_mid" if known else "surface"))
            painter.setPen(QPen(colour("teal_mid" if known else "text3"), 1.2))
            painter.drawEllipse(QPointF(box.left() + 6 + 22 * nth, y), 4.5, 4.5)


class TraineeTable(TickTable):
    """See TickTable; `opened` with a trainee."""

    name = NAME

    def __init__(self, trainees: Sequence[Trainee], day: date) -> None:
        words = _("学员名单，{count} 人").format(count=len(trainees))
        super().__init__(TraineeModel(trainees, day), _TraineePainter, words)


_PANE = 348


class TraineeList(TickableSheet):
    """The table with its bar; with many to be changed a pane at its right."""

    entity = OrderClassMember

    def __init__(self, place: AppContext, view: OrderClassView) -> None:
        change = Button(_("批量修改"), Kind.GHOST, icon="edit").leads(self.edit)
        leave = Button(_("退班"), Kind.GHOST, icon="arrow_exit").leads(lambda: open_act(place, LEAVE, self.ids))
        paper = Button(_("打印"), Kind.GHOST, icon="print").leads(lambda: place.page("print", as_listed(self.query)))
        listed = Button(_("在列表中打开"), Kind.GHOST, icon="table").leads(lambda: place.list_of(self.query))
        super().__init__(place, TraineeTable(view.trainees, view.day), change, leave, paper, listed)
        self._view = view
        self.pane: BulkPane | None = None
        self._row = layouts.row((self.table, 1), parent=self, gap=0)
        self.table.opened.connect(lambda trainee: place.record(Student, trainee.member.student))

    @property
    def query(self) -> Query:
        """The list of those ticked."""
        wanted = set(self.ids)
        students = sorted(t.member.student for t in self.table.model_.rows if t.membership in wanted)
        here = Condition("order_class", "=", self._view.row.id)
        return Query(OrderClassMember, (here, Condition("student", "in", tuple(students))))

    def follow(self) -> None:
        """Show of those ticked what can be changed; of none nothing."""
        super().follow()
        if self.pane is not None and self.ids:
            self.pane.show_records(self.ids, self._view.day)
        elif self.pane is not None:
            self._end()

    def edit(self) -> None:
        """Change fields of those ticked, beside the table."""
        from desktop.ui.list.bulk_pane import BulkPane

        if self.pane is None:
            self.busy = True
            self.pane = BulkPane(self.place, OrderClassMember)
            self.pane.setFixedWidth(_PANE)
            self.pane.closed.connect(self._end)
            self.pane.applied.connect(lambda _cells: self._end())
            layouts.add(self._row, Hairline(upright=True), self.pane)
        self.pane.show_records(self.ids, self._view.day)
        self.pane.setFocus()

    def _end(self) -> None:
        pane, self.pane = self.pane, None
        if pane is not None:
            if has_keys(pane):
                self.table.setFocus()
            for place in (2, 1):
                item = self._row.takeAt(place)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    layouts.let_go(widget)
            self.busy = False
            self.ended.emit()
