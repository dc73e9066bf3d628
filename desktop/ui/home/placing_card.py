"""The card of the home page that shows how placing goes: the line, the plan, the rate, who is not placed yet."""

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from desktop.manual import topics
from desktop.ui.home.panels import ChartCard
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.charts import AreaChart, ChartMark
from desktop.ui.kit.help import HelpButton
from desktop.ui.kit.page_widgets import FigureLink, RecordLink
from desktop.ui.kit.theme import colour
from models.statistics.measure import PLACING
from models.statistics.placing import Placing
from models.words import _, listed


class _LegendKey(paint.Painted, QWidget):
    """What a line of the chart looks like: a dot, or dashes."""

    def __init__(self, *, dashed: bool) -> None:
        super().__init__()
        self._dashed = dashed
        self.setFixedSize(QSize(18, 20))

    def _paint(self, painter: QPainter) -> None:
        painter.setPen(QPen(colour("text3"), 1.4) if self._dashed else QPen(colour("graphic"), 0))
        if self._dashed:
            for left in (1, 8):
                painter.drawLine(QPointF(left, 10), QPointF(left + 5, 10))
        else:
            painter.setBrush(colour("graphic"))
            painter.drawEllipse(QPointF(10, 10), 4, 4)


class PlacingCard(ChartCard):
    """`opened` with the list behind a figure under the chart."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            AreaChart(_("岗位实习安置"), _("没有人在岗，也没有进行中的实习批次")), (_("日期"), _("在岗"), _("应实习"))
        )
        self.rate = FigureLink(16)
        self.rate.open(enabled=False)
        self.head.insertWidget(2, self.rate)
        self.help = HelpButton(topics.of_measure(PLACING), _("安置率"))
        self.head.insertWidget(3, self.help)
        self.placed, self.planned, self.unplaced = (
            RecordLink(""),
            RecordLink("", ink="text2"),
            RecordLink("", ink="warn"),
        )
        self.signing, self.approving = RecordLink("", ink="text2"), RecordLink("", ink="text2")
        self._queries: dict[RecordLink, object] = {}
        for link in (self.placed, self.planned, self.signing, self.approving, self.unplaced):
            self._queries[link] = None
            link.clicked.connect(lambda _on=False, link=link: self.opened.emit(self._queries[link]))
        self._dot, self._dashes = _LegendKey(dashed=False), _LegendKey(dashed=True)
        row = layouts.row(
            self._dot, self.placed, 12, self._dashes, self.planned, layouts.STRETCH, self.signing, self.approving,
            self.unplaced,
            gap=4,
        )  # fmt: skip
        layouts.add(self.column, row)
        for widget in (self.rate, self._dot, self._dashes, *self._queries):
            widget.hide()  # until something is known

    def show_placing(self, seen: Placing) -> None:
        """Show how it goes: beside the placed stand those who wait for a signature or an approval, never among them."""
        planned = bool(seen.expected.count)
        marks = [
            ChartMark(
                f"{point.day:%m-%d}" if nth < len(seen.points) - 1 else _("当日"), point.day.isoformat(),
                point.placed.count, _("{count} 人在岗").format(count=f"{point.placed.count:,}"), point.placed.query,
                point.planned.count if planned else None,
            )
            for nth, point in enumerate(seen.points)
        ]  # fmt: skip
        self.set_marks(marks, self._scope(seen))
        self.rate.setVisible(seen.rate is not None)
        self.rate.set_figure(f"{seen.rate}%", _("安置率"), None, "accent_text")
        for link, words, figure in (
            (self.placed, _("已安置 {count}"), seen.placed),
            (self.planned, _("计划 {count}"), seen.expected),
            (self.signing, _("待签 {count}"), seen.signing),
            (self.approving, _("待审 {count}"), seen.approving),
            (self.unplaced, _("未安置 {count}"), seen.unplaced),
        ):
            self._offer(link, words.format(count=f"{figure.count:,}"), figure.query)
        self._dot.show()
        self.placed.show()
        for widget in (self._dashes, self.planned, self.unplaced):
            widget.setVisible(planned)
        self.signing.setVisible(seen.signing.count > 0)
        self.approving.setVisible(seen.approving.count > 0)

    @staticmethod
    def _scope(seen: Placing) -> str:
        if not seen.grades:
            return _("当天没有进行中的实习批次")
        grades = listed(_("{year}级").format(year=grade) for grade in seen.grades)
        return _("{grades}，应实习 {count} 人").format(grades=grades, count=f"{seen.expected.count:,}")

    def _offer(self, link: RecordLink, words: str, query: object) -> None:
        link.setText(words)
        link.setAccessibleName(words)
        link.setToolTip(_("查看名单") if query is not None else "")
        link.open(enabled=query is not None)
        link.updateGeometry()
        self._queries[link] = query
