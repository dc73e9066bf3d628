"""Every rule of the regulation with what keeps it, what breaks it, the boundary, and what is missing to tell."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.database.database import open_database
from models.entities.enterprises import Enterprise, Post
from models.entities.insurance import InsuredPerson
from models.entities.people import ClassMembership, Student
from models.entities.placement_records import ArchiveItem
from models.entities.placements import Placement, PlacementPlan
from models.entities.policy import PolicyParameter, national
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School, Staff
from models.rules import regulation
from models.rules.problems import problems, problems_of, summed
from models.rules.regulation import NUMBERS, RULES, judged, verdicts, worst
from models.rules.rule import REGULATION_2016, REGULATION_2021, Verdict
from models.schema.fields import field_map
from tests import factories

KEPT, BROKEN, LACKING = Verdict.KEPT, Verdict.BROKEN, Verdict.LACKING
START, END, BORN = date(2026, 3, 2), date(2026, 8, 28), date(2008, 5, 6)
EVE, RUNNING, AFTER = date(2026, 3, 1), date(2026, 4, 20), date(2026, 9, 1)
ADULT = date(2008, 3, 1)  # 18 the day before the first
SIGNATURES = tuple(f"signed_{who}_date" for who in ("student", "school", "enterprise", "guardian"))
SIGNED, UNSIGNED = dict.fromkeys(SIGNATURES, date(2026, 2, 20)), dict.fromkeys(SIGNATURES)
PREPARATIONS = (
    "inspection_done_date", "list_approved_date", "consents_done_date", "filing_done_date", "plan_made_date",
    "rules_made_date", "agreements_done_date", "training_done_date",
)  # fmt: skip
RIGHT = {
    "school": {"name": "云岭示例职业学校", "region": "210102"},
    "student": {"birth_date": BORN, "gender": "2", "entry_month": None, "id_number": None, "id_type": "Z"},
    "class": {"name": "2023级数控1班", "grade_year": 2023},
    "enterprise": {"industry": "C3460", "region": "210103", "is_safety_clear": True, "is_fee_free": True,
                   "integrity_checked_date": date(2025, 12, 1), "staff_total": 100,
                   "inspection_date": date(2025, 12, 1), "approval_meeting": "校纪要1", "published_date": date(2026, 1, 9)},
    "post": {"name": "数控加工", "same_post_wage": Decimal(5000), "lowest_tier_wage": Decimal(4000), "same_post_staff": 20,
             "labour_grade": "2", "is_minor_forbidden": False, "is_female_forbidden": False},
    "plan": {"name": "2026年春季实习", "kind": "2", "status": "3", "start_date": START, "end_date": END,
             **dict.fromkeys(PREPARATIONS, date(2026, 2, 27))},
    "placement": {"start_date": START, "end_date": END, "status": "3", "shift": "1", "daily_hours": Decimal(8),
                  "weekly_hours": Decimal(40), "pay": Decimal(4000), "pay_channel": "1", "pay_cycle_days": 30,
                  "match_level": "1", "mode": "1", "lodging": "1", "mentor_name": "李师傅",
                  "consent_date": date(2026, 2, 1), "agreement_number": "SX-1", **SIGNED, "policy_number": "P1",
                  "insured_from": START, "insured_until": END},
    "links": {},
}  # fmt: skip
FILED = {"filing_number": "备〔2026〕1号", "filing_date": date(2026, 1, 5)}
NO_STAFF = {"links": {"tutor": None}}


ARCHIVE = "12345678"  # the eight kinds of materials


def at(day, **changed):
    """A change looked at on another day than in the middle."""
    return {"day": day, **changed}


def of_placement(**values):
    return {"placement": values}


def of_post(**values):
    return {"post": values}


def of_firm(**values):
    return {"enterprise": values}


def of_student(**values):
    return {"student": values}


def of_plan(**values):
    return {"plan": values}


def for_days(days, **values):
    last = START + timedelta(days - 1)
    return of_placement(end_date=last, insured_until=last, **values)


# rule -> (what is changed in a placement that keeps it, the verdict); {} is the one that keeps it
CASES = {
    "R-INT-01": [
        ({}, KEPT),
        ({"class": {"grade_year": 2025}}, BROKEN),  # no month of entry, but the class has a grade
        ({"class": {"grade_year": 2024}}, KEPT),
        ({"class": {"grade_year": None}}, LACKING),
        ({"class": {"grade_year": None}, **of_student(entry_month="2025-09")}, BROKEN),
        ({"class": {"grade_year": None}, **of_student(entry_month="2025-08")}, BROKEN),  # before term begins
        ({"class": {"grade_year": None}, **of_student(entry_month="2024-09")}, KEPT),
        ({"class": {"grade_year": 2025}, **of_placement(start_date=date(2026, 8, 31), end_date=date(2027, 2, 1))}, BROKEN),
        ({"class": {"grade_year": 2025}, **of_placement(start_date=date(2026, 9, 1), end_date=date(2027, 2, 1))}, KEPT),
    ],
    "R-INT-02": [
        ({}, KEPT),
        (of_student(birth_date=date(2010, 3, 3)), BROKEN),
        (of_student(birth_date=date(2010, 3, 2)), BROKEN),  # the birthday itself is a day too early
        (of_student(birth_date=date(2010, 3, 1)), KEPT),
        (of_student(birth_date=None), LACKING),
    ],
    "R-INT-03": [
        ({}, KEPT),
        (of_post(is_minor_forbidden=True), BROKEN),
        ({**of_post(is_minor_forbidden=True), **of_student(birth_date=date(2008, 3, 2))}, BROKEN),  # 18th birthday
        ({**of_post(is_minor_forbidden=True), **of_student(birth_date=ADULT)}, KEPT),
        ({**of_post(hazards=("1",)), **of_plan(**FILED, is_hazard_filed=True)}, BROKEN),  # no filing lets minors in
        (of_post(is_minor_forbidden=None), LACKING),
        ({**of_post(is_minor_forbidden=None), **of_student(birth_date=ADULT)}, KEPT),
        ({"links": {"post": None}}, LACKING),
    ],
    "R-INT-04": [
        ({}, KEPT),
        (of_post(is_female_forbidden=True), BROKEN),
        ({**of_post(is_female_forbidden=True), **of_student(gender="1")}, KEPT),
        (of_post(hazards=("2",)), BROKEN),
        (of_post(is_female_forbidden=None), LACKING),
        ({**of_post(is_female_forbidden=True), **of_student(gender=None)}, LACKING),
    ],
    "R-INT-05": [
        ({}, KEPT),
        *((of_firm(industry=code), BROKEN) for code in
          ("9011", "R9011", "r9012", "9013", "9019", "R901", "6233", "H6233", "8051", "O8052")),
        *((of_firm(industry=code), LACKING) for code in ("H62", "62", "H", "R", "R90", "H623", "805", "酒吧", "9", None)),
        *((of_firm(industry=code), KEPT) for code in ("C3670", "3670", "C36", "C", "6210", "H6231", "8053", "R88")),
    ],
    "R-INT-06": [
        ({}, KEPT),
        *((of_firm(industry=code), BROKEN) for code in ("7263", "L7262", "L726")),
        *((of_firm(industry=code), LACKING) for code in ("L72", "L", None)),
        (of_firm(industry="L7251"), KEPT),
    ],
    "R-INT-07": [
        ({}, KEPT),
        (of_post(labour_grade="3"), BROKEN),
        (of_post(labour_grade="4"), BROKEN),
        (of_post(labour_grade=None), LACKING),
        (of_post(labour_grade="很累"), LACKING),
        ({"links": {"post": None}}, LACKING),
    ],
    "R-INT-08": [
        ({}, KEPT),
        (of_post(hazards=("1", "4")), BROKEN),
        ({**of_post(hazards=("1",)), **of_plan(**FILED, is_hazard_filed=True)}, KEPT),
        ({**of_post(hazards=("1",)), **of_plan(is_hazard_filed=True)}, BROKEN),
        ({**of_post(hazards=("1",)), **of_plan(**FILED)}, BROKEN),
        (of_post(hazards=("无",)), KEPT),
        (of_post(labour_grade=None, is_minor_forbidden=None, is_female_forbidden=None), LACKING),  # nobody looked
        (of_placement(shift="3"), BROKEN),
        ({**of_placement(shift=None), **of_post(shift="2")}, BROKEN),
        (of_placement(shift=None), LACKING),
        ({**of_placement(shift="3"), **of_plan(**FILED, is_night_filed=True)}, KEPT),
        ({**of_placement(shift="3"), **of_plan(**FILED | {"filing_date": START}, is_night_filed=True)}, BROKEN),
        (of_placement(weekly_hours=Decimal(48)), BROKEN),  # six days: a day of rest is worked
        ({**of_placement(weekly_hours=Decimal(48)), **of_plan(**FILED, is_holiday_filed=True)}, KEPT),
        ({**of_placement(weekly_hours=Decimal(48)), **of_plan(**FILED, is_overtime_filed=True)}, BROKEN),
        (of_placement(daily_hours=Decimal("7.5")), KEPT),  # 40 hours at 7.5 is five days and a rounding
        (of_placement(daily_hours=Decimal("7.2")), BROKEN),
        (of_placement(daily_hours=None), LACKING),
    ],
    "R-INT-09": [
        ({}, KEPT),  # exactly 8 and 40
        (of_placement(daily_hours=Decimal("8.1")), BROKEN),
        (of_placement(weekly_hours=Decimal("40.1")), BROKEN),
        ({**of_placement(weekly_hours=Decimal(48)), **of_plan(**FILED, is_overtime_filed=True)}, KEPT),
        ({**of_placement(weekly_hours=Decimal(48)), **of_plan(**FILED, is_holiday_filed=True)}, BROKEN),
        (of_placement(daily_hours=None), LACKING),
        (of_placement(weekly_hours=None), LACKING),
    ],
    "R-INT-10": [
        ({}, KEPT),
        (of_firm(staff_total=10), KEPT),  # exactly 10 %
        (of_firm(staff_total=9), BROKEN),
        (of_firm(staff_total=None), LACKING),
        (of_post(same_post_staff=5), KEPT),  # exactly 20 %
        (of_post(same_post_staff=4), BROKEN),
        (of_post(same_post_staff=None), LACKING),
        (at(EVE, **of_firm(staff_total=9)), BROKEN),  # as it will be on the first day
    ],
    "R-INT-11": [
        ({}, KEPT),
        (for_days(184), KEPT),
        (for_days(185), BROKEN),
        (for_days(150), KEPT),
        (for_days(149), BROKEN),
        (for_days(60, status="5", end_reason="1"), KEPT),  # broken off, not arranged so
    ],
    "R-INT-12": [
        ({}, KEPT),
        (of_placement(match_level="3"), BROKEN),
        (of_placement(match_level="3", match_reason="本人申请"), KEPT),
        ({"post_major": "640301"}, BROKEN),  # said to match wholly, and it is a post for another field
        ({"post_major": "660104"}, BROKEN),  # of the same field, but not wholly
        ({"post_major": "660104", **of_placement(match_level="2")}, KEPT),
        ({"post_major": "640301", **of_placement(match_level="2")}, BROKEN),
        ({"post_major": "640301", **of_placement(match_reason="本人申请")}, KEPT),
        ({"post_major": "640301", **of_placement(match_level=None)}, BROKEN),
        (of_placement(match_level=None), KEPT),  # the majors of the post tell
        ({"post_major": None}, LACKING),
        ({"links": {"major": None}}, LACKING),
    ],
    "R-INT-13": [
        ({}, KEPT),
        (of_placement(mode=None), LACKING),
        (of_placement(mode="2"), LACKING),  # application, letter and approval have no register yet
        (of_placement(mode="4"), KEPT),
        (of_placement(consent_date=None), LACKING),
    ],
    "R-INT-14": [
        ({}, KEPT),
        (of_placement(consent_date=EVE), KEPT),
        (of_placement(consent_date=START), BROKEN),
        (of_placement(consent_date=None), BROKEN),
        (at(START, **of_placement(consent_date=None)), BROKEN),
        (at(EVE, **of_placement(consent_date=None)), LACKING),
    ],
    "R-INT-15": [
        ({}, KEPT),
        (of_placement(signed_school_date=None), BROKEN),
        (of_placement(signed_student_date=EVE), KEPT),
        (of_placement(signed_student_date=START), BROKEN),
        (of_placement(signed_guardian_date=None), BROKEN),
        ({**of_placement(signed_guardian_date=None), **of_student(birth_date=ADULT)}, KEPT),
        (of_placement(**UNSIGNED), LACKING),  # a number, and nobody noted when it was signed
        (of_placement(agreement_number=None, **UNSIGNED), BROKEN),
        (at(EVE, **of_placement(agreement_number=None, **UNSIGNED)), LACKING),
        (at(START, **of_placement(agreement_number=None, **UNSIGNED)), BROKEN),
    ],
    "R-INT-16": [
        ({}, KEPT),
        (of_placement(pay=Decimal("3999.99")), BROKEN),
        ({**of_placement(pay=Decimal(3600)), **of_post(lowest_tier_wage=Decimal(3600))}, KEPT),  # one of two is enough
        ({**of_placement(pay=Decimal(4000)), **of_post(lowest_tier_wage=Decimal(4500))}, KEPT),
        ({**of_placement(pay=Decimal(3900)), **of_post(lowest_tier_wage=None)}, BROKEN),
        (of_post(lowest_tier_wage=None, same_post_wage=None), LACKING),
        (of_post(same_post_wage=None), KEPT),  # the lowest tier is reached
        ({**of_placement(pay=Decimal(3900)), **of_post(same_post_wage=None)}, LACKING),
        (of_placement(pay=None), LACKING),
        (of_placement(pay_channel="3"), BROKEN),
        (of_placement(pay_channel="5"), KEPT),
        (of_placement(pay_channel=None), LACKING),
        (of_placement(pay_cycle_days=31), KEPT),
        (of_placement(pay_cycle_days=32), BROKEN),
        (of_placement(pay_cycle_days=None), LACKING),
    ],
    "R-INT-17": [({}, KEPT), (of_firm(is_fee_free=False), BROKEN), (of_firm(is_fee_free=None), LACKING)],
    "R-INT-18": [
        ({}, KEPT),
        (of_placement(mentor_name=None), BROKEN),
        (NO_STAFF, BROKEN),
        (at(EVE, **NO_STAFF), LACKING),
        (at(START, **of_placement(mentor_name=None)), BROKEN),
        ({"parameters": {"R-INT-18.interns": Decimal(0)}}, BROKEN),
        ({"parameters": {"R-INT-18.interns": Decimal(1)}}, KEPT),  # exactly as many are not more
    ],
    "R-INT-19": [
        ({}, KEPT),
        (of_placement(lodging="4"), KEPT),
        (of_placement(lodging="3"), LACKING),  # the signature has no register yet
        (of_placement(lodging=None), LACKING),
    ],
    "R-INT-20": [
        ({}, KEPT),
        (of_firm(region="320500"), BROKEN),
        (at(EVE, **of_firm(region="320500")), LACKING),
        ({**of_firm(region="320500"), **of_placement(cross_filing_number="苏备1")}, KEPT),
        ({**of_firm(region="320500"), **of_placement(region="210104")}, KEPT),
        (of_firm(region=None), LACKING),
        ({"school": {"region": None}}, LACKING),
    ],
    "R-INT-21": [
        ({}, KEPT),  # from the first day to the last
        (of_placement(insured_until=END - timedelta(1)), BROKEN),
        (of_placement(insured_from=START + timedelta(1)), BROKEN),
        (of_placement(policy_number=None, insured_from=None, insured_until=None), BROKEN),
        (at(EVE, **of_placement(policy_number=None, insured_from=None, insured_until=None)), LACKING),
        (of_placement(policy_number=None), BROKEN),  # days without a policy
        (of_placement(insured_from=START - timedelta(300), insured_until=START - timedelta(1)), BROKEN),  # over
        (of_placement(insured_until=None), LACKING),
        ({**of_placement(insured_from=None, insured_until=None), "policy": {"insured_from": START, "insured_until": END}}, KEPT),
        ({"policy": {"kind": "3"}}, BROKEN),  # for accidents, which is no liability insurance
        ({"policy": {"kind": "2"}}, KEPT),
        ({"policy": {"kind": None}}, KEPT),
    ],
    "R-INT-22": [
        ({}, KEPT),
        (of_firm(inspection_date=None), BROKEN),
        (of_firm(approval_meeting=None), BROKEN),
        (of_firm(published_date=None), BROKEN),
    ],
    "R-INT-23": [
        ({}, KEPT),
        (of_firm(is_safety_clear=False), BROKEN),
        (of_firm(is_safety_clear=None), LACKING),
        (of_firm(integrity_checked_date=date(2025, 3, 2)), KEPT),  # twelve months to the day
        (of_firm(integrity_checked_date=date(2025, 3, 1)), BROKEN),
        (of_firm(integrity_checked_date=None), LACKING),
    ],
    "R-INT-24": [
        ({}, KEPT),
        *((of_plan(**{name: None}), BROKEN) for name in PREPARATIONS),
        (of_plan(filing_done_date=EVE), KEPT),
        (of_plan(filing_done_date=START), BROKEN),
        (at(EVE, **of_plan(filing_done_date=None)), LACKING),
        (of_placement(safety_training_date=START), BROKEN),
        (of_placement(safety_training_date=EVE), KEPT),
        ({"links": {"plan": None}}, LACKING),
    ],
    "R-INT-25": [
        ({}, LACKING),  # nobody is assessed before the end
        (at(AFTER), LACKING),
        (at(AFTER, **of_placement(grade="1", enterprise_score=Decimal(90), school_score=Decimal(80))), KEPT),
        (at(AFTER, **of_placement(grade="1", enterprise_score=Decimal(90))), LACKING),  # not by both
        (at(END, **of_placement(grade="1", enterprise_score=Decimal(90), school_score=Decimal(80))), LACKING),
    ],
    "R-INT-26": [
        ({}, LACKING),  # nothing need be filed before the end
        ({"archive": ARCHIVE}, LACKING),
        (at(AFTER), LACKING),
        (at(AFTER, archive=ARCHIVE), KEPT),
        *((at(AFTER, archive=[kind for kind in ARCHIVE if kind != missing]), LACKING) for missing in ARCHIVE),
    ],
}  # fmt: skip
FLAT = [(number, *case) for number, cases in CASES.items() for case in cases]


SERIAL = itertools.count(1)


def place(database, changed):
    """A placement with all that belongs to it; the id of each by entity. Several stand side by side in one file."""
    have = {name: values | changed.get(name, {}) for name, values in RIGHT.items()}
    nth = next(SERIAL)
    for name in ("school", "class", "plan"):
        have[name] |= {"name": f"{have[name]['name']}{nth}"}
    with database.transaction("安排实习") as tx:
        code = f"{nth:010}"  # of its own: what policy says for one school is nothing to the others
        school = tx.insert(School, {"school_code": code, **have["school"]})
        for parameter, values in (changed.get("parameters") or {}).items():
            row = values if isinstance(values, dict) else {"value": values}
            tx.insert(PolicyParameter, {"key": parameter, "scope": code, "valid_from": date(2016, 1, 1), **row})
        codes = {"": f"6601{nth:03}", "660104": f"6602{nth:03}", "640301": f"6403{nth:03}"}
        others = {name: tx.insert(Major, {"code": code, "name": code}) for name, code in codes.items()}
        major = others[""]
        group = tx.insert(SchoolClass, have["class"] | {"school": None if changed.get("no_class") else school})
        pupil = {"school": school, "major": major} | {
            k: v for k, v in have["links"].items() if k in ("school", "major")
        }
        student = tx.insert(Student, factories.student(nth) | have["student"] | pupil)
        tx.insert(ClassMembership, {"student": student, "school_class": group, "join_date": date(2025, 9, 1)})
        tutor = tx.insert(Staff, {"staff_number": f"T{nth}", "name": "王老师"})
        firm = tx.insert(Enterprise, factories.enterprise(nth) | have["enterprise"])
        suited = changed.get("post_major", "")
        majors = {} if suited is None else {"majors": (others[suited],)}
        post = tx.insert(Post, have["post"] | {"enterprise": firm} | majors)
        plan = tx.insert(PlacementPlan, have["plan"])
        links = {"enterprise": firm, "post": post, "plan": plan, "tutor": tutor}
        links |= {name: value for name, value in have["links"].items() if name in links}
        if have["placement"].get("policy_number") is not None:
            days = {"insured_from": None, "insured_until": None}
            policy = factories.policy(tx, f"P{nth}", **days | changed.get("policy", {}))
            have["placement"] |= {"policy_number": policy}
        made = tx.insert(Placement, have["placement"] | links | {"student": student})
        for kind in changed.get("archive", ()):
            tx.insert(ArchiveItem, {"placement": made, "kind": kind})
    return {Placement: made, Enterprise: firm, PlacementPlan: plan, Post: post, Staff: tutor, Student: student}


def verdicts_in(database, changed):
    key = place(database, changed)[Placement]
    with database.reading() as connection:
        return verdicts(connection, key, changed.get("day", RUNNING)), key


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One file in which every case stands beside the others."""
    opened = open_database(tmp_path_factory.mktemp("rules") / "office.db", write=True, create=True)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("number", "changed", "verdict"), FLAT, ids=[f"{n}-{v}-{i}" for i, (n, _c, v) in enumerate(FLAT)]
)
def test_each_rule_has_its_verdict(office, number, changed, verdict):
    found, _key = verdicts_in(office, changed)
    of_rule = worst([one for one in found if one.rule.number == number])
    assert of_rule.verdict is verdict, of_rule.title


