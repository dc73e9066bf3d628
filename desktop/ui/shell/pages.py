"""The pages that are not the list of an entity: where they stand in the navigation, and where their code is."""

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import Workplace
from models.words import N_


@dataclass(frozen=True, slots=True)
class Page:
    """`path` is module:class, imported when the page is first shown; `place` is top or foot of the navigation, or '' beside it."""

    key: str
    title: str
    icon: str
    path: str
    place: str
    keys: str = ""


PAGES = (
    Page("home", N_("首页"), "home", "desktop.ui.home.home_page:HomePage", "top", "Alt+Home"),
    Page("problems", N_("待处理"), "clipboard_task", "desktop.ui.shell.problems_page:ProblemsPage", "top"),
    Page("changes", N_("变更记录"), "history", "desktop.ui.shell.changes_page:ChangesPage", ""),
    Page("print", N_("打印中心"), "print", "desktop.ui.printing.print_centre:PrintCentre", "foot", "Ctrl+P"),
    Page("import", N_("导入"), "arrow_swap", "desktop.ui.imports.wizard:ImportWizard", "foot", "Ctrl+I"),
    Page("settings", N_("设置"), "settings", "desktop.ui.shell.preferences:PreferencesPage", "foot", "Ctrl+,"),
)


def page_named(key: str) -> Page:
    """The page of a key; raises KeyError."""
    return {page.key: page for page in PAGES}[key]


def made(path: str, place: Workplace) -> QWidget:
    """Import a page's code by its path (module:class) and build it."""
    module, _colon, name = path.partition(":")
    kind = cast("type[QWidget]", getattr(import_module(module), name))
    return kind(place)  # type: ignore[arg-type] # pages take the workplace where QWidget takes a parent
