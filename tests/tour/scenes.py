"""The scenes of the tour as a table: a name and the steps that lead there; a new screen is one line more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import partial

from desktop.screens.pages import PAGES
from desktop.ui.printing.centre_head import RECORDS, SCHEMES
from desktop.ui.record.compositions import has_page
from desktop.ui.start.start_choices import IMPORT, RESTORE
from models.database.location import CITY, SCHOOL
from models.schema.fields import Entity, entities, kebab
from tests.tour import agreements, apprentices, destinations, exams, forms, imports, internships, lists, people, window
from tests.tour.guide import Guide

Steps = Callable[[Guide], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen by name, and how to get there from a new window.

    `writes` gives it a database of its own, `empty` one without a record; `main` draws it for small windows too.
    """

    name: str
    steps: Steps
    writes: bool = False
    empty: bool = False
    main: bool = False


def _page(key: str) -> Steps:
    return lambda guide: guide.page(key)


def _list(name: str) -> Steps:
    return lambda guide: guide.list(name)


def _form(name: str) -> Steps:
    return lambda guide: guide.form(name)


def _beside(entity: type[Entity]) -> Steps:
    """A page of a record beside its like: the one with most to show where the first may have nothing."""
    if entity.__tablename__ == "enterprise":
        return lists.busiest_enterprise
    if entity.__tablename__ == "activity":
        return lists.job_fair
    return lambda guide: guide.window.stage.go_beside(entity)


