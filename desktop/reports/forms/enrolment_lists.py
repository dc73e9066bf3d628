"""Newcomers on paper: 新生报到册 (A11) and the list of those who did not come."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from desktop.reports.document import Block, Column, HeadLine, PageBreak, Row, SignOff, Table, Title, Value, sentence
from desktop.reports.formatting import long_day, name_of, private, rows_or_note, short
from desktop.reports.report import ReportContext, report
from models.database.settings import school_name
from models.schema.fields import CONTACT, IDENTITY, asked
from models.schema.types import Year
from models.statistics.enrolment import latest_year
from models.statistics.entrants import Entrant, entrants
from models.words import N_, _, listed

YEAR = asked("year", N_("招生年份"), Year(), blank=N_("最近一年"))
TICK = "√"


@report(
    "check-in-register", N_("新生报到册"), code="ZS-02", of="major", by=("school",), private=True, landscape=True,
    purpose=N_("报到现场用的名册：每个专业一份，登记报到时间、缴费、宿舍、材料，供新生签名。"), options=(YEAR,),
)  # fmt: skip
def check_in_register(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a major of a school, its newcomers by pinyin (specification A11)."""
    year, found = _admitted(context, ids)
    for (school, _code, major), some in groupby(found, key=lambda one: (one.school, one.major_code, one.major)):
        yield from _section(context, year, school or school_name(context.connection), major or "", list(some))
    if not found:
        yield from _section(context, year, school_name(context.connection), "", [])


def _admitted(context: ReportContext, ids: Sequence[int]) -> tuple[int, list[Entrant]]:
    """The year asked for, else the last there is; and those admitted then."""
    by = {context.of: ids}
    year = context.options["year"] or latest_year(context.connection, by.get("school", ()), context.day)
    return year, entrants(context.connection, context.day, year, by.get("major", ()), by.get("school", ()))


def _section(context: ReportContext, year: int, school: str, major: str, people: Sequence[Entrant]) -> Iterator[Block]:
    yield PageBreak(title=major or _("未填专业"))
    title = _("{year}年{major}新生报到册").format(year=year, major=major)
    yield Title(f"{school}\n{title}" if school else title)
    yield _counters(context, people)
    identity, phone = private(context, "admission", "id_number"), private(context, "admission", "guardian_phone")
    rows = (
        Row((
            nth, one.exam_number, one.name, short("gender", one.gender), identity(one.id_number), one.major or "", one.batch or "",
            one.graduated_from or "", one.came, _tick(one.is_fee_paid), one.dormitory or "", *map(_tick, one.papers),
            phone(one.guardian_phone), "",
        ))
        for nth, one in enumerate(people, 1)
    )  # fmt: skip
    yield Table(_columns(), rows_or_note(rows, _("{year} 年没有录取的考生。").format(year=year)))
    yield SignOff((_("报到处"), _("招生办")), _("日期"), seal=True)


def _counters(context: ReportContext, people: Sequence[Entrant]) -> HeadLine:
    came = sum(one.came is not None for one in people)
    return HeadLine((
        (_("应到"), _("{count}人").format(count=len(people))), (_("实到"), _("{count}人").format(count=came)),
        (_("未到"), _("{count}人").format(count=len(people) - came)), (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip


def _tick(value: bool | None) -> Value:
    return TICK if value else ""


def _columns() -> tuple[Column, ...]:
    papers = (_("通知书"), _("身份证"), _("户口簿"), _("毕业证"), _("照片"))
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("准考证号"), 22, kind="code"),
        Column(_("姓名"), 16, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("身份证号"), 32, kind="code", private=IDENTITY),
        Column(_("录取专业"), 24),
        Column(_("录取批次"), 14),
        Column(_("毕业学校"), 24),
        Column(_("报到时间"), 17, kind="date"),
        Column(_("缴费"), 9, kind="code"),
        Column(_("宿舍"), 13, kind="code"),
        *(Column(word, 9, kind="code", group=_("材料")) for word in papers),
        Column(_("监护人电话"), 20, kind="code", private=CONTACT),
        Column(_("签名"), 14),
    )


@report(
    "absent-list", N_("未报到名单"), code="ZS-03", of="school", private=True, landscape=True,
    purpose=N_("到截止日期还没有报到的考生和原因，供联系和上报。"), options=(YEAR,),
)  # fmt: skip
def absent_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """Who was admitted and had not come by the day, with the reason (specification A11)."""
    year, everybody = _admitted(context, ids)
    people = [one for one in everybody if one.came is None]
    yield Title(_("{year}年新生未报到名单").format(year=year))
    yield HeadLine(((_("填报单位"), school_name(context.connection)), *_counters(context, everybody).left))
    phone, guardian = (private(context, "admission", name) for name in ("phone", "guardian_phone"))
    rows = (
        Row((
            nth, one.exam_number, one.name, short("gender", one.gender), one.major or "", one.batch or "", one.graduated_from or "",
            phone(one.phone), guardian(one.guardian_phone), name_of("admission-status", one.status),
            name_of("absence-reason", one.absence_reason), one.deferred_until, one.remark or "",
        ))
        for nth, one in enumerate(people, 1)
    )  # fmt: skip
    note = _("{year} 年录取的考生都已报到。") if everybody else _("{year} 年没有录取的考生。")
    yield Table(_absent_columns(), rows_or_note(rows, note.format(year=year)), (_reasons(people),) if people else ())
    yield SignOff((_("招生办"), _("审核人"), _("制表人")), _("日期"), seal=True)


def _reasons(people: Sequence[Entrant]) -> Row:
    """How many gave which reason."""
    counted = Counter(name_of("absence-reason", one.absence_reason) or _("没有登记原因") for one in people)
    told = listed(
        _("{reason} {count} 人").format(reason=reason, count=count) for reason, count in counted.most_common()
    )
    return sentence(_("合计 {count} 人：{reasons}。").format(count=len(people), reasons=told))


def _absent_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("准考证号"), 24, kind="code"),
        Column(_("姓名"), 18, kind="name"),
        Column(_("性别"), 9, kind="code"),
        Column(_("录取专业"), 30),
        Column(_("录取批次"), 20),
        Column(_("毕业学校"), 32),
        Column(_("联系电话"), 22, kind="code", private=CONTACT),
        Column(_("监护人电话"), 22, kind="code", private=CONTACT),
        Column(_("录取状态"), 20, kind="code"),
        Column(_("未报到原因"), 20, kind="code"),
        Column(_("保留资格至"), 18, kind="date"),
        Column(_("备注"), 18),
    )
