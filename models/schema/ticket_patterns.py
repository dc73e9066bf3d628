"""The number of an admission ticket by the pattern of a session: station, date, room and seat (registers §6)."""

import re
from datetime import date

from models.schema.complaints import Complaint
from models.schema.number_patterns import UnfitError
from models.words import N_, _

TICKET_PATTERN = "{station:4}{date:%Y%m%d}{room:02}{seat:02}"
STATION, DATE, ROOM, SEAT = "station", "date", "room", "seat"
TICKET_TOKENS = {STATION: N_("站点代码"), DATE: N_("考试日期"), ROOM: N_("考场号"), SEAT: N_("座号")}
_TOKEN = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_WIDTH = re.compile(r"0?([1-9])")
_DATE = re.compile(r"(?:%[Yymd]|[-/.])+")


def checked(text: str) -> tuple[Complaint, ...]:
    """The complaint about a pattern that cannot be read; room and seat must stand in it, or two would have one number."""
    words = _wrong(text)
    return () if words is None else (Complaint("format", words),)


def _wrong(text: str) -> str | None:
    known = "、".join(f"{{{name}}} {_(label)}" for name, label in TICKET_TOKENS.items())
    if "{" in _TOKEN.sub("", text) or "}" in _TOKEN.sub("", text):
        return _("准考证号规则里的大括号不成对，请改为 {example} 这样的写法").format(example=TICKET_PATTERN)
    found = [(hit[1], hit[2] or "") for hit in _TOKEN.finditer(text)]
    for name, form in found:
        if name not in TICKET_TOKENS:
            return _("准考证号规则里没有“{name}”这一项。可用的有：{known}").format(name=name, known=known)
        if form and (_DATE if name == DATE else _WIDTH).fullmatch(form) is None:
            return _("准考证号规则里“{name}”的写法不对，请改为 {example} 这样的写法").format(
                name=name, example=TICKET_PATTERN
            )
    names = [name for name, _form in found]
    if names.count(ROOM) != 1 or names.count(SEAT) != 1 or len(set(names)) != len(names):
        return _("准考证号规则里考场和座号须各有一个，其他的最多一个，否则号码会重复")
    return None


def ticket(pattern: str, station: str | None, day: date, room: int, seat: int) -> str:
    """The number of a seat; raises UnfitError where the pattern cannot be read or wants what is not known."""
    words = _wrong(pattern)
    if words is not None:
        raise UnfitError(words)
    values = {STATION: station or "", ROOM: str(room), SEAT: str(seat)}

    def written(hit: re.Match[str]) -> str:
        name, form = hit[1], hit[2] or ""
        if name == DATE:
            return day.strftime(form or "%Y%m%d")
        width = int(form or 0)
        if not values[name] or (width and len(values[name]) > width):
            problem = _("准考证号规则要用{what}，这里没有") if not values[name] else _("{what}超过准考证号规则里的位数")
            raise UnfitError(problem.format(what=_(TICKET_TOKENS[name])))
        return values[name].zfill(width)

    return _TOKEN.sub(written, pattern)
