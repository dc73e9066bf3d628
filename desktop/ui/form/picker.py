"""Choosing other records by typing a part of what they show."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from desktop.ui.form.chips_input import ChipsInput
from desktop.ui.form.dropdown import DropBox
from desktop.ui.form.editors import Editor, boxed
from desktop.ui.kit.suggestions import Suggestion, offers_of_records
from desktop.ui.kit.tasks import Debounce, Tasks
from models.database.database import Database
from models.schema.complaints import Complaint, Reading, Severity
from models.schema.fields import Entity, Field, entity_named
from models.words import _

_PAUSE = 120  # milliseconds after the last key


class Picker(DropBox):
    """A text box over a list of records; `picked` with an id, or None when the text names none yet."""

    picked = Signal(object)

    def __init__(self, database: Database, tasks: Tasks, entity: type[Entity]) -> None:
        super().__init__(way_on="" if entity.by_act else _("新建{label}…").format(label=_(entity.label)))
        self._database, self._tasks, self._entity = database, tasks, entity
        self.chosen: Suggestion | None = None
        self._wanted = ""
        self._pause = Debounce(_PAUSE, lambda: self.look(self.text().strip()), self)
        self.taken.connect(self._picked)
        self.setPlaceholderText(_("名称或拼音首字母"))

    def unsettled(self) -> bool:
        """Whether there is text that names no record yet."""
        return self.chosen is None and bool(self.text().strip())

    def show_offer(self, offer: Suggestion | None) -> None:
        """Show a record without telling anybody."""
        self.chosen = offer
        self.setText(offer.text if offer else "")
        self.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        self.chosen = None
        self.picked.emit(None)
        self._pause.start()

    def look(self, typed: str) -> None:
        """Look for the text in a task."""
        self._wanted, database, entity = typed, self._database, self._entity

        self._tasks.read(lambda _progress: offers_of_records(database, entity, typed), self._found, receiver=self)

    def _found(self, found: Sequence[Suggestion]) -> None:
        exact = [offer for offer in found if offer.text == self.text().strip()]
        if self.chosen is None and len(exact) == 1:
            self.chosen = exact[0]
            self.picked.emit(exact[0].key)
        self.offer(found, self.chosen.key if self.chosen else None)

    def _picked(self, offer: Suggestion) -> None:
        self.show_offer(offer)
        self.picked.emit(offer.key)


class _PickingEditor(Editor):
    """What names other records by picking them."""

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__()
        assert field.to is not None
        self._field = field
        self.picker = Picker(database, tasks, entity_named(field.to))
        self.picker.editingFinished.connect(self._leave)

    def pending(self) -> bool:
        return self.picker.hasFocus() and self.picker.unsettled()

    def _leave(self) -> None:
        if self.picker.unsettled():
            self.edited.emit()


class ReferenceEditor(_PickingEditor):
    """One other record."""

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__(field, database, tasks)
        self.picker.setAccessibleName(field.title)
        self.picker.picked.connect(lambda _key: self.edited.emit())
        self.picker.went_on.connect(lambda: self.asked.emit("new", self._typed()))
        self.picker.all_wanted.connect(lambda: self.asked.emit("search", self._typed()))
        boxed(self, self.picker)

    def _typed(self) -> str:
        return "" if self.picker.chosen is not None else self.picker.text().strip()

    def reading(self) -> Reading:
        """The id; text that names no record is a complaint."""
        if self.picker.chosen is not None:
            return self.picker.chosen.key, ()
        if self.picker.text().strip():
            words = _("还没有从列表中选定{label}").format(label=self._field.title)
            return None, (Complaint("format", words),)
        return None, (self._field.missing(),) if self._field.required else ()

    def put(self, value: Any, text: Any = "") -> None:
        """See Editor."""
        self.picker.show_offer(None if value is None else Suggestion(value, str(text)))

    def take(self, offer: Suggestion) -> None:
        """A record a person chose elsewhere."""
        self.picker.show_offer(offer)
        self.edited.emit()

    def typed(self) -> str:
        """See Editor."""
        return self.picker.text()

    def retype(self, text: str) -> None:
        """See Editor."""
        self.picker.chosen = None
        self.picker.setText(text)

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.picker.complain(severity)


class ReferencesEditor(_PickingEditor):
    """Several other records: those chosen as chips, and a box to add one."""

    def __init__(self, field: Field, database: Database, tasks: Tasks) -> None:
        super().__init__(field, database, tasks)
        self.chosen: dict[Any, str] = {}
        self.picker.setAccessibleName(_("添加{label}").format(label=field.title))
        self.picker.picked.connect(self._add)
        self.picker.went_on.connect(lambda: self.asked.emit("new", self.picker.text().strip()))
        self.picker.all_wanted.connect(lambda: self.asked.emit("search", self.picker.text().strip()))
        self.tokens = ChipsInput(self.picker)
        self.tokens.removed.connect(self._remove)
        boxed(self, self.tokens)

    def reading(self) -> Reading:
        """The ids chosen."""
        if self.picker.text().strip():
            return tuple(self.chosen), (
                Complaint("format", _("“{text}”还没有从列表中选定").format(text=self.picker.text())),
            )
        if not self.chosen:
            return None, (self._field.missing(),) if self._field.required else ()
        return tuple(sorted(self.chosen)), ()

    def put(self, value: Any, text: Any = "") -> None:
        """Show ids; `text` holds the words of each, in the same order."""
        self.chosen = dict(zip(value or (), text or (), strict=True))
        self.picker.show_offer(None)
        self.tokens.show_chosen(self.chosen)

    def take(self, offer: Suggestion) -> None:
        """A record a person chose elsewhere."""
        self.picker.show_offer(offer)
        self._add(offer.key)

    def words(self) -> tuple[str, ...]:
        """What the records chosen read like, in the order of `reading`."""
        return tuple(self.chosen[key] for key in sorted(self.chosen))

    def complain(self, severity: Severity | None) -> None:
        """See Editor."""
        self.tokens.complain(severity)

    def _add(self, key: Any) -> None:
        if key is not None and self.picker.chosen is not None:
            self.chosen[key] = self.picker.chosen.text
            self.picker.show_offer(None)
            self.tokens.show_chosen(self.chosen)
        self.edited.emit()

    def _remove(self, key: Any) -> None:
        del self.chosen[key]
        self.tokens.show_chosen(self.chosen)
        self.edited.emit()


def words_now(editor: Editor) -> Any:
    """What the references chosen in an editor read like; '' for one that holds none."""
    if isinstance(editor, ReferenceEditor):
        return editor.picker.text()
    return editor.words() if isinstance(editor, ReferencesEditor) else ""
