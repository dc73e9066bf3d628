"""Backups beside a database: one that was compared with its log, and of which databases before the program is replaced."""

from pathlib import Path

from models.database import backup as backups
from models.database import integrity, location, second_place
from models.database.database import Database
from models.database.engine import opened_file
from models.progress import SILENT, Progress


def back_up(database: Database, progress: Progress = SILENT) -> tuple[Path, str]:
    """A backup beside the file, and what in it is not as it was written, "" for nothing: only then older ones may go."""
    made = backups.backup(database.engine, progress=progress, verified_next=True)
    fault = integrity.verify(made, progress, key=opened_file(database.engine).key).sentence
    if not fault:
        backups.clear_old(opened_file(database.engine).path, made)
    return made, fault


def known_databases() -> tuple[Path, ...]:
    """The databases this account works on, as far as they are there: its own, and those whose backups go to a second place."""
    kept = location.chosen(second_place.KEPT)
    found = (location.default_database(), *map(Path, kept if isinstance(kept, dict) else ()))
    return tuple(dict.fromkeys(path.resolve() for path in found if path.is_file()))
