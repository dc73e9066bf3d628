"""What is wrong with records: the one place that check, home, marks in lists, record pages and reports read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from models.database import doubts, storage
from models.database.affected import affected
from models.database.database import Database
from models.database.erasing import of_erased
from models.database.founding import untouched
from models.database.results import displays, sees
from models.database.settings import suggested_day
from models.entities.agreements import Agreement
from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.entities.placements import Placement
from models.progress import SILENT, Progress
from models.rules import (
    agreements,
    apprenticeship,
    cooperation,
    destinations,
    erasing,
    guardian,
    quality,
    status_periods,
    visiting,
)
from models.schema.complaints import Complaint, warning
from models.schema.counting import counted
from models.schema.fields import Entity, Field, entities, field_map, kebab
from models.schema.types import Flag
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
            words = _("{label}：{count}缺资料，{field}——{message}")
            return words.format(
                label=label, count=counted(self.entity, self.count), field=self.field.title, message=message
            )
        if self.record_id is None:
            words = _("{label}：{count}没有填“{field}”")
            return words.format(label=label, count=counted(self.entity, self.count), field=self.field.title)
        words = _("{label} {shown}：{field}——{message}")
        return words.format(label=label, shown=self.shown, field=self._about, message=message)

    @property
    def _about(self) -> str:
        """What it is about: the field; of yes or no what is wrong, for its name says how it should be."""
        told = self.complaint.title if isinstance(self.field.type, Flag) else ""
        return told or self.field.title

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

    Of a register which whoever reads may not see nothing is told. `known` is what quality.doubts
    remembers from one call to the next.
    """
    if not sees(connection, entity):
        return
    gone = of_erased(connection, str(entity.__tablename__))
    yield from (one for one in _found(connection, entity, ids, day, known) if one.record_id not in gone)


def _found(
    connection: sa.Connection,
    entity: type[Entity],
    ids: Sequence[int] | None,
    day: date,
    known: quality.Known | None,
) -> Iterator[Problem]:
    if ids is not None and not ids:
        return
    from models.rules import (  # to put its statements together takes long; nobody need wait for it
        kept_findings,
        regulation,
    )
    from models.rules.rule import Verdict

    fields = field_map(entity)
    for key, name, complaint in quality.doubts(connection, entity, day, ids, known):
        yield Problem(entity, fields.get(name, fields["remark"]), complaint, key)
    for key, name, complaint in doubts.of_kept(connection, entity, ids, day):
        yield Problem(entity, fields[name], complaint, key)
    judged = ((key, regulation.told(findings)) for key, findings in regulation.judged(connection, entity, day, ids))
    for key, findings in kept_findings.not_since(connection, judged) if entity is Placement else judged:
        for each in findings:
            lacking = each.verdict is Verdict.LACKING
            yield Problem(entity, fields[each.rule.field], each.complaint, key, lacking=lacking)
    for key in kept_findings.ended_without(connection, ids) if entity is Placement else ():
        yield Problem(entity, fields[kept_findings.FIELD], kept_findings.not_kept(), key, lacking=True)
    if entity in _OF_ITS_OWN:
        yield from _OF_ITS_OWN[entity](connection, ids, day)
    for key, complaint in erasing.overdue(connection, entity, day, ids):
        yield Problem(entity, fields.get(erasing.FIELD, fields["remark"]), complaint, key)


def _of_agreements(connection: sa.Connection, ids: Sequence[int] | None, day: date) -> Iterator[Problem]:
    """What presses about agreements, and what contradicts them."""
    fields = field_map(Agreement)
    for key, name, complaint in agreements.judged(connection, day, ids):
        yield Problem(Agreement, fields[name], complaint, key)


def _of_enterprises(connection: sa.Connection, ids: Sequence[int] | None, day: date) -> Iterator[Problem]:
    """Those that nobody visited in time."""
    for key, complaint in visiting.unvisited(connection, day, ids):
        yield Problem(Enterprise, field_map(Enterprise)[visiting.FIELD], complaint, key)


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
    for key, name, complaint in destinations.of_students(connection, day, ids):
        yield Problem(Student, fields[name], complaint, key)


Own = Callable[[sa.Connection, Sequence[int] | None, date], Iterator[Problem]]


def _doubted(module: ModuleType, entity: type[Entity]) -> Own:
    """What the rules of a family of registers doubt about records of one of them."""

    def told(connection: sa.Connection, ids: Sequence[int] | None, day: date) -> Iterator[Problem]:
        fields = field_map(entity)
        for key, name, complaint in module.doubts(connection, entity, day, ids):
            yield Problem(entity, fields[name], complaint, key)

    return told


_OF_ITS_OWN: Mapping[type[Entity], Own] = {
    Agreement: _of_agreements, Enterprise: _of_enterprises, Student: _of_students,
    **{entity: _doubted(module, entity) for module in (apprenticeship, cooperation, destinations) for entity in module.JUDGED},
}  # fmt: skip


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
