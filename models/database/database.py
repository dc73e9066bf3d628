"""The office's database: read from many threads, written through one door, with undo and redo that outlive a restart."""

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakMethod

import sqlalchemy as sa

from models import clock
from models.access import people
from models.access.people import Person
from models.access.rights import HISTORY, SETTINGS, USERS, Right, edit, registers, see
from models.access.rights import UNDO as UNDO_OTHERS
from models.access.scope import FILES, LOG, own_records, views
from models.access.session import Session, sign_in_first
from models.database import audit_chain, erased_marks, high_water, history, purging, renamed, search
from models.database.backup import backup, free_name
from models.database.engine import OpenedFile, opened_file, reading, reading_as, stoppable, writing
from models.database.erasing import PURGE, erase
from models.database.errors import DatabaseError, FileReplaced, NotAllowed, replaced, translated
from models.database.guard import Guard, check_own
from models.database.history import ACCESS, DO, REDO, UNDO
from models.database.location import usual
from models.database.opening import OpenFile, open_database_file
from models.database.operator import logged, operator, signed
from models.database.settings import OF_OFFICE, SAMPLE_OFFICE, put_setting, setting, suggested_day
from models.database.transaction import ChangeSet, Issue, Transaction
from models.entities.audit import CHANGE_SET, OFFICE
from models.memory import uncollected
from models.progress import SILENT, Progress
from models.schema.fields import Entity, entities, entity_named
from models.schema.showing import mask_identities
from models.words import N_, Worded, _, worded

NO_RECORD = -1  # an id no record has
INSTALLATION_BITS = 63 - Issue.BITS

Listener = Callable[[ChangeSet], None]


class _NotKept(Exception):  # noqa: N818 - it is no error
    """What was tried is taken back."""