def test_a_placement_in_order_keeps_every_rule_that_can_be_judged(office):
    found, _key = verdicts_in(office, {})
    assert {one.rule.number for one in found if one.verdict is not KEPT} == {"R-INT-25", "R-INT-26"}
    assert not [one for one in found if one.verdict is BROKEN]


def test_rules_are_numbered_through_and_have_their_cases():
    assert set(NUMBERS) == set(CASES) == {f"R-INT-{number:02}" for number in range(1, len(CASES) + 1)}
    for number, cases in CASES.items():
        told = {verdict for _changed, verdict in cases}
        never = {"R-INT-26": {BROKEN}, "R-INT-25": {BROKEN}, "R-INT-13": {BROKEN}, "R-INT-19": {BROKEN}}
        never |= {"R-INT-11": {LACKING}, "R-INT-22": {LACKING}}
        assert told == {KEPT, BROKEN, LACKING} - never.get(number, set()), number


def test_a_rule_shows_a_field_that_exists_and_a_threshold_that_is_kept():
    for rule in RULES:
        assert rule.field in field_map(rule.entity), rule
        shipped = [row for row in national() if row["key"] in rule.keys]
        until = rule.valid_until or date.max
        held = [
            row for row in shipped if row["valid_from"] <= rule.valid_from and until <= row.get("valid_until", date.max)
        ]
        assert any(row.get("severity") for row in held), rule
        assert not rule.limit or any(row["key"] == rule.limit and "value" in row for row in held), rule


