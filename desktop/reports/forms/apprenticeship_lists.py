"""The papers of apprenticeship: rosters, pairs, assessments, and what the subsidy is asked for with (C1 to C5)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
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
from desktop.reports.formatting import long_day, name_of, private, rows_or_note, short
from desktop.reports.report import ReportContext, report
from models.database.query import Query
from models.database.results import Row as Record
from models.database.results import rows_of
from models.entities.enterprises import Enterprise
from models.entities.training import EMPLOYEE, EMPLOYEES, TRAINING
from models.schema.fields import CONTACT, IDENTITY
from models.schema.numbers import amount_text, capital_amount
from models.statistics import apprenticeship_papers as papers
from models.statistics.members import FEMALE, MALE
from models.words import N_, _, joined

_OF = "apprenticeship_programme"
_FEN = Decimal("0.01")


def _section(context: ReportContext, programme: Record, title: str, *more: tuple[str, str]) -> Iterator[Block]:
    """The head of a section of one programme."""
    values = programme.values
    yield PageBreak(title=values["name"], of=Ref(_OF, programme.id))
    school = values["training_body"] or values["school"] or context.unit
    yield Title((f"{school}\n" if school else "") + title)
    yield HeadLine((
        (_("项目"), values["name"]), (_("类型"), name_of("apprenticeship-kind", values["kind"])),
        (_("合作企业"), "、".join(values["enterprises"] or ())), *more, (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip


def _signed() -> SignOff:
    """Who signs what a programme keeps."""
    return SignOff((_("企业负责人"), _("学校负责人"), _("制表人")), _("填表日期"), seal=True)


def _sealed() -> SignOff:
    """Who signs what is annexed to a claim."""
    return SignOff((_("企业"), _("培训机构"), _("经办人")), _("日期"), seal=True)


def _months(begin: date | None, end: date | None) -> str:
    return "—".join(f"{day:%Y-%m-%d}" for day in (begin, end) if day)


# --- C1


@report(
    "apprentice-roster", N_("学徒花名册"), code="XT-01", of=_OF, per_record=True, private=True, landscape=True,
    purpose=N_("一个项目在培的学徒：身份、班级、企业和岗位、校企双导师、协议、津贴、保险，以及师徒比。"),
)  # fmt: skip
def apprentice_roster(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a programme: who is in training on the day (specification C1)."""
    for programme in papers.programmes(context.connection, context.day, ids):
        level = name_of("skill-level", programme.values["target_level"])
        more = ((_("目标等级"), level),) if level else ()
        yield from _section(context, programme, _("学徒花名册"), *more)
        people = papers.in_training(context.connection, programme.id, context.day)
        mentors = papers.mentors_named(context.connection, (r.values["mentor_id"] for r in people), context.day)
        rows = (_person(context, nth, one, mentors) for nth, one in enumerate(people, 1))
        note = _("截至{day}，没有在培的学徒。").format(day=long_day(context.day))
        yield Table(_person_columns(), rows_or_note(rows, note), _person_totals(programme, people))
        yield _signed()


def _person_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, kind="code"),
        Column(_("学徒编号"), 21, kind="code"),
        Column(_("姓名"), 14, kind="name"),
        Column(_("性别"), 8, kind="code"),
        Column(_("身份证号"), 31, kind="code", private=IDENTITY),
        Column(_("身份"), 11, kind="code"),
        Column(_("班级"), 24),
        Column(_("企业"), 27),
        Column(_("岗位"), 14),
        Column(_("企业导师"), 17),
        Column(_("校内导师"), 13, kind="name"),
        Column(_("协议编号"), 20, kind="code"),
        Column(_("学徒期"), 19, kind="code"),
        Column(_("津贴（元/月）"), 12, kind="money"),
        Column(_("保险"), 8, kind="code"),
        Column(_("状态"), 10, kind="code"),
    )


