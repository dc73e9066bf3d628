"""How the spellings of spreadsheets and keyboards become values: texts, codes, dates, months, numbers, flags.

Every `read_...` takes what a cell or a form may hold (None, str, int, float, Decimal, bool, datetime, date, time,
timedelta, Broken) and gives `(value, complaints)`; it never raises, and a value of None without complaints is an empty
cell. Spellings: specification §2 (normalisation), Appendix A (dates, flags) and B6.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from unicodedata import is_normalized, normalize

from models import clock
from models.schema.complaints import Broken, Complaint, Reading, warning
from models.schema.look_alikes import DOTS, HALF_LETTERS, HALF_WIDTH, INVISIBLE, SUSPECT, ordinary
from models.schema.numbers import round_half_up
from models.words import _

# Ideographs of every extension with 々 and 〇, as the inside of a character class.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
EXACT_DIGITS = 15  # what a number cell holds exactly; of longer numbers the last digits are lost
LOST = "\ufffd"  # what stands for a character that could not be read
LINES_FROM = 200  # texts allowed to be as long as this are remarks and lists, whose line breaks mean something

_EMPTY: Reading = (None, ())
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WRAPPED = re.compile(rf"(?<=[{HAN}、-〟！-～])[^\S\n]*[\n\r\v\f\x85\u2028\u2029]\s*(?=[{HAN}、-〟！-～])")
_BESIDE_WIDE = re.compile(rf"(?<=[{HAN}、-〟！-～])\s+|\s+(?=[{HAN}、-〟！-～])")
_DOTS = dict.fromkeys(map(ord, DOTS), "·")
_HAN_ONLY = re.compile("[\u4e00-\u9fff]+")  # nothing in it is written one way or another
_DOT_BETWEEN = re.compile(rf"(?<=[{HAN}])\s*[.．。]\s*(?=[{HAN}])")  # how a keyboard without · writes it in a name
_FORMULA_TEXT = re.compile(r'="(.*)"')
# formulas left as text where a program could not calculate them, and error values of a program
_NOBODY = re.compile(r"暂?无|没有|[未待]定|[-—–－/／\\]+")
_NO_VALUE = re.compile(r"=[A-Za-z_][\w.]*\(.*\)|#(?:N/A|DIV/0!|[A-Z_]+[!?])", re.DOTALL)
_LONG_DASH = re.compile(r"(?<=\d)[—–−‐‑]+(?=\d)")
_SCIENTIFIC = re.compile(r"\d\.\d+E\+?\d+|\d+E\+\d+", re.IGNORECASE)
_HAN_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_FULL_DATE = re.compile(r"(\d{4}|\d{2})-(\d{1,2})-(\d{1,2})[日号]?(?:(?:星期|周)[1-6日天])?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})-?", re.ASCII)
_YEAR_LAST = re.compile(r"\d{1,2}-\d{1,2}-\d{4}", re.ASCII)
_TIME_OF_DAY = re.compile(r"(?:T|\s)\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(Z)?$", re.ASCII)
_SEPARATORS = str.maketrans(dict.fromkeys("年月/.。、\\—–‐‑−", "-"))
_YEAR = re.compile(r"((?:19|20|21)\d{2})(?:年级?|级|学年|[-—]\d{4}学年?)?|(\d{2})(?:级|年级)")
_EPOCH = date(1899, 12, 30)  # day 0 of the 1900 date system, as all days after February 1900 count
SERIAL_YEARS = (1940, 2060)  # B6: outside of them a bare number is no date, and a date is doubtful
YEARS = (1900, 2100)
CLOSE = timedelta(minutes=2)  # a day told with a time this close to midnight means the midnight itself
_DAY = timedelta(days=1)
_CHINA = timedelta(hours=8)  # ahead of the world's time, in which programs write the beginning of a day as 16:00:00Z
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER = re.compile(
    r"[¥$￥]? ?([-+]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?|[-+]?\.\d+) ?"
    r"(?:元(?:/[月年人天日])?|人次?|名|位|分|岁|年|个?月|天|日|小时|学时|课时|节|周|家|个|户|台|套|件|次|门|项|间|本|%)?",
    re.ASCII,
)
_FLAGS = dict.fromkeys(("是", "有", "对", "√", "✓", "✔", "☑", "v", "y", "yes", "t", "true", "1"), True) | dict.fromkeys(
    ("否", "无", "没有", "不是", "错", "×", "✗", "✘", "☒", "x", "n", "no", "f", "false", "0"), False
)
_HAN_NUMBER = re.compile("[〇○零一二三四五六七八九十]+")


def clean_text(raw: Any, *, lines: bool = False) -> str | None:
    """Text without what nobody sees: NFC, ordinary characters, none of no width, blanks trimmed; None if empty.

    `lines` keeps line breaks.
    """
    text = raw if isinstance(raw, str) else _spelling(raw)
    if text is None:
        return None
    plain = text.isascii() or (is_normalized("NFC", text) and not SUSPECT.search(text))
    if plain and text.isprintable() and "  " not in text:
        return text.strip() or None
    text = normalize("NFC", ordinary(_LONE_SURROGATE.sub(LOST, INVISIBLE.sub("", text))))
    if lines:
        return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines()))) or None
    # A line break between two Chinese characters is how a narrow cell wraps, not a gap between words.
    return " ".join(_WRAPPED.sub("", text).split()) or None


def clean_code(raw: Any) -> str | None:
    """A code or number without blanks, in half-width characters, check character x as X; None if empty."""
    if isinstance(raw, str) and raw.isascii() and raw.isalnum():
        return f"{raw[:-1]}X" if raw[-1] == "x" and raw[:-1].isdigit() else raw
    text = clean_text(raw)
    if text is None:
        return None
    if not text.isascii():
        text = _LONG_DASH.sub("-", text.translate(HALF_WIDTH))
    if text.startswith("=") and (quoted := _FORMULA_TEXT.fullmatch(text)):
        text = quoted[1]
    text = "".join(text.lstrip("'’‘`").split())
    return (f"{text[:-1]}X" if text.endswith("x") and text[:-1].isdigit() else text) or None


def clean_person_name(text: str) -> str:
    """A person's name: any dot as ·, letters in half width, no blanks in it if it is Chinese (sheets rule 6).

    The mark of minors on our own rosters is no part of it.
    """
    if _HAN_ONLY.fullmatch(text):
        return text
    name = _DOT_BETWEEN.sub("·", (clean_text(text) or "").strip("▲ ").translate(_DOTS).translate(HALF_LETTERS))
    return name.replace(" ", "") if _BESIDE_WIDE.search(name) else name


def clean_organisation_name(text: str) -> str:
    """The name of a body: brackets in full width, letters in half, blanks only between Latin words."""
    name = (clean_text(text) or "").translate(HALF_LETTERS).replace("(", "（").replace(")", "）")
    return _BESIDE_WIDE.sub("", name)


def chinese_number(text: str) -> str:
    """The same text with its Chinese numerals, up to 九十九 or digit by digit, in Arabic ones: 二〇〇九年 -> 2009年."""
    return _HAN_NUMBER.sub(lambda run: _arabic(run[0]), text)


def _arabic(numeral: str) -> str:
    tens, ten, ones = numeral.partition("十")
    if not ten or len(tens) > 1 or len(ones) > 1:
        return "".join(_HAN_DIGITS.get(character, "10") for character in numeral)
    return str(int(_HAN_DIGITS.get(tens, "1")) * 10 + int(_HAN_DIGITS.get(ones, "0")))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a list in one cell, separated by 、 ， ; or line breaks, each once and in order."""
    words = (clean_text(word) for word in re.split(r"[、，；;\n]|,(?!\s*(?:Ltd|Inc)\b)", text))
    return tuple(dict.fromkeys(word for word in words if word))


