"""A programme on its page and a mentor on theirs: loads, ways from post to post, assessments, documents."""

from datetime import date, timedelta

import pytest

from models.database.query import Condition, Query
from models.entities.apprenticeships import Apprentice, Mentor, MentorPairing
from models.statistics.apprenticeship_papers import persons, total_of
from models.statistics.apprenticeship_papers import programmes as programmes_of
from models.statistics.apprenticeship_views import mentor_view, people_by_kind, programme_view
from models.statistics.individuals import student_view
from tests.apprenticeship_office import AFTER, BEGIN, DAY, END, NAMES, ApprenticeshipOffice


@pytest.fixture
def office(database):
    return ApprenticeshipOffice(database)


def seen(office, programme="modern", day=DAY):
    with office.database.reading() as connection:
        return programme_view(connection, getattr(office, programme), day)


def test_who_left_is_not_in_the_ratio_and_the_heaviest_comes_first(office):
    view = seen(office)
    assert (view.trained.count, view.every.count, view.row.values["ratio"]) == (6, 7, "1 : 3.0")
    assert [(load.name, load.taught, load.limit, load.over) for load in view.mentors] == [
        ("谭师傅", 4, 3, 1), ("周师傅", 2, 5, 0),
    ]  # fmt: skip
    with office.database.reading() as connection:
        assert people_by_kind(connection, DAY) == {"1": 6, "2": 2}
        assert people_by_kind(connection, date(2025, 9, 15)) == {"1": 7, "2": 3}, "the last day still counts"


def test_a_mentor_of_two_programmes_has_the_load_of_both(office):
    with office.database.transaction("再带一人") as tx:
        (one, *_rest) = [row.id for row in tx.connection.execute(Apprentice.table().select()) if row.employee_name]
        tx.insert(MentorPairing, {"apprentice": one, "mentor": office.mentors[1], "from_date": BEGIN})
    assert [(load.name, load.taught) for load in seen(office).mentors] == [("谭师傅", 4), ("周师傅", 3)]
    assert [(load.name, load.taught) for load in seen(office, "employed").mentors] == [("周师傅", 3)]


LEARNERS = [  # name, mentor and level, station on the day
    ("张一", "谭师傅", "2", "检测"), ("李二", "谭师傅", "2", "检测"), ("王三", "谭师傅", "2", "检测"), ("赵四", "谭师傅", "2", "检测"),
    ("钱五", "周师傅", "3", "装配"), ("孙六", "周师傅", "3", "检测"), ("周七", "周师傅", "3", None),
]  # fmt: skip


def test_everybody_of_a_programme_by_number_with_mentor_and_station(office):
    learners = seen(office).learners
    told = [(one.name, one.mentor, one.level, one.station and one.station.post) for one in learners]
    assert told == LEARNERS
    assert [one.number for one in learners] == [f"XT-{n}" for n in range(1, 8)]


def test_learners_come_by_the_figures_in_their_number_and_then_by_name(office):
    with office.database.transaction("编号") as tx:
        for key, number in zip(office.apprentices, (None, "XT-10", "XT-9", None, "XT-10a", None, "XT-2"), strict=True):
            tx.update(Apprentice, key, {"number": number})
    numbered = ["周七", "王三", "李二", "钱五"]
    assert [one.name for one in seen(office).learners] == [*numbered, "孙六", "张一", "赵四"]


@pytest.mark.parametrize(
    ("day", "over"), [(END, set()), (END + timedelta(1), set(NAMES) - {"周七"}), (date(2025, 9, 15), set())]
)
def test_training_is_over_after_its_last_day_where_nothing_came_of_it(office, day, over):
    assert {one.name for one in seen(office, day=day).learners if one.over} == over


def test_people_who_go_the_same_way_are_one_lane(office):
    most, other = seen(office).lanes
    assert (most.people, [s.post for s in most.stations]) == (5, ["装配", "检测"])
    assert [s.after_gap for s in most.stations] == [False, False], "the next day is no gap"
    assert (other.people, [(s.post, s.after_gap) for s in other.stations]) == (1, [("检测", False), ("装配", True)])


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (DAY, [("1", 6, 6, date(2025, 8, 29), None), ("2", 0, 6, None, date(2025, 12, 9))]),
        (date(2025, 8, 28), [("1", 0, 7, None, date(2025, 8, 29)), ("2", 0, 7, None, date(2025, 12, 9))]),
        (date(2025, 12, 9), [("1", 6, 6, date(2025, 8, 29), None), ("2", 0, 6, None, None)]),
    ],
)
def test_assessments_done_and_due(office, day, told):
    stages = seen(office, day=day).stages
    assert [tuple(stage) for stage in stages[:2]] == told
    assert [stage.kind for stage in stages] == ["1", "2", "3", "4"]