def _person(context: ReportContext, nth: int, one: Record, mentors: dict[int, Record]) -> Row:
    values = one.values
    mentor = mentors.get(values["mentor_id"])
    level = short("skill-level", mentor.values["skill_level"]) if mentor else ""
    led = f"{values['mentor'] or ''}（{level}）" if level else values["mentor"] or ""
    insured = values["is_insured"]
    return Row((
        nth, values["number"], values["name"], short("gender", values["gender"]), private(context, "apprentice", "id_number")(values["id_number"]),
        short("apprentice-identity", values["identity"]), values["school_class"], values["enterprise"], values["post"], led, values["tutor"],
        values["agreement_number"], _months(values["start_date"], values["end_date"]), _allowance(values),
        _("有") if insured else _("无"), short("apprentice-outcome", papers.outcome_of(one, context.day)),
    ), of=Ref("apprentice", one.id))  # fmt: skip


def _allowance(values: Mapping[str, Any]) -> Any:
    """What a student is paid; an employee has a wage, of which nothing is kept, and an allowance only where one is entered."""
    return "—" if values["allowance"] is None and values["identity"] == EMPLOYEE else values["allowance"]


def _person_totals(programme: Record, people: Sequence[Record]) -> tuple[Row, ...]:
    if not people:
        return ()
    sexes = Counter(one.values["gender"] for one in people)
    words = _("合计 {total} 人，其中男 {male} 人、女 {female} 人；师傅 {mentors} 名，师徒比 {ratio}。")
    values = programme.values
    return (sentence(words.format(
        total=len(people), male=sexes[MALE], female=sexes[FEMALE], mentors=values["mentor_count"] or 0, ratio=values["ratio"] or "—",
    )),)  # fmt: skip


# --- C2


@report(
    "pairing-list", N_("师徒结对一览表"), code="XT-02", of=_OF, per_record=True, landscape=True,
    purpose=N_("一个项目的拜师名册：每名师傅带哪些徒弟，聘期、人数，师傅签名。"),
)  # fmt: skip
def pairing_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a programme: every mentor with the apprentices of the day (specification C2)."""
    for programme in papers.programmes(context.connection, context.day, ids):
        yield from _section(context, programme, _("师徒结对一览表"))
        found = papers.pairs(context.connection, programme.id, context.day)
        mentors = papers.mentors_named(context.connection, (pair.mentor for pair in found), context.day)
        note = _("截至{day}，没有师徒结对。").format(day=long_day(context.day))
        yield Table(
            _pair_columns(),
            rows_or_note(_pair_rows(found, mentors), note),
            _pair_totals(found, mentors),
            merge=(0, 1, 2, 3, 4, 5, 8, 9),
        )
        yield _signed()


def _pair_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("师傅"), 18, kind="name"),
        Column(_("技能等级"), 24),
        Column(_("企业"), 46),
        Column(_("岗位"), 24),
        Column(_("聘期"), 24, kind="code"),
        Column(_("徒弟"), 18, kind="name"),
        Column(_("徒弟班级（岗位）"), 46),
        Column(_("人数"), 12, kind="number"),
        Column(_("师傅签名"), 24),
    )


def _pair_rows(found: Sequence[papers.Pair], mentors: dict[int, Record]) -> Iterator[Row]:
    """The apprentices of a mentor one below the other; the cells of the mentor reach over all of them."""
    count = Counter(pair.mentor for pair in found)
    for nth, key in enumerate(mentors, 1):
        held = mentors[key].values
        first = (
            nth, held["name"], name_of("skill-level", held["skill_level"]), held["enterprise"], held["post"],
            _months(held["appointed_from"], held["appointed_until"]),
        )  # fmt: skip
        for pair in (pair for pair in found if pair.mentor == key):
            person = pair.apprentice.values
            where = person["school_class"] or person["post"] or ""
            yield Row((*first, person["name"], where, count[key], ""), of=Ref("apprentice", pair.apprentice.id))


def _pair_totals(found: Sequence[papers.Pair], mentors: dict[int, Record]) -> tuple[Row, ...]:
    words = _("合计：师傅 {mentors} 名，徒弟 {people} 人。")
    return (sentence(words.format(mentors=len(mentors), people=len(found))),) if found else ()


# --- C3


@report(
    "apprentice-score-list", N_("学徒考核汇总表"), code="XT-03", of=_OF, per_record=True, landscape=True,
    purpose=N_("一个项目在培学徒的考核：每种考核一张表，三项成绩、总评、等次和各等次人数。"),
)  # fmt: skip
def apprentice_score_list(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a programme with a table for each kind of assessment (specification C3)."""
    for programme in papers.programmes(context.connection, context.day, ids):
        yield from _section(context, programme, _("学徒考核汇总表"))
        found = papers.assessments(context.connection, programme.id, context.day)
        if not found:
            note = _("截至{day}，在培的学徒还没有考核记录。").format(day=long_day(context.day))
            yield Table(_score_columns(), rows_or_note((), note))
        for kind, rows in found.items():
            yield Paragraph(name_of("assessment-kind", kind), "body")
            cells = (_score_row(nth, *pair) for nth, pair in enumerate(rows, 1))
            yield Table(_score_columns(), tuple(cells), _grades(rows))
        yield Paragraph(_("注：总评按政策参数里的权重计算，四舍五入到 0.1 后定等次；登记了等次的按登记的印。"))
        yield _signed()


