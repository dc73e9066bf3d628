"""What is asked of graduates' destinations, follow-ups and job support: rows alone, and beside each other (registers §7)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from models.entities.destination_counts import (
    EARLIEST,
    EMPLOYED,
    ENLISTED,
    ENLISTED_HIGHER,
    FOUNDED,
    FREELANCE,
    FURTHER,
    FURTHER_HIGHER,
    LATEST,
    OTHER,
    SEEKING,
    SIGNED,
    STILL_THERE,
    SUPPORTS,
)
from models.entities.measures import COURSES_ONLY, GRADUATED
from models.schema.beside import Beside, Peers, Seen
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.words import N_, _, listed

Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]
LEAST_PAY, MOST_PAY = Decimal(500), Decimal(50_000)  # yuan a month, beyond which nobody starts
YEAR = timedelta(days=365)
COLLEGES = ("2", "3", "5")  # school-level 高职专科, 高职本科, 本科
SELF_EMPLOYED = "391"  # unit-nature 个体工商户, of whom no credit code is asked
AGREED, CONTRACT, EMPLOYER, ADMITTED, CALLED_UP, LICENCE, INCOME = "1", "2", "3", "4", "5", "6", "7"  # evidence-kind


class Needed(NamedTuple):
    """What a destination asks for: fields, those without which it is none (`must`), and what proves it."""

    fields: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


_WORK = Needed(("unit_name", "unit_credit_code", "post", "start_date", "match_level"), (), (AGREED, CONTRACT, EMPLOYER))
_STUDY = Needed(evidence=(ADMITTED,))
NEEDED: Mapping[str, Needed] = {
    EMPLOYED: _WORK, **dict.fromkeys(FURTHER, Needed(must=("further_school",))), ENLISTED: Needed(("enlist_date",)),
}  # fmt: skip
NEEDED_HIGHER: Mapping[str, Needed] = {
    **dict.fromkeys(SIGNED, Needed(("unit_name", "unit_credit_code"), (), _WORK.evidence)),
    ENLISTED_HIGHER: Needed(("enlist_date",), (), (CALLED_UP,)), FOUNDED: Needed(("licence_number",), (), (LICENCE,)),
    FREELANCE: Needed(evidence=(INCOME,)), **dict.fromkeys(FURTHER_HIGHER, _STUDY._replace(fields=("further_school",))),
}  # fmt: skip
_LABELS = {
    "unit_name": N_("就业单位"), "unit_credit_code": N_("信用代码"), "post": N_("岗位"), "start_date": N_("入职日期"),
    "match_level": N_("对口"), "further_school": N_("升学院校"), "enlist_date": N_("入伍日期"),
    "licence_number": N_("营业执照号"),
}  # fmt: skip


def one_code(row: Row) -> Found:
    """Exactly one of both codes says where somebody went."""
    own, higher = row.get("destination"), row.get("higher_destination")
    if own is None and higher is None:
        yield "destination", warning("required", _("没有填毕业去向，请填写"))
    elif own is not None and higher is not None:
        words = _("“毕业去向”和“毕业去向（高校）”只能填一项：中职填前一项，高校填后一项")
        yield "higher_destination", Complaint("conflict", words)


def needed_by_code(row: Row) -> Found:
    """What belongs to a destination, and what proves it."""
    for name, known, codes in _told(row):
        needed, called = known.get(row[name]), table(codes).label(row[name])
        if needed is None:
            continue
        for lacking in (one for one in needed.must if row.get(one) is None):
            yield lacking, Complaint("required", _lacks(lacking, called))
        for lacking in (one for one in needed.fields if row.get(one) is None):
            if lacking != "unit_credit_code" or row.get("unit_nature") != SELF_EMPLOYED:
                yield lacking, warning("required", _lacks(lacking, called))
        if needed.evidence and not set(needed.evidence) & set(row.get("evidence") or ()):
            words = _("去向是“{called}”，证明材料应有{kinds}")
            kinds = _("或").join(table("evidence-kind").label(kind) for kind in needed.evidence)
            yield "evidence", warning("required", words.format(called=called, kinds=kinds))


def _told(row: Row) -> Iterable[tuple[str, Mapping[str, Needed], str]]:
    every = (
        ("destination", NEEDED, "destination-secondary"), ("higher_destination", NEEDED_HIGHER, "destination-higher"),
    )  # fmt: skip
    return (one for one in every if row.get(one[0]) is not None)


def _lacks(name: str, called: str) -> str:
    return _("去向是“{called}”，请填{field}").format(called=called, field=_(_LABELS[name]))


def usual_pay(row: Row) -> Found:
    """Nobody starts with less or more than so much a month."""
    pay = row.get("salary")
    if pay is not None and not LEAST_PAY <= pay <= MOST_PAY:
        words = _("起薪 {pay} 元不在每月 {least} 至 {most} 元之间，请核对")
        yield "salary", warning("out-of-range", words.format(pay=f"{pay:f}", least=LEAST_PAY, most=MOST_PAY))


def _after_schooling(seen: Seen) -> Found:
    """Nobody starts work more than a year before graduating."""
    start, ended = seen.row.get("start_date"), seen.behind["student.graduated_date"]
    if start is not None and ended is not None and start < ended - YEAR:
        words = _("入职日期 {start} 比毕业日期 {ended} 早了一年以上，请核对")
        yield "start_date", warning("out-of-range", words.format(start=start, ended=ended))


def fields_at(level: str) -> tuple[str, str]:
    """The field of the codes that schools of a level have, and that of the others."""
    return ("higher_destination", "destination") if level in COLLEGES else ("destination", "higher_destination")


def _by_level(seen: Seen) -> Found:
    """A college has codes of its own."""
    level = seen.behind["student.school.level"]
    if level is None:
        return
    right, wrong = fields_at(level)
    if seen.row.get(wrong) is not None:
        words = {
            "destination": _("中职学校的毕业生请填“毕业去向”"),
            "higher_destination": _("高校的毕业生请填“毕业去向（高校）”"),
        }
        yield wrong, warning("conflict", words[right])


def _graduated(seen: Seen) -> Found:
    """Only who graduated went somewhere."""
    status = next((p["status"] for p in seen.peers if _holds(p, seen.day)), None)
    included = status == COURSES_ONLY and seen.limit("destination.include-08", seen.day) > 0
    if status is not None and status != GRADUATED and not included:
        words = _("学籍状态是{status}，不是毕业，请核对")
        yield "student", warning("conflict", words.format(status=table("student-status").label(status)))


def _holds(period: Row, day: date) -> bool:
    return (period["from_date"] or date.min) <= day < (period["until_date"] or date.max)


OF_DESTINATION = (
    Beside(_after_schooling, ("student.graduated_date",)),
    Beside(_by_level, ("student.school.level",)),
    Beside(_graduated, peers=Peers("status_period", ("student",), ("status", "from_date", "until_date"))),
)


def due_of(start: date | None, interval: str | None) -> date | None:
    """The day a follow-up is for."""
    return None if start is None or interval is None else start + timedelta(days=int(interval))


def _in_time(seen: Seen) -> Found:
    """Nobody can know before the day whether somebody is still there; who asks late hears of another day."""
    due, asked = due_of(seen.behind["destination.start_date"], seen.row.get("interval")), seen.row.get("contact_date")
    if due is None or asked is None:
        return
    interval = table("follow-up-interval")[seen.row["interval"]].brief
    if asked < due - timedelta(days=EARLIEST):
        words = _("{interval}的回访应在 {due} 前后，{asked} 还不能知道，请核对节点和日期")
        yield "contact_date", Complaint("out-of-range", words.format(interval=interval, due=due, asked=asked))
    elif asked > due + timedelta(days=LATEST):
        words = _("{interval}的回访应在 {due}，{asked} 晚了 {days} 天以上")
        told = words.format(interval=interval, due=due, asked=asked, days=LATEST)
        yield "contact_date", warning("out-of-range", told)


def _asked_once(seen: Seen) -> Found:
    if seen.peers:
        words = _("这一去向的这个节点已经回访过，请在那一条上修改")
        yield "interval", Complaint("duplicate", words)


def _left_before(seen: Seen) -> Found:
    """Who went elsewhere is no longer there."""
    until, asked = seen.behind["destination.until_date"], seen.row.get("contact_date")
    if until is not None and asked is not None and asked >= until and seen.row.get("result") == STILL_THERE:
        words = _("这一去向到 {until} 为止，之后不会“{result}”，请核对")
        told = words.format(until=until, result=table("follow-up-result").label(STILL_THERE))
        yield "result", warning("conflict", told)


OF_FOLLOW_UP = (
    Beside(_in_time, ("destination.start_date",)),
    Beside(_left_before, ("destination.until_date",)),
    Beside(_asked_once, peers=Peers("destination_follow_up", ("destination", "interval"))),
)


def supports_asked(threshold: Callable[[str, date], Decimal], day: date) -> dict[str, int]:
    """How often policy asks for each way of support (1131); `threshold` gives the number of a key on a day."""
    return {kind: int(threshold(f"job-support.{kind}", day)) for kind in SUPPORTS}


def _settled_by_then(seen: Seen) -> Found:
    """Support is for who has not found anything yet."""
    day = seen.row.get("support_date")
    own = next((p for p in seen.peers if p["group"] != SEEKING and day is not None and _holds(p, day)), None)
    if own is not None:
        words = _("{day} 的去向是“{group}”，不在帮扶对象之内，请核对")
        told = words.format(day=day, group=table("destination-group").label(own["group"] or OTHER))
        yield "support_date", warning("conflict", told)


OF_SUPPORT = (
    Beside(_settled_by_then, peers=Peers("graduate_destination", ("student",), ("from_date", "until_date", "group"))),
)


def lacking_supports(counts: Mapping[str, int], asked: Mapping[str, int]) -> str:
    """Which ways of support are still lacking, and how often, in words; '' where none is."""
    kinds = table("job-support-kind")
    lacks = ((kind, asked[kind] - counts.get(kind, 0)) for kind in asked)
    return listed(
        _("{kind} {count} 次").format(kind=kinds.label(kind), count=count) for kind, count in lacks if count > 0
    )
