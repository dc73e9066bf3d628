"""Amounts, percentages and rounding as papers print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema.numbers import capital_amount, percent, round_half_up

# 723000 to 305000.07: specification, Appendix B; 1409.50 to 16409.02: the rule's own examples.
AMOUNTS = {
    "723000": "柒拾贰万叁仟元整",
    "1005": "壹仟零伍元整",
    "10010": "壹万零壹拾元整",
    "0.05": "伍分",
    "305000.07": "叁拾万伍仟元零柒分",
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "0": "零元整",
    "10": "壹拾元整",
    "0.50": "伍角",
    "0.004": "零元整",
    "0.005": "壹分",
    "-3.2": "负叁元贰角",
    "100010001": "壹亿零壹万零壹元整",
    "1000000000000": "壹万亿元整",
    "3000001103.2": "叁拾亿零壹仟壹佰零叁元贰角",  # a group of zeros is told by one 零
    "1234567890123.45": "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分",
    "10000.05": "壹万元零伍分",
    "2.005": "贰元零壹分",
    "-0.001": "零元整",
}
CHARACTERS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}


@pytest.mark.parametrize(("amount", "text"), AMOUNTS.items())
def test_capital_amount(amount, text):
    assert capital_amount(Decimal(amount)) == text


def test_amounts_nobody_can_name_are_refused():
    with pytest.raises(ValueError, match="10000000000000000"):
        capital_amount(10**16)


def spoken(text: str) -> int:
    """A whole number in capital characters, read the way it is spoken."""
    for unit, scale in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        head, found, rest = text.rpartition(unit) if scale >= 10**4 else text.partition(unit)
        if found:
            return spoken(head) * scale + spoken(rest)
    return CHARACTERS[text.strip("零") or "零"]


@given(st.integers(0, 10**16 - 1))
def test_what_is_written_reads_back(number):
    text = capital_amount(number)
    assert spoken(text.removesuffix("元整")) == number
    assert "零零" not in text


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "text"),
    [(1, 8, 2, "12.50%"), (0, 0, 2, "—"), (5, 0, 1, "—"), (0, 3, 2, "0.00%"), (1, 3, 1, "33.3%"), (7, 8, 0, "88%")],
)
def test_percent(numerator, denominator, places, text):
    assert percent(numerator, denominator, places) == text


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [(2.675, 2, "2.68"), (0.5, 0, "1"), (2.5, 0, "3"), (-0.5, 0, "-1"), (Decimal("12.345"), 2, "12.35"), (7, 1, "7.0")],
)
def test_half_goes_up(value, places, rounded):
    assert str(round_half_up(value, places)) == rounded
