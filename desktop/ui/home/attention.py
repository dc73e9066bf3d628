"""What needs attention: the problems that the checks find, kind by kind, each with the list of its records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models import clock
from models.database.database import Database
from models.database.query import Condition, Query
from models.progress import Progress
from models.rules.problems import Problem
from models.schema.fields import Entity
from models.statistics import Connection
from models.statistics.doors import counted, records
from models.statistics.trends import gained_gaps
from models.words import N_, _

# what a problem asks for, the most urgent first
KINDS = {"fatal": N_("必须改"), "doubt": N_("提醒"), "gap": N_("待补")}


@dataclass(frozen=True, slots=True)
class Concern:
    """One kind of problem: its name, the rule in one line, how many records have it, and the way to them.

    `change` is how many more these are than a week ago, None where nobody can tell.
    `gap`: a field is empty that should be filled in some day, or a rule lacks what it looks at; told once for all
    records, and not as urgent.
    `query` lists exactly the records counted; where no list can tell them apart it is None and `first` is one of them.
    """

    title: str
    rule: str
    fatal: bool
    count: int
    query: Query | None
    first: tuple[type[Entity], int] | None = None
    change: int | None = None
    gap: bool = False

    @property
    def kind(self) -> str:
        """The key of what it asks for."""
        return "fatal" if self.fatal else "gap" if self.gap else "doubt"

    @property
    def severity(self) -> str:
        """What it asks for, in a word."""
        return _(KINDS[self.kind])

    @property
    def sign(self) -> tuple[str, str]:
        """The icon of its severity and the colour of it: what is only not filled in yet stays grey."""
        if self.gap:
            return "info_filled", "text3"
        return ("error_circle_filled", "danger_solid") if self.fatal else ("warning_filled", "warn_solid")


def waiting(found: Iterable[Concern]) -> int:
    """How many records contradict a rule; fields not filled in yet are work to come, and would drown these."""
    return sum(concern.count for concern in found if not concern.gap)


def told(found: Sequence[Concern]) -> str:
    """In a few words what waits: how many records contradict a rule, how many fields are not filled in everywhere."""
    records, gaps = waiting(found), sum(concern.gap for concern in found)
    if records and gaps:
        words = _("{count} 条要核对，{gaps} 个字段待补")
    else:
        words = _("{count} 条要核对") if records else _("{gaps} 个字段待补") if gaps else ""
    return words.format(count=f"{records:,}", gaps=f"{gaps:,}")


def concerns(database: Database, found: Iterable[Problem], progress: Progress) -> tuple[Concern, ...]:
    """Everything that needs attention: what must be mended first, gaps last, then by number.

    `found` are the problems of models.rules.problems, however long ago they were looked for; gaps are counted anew. What
    a rule lacks is told once: not where the same field is a gap already.
    """
    gaps: list[Problem] = []
    kinds: dict[tuple[str, str, str, bool], list[Problem]] = {}
    for problem in found:
        progress.check()
        if problem.record_id is None:
            gaps.append(problem)
        else:
            told_as = problem.complaint.title or problem.complaint.code
            place = (
                problem.entity.__tablename__,
                problem.field.name,
                problem.complaint.code + told_as,
                problem.lacking,
            )
            kinds.setdefault(place, []).append(problem)
    empty = {(problem.entity, problem.field.name) for problem in gaps}
    with database.reading() as connection:
        told = [_gap(connection, problem) for problem in gaps]
        told += [
            _kind(connection, of_kind)
            for of_kind in kinds.values()
            if not (of_kind[0].lacking and (of_kind[0].entity, of_kind[0].field.name) in empty)
        ]
    return tuple(sorted((c for c in told if c.count), key=lambda c: (c.gap, not c.fatal, -c.count, c.title)))


def _gap(connection: Connection, problem: Problem) -> Concern:
    figure = counted(connection, Query(problem.entity, (Condition(problem.field.name, "empty"),)))
    rule = _("{label}应填而没有填").format(label=_(problem.entity.label))
    week_ago = clock.now() - timedelta(days=7)
    change = gained_gaps(connection, problem.entity, problem.field.column, week_ago) if problem.field.stored else None
    return Concern(problem.field.title, rule, problem.fatal, figure.count, figure.query, change=change, gap=True)


def _kind(connection: Connection, of_kind: list[Problem]) -> Concern:
    first = of_kind[0]
    ids = {problem.record_id for problem in of_kind if problem.record_id is not None}
    told, label = first.complaint, _(first.entity.label)
    rule = _("{label}，{source}") if told.title else _("{label}：{message}")
    rule = rule.format(label=label, source=told.source, message=told.message)
    known = (first.entity, min(ids))
    return Concern(
        told.title or first.field.title, rule, first.fatal, len(ids), records(connection, first.entity, ids), known,
        gap=first.lacking,
    )  # fmt: skip
