"""Words in the language in use: lists, sentences, and what is said of one and of many."""

import pytest

from models.words import _, clauses, coded, joined, listed, use_language, with_clause


@pytest.fixture
def english():
    use_language("en")
    yield
    use_language("zh_CN")


def test_chinese_separates_with_its_own_marks():
    assert (listed("甲乙"), joined("甲乙"), clauses("甲乙")) == ("甲、乙", "甲，乙", "甲；乙")


@pytest.mark.usefixtures("english")
def test_english_separates_with_its_own_marks():
    assert (listed("ab"), joined("ab"), clauses("ab")) == ("a, b", "a, b", "a; b")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 record"), ("1", "1 record"), (0, "0 records"), (2, "2 records"), ("1,001", "1,001 records"), ("…", "… records")],
)  # fmt: skip
def test_english_says_one_thing_of_one_and_another_of_many(count, words):
    assert _("{count} 条").format(count=count) == words


@pytest.mark.usefixtures("english")
def test_a_verb_follows_the_number_too():
    assert _("有 {count} 处修改还没有保存。").format(count=1) == "There is 1 unsaved change."


@pytest.mark.usefixtures("english")
def test_codes_that_are_counted_by_have_names_of_their_own():
    assert (_("撤销"), coded("撤销"), coded("女"), coded("no such code")) == (
        "Undo",
        "abolished",
        "female",
        "no such code",
    )


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        (None, None, None), ("", None, ""), (None, "甲", "甲"), ("", "甲", "甲"), ("甲", None, "甲"), ("甲", "", "甲"),
        ("甲", "乙", "甲；乙"), ("甲；乙", "丙", "甲；乙；丙"), ("甲；乙", "丙；丁", "甲；乙；丙；丁"),
        ("甲", "甲", "甲"), ("甲；乙", "甲", "甲；乙"), ("甲；乙", "乙", "甲；乙"), ("甲；乙；丙", "乙；丙", "甲；乙；丙"),
        ("甲。", "乙", "甲。乙"), ("甲。\n", "乙", "甲。乙"), ("甲；", "乙", "甲；乙"), ("甲！", "乙。", "甲！乙。"), ("ok.", "乙", "ok. 乙"),
        ("甲。", "甲", "甲。"), ("甲", "甲。", "甲"), ("甲。乙", "甲", "甲。乙"), ("甲。乙。", "乙", "甲。乙。"), ("甲\n乙", "乙", "甲\n乙；乙"),
        ("9.5", "5", "9.5；5"), ("甲乙", "甲", "甲乙；甲"), ("甲", "甲乙", "甲；甲乙"), ("甲；乙丙", "乙", "甲；乙丙；乙"),
    ],
)  # fmt: skip
def test_words_are_added_to_others_once(before, words, after):
    assert with_clause(before, words) == after
