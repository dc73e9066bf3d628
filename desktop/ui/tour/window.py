"""Steps to what belongs to the window: the print centre, the palette, the keys, menus, messages."""

from typing import TYPE_CHECKING, cast

from desktop.ui.first_run.beginning import Beginning
from desktop.ui.first_run.page import FirstRun
from desktop.ui.first_run.ways import IMPORT
from desktop.ui.printing.centre import PrintCentre
from desktop.ui.tour.guide import Guide
from models.words import _

if TYPE_CHECKING:
    from desktop.ui.home.page import HomePage
    from desktop.ui.shell.preferences import PreferencesPage


def paper(report: str, guide: Guide) -> PrintCentre:
    """A report on paper."""
    return cast("PrintCentre", guide.page("print", report=report))


def scope(guide: Guide) -> PrintCentre:
    """The plate that chooses what is printed."""
    centre = paper("class-roster", guide)
    centre.options.scope.click()
    guide.rest()
    return centre


def printed_list(guide: Guide) -> None:
    """The list one sees, on paper."""
    page = guide.list("enterprise")
    guide.page("print", query=page.query, columns=page.columns)


def palette(text: str, guide: Guide) -> None:
    """The palette, with words in it."""
    guide.list("student")
    guide.window.palette_.begin(text)
    guide.rest()


def keys(guide: Guide) -> None:
    """The map of the keys."""
    guide.list("student")
    guide.window.show_keys()
    guide.rest()


def more(guide: Guide) -> None:
    """The menu at the head of a list."""
    guide.list("student")
    guide.window.head.more.click()
    guide.rest()


def crash(guide: Guide) -> None:
    """A fault of ours."""
    guide.list("student")
    guide.window.report(ZeroDivisionError())
    guide.rest()


def rail(guide: Guide) -> None:
    """The navigation without words."""
    guide.window.settings.put("navigation", "rail")
    guide.list("student")


def looked(guide: Guide) -> None:
    """Nothing to be mended."""
    guide.page("problems")
    guide.window.watch.look()
    guide.rest()


def home_calendar(guide: Guide) -> None:
    """The day of the home page being chosen."""
    cast("HomePage", guide.page("home")).day_button.popup()
    guide.rest()


def clearing(guide: Guide) -> None:
    """The question before the sample school is cleared."""
    cast("PreferencesPage", guide.page("settings")).clear.click()
    guide.rest()


def first_run(way: str, guide: Guide) -> FirstRun:
    """The first page of an empty program, with one of the ways to begin chosen."""
    page = FirstRun(Beginning(guide.database), guide.window.settings)
    guide.turn_to(page)
    page.ways.take(way)
    guide.rest()
    return page


def first_school(guide: Guide) -> None:
    """The first page with the name of the school in it."""
    page = first_run(IMPORT, guide)
    guide.type(_("示例职业技术学校"), page.answers.school)
