"""Whether a file is what was written to it: its pages, its structure, its log against the seals, its rows against the log."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models import migrations
from models.database import audit_chain, errors, key_files, structure
from models.database.baseline import unexplained
from models.database.engine import open_engine, reading
from models.database.logged_rows import UNREADABLE, Deviation, columns_of_tables
from models.database.record_words import sentence_of
from models.database.search import index_name
from models.database.search_check import wrong_indexes
from models.entities.audit import CHANGE_SET
from models.entities.audit import SEAL as SEAL_TABLE
from models.progress import SILENT, Progress
from models.schema.fields import Entity, entities, entity_named
from models.words import _

PAGES, STRUCTURE, LOG, SEAL, ROW, INDEX = "pages", "structure", "log", "seal", "row", "index"
ANCHOR = "anchor"  # what somebody noted outside the file is not what stands in it
_IN_INDEX = re.compile(r"(?:missing from|entries in|entry in|wrong in|end-of-record for row \d+ of) index (\w+)")
_IN_SEARCH = re.compile(r"(?:fts5|FTS5).*?(search_\w+)")
KEPT = 1000  # findings that are kept one by one; the rest is counted


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: `kind` says where, `sentence` is for people.

    A ROW has its `deviation`; of what is `mendable` the file itself tells how it was (models.database.mending).
    """

    kind: str
    sentence: str
    act: int = 0
    deviation: Deviation | None = None
    mendable: bool = False
    index: str = ""  # that can be made anew
    missing_index: str = ""
    searched: type[Entity] | None = None  # whose search can


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found (at most KEPT one by one, `count` in all) in a file whose log ends with `anchor`."""

    found: tuple[Finding, ...]
    count: int
    anchor: audit_chain.Anchor | None = None  # None where the log cannot be read

    @property
    def sound(self) -> bool:
        """Whether the file is what was written to it."""
        return not self.count

    def against(self, connection: sa.Connection, noted: Iterable[audit_chain.Anchor]) -> "Findings":
        """The same, and where the history is not the one that anchors from outside were taken of."""
        strayed = () if self.anchor is None else (audit_chain.strayed(connection, one) for one in noted)
        more = tuple(Finding(ANCHOR, words) for words in strayed if words)
        return replace(self, found=more + self.found, count=len(more) + self.count) if more else self

    @property
    def readable(self) -> bool:
        """Whether records can be read at all, right or wrong."""
        return all(finding.kind not in {PAGES, STRUCTURE} or finding.mendable for finding in self.found)

    @property
    def mendable(self) -> bool:
        """Whether all that is wrong can be put right from the file itself."""
        return bool(self.found) and all(finding.mendable for finding in self.found)

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence; "" for nothing."""
        if self.sound:
            return ""
        first = self.found[0].sentence
        return first if self.count == 1 else _("{first}；共 {count} 处").format(first=first, count=self.count)

    def check(self) -> None:
        """Raise Damaged with what is wrong, unless the file is what was written to it."""
        if not self.sound:
            raise errors.Damaged(self.sentence)


def verify(
    source: sa.Connection | Path, progress: Progress = SILENT, *, key: bytes | None = None, searches: bool = True
) -> Findings:
    """Compare a file with what was written to it; nothing is changed.

    `source` is a connection that sees one state, or the path of a file nobody need have open (a backup). It may be of an
    older version, whose structure is only looked through for what is foreign. Raises Missing, ForeignFile, Busy, Cancelled.
    Without `searches` the words of the search indexes, which can be made anew, are not compared with the records.
    """
    try:
        if isinstance(source, sa.Connection):
            with errors.translated():
                return _verified(source, progress, searches)
        with _opened(source, key) as connection:
            return _verified(connection, progress, searches)
    except errors.Damaged as error:  # SQLite did not even get as far as checking
        return Findings((Finding(PAGES, error.sentence),), 1)


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[sa.Connection]:
    engine = open_engine(path, read_only=True, key=key_files.key_of(path, key))
    try:
        with reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def _verified(connection: sa.Connection, progress: Progress, searches: bool) -> Findings:
    try:
        return _looked_through(connection, progress, searches)
    except (sa.exc.DBAPIError, dbapi2.Error) as error:
        if not errors.is_undecodable(error):
            raise
    raw: Any = connection.connection.driver_connection
    former = raw.text_factory  # again, taking any bytes for text: only so can be told where they are
    raw.text_factory = _any_text
    try:
        return _looked_through(connection, progress, searches)
    finally:
        raw.text_factory = former


