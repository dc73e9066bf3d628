"""The main window: navigation, head, stage, acts, and the news of what was written."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget
from shiboken6 import isValid

from desktop.keys import HELP, LISTS
from desktop.ui.home.activity_rows import records_words
from desktop.ui.home.problem_monitor import ProblemMonitor
from desktop.ui.kit import layouts
from desktop.ui.kit.context import AppContext, Further
from desktop.ui.kit.controls import Banner, Hairline
from desktop.ui.kit.file_drop import FileDrop
from desktop.ui.kit.page import Page
from desktop.ui.kit.settings import LEAST_SIZE, Settings, remember_geometry
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.undo_bar import UndoBar
from desktop.ui.shell import palette_search
from desktop.ui.shell.actions import Actions, keys_of
from desktop.ui.shell.auto_backup import AutoBackup
from desktop.ui.shell.close_guard import CloseGuard
from desktop.ui.shell.commands import WindowCommands
from desktop.ui.shell.file_check import FileCheck
from desktop.ui.shell.help_commands import HelpCommands
from desktop.ui.shell.lock_commands import LockCommands
from desktop.ui.shell.message_banner import MessageBanner
from desktop.ui.shell.navigation import Navigation
from desktop.ui.shell.navigator import Location, Navigator
from desktop.ui.shell.page_head import ListHead
from desktop.ui.shell.palette_search import PaletteEntry, Target, query_of
from desktop.ui.shell.screen_lock import ScreenLock
from desktop.ui.shell.status_bar import StatusBar
from desktop.ui.shell.undo_history import UndoHistory
from desktop.ui.shell.update_watch import UpdateWatch
from desktop.ui.shell.view_tabs import ViewTabs
from models.database import history, operator
from models.database.database import Database
from models.database.query import Query
from models.database.results import count_of
from models.database.settings import school_name
from models.database.transaction import ChangeSet
from models.entities.schools import School
from models.progress import Progress
from models.schema.fields import Entity, entities, entity_named
from models.words import _, joined

if TYPE_CHECKING:
    from desktop.ui.form.form import RecordForm
    from desktop.ui.home.home_page import HomePage
    from desktop.ui.list.list_page import ListPage
    from desktop.ui.record.master_detail import MasterDetailPage
    from desktop.ui.shell.help_desk import HelpDesk
    from desktop.ui.shell.keymap import KeyMap
    from desktop.ui.shell.palette import Palette
    from desktop.ui.shell.preferences import PreferencesPage
    from desktop.ui.shell.problems_page import ProblemsPage


class MainWindow(QMainWindow):
    """One window over one database; with signals for when another shall take its place.

    `renewal_wanted` with what is to be said in the new one.
    """

    clearing_wanted = Signal()
    welcome_wanted = Signal()
    restoring_wanted = Signal(Path)
    folding_wanted = Signal(object)
    renewal_wanted = Signal(str)
    _written = Signal(object)

    def __init__(self, database: Database, name: str, settings: Settings | None = None) -> None:
        super().__init__()
        self.database = database
        self.settings = settings or Settings()
        self._name = name
        self.tasks = Tasks(self)
        self.place = AppContext(
            self, database, self.tasks, self.report, self._say, self.settings, self.announce,
            self.show_query, self.show_record, self.show_page, self.show_form, warn=self._warn,
        )  # fmt: skip
        self.actions_ = Actions(self)
        self.history = UndoHistory(database, self.tasks, self)
        for act, icon in ((self.history.undo, "arrow_undo"), (self.history.redo, "arrow_redo")):
            self.actions_.take(LISTS, act, icon)
        seen = frozenset(one.__tablename__ for one in entities() if database.sees(one))
        self.navigation = Navigation(self.settings, operator.signed(database.user), name, seen)
        self._sign()
        self.stage = Navigator(self.place)
        self.banner = Banner()
        self.status = StatusBar(self.tasks, name)
        self.status.record_wanted.connect(self._show_proof)
        self.keeper = AutoBackup(self.place, self.status, self)
        self.watch = ProblemMonitor(database, self.tasks, self)
        self.closing = CloseGuard(self.tasks, self, self.keeper.pending, self.close)
        self.telling = MessageBanner(self.banner, self.history)
        self.helping = HelpCommands(self.place, self.telling, self)
        self.telling.report_wanted.connect(self.helping.show_report)
        self.file_check = FileCheck(self.place, self.telling, self)
        self.file_check.checked.connect(self._checked)
        self.updates = UpdateWatch(self.place, self.telling, self)
        self.locking = LockCommands(self.place, self.telling, self)
        path = self.locking.path
        self.screen_lock = ScreenLock(self, database, path, self.settings) if path is not None else None
        self._here: object = None
        self._uncounted: set[str] = set()  # tables whose records the navigation is to count
        self._call(name)
        self.setMinimumSize(LEAST_SIZE)
        self._lay_out()
        self._connect_acts()
        self._connect_parts()
        self.status.tell_lock(locked=self.locking.locked)
        self._tell_saved(None)
        self.history.refresh()
        self._count(frozenset(entity.__tablename__ for entity in entities()))

    def _heed(self, key: str) -> None:
        if key == operator.KEPT:
            self._sign()

    def _sign(self) -> None:
        """Work in the name that is told, if one is."""
        name = operator.told() or self.settings.get(operator.KEPT)
        if name is not None:
            self.database.sign(name)
        self.navigation.sign(operator.signed(self.database.user), self._name)

    def _call(self, name: str) -> None:
        """Name the school, or the file where nobody told its name, wherever the window says it."""
        self._name = name
        self.setWindowTitle(_("{name} — 双元").format(name=name))
        self.navigation.sign(operator.signed(self.database.user), name)
        self.status.name_file(name)

    def _lay_out(self) -> None:
        acts = self.actions_
        self.more = self._more_menu()
        ghosts = (
            (acts.bring, "arrow_import", ""), (acts.export, "arrow_export_ltr", _("导出")), (acts.print, "print", ""),
        )  # fmt: skip
        self.head = ListHead(acts.create, ghosts, self.more, acts.switch)
        middle = layouts.row(
            self.navigation, Hairline(upright=True),
            (layouts.column(self.head, self.banner, (self.stage, 1), gap=0), 1),
            gap=0,
        )  # fmt: skip
        body = QWidget()
        layouts.column((middle, 1), Hairline(), self.status, parent=body, gap=0)
        self.setCentralWidget(body)
        self.undo_bar = UndoBar(self.stage)
        self.commands = WindowCommands(self.place, self.stage, self)
        self.views = ViewTabs(self.place, self.head, self)

    @cached_property
    def help_desk(self) -> "HelpDesk":
        """What F1 opens, made when it is first asked for."""
        from desktop.ui.shell.help_desk import HelpDesk

        return HelpDesk(self.place, self.stage)

    @cached_property
    def keymap(self) -> "KeyMap":
        """The map of the keys, made when it is first asked for."""
        from desktop.ui.shell.keymap import KeyMap

        return KeyMap(self)

    @cached_property
    def palette_(self) -> "Palette":
        """What Ctrl+K opens, made when it is first asked for."""
        from desktop.ui.shell.palette import Palette
        from desktop.ui.shell.palette_commands import acts_at_hand, commands_of

        def commands() -> tuple[PaletteEntry, ...]:
            return (*commands_of(self.actions_, self.database), *acts_at_hand(self.database, *self.stage.at_hand))

        made = Palette(self, self.database, self.tasks, self.settings, commands)
        made.taken.connect(self.go)
        return made

    def open_palette(self) -> None:
        """Open the palette."""
        self.palette_.begin()

    def _more_menu(self) -> QMenu:
        acts = self.actions_
        menu = QMenu(self)
        parts: tuple[tuple[QAction, ...], ...] = (
            (self.history.undo, self.history.redo),
            (acts.open, acts.delete, acts.select_all, acts.find, acts.refresh),
            (acts.copy_whole, acts.export_whole, acts.export_as),
            (acts.files, acts.photos),
            (acts.template, acts.save_view, acts.backup),
            (acts.keymap, *acts.groups[HELP], acts.lock, acts.leave),
        )
        for part in parts:
            menu.addActions(list(part))
            menu.addSeparator()
        return menu

    def _connect_acts(self) -> None:
        acts = self.actions_
        self.commands.connect_to(acts)
        self.helping.connect_to(acts)
        wired: Mapping[QAction, Callable[[], None]] = {
            acts.refresh: self.refresh, acts.palette: self.open_palette, acts.keymap: self.show_keys, acts.help: self.show_help,
            acts.next_pane: partial(self._walk, 1), acts.previous_pane: partial(self._walk, -1),
            acts.save_view: self.views.save, acts.switch: self.stage.switch,
        }  # fmt: skip
        for action, act in wired.items():
            action.triggered.connect(lambda _on=False, act=act: act())
        for key, action in acts.pages.items():
            action.triggered.connect(lambda _on=False, key=key: self.show_page(key, {}))
        acts.leave.triggered.connect(self.close)
        if self.screen_lock is not None:
            acts.lock.triggered.connect(self.screen_lock.lock)
            acts.lock.setEnabled(self.screen_lock.wanted)
        acts.backup.triggered.connect(self.keeper.back_up)
        for number in range(1, 10):
            QShortcut(QKeySequence(f"Alt+{number}"), self).activated.connect(partial(self._jump, number - 1))

    def _connect_parts(self) -> None:
        self.navigation.chosen.connect(self.show_list)
        self.navigation.page_chosen.connect(lambda key: self.show_page(key, {}))
        self.navigation.palette_wanted.connect(self.open_palette)
        self.navigation.help_wanted.connect(lambda: self.helping.menu(self.actions_, self.navigation.help))
        FileDrop(self).dropped.connect(lambda files: self.show_page("import", {"files": files}))
        self.stage.list_made.connect(self._welcome_list)
        self.stage.beside_made.connect(self._welcome_beside)
        self.stage.page_made.connect(self._welcome_page)
        self.stage.moved.connect(self._follow)
        self.watch.found.connect(lambda: self.navigation.warn(self.watch.count))
        self.keeper.doubted.connect(self.telling.warn)
        self.keeper.doubted.connect(lambda _words: self.closing.stay() if self.keeper.on_request else None)
        self.keeper.failed.connect(self.telling.alarm)
        self.keeper.failed.connect(self.closing.stay)
        self.keeper.asked.connect(
            lambda words: self.telling.ask(words, _("备份设置"), lambda: self.show_page("settings", {}))
        )
        self.settings.changed.connect(self._heed)
        self.history.failed.connect(self.report)
        self.history.done.connect(self.undo_bar.hide)
        self.history.doubted.connect(self._ask)
        self.history.before = self.undo_bar.take
        # the listener is called in the thread that wrote; the signal brings the news to this one
        self._written.connect(self._take_news, Qt.ConnectionType.QueuedConnection)
        self.database.subscribe(self._hear)

    def _hear(self, written: ChangeSet) -> None:
        if isValid(self):
            self._written.emit(written)

    @property
    def page(self) -> "ListPage | None":
        """The list that is seen, or that of the records whose form is seen."""
        return self.stage.list_page

    @property
    def pages(self) -> "dict[str, ListPage]":
        """The lists that were seen, by table."""
        return self.stage.lists

    @property
    def form(self) -> "RecordForm | None":
        """The form that is seen."""
        return self.stage.form

    def show_list(self, entity: type[Entity]) -> None:
        """Go to the list of an entity, after asking about an unsaved form."""
        self.stage.leave(lambda: self.stage.go_list(entity))
        self._mark()

    def show_query(self, query: Query) -> None:
        """Go to a list with these conditions."""
        self.stage.leave(lambda: self.stage.go_list(query.entity, query))
        self._mark()

    def show_page(self, key: str, arguments: dict[str, Any]) -> None:
        """Go to a page of screens.pages."""
        self.stage.leave(lambda: self.stage.go_page(key, arguments))
        self._mark()

    def show_location(self, spot: Location) -> None:
        """Go to where one was in another window over the same file."""
        self.stage.leave(lambda: self.stage.go(spot))
        self._mark()

    def show_record(self, entity: type[Entity], key: int | None) -> None:
        """Go to where a record is looked at: its own page, else its form; None for a new one."""
        self.stage.leave(lambda: self.stage.go_record(entity, key))
        self._mark()

    def show_form(
        self, entity: type[Entity], key: int | None, given: Mapping[str, int | str] = MappingProxyType({})
    ) -> None:
        """Go to the form of a record; None for a new one, which refers to the records that are `given`, by field."""
        self.stage.leave(lambda: self.stage.go_form(entity, key, given))
        self._mark()

    def _welcome_list(self, page: "ListPage") -> None:
        """Wire a list that was made just now."""
        page.opened.connect(self.commands.open)
        page.selected.connect(self._follow)
        for signal, act in (
            (page.created, self.commands.begin), (page.imported, self.commands.bring),
            (page.templated, self.commands.template), (page.exported, self.commands.export),
            (page.whole_exported, self.commands.export_whole),
            (page.printed, self.commands.print_), (page.deleted, self.commands.delete),
        ):  # fmt: skip
            signal.connect(act)
        page.loaded.connect(self.views.mark)

    def _welcome_beside(self, page: "MasterDetailPage") -> None:
        """Wire records beside their like."""
        page.switched.connect(self.stage.switch)
        page.told.connect(self._follow)

    def _welcome_page(self, key: str, page: Page) -> None:
        """Wire a page of shell.pages that does more than lead elsewhere."""
        if key == "settings":
            self._welcome_settings(cast("PreferencesPage", page))
        elif key in ("home", "problems"):
            cast("HomePage | ProblemsPage", page).attend(self.watch)

    def _welcome_settings(self, page: "PreferencesPage") -> None:
        for signal, act in (
            (page.backup_wanted, self.keeper.back_up), (page.clearing_wanted, self.clearing_wanted),
            (page.restoring_wanted, self.restoring_wanted), (page.folding_wanted, self.folding_wanted),
            (page.welcome_wanted, self.welcome_wanted), (page.keys_wanted, self.show_keys),
            (page.about_wanted, self.helping.show_about), (page.report_wanted, self.helping.show_report),
            (page.locking_wanted, self.locking.begin), (page.shut_out_wanted, self.locking.shut_out),
            (page.unit_changed, self._ask_name), (page.access_changed, self.renewal_wanted),
            (page.check_wanted, lambda: self.file_check.check(asked=True)),
        ):  # fmt: skip
            signal.connect(act)
        page.accompany(self.keeper)

    def _checked(self) -> None:
        """Show what the check of the whole file came to wherever it stands."""
        page = self.stage.pages.get("settings")
        if page is not None:
            cast("PreferencesPage", page).show_check()
        self.watch.look()

    def _mark(self) -> None:
        spot = self.stage.spot
        if self.form is not None:
            self.navigation.mark(self.form.entity)
        elif spot is not None and spot.entity is not None:
            self.navigation.mark(spot.entity)
        elif spot is not None:
            self.navigation.mark_page(spot.page)

    def _follow(self) -> None:
        """Let acts, head and status bar be what is seen allows."""
        page = self.page
        listed = page is not None and self.form is None
        self.commands.allow(self.actions_, listed=listed)
        self._show_head(page if listed else None)
        self.status.left.setText(self.stage.footing)
        self.status.saved.wait(0 if self.form is None else self.form.unsaved)
        self._mark()
        here = (self.stage.spot, self.form)
        if here != self._here:
            self._here = here
            self.telling.past()
            if self.undo_bar.asks:
                self.undo_bar.hide()

    def _show_head(self, page: "ListPage | None") -> None:
        self.head.setVisible(page is not None)
        self.head.way.setVisible(self.actions_.switch.isEnabled())
        if page is not None:
            self.head.step_back(back=page.is_empty or page.table.bulk)
            self.views.show_page(page)

    # --- moving about

    def refresh(self) -> None:
        """Read everything that is seen again."""
        self.stage.news()
        self.views.outdate()
        self._count(frozenset(entity.__tablename__ for entity in entities()))

    def show_help(self, topic: str = "") -> None:
        """Open the manual at a topic, or at the one of what has the keyboard."""
        self.help_desk.open(topic)

    def show_keys(self) -> None:
        """Open the key map."""
        self.keymap.begin(keys_of(self.actions_, self.stage.currentWidget()))

    def _jump(self, number: int) -> None:
        items = self.navigation.seen_items()
        if number < len(items):
            items[number].click()

    def _walk(self, step: int) -> None:
        """Give the keyboard to the next pane: navigation, head, then those of what is seen."""
        panes = [pane for pane in (self.navigation, self.head, *self.stage.panes()) if pane.isVisible()]
        focused = self.focusWidget()
        here = next(
            (n for n, p in enumerate(panes) if focused is not None and (p is focused or p.isAncestorOf(focused))), -step
        )
        for turn in range(1, len(panes) + 1):
            if _take_focus(panes[(here + step * turn) % len(panes)]):
                return

    def go(self, target: Target) -> None:
        """Go where an entry of the palette leads."""
        pages, name, key = self.actions_.pages, target.name, target.key
        match target.kind:
            case palette_search.PAGE if name in pages:
                pages[name].trigger()
            case palette_search.PAGE:
                self.show_page(name, {})
            case palette_search.LIST:
                self.show_list(entity_named(name))
            case palette_search.RECORD:
                self.show_record(entity_named(name), key)
            case palette_search.RELATED:
                self.show_query(query_of(target))
            case palette_search.REPORT | palette_search.SCHEME:
                self.show_page("print", {target.kind: name, "ids": () if key is None else (key,)})
            case palette_search.WINDOW_ACT if key is not None:
                self.actions_.groups[name][key].trigger()
            case palette_search.ACT:
                self._perform(name)

    def _perform(self, name: str) -> None:
        from desktop.ui.record.act_panel import open_act
        from models.acts.catalogue import act_named  # the window is there sooner without

        act, (_entity, ids) = act_named(name), self.stage.at_hand
        if act is not None and ids:
            open_act(self.place, act, ids)

    # --- news

    def _take_news(self, written: ChangeSet) -> None:
        self.telling.past()
        self.history.refresh()
        self._tell_saved(written.time)
        self._count(written.touched)
        self.watch.follow(written)
        self.stage.news()
        self.views.outdate()
        if School.__tablename__ in written.touched:
            self._ask_name()

    def _ask_name(self) -> None:
        database, known = self.database, self._name

        def work(_progress: Progress) -> str:
            with database.reading() as connection:
                return school_name(connection) or known

        self.tasks.read(work, self._call, receiver=self, slot="name")

    def _show_proof(self) -> None:
        self.show_page("changes", {"proof": True})

    def _tell_record(self) -> None:
        self.tasks.read(lambda _progress: self.database.anchor(), self.status.tell_record, receiver=self, slot="anchor")

    def _tell_saved(self, when: datetime | None) -> None:
        self._tell_record()
        self.tasks.stop(self, "saved")
        if when is not None:
            self.status.saved.set_saved(when, 0 if self.form is None else self.form.unsaved)
            return
        database = self.database

        def work(_progress: Progress) -> datetime | None:
            with database.reading() as connection:
                latest = history.change_sets(connection, 1)
            return latest[0].time if latest else None

        self.tasks.read(work, self.status.saved.set_saved, receiver=self, slot="saved")

    def _count(self, tables: frozenset[str]) -> None:
        self._uncounted |= tables & self.navigation.items.keys()
        wanted = [e for e in entities() if e.__tablename__ in self._uncounted]
        database = self.database

        def work(_progress: Progress) -> dict[str, int]:
            return {entity.__tablename__: count_of(database, Query(entity)) for entity in wanted}

        def done(counts: dict[str, int]) -> None:
            self._uncounted -= counts.keys()
            self.navigation.set_counts(counts)
            self.watch.soon(sum(item.count or 0 for item in self.navigation.items.values()))

        self.tasks.read(work, done, receiver=self, slot="counts")

    def _say(self, sentence: str) -> None:
        self.telling.say(sentence)
        self._tell_record()  # a printing and a mark of the auditor are sealed, too, and no record was written

    def _warn(self, sentence: str) -> None:
        self.telling.warn(sentence)

    def announce(self, sentence: str, undo: Callable[[], None] | None, further: Further | None = None, /) -> None:
        """Tell of an act that can be taken back at once, and of what may come next."""
        self.undo_bar.announce(sentence, undo, further=further)

    def report(self, error: BaseException) -> None:
        """Tell what went wrong in one sentence; of a fault of ours the details can be copied, and work goes on."""
        self.telling.report(error)

    def _ask(self, act: ChangeSet, undo: Callable[[], None]) -> None:
        """Name an act that is large or of another day before it is taken back."""
        parts = (f"{act.time.astimezone():%Y-%m-%d %H:%M}", records_words(act.change_count))
        self.undo_bar.ask(_("要撤销“{name}”吗").format(name=act.name), undo, joined(parts))

    # --- the window itself

    def end(self) -> None:
        """Be closed by the system, which waits for no answer: what is typed is kept, what is being written is stopped."""
        if self.form is not None:
            self.form.autosave.keep_now()
        remember_geometry(self, self.settings)
        self.tasks.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the navigation follow the width."""
        super().resizeEvent(event)
        self.navigation.fit(event.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, a running write and a backup that waits, and wait for the threads."""
        if self.stage.holds(self._close_for_good) or self.closing.holds():
            event.ignore()
            return
        remember_geometry(self, self.settings)
        self.settings.flush()
        self.tasks.close()
        super().closeEvent(event)

    def _close_for_good(self) -> None:
        self.stage.close_form()
        QTimer.singleShot(0, self.close)


def _take_focus(pane: QWidget) -> bool:
    """Give the focus to a pane or the first in it that takes it."""
    for widget in (pane, *pane.findChildren(QWidget)):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False
