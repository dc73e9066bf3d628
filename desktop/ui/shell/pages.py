"""Makes the pages that are not the list of an entity, by their key in screens.pages; their code is imported when first shown."""

from collections.abc import Callable

from desktop.ui.kit.context import AppContext
from desktop.ui.kit.page import Page


def _home(place: AppContext) -> Page:
    from desktop.ui.home.home_page import HomePage

    return HomePage(place)


def _problems(place: AppContext) -> Page:
    from desktop.ui.shell.problems_page import ProblemsPage

    return ProblemsPage(place)


def _changes(place: AppContext) -> Page:
    from desktop.ui.shell.changes_page import ChangesPage

    return ChangesPage(place)


def _seats(place: AppContext) -> Page:
    from desktop.ui.record.seats_page import SeatsPage

    return SeatsPage(place)


def _print(place: AppContext) -> Page:
    from desktop.ui.printing.print_centre import PrintCentre

    return PrintCentre(place)


def _import(place: AppContext) -> Page:
    from desktop.ui.imports.wizard import ImportWizard

    return ImportWizard(place)


def _settings(place: AppContext) -> Page:
    from desktop.ui.shell.preferences import PreferencesPage

    return PreferencesPage(place)


MAKERS: dict[str, Callable[[AppContext], Page]] = {
    "home": _home,
    "problems": _problems,
    "changes": _changes,
    "seats": _seats,
    "print": _print,
    "import": _import,
    "settings": _settings,
}
