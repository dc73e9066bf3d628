"""The layer on which an act is done: the acts there are, what the chosen one asks, and at the right what it would do."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.form.row import FieldRow
from desktop.ui.kit import confirm, layouts
from desktop.ui.kit.change_sets import take_back
from desktop.ui.kit.confirm import Confirm
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Hairline, IconButton, Kind, TallButton, TextBox, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.overlay import PanelOverlay, open_overlay
from desktop.ui.kit.page_widgets import TextLine, narrow_line
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Debounce, Task
from desktop.ui.kit.theme import NOTE
from desktop.ui.list.summary import count_words
from desktop.ui.record import act_choices, act_fields
from desktop.ui.record.act_choices import ActChoices
from desktop.ui.record.act_effects import ActEffects, clear
from desktop.ui.record.act_fields import ActFields
from desktop.ui.record.act_preview import ActPreview, preview
from desktop.ui.record.act_surroundings import Surroundings, events_of, surroundings
from desktop.ui.record.record_head import state_chips
from models.acts.act import Act
from models.acts.applying import apply
from models.acts.catalogue import is_reversible
from models.acts.planning import ActPlan, Waiving
from models.database.database import Database
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.schema.fields import entity_named
from models.words import _, listed

if TYPE_CHECKING:
    from datetime import date

    from desktop.ui.record.act_apart import ActApart
    from desktop.ui.record.act_effects import Chooser

WIDTH, HEIGHT = 1096, 716
PAUSE = 40  # milliseconds after the last key
_TITLE = 16


class ActPanel(QWidget):
    """`performed` with the change set, `withdrawn` without one, `turned` to another act on another record."""

    performed = Signal(object)
    withdrawn = Signal()
    turned = Signal(object, object)

    def __init__(self, place: AppContext, act: Act, subjects: Sequence[int]) -> None:
        super().__init__()
        self.place, self.act, self.subjects = place, act, tuple(subjects)
        self.entity = entity_named(act.entity)
        self.answers: dict[str, str] = {}
        self.seen: ActPreview | None = None
        self._task: Task | None = None
        self._offered_for: tuple[date | None] | None = None
        self._insisted = self._wanted = self._busy = False
        self._pause = Debounce(PAUSE, self.look, self)
        self._lay_out()
        self._allow()
        self.look()
        self._look_about()

    # --- how it looks

    def _lay_out(self) -> None:
        self.fields = ActFields(self.place, self.act, self, many=len(self.subjects) > 1)
        self.fields.edited.connect(lambda _name: self._pause.start())
        self.fields.excused.connect(self._allow)
        self.effects = ActEffects(self._answer)
        self.choices = ActChoices(self.act, len(self.subjects))
        self.choices.chosen.connect(self.turn)
        self.choices.turned.connect(self.turned)
        self.choices.listed.connect(self._list_events)
        right = self._right = layouts.scrolling(self.effects, _("这一步会做什么"))
        right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = self._left = layouts.scrolling(self.choices)
        middle = layouts.scrolling(self.fields)
        left.setFixedWidth(act_choices.WIDTH)
        middle.setFixedWidth(act_fields.WIDTH)
        body = layouts.row(left, Hairline(upright=True), middle, Hairline(upright=True), (right, 1), gap=0)
        self.banner = Banner()
        layouts.column(self._head(), Hairline(), self.banner, (body, 1), Hairline(), self._foot(), parent=self, gap=0)
        self._lead_keys()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            short = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(self.perform)

    def _lead_keys(self) -> None:
        """The keyboard begins in the first field; where nothing is asked, at what would be done."""
        self.setFocusProxy(next(iter(self.fields.rows.values()), self._right))

    def _head(self) -> QHBoxLayout:
        what = _(entity_named(self.act.event).label) if self.act.event else ""
        self.title = Title(_("办理{what}").format(what=what), _TITLE)
        self.who, self._facts = narrow_line("", strong=True), narrow_line("", ink="text2")
        self._states = layouts.row(gap=6)
        self._about = layouts.row(self.title, self.who, self._facts, self._states, layouts.STRETCH, gap=14)
        close = IconButton("dismiss", _("关闭"), "Esc")
        close.clicked.connect(self.withdraw)
        return layouts.row((self._about, 1), close, margins=(24, 14, 14, 12))

    def _foot(self) -> QVBoxLayout:
        self.why = TextLine("", NOTE, ink="text2")
        back = TallButton(_("取消"), keys="Esc")
        back.clicked.connect(self.withdraw)
        self.keep = TallButton(self.act.title, Kind.PRIMARY, keys="Ctrl+Enter")
        self.keep.clicked.connect(self.perform)
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
        return self.fields.apart

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

        self.place.tasks.read(work, self._tell_about, receiver=self, failed=self._fail)

    def _tell_about(self, about: Surroundings) -> None:
        self._facts.setText("   ".join(about.facts))
        clear(self._states)
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
        if self._task is not None:
            self._task.stop()
        database, act, subjects = self.place.database, self.act, self.subjects
        given, answers, whole = self.given(), dict(self.answers), not self.lacking()
        apart = self.fields.given_apart()

        def work(progress: Progress) -> ActPreview:
            return preview(database, act, subjects, given, answers, apart=apart, whole=whole, progress=progress)

        self._task = self.place.tasks.read(work, self._tell, receiver=self, failed=self._fail)

    def _tell(self, seen: ActPreview) -> None:
        before, self.seen, self._task = self.seen, seen, None
        one = len(self.subjects) == 1
        self.who.setText(seen.name if one else count_words(self.entity, len(self.subjects)))
        self.setAccessibleName(_("{act} · {who}").format(act=self.act.title, who=self.who.text()))
        self.fields.tell_apart(seen.proposals)
        self.fields.excuse([v for v in seen.verdicts if v.forbids])
        lacking = [self.rows[name].field.title for name in self.lacking()]
        waiting = _("填好{fields}后，这里列出会改变的内容").format(fields=listed(lacking)) if lacking else ""
        self.effects.tell(seen, waiting if seen.fit else "")
        self._complain(seen)
        self._allow()
        self._look_about()
        wanted, self._wanted = self._wanted, False
        if wanted and before is not None and before.refused == seen.refused:
            self.perform()

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
        if lacking:
            return next(iter(lacking.values()))
        if self.seen is None:
            return _("正在核对")
        if not self.seen.fit or self.seen.plan is None:
            one = self.seen.refused[0].complaint.message if self.seen.refused else _("正在核对")
            return one if self.seen.asked == 1 else _("所选的都不能办理{act}").format(act=self.act.title)
        unexcused = next((number for number, reason in self.fields.reasons().items() if not reason), None)
        if unexcused is not None:
            return _("有禁止的情形（{rule}），确须办理的请写明理由").format(rule=unexcused)
        return ""

    def _allow(self) -> None:
        fit = self.seen.fit if self.seen is not None else len(self.subjects)
        many = len(self.subjects) > 1
        words = _("办理 {count}的{act}").format(count=count_words(self.entity, fit), act=self.act.title)
        self.keep.setText(words if many and fit else _("办理{act}").format(act=self.act.title))
        why = self.hindrance()
        self.keep.setEnabled(not self._busy and (not why or bool(self.lacking())))
        self.keep.setToolTip(why)
        undoing = _("作为一步写入，可撤销")
        if self.act.event and is_reversible(self.act.event):
            undoing = _("作为一步写入，可撤销；日后发现办错用“冲回”，原记录保留")
        self.why.setText(why or undoing)

    # --- doing it

    def perform(self) -> None:
        """Do it as it is shown; where something is missing go there, where it is not thought through yet wait for that."""
        if self._busy:
            return
        lacking = self.lacking()
        if lacking:
            self._insisted = True
            if self.seen is not None:
                self._complain(self.seen)
            self.rows[next(iter(lacking))].take_focus()
            self._allow()
            return
        if self._pause.isActive() or self._task is not None:
            self._wanted = True
            if self._pause.isActive():
                self.look()
            return
        if self.hindrance() or self.seen is None or self.seen.plan is None:
            return
        self._write(self.seen.plan)

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

    def _done(self, done: ChangeSet | None) -> None:
        self._busy = False
        self.performed.emit(done)

    def _refuse(self, error: Exception) -> None:
        """Say what changed meanwhile, and think it through again."""
        self._busy = False
        self._fail(error)
        self.look()

    def _fail(self, error: Exception) -> None:
        self._task, self._wanted = None, False
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
        layer = open_overlay(self, asked, confirm.WIDTH, confirm.HEIGHT)

        def decided(leave: bool) -> None:
            layer.close_layer()
            if leave:
                self.withdrawn.emit()

        asked.decided.connect(decided)


class _ActLayer(PanelOverlay):
    """Escape asks first where something was typed."""

    def close_by_key(self) -> None:
        """See Overlay."""
        panel = self.content
        assert isinstance(panel, ActPanel)
        panel.withdraw()


def perform(database: Database, made: ActPlan, progress: Progress) -> ChangeSet | None:
    """Do an act as one step; raises Conflict, Invalid."""
    with database.transaction(made.name, progress) as tx:
        apply(tx, made)
    return tx.done


def open_act(
    place: AppContext, act: Act, subjects: Sequence[int], known: Mapping[str, Suggestion] = MappingProxyType({})
) -> ActPanel:
    """Lay an act over the window for these records, with what is known of its references, and tell when it is done."""
    panel = ActPanel(place, act, subjects)
    panel.fields.fill(known)
    layer = _ActLayer(place.window, panel, WIDTH, HEIGHT)
    layer.open()
    panel.setFocus()
    panel.fields.begin()
    panel.withdrawn.connect(layer.close_layer)

    def turn(other: Act, keys: Sequence[int]) -> None:
        layer.close_layer()
        open_act(place, other, keys)

    def done(written: ChangeSet | None) -> None:
        layer.close_layer()
        if written is None:
            place.say(_("没有需要写入的内容"))
        else:
            place.announce(_done_words(written), lambda: take_back(place, written, place.window))

    panel.turned.connect(turn)
    panel.performed.connect(done)
    return panel


def _done_words(written: ChangeSet) -> str:
    """What was done, and to how many records."""
    return _("已{act}，{count} 条记录").format(act=written.name, count=f"{written.change_count:,}")
