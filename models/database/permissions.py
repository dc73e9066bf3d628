"""Who may read an office's files: their owner alone, whoever runs the program and whatever the umask says."""

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def new_file(path: Path, like: Path | None = None) -> None:
    """Make an empty file; one that is there already is left as it is. `like`: whose it shall be, see hand_over."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
    except FileExistsError:
        return
    hand_over(path, like or path.parent)


def new_folder(folder: Path) -> None:
    """Make a folder with those that are missing above it; what is there already is left as it is."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=FOLDER, exist_ok=True)
        hand_over(missing, missing.parent)


def hand_over(made: Path, like: Path) -> None:
    """Give what an administrator made beside another account's file to that account, as SQLite does with its log.

    Else whoever owns the database could not open it any more. For everybody but an administrator nothing happens.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    with suppress(OSError):  # a file system without owners
        owner, present = like.stat(), made.lstat()
        if (owner.st_uid, owner.st_gid) != (present.st_uid, present.st_gid):
            os.chown(made, owner.st_uid, owner.st_gid, follow_symlinks=False)


def tighten(path: Path) -> None:
    """Take away what others may do with a file or folder of our own; one that belongs to another account is left alone."""
    if not hasattr(os, "geteuid"):
        return  # on Windows the folder of a person decides
    with suppress(OSError):  # not there, or a file system without rights
        state = path.stat()
        wanted = state.st_mode & (FOLDER if path.is_dir() else FILE)
        if state.st_uid == os.geteuid() and wanted != state.st_mode & 0o7777:
            path.chmod(wanted)
