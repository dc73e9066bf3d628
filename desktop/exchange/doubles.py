"""New rows that are probably in the database already, or twice in the file: named before anything is written, never refused."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from desktop.exchange.plan import Action, ImportPlan, ImportRow
from models.database import lookup
from models.database.database import Database
from models.database.duplicates import NamesLike, entity_is_named, numbers_held, persons_like, token_of
from models.database.founding import untouched
from models.database.results import displays
from models.entities.schools import School
from models.schema.complaints import warning
from models.schema.fields import Entity, entity_named, field_map, fields_of
from models.words import _, listed

LIKELY_SAME, ANOTHER_UNIT = "likely-same", "another-unit"
_NAMED = 3  # records a sentence names


def doubt_doubles(database: Database, made: ImportPlan) -> None:
    """Warn of every row that would make a record like one of the database, or like another row, itself or on the way."""
    new = [row for row in made.rows if not row.errors and row.action is Action.INSERT]
    _doubt(database, made.entity, [_Made(row, made.entity.display, {}, row.written) for row in new])
    if made.entity is School:
        _doubt_units(database, new)
    for name in made.make:
        entity = entity_named(name)
        persons = (
            (rows[0], made.created.get(person)) for person, rows in made.persons.items() if person.entity == name
        )
        columns = {of: column for field in fields_of(made.entity) if field.to == name for column, of in field.spread}
        _doubt(database, entity, [_Made(row, columns[entity.display], columns, v) for row, v in persons if v])


def _doubt_units(database: Database, new: Sequence[ImportRow]) -> None:
    """A first list of schools that does not name the office's own is probably of the same school by another name."""
    with database.reading() as connection:
        own = untouched(connection).get(School.__tablename__, frozenset())
        shown = displays(connection, School, list(own))
    for row in new if own else ():
        words = _("本单位登记为“{name}”，这一行会另建一所学校；是同一所请先在“学校”里把名称改成一样")
        row.complain(School.display, warning(ANOTHER_UNIT, words.format(name=shown[min(own)])))


class _Made(NamedTuple):
    """A record that would be made: the row that says so, the column of its name, other columns by field, its values."""

    row: ImportRow
    column: str
    columns: Mapping[str, str]
    values: Mapping[str, Any]


def _doubt(database: Database, entity: type[Entity], new: Sequence[_Made]) -> None:
    if not new:
        return
    rows = [one.values for one in new]
    for n, texts in _known(database, entity, rows).items():
        words = _("与库中的{names}很像，请核对是不是同一个").format(
            names=listed(f"“{text}”" for text in texts[:_NAMED])
        )
        new[n].row.complain(new[n].column, warning(LIKELY_SAME, words))
    with database.reading() as connection:
        held = list(numbers_held(connection, entity, rows))
        shown = displays(connection, entity, [key for _n, _name, key in held])
    for n, name, key in held:
        words = _("{field}“{number}”以前是{label}“{who}”的，请核对是不是同一个").format(
            field=field_map(entity)[name].title, number=rows[n][name], label=_(entity.label), who=shown[key]
        )
        new[n].row.complain(new[n].columns.get(name, name), warning(LIKELY_SAME, words))
    first: dict[object, _Made] = {}
    for one in new:
        token = token_of(entity, one.values)
        twin = one if token is None else first.setdefault(token, one)
        if twin is not one:
            where = _("{sheet} 第 {row} 行").format(sheet=twin.row.sheet, row=twin.row.number)
            words = _("与 {where}很像，请核对是不是同一个").format(where=where)
            one.row.complain(one.column, warning(LIKELY_SAME, words))


def _known(database: Database, entity: type[Entity], rows: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """The records each row is like, as people call them, by the place of the row."""
    with database.reading() as connection:
        found = dict(persons_like(connection, entity, rows))
        if entity_is_named(entity):
            names = NamesLike(lookup.names(connection, entity))
            found |= {n: keys for n, row in enumerate(rows) if (keys := names.like(str(row.get(entity.display) or "")))}
        shown = displays(connection, entity, list({key for keys in found.values() for key in keys}))
    return {n: [shown[key] for key in keys if key in shown] for n, keys in found.items()}
