"""Puts the window together: application, language, faces, database, shell; nothing else knows all of them."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.ui import theme
from desktop.ui.shell.window import MainWindow
from models.database.database import Database, open_database
from models.schema.fields import entities, entity_named, kebab
from models.words import _

FIRST = "student"  # the list one starts with


def application(language: str = "zh_CN") -> QApplication:
    """The one application object, dressed, its own buttons in `language` (a key of words.LANGUAGES)."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    running = QCoreApplication.instance()
    made = running if isinstance(running, QApplication) else QApplication(["shuangyuan"])
    made.setApplicationName("Shuangyuan")
    made.setApplicationDisplayName(_("双元"))
    _translate(made, language)
    theme.dress(made)
    return made


def _translate(made: QApplication, language: str) -> None:
    QLocale.setDefault(QLocale(language))
    translator = QTranslator(made)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        made.installTranslator(translator)


def open_window(database: Database, name: str) -> MainWindow:
    """The window over an open database, with the first list in it."""
    window = MainWindow(database, name)
    window.show_list(entity_named(FIRST))
    return window


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run(path: Path, language: str = "zh_CN") -> int:
    """Open the window on a database file and stay until it is closed; returns the exit status.

    Raises the errors of opening a database, before any window is seen. Without a display it says so and returns 1.
    """
    if not has_display():
        sys.stderr.write(_("没有可用的显示器，窗口没有打开；其余功能可以用命令行") + "\n")
        return 1
    made = application(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(path)
    try:
        window = open_window(database, path.name)
        sys.excepthook = lambda _kind, error, _trace: window.report(error)
        window.show()
        return made.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        database.close()


def screenshots(path: Path, folder: Path, language: str = "zh_CN") -> int:
    """Draw every list, and the form of a student, into PNG files; needs no display. Returns the exit status."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application(language)
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(path, write=False, create=False)
    window = MainWindow(database, path.name)
    try:
        for entity in entities():
            window.show_list(entity)
            _draw(window, folder / f"list-{kebab(entity)}.png")
        _draw_form(window, folder / f"form-{FIRST}.png")
    finally:
        window.close()
        database.close()
    return 0


def _draw_form(window: MainWindow, target: Path) -> None:
    window.show_list(entity_named(FIRST))
    window.tasks.settle()
    results = window.page.model.results if window.page is not None else None
    window.open(results.ids[0] if results else None)
    _draw(window, target)


def _draw(window: MainWindow, target: Path) -> None:
    window.show()
    window.tasks.settle()
    for _pass in range(3):  # what arrived asks for another layout, which is a posted event itself
        QCoreApplication.sendPostedEvents()
    window.grab().save(str(target))
