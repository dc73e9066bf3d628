"""Look-alikes and what nobody sees: mended in names with a word about it, and no difference when texts are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema import checks, look_alikes, values
from models.schema.complaints import Severity
from models.schema.types import OrganisationName, PersonName, Text


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("⾼⽂博", "高文博"), ("⻢⼩⻰", "马小龙"), ("⻓城电⼦", "长城电子"), ("⿕", "龠"), ("⼀", "一"), ("⻳⻄⻅", "龟西见"),
        ("郎凉", "郎凉"), ("\U0002f800", "丽"), ("﨑", "﨑"), ("⺀", "⺀"), ("高文博", "高文博"), ("abc", "abc"),
    ],
)  # fmt: skip
def test_ordinary_characters(odd, plain):
    assert look_alikes.ordinary(odd) == values.clean_text(odd) == plain


def test_every_radical_but_one_has_an_ordinary_character():
    radicals = {
        chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if unicodedata.name(chr(code), "")
    }
    assert {c for c in radicals if look_alikes.ordinary(c) == c} == {"⺀"}
    assert all(unicodedata.name(look_alikes.ordinary(c)).startswith("CJK UNIFIED") for c in radicals - {"⺀"})


def test_a_mended_name_says_which_character_became_which():
    name, complaints = PersonName(60).read("⾼⽂博⾼")
    assert name == "高文博"[:3] + "高"
    assert [(c.code, c.severity) for c in complaints] == [("look-alike", Severity.WARNING)] * 2
    assert "⾼" in complaints[0].message
    assert "高" in complaints[0].message
    assert "U+2FBC" in complaints[0].message
    assert PersonName(60).read(name) == (name, ())


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("沙依拉.别克", "沙依拉·别克"), ("沙依拉．别克", "沙依拉·别克"), ("沙依拉 。 别克", "沙依拉·别克"),
        ("沙依拉‧别克", "沙依拉·别克"), ("Ｊｏｈｎ Ｓｍｉｔｈ", "John Smith"), ("John St. Clair", "John St. Clair"),
        ("\u202d王伟\u202c", "王伟"), ("王\u200e伟", "王伟"), ("王\u2066伟\u2069", "王伟"), ("\ufeff王\u00ad伟", "王伟"),
        ("王\u3164伟", "王伟"), ("王\u034f伟", "王伟"),
    ],
)  # fmt: skip
def test_names_are_freed(raw, name):
    assert PersonName(60).read(raw) == (name, ())


@pytest.mark.parametrize(
    "hidden", "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\u061c\u3164\x07"
)
def test_what_nobody_sees_is_in_no_text(hidden):
    for kind in (Text(100), Text(500), PersonName(60), OrganisationName(100)):
        assert kind.read(f"{hidden}沈阳{hidden}{hidden}{hidden}") == ("沈阳", ())
    assert values.read_code_text(f"25{hidden}01", 20) == ("2501", ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("沈阳⻓城电⼦科技有限公司", "沈阳长城电子科技有限公司"), ("ＡＢＣ(沈阳)", "abc （沈阳）"), ("古丽•艾山", "古丽·艾山"),
        ("2025级⾼星级1班", "2025 级高星级１班"), ("X\u200b1", "x1"),
    ],
)  # fmt: skip
def test_what_compares_equal(one, other):
    assert look_alikes.folded(one) == look_alikes.folded(other)


@pytest.mark.parametrize(("one", "other"), [("王伟", "王玮"), ("1班", "11班"), ("甲公司", "甲分公司"), ("﨑", "崎")])
def test_what_stays_different(one, other):
    assert look_alikes.folded(one) != look_alikes.folded(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    once = look_alikes.folded(text)
    assert look_alikes.folded(once) == once


@given(st.text("0aZ 王\u4e00\u9fff"), st.text())
def test_folding_a_plain_text_is_what_folding_it_among_others_is(plain, other):
    odd = f"Ⅳ{other}"  # not plain
    assert look_alikes.folded(odd + plain) == look_alikes.folded(odd) + look_alikes.folded(plain)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=40))
def test_a_plain_name_is_kept_and_complained_of_as_the_checks_do(text):
    name, complaints = PersonName(60).read(text)
    assert name == values.clean_person_name(values.clean_text(text)) == text
    assert complaints == checks.person_name(text)
    assert checks.is_plain_name(text) == (not complaints)
