"""What a person may mean by a few letters: words of a code table or records, with the characters that matched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.screens.catalogue import screen_of
from desktop.screens.columns import first_columns
from desktop.ui.kit.text_match import hits
from models import clock
from models.database.database import Database
from models.database.duplicates import likely_same
from models.database.query import Query
from models.database.results import asked, displays, rows_of
from models.database.search import searched
from models.database.settings import has_one_school
from models.schema.codes import Code, CodeTable
from models.schema.fields import Entity, Field, field_map, fields_of
from models.schema.showing import text_of
from models.schema.types import Code as CodeType
from models.words import _, joined

if TYPE_CHECKING:
    from models.statistics import Connection

OFFERED = 20
FACTS = 2  # grey words about a record beside its name
LARGE = 500  # codes of a table beyond which only characters are compared, because each keystroke looks at every one


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to choose: its key, what it reads like, a grey fact, and the places of `text` that matched."""

    key: Any
    text: str
    fact: str = ""
    hits: tuple[int, ...] = ()


def offers_of_codes(table: CodeTable, typed: str) -> list[Suggestion]:
    """The codes in force that `typed` may mean, those that begin with it first; all of a short table for nothing typed."""
    valid = table.valid_on(clock.today())
    large = len(valid) > LARGE
    found = []
    for n, code in enumerate(valid):
        places = hits(code.label, typed, latin=n < LARGE)
        numbered = typed and typed.upper() in (code.code[: len(typed)], table.number(code)[: len(typed)])
        if places is None and not numbered and not any(typed in alias for alias in (code.name, *code.aliases)):
            continue
        fact = _where(table, code) if large else ""
        found.append(Suggestion(code.code, code.label, joined((fact, code.doubt)), places or ()))
        if large and len(found) >= OFFERED:
            break
    return sorted(found, key=lambda offer: offer.hits[:1] != (0,)) if typed else found


def _where(table: CodeTable, code: Code) -> str:
    """The number of a code in a large table, and the division (the second level) it lies in."""
    outer = table.path(code)[:-1][:2]
    return " ".join((table.number(code), *(one.short for one in outer[-1:])))


def facts_of(entity: type[Entity], most: int = FACTS) -> tuple[Field, ...]:
    """The columns that tell records of one name apart: short, never private, at most so many."""
    chosen = screen_of(entity).telling
    if chosen:
        return tuple(field_map(entity)[name] for name in chosen)
    plain = [f for f in first_columns(entity) if f.name != entity.display and not f.private and not f.many]
    told = [f for f in plain if f.to is not None or f.type.kind in ("code", "text", "year")]
    return tuple(told[:most])


def offers_of_records(database: Database, entity: type[Entity], typed: str, limit: int = OFFERED) -> list[Suggestion]:
    """The first records that match, in the order of their list."""
    look = bool(searched(entity))
    query = Query(entity, search=typed if look else "", own_words=True)
    with database.reading() as connection:
        rows = connection.execute(asked(connection, query).ids().limit(limit if look else 10 * limit))
        ids = [int(row[0]) for row in rows]
        shown = displays(connection, entity, ids)
        kept = [key for key in ids if look or hits(shown[key], typed) is not None][:limit]
        told = _told(connection, entity, kept, _facts_here(connection, entity))
    return [Suggestion(key, shown[key], told[key], hits(shown[key], typed) or ()) for key in kept]


def _facts_here(connection: "Connection", entity: type[Entity]) -> tuple[Field, ...]:
    """The same, after the school where there are several and the list is ordered by it."""
    facts = facts_of(entity)
    unit = next((f for f in fields_of(entity) if f.own_unit and f.name in entity.order[:1]), None)
    return facts if unit is None or has_one_school(connection) else (unit, *facts)[:FACTS]


def _told(
    connection: "Connection",
    entity: type[Entity],
    keys: Sequence[int],
    facts: Sequence[Field],
    words: Callable[[Field, Any], str] = text_of,
) -> dict[int, str]:
    """Facts about records, in a few words each."""
    names = [field.name for field in facts]
    rows = {row.id: row.values for row in rows_of(connection, Query(entity), keys, names)} if facts else {}
    return {key: joined(text for f in facts if (text := words(f, rows.get(key, {}).get(f.name)))) for key in keys}


def _brief(field: Field, value: Any) -> str:
    """A value in the fewest words: of a place the district alone."""
    code = field.type.codes.get(value) if isinstance(field.type, CodeType) and isinstance(value, str) else None
    return text_of(field, value) if code is None else code.brief


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record like the one being typed: what it is called, what tells it apart, what is alike."""

    offer: Suggestion
    reason: str

    def __str__(self) -> str:
        words = _("{name}（{facts}）") if self.offer.fact else "{name}"
        return words.format(name=self.offer.text, facts=self.offer.fact)


def records_like(
    database: Database, entity: type[Entity], values: Mapping[str, Any], besides: int | None
) -> tuple[KnownRecord, ...]:
    """The records that probably are the one being typed, the likest first; nothing private is told of them."""
    with database.reading() as connection:
        found = likely_same(connection, entity, values, besides)
        told = _told(connection, entity, [one.key for one in found], _apart(entity), _brief)
    return tuple(KnownRecord(Suggestion(one.key, one.text, told[one.key]), one.reason) for one in found)


def _apart(entity: type[Entity]) -> tuple[Field, ...]:
    """The facts of a picker, and the first number that is one record's own."""
    facts, fields = facts_of(entity), field_map(entity)
    own = (fields[key[0]] for key in entity.keys if len(key) == 1)
    number = next((f for f in own if f not in facts and not f.private and f.name != entity.display), None)
    return facts if number is None else (*facts, number)
