"""Steps of an import: a class list with a little of everything that goes wrong, from file to receipt."""

from typing import cast

from desktop.ui.imports.wizard import ImportWizard
from desktop.ui.imports.wizard_frame import COLUMNS, NAMES, REVIEW
from models.database.query import Condition, Query
from models.database.results import rows_of
from models.entities.measures import ATTENDING
from models.schema.fields import entity_named
from models.words import _
from tests.tour import lists
from tests.tour.guide import Guide


def _wizard(guide: Guide) -> ImportWizard:
    files = sorted(guide.folder.glob("*.xlsx"))[:1]
    return cast("ImportWizard", guide.page("import", files=files, entity=entity_named("student")))


def _on(guide: Guide, wizard: ImportWizard) -> None:
    wizard.next.click()
    guide.rest()


def source(guide: Guide) -> None:
    """A file read."""
    _wizard(guide)


def refused(guide: Guide) -> None:
    """A file that cannot be read, beside one that can."""
    wizard = _wizard(guide)
    broken = guide.folder / (_("损坏的名单") + ".xls")
    broken.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(64))
    wizard.add_files([broken])
    guide.rest()
    broken.unlink()


def columns(guide: Guide) -> ImportWizard:
    """Headings and what they are read as."""
    wizard = _wizard(guide)
    _on(guide, wizard)
    return wizard


def names(guide: Guide) -> ImportWizard:
    """Names no record has."""
    wizard = columns(guide)
    if wizard.steps.at == COLUMNS:
        _on(guide, wizard)
    return wizard


def review(guide: Guide) -> ImportWizard:
    """The rows judged."""
    wizard = names(guide)
    if wizard.steps.at == NAMES:
        _on(guide, wizard)
    return wizard


def cell(guide: Guide) -> None:
    """A cell being written in, with what is proposed."""
    wizard = review(guide)
    wizard.review.table.go_on()
    guide.rest()


def find(guide: Guide) -> None:
    """Finding and replacing."""
    wizard = review(guide)
    wizard.review.finding.click()
    guide.type("1", wizard.review.find_bar.find_box)


def events(guide: Guide) -> None:
    """A list of events judged: what they will do, and what is left to a person."""
    who = lists.students(guide, (Condition("status", "=", ATTENDING), Condition("order_class", "filled")))[:2]
    with guide.database.reading() as connection:
        rows = rows_of(connection, Query(entity_named("student")), who, ("student_number", "name"))
        people = sorted((row.values["student_number"], row.values["name"]) for row in rows)
    day = guide.database.day()
    file = guide.folder / "学籍异动.csv"
    lines = [f"{number},{name},休学,{day},{day.replace(year=day.year + 1)}" for number, name in people]
    file.write_text("\n".join(("学号,姓名,异动类别,异动日期,休学止", *lines)), "utf-8")
    wizard = cast("ImportWizard", guide.page("import", files=[file], entity=entity_named("status_change")))
    while wizard.steps.at != REVIEW:
        _on(guide, wizard)
    file.unlink()


def receipt(guide: Guide) -> None:
    """What was written."""
    _on(guide, review(guide))
