"""Rows read column by column, and known by their keys, are judged as each is by itself."""

import tempfile
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desktop.exchange import planning, references
from desktop.exchange.applying import apply
from desktop.exchange.known_headings import headings_of
from desktop.exchange.recognising import read_tables
from desktop.exchange.workbook import Sheet, Workbook
from models.database.database import open_database
from models.schema.checks import mask_identity, parts_of_identity
from models.schema.complaints import Broken
from models.schema.fields import entity_named
from tests.year_sheets import DAY, drawn, everything

STRANGE = (  # what cells hold now and then, whatever their column is for
    None, "", " ", "无", "*", "张●", "210102********0019", "138****0001", "很" * 300, "2026-02-30", "20090315", "1", 1, 1.0,
    True, False, 0, -3, 2.5, 1e18, date(2009, 3, 15), datetime.fromisoformat("2009-03-15"), datetime.fromisoformat("2009-03-14 23:59:17"),
    Broken("#N/A"),
)  # fmt: skip


def _disturbed(chance, cells):
    for cell in cells:
        odd = chance.random() < 0.1
        masked = odd and parts_of_identity(cell) is not None
        yield mask_identity(cell) if masked else chance.choice(STRANGE) if odd else cell or None


def _each_by_itself(_readings, rows):
    return [None] * len(rows)


def _judged(database, entity, workbook):
    made = planning.unjudged(entity, workbook.path, workbook, read_tables(entity, workbook, headings_of(entity)))
    made.make = frozenset({"student"})
    planning.judge_rows(database, made)
    return made


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6))
def test_judged_by_column_is_judged_row_by_row(seed):
    """Drawn by a seed and not shrunk: each example judges two years twice, over what was imported of them before."""
    chance = Random(seed)
    seen, found = set(), set()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHUANGYUAN_TODAY", DAY)
        patch.setattr(planning, "PIECE", 7)
        database = open_database(Path(folder) / "office.db", installation=1)
        try:
            for name, (headings, first, *rows) in (*everything(), *drawn(chance)):
                disturbed = (tuple(_disturbed(chance, cells)) for cells in rows)
                lines = [tuple(headings), tuple(cell or None for cell in first), *disturbed]
                workbook = Workbook(Path(f"{name}.xlsx"), "xlsx", (Sheet(name, lines),))
                made = _judged(database, entity_named(name), workbook)
                with pytest.MonkeyPatch.context() as other:
                    other.setattr(planning, "_plainly_read", _each_by_itself)
                    other.setattr(references, "_of_own_values", lambda _entity, _key: False)
                    alone = _judged(database, entity_named(name), workbook)
                assert made.rows == alone.rows
                assert [list(row.values) for row in made.rows] == [list(row.values) for row in alone.rows]
                assert [list(map(type, row.values.values())) for row in made.rows] == [
                    list(map(type, row.values.values())) for row in alone.rows
                ]
                assert (made.created, made.persons) == (alone.created, alone.persons)
                seen |= {row.action for row in made.rows}
                found |= {each.code for row in made.rows for each in (*row.errors, *row.warnings)}
                apply(database, made)
        finally:
            database.close()
    assert seen == {"insert", "update", "unchanged", "reject"}
    assert {"format", "masked"} <= found
