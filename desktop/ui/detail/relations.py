"""Which other records refer to a record, read off the declarations."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import displays
from models.progress import SILENT, Progress
from models.schema.fields import Entity, Field, entities, fields_of
from models.words import _

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
        label = _(self.entity.label)
        return label if self.only else _("{label}（{field}）").format(label=label, field=self.field.title)

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
    with database.reading() as connection:
        for relation in relations_of(entity):
            progress.check()
            query = relation.query([key])
            count = int(connection.execute(query.count()).one()[0])
            if count:
                ids = [int(row[0]) for row in connection.execute(query.ids().limit(SAMPLE))]
                words = displays(connection, relation.entity, ids)
                found.append(Related(relation, query, count, tuple((one, words.get(one, "")) for one in ids)))
    return tuple(found)
