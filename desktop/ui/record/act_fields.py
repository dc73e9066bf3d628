"""The middle of the layer of an act: what it asks; of another act what both ask keeps what was typed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.form.body import GroupHeading
from desktop.ui.form.editors import TextEditor
from desktop.ui.form.record_layers import RecordLayers
from desktop.ui.form.row import MARKS, FieldRow, label_width, star_note
from desktop.ui.kit import layouts
from desktop.ui.kit.change_sets import announce
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Button, Kind, Note, TextBox
from desktop.ui.kit.page_widgets import narrow_line
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.theme import SECTION, tint
from desktop.ui.record import act_grid
from desktop.ui.record.act_apart import ActApart
from desktop.ui.record.act_effects import Sentence
from desktop.ui.record.act_grid import ActGrid
from desktop.ui.record.act_preview import ActPreview, Remark
from desktop.ui.record.act_surroundings import title_of
from models.acts.act import Act
from models.acts.foreseeing import Verdict
from models.entities.policy import Waiver
from models.schema.fields import field_map
from models.words import _, listed

if TYPE_CHECKING:
    from models.schema.types import FieldType

WIDTH = 368
_LABELS, _MOST = 92, 99  # pixels before a field, and their share of what is left over


def _indent() -> QWidget:
    """Room as wide as the labels of the fields, which gives way to a long name."""
    made = QWidget()
    made.setMaximumWidth(_LABELS)
    return made


class ActFields(QWidget):
    """`edited` when something was filled in, `excused` when a reason was, `printed` when the act is to be done and its paper printed.

    Other records are looked for on a layer `over` it.
    """

    edited = Signal(str)
    excused = Signal()
    printed = Signal()

    def __init__(self, place: AppContext, act: Act, over: QWidget, *, many: bool) -> None:
        super().__init__()
        tint(self, ground="raised")
        self.place, self.act, self._many = place, act, many
        self._layers = RecordLayers(over, place.database, place.tasks)
        self._layers.announced.connect(partial(announce, place))
        self.apart: ActApart | ActGrid | None = None
        self.rows: dict[str, FieldRow] = {}
        self.waivers: dict[str, TextBox] = {}
        self.touched: set[str] = set()  # what a person filled in
        self._unasked: Collection[str] = ()  # what means nothing of the subjects
        self._kept: dict[str, tuple[FieldType, Any, str]] = {}  # by field, of the acts before
        self._reasons: dict[str, str] = {}
        self._forbidden: dict[str, str] = {}  # what each rule forbids, by its number
        self.until: FieldRow | None = None  # how long reasons hold, while any is asked for
        self._kept_until: date | None = None
        self.title, self.star = narrow_line(act.title, SECTION, strong=True), Note("", "text2")
        self._grid = layouts.column(gap=6)
        self._each = layouts.column(gap=0, margins=(MARKS, 0, 0, 0))
        self._excused = layouts.column(gap=6, margins=(MARKS, 0, 0, 0))
        self.paper = Button("", Kind.LINK, icon="print").leads(self.printed)
        head = layouts.row(self.title, self.star, layouts.STRETCH, gap=10, margins=(MARKS, 0, 0, 4))
        layouts.column(
            head,
            self._grid,
            self._each,
            self._excused,
            layouts.row(MARKS, (_indent(), _MOST), self.paper, layouts.STRETCH, gap=0),
            layouts.STRETCH,
            parent=self,
            gap=10,
            margins=(0, 14, 16, 14),
        )
        self._ask_all()

    # --- what is asked

    def turn(self, act: Act) -> None:
        """Ask what another act asks."""
        for name, row in self.rows.items():
            if name in self.touched:
                self._kept[name] = (row.field.type, row.reading()[0], row.editor.typed())
        self.act = act
        self.title.setText(act.title)
        layouts.clear(self._grid)
        layouts.clear(self._each)
        self._ask_all()

    def _ask_all(self) -> None:
        asked = [f for f in self.act.fields if not (self.has_grid and f.name in self.act.apart)]
        self._unasked = ()
        self.rows = {f.name: FieldRow(f, self.place.database, self.place.tasks) for f in asked}
        width, day = label_width(asked), self.place.database.day()
        self._labels = max(width, _LABELS)
        for name, row in self.rows.items():
            row.label.widen(width)
            row.edited.connect(self._edited)
            row.asked.connect(partial(self._look_up, row))
            self._grid.addWidget(row)
            kept = self._kept.get(name)
            if kept is not None and kept[0] == row.field.type:
                _retype(row, *kept[1:])
            elif name == self.act.dated:
                row.put(day)
            elif row.field.default is not None:
                row.put(row.field.default_for({}, day))

        paper = self.act.paper
        self.paper.setVisible(paper is not None)
        self.paper.setText(_("办理并打印{paper}").format(paper=title_of(paper)) if paper is not None else "")
        self.apart = self._ask_apart() if self.act.apart and self._many else None
        self._tell_star()

    def _tell_star(self) -> None:
        """Say what the star means only where one stands."""
        self.star.setText(star_note(row.field for name, row in self.rows.items() if name not in self._unasked))
        self.star.setVisible(bool(self.star.text()))

    @property
    def has_grid(self) -> bool:
        """Whether something is typed for each of many."""
        return self.act.grid and self._many

    @property
    def width_wanted(self) -> int:
        """Pixels: a grid needs more than rows do, and long labels take nothing from their fields."""
        return act_grid.WIDTH if self.has_grid else WIDTH + self._labels - _LABELS

    def _ask_apart(self) -> ActApart | ActGrid:
        """What may be given for some by themselves counts as what is given for all does."""
        apart = ActGrid(self.act) if self.has_grid else ActApart(self.place, self.act)
        apart.changed.connect(lambda: self._edited(""))
        for row in apart.rows.values():
            row.label.widen(label_width(row.field for row in apart.rows.values()))
            row.asked.connect(partial(self._look_up, row))
        self._each.addWidget(apart)
        return apart

    def fill(self, known: Mapping[str, Suggestion]) -> None:
        """Let references say what is known before anybody typed."""
        for name, offer in known.items():
            self.rows[name].put(offer.key, offer.text)
            self.edited.emit(name)

    def begin(self) -> None:
        """Give the keyboard to the first field, what stands in it ready to be typed over."""
        first = next(iter(self.rows.values()), None)
        if first is not None:
            first.take_focus()
            if isinstance(first.editor, TextEditor):
                first.editor.box.selectAll()

    def _edited(self, name: str) -> None:
        self.touched.add(name)
        self.edited.emit(name)

    def given(self) -> dict[str, Any]:
        """What is filled in, by field."""
        read = {name: row.reading()[0] for name, row in self.rows.items() if name not in self._unasked}
        return {name: value for name, value in read.items() if value is not None}

    def leave_out(self, names: Collection[str]) -> None:
        """Ask these no more, and all the others."""
        self._unasked = names
        for name, row in self.rows.items():
            row.setVisible(name not in names)
        self._tell_star()

    def given_apart(self) -> dict[int, dict[str, Any]]:
        """What is given for some by themselves, by subject and field."""
        return {subject: dict(own) for subject, own in self.apart.given.items()} if self.apart is not None else {}

    def tell_apart(self, seen: ActPreview) -> None:
        """Show what holds of each where that may differ."""
        if isinstance(self.apart, ActGrid):
            self.apart.show_subjects(
                seen.names, {one.key: one.complaint.message for one in seen.refused if one.key is not None}
            )
        elif self.apart is not None:
            self.apart.show_proposals(seen.proposals)

    def lacking(self) -> dict[str, str]:
        """The fields that must be filled or mended first, and what is said of them."""
        found: dict[str, str] = {}
        for name, row in self.rows.items():
            value, complaints = row.reading()
            wrong = next((c for c in complaints if c.fatal), None)
            if value is None and row.field.required:
                wrong = wrong or row.field.missing()
            if wrong is not None:
                found[name] = wrong.message
        if either := self._lacking_either():
            found.setdefault(either, self.rows[either].field.missing().message)
        if isinstance(self.apart, ActGrid) and self.apart.wrong:
            found[self.act.apart[0]] = self.apart.wrong
        return found

    def _lacking_either(self) -> str:
        """The first of the fields of which one must be filled, while none is."""
        lacking = self.act.lacking_either(self.given())
        return "" if lacking is None else next(name for name in self.act.either if name not in self._unasked)

    def go_to(self, name: str) -> None:
        """Put the keyboard into a field that is to be filled or mended."""
        if name in self.rows:
            self.rows[name].take_focus()
        elif isinstance(self.apart, ActGrid):
            self.apart.go_to_wrong()

    def complain(self, told: Sequence[Remark], *, insisted: bool) -> None:
        """Say at the fields what is wrong with them; what nobody filled in yet only once it was asked for."""
        lacking = self._lacking_either()
        for name, row in self.rows.items():
            value, complaints = row.reading()
            empty = value is None and not row.editor.typed()
            own = () if empty and not insisted else complaints
            if empty and insisted and (row.field.required or name == lacking) and not own:
                own = (row.field.missing(),)
            said = next(((one.complaint,) for one in told if one.field == name), ())
            row.set_complaints(own or said)

    # --- other records, on a layer over this one

    def _look_up(self, row: FieldRow, _name: str, way: str, typed: str) -> None:
        self._layers.look_further(row.field, way, typed, lambda: row)

    # --- what a rule forbids

    def excuse(self, forbidden: Sequence[Verdict]) -> None:
        """Ask for the reason of every breach of a rule that forbids the act; one reason lets all of one rule pass."""
        rules: dict[str, dict[str, None]] = {}
        for one in forbidden:
            rules.setdefault(one.finding.rule.number, {})[one.finding.complaint.message] = None
        told = {number: listed(messages) for number, messages in rules.items()}
        self._reasons |= self.reasons()
        if told == self._forbidden:
            return
        self._forbidden = told
        self._kept_until = self.excused_until()
        layouts.clear(self._excused)
        self.waivers, self.until = {}, None
        layouts.add(self._excused, GroupHeading(_("禁止的情形：确须办理的写明理由")) if rules else None)
        for number, message in told.items():
            box = self.waivers[number] = TextBox(
                _("{rule} 例外的理由").format(rule=number), text=self._reasons.get(number, ""), hint=_("例外的理由")
            )
            box.textEdited.connect(lambda _text: self.excused.emit())
            words = _("{rule}：{message}").format(rule=number, message=message)
            layouts.add(self._excused, Sentence(words, "danger"), box)
        if rules:
            self.until = FieldRow(field_map(Waiver)["until_date"], self.place.database, self.place.tasks)
            if self._kept_until is not None:
                self.until.put(self._kept_until)
            self.until.edited.connect(lambda _name: self.excused.emit())
            self._excused.addWidget(self.until)

    def excused_until(self) -> date | None:
        """The last day on which what is let pass may be so; None where nobody said."""
        return None if self.until is None else self.until.reading()[0]

    @property
    def unexcused(self) -> tuple[str, ...]:
        """The rules of which nobody has said why they should be let pass."""
        return tuple(number for number, reason in self.reasons().items() if not reason)

    def reasons(self) -> Mapping[str, str]:
        """The reasons as they stand, by the number of the rule."""
        return {number: box.text().strip() for number, box in self.waivers.items()}

    @property
    def written(self) -> bool:
        """Whether anything was filled in that would be lost."""
        return bool(self.touched) or any(self.reasons().values())


def _retype(row: FieldRow, value: Any, typed: str) -> None:
    """Put in what a person put in elsewhere, right or wrong."""
    if value is not None:
        row.put(value, typed)
    elif typed:
        row.editor.retype(typed)
