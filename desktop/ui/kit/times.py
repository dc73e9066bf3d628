"""Moments and spans of time as people say them."""

from datetime import date, datetime, timedelta

from models import clock
from models.words import _

_GUESS = 2.0  # seconds of work before the rest is estimated


def time_words(when: datetime, now: datetime | None = None) -> str:
    """A time as people say it: 今天 09:00, 昨天 16:40, 11-18, 2024-11-18."""
    now = now or clock.now().astimezone(when.tzinfo)
    if when.date() == now.date():
        return _("今天 {time}").format(time=f"{when:%H:%M}")
    if when.date() == (now - timedelta(days=1)).date():
        return _("昨天 {time}").format(time=f"{when:%H:%M}")
    return f"{when:%m-%d}" if when.year == now.year else f"{when:%Y-%m-%d}"


def remaining(seconds: float, done: int, total: int) -> str:
    """How long the rest takes, judged by what is done; '' while it is too early to say."""
    if seconds < _GUESS or not done or done >= total:
        return ""
    rest = seconds * (total - done) / done
    minute = 60
    if rest < minute:
        return _("约 {n} 秒").format(n=max(1, round(rest)))
    return _("约 {n} 分钟").format(n=round(rest / minute))


def when(moment: datetime, today: date) -> str:
    """今天 10:22, 昨天 10:22, 11-14 10:22, and 2024-11-14 in other years."""
    local = moment.astimezone()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return _("今天 {clock}").format(clock=clock)
    if local.date() == today - timedelta(days=1):
        return _("昨天 {clock}").format(clock=clock)
    return f"{local:%m-%d} {clock}" if local.year == today.year else f"{local:%Y-%m-%d}"
