"""Papers of a student's standing: 未注册名单, 学籍异动审批表 and 学籍异动情况汇总表 (specification A9, registers.md §2, §11)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop.reports.document import (
    Block,
    Column,
    HeadLine,
    PageBreak,
    Paragraph,
    Ref,
    Row,
    SignOff,
    Table,
    Title,
    sentence,
)
from desktop.reports.formatting import long_day, name_of, private, rows_or_note, short, signed_by_office
from desktop.reports.report import ReportContext, report
from models.database.query import Query
from models.database.results import ids_of, rows_of
from models.database.settings import school_name
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.entities.status_changes import StatusChange
from models.schema.fields import CONTACT, asked
from models.schema.terms import TermText, parse_term
from models.schema.types import Date
from models.statistics.calendar import school_year_of
from models.statistics.registrations import Gap, gap, missing, terms_begun
from models.statistics.status_changes import Changed, by_kind, changes
from models.words import N_, _


@report(
    "unregistered-list", N_("未注册名单"), code="XJ-02", of="school_class", private=True,
    purpose=N_("截至某一天，应注册而没有注册的学生，按班排列，供班主任联系；注明休学、保留学籍的人数。"),
    options=(asked("term", N_("学期"), TermText(), help=N_("如 2025-2026-1；不填为当日所在的学期"), blank=N_("当日的学期")),),
)  # fmt: skip
def unregistered_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """The missing of a term as of the day, of these classes or of all."""
    term = context.options["term"]
    begun = terms_begun(context.connection, context.day, term)
    title = _("{term}未注册学生名单").format(term=_term_words(term or next(reversed(begun), "")))
    yield Title(f"{context.unit}\n{title}" if context.unit else title)
    if not begun:
        yield Table(_missing_columns(), rows_or_note((), _("没有登记这个学期，请先登记学期。")))
        return
    name, keys = next(reversed(begun.items()))
    found = gap(context.connection, name, keys, context.day, ids)
    deadline = long_day(found.deadline) if found.deadline is not None else ""
    yield HeadLine(((_("注册截止"), deadline), (_("截止日期"), long_day(context.day))))
    phone, theirs = private(context, "student", "phone"), private(context, "family_member", "phone")
    guardian = private(context, "family_member", "name")
    rows = (
        Row((
            nth, one.school_class, one.student_number, one.name, short("gender", one.gender), phone(one.phone), guardian(one.guardian),
            theirs(one.guardian_phone), one.head_teacher, "",
        ), of=Ref("student", one.student))
        for nth, one in enumerate(missing(context.connection, keys, context.day, ids), 1)
    )  # fmt: skip
    total = sentence(_("合计 {count} 人").format(count=found.missing))
    yield Table(_missing_columns(), rows_or_note(rows, _("应注册的都已注册。")), (total,))
    yield Paragraph(_footnote(found))
    yield SignOff((_("教务处"), _("制表人")), _("日期"), seal=True)


def _term_words(term: str) -> str:
    """2025-2026学年第一学期; a text that is no term as it is."""
    told = parse_term(term)
    if told is None:
        return term
    number = {1: _("第一学期"), 2: _("第二学期")}[told.number]
    return _("{year}学年{term}").format(year=told.academic_year, term=number)


def _footnote(found: Gap) -> str:
    """What the number is of, and who is not asked."""
    words = _(
        "应注册 {expected} 人（注册截止日或截止日期在校的，取早的一天），已注册 {done} 人，未注册 {missing} 人；另有{away}，不要求注册。"
    )
    away = "、".join(_("{status} {count} 人").format(status=name, count=count) for name, count in found.away.items())
    return words.format(expected=found.expected, done=found.expected - found.missing, missing=found.missing, away=away)


def _missing_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("班级"), 42),
        Column(_("学号"), 19, kind="code"),
        Column(_("姓名"), 15, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("联系电话"), 21, kind="code", private=CONTACT),
        Column(_("监护人"), 14, kind="name", private=CONTACT),
        Column(_("监护人电话"), 21, kind="code", private=CONTACT),
        Column(_("班主任"), 14, kind="name"),
        Column(_("情况"), 13),
    )


SINCE = asked(
    "since",
    N_("起始日期"),
    Date(),
    help=N_("列这一天起到截止日期的；不填为截止日期所在学年的第一天"),
    blank=N_("学年第一天"),
)


@report(
    "status-change-list", N_("学籍异动情况汇总表"), code="XJ-09", of="school_class", landscape=True,
    purpose=N_("一段时间里办结的学籍异动，按类别列出人和批文，带各类合计。"), options=(SINCE,),
)  # fmt: skip
def status_change_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """The events of a period by kind, of these classes or of all (specification A9, registers.md §11)."""
    first = context.options["since"] or school_year_of(context.day)
    rows = changes(context.connection, first, context.day, ids)
    title = _("学籍异动情况汇总表")
    yield Title(f"{context.unit}\n{title}" if context.unit else title)
    yield HeadLine((
        (_("统计期间"), _("{first}至{last}").format(first=long_day(first), last=long_day(context.day))),
        (_("填报单位（盖章）"), context.unit),
    ))  # fmt: skip
    cells, nth = list[Row](), 0
    for kind, some in by_kind(rows):
        for one in some:
            nth += 1
            cells.append(_changed_row(nth, one))
        words = _("{kind} 小计 {count} 人次").format(kind=name_of("status-change-kind", kind), count=len(some))
        cells.append(sentence(words, "subtotal"))
    note = _("这段时间里没有办结的学籍异动。")
    yield Table(_changed_columns(), rows_or_note(cells, note), (_changed_total(rows),))
    yield Paragraph(_("只列办结的异动，按异动日期；冲回的不列。"))
    yield signed_by_office()


def _changed_row(nth: int, one: Changed) -> Row:
    other = one.other_school or (_("至 {day}").format(day=one.break_until) if one.break_until else "")
    return Row((
        nth, one.student_number, one.name, short("gender", one.gender), name_of("status-change-kind", one.kind),
        name_of("status-change-reason", one.reason), one.change_date, _of_major(one.from_major, one.from_class),
        _of_major(one.to_major, one.to_class), one.approval_number, "；".join(filter(None, (other, one.remark))),
    ), of=Ref("student", one.student))  # fmt: skip


def _of_major(major: str | None, school_class: str | None) -> str:
    """A class after its major, unless its name says that."""
    if school_class is None:
        return major or ""
    return school_class if major is None or major in school_class else f"{major} {school_class}"


def _changed_total(rows: Sequence[Changed]) -> Row:
    kinds = "、".join(
        _("{kind} {count}").format(kind=name_of("status-change-kind", kind), count=len(some))
        for kind, some in by_kind(rows)
    )
    words = _("合计 {count} 人次、{persons} 人；{kinds}") if kinds else _("合计 {count} 人次、{persons} 人")
    return sentence(words.format(count=len(rows), persons=len({row.student for row in rows}), kinds=kinds))


def _changed_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("学号"), 21, kind="code"),
        Column(_("姓名"), 17, kind="name"),
        Column(_("性别"), 9, kind="code"),
        Column(_("异动类别"), 24, kind="code"),
        Column(_("异动原因"), 22, kind="code"),
        Column(_("异动日期"), 20, kind="date"),
        Column(_("原专业班级"), 44),
        Column(_("现专业班级"), 44),
        Column(_("审批文号"), 30),
        Column(_("备注"), 26),
    )


_EVENT = (
    "student", "title", "kind", "reason", "change_date", "from_class", "from_major", "to_class", "to_major", "other_school", "break_from",
    "break_until", "approval_number", "is_guardian_agreed", "remark",
)  # fmt: skip
_PERSON = (
    "name", "gender", "student_number", "id_number", "ethnicity", "birth_date", "phone", "school", "guardian_name", "guardian_phone",
    "entry_month",
)  # fmt: skip
_OPINIONS = (N_("班主任意见"), N_("系部意见"), N_("学籍管理部门意见"), N_("校长意见"), N_("主管部门意见"))


@report(
    "status-change-form", N_("学籍异动审批表"), code="XJ-09A", of="status_change", per_record=True, private=True,
    purpose=N_("一人一页的审批表：学生情况、异动内容、学生和监护人签字，五级意见栏各有签字、盖章和日期。"),
)  # fmt: skip
def status_change_form(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One page an event, to be signed on its way (specification A9)."""
    wanted = list(ids) or list(ids_of(context.connection, Query(StatusChange, as_of=context.day)))
    events = {row.id: row.values for row in rows_of(context.connection, Query(StatusChange), wanted, _EVENT)}
    students = [event["student_id"] for event in events.values()]
    day = Query(Student, as_of=context.day)
    people = {row.id: row.values for row in rows_of(context.connection, day, list(dict.fromkeys(students)), _PERSON)}
    classes = [event[f"{side}_class_id"] for event in events.values() for side in ("from", "to")]
    rooms = [key for key in dict.fromkeys(classes) if key is not None]
    majors = {row.id: row.values["major"] for row in rows_of(context.connection, Query(SchoolClass), rooms, ("major",))}
    for key in wanted:
        if key in events:
            yield from _form(context, key, events[key], people[events[key]["student_id"]], majors)


