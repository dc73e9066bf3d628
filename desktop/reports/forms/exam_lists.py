"""Papers of examinations: who is registered, results, certificates handed out, pilots, credits (E1 to E5)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

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
    Value,
    sentence,
)
from desktop.reports.formatting import long_day, name_of, private, rows_or_note, score_text, short
from desktop.reports.report import ReportContext, report
from models.entities.exam_counts import AWAY, DEFERRED, EXPELLED
from models.schema.fields import CONTACT, IDENTITY
from models.schema.numbers import percent, round_half_up
from models.statistics import exam_lists, exams
from models.statistics.exam_lists import Awarded, Credited, Entry, Group, Session
from models.words import N_, _


@report(
    "exam-registration-list", N_("考试报名表"), code="KS-01", of="exam_session", per_record=True, private=True, landscape=True,
    purpose=N_("一个考试批次的报名汇总，报给评价组织或考核站点；退回和取消的不列。"),
)  # fmt: skip
def exam_registration_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a session (specification E1)."""
    for session in exam_lists.sessions(context.connection, ids):
        found = exam_lists.entries(context.connection, session.id, context.day)
        yield from _head(context, session, _("{certificate}考试报名表"), found)
        rows = (_registered(context, nth, session, one) for nth, one in enumerate(found, 1))
        totals = (_registered_total(found),) if found else ()
        yield Table(_registration_columns(), rows_or_note(rows, _("这个批次还没有人报名。")), totals)
        yield SignOff((_("审核人"), _("制表人")), _("填表日期"), seal=True)


def _head(context: ReportContext, session: Session, title: str, found: Sequence[Entry]) -> Iterator[Block]:
    said, standard = session.said, session.standard
    yield PageBreak(title=said["code"], of=Ref("exam_session", session.id))
    yield Title(title.format(certificate=standard.get("title") or said["certificate"]))
    yield HeadLine((
        (_("学校"), context.unit), (_("考试批次"), said["code"]), (_("考试日期"), long_day(said["exam_date"])),
        (_("考核站点"), said["station"] or ""), (_("人数"), _("{count}人").format(count=len(found))),
    ))  # fmt: skip


def _registered(context: ReportContext, nth: int, session: Session, one: Entry) -> Row:
    student, said, standard = one.student, one.said, session.standard
    identity, phone = private(context, "student", "id_number"), private(context, "student", "phone")
    return Row((
        nth, one.name, short("gender", student.get("gender")), name_of("identity-document-type", student.get("id_type")), identity(one.id_number),
        student.get("student_number") or "", student.get("school") or name_of("candidate-kind", said["candidate_kind"]), student.get("major") or "",
        student.get("grade_year"), student.get("school_class") or "", standard.get("name") or "", name_of("certificate-level", standard.get("level")),
        phone(one.phone), _("有") if one.has_photo else "", _("是") if said["is_fee_paid"] else "", said["remark"] or "",
    ), of=Ref("exam_registration", one.id))  # fmt: skip


def _registration_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("姓名"), 16, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("证件类型"), 16, kind="code"),
        Column(_("证件号"), 32, kind="code", private=IDENTITY),
        Column(_("学号"), 18, kind="code"),
        Column(_("学校"), 26),
        Column(_("专业"), 22),
        Column(_("年级"), 10, kind="code"),
        Column(_("班级"), 26),
        Column(_("证书名称"), 28),
        Column(_("等级"), 12, kind="code"),
        Column(_("联系电话"), 22, kind="code", private=CONTACT),
        Column(_("照片"), 9, kind="code"),
        Column(_("缴费"), 9, kind="code"),
        Column(_("备注"), 14),
    )


def _registered_total(found: Sequence[Entry]) -> Row:
    words = _("合计 {count} 人；没有照片的 {without} 人，第二次及以上报考的 {again} 人。")
    without, again = sum(not one.has_photo for one in found), sum((one.said["attempt"] or 1) > 1 for one in found)
    return sentence(words.format(count=len(found), without=without, again=again))


