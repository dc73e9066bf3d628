"""Names of classes and their natural order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema.class_names import ClassName, arabic, parse_class_name

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
