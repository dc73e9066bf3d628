"""Names of classes and their natural order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema.class_names import ClassName, arabic, class_parts, grade_of, parse_class_name

NURSING = ClassName(2026, "护理", 1)
NAMES = {
    "2026级护理1班": NURSING,
    "26级护理1班": NURSING,
    "26护理1班": NURSING,
    " 2026级 护理（1）班 ": NURSING,
    "２０２６级护理［1］班": NURSING,
    "二〇二六级护理一班": NURSING,
    "2026级护理专业1班": NURSING,
    "2026级-护理-1班": NURSING,
    "护理2601班": NURSING,
    "护理26-1班": NURSING,
    "2026级护理2601班": NURSING,
    "护理261班": NURSING,
    "2029届护理1班": NURSING,
    "29届护理第1班": NURSING,
    "2026级3+2护理1班": ClassName(2026, "3+2护理", 1),
    "2024级机电技术应用10班（宝马订单）": ClassName(2024, "机电技术应用", 10, "宝马订单"),
    "2024级机电技术应用十二班(订单)": ClassName(2024, "机电技术应用", 12, "订单"),
    "机电3班": ClassName(None, "机电", 3),
    "第二实验3班": ClassName(None, "第二实验", 3),
    "2026级1班": ClassName(2026, "", 1),
}


@pytest.mark.parametrize(("text", "parts"), NAMES.items())
def test_names_are_taken_apart(text, parts):
    assert parse_class_name(text) == parts


@pytest.mark.parametrize("text", ["", "待定", "3班", "2601班", "Sheet1", "名单", "2026级护理", "护理1班花名册", "班"])
def test_no_name_of_a_class(text):
    assert parse_class_name(text) is None


def test_year_of_graduation_counts_back_by_the_duration():
    assert parse_class_name("2028届护理1班", duration=2) == NURSING


@given(
    st.integers(2000, 2099),
    st.text(
        st.characters(
            min_codepoint=0x4E00, max_codepoint=0x9FFF, exclude_characters="班级届第一二三四五六七八九十零专业"
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 99),
    st.none() | st.just("订单"),
)
def test_full_names_read_back(year, major, number, suffix):
    name = ClassName(year, major, number, suffix)
    assert parse_class_name(name.text) == name


@given(st.text())
def test_any_text_may_be_asked(text):
    parse_class_name(text)
    arabic(text)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("2025级", 2025, 2025),
        ("25级", 2025, 2025),
        ("高一", 2025, 2026),
        ("高一年级", 2025, 2026),
        ("职高二", 2024, 2025),
        ("一年级", 2025, 2026),
        ("3年级", 2023, 2024),
        ("高四", None, None),
        ("高1", None, None),
        ("2025", None, None),
        ("六年级", None, None),
        ("", None, None),
    ],
)
def test_a_stage_counts_back_from_the_day_and_a_school_year_begins_in_september(text, before, after):
    assert grade_of(text, date(2026, 8, 31)) == before
    assert grade_of(text, date(2026, 9, 1)) == after


@pytest.mark.parametrize(
    ("text", "grade", "major", "full"),
    [
        ("1", None, "", "2024级机电1班"),
        ("（1）班", None, "", "2024级机电1班"),
        ("护理一班", None, "护理", "2024级护理1班"),
        ("25级(3)班", 2025, "", "2025级机电3班"),
        ("2501班", 2025, "", "2025级机电1班"),
        ("护理2501班", 2025, "护理", "2025级护理1班"),
        ("2025级护理1班（订单）", 2025, "护理", "2025级护理1班（订单）"),
        ("301班", None, "", "2024级机电301班"),
        ("阳光班", None, "", "2024级机电阳光班"),
        ("机电实验班", None, "", "2024级机电实验班"),
        ("高1班", None, "高", "2024级高1班"),
    ],
)
def test_the_parts_a_class_says_come_before_those_told_elsewhere(text, grade, major, full):
    parts = class_parts(text)
    assert (parts.grade_year, parts.major, parts.joined(2024, "机电")) == (grade, major, full)


@given(st.text(max_size=12))
def test_any_text_has_parts(text):
    assert isinstance(class_parts(text).joined(2025, "护理"), str)
