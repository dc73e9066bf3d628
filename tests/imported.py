"""Workbooks judged and written without anybody to ask, as most tests of them want it."""

from desktop.exchange.corrections import Mends
from desktop.exchange.import_steps import judge, read
from desktop.exchange.mapping import gather
from models.progress import SILENT


def plan(database, entity, path, sheet=None, progress=SILENT, *, make=frozenset(), answers=None):
    """What importing a workbook would do."""
    found = gather(entity, (read(path, sheet, progress),), {})
    return judge(database, entity, found, Mends(make=make, answers=answers or {}), progress).plan
