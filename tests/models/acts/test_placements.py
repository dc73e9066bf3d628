"""The way of a placement: which act leads from which state to which, why not, and what the regulation stops."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.foreseeing import foreseen
from models.acts.planning import Waiving, plan
from models.acts.wording import lines_of
from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.entities.enterprises import Post
from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.policy import Waiver
from models.entities.schools import Staff
from models.rules.rule import Verdict as Saying
from tests import factories
from tests.models.acts.conftest import DAY
from tests.models.acts.test_mechanism import counted

BEGIN, END = date(2026, 1, 5), date(2026, 6, 30)
STATES = "123456"
SIGNED = {
    name: BEGIN - timedelta(days=3) for name in ("signed_student_date", "signed_school_date", "signed_enterprise_date")
}
MACHINE = {  # act -> what is given, from which states to which
    "实习审核通过": ({}, {"1": "2"}),
    "退回实习审核": ({}, {"2": "1"}),
    "签齐三方协议": (SIGNED, {"2": "2", "3": "3", "4": "4"}),
    "开始实习": ({}, {"2": "3"}),
    "转入变更": ({}, {"3": "4"}),
    "恢复在岗": ({}, {"4": "3"}),
    "中止实习": ({"end_date": DAY, "end_reason": "3"}, {"1": "5", "2": "5", "3": "5", "4": "5"}),
    "完成实习": ({}, {"3": "6"}),
    "实习考核": ({"grade": "2", "final_score": Decimal(85)}, {"3": "3", "4": "4", "5": "5", "6": "6"}),
    "更正实习状态": ({"correction": "录错"}, {"5": "3", "6": "3"}),
}  # fmt: skip


def place(school, **more):
    """A placement of the first student in place of the one there is."""
    student = school.students[0]
    with school.database.transaction("安置") as tx:
        for row in school.rows(Placement, student):
            tx.delete(Placement, row["id"])
        row = {
            "student": student,
            "enterprise": school.firm,
            "start_date": BEGIN,
            "end_date": END,
            "status": "3",
        } | more
        return tx.insert(Placement, row)


def done(school, name, subject, waived=None, day=DAY, **given):
    """Do an act, letting rules pass."""
    made = school.plan([(name, subject, given)], day=day)
    assert not made.refused, made.refused
    with school.database.transaction(made.name) as tx:
        apply(tx, made.waiving(waived or {}))
    rows = [row for row in school.rows(Placement) if row["id"] == subject]
    return rows[0] if rows else None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", MACHINE)
def test_the_machine(school, name, state):
    given, steps = MACHINE[name]
    end = DAY if name == "完成实习" else END
    key = place(school, status=state, end_date=end, end_reason="1" if state == "5" else None)
    made = school.plan([(name, key, given)])
    if state not in steps:
        ((field, complaint),) = made.refused.values()
        assert (field, complaint.code) == ("status", "illegal-transition")
        return
    assert not made.refused
    (effect,) = made.effects or (None,) if steps[state] == state else made.effects
    after = {**(effect.after if effect else {})}
    assert after.get("status", state) == steps[state]


END_CASES = [
    ("3", DAY, ("5", DAY, "3")),
    ("3", DAY + timedelta(days=1), ("end_date", "out-of-range")),  # not yet
    ("3", BEGIN, ("5", BEGIN, "3")),
    ("3", BEGIN - timedelta(days=1), ("end_date", "out-of-range")),
    ("2", BEGIN - timedelta(days=1), None),  # never begun: taken away
    ("1", BEGIN, ("5", BEGIN, "3")),
]


@pytest.mark.parametrize(("state", "day", "told"), END_CASES)
def test_an_end_before_its_time(school, state, day, told):
    key = place(school, status=state)
    if told is not None and told[0] == "end_date":
        assert school.refusal("中止实习", key, end_date=day, end_reason="3") == told
        return
    row = done(school, "中止实习", key, end_date=day, end_reason="3", remark="迟到")
    assert (row and (row["status"], row["end_date"], row["end_reason"], row["remark"])) == (told and (*told, "迟到"))


def test_an_end_is_not_after_the_end_and_has_a_reason(school):
    key = place(school, end_date=DAY - timedelta(days=5))
    assert school.refusal("中止实习", key, end_date=DAY - timedelta(days=4), end_reason="1") == (
        "end_date",
        "out-of-range",
    )
    assert school.refusal("中止实习", key, end_date=DAY - timedelta(days=6)) == ("end_reason", "required")


LATE = [  # its last day, the day that is typed, which of the three is said
    (DAY + timedelta(days=9), DAY + timedelta(days=1), "还没有到"), (DAY - timedelta(days=1), DAY + timedelta(days=1), "还没有到"),
    (DAY - timedelta(days=1), DAY, "不能晚于"), (DAY - timedelta(days=5), DAY - timedelta(days=4), "不能晚于"),
    (DAY + timedelta(days=9), BEGIN - timedelta(days=1), "不能早于"),
]  # fmt: skip


@pytest.mark.parametrize(("end", "day", "words"), LATE)
def test_why_a_last_day_is_none_is_said(school, end, day, words):
    made = school.plan([("中止实习", place(school, end_date=end), {"end_date": day, "end_reason": "3"})])
    assert [words in complaint.message for _field, complaint in made.refused.values()] == [True]


@pytest.mark.parametrize(("end", "told"), [(DAY, None), (DAY + timedelta(days=1), ("end_date", "out-of-range"))])
def test_it_is_completed_when_its_last_day_has_come(school, end, told):
    key = place(school, end_date=end)
    if told:
        assert school.refusal("完成实习", key) == told
        return
    made = school.plan([("完成实习", key, {})])
    assert [(field, c.code) for some in made.warnings.values() for field, c in some] == [("grade", "required")]
    assert done(school, "完成实习", key)["status"] == "6"


def test_what_was_ended_by_mistake_runs_again_and_says_why(school):
    key = place(school, status="5", end_date=DAY - timedelta(days=9), end_reason="1", remark="旧备注")
    row = done(school, "更正实习状态", key, correction="没有离岗", end_date=END)
    assert (row["status"], row["end_reason"], row["end_date"]) == ("3", None, END)
    assert row["remark"] == f"旧备注；{DAY} 更正为在岗：没有离岗"


def test_it_does_not_run_again_into_another(school):
    key = place(school, status="5", end_date=BEGIN + timedelta(days=9), end_reason="1")
    with school.database.transaction("另一条") as tx:
        begin = BEGIN + timedelta(days=30)
        row = {"student": school.students[0], "enterprise": school.firm, "start_date": begin, "end_date": END}
        tx.insert(Placement, row)
    assert school.refusal("更正实习状态", key, correction="错", end_date=END) == ("end_date", "duplicate")


def test_a_reason_needs_room_in_the_remark(school):
    key = place(school, status="5", end_reason="1", remark="字" * 490)
    assert school.refusal("更正实习状态", key, correction="没有离岗") == ("correction", "too-long")


def test_signatures_are_of_days_that_have_come(school):
    key = place(school, status="2")
    ahead = SIGNED | {"signed_school_date": DAY + timedelta(days=1)}
    assert school.refusal("签齐三方协议", key, **ahead) == ("signed_school_date", "out-of-range")
    row = done(school, "签齐三方协议", key, **SIGNED)
    assert (row["status"], row["signed_student_date"]) == ("2", SIGNED["signed_student_date"])


def test_the_agreement_is_signed_by_its_number_each_by_its_own(school):
    key = place(school, status="2")
    told = school.plan([("签齐三方协议", key, SIGNED)]).warnings[0]
    assert [(field, one.code) for field, one in told] == [("agreement_number", "required")]
    made = school.plan([("签齐三方协议", key, SIGNED | {"agreement_number": "SX-9"})])
    assert not made.warnings
    assert made.proposed[0] == {"agreement_number": "SX-9"}
    assert done(school, "签齐三方协议", key, **SIGNED, agreement_number="SX-9")["agreement_number"] == "SX-9"
    assert not school.plan([("签齐三方协议", key, SIGNED)]).warnings
    assert "agreement_number" in act_named("签齐三方协议").apart
    with school.database.transaction("又一人") as tx:
        other = tx.insert(Placement, {
            "student": tx.insert(Student, factories.student(9)), "enterprise": school.firm, "status": "2",
            "start_date": DAY, "end_date": END,
        })  # fmt: skip
    for numbers, told in ((("SX-9", "SX-9"), ["duplicate"] * 2), (("SX-9", "SX-10"), [])):
        cases = [
            ("签齐三方协议", one, SIGNED | {"agreement_number": n})
            for one, n in zip((key, other), numbers, strict=True)
        ]
        assert [one.code for some in school.plan(cases).warnings.values() for _field, one in some] == told


def test_what_is_prolonged_is_judged_and_what_only_ends_is_not(school):
    key = prepared(school)
    done(school, "开始实习", key)
    for act, given, lacking in (
        ("延期", {"change_date": DAY, "new_end_date": END + timedelta(days=1)}, {"R-INT-21"}),
        ("延期", {"change_date": DAY, "new_end_date": END + timedelta(days=20)}, {"R-INT-11", "R-INT-21"}),
        ("中止实习", {"end_date": DAY, "end_reason": "3"}, set()),
    ):
        verdicts = foreseen(school.database, school.plan([(act, key, given)])).verdicts
        assert {one.finding.rule.number for one in verdicts if one.finding.verdict is Saying.BROKEN} == lacking


# --- what the regulation stops


def prepared(school, **lacking):
    """A placement for which everything is there that has to be, but for what `lacking` says."""
    with school.database.transaction("岗位") as tx:
        tutor = tx.insert(Staff, {"name": "王师"})
        covered = factories.policy(tx, "BX-1", insured_from=BEGIN, insured_until=END)
        post = tx.insert(Post, {
            "name": "操作工", "enterprise": school.firm, "labour_grade": "1", "shift": "1",
            "is_minor_forbidden": False, "is_female_forbidden": False, "same_post_wage": Decimal(3000),
        })  # fmt: skip
    before = BEGIN - timedelta(days=5)
    papers = {
        "status": "2", "mode": "1", "post": post, "tutor": tutor, "mentor_name": "李师傅", "consent_date": before,
        "agreement_number": "SX-1", "policy_number": covered, "insured_from": BEGIN, "insured_until": END,
        "daily_hours": Decimal(8), "weekly_hours": Decimal(40), "pay": Decimal(2800), "pay_channel": "1",
        "pay_cycle_days": 30, "safety_training_date": before, "lodging": "1", **SIGNED,
        "signed_guardian_date": before, "shift": "1",
    }  # fmt: skip
    return place(school, **{**papers, **lacking})


def stopping(school, key):
    made = school.plan([("开始实习", key, {})])
    assert not made.refused
    return {v.finding.rule.number for v in foreseen(school.database, made).verdicts if v.stops}


@pytest.mark.parametrize(("lacking", "rules"), [
    ({}, set()),
    ({"agreement_number": None}, {"R-INT-15"}),
    ({"consent_date": None}, {"R-INT-14"}),
    ({"consent_date": BEGIN}, {"R-INT-14"}),
    ({"tutor": None}, {"R-INT-18"}),
    ({"signed_school_date": BEGIN}, {"R-INT-15"}),
    ({"daily_hours": Decimal(9)}, {"R-INT-09"}),
    ({"pay": Decimal(100)}, set()),  # warned of, which stops nothing
])  # fmt: skip
def test_what_is_forbidden_stops_the_start(school, lacking, rules):
    assert stopping(school, prepared(school, **lacking)) == rules


def test_what_is_forbidden_of_the_enterprise_stops_it_too(school):
    from models.entities.enterprises import Enterprise

    key = prepared(school)
    with school.database.transaction("收费") as tx:
        tx.update(Enterprise, school.firm, {"is_fee_free": False})
    assert stopping(school, key) == {"R-INT-17"}


def test_who_lets_it_pass_is_kept_with_the_reason_and_until_when(school):
    key = prepared(school, agreement_number=None)
    made = school.plan([("开始实习", key, {})])
    with pytest.raises(Invalid), school.database.transaction(made.name) as tx:
        apply(tx, made)
    assert school.rows(Placement, school.students[0])[0]["status"] == "2"
    until = DAY + timedelta(days=14)
    assert done(school, "开始实习", key, {"R-INT-15": Waiving("补签中", until)})["status"] == "3"
    (waiver,) = school.rows(Waiver)
    assert (waiver["rule"], waiver["entity"], waiver["record_id"], waiver["reason"], waiver["until_date"]) == (
        "R-INT-15", "placement", key, "补签中", until,
    )  # fmt: skip


def test_nothing_starts_before_its_first_day(school):
    key = place(school, status="2", start_date=DAY + timedelta(days=1))
    assert school.refusal("开始实习", key) == ("start_date", "out-of-range")
    assert "start_date" not in school.plan([("开始实习", key, {})], day=DAY + timedelta(days=1)).refused


def at_work(school, day):
    with school.database.reading() as connection:
        query = Query(Placement, (Condition("student", "=", school.students[0]),), as_of=day)
        return connection.execute(query.count()).scalar_one()


def test_who_starts_is_at_work_and_who_ends_is_not_from_the_day_after(school):
    key = prepared(school)
    assert at_work(school, DAY) == 0
    made = school.plan([("开始实习", key, {})])
    counts = [(c.before, c.after) for c in foreseen(school.database, made).counts]
    assert counts == [(2, 3)]  # interns of the enterprise
    done(school, "开始实习", key)
    assert at_work(school, DAY) == 1
    ended = school.plan([("中止实习", key, {"end_date": DAY, "end_reason": "1"})])
    assert [(c.before, c.after) for c in foreseen(school.database, ended).counts] == [(3, 2)]
    done(school, "中止实习", key, end_date=DAY, end_reason="1")
    assert (at_work(school, DAY), at_work(school, DAY + timedelta(days=1))) == (1, 0)


def test_what_an_act_does_is_said_in_words(school):
    key = place(school)
    with school.database.reading() as connection:
        made = school.plan([("中止实习", key, {"end_date": DAY, "end_reason": "3"})])
        told = [(line.field.name, line.before, line.after) for line in lines_of(connection, made)]
    assert told == [("end_date", "2026-06-30", "2026-03-10"), ("status", "在岗", "中止"), ("end_reason", "", "违纪")]


BULK = {
    "签齐三方协议": (SIGNED, "2"), "开始实习": ({}, "2"), "完成实习": ({}, "3"), "实习考核": ({"grade": "2"}, "3"),
    "中止实习": ({"end_date": DAY, "end_reason": "1"}, "3"), "更正实习状态": ({"correction": "错"}, "6"),
    "换岗": ({"change_date": DAY, "new_post": "质检员"}, "3"), "延期": ({"change_date": DAY, "new_end_date": END}, "3"),
}  # fmt: skip


@pytest.mark.parametrize("name", BULK)
def test_many_take_no_more_statements_than_one(school, name):
    given, status = BULK[name]
    with school.database.transaction("许多") as tx:
        keys = [
            tx.insert(Placement, {
                "student": tx.insert(Student, factories.student(n)), "enterprise": school.firm, "status": status,
                "start_date": BEGIN, "end_date": DAY,
            })
            for n in range(50, 62)
        ]  # fmt: skip
    numbers = []
    for some in (keys[:1], keys):
        with school.database.reading() as connection, counted(school.database) as statements:
            made = plan(connection, act_named(name), some, given, day=DAY)
        assert not made.refused
        told = len(statements)
        with counted(school.database) as statements:
            foreseen(school.database, made)
        numbers.append((told, len(statements)))
    assert numbers[1][0] <= numbers[0][0]
    assert numbers[1][1] <= numbers[0][1]
