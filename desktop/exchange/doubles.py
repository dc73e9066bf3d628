"""New rows that are probably in the database already, or twice in the file: named before anything is written, never refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.exchange.plan import Action, ImportPlan, ImportRow
from models.database import lookup
from models.database.database import Database
from models.database.duplicates import NamesLike, entity_is_named, persons_like, token_of
from models.database.results import displays
from models.schema.complaints import warning
from models.schema.fields import Entity
from models.words import _, listed

LIKELY_SAME = "likely-same"
_NAMED = 3  # records a sentence names


def doubt_doubles(database: Database, made: ImportPlan) -> None:
    """Warn of every row that would make a record like one of the database, or like another row."""
    entity = made.entity
    new = [row for row in made.rows if not row.errors and row.action is Action.INSERT]
    if not new:
        return
    for n, texts in _known(database, entity, [row.written for row in new]).items():
        words = _("与库中的{names}很像，请核对是不是同一个").format(
            names=listed(f"“{text}”" for text in texts[:_NAMED])
        )
        new[n].complain(entity.display, warning(LIKELY_SAME, words))
    first: dict[object, ImportRow] = {}
    for row in new:
        token = token_of(entity, row.written)
        twin = row if token is None else first.setdefault(token, row)
        if twin is not row:
            where = _("{sheet} 第 {row} 行").format(sheet=twin.sheet, row=twin.number)
            words = _("与 {where}很像，请核对是不是同一个").format(where=where)
            row.complain(entity.display, warning(LIKELY_SAME, words))


def _known(database: Database, entity: type[Entity], rows: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """The records each row is like, as people call them, by the place of the row."""
    with database.reading() as connection:
        found = dict(persons_like(connection, entity, rows))
        if entity_is_named(entity):
            names = NamesLike(lookup.names(connection, entity))
            found |= {n: keys for n, row in enumerate(rows) if (keys := names.like(str(row.get(entity.display) or "")))}
        shown = displays(connection, entity, list({key for keys in found.values() for key in keys}))
    return {n: [shown[key] for key in keys if key in shown] for n, keys in found.items()}
