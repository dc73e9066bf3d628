"""Field types: how a kind of value is read from people, shown to them, aligned and stored."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from models.schema import checks, codes, look_alikes, numbers, values
from models.schema.class_names import grade_of
from models.schema.column_types import CodeSet, Scaled
from models.schema.complaints import Complaint, Reading, Severity, warning
from models.schema.sorting import NATURAL, PINYIN
from models.words import _, listed


class FieldType:
    """What a kind of value can do; `read` and `show` are a pair: read(show(v)) gives v again.

    `align` is where it stands in a column ("left", "center", "right"), `kind` what filters and editors switch on, `order`
    names the key it is sorted by (see sorting) where it does not stand as it is kept.
    """

    align: ClassVar[str] = "left"
    kind: ClassVar[str] = "text"
    order: ClassVar[str | None] = None
    width: ClassVar[int] = 14  # usual width of a column, in half-width characters

    def column_type(self) -> TypeEngine[Any]:
        """The SQL type of the column."""
        return sa.Text()

    def read(self, raw: Any) -> Reading:
        """A cell, a typed text or a value -> (value or None, complaints); never raises."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """What people read; '' for no value."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> str:
        """What is written where programs count with it."""
        return self.show(value)


class Text(FieldType):
    """Words; `length` is the most code points, counted after cleaning."""

    order: ClassVar[str | None] = NATURAL

    def __init__(self, length: int) -> None:
        self.length = length
        self.width = min(max(length, 8), 40)  # type: ignore[misc] # a class default narrowed by the length

    @property
    def has_lines(self) -> bool:
        """Whether people write sentences or lists in it, line by line."""
        return type(self) is Text and self.length >= values.LINES_FROM

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_text(raw, self.length)


class CodeText(Text):
    """A number that is not for counting: student numbers, document numbers; leading zeros are kept."""

    align = "center"

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_code_text(raw, self.length)


class Spoken(Text):
    """Words in the order of how they sound: names of classes, majors, posts."""

    order: ClassVar[str | None] = PINYIN


class PersonName(Spoken):
    """The name of a person, each character as it is written (specification B3).

    Not `strict`: of a contact or a guardian, where an odd name is no reason to keep the record out.
    """

    kind = "name"

    def __init__(self, length: int, *, strict: bool = True) -> None:
        super().__init__(length)
        self.strict = strict

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        if isinstance(raw, str) and len(raw) <= self.length and checks.is_plain_name(raw):
            return raw, ()
        text, complaints = values.read_text(raw, self.length)
        if text is None:
            return text, complaints
        name = values.clean_person_name(text)
        found = checks.person_name(name)
        return name, (*(found if self.strict else soft(found)), *look_alikes.mended(raw))


_ORGANISATION = re.compile("公司|厂$|集团|中心$|[医研学]院$|酒店|商行|合作社|事务所")


def reads_like_organisation(text: str) -> bool:
    """Whether a text is surely the name of a body, and not one of a person or a thing."""
    return _ORGANISATION.search(text) is not None


class OrganisationName(Spoken):
    """The full name of a body, brackets in full width."""

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_text(raw, self.length)
        return (values.clean_organisation_name(text) if text else text), complaints


class IdentityNumber(CodeText):
    """The number of an identity document; whether it is a right one depends on the document, see checks of the row."""

    order = None

    def __init__(self, length: int = 20) -> None:
        super().__init__(length)


class CreditCode(CodeText):
    """统一社会信用代码, GB 32100-2015 (specification B2)."""

    order = None

    def __init__(self) -> None:
        super().__init__(18)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_code_text(raw, 30)
        if text is None:
            return text, complaints
        text = text.upper()
        return text, checks.credit_code(text)


class Phone(CodeText):
    """A mobile or landline number; a malformed one is kept and complained of (specification B4)."""

    order = None

    def __init__(self) -> None:
        super().__init__(40)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_code_text(raw, self.length)
        return text, complaints if text is None else checks.phone(text)


class Integer(FieldType):
    """A whole number between `minimum` and `maximum`, both included."""

    align = "right"
    kind = "number"
    width = 8

    def __init__(self, minimum: int = 0, maximum: int = 999_999_999) -> None:
        self.minimum, self.maximum = minimum, maximum

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return sa.BigInteger()

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_integer(raw, self.minimum, self.maximum)


