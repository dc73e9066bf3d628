"""The layer on which an act is done: the acts there are, what the chosen one asks, and at the right what it would do."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.manual import topics
from desktop.operations.acting import Performed, perform
from desktop.ui.form.row import FieldRow
from desktop.ui.kit import dialogs, layouts
from desktop.ui.kit.accessibility import shortcut
from desktop.ui.kit.change_sets import announce
from desktop.ui.kit.context import AppContext, Further
from desktop.ui.kit.controls import Banner, Hairline, IconButton, Kind, TallButton, TextBox, Title
from desktop.ui.kit.dialogs import Confirm, TypedConfirm
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.page_widgets import TextLine, narrow_line
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import NOTE
from desktop.ui.list.summary import count_words
from desktop.ui.record import act_choices, act_fields
from desktop.ui.record.act_choices import ActChoices
from desktop.ui.record.act_effects import ActEffects
from desktop.ui.record.act_fields import ActFields
from desktop.ui.record.act_grid import ActGrid
from desktop.ui.record.act_preview import ActPreview, preview
from desktop.ui.record.act_surroundings import Surroundings, events_of, printing, surroundings, title_of
from desktop.ui.record.record_head import state_chips
from models.acts.act import Act
from models.acts.catalogue import is_reversible
from models.acts.planning import ActPlan, Waiving
from models.progress import Progress
from models.schema.fields import entity_named, is_person
from models.words import _, listed

if TYPE_CHECKING:
    from datetime import date

    from desktop.ui.record.act_apart import ActApart
    from desktop.ui.record.act_effects import Chooser

WIDTH, HEIGHT = 1096, 716
PAUSE = 40  # milliseconds after the last key
_TITLE = 16


class ActPanel(QWidget):
    """`performed` with what was done, `withdrawn` without that, `turned` to another act on another record.

    `printed` with what the print centre is to be opened with.
    """

    performed = Signal(object)
    printed = Signal(object)
    withdrawn = Signal()
    turned = Signal(object, object)

    def __init__(self, place: AppContext, act: Act, subjects: Sequence[int]) -> None:
        super().__init__()
        self.place, self.act, self.subjects = place, act, tuple(subjects)
        self.entity = entity_named(act.entity)
        self.answers: dict[str, str] = {}
        self.seen: ActPreview | None = None
        self._offered_for: tuple[date | None] | None = None
        self._insisted = self._wanted = self._busy = self._prints = False
        self._pause = Debounce(PAUSE, self.look, self)
        self._lay_out()
        self._allow()
        self.look()
        self._look_about()

    def help_topic(self) -> str:
        """Its act; the field one is at says where in it."""
        return topics.of_act(self.act.name)

    # --- how it looks

    def _lay_out(self) -> None:
        self.fields = ActFields(self.place, self.act, self, many=len(self.subjects) > 1)
        self.fields.edited.connect(lambda _name: self._pause.start())
        self.fields.excused.connect(self._allow)
        self.fields.printed.connect(self.perform_and_print)
        self.effects = ActEffects(self._answer, persons=is_person(self.entity))
        self.choices = ActChoices(self.act, len(self.subjects))
        self.choices.chosen.connect(self.turn)
        self.choices.turned.connect(self.turned)
        self.choices.listed.connect(self._list_events)
        self.choices.printed.connect(self.printed)
        right = self._right = layouts.scrolling(self.effects, _("这一步会做什么"))
        right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = self._left = layouts.scrolling(self.choices)
        middle = self._middle = layouts.scrolling(self.fields)
        left.setFixedWidth(act_choices.WIDTH)
        middle.setFixedWidth(self.fields.width_wanted)
        body = layouts.row(left, Hairline(upright=True), middle, Hairline(upright=True), (right, 1), gap=0)
        self.banner = Banner()
        layouts.column(self._head(), Hairline(), self.banner, (body, 1), Hairline(), self._foot(), parent=self, gap=0)
        self._lead_keys()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut(self, keys, self.perform)

    def _lead_keys(self) -> None:
        """The keyboard begins in the first field; where nothing is asked, at what would be done."""
        self.setFocusProxy(next(iter(self.fields.rows.values()), self._right))

    def _head(self) -> QHBoxLayout:
        what = _(entity_named(self.act.event).label) if self.act.event else ""
        self.title = Title(_("办理{what}").format(what=what), _TITLE)
        self.who, self._facts = narrow_line("", strong=True), narrow_line("", ink="text2")
        self._states = layouts.row(gap=6)
        self._about = layouts.row(self.title, self.who, self._facts, self._states, layouts.STRETCH, gap=14)
        close = IconButton("dismiss", _("关闭"), "Esc").leads(self.withdraw)
        return layouts.row((self._about, 1), close, margins=(24, 14, 14, 12))

    def _foot(self) -> QVBoxLayout:
        self.why = TextLine("", NOTE, ink="text2")
        back = TallButton(_("取消"), keys="Esc").leads(self.withdraw)
        self.keep = TallButton(self.act.title, Kind.PRIMARY, keys="Ctrl+Enter").leads(self.perform)
        return layouts.column(
            layouts.row((self.why, 1), back, self.keep, gap=8), margins=(24, 12, 20, 14)
        )  # fmt: skip

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The fields by name."""
        return self.fields.rows

    @property
    def questions(self) -> "dict[str, Chooser]":
        """The choosers by the name of their question."""
        return dict(self.effects.questions)

    @property
    def apart(self) -> "ActApart | None":
        """What is given for some by themselves."""
        return self.fields.apart if not isinstance(self.fields.apart, ActGrid) else None

    @property
    def grid(self) -> ActGrid | None:
        """What is typed for each."""
        return self.fields.apart if isinstance(self.fields.apart, ActGrid) else None

    @property
    def waivers(self) -> dict[str, TextBox]:
        """The reasons by the number of the rule."""
        return self.fields.waivers

    # --- what stands about it

    def _look_about(self) -> None:
        """Read what else can be done, and who it is: again whenever the day is another."""
        day = self.fields.given().get(self.act.dated)
        if self._offered_for == (day,):
            return
        self._offered_for = (day,)
        database, entity, subjects = self.place.database, self.entity, self.subjects

        def work(progress: Progress) -> Surroundings:
            return surroundings(database, entity, subjects, day, progress)

        self.place.tasks.read(work, self._tell_about, receiver=self, slot="about", failed=self._fail)

    def _tell_about(self, about: Surroundings) -> None:
        self._facts.setText("   ".join(about.facts))
        layouts.clear(self._states)
        layouts.add(self._states, *state_chips(about.states))
        self.choices.show_all(about)
        self._left.widget().adjustSize()  # as high as what it holds now, before it is scrolled
        chosen = self.choices.card(self.act.name)
        if chosen is not None:
            self._left.ensureWidgetVisible(chosen)

    def _list_events(self, register: str) -> None:
        self.withdrawn.emit()
        self.place.list_of(events_of(entity_named(register), self.entity, self.subjects[0]))

    def turn(self, act: Act) -> None:
        """Do another act to the same; what was filled in stays where it asks the same."""
        self.act, self.seen, self._insisted = act, None, False
        self.fields.turn(act)
        self._middle.setFixedWidth(self.fields.width_wanted)
        self._lead_keys()
        self._allow()
        self.look()

    # --- what would be

    def given(self) -> dict[str, object]:
        """What is filled in, by field."""
        return self.fields.given()

    def lacking(self) -> dict[str, str]:
        """The fields that must be filled or mended first, and what is said of them."""
        return self.fields.lacking()

    def look(self) -> None:
        """Think the act through as it is asked now; what was asked before is dropped."""
        self._pause.stop()
        database, act, subjects = self.place.database, self.act, self.subjects
        given, answers, lacking = self.given(), dict(self.answers), frozenset(self.lacking())
        apart = self.fields.given_apart()

        def work(progress: Progress) -> ActPreview:
            return preview(database, act, subjects, given, answers, apart=apart, lacking=lacking, progress=progress)

        self.place.tasks.read(work, self._show_preview, receiver=self, failed=self._fail)

    def _show_preview(self, seen: ActPreview) -> None:
        before, self.seen = self.seen, seen
        one = len(self.subjects) == 1
        self.who.setText(seen.name if one else count_words(self.entity, len(self.subjects)))
        self.setAccessibleName(_("{act} · {who}").format(act=self.act.title, who=self.who.text()))
        self.fields.leave_out(seen.unasked)
        self.fields.tell_apart(seen)
        self.fields.excuse([v for v in seen.verdicts if v.forbids])
        self.effects.show_preview(seen, self._waiting(seen) if seen.fit else "")
        self._complain(seen)
        self._allow()
        self._look_about()
        wanted, self._wanted = self._wanted, False
        # who was typed last in a grid is meant, too
        if wanted and before is not None and (self.fields.has_grid or before.refused == seen.refused):
            self.perform()
        self._prints = self._prints and self._busy

    def _waiting(self, seen: ActPreview) -> str:
        """What must be given before all that would change is known; '' where nothing more depends on it."""
        lacking = self.lacking()
        if seen.plan is None or not seen.plan.effects:
            names, words = [n for n in lacking if n in self.rows], _("填好{fields}后，这里列出会改变的内容")
        else:
            names, words = [n for n in lacking if n in seen.plan.unsaid], _("填好{fields}后，这里列出其余会改变的内容")
        return words.format(fields=listed(self.rows[name].field.title for name in names)) if names else ""

    def _complain(self, seen: ActPreview) -> None:
        everybody = len(seen.refused) == seen.asked
        told = [*(seen.refused if everybody else ()), *(seen.warnings if seen.asked == 1 else ())]
        self.fields.complain(told, insisted=self._insisted)

    def _answer(self, name: str, choice: str) -> None:
        self.answers[name] = choice
        self.look()

    def hindrance(self) -> str:
        """Why it cannot be done as it stands; '' when it can."""
        lacking = self.lacking()
        if lacking and not self._ruled_out():
            return next(iter(lacking.values()))
        if self.seen is None:
            return _("正在核对")
        if not self.seen.fit or self.seen.plan is None:
            one = self.seen.refused[0].complaint.message if self.seen.refused else _("正在核对")
            return one if self.seen.asked == 1 else _("所选的都不能办理“{act}”").format(act=self.act.title)
        if self.fields.unexcused:
            return _("有禁止的情形（{rule}），确须办理的请写明理由").format(rule=listed(self.fields.unexcused))
        return ""

    def _ruled_out(self) -> bool:
        """Whether it can be done to nobody, whatever is filled in here."""
        seen = self.seen
        return seen is not None and not seen.fit and all(one.field not in self.rows for one in seen.refused)

    def _allow(self) -> None:
        fit = self.seen.fit if self.seen is not None else len(self.subjects)
        many = len(self.subjects) > 1
        words = _("办理 {count}的{act}").format(count=count_words(self.entity, fit), act=self.act.title)
        self.keep.setText(words if many and fit else _("办理{act}").format(act=self.act.title))
        why = self.hindrance()
        # a click leads to what is still to be filled in
        leads = bool(self.lacking() or self.fields.unexcused) and not self._ruled_out()
        self.keep.setEnabled(not self._busy and (not why or leads))
        self.keep.setToolTip(why)
        undoing = _("作为一步写入，可撤销")
        if self.act.event and is_reversible(self.act.event):
            undoing = _("作为一步写入，可撤销；日后发现办错用“冲回”，原记录保留")
        if self.act.irreversible:
            undoing = _("办理后不能撤销，要先输入“{word}”确认").format(word=_(self.act.word))
        self.why.setText(why or undoing)

    # --- doing it

    def perform_and_print(self) -> None:
        """Do it, and go on to its paper."""
        self._prints = True
        self.perform()
        self._prints = self._busy or self._wanted

    def perform(self) -> None:
        """Do it as it is shown; where something is missing go there, where it is not thought through yet wait for that."""
        if self._busy:
            return
        lacking = self.lacking()
        if lacking and not self._ruled_out():
            self._insisted = True
            if self.seen is not None:
                self._complain(self.seen)
            self.fields.go_to(next(iter(lacking)))
            self._allow()
            return
        if self._pause.isActive() or self.place.tasks.awaits(self):
            self._wanted = True
            if self._pause.isActive():
                self.look()
            return
        if self.hindrance() or self.seen is None or self.seen.plan is None:
            if self.fields.unexcused:
                self.waivers[self.fields.unexcused[0]].setFocus()
            return
        if self.act.irreversible:
            self._ask_for_word(self.seen.plan)
        else:
            self._write(self.seen.plan)

    def _ask_for_word(self, planned: ActPlan) -> None:
        """A word has to be typed before what nothing takes back."""
        who = (
            self.seen.name
            if self.seen is not None and len(self.subjects) == 1
            else count_words(self.entity, len(planned.cases))
        )
        act = self.act
        head = _("{act} {who}？").format(act=act.title, who=who)
        asked = TypedConfirm(self.window(), head, _(act.lost), _(act.word), act.title)
        asked.agreed.connect(lambda: self._write(planned))
        asked.begin()

    def _write(self, planned: ActPlan) -> None:
        until = self.fields.excused_until()
        excused = {number: Waiving(reason, until) for number, reason in self.fields.reasons().items()}
        database, made = self.place.database, planned.waiving(excused)
        self._busy = True
        self._allow()
        self.place.tasks.write(
            made.name,
            lambda progress: perform(database, made, progress),
            self._done,
            receiver=self,
            failed=self._refuse,
        )

    def _done(self, done: Performed) -> None:
        self._busy = False
        self.performed.emit(done)
        if self._prints and self.act.paper is not None and done.records:
            self.printed.emit(printing(self.act.paper, done.records))

    def _refuse(self, error: Exception) -> None:
        """Say what changed meanwhile, and think it through again."""
        self._busy = self._prints = False
        self._fail(error)
        self.look()

    def _fail(self, error: Exception) -> None:
        self._wanted = self._prints = False
        self.banner.say(trouble_of(error).sentence)
        self._allow()

    # --- leaving it

    def withdraw(self) -> None:
        """Leave it undone; what was typed is asked about first."""
        if not self.fields.written or self._busy:
            self.withdrawn.emit()
            return
        ways = ((False, _("继续填写"), Kind.DEFAULT), (True, _("不办了"), Kind.PRIMARY))
        asked = Confirm(_("不办理{act}了吗").format(act=self.act.title), _("已经填写的内容不会保留。"), ways)
        layer = open_overlay(self, asked, dialogs.WIDTH, dialogs.HEIGHT)

        def decided(leave: bool) -> None:
            layer.close_layer()
            if leave:
                self.withdrawn.emit()

        asked.decided.connect(decided)


