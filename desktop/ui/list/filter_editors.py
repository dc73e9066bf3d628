"""What asks for one condition: words, a range, ticked codes, ticked records."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Note, TextBox
from desktop.ui.kit.suggestions import offers_of_records
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.text_match import matches
from desktop.ui.kit.theme import tint
from desktop.ui.list.check_list import CheckList
from desktop.ui.list.filtering import mode_of, range_of
from models import clock
from models.database.query import Condition
from models.database.results import displays
from models.progress import Progress
from models.schema.fields import Field, entity_named
from models.schema.showing import text_of
from models.schema.types import Code
from models.words import N_, _

if TYPE_CHECKING:
    from desktop.ui.kit.tasks import Task

_PAUSE = 250
_LONG = 9  # choices from which on one may type to narrow them
_SHOWN = 200
_EXAMPLES = {"date": N_("如 2025-09 或 2025-09-01"), "month": N_("如 2025-09"), "year": N_("如 2025")}


class ConditionEditor(QWidget):
    """Gives the conditions set for a field; `changed` a moment after a person set others."""

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._pause = Debounce(_PAUSE, self.changed, self)
        options = [("value", _("按内容")), ("empty", _("为空")), ("filled", _("已填写"))]
        self.state = Segmented(options)
        self.state.setAccessibleName(_("{label}的条件").format(label=field.title))
        self.state.show_key("value")
        self.state.chosen.connect(self._switched)
        self.body = QWidget()
        self.column = layouts.column(parent=self.body, gap=6)
        layouts.column(self.state, (self.body, 1), parent=self, gap=10)

    def _switched(self, key: object) -> None:
        self.body.setEnabled(key == "value")
        self.changed.emit()

    def conditions(self) -> tuple[Condition, ...]:
        """What is asked for now; () for nothing."""
        if self.state.key in ("empty", "filled"):
            return (Condition(self.field.name, str(self.state.key)),)
        return self.asked()

    def put(self, conditions: Sequence[Condition]) -> None:
        """Show what is asked for."""
        key = next((c.operator for c in conditions if c.operator in ("empty", "filled")), "value")
        self.state.show_key(key)
        self.body.setEnabled(key == "value")
        if key == "value":
            self.take(conditions)

    def asked(self) -> tuple[Condition, ...]:
        """The conditions on the value itself."""
        raise NotImplementedError

    def take(self, conditions: Sequence[Condition]) -> None:
        """Show conditions on the value itself."""
        raise NotImplementedError

    def soon(self, *_given: object) -> None:
        """Tell of a change once the typing pauses."""
        self._pause.start()


class WordsEditor(ConditionEditor):
    """Text the field contains."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = TextBox()
        self.box.setPlaceholderText(_("{label}中含有").format(label=field.title))
        self.box.setAccessibleName(self.box.placeholderText())
        self.box.textEdited.connect(self.soon)
        layouts.add(self.column, self.box, layouts.STRETCH)
        self.setFocusProxy(self.box)

    def asked(self) -> tuple[Condition, ...]:
        """See ConditionEditor."""
        text = self.box.text().strip()
        return (Condition(self.field.name, "~", text),) if text else ()

    def take(self, conditions: Sequence[Condition]) -> None:
        """See ConditionEditor."""
        self.box.setText(next((str(c.value) for c in conditions if c.operator in ("~", "=")), ""))


