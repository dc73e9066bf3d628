"""Checks of a record in itself: tables of cases, every boundary once on each side."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.rules import entry_age, major_fits, member_kind_fits, registration_agrees
from models.entities.sizes import suggested_size
from models.schema import checks
from models.schema.derive import years_since
from models.schema.fields import judge
from tests.factories import identity_number

ID, OTHER = identity_number(1), identity_number(2)


def told(check, row):
    return [(name, complaint.code, complaint.fatal) for name, complaint in check(row)]


@pytest.mark.parametrize(
    ("birth", "month", "doubtful"),
    [
        (date(2009, 9, 29), "2023-09", False),  # 14 on the last day of the month
        (date(2009, 9, 30), "2023-09", True),  # a year is completed the day after the birthday
        (date(1998, 9, 1), "2023-09", False), (date(1997, 9, 1), "2023-09", False),
        (date(1997, 8, 31), "2023-09", True), (date(2008, 1, 1), "2023-09", False), (date(2020, 1, 1), "2023-09", True),
        (None, "2023-09", False), (date(2020, 1, 1), None, False), (date(2020, 1, 1), "2023", False), ("2020-01", "2023-09", False),
    ],
)  # fmt: skip
def test_age_at_entry(birth, month, doubtful):
    expected = [("entry_month", "out-of-range", False)] if doubtful else []
    assert told(entry_age, {"birth_date": birth, "entry_month": month}) == expected


@pytest.mark.parametrize(
    ("registration", "kind", "doubtful"),
    [(f"G{ID}", "1", False), (f"L{ID}", None, False), (f"J{ID}", "1", False), (ID, "1", False), (f"G{OTHER}", "1", True),
     (OTHER, "1", True), (f"J{OTHER}", None, True), (f"G{OTHER}", "5", False), ("2023210100012345", "1", False),
     (None, "1", False)],
)  # fmt: skip
def test_registration_number_beside_the_identity_number(registration, kind, doubtful):
    row = {"id_number": ID, "id_type": kind, "registration_number": registration}
    expected = [("registration_number", "conflicts-with-id", False)] if doubtful else []
    assert told(registration_agrees, row) == expected


@pytest.mark.parametrize("letter", ["G", "L", "J", ""])
def test_every_letter_is_a_registration_number(letter):
    assert checks.registration_number(letter + ID) == ()
    assert checks.registration_number(f"K{ID}")[0].fatal


@pytest.mark.parametrize(
    ("kind", "name", "doubtful"),
    [("1", "school", False), ("4", "school", False), ("5", "school", True), ("9", "school", True), ("5", "enterprise", False),
     ("1", "enterprise", True), ("6", "enterprise", True), ("1", "body_name", False), ("8", "body_name", False),
     (None, "school", False)],
)  # fmt: skip
def test_kind_of_a_member(kind, name, doubtful):
    expected = [("member_kind", "conflict", False)] if doubtful else []
    assert told(member_kind_fits, {"member_kind": kind, name: 7}) == expected


@pytest.mark.parametrize(
    ("code", "name", "year", "found"),
    [("660103", "数控技术应用", 2021, []), ("660103", "数控技术应用（模具方向）", 2021, []), ("720201", "护理", None, []),
     ("720201", "护理（中职）", 2021, []), ("660301", "机电技术", 2021, []), ("660103", "数控加工", 2021, [("name", "conflict")]),
     ("520201", "护理", 2021, []), ("669999", "数控", 2021, [("code", "unknown-code")]), ("269999", "数控", 2021, []),
     ("660103", "数控加工", 2010, []), ("6601", "机械", 2021, []), (None, "护理", 2021, []), ("720201", None, 2021, [])],
)  # fmt: skip
def test_a_major_by_its_code(code, name, year, found):
    row = {"code": code, "name": name, "catalogue_year": year}
    assert told(major_fits, row) == [(field, what, False) for field, what in found]


@pytest.mark.parametrize(
    ("industry", "staff", "revenue", "size"),
    [("3670", 1000, 40000, "大型"), ("36", 999, 40000, "中型"), ("C", 1000, 39999, "中型"), ("36", 300, 2000, "中型"),
     ("36", 299, 2000, "小型"), ("36", 20, 300, "小型"), ("36", 19, 300, "微型"), ("36", 20, 299, "微型"),
     ("511", 200, 40000, "大型"), ("52", 300, 20000, "大型"), ("52", 200, 40000, "中型"), ("702", 999, 5000, "中型"),
     ("P", 1000, 40000, None), ("36", None, 2000, None), ("36", 300, None, None), (None, 300, 2000, None), ("汽车", 300, 2000, None),
     ("75", 300, None, "大型"), ("75", 9, None, "微型")],
)  # fmt: skip
def test_size_by_the_figures(industry, staff, revenue, size):
    values = {"industry": industry, "staff_total": staff, "revenue": None if revenue is None else Decimal(revenue)}
    found = suggested_size(values)
    assert (found and found.name.removesuffix("企业")) == size


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 1), date(2060, 12, 31)))
def test_the_age_of_a_list_is_the_age_of_the_checks(birth, day):
    expression = years_since("student", "birth_date")(day)
    sql = str(expression.compile(sa.create_engine("sqlite://"), compile_kwargs={"literal_binds": True}))
    with sa.create_engine("sqlite://").connect() as connection:
        assert connection.exec_driver_sql(
            f"SELECT {sql.replace('student.birth_date', repr(birth.isoformat()))}"
        ).scalar() == (checks.age_on(birth, day))


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 3, 15), True), (date(2026, 3, 16), False), (date(2030, 1, 1), False)]
)
def test_the_age_of_a_party_member_is_that_of_the_asked_day(monkeypatch, day, said):
    row = {"birth_date": date(2008, 3, 15), "political_status": "01"}
    expected = ["political_status"] if said else []
    assert [name for name, _found in judge(Student, row, day) if name == "political_status"] == expected
    monkeypatch.setenv("SHUANGYUAN_TODAY", day.isoformat())
    assert [name for name, _found in judge(Student, row) if name == "political_status"] == expected


@pytest.mark.parametrize(("day", "said"), [(date(2026, 3, 14), True), (date(2026, 3, 15), False)])
def test_the_end_of_a_placement_is_in_the_future_of_the_asked_day(day, said):
    row = {"status": "5", "end_date": date(2026, 3, 15), "end_reason": "1"}
    assert [name for name, _found in judge(Placement, row, day)] == (["end_date"] if said else [])
