"""The sample school the tour leads through, the same to the last digit whenever it is made."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

from desktop.demo import make_sample, write_mixed_workbook
from models import clock
from models.database.database import Database, open_database
from models.database.settings import SAMPLE_DAY, is_sample
from models.words import N_, _

MOMENT = datetime.combine(SAMPLE_DAY, time(9, 0))
USER = N_("王老师")
_OFFICE, _SEED = 1, 20191001


class School:
    """Files in a folder: a database to look at, a copy for every scene that writes, a workbook to import."""

    def __init__(self, folder: Path, source: Path | None = None, scale: float = 1.0) -> None:
        self.folder = folder
        self._file = folder / "school.db"
        with clock.standing(MOMENT):
            if source is not None and _usable(source):
                shutil.copyfile(source, self._file)
            else:
                with _opened(self._file, create=True) as made:
                    make_sample(made, scale, _SEED)
            self.workbook = write_mixed_workbook(folder)

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, to be looked at."""
        with self._tidied():
            database = open_database(self._file, write=False, create=False, user=_(USER))
            try:
                yield database
            finally:
                database.close()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A copy of the database for one scene."""
        with self._tidied():
            copy = self.folder / "scene.db"
            shutil.copyfile(self._file, copy)
            with _opened(copy) as database:
                yield database

    @contextmanager
    def empty(self) -> Iterator[Database]:
        """A database without a record, as on the first day."""
        with self._tidied(), _opened(self.folder / "empty.db", create=True) as database:
            yield database

    @contextmanager
    def _tidied(self) -> Iterator[None]:
        """Nothing a scene leaves behind, a draft or a copy, is there for the next."""
        before = set(self.folder.iterdir())
        try:
            yield
        finally:
            for left in set(self.folder.iterdir()) - before:
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


@contextmanager
def _opened(file: Path, *, create: bool = False) -> Iterator[Database]:
    database = open_database(file, write=True, create=create, user=_(USER), installation=_OFFICE if create else None)
    try:
        yield database
    finally:
        database.close()


def _usable(source: Path) -> bool:
    """Whether a file holds the sample school: pictures are shown around, real people do not belong on them."""
    if not source.exists():
        return False
    database = open_database(source, write=False, create=False)
    try:
        with database.reading() as connection:
            return is_sample(connection)
    finally:
        database.close()
