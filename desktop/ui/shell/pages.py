"""Makes the pages that are not the list of an entity, by their key in screens.PAGES; their code is imported when first shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.context import AppContext


def _home(place: AppContext) -> QWidget:
    from desktop.ui.home.home_page import HomePage

    return HomePage(place)


def _problems(place: AppContext) -> QWidget:
    from desktop.ui.shell.problems_page import ProblemsPage

    return ProblemsPage(place)


def _changes(place: AppContext) -> QWidget:
    from desktop.ui.shell.changes_page import ChangesPage

    return ChangesPage(place)


def _seats(place: AppContext) -> QWidget:
    from desktop.ui.record.seats_page import SeatsPage

    return SeatsPage(place)


def _print(place: AppContext) -> QWidget:
    from desktop.ui.printing.print_centre import PrintCentre

    return PrintCentre(place)


def _import(place: AppContext) -> QWidget:
    from desktop.ui.imports.wizard import ImportWizard

    return ImportWizard(place)


def _settings(place: AppContext) -> QWidget:
    from desktop.ui.shell.preferences import PreferencesPage

    return PreferencesPage(place)


MAKERS: dict[str, Callable[[AppContext], QWidget]] = {
    "home": _home,
    "problems": _problems,
    "changes": _changes,
    "seats": _seats,
    "print": _print,
    "import": _import,
    "settings": _settings,
}
