"""Standards, matters and projects go on by acts only: every arrow and every non-arrow; who takes part in an activity does so once."""

from datetime import date, timedelta

import pytest

from models.acts.applying import apply
from models.acts.catalogue import acts_of
from models.acts.cooperation import COOPERATION_ACTS
from models.database.errors import Invalid
from models.entities.cooperation import (
    Activity,
    ActivityEnterprise,
    ActivityStudent,
    CooperationProject,
    CourseStandard,
    Matter,
)
from tests.models.acts.conftest import DAY

RAISED = date(2025, 9, 12)
ANSWER = {"answer": "已商定", "answered_date": DAY}
MACHINES = {  # entity -> what is there, its states, act -> what is given, from which states to which
    Matter: ({"title": "设备开放", "kind": "4", "raised_by": "示例商会", "raised_date": RAISED, "assigned_to": "教务处"} | ANSWER, "12345", {
        "转办事项": ({"assigned_to": "实训处"}, {"1": "2", "2": "2"}), "重新办理": ({"remark": "又提出"}, {"3": "2", "4": "2", "5": "2"}), "答复事项": (ANSWER | {"answer": "另行安排"}, {"2": "3", "3": "3"}), "落实事项": ({}, {"3": "4"}),
        "不予办理": (ANSWER, {"1": "5", "2": "5"}),
    }),
    CooperationProject: ({"name": "工艺优化", "kind": "3", "start_date": RAISED}, "1234", {
        "立项": ({}, {"1": "2"}), "结题": ({"outcome": "报告"}, {"2": "3"}), "终止项目": ({"remark": "企业停产"}, {"1": "4", "2": "4"}),
        "恢复项目": ({"remark": "误办结题"}, {"3": "2", "4": "2"}),
    }),
    CourseStandard: ({"name": "数控车削", "version": "V1", "approved_date": RAISED}, "123", {
        "执行课程标准": ({}, {"1": "2", "3": "2"}), "废止课程标准": ({}, {"1": "3", "2": "3"}),
    }),
}  # fmt: skip
ARROWS = [(entity, act, state) for entity, (_row, states, acts) in MACHINES.items() for act in acts for state in states]


def there(school, entity, **more):
    row = MACHINES[entity][0] | more
    if entity is CourseStandard:
        row = {"major": school.majors["数控"]} | row
    with school.database.transaction("登记") as tx:
        return tx.insert(entity, row)


def done(school, name, key, **given):
    planned = school.plan([(name, key, given)])
    assert not planned.refused
    with school.database.transaction(planned.name) as tx:
        apply(tx, planned)
    return planned


def row_of(school, entity, key):
    return next(row for row in school.rows(entity) if row["id"] == key)


@pytest.mark.parametrize(("entity", "act", "state"), ARROWS)
def test_every_arrow_and_no_other(school, entity, act, state):
    given, steps = MACHINES[entity][2][act]
    key = there(school, entity, status=state)
    before = row_of(school, entity, key)
    if state not in steps:
        assert school.refusal(act, key, **given) == ("status", "illegal-transition")
        return
    done(school, act, key, **given)
    after = row_of(school, entity, key)
    assert after["status"] == steps[state]
    assert {name: after[name] for name in given} == given
    school.database.undo()
    assert row_of(school, entity, key) == before


def test_no_arrow_is_left_out():
    for entity, (_row, _states, acts) in MACHINES.items():
        assert {act.label for act in acts_of(entity.__tablename__)} == set(acts)
    assert {act.entity for act in COOPERATION_ACTS} == {*(e.__tablename__ for e in MACHINES), "student", "enterprise"}


@pytest.mark.parametrize(("entity", "name"), [
    (Matter, "status"), (Matter, "answer"), (Matter, "answered_date"), (CooperationProject, "status"), (CourseStandard, "status"),
])  # fmt: skip
def test_no_other_hand_changes_what_acts_change(school, entity, name):
    key = there(school, entity, status="2")
    with pytest.raises(Invalid, match="只能通过办理改变"), school.database.transaction("改") as tx:
        tx.update(entity, key, {name: DAY if name.endswith("date") else "1"})


