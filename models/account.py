"""The account of the system: its name, and that of the person it belongs to where the system knows one."""

import getpass
import os
from pathlib import Path

NOBODY = frozenset({"root", "administrator", "admin", "user", "nobody", "guest", "ubuntu", "debian", "pi", "live"})


def account() -> str:
    """The name of the account; its number where the system knows none (a container, an account that was deleted)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def home() -> Path:
    """The folder of the account; the root where it has none."""
    found = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises there
    return found if found.is_absolute() else Path(Path.cwd().anchor)


def full_name() -> str:
    """The name of the person; "" where the system knows none, or one that is no person's."""
    try:
        import pwd

        entry = pwd.getpwuid(os.getuid())
    except (ImportError, KeyError):
        return ""
    name = entry.pw_gecos.partition(",")[0].strip()
    plain = name.casefold()
    personal = name and entry.pw_uid and plain not in NOBODY and plain != entry.pw_name.casefold()
    return name if personal and not any(each in NOBODY for each in plain.split()) else ""
