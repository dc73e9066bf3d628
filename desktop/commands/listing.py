"""list, export, template, codes: records and code tables as people and programs read them."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.commands.common import asked_query, check_filters, entity_of, field_of, opened, progress, say, why_of
from desktop.commands.wrong_calls import WrongCall, nearest
from desktop.exchange import writing
from desktop.exchange.list_templates import ListTemplate, templates_of
from desktop.exchange.writing import Show
from models.database.database import Database
from models.database.disclosures import LIST, revealing_list
from models.database.results import Row, count_of, read_all
from models.schema import codes
from models.schema.counting import counted
from models.schema.fields import Entity, Field, fields_of
from models.schema.showing import text_of, written_of
from models.schema.widths import aligned
from models.words import _

TABLE_COLUMNS = 10  # of a list on a terminal when nobody chose


def run_list(path: Path, given: argparse.Namespace) -> None:
    """Print a list, or how long it is."""
    check_filters(given)
    why = why_of(given)
    with opened(path, write=why is not None) as database:
        query = asked_query(database, given, why)
        fields = [field_of(query.entity, name) for name in _columns(query.entity, given)]
        if why is not None and not given.count:
            revealing_list(database, LIST, query, fields, why, given.limit)
        if given.count:
            print(min(count_of(database, query), sys.maxsize if given.limit is None else given.limit))
            return
        with database.reading() as connection:
            rows = islice(read_all(connection, query, [field.name for field in fields]), given.limit)
            show = written_of if given.format == "csv" else text_of
            _PRINT[given.format](fields, rows, partial(show, masked=why is None))


def _columns(entity: type[Entity], given: argparse.Namespace) -> list[str]:
    if given.columns:
        return [field_of(entity, name.strip()).name for name in given.columns.split(",")]
    fields = [f.name for f in fields_of(entity)]
    return fields[:TABLE_COLUMNS] if getattr(given, "format", "") == "table" else fields


def _texts(fields: Sequence[Field], row: Row, show: Show) -> list[str]:
    return [show(field, row.values.get(field.name)) for field in fields]


def _print_table(fields: Sequence[Field], rows: Iterator[Row], show: Show) -> None:
    lines = [[f.title for f in fields], *(_texts(fields, row, show) for row in rows)]
    print(aligned(lines, [f.type.align for f in fields]))


def _print_csv(fields: Sequence[Field], rows: Iterator[Row], show: Show) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id", *(field.name for field in fields)])
    writer.writerows([row.id, *map(writing.without_formula, _texts(fields, row, show))] for row in rows)


def _print_json(fields: Sequence[Field], rows: Iterator[Row], show: Show) -> None:
    json.dump([_plain(fields, row, show) for row in rows], sys.stdout, ensure_ascii=False, indent=1)
    print()


def _plain(fields: Sequence[Field], row: Row, show: Show) -> dict[str, Any]:
    """A record for programs: names of codes, ISO dates, numbers as numbers, ids of references beside their text.

    What is masked is text as people read it, whatever it is else.
    """
    plain: dict[str, Any] = {"id": row.id}
    for field in fields:
        name, value = field.name, row.values.get(field.name)
        telling = field.private or isinstance(value, str)
        as_words = field.type.kind in ("code", "codes") or (telling and show(field, value) != field.type.show(value))
        plain[name] = show(field, value) if value and as_words else _json_value(value)
        if field.to is not None:
            plain[f"{name}_id"] = _json_value(row.values.get(f"{name}_id"))
    return plain


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


_PRINT = {"table": _print_table, "csv": _print_csv, "json": _print_json}


def run_export(path: Path, given: argparse.Namespace) -> None:
    """Write a list into a workbook or CSV."""
    if given.target.suffix.lower() not in (".xlsx", ".csv"):
        raise WrongCall(_("只能导出为 .xlsx 或 .csv：{file}").format(file=given.target))
    check_filters(given)
    why = why_of(given)
    with opened(path, write=why is not None) as database:
        query = asked_query(database, given, why)
        columns = [field_of(query.entity, n.strip()).name for n in given.columns.split(",")] if given.columns else ()
        chosen = _template(database, given, query.entity)
        count = writing.export(
            database, query, given.target, columns, progress(), given.limit, unmasked=why, template=chosen, codes=given.codes,
        )  # fmt: skip
    say(_("已导出 {count}到 {file}").format(count=counted(query.entity, count), file=given.target))


def _template(database: Database, given: argparse.Namespace, entity: type[Entity]) -> ListTemplate | None:
    """The template a call names; raises WrongCall for one that is not of this list, or for what needs one."""
    if given.template is None:
        if given.codes:
            raise WrongCall(_("--codes 只用于 --template"))
        return None
    if given.columns:
        raise WrongCall(_("--template 和 --columns 只能写一个"))
    with database.reading() as connection:
        known = {one.name: one for one in templates_of(connection, entity.__tablename__)}
    if given.template not in known:
        words = _("{label}没有“{name}”这个导出模板。可用的有：{known}")
        told = "、".join(one.name if one.own else f"{one.name}（{one.title}）" for one in known.values()) or _("无")
        raise WrongCall(words.format(label=_(entity.label), name=given.template, known=told))
    return known[given.template]


def run_template(_path: Path, given: argparse.Namespace) -> None:
    """Write an empty workbook to fill in."""
    entity = entity_of(given.entity)
    if given.target.suffix.lower() != ".xlsx":
        raise WrongCall(_("模板只能存为 .xlsx：{file}").format(file=given.target))
    writing.template(entity, given.target)
    say(_("已生成{label}模板 {file}").format(label=_(entity.label), file=given.target))


def run_codes(_path: Path, given: argparse.Namespace) -> None:
    """Print a code table, or the names of all."""
    if given.table is None:
        print("\n".join(codes.table_names()))
        return
    if given.table not in codes.table_names():
        raise WrongCall(
            _("没有代码表“{name}”{nearest}。可用的有：{known}").format(
                name=given.table,
                nearest=nearest(given.table, codes.table_names()),
                known="、".join(codes.table_names()),
            )
        )
    table = codes.table(given.table)
    rows = [[table.number(code), code.label, code.doubt, "|".join(code.aliases)] for code in table.codes]
    print(aligned([[_("代码"), _("名称"), _("核实"), _("别名")], *rows], ["left"] * 4))
