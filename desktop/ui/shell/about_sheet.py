"""What the program is: its version and that of the file, and under which licence each of its parts stands."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.licences import Part, parts
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Hairline, IconButton, wrapped
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.plain_table import PlainColumn, PlainModel, PlainTable
from desktop.ui.kit.text_view import TextView
from desktop.ui.start.welcome_picture import BrandMark
from models.database.written_by import own_shape, shape_of
from models.version import program_version
from models.words import _

_WIDTH, _HEIGHT = 680, 580
_TEXT = 140  # height of the text of a licence


class AboutSheet(QWidget):
    """Lines of versions, a table of parts, and the licence of the part one stands on; signals lead further."""

    log_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, place: AppContext) -> None:
        super().__init__()
        self._place = place
        self.close_ = IconButton("dismiss", _("关闭"), "Esc")
        self.lines = [wrapped(words, "text") for words in self._versions()]
        columns = (
            PlainColumn("name", _("组成"), lambda part: part.name, 220, strong=True),
            PlainColumn("version", _("版本"), lambda part: part.version, 90),
            PlainColumn("licence", _("许可"), lambda part: part.licence, 200, grows=True),
        )
        self.table = PlainTable(PlainModel(columns), _("程序的组成和许可"))
        self.table.selectionModel().currentRowChanged.connect(lambda _row, _before: self._show_licence())
        self.text = TextView(_("许可全文"))
        self.text.setFixedHeight(_TEXT)
        self.report = Button(_("错误报告…")).leads(self.report_wanted)
        self.log = Button(_("打开日志文件夹"), icon="folder_open").leads(self.log_wanted)
        self.setFocusProxy(self.table)
        self._lay_out()
        place.tasks.read(lambda _progress: parts(), self.show_parts, receiver=self)

    def _lay_out(self) -> None:
        head = layouts.row((BrandMark(), 1), self.close_, margins=(20, 12, 12, 4))
        body = layouts.column(*self.lines, gap=4, margins=(20, 0, 20, 10))
        foot = layouts.row(self.report, self.log, layouts.STRETCH, gap=8, margins=(20, 0, 20, 0))
        licences = layouts.column((self.table, 1), self.text, gap=8, margins=(20, 0, 20, 4))
        layouts.column(head, body, Hairline(), (licences, 1), foot, parent=self, gap=4, margins=(0, 0, 0, 16))

    def _versions(self) -> list[str]:
        words = [
            _("双元 {version}，数据库格式第 {number} 代").format(
                version=program_version(), number=own_shape().generation
            )
        ]
        with self._place.database.reading() as connection:
            words.append(_("打开的数据库：{shape}").format(shape=shape_of(connection).words))
        words.append(_("数据只在这台电脑上，程序不联网。本程序和它的组成各按下列许可使用："))
        return words

    @property
    def parts(self) -> Sequence[Part]:
        """What is listed."""
        return self.table.model_.rows

    def show_parts(self, found: Sequence[Part]) -> None:
        """List these, the first of them chosen."""
        self.table.model_.show_rows(found)
        self.table.fit()
        self.table.selectRow(0)

    def _show_licence(self) -> None:
        part = self.table.current
        if part is not None:
            self.text.setPlainText(part.text or _("{licence}；全文见该组成的网站").format(licence=part.licence))


def show_about(place: AppContext) -> PanelOverlay:
    """Lay it over the window."""
    content = AboutSheet(place)
    return open_overlay(place.window, content, _WIDTH, _HEIGHT, content.close_.clicked)
