"""One function says what is wrong with records: with all of them at once, with some, with one, the same."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.database.database import open_database
from models.database.results import displays
from models.entities.enrolment import Admission, CheckIn
from models.entities.enterprises import Enterprise, Post
from models.entities.people import FamilyMember, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.schools import Staff
from models.rules import quality
from models.rules.problems import Problem, problems, problems_of
from models.schema.complaints import Complaint, Severity
from models.schema.fields import field_map
from tests import factories
from tests.models.rules.test_regulation import ERASABLE, RUNNING, SERIAL, of_firm, of_post, place

BORN = date(2008, 5, 6)
BIRTHDAY = date(2026, 5, 6)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = open_database(tmp_path_factory.mktemp("problems") / "office.db", write=True, create=True)
    yield opened
    opened.close()


def key_of(problem):
    return (problem.entity.__name__, problem.record_id, problem.field.name, problem.complaint, problem.lacking)


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(ERASABLE), max_size=8), st.integers(-400, 400))
def test_all_at_once_and_one_by_one_say_the_same(office, erased, days):
    """What check lists of a record is what its page, its mark and home ask for by its id, on any day."""
    changed, day = {}, RUNNING + timedelta(days)
    for table, name in erased:
        changed.setdefault(table, {})[name] = None
    made = place(office, changed)
    everything = Counter(key_of(one) for one in problems(office, day=day) if one.record_id is not None)
    with office.reading() as connection:
        for entity in (Student, Placement, PlacementPlan, Enterprise, Post, Staff):
            own = Counter(key_of(one) for one in problems_of(connection, entity, [made[entity]], day))
            of_all = {key: n for key, n in everything.items() if key[:2] == (entity.__name__, made[entity])}
            assert own == of_all, entity


def test_the_shares_of_article_ten_are_among_the_problems(database):
    made = place(database, {**of_firm(staff_total=9), **of_post(same_post_staff=4)})
    told = {(one.entity, one.record_id, one.complaint.title) for one in problems(database, day=RUNNING)
            if one.complaint.code == "R-INT-10"}  # fmt: skip
    assert told == {
        (Enterprise, made[Enterprise], "实习生超过职工总数的 10%"), (Post, made[Post], "同岗实习生超过 20%"),
    }  # fmt: skip
    (post,) = [
        one for one in problems(database, day=RUNNING) if one.entity is Post and one.complaint.code == "R-INT-10"
    ]
    with database.reading() as connection:
        firm = displays(connection, Enterprise, [made[Enterprise]])[made[Enterprise]]
    assert post.shown == f"{firm} 数控加工", "many enterprises have a post of this name"


# who, the day, whether a guardian is missed
GUARDED = [
    ({}, BIRTHDAY, True),  # a year is completed on the day after the birthday
    ({}, BIRTHDAY + timedelta(1), False),
    ({"birth_date": None}, BIRTHDAY, False),
    ({"status": "03"}, BIRTHDAY, False),
    ({"status": "02"}, BIRTHDAY, True),
]


@pytest.mark.parametrize(("values", "day", "missed"), GUARDED)
@pytest.mark.parametrize(
    "family", [None, {"is_guardian": False}, {"is_guardian": True}], ids=["none", "other", "guardian"]
)
def test_a_minor_without_a_guardian_is_among_the_problems(office, values, day, missed, family):
    given_ = {"birth_date": BORN, "id_type": "Z", "id_number": None, **values}
    with office.transaction("录入") as tx:
        key = tx.insert(Student, factories.student(next(SERIAL)) | given_)
        if family is not None:
            tx.insert(FamilyMember, {"student": key, "name": "张父", "relation": "1", **family})
    with office.reading() as connection:
        told = [one for one in problems_of(connection, Student, [key], day) if one.complaint.code == "guardian-missing"]
    assert [(one.field.name, one.lacking) for one in told] == (
        [("guardian_name", True)] if missed and family != {"is_guardian": True} else []
    )


def steps(database, work):
    """How many steps SQLite takes for some work, in tens."""
    taken = []
    with database.reading() as connection:
        raw = connection.connection.dbapi_connection
        raw.set_progress_handler(lambda: taken.append(1), 10)
        try:
            work(connection)
        finally:
            raw.set_progress_handler(None, 0)
    return len(taken)


def test_what_is_wrong_with_one_is_read_without_the_others(database):
    """The pane beside a list asks with every arrow key, in a file of a million as well."""
    made = place(database, {})

    def ask(connection):
        for entity in (Student, Placement, PlacementPlan, Enterprise, Post, Staff):
            list(problems_of(connection, entity, [made[entity]], RUNNING))

    alone = steps(database, ask)
    with database.transaction("许多别人") as tx:
        for serial in range(150):
            other = factories.student(100 + serial, status="07", graduated_date=date(2020, 7, 1))
            tx.insert(Student, other)
            tx.insert(Staff, {"name": "李明", "code": f"T{serial}"})
            tx.insert(Enterprise, factories.enterprise(100 + serial))
    assert steps(database, ask) < alone * 1.2


CAME, WHY = date(2025, 9, 1), "3"
CHECK_INS = {  # day of checking in, reason for not coming, whether the day is missing
    "came": (CAME, None, False),
    "nothing is known": (None, None, True),
    "did not come and said why": (None, WHY, False),
    "came, a reason still stands there": (CAME, WHY, False),
}


@pytest.mark.parametrize(("day", "reason", "missing"), CHECK_INS.values(), ids=CHECK_INS)
def test_what_another_field_excuses_is_not_missing(database, day, reason, missing):
    with database.transaction("报到") as tx:
        admission = tx.insert(Admission, {"name": "考生", "year": 2025})
        tx.insert(CheckIn, {"admission": admission, "check_in_date": day, "absence_reason": reason})
    own = field_map(CheckIn)["check_in_date"]
    assert own.lacks({"check_in_date": day, "absence_reason": reason}) == missing
    with database.reading() as connection:
        gaps = dict(quality.gaps(connection, CheckIn, frozenset()))
        assert gaps.get(own, 0) == missing
        assert quality.incomplete(connection, CheckIn, [own], []) == missing
        (gap,) = [one for one in problems(database) if one.entity is CheckIn and one.record_id is None] or [None]
        assert (gap is not None) == missing


@pytest.mark.parametrize(
    ("name", "title", "about"),
    [
        ("is_supported", "帮扶没有做完", "帮扶没有做完"), ("is_supported", "", "1131 完成"),
        ("gender", "没有填性别", "性别"), ("gender", "", "性别"),
    ],
)  # fmt: skip
def test_of_yes_or_no_it_is_said_what_is_wrong(name, title, about):
    """学生 张三：1131 完成——还差一次 would say the contrary of what it means."""
    told = Complaint("support-incomplete", "还差一次", Severity.WARNING, title)
    assert Problem(Student, field_map(Student)[name], told, 1, "张三").sentence == f"学生 张三：{about}——还差一次"
