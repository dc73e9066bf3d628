"""The main window: navigation, pages, acts, and the news of what was written."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.controls import Banner, Line
from desktop.ui.errors import Family, FaultReport, trouble_of
from desktop.ui.forms.form import RecordForm
from desktop.ui.grid.page import ListPage, count_of
from desktop.ui.shell.actions import Actions
from desktop.ui.shell.history import History
from desktop.ui.shell.navigation import Navigation
from desktop.ui.shell.status import StatusBar
from desktop.ui.shell.toolbar import Toolbar
from desktop.ui.tasks import Tasks
from desktop.ui.workplace import Workplace
from models.database.database import Database
from models.database.history import ChangeSet
from models.database.query import Query
from models.progress import Progress
from models.schema.fields import Entity, entities
from models.words import _


class MainWindow(QMainWindow):
    """One window over one database."""

    _written = Signal(object)

    def __init__(self, database: Database, name: str) -> None:
        super().__init__()
        self.database = database
        self.tasks = Tasks(self)
        self.place = Workplace(self, database, self.tasks, self.report, self._say)
        self.actions_ = Actions(self)
        self.history = History(database, self.tasks, self)
        self.navigation = Navigation()
        self.pages: dict[str, ListPage] = {}
        self.form: RecordForm | None = None
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.status = StatusBar(self.tasks, name)
        self.setWindowTitle(_("{name} — 双元").format(name=name))
        self.resize(1366, 768)
        self._lay_out()
        self._connect()
        self._menus()
        self.history.refresh()
        self._count(frozenset(entity.__tablename__ for entity in entities()))

    def _lay_out(self) -> None:
        acts = self.actions_
        self.toolbar = Toolbar(
            acts.create,
            acts.open,
            acts.delete,
            acts.bring,
            acts.export,
            acts.refresh,
            self.history.undo,
            self.history.redo,
        )
        right = QVBoxLayout()
        right.setSpacing(0)
        for widget in (self.toolbar, Line(), self.banner):
            right.addWidget(widget)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(Line(upright=True))
        middle.addLayout(right, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(Line())
        column.addWidget(self.status)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        acts = self.actions_
        wired: tuple[tuple[object, Callable[[], None]], ...] = (
            (acts.create, self.begin), (acts.open, self._open_selected), (acts.delete, self.delete),
            (acts.refresh, self.refresh), (acts.find, self._find), (acts.select_all, self._select_all),
            (acts.bring, self.bring), (acts.export, self.export), (acts.template, self.template),
        )  # fmt: skip
        for action, act in wired:
            action.triggered.connect(act)  # type: ignore[attr-defined] # a QAction
        acts.leave.triggered.connect(self.close)
        self.navigation.chosen.connect(self.show_list)
        self.tasks.troubled.connect(self.report)
        self.history.failed.connect(self.report)
        self.history.done.connect(lambda name: self.banner.say(_("已{act}").format(act=name), good=True))
        # the listener is called in the thread that wrote; the signal brings the news to this one
        self._written.connect(self._take_news, Qt.ConnectionType.QueuedConnection)
        self.database.subscribe(self._written.emit)

    def _menus(self) -> None:
        acts = self.actions_
        bar = self.menuBar()
        parts = (
            (_("文件"), (acts.bring, acts.template, None, acts.export, None, acts.leave)),
            (_("编辑"), (self.history.undo, self.history.redo, None, acts.create, acts.open, acts.delete, None,
                       acts.select_all, acts.find)),
            (_("查看"), (acts.refresh,)),
        )  # fmt: skip
        for title, actions in parts:
            menu = bar.addMenu(title)
            for action in actions:
                if action is None:
                    menu.addSeparator()
                else:
                    menu.addAction(action)
        self.reports = bar.addMenu(_("报表"))
        self.reports.aboutToShow.connect(self._list_reports)

    # --- pages

    @property
    def page(self) -> ListPage | None:
        """The list that is seen, or from which the form was opened."""
        shown = self.stack.currentWidget()
        if isinstance(shown, ListPage):
            return shown
        return self.pages.get(self.form.entity.__tablename__) if self.form is not None else None

    def show_list(self, entity: type[Entity]) -> None:
        """Go to the list of an entity, after asking about an unsaved form."""
        self._leave_form(lambda: self._show_list(entity))
        page = self.page
        if page is not None:
            self.navigation.mark(page.entity)

    def _show_list(self, entity: type[Entity]) -> None:
        self.banner.hide()
        self._close_form()
        page = self.pages.get(entity.__tablename__)
        if page is None:
            page = self._make_page(entity)
        self.navigation.mark(entity)
        self.stack.setCurrentWidget(page)
        page.reload()
        page.table.setFocus()
        self._follow()

    def _make_page(self, entity: type[Entity]) -> ListPage:
        page = ListPage(self.database, self.tasks, entity)
        page.opened.connect(self.open)
        page.created.connect(self.begin)
        page.imported.connect(self.bring)
        page.selected.connect(self._follow)
        self.pages[entity.__tablename__] = page
        self.stack.addWidget(page)
        return page

    def open(self, key: int | None) -> None:
        """Open the form of a record of the list that is seen; None for a new one."""
        page = self.page
        if page is None:
            return
        self._close_form()
        self.form = RecordForm(self.database, self.tasks, page.entity, key)
        self.form.left.connect(lambda: self._show_list(page.entity))
        self.stack.addWidget(self.form)
        self.stack.setCurrentWidget(self.form)
        self._follow()

    def begin(self) -> None:
        """An empty form of the entity that is seen."""
        self._leave_form(lambda: self.open(None))

    def _open_selected(self) -> None:
        page = self.page
        ids = page.ids() if page is not None and self.form is None else []
        if ids:
            self.open(ids[0])

    def _leave_form(self, then: Callable[[], None]) -> None:
        if self.form is None:
            then()
        else:
            self.form.leave(then)

    def _close_form(self) -> None:
        if self.form is not None:
            self.stack.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None

    def _follow(self) -> None:
        """Let acts and the status bar be what the page allows."""
        page = self.page
        listed = page is not None and self.form is None
        chosen = page is not None and listed and page.table.selectionModel().hasSelection()
        acts = self.actions_
        for action in (acts.open, acts.delete):
            action.setEnabled(chosen)
        for action in (acts.create, acts.export, acts.template):
            action.setEnabled(page is not None)
        acts.bring.setEnabled(page is not None and page.entity.importable)
        self.toolbar.step_back(back=not listed or (page is not None and page.is_empty))
        self.status.left.setText(page.footer.text() if page is not None and listed else "")

    # --- acts

    def delete(self) -> None:
        """Delete the selected records as one act; undo brings them back, so nobody is asked."""
        page = self.page
        if page is None or self.form is not None:
            return
        entity, ids, database = page.entity, page.ids(), self.database
        if not ids:
            return
        name = _("删除{label} {count} 条").format(label=_(entity.label), count=len(ids))

        def work(progress: Progress) -> None:
            with database.transaction(name, progress) as tx:
                tx.delete(entity, ids)

        self.tasks.write(name, work, lambda _none: self._deleted(name), receiver=self, failed=self.report)

    def _deleted(self, name: str) -> None:
        self.banner.say(_("已{act}，可用 Ctrl+Z 撤销").format(act=name), good=True)

    def refresh(self) -> None:
        """Read everything that is seen again."""
        if self.form is not None:
            self.form.refresh()
        elif self.page is not None:
            self.page.refresh()
        self._count(frozenset(entity.__tablename__ for entity in entities()))

    def _find(self) -> None:
        if self.page is not None and self.form is None:
            self.page.filters.search.setFocus()
            self.page.filters.search.selectAll()

    def _select_all(self) -> None:
        if self.page is not None and self.form is None:
            self.page.table.selectAll()

    def bring(self) -> None:
        """Import a workbook into the entity that is seen."""
        from desktop.ui.imports.flow import bring

        if self.page is not None:
            bring(self.place, self.page.entity)

    def export(self) -> None:
        """Write the list as it is seen into a workbook."""
        from desktop.ui.imports.giving import export

        if self.page is not None:
            export(self.place, self.page)

    def template(self) -> None:
        """Write an empty workbook to fill in."""
        from desktop.ui.imports.giving import template

        if self.page is not None:
            template(self.place, self.page.entity)

    def _list_reports(self) -> None:
        from desktop.ui.printing.menu import fill

        fill(self.reports, self.place, self.page)

    def _say(self, sentence: str) -> None:
        self.banner.say(sentence, good=True)

    # --- news

    def _take_news(self, written: ChangeSet) -> None:
        self.history.refresh()
        self._count(written.touched)
        if self.form is not None:
            self.form.refresh()
        elif self.page is not None:
            self.page.refresh()

    def _count(self, tables: frozenset[str]) -> None:
        wanted = [entity for entity in entities() if entity.__tablename__ in tables]
        database = self.database

        def work(_progress: Progress) -> dict[str, int]:
            return {entity.__tablename__: count_of(database, Query(entity)) for entity in wanted}

        self.tasks.read(work, self.navigation.tell, receiver=self)

    def report(self, error: BaseException) -> None:
        """Tell what went wrong: a sentence in the window, or for a fault of ours a report to copy."""
        trouble = trouble_of(error)
        if trouble.family is Family.OURS:
            FaultReport(trouble, self).open()
        else:
            self.banner.say(trouble.sentence)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, let a running write end or stop it, and wait for the threads."""
        if self.form is not None and self.form.dirty:
            event.ignore()
            self.form.leave(self._close_for_good)
            return
        self.tasks.close()
        super().closeEvent(event)

    def _close_for_good(self) -> None:
        self._close_form()
        self.close()