BARE = {
    "student": {"birth_date": None, "gender": None}, "class": {"grade_year": None},
    "school": {"region": None}, "enterprise": dict.fromkeys(set(RIGHT["enterprise"])),
    "post": dict.fromkeys(set(RIGHT["post"]) - {"name"}), "post_major": None,
    "plan": dict.fromkeys(PREPARATIONS), "placement": dict.fromkeys(set(RIGHT["placement"]) - {"start_date", "end_date"}),
    "links": {"tutor": None, "major": None},
}  # fmt: skip
DUE = {"R-INT-14", "R-INT-15", "R-INT-18", "R-INT-21"}


@pytest.mark.parametrize(("day", "due"), [(EVE, set()), (START, DUE), (AFTER, DUE)])
def test_nothing_recorded_is_never_kept(office, day, due):
    """What has to be there is broken from the first day on, and lacking before; the term of 11 is told by the dates."""
    found, _key = verdicts_in(office, {**BARE, "day": day})
    kept = {
        one.rule.number
        for one in found
        if worst([x for x in found if x.rule.number == one.rule.number]).verdict is KEPT
    }
    assert kept == {"R-INT-11"}
    assert {one.rule.number for one in found if one.verdict is BROKEN} - {"R-INT-22", "R-INT-24"} == due