def test_the_latest_approved_version_of_each_document(office):
    told = [(one.kind, one.version, one.approved) for one in seen(office).standards]
    assert told[0] == ("1", "2.0版", date(2025, 10, 8))
    assert told[1] == ("2", "1.0版", date(2025, 2, 2))
    assert told[5] == ("6", "", None)
    assert seen(office, day=date(2025, 10, 7)).standards[0].version == "1.0版"


def test_a_mentor_on_a_day(office):
    with office.database.reading() as connection:
        view = mentor_view(connection, office.mentors[1], DAY)
        assert (view.load.taught, view.pairings.count, view.before.count) == (2, 2, 3)
        idle = mentor_view(connection, office.mentors[2], DAY)
        assert (idle.load.taught, idle.load.limit, idle.before.count) == (0, 5, 0)
        assert mentor_view(connection, 1, DAY) is None
        assert programme_view(connection, 1, DAY) is None
    with office.database.transaction("上限") as tx:
        tx.update(Mentor, office.mentors[2], {"max_apprentices": 8})
    with office.database.reading() as connection:
        assert mentor_view(connection, office.mentors[2], DAY).load.limit == 8


def test_persons_whose_training_is_over(office):
    with office.database.reading() as connection:
        assert persons(connection, date(2026, 2, 27))[office.employed] == (0, 0, 0, 1)
        assert persons(connection, AFTER)[office.employed] == (1, 1, 2, 1)
        assert office.modern not in persons(connection, AFTER), "only who is trained with a subsidy"
        rows = programmes_of(connection, AFTER, (), ("2",))
        assert [row.values["name"] for row in rows] == ["数控车工一班", "焊工一班"]
        assert total_of(rows, "subsidy_total") == 9000
        assert total_of(rows, "subsidy_balance") == 1500
        assert total_of(rows[1:], "subsidy_total") is None
        assert [row.values["name"] for row in programmes_of(connection, BEGIN, (office.modern,))] == ["机电学徒班"]


def test_a_student_is_told_with_what_was_learned(office):
    database = office.database
    with database.transaction("换师傅") as tx:
        tx.update_stored(
            MentorPairing, _pairing(tx.connection, office.apprentices[0]), {"until_date": DAY, "end_reason": "调动"}
        )
        tx.insert(MentorPairing, {"apprentice": office.apprentices[0], "mentor": office.mentors[1], "from_date": DAY})
    with database.reading() as connection:
        (training,) = student_view(connection, office.students[0], DAY).trainings
        nobody = student_view(connection, office.students[-1], DAY).trainings
    assert training.row.values["programme"] == "机电学徒班"
    assert [(row.values["mentor"], row.values["until_date"]) for row in training.pairings] == [
        ("周师傅", None),
        ("谭师傅", DAY),
    ]
    assert [row.values["kind"] for row in training.assessments] == ["1"], "one that is only planned is none yet"
    assert [one.row.values["outcome"] for one in nobody] == ["4"]


@pytest.mark.parametrize(("outcome", "count"), [("1", 6), ("2", 0), ("3", 0)])
def test_who_can_still_be_assessed(office, outcome, count):
    with office.database.transaction("结果") as tx:
        for key in office.apprentices[:2]:
            tx.update_stored(Apprentice, key, {"outcome": outcome, "outcome_date": BEGIN})
    view = seen(office)
    assert len(view.assessable) == (count or 4)
    with office.database.transaction("都有结果") as tx:
        for key in office.apprentices[2:6]:
            tx.update_stored(Apprentice, key, {"outcome": "4", "outcome_date": BEGIN})
    assert len(seen(office).assessable) == 2, "of none in training those who qualified or stayed, else whoever is left"
    assert view.next_stage == "2"


def test_after_its_last_day_those_of_whom_nothing_came_are_assessed(office):
    assert len(seen(office, day=AFTER).assessable) == 6


def _pairing(connection, apprentice):
    return connection.execute(Query(MentorPairing, (Condition("apprentice", "=", apprentice),)).ids()).scalar_one()
