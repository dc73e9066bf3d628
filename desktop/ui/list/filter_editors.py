"""What asks for one condition: words, a range, ticked codes, ticked records."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.chooser import Chooser
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import TextBox, wrapped
from desktop.ui.kit.suggestions import Suggestion, offers_of_records
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.text_match import matches
from desktop.ui.kit.theme import tint
from desktop.ui.list.filtering import mode_of, range_of
from models import clock
from models.database.query import Condition
from models.database.results import displays
from models.progress import Progress
from models.schema.fields import Field, entity_named
from models.schema.showing import text_of
from models.schema.types import Code
from models.words import N_, _

_PAUSE = 250
_LONG = 9  # choices from which on one may type to narrow them
_SHOWN = 200
ROW = 28  # pixels of a line to tick or take
_EXAMPLES = {"date": N_("如 2025-09 或 2025-09-01"), "month": N_("如 2025-09"), "year": N_("如 2025")}


class ConditionEditor(QWidget):
    """Gives the conditions set for a field; `changed` a moment after a person set others.

    One that `lists` what to tick wants a tall window.
    """

    lists = False
    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._pause = Debounce(_PAUSE, self.changed, self)
        options = [("value", _("按内容")), ("empty", _("为空")), ("filled", _("已填写"))]
        self.state = Segmented(options, _("{label}的条件").format(label=field.title), key="value", then=self._switched)
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
        self.box = TextBox(hint=_("{label}中含有").format(label=field.title))
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


class MaskedEditor(ConditionEditor):
    """Of a masked field, only whether it is filled in: its content could be tried out value by value."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        words = _("这一栏是遮盖的，不按内容筛选，免得一次次试出号码。要找某个人，请用搜索。")
        layouts.add(self.column, wrapped(words), layouts.STRETCH)
        self.setFocusProxy(self.state)

    def asked(self) -> tuple[Condition, ...]:
        """See ConditionEditor."""
        return ()

    def take(self, conditions: Sequence[Condition]) -> None:
        """See ConditionEditor."""


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
        self.note = wrapped(_(_EXAMPLES.get(field.type.kind, "")))
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

    lists = True

    def __init__(self, field: Field, pause: int = 0) -> None:
        super().__init__(field)
        self.chooser = Chooser(self, pause=pause, row=ROW, eager=False)
        self.chooser.name(_("查找{label}").format(label=field.title), field.title)
        self.box, self.list = self.chooser.box, self.chooser.view
        self.box.setPlaceholderText(_("输入文字或拼音首字母查找"))
        self.chosen: dict[Any, Suggestion] = {}
        self.chooser.model.ticked = self.chosen
        self.chooser.asked.connect(self.look)
        self.chooser.ticked.connect(self._ticked)
        self.chooser.entered.connect(self._entered)
        layouts.add(self.column, self.box, (self.list, 1))
        self.setFocusProxy(self.box)

    def _entered(self) -> None:
        self.box.clear()
        self.chooser.look()

    def _ticked(self, offer: Suggestion) -> None:
        if self.field.type.kind == "codes":  # of several codes in one cell one is looked for
            others = [one for one in self.chosen.values() if one.key != offer.key]
            self.chooser.model.tick_these(others, on=False)
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
            self.chosen.update((value, Suggestion(value, "…")) for value in values)
        self.chooser.look()

    def look(self, typed: str) -> None:
        """List what fits the text."""
        raise NotImplementedError


class ChoiceEditor(TickedEditor):
    """Codes of a table, or yes and no."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._choices = [Suggestion(key, words) for key, words in _choices(field)]
        self.box.setVisible(len(self._choices) > _LONG)
        if len(self._choices) <= _LONG:
            self.setFocusProxy(self.list)
        self.chooser.look()

    def look(self, typed: str) -> None:
        """See TickedEditor."""
        found = [choice for choice in self._choices if choice.key in self.chosen or matches(choice.text, typed)]
        self.chooser.show(found[:_SHOWN])


def _choices(field: Field) -> Iterable[tuple[Any, str]]:
    if isinstance(field.type, Code):
        return [(code.code, code.told()) for code in field.type.codes.valid_on(clock.today())]
    return [(key, text_of(field, key)) for key in (True, False)]


class RecordsEditor(TickedEditor):
    """Records a reference may point to, looked for in a task."""

    def __init__(self, field: Field, place: AppContext) -> None:
        super().__init__(field, _PAUSE // 2)
        assert field.to is not None
        self._to, self._place = entity_named(field.to), place
        self.chooser.look()

    def look(self, typed: str) -> None:
        """See TickedEditor."""
        database, to, chosen = self._place.database, self._to, tuple(self.chosen)

        def work(_progress: Progress) -> list[Suggestion]:
            found = offers_of_records(database, to, typed)
            with database.reading() as connection:
                kept = displays(connection, to, chosen)
            ticked = [Suggestion(key, words) for key, words in kept.items()]
            return [*ticked, *(Suggestion(one.key, one.text) for one in found if one.key not in kept)]

        self._place.tasks.read(work, self.chooser.show, receiver=self)


def editor_of(field: Field, place: AppContext) -> ConditionEditor:
    """The editor a field is asked for with."""
    if field.private:
        return MaskedEditor(field)
    mode = mode_of(field)
    if mode == "record":
        return RecordsEditor(field, place)
    return {"range": RangeEditor, "choice": ChoiceEditor}.get(mode, WordsEditor)(field)
