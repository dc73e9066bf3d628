"""What is wrong with records: the one place that check, home, marks in lists, record pages and reports read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.database import doubts, storage
from models.database.affected import affected
from models.database.database import Database
from models.database.founding import untouched
from models.database.results import displays
from models.database.settings import suggested_day
from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.progress import SILENT, Progress
from models.rules import guardian, quality, status_periods, visiting
from models.schema.complaints import Complaint, warning
from models.schema.fields import Entity, Field, entities, field_map, kebab
from models.words import _


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one record; or, when `record_id` is None, a field that `count` records leave empty.

    `lacking`: a rule cannot be judged, since what it looks at is not recorded; nothing contradicts it.
    """

    entity: type[Entity]
    field: Field
    complaint: Complaint
    record_id: int | None = None
    shown: str = ""
    count: int = 1
    lacking: bool = False

    @property
    def fatal(self) -> bool:
        """Whether the record contradicts itself, or breaks what is forbidden."""
        return self.complaint.fatal

    @property
    def sentence(self) -> str:
        """Which record, which field, what is wrong; of what is lacking and of gaps how many records."""
        label = _(self.entity.label)
        message = self.complaint.message
        if self.lacking:
            words = _("{label}：{count} 条缺资料，{field}——{message}")
            return words.format(label=label, count=self.count, field=self.field.title, message=message)
        if self.record_id is None:
            words = _("{label}：{count} 条记录没有填“{field}”")
            return words.format(label=label, count=self.count, field=self.field.title)
        words = _("{label} {shown}：{field}——{message}")
        return words.format(label=label, shown=self.shown, field=self.field.title, message=message)

    def as_json(self) -> dict[str, Any]:
        """The problem for programs."""
        from models.rules.rule import Verdict

        return {
            "entity": kebab(self.entity), "id": self.record_id, "record": self.shown, "field": self.field.name,
            "code": self.complaint.code, "severity": self.complaint.severity.value,
            "verdict": (Verdict.LACKING if self.lacking else Verdict.BROKEN).value,
            "message": self.complaint.message, "count": self.count,
        }  # fmt: skip


def problems_of(
    connection: sa.Connection,
    entity: type[Entity],
    ids: Sequence[int] | None,
    day: date,
    known: quality.Known | None = None,
) -> Iterator[Problem]:
    """Everything wrong with these records of an entity, or with all of them, as of `day`; not yet named (see `named`).

    `known` is what quality.doubts remembers from one call to the next.
    """
    from models.rules import regulation  # to put its statements together takes long; nobody need wait for it
    from models.rules.rule import Verdict

    fields = field_map(entity)
    for key, name, complaint in quality.doubts(connection, entity, day, ids, known):
        yield Problem(entity, fields.get(name, fields["remark"]), complaint, key)
    for key, name, complaint in doubts.of_kept(connection, entity, ids, day):
        yield Problem(entity, fields[name], complaint, key)
    for key, findings in regulation.judged(connection, entity, day, ids):
        for each in regulation.told(findings):
            lacking = each.verdict is Verdict.LACKING
            yield Problem(entity, fields[each.rule.field], each.complaint, key, lacking=lacking)
    if entity is Enterprise:
        for key, complaint in visiting.unvisited(connection, day, ids):
            yield Problem(entity, fields[visiting.FIELD], complaint, key)
    if entity is Student:
        yield from _of_students(connection, ids, day)


def _of_students(connection: sa.Connection, ids: Sequence[int] | None, day: date) -> Iterator[Problem]:
    """Minors without a guardian, and statuses that do not follow each other."""
    fields = field_map(Student)
    told = guardian.missing()
    for key in guardian.unguarded(connection, day, ids):
        yield Problem(Student, fields[guardian.FIELD], told, key, lacking=True)
    for key, complaint in status_periods.broken(connection, ids):
        yield Problem(Student, fields[status_periods.FIELD], complaint, key)
    unknown = status_periods.unknown_end()
    for key in status_periods.left_sometime(connection, ids):
        yield Problem(Student, fields[status_periods.LAST_DAY], unknown, key, lacking=True)


def named(connection: sa.Connection, entity: type[Entity], found: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of an entity, each with what its record displays."""
    for piece in storage.pieces(found, quality.PIECE):
        words = _shown(connection, entity, {one.record_id for one in piece if one.record_id is not None})
        yield from (replace(one, shown=words.get(one.record_id or 0, "")) for one in piece)


def _shown(connection: sa.Connection, entity: type[Entity], ids: set[int]) -> dict[int, str]:
    """What records display; a post, whose name many enterprises have, after that of its own."""
    words = displays(connection, entity, ids)
    if entity is not Post or not ids:
        return words
    post = Post.table().c
    firms: dict[int, int] = {}
    for chunk in storage.pieces(ids, storage.CHUNK):
        owned = connection.execute(sa.select(post.id, post.enterprise_id).where(post.id.in_(chunk)))
        firms.update((key, firm) for key, firm in owned)
    names = displays(connection, Enterprise, firms.values())
    return {key: f"{names.get(firms[key], '')} {shown}".strip() for key, shown in words.items()}


def problems(database: Database, progress: Progress = SILENT, day: date | None = None) -> Iterator[Problem]:
    """Every problem of every entity as of `day` (the office's own without one), and the fields left empty."""
    with database.reading() as connection:
        when = day or suggested_day(connection)
        founded = untouched(connection)
        for entity in entities():
            progress.note(_("检查{label}").format(label=_(entity.label)))
            yield from _watched(named(connection, entity, problems_of(connection, entity, None, when)), progress)
            for field, count in quality.gaps(connection, entity, founded.get(entity.__tablename__, frozenset())):
                yield Problem(entity, field, warning("required", field.missing().message), count=count)


def problems_after(
    connection: sa.Connection, acts: Iterable[int], known: Iterable[Problem], day: date
) -> tuple[tuple[Problem, ...], frozenset[type[Entity]]]:
    """What was known, with the records judged again that these acts touched, and their entities; gaps stay as they were."""
    touched = {entity: ids for entity, ids in affected(connection, acts).items() if entity in entities()}
    found = [one for one in known if one.record_id is None or one.record_id not in touched.get(one.entity, ())]
    for entity, ids in touched.items():
        found += named(connection, entity, problems_of(connection, entity, sorted(ids), day))
    return tuple(found), frozenset(touched)


def _watched(found: Iterator[Problem], progress: Progress) -> Iterator[Problem]:
    for problem in found:
        progress.check()
        yield problem


def summed(found: Iterable[Problem]) -> Iterator[Problem]:
    """The problems with what is lacking told once a rule and field, with the number of records, in its first place."""
    lacking: dict[tuple[Any, ...], int] = {}
    kept: list[Problem] = []
    for problem in found:
        place = (problem.entity, problem.field.name, problem.complaint.code, problem.complaint.message)
        if problem.lacking and place in lacking:
            at = lacking[place]
            kept[at] = replace(kept[at], count=kept[at].count + 1)
            continue
        if problem.lacking:
            lacking[place] = len(kept)
            problem = replace(problem, record_id=None, shown="")  # noqa: PLW2901 - the same, told of many
        kept.append(problem)
    yield from kept
