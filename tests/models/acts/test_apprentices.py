"""What is done with apprentices: into a programme, to mentors, round stations, assessed and out; and their subsidies."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from models.acts.applying import apply
from models.acts.catalogue import act_named, acts_of
from models.acts.planning import offered
from models.acts.planning import plan as planned
from models.entities.apprenticeships import (
    Apprentice,
    ApprenticeshipProgramme,
    Assessment,
    Mentor,
    MentorPairing,
    Rotation,
    StandardDocument,
    SubsidyClaim,
)
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from models.entities.policy import PolicyParameter
from models.entities.schools import School
from models.schema.codes import table
from tests import factories

DAY, START, END = date(2026, 3, 10), date(2025, 9, 1), date(2026, 8, 31)


@pytest.fixture
def office(database):
    """Two programmes, three mentors, students and one employee."""
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校", "region": "210102"})
        firms = tx.insert_many(Enterprise, [factories.enterprise(1), factories.enterprise(2)])
        days = {"start_date": START, "end_date": END, "school": school}
        modern = tx.insert(ApprenticeshipProgramme, {"name": "现代", "kind": "1", "enterprises": firms[:1], **days})
        new = tx.insert(
            ApprenticeshipProgramme,
            {"name": "新型", "kind": "2", "target_level": "4", "filed_months": 12, "planned_size": 30, **days},
        )
        mentors = tx.insert_many(
            Mentor, [{"name": f"{n}师傅", "enterprise": firms[n == "丙"], "appointed_until": END} for n in "甲乙丙"]
        )
        students = tx.insert_many(Student, [factories.student(n) for n in range(6)])
    return SimpleNamespace(database=database, firms=firms, modern=modern, new=new, mentors=mentors, students=students)


def learner(office, n=0, **given):
    values = {
        "programme": office.modern,
        "student": office.students[n],
        "number": f"A{n}",
        "start_date": START,
        "end_date": END,
    }
    with office.database.transaction("学徒") as tx:
        return tx.insert(Apprentice, values | given)


def plan(office, name, keys, answers=None, apart=None, day=DAY, **given):
    with office.database.reading() as connection:
        return planned(connection, act_named(name), keys, given, answers or {}, day, apart or {})


def do(office, name, keys, answers=None, apart=None, day=DAY, **given):
    made = plan(office, name, keys, answers, apart, day, **given)
    assert not made.refused
    with office.database.transaction(made.name) as tx:
        apply(tx, made)
    return {each.code for told in made.warnings.values() for _name, each in told}


def refusal(office, name, key, day=DAY, **given):
    (told,) = plan(office, name, [key], day=day, **given).refused.values()
    return told[0], told[1].code


def rows(office, entity, *names):
    own = entity.table()
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*(own.c[n] for n in names)).order_by(own.c.id))]


OUTCOMES = {  # from each outcome, where each act leads
    "1": {"qualify": "2", "stay-on": "3", "leave-programme": "4", "move-apprentice": "5", "remove-apprentice": "6"},
    "2": {"stay-on": "3"}, "3": {}, "4": {}, "5": {"resume-training": "1"}, "6": {},
}  # fmt: skip
WAYS = ("qualify", "stay-on", "leave-programme", "move-apprentice", "remove-apprentice", "resume-training")


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_outcomes_lead_only_where_they_may(office, outcome, name):
    key = learner(office, outcome=outcome, outcome_date=None if outcome == "1" else date(2026, 2, 1))
    given = {"post": "钳工"} if name == "resume-training" else {}
    to = OUTCOMES[outcome].get(name)
    with office.database.reading() as connection:
        closed = offered(connection, acts_of("apprentice"), [key], DAY)[act_named(name)]
    assert bool(closed) is (to is None)
    if to is None:
        assert refusal(office, name, key, **given) == ("outcome", "illegal-transition")
        return
    do(office, name, [key], outcome_date=DAY, **given)
    kept = None if to == "1" else date(2026, 2, 1) if outcome == "2" else DAY
    assert rows(office, Apprentice, "outcome", "outcome_date") == [(to, kept)]


CLAIMS = {
    "1": {"submit-claim": "2"}, "2": {"publish-claim": "3", "refuse-claim": "6"}, "3": {"approve-claim": "4", "refuse-claim": "6"},
    "4": {"pay-claim": "5"}, "5": {}, "6": {"reopen-claim": "1"},
}  # fmt: skip
STEPS = {
    "submit-claim": {}, "publish-claim": {"published_until": DAY}, "approve-claim": {"approved_amount": Decimal(900)},
    "pay-claim": {"paid_amount": Decimal(900)}, "refuse-claim": {"remark": "材料不全"}, "reopen-claim": {},
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("status", CLAIMS)
def test_claims_lead_only_where_they_may(office, status, name):
    with office.database.transaction("申请") as tx:
        row = {"programme": office.new, "kind": "1", "applied_date": START, "applied_amount": Decimal(1000)}
        key = tx.insert(SubsidyClaim, row | {"status": status})
    to = CLAIMS[status].get(name)
    if to is None:
        assert refusal(office, name, key, **STEPS[name]) == ("status", "illegal-transition")
        return
    do(office, name, [key], **STEPS[name])
    assert rows(office, SubsidyClaim, "status") == [(to,)]


@pytest.mark.parametrize(("day", "found"), [
    (START - timedelta(1), [("published_from", "out-of-range")]), (START, []), (DAY, []),
    (DAY + timedelta(1), [("published_from", "out-of-range")]),
])  # fmt: skip
def test_a_claim_goes_on_after_it_was_made_and_on_no_day_to_come(office, day, found):
    with office.database.transaction("申请") as tx:
        row = {
            "programme": office.new,
            "kind": "1",
            "applied_date": START,
            "applied_amount": Decimal(1000),
            "status": "2",
        }
        key = tx.insert(SubsidyClaim, row)
    made = plan(office, "publish-claim", [key], published_from=day, published_until=END)
    assert [(name, told.code) for name, told in made.refused.values()] == found


@pytest.mark.parametrize(("paid", "found"), [(900, set()), (901, {"out-of-range"})])
def test_more_than_was_approved_is_named(office, paid, found):
    with office.database.transaction("申请") as tx:
        row = {
            "programme": office.new,
            "kind": "1",
            "applied_date": START,
            "applied_amount": 900,
            "approved_amount": 900,
        }
        key = tx.insert(SubsidyClaim, row | {"status": "4"})
    assert do(office, "pay-claim", [key], paid_amount=Decimal(paid)) == found


def test_the_end_of_training_ends_mentor_and_station_and_takes_away_what_is_planned(office):
    key = learner(office)
    with office.database.transaction("师傅") as tx:
        tx.insert(MentorPairing, {"apprentice": key, "mentor": office.mentors[0], "from_date": START})
        for begin in (date(2026, 3, 1), date(2026, 4, 1)):
            tx.insert(
                Rotation, {"apprentice": key, "post": "装配", "start_date": begin, "end_date": begin + timedelta(20)}
            )
    do(office, "leave-programme", [key], outcome_date=DAY, remark="改学他业")
    assert rows(office, Apprentice, "outcome", "outcome_date", "remark") == [("4", DAY, "改学他业")]
    assert rows(office, MentorPairing, "until_date") == [(DAY + timedelta(1),)]
    assert rows(office, Rotation, "start_date", "end_date") == [(date(2026, 3, 1), DAY)]


AFTER = DAY + timedelta(1)  # the first day without training
ENDED = [  # until when there is a mentor, then that day; the last day at a station, then that day
    (DAY, DAY, DAY, DAY), (AFTER, AFTER, AFTER, DAY), (AFTER + timedelta(1), AFTER, AFTER + timedelta(1), DAY), (None, AFTER, END, DAY),
]  # fmt: skip


@pytest.mark.parametrize(("until", "then", "last", "kept"), ENDED)
def test_what_runs_past_the_end_of_training_is_cut_and_what_ended_before_stays(office, until, then, last, kept):
    key = learner(office)
    with office.database.transaction("师傅") as tx:
        tx.insert(
            MentorPairing, {"apprentice": key, "mentor": office.mentors[0], "from_date": START, "until_date": until}
        )
        tx.insert(Rotation, {"apprentice": key, "post": "装配", "start_date": START, "end_date": last})
    do(office, "leave-programme", [key], outcome_date=DAY)
    assert rows(office, MentorPairing, "until_date") == [(then,)]
    assert rows(office, Rotation, "end_date") == [(kept,)]


@pytest.mark.parametrize(("until", "fits"), [
    (DAY - timedelta(1), "pair-apprentice"), (DAY, "pair-apprentice"), (AFTER, "change-mentor"), (None, "change-mentor"),
])  # fmt: skip
def test_another_mentor_comes_on_the_day_the_first_is_none_any_more(office, until, fits):
    key = learner(office)
    with office.database.transaction("师傅") as tx:
        tx.insert(
            MentorPairing, {"apprentice": key, "mentor": office.mentors[0], "from_date": START, "until_date": until}
        )
    given, acts = {"mentor": office.mentors[1], "from_date": DAY}, {"pair-apprentice", "change-mentor"}
    assert {name for name in acts if not plan(office, name, [key], **given).refused} == {fits}
    assert {refusal(office, name, key, **given) for name in acts - {fits}} == {("mentor", "illegal-transition")}


@pytest.mark.parametrize(
    ("day", "code"), [(DAY, None), (DAY + timedelta(1), "out-of-range"), (START - timedelta(1), "out-of-range")]
)
def test_training_ends_on_a_day_that_has_come(office, day, code):
    made = plan(office, "remove-apprentice", [learner(office)], outcome_date=day)
    assert [told[1].code for told in made.refused.values()] == ([] if code is None else [code])


def test_who_qualifies_early_or_after_a_failed_final_is_named(office):
    keys = [learner(office, n, end_date=END if n else DAY) for n in range(3)]
    with office.database.transaction("考核") as tx:
        for key, kind, score in ((keys[0], "1", 10), (keys[0], "3", 90), (keys[2], "3", 59)):
            scores = dict.fromkeys(("theory_score", "practice_score", "attitude_score"), Decimal(score))
            tx.insert(Assessment, {"apprentice": key, "kind": kind, "assessed_date": START, **scores})
    made = plan(office, "qualify", keys, outcome_date=DAY)
    assert {n: [each.code for _name, each in told] for n, told in made.warnings.items()} == {
        1: ["out-of-range"],
        2: ["out-of-range", "conflict"],
    }


def test_ticked_students_come_into_a_programme_with_mentor_and_firm(office):
    apart = {office.students[1]: {"mentor": office.mentors[1], "number": "B"}}
    codes = do(
        office,
        "join-programme",
        office.students[:2],
        apart=apart,
        programme=office.modern,
        start_date=START,
        mentor=office.mentors[0],
    )
    assert codes == {"required"}  # a tutor
    assert rows(office, Apprentice, "student_id", "number", "identity", "outcome", "start_date", "end_date", "enterprise_id") == [
        (office.students[0], None, "1", "1", START, END, office.firms[0]), (office.students[1], "B", "1", "1", START, END, office.firms[0])
    ]  # fmt: skip
    assert rows(office, MentorPairing, "mentor_id", "from_date") == [
        (office.mentors[0], START),
        (office.mentors[1], START),
    ]


def test_who_may_not_come_in_is_told_why(office):
    learner(office)
    assert refusal(office, "join-programme", office.students[0], programme=office.modern, start_date=DAY) == (
        "programme",
        "duplicate",
    )
    assert refusal(office, "join-programme", office.students[1], programme=office.new, start_date=DAY) == (
        "programme",
        "conflict",
    )
    assert refusal(
        office, "join-programme", office.students[1], programme=office.modern, start_date=END + timedelta(1)
    ) == ("programme", "conflict")
    given = {"programme": office.modern, "start_date": DAY, "end_date": DAY - timedelta(1)}
    assert refusal(office, "join-programme", office.students[1], **given) == ("end_date", "out-of-range")
    do(office, "withdraw", [office.students[2]], change_date=DAY)
    assert refusal(office, "join-programme", office.students[2], programme=office.modern, start_date=DAY) == (
        "student",
        "illegal-transition",
    )


def test_a_mentor_is_given_once_and_changed_later(office):
    key = learner(office, enterprise=office.firms[0])
    assert refusal(office, "change-mentor", key, mentor=office.mentors[1], from_date=DAY) == (
        "mentor",
        "illegal-transition",
    )
    assert do(office, "pair-apprentice", [key], mentor=office.mentors[0], from_date=START) == set()
    assert refusal(office, "pair-apprentice", key, mentor=office.mentors[1], from_date=DAY) == (
        "mentor",
        "illegal-transition",
    )
    assert refusal(office, "change-mentor", key, mentor=office.mentors[0], from_date=DAY) == ("mentor", "conflict")
    assert refusal(office, "change-mentor", key, mentor=office.mentors[1], from_date=START) == (
        "from_date",
        "out-of-range",
    )
    assert do(office, "change-mentor", [key], mentor=office.mentors[2], from_date=DAY, end_reason="离职") == {
        "conflict"
    }  # another firm
    assert rows(office, MentorPairing, "mentor_id", "from_date", "until_date", "end_reason") == [
        (office.mentors[0], START, DAY, "离职"), (office.mentors[2], DAY, None, None)
    ]  # fmt: skip


def test_a_mentor_with_too_many_is_named_from_the_sixth_on(office):
    keys = [learner(office, n) for n in range(6)]
    made = plan(office, "pair-apprentice", keys, mentor=office.mentors[0], from_date=DAY)
    assert list(made.warnings) == [5]
    late = plan(office, "pair-apprentice", keys[:1], mentor=office.mentors[0], from_date=END + timedelta(1))
    assert [told[1].code for told in late.refused.values()] == ["out-of-range"]


@pytest.mark.parametrize(("pairing", "other", "found"), [
    ({"until_date": DAY}, {}, []), ({"until_date": DAY + timedelta(1)}, {}, [0]),
    ({}, {"end_date": DAY - timedelta(1)}, []), ({}, {"end_date": DAY}, [0]),
    ({}, {"outcome": "2", "outcome_date": DAY - timedelta(1)}, []), ({}, {"outcome": "2", "outcome_date": DAY}, [0]),
])  # fmt: skip
def test_whom_a_mentor_still_has_on_the_day(office, pairing, other, found):
    mentor, there, key = office.mentors[0], learner(office, 0, **other), learner(office, 1)
    with office.database.transaction("师傅") as tx:
        tx.update(Mentor, mentor, {"max_apprentices": 1})
        tx.insert(MentorPairing, {"apprentice": there, "mentor": mentor, "from_date": START} | pairing)
    assert list(plan(office, "pair-apprentice", [key], mentor=mentor, from_date=DAY).warnings) == found


@pytest.mark.parametrize(("change", "told"), [
    ({"outcome": "4", "outcome_date": DAY}, ("programme", "duplicate")),
    ({"outcome": "4", "outcome_date": DAY - timedelta(1)}, None),
    ({"end_date": DAY}, ("programme", "duplicate")), ({"end_date": DAY - timedelta(1)}, None),
])  # fmt: skip
def test_who_left_comes_in_again_the_day_after(office, change, told):
    learner(office, **change)
    made = plan(office, "join-programme", office.students[:1], programme=office.modern, start_date=DAY)
    assert [(name, said.code) for name, said in made.refused.values()] == ([told] if told else [])


@pytest.mark.parametrize(("last", "found"), [(DAY, []), (DAY - timedelta(1), [("programme", "conflict")])])
def test_nobody_comes_into_a_programme_after_its_last_day(office, last, found):
    with office.database.transaction("结束") as tx:
        tx.update(ApprenticeshipProgramme, office.modern, {"end_date": last})
    made = plan(office, "join-programme", office.students[:1], programme=office.modern, start_date=DAY)
    assert [(name, said.code) for name, said in made.refused.values()] == found


def test_groups_go_round_the_stations_in_one_go(office):
    keys = [learner(office, n) for n in range(4)]
    do(
        office,
        "plan-rotations",
        keys,
        apart={keys[3]: {"station_group": 3}},
        first_date=DAY,
        stations="车、铣 钳",
        weeks=2,
        task="装夹",
    )
    found = {}
    for who, post, begin, end in rows(office, Rotation, "apprentice_id", "post", "start_date", "end_date"):
        assert (end - begin).days == 13
        found.setdefault(keys.index(who), []).append(post)
    assert found == {0: ["车", "铣", "钳"], 1: ["铣", "钳", "车"], 2: ["钳", "车", "铣"], 3: ["钳", "车", "铣"]}
    given = {"stations": "车、铣", "weeks": 1}
    assert refusal(office, "plan-rotations", keys[0], first_date=DAY + timedelta(41), **given) == (
        "first_date",
        "duplicate",
    )
    assert not plan(office, "plan-rotations", keys[:1], first_date=DAY + timedelta(42), **given).refused


@pytest.mark.parametrize(("given", "told"), [
    ({"stations": "车"}, ("stations", "format")), ({"weeks": 13}, ("first_date", "out-of-range")),
    ({"station_group": 3}, ("station_group", "out-of-range")),
])  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(office, given, told):
    assert (
        refusal(
            office, "plan-rotations", learner(office), **{"first_date": DAY, "stations": "车、铣", "weeks": 1} | given
        )
        == told
    )


def test_a_class_is_assessed_at_once_each_with_scores_of_its_own(office):
    keys = [learner(office, n) for n in range(2)]
    scores = [
        dict(zip(("theory_score", "practice_score", "attitude_score"), map(Decimal, some), strict=True))
        for some in ((80, 90, 70), (60, 60, 60))
    ]
    apart = dict(zip(keys, scores, strict=True))
    assert do(office, "record-assessment", keys, apart=apart, kind="1", assessed_date=DAY) == set()
    assert rows(office, Assessment, "apprentice_id", "practice_score") == [
        (keys[0], Decimal(90)),
        (keys[1], Decimal(60)),
    ]
    given = {"kind": "1", "assessed_date": DAY, "theory_score": Decimal(1)}
    assert refusal(office, "record-assessment", keys[0], **given) == ("kind", "duplicate")
    assert refusal(office, "record-assessment", keys[0], kind="2", assessed_date=DAY) == ("theory_score", "required")
    for day in (DAY + timedelta(1), START - timedelta(1)):
        assert (
            refusal(office, "record-assessment", keys[0], **given | {"kind": "2", "assessed_date": day})[1]
            == "out-of-range"
        )
    assert do(office, "record-assessment", keys[:1], **given | {"kind": "2"}) == {"required"}


@pytest.mark.parametrize(
    ("planned_on", "marked"),
    [(DAY, None), (DAY - timedelta(9), None), (DAY + timedelta(9), None), (DAY - timedelta(9), "3")],
)
def test_an_assessment_that_was_planned_is_filled_in(office, planned_on, marked):
    key = learner(office)
    with office.database.transaction("排期") as tx:
        tx.insert(Assessment, {"apprentice": key, "kind": "1", "assessed_date": planned_on, "result": marked})
    do(office, "record-assessment", [key], kind="1", assessed_date=DAY, result="2")
    kept = rows(office, Assessment, "assessed_date", "result")
    assert kept == ([(planned_on, "3"), (DAY, "2")] if marked else [(DAY, "2")])


def test_of_several_that_were_planned_the_first_of_its_kind_is_filled_in(office):
    key = learner(office)
    with office.database.transaction("排期") as tx:
        for kind, days in (("2", -9), ("1", 9), ("1", 3)):
            tx.insert(Assessment, {"apprentice": key, "kind": kind, "assessed_date": DAY + timedelta(days)})
    do(office, "record-assessment", [key], kind="1", assessed_date=DAY, result="2")
    assert rows(office, Assessment, "kind", "assessed_date", "result") == [
        ("2", DAY - timedelta(9), None), ("1", DAY + timedelta(9), None), ("1", DAY, "2"),
    ]  # fmt: skip


def test_a_programme_opens_with_what_is_missing_named(office):
    with office.database.transaction("筹备") as tx:
        tx.update(ApprenticeshipProgramme, office.modern, {"status": "1"})
        for kind in table("standard-kind").codes:
            tx.insert(
                StandardDocument,
                {"programme": office.modern, "kind": kind.code, "version": "一", "approved_date": START},
            )
    assert do(office, "open-programme", [office.modern]) == {"required"}  # nobody is in it
    assert rows(office, ApprenticeshipProgramme, "status")[0] == ("2",)
    assert refusal(office, "open-programme", office.modern) == ("status", "illegal-transition")


def test_claims_are_proposed_what_is_due_and_nothing_without_a_rate(office):
    assert refusal(office, "claim-subsidy", office.modern, kind="1", applied_date=DAY) == ("kind", "conflict")
    assert refusal(office, "claim-subsidy", office.new, kind="1", applied_date=DAY) == ("applied_amount", "required")
    with office.database.transaction("标准") as tx:
        row = {"key": "subsidy.rate", "scope": "210100/4", "value": Decimal(5000), "valid_from": START}
        tx.insert(PolicyParameter, row)
    assert plan(office, "claim-subsidy", [office.new], kind="1", applied_date=DAY).proposed[0][
        "applied_amount"
    ] == Decimal(75000)
    exact = {"kind": "1", "applied_date": DAY, "applied_amount": Decimal(75000)}
    assert not plan(office, "claim-subsidy", [office.new], **exact).warnings, "no more than may be advanced"
    assert do(office, "claim-subsidy", [office.new], kind="1", applied_date=DAY, applied_amount=Decimal(75001)) == {
        "out-of-range"
    }
    assert rows(office, SubsidyClaim, "kind", "headcount", "applied_amount", "status") == [
        ("1", 30, Decimal(75001), "2")
    ]
    assert refusal(office, "claim-subsidy", office.new, kind="1", applied_date=DAY) == ("kind", "duplicate")
    assert refusal(office, "claim-subsidy", office.new, kind="2", applied_date=DAY) == ("applied_amount", "required")


@pytest.mark.parametrize(("advanced", "kind", "told"), [
    (1000, "2", Decimal(1500)), (4000, "3", Decimal(1500)), (2500, "2", None), (2500, "3", None), (4000, "2", None), (1000, "3", None),
])  # fmt: skip
def test_what_is_due_after_an_advance_or_is_given_back(office, advanced, kind, told):
    who = {"student": None, "employee_name": "王某", "employee_id_number": factories.identity_number(9)}
    ended = {"outcome": "2", "outcome_date": date(2026, 2, 28), "award_level": "4"}
    learner(office, programme=office.new, **who, **ended)
    with office.database.transaction("标准") as tx:
        row = {"key": "subsidy.rate", "scope": "210100/4", "value": Decimal(5000), "valid_from": START}
        tx.insert(PolicyParameter, row)
        paid = {"applied_date": START, "applied_amount": advanced, "paid_date": START, "paid_amount": advanced}
        tx.insert(SubsidyClaim, {"programme": office.new, "kind": "1", "status": "5"} | paid)
    if told is None:
        asked = {"kind": kind, "applied_date": DAY}
        assert refusal(office, "claim-subsidy", office.new, **asked) == ("applied_amount", "out-of-range")
        return
    do(office, "claim-subsidy", [office.new], kind=kind, applied_date=DAY)
    assert rows(office, SubsidyClaim, "kind", "applied_amount")[1:] == [(kind, told)]


EFFECTS = {  # by the act: what is given, the answers, and what becomes of the apprentice (outcome, its day)
    "suspend": ({"break_until": date(2027, 3, 9)}, {}, ("4", DAY - timedelta(1))),
    "suspend, kept": ({"break_until": date(2027, 3, 9)}, {"apprentice": "keep"}, ("1", None)),
    "retain": ({"break_until": date(2027, 3, 9)}, {}, ("4", DAY - timedelta(1))),
    "transfer-out": ({"other_school": "乙校"}, {}, ("4", DAY - timedelta(1))), "withdraw": ({}, {}, ("4", DAY - timedelta(1))),
    "expel": ({}, {}, ("6", DAY - timedelta(1))), "leave-early": ({}, {}, ("4", DAY - timedelta(1))),
    "decease": ({}, {}, ("4", DAY - timedelta(1))), "stop": ({}, {}, ("1", None)), "other": ({}, {}, ("1", None)),
    "graduate": ({}, {}, ("4", DAY - timedelta(1))), "graduate, answered": ({}, {"outcome": "2"}, ("2", DAY - timedelta(1))),
    "complete": ({}, {}, ("4", DAY - timedelta(1))),
}  # fmt: skip


@pytest.mark.parametrize("case", EFFECTS)
def test_a_change_of_status_ends_training_and_is_reversed_whole(office, case):
    given, answers, expected = EFFECTS[case]
    key = learner(office)
    with office.database.transaction("师傅") as tx:
        tx.insert(MentorPairing, {"apprentice": key, "mentor": office.mentors[0], "from_date": START})
        for begin in (date(2026, 3, 1), date(2026, 4, 1)):
            tx.insert(
                Rotation, {"apprentice": key, "post": "装配", "start_date": begin, "end_date": begin + timedelta(20)}
            )
    kinds = (
        (Apprentice, ("id", "outcome", "outcome_date")), (MentorPairing, ("id", "until_date")), (Rotation, ("id", "start_date", "end_date"))
    )  # fmt: skip
    before = [rows(office, kind, *names) for kind, names in kinds]
    do(office, case.partition(",")[0], [office.students[0]], answers, change_date=DAY, **given)
    assert rows(office, Apprentice, "outcome", "outcome_date") == [expected]
    ended = expected[0] != "1"
    assert rows(office, MentorPairing, "until_date") == [(DAY if ended else None,)]
    assert len(rows(office, Rotation, "id")) == (1 if ended else 2)
    with office.database.reading() as connection:
        (event,) = connection.execute(sa.text("SELECT id FROM status_change")).scalars()
    do(office, "reverse", [event], reversed_date=DAY, reversed_reason="录错")
    assert [sorted(rows(office, kind, *names)) for kind, names in kinds] == [sorted(some) for some in before]


def test_who_graduates_with_everything_passed_has_qualified_on_the_last_day_of_training(office):
    key = learner(office, end_date=date(2026, 2, 28))
    with office.database.transaction("考核") as tx:
        scores = dict.fromkeys(("theory_score", "practice_score", "attitude_score"), Decimal(60))
        tx.insert(Assessment, {"apprentice": key, "kind": "3", "assessed_date": START, **scores})
    do(office, "graduate", [office.students[0]], change_date=DAY)
    assert rows(office, Apprentice, "outcome", "outcome_date") == [("2", date(2026, 2, 28))]


def test_training_that_would_not_have_begun_is_taken_away_and_comes_back(office):
    learner(office, start_date=DAY)
    do(office, "withdraw", [office.students[0]], change_date=DAY)
    assert rows(office, Apprentice, "id") == []
    with office.database.reading() as connection:
        (event,) = connection.execute(sa.text("SELECT id FROM status_change")).scalars()
    do(office, "reverse", [event], reversed_date=DAY, reversed_reason="录错")
    assert rows(office, Apprentice, "start_date", "outcome") == [(DAY, "1")]


def statements(office, work):
    """How many statements some work takes."""
    count = 0
    with office.database.reading() as connection:

        def counting(_text):
            nonlocal count
            count += 1

        raw = connection.connection.dbapi_connection
        raw.set_trace_callback(counting)
        try:
            work(connection)
        finally:
            raw.set_trace_callback(None)
    return count


MANY = {
    "pair-apprentice": {"mentor": True, "from_date": DAY}, "plan-rotations": {"first_date": DAY, "stations": "车、铣", "weeks": 2},
    "record-assessment": {"kind": "1", "assessed_date": DAY, "result": "1"}, "qualify": {"outcome_date": DAY},
    "leave-programme": {"outcome_date": DAY},
}  # fmt: skip


@pytest.mark.parametrize("name", [*MANY, "join-programme", "withdraw"])
def test_many_take_no_more_statements_than_one(office, name):
    with office.database.transaction("许多") as tx:
        students = tx.insert_many(Student, [factories.student(n) for n in range(100, 600)])
        if name != "join-programme":
            rows = [
                {"programme": office.modern, "student": key, "start_date": START, "end_date": END} for key in students
            ]
            learners = tx.insert_many(Apprentice, rows)
    given = MANY.get(name) or (
        {"programme": office.modern, "start_date": DAY} if name == "join-programme" else {"change_date": DAY}
    )
    given = {field: office.mentors[0] if value is True else value for field, value in given.items()}
    keys = learners if name in MANY else students
    counts = [
        statements(office, lambda connection, some=some: planned(connection, act_named(name), some, given, {}, DAY))
        for some in (keys[:1], keys)
    ]
    assert 0 < counts[1] <= counts[0]
