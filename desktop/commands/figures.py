"""figures: the measures of a day with their parts, for people and for programs."""

import argparse
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from desktop.commands.common import day_of, opened
from desktop.commands.wrong_calls import WrongCall, nearest
from models.database.settings import suggested_day
from models.entities.rules import days_of_month
from models.schema.values import read_date_or_month
from models.schema.widths import aligned
from models.statistics.measure import Measured
from models.statistics.measured import MEASURES
from models.words import _


def run_figures(path: Path, given: argparse.Namespace) -> None:
    """Print one measure as of a day, or what can be asked for."""
    if given.measure is None:
        print("\n".join(_(name) for name in MEASURES))
        return
    asked = next((name for name in MEASURES if given.measure in (name, _(name))), None)
    if asked is None:
        known, near = "、".join(_(name) for name in MEASURES), nearest(given.measure, MEASURES)
        words = _("没有指标“{name}”{nearest}。可用的有：{known}")
        raise WrongCall(words.format(name=given.measure, nearest=near, known=known))
    with opened(path) as database, database.reading() as connection:
        found = list(MEASURES[asked](connection, _day(given.as_of) or suggested_day(connection)))
    if given.json:
        print(json.dumps([each.as_json() for each in found], ensure_ascii=False))
        return
    print(aligned([[_("范围"), _("数值"), _("算式")], *map(_line, found)], ["left", "right", "left"]))


def _day(text: str | None) -> date | None:
    """A day, or the last one of a month: what a measure of months counts is that of the day's month."""
    month, complaints = read_date_or_month(text)
    return days_of_month(month)[1] if isinstance(month, str) and not complaints else day_of(text)


def _line(found: Measured) -> list[str]:
    if isinstance(found.value, dict):
        called = {name: _(found.words[name]) if name in found.words else name for name in found.value}
        return [found.scope, "、".join(f"{called[name]} {count:,}" for name, count in found.value.items()), ""]
    if found.denominator is None:
        value = found.more.get("note", "—") if found.value is None else f"{found.value:,}"
        return [found.scope, value, ""]
    if isinstance(found.value, str):
        return [found.scope, found.value, f"{found.numerator:,} ÷ {found.denominator:,}"]
    value = (
        "—" if found.value is None else f"{found.value}%" if isinstance(found.value, Decimal) else f"{found.value:,}"
    )
    return [found.scope, value, f"{found.numerator:,} ÷ {found.denominator:,}"]
