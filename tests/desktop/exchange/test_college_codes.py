"""毕业去向 in sheets of a college and of a secondary school: the same heading, codes of their own."""

import pytest
from openpyxl import Workbook

from models.entities.destinations import GraduateDestination
from models.entities.people import Student
from models.entities.schools import School
from tests import factories
from tests.imported import plan

HEADINGS = ("姓名", "学号", "登记日期", "毕业年份", "毕业去向", "升学院校")


def sheet(path, *texts):
    book = Workbook()
    book.active.append(HEADINGS)
    for n, text in enumerate(texts):
        known = factories.student(n)
        book.active.append((known["name"], known["student_number"], "2025-07-01", 2025, text, "示例学院"))
    book.save(path)
    return path


def office(database, level, count):
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校", "level": level or "1"})
        for n in range(count):
            tx.insert(Student, factories.student(n, status="07", school=school))
        if level is None:  # an office of two schools, none of which is its own
            tx.insert(School, {"name": "乙校", "level": "2"})


@pytest.mark.parametrize(
    ("level", "text", "found"),
    [
        ("1", "升学", ("10", None)),
        ("2", "升学", (None, "80")),
        ("3", "劳动合同", (None, "11")),
        ("5", "待就业", (None, "70")),
        (None, "升学", ("10", None)),
        (None, "签就业协议形式就业", (None, "10")),
        (None, "参军", ("30", None)),
    ],
)
def test_the_heading_means_the_codes_of_the_own_school_else_those_that_know_the_word(
    database, tmp_path, level, text, found
):
    office(database, level, 1)
    (row,) = plan(database, GraduateDestination, sheet(tmp_path / "去向.xlsx", text)).rows
    assert (row.values.get("destination"), row.values.get("higher_destination")) == found
    assert not row.errors


def test_a_word_nobody_knows_is_told_where_it_stands(database, tmp_path):
    office(database, None, 1)
    (row,) = plan(database, GraduateDestination, sheet(tmp_path / "去向.xlsx", "创新园区孵化")).rows
    assert [(one.field, one.code) for one in row.errors] == [("destination", "unknown-code")]
