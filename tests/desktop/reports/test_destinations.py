"""Papers F1 to F6: what they say, that figures, lists and papers are one, that who is counted on a day is of that day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.reports.catalogue import report_named
from desktop.reports.report import make
from desktop.reports.text import render_text
from models.database.query import Condition, Query
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.policy import PolicyParameter
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School, Staff
from models.statistics.measured import MEASURES
from tests import factories

ENDED, START, DAY = date(2025, 7, 1), date(2025, 7, 15), date(2025, 12, 31)
PAPERS = (
    "destination-list", "destination-statistics", "secondary-destination-statistics", "employer-list", "support-list",
    "follow-up-list",
)  # fmt: skip
WORK = {"destination": "20", "post": "钳工", "start_date": START, "evidence": ("2",), "salary": 4000, "channel": "1",
        "social_insurance": "2", "sector": "2"}  # fmt: skip


@pytest.fixture
def cohort(database):
    """Eight of two majors: five employed (two at the firm of their order class), one each studying, seeking, unknown; 结业 one more."""
    with database.transaction("毕业生") as tx:
        school = tx.insert(School, {"name": "甲职业学校", "region": "210100", "level": "1"})
        firm = tx.insert(Enterprise, factories.enterprise(1, region="210102"))
        majors = [
            tx.insert(Major, {"name": name, "code": code}) for name, code in (("数控", "660103"), ("护理", "720201"))
        ]
        rooms = [
            tx.insert(SchoolClass, {"name": f"2022级{name}1班", "grade_year": 2022, "major": major, "school": school})
            for name, major in zip(("数控", "护理"), majors, strict=True)
        ]
        staff = tx.insert(Staff, {"name": "王红"})
        order = tx.insert(OrderClass, {"name": "甲厂班", "enterprises": (firm,), "status": "3"})
        keys = []
        for n in range(9):
            more = {
                "status": "08" if n == 8 else "07",
                "graduated_date": ENDED,
                "school": school,
                "student_number": f"2201010{n}",
            }
            key = tx.insert(Student, factories.student(n, phone=f"1300000000{n}") | more | {"major": majors[n % 2]})
            tx.insert(
                ClassMembership,
                {"student": key, "school_class": rooms[n % 2], "join_date": date(2022, 9, 1), "leave_date": ENDED},
            )
            keys.append(key)
        for n in (0, 1, 2):
            tx.insert(
                OrderClassMember,
                {"order_class": order, "student": keys[n], "join_date": date(2023, 9, 1), "leave_date": ENDED},
            )
        names = ["示例第1机械有限公司", "示例第1机械有限公司", "无名小厂", "无名小厂", "无名小厂"]
        went = [
            tx.insert(
                GraduateDestination, WORK | {"student": keys[n], "unit_name": names[n], "match_level": "123"[n % 3]}
            )
            for n in range(5)
        ]
        tx.insert(GraduateDestination, {"student": keys[5], "destination": "12", "further_school": "示例学院"})
        tx.insert(GraduateDestination, {"student": keys[6], "destination": "60"})
        for n, result in enumerate("1125"):
            row = {
                "destination": went[n],
                "interval": "90",
                "contact_date": START + timedelta(days=91 + n),
                "result": result,
            }
            tx.insert(DestinationFollowUp, row)
        tx.insert(
            JobSupport,
            {"student": keys[6], "kind": "3", "support_date": date(2025, 8, 1), "detail": "推荐甲厂", "staff": staff},
        )
    return {"keys": keys, "went": went, "rooms": rooms}


def paper(database, name, ids=(), day=DAY, **options):
    return make(
        database, report_named(name), ids, as_of=day, printed_by="王红", printed_at=datetime(2026, 1, 2, 8, tzinfo=UTC), options=options
    )  # fmt: skip


def figure(database, name, scope, day=DAY):
    with database.reading() as connection:
        return next(one for one in MEASURES[name](connection, day) if one.scope == scope)


def listed(database, **flags):
    with database.reading() as connection:
        conditions = tuple(Condition(name, "=", value) for name, value in flags.items())
        return connection.execute(Query(Student, conditions, as_of=DAY).count()).scalar_one()


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_reads_as_it_should(database, cohort, golden, name):
    golden(f"reports/{name}.txt", render_text(paper(database, name)))


@pytest.mark.parametrize(
    ("name", "scope", "parts"),
    [
        ("F2/F3 落实率", "2025届 全校", (6, 8)),
        ("F2/F3 落实率", "2025届 数控", (3, 4)),
        ("F2 直接就业率", "2025届 全校", (5, 8)),
        ("F2/F3 对口率", "2025届 全校", (4, 5)),
        ("F2 订单留企", "2025届 全校", (2, 3)),
        ("F5 1131帮扶完成", "未落实毕业生", (0, 2)),
        ("F6 留任率 30天", "2025届 直接就业", (0, 5)),
        ("F6 留任率 90天", "2025届 直接就业", (2, 5)),
        ("F6 留任率 180天", "2025届 直接就业", (0, 0)),
    ],
)
def test_a_figure_is_of_its_parts(database, cohort, name, scope, parts):
    found = figure(database, name, scope)
    assert (found.numerator, found.denominator) == parts
    assert (found.value is None) is (parts[1] == 0)


def test_figure_list_and_paper_are_one(database, cohort):
    rate = figure(database, "F2/F3 落实率", "2025届 全校")
    groups = {code: listed(database, destination_group=code) for code in "1235"}
    assert groups["1"] + groups["2"] + groups["5"] == rate.numerator
    assert listed(database, is_destination_missing=True) == rate.more["breakdown"]["未登记"] == 1
    assert listed(database, is_to_support=True) == figure(database, "F5 1131帮扶完成", "未落实毕业生").denominator
    text = render_text(paper(database, "destination-statistics"))
    assert f"{rate.value}%" in text
    assert "留任 2 人，留任率 40.00%" in render_text(paper(database, "follow-up-list"))


def test_a_destination_counts_on_the_days_it_holds(database, cohort):
    later = date(2025, 10, 1)
    with database.transaction("换去向") as tx:
        row = {"student": cohort["keys"][6], "from_date": later, "destination": "30", "enlist_date": later}
        tx.insert(GraduateDestination, row)
    before, after = (figure(database, "F2/F3 落实率", "2025届 全校", day) for day in (later - timedelta(days=1), later))
    assert (before.numerator, after.numerator, after.more["breakdown"]["参军"]) == (6, 7, 1)


def test_who_completed_counts_where_policy_says_so(database, cohort):
    assert "另有结业 1 人" in render_text(paper(database, "destination-statistics"))
    with database.transaction("政策") as tx:
        row = {"key": "destination.include-08", "scope": "*", "value": 1, "valid_from": date(2025, 1, 1)}
        tx.insert(PolicyParameter, row)
    assert figure(database, "F2/F3 落实率", "2025届 全校").denominator == 9
    assert "结业" not in render_text(paper(database, "destination-statistics"))


def test_papers_are_of_the_classes_and_the_year_that_are_asked_for(database, cohort):
    text = render_text(paper(database, "destination-list", cohort["rooms"][:1]))
    assert "2022级数控1班" in text
    assert "2022级护理1班" not in text
    assert "班级：2022级数控1班" in text
    with database.transaction("下一届") as tx:  # the latest cohort is that of the classes asked for
        tx.insert(Student, factories.student(20, status="07", graduated_date=date(2026, 7, 1)))
    for name in PAPERS:
        assert "2025届" in render_text(paper(database, name, cohort["rooms"][:1], date(2026, 8, 1)))
        assert "2026届" in render_text(paper(database, name, day=date(2026, 8, 1)))
    assert "没有毕业生" in render_text(paper(database, "destination-list", year=2024))
    assert "没有毕业生" in render_text(paper(database, "destination-statistics", day=ENDED - timedelta(days=1)))


def test_phones_are_masked(database, cohort):
    text = render_text(paper(database, "destination-list"))
    assert "13000000000" not in text
    assert "130****" in text
