"""What may be told of a fault of ours: where in the program it was and of what kind, never what stands in a record."""

import re
import traceback
from collections.abc import Iterator
from pathlib import Path

from models.account import home
from models.resources import resource

_ROOT = resource().parent
_LIBRARIES = re.compile(r".*(?:site-packages|dist-packages|python3\.\d+|_internal)[/\\]", re.IGNORECASE)
_ENDS = 30  # places at each end of a trace that is longer than both
_HOMES = re.compile(r"(?:/home/|/Users/|[A-Za-z]:[\\/]Users[\\/])[^/\\\s\"'”]+", re.IGNORECASE)


class Harmless(str):
    """Text in which nothing of a record stands: a place in the program, a kind, a version; only such text is logged."""

    __slots__ = ()


def report_of(error: BaseException) -> Harmless:
    """The kinds of an error and of those it came from, with the places in the program that led there.

    No message is told: it may hold anything a record has brought into it.
    """
    return Harmless("\n".join(_lines(error, set())))


def _lines(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _lines(before, told)
        yield ""
    places = [f"  {place_of(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(error)]
    if len(places) > 2 * _ENDS:
        places[_ENDS:-_ENDS] = [f"  … {len(places) - 2 * _ENDS}"]
    yield from places
    yield " ".join((kind_of(error), *_facts(error)))
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _lines(part, told)


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__)


def kind_of(error: BaseException) -> Harmless:
    """The class of an error."""
    kind = type(error)
    return Harmless(kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}")


def _facts(error: BaseException) -> Iterator[str]:
    """What is known of an error besides its kind, and comes from the program or the system, not from a record."""
    name, trace = getattr(error, "name", None), error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if isinstance(name, str) and trace is not None and name in trace.tb_frame.f_code.co_names:
        yield f"name={name}"
    driver = getattr(error, "orig", None) or error
    for fact in ("errno", "winerror", "sqlite_errorcode"):
        number = getattr(driver, fact, None)
        if isinstance(number, int):
            yield f"{fact}={number}"


def place_of(file: str) -> Harmless:
    """A file of code as it lies in the program or among the libraries; of any other only its name."""
    path = Path(file)
    if path.is_relative_to(_ROOT) and ".venv" not in path.parts:
        return Harmless(path.relative_to(_ROOT).as_posix())
    library = _LIBRARIES.match(file)
    return Harmless((file[library.end() :] if library else path.name).replace("\\", "/"))


def without_homes(text: str) -> str:
    """A text in which no folder tells whose account it is."""
    own = str(home())
    if own not in ("/", Path.cwd().anchor):
        text = text.replace(own, "~")
    return _HOMES.sub("~", text)


def trail(error: BaseException, most: int = 4) -> Harmless:
    """Kind and last places of an error in one line."""
    frames = _frames(error)[-most:]
    return Harmless(
        " ← ".join([type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))])
    )
