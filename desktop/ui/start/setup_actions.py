"""What a first run does to the files: another place, the school, the sample, a backup, or all of it anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop.operations.recovering import recover
from models.access.rights import LOCK, RESTORE, Right
from models.database import contents, location, permissions, settings, swapping
from models.database.backup import backup
from models.database.database import Database, open_database
from models.database.founding import found_office, found_school
from models.database.recovery import start_anew
from models.progress import SILENT, Progress
from models.words import _


class SetupActions:
    """Holds the open database, whatever becomes of it: after every step, done, failed or stopped, one is open.

    What it does may take long and run in a thread; nobody else uses the database meanwhile. They raise DatabaseError, Invalid,
    OSError, Cancelled, and then nothing of what they began is left.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._first = self.path

    @property
    def path(self) -> Path:
        """The file that is open."""
        assert self.database.file is not None
        return self.database.file.path

    def take_notes(self) -> tuple[str, ...]:
        """What is to be told of the file, once: what was put right before it was opened."""
        file = self.database.file
        if file is None or not file.notes:
            return ()
        self.database.file = replace(file, notes=())
        return file.notes

    def is_fresh(self) -> bool:
        """Whether nothing has been begun in the file."""
        with self.database.reading() as connection:
            return settings.is_fresh(connection)

    def move(self, path: Path) -> None:
        """Use the file at another place from now on, made there if need be; an empty one before it goes."""
        if path.resolve() == self.path:
            return
        permissions.new_folder(path.parent)
        opened = open_database(path)
        self._let_go()
        self.database = opened

    def _let_go(self) -> None:
        path, fresh = self.path, self.is_fresh()
        self.database.close()
        if fresh:
            swapping.remove(path)

    def close(self) -> None:
        """Close the file; an empty one that was made at another place than the usual does not stay there."""
        if self.path == self._first:
            self.database.close()
        else:
            self._let_go()

    def begin_school(self, name: str, academic_year: str, term: int) -> None:
        """Begin with nothing but the office's own school, if it was told."""
        if name:
            found_school(self.database, name, academic_year, term)
        self.database.keep(settings.BEGUN, value=True)

    def begin_office(self, name: str) -> None:
        """Begin with nothing but the name of an office over several schools."""
        found_office(self.database, name)
        self.database.keep(settings.BEGUN, value=True)

    def make_sample(self, sample: str, progress: Progress = SILENT) -> None:
        """Use a sample (location.CITY or SCHOOL) from now on, which has a file of its own beside; made unless it is there."""
        from desktop.demo.building import build

        beside = location.sample_beside(self.path, sample)
        if not beside.exists():
            build(beside, sample, progress)
        self.move(beside)

    def restore(self, source: Path, progress: Progress = SILENT, *, anyway: bool = False) -> str:
        """Let a backup take the place of the file, a doubtful one only `anyway`; returns what is said of it."""
        begun = not self.is_fresh()

        def work(path: Path, progress: Progress) -> str:
            return recover(path, source, progress=progress, anyway=anyway, begun=begun).sentence

        said = self.relock(work, progress, RESTORE)
        self.database.keep(settings.BEGUN, value=True)
        return said

    def relock(self, work: Callable[[Path, Progress], str], progress: Progress = SILENT, right: str = LOCK) -> str:
        """Do what needs the file closed and leaves it in its place; returns what is said of it."""
        self.database.require(Right(right))
        path = self.path
        self.database.close()
        try:
            return work(path, progress)
        finally:
            self.database = open_database(path)

    def forget(self) -> None:
        """Let an empty file be as if nobody had chosen to begin with nothing; leave a sample for the own file."""
        self.move(location.own_beside(self.path))
        self.database.keep(settings.BEGUN, None)

    def clear(self, progress: Progress = SILENT) -> Path:
        """Keep a verified backup of a sample and do without it; returns where the backup is.

        The own file it lies beside is open afterwards; a sample that is in the own file leaves it empty.
        """
        path = self.path
        own = location.own_beside(path)
        kept = backup(self.database.engine, progress=progress)
        progress.note(_("换上空白数据库"))
        self.database.close()
        try:
            if own == path:
                start_anew(path)
            else:
                swapping.remove(path)
            contents.remove(path)
        finally:
            self.database = open_database(own)
        return kept