ERASABLE = [("placement", name) for name in sorted(set(RIGHT["placement"]) - {"start_date", "end_date"})]
ERASABLE += [(table, name) for table in ("post", "enterprise", "plan", "student", "class") for name in sorted(RIGHT[table])
             if name not in ("name", "start_date", "end_date")]  # fmt: skip
BETTER = {KEPT: 2, LACKING: 1, BROKEN: 0}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(ERASABLE), min_size=1, max_size=5), st.sampled_from(ERASABLE))
def test_taking_evidence_away_never_makes_a_verdict_better(office, erased, last):
    """Of a record that is in order: whatever is taken away, no rule that could not be told becomes one that is kept."""

    def told(places):
        changed = {}
        for table, name in places:
            changed.setdefault(table, {})[name] = None
        found, _key = verdicts_in(office, changed)
        return {number: worst([one for one in found if one.rule.number == number]).verdict for number in NUMBERS}

    less, more = told(erased), told(erased | {last})
    assert [number for number in NUMBERS if BETTER[more[number]] > BETTER[less[number]]] == []


# --- which text holds


def moved(first):
    """Everything of RIGHT as it would have been with another first day."""
    away = first - START
    shifted = {
        table: {name: value + away if isinstance(value, date) else value for name, value in values.items()}
        for table, values in RIGHT.items()
    }
    return shifted | {"class": {"name": "一班", "grade_year": first.year - 3}}


