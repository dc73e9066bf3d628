"""Work that can be watched and stopped, knowing nothing of a screen."""

from collections.abc import Callable, Iterable, Iterator, Sized
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - a state of the work, not an error
    """The person stopped the work; nothing was kept of it."""


class Progress:
    """Steps of one piece of work: `note` tells where it stands, `check` raises Cancelled once it was stopped.

    `listener(name, done, total)` is called from the thread that does the work; total is 0 while it is unknown.
    """

    def __init__(self, listener: Callable[[str, int, int], None] | None = None) -> None:
        self._listener = listener
        self._stopped = False

    def stop(self) -> None:
        """Ask the work to end; safe from any thread."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """Whether somebody asked the work to end."""
        return self._stopped

    def check(self) -> None:
        """Raise Cancelled if the work was stopped."""
        if self.stopped:
            raise Cancelled

    def note(self, name: str, done: int = 0, total: int = 0) -> None:
        """Tell the listener, and give a place to stop."""
        self.check()
        if self._listener is not None:
            self._listener(name, done, total)

    def over(self, name: str, things: Iterable[T], every: int = 200) -> Iterator[T]:
        """The things themselves, noting every so many of them."""
        total = len(things) if isinstance(things, Sized) else 0
        for count, thing in enumerate(things):
            if count % every == 0:
                self.note(name, count, total)
            yield thing
        self.note(name, total, total)


class Within(Progress):
    """Work inside other work that counts as stopped also when its time is up: it was only worth trying."""

    def __init__(self, outer: Progress, seconds: float) -> None:
        super().__init__()
        self._outer, self._end = outer, monotonic() + seconds

    @property
    def stopped(self) -> bool:
        """Whether somebody asked, or the time is up."""
        return self._outer.stopped or monotonic() > self._end


SILENT = Progress()