def _score_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("姓名"), 22, kind="name"),
        Column(_("岗位"), 34),
        Column(_("考核日期"), 26, kind="date"),
        Column(_("理论"), 17, kind="number"),
        Column(_("技能"), 17, kind="number"),
        Column(_("职业素养"), 20, kind="number"),
        Column(_("企业评分"), 20, kind="number"),
        Column(_("学校评分"), 20, kind="number"),
        Column(_("总评"), 17, kind="number"),
        Column(_("等次"), 18, kind="code"),
        Column(_("导师签字"), 26),
    )


def _score_row(nth: int, row: Record, one: Record) -> Row:
    values = row.values
    return Row((
        nth, one.values["name"], one.values["post"], values["assessed_date"], *(values[name] for name in papers.SCORED),
        short("assessment-grade", _grade(row)), "",
    ), of=Ref("apprentice", one.id))  # fmt: skip


def _grade(row: Record) -> Any:
    """The grade that was given, else that of the total."""
    return row.values["result"] or row.values["grade"]


def _grades(rows: Sequence[tuple[Record, Record]]) -> tuple[Row, ...]:
    counts = Counter(_grade(row) for row, _one in rows)
    told = joined(
        _("{grade} {count} 人").format(grade=short("assessment-grade", grade), count=count)
        for grade, count in sorted((grade, count) for grade, count in counts.items() if grade)
    )
    words = _("合计 {total} 人：{grades}。") if told else _("合计 {total} 人。")
    return (sentence(words.format(total=len(rows), grades=told)),)


# --- C4


