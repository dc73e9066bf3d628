"""What waits to be mended: every kind of problem with its count, each a door to the records it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.ui import icons
from desktop.ui.cards import DoorCard
from desktop.ui.choices import Segmented
from desktop.ui.controls import Button, Elided, Kind, Note, Title
from desktop.ui.shell.head import PageTop
from desktop.ui.shell.watch import Watch
from desktop.ui.theme import GUTTER, NOTE, SEMIBOLD, font, tint
from desktop.ui.workplace import Workplace
from models.database.query import Condition, Query
from models.rules.quality import Problem
from models.words import _

MOST = 30  # records named under a kind of problem before one is sent to the list


@dataclass(frozen=True, slots=True)
class Sort:
    """Problems of the same kind: one field of one entity, one complaint."""

    problems: tuple[Problem, ...]

    @property
    def fatal(self) -> bool:
        """Whether records contradict themselves."""
        return any(problem.fatal for problem in self.problems)

    @property
    def gap(self) -> bool:
        """Whether it is a field left empty, told as a number of records."""
        return self.problems[0].record_id is None

    @property
    def count(self) -> int:
        """How many records it concerns."""
        return sum(problem.count for problem in self.problems)

    @property
    def title(self) -> str:
        """What is wrong, in a few words."""
        first = self.problems[0]
        words = _("没有填“{field}”") if self.gap else _("“{field}”有疑问")
        return f"{_(first.entity.label)}{_('：')}{words.format(field=first.field.title)}"

    @property
    def query(self) -> Query:
        """The list of the records with the gap."""
        first = self.problems[0]
        return Query(first.entity, (Condition(first.field.name, "empty"),))


def sorted_out(problems: Sequence[Problem]) -> list[Sort]:
    """Problems by kind: those that must be mended first, then the most frequent."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        key = (problem.entity.__tablename__, problem.field.name, problem.complaint.code)
        kinds.setdefault(key, []).append(problem)
    return sorted((Sort(tuple(found)) for found in kinds.values()), key=lambda sort: (not sort.fatal, -sort.count))


class SortCard(DoorCard):
    """One kind of problem: severity, what is wrong, the rule's sentence, how many."""

    def __init__(self, sort: Sort) -> None:
        super().__init__()
        self.sort = sort
        sign = QLabel()
        name, ink = ("error_circle_filled", "danger_solid") if sort.fatal else ("warning_filled", "warn_solid")
        sign.setPixmap(icons.pixmap(name, 16, ink, self.devicePixelRatioF()))
        count = QLabel(f"{sort.count:,}")
        count.setFont(font(24, SEMIBOLD))
        words = QVBoxLayout()
        words.setSpacing(2)
        title = Elided(sort.title)
        title.setFont(font(weight=SEMIBOLD))
        rule = Elided(sort.problems[0].complaint.message)
        rule.setFont(font(NOTE))
        tint(rule, ink="text2")
        for line in (title, rule):
            words.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(count)
        row.addWidget(Note(_("条")))
        self.column.setContentsMargins(16, 10, 16, 10)
        self.column.addLayout(row)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        severity = _("必须改") if sort.fatal else _("提醒")
        self.setAccessibleName(f"{severity}，{sort.title}，{_('{count} 条').format(count=sort.count)}")


class ProblemsPage(QWidget):
    """Cards by kind; a card opens the list of a gap, or names its records underneath."""

    wanted_list = Signal(object)
    wanted_record = Signal(object, object)

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.watch: Watch | None = None
        self.only: bool | None = None  # only those that must be mended, only reminders, or all
        self.told = Note()
        self.choice = Segmented(((None, _("全部")), (True, _("必须改")), (False, _("提醒"))))
        self.choice.setAccessibleName(_("按严重程度"))
        self.choice.show_key(None)
        self.choice.chosen.connect(self._narrow)
        self.again = Button(_("重新检查"), Kind.DEFAULT, icon="arrow_sync")
        self.again.clicked.connect(self._look)
        self.cards: list[SortCard] = []
        self._body = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        head = PageTop(_("待处理"))
        head.row.addWidget(self.told)
        head.row.addStretch(1)
        head.row.addWidget(self.choice)
        head.row.addWidget(self.again)
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(GUTTER, 16, GUTTER, 16)
        self._body.setSpacing(8)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(body)
        area.setAccessibleName(_("待处理"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(area, 1)

    def attend(self, watch: Watch) -> None:
        """Show what a watch finds, from now on."""
        self.watch = watch
        watch.found.connect(self.show_found)
        self.show_found()

    def opened(self) -> None:
        """Look for the first time if nobody has."""
        if self.watch is not None and self.watch.problems is None:
            self._look()

    def _look(self) -> None:
        if self.watch is not None:
            self.told.setText(_("正在检查…"))
            self.watch.look(named=True)

    def _narrow(self, only: object) -> None:
        self.only = only if isinstance(only, bool) else None
        self.show_found()

    def show_found(self) -> None:
        """Show a card for every kind."""
        found = self.watch.problems if self.watch is not None else None
        if found is None:
            return
        while (item := self._body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        sorts = [sort for sort in sorted_out(found) if self.only is None or sort.fatal is self.only]
        self.told.setText(
            _("{kinds} 类，{count} 条").format(kinds=len(sorts), count=f"{sum(s.count for s in sorts):,}")
        )
        self.cards = [SortCard(sort) for sort in sorts]
        for card in self.cards:
            card.clicked.connect(lambda _on=False, card=card: self._enter(card))
            self._body.addWidget(card)
        if not sorts:
            self._body.addWidget(Nothing())
        self._body.addStretch(1)

    def _enter(self, card: SortCard) -> None:
        sort = card.sort
        if sort.gap:
            self.wanted_list.emit(sort.query)
        elif len(sort.problems) == 1:
            self.wanted_record.emit(sort.problems[0].entity, sort.problems[0].record_id)
        else:
            self._name_records(card)

    def _name_records(self, card: SortCard) -> None:
        """Open or close the list of records under a card."""
        below = self._body.itemAt(self._body.indexOf(card) + 1)
        widget = below.widget() if below is not None else None
        if isinstance(widget, Records):
            self._body.removeWidget(widget)
            widget.deleteLater()
            return
        records = Records(card.sort)
        records.chosen.connect(self.wanted_record)
        self._body.insertWidget(self._body.indexOf(card) + 1, records)


class Records(QWidget):
    """The records a kind of problem is about, each a link."""

    chosen = Signal(object, object)

    def __init__(self, sort: Sort) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(44, 0, 16, 8)
        column.setSpacing(2)
        for problem in sort.problems[:MOST]:
            row = QHBoxLayout()
            link = Button(problem.shown or _("无名称"), Kind.LINK)
            link.clicked.connect(lambda _on=False, problem=problem: self.chosen.emit(problem.entity, problem.record_id))
            row.addWidget(link)
            row.addWidget(Elided(problem.complaint.message), 1)
            column.addLayout(row)
        if len(sort.problems) > MOST:
            column.addWidget(Note(_("另有 {count} 条").format(count=len(sort.problems) - MOST)))


class Nothing(QWidget):
    """Nothing waits."""

    def __init__(self) -> None:
        super().__init__()
        sign = QLabel()
        sign.setPixmap(icons.pixmap("checkmark_circle", 32, "ok", self.devicePixelRatioF()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 60, 0, 0)
        column.setSpacing(10)
        for widget in (sign, Title(_("没有要处理的问题"), 14), Note(_("保存或导入之后会自动再检查"))):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
