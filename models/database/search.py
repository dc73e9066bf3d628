"""The search index: any part of a name, pinyin and initials, tails of numbers, kept beside every searchable entity.

Terms stand in a contentless FTS5 table per entity (rowid = id of the record). `chars` holds single characters, `pairs`
pairs of neighbours (so that a phrase of pairs is any part of a name), `latin` pinyin and initials from every syllable
on, `numbers` a number and its mirror image (so that a tail is a prefix). A number that is masked where it is shown stands
there once and as a whole, behind a mark: whoever types all of it knows it already, and no part of it is found, for it would
be told digit by digit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from operator import add
from typing import Any

import sqlalchemy as sa

from models.schema.fields import Entity, Field, entities, fields_of
from models.schema.look_alikes import searchable
from models.schema.pinyin import all_readings, spellings
from models.schema.showing import mask_identities
from models.schema.types import CodeText

PREFIX = "search_"
COLUMNS = ("chars", "pairs", "latin", "numbers")
PREFIXES = (2, 4)  # characters of a term by which it is found without being written out
MIRROR = "←"  # in front of a number read backwards; nobody types it
WHOLE = "→"  # in front of a masked number, found only as a whole; nobody types that either
_WORD = re.compile(r"[0-9a-z]+|[^\x00-\x7f]+")
_HAN = re.compile(r"[^\x00-\x7f\s]+")
_WAYS = 3  # at most, in which a syllable is typed
_LONGEST = 24  # letters of a reading
_NUMBERS = re.compile(r"[0-9]+(?: [0-9]+)* [0-9]+x?")


@cache
def searched(entity: type[Entity]) -> tuple[Field, ...]:
    """The fields of an entity that its search looks into."""
    return tuple(f for f in fields_of(entity) if f.search and f.stored)


def index_name(entity: type[Entity]) -> str:
    """The name of the entity's index table."""
    return f"{PREFIX}{entity.__tablename__}"


def create_missing(connection: sa.Connection) -> None:
    """Make and fill the index of every entity that has none; it can always be made anew from the records."""
    known = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    for entity in entities():
        if index_name(entity) not in known and searched(entity):  # to ask for the fields of all takes longer
            _create(connection, entity)


def make_anew(connection: sa.Connection, entity: type[Entity]) -> None:
    """Make the index of an entity anew from its records: it was damaged."""
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {index_name(entity)}")
    _create(connection, entity)


def _create(connection: sa.Connection, entity: type[Entity]) -> None:
    connection.exec_driver_sql(declaration(entity))
    _fill(connection, entity)


def declaration(entity: type[Entity]) -> str:
    """The statement that makes the index of an entity, as the file keeps it."""
    return (
        f"CREATE VIRTUAL TABLE {index_name(entity)} USING fts5({', '.join(COLUMNS)}, content='', contentless_delete=1, "
        f"detail=full, tokenize='ascii', prefix='{' '.join(map(str, PREFIXES))}')"
    )


def _fill(connection: sa.Connection, entity: type[Entity]) -> None:
    columns = [f.column for f in searched(entity)]
    query = f"SELECT id, {', '.join(columns)} FROM {entity.__tablename__}"  # noqa: S608 - names of our own
    for part in connection.exec_driver_sql(query).partitions(5000):
        put(connection, entity, [(row[0], dict(zip(columns, row[1:], strict=True))) for row in part])


def put(
    connection: sa.Connection,
    entity: type[Entity],
    records: Sequence[tuple[int, Mapping[str, Any]]],
    *,
    new: bool = False,
) -> None:
    """Index records (id, stored columns), replacing what was indexed of them; of `new` ones nothing was."""
    fields = searched(entity)
    if not fields or not records:
        return
    verb = "INSERT" if new else "INSERT OR REPLACE"  # looking for what is to be replaced takes half the time
    statement = f"{verb} INTO {index_name(entity)}(rowid, chars, pairs, latin, numbers) VALUES (?,?,?,?,?)"
    connection.exec_driver_sql(statement, [(key, *terms_of(fields, values)) for key, values in records])


