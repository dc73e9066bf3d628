"""What the columns of an entity's sheets may be called: labels, aliases, and the ways people vary both."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from desktop.exchange.columns import SheetColumn, columns_of, identity_of, telling_of
from desktop.exchange.tables_headings import normalise_heading
from models.schema.fields import Entity, Field, entity_named
from models.schema.types import CodeText, Date, IdentityNumber, Money, PersonName, Phone, Reference
from models.words import in_every_language

_NUMBER_WORDS = ("号码", "编号", "号")
_DAY_WORDS = ("日期", "时间")
_FIRST = ("1", "一", "①")  # how the first of several columns is counted
UNITS = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_UNIT = re.compile(r"[(（\[［【]\s*(?:单位\s*[:：]\s*)?((?:[千万亿]?元)(?:人民币)?(/[^)）\]］】]*)?)\s*[)）\]］】]\s*$")


@dataclass(frozen=True, slots=True)
class EntityHeadings:
    """What an entity's columns may be called: normalised heading -> column."""

    known: Mapping[str, str]
    identity: frozenset[str]
    telling: frozenset[str]

    def match(self, text: str) -> str | None:
        """The column of a normalised heading."""
        return self.known.get(text)


@cache
def headings_of(entity: type[Entity]) -> EntityHeadings:
    """How headings of this entity's sheets are recognised.

    Its own fields come before those that tell a record it refers to, labels before aliases; then the same with the word
    for the subject before them (学生性别), at last with another ending (身份证号码 for 身份证号) or unit.
    """
    known: dict[str, str] = {}
    columns = columns_of(entity).values()
    sides = [[c for c in columns if (c.owner is None) is own] for own in (True, False)]
    for side in sides:
        _enter(known, side, lambda column: in_every_language(column.field.label))
        _enter(known, side, lambda column: column.field.aliases)
    for side in sides:
        _enter(known, side, lambda column: _with_subject(entity, column))
    for side in sides:
        _enter(known, side, lambda column: _varied(column.field, (*_words(column), *_with_subject(entity, column))))
    if (
        entity.across is not None and not entity.across.field
    ):  # of columns that are counted the first tells rows of data
        own = columns_of(entity)[entity.across.cell]
        _enter(known, [own], lambda column: (f"{word}{one}" for word in _words(column) for one in _FIRST))
    known.pop("", None)
    return EntityHeadings(known, identity_of(entity), telling_of(entity))


def _enter(
    known: dict[str, str], columns: Sequence[SheetColumn], words: Callable[[SheetColumn], Iterable[str]]
) -> None:
    for column in columns:
        name = _telling(column)
        for heading in words(column):
            known.setdefault(normalise_heading(heading), name)


def _telling(column: SheetColumn) -> str:
    """The column a heading means: of a record that its name and numbers tell that of the name (徒弟)."""
    field = column.field
    if column.owner is not None or field.to is None or not entity_named(field.to).told_by:
        return column.name
    return next((name for name, of in field.spread if of == entity_named(field.to).display), column.name)


def _words(column: SheetColumn) -> tuple[str, ...]:
    return (column.field.label, *column.field.aliases)


def _with_subject(entity: type[Entity], column: SheetColumn) -> Iterator[str]:
    """The headings with what the record is called before them."""
    about = column.about or (entity if column.owner is None else entity_named(column.owner.to or ""))
    for subject in (about.label, *about.called):
        yield from (subject + word for word in _words(column))


def _varied(field: Field, words: Iterable[str]) -> Iterator[str]:
    """The headings as others end them."""
    kind = field.type
    for word in words:
        if isinstance(kind, IdentityNumber | CodeText | Phone):
            stem = next((word.removesuffix(end) for end in _NUMBER_WORDS if word.endswith(end)), None)
            if stem is not None or isinstance(kind, Phone):
                yield from ((word if stem is None else stem) + end for end in _NUMBER_WORDS)
        elif isinstance(kind, Date):
            stem = next((word.removesuffix(end) for end in _DAY_WORDS if word.endswith(end)), None)
            yield from (stem + end for end in _DAY_WORDS if stem)
        elif isinstance(kind, Reference | PersonName):
            yield from (word + end for end in ("名称", "姓名") if not word.endswith(end))
        elif isinstance(kind, Money) and (told := _UNIT.search(word)):
            base, per = word[: told.start()], told[2] or ""
            yield from (f"{base}（{said}{unit}{per}）" for unit in UNITS for said in ("", "单位："))


def unit_factor(field: Field, heading: str) -> Decimal:
    """What an amount under a heading is multiplied by, because its unit is another one than the field's."""
    own, told = _UNIT.search(field.label), _UNIT.search(heading)
    if not isinstance(field.type, Money) or told is None:
        return Decimal(1)
    return UNITS[told[1].partition("/")[0].removesuffix("人民币")] / UNITS[own[1].partition("/")[0] if own else "元"]
