"""What is still to be done in the first week: each thing leads to where it is done, and can be left out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.home.panels import HomePanel
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import IconButton
from desktop.ui.kit.page_widgets import FigureStrip, TwoLineRow
from models.database import key_files, second_place
from models.database.rehearsal import log_of
from models.progress import Progress
from models.statistics.first_week import WHOLE, Beside, FirstWeek, Step, first_week
from models.words import _

_LEAST = 260  # pixels of a thing to do


class FirstWeekPanel(HomePanel):
    """Seen as long as something is left; `page_wanted` with where it is done, `put_off` with the key of what is not wanted."""

    page_wanted = Signal(str)
    put_off = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("第一周"))
        self.steps: dict[str, TwoLineRow] = {}
        self.offs: dict[str, IconButton] = {}
        self.offer_more(_("不再显示"))
        self.more.clicked.connect(lambda: self.put_off.emit(WHOLE))
        self.hide()

    def show_week(self, week: FirstWeek | None) -> None:
        """Show what is left; None hides it."""
        self.setVisible(week is not None)
        if week is None:
            return
        self.note.setText(_("做了 {done} 项，还有 {left} 项").format(done=week.done, left=len(week.left)))
        self.steps, self.offs = {}, {}
        layouts.clear(self.rows)
        self.rows.addWidget(FigureStrip(_LEAST, *(self._row(step) for step in week.left), gap=16))

    def _row(self, step: Step) -> QWidget:
        row, title = QWidget(), _(step.title)
        door = self.steps[step.key] = TwoLineRow(title, _(step.why), icon="arrow_right")
        off = self.offs[step.key] = IconButton("dismiss", _("不需要：{what}").format(what=title))
        door.clicked.connect(lambda: self.page_wanted.emit(step.page))
        off.clicked.connect(lambda: self.put_off.emit(step.key))
        layouts.row((door, 1), off, parent=row, gap=4)
        return row


def read_week(place: AppContext, _progress: Progress) -> FirstWeek | None:
    """How far the office has come, by its file and by what is beside it."""
    file = place.database.file
    if file is None:
        return None
    kept = place.settings.get(second_place.KEPT)
    told = kept.get(str(file.path)) if isinstance(kept, dict) else None
    beside = Beside(
        operator=bool(place.database.operator),
        second_place=told is not None,  # also when none is wanted
        locked=key_files.is_locked(file.path),
        rehearsed=any(not one.fault for one in log_of(file.path)),
    )
    with place.database.reading() as connection:
        return first_week(connection, beside)
