"""Every rule of the regulation, broken by the least change to a placement that keeps them all."""

from datetime import date
from decimal import Decimal

import pytest

from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.schools import School
from models.rules.quality import problems
from models.rules.regulation import RULES, breaches, verdicts
from tests import factories

START, END, BORN = date(2026, 3, 2), date(2026, 8, 28), date(2008, 5, 6)
SIGNED = {f"signed_{who}_date": date(2026, 2, 20) for who in ("student", "school", "enterprise", "guardian")}
PREPARED = dict.fromkeys(
    ("inspection_done_date", "list_approved_date", "consents_done_date", "filing_done_date", "plan_made_date",
     "rules_made_date", "agreements_done_date", "training_done_date"), date(2026, 2, 27),
)  # fmt: skip
RIGHT = {
    "school": {"name": "云岭示例职业学校", "region": "210102"},
    "student": {"birth_date": BORN, "gender": "2", "entry_month": "2023-09", "id_number": None, "id_type": "Z"},
    "enterprise": {"industry": "34", "region": "210103", "is_safety_clear": True,
                   "inspection_date": date(2025, 12, 1), "approval_meeting": "校纪要1", "published_date": date(2026, 1, 9)},
    "post": {"name": "数控加工", "same_post_wage": Decimal(5000), "lowest_tier_wage": Decimal(4000),
             "labour_grade": "2", "is_minor_forbidden": False, "is_female_forbidden": False},
    "plan": {"name": "2026年春季实习", "kind": "2", "status": "3", "start_date": START, "end_date": END, **PREPARED},
    "placement": {"start_date": START, "end_date": END, "status": "3", "shift": "1", "daily_hours": Decimal(8),
                  "weekly_hours": Decimal(40), "pay": Decimal(4000), "pay_channel": "1", "pay_cycle_days": 30,
                  "match_level": "1", "consent_date": date(2026, 2, 1), "agreement_number": "SX-1", **SIGNED,
                  "insured_from": START, "insured_until": END},
}  # fmt: skip
FILED = {"filing_number": "备〔2026〕1号", "filing_date": date(2026, 1, 5)}
MINOR_LATER = date(2008, 3, 1)  # 18 the day before the first

# what is changed, the rules broken by it: (number, field)
CASES = [
    ({}, []),
    ({"student": {"entry_month": "2025-09"}}, [("R-INT-01", "start_date")]),
    ({"student": {"entry_month": "2025-08"}}, [("R-INT-01", "start_date")]),
    ({"student": {"entry_month": "2024-09"}}, []),
    ({"student": {"birth_date": date(2010, 3, 2)}}, [("R-INT-02", "start_date")]),  # the birthday itself is too early
    ({"student": {"birth_date": date(2010, 3, 1)}}, []),
    ({"post": {"is_minor_forbidden": True}}, [("R-INT-03", "post")]),
    ({"post": {"is_minor_forbidden": True}, "student": {"birth_date": MINOR_LATER}}, []),
    ({"post": {"is_female_forbidden": True}}, [("R-INT-04", "post")]),
    ({"post": {"is_female_forbidden": True}, "student": {"gender": "1"}}, []),
    ({"enterprise": {"industry": "9011"}}, [("R-INT-05", "enterprise")]),
    ({"enterprise": {"industry": "7263"}}, [("R-INT-06", "enterprise")]),
    ({"post": {"labour_grade": "3"}}, [("R-INT-07", "post")]),
    ({"post": {"hazards": ("1", "4")}}, [("R-INT-08", "post")]),
    ({"post": {"hazards": ("1",)}, "plan": FILED | {"is_hazard_filed": True}}, []),
    ({"post": {"hazards": ("1",)}, "plan": {"is_hazard_filed": True}}, [("R-INT-08", "post")]),
    ({"placement": {"shift": "3"}}, [("R-INT-08", "shift")]),
    ({"placement": {"shift": None}, "post": {"shift": "2"}}, [("R-INT-08", "shift")]),
    ({"placement": {"shift": "3"}, "plan": FILED | {"is_night_filed": True}}, []),
    ({"placement": {"shift": "3"}, "plan": FILED | {"is_night_filed": True, "filing_date": START}},
     [("R-INT-08", "shift")]),
    ({"placement": {"daily_hours": Decimal("8.5")}}, [("R-INT-09", "daily_hours")]),
    ({"placement": {"weekly_hours": Decimal(48)}}, [("R-INT-09", "weekly_hours")]),
    ({"placement": {"weekly_hours": Decimal(48)}, "plan": FILED | {"is_overtime_filed": True}}, []),
    ({"placement": {"end_date": date(2026, 9, 30), "insured_until": date(2026, 9, 30)}}, [("R-INT-11", "end_date")]),
    ({"placement": {"end_date": date(2026, 6, 30)}}, [("R-INT-11", "end_date")]),
    ({"placement": {"match_level": "3"}}, [("R-INT-12", "match_level")]),
    ({"placement": {"match_level": "3", "match_reason": "本人申请"}}, []),
    ({"placement": {"consent_date": START}}, [("R-INT-14", "consent_date")]),
    ({"placement": {"signed_school_date": None}}, [("R-INT-15", "agreement_number")]),
    ({"placement": {"signed_student_date": date(2026, 3, 3)}}, [("R-INT-15", "agreement_number")]),
    ({"placement": {"signed_guardian_date": None}}, [("R-INT-15", "agreement_number")]),
    ({"placement": {"signed_guardian_date": None}, "student": {"birth_date": MINOR_LATER}}, []),
    ({"placement": {"agreement_number": None, "signed_school_date": None}}, []),  # a gap, told as one
    ({"placement": {"pay": Decimal("3999.99")}}, [("R-INT-16", "pay")]),
    ({"placement": {"pay": Decimal(3600)}, "post": {"lowest_tier_wage": Decimal(3600)}}, []),  # one of the two is enough
    ({"placement": {"pay": Decimal(3900)}, "post": {"lowest_tier_wage": None}}, [("R-INT-16", "pay")]),
    ({"placement": {"pay": Decimal(1)}, "post": {"lowest_tier_wage": None, "same_post_wage": None}}, []),
    ({"placement": {"pay_channel": "3"}}, [("R-INT-16", "pay_channel")]),
    ({"placement": {"pay_cycle_days": 60}}, [("R-INT-16", "pay_cycle_days")]),
    ({"enterprise": {"region": "320500"}}, [("R-INT-20", "cross_filing_number")]),
    ({"enterprise": {"region": "320500"}, "placement": {"cross_filing_number": "苏备1"}}, []),
    ({"enterprise": {"region": "320500"}, "placement": {"region": "210104"}}, []),
    ({"placement": {"insured_until": date(2026, 8, 27)}}, [("R-INT-21", "insured_until")]),
    ({"placement": {"insured_from": date(2026, 3, 3)}}, [("R-INT-21", "insured_until")]),
    ({"enterprise": {"inspection_date": None}}, [("R-INT-22", "inspection_date")]),
    ({"enterprise": {"inspection_date": None}, "placement": {"status": "5"}}, []),
    ({"plan": {"training_done_date": None}}, [("R-INT-24", "start_date")]),
    ({"plan": {"filing_done_date": date(2026, 3, 3)}}, [("R-INT-24", "start_date")]),
    ({"plan": {"filing_done_date": None, "status": "1"}}, []),
    ({"enterprise": {"is_safety_clear": False}}, [("R-INT-23", "enterprise")]),
    ({"placement": {"weekly_hours": Decimal(48), "status": "6"}}, []),  # over
    ({"placement": {"weekly_hours": Decimal(48)}, "plan": {"kind": "1"}}, []),  # a visit
]  # fmt: skip


