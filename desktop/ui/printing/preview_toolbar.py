"""The strip above the paper: which section is seen, page and pages, size."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.reports.preview import Section
from desktop.ui.kit import layouts
from desktop.ui.kit.controls import IconButton, Label, TextBox
from desktop.ui.kit.menu_field import FieldButton, MenuField, Plate
from desktop.ui.kit.page_view import Fit, PageView
from desktop.ui.kit.row_list import WordsPainter, set_up
from desktop.ui.kit.theme import font
from models.words import N_, _

_SIZES: tuple[float, ...] = (0.5, 0.75, 1.0, 1.5, 2.0)
_ROWS, _ROW, _PAGE = 14, 30, 44  # shown at once; pixels
_SAID: dict[Fit | float, str] = {Fit.PAGE: N_("整页 {size}"), Fit.WIDTH: N_("适合宽度 {size}")}


class _SectionPopup(Plate):
    """The sections of a paper, to go to."""

    def __init__(self, paper: PageView, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        set_up(self.list, WordsPainter(self.list, _ROW), _("分节"))
        self.list.setUniformItemSizes(True)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        layouts.column(self.list, parent=self, margins=4)
        self._paper = paper

    def fill(self, sections: Sequence[Section]) -> None:
        """Show these."""
        self.list.clear()
        for section in sections:
            item = QListWidgetItem(section.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, section.page)

    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self._paper.go(int(item.data(Qt.ItemDataRole.UserRole)))

    def open_below(self, field: QWidget, row: int) -> None:
        """Show it under the field, the section that is seen marked."""
        height = _ROW * min(self.list.count(), _ROWS) + 8
        corner = field.mapToGlobal(field.rect().bottomLeft())
        self.setGeometry(corner.x(), corner.y() + 2, max(field.width(), 260), height)
        self.list.setCurrentRow(row)
        self.show()
        self.list.setFocus()


class PageBox(TextBox):
    """The number of the page that is seen; another one typed in is `wanted`, `left` gives the keyboard back."""

    wanted = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page, self._pages = 0, 0
        self.setFixedSize(_PAGE, 26)
        self.setTextMargins(2, 0, 2, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(_("页码"))
        self.setToolTip(_("输入页码后按回车"))
        self.returnPressed.connect(self._go)

    def set_page(self, page: int, pages: int) -> None:
        """Show where one is."""
        self._page, self._pages = page, pages
        self.setText(f"{page}" if pages else "")
        self.setEnabled(pages > 0)
        self.setAccessibleDescription(_("第 {page} 页，共 {pages} 页").format(page=page, pages=pages) if pages else "")

    def _go(self) -> None:
        text = self.text().strip()
        if text.isdecimal() and self._pages:
            self.wanted.emit(min(max(int(text), 1), self._pages))
        self.set_page(self._page, self._pages)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc thinks better of it."""
        if event.key() == Qt.Key.Key_Escape:
            self.set_page(self._page, self._pages)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed and not taken goes."""
        super().focusOutEvent(event)
        self.set_page(self._page, self._pages)


class PreviewToolbar(QWidget):
    """Goes with a paper view."""

    def __init__(self, paper: PageView) -> None:
        super().__init__()
        self._paper = paper
        self._sections: tuple[Section, ...] = ()
        self.setFixedHeight(40)
        self.section = FieldButton(_("分节"), quiet=True)
        self._list = _SectionPopup(paper, self)
        self.before, self.after = (
            IconButton("chevron_left", _("上一页"), "←"),
            IconButton("chevron_right", _("下一页"), "→"),
        )
        self.page = PageBox()
        self.pages = Label(ink="text2")
        self.smaller, self.larger = (
            IconButton("zoom_out", _("缩小"), "Ctrl+−"),
            IconButton("zoom_in", _("放大"), "Ctrl++"),
        )
        sizes = [(Fit.PAGE, _("整页")), (Fit.WIDTH, _("适合宽度")), *((size, f"{size:.0%}") for size in _SIZES)]
        self.size_ = MenuField(_("显示比例"), sizes)
        self.size_.quiet = True
        metrics = QFontMetrics(font())
        widest = max(metrics.horizontalAdvance(_(words).format(size="100%")) for words in _SAID.values())
        self.size_.keep_width(widest + 42)
        layouts.row(
            self.section, layouts.STRETCH, self.before, self.page, self.pages, self.after, layouts.STRETCH,
            self.smaller, self.size_, self.larger,
            parent=self, gap=2, margins=(12, 0, 12, 0),
        )  # fmt: skip
        self._connect()
        self.show_sections(())

    def _connect(self) -> None:
        paper = self._paper
        self.section.clicked.connect(lambda: self._list.open_below(self.section, self._here()))
        self.before.clicked.connect(lambda: paper.go(paper.page - 1))
        self.after.clicked.connect(lambda: paper.go(paper.page + 1))
        self.smaller.clicked.connect(lambda: paper.step_zoom(-1))
        self.larger.clicked.connect(lambda: paper.step_zoom(1))
        self.size_.chosen.connect(paper.set_zoom)
        self.page.wanted.connect(lambda number: paper.go(number - 1))
        self.page.left.connect(paper.setFocus)
        paper.turned.connect(lambda _page: self._refresh())
        paper.zoomed.connect(self._refresh)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """The parts one can go to; a paper of one part offers none."""
        self._sections = tuple(sections)
        self._list.fill(sections)
        self._refresh()

    def _here(self) -> int:
        return max((nth for nth, s in enumerate(self._sections) if s.page <= self._paper.page), default=0)

    def _refresh(self) -> None:
        """Say where one is."""
        paper, count = self._paper, self._paper.count
        self.section.setVisible(len(self._sections) > 1)
        if self._sections:
            self.section.say(self._sections[min(self._here(), len(self._sections) - 1)].title)
        self.page.set_page(paper.page + 1, count)
        self.pages.setText(_("/ {pages} 页").format(pages=f"{count:,}") if count else "")
        self.before.setEnabled(count > 0 and paper.page > 0)
        self.after.setEnabled(paper.page + 1 < count)
        name = _SAID.get(paper.zoom, "{size}")
        self.size_.say(_(name).format(size=f"{paper.factor:.0%}"))
