"""The list one sees as a paper: the same columns, order and conditions, the day, and how many there are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from desktop.reports.document import Block, Column, Document, HeadLine, Kind, Paragraph, Table, Title, Value
from desktop.reports.heads import rows_or_note
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import Row as Record
from models.database.results import displays, read_all
from models.schema.fields import Field, entity_named, field_map
from models.schema.showing import text_of
from models.schema.types import Percent
from models.statistics import Connection
from models.words import N_, _

MOST_ROWS = 20_000  # some 600 sheets; more than that nobody means to print
_PORTRAIT = 175.0  # millimetres between the margins of an upright A4
_CHARACTER, _PADDING, _LEAST, _MOST = 1.9, 4.0, 10.0, 70.0  # millimetres; a half-width character of 10.5 points
_KINDS: Mapping[str, Kind] = {"name": "name", "number": "number", "date": "date"}
_OPERATORS = {
    "=": N_("{field}为{value}"), "!=": N_("{field}不为{value}"), ">=": N_("{field}从{value}起"),
    "<=": N_("{field}到{value}止"), ">": N_("{field}大于{value}"), "<": N_("{field}小于{value}"),
    "~": N_("{field}含“{value}”"), "in": N_("{field}为{value}之一"), "empty": N_("{field}未填"),
    "filled": N_("{field}已填"),
}  # fmt: skip


class TooLongToPrint(ValueError):  # noqa: N818 - read as a sentence, like the errors of the database
    """The list has more rows than anybody means to print; `sentence` says so."""

    def __init__(self, count: int) -> None:
        words = _("列表有 {count} 行，最多打印 {most} 行；请先筛选，或导出为工作簿")
        self.sentence = words.format(count=f"{count:,}", most=f"{MOST_ROWS:,}")
        super().__init__(self.sentence)


def list_document(  # noqa: PLR0913 - each is a thing one chooses when printing
    database: Database,
    query: Query,
    columns: Sequence[str],
    *,
    printed_by: str,
    printed_at: datetime,
    unmasked: bool = False,
    limit: int | None = None,
) -> Document:
    """The list as a document, to be rendered once; `limit` keeps the first rows only, for a look at the first page.

    Private fields are masked unless `unmasked`. Raises TooLongToPrint while it is rendered.
    """
    fields = [field_map(query.entity)[name] for name in columns]
    shapes = (Column(_("序号"), 10, kind="code"), *(_column(field) for field in fields))
    title = _("{label}列表").format(label=_(query.entity.label))

    def blocks() -> Iterator[Block]:
        with database.reading() as connection:
            count = int(connection.execute(query.count()).one()[0])
            if count > MOST_ROWS:
                raise TooLongToPrint(count)
            yield Title(title)
            yield _head(query, count, printed_at.date())
            yield from _conditions(connection, query)
            records = islice(read_all(connection, query, columns), limit)
            rows = ((nth, *_cells(fields, record, unmasked=unmasked)) for nth, record in enumerate(records, 1))
            yield Table(shapes, rows_or_note(rows, _("没有符合条件的记录。")), size_pt=9)

    return Document(
        title, blocks(), landscape=sum(c.width_mm for c in shapes) > _PORTRAIT, footer_left=_("双元"),
        printed_by=printed_by, printed_at=printed_at, sensitive=unmasked and any(f.private for f in fields),
    )  # fmt: skip


def _column(field: Field) -> Column:
    wide = max(field.type.width, 2 * len(field.title)) * _CHARACTER + _PADDING
    kind = _KINDS.get(field.type.kind, "code" if field.type.align == "center" else "text")
    return Column(
        field.title, min(max(wide, _LEAST), _MOST), kind="percent" if isinstance(field.type, Percent) else kind
    )


def _cells(fields: Sequence[Field], record: Record, *, unmasked: bool) -> Iterator[Value]:
    """Numbers and days stay what they are, so that a workbook can reckon with them; the rest are words."""
    for field in fields:
        value = record.values.get(field.name)
        plain = isinstance(value, int | Decimal | date) and not isinstance(value, bool) and field.type.kind in _KINDS
        if plain and not field.private:
            yield value
        else:
            yield text_of(field, value, masked=not unmasked) or None


def _head(query: Query, count: int, today: date) -> HeadLine:
    pairs = [(_("共"), _("{count} 条").format(count=f"{count:,}")), (_("截止日期"), f"{query.as_of or today:%Y-%m-%d}")]
    if query.search.strip():
        pairs.insert(0, (_("搜索"), query.search.strip()))
    if query.order:
        pairs.append((_("排序"), "、".join(_order_words(query))))
    return HeadLine(tuple(pairs))


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
    field = field_map(query.entity)[condition.field]
    given = condition.value
    values = list(given) if isinstance(given, list | tuple | set | frozenset) else [] if given is None else [given]
    shown = "、".join(_value_words(connection, field, value) for value in values)
    return _(_OPERATORS[condition.operator]).format(field=field.title, value=shown)


def _value_words(connection: Connection, field: Field, value: Any) -> str:
    if field.to is not None and isinstance(value, int):
        return displays(connection, entity_named(field.to), [value]).get(value, str(value))
    shown = (value,) if field.type.kind == "codes" else value
    return str(value) if isinstance(value, str) and field.to is not None else text_of(field, shown)
