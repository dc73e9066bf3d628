"""What an act would do, on the layer it is asked on: to whom not, rules, register by register, counts, questions in place."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QLayout, QWidget

from desktop.screens.catalogue import screen_of
from desktop.ui.kit import icons, layouts, paint
from desktop.ui.kit.choices import Segmented
from desktop.ui.kit.controls import Label, Note, wrapped
from desktop.ui.kit.menu_field import MenuField
from desktop.ui.kit.page_widgets import narrow_line
from desktop.ui.kit.theme import NOTE, SECTION, colour, font, tint
from desktop.ui.record.act_outcome import Outcome, RegisterOutcome
from desktop.ui.record.act_preview import ActPreview, Remark
from desktop.ui.record.outcome_lines import OutcomeLine, OutcomeLines
from models.acts.act import Question
from models.acts.foreseeing import Count, Verdict
from models.rules.rule import Verdict as Saying
from models.schema.fields import entity_named
from models.words import _, clauses, joined, listed

Chooser = Segmented | MenuField
_SHORT = 16  # characters of all choices of a question that stand beside one another
_NAMED = 40  # people named one by one
_COUNTS, _WARNINGS, _NOTES = "#counts", "#warnings", "#notes"  # parts that are no register
_REFUSED, _ASKED, _STOPS, _RULES = "#refused", "#asked", "#stops", "#rules"


class Sentence(QLabel):
    """A line that wraps."""

    def __init__(self, words: str, ink: str = "text", size: int = NOTE) -> None:
        super().__init__(words)
        self.setWordWrap(True)
        self.setFont(font(size))
        self.setAccessibleName(words)
        tint(self, ink=ink)


class EffectPart(paint.Painted, QWidget):
    """One part of what would be: its icon and title, lines, and under them the questions it leaves open."""

    def __init__(self, icon: str, title: str) -> None:
        super().__init__()
        self._icon, self.lines = icon, OutcomeLines()
        self.questions: dict[str, Chooser] = {}
        self._asking: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.head = head = Label(title, "text", wrapped=True)
        head.setFixedWidth(76)
        self._asked = layouts.column(gap=6)
        column = layouts.column(self.lines, self._asked, gap=8)
        layouts.row(22, (head, 0, Qt.AlignmentFlag.AlignTop), (column, 1), parent=self, gap=8, margins=(8, 9, 8, 9))

    def say(self, title: str, lines: Sequence[OutcomeLine]) -> None:
        """Show another title and other lines."""
        self.head.setText(title)
        self.lines.say(lines)
        self.lines.setVisible(bool(lines))
        self.setAccessibleName(joined((title, *(line.words for line in lines))))

    def ask(self, asked: Sequence[Question], answered: Callable[[str, str], None]) -> None:
        """Show these questions; those that were there stay, with the keyboard if they have it."""
        now = [(q.name, q.choices) for q in asked]
        if now != self._asking:
            layouts.clear(self._asked)
            self._asking, self.questions = now, {}
            for question in asked:
                layouts.add(self._asked, self._row(question, answered, alone=len(asked) == 1))
            self.update()
        for question in asked:
            self.questions[question.name].show_key(question.chosen)

    def _row(self, question: Question, answered: Callable[[str, str], None], *, alone: bool) -> QLayout:
        long = sum(len(words) for _choice, words in question.choices) > _SHORT
        chooser = MenuField(question.label, question.choices) if long else Segmented(question.choices, pad=20)
        self.questions[question.name] = chooser
        chooser.setAccessibleName(question.label)
        chooser.chosen.connect(lambda choice: answered(question.name, str(choice)))
        words = question.label  # under a head that says so already
        if question.about:
            words = _("由您定") if alone else _("{label}：由您定").format(label=words)
        note = wrapped(words, "text2")
        if long:
            return layouts.column(note, chooser, gap=4)
        return layouts.row(chooser, (note, 1), gap=8)

    def _paint(self, painter: QPainter) -> None:
        if self.questions:
            paint.plate(painter, self.rect(), 6, "raised", "accent_line")
        else:
            painter.fillRect(8, self.height() - 1, self.width() - 16, 1, colour("line"))
        icons.draw(painter, self._icon, QPointF(8, 10), 16, "text2")


class ActEffects(QWidget):
    """Says a preview; parts that stay are changed where they stand, so that the keyboard stays with them."""

    def __init__(self, answered: Callable[[str, str], None], *, persons: bool = True) -> None:
        super().__init__()
        tint(self, ground="header")
        self._answered, self._persons = answered, persons
        self.heading = narrow_line(_("这一步会做什么"), SECTION, strong=True)
        self.extent = Note("", "text2")
        self._parts = layouts.column(gap=2)
        self.waiting = Sentence("", "text2")
        self._shown: dict[str, EffectPart] = {}
        head = layouts.row(self.heading, (self.extent, 1), gap=10, margins=(8, 0, 8, 6))
        layouts.column(
            head, layouts.row(self.waiting, margins=(8, 0, 8, 6)), self._parts, layouts.STRETCH,
            parent=self, gap=0, margins=(10, 14, 10, 16),
        )  # fmt: skip
        self.waiting.hide()

    @property
    def questions(self) -> Mapping[str, Chooser]:
        """The choosers by the name of their question."""
        return {name: chooser for part in self._shown.values() for name, chooser in part.questions.items()}

    def words(self) -> list[str]:
        """Everything that is said, a part each."""
        told = [self.extent.text(), self.waiting.text() if self.waiting.isVisibleTo(self) else ""]
        return [*filter(None, told), *(part.accessibleName() for part in self._shown.values())]

    def show_preview(self, seen: ActPreview, waiting: str) -> None:
        """Show what would be; `waiting` says what must be given before that is known."""
        self.waiting.setText(waiting)
        self.waiting.setAccessibleName(waiting)
        self.waiting.setVisible(bool(waiting))
        questions = seen.plan.questions if seen.plan is not None else ()
        self.extent.setText(_extent(seen, len(questions)))
        wanted = dict(_parts(seen, questions, persons=self._persons))
        for name in [name for name in self._shown if name not in wanted]:
            gone = self._shown.pop(name)
            self._parts.removeWidget(gone)
            layouts.let_go(gone)
        for place, (name, (icon, title, lines)) in enumerate(wanted.items()):
            part = self._shown.get(name) or EffectPart(icon, title)
            self._shown[name] = part
            if self._parts.indexOf(part) != place:
                self._parts.removeWidget(part)
                self._parts.insertWidget(place, part)
            part.say(title, lines)
            part.ask([q for q in questions if (q.about or _ASKED) == name], self._answered)
            part.show()
        self._shown = {name: self._shown[name] for name in wanted}


Part = tuple[str, str, list[OutcomeLine]]


def _parts(seen: ActPreview, questions: Sequence[Question], *, persons: bool) -> Iterator[tuple[str, Part]]:
    """The parts in their order: icon, title and lines by name; what stands against it first, what it does, then the rest."""
    alone = seen.asked == 1
    if seen.refused:
        several = _("{count} 名不能办理") if persons else _("{count} 条不能办理")
        title = _("不能办理") if alone else several.format(count=f"{len(seen.refused):,}")
        yield _REFUSED, ("dismiss_circle", title, _said(_plain(seen.refused), "danger", alone=alone, persons=persons))
    stopping = [one for one in seen.verdicts if one.stops]
    if stopping:
        yield _STOPS, ("shield", _("规定"), _ruled(stopping, alone=seen.fit == 1))
    if any(not question.about for question in questions):
        yield _ASKED, ("person_available", _("由您定"), [])
    told = {one.entity: one for one in seen.outcomes}
    last = [name for name in told if seen.plan is not None and name == seen.plan.cases[0].act.event]
    open_ = [q.about for q in questions if q.about and q.about not in told]
    for name in dict.fromkeys((*(n for n in told if n not in last), *open_, *last)):
        lines = _register(told[name], alone=seen.fit == 1) if name in told else []
        entity = entity_named(name)
        yield name, (screen_of(entity).icon, _(entity.label), lines)
    if seen.counts:
        yield _COUNTS, ("people", _("人数"), [*map(_counted, seen.counts), _as_of(seen)])
    if seen.warnings:
        yield _WARNINGS, ("warning", _("提醒"), _said(_plain(seen.warnings), "warn", alone=alone, persons=persons))
    others = [one for one in seen.verdicts if not one.stops]
    if others:
        yield _RULES, ("shield", _("规定"), _ruled(others, alone=seen.fit == 1))
    if seen.notes:
        yield _NOTES, ("info", _("不变的"), _said(seen.notes, "text2", alone=alone, persons=persons))


def _extent(seen: ActPreview, questions: int) -> str:
    parts = [_("改动 {count} 条记录").format(count=f"{seen.changes:,}")] if seen.changes else []
    parts += [_("{count} 项由您定").format(count=questions)] if questions else []
    return joined(parts)


def _register(one: RegisterOutcome, *, alone: bool) -> list[OutcomeLine]:
    """What becomes of the records of a register, a line each; of one subject `alone` without how many they are."""
    lines = [_line(outcome, "" if alone else _("{count} 条").format(count=f"{n:,}")) for outcome, n in one.told]
    if one.others:
        lines.append(OutcomeLine("", _("另有 {count} 种").format(count=f"{one.others:,}"), ink="text2"))
    return lines


def _line(outcome: Outcome, count: str) -> OutcomeLine:
    return OutcomeLine(outcome.before, outcome.after, outcome.label, outcome.more, count)


def _ruled(verdicts: Sequence[Verdict], *, alone: bool) -> list[OutcomeLine]:
    """What is broken, every sentence once; what is not known, which is much at first, together in a few words."""
    broken = Counter(_sentence(one) for one in verdicts if one.finding.verdict is Saying.BROKEN)
    ink = "danger" if any(one.stops for one in verdicts) else "warn"
    lines = [
        OutcomeLine("", words, count="" if alone else _("{count} 条").format(count=f"{n:,}"), ink=ink)
        for words, n in broken.items()
    ]
    lacking = dict.fromkeys(one.finding.complaint.message for one in verdicts if one.finding.verdict is Saying.LACKING)
    if lacking:
        words = _("缺资料 {count} 项").format(count=f"{len(lacking):,}")
        lines.append(OutcomeLine("", words, more=clauses(lacking), ink="text2"))
    return lines


def _sentence(verdict: Verdict) -> str:
    one = verdict.finding
    return _("{rule} {word}：{message}").format(
        rule=one.rule.number, word=one.verdict.word, message=one.complaint.message
    )


def _said(remarks: Sequence[tuple[str, str]], ink: str, *, alone: bool, persons: bool) -> list[OutcomeLine]:
    """Every sentence once, with the names of those it is said of where there are several."""
    about: dict[str, list[str]] = {}
    for name, words in remarks:
        about.setdefault(words, []).append(name)
    if alone:
        return [OutcomeLine("", words, ink=ink) for words in about]
    return [OutcomeLine("", words, more=_names(of, persons=persons), ink=ink) for words, of in about.items()]


def _names(of: Sequence[str], *, persons: bool) -> str:
    names = listed(of[:_NAMED])
    words = _("{names}等 {count} 名") if persons else _("{names}等 {count} 条")
    return names if len(of) <= _NAMED else words.format(names=names, count=f"{len(of):,}")


def _plain(remarks: Sequence[Remark]) -> list[tuple[str, str]]:
    return [(one.subject, one.complaint.message) for one in remarks]


def _counted(count: Count) -> OutcomeLine:
    if count.before == count.after:
        return OutcomeLine("", f"{count.before:,}", count.label, count=_("不变"))
    return OutcomeLine(f"{count.before:,}", f"{count.after:,}", count.label)


def _as_of(seen: ActPreview) -> OutcomeLine:
    return OutcomeLine("", "", more=_("按 {day} 统计").format(day=seen.counted_on))
