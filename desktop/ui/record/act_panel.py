"""The layer on which an act is done: what it asks, what is left to decide, and at the right what it would do."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.form.body import GroupHeading
from desktop.ui.form.editors import TextEditor
from desktop.ui.form.picker import ReferenceEditor
from desktop.ui.form.quick_create import WIDTH as NEW_WIDTH
from desktop.ui.form.quick_create import QuickCreate
from desktop.ui.form.row import MARKS, FieldRow, label_width
from desktop.ui.form.search_panel import HEIGHT as SEARCH_HEIGHT
from desktop.ui.form.search_panel import WIDTH as SEARCH_WIDTH
from desktop.ui.form.search_panel import SearchPanel
from desktop.ui.kit import layouts
from desktop.ui.kit.change_sets import take_back
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Hairline, IconButton, Kind, Note, TallButton, TextBox, Title
from desktop.ui.kit.errors import trouble_of
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.overlay import open_overlay
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.suggestions import Suggestion
from desktop.ui.kit.tasks import Debounce, Task
from desktop.ui.kit.theme import NOTE, tint
from desktop.ui.list.summary import count_words
from desktop.ui.record.act_apart import ActApart
from desktop.ui.record.act_effects import ActEffects, Sentence
from desktop.ui.record.act_preview import ActPreview, preview
from models.acts.act import Act, Question
from models.acts.applying import apply
from models.acts.foreseeing import Verdict
from models.acts.planning import ActPlan, Waiving
from models.database.database import Database
from models.database.transaction import ChangeSet
from models.progress import Progress
from models.schema.fields import entity_named
from models.words import _, listed

WIDTH, HEIGHT = 980, 640
PAUSE = 150  # milliseconds after the last key
_TITLE, _LEFT = 16, 430
_SHORT = 16  # characters of all choices of a question that stand beside one another


class ActPanel(QWidget):
    """`performed` with the change set; `withdrawn` without one."""

    performed = Signal(object)
    withdrawn = Signal()

    def __init__(self, place: AppContext, act: Act, subjects: Sequence[int]) -> None:
        super().__init__()
        self.place, self.act, self.subjects = place, act, tuple(subjects)
        self.entity = entity_named(act.entity)
        self.rows = {f.name: FieldRow(f, place.database, place.tasks) for f in act.fields}
        self.questions: dict[str, Segmented | MenuField] = {}
        self.waivers: dict[str, TextBox] = {}
        self.answers: dict[str, str] = {}
        self.seen: ActPreview | None = None
        self._task: Task | None = None
        self._asked: tuple[Question, ...] = ()
        self._insisted = self._wanted = self._busy = False
        self._pause = Debounce(PAUSE, self.look, self)
        self._lay_out()
        self._begin()
        self.look()

    # --- how it looks

    def _lay_out(self) -> None:
        self.title = Title(self.act.title, _TITLE)
        close = IconButton("dismiss", _("关闭"), "Esc")
        close.clicked.connect(self.withdrawn)
        head = layouts.row(self.title, layouts.STRETCH, close, margins=(24, 14, 14, 12))
        self.effects = ActEffects()
        right = layouts.scrolling(self.effects, _("这一步会做什么"))
        right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = layouts.scrolling(self._fields())
        left.setFixedWidth(_LEFT)
        middle = layouts.row(left, Hairline(upright=True), (right, 1), gap=0)
        self.banner = Banner()
        layouts.column(head, Hairline(), self.banner, (middle, 1), Hairline(), self._foot(), parent=self, gap=0)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            short = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            short.activated.connect(self.perform)

    def _fields(self) -> QWidget:
        body = QWidget()
        tint(body, ground="raised")
        grid = layouts.column(gap=6)
        width = label_width(self.act.fields)
        for row in self.rows.values():
            row.label.widen(width)
            row.edited.connect(lambda _name: self._pause.start())
            row.asked.connect(partial(self._ask, row))
            grid.addLayout(layouts.row((row.label, 0, Qt.AlignmentFlag.AlignTop), (row, 1), gap=10))
        self._decided = layouts.column(gap=8, margins=(MARKS, 0, 0, 0))
        self._excused = layouts.column(gap=6, margins=(MARKS, 0, 0, 0))
        self.apart = ActApart(self.place, self.act) if self.act.apart and len(self.subjects) > 1 else None
        apart = None if self.apart is None else self._each(self.apart)
        layouts.column(
            grid, self._decided, apart, self._excused, layouts.STRETCH, parent=body, gap=14, margins=(0, 14, 20, 14)
        )
        return body

    def _each(self, apart: ActApart) -> ActApart:
        """What is given for some by themselves counts as what is given for all does."""
        apart.changed.connect(self._pause.start)
        for row in apart.rows.values():
            row.label.widen(label_width(row.field for row in apart.rows.values()))
            row.asked.connect(partial(self._ask, row))
        return apart

    def _foot(self) -> QVBoxLayout:
        self.why = TextLine("", NOTE, ink="text2")
        back = TallButton(_("取消"), keys="Esc")
        back.clicked.connect(self.withdrawn)
        self.keep = TallButton(self.act.title, Kind.PRIMARY, keys="Ctrl+Enter")
        self.keep.clicked.connect(self.perform)
        return layouts.column(
            layouts.row((self.why, 1), back, self.keep, gap=8), margins=(24, 12, 20, 14)
        )  # fmt: skip

    def _begin(self) -> None:
        """Put in what holds unless a person says otherwise, and let the first field have the keys."""
        day = self.place.database.day()
        for name, row in self.rows.items():
            if name == self.act.dated:
                row.put(day)
            elif row.field.default is not None:
                row.put(row.field.default_for({}, day))
        first = next(iter(self.rows.values()), None)
        self.setFocusProxy(self.keep if first is None else first.editor)
        if first is not None and isinstance(first.editor, TextEditor):
            first.editor.box.selectAll()

    # --- other records, on a layer over this one

    def _ask(self, row: FieldRow, _name: str, way: str, typed: str) -> None:
        assert row.field.to is not None
        entity = entity_named(row.field.to)
        if way == "new":
            form = QuickCreate(self.place.database, self.place.tasks, entity, typed)
            form.announced.connect(self.place.announce)
            layer = open_overlay(self, form, NEW_WIDTH, form.needed_height)
            taken, withdrawn = form.made, form.withdrawn
        else:
            panel = SearchPanel(self.place.database, self.place.tasks, entity, typed)
            layer = open_overlay(self, panel, SEARCH_WIDTH, SEARCH_HEIGHT)
            taken, withdrawn = panel.taken, panel.withdrawn
        withdrawn.connect(layer.close_layer)
        taken.connect(layer.close_layer)
        taken.connect(partial(self._take, row))

    def _take(self, row: FieldRow, offer: Suggestion) -> None:
        assert isinstance(row.editor, ReferenceEditor)
        row.editor.take(offer)
        row.take_focus()

    # --- what would be

    def given(self) -> dict[str, Any]:
        """What is filled in, by field."""
        read = {name: row.reading()[0] for name, row in self.rows.items()}
        return {name: value for name, value in read.items() if value is not None}

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
        return found

    def look(self) -> None:
        """Think the act through as it is asked now; what was asked before is dropped."""
        self._pause.stop()
        if self._task is not None:
            self._task.stop()
        database, act, subjects = self.place.database, self.act, self.subjects
        given, answers, whole = self.given(), dict(self.answers), not self.lacking()
        apart = {subject: dict(own) for subject, own in self.apart.given.items()} if self.apart is not None else {}

        def work(progress: Progress) -> ActPreview:
            return preview(database, act, subjects, given, answers, apart=apart, whole=whole, progress=progress)

        self._task = self.place.tasks.read(work, self._tell, receiver=self, failed=self._fail)

    def _tell(self, seen: ActPreview) -> None:
        before, self.seen, self._task = self.seen, seen, None
        one = len(self.subjects) == 1
        who = seen.name if one else count_words(self.entity, len(self.subjects))
        self.title.setText(_("{act} · {who}").format(act=self.act.title, who=who))
        self.setAccessibleName(self.title.text())
        self._show_questions(seen)
        if self.apart is not None:
            self.apart.tell(seen.proposals)
        self._show_waivers([v for v in seen.verdicts if v.forbids])
        lacking = [self.rows[name].field.title for name in self.lacking()]
        waiting = _("填好{fields}后，这里列出会改变的内容").format(fields=listed(lacking)) if lacking else ""
        self.effects.tell(seen, waiting if seen.fit else "")
        self._complain(seen)
        self._allow()
        wanted, self._wanted = self._wanted, False
        if wanted and before is not None and before.refused == seen.refused:
            self.perform()

    def _complain(self, seen: ActPreview) -> None:
        """Say at the fields what is wrong with them; what nobody filled in yet only once it was asked for."""
        everybody = len(seen.refused) == seen.asked
        told = [*(seen.refused if everybody else ()), *(seen.warnings if seen.asked == 1 else ())]
        for name, row in self.rows.items():
            value, complaints = row.reading()
            empty = value is None and not row.editor.typed()
            own = () if empty and not self._insisted else complaints
            if empty and self._insisted and row.field.required and not own:
                own = (row.field.missing(),)
            said = next(((one.complaint,) for one in told if one.field == name), ())
            row.set_complaints(own or said)

    def _show_questions(self, seen: ActPreview) -> None:
        asked = seen.plan.questions if seen.plan is not None else self._asked
        if [(q.name, q.choices) for q in asked] != [(q.name, q.choices) for q in self._asked]:
            _empty(self._decided)
            self.questions = {}
            layouts.add(self._decided, GroupHeading(_("由您定")) if asked else None)
            for question in asked:
                self._decided.addLayout(self._question(question))
        for question in asked:
            self.questions[question.name].show_key(question.chosen)
        self._asked = asked

    def _question(self, question: Question) -> Any:
        count = _("{label}（{count} 条）").format(label=question.label, count=f"{question.count:,}")
        long = sum(len(words) for _choice, words in question.choices) > _SHORT
        chooser = MenuField(question.label, question.choices) if long else Segmented(question.choices)
        self.questions[question.name] = chooser
        chooser.setAccessibleName(question.label)
        chooser.chosen.connect(partial(self._answer, question.name))
        if isinstance(chooser, MenuField):
            return layouts.column(Note(count, "text2"), chooser, gap=4)
        return layouts.row((Note(count, "text2"), 1), chooser)

    def _answer(self, name: str, choice: object) -> None:
        self.answers[name] = str(choice)
        self._pause.start()

    def _show_waivers(self, forbidden: Sequence[Verdict]) -> None:
        rules = {v.finding.rule.number: v for v in forbidden}
        if list(rules) == list(self.waivers):
            return
        kept = {number: box.text() for number, box in self.waivers.items()}
        _empty(self._excused)
        self.waivers = {}
        layouts.add(self._excused, GroupHeading(_("禁止的情形：确须办理的写明理由")) if rules else None)
        for number, verdict in rules.items():
            box = self.waivers[number] = TextBox()
            box.setText(kept.get(number, ""))
            box.setAccessibleName(_("{rule} 例外的理由").format(rule=number))
            box.setPlaceholderText(_("例外的理由"))
            box.textEdited.connect(lambda _text: self._allow())
            layouts.add(self._excused, Sentence(verdict.finding.complaint.message, "danger"), box)

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
        unexcused = next((number for number, box in self.waivers.items() if not box.text().strip()), None)
        if unexcused is not None:
            return _("有禁止的情形（{rule}），确须办理的请写明理由").format(rule=unexcused)
        return ""

    def _allow(self) -> None:
        fit = self.seen.fit if self.seen is not None else len(self.subjects)
        many = len(self.subjects) > 1
        words = _("办理 {count}的{act}").format(count=count_words(self.entity, fit), act=self.act.title)
        self.keep.setText(words if many and fit else _("办理{act}").format(act=self.act.title))
        why = self.hindrance()
        self.keep.setEnabled(not why and not self._busy)
        self.keep.setToolTip(why)
        self.why.setText(why or _("作为一步写入，可撤销"))

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
        excused = {number: Waiving(box.text().strip()) for number, box in self.waivers.items()}
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


def perform(database: Database, made: ActPlan, progress: Progress) -> ChangeSet | None:
    """Do an act as one step; raises Conflict, Invalid."""
    with database.transaction(made.name, progress) as tx:
        apply(tx, made)
    return tx.done


def _empty(column: QVBoxLayout) -> None:
    """Let go of everything in a column, and of what stands in its rows."""
    while (item := column.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            _empty(inner)  # type: ignore[arg-type]  # a row is let go of as a column is
        elif widget is not None:
            widget.hide()
            widget.deleteLater()


def open_act(place: AppContext, act: Act, subjects: Sequence[int]) -> ActPanel:
    """Lay an act over the window for these records, and tell when it is done."""
    panel = ActPanel(place, act, subjects)
    layer = open_overlay(place.window, panel, WIDTH, HEIGHT)
    panel.withdrawn.connect(layer.close_layer)

    def done(written: ChangeSet | None) -> None:
        layer.close_layer()
        if written is None:
            place.say(_("没有需要写入的内容"))
        else:
            place.announce(_("已{act}").format(act=written.name), lambda: take_back(place, written, place.window))

    panel.performed.connect(done)
    return panel
