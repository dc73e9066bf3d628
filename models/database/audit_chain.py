"""The chain of seals: every act, showing of whole values, printing and upgrade is sealed with what was before it.

What a seal proves and what it cannot: whoever edits one row past the door is found out by the row, whoever also makes all
seals anew only by an anchor that somebody else holds (paper, the name of a backup), or by a mark of the auditor that comes
after it (models.database.auditor), which only who knows his passphrase can make.

Where a person was erased, or old acts were folded, the seals stay as they were, so that every anchor still holds; only
what they are the seals of is not there any more. What is left of it is sealed again, by the act that let the rest go: from
then on that seal, not the first one, vouches for the rest of what is named there (`resealed`), and everybody can see which
acts these are. The salt of an act goes with what was erased of it: without it nobody guesses the rest from the first seal.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from models.database.logged_rows import columns_of_tables, numbers_upgrades
from models.database.settings import setting
from models.database.storage import pieces
from models.entities.audit import BASELINE, CHANGE, CHANGE_SET, DISCLOSURE, ERASED, RESEALED, SEAL, SETTING
from models.progress import SILENT, Progress
from models.words import _

ACT, SHOWN, PRINTED, BEGUN = "act", "shown", "printed", "begun"
AUDITED = "audited"  # a mark of the auditor, by its number
UPGRADED = "upgraded"  # what an upgrade wrote past the log (models.database.baseline), by its number
GONE = "erased"  # what an act that erased persons let go of, and how what is left is sealed; by the act
FOLDED = "folded"  # the acts up to one, without their changes, and every record as they left it; by its number in the baseline
ERASURE = "erasure/"  # before the number of an act that erased persons: what is known of it
CHAIN = "chain"  # key of the settings: where the chain of an earlier version ended, {"act", "seal", "broken", "time"}
AUDIT = "audit/"  # before the number of a mark, under which is kept who made it, when, and the key that tells it
PRINTING = "printing/"  # before the number of a printing, under which its setting is kept
KEPT_PRINTINGS = 1_000  # older ones are forgotten; their seals stay

# change set, entity, record, before and after as they are kept; the event it was done for, where there is one
Line = tuple[int, str, int, str | None, str | None] | tuple[int, str, int, str | None, str | None, int]


def line_of(cells: tuple[Any, ...]) -> Line:
    """A line of the log as it is sealed: those without a cause are sealed as before there were any."""
    return cells if cells[5] is not None else cells[:5]


class Digest:
    """Runs over the changes of one act as they are written, in their order."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._running = hashlib.sha256()
        self.add(lines)

    def add(self, lines: Iterable[Line]) -> None:
        """Take in changes."""
        for some in pieces(lines, 1000):
            self._running.update("".join(map(repr, some)).encode())

    def of(self, act: Mapping[str, Any], *, former: bool = False) -> str:
        """The digest of an act: all columns of its row and these changes, and the seal it had where a former version made it."""
        return digest_of({**act, "changes": self._running.hexdigest(), **({} if former else {"hash": None})})


def digest_of(row: Mapping[str, Any]) -> str:
    """The digest of all that stands in a row, 64 hexadecimal digits; empty columns count as if there were none."""
    told = {name: value for name, value in row.items() if value is not None}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest_of_upgrade(rows: Iterable[Mapping[str, Any]]) -> str:
    """The digest of the rows of the baseline that one upgrade wrote, in whatever order they come."""
    return digest_of({"rows": sorted(digest_of(row) for row in rows)})


def digest_of_gone(connection: sa.Connection, act: int) -> str:
    """The digest of all that an erasure left: what is known of it, in which records, and how what is left is sealed."""
    note = connection.execute(sa.select(SETTING.c.value).where(SETTING.c.name == f"{ERASURE}{act}")).scalar()
    rows = [
        *connection.execute(sa.select(ERASED).where(ERASED.c.act == act)).all(),
        *connection.execute(sa.select(RESEALED).where(RESEALED.c.act == act)).all(),
    ]
    return digest_of({"note": note, "rows": sorted(digest_of(row._asdict()) for row in rows)})


