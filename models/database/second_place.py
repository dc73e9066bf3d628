"""A second place for backups, on another disk: a stick, an external disk, a share; known again by a mark, not by its letter.

The mark is a small file in the folder with the backups. Another stick under the same letter has none, or another one, and is
left alone.
"""

import hashlib
import json
import os
import secrets
import shutil
import string
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

from models import clock
from models.database import backup as backups
from models.database import contents, errors, location, location_checks, swapping
from models.database.backup import BackupInfo, clear_old, shared_contents
from models.progress import SILENT, Progress
from models.words import _

KEPT = "backup.second"  # key of the settings: by database, what is remembered of its second place, or NONE_WANTED
NONE_WANTED = False
MARK = "双元备份处.json"
OVERDUE_DAYS, OVERDUE_BACKUPS = 7, 7  # since the last copy there; the second counts where a clock stands still
_ROOM = 4 << 20  # bytes besides the copy itself that must be free
_PIECE = 1 << 20
_PSEUDO = frozenset(
    {"proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "securityfs", "debugfs", "tracefs", "mqueue", "autofs",
     "bpf", "configfs", "pstore", "hugetlbfs", "fusectl", "binfmt_misc", "nsfs", "squashfs", "ramfs", "efivarfs", "rpc_pipefs"}
)  # fmt: skip


class Absent(errors.Missing):
    """The second place is not there now: the stick is not plugged in, the other computer is off. It is no fault."""


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """What is remembered of it: the mark, the folder where it was last, its path on its disk, and what was copied last."""

    mark: str
    folder: str
    inside: str
    time: str = ""
    act: int = -1

    @classmethod
    def read(cls, kept: Any) -> Self | None:
        """From the settings; None where none was chosen."""
        try:
            return cls(**kept) if isinstance(kept, dict) else None
        except TypeError:
            return None

    def kept(self) -> dict[str, Any]:
        """For the settings."""
        return asdict(self)

    @property
    def made(self) -> datetime | None:
        """When the last copy was made; None for never."""
        try:
            return datetime.fromisoformat(self.time)
        except ValueError:
            return None


def kept_in(kept: Any, path: Path) -> SecondPlace | None:
    """The second place of a database in what the settings keep under KEPT; None where none was chosen."""
    return SecondPlace.read(kept.get(str(path))) if isinstance(kept, dict) else None


def find_remembered(path: Path) -> Path | None:
    """Where the second place of a database is now, by what was chosen in the window; None where there is none."""
    place = remembered(path)
    return find(place) if place is not None else None


def remembered(path: Path) -> SecondPlace | None:
    """The second place of a database by what was chosen in the window, wherever it is; None where there is none."""
    return kept_in(location.chosen(KEPT), path)


def choose(path: Path, chosen: Path, installation: int) -> SecondPlace:
    """Use a folder for the backups of a database; the one for them is made in it.

    Raises TooLong, ReadOnly, Missing, DiskFull, AlreadyThere when it is on the disk of the database.
    """
    with errors.translated_files():
        location_checks.check_writable(chosen / MARK)
        if chosen.stat().st_dev == path.parent.stat().st_dev:
            words = _(
                "“{folder}”和数据库在同一块盘上，盘坏了或电脑丢了，两份会一起没有；请选优盘、移动硬盘、另一块盘或共享文件夹"
            )
            raise errors.AlreadyThere(words.format(folder=chosen))
        folder = _own_folder(path, chosen, installation)
        location_checks.check_length(location_checks.longest_backup(path, folder))
        folder.mkdir(exist_ok=True)
        mark = _mark_in(folder)
        if mark is None:
            mark = {"mark": secrets.token_hex(8), "installation": installation}
            (folder / MARK).write_text(json.dumps(mark, ensure_ascii=False), "utf-8")
    return SecondPlace(mark["mark"], str(folder), str(folder.relative_to(_root_of(folder))))


def _own_folder(path: Path, chosen: Path, installation: int) -> Path:
    """The folder for one database; two offices with files of one name may share a stick."""
    name = location_checks.backups_beside(path).name
    if chosen.name == name and _is_ours(chosen, installation):
        return chosen
    folders = (chosen / (name if number == 1 else f"{name} {number}") for number in range(1, 100))
    return next(folder for folder in folders if not folder.exists() or _is_ours(folder, installation))


def _is_ours(folder: Path, installation: int) -> bool:
    mark = _mark_in(folder)
    return mark is not None and mark["installation"] == installation


def _mark_in(folder: Path) -> dict[str, Any] | None:
    try:
        mark = json.loads((folder / MARK).read_text("utf-8"))
        return mark if isinstance(mark["mark"], str) and "installation" in mark else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _root_of(folder: Path) -> Path:
    """Where the disk of a folder begins."""
    device = folder.stat().st_dev
    above = [place for place in folder.parents if place.stat().st_dev == device]
    return above[-1] if above else folder