def _form(
    context: ReportContext, key: int, event: Mapping[str, Any], person: Mapping[str, Any], majors: Mapping[Any, Any]
) -> Iterator[Block]:
    yield PageBreak(title=f"{person['name']} {event['title']}", of=Ref("status_change", key))
    school = person["school"] or school_name(context.connection)
    title = _("学籍异动审批表")
    yield Title(f"{school}\n{title}" if school else title)
    yield HeadLine(((_("审批文号"), event["approval_number"] or ""), (_("申请日期"), "")))
    yield Table(_pairs(), _facts(context, event, person, majors), row_height_mm=8, repeat=False, headed=False)
    yield Table(_boxes(), [Row((label, box)) for label, box in _signed()], row_height_mm=24, repeat=False, headed=False)
    yield Paragraph(_("办结以后在系统里登记审批日期和文号；各栏签字、盖章后归入学生档案。"))


def _facts(
    context: ReportContext, event: Mapping[str, Any], person: Mapping[str, Any], majors: Mapping[Any, Any]
) -> list[Row]:
    """Who it is about, what is applied for, from where to where; two pairs of label and value a row."""
    identity, phone = (private(context, "student", name) for name in ("id_number", "phone"))
    who, theirs = (private(context, "family_member", name) for name in ("name", "phone"))
    guardian = " ".join(filter(None, (who(person["guardian_name"]), theirs(person["guardian_phone"]))))
    until = "—".join(f"{day:%Y-%m-%d}" for day in (event["break_from"], event["break_until"]) if day)
    old, new = (event[f"{side}_major"] or majors.get(event[f"{side}_class_id"]) or "" for side in ("from", "to"))
    said = (
        (_("姓名"), person["name"], _("性别"), short("gender", person["gender"])),
        (_("学号"), person["student_number"], _("身份证号"), identity(person["id_number"])),
        (_("民族"), name_of("ethnicity", person["ethnicity"]), _("出生日期"), person["birth_date"]),
        (_("联系电话"), phone(person["phone"]), _("监护人"), guardian),
        (_("异动类别"), name_of("status-change-kind", event["kind"]), _("异动日期"), event["change_date"]),
        (_("异动原因"), name_of("status-change-reason", event["reason"]), _("休学起止"), until),
        (_("原专业"), old, _("现专业"), new),
        (_("原班级"), event["from_class"], _("现班级"), event["to_class"]),
        (_("转出（入）学校"), event["other_school"], _("备注"), event["remark"]),
    )
    return [Row(tuple("" if cell is None else cell for cell in row)) for row in said]


def _signed() -> Iterator[tuple[str, str]]:
    """The boxes to be signed: by the student and the guardian, then by everybody on the way, with a place for the seal."""
    yield _("申请人"), _("申请理由：\n\n\n学生签字：　　　　　　　监护人签字：　　　　　　　　　　年　　月　　日")
    for label in _OPINIONS:
        yield _(label), _("\n\n\n签字：　　　　　　　　　　　　（盖章）　　　　　　　　　　年　　月　　日")


def _pairs() -> tuple[Column, ...]:
    return (
        Column(_("项目"), 33, kind="code"), Column(_("内容"), 57, align="left"), Column(_("项目"), 25, kind="code"),
        Column(_("内容"), 60, align="left"),
    )  # fmt: skip


def _boxes() -> tuple[Column, ...]:
    return (Column(_("项目"), 33, kind="code"), Column(_("内容"), 142, align="left"))
