"""report: papers made without a window, the same document as PDF, workbook or plain text."""

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.common import day_of, opened, pairs_of, progress, say, value_of, why_of
from desktop.commands.wrong_calls import WrongCall, nearest
from desktop.reports.catalogue import report_named, reports
from desktop.reports.report import OptionError, Report, make, render
from desktop.reports.revealing import revealed
from models import clock
from models.database import lookup
from models.database.database import Database
from models.database.disclosures import PRINT
from models.database.settings import suggested_day
from models.schema.fields import entity_named, kebab
from models.statistics import Connection
from models.words import _


def run_report(path: Path, given: argparse.Namespace) -> None:
    """Print the catalogue of reports, or make one."""
    if given.name is None:
        print("\n\n".join(_described(report) for report in reports()))
        return
    report = _report(given.name)
    if given.to is None or given.to.suffix.lower() not in (".pdf", ".xlsx", ".txt"):
        raise WrongCall(_("请用 --to 指定 .pdf、.xlsx 或 .txt 文件"))
    why = why_of(given)
    with opened(path, write=why is not None) as database:
        table = _table(report, given.by)
        ids = [key for text in given.of for key in _records(database, table, text)]
        if report.per_record and not ids and not given.all:
            raise WrongCall(_("请用 --of 指定{label}，或用 --all").format(label=_(entity_named(report.of).label)))
        with database.reading() as connection:
            day = day_of(given.as_of) or suggested_day(connection)
            options = _options(connection, report, given.set)
        try:
            document = make(
                database, report, ids, as_of=day, of=table, unmasked=given.unmasked, options=options,
                printed_by=database.operator, printed_at=clock.now(),
            )  # fmt: skip
            shown = revealed(database, document, PRINT, entity_named(table), why or "")
            printed = render(shown, given.to, progress())
        except OptionError as error:
            raise WrongCall(str(error)) from error
    say(_("已生成 {file}").format(file=given.to))
    for line in printed:
        say(line)


def _report(name: str) -> Report:
    try:
        return report_named(name)
    except KeyError:
        known = "、".join(f"{report.name}（{_(report.title)}）" for report in reports())
        near = nearest(name, (report.name for report in reports()))
        words = _("没有报表“{name}”{nearest}。可用的有：{known}")
        raise WrongCall(words.format(name=name, nearest=near, known=known)) from None


def _described(report: Report) -> str:
    lines = [f"{report.name}　{_(report.title)}　{report.code}", f"  {_(report.purpose)}"]
    of, *by = ((_(entity_named(table).label), kebab(entity_named(table))) for table in report.filters)
    lines.append(_("  --of：{label}（{name}）").format(label=of[0], name=of[1]))
    lines += [_("  --by {name} --of：{label}").format(label=label, name=name) for label, name in by]
    lines += [f"  --set {option.name}=…　{option.title}　{_(option.help)}" for option in report.options]
    return "\n".join(lines)


def _table(report: Report, kind: str | None) -> str:
    """The table the records of --of are looked for in."""
    if kind is None:
        return report.of
    known = {kebab(entity_named(table)): table for table in report.filters}
    if kind not in known:
        words = "、".join(f"{name}（{_(entity_named(table).label)}）" for name, table in known.items())
        raise WrongCall(_("这份报表不能按“{kind}”选，可以按：{words}").format(kind=kind, words=words))
    return known[kind]


def _records(database: Database, table: str, text: str) -> list[int]:
    entity = entity_named(table)
    with database.reading() as connection:
        ids = lookup.named(connection, entity, text)
    if not ids:
        raise WrongCall(_("找不到{label}“{text}”").format(label=_(entity.label), text=text))
    return ids


def _options(connection: Connection, report: Report, given: list[str]) -> dict[str, Any]:
    """What --set gave, NAME=VALUE; raises WrongCall, the report itself for a name it does not know."""
    known = {option.name: option for option in report.options}
    told = pairs_of(given)
    return {
        name: value_of(connection, known[name], text) if name in known and text else text for name, text in told.items()
    }