def disks() -> tuple[Path, ...]:
    """Where the disks and shares of this computer begin."""
    if sys.platform == "win32":
        return tuple(root for letter in string.ascii_uppercase if (root := Path(f"{letter}:\\")).exists())
    if sys.platform == "darwin":
        return tuple(Path("/Volumes").iterdir())
    mounts = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")
    return tuple(Path(point) for point, kind in location_checks.mount_points(mounts) if kind not in _PSEUDO)


def find(place: SecondPlace) -> Path | None:
    """The folder where it is now: where it was, else at the same path on any disk; None while it is not there."""
    for folder in (Path(place.folder), *(root / place.inside for root in disks())):
        mark = _mark_in(folder)
        if mark is not None and mark["mark"] == place.mark:
            return folder
    return None


def absent(place: SecondPlace) -> Absent:
    """What is said while it is not there."""
    if place.made is None:
        return Absent(_("备份盘（{folder}）没有插上，这次没有复制到那里；插上后自动补").format(folder=place.folder))
    words = _("备份盘（{folder}）没有插上，那里最近的一份是 {when} 的；插上后自动补")
    return Absent(words.format(folder=place.folder, when=f"{place.made:%Y-%m-%d}"))


def is_behind(place: SecondPlace, found: BackupInfo | None) -> bool:
    """Whether the newest backup is not there yet."""
    return found is not None and found.act != place.act


def is_overdue(place: SecondPlace, own: tuple[BackupInfo, ...], now: datetime) -> bool:
    """Whether it is time to remind: what is there is old, and something was done since.

    `own` are the backups of this history beside the file. A day that is still to come tells nothing; then, and where a clock
    stands still, the backups that were made since are counted.
    """
    since = [info for info in own if info.act > place.act]
    if not since:
        return False
    made = place.made
    aged = made is None or not timedelta(0) <= now - made.astimezone(now.tzinfo) <= timedelta(days=OVERDUE_DAYS)
    return aged or len(since) >= OVERDUE_BACKUPS


def copy_there(
    place: SecondPlace, path: Path, info: BackupInfo, *, key: bytes | None = None, progress: Progress = SILENT
) -> SecondPlace:
    """Copy a backup of the database at `path` there with the attachments, compare it, and thin out the older ones there.

    Raises Absent, DiskFull, ReadOnly, DiskFailure, Damaged when what is read back is not what was written, Cancelled; then
    what was there before is there still.
    """
    folder = find(place)
    if folder is None:
        raise absent(place)
    try:
        with errors.translated_files():
            target = folder / info.path.name
            if not target.exists() or target.stat().st_size != info.size:
                _copy_verified(info.path, target, progress)
            source = contents.beside(path)
            named = partial(backups.named_in, path, folder, key)
            held = shared_contents(folder, path.stem, key)
            contents.copy_missing(source, held, clock.today(), key=key, progress=progress, named=named)
            clear_old(path, target, folder)
    except errors.DiskFull as error:
        raise _full(folder, info) from error
    except (errors.Missing, errors.DiskFailure) as error:
        if find(place) is None:  # pulled out in the middle
            raise absent(place) from error
        raise
    when = clock.now().isoformat(timespec="seconds")
    return replace(place, folder=str(folder), time=when, act=info.act)


def _full(folder: Path, info: BackupInfo) -> errors.DiskFull:
    words = _("备份盘（{folder}）满了：还剩 {free} MB，这一份要 {size} MB；请清理那个盘或换一个，本机的备份不受影响")
    free, size = shutil.disk_usage(folder).free >> 20, (info.size >> 20) + 1
    return errors.DiskFull(words.format(folder=folder, free=free, size=size))


def _copy_verified(source: Path, target: Path, progress: Progress) -> None:
    """Byte by byte, which needs no locks that a share may not have, to the disk, and read back."""
    if shutil.disk_usage(target.parent).free < source.stat().st_size + _ROOM:
        raise errors.disk_full()
    with swapping.working_copy(target, "part") as part:
        wanted = hashlib.sha256()
        size = source.stat().st_size
        with source.open("rb") as read, part.open("xb") as write:
            while piece := read.read(_PIECE):
                wanted.update(piece)
                write.write(piece)
                progress.note(_("复制到备份盘"), write.tell(), size)
                progress.check()
            write.flush()
            os.fsync(write.fileno())
        with part.open("rb") as again:
            if hashlib.file_digest(again, "sha256").digest() != wanted.digest():
                raise errors.DiskFailure(_("备份盘读回来的和写进去的不一样，这一份没有留下；请换一个盘"))
        part.replace(target)
        with suppress(OSError):
            swapping.folder_to_disk(target.parent)