class Week(Integer):
    """Which week of something: 3, 第3周 or 第三周."""

    def __init__(self, maximum: int) -> None:
        super().__init__(1, maximum)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text = values.chinese_number(raw.strip()).removeprefix("第") if isinstance(raw, str) else raw
        return super().read(text)


class Number(FieldType):
    """A decimal with a fixed number of places, kept exactly."""

    align = "right"
    kind = "number"
    width = 10

    def __init__(self, places: int = 2, minimum: int = 0, maximum: int = 999_999_999_999) -> None:
        self.places, self.minimum, self.maximum = places, minimum, maximum

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return Scaled(self.places)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_decimal(raw, self.places, Decimal(self.minimum), Decimal(self.maximum))

    def show(self, value: Decimal | None) -> str:
        """See FieldType."""
        return "" if value is None else f"{value.normalize():,f}"

    def plain(self, value: Decimal | None) -> str:
        """See FieldType."""
        return "" if value is None else f"{value.normalize():f}"


class Money(Number):
    """Yuan (or 万元 where the label says so), two places."""

    def show(self, value: Decimal | None) -> str:
        """See FieldType."""
        return "" if value is None else numbers.amount_text(value)

    def plain(self, value: Decimal | None) -> str:
        """See FieldType."""
        return "" if value is None else f"{value:.{self.places}f}"


class Percent(Number):
    """Per cent, 0 to 100."""

    def __init__(self, places: int = 2) -> None:
        super().__init__(places, 0, 100)


class Date(FieldType):
    """A day. `month_precise` lets 2009-03 through for the row's checks to complete."""

    align = "center"
    kind = "date"
    width = 11

    def __init__(self, *, month_precise: bool = False) -> None:
        self.month_precise = month_precise

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return sa.Date()

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_date_or_month(raw) if self.month_precise else values.read_date(raw)

    def show(self, value: date | str | None) -> str:
        """See FieldType."""
        return "" if value is None else value if isinstance(value, str) else value.isoformat()


class Month(FieldType):
    """A month, kept as `YYYY-MM`."""

    align = "center"
    kind = "month"
    width = 9

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_month(raw)


class Year(Integer):
    """A calendar year, 1900 to 2100; '2023级' is read as 2023."""

    align = "center"
    kind = "year"
    width = 6

    def __init__(self) -> None:
        super().__init__(1900, 2100)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_year(raw)


class GraduationYear(Year):
    """The year in which people graduate: 2025, 2025届. Elsewhere 届 is no year, for it may be taken for that of entry."""

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return super().read(raw.strip().removesuffix("届") if isinstance(raw, str) else raw)


class Grade(Year):
    """The year of entry: 2025, 2025级 or 25; 高一, 二年级 or 3 count back from the day."""

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text = values.clean_code(raw) if isinstance(raw, str | int | float) else None
        if text is not None and text.isascii() and text.isdecimal() and len(text) < len("2025"):
            text += "年级" if len(text) == 1 else "级"
        year = grade_of(text) if text else None
        return (year, ()) if year is not None else super().read(raw)


class Flag(FieldType):
    """Yes or no; `no` are words that say no besides those of every flag."""

    align = "center"
    kind = "flag"
    width = 6

    def __init__(self, no: Sequence[str] = ()) -> None:
        self.no = frozenset(no)

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return sa.Boolean()

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return (False, ()) if isinstance(raw, str) and values.clean_code(raw) in self.no else values.read_flag(raw)

    def show(self, value: bool | None) -> str:
        """See FieldType."""
        return "" if value is None else _("是") if value else _("否")


class Passed(Flag):
    """Yes or no, where sheets also write 合格 and 不合格, 通过 and 未通过."""

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        return values.read_flag(raw, values.PASSES)


class Signature(Flag):
    """Whether somebody signed: yes and no, or whatever stands where a name is to be signed."""

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        value, complaints = super().read(raw)
        signed = complaints and isinstance(raw, str) and not values.is_no_value(raw)
        return (None if values.names_nobody(raw) else True, ()) if signed else (value, complaints)


