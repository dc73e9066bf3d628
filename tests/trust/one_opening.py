"""Opening a file that somebody renamed, as a program that can be killed: see tests/desktop/dying.py."""

from contextlib import closing
from pathlib import Path

from desktop.commands.common import guarded, say
from models.database import key_files
from models.database.database import open_database

PASSPHRASE = "春风桃李 2026"


def main(arguments):
    """Open the file, with the passphrase where it asks for one, and say what is told of it."""

    def work():
        path = Path(arguments[1])
        if key_files.is_locked(path):
            key_files.unlock(path, PASSPHRASE)
        with closing(open_database(path, create=False)) as database:
            for told in (*database.file.notes, "已打开"):
                say(told)
        return 0

    return guarded(work)
