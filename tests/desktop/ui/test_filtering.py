"""Conditions as people set them: how they are read, worded and found in a name."""

from datetime import date

import pytest

from desktop.ui.kit.statuses import SIGNS, sign_of, status_of, superseded
from desktop.ui.kit.text_match import hit, matches, warm
from desktop.ui.list.filtering import Filter, filters_of, ids_in, mode_of, range_of, words_of
from desktop.ui.list.search_box import placeholder
from models.database.query import Condition
from models.database.touched import TOUCHED
from models.schema.codes import table
from models.schema.fields import entities, entity_named, field_map, fields_of

STUDENT = entity_named("student")
FIELDS = field_map(STUDENT)


@pytest.mark.parametrize(
    ("text", "search", "found"),
    [
        ("李欣怡", "lx", (0, 2)),
        ("李欣怡", "xy", (1, 3)),
        ("李欣怡", "欣", (1, 2)),
        ("李欣怡", "lixin", (0, 2)),
        ("李欣怡", "lixi", (0, 2)),
        ("李欣怡", "xinyi", (1, 3)),
        ("单晓明", "sxm", (0, 3)),
        ("24010007", "0007", (4, 8)),
        ("李欣怡", "zz", None),
        ("李欣怡", "zz lx", (0, 2)),
        ("李欣怡", "", None),
        ("", "l", None),
    ],
)
def test_what_a_search_found_in_a_name(text, search, found):
    warm()
    assert hit(text, search) == found


@pytest.mark.parametrize(
    ("name", "low", "high", "conditions"),
    [
        ("birth_date", "2008", "", [(">=", date(2008, 1, 1))]),
        ("birth_date", "2008-02", "2008-02", [(">=", date(2008, 2, 1)), ("<=", date(2008, 2, 29))]),
        ("birth_date", "2008-03-05", "2008.3.9", [(">=", date(2008, 3, 5)), ("<=", date(2008, 3, 9))]),
        ("birth_date", "", "2008", [("<=", date(2008, 12, 31))]),
        ("entry_month", "2024", "2024-09", [(">=", "2024-01"), ("<=", "2024-09")]),
        ("age", "16", "18", [(">=", 16), ("<=", 18)]),
        ("age", " ", "", []),
    ],
)
def test_a_range_as_it_is_typed(name, low, high, conditions):
    found, sentence = range_of(FIELDS[name], low, high)
    assert [(c.operator, c.value) for c in found] == conditions
    assert not sentence


@pytest.mark.parametrize(("name", "text"), [("birth_date", "上月"), ("birth_date", "2008-13-40"), ("age", "十六")])
def test_a_range_that_cannot_be_read_says_so(name, text):
    found, sentence = range_of(FIELDS[name], text, "")
    assert found == ()
    assert sentence


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ([("gender", "=", "2")], "女"),
        ([("status", "in", ("01", "02"))], "在读、休学"),
        ([("status", "in", ("01", "02", "04"))], "在读、休学 等 3 项"),
        ([("age", ">=", 16), ("age", "<=", 18)], "16 – 18"),
        ([("age", ">=", 16), ("age", "<=", 16)], "16"),
        ([("age", "<=", 18)], "至 18"),
        ([("birth_date", ">=", date(2008, 1, 1))], "2008-01-01 起"),
        ([("name", "~", "李")], "含“李”"),
        ([("remark", "empty", None)], "为空"),
        ([("status", "!=", "01")], "不是 在读"),
        ([("school_class", "=", 7)], "2023级数控1班"),
        ([("school_class", "=", 8)], "…"),
        ([("is_veteran", "=", True)], "是"),
    ],
)
def test_a_chip_says_what_is_asked(conditions, words):
    found = filters_of(STUDENT, [Condition(*each) for each in conditions])
    assert len(found) == 1
    assert words_of(found[0], {("school_class", 7): "2023级数控1班"}) == words


def test_conditions_are_gathered_by_field_and_name_their_records():
    conditions = [
        Condition("age", ">=", 16), Condition("gender", "=", "1"), Condition("age", "<=", 18),
        Condition("school_class", "in", (7, 8)), Condition("major", "empty"),
    ]  # fmt: skip
    found = filters_of(STUDENT, conditions)
    assert [(each.field.name, len(each.conditions)) for each in found] == [
        ("age", 2), ("gender", 1), ("school_class", 1), ("major", 1),
    ]  # fmt: skip
    assert ids_in(conditions, STUDENT) == {"school_class": {7, 8}, "major": set()}


def test_what_an_act_touched_is_a_chip_with_the_name_of_the_act():
    found = filters_of(STUDENT, [Condition(TOUCHED.name, "=", 12)])
    assert found[0].field.title == "改动"
    assert words_of(found[0], {("change_set", 12): "导入学生 3 条：a.xlsx"}) == "导入学生 3 条：a.xlsx"
    assert ids_in(found[0].conditions, STUDENT) == {"change_set": {12}}


def test_every_field_of_every_entity_can_be_asked_for():
    for entity in entities():
        for field in fields_of(entity):
            assert mode_of(field) in ("range", "choice", "record", "text")
            assert words_of(Filter(field, (Condition(field.name, "filled"),))) == "已填写"


@pytest.mark.parametrize(
    ("typed", "words", "fitting"),
    [("", "汉族", True), ("汉", "汉族", True), ("hz", "汉族", True), ("hanz", "汉族", True), ("mz", "汉族", False)],
)
def test_choices_are_narrowed_by_characters_and_pinyin(typed, words, fitting):
    assert matches(words, typed) is fitting


def test_every_state_has_a_shape_and_none_is_made_up():
    for name, signs in SIGNS.items():
        assert set(signs) == {code.code for code in table(name)}
    assert status_of(STUDENT).name == "status"
    assert sign_of(FIELDS["status"], "02").tone == "warn"
    assert sign_of(FIELDS["gender"], "1") is None


@pytest.mark.parametrize(
    ("name", "shown", "kept"),
    [("school_class", "day_status", {"status"}), ("order_class", "day_status", {"status"}),
     ("student", "status", set()), ("placement", "status", set()), ("enterprise", None, set())],
)  # fmt: skip
def test_the_state_of_the_day_is_shown_instead_of_the_one_kept(name, shown, kept):
    state = status_of(entity_named(name))
    assert (state.name if state else None) == shown
    assert superseded(entity_named(name)) == kept


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("student", "姓名、拼音首字母、学号末几位"),
        ("class_membership", "姓名、拼音首字母、学号末几位"),
        *((name, "姓名、就业单位、拼音首字母") for name in ("graduate_destination", "destination_follow_up")),
    ],
)
def test_the_search_box_says_what_it_takes(name, hint):
    assert placeholder(entity_named(name)) == hint