class Database:
    """An open database file; `written` counts the change sets written through this object.

    `operator` is the name of the person at work, which papers bear, "" while nobody told one; `user` is that or the
    account, which the change log keeps; who signed in is both, whatever was told.

    `session` is the person who signed in, nobody's session in a file that has users until somebody does, and None in a file
    without users: there nothing is asked.
    """

    session: Session | None = None

    def __init__(self, engine: sa.Engine, user: str | None = None, file: OpenFile | None = None) -> None:
        self.engine = engine
        self.file = file
        self._reader = engine
        self._told = user or operator()
        with reading(engine) as connection:
            self.session = people.unsigned(connection)
        self.written = 0
        self._listeners: list[WeakMethod[Listener]] = []
        self._rescue: Path | None = None
        self._held = threading.local()

    def sign(self, name: str) -> None:
        """Let what is written and printed from now on bear this name while nobody has signed in; "" takes it away."""
        self._told = name

    @property
    def operator(self) -> str:
        """The name of the person at work: who signed in, else what was told."""
        return self.session.name if self.session is not None and not self.session.is_nobody else self._told

    @property
    def user(self) -> str:
        """What the change log keeps of the person at work."""
        return self.session.name if self.session is not None and not self.session.is_nobody else logged(self._told)

    @property
    def person(self) -> int | None:
        """The id of the user who signed in; None where nobody did, so that the name is only what was said."""
        return self.session.user if self.session is not None and not self.session.is_nobody else None

    def people(self) -> tuple[Person, ...]:
        """The users of the file by name; it may be asked before anybody signs in."""
        with reading(self.engine) as connection:
            return people.people_in(connection)

    def sign_in(self, session: Session | None) -> None:
        """Let this person work from now on, in the place of whoever did (signing_in.py proves who it is); None: nobody."""
        former, self._reader = self._reader, self.engine
        with reading(self.engine) as connection:
            self.session = session or people.unsigned(connection)
            day = suggested_day(connection)
        if self.session is not None and not self.session.is_nobody:
            narrowed = self.session.narrowed_registers(registers())
            also = (FILES,) if self.session.may(Right(HISTORY)) else (FILES, LOG)
            before = tuple(views(narrowed, self.session.staff, day, also))
            self._reader = reading_as(self.engine, self.session, before)
        if former is not self.engine and former.pool is not self.engine.pool:
            former.dispose()

    def may(self, right: Right) -> str:
        """Why the person at work may not, as a sentence; "" where they may. A greyed button says it."""
        return "" if self.session is None else self.session.refusal(right, tried=False)

    def sees(self, entity: type[Entity]) -> bool:
        """Whether the person at work may see a register."""
        return not self.may(see(entity))

    def require(self, right: Right, ids: Sequence[int] = ()) -> None:
        """Raise NotAllowed where the person at work has no right, or has it not for one of these records of the register."""
        if self.session is None:
            return
        refusal = self.session.refusal(right)
        if refusal:
            raise NotAllowed(refusal)
        if ids and self.session.narrowed(right):
            with reading(self.engine) as connection:
                check_own(connection, self.session, right, entity_named(right.register), ids)

    def subscribe(self, listener: Listener) -> None:
        """Call a method after every change set, from the thread that wrote it, as long as somebody else knows its object."""
        self._listeners.append(WeakMethod(listener, self._listeners.remove))

    def within(self, right: Right, ids: Sequence[int]) -> Sequence[int]:
        """These records, or where none are named those the person has a right on; none: all. Raises NotAllowed.

        Who has it on own records only and has none gets an id nobody has.
        """
        self.require(right, ids)
        if ids or self.session is None or not self.session.narrowed(right):
            return ids
        with reading(self.engine) as connection:
            own = own_records(right.register, self.session.staff, suggested_day(connection))
            return connection.exec_driver_sql(own).scalars().all() or (NO_RECORD,)

    @contextmanager
    def reading(self, progress: Progress = SILENT) -> Iterator[sa.Connection]:
        """A connection that sees one state of the file throughout; stopping `progress` ends what is read there."""
        if self.session is not None and self.session.is_nobody:
            raise NotAllowed(sign_in_first())
        held: sa.Connection | None = getattr(self._held, "connection", None)
        if held is not None:
            with translated(), stoppable(held, progress):
                yield held
            return
        with translated(), reading(self._reader) as connection, stoppable(connection, progress):
            yield connection

    @contextmanager
    def reading_whole(self, progress: Progress = SILENT) -> Iterator[sa.Connection]:
        """A connection that sees the whole file whoever works, or nobody: for what keeps it sound, never for what is shown."""
        with translated(), reading(self.engine) as connection, stoppable(connection, progress):
            yield connection

    @contextmanager
    def holding(self) -> Iterator[sa.Connection]:
        """Let this thread read everything from one state of the file meanwhile, however often it asks for a connection."""
        with self.reading() as connection:
            before = getattr(self._held, "connection", None)
            self._held.connection = connection
            try:
                yield connection
            finally:
                self._held.connection = before

    def keep(self, name: str, value: Any) -> None:
        """Keep one setting by itself; raises ReadOnly, Busy, DiskFull, NotAllowed for what holds for the whole office."""
        if name in OF_OFFICE:
            self.require(Right(SETTINGS))
        with writing(self.engine) as connection:
            put_setting(connection, name, value)

    def anchor(self) -> str:
        """How far the file goes and the seal it has there, to be noted outside it; "" while nothing is written."""
        with self.reading_whole() as connection:
            noted = audit_chain.anchor(connection)
        return str(noted) if noted.number else ""

    def day(self) -> date:
        """The day the office works on."""
        with self.reading_whole() as connection:
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
                guard = None if self.session is None else Guard(self.session, connection)
                tx = Transaction(connection, begun.id, Issue(connection), progress, day, guard)
                yield tx
                progress.check()
                done = self._end(connection, tx, begun, guard)
                mark = high_water.standing(connection) if done is not None else None
                if tx.erasure is not None and self.file is not None:  # before: an older file may come back any time
                    erased_marks.note(self.file.path, connection)
        except FileReplaced as error:
            raise self._rescued(error) from error
        if done is not None:
            tx.done = done
            self.written += 1
            if self.file is not None and mark is not None:
                high_water.note(self.file.path, mark)
            for known in tuple(self._listeners):
                if (listener := known()) is not None:
                    listener(done)

    def _rescued(self, error: FileReplaced) -> FileReplaced:
        """The refusal, with where everything that was saved before is kept: it may be nowhere else any more."""
        for place in rescue_places(opened_file(self.engine)) if self._rescue is None else ():
            with suppress(DatabaseError, OSError):
                self._rescue = backup(self.engine, free_name(place))
                break
        return error if self._rescue is None else replaced(self._rescue)

    def _begin(self, connection: sa.Connection, name: str, kind: str, target: int | None) -> ChangeSet:
        number = (connection.execute(sa.select(sa.func.max(CHANGE_SET.c.id))).scalar() or 0) + 1
        begun = ChangeSet(number, _storable(name), self.user, clock.now(), kind, target or number, 0)
        source, wording = (name.source, name.kept) if isinstance(name, Worded) else (name, None)
        row = {
            "id": number, "name": _storable(source), "wording": wording and _storable(wording), "user": begun.user, "time": begun.time.isoformat(timespec="seconds"),
            "kind": kind, "target": begun.target, "change_count": 0, "hash": "", "salt": _salt(connection),
            "person": self.person,
        }  # fmt: skip
        connection.execute(sa.insert(CHANGE_SET).values(row))
        return begun

    def _end(
        self, connection: sa.Connection, tx: Transaction, begun: ChangeSet, guard: Guard | None
    ) -> ChangeSet | None:
        digest = tx.close()
        own = CHANGE_SET.c.id == begun.id
        if tx.count == 0 and tx.erasure is None:
            connection.execute(sa.delete(CHANGE_SET).where(own))
            return None
        permit = " ".join(sorted(guard.permits)) if guard is not None else None
        connection.execute(sa.update(CHANGE_SET).where(own).values(change_count=tx.count, permit=permit or None))
        if tx.erasure is not None:
            digest = tx.erasure.redact(connection, begun.id)
        row = connection.execute(sa.select(CHANGE_SET).where(own)).one()
        seal = audit_chain.append(connection, audit_chain.ACT, begun.id, digest.of(row._asdict()))
        connection.execute(sa.update(CHANGE_SET).where(own).values(hash=seal))
        if tx.erasure is not None:
            tx.erasure.seal(connection, begun.id)
        return ChangeSet(
            begun.id, begun.name, begun.user, begun.time, begun.kind, begun.target, tx.count,
            touched=frozenset(entity.__tablename__ for entity in tx.records), signed=self.person is not None,
        )  # fmt: skip

    def undo(self, change_set_id: int | None = None, progress: Progress = SILENT) -> ChangeSet:
        """Take back the latest act, or the one named; raises NothingToUndo, Conflict, InUse."""
        with self.reading() as connection:
            target = history.next_to_undo(connection) if change_set_id is None else change_set_id
            if target is None:
                raise history.nothing(UNDO)
            history.check_undo(connection, target)
            self._check_replay(connection, target)
        return self._replay(target, UNDO, progress)

    def redo(self, progress: Progress = SILENT) -> ChangeSet:
        """Do again what was undone last; raises NothingToRedo, Conflict."""
        with self.reading() as connection:
            target = history.next_to_redo(connection)
            if target is None:
                raise history.nothing(REDO)
            self._check_replay(connection, target)
        return self._replay(target, REDO, progress)

    def _replay(self, target: int, kind: str, progress: Progress) -> ChangeSet:
        with self.reading_whole() as connection:
            words = N_("撤销：{name}") if kind == UNDO else N_("重做：{name}")
            name = worded(words, name=history.name_of(connection, target))
        with self._writing(name, kind, target, progress) as tx, tx.by(None):
            history.play(tx, target, backwards=kind == UNDO)
        assert tx.done is not None
        return tx.done

    def _check_replay(self, connection: sa.Connection, target: int) -> None:
        """Raise NotAllowed unless the person did that act, or may take back others', and has still the rights it was done by."""
        if self.session is None:
            return
        found = history.right_of(connection, target)
        refusal = self.session.lacking(found.permit)
        if found.permit is None:
            wanted = map(edit, history.entities_of(connection, target))
            refusal = next((why for right in wanted if (why := self.session.refusal(right))), "")
        if found.person != self.session.user and not refusal and (refusal := self.session.refusal(Right(UNDO_OTHERS))):
            words = _("“{name}”是{who}做的；{refusal}")
            refusal = words.format(name=history.name_of(connection, target), who=signed(found.user), refusal=refusal)
        if refusal:
            raise NotAllowed(refusal)

    @contextmanager
    def access_change(self, name: str, of: int | None = None) -> Iterator[Transaction]:
        """Write who may what: it is logged as everything is, and never taken back by undo. Raises NotAllowed.

        `of` is the user whose own matter it is. Whoever signed in goes on with the rights that hold afterwards.
        """
        right = None if of is not None and of == self.person else Right(USERS)
        if right is not None:
            self.require(right)
        with self._writing(name, ACCESS, None, SILENT) as tx, tx.by(right):
            yield tx
        with reading(self.engine) as connection:
            session = people.session_of(connection, self.person) if self.person is not None else None
        self.sign_in(session)

    def close(self) -> None:
        """Let go of the file."""
        if self._reader.pool is not self.engine.pool:
            self._reader.dispose()
        if self.file is not None:
            self.file.close()
        else:
            self.engine.dispose()


