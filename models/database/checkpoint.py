"""Bringing the log into the file soon after each write, so that the file alone is complete: copied, moved or renamed."""

import threading
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from models.database.errors import DatabaseError

SOON, AGAIN = 2.0, 1.0  # seconds after a write, and until it is tried again while a reader or writer is in the way


class Checkpointer:
    """Waits in a thread of its own that lives only while something is in the log; never keeps a reader or writer waiting."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._state = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted = self._closed = False
        sa.event.listen(engine, "engine_disposed", lambda _engine: self.stop())

    def soon(self) -> None:
        """Something was written."""
        with self._state:
            self._wanted = True
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="checkpoint", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = SOON
        while True:
            with self._state:
                if self._state.wait_for(lambda: self._closed, pause):
                    return
                self._wanted = False
            done = self.now()
            with self._state:
                if done and not self._wanted:
                    self._thread = None
                    return
                pause = SOON if done else AGAIN

    def now(self) -> bool:
        """Bring in what can be without waiting; whether the file alone is complete."""
        try:
            with self._engine.connect() as connection:
                return _brought_in(connection.connection.driver_connection)
        except (DatabaseError, OSError, dbapi2.Error, sa.exc.SQLAlchemyError):
            return False  # the log is as good as it was; what is wrong shows when it matters

    def stop(self) -> None:
        """Do nothing any more; the thread has ended afterwards."""
        with self._state:
            self._closed = True
            self._state.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def finish(self) -> None:
        """Bring in the rest before the file is let go of: SQLite itself leaves it behind when the file was moved."""
        self.stop()
        if self._wanted or self._thread is not None:
            self.now()


def _brought_in(raw: Any) -> bool:
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout = 0")  # else writers would wait with us for a reader that takes long
    try:
        with suppress(dbapi2.OperationalError):
            _blocked, pages, copied = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return bool(pages == copied)
        return False
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience}")
