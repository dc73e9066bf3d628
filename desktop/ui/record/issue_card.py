"""What is wrong with a record, and beside each the way to mend it."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Note, wrapped
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import SEMIBOLD, font
from models.acts.catalogue import act_mending
from models.rules.problems import Problem
from models.schema.fields import Entity
from models.words import _

_TOLD = 5  # issues told


def mend_by_act(place: AppContext, issue: Problem) -> bool:
    """Open the act that puts it right; whether there is one."""
    from desktop.ui.record.act_panel import open_act

    act = act_mending(issue.entity.__tablename__, issue.complaint.code)
    if act is None or issue.record_id is None:
        return False
    open_act(place, act, [issue.record_id])
    return True


class IssueCard(paint.Painted, QWidget):
    """What is wrong with a record of `entity`, and beside each the way to mend it: `opened` with the problem."""

    opened = Signal(object)

    def __init__(self, issues: tuple[Problem, ...], entity: type[Entity]) -> None:
        super().__init__()
        self._entity = entity
        self.fatal = any(issue.complaint.fatal for issue in issues)
        title = TextLine(_("{count} 项待处理").format(count=len(issues)))
        title.setFont(font(weight=SEMIBOLD))
        column = layouts.column(title, parent=self, gap=2, margins=(36, 8, 8, 8))
        for issue in issues[:_TOLD]:
            layouts.add(column, self._line(issue))
        if len(issues) > _TOLD:
            column.addWidget(Note(_("另有 {count} 项").format(count=len(issues) - _TOLD), "text2"))

    def _line(self, issue: Problem) -> QHBoxLayout:
        told = issue.complaint
        message = _("{label}：{message}").format(label=told.title or issue.field.title, message=told.message)
        words = wrapped(told.message if told.repeats_title else message, "text2")
        act = act_mending(issue.entity.__tablename__, issue.complaint.code)
        other = _("补录") if issue.entity is self._entity else _("查看")
        mend = Button(act.title if act is not None else other, Kind.LINK)
        mend.setAccessibleName(_("{act}：{words}").format(act=mend.text(), words=words.text()))
        mend.clicked.connect(lambda: self.opened.emit(issue))
        return layouts.row((words, 1), (mend, 0, Qt.AlignmentFlag.AlignTop), gap=8)

    def _paint(self, painter: QPainter) -> None:
        tone = "danger" if self.fatal else "warn"
        paint.plate(painter, self.rect(), 6, f"{tone}_soft", f"{tone}_line")
        name = "error_circle_filled" if self.fatal else "warning_filled"
        icons.draw(painter, name, QPointF(12, 14), 16, f"{tone}_solid")