def _spelling(raw: Any) -> str | None:
    """A value that is no text as text; numbers without `.0`, dates in ISO form."""
    if raw is None or isinstance(raw, Broken):
        return None
    if isinstance(raw, float) and raw.is_integer():
        return f"{raw:.0f}"
    if isinstance(raw, datetime):
        return _at_midnight(raw).isoformat(" ", "seconds").removesuffix(" 00:00:00")
    return str(raw)


def _fault(code: str, message: str) -> Reading:
    return None, (Complaint(code, message),)


def is_no_value(raw: Any) -> bool:
    """Whether a cell holds nothing to keep: an error value, a formula that was never calculated."""
    return isinstance(raw, Broken) or (isinstance(raw, str) and _NO_VALUE.fullmatch(raw.strip()) is not None)


def names_nobody(raw: Any) -> bool:
    """Whether a cell that should name a record says that there is none: an empty form is filled with 无, / or a dash."""
    return isinstance(raw, str) and _NOBODY.fullmatch(raw.strip()) is not None


def _broken(cell: Broken) -> Reading:
    if cell.text.startswith("#"):
        return _fault("format", _("单元格是错误值 {text}，请改正公式或直接填写").format(text=cell.text))
    if "DISPIMG(" in cell.text or "IMAGE(" in cell.text:
        return _fault("format", _("单元格里是图片，图片没有读取"))
    return _fault("format", _("公式没有算出结果，请在表格软件中重新保存，或直接填写"))


