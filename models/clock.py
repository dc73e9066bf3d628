"""The office's own day and time, said in one place, so that pictures and tests can let the clock stand still."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache

from models.words import _

VARIABLE = "SHUANGYUAN_TODAY"

_standing: datetime | None = None


class WrongDay(ValueError):  # noqa: N818 - a state of the environment, said as a sentence
    """The day the environment sets is none."""


def now() -> datetime:
    """The time on the wall, with the zone of this place: what is logged and kept is dated by it."""
    return _standing or datetime.now().astimezone()


def today() -> date:
    """The office's own day: the one the environment sets, else that on the wall; raises WrongDay."""
    return told() or (_standing.date() if _standing else _on_the_wall())


def _on_the_wall() -> date:
    return date.today()  # noqa: DTZ011 - asked for every row; no zone has another day here


def told() -> date | None:
    """The day the environment sets for recalculations; None while the clock stands. Raises WrongDay."""
    text = os.environ.get(VARIABLE, "").strip()
    return _day(text) if text and _standing is None else None


@lru_cache(maxsize=8)
def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:  # no such day, such as 2026-02-30
        pass
    raise WrongDay(_("环境变量 {name} 的值“{text}”不是日期，请写成 2026-08-31").format(name=VARIABLE, text=text))


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Let the clock stand at a time of this place."""
    global _standing  # noqa: PLW0603 - there is one clock
    before, _standing = _standing, at.astimezone()
    try:
        yield
    finally:
        _standing = before
