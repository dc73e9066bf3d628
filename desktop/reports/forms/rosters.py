"""Rosters of people: 班级花名册 (A1), its long form (A2) and 订单班花名册 (B2)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop.reports.document import Block, Column, HeadLine, PageBreak, Ref, Row, SignOff, Table, Title
from desktop.reports.formatting import (
    in_order,
    long_day,
    marked,
    minors_note,
    name_of,
    private,
    rows_or_note,
    short,
    term_words,
    total_sentence,
)
from desktop.reports.report import ORDER, ReportContext, report
from models.database import storage
from models.database.query import Query
from models.database.results import Row as Record
from models.database.results import rows_of
from models.entities.order_classes import OrderClass
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.schema.fields import CONTACT, IDENTITY, Entity, asked
from models.schema.types import Flag, Integer
from models.statistics.members import (
    Member,
    all_classes,
    all_order_classes,
    class_members,
    composition,
    order_class_members,
)
from models.words import N_, _

CLASSES_AT_ONCE = 200  # whose members are held at the same time
FILL = asked(
    "fill_to",
    N_("补空行"),
    Integer(0, 200),
    default=0,
    help=N_("不足这么多行时补空行，供手工添写；0 为不补"),
    blank=N_("不补"),
)


@report(
    "class-roster", N_("班级花名册"), code="XJ-01", of="school_class", per_record=True, private=True,
    purpose=N_("开学、考试、活动时按班印发的学生名单，带合计和签字栏。"), options=(ORDER, FILL),
)  # fmt: skip
def class_roster(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a class: the registered students who stood in it on the day (specification A1)."""
    columns = ("name", "school", "major", "head_teacher")
    for records, members in _pieces(context, SchoolClass, ids or all_classes(context.connection), columns):
        for key, record in records.items():
            yield from _class_section(context, record, members[key])


def _pieces(
    context: ReportContext, entity: type[Entity], ids: Sequence[int], columns: Sequence[str]
) -> Iterator[tuple[dict[int, Record], Mapping[int, Sequence[Member]]]]:
    """Records in their order with their members of the day, as many at a time as are held."""
    members_of = class_members if entity is SchoolClass else order_class_members
    for piece in storage.pieces(ids, CLASSES_AT_ONCE):
        found = {row.id: row for row in rows_of(context.connection, Query(entity, as_of=context.day), piece, columns)}
        yield {key: found[key] for key in piece if key in found}, members_of(context.connection, piece, context.day)