def digest_of_fold(connection: sa.Connection, fold: Mapping[str, Any]) -> str:
    """The digest of what was folded: the acts by their rows, and the records as they left them."""
    rows = connection.execute(sa.select(BASELINE).where(BASELINE.c.upgrade == fold["upgrade"]))
    acts = connection.execute(sa.select(CHANGE_SET).where(CHANGE_SET.c.id <= fold["act"]).order_by(CHANGE_SET.c.id))
    told = [digest_of(act._asdict()) for act in acts]
    return digest_of({**fold, "acts": told, "rows": digest_of_upgrade(row._asdict() for row in rows)})


def reseal(connection: sa.Connection, act: int, touched: Mapping[str, Iterable[int]]) -> None:
    """Seal what is left of acts, showings, printings and upgrades after an act erased persons in them, by kind and id.

    The act itself is sealed already; what is noted of the erasure stands.
    """
    fold, chain = setting(connection, FOLDED), setting(connection, CHAIN)
    folded, former = (note["act"] if note is not None else 0 for note in (fold, chain))
    rows = [
        {"kind": kind, "record": record, "act": act, "digest": _digest_now(connection, kind, record, former)}
        for kind, records in touched.items()
        for record in sorted(records)
        if kind != ACT or record > folded
    ]
    if fold is not None:
        rows.append({"kind": FOLDED, "record": fold["upgrade"], "act": act, "digest": digest_of_fold(connection, fold)})
    if rows:
        connection.execute(sa.insert(RESEALED), rows)


LINE = ("change_set_id", "entity", "record_id", "before", "after", "cause")


def _digest_now(connection: sa.Connection, kind: str, record: int, former: int) -> str:
    """The digest of one thing as it is there now; acts up to `former` were sealed by a former version."""
    if kind == ACT:
        lines = sa.select(*(CHANGE.c[name] for name in LINE)).where(CHANGE.c.change_set_id == record)
        own = (line_of(tuple(line)) for line in connection.execute(lines.order_by(CHANGE.c.id)))
        row = connection.execute(sa.select(CHANGE_SET).where(CHANGE_SET.c.id == record)).one()
        return Digest(own).of(row._asdict(), former=record <= former)
    if kind == UPGRADED:
        rows = connection.execute(sa.select(BASELINE).where(BASELINE.c.upgrade == record))
        return digest_of_upgrade(row._asdict() for row in rows)
    if kind == SHOWN:
        return digest_of(connection.execute(sa.select(DISCLOSURE).where(DISCLOSURE.c.id == record)).one()._asdict())
    name = f"{PRINTING}{record:020d}"
    return digest_of(
        {"value": connection.execute(sa.select(SETTING.c.value).where(SETTING.c.name == name)).scalar_one()}
    )


def _text(before: str, number: int, sealed: tuple[str, int, str]) -> bytes:
    """What is sealed: a kind, an id and a digest in this place of the chain."""
    return "|".join(map(str, (before, number, *sealed))).encode()


