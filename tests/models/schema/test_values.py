"""Texts, codes, dates, months, numbers and flags in the spellings of real sheets."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.schema import values
from models.schema.complaints import Broken, Severity
from models.schema.types import Signature

MARCH = date(2009, 3, 15)
TODAY = date(2026, 11, 23)
MIDNIGHT = datetime(2009, 3, 15)  # noqa: DTZ001 - cells know no time zones
MORNING = MIDNIGHT.replace(hour=8, minute=30)


def errors(reading):
    return [c.code for c in reading[1] if c.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("王伟", "王伟"),
        ("  王伟\u3000", "王伟"),
        ("\ufeff卢娜\u200b", "卢娜"),
        ("汽车  运用\xa0与\u3000维修", "汽车 运用 与 维修"),
        ("汽车运用\n与维修", "汽车运用与维修"),
        ("BMW\nBrilliance", "BMW Brilliance"),
        ("Jose\u0301", "José"),
        ("﨑\ufa19", "﨑神"),
        ("ＡＢ１", "ＡＢ１"),
        ("a\ud800b", "a\ufffdb"),
        ("\u200b \n", None),
        ("", None),
        (None, None),
        (Broken("#N/A"), None),
        (5, "5"),
        (5.0, "5"),
        (5.5, "5.5"),
        (MIDNIGHT, "2009-03-15"),
        (MORNING, "2009-03-15 08:30:00"),
    ],
)
def test_clean_text(raw, text):
    assert values.clean_text(raw) == text


def test_line_breaks_of_remarks_are_kept():
    assert values.clean_text(" 一\r\n\n 二  三 ", lines=True) == "一\n二 三"
    assert values.read_text("甲公司\n乙公司", 1000) == ("甲公司\n乙公司", ())
    assert values.read_text("甲\n公司", 100) == ("甲公司", ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("210102 20090315 9981", "210102200903159981"),
        ("２１０１０２２００９０３１５９９８１", "210102200903159981"),
        ("21010620101120998Ｘ", "21010620101120998X"),
        ("21011320071001999x", "21011320071001999X"),
        ("'210124200910249975", "210124200910249975"),
        ('="210124200910249975"', "210124200910249975"),
        ("\u200b2109042011\u200b05019969\xa0", "210904201105019969"),
        ("９１２１０１１２ＭＡ９９ＪＴＨＫ６Ｎ", "91210112MA99JTHK6N"),
        ("024—00007731", "024-00007731"),
        ("教职成〔2021〕4号", "教职成〔2021〕4号"),
        ("box", "box"),
        (20230101.0, "20230101"),
        ("'", None),
        ("　", None),
    ],
)
def test_clean_code(raw, code):
    assert values.clean_code(raw) == code


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("王　伟", "王伟"),
        ("汤\xa0民", "汤民"),
        ("邹\u200b国", "邹国"),
        ("努尔兰•叶尔肯", "努尔兰·叶尔肯"),
        ("古丽娜尔・艾山江", "古丽娜尔·艾山江"),
        ("古丽 · 艾山", "古丽·艾山"),
        ("John  Smith", "John Smith"),
        ("李𬭎", "李𬭎"),
        ("张　三▲", "张三"),  # our own roster's mark of a minor
        ("▲ 欧阳明月", "欧阳明月"),
        ("葛\U000e0100城", "葛\U000e0100城"),
    ],
)
def test_clean_person_name(raw, name):
    assert values.clean_person_name(raw) == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("昱澄煦信息技术(沈阳)有限公司", "昱澄煦信息技术（沈阳）有限公司"),
        (" 沈阳樾琮 铄软件有限公司\u3000", "沈阳樾琮铄软件有限公司"),
        ("BMW Brilliance Automotive", "BMW Brilliance Automotive"),
        ("ABC (沈阳) 公司", "ABC（沈阳）公司"),
    ],
)
def test_clean_organisation_name(raw, name):
    assert values.clean_organisation_name(raw) == name


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    for clean in (values.clean_text, values.clean_person_name, values.clean_organisation_name):
        once = clean(text)
        assert clean(once) == once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("高空、井下，放射性；有毒;易燃易爆\n其他", ("高空", "井下", "放射性", "有毒", "易燃易爆", "其他")),
        ("甲公司,乙公司, 甲公司", ("甲公司", "乙公司")),
        ("ABC Co., Ltd.、乙公司", ("ABC Co., Ltd.", "乙公司")),
        ("、", ()),
    ],
)
def test_words_of(text, words):
    assert values.words_of(text) == words


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  X ", "X"),
        (20230101.0, "20230101"),
        (130_0000_7395, "13000007395"),
        (3.5, "3.5"),
        (None, None),
        ("", None),
        (123456789012345.0, "123456789012345"),
    ],
)
def test_texts(raw, value):
    assert values.read_text(raw, 20) == (value, ())
    assert values.read_code_text(raw, 20) == (value, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (2.10123200811149e17, "excel-damaged"),
        (210123200811149981, "excel-damaged"),
        (1e15, "excel-damaged"),
        (1e-7, "excel-damaged"),
        ("6.10E+17", "excel-damaged"),
        ("2.10106e17", "excel-damaged"),
        (Broken("#REF!"), "format"),
        (Broken(""), "format"),
        (float("nan"), "format"),
        (float("inf"), "format"),
        ("长" * 21, "format"),
    ],
)
def test_texts_that_cannot_be_kept(raw, code):
    for read in (values.read_text, values.read_code_text):
        value, complaints = read(raw, 20)
        assert (value, [c.code for c in complaints]) == (None, [code])


def test_a_code_that_became_a_date():
    assert errors(values.read_code_text(date(2026, 1, 2), 20)) == ["excel-damaged"]
    assert values.read_text(date(2026, 1, 2), 20) == ("2026-01-02", ())


@pytest.mark.parametrize(
    "raw",
    [
        "2009-03-15", "2009-3-15", "2009/3/15", "2009/03/15", "2009.3.15", "2009.03.15", "2009年3月15日", "2009年03月15号",
        " 2009 年 3 月 15 日 ", "2009-03-15 00:00:00", "2009-03-15T00:00:00.000Z", "2009/3/15 0:00", "20090315", 20090315,
        20090315.0, 39887, 39887.0, 39887.5, "39887", "二〇〇九年三月十五日", "二○○九年三月十五日", "２００９－０３－１５",
        "２００９．３．１５", "2009。3。15", "09-3-15", "09.03.15", "09年3月15日", "2009年3月15日星期日", "\u200b2009-03-15\xa0",
        MARCH, MIDNIGHT, MORNING,
    ],
)  # fmt: skip
def test_spellings_of_a_day(raw):
    assert values.read_date(raw, TODAY) == (MARCH, ())
    assert values.read_date_or_month(raw, TODAY) == (MARCH, ())
    assert values.read_month(raw) == ("2009-03", ())


@pytest.mark.parametrize(
    "raw",
    [
        "2009-03",
        "2009.3",
        "2009.03",
        "2009/3",
        "2009年3月",
        "二〇〇九年三月",
        "200903",
        200903,
        200903.0,
        2009.03,
        2009.3,
        "２００９年３月",
    ],
)
def test_spellings_of_a_month(raw):
    assert values.read_month(raw) == ("2009-03", ())
    assert values.read_date_or_month(raw) == ("2009-03", ())
    assert errors(values.read_date(raw)) == ["format"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2009-02-30", "impossible-date"),
        ("2009-13-05", "impossible-date"),
        ("2009年13月5日", "impossible-date"),
        ("2009-02-29", "impossible-date"),
        ("20081332", "impossible-date"),
        (20081332.0, "impossible-date"),
        ("1900-01-00", "impossible-date"),
        ("0000-00-00", "impossible-date"),
        ("2009.13", "impossible-date"),
        (99999.0, "out-of-range"),
        (100, "out-of-range"),
        (14610, "out-of-range"),
        (58807, "out-of-range"),
        ("1234-05-06", "out-of-range"),
        (date(1899, 12, 31), "out-of-range"),
        ("不详", "format"),
        ("待定", "format"),
        ("1/2/2010", "format"),
        ("2009", "format"),
        (2009, "format"),
        (2009.1, "format"),
        (-1, "format"),
        (1e300, "format"),
        (float("nan"), "format"),
        (True, "format"),
        (time(8, 30), "format"),
        (timedelta(1), "format"),
        (Broken("#N/A"), "format"),
    ],
)
def test_what_is_no_day(raw, code):
    value, complaints = values.read_date(raw, TODAY)
    assert (value, [c.code for c in complaints]) == (None, [code])
    assert errors(values.read_date_or_month(raw, TODAY)) == [code]
    assert errors(values.read_month(raw)) == [code]


def test_serials_of_1940_and_2060_are_the_outermost():
    assert values.read_date(14611) == (date(1940, 1, 1), ())
    assert values.read_date(58806) == (date(2060, 12, 31), ())


@pytest.mark.parametrize(("raw", "year"), [("24-9-1", 2024), ("36-9-1", 2036), ("37-9-1", 1937), ("85.9.1", 1985)])
def test_years_of_two_digits(raw, year):
    assert values.read_date(raw, TODAY)[0] == date(year, 9, 1)


def test_old_years_are_doubtful_but_kept():
    value, complaints = values.read_date("1906-05-01")
    assert (value, [c.code for c in complaints]) == (date(1906, 5, 1), ["out-of-range"])
    assert errors((value, complaints)) == []


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000\u200b"])
def test_empty_cells_are_nothing(raw):
    readings = [
        values.read_text(raw, 10), values.read_code_text(raw, 10), values.read_date(raw), values.read_month(raw),
        values.read_date_or_month(raw), values.read_year(raw), values.read_flag(raw), values.read_integer(raw, 0, 9),
        values.read_decimal(raw, 2, Decimal(0), Decimal(9)),
    ]  # fmt: skip
    assert readings == [(None, ())] * len(readings)


FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d 00:00:00"]


@given(st.dates(date(1940, 1, 1), date(2060, 12, 31)), st.sampled_from(FORMATS))
def test_days_read_back(day, pattern):
    assert values.read_date(day.strftime(pattern)) == (day, ())
    assert values.read_date(f"{day.year}年{day.month}月{day.day}日") == (day, ())
    assert values.read_date((day - date(1899, 12, 30)).days) == (day, ())


ANYTHING = (
    st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.datetimes() | st.dates() | st.times()
    | st.timedeltas() | st.decimals() | st.builds(Broken, st.text())
    | st.text(st.sampled_from("0123456789０１二〇十年月日-/.:  T星期E+,元%×'=\""))
)  # fmt: skip


@given(ANYTHING)
def test_nothing_raises(raw):
    readings = [
        values.read_text(raw, 100), values.read_code_text(raw, 20), values.read_date(raw), values.read_month(raw),
        values.read_date_or_month(raw), values.read_year(raw), values.read_flag(raw), values.read_integer(raw, 0, 150),
        values.read_decimal(raw, 2, Decimal(0), Decimal(150)),
    ]  # fmt: skip
    for value, complaints in readings:
        assert not (value is not None and any(c.fatal for c in complaints))
        assert all(c.message for c in complaints)


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        ("2023", 2023),
        (2023, 2023),
        (2023.0, 2023),
        ("2023级", 2023),
        ("23级", 2023),
        ("2023年", 2023),
        ("2023-2024学年", 2023),
        ("二〇二三级", 2023),
        (date(2023, 9, 1), 2023),
    ],
)
def test_years(raw, year):
    assert values.read_year(raw) == (year, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2023届", "format"),
        ("23", "out-of-range"),
        (39887, "out-of-range"),
        ("大一", "format"),
        (Broken("#N/A"), "format"),
    ],
)
def test_what_is_no_year(raw, code):
    assert errors(values.read_year(raw)) == [code]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (80, "80.00"),
        (80.0, "80.00"),
        ("80", "80.00"),
        ("８０．５", "80.50"),
        ("80分", "80.00"),
        ("1,234.5", "1234.50"),
        ("１，２３４．５元", "1234.50"),
        ("￥1 234.50", "1234.50"),
        ("3500元/月", "3500.00"),
        ("12.5%", "12.50"),
        (0.125, "0.13"),
        ("0.125", "0.13"),
        (85.30000000000001, "85.30"),
        (Decimal("7.5"), "7.50"),
        (".5", "0.50"),
        ("+5", "5.00"),
    ],
)
def test_decimals(raw, value):
    number, complaints = values.read_decimal(raw, 2, Decimal(0), Decimal(10_000))
    assert (str(number), complaints) == (value, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (180.0, "out-of-range"),
        (-5.0, "out-of-range"),
        ("−5", "out-of-range"),
        (1e300, "out-of-range"),
        ("8O", "format"),
        ("缺考", "format"),
        ("12万", "format"),
        ("1,23", "format"),
        ("60分以上", "format"),
        (float("nan"), "format"),
        (float("inf"), "format"),
        (True, "format"),
        (date(2026, 1, 2), "format"),
        (Broken("#DIV/0!"), "format"),
    ],
)
def test_what_is_no_score(raw, code):
    assert errors(values.read_decimal(raw, 2, Decimal(0), Decimal(150))) == [code]
    assert errors(values.read_integer(raw, 0, 150)) == [code]


@pytest.mark.parametrize(
    ("raw", "value"), [(45.0, 45), ("45人", 45), ("４５", 45), ("1,000", 1000), (0, 0), ("45.0", 45)]
)
def test_integers(raw, value):
    number, complaints = values.read_integer(raw, 0, 1000)
    assert (number, type(number), complaints) == (value, int, ())


def test_integers_have_no_fraction():
    assert errors(values.read_integer(45.5, 0, 1000)) == ["format"]


def test_the_message_names_number_and_bounds():
    assert values.read_integer(180.0, 0, 150)[1][0].message == "180 超出范围，应在 0 到 150 之间"


YES = ("是", "√", "Ｙ", "yes", "有", 1, 1.0, True)
NO = ("否", "×", "N", "x", "无", " 否 ", 0, False)


@pytest.mark.parametrize(("raw", "value"), [*((raw, True) for raw in YES), *((raw, False) for raw in NO)])
def test_flags(raw, value):
    assert values.read_flag(raw) == (value, ())


@pytest.mark.parametrize("raw", ["也许", 2, "是否", Broken("#N/A")])
def test_what_is_no_flag(raw):
    assert errors(values.read_flag(raw)) == ["format"]


SIGNED = {  # what a cell for a signature holds: whether somebody signed, and what is wrong
    "是": (True, []), "否": (False, []), "×": (False, []), "无": (False, []), "张三": (True, []), " 李 四 ": (True, []),
    "/": (None, []), "——": (None, []), "未定": (None, []), "": (None, []), None: (None, []), 0: (False, []),
    "#N/A": (None, ["format"]), Broken("#REF!"): (None, ["format"]), 7: (None, ["format"]),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "found"), SIGNED.items(), ids=map(repr, SIGNED))
def test_a_name_where_one_is_to_sign_is_a_signature(raw, found):
    value, complaints = Signature().read(raw)
    assert (value, [each.code for each in complaints]) == found


def moment(day, hour, minute, second=0):
    return datetime(2009, 3, day, hour, minute, second)  # noqa: DTZ001 - cells know no time zones


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (moment(14, 23, 59, 17), 15), (moment(14, 23, 58), 15), (moment(14, 23, 57, 59), 14), (moment(14, 23, 50), 14),
        (moment(15, 0, 0, 43), 15), (moment(15, 0, 2), 15), (moment(15, 8, 30), 15), (moment(14, 12, 0), 14),
        (39887.0, 15), (39886.9995023, 15), (39886.9986112, 15), (39886.998, 14), (39886.5, 14), (39887.0004977, 15),
        ("2009-03-14 23:59:17", 15), ("2009/3/14 23:50", 14), ("2009-03-14T23:59:17.000", 15), ("2009-03-15T00:00:43", 15),
        ("2009-03-14T16:00:00.000Z", 15), ("2009-03-14T15:59:17Z", 15), ("2009-03-14T15:00:00Z", 14),
        ("2009-03-15T00:00:00Z", 15), ("2009-03-14 99:99:99", 14),
    ],
)  # fmt: skip
def test_a_day_close_to_midnight_is_that_midnight(raw, day):
    assert values.read_date(raw) == (date(2009, 3, day), ())
    assert values.read_date_or_month(raw) == (date(2009, 3, day), ())


def test_months_years_and_texts_go_by_the_same_midnight():
    late = datetime(2008, 12, 31, 23, 59, 17)  # noqa: DTZ001 - cells know no time zones
    assert values.read_month(late) == ("2009-01", ())
    assert values.read_year(late) == (2009, ())
    assert values.read_text(late, 100) == ("2009-01-01", ())
    assert values.read_date(datetime(9999, 12, 31, 23, 59, 59))[0] is None  # noqa: DTZ001 - as above


@pytest.mark.parametrize("raw", ["王\ufffd", "\ufffd", "沈阳\ufffd路1号"])
def test_a_lost_character_keeps_the_cell_out(raw):
    for read in (values.read_text, values.read_code_text):
        assert errors(read(raw, 100)) == ["damaged-text"]


@pytest.mark.parametrize(
    "raw",
    [
        "=VLOOKUP(A1,表2!A:B,2,0)",
        "=_xlfn.XLOOKUP(A1,B:B,C:C)",
        '=DISPIMG("ID_0",1)',
        Broken("#N/A"),
        "#N/A",
        " #REF! ",
        "#DIV/0!",
        "#NAME?",
    ],
)
def test_what_is_no_value(raw):
    assert values.is_no_value(raw)
    assert errors(values.read_text(raw, 100)) == ["format"]


@pytest.mark.parametrize("raw", ["=1", "=优秀", "A=B(C)", "#1", "#甲班", "#N/A 待补", "", None, 5])
def test_what_is_a_value_all_the_same(raw):
    assert not values.is_no_value(raw)