def _damaged() -> Reading:
    return _fault("excel-damaged", _("号码被 Excel 当成数值，后几位已丢失，请把单元格设为文本后重新填写"))


def read_text(raw: Any, max_length: int) -> Reading:
    """Words of at most `max_length` code points (`format` beyond); numbers as read_code_text takes them."""
    if isinstance(raw, str):
        text = clean_text(raw, lines=max_length >= LINES_FROM)
        return _fitting(text, max_length)
    return _text_of_cell(raw, max_length)


def read_code_text(raw: Any, max_length: int) -> Reading:
    """A code, cleaned by clean_code, of at most `max_length` code points.

    `excel-damaged`, never repaired (sheets rule 4): a number cell of more than 15 digits, scientific notation, a code
    such as 1-2 that became a date.
    """
    if isinstance(raw, str):
        return _fitting(clean_code(raw), max_length)
    if isinstance(raw, (date, time, timedelta)):
        return _fault("excel-damaged", _("内容被 Excel 变成了日期或时间，请把单元格设为文本后重新填写"))
    return _text_of_cell(raw, max_length)


def _text_of_cell(raw: Any, max_length: int) -> Reading:
    if isinstance(raw, Broken):
        return _broken(raw)
    if isinstance(raw, float) and not math.isfinite(raw):
        return _fault("format", _("不是有效的数值"))
    if isinstance(raw, (int, float)) and (abs(raw) >= 10**EXACT_DIGITS or "e" in repr(float(raw))):
        return _damaged()
    return _fitting(clean_text(raw), max_length)


def _fitting(text: str | None, max_length: int) -> Reading:
    if text is None:
        return _EMPTY
    if LOST in text:
        return _fault("damaged-text", _("“{text}”中有损坏的字，请改正后再导入").format(text=text))
    if text[0] in "=#" and _NO_VALUE.fullmatch(text):
        return _broken(Broken(text))
    if len(text) > max_length:
        sentence = _("共 {count} 个字，超过了上限 {maximum} 个，请缩短")
        return _fault("format", sentence.format(count=len(text), maximum=max_length))
    if ("E" in text or "e" in text) and _SCIENTIFIC.fullmatch(text):
        return _damaged()
    return text, ()


def read_date(raw: Any, today: date | None = None) -> Reading:
    """A day in any spelling of sheets rule 7; years of two digits lie at most ten years after `today`.

    `impossible-date` for the 30th of February, `out-of-range` for serials outside 1940-2060, `format` for all else.
    """
    found = _day_of(raw, today)
    if isinstance(found, str):
        return _fault("format", _("只有年月，请补上日，例如 {month}-15").format(month=found))
    return _dated(found)


def read_date_or_month(raw: Any, today: date | None = None) -> Reading:
    """As read_date, but a spelling without the day gives the text `YYYY-MM`."""
    return _dated(_day_of(raw, today))


def read_month(raw: Any) -> Reading:
    """A month as `YYYY-MM`, from any spelling of a month or a day."""
    value, complaints = _dated(_day_of(raw, None))
    return (f"{value.year}-{value.month:02}" if isinstance(value, date) else value), complaints


