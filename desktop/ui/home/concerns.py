"""What needs attention: what contradicts a rule kind by kind, what is missing entity by entity, each with its records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.manual import topics
from desktop.operations import readable_backups
from models import clock
from models.database.database import Database
from models.database.last_check import last_check
from models.database.query import Condition, Query
from models.database.rehearsal import log_of
from models.database.settings import suggested_day
from models.progress import SILENT, Progress
from models.rules import quality
from models.rules.deadlines import nearest, over
from models.rules.problems import Problem
from models.schema.fields import Entity, Field
from models.statistics import Connection
from models.statistics.figure_queries import counted, records
from models.statistics.trends import gained_gaps
from models.words import N_, _, listed

_NAMED = 3  # missing fields that are named
# what a problem asks for, the most urgent first
SOON = 30  # days within which a date is urgent
KINDS = {"fatal": N_("必须改"), "doubt": N_("提醒"), "gap": N_("待补")}


def pressing(days: int) -> str:
    """The tone of a date so many days ahead: today, soon, later."""
    return "danger" if days <= 0 else "warn" if days <= SOON else "plain"


@dataclass(frozen=True, slots=True)
class Concern:
    """One kind of problem: its name, the rule in one line, how many records have it, and the way to them.

    `change` is how many more these are than a week ago, None where nobody can tell.
    `gap`: a field is empty that should be filled in some day, or a rule lacks what it looks at; not as urgent.
    `query` lists exactly the records counted; where no list can tell them apart it is None and `first` is one of them.
    `due` is the nearest day by which one of them has to be right; `over`: they have ended, and nothing is due any more. `ids` are the records of a kind that contradicts a rule.
    What is wrong with the file itself is mended on a `page` of the window. What is missing of one entity is one concern,
    whose `parts` are the fields with their own lists. `topic` is where the manual tells of it: the rule, else the field,
    else the page.
    """

    title: str
    rule: str
    fatal: bool
    count: int
    query: Query | None
    first: tuple[type[Entity], int] | None = None
    change: int | None = None
    gap: bool = False
    due: date | None = None
    over: bool = False
    ids: frozenset[int] = frozenset()
    parts: tuple["Concern", ...] = ()
    page: str = ""
    entity: type[Entity] | None = None
    topic: str = ""

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

    def due_words(self, day: date) -> str:
        """By when, counted from `day`, or that it is too late for that; '' where no day presses."""
        if self.over:
            return _("已结束")
        if self.due is None:
            return ""
        days = (self.due - day).days
        return _("今天要办") if days <= 0 else _("{days} 天内要办").format(days=f"{days:,}")

    def due_tone(self, day: date) -> str:
        """How near that is, as a tone of a chip; what is over presses nobody."""
        return "plain" if self.over or self.due is None else pressing((self.due - day).days)


def waiting(found: Iterable[Concern]) -> int:
    """How many records contradict a rule, each once; fields not filled in yet are work to come, and would drown these."""
    return len({(concern.entity, key) for concern in found if not concern.gap for key in concern.ids})


def told(found: Sequence[Concern]) -> str:
    """In a few words what waits: how many records contradict a rule, how many fields are not filled in everywhere."""
    records, gaps = waiting(found), sum(len(concern.parts) or 1 for concern in found if concern.gap)
    if records and gaps:
        words = _("{count} 条记录要核对，{gaps} 项待补")
    else:
        words = _("{count} 条记录要核对") if records else _("{gaps} 项待补") if gaps else ""
    return words.format(count=f"{records:,}", gaps=f"{gaps:,}")


def concerns(
    database: Database, found: Iterable[Problem], progress: Progress, day: date | None = None
) -> tuple[Concern, ...]:
    """Everything that needs attention: what must be mended first, of that what is due first; what is missing last.

    `found` are the problems of models.rules.problems as of `day`, however long ago they were looked for; gaps are counted
    anew. What a rule lacks is told once: not where the same field is a gap already.
    """
    gaps, kinds = _sorted(found, progress)
    empty = {(problem.entity, problem.field.name) for problem in gaps}
    with database.reading() as connection:
        when = day or suggested_day(connection)
        told = [_gap(connection, problem) for problem in gaps]
        told += [
            concern
            for of_kind in kinds
            for concern in _kinds(connection, of_kind, when)
            if not (of_kind[0].lacking and (of_kind[0].entity, of_kind[0].field.name) in empty)
        ]
        empty_fields = [(problem.entity, problem.field) for problem in gaps]
        told += _of_the_file(connection, database)
        folded = _folded(connection, [concern for concern in told if concern.count], empty_fields)
        return tuple(sorted(folded, key=_urgency))


def _sorted(found: Iterable[Problem], progress: Progress) -> tuple[list[Problem], list[list[Problem]]]:
    """What is missing altogether, and what is wrong with records by its kind."""
    gaps: list[Problem] = []
    kinds: dict[tuple[str, str, str, bool], list[Problem]] = {}
    for problem in found:
        progress.check()
        if problem.record_id is None:
            gaps.append(problem)
        else:
            told_as = problem.complaint.code + (problem.complaint.title or problem.complaint.code)
            place = problem.entity.__tablename__, problem.field.name, told_as, problem.lacking
            kinds.setdefault(place, []).append(problem)
    return gaps, list(kinds.values())


def _of_the_file(connection: Connection, database: Database) -> Iterator[Concern]:
    """What the last check of the whole file and the last rehearsed restore found wrong."""
    last = last_check(connection)
    if last is not None and last.count:
        yield Concern(
            _("数据库与操作记录不符"), last.sentence, fatal=True, count=last.count, query=None, page="settings",
            topic=topics.of_page("settings"),
        )  # fmt: skip
    yield from _in_the_clear(database)
    made = next(iter(log_of(database.file.path)), None) if database.file is not None else None
    if made is not None and made.fault:
        yield Concern(
            _("恢复演练没有通过"), made.fault, fatal=True, count=1, query=None, page="settings",
            topic=topics.of_page("settings"),
        )  # fmt: skip


def _in_the_clear(database: Database) -> Iterator[Concern]:
    """Backups that anybody can read although the database is locked."""
    found = readable_backups.of_database(database.file.path) if database.file is not None else ()
    if found:
        yield Concern(
            _("有没有加锁的备份"), readable_backups.told(found), fatal=False,
            count=sum(len(one.backups) or 1 for one in found), query=None, page="settings", topic=topics.of_page("settings"),
        )  # fmt: skip


def concerns_after(
    database: Database, found: Iterable[Problem], before: Iterable[Concern], anew: Collection[type[Entity]], day: date
) -> tuple[Concern, ...]:
    """The same after a write: what contradicts a rule counted anew for the entities `anew`, the rest as it was."""
    broken = (one for one in found if one.entity in anew and one.record_id is not None and not one.lacking)
    rest = (one for one in before if one.gap or not (one.page or one.entity in anew))
    return tuple(sorted((*rest, *concerns(database, broken, SILENT, day)), key=_urgency))


def _urgency(concern: Concern) -> tuple[Any, ...]:
    return (concern.gap, concern.over, not concern.fatal, concern.due or date.max, -concern.count, concern.title)


def _gap(connection: Connection, problem: Problem) -> Concern:
    field = problem.field
    empty = (Condition(name, "empty") for name in (field.name, field.unless) if name)
    figure = counted(connection, Query(problem.entity, tuple(empty)))
    rule = _("{label}应填而没有填").format(label=_(problem.entity.label))
    week_ago = clock.now() - timedelta(days=7)
    told_by_log = field.stored and not field.unless
    change = gained_gaps(connection, problem.entity, field.column, week_ago) if told_by_log else None
    return Concern(
        field.title, rule, problem.fatal, figure.count, figure.query,
        change=change, gap=True, entity=problem.entity, topic=topics.of_field(problem.entity, field.name),
    )  # fmt: skip


def _kinds(connection: Connection, of_kind: list[Problem], day: date) -> Iterator[Concern]:
    """What can still be done in time, and by itself what is wrong with what has ended."""
    ids = {problem.record_id for problem in of_kind if problem.record_id is not None}
    ended = set() if of_kind[0].lacking else over(connection, of_kind[0].entity, ids, day)
    for is_over in (False, True):
        some = [problem for problem in of_kind if (problem.record_id in ended) is is_over]
        if some:
            yield _kind(connection, some, day, is_over=is_over)


def _kind(connection: Connection, of_kind: list[Problem], day: date, *, is_over: bool) -> Concern:
    # what they look at takes long to declare, and the first picture has none
    from models.rules.regulation import NUMBERS

    first = of_kind[0]
    ids = frozenset(problem.record_id for problem in of_kind if problem.record_id is not None)
    told, label = first.complaint, _(first.entity.label)
    rule = _("{label}，{source}") if told.title else _("{label}：{message}")
    rule = rule.format(label=label, source=told.source, message=told.message)
    return Concern(
        told.title or first.field.title, rule, first.fatal, len(ids), records(connection, first.entity, ids),
        (first.entity, min(ids)), gap=first.lacking,
        over=is_over, due=None if first.lacking or is_over else nearest(connection, first.entity, ids, day), ids=ids, entity=first.entity,
        topic=topics.of_rule(told.code) if told.code in NUMBERS else topics.of_field(first.entity, first.field.name),
    )  # fmt: skip


def _folded(
    connection: Connection, told: Iterable[Concern], empty: Sequence[tuple[type[Entity], Field]]
) -> Iterator[Concern]:
    """What contradicts a rule kind by kind, what is missing entity by entity; `empty` are the fields left empty."""
    missing: dict[type[Entity], list[Concern]] = {}
    for concern in told:
        if concern.gap and concern.entity is not None:
            missing.setdefault(concern.entity, []).append(concern)
        else:
            yield concern
    for entity, parts in missing.items():
        if len(parts) == 1:
            yield parts[0]
            continue
        parts.sort(key=_urgency)
        own = [field for of, field in empty if of is entity]
        lacking = [key for part in parts for key in part.ids]
        names = listed(dict.fromkeys(part.title for part in parts[:_NAMED]))
        rule = _("{names}等").format(names=names) if len(parts) > _NAMED else names
        yield Concern(
            _("{label}：还有 {count} 项未填").format(label=_(entity.label), count=len(parts)), rule,
            fatal=False, count=quality.incomplete(connection, entity, own, lacking), query=None, gap=True,
            parts=tuple(parts), entity=entity, topic=topics.of_entity(entity),
        )  # fmt: skip
