"""A year's enrolment as it stood on a day: who is counted, where they come from, what nobody recorded."""

from datetime import date

import pytest

from models.entities.enrolment import Admission, CheckIn, EnrolmentPlan
from models.entities.programmes import Major
from models.entities.schools import School
from models.statistics.enrolment import EnrolmentCount, enrolment, latest_year
from tests import factories

DAY, BEFORE, AFTER = date(2025, 9, 1), date(2025, 8, 31), date(2025, 9, 2)
HERE, IN_PROVINCE, AWAY = "210102", "210202", "110101"  # seen from a school in 210103


@pytest.fixture
def office(database):
    """Two schools with a major and a plan each."""
    with database.transaction("准备") as tx:
        major = tx.insert(Major, {"code": "660103", "name": "数控技术应用"})
        schools = [tx.insert(School, {"name": f"{n}校", "region": "210103", "level": "1"}) for n in "甲乙"]
        plans = [
            tx.insert(
                EnrolmentPlan, {"year": 2025, "school": school, "major": major, "planned": planned, "applicants": asked}
            )
            for school, planned, asked in zip(schools, (40, 30), (50, None), strict=True)
        ]
    database.office = {"major": major, "schools": schools, "plans": plans}
    return database


def admit(office, came=None, serial=1, **given):
    own = office.office
    values = {"name": "张甲", "id_number": factories.identity_number(serial), "year": 2025, "school": own["schools"][0]}
    with office.transaction("录取") as tx:
        key = tx.insert(Admission, values | {"major": own["major"]} | given)
        if came is not None:
            tx.insert(CheckIn, {"admission": key, "check_in_date": came})


def counted(office, schools=(), year=2025, day=DAY):
    with office.reading() as connection:
        (level,) = enrolment(connection, schools, year, day)
        ((_major, count, _remark),) = level.lines()
    return count


# what is known of one who is admitted, the day of coming; what it adds to
COUNTED = [
    ("not yet admitted", {"admitted_date": AFTER}, DAY, {}),
    ("admitted on the day", {"admitted_date": DAY}, None, {"admitted"}),
    ("nobody knows when", {}, None, {"admitted"}),
    ("comes tomorrow", {}, AFTER, {"admitted"}),
    ("came on the day", {}, DAY, {"admitted", "checked_in"}),
    ("came before", {}, BEFORE, {"admitted", "checked_in"}),
    ("a boy", {"gender": "1"}, DAY, {"admitted", "checked_in", "male"}),
    ("a boy who did not come", {"gender": "1"}, None, {"admitted"}),
    ("a girl", {"gender": "2", "id_number": factories.identity_number(1, gender="2")}, DAY, {"admitted", "checked_in", "female"}),
    ("of the city", {"source_region": HERE}, DAY, {"admitted", "checked_in", "city"}),
    ("of the province", {"source_region": IN_PROVINCE}, DAY, {"admitted", "checked_in", "province"}),
    ("from elsewhere", {"source_region": AWAY}, DAY, {"admitted", "checked_in", "elsewhere"}),
    ("for an order class", {"is_order": True}, DAY, {"admitted", "checked_in", "ordered", "asked"}),
    ("for none", {"is_order": False}, DAY, {"admitted", "checked_in", "asked"}),
    ("of another year", {"year": 2024}, DAY, {}),
]  # fmt: skip
_LIKELY = {"male", "female"}  # a card number tells the sex


@pytest.mark.parametrize(("given", "came", "adds"), [case[1:] for case in COUNTED], ids=[case[0] for case in COUNTED])
def test_one_more_adds_to_what_holds_of_them(office, given, came, adds):
    before = counted(office)
    admit(office, came, **given)
    added = {name for name, old, new in zip(EnrolmentCount._fields, before, counted(office), strict=True) if old != new}
    assert added - (_LIKELY - set(adds)) == set(adds)


def test_plans_and_admissions_are_added_up_over_the_schools_asked_for(office):
    own = office.office
    admit(office)
    admit(office, serial=2, school=own["schools"][1])
    admit(office, serial=3, year=None, school=None, major=None, plan=own["plans"][1])  # all of it said by the plan
    told = [(count.planned, count.applicants, count.admitted) for count in (
        counted(office), counted(office, own["schools"][:1]), counted(office, own["schools"][1:]))]  # fmt: skip
    assert told == [(70, 50, 3), (40, 50, 1), (30, None, 2)]


@pytest.mark.parametrize(("years", "day", "latest"), [
    ((), DAY, 2025), ((2024,), date(2026, 1, 1), 2025), ((2026,), DAY, 2025), ((2026,), date(2026, 1, 1), 2026),
    ((2024,), date(2024, 9, 1), 2024),
])  # fmt: skip
def test_the_last_year_that_has_begun(office, years, day, latest):
    for serial, year in enumerate(years):
        admit(office, serial=serial, year=year)
    with office.reading() as connection:
        assert latest_year(connection, (), day) == latest
        assert latest_year(connection, office.office["schools"][1:], date(2020, 1, 1)) == 2020, "nothing so early"


def test_of_what_nobody_recorded_no_figure_is_told():
    none = EnrolmentCount(admitted=3, checked_in=3)
    assert (none.sexes, none.of_order, none.origins) == ((None, None), None, (None, None, None))
    assert (none.unknown_sex, none.unknown_origin) == (3, 3)
    some = none._replace(male=1, city=1, asked=1)
    assert (some.sexes, some.of_order, some.origins) == ((1, 0), 0, (1, 0, 0))
    assert (some.unknown_sex, some.unknown_origin) == (2, 2)
    nobody = EnrolmentCount()
    assert (nobody.sexes, nobody.of_order, nobody.origins) == ((0, 0), 0, (0, 0, 0))