def read_year(raw: Any) -> Reading:
    """A calendar year, 1900 to 2100, as int; 2023级, 23级 and 2023-2024学年 mean 2023."""
    if isinstance(raw, Broken):
        return _broken(raw)
    if isinstance(raw, date):
        return (_at_midnight(raw) if isinstance(raw, datetime) else raw).year, ()
    text = clean_code(raw)
    if text is None:
        return _EMPTY
    found = _YEAR.fullmatch(chinese_number(text))
    if found and (year := int(found[1] or f"20{found[2]}")) <= YEARS[1]:
        return year, ()
    if re.fullmatch(r"-?\d+", text):
        return _fault("out-of-range", _("年份应为 {first} 到 {last}").format(first=YEARS[0], last=YEARS[1]))
    return _fault("format", _("不是年份，请写成四位数字，例如 2023"))


def _dated(found: date | str | Complaint | None) -> Reading:
    if isinstance(found, Complaint):
        return None, (found,)
    if found is None:
        return _EMPTY
    year = found.year if isinstance(found, date) else int(found[:4])
    if SERIAL_YEARS[0] <= year <= SERIAL_YEARS[1]:
        return found, ()
    if YEARS[0] <= year <= YEARS[1]:
        return found, (warning("out-of-range", _("年份 {year} 少见，请核对").format(year=year)),)
    return _fault("out-of-range", _("年份 {year} 不合理，请核对").format(year=year))


def _day_of(raw: Any, today: date | None) -> date | str | Complaint | None:
    """A date; a month `YYYY-MM` where the spelling has no day; None for an empty cell; or what is wrong."""
    if isinstance(raw, date):
        return _at_midnight(raw).date() if isinstance(raw, datetime) else raw
    if isinstance(raw, str):
        whole = _ISO.fullmatch(raw) is not None
        return _day(int(raw[:4]), int(raw[5:7]), int(raw[8:])) if whole else _day_of_text(raw, today)
    if isinstance(raw, Broken):
        return _broken(raw)[1][0]
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and 0 <= raw < 10**EXACT_DIGITS:
        return _day_of_number(float(raw))
    return None if raw is None else _no_date()


def _at_midnight(moment: datetime) -> datetime:
    """The midnight a moment is close to, or the moment itself.

    Programs that count days from 1900 in the local time of Shanghai, +8:05:43, write every day 43 seconds too early.
    """
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    if moment - midnight <= CLOSE:
        return midnight
    return midnight + timedelta(days=1) if moment - midnight >= _DAY - CLOSE and moment.date() < date.max else moment


def _day_of_text(raw: str, today: date | None) -> date | str | Complaint | None:
    text = clean_text(raw)
    if text is None:
        return None
    dated = chinese_number(text).translate(HALF_WIDTH)
    timed = _TIME_OF_DAY.search(dated)
    plain = "".join((dated[: timed.start()] if timed else dated).translate(_SEPARATORS).split())
    if found := _FULL_DATE.fullmatch(plain):
        year = int(found[1]) if len(found[1]) == len("2009") else _century(int(found[1]), today)
        day = _day(year, int(found[2]), int(found[3]))
        return _day_of_moment(day, timed) if timed and isinstance(day, date) else day
    if found := _YEAR_MONTH.fullmatch(plain):
        return _month(int(found[1]), int(found[2]))
    if plain.isascii() and plain.isdigit() and len(plain) <= len("20090315"):
        return _day_of_digits(plain)
    if _YEAR_LAST.fullmatch(plain):
        return Complaint("format", _("年份写在最后，分不清日和月，请写成 2009-03-15 的样子"))
    return _no_date()