class _ActLayer(PanelOverlay):
    """Escape asks first where something was typed."""

    def close_by_key(self) -> None:
        panel = self.content
        assert isinstance(panel, ActPanel)
        panel.withdraw()


def open_act(
    place: AppContext, act: Act, subjects: Sequence[int], known: Mapping[str, Suggestion] = MappingProxyType({})
) -> ActPanel:
    """Lay an act over the window for these records, with what is known of its references, and tell when it is done."""
    panel = ActPanel(place, act, subjects)
    panel.fields.fill(known)
    layer = _ActLayer(place.window, panel, WIDTH + panel.fields.width_wanted - act_fields.WIDTH, HEIGHT)
    layer.open()
    panel.setFocus()
    panel.fields.begin()
    panel.withdrawn.connect(layer.close_layer)

    def turn(other: Act, keys: Sequence[int]) -> None:
        layer.close_layer()
        open_act(place, other, keys)

    def done(made: Performed) -> None:
        layer.close_layer()
        further = _further(place, panel.act, made.records)
        if made.lasting:
            place.settings.forget(made.forgotten)
            place.announce(made.sentence, None, further)
        else:
            announce(place, made, further)

    def print_(arguments: dict[str, object]) -> None:
        layer.close_layer()
        place.page("print", arguments)

    panel.turned.connect(turn)
    panel.printed.connect(print_)
    panel.performed.connect(done)
    return panel


def _further(place: AppContext, act: Act, records: Sequence[int]) -> Further | None:
    """The paper of an act that was done."""
    paper = act.paper
    if paper is None or not records:
        return None
    arguments = printing(paper, records)
    return _("打印{paper}").format(paper=title_of(paper)), lambda: place.page("print", arguments)
