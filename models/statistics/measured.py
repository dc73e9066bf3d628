"""Named measures as of a day, each with its parts: what `figures` prints, counted where screens and papers count it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities import measures
from models.entities.order_classes import OrderClass
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import SchoolClass
from models.schema.derive import in_force, open_on
from models.schema.sorting import natural_key
from models.statistics import (
    agreements,
    apprenticeships,
    cooperation,
    destinations,
    exams,
    groups,
    placement_records,
    registrations,
    status_changes,
)
from models.statistics.capacity import Load, hosts
from models.statistics.enrolment import enrolment, latest_year
from models.statistics.figure_queries import counted
from models.statistics.measure import MEMBERS, PLACING, REGISTERED, WORKING, Measure, Measured, rate_of
from models.statistics.placements import EVERY, Scope, placement_figures, placements_on, students_to_place
from models.statistics.retention import retained_after
from models.words import N_, _


def _grades(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """在籍 and 在校 of each grade, by the class of the day."""
    grades: dict[int, list[int]] = {}
    for row in read_all(connection, Query(SchoolClass), ("grade_year",)):
        if row.values["grade_year"] is not None:
            grades.setdefault(row.values["grade_year"], []).append(row.id)
    for grade, classes in sorted(grades.items()):
        here = Condition("school_class", "in", tuple(classes))
        numbers = {
            words: counted(connection, Query(Student, (here, Condition(name, "=", True)), as_of=day)).count
            for words, name in ((_("在籍"), "is_registered"), (_("在校"), "is_present"))
        }
        yield Measured(_("{year}级").format(year=grade), numbers)


def _classes(connection: sa.Connection, day: date) -> Iterator[Measured]:
    for row in read_all(connection, Query(SchoolClass, as_of=day), ("name", "registered_count", "present_count")):
        name, registered, present = row.values.values()
        yield Measured(name, {_("在籍"): registered, _("在校"): present})


def _enrolment(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Who came, of those admitted, by major and in all."""
    levels = enrolment(connection, (), latest_year(connection, (), day), day)
    lines = [(line.name, figures) for level in levels for line, figures, _remark in level.lines()]
    for name, figures in lines:
        yield rate_of(name, figures.checked_in, figures.admitted)
    came, admitted = (sum(getattr(f, name) for _n, f in lines) for name in ("checked_in", "admitted"))
    yield rate_of(_("全校"), came, admitted)


def _order_classes(connection: sa.Connection, day: date) -> Iterator[Measured]:
    for row in read_all(connection, Query(OrderClass, as_of=day), ("name", "member_count")):
        yield Measured(row.values["name"], row.values["member_count"])


def _working(connection: sa.Connection, day: date) -> Iterator[Measured]:
    rows = placements_on(connection, EVERY, day)
    own = Placement.table()
    hosts = sa.select(sa.func.count(own.c.enterprise_id.distinct())).where(in_force(Placement, day))
    more = {"enterprises": connection.execute(hosts).scalar_one()}
    yield Measured(_("全校"), len({row.student for row in rows}), more=more)


def _running(connection: sa.Connection, day: date) -> Sequence[tuple[int, str, int | None]]:
    own = PlacementPlan.table()
    statement = sa.select(own.c.id, own.c.name, own.c.grade_year).order_by(own.c.grade_year, own.c.id)
    found = connection.execute(statement.where(open_on(PlacementPlan, day), measures.is_internship(own)))
    return [(key, name, grade) for key, name, grade in found]


