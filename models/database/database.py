"""The office's database: read from many threads, written through one door, with undo and redo that outlive a restart."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from models import clock
from models.database import history, search
from models.database.audit_chain import seal_before
from models.database.backup import backup
from models.database.engine import OpenedFile, opened_file, reading, stoppable, writing
from models.database.errors import DatabaseError, FileReplaced, replaced, translated
from models.database.history import DO, REDO, UNDO
from models.database.opening import OpenFile, open_database_file
from models.database.operator import logged, operator
from models.database.settings import put_setting, suggested_day
from models.database.transaction import ChangeSet, Issue, Transaction
from models.entities.audit import CHANGE_SET, OFFICE
from models.memory import uncollected
from models.progress import SILENT, Progress
from models.schema.fields import entities
from models.words import N_, Worded, worded

INSTALLATION_BITS = 63 - Issue.BITS

Listener = Callable[[ChangeSet], None]


class _NotKept(Exception):  # noqa: N818 - it is no error
    """What was tried is taken back."""


class Database:
    """An open database file; `written` counts the change sets written through this object.

    `operator` is the name of the person at work, which papers bear, "" while nobody told one; `user` is that or the
    account, which the change log keeps.
    """

    def __init__(self, engine: sa.Engine, user: str | None = None, file: OpenFile | None = None) -> None:
        self.engine = engine
        self.file = file
        self.sign(user or operator())
        self.written = 0
        self._listeners: list[Listener] = []
        self._rescue: Path | None = None

    def sign(self, name: str) -> None:
        """Let what is written and printed from now on bear this name; "" takes it away."""
        self.operator, self.user = name, logged(name)

    def subscribe(self, listener: Listener) -> None:
        """Call `listener` after every change set, from the thread that wrote it."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self, progress: Progress = SILENT) -> Iterator[sa.Connection]:
        """A connection that sees one state of the file throughout; stopping `progress` ends what is read there."""
        with translated(), reading(self.engine) as connection, stoppable(connection, progress):
            yield connection

    def keep(self, name: str, value: Any) -> None:
        """Keep one setting by itself; raises ReadOnly, Busy, DiskFull."""
        with writing(self.engine) as connection:
            put_setting(connection, name, value)

    def day(self) -> date:
        """The day the office works on."""
        with self.reading() as connection:
            return suggested_day(connection)

    @contextmanager
    def transaction(self, name: str, progress: Progress = SILENT, day: date | None = None) -> Iterator[Transaction]:
        """Write one act called `name`; it is kept whole or, on any exception, not at all.

        An act that changes nothing leaves no trace. `done` of what is given is its change set afterwards. Links that are written
        without a date of their own count from `day`, by default from that of the office.
        """
        with self._writing(name, DO, None, progress, day) as tx:
            yield tx

    @contextmanager
    def trying(self, progress: Progress = SILENT) -> Iterator[Transaction]:
        """Write something only to look at what would be: none of it is kept, and nobody is told."""
        with suppress(_NotKept), self.transaction("", progress) as tx:
            yield tx
            raise _NotKept

    @contextmanager
    def _writing(
        self, name: str, kind: str, target: int | None, progress: Progress, day: date | None = None
    ) -> Iterator[Transaction]:
        try:
            with translated(), uncollected(), writing(self.engine) as connection:
                begun = self._begin(connection, name, kind, target)
                tx = Transaction(connection, begun.id, Issue(connection), progress, day)
                yield tx
                progress.check()
                done = self._end(connection, tx, begun)
        except FileReplaced as error:
            raise self._rescued(error) from error
        if done is not None:
            tx.done = done
            self.written += 1
            for listener in self._listeners:
                listener(done)

    def _rescued(self, error: FileReplaced) -> FileReplaced:
        """The refusal, with where everything that was saved before is kept: it may be nowhere else any more."""
        if self._rescue is None and _same_disk(opened_file(self.engine)):
            with suppress(DatabaseError, OSError):
                self._rescue = backup(self.engine)
        return error if self._rescue is None else replaced(self._rescue.name)

    def _begin(self, connection: sa.Connection, name: str, kind: str, target: int | None) -> ChangeSet:
        number = (connection.execute(sa.select(sa.func.max(CHANGE_SET.c.id))).scalar() or 0) + 1
        begun = ChangeSet(number, _storable(name), self.user, clock.now(), kind, target or number, 0)
        source, wording = (name.source, name.kept) if isinstance(name, Worded) else (name, None)
        row = {
            "id": number, "name": _storable(source), "wording": wording and _storable(wording), "user": begun.user, "time": begun.time.isoformat(timespec="seconds"),
            "kind": kind, "target": begun.target, "change_count": 0, "hash": "",
        }  # fmt: skip
        connection.execute(sa.insert(CHANGE_SET).values(row))
        return begun

    def _end(self, connection: sa.Connection, tx: Transaction, begun: ChangeSet) -> ChangeSet | None:
        digest = tx.close()
        own = CHANGE_SET.c.id == begun.id
        if tx.count == 0:
            connection.execute(sa.delete(CHANGE_SET).where(own))
            return None
        before, time = seal_before(connection, begun.id), begun.time.isoformat(timespec="seconds")
        name, wording = connection.execute(sa.select(CHANGE_SET.c.name, CHANGE_SET.c.wording).where(own)).one()
        seal = digest.seal(before, begun.id, name, begun.user, time, wording)
        connection.execute(sa.update(CHANGE_SET).where(own).values(change_count=tx.count, hash=seal))
        return ChangeSet(
            begun.id, begun.name, begun.user, begun.time, begun.kind, begun.target, tx.count,
            touched=frozenset(entity.__tablename__ for entity in tx.records),
        )  # fmt: skip

    def undo(self, change_set_id: int | None = None, progress: Progress = SILENT) -> ChangeSet:
        """Take back the latest act, or the one named; raises NothingToUndo, Conflict, InUse."""
        with self.reading() as connection:
            target = history.next_to_undo(connection) if change_set_id is None else change_set_id
            if target is None:
                raise history.nothing(UNDO)
            history.check_undo(connection, target)
        return self._replay(target, UNDO, progress)

    def redo(self, progress: Progress = SILENT) -> ChangeSet:
        """Do again what was undone last; raises NothingToRedo, Conflict."""
        with self.reading() as connection:
            target = history.next_to_redo(connection)
            if target is None:
                raise history.nothing(REDO)
        return self._replay(target, REDO, progress)

    def _replay(self, target: int, kind: str, progress: Progress) -> ChangeSet:
        with self.reading() as connection:
            words = N_("撤销：{name}") if kind == UNDO else N_("重做：{name}")
            name = worded(words, name=history.name_of(connection, target))
        with self._writing(name, kind, target, progress) as tx:
            history.play(tx, target, backwards=kind == UNDO)
        assert tx.done is not None
        return tx.done

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            self.file.close()
        else:
            self.engine.dispose()


