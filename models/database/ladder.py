"""The way back from a file that cannot be opened: which backups are sound, and what each of them would lose."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from sqlcipher3 import dbapi2

from models.database import errors, high_water, integrity, key_files, swapping
from models.database.audit_chain import SHORT, Anchor
from models.database.backup import UNREADABLE, BackupInfo, backups_of, info_of, last_act
from models.database.engine import AS_IT_STANDS, connect
from models.database.errors import DatabaseError
from models.database.upgrade import check_structure, recognise
from models.progress import SILENT, Progress
from models.schema.fields import entities, field_map, is_person
from models.words import N_, _

ENOUGH, PATIENCE = (
    3,
    40.0,
)  # sound backups that are looked for, newest first, and the seconds after which no other is begun
UNKNOWN = -1  # a number that nothing tells any more
_FAULTS: tuple[tuple[type[DatabaseError], str], ...] = (
    (errors.Empty, N_("里面是空的")), (errors.TooNew, N_("由更新版本的双元建立")), (errors.ForeignFile, N_("不是双元的数据库")),
    (errors.Missing, N_("已经不在了")), (errors.ReadOnly, N_("没有权限读")), (errors.DiskFailure, N_("读不出来")),
    (errors.Busy, N_("正被别的程序占用")), (errors.Altered, N_("被别的程序改过结构")), (errors.Damaged, N_("已损坏")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loss:
    """What was written after a backup: acts, and the persons they were about; UNKNOWN where nothing tells any more.

    `least`: only so many are known of. `strange`: the backup is not of the history of the file; an older one had been brought
    back since.
    """

    acts: int = UNKNOWN
    persons: int = UNKNOWN
    least: bool = False
    strange: bool = False

    @property
    def words(self) -> str:
        """The same for people."""
        if self.strange:
            return _("是恢复旧备份以前的另一份数据")
        if self.acts == UNKNOWN:
            return _("这以后做过多少，已无从知道")
        if not self.acts:
            return _("什么都不少")
        if self.least:
            return _("至少少最后 {acts} 步操作").format(acts=f"{self.acts:,}")
        words = _("少最后 {acts} 步操作，涉及 {persons} 人") if self.persons != UNKNOWN else _("少最后 {acts} 步操作")
        return words.format(acts=f"{self.acts:,}", persons=f"{self.persons:,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A backup that might come back; `fault` says why it cannot, "" for one that can, None while nobody has looked.

    `doubt`: it can, but what is in it is not all as it was written.
    """

    info: BackupInfo
    loss: Loss
    fault: str | None = None
    doubt: str = ""

    @property
    def sound(self) -> bool:
        """Whether it was looked into and is as it was written."""
        return self.fault == "" and not self.doubt


