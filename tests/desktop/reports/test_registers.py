"""Papers of registers that acts keep: graduates and their diplomas, numbers given and left out."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from desktop.reports.catalogue import report_named
from desktop.reports.forms.placement_checks import _host_rows
from desktop.reports.report import make
from desktop.reports.text import render_text
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import Case, plan_cases
from models.entities.enrolment import Admission, CheckIn
from models.entities.graduation import GraduationAudit
from models.entities.people import Student
from models.statistics.capacity import Capacity, Load
from models.statistics.figure_queries import Figure
from tests.desktop.reports.office import Office

DAY, AFTER = date(2026, 7, 1), date(2026, 8, 31)


@pytest.fixture
def office(database):
    """Class A graduates in the summer of 2026: two with a diploma, one without; one goes on his own before the end."""
    made = Office(database)
    audits = (("张三", "1"), ("李四", "1"), ("王䶮", "2"))
    with database.transaction("审核") as tx:
        for name, verdict in audits:
            tx.insert(GraduationAudit, {"student": made.students[name], "year": 2026, "verdict": verdict})
    who = [("毕业", name) for name, _verdict in audits] + [("肄业", "孙明明")]
    with database.reading() as connection:
        cases = [Case(act_named(act), made.students[name], {"change_date": DAY}) for act, name in who]
        planned = plan_cases(connection, cases, {}, DAY)
    with database.transaction(planned.name) as tx:
        apply(tx, planned)
        tx.update(Student, made.students["李四"], {"diploma_received_date": date(2026, 7, 6)})
    return made


@pytest.fixture
def newcomers(database, office):
    """The candidates of the office, and one who said why he does not come and one who pays and brings papers."""
    with database.transaction("报到") as tx:
        ids = {row["name"]: row["id"] for row in tx.connection.execute(Admission.table().select()).mappings()}
        tx.update(Admission, ids["未到"], {"exam_number": "K04", "guardian_phone": "13000000004", "status": "3"})
        tx.update(Admission, ids["王佳"], {"exam_number": "K02", "batch": "第一批", "graduated_from": "一中"})
        visits = {row["admission_id"]: row["id"] for row in tx.connection.execute(CheckIn.table().select()).mappings()}
        papers = {"has_letter": True, "has_photos": True, "is_fee_paid": True, "dormitory": "3-201"}
        tx.update(CheckIn, visits[ids["王佳"]], papers)
        tx.insert(CheckIn, {"admission": ids["未到"], "absence_reason": "3"})
    return ids


@pytest.fixture
def paper(database, office):
    def made(name, ids=(), day=AFTER, **given):
        return make(
            database, report_named(name), ids, as_of=day, printed_by="王老师",
            printed_at=datetime(2026, 8, 31, 10, 15), **given,  # noqa: DTZ001 - local time, as on the wall
        )  # fmt: skip

    return made


def words(document):
    return render_text(document)


def test_the_register_of_graduates(paper, golden):
    golden("reports/graduate-roster.txt", words(paper("graduate-roster")))


@pytest.mark.parametrize(
    ("day", "options", "count"),
    [(AFTER, {}, 3), (date(2026, 6, 30), {}, 0), (DAY, {"year": 2026}, 3), (AFTER, {"year": 2025}, 0)],
)
def test_who_is_listed(paper, office, day, options, count):
    text = words(paper("graduate-roster", [office.classes["A"]], day, options=options))
    assert text.count("2023级数控2班") >= 1
    assert sum(name in text for name in ("张　三", "李　四", "王　䶮", "阿依古丽")) == count
    assert ("没有毕业生" in text) is (count == 0)


def test_numbers_are_masked_unless_asked_for(paper, office):
    shut, wide = (words(paper("graduate-roster", [office.classes["A"]], unmasked=on)) for on in (False, True))
    assert "********" in shut
    assert "********" not in wide


def test_the_gaps(paper, database, office, golden):
    with database.transaction("手工") as tx:
        tx.update(Student, office.students["张三"], {"diploma_number": "202600009"})
    golden("reports/number-gaps.txt", words(paper("number-gaps")))


AUTUMN = date(2025, 11, 20)


def test_the_register_of_newcomers(paper, newcomers, golden):
    golden("reports/check-in-register.txt", words(paper("check-in-register", day=AUTUMN)))


def test_the_list_of_those_who_did_not_come(paper, newcomers, golden):
    golden("reports/absent-list.txt", words(paper("absent-list", day=AUTUMN)))


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2025, 7, 1), (0, 0, 0)), (date(2025, 8, 31), (4, 0, 4)), (date(2025, 9, 1), (4, 1, 3)), (AUTUMN, (4, 2, 2)),
        (date(2025, 12, 1), (4, 3, 1)),
    ],
)  # fmt: skip
def test_who_came_by_the_day(paper, newcomers, day, counts):
    told = dict(zip(("应到", "实到", "未到"), counts, strict=True))
    text = words(paper("check-in-register", day=day))
    assert all(f"{label}：{count}人" in text for label, count in told.items())


def test_a_major_and_a_school_alone(paper, office, newcomers):
    assert "没有录取的考生" in words(paper("check-in-register", [office.welding], AUTUMN))
    assert "应到：4人" in words(paper("check-in-register", [office.computing], AUTUMN))
    assert "应到：4人" in words(paper("check-in-register", [office.school], AUTUMN, of="school"))
    assert "没有录取的考生" in words(paper("absent-list", [office.college], AUTUMN))


WARNED = [  # staff and interns of the enterprise, of its post -> what stands in the last column
    ((100, 5), (20, 5), "岗位超限"), ((100, 11), (200, 11), "单位超限"), ((100, 11), (20, 11), "单位超限、岗位超限"),
    ((None, 5), (20, 5), "缺在岗职工数、岗位超限"), ((100, 5), (None, 5), "缺同岗人数"), ((100, 5), (25, 5), ""),
]  # fmt: skip


@pytest.mark.parametrize(("firm", "post", "words"), WARNED)
def test_what_is_too_many_stands_by_itself(firm, post, words):
    def load(staff, interns, percent):
        return Load(1, "甲", Figure(interns, None), staff, Decimal(percent))

    (row,) = _host_rows(1, Capacity(load(*firm, 10), (load(*post, 20),)))
    assert row.cells[-1] == words
