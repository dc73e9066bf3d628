"""Patterns of numbers: what can be read, what is said of the rest, and what they make."""

import pytest

from models.schema.number_patterns import UnfitError, checked, parse

FACTS = {"year": "2026", "grade": "2023", "major": "710203", "class": "2", "school": "2101001234"}


@pytest.mark.parametrize(
    ("pattern", "counter", "number"),
    [
        ("{year}{counter:04}", 7, "20260007"),
        ("{年份}{序号:4}", 7, "20260007"),
        ("{grade:2}{major}{class:02}{counter:02}", 31, "237102030231"),
        ("毕{year}-{counter}", 12, "毕2026-12"),
        ("{school}{Year}{counter:5}", 1, "2101001234202600001"),
        ("{counter:2}", 100, "100"),
    ],
)
def test_a_pattern_makes_and_finds_numbers(pattern, counter, number):
    read = parse(pattern)
    assert read.number(FACTS, counter) == number
    assert int(read.matcher().fullmatch(number)["counter"]) == counter


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{year}", "须有且只有一个序号"),
        ("{counter}{counter}", "须有且只有一个序号"),
        ("{year}{year:2}{counter}", "写了两次"),
        ("{year{counter:04}", "大括号不成对"),
        ("year}{counter:04}", "大括号不成对"),
        ("{month}{counter}", "没有“month”这一项"),
        ("{year:3}{counter}", "2 位或 4 位"),
        ("{counter:13}", "最多 12 位"),
    ],
)
def test_what_is_wrong_is_said(pattern, words):
    (complaint,) = checked(pattern)
    assert complaint.fatal
    assert words in complaint.message


@pytest.mark.parametrize(
    ("pattern", "facts", "words"),
    [
        ("{class:02}{counter}", FACTS | {"class": ""}, "要用班号"),
        ("{major:2}{counter}", FACTS, "超过编号规则里的 2 位"),
    ],
)
def test_what_is_not_known_makes_no_number(pattern, facts, words):
    with pytest.raises(UnfitError, match=words):
        parse(pattern).number(facts, 1)