@pytest.mark.parametrize(
    ("first", "regulation"), [(date(2021, 12, 31), REGULATION_2016), (date(2022, 1, 1), REGULATION_2021)]
)
def test_the_rules_of_the_first_day_hold(database, first, regulation):
    key = place(database, moved(first))[Placement]
    with database.reading() as connection:
        found = verdicts(connection, key, first + timedelta(30))
        later = verdicts(connection, key, date(2026, 4, 20))  # what is over keeps the rules of its time
    assert [one.rule for one in later if one.rule.entity is Placement] == [
        one.rule for one in found if one.rule.entity is Placement
    ]
    judged_by = {one.rule.regulation for one in found if one.title != "当时规定未收录"}
    assert judged_by == {regulation}


def test_of_the_older_rules_only_those_recorded_are_judged(database):
    key = place(database, {**moved(date(2021, 10, 11)), **of_firm(is_safety_clear=False)})[Placement]
    with database.reading() as connection:
        found = verdicts(connection, key, date(2021, 11, 1))
        told = list(problems_of(connection, Placement, [key], date(2021, 11, 1)))
    known = {one.rule.number for one in found if one.title != "当时规定未收录"}
    assert known == {"R-INT-08", "R-INT-10", "R-INT-16", "R-INT-21"}
    assert {(one.verdict, one.listed, one.known) for one in found if one.title == "当时规定未收录"} == {
        (LACKING, False, False)
    }
    assert {one.rule.number for one in found} == set(NUMBERS)
    assert [one.complaint.code for one in told if one.complaint.code not in known] == []


