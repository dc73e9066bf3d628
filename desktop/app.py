"""Puts the window together: application, language, faces, database, shell; nothing else knows all of them."""

import gc
import logging
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop import program_log
from desktop.fault_report import Harmless
from desktop.operations.folding import fold_before
from desktop.operations.recovering import Doubtful
from desktop.ui.kit import accessibility, files, theme
from desktop.ui.kit.dialogs import agreed
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.qt_messages import qt_messages_logged
from desktop.ui.kit.settings import Settings, come_forward, remember_geometry, restore_geometry
from desktop.ui.kit.tasks import GuiThreadGc
from desktop.ui.shell.draft_recovery import DraftRecovery
from desktop.ui.shell.instance import Doorbell, raise_other
from desktop.ui.shell.signals import EndSignals
from desktop.ui.shell.window import MainWindow
from desktop.ui.start.setup_actions import SetupActions
from desktop.ui.start.sign_in import signed_in
from desktop.ui.start.unlock_panel import unlocked
from models import memory
from models.access.rights import RESTORE
from models.database import key_files, permissions, second_place
from models.database.backup import backups_of
from models.database.database import Database, open_database
from models.database.errors import Damaged, DatabaseError, ForeignFile, Locked, Missing
from models.database.instance import lock_file
from models.database.ladder import unseen
from models.database.location import REMEMBERED, is_usual, remembered, settings_file
from models.database.settings import school_name
from models.progress import Progress
from models.schema.fields import entity_named
from models.version import program_version
from models.words import _, use_language

if TYPE_CHECKING:
    from desktop.ui.shell.navigator import Location
    from desktop.ui.start.open_failed import Refusal
    from desktop.ui.start.start_page import StartPage

FIRST = "student"  # the list a window opens with
USUAL = "zh_CN"
_SETTLED = 1000  # milliseconds after the start
_BREATH = 50  # milliseconds between two steps of what is done then
_LOG = logging.getLogger(__name__)
_TURN = 0.0005  # seconds a thread keeps the interpreter while another waits for it