def drop(connection: sa.Connection, entity: type[Entity], ids: Iterable[int]) -> None:
    """Forget records."""
    keys = [(key,) for key in sorted(ids)]  # against the order of the index it would take thirteen times as long
    if searched(entity) and keys:
        connection.exec_driver_sql(f"DELETE FROM {index_name(entity)} WHERE rowid = ?", keys)  # noqa: S608 - our own name


def terms_of(fields: Iterable[Field], values: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """What is indexed of one record: characters, pairs, Latin readings, numbers."""
    chars: list[str] = []
    pairs: list[str] = []
    latin: list[str] = []
    numbers: list[str] = []
    for field in fields:
        value = values.get(field.column)
        if value is None:
            continue
        written = str(value)
        seen = "" if field.private else mask_identities(written)  # the number of a card may stand for a 学号
        if seen != written:
            numbers.append(WHOLE + searchable(written).replace(" ", ""))
        text = searchable(seen)
        if not text:
            continue
        if isinstance(field.type, CodeText):
            plain = text.replace(" ", "")
            numbers += (plain, MIRROR + plain[::-1])
        if (
            not isinstance(field.type, CodeText) or not text.isascii()
        ):  # a number may have words in it: 沈职协〔2025〕3号
            chars += text.replace(" ", "")
            # a word between separates neighbouring values, so that no phrase runs across them
            pairs += (
                [a + b for a, b in pairwise(text) if " " not in (a, b)] if " " in text else map(add, text, text[1:])
            )
            pairs.append("00")
            latin += _latin_of_text(text[:40])
    return " ".join(chars), " ".join(pairs), " ".join(latin), " ".join(numbers)


def _latin_of_text(text: str) -> Iterable[str]:
    """Every end of every reading, in full and by its initials."""
    found: dict[str, None] = {}
    for said in all_readings(text):
        for reading in _ways(said):
            full = initials = ""
            for syllable in reversed(reading):
                full, initials = syllable + full, syllable[0] + initials
                found[full[:_LONGEST]] = found[initials] = None
    return found


def _ways(said: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """One reading in every way it may be typed, the same way throughout."""
    if "v" not in "".join(said):  # ü, of which alone there are several
        return (said,)
    ways = [spellings(syllable) for syllable in said]
    return zip(*(way + way[:1] * (_WAYS - len(way)) for way in ways), strict=True)


def match(text: str, *, whole: bool = True) -> str | None:
    """What a person typed as an FTS5 expression: every word must be found, in any order; None when nothing is left.

    Without `whole` nothing is found by what is masked.
    """
    plain = searchable(text)
    clause = _clause if whole else _in_part
    found = " AND ".join(clause(parts) for word in plain.split() if (parts := _WORD.findall(word)))
    if _NUMBERS.fullmatch(plain.strip()):  # one number in groups, or several
        found = f"({found}) OR {clause([plain.replace(' ', '')])}"
    return found or None


def linking_words(text: str) -> list[str] | None:
    """The words of a search that is also to look into what records belong to; None when none can name that."""
    words = searchable(text).split()
    return words if any(map(names_a_body, words)) else None


def names_a_body(word: str) -> bool:
    """Whether a word may mean a class or an enterprise.

    A single character is in every other name, and Latin letters and digits are those of persons.
    """
    return len(word) > 1 and not word.isascii()


def _clause(parts: Sequence[str]) -> str:
    return f'({_in_part(parts)} OR numbers : "{WHOLE}{"".join(parts)}")'


def _in_part(parts: Sequence[str]) -> str:
    if len(parts) > 1:  # 2班, 2024级数控1班: the characters in a row
        return f'chars : "{" ".join("".join(parts))}"'
    word = parts[0]
    if _HAN.fullmatch(word):
        if len(word) == 1:
            return f'chars : "{word}"'
        return 'pairs : "' + " ".join(word[n : n + 2] for n in range(len(word) - 1)) + '"'
    return f'latin : "{word}"* OR numbers : "{word}"* OR numbers : "{MIRROR}{word[::-1]}"*'
