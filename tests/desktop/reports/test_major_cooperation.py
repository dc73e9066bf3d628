"""Majors and their enterprises (B6): each figure of a day, what nobody records as a dash, levels never added up."""

from datetime import date, datetime

import pytest

from desktop.reports.catalogue import report_named
from desktop.reports.document import Table
from desktop.reports.report import make
from desktop.reports.text import render_text
from models.database.query import Condition, Query
from models.database.results import count_of
from models.entities.cooperation import CourseStandard
from models.entities.enterprises import Enterprise
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from models.statistics.major_cooperation import FIGURES, major_cooperation
from models.statistics.students import student_statistics
from tests import factories

DAY, BEGUN = date(2026, 3, 10), date(2026, 3, 1)
MILLING, CARE, LOGISTICS, COLLEGE = "数控技术应用", "护理", "物流服务与管理", "机电一体化技术"


@pytest.fixture
def office(database):
    """Four majors of two levels: one with everything, one with an enterprise alone, one with nothing, one of a college."""
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "示例中专"})
        codes = {MILLING: "660103", CARE: "720201", LOGISTICS: "730801", COLLEGE: "460301"}
        majors = {
            name: tx.insert(
                Major, {"name": name, "code": code, "department": "机电系" if code.endswith("03") else None}
            )
            for name, code in codes.items()
        }
        shared = (majors[MILLING], majors[CARE], majors[COLLEGE])
        firms = [
            tx.insert(Enterprise, factories.enterprise(n, name=f"示例{n}厂", cooperation_majors=some))
            for n, some in enumerate((shared, shared[:1], ()), 1)
        ]
        for name, status, some in (("车削", "2", firms[:2]), ("铣削", "2", ()), ("磨削", "3", firms[:1])):
            row = {
                "name": name,
                "major": majors[MILLING],
                "version": "V1",
                "status": status,
                "enterprises": tuple(some),
            }
            tx.insert(CourseStandard, row)
        room = tx.insert(
            SchoolClass, {"name": "2024级数控1班", "grade_year": 2024, "major": majors[MILLING], "school": school}
        )
        classes = [
            tx.insert(OrderClass, {"name": f"示例{n}班", "mode": mode}) for n, mode in enumerate(("01", "03"), 1)
        ]
        students = []
        for n in range(1, 5):
            major = {"major": majors[CARE]} if n == 4 else {}
            students.append(tx.insert(Student, factories.student(n, **major)))
            tx.insert(ClassMembership, {"student": students[-1], "school_class": room, "join_date": date(2024, 9, 1)})
        for student, order_class, left in ((0, 0, None), (1, 1, None), (2, 0, DAY)):
            row = {
                "student": students[student],
                "order_class": classes[order_class],
                "join_date": BEGUN,
                "leave_date": left,
            }
            tx.insert(OrderClassMember, row)
        for student, status in ((0, "3"), (1, "2"), (3, "3")):
            row = {
                "student": students[student],
                "enterprise": firms[2],
                "start_date": BEGUN,
                "end_date": DAY,
                "status": status,
            }
            tx.insert(Placement, row)
    return {"majors": majors, "firms": firms}


@pytest.fixture
def paper(database, office):
    def made(ids=(), day=DAY):
        printed = datetime(2026, 3, 10, 10, 15)  # noqa: DTZ001 - local time, as on the wall
        return make(
            database, report_named("major-cooperation"), ids, as_of=day, printed_by="王老师", printed_at=printed
        )

    return made


def counted(database, day=DAY):
    with database.reading() as connection:
        return {
            one.line.name: tuple(one.figures[name] for name in FIGURES) for one in major_cooperation(connection, day)
        }


@pytest.mark.parametrize(("day", "milling", "care"), [
    (DAY, (2, 1, 2, 1, 1), (1, None, None, None, 1)), (date(2026, 3, 9), (2, 1, 3, 1, 1), (1, None, None, None, 1)),
    (date(2026, 2, 28), (2, 1, None, None, None), (1, None, None, None, None)), (date(2026, 3, 11), (2, 1, 2, 1, None), (1, None, None, None, None)),
])  # fmt: skip
def test_each_figure_is_that_of_the_day(database, office, day, milling, care):
    assert counted(database, day) == {
        MILLING: milling, CARE: care, LOGISTICS: (None,) * 5, COLLEGE: (1, None, None, None, None),
    }  # fmt: skip


def test_a_figure_is_its_list_and_that_of_the_other_papers(database, office):
    key, (firms, courses, ordered, apprentices, interns) = office["majors"][MILLING], counted(database)[MILLING]
    assert firms == count_of(database, Query(Enterprise, (Condition("cooperation_majors", "=", key),)))
    shared = (Condition("major", "=", key), Condition("status", "=", "2"), Condition("enterprises", "filled"))
    assert courses == count_of(database, Query(CourseStandard, shared))
    with database.reading() as connection:
        (level,) = student_statistics(connection, (), DAY)
    milling = level.counts[level.counts["name"] == MILLING]
    assert (ordered, apprentices) == (milling["ordered"].sum(), milling["apprentices"].sum())
    at_work = count_of(database, Query(Placement, as_of=DAY))
    assert interns + counted(database)[CARE][-1] == at_work == 2


def test_what_the_paper_says(paper, golden):
    golden("reports/major-cooperation.txt", render_text(paper()))


def test_sums_are_of_each_level_and_count_an_enterprise_once(paper):
    (table,) = [block for block in paper().blocks if isinstance(block, Table)]
    assert [row.cells[:7] for row in table.totals] == [
        ("中职合计　2 个专业", 2, 1, None, 2, 1, 2), ("高职专科合计　1 个专业", 1, None, None, None, None, None),
    ]  # fmt: skip


def test_a_major_that_was_chosen_is_printed_though_nothing_is_told_of_it(paper, office):
    chosen = render_text(paper([office["majors"][LOGISTICS]]))
    assert LOGISTICS in chosen
    assert MILLING not in chosen
    assert LOGISTICS not in render_text(paper())