class Code(FieldType):
    """One code of a code table; people read and write its name.

    An unknown word is an error in a `strict` table (sex, ethnic group, status: the statistics stand on them); elsewhere
    it is kept as it was written and listed as a problem.
    """

    align = "center"
    kind = "code"
    width = 10

    def __init__(self, table: str, *, strict: bool = False) -> None:
        self.table, self.strict = table, strict

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return sa.Text()

    @property
    def codes(self) -> codes.CodeTable:
        """The table itself, read when first needed."""
        return codes.table(self.table)

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_code_text(raw, 60)
        if text is None:
            return None, complaints
        found = self.codes.find(text)
        if found:
            return found.code, ()
        if meant := self.codes.perhaps(text):
            sentence = _("“{text}”按“{name}”读取，请核对").format(text=text, name=meant.name)
            return meant.code, (warning("doubtful-code", sentence),)
        return None if self.strict else text, (self._unknown(text),)

    def _unknown(self, text: str) -> Complaint:
        near = listed(code.label for code in self.codes.nearest(text))
        hint = _("；您是不是想写：{near}").format(near=near) if near else ""
        message = _("“{text}”不在代码表中{hint}").format(text=text, hint=hint)
        return Complaint("unknown-code", message, Severity.ERROR if self.strict else Severity.WARNING)

    def show(self, value: Any) -> str:
        """See FieldType."""
        return "" if value is None else self.codes.label(value)


class MultiCode(Code):
    """Several codes of a code table, kept in the order of the table."""

    kind = "codes"
    align = "left"
    width = 20

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return CodeSet()

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        words, complaints = (raw, ()) if isinstance(raw, tuple) else self._words(raw)
        if not words:
            return None, complaints
        found, unknown = [], []
        for word in words:
            code = self.codes.find(word)
            if code is None:
                unknown.append(word)
            if code is not None or not self.strict:
                found.append(word if code is None else code.code)
        order = {code.code: place for place, code in enumerate(self.codes.codes)}
        chosen = tuple(sorted(dict.fromkeys(found), key=lambda code: order.get(code, len(order))))
        return (chosen or None), tuple(self._unknown(word) for word in unknown)

    def show(self, value: Any) -> str:
        """See FieldType."""
        return "；".join(self.codes.label(code) for code in value or ())

    def _words(self, raw: Any) -> Reading:
        """What stands between the semicolons; what is no code as a whole (农、林、牧、渔业 is one) also between commas."""
        text, complaints = values.read_text(raw, 500)
        parts = [part.strip() for part in re.split(r"[；;\n]", text or "") if part.strip()]
        words = (word for part in parts for word in ([part] if self.codes.find(part) else values.words_of(part)))
        return tuple(words), complaints


class Choice(FieldType):
    """One of a few words of our own; `choices` are pairs of value and label."""

    kind: ClassVar[str] = "choice"

    def __init__(self, *choices: tuple[str, str]) -> None:
        self.choices = choices

    def read(self, raw: Any) -> Reading:
        """The value, given by itself or by its label."""
        text = str(raw).strip()
        for value, label in self.choices:
            if text in (value, label, _(label)):
                return value, ()
        words = "、".join(f"{value}（{_(label)}）" for value, label in self.choices)
        message = _("“{text}”不在可选项中，可选：{words}").format(text=text, words=words)
        return None, (Complaint("unknown-code", message),)

    def show(self, value: str | None) -> str:
        """The label."""
        return _(dict(self.choices).get(value or "", value or ""))


class Reference(FieldType):
    """Another record; people write its natural key or what it displays, the database keeps its id.

    Which record is meant only the database knows: `read` gives the cleaned text, the resolver of the import or the
    picker of the form the id.
    """

    kind = "reference"
    width = 20

    def __init__(self, to: str) -> None:
        self.to = to

    def column_type(self) -> TypeEngine[Any]:
        """See FieldType."""
        return sa.BigInteger()

    def read(self, raw: Any) -> Reading:
        """See FieldType; 无 and a dash name nobody."""
        return (None, ()) if values.names_nobody(raw) else values.read_text(raw, 100)


class References(Reference):
    """Several other records; their texts stand in one cell, separated by 、 ， ; or line breaks."""

    kind = "references"
    width = 28

    def read(self, raw: Any) -> Reading:
        """See FieldType."""
        text, complaints = values.read_text(raw, 1000)
        words = tuple(word for word in values.words_of(text) if not values.names_nobody(word)) if text else ()
        return words or None, complaints

    def show(self, value: Sequence[str] | None) -> str:
        """See FieldType."""
        return "、".join(value or ())


def soft(complaints: tuple[Complaint, ...]) -> tuple[Complaint, ...]:
    """The same complaints as warnings, for a rule that must not keep a row out."""
    return tuple(warning(c.code, c.message) for c in complaints)
