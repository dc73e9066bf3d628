"""Puts the window together: application, language, faces, database, shell; nothing else knows all of them."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.ui import theme
from desktop.ui.shell.window import MainWindow
from models.database.database import Database
from models.schema.fields import entity_named
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


def run(path: Path, language: str = "zh_CN") -> int:
    """Open the window on a database file and stay until it is closed; returns the exit status.

    Raises the errors of opening a database, before any window is seen.
    """
    made = application(language)
    database = _open(path)
    try:
        window = open_window(database, path.name)
        sys.excepthook = lambda _kind, error, _trace: window.report(error)
        window.show()
        return made.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        database.close()


def _open(path: Path) -> Database:
    from models.database.database import open_database

    path.parent.mkdir(parents=True, exist_ok=True)
    return open_database(path, write=True, create=True)