@report(
    "exam-result-list", N_("成绩汇总表"), code="KS-02", of="exam_session", per_record=True, landscape=True,
    purpose=N_("一个批次的成绩和是否通过，参考率、通过率、总通过率，按专业分列；通过与否按考试当天有效的合格线算出。"),
)  # fmt: skip
def exam_result_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a session; the rates are recomputed from sums (specification E2)."""
    for session in exam_lists.sessions(context.connection, ids):
        found = exam_lists.by_ticket(exam_lists.entries(context.connection, session.id, context.day))
        yield from _head(context, session, _("{certificate}考试成绩汇总表"), found)
        rows = (_scored(nth, session, one) for nth, one in enumerate(found, 1))
        parts = exam_lists.groups(found, "major")
        totals = (_rates(parts[-1]),) if found else ()
        yield Table(_result_columns(), rows_or_note(rows, _("这个批次还没有人报名。")), totals)
        if found:
            yield Table(
                _group_columns(),
                (*(_grouped(session, one, _("未填专业")) for one in parts[:-1]), _grouped(session, parts[-1])),
                row_height_mm=7,
            )
        yield Paragraph(_marks(session))
        yield SignOff((_("审核人"), _("制表人")), _("填表日期"), seal=True)


def _marks(session: Session) -> str:
    """The marks that counted, in words."""
    names = {"theory_pass": _("理论"), "practice_pass": _("实操"), "total_pass": _("总分")}
    said = [
        f"{word} {score_text(session.standard[name])}"
        for name, word in names.items()
        if session.standard.get(name) is not None
    ]
    words = _(
        "注：合格线为{marks}，按考试当天有效的标准；参考率＝实考÷报名，通过率＝通过÷实考，总通过率＝通过÷报名；缓考不算实考。"
    )
    return words.format(marks="、".join(said)) if said else _("注：这个证书没有填合格线，不能判断是否通过。")


def _scored(nth: int, session: Session, one: Entry) -> Row:
    result = one.result
    passed = result.get("is_passed") if result else None
    away = result.get("attendance") if result.get("attendance") in (AWAY, EXPELLED, DEFERRED) else None
    verdict = "" if passed is None or away else _("通过") if passed else _("不通过")
    return Row((
        nth, one.said["ticket_number"] or "", one.name, one.student.get("school_class") or "", session.standard.get("name") or "",
        name_of("certificate-level", session.standard.get("level")), score_text(result.get("theory_score")), score_text(result.get("practice_score")),
        score_text(result.get("total")), _pass_mark(session), verdict, short("exam-attendance", away),
    ), of=Ref("exam_registration", one.id))  # fmt: skip


def _pass_mark(session: Session) -> Value:
    """The pass mark of the total; of theory and practice where each has its own."""
    standard = session.standard
    if standard.get("total_pass") is not None:
        return score_text(standard["total_pass"])
    parts = [score_text(standard[name]) for name in ("theory_pass", "practice_pass") if standard.get(name) is not None]
    return "/".join(str(part) for part in parts)


def _result_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("准考证号"), 38, kind="code"),
        Column(_("姓名"), 20, kind="name"),
        Column(_("班级"), 36),
        Column(_("证书名称"), 44),
        Column(_("等级"), 18, kind="code"),
        Column(_("理论"), 14, kind="number"),
        Column(_("实操"), 14, kind="number"),
        Column(_("总分"), 14, kind="number"),
        Column(_("合格线"), 18, kind="code"),
        Column(_("结果"), 16, kind="code"),
        Column(_("缺考"), 14, kind="code"),
    )


def _rates(whole: Group) -> Row:
    words = _(
        "报名 {registered} 人，实考 {sat} 人，通过 {passed} 人；参考率 {attended}，通过率 {rate}，总通过率 {overall}；平均 {mean} 分。"
    )
    return sentence(words.format(
        registered=whole.registered, sat=whole.sat, passed=whole.passed, attended=percent(whole.sat, whole.registered),
        rate=percent(whole.passed, whole.sat), overall=percent(whole.passed, whole.registered), mean=_mean(whole.mean),
    ))  # fmt: skip


def _mean(mean: Decimal | None) -> str:
    return "—" if mean is None else f"{round_half_up(mean, 1)}"


def _group_columns() -> tuple[Column, ...]:
    return (
        Column(_("证书"), 62),
        Column(_("专业"), 50),
        Column(_("报名"), 18, kind="number"),
        Column(_("实考"), 18, kind="number"),
        Column(_("通过"), 18, kind="number"),
        Column(_("参考率"), 24, kind="code"),
        Column(_("通过率"), 24, kind="code"),
        Column(_("总通过率"), 24, kind="code"),
        Column(_("平均分"), 18, kind="number"),
    )


def _grouped(session: Session, one: Group, last: str = "") -> Row:
    title = session.standard.get("title") or session.said["certificate"]
    return Row((
        title, one.name or last or _("合计"), one.registered, one.sat, one.passed, percent(one.sat, one.registered), percent(one.passed, one.sat),
        percent(one.passed, one.registered), _mean(one.mean),
    ))  # fmt: skip


@report(
    "award-list", N_("证书发放登记表"), code="KS-03", of="certificate", by=("exam_session", "school_class"), private=True, landscape=True,
    purpose=N_("一种证书、一个批次或一个班的发证和领取登记；撤销的不列。"),
)  # fmt: skip
def award_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a certificate issued by the day (specification E3)."""
    found = exam_lists.awarded(context.connection, context.of, ids, context.day)
    yield Title(_("职业技能等级证书发放登记表"))
    yield HeadLine(((_("学校"), context.unit), (_("截止日期"), long_day(context.day))))
    rows = (_handed(context, nth, one) for nth, one in enumerate(found, 1))
    received = sum(day is not None and day <= context.day for day in (one.said["received_date"] for one in found))
    words = _("合计 {count} 本，已领取 {received} 本，未领取 {left} 本。")
    total = words.format(count=len(found), received=received, left=len(found) - received)
    note = _("截至{day}，没有发放证书。").format(day=long_day(context.day))
    yield Table(_award_columns(), rows_or_note(rows, note), (sentence(total),) if found else ())
    yield SignOff((_("审核人"), _("经办人")), _("填表日期"), seal=True)


