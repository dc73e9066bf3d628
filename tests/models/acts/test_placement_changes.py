"""换岗, 换单位, 延期, 换指导教师: what each does to the placement, why not, and the way back."""

from datetime import date, timedelta

import pytest

from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.enterprises import Enterprise, Post
from models.entities.insurance import InsuredPerson
from models.entities.placement_changes import PlacementChange
from models.entities.placements import Placement
from models.entities.schools import Staff
from tests import factories
from tests.models.acts.conftest import DAY

BEGIN, END = date(2026, 1, 5), date(2026, 6, 30)
LATER = END + timedelta(days=20)


@pytest.fixture
def placed(school):
    """The placement of the first student, with a post; another enterprise and tutor."""
    (school.placement,) = [row["id"] for row in school.rows(Placement, school.students[0])]
    with school.database.transaction("岗位") as tx:
        school.post = tx.insert(Post, {"name": "操作工", "enterprise": school.firm})
        school.tutors = [tx.insert(Staff, {"name": name}) for name in ("王师", "李师")]
        school.other = tx.insert(Enterprise, factories.enterprise(2))
        tx.update(Placement, school.placement, {"post": school.post, "tutor": school.tutors[0]})
    return school


def change(school, name, day=DAY, **given):
    """Do a change and return its event."""
    made = school.plan([(name, school.placement, {"change_date": day, **given})])
    assert not made.refused, made.refused
    from models.acts.applying import apply

    with school.database.transaction(made.name) as tx:
        ids = apply(tx, made)
    return next(number for key, number in ids.items() if key.entity == "placement_change")


def stays(school):
    return sorted(
        (r["start_date"], r["end_date"], r["enterprise_id"], r["status"], r["end_reason"], r["tutor_id"])
        for r in school.rows(Placement, school.students[0])
    )


def given_for(school, name):
    return {
        "换岗": {"new_post": "质检员"}, "换单位": {"new_enterprise": school.other, "new_post": "质检员"},
        "延期": {"new_end_date": LATER}, "换指导教师": {"new_tutor": school.tutors[1]},
    }[name]  # fmt: skip


@pytest.mark.parametrize("day", [DAY, BEGIN + timedelta(days=1), END])
def test_another_enterprise_ends_the_placement_the_day_before_and_begins_another(placed, day):
    change(placed, "换单位", day, **given_for(placed, "换单位"))
    state = "3" if day <= DAY else "2"  # of the one that begins, by its period on the day it is entered
    tutor = placed.tutors[0]
    assert stays(placed) == [
        (BEGIN, day - timedelta(days=1), placed.firm, "5", "2", tutor), (day, END, placed.other, state, None, tutor),
    ]  # fmt: skip
    (post,) = [row for row in placed.rows(Post) if row["name"] == "质检员"]
    assert (post["enterprise_id"], placed.rows(Placement)[-1]["post_id"]) == (placed.other, post["id"])


def test_who_is_to_blame_can_be_said(placed):
    made = placed.plan([("换单位", placed.placement, {"change_date": DAY, "new_enterprise": placed.other})])
    assert [(q.name, q.default, [c for c, _words in q.choices]) for q in made.questions] == [
        ("end_reason", "2", ["2", "6"])
    ]
    other = placed.plan(
        [("换单位", placed.placement, {"change_date": DAY, "new_enterprise": placed.other})], {"end_reason": "6"}
    )
    assert [e.after["end_reason"] for e in other.effects if e.entity == "placement" and e.before] == ["6"]


def test_another_post_is_that_of_the_enterprise_or_made(placed):
    change(placed, "换岗", new_post="质检员")
    post = placed.rows(Placement, placed.students[0])[0]["post_id"]
    assert [(r["name"], r["enterprise_id"]) for r in placed.rows(Post) if r["id"] == post] == [("质检员", placed.firm)]
    change(placed, "换岗", DAY + timedelta(days=1), new_post="操作工")
    assert placed.rows(Placement, placed.students[0])[0]["post_id"] == placed.post
    events = placed.rows(PlacementChange)
    assert [(e["old_post"], e["new_post"]) for e in events] == [("操作工", "质检员"), ("质检员", "操作工")]


@pytest.mark.parametrize(
    ("end", "until", "day", "status"),
    [
        (END, LATER, DAY, "3"),
        (DAY - timedelta(days=1), DAY - timedelta(days=1) + timedelta(days=9), DAY, "3"),  # from the day after the last
        (DAY - timedelta(days=9), DAY - timedelta(days=2), DAY - timedelta(days=8), "6"),
        (DAY - timedelta(days=9), DAY, DAY - timedelta(days=9), "3"),
    ],
)
def test_a_later_end(placed, end, until, day, status):
    with placed.database.transaction("完成") as tx:
        over = "3" if end >= DAY else "6"
        tx.delete(Placement, placed.placement)
        row = {"student": placed.students[0], "enterprise": placed.firm, "start_date": BEGIN, "end_date": end}
        placed.placement = tx.insert(Placement, row | {"status": over})
    change(placed, "延期", day, new_end_date=until)
    (row,) = placed.rows(Placement, placed.students[0])
    assert (row["end_date"], row["status"]) == (until, status)


def test_what_is_being_changed_is_at_work_again(placed):
    with placed.database.transaction("变更中") as tx:
        tx.delete(Placement, placed.placement)
        row = {"student": placed.students[0], "enterprise": placed.firm, "start_date": BEGIN, "end_date": END}
        placed.placement = tx.insert(Placement, row | {"status": "4"})
    change(placed, "换指导教师", new_tutor=placed.tutors[1])
    assert [(r["status"], r["tutor_id"]) for r in placed.rows(Placement, placed.students[0])] == [
        ("3", placed.tutors[1])
    ]


