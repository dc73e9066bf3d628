"""The office's own day and time, said in one place, so that pictures and tests can let the clock stand still."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

_standing: datetime | None = None


def now() -> datetime:
    """The time on the wall, with the zone of this place."""
    return _standing or datetime.now().astimezone()


def today() -> date:
    """The office's own day."""
    return now().date()


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Let the clock stand at a time of this place."""
    global _standing  # noqa: PLW0603 - there is one clock
    before, _standing = _standing, at.astimezone()
    try:
        yield
    finally:
        _standing = before