def test_overtime_was_forbidden_before_and_told_with_its_source(database):
    long = moved(date(2020, 3, 2))
    long["placement"] |= {"weekly_hours": Decimal(48)}
    key = place(database, long)[Placement]
    with database.reading() as connection:
        told = [one for one in problems_of(connection, Placement, [key], date(2020, 4, 1)) if not one.lacking]
    assert "每周工时超过 40 小时，批次没有事先备案（2016 年实习管理规定第十六条）" in [
        one.complaint.message for one in told
    ]


# --- policy, what is over, what is asked


SAME_DAY = {"R-INT.same-day": Decimal(1)}
ON_THE_DAY = [
    ("R-INT-14", of_placement(consent_date=START)),
    ("R-INT-15", of_placement(**dict.fromkeys(SIGNATURES, START))),
    ("R-INT-08", {**of_placement(shift="3"), **of_plan(**FILED | {"filing_date": START}, is_night_filed=True)}),
    ("R-INT-24", of_plan(**dict.fromkeys(PREPARATIONS, START))),
]


@pytest.mark.parametrize(("number", "changed"), ON_THE_DAY, ids=[number for number, _c in ON_THE_DAY])
@pytest.mark.parametrize(("parameters", "verdict"), [(None, BROKEN), (SAME_DAY, KEPT)], ids=["earlier", "same-day"])
def test_beforehand_is_an_earlier_day_everywhere_unless_policy_allows_the_same(
    office, number, changed, parameters, verdict
):
    found, _key = verdicts_in(office, {**changed, "parameters": parameters})
    assert worst([one for one in found if one.rule.number == number]).verdict is verdict