def rescue_places(file: OpenedFile) -> list[Path]:
    """Where a copy of a file that was taken away can lie: beside it, else where this account's databases usually are."""
    found = [file.path] if _same_disk(file) else []
    with suppress(DatabaseError):
        found.append(usual().with_name(file.path.name))
    return found


def _same_disk(file: OpenedFile) -> bool:
    """Whether the folder of a file is on the disk of the file still; a stick that was pulled out leaves another there."""
    return file.path.parent.is_dir() and file.path.parent.stat().st_dev == file.device


def _salt(connection: sa.Connection) -> str | None:
    """What nobody can guess, sealed with an act; not in a sample, in which nobody lives and everything is always the same."""
    number = connection.execute(sa.select(OFFICE.c.installation).limit(1)).scalar()
    return secrets.token_hex(16) if number != SAMPLE_OFFICE else None


def _storable(name: str) -> str:
    """The name of an act without whole numbers of persons, which names of files hold, and what no file can keep."""
    return mask_identities(name.encode("utf-8", "replace").decode("utf-8"))


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
                if not file.created:
                    told = renamed.follow(file.path, connection, opened_file(file.engine).key)
                    file = replace(file, notes=(*file.notes, *told))
                file = _against_marks(file, connection)
        elif not _is_searchable(file.engine):  # a writer that was killed while it made the file left it so
            file.close()
            _make_searchable(path)
            file = open_database_file(path, write=False)
        if not write:
            file = _read_against_marks(file)
        if not write and file.lock is None and _is_to_be_erased(file):
            file.close()  # nobody sees them: a writer lets go of them first
            open_database(path, create=False).close()
            file = open_database_file(path, write=False)
        return _erased_again(file, user) if write else Database(file.engine, user, file)
    except BaseException:
        file.close()
        raise


