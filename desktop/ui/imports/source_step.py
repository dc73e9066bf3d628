"""The first step: which files, and what kind of records they hold."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop.exchange.mapping import contradicting
from desktop.exchange.workbook import ENDINGS
from desktop.ui.imports.exchange_dialogs import template
from desktop.ui.imports.given_files import Given
from desktop.ui.imports.kind_chooser import KindChooser
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Button, IconButton, Kind, Title, wrapped
from desktop.ui.kit.file_drop import FileDrop
from desktop.ui.kit.files import files_to_open
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.theme import GUTTER, MEDIUM, NOTE, SEMIBOLD, colour, focus_width, font
from models.schema.fields import Entity
from models.words import _, clauses, listed

_CIRCLE = 64
_WIDTH = 720


class DropZone(Pressable):
    """A large button that takes files dropped on it; `dropped` with their paths."""

    SIZE = QSize(_WIDTH, 196)

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        drops = FileDrop(self)
        drops.hover_changed.connect(self._lift)
        drops.dropped.connect(self.dropped)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(196)
        self.setAccessibleName(_("选择要导入的文件，可以一次选几个，也可以拖到这里"))
        self._over = False

    def _lift(self, on: bool) -> None:
        self._over = on
        self.update()

    def _paint(self, painter: QPainter) -> None:
        lively = self._over or self.underMouse()
        pen = QPen(colour("accent" if lively or self.hasFocus() else "field"), focus_width() if self.hasFocus() else 1)
        pen.setStyle(Qt.PenStyle.SolidLine if self._over or self.hasFocus() else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colour("tick" if lively else "header"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        middle = self.width() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(QRectF(middle - _CIRCLE / 2, 24, _CIRCLE, _CIRCLE))
        icons.draw(painter, "arrow_upload", QPointF(middle - 16, 40), 32, "graphic")
        paint.pen(painter, "text", font(14, SEMIBOLD))
        painter.drawText(
            QRectF(0, 98, self.width(), 26), Qt.AlignmentFlag.AlignCenter, _("把表格文件拖到这里，或点击选择")
        )
        paint.pen(painter, "text3", font(NOTE))
        words = _("可以一次放入几个文件；xlsx、xls、ods、csv 都能读，加密的请先取消密码")
        painter.drawText(QRectF(0, 126, self.width(), 20), Qt.AlignmentFlag.AlignCenter, words)
        words = _("读入后先核对，确认之前不会写入任何记录")
        painter.drawText(QRectF(0, 148, self.width(), 20), Qt.AlignmentFlag.AlignCenter, words)


class SourceStep(QScrollArea):
    """`added` with paths, `pasted`, `removed` with one that was given, `entity_chosen` with a kind of record."""

    added = Signal(object)
    pasted = Signal()
    removed = Signal(object)
    entity_chosen = Signal(object)

    def __init__(self, place: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.zone = DropZone().leads(self._choose)
        self.zone.dropped.connect(self.added)
        self.question = Banner()
        self.question.chosen.connect(lambda: self.entity_chosen.emit(self._other))
        self._entity: type[Entity] | None = None
        self._other: type[Entity] | None = None
        self.kinds = KindChooser()
        self.kinds.chosen.connect(self.entity_chosen)
        self.template = Button(_("下载空白模板"), Kind.LINK).leads(self._template)
        self.paste = Button(_("粘贴表格里复制的内容"), Kind.LINK, keys="Ctrl+V").leads(self.pasted)
        self._list = QWidget()  # of its own, so that Tab and readers meet the files before the kinds
        self._files = layouts.column(parent=self._list, gap=8)
        self._lay_out()
        self.verticalScrollBar().rangeChanged.connect(self._see_question)

    def _lay_out(self) -> None:
        head = layouts.row(Title(_("这些表格里是什么记录"), 14), layouts.STRETCH, self.kinds.narrow, 8, self.template)
        body = QWidget()
        body.setMaximumWidth(_WIDTH + 2 * GUTTER)
        # files first: they tell what they hold, and on a low screen both they and what is asked about them are seen
        layouts.column(
            layouts.row(Title(_("文件"), 14), layouts.STRETCH, self.paste), self.zone, self._list, 8,
            head, self.question, self.kinds, layouts.STRETCH,
            parent=body, gap=12, margins=(GUTTER, 24, GUTTER, 16),
        )  # fmt: skip
        middle = QWidget()
        layouts.row(layouts.STRETCH, (body, 20), layouts.STRETCH, parent=middle)
        self.setWidget(middle)

    def _choose(self) -> None:
        kinds = _("表格文件") + " (*" + " *".join(ENDINGS) + ");;" + _("全部文件") + " (*)"
        chosen = files_to_open(self, _("选择要导入的表格"), kinds)
        if chosen:
            self.added.emit(tuple(chosen))

    def _template(self) -> None:
        if self._entity is not None:
            template(self._place, self._entity)

    def set_files(self, entity: type[Entity] | None, files: Sequence[Given]) -> None:
        """Show the kind of record and the files."""
        self._entity = entity
        self.kinds.mark(entity)
        self.template.setEnabled(entity is not None)
        self._ask(entity, files)
        layouts.clear(self._files)
        for given in files:
            line = _FileLine(given)
            line.off.clicked.connect(lambda _on=False, given=given: self.removed.emit(given))
            self._files.addWidget(line)

    def _ask(self, entity: type[Entity] | None, files: Sequence[Given]) -> None:
        """Ask whether the records are what was chosen, where the headings clearly say something else."""
        others = (contradicting(given.scores, entity) for given in files if given.scores and entity is not None)
        self._other = next((other for other in others if other is not None), None)
        if entity is None or self._other is None:
            self.question.hide()
            return
        words = _("选的是“{chosen}”，可是表头更像“{other}”。要改为导入“{other}”吗？不改就按“{chosen}”继续。")
        names = {"chosen": _(entity.label), "other": _(self._other.label)}
        self.question.say(words.format(**names), action=_("改为{label}").format(label=names["other"]), tone="warn")
        self._see_question()

    def _see_question(self) -> None:
        """Scroll to what is asked, below a long list of files too, whenever lines of it find their places."""
        if not self.question.isHidden():
            QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.question))


class _FileLine(paint.Painted, QWidget):
    """One file: its name, what was found in it or why it cannot be read, a way to take it off."""

    def __init__(self, given: Given) -> None:
        super().__init__()
        self.given = given
        name, about = TextLine(given.path.name, weight=MEDIUM), _about(given)
        words = wrapped(about, "danger") if given.refusal else TextLine(about, NOTE, ink="text3")
        self.setMinimumHeight(52)
        self.off = IconButton("dismiss", _("移除 {file}").format(file=given.path.name))
        layouts.row(
            (layouts.column(name, words, gap=0, margins=(0, 6, 0, 6)), 1), self.off, parent=self, margins=(42, 0, 8, 0)
        )

    def _paint(self, painter: QPainter) -> None:
        paint.frame(
            painter,
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5),
            6,
            "danger_soft" if self.given.refusal else "surface",
            "danger_line" if self.given.refusal else "line2",
        )
        name, ink = ("error_circle_filled", "danger_solid") if self.given.refusal else ("document_table", "text2")
        icons.draw(painter, name, QPointF(14, (self.height() - 16) / 2), 16, ink)


def _about(given: Given) -> str:
    if given.refusal:
        return given.refusal
    if given.source is None:
        return _("正在读取…")
    sheets = [sheet for sheet in given.source.workbook.sheets if sheet.rows and not sheet.hidden]
    rows = sum(len(sheet.rows) for sheet in sheets)
    names = listed(sheet.name for sheet in sheets[:6]) + ("…" if len(sheets) > 6 else "")  # noqa: PLR2004 - as many as fit
    words = _("{count} 张工作表，{rows} 行：{names}").format(count=len(sheets), rows=f"{rows:,}", names=names)
    return clauses([words, *given.source.workbook.notes])
