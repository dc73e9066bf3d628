"""The contents of attachments: a second file beside the database, each content once by its SHA-256, outside the log."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.database import errors, key_files, swapping
from models.database.engine import connect, mode_to_read
from models.progress import SILENT, Progress
from models.words import _

Named = Callable[[], frozenset[str] | None]
SUFFIX = ".files"
KEPT_DAYS = 31  # of a content that no attachment names any more: until then an act can be undone
KEPT_IN_BACKUPS = 400  # days without being seen in a source, before it is asked whether a backup still names it
_TABLE = """
CREATE TABLE IF NOT EXISTS attachment_content (
    sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, content BLOB NOT NULL, orphaned TEXT, seen TEXT
)
"""


def beside(path: Path) -> Path:
    """The file with the contents of a database file, or of a copy of it."""
    return path.with_name(path.name + SUFFIX)


def digest(content: bytes) -> str:
    """What a content is found by."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _opened(file: Path, *, key: bytes | None, write: bool) -> Iterator[Any]:
    """A connection to a file of contents, in one transaction when it writes; the file is made then if need be, with that key.

    One that is there is opened with its own: a change of the lock may not have come to it yet.
    """
    if file.exists() and file.stat().st_size:
        key = key_files.known_key(file, key)
    with errors.translated_files(), errors.translated(), closing(
        connect(file, key=key, mode="mode=rwc" if write else mode_to_read(file))
    ) as raw:  # fmt: skip
        if not write:
            yield raw
            return
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute(_TABLE)
        raw.execute("BEGIN IMMEDIATE")
        try:
            yield raw
        except BaseException:
            raw.execute("ROLLBACK")
            raise
        raw.execute("COMMIT")


def put(path: Path, contents: Iterable[bytes], *, key: bytes | None = None) -> list[str]:
    """Keep contents for the database at `path`, each once; returns what they are found by, in their order.

    Raises DiskFull, ReadOnly, Busy, and then none is kept.
    """
    found = []
    key = key_files.known_key(path) if key is None else key
    with _opened(beside(path), key=key, write=True) as raw:
        for content in contents:
            found.append(digest(content))
            raw.execute(
                "INSERT INTO attachment_content (sha256, size, content) VALUES (?, ?, ?) "
                "ON CONFLICT (sha256) DO UPDATE SET orphaned = NULL",
                (found[-1], len(content), content),
            )
    return found


def get(path: Path, sha256: str, *, key: bytes | None = None) -> bytes | None:
    """A content; None when it is not there, or no longer what it was."""
    file = beside(path)
    if not file.exists():
        return None
    with _opened(file, key=key, write=False) as raw:
        row = raw.execute("SELECT content FROM attachment_content WHERE sha256 = ?", (sha256,)).fetchone()
    return bytes(row[0]) if row is not None and digest(bytes(row[0])) == sha256 else None


def held(path: Path, *, key: bytes | None = None) -> frozenset[str]:
    """What is there, by SHA-256."""
    file = beside(path)
    if not file.exists():
        return frozenset()
    with _opened(file, key=key, write=False) as raw:
        return frozenset(row[0] for row in raw.execute("SELECT sha256 FROM attachment_content"))


def lacking(
    file: Path, wanted: Iterable[str], *, key: bytes | None = None, progress: Progress = SILENT
) -> frozenset[str]:
    """Which of the contents wanted are not in a file of contents, or no longer what they were."""
    found = set()
    with _opened(file, key=key, write=False) as raw:
        for sha in progress.over(_("核对附件"), list(wanted), every=20):
            row = raw.execute("SELECT content FROM attachment_content WHERE sha256 = ?", (sha,)).fetchone()
            if row is None or digest(bytes(row[0])) != sha:
                found.add(sha)
    return frozenset(found)


