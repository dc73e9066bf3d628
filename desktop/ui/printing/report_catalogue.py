"""The catalogue of papers: what each is for, found by name, number or pinyin, those used last on top."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QWidget

from desktop.reports.catalogue import family_of
from desktop.reports.job import Listing
from desktop.reports.report import Report
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.chooser import Narrower
from desktop.ui.kit.controls import TextBox
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.row_list import ROW, Index, ItemPainter, RowModel, RowState, set_up
from desktop.ui.kit.text_match import matches
from desktop.ui.kit.theme import BODY, MEDIUM, MICRO, NOTE, focus_width, font
from models.words import _, joined

Subject = Report | Listing
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SIDE, _PAD = 8, 10
_GROUP_HIGH, _ROW_HIGH = 32, 31


class CatalogueEntry(NamedTuple):
    """A line of the catalogue: a heading if `subject` is None."""

    words: str
    subject: Subject | None = None
    code: str = ""
    purpose: str = ""
    recent: bool = False


def entries(
    reports: Sequence[Report], listing: Listing | None, recent: Sequence[str], text: str
) -> Iterator[CatalogueEntry]:
    """The lines for what was typed: the list one came from, what was used last, then family by family."""
    found = [report for report in reports if is_named(report, text)]
    if listing is not None and not text:
        yield CatalogueEntry(_("当前列表"))
        yield CatalogueEntry(listing.title, listing, "", _("按列表当前的列、次序和筛选条件打印。"))
    last = [] if text else [report for name in recent for report in found if report.name == name]
    groups: dict[str, list[Report]] = {_("最近使用"): last} if last else {}
    for report in found:
        if report not in last:
            groups.setdefault(_(family_of(report)), []).append(report)
    for title, members in groups.items():
        yield CatalogueEntry(title)
        yield from (CatalogueEntry(_(r.title), r, r.code, _(r.purpose), r in last) for r in members)


def is_named(report: Report, text: str) -> bool:
    """Whether a text names a report by its title, in characters or pinyin, or by characters of its number or purpose."""
    plain = any(matches(words, text, latin=False) for words in (report.code, _(report.purpose)))
    return plain or matches(_(report.title), text)


class _ReportModel(RowModel):
    """The lines as Qt asks for them."""

    def words(self, row: CatalogueEntry) -> str:
        return row.words

    def spoken(self, row: CatalogueEntry) -> str:
        """With number and purpose."""
        return joined((row.words, row.code, row.purpose))

    def tip(self, row: CatalogueEntry) -> str:
        """What it is for."""
        return row.purpose

    def choosable(self, row: CatalogueEntry) -> bool:
        """Headings are not."""
        return row.subject is not None


class _CataloguePainter(ItemPainter):
    """Draws headings, and entries with their numbers; what one is for stands in its tooltip and among the options."""

    def height(self, index: Index) -> int:
        """Headings stand a little apart from what is above."""
        return _GROUP_HIGH if index.data(ROW).subject is None else _ROW_HIGH

    def _draw(self, painter: QPainter, box: QRectF, index: Index, state: RowState) -> None:
        line: CatalogueEntry = index.data(ROW)
        if line.subject is None:
            paint.words(painter, box.adjusted(_SIDE + _PAD, 6, 0, 0), _MIDDLE, line.words, "text3", font(NOTE))
        else:
            self._paint_entry(painter, state, box, line)

    def _paint_entry(self, painter: QPainter, state: RowState, box: QRectF, line: CatalogueEntry) -> None:
        here = state.selected
        plate = box.adjusted(_SIDE, 1, -_SIDE, -1)
        if state.ground:
            paint.frame(painter, plate, 5, state.ground)
        if here and state.focused:
            inset = focus_width() / 2
            paint.frame(painter, plate.adjusted(inset, inset, -inset, -inset), 5, line="accent")
        sign = "star" if line.recent else "table" if isinstance(line.subject, Listing) else "document"
        top = plate.top() + (plate.height() - 16) / 2
        icons.draw(painter, sign, QPointF(plate.left() + _PAD, top), 16, "graphic" if here else "text2")
        inner = plate.adjusted(_PAD + 24, 0, -_PAD, 0)
        paint.words(painter, inner, RIGHT, line.code, "text3", font(MICRO))
        face = font(BODY, MEDIUM if here else font().weight())
        code = QFontMetrics(font(MICRO)).horizontalAdvance(line.code) + 6 if line.code else 0
        room = inner.adjusted(0, -0.5, -code, -0.5)
        paint.line(painter, room, LEFT, line.words, "accent_text" if here else "text", face)


class ReportCatalogue(QWidget):
    """Search over the list of papers; `chosen` with a report or a listing."""

    chosen = Signal(object)

    def __init__(self, reports: Sequence[Report]) -> None:
        super().__init__()
        self._reports = tuple(reports)
        self.listing: Listing | None = None
        self.recent: tuple[str, ...] = ()
        self.subject: Subject | None = None
        self.search = TextBox(_("查找报表"), hint=_("表名、编号、拼音"))
        self.search.setToolTip(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        glass = icons.icon("search", 16, "text2")
        self.search.addAction(glass, TextBox.ActionPosition.LeadingPosition)
        self.search.setTextMargins(2, 0, 8, 0)
        self.search.textChanged.connect(lambda _text: self.fill())
        self.model = _ReportModel()
        self.view = QListView()
        set_up(self.view, _CataloguePainter(self.view), _("报表目录"), ground=True, rows=self.model)
        self._narrower = Narrower(self, self.search, self.view)  # arrows move from the box, too
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.selectionModel().currentChanged.connect(lambda now, _before: self._take(now))
        layouts.column(
            layouts.column(self.search, margins=(12, 0, 12, 0)), (self.view, 1),
            parent=self, gap=6, margins=(0, 12, 0, 0),
        )  # fmt: skip

    def fill(self) -> None:
        """List what fits the search, the chosen paper marked if it is among them."""
        self.model.show_rows(tuple(entries(self._reports, self.listing, self.recent, self.search.text().strip())))
        self.mark(self.subject)

    def mark(self, subject: Subject | None) -> None:
        """Mark a paper without telling anybody."""
        self.subject = subject
        rows = [row for row, line in enumerate(self.model.rows) if line.subject is subject and subject is not None]
        if rows:
            self.view.setCurrentIndex(self.model.index(rows[0], 0))

    def _take(self, index: QModelIndex) -> None:
        subject = self.model.rows[index.row()].subject if index.isValid() else None
        if subject is not None and subject is not self.subject:
            self.subject = subject
            self.chosen.emit(subject)