def application(language: str = USUAL, look: str = "light") -> QApplication:
    """The one application object, dressed in a theme, its own buttons in `language` (a key of words.LANGUAGES)."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    running = QCoreApplication.instance()
    made = running if isinstance(running, QApplication) else QApplication(["shuangyuan"])
    made.setApplicationName("Shuangyuan")
    accessibility.teach()
    _translate(made, language)
    theme.dress(made, look)
    return made


def _translate(made: QApplication, language: str) -> None:
    made.setApplicationDisplayName(_("双元"))  # Qt adds it to titles that lack it
    QLocale.setDefault(QLocale(language))
    translator = QTranslator(made)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        made.installTranslator(translator)


def open_window(database: Database, name: str, settings: Settings | None = None) -> MainWindow:
    """The window over an open database, with the first list in it."""
    window = MainWindow(database, name, settings)
    window.show_list(entity_named(FIRST))
    return window


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


class Program(QObject):
    """The window over a database, made anew when words or sizes change, since widgets keep those they were made with.

    In an empty database it is the first page instead; `movable` when a person may choose another place for the data.
    """

    AFRESH = ("language", "text")

    def __init__(self, database: Database, settings: Settings, *, movable: bool = False) -> None:
        super().__init__()
        self._beginning, self._settings, self._movable = SetupActions(database), settings, movable
        self._bell: Doorbell | None = None
        settings.changed.connect(self._follow)
        self._left: Location | None = None  # where one was in the window before
        self.window: MainWindow | StartPage
        self.window = self._welcome() if self._beginning.is_fresh() else self._make("home", {})

    def _make(self, page: str, arguments: dict[str, Any]) -> MainWindow:
        database = self._beginning.database
        with database.reading() as connection:
            name = school_name(connection) or self._beginning.path.name
        window = MainWindow(database, name, self._settings)
        restore_geometry(window, self._settings)
        self._settings.lock_with(key_files.data_key(key_files.known_key(self._beginning.path)))
        window.show_page(page, arguments)
        window.clearing_wanted.connect(lambda: window.stage.leave(self._clear))
        window.welcome_wanted.connect(lambda: window.stage.leave(self._begin_again))
        window.restoring_wanted.connect(lambda path: window.stage.leave(lambda: self._restore(path)))
        window.locking.relock_wanted.connect(lambda title, work: window.stage.leave(lambda: self._relock(title, work)))
        window.folding_wanted.connect(lambda day: window.stage.leave(lambda: self._fold(day)))
        window.renewal_wanted.connect(lambda told: window.stage.leave(lambda: self._renew(told)))
        if window.screen_lock is not None:
            window.screen_lock.switched.connect(lambda: self._change_person(window))
        window.keeper.begin()
        window.file_check.begin(self._beginning.take_notes())
        window.locking.remind()
        window.updates.begin()
        DraftRecovery(window)
        return window

    def _welcome(self) -> "StartPage":
        from desktop.ui.start.start_page import StartPage  # an office sees it once

        window = StartPage(self._beginning, self._settings, movable=self._movable)
        restore_geometry(window, self._settings)
        window.finished.connect(self._enter)
        return window

    def _enter(self, page: str, arguments: dict[str, Any]) -> None:
        """Leave the first page for the window."""
        before = self.window
        assert not isinstance(before, MainWindow)
        if not signed_in(self._beginning.database, before):
            before.close()
            return
        self.listen()
        made = self._make(page or "home", arguments)
        if not page and self._left is not None:  # StartPage.BACK
            made.show_location(self._left)
        self._put_in_place(made)
        if before.trouble is not None:
            self._tell(made, before.trouble)
        elif before.said:
            made.place.say(before.said)
        else:
            made.locking.offer()

    def _tell(self, window: MainWindow, trouble: BaseException) -> None:
        """Report what was not done, or ask about the backup that can only be used all the same."""
        if not isinstance(trouble, Doubtful):
            window.report(trouble)
            return
        from desktop.ui.start.backup_list import ask_anyway  # an office sees it once

        again = partial(self._restore, trouble.backup, anyway=True)
        ask_anyway(window, trouble, lambda: window.stage.leave(again))

    def _change_person(self, before: MainWindow) -> None:
        """Give another person a window of their own; what is typed in that of the former is kept for whoever typed it."""
        before.end()
        before.stage.close_form()
        self._put_in_place(self._make("home", {}))

    def _clear(self) -> None:
        """Empty the database and begin anew; the window is closed first, so that nothing reads it."""
        self._put_in_place(first := self._welcome())
        first.clear()

    def _restore(self, source: Path, *, anyway: bool = False) -> None:
        """Let a backup take the place of the database; the window is closed first, as above."""
        self._put_in_place(first := self._welcome())
        first.bring_back(source, anyway=anyway)

    def _relock(self, title: str, work: Callable[[Path, Progress], str]) -> None:
        """Change the lock of the database; the window is closed first, as above."""
        self._put_in_place(first := self._welcome())
        first.relock(title, work)

    def _fold(self, day: date) -> None:
        """Fold the acts before a day; the window is closed first, as above."""
        self._put_in_place(first := self._welcome())
        first.relock(_("正在折叠操作记录"), lambda path, progress: fold_before(path, day, progress), RESTORE)

    def _begin_again(self) -> None:
        """Offer the first page again, as long as nothing is in the file; from a sample go back to the own one."""
        self._put_in_place(first := self._welcome())
        first.begin_again()

    def _put_in_place(self, window: "MainWindow | StartPage") -> None:
        old = self.window
        if isinstance(old, MainWindow):
            self._left = old.stage.here
        remember_geometry(old, self._settings)
        window.restoreGeometry(old.saveGeometry())
        self.window = window
        window.show()
        if isinstance(old, MainWindow):
            old.closing.let_go()
        old.close()
        old.deleteLater()

    def _follow(self, key: str) -> None:
        if key == "theme":
            theme.use(self._settings.get("theme"))
        elif key in self.AFRESH and isinstance(self.window, MainWindow):
            self.window.stage.leave(self._renew)

    def _renew(self, told: str = "") -> None:
        speak(self._settings.get("language"))
        dress(self._settings)
        made, before = self._make("settings", {}), self.window
        if isinstance(before, MainWindow):
            made.watch.go_on_from(before.watch)
        self._put_in_place(made)
        if told:
            made.place.say(told)

    def listen(self) -> None:
        """Come to the front when the program is started again on the same file."""
        if self._bell is not None:
            self._bell.close()
        self._bell = Doorbell(self._beginning.path)
        self._bell.rung.connect(self.come_forward)

    def end(self) -> None:
        """Close the window without a question, as the system does: nothing of what is typed or written is lost by it."""
        if isinstance(self.window, MainWindow):
            self.window.end()
        else:
            self.window.close()

    def close(self) -> None:
        """Let go of the window and of the file."""
        if self._bell is not None:
            self._bell.close()
        if isValid(self.window):
            self.window.deleteLater()
        self._beginning.close()

    def report(self, error: BaseException) -> None:
        """Tell of an error nobody expected, in the window that is seen."""
        self.window.report(error)

    def tell_of_death(self) -> None:
        """Offer the report of how the program died the last time; on Windows the handler also writes of what it survived."""
        window = self.window
        if isinstance(window, MainWindow):
            file = window.database.file
            if sys.platform != "win32" or (file is not None and file.unclean):
                window.helping.offer_report()

    def come_forward(self) -> None:
        """Bring the window to the front."""
        come_forward(self.window)


def speak(language: str) -> None:
    """Use a language for every word from now on."""
    use_language(language)
    running = QApplication.instance()
    if isinstance(running, QApplication):
        _translate(running, language)


def dress(settings: Settings) -> None:
    """Look as the settings want it."""
    theme.enlarge(settings.get("text"))
    theme.use_density(settings.get("density"))
    running = QApplication.instance()
    if isinstance(running, QApplication):
        theme.dress(running, settings.get("theme"))


def take_turns() -> None:
    """Let the window be asked soon after every key, however busy the threads beside it are."""
    sys.setswitchinterval(_TURN)
    running = QApplication.instance()
    if running is not None and running.findChild(GuiThreadGc) is None:
        GuiThreadGc(running)


def _note_start() -> None:
    number = Harmless(program_version())
    _LOG.info(
        "the window of %s stands, Python %s on %s", number, *map(Harmless, (platform.python_version(), sys.platform))
    )


def _read_palette() -> None:
    from desktop.ui.shell import keymap, palette, palette_commands  # noqa: F401 - read before anybody waits for them


def _read_lists() -> None:
    from desktop.ui.list import list_page  # noqa: F401 - see above


def _read_records() -> None:
    from desktop.ui.record import detail_pane, master_detail  # noqa: F401 - see above


def _read_cells() -> None:
    from desktop.ui.form import rows_table  # noqa: F401 - see above


def _read_forms() -> None:
    from desktop.ui.form import form  # noqa: F401 - see above


def _keep_made() -> None:
    """What the start made stays: the collector need not look through it again and again, at 50 ms each."""
    memory.look_through()


_LATER = (_note_start, _read_lists, _read_records, _read_palette, _read_cells, _read_forms, _keep_made)


def settle_in() -> None:
    """Do what the window can be there without, once it is."""
    for step in _LATER:
        step()


def _settle_in_steps(program: Program, place: int = 0) -> None:
    """The same with pauses between, in which the window answers."""
    _LATER[place]()
    if place + 1 < len(_LATER):
        QTimer.singleShot(_BREATH, program, lambda: _settle_in_steps(program, place + 1))


def _made(path: Path, *, anew: bool = False) -> Database:
    permissions.new_folder(path.parent)
    return open_database(path, anew=anew)


def _known(path: Path) -> bool:
    """Whether there was a database at a place: it was chosen once, or one was opened there."""
    return path == remembered() or lock_file(path).exists()


def _opened(path: Path, settings: Settings, *, movable: bool = True, asking: bool = False) -> Database | None:
    """The database at a place; what cannot be opened is asked about. None: the person leaves.

    At a place that is known nothing is made anew unasked: the disk may only not be there. Where a command named the place
    it is asked only if there are backups to choose from; else the error is raised, unless nobody reads it (`asking`).
    """
    from desktop.ui.start.open_failed import OpenFailed

    create, anew, told = not (movable and _known(path)), False, ""
    while True:
        try:
            database = _made(path, anew=anew) if create else open_database(path, create=False)
            return _telling(database, told)
        except Locked as error:
            if not unlocked(error.path):
                return None
            continue
        except (DatabaseError, OSError) as error:
            if not _unlocked_backups(path):
                return None
            refusal = _refusal(path, error, settings, movable=movable)
            if not (movable or asking) and not (refusal.ladder and unseen(path, refusal.folders)):
                raise
        asked = OpenFailed(refusal)
        agreed(asked)
        if asked.path is None:
            return None
        create, anew, told = asked.anew or asked.path != path, asked.anew, asked.restored
        path = asked.path
        if movable:
            settings.put(REMEMBERED, None if is_usual(path) else str(path))


def _unlocked_backups(path: Path) -> bool:
    """Whether the backups that may take the place of a file can be read; False when the person leaves."""
    found = backups_of(path)
    return not found or unlocked(found[0].path)


def _refusal(path: Path, error: Exception, settings: Settings, *, movable: bool) -> "Refusal":
    """What is asked about a file that could not be opened; where it is gone or spoilt there is a ladder of backups."""
    from desktop.ui.start.open_failed import Refusal

    place = second_place.kept_in(settings.get(second_place.KEPT), path)
    there = second_place.find(place) if place is not None else None
    ladder = isinstance(error, Missing | Damaged | ForeignFile)
    folders = (there,) if there is not None else ()
    return Refusal(path, trouble_of(error).sentence, isinstance(error, Missing), movable, ladder, folders)


def _telling(database: Database, told: str) -> Database:
    """The database, of which the window tells first that a backup took its place."""
    if told and database.file is not None:
        database.file = replace(database.file, notes=(told, *database.file.notes))
    return database


def _settings() -> Settings:
    """What the person chose; an account without a home chooses anew each time."""
    try:
        return Settings(settings_file())
    except Missing:
        return Settings()


def run(path: Path, language: str = USUAL, *, movable: bool = False, asking: bool = False) -> int:
    """Open the window on a database file and stay until it is closed; returns the exit status.

    When another window has the file open it comes to the front instead. Raises the errors of opening a database,
    before any window is seen. Without a display it says so and returns 1. A `language` other than the usual one goes
    before what the settings say; `movable` when nobody named the file: then a person may choose another place. `asking`
    when nobody typed its name, and so nobody reads what is said at a terminal: it is asked in a window.
    """
    if not has_display():
        sys.stderr.write(_("没有可用的显示器，窗口没有打开；其余功能可以用命令行") + "\n")
        return 1
    settings = _settings()
    place = program_log.folder()
    with program_log.crashes_logged(place) as died, program_log.faults_logged(), qt_messages_logged():
        return _run(path, settings, language, movable=movable, asking=asking, died=bool(died))


def _run(path: Path, settings: Settings, language: str, *, movable: bool, asking: bool, died: bool) -> int:  # noqa: PLR0913 - as it is begun
    files.remember_in(settings)
    if language != USUAL:
        settings.put("language", language)
    use_language(settings.get("language"))
    made = application(settings.get("language"), settings.get("theme"))
    if raise_other(path):
        sys.stderr.write(_("“{name}”已在另一个窗口中打开，已把它放到前面").format(name=path.name) + "\n")
        return 0
    dress(settings)
    theme.follow_system()
    signals = EndSignals()
    # also where a question stands before there is a window; quit() would ask the windows, and they the person
    signals.told.connect(lambda: made.exit(signals.status))
    try:
        database = _opened(path, settings, movable=movable, asking=asking)
        if database is None or not _let_in(database):
            return signals.status or 1
        return _stay(made, Program(database, settings, movable=movable), signals, died=died)
    finally:
        settings.flush()
        signals.close()


def _let_in(database: Database) -> bool:
    """Whether somebody may work in the file; who leaves instead lets go of it."""
    if signed_in(database):
        return True
    database.close()
    return False


def _stay(made: QApplication, program: Program, signals: EndSignals, *, died: bool) -> int:
    """Show the window until it is closed, or the program is told to end."""
    take_turns()
    program.listen()
    signals.told.connect(program.end)
    gc.freeze()  # the first look for cycles comes before the first picture otherwise, and walks through all that was read
    try:
        sys.excepthook = lambda _kind, error, _trace: program.report(error)
        program.window.show()
        QTimer.singleShot(_SETTLED, program, lambda: _settle_in_steps(program))
        if died:
            QTimer.singleShot(_SETTLED, program, program.tell_of_death)
        status = made.exec() or signals.status
        _LOG.info("the window was closed, status %s", Harmless(status))
        return status
    finally:
        sys.excepthook = sys.__excepthook__
        program.close()
