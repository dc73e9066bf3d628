"""The list one sees as a paper: the same columns, order and conditions, the day, and how many there are."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from desktop.reports.document import (
    MINOR,
    Block,
    Column,
    Document,
    HeadLine,
    Kind,
    Paragraph,
    Ref,
    Row,
    Table,
    Title,
    Value,
    cell_text,
)
from desktop.reports.formatting import minors_note, rows_or_note
from models.access.rights import PRINT, on
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import Row as Record
from models.database.results import ids_of, names_of, read_all, rows_of
from models.database.settings import has_one_school, school_name
from models.database.touched import asked_field
from models.database.units import UNIT
from models.entities.people import Student
from models.entities.schools import School
from models.rules.guardian import is_minor
from models.schema.counting import counted
from models.schema.fields import Entity, Field, field_map
from models.schema.showing import text_of
from models.schema.types import Money, Percent
from models.schema.widths import width
from models.statistics import Connection
from models.words import N_, SentenceError, _

MOST_ROWS = 20_000  # some 600 sheets; more than that nobody means to print
_SAMPLE = 200  # rows whose words decide how wide a column is
_PORTRAIT, _LANDSCAPE = 175.0, 262.0  # millimetres between the margins of an A4
_UPRIGHT = 200.0  # what can still be made a little smaller and stand on an upright sheet
_WIDEN = 1.3  # at most, to fill the sheet
_CHARACTER, _PADDING, _MOST = 1.65, 3.5, 60.0  # millimetres; a half-width character of 9 points
_SIZE, _ROW = 9.0, 6.5  # points, millimetres
_KINDS: Mapping[str, Kind] = {"name": "name", "number": "number", "date": "date"}
_OPERATORS = {
    "=": N_("{field}为{value}"), "!=": N_("{field}不为{value}"), ">=": N_("{field}从{value}起"),
    "<=": N_("{field}到{value}止"), ">": N_("{field}大于{value}"), "<": N_("{field}小于{value}"),
    "~": N_("{field}含“{value}”"), "in": N_("{field}为{value}之一"), "empty": N_("{field}未填"),
    "filled": N_("{field}已填"),
}  # fmt: skip


class TooLongToPrint(SentenceError):  # noqa: N818 - read as a sentence, like the errors of the database
    """The list has more rows than anybody means to print."""

    def __init__(self, count: int) -> None:
        words = _("列表有 {count} 行，最多打印 {most} 行；请先筛选，或导出为工作簿")
        super().__init__(words.format(count=f"{count:,}", most=f"{MOST_ROWS:,}"))


def list_document(  # noqa: PLR0913 - each is a thing one chooses when printing
    database: Database,
    query: Query,
    columns: Sequence[str],
    *,
    printed_by: str,
    printed_at: datetime,
    ids: Sequence[int] = (),
    unmasked: bool = False,
    limit: int | None = None,
) -> Document:
    """The list, or of it the records `ids`, as a document to be rendered once.

    `limit` keeps the first rows only, for a look at the first page.

    Columns are as wide as the words of the first rows, and the sheet lies if they need it. Private fields are masked
    unless `unmasked`. Raises TooLongToPrint while it is rendered.
    """
    database.require(on(PRINT, query.entity), ids)
    fields = [field_map(query.entity)[name] for name in columns]
    day, person = query.as_of or database.day(), _person(query.entity, columns)
    own = bool(person) and field_map(query.entity)[person].to is None
    read = tuple(dict.fromkeys((*columns, "birth_date"))) if own else columns
    shapes = _shapes(database, query, fields, (person, day, read), unmasked=unmasked)
    title = _("{label}列表").format(label=_(query.entity.label))

    def blocks() -> Iterator[Block]:
        with database.reading() as connection:
            count = len(ids) or int(connection.execute(query.count()).one()[0])
            if count > MOST_ROWS:
                raise TooLongToPrint(count)
            yield Title(title)
            yield _head(connection, query, count, day, chosen=bool(ids))
            yield from _conditions(connection, query)
            records = list(islice(_records(connection, query, read, ids), limit))
            table, births = query.entity.__tablename__, _births(connection, query.entity, person, records)
            minors = {key for key, birth in births.items() if is_minor(birth, day)}
            rows = (
                Row((nth, *_cells(fields, record, person, minors, unmasked=unmasked)), of=Ref(table, record.id))
                for nth, record in enumerate(records, 1)
            )
            yield Table(shapes, rows_or_note(rows, _("没有符合条件的记录。")), row_height_mm=_ROW, size_pt=_SIZE)
            yield from minors_note(births.values(), day)

    return Document(
        title, blocks(), landscape=sum(c.width_mm for c in shapes) > _UPRIGHT, footer_left=_("双元"),
        printed_by=printed_by, printed_at=printed_at, sensitive=unmasked and any(f.private for f in fields),
        anchor=database.anchor(),
    )  # fmt: skip


def _person(entity: type[Entity], columns: Sequence[str]) -> str:
    """The column that names a person whose age is known: one's own name, or the student of a row; '' for none."""
    if "birth_date" in field_map(entity) and entity.display in columns:
        return entity.display
    student = Student.__tablename__
    return next((name for name in columns if field_map(entity)[name].to == student), "")