MAIN = (
    "page-home",
    "list-student",
    "import-review",
    "form-student",
    "print-roster",
    "beside-order-class",
    "beside-apprenticeship-programme",
    "exam-session",
    "seats",
)  # drawn for a small window too
_TABLE: tuple[Scene, ...] = (
    # lists
    Scene("list-first-use", lists.first_use, empty=True),
    Scene("list-nothing-found", lists.nothing_found),
    Scene("list-filtered", lists.filtered),
    Scene("list-compact", partial(lists.dense, "compact")),
    Scene("list-roomy", partial(lists.dense, "roomy")),
    Scene("list-without-details", lists.without_details),
    Scene("filter-fields", lists.filter_fields),
    *(Scene(f"filter-{kind}", partial(lists.filter_by, kind)) for kind in lists.KINDS),
    Scene("list-columns", lists.columns),
    Scene("list-row-menu", lists.row_menu),
    Scene("list-head-menu", lists.head_menu),
    Scene("list-selection", lists.selection),
    Scene("list-bulk-edit", lists.bulk_edit),
    Scene("list-bulk-done", lists.bulk_done, writes=True),
    Scene("act-menu", lists.act_menu),
    Scene("act-begun", lists.act_begun),
    Scene("act-one", lists.act_one),
    Scene("act-several", lists.act_several),
    Scene("act-apart", lists.act_apart),
    Scene("act-grid", apprentices.grid),
    Scene("apprentices-ticked", apprentices.ticked),
    Scene("act-another", lists.act_another),
    Scene("act-register", lists.act_register),
    Scene("act-roll-year", lists.act_roll_year),
    Scene("act-enrol", lists.act_enrol, writes=True),
    Scene("act-arrange", lists.act_arrange),
    Scene("act-start", lists.act_start, writes=True),
    Scene("list-deleted", lists.deleted, writes=True),
    Scene("list-templates", lists.templates, writes=True),
    # records beside their like
    *(Scene(f"beside-{kebab(entity)}", _beside(entity)) for entity in entities() if has_page(entity)),
    Scene("destinations", destinations.registered, writes=True),
    Scene("exam-session", exams.exam_session, writes=True),
    Scene("exam-step", exams.exam_step, writes=True),
    Scene("exam-marks", exams.exam_marks, writes=True),
    Scene("seats", exams.seats, writes=True),
    Scene("seats-list", exams.seats_listed, writes=True),
    Scene("seats-carried", exams.seat_carried, writes=True),
    Scene("seats-waiting", exams.seats_waiting, writes=True),
    # forms
    Scene("form-new", forms.new),
    Scene("form-errors", forms.errors),
    Scene("form-known", forms.known),
    Scene("form-changed", forms.changed, writes=True),
    Scene("form-saved", forms.saved, writes=True),
    Scene("form-picker", forms.picker),
    Scene("form-codes", forms.codes),
    Scene("form-calendar", forms.calendar),
    Scene("form-new-in-passing", forms.new_in_passing),
    Scene("form-search", forms.search),
    Scene("form-conflict", forms.conflict, writes=True),
    Scene("form-leaving", forms.leaving),
    # import
    Scene("import-source", imports.source),
    Scene("import-refused", imports.refused),
    Scene("import-columns", imports.columns),
    Scene("import-names", imports.names),
    Scene("import-review", imports.review),
    Scene("import-cell", imports.cell),
    Scene("import-find", imports.find),
    Scene("import-events", imports.events),
    Scene("import-receipt", imports.receipt, writes=True),
    # paper
    Scene("print-roster", partial(window.paper, "class-roster")),
    Scene("print-scope", window.scope),
    Scene("print-columns", window.print_columns),
    Scene("print-schemes", partial(window.printed, SCHEMES), writes=True),
    Scene("print-records", partial(window.printed, RECORDS), writes=True),
    Scene("print-dialog", window.print_dialog),
    Scene("print-statistics", partial(window.paper, "student-statistics")),
    Scene("print-list", window.printed_list),
    # the window
    Scene("palette", partial(window.palette, "")),
    Scene("palette-hits", partial(window.palette, "sk")),
    Scene("palette-nothing", partial(window.palette, "qqqq")),
    Scene("palette-commands", partial(window.palette, ">")),
    Scene("keys", window.keys),
    Scene("more-menu", window.more),
    Scene("crash", window.crash),
    Scene("about", window.about),
    Scene("error-report", window.error_report),
    Scene("help-menu", window.help_menu),
    Scene("update-told", window.update_told),
    Scene("rail", window.rail),
    *(Scene(f"first-run-{way}", partial(window.first_run, way), empty=True) for way in (IMPORT, CITY, SCHOOL, RESTORE)),
    Scene("first-run-school", window.first_school, empty=True),
    Scene("attachments", window.attachments, writes=True),
    Scene("agreement-page", agreements.page, writes=True),
    Scene("agreement-earlier", agreements.earlier, writes=True),
    *(Scene(name, steps, writes=True) for name, steps in internships.STEPS.items()),
    Scene("photos", window.photos, writes=True),
    Scene("photographed", window.photographed, writes=True),
    Scene("home-calendar", window.home_calendar),
    Scene("changes-disclosed", window.disclosed, writes=True),
    Scene("settings-clearing", window.clearing),
    Scene("settings-memory", window.memory),
    # people
    Scene("users", people.settings, writes=True),
    Scene("user-first", people.first_user, writes=True),
    Scene("user-passphrase", people.own_passphrase, writes=True),
    Scene("roles", people.roles, writes=True),
    Scene("form-read-only", people.read_only, writes=True),
    Scene("sign-in", people.sign_in, writes=True),
    Scene("screen-locked", people.locked_screen, writes=True),
    Scene("unlock", people.unlock),
    *(Scene(f"lock-{name}", partial(people.lock, page)) for page, name in enumerate(("passphrase", "sheet"))),
    Scene("proof", people.proof),
    Scene("auditor", people.auditor),
    Scene("erase", people.erase),
    Scene("erase-asked", people.erase_asked),
    Scene("manual", people.manual),
    Scene("home-first-use", _page("home"), empty=True),
    Scene("problems-first-use", window.looked, empty=True),
)


def scenes() -> Iterator[Scene]:
    """Every scene: the pages, the list and the form of every entity, then the table."""
    for page in PAGES:
        yield _marked(Scene(f"page-{page.key}", _page(page.key)))
    for entity in entities():
        yield _marked(Scene(f"list-{kebab(entity)}", _list(entity.__tablename__)))
    for entity in entities():
        yield _marked(Scene(f"form-{kebab(entity)}", _form(entity.__tablename__)))
    yield from map(_marked, _TABLE)


def _marked(scene: Scene) -> Scene:
    return replace(scene, main=scene.name in MAIN)


def chosen(patterns: tuple[str, ...] = ()) -> tuple[Scene, ...]:
    """The scenes whose names fit one of the patterns (`form-*`); without any all of them."""
    return tuple(s for s in scenes() if not patterns or any(fnmatch(s.name, pattern) for pattern in patterns))