def test_a_threshold_of_policy_is_judged_by_and_stands_in_the_words(database):
    found, _key = verdicts_in(database, {"parameters": {"R-INT-09.hours": Decimal("7.5")}})
    broken = [one for one in found if one.verdict is BROKEN]
    assert [one.title for one in broken] == ["每日工时超过 7.5 小时，批次没有事先备案"]


def test_severity_is_policy_too(database):
    """What the office sets for a rule, or for one of its thresholds, decides what a breach stops."""
    changed = of_placement(weekly_hours=Decimal(48), pay=Decimal(1))
    found, _key = verdicts_in(database, changed)
    assert {(one.rule.number, one.severity.word) for one in found if one.verdict is BROKEN and one.rule.limit} == {
        ("R-INT-09", "禁止"), ("R-INT-16", "警告")
    }  # fmt: skip
    set_here = {"R-INT-09": {"severity": "3"}, "R-INT-16.percent": {"severity": "1", "value": Decimal(80)}}
    found, _key = verdicts_in(database, {**changed, "parameters": set_here})
    assert {(one.rule.number, one.forbids) for one in found if one.verdict is BROKEN and one.rule.limit} == {
        ("R-INT-09", False), ("R-INT-16", True)
    }  # fmt: skip


def test_a_placement_is_judged_by_the_policy_of_its_first_day_and_its_school(database):
    """All placements of a file are judged at once, each by what holds for it."""
    short = of_placement(daily_hours=Decimal(7), weekly_hours=Decimal(35))
    here, there = (place(database, {**short, **more}) for more in ({}, {"parameters": {"R-INT-09.hours": Decimal(6)}}))
    with database.transaction("政策") as tx:
        code = "R-INT-09.week"
        tx.insert(PolicyParameter, {"key": code, "scope": "210100", "valid_from": START, "value": Decimal(30)})
        tx.insert(PolicyParameter, {"key": code, "scope": "210000", "valid_from": START, "value": Decimal(20)})
    early = place(database, {**short, **of_placement(start_date=START - timedelta(1))})
    with database.reading() as connection:
        told = {
            key: [one.title for one in found if one.forbids] for key, found in judged(connection, Placement, RUNNING)
        }
    day, week = "每日工时超过 6 小时，批次没有事先备案", "每周工时超过 30 小时，批次没有事先备案"
    assert week in told[here[Placement]]
    assert {day, week} <= set(told[there[Placement]])
    assert day not in told[here[Placement]]
    assert not {day, week} & set(told[early[Placement]])


def test_what_is_over_is_judged_once_more_as_of_its_end(database):
    found, key = verdicts_in(database, {"day": date(2030, 1, 1), **of_placement(status="6", weekly_hours=Decimal(48))})
    assert {one.rule.number for one in found if one.verdict is BROKEN} == {"R-INT-08", "R-INT-09"}
    with database.reading() as connection:
        told = [one.complaint.code for one in problems_of(connection, Placement, [key], date(2030, 1, 1))]
    assert "R-INT-09" in told
    assert "R-INT-25" in told  # and was never assessed


def test_who_changes_the_enterprise_goes_on_and_does_not_begin_anew(database):
    keys = place(database, for_days(80))
    first = RIGHT["placement"] | {"start_date": START + timedelta(80), "end_date": END}
    with database.transaction("换单位") as tx:
        other = tx.insert(Enterprise, factories.enterprise(9000))
        links = {"student": keys[Student], "enterprise": other, "plan": keys[PlacementPlan]}
        second = tx.insert(Placement, first | links | {"agreement_number": "SX-2", "policy_number": None})
    with database.reading() as connection:
        for key in (keys[Placement], second):
            found = verdicts(connection, key, RUNNING)
            assert worst([one for one in found if one.rule.number == "R-INT-11"]).verdict is KEPT