def _day_of_moment(day: date, timed: re.Match[str]) -> date:
    """The day of a time of that day; one told in the world's time is brought to China's."""
    seconds = int(timed[1]) * 3600 + int(timed[2]) * 60 + int(timed[3] or 0)
    past = timedelta(seconds=seconds) + (_CHINA if timed[4] else timedelta())
    return day + timedelta(days=(past + CLOSE) // _DAY) if past < 2 * _DAY and day.year <= YEARS[1] else day


def _day_of_number(number: float) -> date | str | Complaint:
    year, _point, month = repr(number).partition(".")
    if month != "0" and YEARS[0] <= int(number) <= YEARS[1]:
        # 2009.10 typed into a number cell is stored as 2009.1.
        if month == "1":
            return Complaint("format", _("{number} 分不清是 1 月还是 10 月，请写成文本").format(number=number))
        return _month(int(year), int(month)) if len(month) <= len("12") else _no_date()
    return _day_of_digits(str(int(number + CLOSE / _DAY)))


def _day_of_digits(digits: str) -> date | str | Complaint:
    """20090315, 200903 or a serial number of days."""
    if len(digits) == len("20090315"):
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if len(digits) == len("200903"):
        return _month(int(digits[:4]), int(digits[4:]))
    if len(digits) == len("2009") and YEARS[0] <= int(digits) <= YEARS[1]:
        return Complaint("format", _("只有年份，请写出年月日，例如 2009-03-15"))
    day = _EPOCH + timedelta(int(digits)) if len(digits) <= len("39887") else None
    if day is None or not SERIAL_YEARS[0] <= day.year <= SERIAL_YEARS[1]:
        return Complaint(
            "out-of-range", _("数字 {digits} 不是合理的日期，请写成 2009-03-15 的样子").format(digits=digits)
        )
    return day


def _century(year: int, today: date | None) -> int:
    latest = (today or clock.today()).year + 10
    return 2000 + year if 2000 + year <= latest else 1900 + year


def _day(year: int, month: int, day: int) -> date | Complaint:
    try:
        return date(year, month, day)
    except ValueError:
        message = _("{year}年{month}月{day}日不存在，请核对").format(year=year, month=month, day=day)
        return Complaint("impossible-date", message)


def _month(year: int, month: int) -> str | Complaint:
    if 1 <= month <= 12:  # noqa: PLR2004 - months
        return f"{year:04}-{month:02}"
    return Complaint("impossible-date", _("{year}年没有{month}月，请核对").format(year=year, month=month))


def _no_date() -> Complaint:
    return Complaint("format", _("不是日期，请写成 2009-03-15 的样子"))


def read_integer(raw: Any, minimum: int, maximum: int) -> Reading:
    """A whole number within bounds; `format` for others, `out-of-range` outside."""
    number, complaints = read_decimal(raw, None, Decimal(minimum), Decimal(maximum))
    if number is None:
        return None, complaints
    if number != int(number):
        return _fault("format", _("应为整数，请去掉小数"))
    return int(number), complaints


def read_decimal(raw: Any, places: int | None, minimum: Decimal, maximum: Decimal) -> Reading:
    """A Decimal rounded half up to `places` (None: as it is) within bounds, from numbers or texts.

    Texts may have thousand separators, full-width digits, ￥ before and a unit (元, %, 分, 人 ...) after the number; not
    万, because it would change the amount.
    """
    if isinstance(raw, Broken):
        return _broken(raw)
    number = _decimal_of(raw)
    if number is None:
        return _EMPTY if clean_text(raw) is None else _fault("format", _("不是数值，请只写数字"))
    if not minimum <= number <= maximum:
        sentence = _("{number} 超出范围，应在 {minimum} 到 {maximum} 之间")
        return _fault("out-of-range", sentence.format(number=_plain(number), minimum=minimum, maximum=maximum))
    return (number if places is None else round_half_up(number, places)), ()


def _decimal_of(raw: Any) -> Decimal | None:
    if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        number = Decimal(str(raw)) if isinstance(raw, float) else Decimal(raw)
        return number if number.is_finite() else None
    if not isinstance(raw, str):
        return None
    text = (clean_text(raw) or "").translate(HALF_WIDTH).replace("−", "-")
    found = _NUMBER.fullmatch(text)
    return Decimal(re.sub(r"[, ]", "", found[1])) if found else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if abs(number.adjusted()) <= EXACT_DIGITS else f"{number:.3E}"


PASSES = dict.fromkeys(("合格", "通过", "达标", "及格", "已通过"), True) | dict.fromkeys(
    ("不合格", "不通过", "未通过", "未达标", "不达标", "不及格"), False
)


def read_flag(raw: Any, words: Mapping[str, bool] = MappingProxyType({})) -> Reading:
    """Yes or no in the spellings of Appendix A: 是 否 √ × Y N 1 0 有 无 and the like, and in `words` besides."""
    if isinstance(raw, bool):
        return raw, ()
    if isinstance(raw, Broken):
        return _broken(raw)
    text = clean_code(raw)
    if text is None:
        return _EMPTY
    if text in words:
        return words[text], ()
    if text.casefold() not in _FLAGS:
        return _fault("format", _("请填“是”或“否”"))
    return _FLAGS[text.casefold()], ()
