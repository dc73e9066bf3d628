"""A term is one term however it is written, and what is no term is never taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema.terms import AcademicYear, TermName, TermNumber, TermText, parse_academic_year, parse_term

FIRST, SECOND = TermName("2025-2026", 1), TermName("2025-2026", 2)
TERMS = [
    ("2025-2026学年第一学期", FIRST), ("2025-2026-1", FIRST), ("25-26上", FIRST), ("2025—2026学年度第1学期", FIRST),
    ("25-26学年下", SECOND), ("2025～2026学年第二学期", SECOND), ("2025-2026(2)", SECOND), ("2025-2026学年下学期", SECOND),
    ("2025秋", FIRST), ("2026年春季学期", SECOND), ("2025学年第二学期", SECOND), ("２０２５－２０２６－２", SECOND),
    ("2025-2026", None), ("2025-2027-1", None), ("2026-2025-1", None), ("2025-2026-3", None), ("2025-20261", None),
    ("25上", None), ("第一学期", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "term"), TERMS)
def test_spellings_of_a_term(text, term):
    assert parse_term(text) == term


@given(st.integers(2000, 2098), st.sampled_from([1, 2]))
def test_what_is_written_is_read_again(year, number):
    term = TermName(f"{year}-{year + 1}", number)
    assert parse_term(term.text) == term
    assert TermText().read(term.text) == (term.text, ())
    assert AcademicYear().read(term.academic_year) == (term.academic_year, ())


@pytest.mark.parametrize(
    ("text", "year"),
    [("2025-2026", "2025-2026"), ("2025-2026学年", "2025-2026"), ("25-26", "2025-2026"), ("2025学年", "2025-2026"),
     ("2025/2026学年度", "2025-2026"), ("2025-2027", None), ("2025", None), ("25", None), ("学年", None)],
)  # fmt: skip
def test_spellings_of_a_school_year(text, year):
    assert parse_academic_year(text) == year
    assert AcademicYear().read(text)[0] == year


@pytest.mark.parametrize(
    ("raw", "number"),
    [(1, 1), (2.0, 2), ("1", 1), ("第一学期", 1), ("上", 1), ("下学期", 2), ("秋季学期", 1), ("春", 2), ("2025-2026-2", 2),
     (3, None), ("三", None), ("0", None)],
)  # fmt: skip
def test_spellings_of_the_number(raw, number):
    assert TermNumber().read(raw)[0] == number


def test_what_is_no_term_is_kept_with_a_doubt_where_the_text_stands_alone():
    assert [(value, [c.fatal for c in found]) for value, found in (TermText().read("大一上"), TermText().read(None))] == [
        ("大一上", [False]), (None, [])
    ]  # fmt: skip