def _any_text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _looked_through(connection: sa.Connection, progress: Progress, searches: bool) -> Findings:
    raw: Any = connection.connection.driver_connection
    found = list(_structure(raw))
    if all(finding.mendable for finding in found):
        found = [*_pages(raw, progress), *found]
    doubtful = any(not finding.mendable or finding.index for finding in found)  # also by what rows are looked up
    if doubtful or CHANGE_SET.name not in columns_of_tables(raw):
        return Findings(tuple(found), len(found))
    broken = _broken_seal(connection, progress)
    anchor = audit_chain.anchor(connection) if _has_seals(connection) else audit_chain.last_act(connection)
    if broken is not None:
        found.append(Finding(SEAL, broken.sentence, broken.act))
    rows, doubted = unexplained(raw, progress), None if broken is None else broken.first_doubted
    own = [_of_row(connection, one, doubted) for one in islice(rows, KEPT)]
    count = len(found) + len(own) + sum(1 for _row in rows)
    if own and not anchor.number:
        words = _("操作记录整个不见了：库里有 {count} 条记录，却没有写下它们的操作").format(count=count)
        return Findings((Finding(LOG, words),), 1, anchor)
    if searches and raw.execute("PRAGMA user_version").fetchone()[0] == migrations.generation():
        # what is indexed of a record that is wrong itself is wrong as well, and goes when that is put right
        told = {one.searched for one in found} | {entity_named(one.deviation.table) for one in own if one.deviation}
        wrong = [_of_search(entity) for entity in wrong_indexes(raw, progress) if entity not in told]
        found, count = [*found, *wrong], count + len(wrong)
    return Findings((*found, *own), count, anchor)


def _pages(raw: Any, progress: Progress) -> Iterator[Finding]:
    """What SQLite finds in pages and indexes; the latter can be made anew."""
    progress.note(_("核对数据页"))
    try:
        told = [str(row[0]) for row in raw.execute("PRAGMA integrity_check(100)")]
    except dbapi2.Error as error:
        meant = errors.from_driver(error)
        if not isinstance(meant, errors.Damaged):
            raise
        yield Finding(PAGES, meant.sentence)
        return
    if told == ["ok"]:
        return
    indexes = {line: index_finding(line) for line in told}
    if None in indexes.values():
        words = _("数据库文件的内部结构已损坏（{count} 处）；请不要继续录入，从最近的备份恢复")
        yield Finding(PAGES, words.format(count=len(told)))
        return
    yield from {finding.sentence: finding for finding in indexes.values() if finding is not None}.values()


def index_finding(line: str) -> Finding | None:
    """What a line of SQLite's integrity check says of an index; None where it speaks of something else."""
    found = _IN_SEARCH.search(line)
    entity = next((e for e in entities() if found is not None and index_name(e) == found[1]), None)
    if entity is not None:
        return _of_search(entity)
    found = _IN_INDEX.search(line)
    if found is None:
        return None
    words = _("查找用的索引“{name}”已损坏，列表会漏掉记录，可以重建")
    return Finding(INDEX, words.format(name=found[1]), mendable=True, index=found[1])


def _of_search(entity: type[Entity]) -> Finding:
    words = _("{label}的搜索索引已损坏，搜索会漏掉记录，可以重建").format(label=_(entity.label))
    return Finding(INDEX, words, mendable=True, searched=entity)


def _structure(raw: Any) -> Iterator[Finding]:
    for oddity in structure.oddities(raw):
        words = _("数据库里{what}，可能被别的程序改过").format(what=oddity.words)
        missing = "" if oddity.harmful else oddity.name
        yield Finding(STRUCTURE, words, mendable=not oddity.harmful, missing_index=missing)


def _broken_seal(connection: sa.Connection, progress: Progress) -> audit_chain.Break | None:
    try:
        return audit_chain.examine(connection, progress) if _has_seals(connection) else None
    except UnicodeEncodeError:  # what is no text any more stands in the list of acts
        acts = audit_chain.rows_of(connection, CHANGE_SET)
        odd = (act["id"] for act in acts if any(isinstance(v, str) and not _is_text(v) for v in act.values()))
        act = next(odd, 1)
        return audit_chain.Break(audit_chain.ACT, act, act)


def _has_seals(connection: sa.Connection) -> bool:
    """Whether the file has the chain of today; what older files have is looked at when they are upgraded."""
    return SEAL_TABLE.name in columns_of_tables(connection.connection.driver_connection)


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _of_row(connection: sa.Connection, deviation: Deviation, broken: int | None) -> Finding:
    """What the log says is believed as far as its seals are whole; who is in it nowhere is told, and left alone."""
    believed = broken is None or deviation.act < broken
    mendable = believed and deviation.kind != UNREADABLE and deviation.act > 0
    return Finding(ROW, sentence_of(connection, deviation), deviation.act, deviation, mendable)
