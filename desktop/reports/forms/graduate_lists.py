"""The register of graduates and their diplomas: 毕业生花名册、毕业证书发放登记 (A13)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from desktop.reports.document import Block, Column, HeadLine, PageBreak, Ref, Row, SignOff, Table, Title, sentence
from desktop.reports.formatting import in_order, long_day, name_of, private, rows_or_note, short
from desktop.reports.report import ORDER, ReportContext, report
from models.database.query import Query
from models.database.results import rows_of
from models.entities.programmes import SchoolClass
from models.schema.fields import IDENTITY, asked
from models.schema.types import Year
from models.statistics.graduates import Graduate, graduates
from models.statistics.members import FEMALE, MALE, all_classes
from models.words import N_, _

_HELD = ("name", "school", "major", "head_teacher")


@report(
    "graduate-roster", N_("毕业生花名册"), code="XJ-13", of="school_class", per_record=True, private=True, landscape=True,
    purpose=N_("毕业生名单，兼作毕业证书发放登记：毕业结论、证书编号、领取签名。"),
    options=(ORDER, asked("year", N_("毕业年份"), Year(), help=N_("只列这一年毕业的"), blank=N_("各年"))),
)  # fmt: skip
def graduate_roster(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a class: those who finished by the day, of the class they were in last (specification A13)."""
    found = graduates(context.connection, context.day, ids, context.options["year"])
    wanted = list(ids) or [key for key in all_classes(context.connection) if key in found]
    records = {
        row.id: row.values for row in rows_of(context.connection, Query(SchoolClass, as_of=context.day), wanted, _HELD)
    }
    for key in wanted:
        if key in records:
            yield from _section(context, records[key], key, found.get(key, []))
    if None in found or not wanted:
        yield from _section(context, {}, None, found.get(None, []))


def _section(
    context: ReportContext, record: Mapping[str, Any], key: int | None, people: Sequence[Graduate]
) -> Iterator[Block]:
    name = record.get("name") or ""
    yield PageBreak(title=name or _("未编班"), of=Ref("school_class", key) if key is not None else None)
    school = record.get("school") or context.unit
    year = context.options["year"]
    title = _("{year}年{name}毕业生花名册") if year else _("{name}毕业生花名册")
    yield Title((f"{school}\n" if school else "") + title.format(year=year, name=name))
    yield HeadLine((
        (_("专业"), record.get("major") or ""), (_("班主任"), record.get("head_teacher") or ""),
        (_("人数"), _("{count}人").format(count=len(people))), (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip
    registration, identity = (private(context, "student", field) for field in ("registration_number", "id_number"))
    rows = (
        Row((
            nth, registration(one.registration_number), one.name, short("gender", one.gender), name_of("ethnicity", one.ethnicity),
            one.birth_date, identity(one.id_number), one.major or "", short("duration", one.duration), _month(one.entry_month), one.ended,
            name_of("graduation-result", one.result), one.diploma_number or "", "", one.received_date, one.remark or "",
        ), of=Ref("student", one.student))
        for nth, one in enumerate(in_order(people, context.options["order"]), 1)
    )  # fmt: skip
    note = _("截至{day}，没有毕业生。").format(day=long_day(context.day))
    yield Table(_columns(), rows_or_note(rows, note), (_total(people),) if people else ())
    yield SignOff((_("班主任"), _("教务处"), _("校长")), _("日期"), seal=True)


def _month(month: str | None) -> date | None:
    """The first of a month, for a column of months."""
    return None if month is None else date.fromisoformat(f"{month}-01")


def _total(people: Sequence[Graduate]) -> Row:
    words = _(
        "合计 {total} 人，其中男 {male} 人、女 {female} 人；毕业 {graduated} 人、结业 {completed} 人、肄业 {left} 人；已领证书 {received} 人。"
    )
    graduated, completed, left = (sum(one.result == result for one in people) for result in ("1", "2", "3"))
    return sentence(words.format(
        total=len(people), male=sum(one.gender == MALE for one in people), female=sum(one.gender == FEMALE for one in people),
        graduated=graduated, completed=completed, left=left, received=sum(one.received_date is not None for one in people),
    ))  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("学籍号"), 30, kind="code", private=IDENTITY),
        Column(_("姓名"), 15, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("民族"), 11, kind="code"),
        Column(_("出生日期"), 17, kind="date"),
        Column(_("身份证号"), 32, kind="code", private=IDENTITY),
        Column(_("专业"), 19),
        Column(_("学制"), 10, kind="code"),
        Column(_("入学年月"), 14, kind="month"),
        Column(_("毕业年月"), 14, kind="month"),
        Column(_("毕业结论"), 11, kind="code"),
        Column(_("证书编号"), 32, kind="code"),
        Column(_("领取签名"), 15),
        Column(_("日期"), 16, kind="date"),
        Column(_("备注"), 10),
    )