def _same_disk(file: OpenedFile) -> bool:
    """Whether the folder of a file is on the disk of the file still; a stick that was pulled out leaves another there."""
    return file.path.parent.is_dir() and file.path.parent.stat().st_dev == file.device


def _storable(name: str) -> str:
    """The name of an act; a file name in another encoding than the system's holds characters no file can keep."""
    return name.encode("utf-8", "replace").decode("utf-8")


def open_database(  # noqa: PLR0913 - all but the path have their usual value
    path: Path,
    *,
    write: bool = True,
    create: bool = True,
    anew: bool = False,
    user: str | None = None,
    installation: int | None = None,
) -> Database:
    """Open (or make) the office's file; raises what opening.open_database_file raises.

    `installation` is the office's number in the ids of a new file; by default one nobody else is likely to draw.
    """
    file = open_database_file(path, write=write, create=create, anew=anew)
    try:
        if write:
            with writing(file.engine) as connection:
                _complete(connection, installation)
        elif not _is_searchable(file.engine):  # a writer that was killed while it made the file left it so
            file.close()
            _make_searchable(path)
            file = open_database_file(path, write=False)
    except BaseException:
        file.close()
        raise
    return Database(file.engine, user, file)


def _is_searchable(engine: sa.Engine) -> bool:
    with reading(engine) as connection:
        known = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    return all(search.index_name(entity) in known for entity in entities() if search.searched(entity))


def _make_searchable(path: Path) -> None:
    """Make the search index for a reader; the office's number is left to the next writer, who may bring its own."""
    with open_database_file(path, create=False) as file, writing(file.engine) as connection:
        search.create_missing(connection)


def _complete(connection: sa.Connection, installation: int | None) -> None:
    """What a file needs besides its tables: the office's number and the search index, which are not schema."""
    search.create_missing(connection)
    if connection.execute(sa.select(sa.func.count()).select_from(OFFICE)).scalar_one() == 0:
        number = installation if installation is not None else secrets.randbelow(1 << INSTALLATION_BITS - 1) + 1
        connection.execute(sa.insert(OFFICE).values(installation=number, issued=0))
