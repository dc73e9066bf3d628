"""Checks of numbers and names against the vectors of specification Appendix B, and the masks of §1.10."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from models import clock
from models.schema import checks
from models.schema.codes import table
from models.schema.complaints import Severity
from models.schema.values import clean_code


def errors(complaints):
    return [c.code for c in complaints if c.severity is Severity.ERROR]


def warnings(complaints):
    return [c.code for c in complaints if c.severity is Severity.WARNING]


VALID_IDS = {  # Appendix B
    "210102200903159981": ("210102", date(2009, 3, 15), "2"),
    "210106200811079971": ("210106", date(2008, 11, 7), "1"),
    "210181200802299964": ("210181", date(2008, 2, 29), "2"),
    "21011320071001999X": ("210113", date(2007, 10, 1), "1"),
    "210124200912319981": ("210124", date(2009, 12, 31), "2"),
    "210103201009019977": ("210103", date(2010, 9, 1), "1"),
    "11010519491231002X": ("110105", date(1949, 12, 31), "2"),
}


@pytest.mark.parametrize(("text", "parts"), VALID_IDS.items())
def test_valid_identity_numbers(text, parts):
    assert checks.identity_number(text) == ()
    assert checks.parts_of_identity(text) == checks.IdentityParts(*parts)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("210102200903159982", ["checksum"]),
        ("210102200902299981", ["impossible-date", "checksum"]),
        ("210124201102299979", ["impossible-date"]),
        ("6.10E+17", ["excel-damaged"]),
        ("2.10106E+17", ["excel-damaged"]),
        ("210102200903159000", ["excel-damaged"]),
        ("21010220090315998", ["format"]),
        ("2101112011105059995", ["format"]),
        ("210103********9965", ["format"]),
        ("21O124201103229964", ["format"]),
        ("户口未迁", ["format"]),
        ("2101022009031599８1", ["format"]),
        ("210106831327997", ["impossible-date"]),
    ],
)
def test_wrong_identity_numbers(text, codes):
    assert errors(checks.identity_number(text)) == codes


@pytest.mark.parametrize(
    "raw",
    [
        "210102 20090315 9981",
        "２１０１０２２００９０３１５９９８１",
        "'210102200903159981",
        "\u200b210102200903159981\xa0",
    ],
)
def test_identity_numbers_are_judged_after_cleaning(raw):
    assert checks.identity_number(clean_code(raw)) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("210106830627997", ["old-15-digit"]),
        ("219979201108216000", ["trailing-000", "unknown-area"]),
        ("990101201108139963", ["unknown-area"]),
    ],
)
def test_doubtful_identity_numbers_are_let_in(text, codes):
    assert errors(checks.identity_number(text)) == []
    assert warnings(checks.identity_number(text)) == codes


@pytest.mark.parametrize(("days", "codes"), [(1, ["out-of-range"]), (400, ["out-of-range"]), (0, []), (-1, [])])
def test_nobody_is_born_tomorrow(days, codes):
    body = f"210102{clock.today() + timedelta(days):%Y%m%d}998"
    assert errors(checks.identity_number(body + ric.calc_check_digit(body + "0"))) == codes


def test_old_numbers_tell_sex_and_birthday():
    assert checks.parts_of_identity("210106830627997") == checks.IdentityParts("210106", date(1983, 6, 27), "1")


@pytest.mark.parametrize("text", ["", "210102200902299981", "MA0P4K2X9", "2101022009031599"])
def test_no_parts(text):
    assert checks.parts_of_identity(text) is None


@given(st.sampled_from(sorted(VALID_IDS)), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_found(text, place, step):
    wrong = text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]
    assert errors(checks.identity_number(wrong))


@pytest.mark.parametrize(
    "text",
    [
        "91210100MA0P4K2X96",
        "91210106MA10XRT82H",
        "91210100MA99XX01X9",
        "91210102MA99TEXT5N",
        "52210100MJ9990011P",
        "91350100M000100Y43",
    ],
)
def test_valid_credit_codes(text):
    assert checks.credit_code(text) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("91350100M000100Y44", ["checksum"]),
        ("9121010OMA0P4K2X96", ["format"]),
        ("91210102MAI96YU59T", ["format"]),
        ("91210113MA99B6XAX", ["format"]),
        ("91210181MA9947HHX41", ["format"]),
        ("9121A100MA0P4K2X96", ["format"]),
    ],
)
def test_wrong_credit_codes(text, codes):
    assert errors(checks.credit_code(text)) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91210112MA9956079X", "position-17"),
        ("210100000012345", "old-registration-number"),
        ("MA0P4K2X9", "old-organisation-code"),
        ("MA0P4K2X-9", "old-organisation-code"),
    ],
)
def test_doubtful_credit_codes_are_let_in(text, code):
    assert errors(checks.credit_code(text)) == []
    assert warnings(checks.credit_code(text)) == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("13000007395", []),
        ("024-00007731", []),
        ("02400007731", []),
        ("0412-1234567-801", []),
        ("1300000761", ["format"]),
        ("12000007395", ["format"]),
        ("无", ["format"]),
    ],
)
def test_phones_are_never_wrong_only_doubtful(text, codes):
    assert errors(checks.phone(text)) == []
    assert warnings(checks.phone(text)) == codes


@pytest.mark.parametrize(
    "text",
    [
        "王伟",
        "李𬭎",
        "王䶮",
        "张𠅤",
        "努尔兰·叶尔肯",
        "司马相如",
        "﨑本",
        "葛\U000e0100城",
        "刘〇",
        "John Smith",
        "José O’Neil",
        "热依汗古丽·阿卜杜热合曼",
    ],
)
def test_names(text):
    assert checks.person_name(text) == ()


@pytest.mark.parametrize(
    "text",
    ["王敏1", "李?", "张*", "赵□", "康娟（休学）", "·张", "张··三", "张三A", "", "-", "王 伟", "王\ufffd", "某" * 31],
)
def test_what_is_no_name(text):
    assert errors(checks.person_name(text)) == ["format"]


def test_the_message_shows_the_character():
    assert "“1”" in checks.person_name("王敏1")[0].message


@pytest.mark.parametrize(
    ("text", "codes"),
    [("李", ["single-character"]), ("赵\ue5e5", ["private-character"]), ("葛\U000e0100", ["single-character"])],
)
def test_doubtful_names_are_let_in(text, codes):
    assert errors(checks.person_name(text)) == []
    assert warnings(checks.person_name(text)) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("G210102200903159981", []),
        ("L21011320071001999X", []),
        ("210102200903159981", []),
        ("2021010100123456", []),
        ("2021010100123456789", []),
        ("H210102200903159981", ["format"]),
        ("12345", ["format"]),
    ],
)
def test_registration_numbers(text, codes):
    assert errors(checks.registration_number(text)) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [("4111111111111111", []), ("6222020000000000008", ["checksum"]), ("123", ["format"]), ("6222 0200", ["format"])],
)
def test_bank_cards_are_only_doubtful(text, codes):
    assert errors(checks.bank_card(text)) == []
    assert warnings(checks.bank_card(text)) == codes


@pytest.mark.parametrize(
    ("text", "codes"), [("教职成〔2021〕4号", []), ("教职成[2021]4号", ["format"]), ("4号", ["format"])]
)
def test_document_numbers_are_only_doubtful(text, codes):
    assert warnings(checks.document_number(text)) == codes


@pytest.mark.parametrize(
    ("birth", "day", "of_age"),
    [  # Appendix B
        (date(2009, 3, 15), date(2025, 3, 15), False),
        (date(2009, 3, 15), date(2025, 3, 16), True),
        (date(2008, 2, 29), date(2024, 2, 29), False),
        (date(2008, 2, 29), date(2024, 3, 1), True),
        (date(2009, 12, 31), date(2025, 12, 31), False),
        (date(2009, 12, 31), date(2026, 1, 1), True),
    ],
)
def test_sixteen_the_day_after_the_birthday(birth, day, of_age):
    assert (checks.age_on(birth, day) >= 16) is of_age


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2009, 3, 15), 0),
        (date(2009, 3, 1), 0),
        (date(2010, 3, 15), 0),
        (date(2010, 3, 16), 1),
        (date(2025, 1, 1), 15),
    ],
)
def test_age(day, age):
    assert checks.age_on(date(2009, 3, 15), day) == age


@pytest.mark.parametrize(
    ("mask", "text", "masked"),
    [
        (checks.mask_identity, "210102200903159981", "210***************"),
        (checks.mask_identity, "G210102200903159981", "G210***************"),
        (checks.mask_identity, "210106830627997", "210************"),
        (checks.mask_identity, "630102200903159981", "63****************"),  # too few areas begin with 630
        (checks.mask_identity, "429004200903159981", "42****************"),
        (checks.mask_identity, "810000200903159981", "******************"),  # a residence permit: one area
        (checks.mask_identity, "G810000200903159981", "G******************"),
        (checks.mask_identity, "E12345678", "E******78"),
        (checks.mask_identity, "A1", "**"),
        (checks.mask_phone, "13812345678", "138****5678"),
        (checks.mask_phone, "024-00007731", "024*****7731"),
        (checks.mask_phone, "12345", "*****"),
        (checks.mask_bank, "6222020000000000008", "***************0008"),
        (checks.mask_bank, "0008", "****"),
        (checks.mask_place, "辽宁省沈阳市和平区南京街1号", "辽宁省****"),
        (checks.mask_place, "内蒙古自治区呼伦贝尔市鄂温克族自治旗3组", "内蒙古自治区****"),
        (checks.mask_place, "沈阳市铁西区演示路182号", "****"),
        (checks.mask_place, "", "****"),
        (checks.mask_place, "辽宁省沈阳市和平区", "辽宁省****"),
        (checks.mask_place, "北京市东城区", "北京市****"),
        (checks.mask_place, "香港特别行政区", "****"),
        (checks.mask_place, "210102", "****"),
    ],
)
def test_masks(mask, text, masked):
    assert mask(text) == masked


def test_a_doubt_of_a_number_does_not_spell_it():
    """It is told where the number is masked."""
    [doubt] = checks.identity_number("990101201108139963")
    assert not any(letter.isdigit() for letter in doubt.message)


@given(st.text())
def test_any_text_may_be_checked(text):
    for check in (
        checks.identity_number,
        checks.credit_code,
        checks.phone,
        checks.person_name,
        checks.registration_number,
        checks.bank_card,
        checks.document_number,
    ):
        assert all(complaint.message for complaint in check(text))
    for mask in (checks.mask_identity, checks.mask_phone, checks.mask_bank, checks.mask_place):
        assert "*" in mask(text) or not text


@pytest.mark.parametrize("area", ["330113", "330114", "653132", "810000", "830000"])
def test_divisions_set_up_of_late_and_those_of_hong_kong_and_taiwan_are_known(area):
    body = f"{area}20240315998"
    assert checks.identity_number(body + ric.calc_check_digit(body + "0")) == ()


def test_as_much_of_a_masked_number_is_seen_as_leaves_enough_of_them():
    areas = Counter(code.code[:3] for code in table("region").codes if not code.code.endswith("00"))
    assert {head for head, count in areas.items() if count * checks.ORDERS_OF_A_SEX >= checks.CANDIDATES} == checks.WIDE


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("210102200801019976", True),
        ("210102200801019975", True),  # mistyped it tells as much
        ("210102200813019974", False),  # the month
        ("210102189912319974", False),
        ("210102209001019974", False),  # a day to come
        ("107001200801010017", False),  # of no area: a number of a diploma
        ("210102830627997", False),  # nothing tells one of fifteen digits from other numbers
        ("", False),
    ],
)
def test_what_looks_like_the_number_of_a_card(text, is_one):
    assert checks.looks_like_identity(text) is is_one
