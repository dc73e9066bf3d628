"""Steps to the states of a form: errors, changes, pickers, the layers over it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.ui.form.form import RecordForm
from models.words import N_, _, worded
from tests.tour.guide import Guide


def _line(form: RecordForm, name: str) -> QLineEdit:
    """Where a field is typed."""
    row = form.rows[name]
    form.go_to(name)
    found = [line for line in row.editor.findChildren(QLineEdit) if line.isVisible()]
    return found[0]


def _write(guide: Guide, form: RecordForm, name: str, text: str) -> None:
    """Put other words into a field as a person does."""
    line = _line(form, name)
    guide.rest()
    line.setFocus()
    line.selectAll()
    guide.type(text)


def new(guide: Guide) -> RecordForm:
    """An empty form."""
    return guide.form("student", None)


def errors(guide: Guide) -> None:
    """Some fields wrong, some missing, and a person who wants to save."""
    form = new(guide)
    _write(guide, form, "id_number", "2102022004130112")
    _write(guide, form, "phone", "1390")
    form.save()
    guide.rest()


def known(guide: Guide) -> None:
    """A new enterprise whose name is like one of the list."""
    form = guide.form("enterprise")
    name = str(form.draft.values["name"])
    _write(guide, guide.form("enterprise", None), "name", name[:-4])  # without the words for what kind of company it is
    guide.rest()


def changed(guide: Guide) -> RecordForm:
    """Two fields changed and not saved."""
    form = guide.form("student")
    _write(guide, form, "name", _("张小明"))
    _write(guide, form, "student_number", "2020998")
    return form


def saved(guide: Guide) -> None:
    """The changes saved, and the way back."""
    form = guide.form("student")
    _write(guide, form, "name", _("张小明"))
    form.save()
    guide.rest()


def picker(guide: Guide) -> None:
    """Records offered while one types."""
    form = new(guide)
    _write(guide, form, "school_class", "1")


def codes(guide: Guide) -> None:
    """A code table offered."""
    _offer(guide, "political_status")


def calendar(guide: Guide) -> None:
    """The calendar of a day."""
    _offer(guide, "birth_date")


def _offer(guide: Guide, name: str) -> None:
    """A new form in which a field offers what it takes."""
    line = _line(new(guide), name)
    guide.rest()
    line.setFocus()
    guide.press(Qt.Key.Key_F4.value)
    guide.rest()


def new_in_passing(guide: Guide) -> None:
    """A new record made while another is filled in."""
    form = new(guide)
    form.rows["school_class"].asked.emit("school_class", "new", _("新来的班"))
    guide.rest()


def search(guide: Guide) -> None:
    """The full search for a reference."""
    form = new(guide)
    form.rows["school_class"].asked.emit("school_class", "search", "1")
    guide.rest()


def conflict(guide: Guide) -> None:
    """Another hand changed the same field."""
    form = guide.form("student")
    _write(guide, form, "name", _("张小明"))
    assert form.key is not None
    with guide.database.transaction(worded(N_("修改学生"))) as tx:
        tx.update(form.entity, form.key, {"name": _("张晓明")})
    guide.rest()
    form.save()
    guide.rest()


def leaving(guide: Guide) -> None:
    """Gone on with changes that are not saved."""
    form = changed(guide)
    form.leave(lambda: None)
    guide.rest()
