"""The search index beside the records it was made of: a bit that turned there lets hits vanish without a word."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlcipher3 import dbapi2

from models.database.search import COLUMNS, PREFIXES, index_name, searched, terms_of
from models.progress import SILENT, Progress
from models.schema.fields import Entity, entities
from models.words import _

_TERM = re.compile("[0-9a-z\x80-\U0010ffff]+")  # as the index takes a text apart
_VOCABULARY = "search_check"
_MODULUS = 2_147_483_647  # sums of ids would not fit into what SQLite counts with


def wrong_indexes(raw: Any, progress: Progress = SILENT) -> list[type[Entity]]:
    """The entities whose search index does not say what their records say; `raw` sees one state of the file."""
    present = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    asked = progress.over(_("核对搜索索引"), [entity for entity in entities() if searched(entity)], every=1)
    return [entity for entity in asked if index_name(entity) not in present or not _is_right(raw, entity)]


def _is_right(raw: Any, entity: type[Entity]) -> bool:
    total, prefixes = _of_records(raw, entity)
    try:
        with _vocabulary(raw, entity):
            rows = raw.execute(f"SELECT term, doc, col, offset FROM temp.{_VOCABULARY}")  # noqa: S608 - our own name
            return sum(map(hash, rows)) == total and _prefixes_right(raw, entity, prefixes)
    except (dbapi2.DatabaseError, UnicodeError):  # it cannot even be read, or asked for
        return False


def _of_records(raw: Any, entity: type[Entity]) -> tuple[int, dict[str, tuple[int, int]]]:
    """What the index should hold: the sum over all terms, and by prefix how many records have it and the sum of their ids."""
    fields = searched(entity)
    columns = [f.column for f in fields]
    total, prefixes = 0, dict[str, tuple[int, int]]()
    query = f"SELECT id, {', '.join(columns)} FROM {entity.__tablename__}"  # noqa: S608 - names of our own
    for key, *values in raw.execute(query):
        own = set[str]()
        for column, text in zip(COLUMNS, terms_of(fields, dict(zip(columns, values, strict=True))), strict=True):
            for offset, term in enumerate(_TERM.findall(text)):
                total += hash((term, key, column, offset))
                own.update(term[:length] for length in PREFIXES if len(term) >= length)
        for prefix in own:
            count, sums = prefixes.get(prefix, (0, 0))
            prefixes[prefix] = count + 1, sums + key % _MODULUS
    return total, prefixes


@contextmanager
def _vocabulary(raw: Any, entity: type[Entity]) -> Iterator[None]:
    """A table of every term at every place of an index, in the memory of the connection."""
    (guarded,) = raw.execute("PRAGMA query_only").fetchone()
    raw.execute("PRAGMA query_only = OFF")
    try:
        raw.execute(f"CREATE VIRTUAL TABLE temp.{_VOCABULARY} USING fts5vocab(main, {index_name(entity)}, 'instance')")
        try:
            yield
        finally:
            raw.execute(f"DROP TABLE temp.{_VOCABULARY}")
    finally:
        raw.execute(f"PRAGMA query_only = {guarded}")


def _prefixes_right(raw: Any, entity: type[Entity], prefixes: Mapping[str, tuple[int, int]]) -> bool:
    """Whether what is typed in part finds the records it should."""
    name = index_name(entity)
    query = f"SELECT count(*), sum(rowid % {_MODULUS}) FROM {name} WHERE {name} MATCH ?"  # noqa: S608 - our own name
    return all(raw.execute(query, (f'"{prefix}" *',)).fetchone() == told for prefix, told in prefixes.items())
