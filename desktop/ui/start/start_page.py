"""The first page of an empty program: what it is at the left, how to begin at the right; a window of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.operations.recovering import Doubtful
from desktop.ui.kit import layouts
from desktop.ui.kit.accessibility import ENTER
from desktop.ui.kit.controls import Banner, Hairline, Kind, Label, Note, TallButton, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.file_drop import FileDrop
from desktop.ui.kit.files import backup_to_open
from desktop.ui.kit.layouts import scrolling
from desktop.ui.kit.settings import LEAST_SIZE, USUAL_SIZE, Settings, remember_geometry
from desktop.ui.kit.tasks import Task, Tasks
from desktop.ui.kit.theme import SECTION, tint
from desktop.ui.start.backup_list import ask_anyway
from desktop.ui.start.progress_panel import PanelProgress, ProgressPanel
from desktop.ui.start.setup_actions import SetupActions
from desktop.ui.start.setup_form import SetupForm
from desktop.ui.start.start_choices import IMPORT, RESTORE, StartChoice, StartChoices
from desktop.ui.start.unlock_panel import unlocked
from desktop.ui.start.welcome_picture import WelcomePicture
from models.access.rights import LOCK
from models.database import operator
from models.database.location import REMEMBERED, is_usual
from models.progress import Progress
from models.schema.complaints import Severity
from models.words import _

_WIDEST, _MARGIN = 736, 48  # of the right half: its column, and the least room beside it
_LEFT, _RIGHT = 513, 927  # how the window is shared


BACK = ""  # in place of a page


class StartPage(QWidget):
    """`finished` with a page of the window and what it is opened for, once `beginning` holds the database to work with.

    The page is BACK where what was to be done to an open database was not: the window goes back to where one was.
    """

    finished = Signal(str, dict)

    def __init__(self, beginning: SetupActions, settings: Settings, *, movable: bool = False) -> None:
        super().__init__()
        self.beginning, self.settings = beginning, settings
        self.tasks = Tasks(self)
        self.said = ""  # what the window that follows tells when it opens
        self.trouble: BaseException | None = None  # or what it reports
        self._task: Task | None = None
        self.setWindowTitle(_("双元"))
        self.setMinimumSize(LEAST_SIZE)
        self.resize(USUAL_SIZE)
        tint(self, ground="surface")
        self.banner = Banner()
        self.ways = StartChoices(beginning.path)
        self.answers = SetupForm(self.tasks, beginning.path, movable=movable)
        self.panel = ProgressPanel()
        self.skip = TallButton(_("跳过，进入空白程序"), Kind.GHOST).leads(self.skipped)
        self.next = TallButton("", Kind.PRIMARY).leads(self.go)
        self._lay_out()
        self.ways.chosen.connect(self._suit)
        self.panel.stopped.connect(self._stop)
        self.tasks.changed.connect(self._look)
        self.tasks.troubled.connect(self.report)
        FileDrop(self).dropped.connect(self._dropped)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.close)
        self._suit(self.ways.way)
        self.answers.school.setFocus()

    # --- how it stands

    def _lay_out(self) -> None:
        self.stack = layouts.stack(self._choosing(), self.panel)
        self.stack.setMaximumWidth(_WIDEST)
        self._column = layouts.row(
            layouts.STRETCH, (self.stack, 1000), layouts.STRETCH, margins=(_MARGIN, 0, _MARGIN, 0)
        )
        self.picture = WelcomePicture()
        layouts.row(
            self.picture, Hairline(upright=True), (layouts.column(self.banner, (self._column, 1), gap=0), 1),
            parent=self, gap=0,
        )  # fmt: skip

    def _choosing(self) -> QWidget:
        body, page = QWidget(), QWidget()
        tint(body, ground="surface")
        about = Label(_("之后随时可以换一种方式；演示数据可一键清除。"), "text2")
        column = layouts.column(layouts.STRETCH, parent=body, gap=0, margins=(0, 16, 0, 8))
        for widget, gap in (
            (Title(_("从哪里开始？"), 24), 4), (about, 20), (self.ways, 26), (Hairline(), 22),
            (Title(_("先定五件事"), SECTION), 12), (self.answers, 0),
        ):  # fmt: skip
            layouts.add(column, widget, gap)
        column.addStretch(1)
        area = scrolling(body)
        foot = layouts.row(Note(_("除了数据位置，以后都能修改")), layouts.STRETCH, self.skip, self.next, gap=8)
        layouts.column((area, 1), foot, parent=page, margins=(0, 0, 0, 36))
        return page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between picture and choice."""
        super().resizeEvent(event)
        self.ways.fit(self.height())
        self.picture.setFixedWidth(max(300, self.width() * _LEFT // (_LEFT + _RIGHT)))

    def _suit(self, way: StartChoice) -> None:
        self.next.setText(way.next)
        self.answers.suit(way)

    # --- what is done

    def go(self) -> None:
        """Do what was chosen."""
        if self._task is not None or not self._placed():
            return
        way = self.ways.way
        if way.key == IMPORT:
            self._begin_empty("import", {})
        elif way.key == RESTORE:
            self._restore()
        else:
            self._sample(way.key)

    def _placed(self) -> bool:
        """Whether data can lie where the person wants it; if not it is said already."""
        if self.answers.standing.severity is Severity.ERROR:
            self.answers.place.setFocus()
            return False
        return True

    def skipped(self) -> None:
        """Begin with nothing."""
        if self._task is None and self._placed():
            self._begin_empty("home", {})

    def _dropped(self, files: tuple[Path, ...]) -> None:
        self.ways.take(IMPORT)
        if self._task is None and self._placed():
            self._begin_empty("import", {"files": files})

    def _begin_empty(self, page: str, arguments: dict[str, Any]) -> None:
        name, office = self.answers.unit_name(), self.answers.is_office
        if name is None:
            return
        year, term = self.answers.year, self.answers.nth

        def work(_progress: Progress) -> None:
            if office:
                self.beginning.begin_office(name)
            else:
                self.beginning.begin_school(name, year, term)

        self._begin(_("正在准备"), (_("建立数据库"),), work, lambda: self._finish(page, arguments))

    def _sample(self, sample: str) -> None:
        from desktop.demo.building import steps_of

        def work(progress: Progress) -> None:
            self.beginning.make_sample(sample, progress)

        self._begin(_("正在建立演示数据"), steps_of(sample), work, lambda: self._finish("home", {}))

    def _restore(self) -> None:
        chosen = backup_to_open(self, self.beginning.path.parent)
        if chosen is not None:
            self.restore(chosen)

    def restore(self, source: Path, *, anyway: bool = False) -> None:
        """Bring a backup back; one with a lock of its own is opened with its own secret."""
        if not unlocked(source, self):
            return

        def work(progress: Progress) -> None:
            self.said = self.beginning.restore(source, progress, anyway=anyway)

        self._begin(_("正在恢复备份"), _copying(), work, lambda: self._finish("home", {}))

    def bring_back(self, source: Path, *, anyway: bool = False) -> None:
        """Let a backup take the place of what is there, which is kept."""
        if not unlocked(source, self):
            self._finish(BACK, {})
            return

        def work(progress: Progress) -> bool:
            self.said = self.beginning.restore(source, progress, anyway=anyway)
            return True

        self._run(_("正在恢复备份"), _copying(), work, lambda: self._finish("home", {}))

    def relock(self, title: str, work: Callable[[Path, Progress], str], right: str = LOCK) -> None:
        """Do what needs the file closed, and come back with what is said of it."""

        def run(progress: Progress) -> bool:
            self.said = self.beginning.relock(work, progress, right)
            return True

        self._run(title, _copying(), run, lambda: self._finish("home", {}))

    def clear(self) -> None:
        """Keep a backup of the database and empty it, then stay here to begin anew."""
        kept: list[Path] = []

        def work(progress: Progress) -> bool:
            kept.append(self.beginning.clear(progress))
            return True

        def done() -> None:
            words = _("演示数据已清除；清除前的备份是“{file}”").format(file=kept[0])
            self.said = words
            if self._stands_anew():
                self.banner.say(words, good=True)

        self._run(_("正在清除演示数据"), (*_copying(), _("换上空白数据库")), work, done)

    def begin_again(self) -> None:
        """Leave what is open, an empty file or a sample, and offer the choice for the own file."""
        self.beginning.forget()
        self._stands_anew()

    def _stands_anew(self) -> bool:
        """Offer the choice for the file that is open now; whether there is one: what holds data is entered."""
        self._remember()
        if not self.beginning.is_fresh():
            self.finished.emit("home", {})
            return False
        self.answers.take(self.beginning.path)
        self.ways.look(self.beginning.path)
        return True

    def _begin(
        self, title: str, steps: Sequence[str], work: Callable[[Progress], None], done: Callable[[], None]
    ) -> None:
        """Do the work in the file that is wanted, unless there is something in it already."""
        wanted, name = self.answers.path, self.answers.operator.text().strip()
        if not operator.told():
            self.settings.put(operator.KEPT, name or None)

        def begin(progress: Progress) -> bool:
            self.beginning.move(wanted)
            self.beginning.database.sign(name)
            fresh = self.beginning.is_fresh()
            if fresh:
                work(progress)
            return fresh

        self._run(title, steps, begin, done)

    def _run(
        self, title: str, steps: Sequence[str], work: Callable[[Progress], bool], done: Callable[[], None]
    ) -> None:
        watched = PanelProgress(steps)

        def run(progress: Progress) -> bool:
            watched.task = progress
            return work(watched)

        self.banner.hide()
        self.panel.begin(title, watched)
        self.stack.setCurrentWidget(self.panel)
        self._task = self.tasks.write(
            title, run, lambda did: done() if did else self._finish("home", {}), receiver=self, failed=self._failed
        )

    def _stop(self) -> None:
        if self._task is not None:
            self._task.stop()

    def _look(self) -> None:
        """Once the work has ended, in whatever way, offer the choice again."""
        task = self._task
        if task is None or task in self.tasks.running:
            return
        self._task = None
        self.panel.end()
        self.stack.setCurrentIndex(0)
        self.next.setFocus()
        if task.progress.stopped:
            self._give_up()

    def _give_up(self) -> None:
        if self.beginning.is_fresh():
            self.banner.say(_("已取消，没有留下任何内容"), tone="accent")
        else:  # it was done before it could be stopped, or there is something to go back to
            self._finish(BACK, {})

    def _failed(self, error: Exception) -> None:
        if not self.beginning.is_fresh():
            self.trouble = error
            self._finish(BACK, {})
        elif isinstance(error, Doubtful):
            ask_anyway(self, error, lambda: self.restore(error.backup, anyway=True))
        else:
            self.report(error)

    def _finish(self, page: str, arguments: dict[str, Any]) -> None:
        self._remember()
        self.finished.emit(page, arguments)

    def _remember(self) -> None:
        """Begin with this file the next time, where nobody named another."""
        if self.answers.movable:
            path = self.beginning.path
            self.settings.put(REMEMBERED, None if is_usual(path) else str(path))
            self.settings.flush()

    # --- the window itself

    def report(self, error: BaseException) -> None:
        """Tell what went wrong in one sentence."""
        self.banner.say(trouble_of(error).sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button in hand says, else what was chosen."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif (button := self.focusWidget()) in (self.skip, self.next, self.panel.cancel):
            button.click()
        elif self._task is None:
            self.go()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is being made, of which nothing stays, and wait for it."""
        remember_geometry(self, self.settings)
        self.tasks.close()
        super().closeEvent(event)


def _copying() -> tuple[str, ...]:
    """The steps of a verified copy, in the language in use."""
    return _("复制数据库"), _("核对副本")
