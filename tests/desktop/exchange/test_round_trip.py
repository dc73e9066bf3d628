"""What the sample school exports goes in again unchanged, whatever the entity."""

import openpyxl
import pytest

from desktop.demo import make_sample
from desktop.exchange.judging import plan
from desktop.exchange.writing import export
from models.database.database import open_database
from models.database.query import Query
from models.database.results import ResultSet
from models.schema.fields import entities


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("sample") / "sample.db", installation=1)
    make_sample(database, 0.02)
    yield database
    database.close()


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("entity", [e for e in entities() if e.importable], ids=lambda e: e.__tablename__)
def test_an_export_comes_back_unchanged(sample, tmp_path, entity, suffix):
    target = tmp_path / f"导出{suffix}"
    count = len(ResultSet(sample, Query(entity)))
    assert export(sample, Query(entity), target) == count > 0
    made = plan(sample, entity, target)
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": count, "reject": 0}
    assert not made.unused


def test_numbers_are_text_in_the_export(sample, tmp_path):
    student = next(e for e in entities() if e.__tablename__ == "student")
    export(sample, Query(student), tmp_path / "a.xlsx", ["id_number", "student_number"], limit=5)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line} == {"s"}
    assert sheet.max_row == 6