def _link(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def append(
    connection: sa.Connection, kind: str, record: int, digest: str, sign: Callable[[bytes], str] | None = None
) -> str:
    """Seal what was just written in the same transaction, and return its seal.

    `record` is its id among those of its kind. A mark of the auditor is made with `sign`, which only he has.
    """
    last = connection.execute(sa.select(SEAL.c.id, SEAL.c.hash).order_by(SEAL.c.id.desc()).limit(1)).first()
    before, number = (last.hash, last.id + 1) if last is not None else ("", 1)
    seal = (sign or _link)(_text(before, number, (kind, record, digest)))
    row = {"id": number, "kind": kind, "record": record, "digest": digest, "keyed": sign is not None, "hash": seal}
    connection.execute(sa.insert(SEAL).values(row))
    return seal


def _made_by(public: str, text: bytes, seal: str) -> bool:
    """Whether a mark was made by who has the private half of a key (Ed25519)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(seal), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_before(connection: sa.Connection, number: int) -> str:
    """The seal of the act before this one; empty for the first."""
    return connection.execute(sa.select(CHANGE_SET.c.hash).where(CHANGE_SET.c.id == number - 1)).scalar() or ""


def last_seal(connection: sa.Connection) -> str:
    """The seal of the last act: as long as it is the same, no record was written."""
    return connection.execute(sa.select(CHANGE_SET.c.hash).order_by(CHANGE_SET.c.id.desc()).limit(1)).scalar() or ""


SHORT = 6  # digits of a seal that are noted outside the file: one in sixteen million fits by chance
_ANCHOR = re.compile(r"\s*(\d{1,18})\s*(?:[·・.:-]\s*([0-9a-fA-F]{4,64})?)?\s*")


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far the acts went and the seal the chain had there, noted where nobody who changes the file can reach it.

    Reads like 1234·9f3a2c: on paper, in the names of backups, in the status bar; 0 while nothing is written.
    """

    number: int
    seal: str

    def __str__(self) -> str:
        return f"{self.number}·{self.seal[:SHORT]}" if self.seal else f"{self.number}"


def anchor(connection: sa.Connection) -> Anchor:
    """The anchor of the file as it stands: the last act, and the seal of whatever was sealed last."""
    act = last_act(connection)
    seal = connection.execute(sa.select(SEAL.c.hash).order_by(SEAL.c.id.desc()).limit(1)).scalar()
    return Anchor(act.number, seal or act.seal)


def last_act(connection: sa.Connection) -> Anchor:
    """The last act and its own seal, whatever was sealed after it; the anchor of a file of a version before the chain."""
    row = connection.execute(
        sa.select(CHANGE_SET.c.id, CHANGE_SET.c.hash).order_by(CHANGE_SET.c.id.desc()).limit(1)
    ).first()
    return Anchor(row.id, row.hash) if row is not None else Anchor(0, "")


def anchor_read(text: str) -> Anchor | None:
    """The anchor somebody typed off a paper or the name of a backup; None when it is none."""
    found = _ANCHOR.fullmatch(text)
    return Anchor(int(found[1]), (found[2] or "").lower()) if found else None


def strayed(connection: sa.Connection, noted: Anchor) -> str:
    """Why the history up to an anchor is not the one it was taken of, as a sentence; "" where it is.

    It counts only as far as the chain itself is whole (`examine`).
    """
    here = anchor(connection)
    if noted.number > here.number:
        words = _("记录 {noted} 已经没有了：现在只到 {here}，后面的被删掉了，或者换成了以前的文件")
        return words.format(noted=noted, here=here)
    if any(seal.startswith(noted.seal) for seal in _seals_at(connection, noted.number)):
        return ""
    return _("记录 {noted} 与现在的不符：到那一步为止的记录后来被改写过").format(noted=noted)


def _seals_at(connection: sa.Connection, act: int) -> Iterator[str]:
    """The seals the chain ended with while this act was the last one."""
    places = sa.select(SEAL.c.id).where(SEAL.c.kind == ACT, SEAL.c.record == act)
    first = connection.execute(places).scalar() or 0
    ends = sa.select(sa.func.min(SEAL.c.id)).where(SEAL.c.kind == ACT, SEAL.c.id > first)
    until = connection.execute(ends).scalar()
    among = sa.and_(SEAL.c.id >= first, SEAL.c.id < until) if until is not None else SEAL.c.id >= first
    yield from connection.execute(sa.select(SEAL.c.hash).where(among)).scalars()
    yield seal_before(connection, act + 1)  # of an act that a former version sealed, too


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain is not as it was made: a record of its kind, after the act `act` (for an act: itself)."""

    kind: str
    record: int
    act: int

    @property
    def first_doubted(self) -> int:
        """The first act that is not known to be as it was sealed.

        Of what upgrades wrote, and of what was made anew before a mark, nobody can tell any more which record was meant: then
        nothing of the log counts for one.
        """
        return {ACT: self.act, BEGUN: self.act, AUDITED: 1, UPGRADED: 1, GONE: 1, FOLDED: 1}.get(
            self.kind, self.act + 1
        )

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do."""
        return _said().get(self.kind, _said()[ACT]).format(number=self.act, record=self.record)


def _said() -> Mapping[str, str]:
    return {
        ACT: _("操作记录从第 {number} 步起与当时写下的不同，数据库可能被别的程序改过；请用之前的备份核对"),
        SHOWN: _("第 {number} 步以后，“谁看过完整号码”的记录（第 {record} 条）与当时写下的不同，可能被别的程序改过；请用之前的备份核对"),
        PRINTED: _("第 {number} 步以后，打印记录与当时写下的不同，可能被别的程序改过；请用之前的备份核对"),
        AUDITED: _("第 {number} 步以后的审计签封与它前面的记录对不上：签封以前的记录后来被改写过；请用之前的备份核对"),
        UPGRADED: _("第 {number} 步以后，升级程序时写下的数据与当时的不同，可能被别的程序改过；请用之前的备份核对"),
        GONE: _("第 {number} 步清除个人信息时封存的内容与当时的不同，可能被别的程序改过；请用之前的备份核对"),
        FOLDED: _("折叠保存的较早的操作记录与当时的不同，可能被别的程序改过；请用之前的备份核对"),
        BEGUN: _("升级以前，操作记录从第 {number} 步起就与当时写下的不同；请用那时的备份核对"),
    }  # fmt: skip


def broken(connection: sa.Connection, progress: Progress = SILENT) -> int | None:
    """The act at which, or after which, the chain is first not what was sealed; None when all of it is whole."""
    found = examine(connection, progress)
    return found.act if found is not None else None


def examine(connection: sa.Connection, progress: Progress = SILENT) -> Break | None:
    """The first place where what is written is not what was sealed; None when all is whole."""
    digests, act, before = _Digests(connection), 0, ""
    seals = connection.execute(sa.select(SEAL).order_by(SEAL.c.id)).all()
    printed = [seal.record for seal in seals if seal.kind == PRINTED]
    forgotten = frozenset(printed[:-KEPT_PRINTINGS])
    for number, seal in enumerate(seals, start=1):
        progress.note(_("核对操作记录"), number, len(seals))
        act += seal.kind == ACT
        text = _text(before, number, (seal.kind, seal.record, seal.digest))
        public = digests.key_of(seal.record) if seal.kind == AUDITED else None
        linked = _link(text) == seal.hash if public is None else _made_by(public, text, seal.hash)
        right = digests.stands(seal, forgotten)
        named = seal.kind != ACT or (seal.record == act and digests.seal_of(act) in (None, seal.hash))
        if not (right and linked and named and seal.id == number and seal.keyed == (seal.kind == AUDITED)):
            return Break(seal.kind, seal.record, act)
        if seal.kind == BEGUN and digests.broken_before:
            return Break(BEGUN, seal.record, digests.broken_before)
        before = seal.hash
    return digests.left(act)


def _upgrades(connection: sa.Connection) -> Iterator[tuple[int, str]]:
    """The number of each upgrade that wrote past the log, and the digest of what it wrote; older files do not tell them apart."""
    if not numbers_upgrades(connection.connection.driver_connection):
        return
    rows = connection.execute(sa.select(BASELINE).order_by(BASELINE.c.upgrade))
    for upgrade, own in groupby((row._asdict() for row in rows), key=itemgetter("upgrade")):
        yield upgrade, digest_of_upgrade(own)


def _numbered(connection: sa.Connection, prefix: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """What is kept among the settings under numbers."""
    for row in connection.execute(sa.select(SETTING).where(SETTING.c.name.startswith(prefix))):
        yield int(row.name.removeprefix(prefix)), {"value": row.value}


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[Mapping[str, Any]]:
    """The rows of a table by id, with the columns it has: a backup of a former version lacks what came since, and is sealed without."""
    for row in connection.execute(sa.text(f"SELECT * FROM {table.name} ORDER BY id")).mappings():  # noqa: S608 - names of our own
        yield dict(row)


class _Digests:
    """What there is to be sealed, by kind and id, each taken once."""

    def __init__(self, connection: sa.Connection) -> None:
        note = setting(connection, CHAIN)
        self._former: int = note["act"] if note is not None else 0
        self.broken_before: int = note["broken"] if note is not None else 0
        columns = columns_of_tables(connection.connection.driver_connection)
        self._acts = {row["id"]: row for row in rows_of(connection, CHANGE_SET)}
        self._read_gone(connection, knows=RESEALED.name in columns)
        statement = sa.select(*(CHANGE.c[name] for name in LINE)).order_by(CHANGE.c.change_set_id, CHANGE.c.id)
        lines = connection.execution_options(yield_per=2000).execute(statement)
        self._changes = groupby((line_of(tuple(line)) for line in lines), key=lambda line: line[0])
        self._ahead = next(self._changes, None)
        self._seal = ""
        shown = {row["id"]: row for row in rows_of(connection, DISCLOSURE)}
        self._marks = dict(_numbered(connection, AUDIT))
        self._rows: dict[str, dict[int, Mapping[str, Any]]] = {
            SHOWN: shown, PRINTED: dict(_numbered(connection, PRINTING)), AUDITED: dict(self._marks),
            BEGUN: {} if note is None else {note["act"]: note},
        }  # fmt: skip
        self._upgrades = {number: digest for number, digest in _upgrades(connection) if number not in self._folds}

    def _read_gone(self, connection: sa.Connection, *, knows: bool) -> None:
        """What was sealed again since something of it went; older files know of none."""
        rows = connection.execute(sa.select(RESEALED).order_by(RESEALED.c.act)).all() if knows else ()
        self._resealed = {(row.kind, row.record): row.digest for row in rows}  # the last of each
        acts = {row.act for row in rows}
        if knows:
            acts |= set(connection.execute(sa.select(ERASED.c.act).distinct()).scalars())
        self._gone = {act: digest_of_gone(connection, act) for act in sorted(acts)}
        fold = setting(connection, FOLDED)
        self._fold_act: int = fold["act"] if fold is not None else 0
        self._folds = {fold["upgrade"]: digest_of_fold(connection, fold)} if fold is not None else {}

    def stands(self, seal: Any, forgotten: Collection[int]) -> bool:
        """Whether what is there is what was sealed, or what was left of it when that was sealed again."""
        if seal.kind == ACT and seal.record <= self._fold_act:
            act = self._acts.pop(seal.record, None)
            self._seal = act["hash"] if act is not None else ""
            return act is not None
        found = self.of(seal.kind, seal.record)
        if found is None:
            later = max(self._folds, default=0)
            return seal.record in forgotten or (seal.kind in {UPGRADED, FOLDED} and seal.record < later)
        return bool(found == self._resealed.get((seal.kind, seal.record), seal.digest))

    def of(self, kind: str, record: int) -> str | None:
        """The digest of what there is now; None where it is gone."""
        if kind == ACT:
            return self._of_act(record)
        alone = {UPGRADED: self._upgrades, GONE: self._gone, FOLDED: self._folds}
        if kind in alone:
            return alone[kind].pop(record, None)
        row = self._rows[kind].pop(record, None) if kind in self._rows else None
        return None if row is None else digest_of(row)

    def key_of(self, mark: int) -> str:
        """The key that tells a mark of the auditor; "" where it is not there any more."""
        return str(json.loads(self._marks[mark]["value"])["public"]) if mark in self._marks else ""

    def _of_act(self, number: int) -> str | None:
        act = self._acts.pop(number, None)
        if act is None:
            return None
        self._seal, digest = act["hash"], Digest()
        if self._ahead is not None and self._ahead[0] == number:
            digest.add(self._ahead[1])
            self._ahead = next(self._changes, None)
        return digest.of(act, former=number <= self._former)

    def seal_of(self, act: int) -> str | None:
        """The seal in the row of the act just taken; None where a former version made it another way."""
        return self._seal if act > self._former else None

    def left(self, act: int) -> Break | None:
        """What nobody sealed."""
        if self._acts or self._ahead is not None:
            return Break(ACT, act + 1, act + 1)
        alone = {UPGRADED: self._upgrades, GONE: self._gone, FOLDED: self._folds}
        ids = {kind: list(rows) for kind, rows in self._rows.items()} | {kind: list(own) for kind, own in alone.items()}
        return next((Break(kind, min(own), act) for kind, own in ids.items() if own), None)
