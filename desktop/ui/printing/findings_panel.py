"""What to know before printing: a short list of findings, each with a way to the page it is about."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QWidget

from desktop.reports.preflight import CHECKS, Finding
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.controls import Button, Kind, Label, Note
from desktop.ui.kit.theme import MEDIUM, NOTE, colour, tint
from models.words import _

MOST = 12  # findings listed; more are counted


class FindingNote(paint.Painted, QFrame):
    """One finding on a soft ground; `followed` asks for its page."""

    followed = Signal()

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self._tone = "warn" if finding.warn else "accent"
        words = Label(finding.sentence, "text", NOTE, wrapped=True)
        row = layouts.row((words, 1), parent=self, gap=4, margins=(32, 5, 4, 5))
        self.follow: Button | None = None
        if finding.section is not None or finding.records:
            self.follow = Button(_("查看"), Kind.LINK).leads(self.followed)
            self.follow.setToolTip(_("打开有关的记录") if finding.records else _("翻到那一页"))
            self.follow.setAccessibleName(_("查看：{finding}").format(finding=finding.sentence))
            row.addWidget(self.follow, 0, Qt.AlignmentFlag.AlignTop)
        else:
            row.addSpacing(8)
        self.setAccessibleName(finding.sentence)
        self.setAccessibleDescription(finding.details)
        self.setToolTip(finding.details)

    def _paint(self, painter: QPainter) -> None:
        paint.frame(painter, QRectF(self.rect()), 6, f"{self._tone}_soft")
        painter.fillRect(0, 0, 3, self.height(), colour("warn_solid" if self._tone == "warn" else "graphic"))
        sign = "warning_filled" if self._tone == "warn" else "info_filled"
        icons.draw(painter, sign, QPointF(11, 9), 16, "warn" if self._tone == "warn" else "accent_text")


class FindingsPanel(QWidget):
    """The findings under the options; `followed` with the one somebody wants to see."""

    followed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        title = Label(_("打印前检查"), weight=MEDIUM)
        self.state = Note()
        self._list = layouts.column(gap=6)
        inner = QWidget()
        inner.setLayout(self._list)
        self._area = layouts.scrolling(inner)
        layouts.column(
            layouts.row(title, layouts.STRETCH, self.state), self._area, parent=self, gap=8, margins=(16, 12, 16, 14)
        )
        self.wait()

    def wait(self) -> None:
        """Nothing is known yet."""
        tint(self.state, ink="text3")
        self.state.setText(_("检查中"))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """List what was found."""
        layouts.clear(self._list)
        for finding in findings[:MOST]:
            note = FindingNote(finding)
            note.followed.connect(lambda finding=finding: self.followed.emit(finding))
            self._list.addWidget(note)
        layouts.add(
            self._list, Note(_("另有 {count} 项").format(count=len(findings) - MOST)) if len(findings) > MOST else None,
            layouts.STRETCH,
        )  # fmt: skip
        self._say(len({finding.kind for finding in findings if finding.warn}), sum(f.warn for f in findings))
        self._fit()

    def _say(self, failed: int, problems: int) -> None:
        tint(self.state, ink="warn" if problems else "ok")
        passed = _("{count} 项通过").format(count=CHECKS - failed)
        told = _("{count} 项要留意，{passed}").format(count=problems, passed=passed)
        self.state.setText(told if problems else passed)
        self.state.setToolTip(_("检查了空表、缺项、不能打印的字和列宽"))

    def _fit(self) -> None:
        """As high as the findings, at most a few of them; the rest scrolls."""
        width = max(self.width() - 32, 100)
        found = layouts.widgets(self._list)
        heights = [max(w.heightForWidth(width), w.sizeHint().height(), 32) + 6 for w in found]
        self._area.setFixedHeight(min(sum(heights), 168))

    def resizeEvent(self, event: object) -> None:
        """Sentences break differently in another width."""
        self._fit()