@pytest.mark.parametrize(("entity", "act", "given", "told"), [
    (Matter, "答复事项", {"answer": "好", "answered_date": RAISED - timedelta(1)}, ("answered_date", "out-of-range")),
    (Matter, "答复事项", {"answer": "好", "answered_date": DAY + timedelta(1)}, ("answered_date", "out-of-range")),
    (Matter, "答复事项", {"answer": "好", "answered_date": RAISED}, None), (Matter, "不予办理", {"answer": "好", "answered_date": DAY}, None),
    (CooperationProject, "结题", {"end_date": RAISED - timedelta(1)}, ("end_date", "out-of-range")),
    (CooperationProject, "结题", {"end_date": RAISED}, None), (CooperationProject, "结题", {"end_date": DAY + timedelta(1)}, ("end_date", "out-of-range")),
])  # fmt: skip
def test_nothing_is_done_before_it_began_nor_on_a_day_to_come(school, entity, act, given, told):
    key = (
        there(school, entity, status="2", answer=None, answered_date=None)
        if entity is Matter
        else there(school, entity, status="2")
    )
    refused = school.plan([(act, key, given)]).refused
    assert [(field, complaint.code) for field, complaint in refused.values()] == ([told] if told else [])


def test_a_matter_is_handed_on_to_somebody(school):
    key = there(school, Matter, status="1", assigned_to=None)
    assert school.refusal("转办事项", key) == ("assigned_to", "required")
    done(school, "转办事项", key, assigned_to="教务处", due_date=DAY)
    assert (row_of(school, Matter, key)["assigned_to"], row_of(school, Matter, key)["due_date"]) == ("教务处", DAY)
    other = there(school, Matter, title="住宿", status="1")  # who sees to it was said when it was entered
    done(school, "转办事项", other)
    assert row_of(school, Matter, other)["assigned_to"] == "教务处"


@pytest.mark.parametrize(("approved", "given", "told", "kept"), [
    (None, {}, ("approved_date", "required"), None), (None, {"approved_date": DAY + timedelta(1)}, ("approved_date", "out-of-range"), None),
    (None, {"approved_date": DAY}, None, DAY), (RAISED, {}, None, RAISED), (RAISED, {"approved_date": DAY}, None, DAY),
])  # fmt: skip
def test_what_comes_into_force_was_approved(school, approved, given, told, kept):
    key = there(school, CourseStandard, status="1", approved_date=approved)
    if told is not None:
        assert school.refusal("执行课程标准", key, **given) == told
        return
    done(school, "执行课程标准", key, **given)
    assert row_of(school, CourseStandard, key)["approved_date"] == kept


def test_a_new_version_in_force_abolishes_the_one_before_and_no_other_course(school):
    former = there(school, CourseStandard, status="2")
    others = [
        there(school, CourseStandard, status="2", name="机械制图"),
        there(school, CourseStandard, status="2", major=school.majors["护理"]),
    ]
    new = there(school, CourseStandard, status="1", version="V2")
    planned = done(school, "执行课程标准", new)
    assert list(planned.notes.values()) == [("同一课程的版本 V1 同时废止",)]
    assert {key: row_of(school, CourseStandard, key)["status"] for key in (former, *others, new)} == {
        former: "3", **dict.fromkeys(others, "2"), new: "2"
    }  # fmt: skip
    school.database.undo()
    assert [row_of(school, CourseStandard, key)["status"] for key in (former, new)] == ["2", "1"]


def activity(school, begin=DAY):
    with school.database.transaction("活动") as tx:
        return tx.insert(Activity, {"title": "双选会", "kind": "1", "start_date": begin})


def test_students_ticked_take_part_once_and_sign_in_later(school):
    fair, (one, other, _third) = activity(school), school.students
    planned = school.plan([("参加活动", key, {"activity": fair}) for key in (one, other)])
    with school.database.transaction(planned.name) as tx:
        apply(tx, planned)
    assert school.refusal("参加活动", one, activity=fair) == ("activity", "duplicate")
    done(school, "参加活动", one, activity=fair, signed_in=True, intention_enterprise=school.firm)
    rows = {
        row["student_id"]: (row["signed_in"], row["intention_enterprise_id"]) for row in school.rows(ActivityStudent)
    }
    assert rows == {one: (True, school.firm), other: (None, None)}