def _head_of_class(context: ReportContext, record: Record, members: Sequence[Member]) -> Iterator[Block]:
    """What stands above the roster of a class."""
    values, count = record.values, composition(members)
    school = values["school"] or context.unit
    title = _("{school}\n{term}{name}花名册") if school else _("{term}{name}花名册")
    people = _("{total}人（男{male}人、女{female}人）").format(**count._asdict())
    yield PageBreak(title=values["name"], of=Ref("school_class", record.id))
    yield Title(title.format(school=school, term=term_words(context.day), name=values["name"]))
    yield HeadLine((
        (_("专业"), values["major"] or ""), (_("班主任"), values["head_teacher"] or ""), (_("人数"), people),
        (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip


def _class_total() -> str:
    return _(
        "合计 {total} 人，其中男 {male} 人、女 {female} 人；少数民族 {minority} 人；团员 {league} 人；住校 {boarding} 人。"
    )


def _class_section(context: ReportContext, record: Record, members: Sequence[Member]) -> Iterator[Block]:
    yield from _head_of_class(context, record, members)
    identity, phone = private(context, "student", "id_number"), private(context, "student", "phone")
    rows = (
        Row((
            nth, m.student_number, marked(m.name, m.birth_date, context.day), short("gender", m.gender), name_of("ethnicity", m.ethnicity), m.birth_date,
            short("political-status", m.political_status), identity(m.id_number), m.remark, phone(m.phone),
            short("boarding", m.boarding), short("student-status", m.status),
        ), of=Ref("student", m.student))
        for nth, m in enumerate(in_order(members, context.options["order"]), 1)
    )  # fmt: skip
    note = _("截至{day}，本班没有在籍学生。").format(day=long_day(context.day))
    fill_to = context.options["fill_to"]
    yield Table(
        _class_columns(),
        rows_or_note(rows, note),
        (total_sentence(_class_total(), composition(members)),),
        fill_to=fill_to,
    )
    yield from minors_note((m.birth_date for m in members), context.day)
    yield SignOff((_("班主任"), _("教务处")), _("日期"), seal=True)


def _class_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("学号"), 26, kind="code"),
        Column(_("姓名"), 20, kind="name"),
        Column(_("性别"), 10, kind="code"),
        Column(_("民族"), 15, kind="code"),
        Column(_("出生年月"), 18, kind="month"),
        Column(_("政治面貌"), 18, kind="code"),
        Column(_("身份证号"), 40, kind="code", private=IDENTITY),
        Column(_("备注"), 19),
        Column(_("联系电话"), 25, kind="code", optional=True, private=CONTACT),
        Column(_("住宿"), 14, kind="code", optional=True),
        Column(_("学籍状态"), 18, kind="code", optional=True),
    )


_LONG = ("registration_number", "hukou_type", "home_address", "guardian_name", "guardian_phone")


@report(
    "class-roster-long", N_("班级花名册（详表）"), code="XJ-01B", of="school_class", per_record=True, private=True, landscape=True,
    purpose=N_("按班的学生详细名单：学籍号、户口、住址、监护人和电话，供班主任和学籍管理留存。"), options=(ORDER, FILL),
)  # fmt: skip
def class_roster_long(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a class: the registered students of the day with where they live and who looks after them (A2)."""
    columns = ("name", "school", "major", "head_teacher")
    for records, members in _pieces(context, SchoolClass, ids or all_classes(context.connection), columns):
        students = [member.student for key in records for member in members[key]]
        more = {
            row.id: row.values
            for row in rows_of(context.connection, Query(Student, as_of=context.day), students, _LONG)
        }
        for key, record in records.items():
            yield from _head_of_class(context, record, members[key])
            yield from _long_section(context, members[key], more)


def _long_section(
    context: ReportContext, members: Sequence[Member], more: Mapping[int, Mapping[str, Any]]
) -> Iterator[Block]:
    registration, identity, phone, address = (
        private(context, "student", name) for name in ("registration_number", "id_number", "phone", "home_address")
    )
    guardian, theirs = (private(context, "family_member", name) for name in ("name", "phone"))
    rows = (
        Row((
            nth, registration(own["registration_number"]), m.student_number, marked(m.name, m.birth_date, context.day),
            short("gender", m.gender), name_of("ethnicity", m.ethnicity), identity(m.id_number),
            short("political-status", m.political_status), short("hukou-type", own["hukou_type"]), address(own["home_address"]),
            phone(m.phone), guardian(own["guardian_name"]), theirs(own["guardian_phone"]), short("boarding", m.boarding),
        ), of=Ref("student", m.student))
        for nth, m in enumerate(in_order(members, context.options["order"]), 1)
        for own in (more[m.student],)
    )  # fmt: skip
    note = _("截至{day}，本班没有在籍学生。").format(day=long_day(context.day))
    total = total_sentence(_class_total(), composition(members))
    yield Table(_long_columns(), rows_or_note(rows, note), (total,), fill_to=context.options["fill_to"])
    yield from minors_note((m.birth_date for m in members), context.day)
    yield SignOff((_("班主任"), _("教务处")), _("日期"), seal=True)


def _long_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("学籍号"), 38, kind="code", private=IDENTITY),
        Column(_("学号"), 24, kind="code"),
        Column(_("姓名"), 20, kind="name"),
        Column(_("性别"), 10, kind="code"),
        Column(_("民族"), 14, kind="code"),
        Column(_("身份证号"), 38, kind="code", private=IDENTITY),
        Column(_("政治面貌"), 16, kind="code"),
        Column(_("户口性质"), 16, kind="code"),
        Column(_("家庭住址"), 34, private=CONTACT),
        Column(_("本人电话"), 22, kind="code", private=CONTACT),
        Column(_("监护人"), 16, kind="name", private=CONTACT),
        Column(_("监护人电话"), 22, kind="code", private=CONTACT),
        Column(_("住宿"), 12, kind="code"),
    )


@report(
    "order-class-roster", N_("订单班花名册"), code="DD-01", of="order_class", per_record=True, private=True,
    purpose=N_("交给合作企业和负责人的订单班成员名单，注明原行政班和入班日期。"),
    options=(ORDER, FILL, asked("left", N_("列出已退出的成员"), Flag(), default=False)),
)  # fmt: skip
def order_class_roster(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section an order class: its members of the day, on request also those who left before (B2)."""
    columns = (
        "name", "enterprises", "agreement", "mode", "teacher", "enterprise_contact", "form_date", "end_date",
        "planned_size", "school",
    )  # fmt: skip
    for records, members in _pieces(context, OrderClass, ids or all_order_classes(context.connection), columns):
        for key, record in records.items():
            yield from _order_class_section(context, record, members[key])


def _order_class_section(context: ReportContext, record: Record, members: Sequence[Member]) -> Iterator[Block]:
    standing = [member for member in members if member.is_present]
    values, count = record.values, composition(standing)
    yield PageBreak(title=values["name"], of=Ref("order_class", record.id))
    school = values["school"] or context.unit
    title = _("{school}\n{name}花名册") if school else _("{name}花名册")
    yield Title(title.format(school=school, name=values["name"]))
    yield _order_class_head(context, record, len(standing))
    total = _("合计 {total} 人，其中男 {male} 人、女 {female} 人；团员 {league} 人；退出 {gone} 人。")
    identity, phone = private(context, "student", "id_number"), private(context, "student", "phone")
    listed = members if context.options["left"] else standing
    rows = (
        Row((
            nth, m.student_number, marked(m.name, m.birth_date, context.day), short("gender", m.gender), name_of("ethnicity", m.ethnicity), m.school_class,
            m.birth_date, identity(m.id_number), m.join_date, _state(context, m), phone(m.phone),
            short("political-status", m.political_status), short("boarding", m.boarding), m.remark,
        ), of=Ref("student", m.student))
        for nth, m in enumerate(in_order(listed, context.options["order"]), 1)
    )  # fmt: skip
    note = _("截至{day}，本订单班没有成员。").format(day=long_day(context.day))
    totals = (total_sentence(total, count, gone=len(members) - len(standing)),)
    yield Table(_order_class_columns(), rows_or_note(rows, note), totals, fill_to=context.options["fill_to"])
    yield from minors_note((m.birth_date for m in listed), context.day)
    yield SignOff((_("校方负责人"), _("企业负责人"), _("制表人")), _("日期"), seal=True)


def _state(context: ReportContext, member: Member) -> str:
    if member.is_present:
        return _("在班")
    if member.leave_date is None or member.leave_date > context.day:  # nobody wrote down that the class was left too
        return name_of("student-status", member.status)
    return name_of("leave-reason", member.leave_reason) or _("退出")


def _order_class_head(context: ReportContext, record: Record, count: int) -> HeadLine:
    values = record.values
    period = "—".join(f"{day:%Y-%m-%d}" for day in (values["form_date"], values["end_date"]) if day)
    planned = "" if values["planned_size"] is None else str(values["planned_size"])
    return HeadLine((
        (_("合作企业"), "、".join(values["enterprises"] or ())),
        (_("协议编号"), values["agreement"] or ""),
        (_("培养模式"), name_of("cooperation-mode", values["mode"])),
        (_("校方负责人"), values["teacher"] or ""),
        (_("企业负责人"), values["enterprise_contact"] or ""),
        (_("起止"), period),
        (_("计划人数"), planned),
        (_("现有人数"), str(count)),
        (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip


def _order_class_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("学号"), 22, kind="code"),
        Column(_("姓名"), 17, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("民族"), 12, kind="code"),
        Column(_("原行政班"), 32),
        Column(_("出生年月"), 15, kind="month"),
        Column(_("身份证号"), 33, kind="code", private=IDENTITY),
        Column(_("入班日期"), 19, kind="date"),
        Column(_("状态"), 12, kind="code"),
        Column(_("联系电话"), 22, kind="code", private=CONTACT),
        Column(_("政治面貌"), 16, kind="code", optional=True),
        Column(_("住宿"), 12, kind="code", optional=True),
        Column(_("备注"), 19, optional=True),
    )
