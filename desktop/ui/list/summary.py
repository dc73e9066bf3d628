"""How a list divides by sex or by state: the words at its foot."""

from desktop.ui.kit.statuses import status_of
from models.database.database import Database
from models.database.query import Query
from models.database.results import counts_by
from models.progress import SILENT, Progress
from models.schema.fields import Entity, Field, field_map, is_person
from models.schema.types import Code
from models.words import _, joined

MOST = 9  # codes counted


def divided_by(entity: type[Entity]) -> Field | None:
    """The field a list is divided by: sex where there are people, else the state."""
    return field_map(entity).get("gender") or status_of(entity)


def tally(database: Database, query: Query, progress: Progress = SILENT) -> tuple[tuple[str, int], ...]:
    """(name, count) of every code that occurs, in the order of its table; () where nothing divides the list."""
    field = divided_by(query.entity)
    if field is None or not isinstance(field.type, Code):
        return ()
    with database.reading(progress) as connection:
        counts = counts_by(connection, query, field.name)
    codes = field.type.codes.codes[:MOST]
    return tuple((code.told(code.brief), counts[code.code]) for code in codes if counts.get(code.code))


def number_of(count: int | None) -> str:
    """A number of records as it is shown; `…` while it is not known."""
    return "…" if count is None else f"{count:,}"


def count_words(entity: type[Entity], count: int | None) -> str:
    """`37 人`, or `101 条`; `… 人` while it is not known how many."""
    return (_("{count} 人") if is_person(entity) else _("{count} 条")).format(count=number_of(count))


def words_of(entity: type[Entity], count: int | None, parts: tuple[tuple[str, int], ...]) -> str:
    """`37 人：男 18，女 19`, or `101 条：在培 43，结业 58`."""
    words = count_words(entity, count)
    divided = joined(f"{name} {number:,}" for name, number in parts)
    return _("{words}：{divided}").format(words=words, divided=divided) if divided else words