def _handed(context: ReportContext, nth: int, one: Awarded) -> Row:
    identity = private(context, "student", "id_number")
    name = one.student.get("name") or one.candidate.get("candidate") or ""
    number = one.student.get("id_number") or one.candidate.get("candidate_id_number")
    relation = one.said["receiver_relation"]
    remark = "；".join(
        filter(None, (_("代领：{relation}").format(relation=relation) if relation else "", one.said["remark"]))
    )
    return Row((
        nth, name, identity(number), one.certificate["name"], name_of("certificate-level", one.certificate["level"]), one.said["number"],
        one.said["issued_date"], one.said["received_date"], one.said["receiver"] or "", remark,
    ), of=Ref("certificate_award", one.id))  # fmt: skip


def _award_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("姓名"), 20, kind="name"),
        Column(_("证件号"), 40, kind="code", private=IDENTITY),
        Column(_("证书名称"), 46),
        Column(_("等级"), 20, kind="code"),
        Column(_("证书编号"), 44, kind="code"),
        Column(_("发证日期"), 22, kind="date"),
        Column(_("领取日期"), 22, kind="date"),
        Column(_("领取人签字"), 24),
        Column(_("备注"), 22),
    )


@report(
    "pilot-statistics", N_("证书试点工作统计表"), code="KS-04", of="certificate_pilot", landscape=True,
    purpose=N_("各试点的计划、报名、实考、通过、考评员、培训师和经费；一年从 9 月 1 日到次年 8 月 31 日。"),
)  # fmt: skip
def pilot_statistics(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a pilot; sessions count from September of its year to August (specification E4)."""
    found = exams.pilots(context.connection, ids)
    said = exam_lists.pilots(context.connection, [one.id for one in found])
    yield Title(_("职业技能等级证书试点工作统计表"))
    yield HeadLine(((_("学校"), context.unit), (_("截止日期"), long_day(context.day))))
    rows = [_piloted(nth, one, said[one.id]) for nth, one in enumerate(found, 1)]
    note = _("没有登记试点。")
    yield Table(_pilot_columns(), rows_or_note(rows, note), (_pilots_in_all(found),) if found else ())
    words = _("注：报名、实考、通过按人次，年度从 9 月 1 日到次年 8 月 31 日；完成率＝报名÷计划，通过率＝通过÷实考。")
    yield Paragraph(words)
    yield SignOff((_("单位负责人"), _("制表人")), _("填表日期"), seal=True)


def _piloted(nth: int, one: exams.PilotFigures, said: exam_lists.Values) -> Row:
    of = said["of"]
    return Row((
        nth, one.year, of["name"], of["evaluation_body"] or "", name_of("certificate-level", of["level"]), "、".join(said["majors"] or ()),
        one.planned, one.registered, percent(one.registered, one.planned or 0), one.sat, one.passed, percent(one.passed, one.sat),
        said["examiner_count"], said["trainer_count"], said["funding"],
    ), of=Ref("certificate_pilot", one.id))  # fmt: skip


def _pilots_in_all(found: Sequence[exams.PilotFigures]) -> Row:
    planned, registered, sat, passed = (
        sum(getattr(one, name) or 0 for one in found) for name in ("planned", *exams.COUNTED)
    )
    words = _(
        "合计：计划 {planned} 人，报名 {registered} 人次（完成率 {done}），实考 {sat} 人次，通过 {passed} 人次，通过率 {rate}。"
    )
    return sentence(words.format(
        planned=planned, registered=registered, done=percent(registered, planned), sat=sat, passed=passed, rate=percent(passed, sat)
    ))  # fmt: skip


def _pilot_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("年度"), 12, kind="code"),
        Column(_("证书"), 36),
        Column(_("评价组织"), 42),
        Column(_("级别"), 18, kind="code"),
        Column(_("试点专业"), 34),
        Column(_("计划"), 13, kind="number"),
        Column(_("报名"), 13, kind="number"),
        Column(_("完成率"), 18, kind="code"),
        Column(_("实考"), 13, kind="number"),
        Column(_("通过"), 13, kind="number"),
        Column(_("通过率"), 18, kind="code"),
        Column(_("考评员"), 13, kind="number"),
        Column(_("培训师"), 13, kind="number"),
        Column(_("经费（元）"), 22, kind="money"),
    )


@report(
    "credit-list", N_("学分认定审批表"), code="KS-05", of="credit_conversion", by=("student", "school_class"), landscape=True,
    purpose=N_("由证书认定（转换）学分的课程、成绩和学分，供审批。"),
)  # fmt: skip
def credit_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a course (specification E5)."""
    found = exam_lists.credited(context.connection, context.of, ids, context.day)
    yield Title(_("学分认定（转换）审批表"))
    yield HeadLine(((_("学校"), context.unit), (_("截止日期"), long_day(context.day))))
    rows = (_credited(nth, one) for nth, one in enumerate(found, 1))
    persons = len({one.said["student_id"] for one in found})
    total = sum((one.said["credits"] or Decimal(0) for one in found), Decimal(0))
    words = _("合计 {count} 门次，{persons} 人，{credits} 学分。")
    sums = sentence(words.format(count=len(found), persons=persons, credits=score_text(total) or 0))
    yield Table(_credit_columns(), rows_or_note(rows, _("没有学分认定。")), (sums,) if found else ())
    yield SignOff((_("系部意见"), _("教务处意见"), _("学校意见")), _("日期"), seal=True)


def _credited(nth: int, one: Credited) -> Row:
    said, student = one.said, one.student
    return Row((
        nth, student["student_number"] or "", student["name"], student["school_class"] or "", one.certificate["name"],
        name_of("certificate-level", one.certificate["level"]), one.number, said["course_name"], score_text(said["original_score"]),
        score_text(said["original_credits"]), score_text(said["score"]), score_text(said["credits"]), said["basis"] or "",
        short("conversion-status", said["status"]), said["approved_date"],
    ), of=Ref("credit_conversion", one.id))  # fmt: skip


def _credit_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("学号"), 20, kind="code"),
        Column(_("姓名"), 16, kind="name"),
        Column(_("班级"), 28),
        Column(_("证书"), 34),
        Column(_("等级"), 12, kind="code"),
        Column(_("证书编号"), 30, kind="code"),
        Column(_("认定课程"), 34),
        Column(_("成绩"), 12, kind="number", group=_("原")),
        Column(_("学分"), 12, kind="number", group=_("原")),
        Column(_("成绩"), 12, kind="number", group=_("认定")),
        Column(_("学分"), 12, kind="number", group=_("认定")),
        Column(_("依据"), 22),
        Column(_("审批"), 12, kind="code"),
        Column(_("审批日期"), 20, kind="date"),
    )