@pytest.mark.parametrize(("until", "said"), [(END, KEPT), (END - timedelta(1), LACKING), (None, LACKING)])
def test_one_policy_that_covers_is_enough_and_one_of_unknown_days_may_be(database, until, said):
    key = place(database, of_placement(insured_until=until))
    with database.transaction("又一份") as tx:
        policy = factories.policy(tx, "P-又", insured_from=None, insured_until=None)
        tx.insert(InsuredPerson, {"policy": policy, "student": key[Student]})
    with database.reading() as connection:
        found = verdicts(connection, key[Placement], RUNNING)
    assert worst([one for one in found if one.rule.number == "R-INT-21"]).verdict is said


def test_the_only_school_is_that_of_everybody(database):
    found, _key = verdicts_in(database, {"links": {"school": None}, "no_class": True})
    assert worst([one for one in found if one.rule.number == "R-INT-20"]).verdict is KEPT


def test_rules_are_not_asked_of_visits_nor_of_what_is_not_there(database):
    found, key = verdicts_in(database, of_plan(kind="1"))
    assert found is None
    with database.reading() as connection:
        assert verdicts(connection, key + 1, RUNNING) is None
        assert [
            len(list(judged(connection, entity, RUNNING))) for entity in (Placement, PlacementPlan, Enterprise)
        ] == [0] * 3


def test_a_draft_that_nobody_uses_is_not_judged(database):
    place(database, {"links": {"plan": None}, **of_plan(status="1", filing_done_date=None)})
    with database.reading() as connection:
        assert list(judged(connection, PlacementPlan, RUNNING)) == []


def test_a_host_is_judged_while_somebody_is_there(database):
    keys = place(database, of_firm(inspection_date=None))
    with database.reading() as connection:
        told = [
            [each.rule.number for _key, found in judged(connection, Enterprise, day) for each in regulation.told(found)]
            for day in (RUNNING, END, AFTER)
        ]
        assert told == [["R-INT-22"], ["R-INT-22"], []]
        assert list(judged(connection, Enterprise, RUNNING, [keys[Enterprise] + 1])) == []


@pytest.mark.parametrize(
    ("change", "there"), [({}, True), ({"status": "03"}, False), ({"status": "02"}, True), ({"status": "07"}, False)]
)
def test_a_host_whose_only_intern_has_left_school_is_no_host(database, change, there):
    place(database, {**of_firm(inspection_date=None), **of_student(**change)})
    with database.reading() as connection:
        found = [len(list(judged(connection, host, RUNNING))) for host in (Enterprise, Post, Staff)]
    assert found == [int(there)] * 3


# --- how it is told


def test_a_breach_stands_among_the_problems_with_its_article(database):
    keys = place(database, of_placement(daily_hours=Decimal(9)))
    (problem,) = [one for one in problems(database, day=RUNNING) if one.complaint.code == "R-INT-09"]
    assert (problem.entity, problem.field.name, problem.fatal, problem.lacking) == (
        Placement,
        "daily_hours",
        True,
        False,
    )
    assert problem.record_id == keys[Placement]
    assert problem.complaint.message == "每日工时超过 8 小时，批次没有事先备案（实习管理规定第十七条）"


def test_where_there_is_no_agreement_nothing_is_said_of_its_signatures(database):
    key = place(database, of_placement(agreement_number=None, **UNSIGNED, policy_number=None, insured_from=None))[
        Placement
    ]
    with database.reading() as connection:
        told = list(problems_of(connection, Placement, [key], RUNNING))
    assert [(one.complaint.code, one.field.name, one.lacking) for one in told] == [
        ("R-INT-15", "agreement_number", False), ("R-INT-21", "policy_number", False),
    ]  # fmt: skip


def test_what_is_lacking_is_told_once_with_the_number_of_records(database):
    place(database, of_placement(daily_hours=None, weekly_hours=None))
    told = [one for one in summed(problems(database, day=RUNNING)) if one.complaint.code == "R-INT-09"]
    assert [(one.field.name, one.count, one.record_id) for one in told] == [
        ("weekly_hours", 1, None), ("daily_hours", 1, None),
    ]  # fmt: skip
    assert told[1].sentence == "岗位实习：1 条缺资料，每日工时——每日工时没有登记（实习管理规定第十七条）"


def test_what_is_forbidden_never_keeps_a_record_out(database):
    place(database, {**of_student(birth_date=date(2012, 1, 1)), **of_post(is_minor_forbidden=True)})
    with database.reading() as connection:
        told = {one.complaint.code for one in problems_of(connection, Placement, None, RUNNING)}
    assert {"R-INT-02", "R-INT-03"} <= told
