"""Which rows and columns of an import are looked at, and what is wrong in them: pure functions over the plan."""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TypeVar

from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import SKIPPED, Draft, Mends, Word, stands_everywhere, told_beside, words_of_cell
from desktop.exchange.events import EventEffects, effects_of
from desktop.exchange.mapping import shown
from desktop.exchange.plan import Action, CellError, ImportPlan, ImportRow
from desktop.exchange.suggesting import Suggestion, kind_of, suggestions
from models.acts.act import Question
from models.progress import Progress
from models.schema.fields import Entity

_K = TypeVar("_K")
_TRIED = 4000  # rows of one kind of problem for which something better is looked for


class Fate(enum.StrEnum):
    """What the cards count: the fates of rows, and those that go in with a doubt."""

    INSERT = "insert"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REJECT = "reject"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What is looked at: one fate or all, only rows with problems, only columns with problems, one kind of problem."""

    fate: Fate | None = None
    bad_rows: bool = True
    bad_columns: bool = True
    problem: "tuple[str, bool] | None" = None  # column, fatal

    def with_fate(self, fate: Fate | None) -> "ReviewFilter":
        """Look at the rows of a fate: their problems are not the point unless the fate is one."""
        plain = fate in (Fate.INSERT, Fate.UPDATE, Fate.UNCHANGED)
        return replace(self, fate=fate, bad_rows=not plain, bad_columns=not plain, problem=None)


@dataclass(frozen=True, slots=True)
class Fix:
    """One act that mends many rows: where, and what to put there."""

    values: tuple[tuple[int, str], ...]  # position of the row, value
    of_rows: frozenset[int] = frozenset()  # rows whose own number tells the value: it is theirs alone
    pair: tuple[str, str] | None = None  # when every cell says the same, and gets the same

    @property
    def by_identity(self) -> bool:
        """Whether the numbers of the rows tell every value."""
        return len(self.of_rows) == len(self.values)


@dataclass(frozen=True, slots=True)
class ReviewProblem:
    """The problems of one column and severity: how many rows, what kinds, and what would mend them at once."""

    column: str
    fatal: bool
    rows: int
    kinds: tuple[tuple[str, int], ...]
    fix: Fix | None = None


def troubles(row: ImportRow) -> Iterable[CellError]:
    """What a person may want to mend in a row; names that will be made were decided before."""
    yield from row.errors
    yield from (warning for warning in row.warnings if warning.code != "unknown-reference")


def has_trouble(row: ImportRow) -> bool:
    """Whether there is anything to mend."""
    return bool(row.errors) or any(warning.code != "unknown-reference" for warning in row.warnings)


def is_of(row: ImportRow, fate: Fate) -> bool:
    """Whether a card counts the row."""
    if fate is Fate.DOUBT:
        return not row.errors and has_trouble(row)
    return row.action.value == fate.value


@dataclass(frozen=True)
class Tally:
    """The figures of the cards, how many cells of records change, and where something is to be mended."""

    counts: Mapping[Fate, int]
    differences: int
    troubled: frozenset[int]

    def after(self, plan: ImportPlan, rows: Mapping[int, ImportRow]) -> "Tally":
        """The figures once some rows of the plan are replaced: only these are looked at."""
        old, new = _tally({n: plan.rows[n] for n in rows}), _tally(rows)
        counts = {fate: self.counts[fate] - old.counts[fate] + new.counts[fate] for fate in Fate}
        differences = self.differences - old.differences + new.differences
        return Tally(counts, differences, (self.troubled - rows.keys()) | new.troubled)


def tally(plan: ImportPlan) -> Tally:
    """The figures of a plan."""
    return _tally(dict(enumerate(plan.rows)))


def _tally(rows: Mapping[int, ImportRow]) -> Tally:
    found = Counter(row.action.value for row in rows.values())
    doubts = sum(is_of(row, Fate.DOUBT) for row in rows.values())
    counts = {fate: doubts if fate is Fate.DOUBT else found[fate.value] for fate in Fate}
    differences = sum(len(row.written) for row in rows.values() if row.action is Action.UPDATE)
    return Tally(counts, differences, frozenset(n for n, row in rows.items() if has_trouble(row)))


def positions(plan: ImportPlan, view: ReviewFilter, known: Tally) -> list[int]:
    """The rows that are looked at, in the order of the files."""
    worth = sorted(known.troubled) if view.bad_rows and view.problem is None else range(len(plan.rows))
    return [n for n in worth if _is_seen(plan.rows[n], view)]


def _is_seen(row: ImportRow, view: ReviewFilter) -> bool:
    if view.problem is not None:
        column, fatal = view.problem
        return any(error.field == column for error in (row.errors if fatal else row.warnings))
    if view.fate is not None and not is_of(row, view.fate):
        return False
    return not view.bad_rows or has_trouble(row)


def pinned(plan: ImportPlan) -> tuple[str, ...]:
    """The columns that tell who a row is about, always seen: the name, and the class."""
    known = columns_of(plan.entity)
    names = ("name", plan.entity.display)
    first = next((n for n in names if n in plan.columns), plan.columns[0] if plan.columns else "")
    return tuple(name for name in (first, "school_class") if name in plan.columns and name in known)


def columns(plan: ImportPlan, view: ReviewFilter, seen: Iterable[int]) -> tuple[str, ...]:
    """The columns beside the pinned ones: all, or those in which something is wrong (or, for changes, changes)."""
    fixed = pinned(plan)
    if not view.bad_columns:
        return tuple(name for name in plan.columns if name not in fixed)
    rows = [plan.rows[n] for n in seen]
    bad = {error.field for row in rows for error in troubles(row) if error.code != SKIPPED}
    bad = {stand_in(plan, name) for name in bad}
    return tuple(name for name in plan.columns if name in bad and name not in fixed)


def stand_in(plan: ImportPlan, name: str) -> str:
    """Where a complaint about a column is shown: of a record that several columns mean, at the first of these."""
    if name in plan.columns:
        return name
    known = columns_of(plan.entity)
    parts = (n for n in plan.columns if (owner := known[n].owner) is not None and owner.name == name)
    return next(parts, next(iter(pinned(plan)), name))


def problems(entity: type[Entity], rows: Mapping[int, ImportRow]) -> tuple[ReviewProblem, ...]:
    """What is wrong in rows (by their position), column by column, the fatal first and the most frequent first."""
    kinds: dict[tuple[str, bool], Counter[str]] = {}
    where: dict[tuple[str, bool], list[int]] = {}
    for position, row in rows.items():
        for error in troubles(row):
            if error.code == SKIPPED:
                continue
            place = (error.field, error in row.errors)
            kinds.setdefault(place, Counter())[kind_of(error)] += 1
            if position not in where.setdefault(place, [])[-1:]:
                where[place].append(position)
    found = []
    for (column, fatal), counted in kinds.items():
        places = where[column, fatal]
        fix = _fix(entity, column, {n: rows[n] for n in places[:_TRIED]})
        found.append(ReviewProblem(column, fatal, len(places), tuple(counted.most_common()), fix))
    return tuple(sorted(found, key=lambda problem: (not problem.fatal, -problem.rows)))


def _fix(entity: type[Entity], column: str, rows: Mapping[int, ImportRow]) -> Fix | None:
    """Offered when at least one row of the kind has one thing that it surely should say."""
    if column not in columns_of(entity):
        return None
    known: dict[str, tuple[Suggestion, ...]] = {}
    values = [
        (position, shown(row.raw.get(column)), found.value, found.by_identity)
        for position, row in rows.items()
        for found in _sure(entity, row, column, known)
    ]
    if not values:
        return None
    pairs = {(old, new) for _n, old, new, _by in values}
    pair = next(iter(pairs)) if len(pairs) == 1 and len(values) == len(rows) else None
    own = frozenset(n for n, _old, _new, by in values if by)
    return Fix(tuple((n, new) for n, _old, new, _by in values), own, None if own else pair)


@dataclass(frozen=True, slots=True)
class Judged:
    """What judging again gave: rows by position, the figures, the problems, what is left open, and what events do."""

    rows: dict[int, ImportRow]
    tally: Tally
    problems: tuple[ReviewProblem, ...]
    asked: tuple[Question, ...] = ()
    effects: EventEffects | None = None


def look_over(plan: ImportPlan, known: Tally, rows: dict[int, ImportRow]) -> Judged:
    """The figures of a plan with some of its rows judged again."""
    figures = known.after(plan, rows)
    bad = {n: rows[n] if n in rows else plan.rows[n] for n in sorted(figures.troubled)}
    return Judged(rows, figures, problems(plan.entity, bad))


def first_look(plan: ImportPlan) -> Judged:
    """The figures and the problems of a plan nobody has looked at."""
    return replace(look_over(plan, tally(plan), {}), asked=plan.left_open, effects=effects_of(plan.acts))


def judge_again(  # noqa: PLR0913, PLR0917 - what was seen, what is decided, and where that may matter
    draft: Draft, plan: ImportPlan, known: Tally, mends: Mends, positions: Iterable[int], progress: Progress
) -> Judged:
    """The plan with other mends, which touch the rows at these positions; one that nobody waits for gives way."""
    with draft.turn:
        progress.check()
        judged = look_over(plan, known, draft.again(plan, mends, positions, progress))
        return replace(judged, asked=draft.asked, effects=effects_of(draft.acts))


def _sure(
    entity: type[Entity], row: ImportRow, column: str, known: dict[str, tuple[Suggestion, ...]]
) -> tuple[Suggestion, ...]:
    """The only suggestion there is; what one text may mean in a code table is looked up once, what a row tells each time."""
    text = shown(row.raw.get(column))
    found = known.get(text)
    if found is None:
        found = suggestions(entity, row, column)
        if stands_everywhere(columns_of(entity)[column].field) and not any(each.by_identity for each in found):
            known[text] = found
    return found if len(found) == 1 else ()


@dataclass
class Mended:
    """The mends of a session and those before each of them, so that every step can be taken back, or given up unjudged."""

    now: Mends = field(default_factory=Mends)
    before: list[Mends] = field(default_factory=list)
    _judged: tuple[Mends, ...] = (Mends(),)  # the last that was judged, after those before it

    def take(self, mends: Mends) -> None:
        """Go one step on."""
        self.before.append(self.now)
        self.now = mends

    def back(self) -> Mends:
        """Go one step back; returns the mends that were left."""
        left, self.now = self.now, self.before.pop()
        return left

    def take_as_judged(self) -> None:
        """What is decided by now has been judged."""
        self._judged = (*self.before, self.now)

    def give_up(self) -> None:
        """Go back to what was judged last, with the steps that led there."""
        *self.before, self.now = self._judged


def touched(draft: Draft, one: Mends, other: Mends) -> list[int]:
    """The rows of a draft that two states of mending tell apart."""
    if (one.make, one.answers) != (other.make, other.answers):
        return list(range(len(draft.found.rows)))
    cells = _differing(one.cells, other.cells)
    keys = {key for key, _column in cells} | (one.rows_out ^ other.rows_out)
    found = {draft.places[key] for key in keys if key in draft.places}
    words = _differing(one.words, other.words) | (one.words_out ^ other.words_out)
    if words:
        found.update(n for n, row in enumerate(draft.found.rows) if _holds(draft.entity, row, words))
    return sorted(found)


def _differing(one: Mapping[_K, object], other: Mapping[_K, object]) -> set[_K]:
    missing = object()
    return {key for key in {*one, *other} if one.get(key, missing) != other.get(key, missing)}


def _holds(entity: type[Entity], row: ImportRow, words: AbstractSet[Word]) -> bool:
    columns = columns_of(entity)
    names = {column for column, _text in words} & row.raw.keys()
    said = ((columns[name], word) for name in names for word in words_of_cell(columns[name], row.raw[name]))
    return any((c.name, called) in words for c, word in said for called in (word, told_beside(c, row.raw, word)))
