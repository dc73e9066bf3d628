"""Names by strokes as lists of honour print them: fewer strokes first, then 横 before 竖 before 撇 before 点 before 折."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema.strokes import stroke_key

# 丁2 于3 马3 王4 毛4 方4 田5 史5 白5 冯5 刘6 张7 陈7 赵9 黄11 蔡14 魏17
ORDERED = ["丁一", "丁一一", "丁力", "于洋", "马丽", "王伟", "毛毛", "方圆", "田野", "史册", "白雪", "冯唐", "刘备", "张三", "陈丹", "赵云",
           "黄忠", "蔡文", "魏延"]  # fmt: skip


def test_names_in_order():
    backwards = ORDERED[::-1]
    assert sorted(backwards, key=stroke_key) == ORDERED


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("欧阳明", "诸葛亮"),
        ("艾合买提·买买提", "魏延"),
        ("魏延", "John"),
        ("魏延", "𠮷田"),
        ("王一", "王一一"),
        ("", "丁一"),
    ],
)
def test_compound_foreign_and_rare_names(first, then):
    assert stroke_key(first) < stroke_key(then)


@given(st.lists(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=3)))
def test_no_two_names_are_alike_and_every_ideograph_has_a_place(names):
    assert len({stroke_key(name) for name in names}) == len(set(names))
    assert all(place < 1 << 20 for name in names for place, _character in stroke_key(name))