@pytest.mark.parametrize(("begin", "told"), [(DAY, None), (DAY + timedelta(1), ("signed_in", "out-of-range"))])
def test_nobody_signs_in_before_the_day(school, begin, told):
    planned = school.plan([("参加活动", school.students[0], {"activity": activity(school, begin), "signed_in": True})])
    assert [(field, complaint.code) for field, complaint in planned.refused.values()] == ([told] if told else [])


def test_an_enterprise_takes_part_with_what_it_offers(school):
    fair = activity(school)
    done(school, "参会", school.firm, activity=fair, post_count=3, headcount=20)
    assert school.refusal("参会", school.firm, activity=fair, post_count=3) == ("activity", "duplicate")
    done(school, "参会", school.firm, activity=fair, post_count=4)
    (row,) = school.rows(ActivityEnterprise)
    assert (row["enterprise_id"], row["post_count"], row["headcount"]) == (school.firm, 4, 20)
    for said in ("带设备", "要展位"):
        given = {"activity": fair, "post_count": 5, "remark": said}
        done(school, "参会", school.firm, **given)
        assert school.refusal("参会", school.firm, **given) == ("activity", "duplicate")
    assert [row["remark"] for row in school.rows(ActivityEnterprise)] == ["带设备；要展位"]


def test_what_is_taken_up_again_waits_for_an_answer(school):
    key = there(school, Matter, status="4", due_date=RAISED, satisfaction="1")
    done(school, "重新办理", key, remark="企业又提出")
    row = row_of(school, Matter, key)
    assert (row["status"], row["answer"], row["answered_date"], row["satisfaction"]) == ("2", None, None, None)


@pytest.mark.parametrize(("more", "given", "warned"), [
    ({"amount": 1000}, {"received": 2000}, [("received", "out-of-range")]), ({"amount": 1000}, {"received": 1000}, []),
    ({"amount": 1000, "received": 2000}, {}, []),  # was so before
    ({}, {"is_transformed": False, "transformed_amount": 5}, [("is_transformed", "conflict")]),
])  # fmt: skip
def test_what_a_form_would_doubt_an_act_doubts_too(school, more, given, warned):
    key = there(school, CooperationProject, status="2", **more)
    planned = school.plan([("结题", key, given)])
    assert [(name, one.code) for some in planned.warnings.values() for name, one in some] == warned


def test_of_those_who_take_part_what_a_form_would_doubt_is_doubted(school):
    pay = {"activity": activity(school), "salary_low": 8000, "salary_high": 3000}
    planned = school.plan([("参会", school.firm, pay)])
    found = [(name, one.code) for some in planned.warnings.values() for name, one in some]
    assert found == [("salary_low", "out-of-range")]


@pytest.mark.parametrize(
    ("before", "said", "kept"),
    [
        (None, "又提出", "又提出"), ("会议要求", "又提出", "会议要求；又提出"), ("会" * 496, "又提出", "会" * 496 + "；又提出"),
        ("会" * 497, "又提出", None),
    ],
)  # fmt: skip
def test_what_an_act_says_is_added_to_the_remark(school, before, said, kept):
    """What stands in it is never written over; where there is no room it is refused."""
    key = there(school, Matter, status="4", remark=before)
    if kept is None:
        (told,) = school.plan([("重新办理", key, {"remark": said})]).refused.values()
        assert (told[0], told[1].code) == ("remark", "too-long")
    else:
        done(school, "重新办理", key, remark=said)
    assert row_of(school, Matter, key)["remark"] == (before if kept is None else kept)


def test_an_act_that_says_nothing_leaves_the_remark(school):
    key = there(school, Matter, status="3", remark="会议要求")
    done(school, "落实事项", key, remark=None)
    assert row_of(school, Matter, key)["remark"] == "会议要求"
