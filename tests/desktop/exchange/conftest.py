"""Sheets written as lines, and what comes of importing them."""

import openpyxl
import pytest

from desktop.exchange.applying import apply
from models.schema.fields import entity_named
from tests.imported import plan


def importing(database, folder):
    """Writes lines into a workbook, imports them, gives the plan."""

    def run(kind, lines, *, write=True, sheet="名单", merged=()):
        book = openpyxl.Workbook()
        book.active.title = sheet
        for line in lines:
            book.active.append([cell or None for cell in line.split(",")])
        for cells in merged:
            book.active.merge_cells(cells)
        path = folder / "名单.xlsx"
        book.save(path)
        made = plan(database, entity_named(kind), path)
        if write:
            apply(database, made)
        return made

    run.database, run.path = database, folder
    return run


@pytest.fixture
def run(database, tmp_path):
    """Imports into the office."""
    return importing(database, tmp_path)
