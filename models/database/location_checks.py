"""Where a database file may live: on a disk of this computer, in a folder that can be written."""

import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from models.database.errors import Missing, NetworkDrive, ReadOnly, too_long
from models.words import _

NETWORK_TYPES = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "davfs",
        "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.cifs",
        "fuse.vmhgfs-fuse", "vboxsf", "prl_fs",
    }
)  # fmt: skip
_DRIVE_REMOTE = 4  # GetDriveTypeW
LONGEST = 1032 if sys.platform == "win32" else 504  # bytes of a path in UTF-8 that SQLite opens
_AS_A_BACKUP = " 2000-01-01 000000 123456789·000000-999.db.part"  # what is added to a name while its backup is made


def on_network(path: Path) -> bool:
    """Whether the file lies, or would lie, on another computer (or on the host of a virtual machine)."""
    place = path.resolve()
    if sys.platform == "win32":
        return _remote_on_windows(place)
    mounts = Path("/proc/self/mounts")
    return mounts.exists() and file_system_type(place, mounts.read_text("utf-8", "surrogateescape")) in NETWORK_TYPES


def file_system_type(place: Path, mounts: str) -> str:
    """The type of the file system an absolute path is on, by the text of /proc/mounts; "" when none contains it."""
    found = ("", "")
    for point, kind in mount_points(mounts):
        # the last line of a mount point is the one on top
        if place.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]


def mount_points(mounts: str) -> Iterator[tuple[str, str]]:
    """Where the file systems in the text of /proc/mounts begin, and their types."""
    for line in mounts.splitlines():
        _device, escaped, kind, *_options = line.split(" ")
        yield _unescaped(escaped), kind


def _unescaped(point: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, character)
    return point


def _remote_on_windows(place: Path) -> bool:
    if str(place).startswith("\\\\"):
        return True
    import ctypes

    windll = getattr(ctypes, "windll")  # noqa: B009 - the attribute exists on Windows alone, where mypy does not look
    return bool(windll.kernel32.GetDriveTypeW(place.anchor) == _DRIVE_REMOTE)


def backups_beside(path: Path) -> Path:
    """Where the backups beside a database file are; names do not change with the language: yesterday's must be found."""
    return path.parent / f"{path.stem}备份"


DRAFT_IN_THE_MAKING = ".new"  # how the name of one that is being written ends


def drafts_of(path: Path) -> Path:
    """Where the drafts of forms beside a database file are."""
    return path.with_name(f"{path.name}.drafts")


def database_of(drafts: Path) -> Path:
    """The database file that a folder of drafts lies beside."""
    return drafts.with_name(drafts.name.removesuffix(".drafts"))


def writable_folder(folder: Path) -> bool:
    """Whether a file can be made in the folder: tried, because permission bits do not tell (root, Windows, mounts)."""
    probe = folder / f".{uuid.uuid4().hex}.probe"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError:
        return False
    return True


def can_write(path: Path) -> bool:
    """Whether a database file can be written, or made, at `path`; it is not opened: that would drop SQLite's locks."""
    return writable_folder(path.parent) and (not path.exists() or os.access(path, os.W_OK))


def check_writable(path: Path) -> None:
    """Raise Missing when the folder of `path` is not there, ReadOnly when the database file cannot be written in it."""
    folder = path.parent
    if not folder.is_dir():
        sentence = _("找不到文件夹“{folder}”；请重新选择文件夹，移动存储设备请先插好")
        raise Missing(sentence.format(folder=folder))
    if not can_write(path):
        sentence = _(
            "“{name}”不能写入，文件没有改动；请检查文件属性、文件夹“{folder}”的权限和磁盘写保护，或换一个文件夹"
        )
        raise ReadOnly(sentence.format(name=path.name, folder=folder))


def is_too_long(path: Path) -> bool:
    """Whether the path of a file is too long for SQLite."""
    return len(str(path).encode("utf-8", "surrogateescape")) > LONGEST


def longest_backup(path: Path, folder: Path | None = None) -> Path:
    """The longest path that is opened for a database: that of a backup in the making, beside it or in another folder."""
    return (folder or backups_beside(path)) / f"{path.stem}{_AS_A_BACKUP}"


def check_length(path: Path) -> None:
    """Raise TooLong when the path of a file is too long for SQLite, which would only say that it cannot open it."""
    if is_too_long(path):
        raise too_long()


def check_place(path: Path) -> None:
    """Raise NetworkDrive when `path` is not on a disk of this computer: SQLite's locks do not hold there.

    Raises TooLong when it is, or when nothing is there yet and the backups of what is to be would be.
    """
    check_length(path if path.exists() else longest_backup(path))
    if on_network(path):
        sentence = _("“{name}”位于网络驱动器或共享文件夹，多人同时打开会损坏数据，没有打开；请复制到本机硬盘后再打开")
        raise NetworkDrive(sentence.format(name=path.name))


SYNCED = (
    "OneDrive", "Dropbox", "iCloudDrive", "iCloud Drive", "Mobile Documents", "Google Drive", "GoogleDrive", "Nextcloud",
    "ownCloud", "Seafile", "坚果云", "Nutstore", "我的坚果云", "BaiduSyncdisk", "百度网盘同步空间", "BaiduNetdiskWorkspace",
    "WPS云盘", "WPSDrive", "腾讯微云", "Weiyun", "微云同步助手", "亿方云", "阿里云盘", "天翼云盘", "同步盘", "Syncthing",
)  # fmt: skip


def synced_by(place: Path) -> str:
    """The name of the folder that a synchronising program looks after and `place` is in; "" when none is known.

    Such a program copies a database that is being written, and brings yesterday's back.
    """
    known = [name.casefold() for name in SYNCED]
    for part in place.parts:
        plain = part.casefold()
        if any(plain == name or plain.startswith((f"{name} -", f"{name}(", f"{name}（")) for name in known):
            return part
    return ""


def free_bytes(place: Path) -> int:
    """How much room there is on the disk of a folder that may still have to be made."""
    standing = next(folder for folder in (place, *place.parents) if folder.exists())
    return shutil.disk_usage(standing).free
