"""Which other records refer to a record, read off the declarations."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import rows_of
from models.progress import SILENT, Progress
from models.schema.fields import BODIES, NAMED, Behind, Entity, Field, entities, field_map, fields_of
from models.schema.showing import text_of
from models.words import _, several

if TYPE_CHECKING:
    from models.statistics import Connection

SAMPLE = 3  # records named under a relation


@dataclass(frozen=True, slots=True)
class Relation:
    """Records of `entity` whose `field` refers to the one looked at; `only` when no other field of theirs does."""

    entity: type[Entity]
    field: Field
    only: bool = True

    @property
    def title(self) -> str:
        """What they are called, and as what they refer where there are two ways."""
        label = several(self.entity.label)
        return label if self.only else _("{label}（{field}）").format(label=label, field=self.field.title)

    @property
    def telling(self) -> Field:
        """The field that names one of them: of a link that shows the record looked at, what it links it to."""
        fields, shown = field_map(self.entity), field_map(self.entity)[self.entity.display]
        known = {self.field.name}
        if isinstance(self.field.expression, Behind):  # of a placement's records the placement says no more than it
            known |= {f.name for f in fields.values() if f.column == self.field.expression.reference}
        if self.field.name in BODIES and NAMED in fields:  # of the links of a body its name says no more than it
            known.add(shown.name)
        if shown.name not in known:
            return shown
        keyed = [fields[name] for key in self.entity.keys for name in key if name not in known]
        others = [f for f in fields.values() if f.to is not None and f.name not in known and f.writable and not f.via]
        if keyed and not any(f.to for f in keyed):
            return keyed[0]
        return others[0] if others else shown

    def query(self, ids: Sequence[int]) -> Query:
        """The list of them."""
        one = Condition(self.field.name, "=", ids[0])
        return Query(self.entity, (one if len(ids) == 1 else Condition(self.field.name, "in", tuple(ids)),))


@dataclass(frozen=True, slots=True)
class Related:
    """How many records stand in a relation, and the first of them: (id, what it shows)."""

    relation: Relation
    query: Query
    count: int
    sample: tuple[tuple[int, str], ...]


@cache
def relations_of(entity: type[Entity]) -> tuple[Relation, ...]:
    """Every way in which records people work with refer to those of an entity."""
    found = [
        (other, field)
        for other in entities()
        for field in fields_of(other)
        if field.to == entity.__tablename__ and not (field.via is not None and field.via.fixed)
    ]
    counts = [sum(other is each for each, _field in found) for other, _field in found]
    return tuple(Relation(other, field, count == 1) for (other, field), count in zip(found, counts, strict=True))


def related_to(database: Database, entity: type[Entity], key: int, progress: Progress = SILENT) -> tuple[Related, ...]:
    """What refers to one record, relations without any left out."""
    found = []
    with database.reading(progress) as connection:
        for relation in relations_of(entity):
            progress.check()
            query = relation.query([key])
            count = int(connection.execute(query.count()).one()[0])
            if count:
                found.append(Related(relation, query, count, _sample(connection, relation, query)))
    return tuple(found)


def _sample(connection: "Connection", relation: Relation, query: Query) -> tuple[tuple[int, str], ...]:
    ids = [int(row[0]) for row in connection.execute(query.ids().limit(SAMPLE))]
    field = relation.telling
    rows = {row.id: row.values[field.name] for row in rows_of(connection, query, ids, [field.name])}
    return tuple((one, text_of(field, rows[one], masked=True)) for one in ids if one in rows)