def _is_to_be_erased(file: OpenFile) -> bool:
    with reading(file.engine) as connection:
        begun = connection.execute(sa.select(OFFICE.c.installation).limit(1)).scalar() is not None
        return begun and bool(erased_marks.lacking(file.path, connection))


def _erased_again(file: OpenFile, user: str | None) -> Database:
    """The database, without persons who were erased before an older file took its place, and without traces of them."""
    with reading(file.engine) as connection:
        persons = erased_marks.lacking(file.path, connection)
        due = bool(setting(connection, PURGE))
        erased_marks.note(file.path, connection)
    files: frozenset[str] = frozenset()
    if persons:
        words = worded(N_("重新清除已注销的 {count} 人"), count=len(persons))
        own = Database(file.engine, user, file)
        own.session = None  # the program does again what somebody had the right to
        with own.transaction(words) as tx:
            files = erase(tx, persons, {"reason": _("恢复的文件早于清除，按清除记录重新清除")}).files
        told = _("这份文件早于一次清除，里面还有 {count} 个已注销并清除的人，已重新清除")
        file = replace(file, notes=(*file.notes, told.format(count=len(persons))))
    if persons or due:
        purging.finish(file.engine, files)
    return Database(file.engine, user, file)


def _against_marks(file: OpenFile, connection: sa.Connection) -> OpenFile:
    """The file, with what is to be told when it has not all that was saved on this computer."""
    missing = None if file.created else high_water.lost(file.path, connection)
    if missing is not None:
        if file.lock is not None:
            high_water.keep(file.path, missing)
        return replace(file, notes=(*file.notes, missing.sentence), lost=missing)
    if file.lock is not None:
        high_water.accept(file.path, connection)
    return file


def _read_against_marks(file: OpenFile) -> OpenFile:
    """The same for a reader: what a writer notes after we have begun to look is in the file a moment later."""
    for _again in range(2):
        with reading(file.engine) as connection:
            told = _against_marks(file, connection)
        if told.lost is None:
            return file
    return told


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