@report(
    "training-roster", N_("企业新型学徒制培训花名册"), code="XT-04", of=_OF, per_record=True, private=True, landscape=True,
    purpose=N_("申请培训补贴的附件：企业职工学徒的文化程度、户籍、劳动合同、工种、等级、学徒期和导师。"),
)  # fmt: skip
def training_roster(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a programme of employees: everybody whose training had begun (specification C4)."""
    for programme in papers.programmes(context.connection, context.day, ids, (EMPLOYEES,)):
        people = papers.filed(context.connection, programme.id, context.day)
        yield from _training_head(context, programme, len(people), _("企业新型学徒制学徒（培训）花名册"))
        mentors = papers.last_mentors(context.connection, people, context.day)
        cells = (_trained(context, nth, one, programme, mentors.get(one.id, "")) for nth, one in enumerate(people, 1))
        note = _("截至{day}，还没有人开始培训。").format(day=long_day(context.day))
        yield Table(_trained_columns(), rows_or_note(cells, note))
        yield _sealed()


def _training_head(context: ReportContext, programme: Record, count: int, title: str) -> Iterator[Block]:
    values = programme.values
    yield PageBreak(title=values["name"], of=Ref(_OF, programme.id))
    yield Title(title)
    firms = rows_of(context.connection, Query(Enterprise), values["enterprises_id"] or (), ("name", "credit_code"))
    told = {row.id: row.values for row in firms}
    held = [told[key] for key in values["enterprises_id"] or () if key in told]
    yield HeadLine((
        (_("企业名称"), "、".join(one["name"] for one in held)),
        (_("统一社会信用代码"), "、".join(one["credit_code"] or "" for one in held)), (_("班次"), values["name"]),
        (_("培训期限"), _months(values["start_date"], values["end_date"])), (_("人数"), _("{count}人").format(count=count)),
        (_("备案号"), values["filing_number"] or ""), (_("截止日期"), long_day(context.day)),
    ))  # fmt: skip


def _trained_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 9, kind="code"),
        Column(_("姓名"), 16, kind="name"),
        Column(_("性别"), 9, kind="code"),
        Column(_("身份证号"), 33, kind="code", private=IDENTITY),
        Column(_("文化程度"), 15, kind="code"),
        Column(_("户籍"), 18, private=CONTACT),
        Column(_("劳动合同起止"), 22, kind="code"),
        Column(_("岗位"), 16),
        Column(_("培训职业（工种）"), 22),
        Column(_("目标等级"), 14, kind="code"),
        Column(_("学徒期起止"), 22, kind="code"),
        Column(_("企业导师"), 15, kind="name"),
        Column(_("培训机构"), 24),
        Column(_("联系电话"), 24, kind="code", private=CONTACT),
        Column(_("备注"), 12),
    )


def _trained(context: ReportContext, nth: int, one: Record, programme: Record, mentor: str) -> Row:
    values, head = one.values, programme.values
    identity, phone, hukou = (private(context, "apprentice", name) for name in ("id_number", "phone", "hukou_region"))
    outcome = papers.outcome_of(one, context.day)
    became = "" if outcome == TRAINING else name_of("apprentice-outcome", outcome)
    return Row((
        nth, values["name"], short("gender", values["gender"]), identity(values["id_number"]), short("education-level", values["education"]),
        hukou(values["hukou_region"]), _months(values["contract_from"], values["contract_until"]), values["post"], head["occupation"],
        short("skill-level", head["target_level"]), _months(values["start_date"], values["end_date"]), mentor,
        head["training_body"] or head["school"], phone(values["phone"]), joined((became, values["remark"])),
    ), of=Ref("apprentice", one.id))  # fmt: skip


@report(
    "qualified-roster", N_("合格学徒花名册"), code="XT-05", of=_OF, per_record=True, private=True, landscape=True,
    purpose=N_("申请补贴余额的附件：出师、留任的学徒和他们的证书编号。"),
)  # fmt: skip
def qualified_roster(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One section a programme: who had qualified by the day, with the certificate (specification C5)."""
    for programme in papers.programmes(context.connection, context.day, ids):
        people = papers.qualified(context.connection, programme.id, context.day)
        yield from _training_head(context, programme, len(people), _("合格学徒花名册"))
        cells = (_certified(context, nth, one, programme) for nth, one in enumerate(people, 1))
        note = _("截至{day}，还没有出师的学徒。").format(day=long_day(context.day))
        held = sum(one.values["award_number"] is not None for one in people)
        words = _("合计 {total} 人，其中有证书编号的 {held} 人。").format(total=len(people), held=held)
        yield Table(_certified_columns(), rows_or_note(cells, note), (sentence(words),) if people else ())
        yield _sealed()


def _certified_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("姓名"), 20, kind="name"),
        Column(_("性别"), 10, kind="code"),
        Column(_("身份证号"), 36, kind="code", private=IDENTITY),
        Column(_("培训职业（工种）"), 34),
        Column(_("目标等级"), 22, kind="code"),
        Column(_("学徒期起止"), 24, kind="code"),
        Column(_("结果"), 14, kind="code"),
        Column(_("取得证书等级"), 24, kind="code"),
        Column(_("证书编号"), 40, kind="code"),
        Column(_("取证日期"), 22, kind="date"),
    )


def _certified(context: ReportContext, nth: int, one: Record, programme: Record) -> Row:
    values = one.values
    return Row((
        nth, values["name"], short("gender", values["gender"]), private(context, "apprentice", "id_number")(values["id_number"]),
        programme.values["occupation"] or programme.values["major"], name_of("skill-level", programme.values["target_level"]),
        _months(values["start_date"], values["end_date"]), short("apprentice-outcome", values["outcome"]),
        name_of("skill-level", values["award_level"]), values["award_number"], values["award_date"],
    ), of=Ref("apprentice", one.id))  # fmt: skip