REFUSED = [
    ("换岗", {"new_post": "操作工"}, DAY, ("new_post", "conflict")),
    ("换岗", {}, DAY, ("new_post", "required")),
    ("换岗", {"new_post": "钳工"}, BEGIN - timedelta(days=1), ("change_date", "out-of-range")),
    ("换岗", {"new_post": "钳工"}, END + timedelta(days=1), ("change_date", "out-of-range")),
    ("换单位", {"new_enterprise": "firm"}, DAY, ("new_enterprise", "conflict")),
    ("换单位", {"new_enterprise": "other"}, BEGIN, ("change_date", "out-of-range")),
    ("换单位", {"new_enterprise": "other"}, END + timedelta(days=1), ("change_date", "out-of-range")),
    ("延期", {"new_end_date": END}, DAY, ("new_end_date", "out-of-range")),
    ("延期", {"new_end_date": LATER}, END + timedelta(days=2), ("change_date", "out-of-range")),
    ("换指导教师", {"new_tutor": 0}, DAY, ("new_tutor", "conflict")),
]


@pytest.mark.parametrize(("name", "given", "day", "told"), REFUSED)
def test_why_not(placed, name, given, day, told):
    known = {"firm": placed.firm, "other": placed.other, 0: placed.tutors[0]}
    given = {n: known.get(v, v) for n, v in given.items()}
    assert placed.refusal(name, placed.placement, change_date=day, **given) == told


@pytest.mark.parametrize("status", ["1", "2", "5"])
@pytest.mark.parametrize("name", ["换岗", "换单位", "延期", "换指导教师"])
def test_only_what_runs_or_ran_is_changed(placed, name, status):
    with placed.database.transaction("状态") as tx:
        tx.delete(Placement, placed.placement)
        row = {"student": placed.students[0], "enterprise": placed.firm, "start_date": BEGIN, "end_date": END}
        placed.placement = tx.insert(Placement, row | {"status": status, "end_reason": "1"})
    told = placed.refusal(name, placed.placement, change_date=DAY, **given_for(placed, name))
    assert told == ("status", "illegal-transition")


def test_an_extension_does_not_run_into_another_placement(placed):
    with placed.database.transaction("后一条") as tx:
        begin = END + timedelta(days=10)
        row = {"student": placed.students[0], "enterprise": placed.other, "start_date": begin, "status": "2"}
        tx.insert(Placement, row | {"end_date": begin + timedelta(days=60)})
    change(placed, "延期", new_end_date=END + timedelta(days=9))
    later = DAY + timedelta(days=1)
    assert placed.refusal("延期", placed.placement, change_date=later, new_end_date=begin) == (
        "new_end_date",
        "duplicate",
    )


@pytest.mark.parametrize("name", ["换岗", "换单位", "延期", "换指导教师"])
def test_the_way_back(placed, name):
    before, firms = stays(placed), placed.rows(Placement, placed.students[0])
    event = change(placed, name, **given_for(placed, name))
    assert placed.rows(Placement, placed.students[0]) != firms
    reason = {"reversed_reason": "录错人", "reversed_date": DAY}
    placed.do_all([("冲回实习变更", event, reason)])
    assert (stays(placed), placed.rows(Placement, placed.students[0])) == (before, firms)
    (row,) = placed.rows(PlacementChange)
    assert (row["is_reversed"], row["reversed_date"], row["reversed_reason"]) == (True, DAY, "录错人")
    assert placed.refusal("冲回实习变更", event, **reason) == ("is_reversed", "illegal-transition")
    change(placed, name, **given_for(placed, name))  # the same once more: an event of its own


def test_what_came_later_is_taken_back_first(placed):
    first = change(placed, "换岗", new_post="质检员")
    second = change(placed, "延期", DAY + timedelta(days=3), new_end_date=LATER)
    reason = {"reversed_reason": "录错"}
    assert placed.refusal("冲回实习变更", first, **reason) == ("change_date", "illegal-transition")
    assert placed.refusal("换岗", placed.placement, change_date=DAY, new_post="钳工") == (
        "change_date",
        "illegal-transition",
    )
    placed.do_all([("冲回实习变更", event, reason) for event in (second, first)])
    assert stays(placed)[0][1] == END


def test_what_was_changed_since_is_not_taken_back(placed):
    event = change(placed, "换单位", **given_for(placed, "换单位"))
    with placed.database.transaction("报酬") as tx:
        tx.update(Placement, placed.rows(Placement, placed.students[0])[-1]["id"], {"agreement_number": "SX-1"})
    assert placed.refusal("冲回实习变更", event, reversed_reason="录错") == ("placement", "conflict")


@pytest.mark.parametrize(("until", "insured"), [(END, True), (END - timedelta(days=1), False)])
def test_who_was_insured_to_the_end_is_insured_at_the_other_enterprise_too(placed, until, insured):
    with placed.database.transaction("保险") as tx:
        policy = factories.policy(tx, "BX-1", insured_from=BEGIN, insured_until=END)
        row = {"policy": policy, "student": placed.students[0], "placement": placed.placement}
        tx.insert(InsuredPerson, row | {"insured_from": BEGIN, "insured_until": until})
    change(placed, "换单位", **given_for(placed, "换单位"))
    with placed.database.reading() as connection:
        query = Query(Placement, (Condition("start_date", "=", DAY),))
        (row,) = read_all(connection, query, ("is_insured", "policy_number"))
    assert (row.values["is_insured"], row.values["policy_number"]) == (insured, None)