def _births(
    connection: Connection, entity: type[Entity], person: str, records: Sequence[Record]
) -> Mapping[int, date | None]:
    """When the persons of the records were born, by the ids of the records; nothing for a list that is no roster."""
    if not person:
        return {}
    if field_map(entity)[person].to is None:
        return {record.id: record.values["birth_date"] for record in records}
    students = {record.id: record.values[f"{person}_id"] for record in records}
    wanted = list({key for key in students.values() if key is not None})
    born = {row.id: row.values["birth_date"] for row in rows_of(connection, Query(Student), wanted, ("birth_date",))}
    return {key: born.get(student) for key, student in students.items()}


def _shapes(
    database: Database,
    query: Query,
    fields: Sequence[Field],
    roster: tuple[str, date, Sequence[str]],
    *,
    unmasked: bool,
) -> tuple[Column, ...]:
    person, day, read = roster
    with database.reading() as connection:
        records = list(islice(read_all(connection, query, read), _SAMPLE))
        births = _births(connection, query.entity, person, records)
    minors = {key for key, birth in births.items() if is_minor(birth, day)}
    rows = [tuple(_cells(fields, record, person, minors, unmasked=unmasked)) for record in records]
    shapes = [_column(field, [row[at] for row in rows]) for at, field in enumerate(fields)]
    shapes = [Column(_("序号"), 11, kind="code"), *shapes]
    total = sum(shape.width_mm for shape in shapes)
    paper = _LANDSCAPE if total > _UPRIGHT else _PORTRAIT
    widen = min(max(paper / total, 1.0), _WIDEN)
    return tuple(replace(shape, width_mm=shape.width_mm * widen) for shape in shapes)


def _column(field: Field, values: Sequence[Value]) -> Column:
    kind = _KINDS.get(field.type.kind, "code" if field.type.align == "center" else "text")
    kind = "percent" if isinstance(field.type, Percent) else "money" if isinstance(field.type, Money) else kind
    plain = Column(field.title, 0, kind=kind, private=field.field_class or "")
    words = (cell_text(value, plain) for value in values)
    wide = max(width(text) for text in (f"{field.title}  ", *words))
    return replace(plain, width_mm=min(wide * _CHARACTER + _PADDING, _MOST))


def _cells(
    fields: Sequence[Field], record: Record, person: str, minors: Container[int], *, unmasked: bool
) -> Iterator[Value]:
    """Numbers and days stay what they are, so that a workbook can reckon with them; the rest are words.

    The name in the column `person` is marked where the record is one of `minors`.
    """
    for field in fields:
        value = record.values.get(field.name)
        plain = isinstance(value, int | Decimal | date) and not isinstance(value, bool) and field.type.kind in _KINDS
        if plain and not field.private:
            yield value
        else:
            words = text_of(field, value, masked=not unmasked) or None
            yield f"{words}{MINOR}" if words and field.name == person and record.id in minors else words


def _records(connection: Connection, query: Query, columns: Sequence[str], ids: Sequence[int]) -> Iterator[Record]:
    """The rows in the order of the list."""
    if not ids:
        yield from read_all(connection, query, columns)
        return
    wanted = set(ids)
    found = {record.id: record for record in rows_of(connection, query, ids, columns)}
    yield from (found[key] for key in ids_of(connection, query) if key in wanted and key in found)


def _head(connection: Connection, query: Query, count: int, day: date, *, chosen: bool) -> HeadLine:
    total = _("所选") if chosen else _("共")
    pairs = [(total, counted(query.entity, count)), (_("截止日期"), f"{day:%Y-%m-%d}")]
    if not has_one_school(connection) and (unit := _unit(connection, query)):
        pairs.insert(0, (_("填报单位"), unit))
    if query.search.strip():
        pairs.insert(0, (_("搜索"), query.search.strip()))
    if query.order:
        pairs.append((_("排序"), "、".join(_order_words(query))))
    return HeadLine(tuple(pairs))


def _unit(connection: Connection, query: Query) -> str:
    """Who sends the list in: the one school it is narrowed to, else the own unit."""
    school = School.__tablename__
    for condition in query.conditions:
        field, given = asked_field(query.entity, condition.field), condition.value
        keys = given if isinstance(given, tuple | list) else (given,)
        if (
            field.to == school
            and (field.own_unit or field is UNIT)
            and condition.operator in ("=", "in")
            and len(keys) == 1
        ):
            return names_of(connection, school, keys).get(keys[0], "")
    return school_name(connection)


def _order_words(query: Query) -> Iterator[str]:
    fields = field_map(query.entity)
    for name in query.order:
        title = fields[name.removeprefix("-")].title
        yield _("{field}降序").format(field=title) if name.startswith("-") else title


def _conditions(connection: Connection, query: Query) -> Iterator[Paragraph]:
    words = [condition_words(connection, query, condition) for condition in query.conditions]
    if words:
        yield Paragraph(_("筛选：{conditions}").format(conditions="；".join(words)), "body")


def condition_words(connection: Connection, query: Query, condition: Condition) -> str:
    """A condition as people say it: 年级为2023."""
    field = asked_field(query.entity, condition.field)
    given = condition.value
    values = list(given) if isinstance(given, list | tuple | set | frozenset) else [] if given is None else [given]
    shown = "、".join(_value_words(connection, field, value) for value in values)
    operator = "=" if condition.operator == "in" and len(values) == 1 else condition.operator
    return _(_OPERATORS[operator]).format(field=field.title, value=shown)


def _value_words(connection: Connection, field: Field, value: Any) -> str:
    if field.to is not None and isinstance(value, int):
        return names_of(connection, field.to, [value]).get(value, str(value))
    shown = (value,) if field.type.kind == "codes" else value
    return str(value) if isinstance(value, str) and field.to is not None else text_of(field, shown)