def _placing(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """The placed of those to be placed, by the grade running batches are for; with the numbers of those who are not."""
    grades: dict[int, list[int]] = {}
    for key, _name, grade in _running(connection, day):
        if grade is not None:
            grades.setdefault(grade, []).append(key)
    own = Student.table().c
    for grade, plans in grades.items():
        scope = Scope(ids=tuple(plans))
        expected, rows = students_to_place(connection, scope, day), placements_on(connection, scope, day)
        found = placement_figures(rows, expected, 0)
        missing = expected - {row.student for row in rows}
        numbers = connection.execute(sa.select(own.student_number).where(own.id.in_(missing))).scalars()
        more = {"unplaced": sorted((number or "" for number in numbers), key=natural_key)}
        yield rate_of(_("{year}级").format(year=grade), found.placed, found.expected, more)


def _matching(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Posts that suit the major, of the placements at work; none where nobody wrote it down."""
    for key, name, _grade in _running(connection, day):
        scope = Scope(ids=(key,))
        rows = placements_on(connection, scope, day)
        found = placement_figures(rows, students_to_place(connection, scope, day), 0)
        matched = len({row.student for row in rows if row.match_level in measures.MATCHED})
        yield Measured(name, found.matched_rate, matched, found.placed)


def _over(scope: str, found: Iterator[tuple[str, Load]]) -> Measured:
    breaches = {name: [load.interns.count, load.staff] for name, load in found if load.over}
    return Measured(scope, len(breaches), more={"breaches": breaches})


def _firms_over(connection: sa.Connection, day: date) -> Iterator[Measured]:
    yield _over(_("全部单位"), ((each.whole.name, each.whole) for each in hosts(connection, day)))


def _posts_over(connection: sa.Connection, day: date) -> Iterator[Measured]:
    loads = ((f"{each.whole.name}｜{load.name}", load) for each in hosts(connection, day) for load in each.posts)
    yield _over(_("全部岗位"), loads)


def _insured(connection: sa.Connection, day: date) -> Iterator[Measured]:
    """Those at work whose whole placement lies in one insured period of theirs; of several placements each must."""
    rows = placements_on(connection, EVERY, day)
    everybody = {row.student: row.student_number or "" for row in rows}
    short = {row.student for row in rows if not row.is_covered}
    lacking = {row.student for row in rows if not row.is_insured}
    more = {
        "uninsured": sorted((everybody[key] for key in lacking), key=natural_key),
        "too_short": sorted((everybody[key] for key in short - lacking), key=natural_key),
    }
    yield rate_of(_("在岗"), len(everybody) - len(short), len(everybody), more)


# the name of a measure, after the paper it is printed on, and how it is counted
MEASURES: Mapping[str, Measure] = {
    N_("A9 学籍异动"): Measure(
        status_changes.counted,
        N_("本学年第一天到截止日办结的学籍异动，按类别计件数；合计另列人数，同一人有几次异动只算一人。"),
    ),
    REGISTERED: Measure(
        _grades,
        N_(
            "按截止日的学籍状态和所在班级的年级计人数。哪些状态算在籍、哪些算在校，由学籍状态代码表规定：休学、保留学籍的在籍而不在校。"
        ),
    ),
    N_("A10 班级"): Measure(
        _classes,
        N_("截止日各班的在籍人数和在校人数，按当天的班级成员计。"),
    ),
    N_("A12 录取与报到"): Measure(
        _enrolment,
        N_("最近一个招生年份里，报到人数占录取人数的百分比，分专业，末行全校。"),
    ),
    N_("未注册名单"): Measure(
        registrations.unregistered,
        N_(
            "到截止日已开学的各学期：应注册而没有注册的人数。应注册是截止日（过了注册截止日的按截止日）在校的学生，休学、保留学籍的不在内，另列人数。"
        ),
    ),
    MEMBERS: Measure(
        _order_classes,
        N_("截止日在班的订单班成员人数：已入班、没有退出，并且在籍。"),
    ),
    N_("B4 承诺完成率"): Measure(
        agreements.kept_by_class,
        N_("企业对订单班的每项承诺：实际完成 ÷ 目标，没有目标的不算比率。"),
    ),
    N_("B5 合作项目到账（元）"): Measure(
        cooperation.received_by_kind,
        N_(
            "到截止日已立项的校企合作项目，按项目类型和立项年份加总到账金额；另列项目数。B5 的技术服务到款由技术服务一类得出。"
        ),
    ),
    N_("B5 职教集团年度统计"): Measure(
        groups.counted_by_group,
        N_(
            "截止日每个集团（撤销的除外，下级集团不计入上级）的成员、订单班，当天成员企业的合作专业、执行中的课程标准、已审定的学徒制标准文件、在用的实训基地、在培的学徒、在岗的实习学生，当年直接就业到成员企业的毕业生、企业投入和技术服务到账，各算一次；没有登记的用填报的集团年度指标，另列是哪几项，都没有的不列。"
        ),
    ),
    N_("B7 90天内到期协议"): Measure(
        agreements.expiring_soon,
        N_(
            "已签订、截止日在有效期内、在政策参数规定的天数（90 天）之内到期的协议份数；有效期止按当天生效的补充协议算。"
        ),
    ),
    N_("B7 已到期协议"): Measure(
        agreements.expired,
        N_("有效期到截止日已过、没有提前终止的协议份数。"),
    ),
    N_("B7 现金额"): Measure(
        agreements.amounts,
        N_("截止日每份协议的金额：协议本身的，或当天生效的最新一份补充协议改定的。"),
    ),
    N_("B8 对接活动"): Measure(
        cooperation.activities_held,
        N_("本学年第一天到截止日开始的对接活动，按活动类型计次数。"),
    ),
    N_("B8 对接活动 汇总"): Measure(
        cooperation.recruited,
        N_(
            "本学年第一天到截止日的双选会和专场宣讲：各参会企业登记的岗位数、需求人数、简历、面试、意向、签约之和，另列参会企业条数；填报的数不算。"
        ),
    ),
    N_("B8 双选会学生"): Measure(
        cooperation.students_at_fairs,
        N_(
            "本学年第一天到截止日每一场有学生名单的双选会：签到的学生人数，另列名单人数；谁也没有登记签到的，按名单人数。"
        ),
    ),
    N_("B9 联席会议事项"): Measure(
        cooperation.matters_raised,
        N_(
            "到截止日已提出的事项件数；另列到截止日已答复的件数，和过了办理时限、到截止日还没有答复的事项编号，时限当天不算逾期。"
        ),
    ),
    N_("B10 执行中的课程标准"): Measure(
        cooperation.standards_by_major,
        N_("每个有课程标准的专业，状态为执行的课程标准份数。"),
    ),
    N_("C 出师率"): Measure(
        apprenticeships.qualified,
        N_("每个项目里出师和留任的学徒 ÷ 到截止日已开始培养的学徒，同一人在一个项目里只算一次。"),
    ),
    N_("C 标准文件"): Measure(
        apprenticeships.documents,
        N_("每个项目已审定的标准文件类别数 ÷ 应有的六类。"),
    ),
    N_("C1 学徒数与师徒比"): Measure(
        apprenticeships.ratios,
        N_("每个项目截止日在培的学徒数 ÷ 正在带徒的企业导师数，没有在培学徒的不列。"),
    ),
    N_("C2 师傅带徒超过5人"): Measure(
        apprenticeships.crowded,
        N_("截止日带徒人数超过上限的企业导师；上限是政策参数，导师自己登记了上限的按登记的。"),
    ),
    N_("C3 考核等次"): Measure(
        apprenticeships.grades,
        N_("到截止日做过的学徒考核，按项目和等次计数；等次填了的按填的，没有填的由总评算出。"),
    ),
    N_("C4/C5 补贴"): Measure(
        apprenticeships.subsidies,
        N_(
            "企业新型学徒制各项目的应补金额、预支上限和申请余额，按所在地区、等级、年份的标准计算；没有当地标准的不写金额。"
        ),
    ),
    WORKING: Measure(
        _working,
        N_(
            "截止日在岗的学生人数：安置的状态为在岗或变更中，截止日在起止日期之内，学生在籍，批次是岗位实习；一人有几处只算一人。"
        ),
    ),
    PLACING: Measure(
        _placing,
        N_(
            "截止日在岗的学生 ÷ 应实习的学生，按正在进行的批次面向的年级。应实习是在籍、年级和专业合于批次的，或已列入批次的学生；另列没有安置的学号。"
        ),
    ),
    N_("D1 对口率"): Measure(
        _matching,
        N_("每个正在进行的批次：对口的在岗学生 ÷ 在岗的学生；谁也没有登记对口的不算比率。"),
    ),
    N_("D 投保率"): Measure(
        _insured,
        N_("在岗学生里整个实习期都有责任险的人 ÷ 在岗学生；另列没有投保的和期间不足的学号。"),
    ),
    N_("D3 企业超过10%"): Measure(
        _firms_over,
        N_("在岗实习生超过职工总数规定比例（政策参数，10%）的单位数；正好等于的不算超过，没有登记职工数的不判断。"),
    ),
    N_("D3 岗位超过20%"): Measure(
        _posts_over,
        N_("在岗实习生超过同类岗位人数规定比例（政策参数，20%）的岗位数；正好等于的不算超过。"),
    ),
    N_("D7 巡查次数"): Measure(
        placement_records.visits_made,
        N_("本学年第一天到截止日的巡查次数，另列发现问题的次数和有实习生而没有巡查的单位。"),
    ),
    N_("D10 低于80%"): Measure(
        placement_records.paid_below,
        N_("截止日所在月份的津贴里，标准低于同岗工资规定比例（政策参数，80%）的条数和学号。"),
    ),
    N_("D10 实发合计（元）"): Measure(
        placement_records.paid_in_all,
        N_("截止日所在月份实发津贴的合计，另列有代扣的条数。"),
    ),
    N_("D11 突发事件"): Measure(
        placement_records.incidents_told,
        N_("本学年第一天到截止日的突发事件起数，另列上报主管部门超过规定天数（政策参数）的起数和理赔金额。"),
    ),
    N_("D 周志批阅率"): Measure(
        placement_records.logs_reviewed,
        N_("到截止日已批阅的周志 ÷ 已交的周志，按批次；只写了批阅日期的算当天已交。"),
    ),
    N_("D 档案八项齐全"): Measure(
        placement_records.archives_complete,
        N_("到截止日八类材料都归档的实习 ÷ 归档了至少一类的实习，按批次。"),
    ),
    N_("E2 参考率"): Measure(
        exams.attended,
        N_("每个考试批次：实考 ÷ 报名。退回、取消的报名不算；到了考场而成绩作废的算实考。"),
    ),
    N_("E2 通过率"): Measure(
        exams.passed_of_sat,
        N_("每个考试批次：通过 ÷ 实考。通过与否按考试当天有效的合格线算出。"),
    ),
    N_("E2 总通过率"): Measure(
        exams.passed_of_all,
        N_("每个考试批次：通过 ÷ 报名。退回、取消的报名不算。"),
    ),
    N_("E3 证书发放"): Measure(
        exams.awards,
        N_("到截止日已发、没有撤销的证书本数，按证书和等级；另列已领取的本数。"),
    ),
    N_("E4 试点"): Measure(
        exams.piloted,
        N_("每个试点：报名 ÷ 计划，一年从 9 月 1 日到次年 8 月 31 日；另列通过和人数。"),
    ),
    N_("E5 学分认定"): Measure(
        exams.conversions,
        N_("全部学分认定的件数，不论审批到哪一步；另列学分合计和人数。"),
    ),
    N_("F2/F3 落实率"): Measure(
        destinations.settled,
        N_(
            "登记了去向的各届：就业和升学（中职还有参军，高校还有灵活就业和自主创业）的毕业生 ÷ 毕业生，分专业和全校。每人按截止日有效的去向算一次，没有的算未登记；结业的不算，除非政策参数说要算。"
        ),
    ),
    N_("F2 直接就业率"): Measure(
        destinations.directly_employed,
        N_("登记了去向的各届：直接就业的毕业生 ÷ 毕业生。直接就业是去向为就业的，高校是协议、合同和其他录用形式的。"),
    ),
    N_("F2/F3 对口率"): Measure(
        destinations.matched,
        N_("直接就业的毕业生里，岗位与专业完全对口或相近的 ÷ 直接就业的毕业生。"),
    ),
    N_("F2 订单留企"): Measure(
        destinations.kept_by_sponsors,
        N_("直接就业、毕业前在订单班的毕业生里，在自己订单班的合作企业就业的 ÷ 这些毕业生。"),
    ),
    N_("F5 1131帮扶完成"): Measure(
        destinations.supported,
        N_(
            "当天待就业或没有登记去向的毕业生里，政策宣介、职业指导、岗位推荐、培训或见习都达到规定次数（政策参数，1·1·3·1）的 ÷ 这些毕业生；另列完成的学号。"
        ),
    ),
    **{
        name: Measure(
            retained_after(days),
            N_(
                "直接就业、登记了入职日期的去向里，到截止日满了这些天的为可观察；回访结果是仍在原单位的 ÷ 可观察的。没有回访的和失联的在分母里，还不满天数的另列人数、不计算。"
            ),
        )
        for days, name in (
            (30, N_("F6 留任率 30天")),
            (90, N_("F6 留任率 90天")),
            (180, N_("F6 留任率 180天")),
            (365, N_("F6 留任率 365天")),
        )
    },
}