def _place(database, changed):
    given = {name: values | changed.get(name, {}) for name, values in RIGHT.items()}
    with database.transaction("安排实习") as tx:
        school = tx.insert(School, given["school"])
        student = tx.insert(Student, factories.student(1) | given["student"] | {"school": school})
        firm = tx.insert(Enterprise, factories.enterprise(1) | given["enterprise"])
        post = tx.insert(Post, given["post"] | {"enterprise": firm})
        plan = tx.insert(PlacementPlan, given["plan"])
        links = {"student": student, "enterprise": firm, "post": post, "plan": plan}
        made = tx.insert(Placement, given["placement"] | links)
    return {Placement: made, Enterprise: firm, PlacementPlan: plan}


@pytest.mark.parametrize(
    ("changed", "broken"), CASES, ids=[f"{n}-{b[0][0] if b else 'kept'}" for n, (_c, b) in enumerate(CASES)]
)
def test_the_records_are_told_the_rules_they_break(database, changed, broken):
    keys = _place(database, changed)
    with database.reading() as connection:
        found = [(entity, *told) for entity in keys for told in breaches(connection, entity)]
        assert [(told.code, field) for _entity, _key, field, told in found] == broken
        assert all(key == keys[entity] for entity, key, _field, _told in found)
        assert [told for entity, key in keys.items() for told in breaches(connection, entity, [key + 1])] == []


@pytest.mark.parametrize(("changed", "broken"), CASES[::3])
def test_verdicts_say_no_exactly_where_a_rule_is_broken(database, changed, broken):
    key = _place(database, changed)[Placement]
    with database.reading() as connection:
        judged = verdicts(connection, key)
        told = [complaint.code for _key, _field, complaint in breaches(connection, Placement)]
    assert [rule.number for rule, kept in judged or () if kept is False] == told


def test_rules_are_not_asked_of_what_is_over(database):
    key = _place(database, {"placement": {"status": "6"}})[Placement]
    with database.reading() as connection:
        assert verdicts(connection, key) is None
        assert verdicts(connection, key + 1) is None


def test_every_rule_has_a_case():
    assert {rule.number for rule in RULES} == {number for _changed, broken in CASES for number, _field in broken}


def test_a_breach_stands_among_the_problems_with_its_article(database):
    keys = _place(database, {"placement": {"weekly_hours": Decimal(48)}})
    (problem,) = [one for one in problems(database) if one.complaint.code == "R-INT-09"]
    assert (problem.entity, problem.field.name, problem.fatal) == (Placement, "weekly_hours", True)
    assert problem.record_id == keys[Placement]
    assert problem.complaint.message == "每周工时超过 40 小时，批次没有事先备案（实习管理规定第十七条）"