def sweep(path: Path, used: frozenset[str], day: date, *, key: bytes | None = None) -> int:
    """Let contents go that no attachment has named for a month; returns how many went."""
    file = beside(path)
    if not file.exists():
        return 0
    orphans = [(sha,) for sha in held(path, key=key) - used]
    with _opened(file, key=key, write=True) as raw:
        raw.execute("UPDATE attachment_content SET orphaned = NULL WHERE orphaned > ?", (day.isoformat(),))
        raw.execute("CREATE TEMP TABLE orphan (sha256 TEXT PRIMARY KEY)")
        raw.executemany("INSERT INTO orphan VALUES (?)", orphans)
        raw.execute("UPDATE attachment_content SET orphaned = NULL WHERE sha256 NOT IN (SELECT sha256 FROM orphan)")
        here = "orphaned IS NULL AND sha256 IN (SELECT sha256 FROM orphan)"
        raw.execute(f"UPDATE attachment_content SET orphaned = ? WHERE {here}", (day.isoformat(),))  # noqa: S608 - no words of others
        gone = raw.execute(
            "DELETE FROM attachment_content WHERE orphaned <= ?", ((day - timedelta(days=KEPT_DAYS)).isoformat(),)
        )
        return int(gone.rowcount)


def let_go(path: Path, gone: Iterable[str], *, key: bytes | None = None) -> int:
    """Let contents go at once, and write the file anew so that nothing of them stays in it; returns how many went."""
    file, asked = beside(path), [(sha,) for sha in gone]
    if not file.exists() or not asked:
        return 0
    with _opened(file, key=key, write=True) as raw:
        count = raw.executemany("DELETE FROM attachment_content WHERE sha256 = ?", asked).rowcount
    with errors.translated_files(), errors.translated(), closing(
        connect(file, key=key_files.known_key(file, key))
    ) as raw:  # fmt: skip
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return int(count)


def copy_missing(  # noqa: PLR0913 - all but the places and the day have their usual value
    source: Path, target: Path, day: date, *, key: bytes | None = None, progress: Progress = SILENT,
    named: Named | None = None,
) -> int:  # fmt: skip
    """Bring into the file `target` what the file `source` has and it has not; returns how many contents were copied.

    Each is compared with its SHA-256 before. With `named`, which tells what the backups beside `target` name (None: one of them
    does not tell), contents go that were last in a source more than a year ago and that none of them names; the day alone
    is not believed. Raises Damaged, DiskFull, ReadOnly, Cancelled.
    """
    if not source.exists():
        return 0
    with _opened(source, key=key, write=False) as raw:
        names = [row[0] for row in raw.execute("SELECT sha256 FROM attachment_content ORDER BY sha256")]
        with _opened(target, key=key, write=True) as other:
            there = {row[0] for row in other.execute("SELECT sha256 FROM attachment_content")}
            missing = [sha for sha in names if sha not in there]
            for sha in progress.over(_("复制附件"), missing, every=20):
                (content,) = raw.execute("SELECT content FROM attachment_content WHERE sha256 = ?", (sha,)).fetchone()
                if digest(bytes(content)) != sha:
                    raise errors.damaged()
                row = (sha, len(content), content)
                other.execute("INSERT INTO attachment_content (sha256, size, content) VALUES (?, ?, ?)", row)
            if named is not None:
                _tidy(other, names, day, named)
    return len(missing)


def _tidy(raw: Any, names: Iterable[str], day: date, named: Named) -> None:
    today, before = day.isoformat(), (day - timedelta(days=KEPT_IN_BACKUPS)).isoformat()
    raw.executemany("UPDATE attachment_content SET seen = ? WHERE sha256 = ?", [(today, sha) for sha in names])
    unseen = [sha for (sha,) in raw.execute("SELECT sha256 FROM attachment_content WHERE seen < ?", (before,))]
    wanted = named() if unseen else None
    if wanted is not None:
        gone = [(sha,) for sha in unseen if sha not in wanted]
        raw.executemany("DELETE FROM attachment_content WHERE sha256 = ?", gone)


def remove(path: Path) -> None:
    """Remove the contents of a database that is no more."""
    swapping.remove(beside(path))
