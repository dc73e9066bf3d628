"""Steps of an import: a class list with a little of everything that goes wrong, from file to receipt."""

from typing import cast

from desktop.ui.imports.wizard import ImportWizard
from desktop.ui.imports.wizard_frame import COLUMNS, NAMES
from models.schema.fields import entity_named
from models.words import _
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


def receipt(guide: Guide) -> None:
    """What was written."""
    _on(guide, review(guide))