# --- C5


@report(
    "subsidy-summary", N_("培训补贴申请汇总表"), code="XT-06", of=_OF, landscape=True,
    purpose=N_("申请企业新型学徒制培训补贴：各班次的人数、标准、应补、已预支和申请余额（应退），金额大写。"),
)  # fmt: skip
def subsidy_summary(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """One line a programme of employees, and the sum in capitals (specification C5, registers §3)."""
    found = papers.programmes(context.connection, context.day, ids, (EMPLOYEES,))
    counts = papers.persons(context.connection, context.day)
    yield Title(_("企业新型学徒制培训补贴申请汇总表"))
    yield HeadLine((
        (_("申报单位（盖章）"), context.unit), (_("截止日期"), long_day(context.day)), (_("金额单位"), _("元")),
    ))  # fmt: skip
    cells = (_claimed(nth, row, counts.get(row.id, papers.Persons())) for nth, row in enumerate(found, 1))
    yield Table(_claim_columns(), rows_or_note(cells, _("没有企业新型学徒制项目。")), _claim_totals(found, counts))
    yield Paragraph(_(
        "注：应补金额 = 标准 × 实际月数（不超过备案月数）÷ 12 × 系数，逐人计算后合计，培训未结束的不计；取证系数 1，未取证的系数见政策参数；"
        "退出、除名和曾享受补贴的不计。"
    ))  # fmt: skip
    if any(row.values["subsidy_rate"] is None for row in found):
        yield Paragraph(_("标为“请填写本地文件号”的班次，政策参数里没有当地这一等级的补贴标准，不计算金额。"))
    yield SignOff((_("单位负责人"), _("审核人"), _("经办人")), _("填表日期"), seal=True)


def _claim_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"),
        Column(_("班次"), 52),
        Column(_("等级"), 24, kind="code"),
        Column(_("备案人数"), 16, kind="number"),
        Column(_("合格"), 14, kind="number"),
        Column(_("取证"), 14, kind="number"),
        Column(_("未取证"), 14, kind="number"),
        Column(_("标准（元/人·年）"), 22, kind="money"),
        Column(_("月数"), 12, kind="number"),
        Column(_("应补金额"), 28, kind="money"),
        Column(_("已预支"), 24, kind="money"),
        Column(_("申请余额（应退）"), 30, kind="money"),
    )


def _claimed(nth: int, row: Record, one: papers.Persons) -> Row:
    values = row.values
    rate, total, balance = (values[name] for name in ("subsidy_rate", "subsidy_total", "subsidy_balance"))
    lacking = _("请填写本地文件号") if rate is None else _("未到期")
    return Row((
        nth, values["name"], name_of("skill-level", values["target_level"]), values["planned_size"], one.passed, one.certified, one.uncertified,
        None if rate is None else rate.quantize(_FEN), values["filed_months"], lacking if total is None else total, values["subsidy_advanced"],
        "" if balance is None else _owed(balance),
    ), of=Ref(_OF, row.id))  # fmt: skip


def _owed(balance: Decimal) -> Any:
    """What is still asked for; what is to be given back is said so."""
    return balance if balance >= 0 else _("应退 {amount}").format(amount=amount_text(-balance))


def _claim_totals(found: Sequence[Record], counts: dict[int, papers.Persons]) -> tuple[Row, ...]:
    if not found:
        return ()
    mine = [counts.get(row.id, papers.Persons()) for row in found]
    amounts = [papers.total_of(found, name) for name in ("subsidy_total", "subsidy_advanced", "subsidy_balance")]
    balance = amounts[2]
    first = Row((
        _("合计"), sum(row.values["planned_size"] or 0 for row in found), sum(one.passed for one in mine),
        sum(one.certified for one in mine), sum(one.uncertified for one in mine), "", "", amounts[0], amounts[1],
        "" if balance is None else _owed(balance),
    ), "total", span=3)  # fmt: skip
    if balance is None:
        return (first,)
    words = _("申请金额（大写）：{words}") if balance >= 0 else _("应退金额（大写）：{words}")
    return (first, sentence(words.format(words=capital_amount(abs(balance)))))