@dataclass(frozen=True, slots=True)
class Survey:
    """The backups: sound ones first, among them the newest."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        """The newest sound one."""
        return next((one for one in self.candidates if one.sound), None)


def unseen(path: Path, folders: Sequence[Path] = (), *, key: bytes | None = None) -> tuple[Candidate, ...]:
    """The backups of a file, beside it and in other folders, the newest of its own history first; none was looked into."""
    found = _once((*backups_of(path), *(info for folder in folders for info in backups_of(path, folder))))
    with _remains(path, key) as raw:
        reach = _reach(path, raw, found)
        candidates = [Candidate(info, _loss(raw, info, reach)) for info in found]
    return tuple(sorted(candidates, key=lambda one: one.loss.strange))


def candidate(path: Path, file: Path, *, key: bytes | None = None) -> Candidate:
    """Any file as a backup of the one at `path`."""
    info = info_of(file)
    if info is None:
        there, state = last_act(file, key=key), file.stat()
        time = datetime.fromtimestamp(state.st_mtime)  # noqa: DTZ006 - as in the names of backups
        info = BackupInfo(file, time, state.st_size, *((there.number, there.seal) if there else (UNREADABLE, "")))
    with _remains(path, key) as raw:
        return Candidate(info, _loss(raw, info, _reach(path, raw, backups_of(path))))


def survey(
    path: Path, folders: Sequence[Path] = (), *, key: bytes | None = None, progress: Progress = SILENT
) -> Survey:
    """Look through the backups of a file; nothing is changed, the file is only read.

    Each is opened and compared with what was written to it, until ENOUGH are sound or time is up: who waits has an office
    that stands still.
    """
    found = list(unseen(path, folders, key=key))
    end, sound = monotonic() + PATIENCE, 0
    for n, one in enumerate(progress.over(_("核对备份"), tuple(found), every=1)):
        if sound < ENOUGH and (monotonic() < end or not sound):
            found[n] = looked_into(one, key=key)
            sound += found[n].sound
    return Survey(tuple(sorted(found, key=_rank)))


def _rank(one: Candidate) -> int:
    return 0 if one.sound else 1 if one.fault is None else 2 if one.doubt else 3


def _once(found: Sequence[BackupInfo]) -> list[BackupInfo]:
    """Each once, though it may lie in two places; the newest first."""
    named: dict[tuple[str, int], BackupInfo] = {}
    for info in found:
        named.setdefault((info.path.name, info.size), info)
    return sorted(named.values(), key=lambda info: (info.act, info.time), reverse=True)


def looked_into(one: Candidate, *, key: bytes | None = None) -> Candidate:
    """The same with why it cannot come back, or what speaks against it: its pages, its structure, its rows, its name."""
    path = one.info.path
    try:
        with errors.translated_files():
            recognise(path, key=key)
            check_structure(path, key=key)
            findings = integrity.verify(path, key=key)
    except DatabaseError as error:
        return replace(
            one, fault=next((_(words) for kind, words in _FAULTS if isinstance(error, kind)), error.sentence)
        )
    if any(finding.kind == integrity.PAGES and not finding.mendable for finding in findings.found):
        return replace(one, fault=_("已损坏"))
    return replace(one, fault="", doubt=findings.sentence or _contradiction(one.info, key))


def _contradiction(info: BackupInfo, key: bytes | None) -> str:
    """What is said where a backup is not the one its name says; "" where it is."""
    there = last_act(info.path, key=key)
    if info.act == UNREADABLE or (
        there is not None and (there.number, there.seal[:SHORT]) == (info.act, info.seal[:SHORT])
    ):
        return ""
    return _("内容与文件名里的步数、封印不符")


@contextmanager
def _remains(path: Path, key: bytes | None) -> Iterator[Any]:
    """A connection to what is left of a file, that leaves it as it is; None where there is nothing to connect to."""
    try:
        mode = "mode=ro" if swapping.has_log(swapping.sidecar(path, "-wal")) else AS_IT_STANDS
        raw = (
            connect(path, key=key_files.known_key(path, key), mode=mode)
            if path.is_file() and path.stat().st_size
            else None
        )
    except (dbapi2.Error, OSError):
        raw = None
    if raw is None:
        yield None
        return
    with closing(raw):
        yield raw


def _asked(raw: Any, statement: str, *values: Any) -> Any:
    """The first row of what is asked of what is left; None where it does not answer."""
    try:
        return raw.execute(statement, values).fetchone() if raw is not None else None
    except dbapi2.Error:
        return None


def _last_in(raw: Any) -> Anchor | None:
    row = _asked(raw, "SELECT id, hash FROM change_set ORDER BY id DESC LIMIT 1")
    return Anchor(*row) if row else None


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a file had come; `exact` unless only names of backups tell, `logged` as far as its own log still tells."""

    last: Anchor
    exact: bool
    logged: int = 0


def _reach(path: Path, raw: Any, found: Sequence[BackupInfo]) -> _Reach | None:
    """By what the file says itself, what is noted outside it, or the names of the backups; None where nothing tells."""
    own, mark = _last_in(raw), high_water.furthest(path)
    told = [anchor for anchor in (own, mark.anchor if mark is not None else None) if anchor is not None]
    if told:
        return _Reach(max(told, key=lambda anchor: anchor.number), True, own.number if own is not None else 0)
    furthest = max(found, key=lambda info: info.act, default=None)
    return (
        None if furthest is None or furthest.act == UNREADABLE else _Reach(Anchor(furthest.act, furthest.seal), False)
    )


def _loss(raw: Any, info: BackupInfo, reach: _Reach | None) -> Loss:
    if reach is None or info.act == UNREADABLE:
        return Loss()
    last, seal = reach.last, _asked(raw, "SELECT hash FROM change_set WHERE id = ?", info.act)
    known = seal[0] if seal else last.seal if info.act == last.number else ""
    if info.act > last.number or (known and info.seal and not known.startswith(info.seal)):
        return Loss(strange=True)
    acts = last.number - info.act
    if not reach.exact:
        return Loss(acts, least=True) if acts else Loss()
    return Loss(acts, 0 if not acts else _persons(raw, info.act) if reach.logged == last.number else UNKNOWN)


def _persons(raw: Any, act: int) -> int:
    """How many persons were written about after an act, by the log of what is left."""
    tables = [one.__tablename__ for one in entities() if is_person(one) and field_map(one)["gender"].stored]
    marks = ", ".join("?" * len(tables))
    written = f"SELECT DISTINCT entity, record_id FROM change WHERE change_set_id > ? AND entity IN ({marks})"  # noqa: S608
    row = _asked(raw, f"SELECT count(*) FROM ({written})", act, *tables)  # noqa: S608 - question marks
    return int(row[0]) if row else UNKNOWN