class RangeEditor(ConditionEditor):
    """From and to, both included; one of them may be left open."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.low, self.high = TextBox(), TextBox()
        row = layouts.row(gap=6)
        for box, words in ((self.low, _("从")), (self.high, _("到"))):
            box.setAccessibleName(f"{field.title} {words}")
            box.setPlaceholderText(words)
            box.textEdited.connect(self._edited)
            row.addWidget(box)
        self.note = Note(_(_EXAMPLES.get(field.type.kind, "")))
        self.note.setWordWrap(True)
        layouts.add(self.column, row, self.note, layouts.STRETCH)
        self.setFocusProxy(self.low)

    def _edited(self) -> None:
        sentence = range_of(self.field, self.low.text(), self.high.text())[1]
        self.note.setText(sentence or _(_EXAMPLES.get(self.field.type.kind, "")))
        tint(self.note, ink="danger" if sentence else "text3")
        self.soon()

    def asked(self) -> tuple[Condition, ...]:
        """See ConditionEditor."""
        return range_of(self.field, self.low.text(), self.high.text())[0]

    def take(self, conditions: Sequence[Condition]) -> None:
        """See ConditionEditor."""
        for condition in conditions:
            text = text_of(self.field, condition.value)
            if condition.operator in (">=", ">", "="):
                self.low.setText(text)
            if condition.operator in ("<=", "<", "="):
                self.high.setText(text)


class TickedEditor(ConditionEditor):
    """Ticked keys of a list that typing narrows."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = TextBox()
        self.box.setPlaceholderText(_("输入文字或拼音首字母查找"))
        self.box.setAccessibleName(_("查找{label}").format(label=field.title))
        self.list = CheckList()
        self.list.setAccessibleName(field.title)
        self.list.ticked.connect(self._ticked)
        self.chosen: dict[Any, str] = {}
        self._entered = False  # before what was looked for was there
        layouts.add(self.column, self.box, (self.list, 1))
        self.setFocusProxy(self.box)

    @property
    def single(self) -> bool:
        """Whether only one can be asked for: of several codes in one cell one is looked for."""
        return self.field.type.kind == "codes"

    @property
    def looking(self) -> bool:
        """Whether what fits the text is still looked for."""
        return False

    def offer(self, found: Sequence[tuple[Any, str]]) -> None:
        """List what fits; Enter that was pressed before it was there takes the first."""
        self.list.led = bool(self.box.text().strip())
        self.list.offer(found, self.chosen)
        if self._entered:
            self._enter()

    def _enter(self) -> None:
        self._entered = self.looking
        if not self._entered and self.list.currentItem() is not None:
            self.list.turn()
            self.box.clear()
            self.look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list; Enter ticks what was found for the text, and without one is left to the popup."""
        step = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}.get(event.key())
        if step is not None:
            self.list.led = True
            self.list.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.led:
            self._enter()
        else:
            super().keyPressEvent(event)

    def _ticked(self, key: object, words: str, on: bool) -> None:
        if self.single:
            self.chosen.clear()
        if on:
            self.chosen[key] = words
        else:
            self.chosen.pop(key, None)
        if self.single:
            self.list.mark(self.chosen)
        self.changed.emit()

    def asked(self) -> tuple[Condition, ...]:
        """See ConditionEditor."""
        keys = tuple(self.chosen)
        if not keys:
            return ()
        one = Condition(self.field.name, "=", keys[0])
        return (one,) if len(keys) == 1 else (Condition(self.field.name, "in", keys),)

    def take(self, conditions: Sequence[Condition]) -> None:
        """See ConditionEditor."""
        for condition in conditions:
            values = condition.value if condition.operator == "in" else (condition.value,)
            self.chosen.update(dict.fromkeys(values, "…"))
        self.look()

    def look(self) -> None:
        """List what fits the text."""
        raise NotImplementedError


class ChoiceEditor(TickedEditor):
    """Codes of a table, or yes and no."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._choices = list(_choices(field))
        self.box.setVisible(len(self._choices) > _LONG)
        self.box.textEdited.connect(self.look)
        if len(self._choices) <= _LONG:
            self.setFocusProxy(self.list)
        self.look()

    def look(self) -> None:
        """See TickedEditor."""
        typed = self.box.text()
        found = [choice for choice in self._choices if choice[0] in self.chosen or matches(choice[1], typed)]
        self.offer(found[:_SHOWN])


def _choices(field: Field) -> Iterable[tuple[Any, str]]:
    if isinstance(field.type, Code):
        return [(code.code, code.told()) for code in field.type.codes.valid_on(clock.today())]
    return [(key, text_of(field, key)) for key in (True, False)]


class RecordsEditor(TickedEditor):
    """Records a reference may point to, looked for in a task."""

    def __init__(self, field: Field, place: AppContext) -> None:
        super().__init__(field)
        assert field.to is not None
        self._to, self._place = entity_named(field.to), place
        self._task: Task | None = None
        self._wait = Debounce(_PAUSE // 2, self.look, self)
        self.box.textEdited.connect(self._begin)
        self.look()

    @property
    def looking(self) -> bool:
        """See TickedEditor."""
        return self._wait.isActive() or self._task is not None

    def _begin(self, text: str) -> None:
        self.list.led = bool(text.strip())
        self._wait.start()

    def look(self) -> None:
        """See TickedEditor."""
        if self._task is not None:
            self._task.stop()
        text, database, to, chosen = self.box.text().strip(), self._place.database, self._to, tuple(self.chosen)

        def work(_progress: Progress) -> list[tuple[int, str]]:
            found = [(offer.key, offer.text) for offer in offers_of_records(database, to, text)]
            with database.reading() as connection:
                kept = displays(connection, to, chosen)
            return [*kept.items(), *(offer for offer in found if offer[0] not in kept)]

        self._task = self._place.tasks.read(work, self._offer, receiver=self)

    def _offer(self, found: list[tuple[int, str]]) -> None:
        self.chosen.update({key: words for key, words in found if key in self.chosen})
        self._task = None
        self.offer(found)


def editor_of(field: Field, place: AppContext) -> ConditionEditor:
    """The editor a field is asked for with."""
    mode = mode_of(field)
    if mode == "record":
        return RecordsEditor(field, place)
    return {"range": RangeEditor, "choice": ChoiceEditor}.get(mode, WordsEditor)(field)
