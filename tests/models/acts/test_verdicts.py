"""The verdicts on a placement are kept when an act ends it: what keeps them, what takes them back, what rewrites nothing."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from models.acts.planning import Waiving
from models.database import history
from models.entities.enterprises import Enterprise, Post
from models.entities.placement_verdicts import PlacementVerdict
from models.entities.placements import Placement
from models.entities.policy import PolicyParameter
from models.rules.problems import problems_of
from models.rules.regulation import judged_now, verdicts
from models.rules.rule import Verdict
from tests import factories
from tests.models.acts.conftest import DAY
from tests.models.acts.test_mechanism import counted
from tests.models.acts.test_merging import merged
from tests.models.acts.test_placement_changes import change, placed  # noqa: F401 - a fixture
from tests.models.acts.test_placements import BEGIN, END, done, place, prepared

AFTER = END + timedelta(days=1)
ENDING = {"end_date": DAY, "end_reason": "3"}


def kept(school, occasion="end"):
    return [row for row in school.rows(PlacementVerdict) if row["occasion"] == occasion]


def said(school, key, number, day=AFTER, how=verdicts):
    """What the rules of a number say, with the day on which it was kept."""
    with school.database.reading() as connection:
        found = how(connection, key, day) if how is verdicts else how(connection, [key], day)[key]
    return [(one.verdict, one.title, one.kept_on) for one in found if one.rule.number == number]


def stricter(school, hours=7):
    """The day may not be longer than so many hours, since before the placement: the row in force is amended."""
    row = max((row["valid_from"], row["id"]) for row in school.rows(PolicyParameter) if row["key"] == "R-INT-09.hours")[
        1
    ]
    with school.database.transaction("参数") as tx:
        tx.update(PolicyParameter, row, {"value": Decimal(hours), "severity": "1", "basis": "某市通知"})


def completed(school, **more):
    key = prepared(school, status="3", end_date=DAY, insured_until=DAY, **more)
    done(school, "完成实习", key)
    return key


def problems_on(school, key, code):
    with school.database.reading() as connection:
        found = problems_of(connection, Placement, [key], AFTER)
        return [problem.complaint.title for problem in found if problem.complaint.code == code]


@pytest.mark.parametrize(("name", "given"), [("完成实习", {}), ("中止实习", ENDING)])
def test_an_end_keeps_what_every_rule_says(school, name, given):
    key = prepared(school, status="3", end_date=DAY)
    done(school, name, key, **given)
    (row,) = kept(school)
    lines = json.loads(row["findings"])["findings"]
    assert (row["placement_id"], row["judged_date"]) == (key, DAY)
    with school.database.reading() as connection:
        fresh = [one for one in judged_now(connection, [key], DAY)[key] if not one.rule.afterwards]
    assert [(line["rule"], line["verdict"]) for line in lines] == [(f.rule.number, f.verdict.value) for f in fresh]


def test_a_later_threshold_rewrites_nothing_of_what_has_ended(school):
    key = completed(school)
    before = said(school, key, "R-INT-09", DAY)
    stricter(school)
    assert said(school, key, "R-INT-09", DAY) == before
    assert {(v, day) for v, _title, day in before} == {(Verdict.KEPT, DAY)}
    now = [(v, title) for v, title, _day in said(school, key, "R-INT-09", how=judged_now)]
    assert (Verdict.BROKEN, "每日工时超过 7 小时，批次没有事先备案") in now
    assert problems_on(school, key, "R-INT-09") == []


def test_a_breach_is_kept_with_its_sentence_and_the_row_of_policy(school):
    stricter(school)
    key = completed(school)
    (row,) = kept(school)
    told = json.loads(row["findings"])
    line = next(line for line in told["findings"] if line["field"] == "daily_hours" and line["rule"] == "R-INT-09")
    assert line["by"][0] == "R-INT-09.hours"
    assert told["parameters"]["R-INT-09.hours"] == {
        "value": "7.0000", "severity": "1", "scope": "*", "from": "2022-01-01", "basis": "某市通知",
    }  # fmt: skip
    stricter(school, 12)
    assert (Verdict.BROKEN, "每日工时超过 7 小时，批次没有事先备案", DAY) in said(school, key, "R-INT-09")
    assert problems_on(school, key, "R-INT-09") == []  # nothing to be done about it any more


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY])
def test_before_its_last_day_it_is_judged_as_of_the_day(school, day):
    key = completed(school)
    assert {one[2] for one in said(school, key, "R-INT-09", day)} == ({DAY} if day == DAY else {None})


def test_undo_takes_it_back_and_redo_brings_it_again(school):
    completed(school)
    before = kept(school)
    school.database.undo()
    assert kept(school) == []
    school.database.redo()
    assert kept(school) == before


def test_the_reversal_of_a_change_of_enterprise_takes_it_back(placed):  # noqa: F811 - a fixture
    event = change(placed, "换单位", new_enterprise=placed.other)
    (row,) = kept(placed)
    assert row["placement_id"] == placed.placement
    placed.do_all([("冲回实习变更", event, {"reversed_reason": "录错"})])
    assert kept(placed) == []


def test_what_runs_again_has_none_and_its_next_end_another(school):
    key = completed(school)
    done(school, "更正实习状态", key, correction="没有离岗", end_date=END)
    assert kept(school) == []
    done(school, "中止实习", key, day=DAY + timedelta(days=5), **ENDING)
    assert [row["judged_date"] for row in kept(school)] == [DAY + timedelta(days=5)]


GRADED = {"grade": "2", "enterprise_score": Decimal(80), "school_score": Decimal(90)}


def test_what_is_asked_afterwards_is_kept_with_the_assessment(school):
    key = completed(school)
    (lacking,) = said(school, key, "R-INT-25")
    assert lacking[::2] == (Verdict.LACKING, None)
    stricter(school)
    day = DAY + timedelta(days=20)
    done(school, "实习考核", key, day=day, **GRADED)
    assert said(school, key, "R-INT-25") == [(Verdict.KEPT, "", day)]
    assert {one[2] for one in said(school, key, "R-INT-26")} == {None}  # what is filed later still is judged later
    assert [row["judged_date"] for row in kept(school)] == [DAY]
    assert {one[0] for one in said(school, key, "R-INT-09")} == {Verdict.KEPT}


@pytest.mark.parametrize("stays", [True, False], ids=["it is merged away", "another is merged into it"])
def test_a_firm_that_turns_out_to_be_another_rewrites_nothing(school, stays):
    """Nobody did anything with the placement: it refers to what its firm and its post are called now."""
    key = completed(school)
    with school.database.transaction("重复") as tx:
        other = tx.insert(Enterprise, factories.enterprise(9, name="甲厂有限公司"))
        tx.insert(Post, {"enterprise": other, "name": "操作工"})
    before = kept(school)
    stricter(school)
    own, gone = (other, school.firm) if stays else (school.firm, other)
    merged(school, "合并企业", own, gone)
    (row,) = [row for row in school.rows(Placement) if row["id"] == key]
    assert row["enterprise_id"] == own
    assert kept(school) == before


def test_nothing_is_made_up_of_what_came_in_as_ended(school):
    key = place(school, status="6", end_date=DAY)
    done(school, "实习考核", key, day=AFTER, **GRADED)
    assert school.rows(PlacementVerdict) == []
    assert problems_on(school, key, "not-kept") == []


def test_the_check_names_what_an_act_ended_and_nobody_kept(school):
    key = completed(school)
    assert problems_on(school, key, "not-kept") == []
    with school.database.transaction("旧版本") as tx:
        tx.delete_stored(PlacementVerdict, [row["id"] for row in school.rows(PlacementVerdict)])
    assert len(problems_on(school, key, "not-kept")) == 1


def test_a_breach_that_was_let_pass_is_kept_as_such(school):
    key = prepared(school, agreement_number=None, end_date=DAY)
    done(school, "开始实习", key, {"R-INT-15": Waiving("补签中")})
    done(school, "完成实习", key)
    with school.database.reading() as connection:
        found = verdicts(connection, key, AFTER)
    broken = {one.rule.number: one.waived for one in found if one.verdict is Verdict.BROKEN}
    assert broken["R-INT-15"] is True
    assert not any(waived for number, waived in broken.items() if number != "R-INT-15")


def test_it_goes_with_its_placement_and_comes_back_with_it(school):
    key = place(school, end_date=DAY)
    done(school, "完成实习", key)
    before = kept(school)
    with school.database.transaction("删除") as tx:
        tx.delete(Placement, key)
    assert kept(school) == []
    school.database.undo()
    assert kept(school) == before
    with school.database.reading() as connection:
        last = history.change_sets(connection, 1)[0]
    assert last.change_count == 1  # what the program keeps beside a record is not counted


def test_many_ends_take_no_more_statements_than_one(school):
    from models.acts.applying import apply
    from models.entities.people import Student
    from tests import factories

    with school.database.transaction("许多") as tx:
        keys = [
            tx.insert(Placement, {
                "student": tx.insert(Student, factories.student(n)), "enterprise": school.firm, "status": "3",
                "start_date": BEGIN, "end_date": DAY,
            })
            for n in range(50, 62)
        ]  # fmt: skip
    numbers = []
    for some in (keys[:1], keys[1:]):
        made = school.plan([("完成实习", key, {}) for key in some])
        with school.database.transaction(made.name) as tx, counted(school.database) as statements:
            apply(tx, made)
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0]
