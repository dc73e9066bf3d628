"""The sample of one school: what its year of workbooks brings in, the figures of it, and that a stop leaves nothing."""

import csv
from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from desktop.demo import school, year
from desktop.demo.building import build
from desktop.demo.school import make_school
from desktop.demo.year import year_files
from desktop.operations.undoing import acts_of
from models.database import history, settings
from models.database.database import open_database
from models.database.location import SCHOOL
from models.database.query import Condition, Query
from models.progress import Cancelled, Progress
from models.resources import resource
from models.schema.fields import entities, entity_named
from models.statistics.measured import MEASURES

# rows that are records, by number of the workbook; all others are to be rejected
ACCEPTED = {
    1: 1, 2: 2, 3: 34, 4: 232, 5: 232, 6: 439, 7: 220, 8: 242, 9: 40, 10: 80, 11: 31, 12: 5, 13: 24, 14: 8, 15: 225,
    16: 28, 17: 3, 18: 3, 19: 16, 20: 44, 21: 30, 22: 78, 23: 71, 24: 170, 25: 1, 26: 654, 27: 2, 28: 2, 29: 218, 30: 213,
    31: 28, 32: 6, 33: 32, 34: 32, 35: 644, 36: 46, 37: 429, 38: 429, 39: 3, 40: 285, 41: 230, 42: 2, 43: 2, 44: 3, 45: 8,
    46: 196, 47: 72, 48: 62, 49: 62, 50: 103, 51: 24, 52: 244, 53: 526, 54: 64, 55: 12, 56: 15, 57: 26, 58: 60, 59: 12,
    60: 10, 61: 7,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The sample of a file, and what making it told."""
    path = tmp_path_factory.mktemp("sample") / "school.db"
    with closing(open_database(path, installation=settings.SAMPLE_OFFICE)) as opened:
        return path, make_school(opened)


@pytest.fixture(scope="module")
def database(made):
    with closing(open_database(made[0])) as opened:
        yield opened


def manifest():
    with resource("demo", "school", "files.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_workbook_is_named_once_in_order_and_there():
    rows = manifest()
    names = [row["file"] for row in rows]
    assert [int(name[:2]) for name in names] == list(ACCEPTED)
    assert set(names) == {path.name for path in resource("demo", "school").iterdir()} - {"files.csv"}
    chapters = list(dict.fromkeys(row["chapter"] for row in rows))
    assert chapters == list(year.CHAPTERS)
    assert [row["chapter"] for row in rows] == sorted((row["chapter"] for row in rows), key=chapters.index)


def test_what_is_imported_is_what_the_program_keeps():
    known = {entity.__tablename__ for entity in entities()}
    assert [file.path.name for file in year_files()] == [row["file"] for row in manifest() if row["entity"] in known]
    assert {"student", "status_change", "placement"} <= {file.entity.__tablename__ for file in year_files()}


def test_every_row_that_is_a_record_went_in_and_no_other(made):
    _path, figures = made
    wanted = {file.path.name: ACCEPTED[int(file.path.name[:2])] for file in year_files()}
    assert figures.rows == wanted


def test_as_many_records_as_the_year_has(made):
    counts = made[1].counts
    assert {name: counts[name] for name in ("student", "school_class", "staff", "enterprise", "order_class")} == {
        "student": 901 + 2, "school_class": 24, "staff": 34, "enterprise": 40, "order_class": 8,
    }  # fmt: skip
    assert counts["status_change"] == 28
    assert "学生 903" in str(made[1])


@pytest.mark.parametrize(
    ("measure", "scope", "day", "value"),
    [("A10 在籍/在校", "2023级", date(2025, 9, 30), {"在籍": 222, "在校": 222}),
     ("A10 在籍/在校", "2024级", date(2026, 6, 30), {"在籍": 211, "在校": 207}),
     ("B2/B3 订单班现有人数", "岚岱订单班（2024级）", date(2026, 6, 30), 23),
     ("D1 在岗实习生", "全校", date(2025, 11, 15), 218),
     ("F2/F3 落实率", "2025届 全校", date(2025, 9, 1), Decimal("93.33")),
     ("F2/F3 落实率", "2025届 全校", date(2026, 8, 31), Decimal("95.42")),
     ("F6 留任率 365天", "2025届 直接就业", date(2026, 8, 31), Decimal("56.25"))],
)  # fmt: skip
def test_the_figures_of_the_year(database, measure, scope, day, value):
    with database.reading() as connection:
        found = {one.scope: one.value for one in MEASURES[measure](connection, day)}
    assert found[scope] == value


def test_it_stands_on_the_last_day_of_its_year(database, monkeypatch):
    assert database.day() == date(2026, 8, 31)
    monkeypatch.setenv("SHUANGYUAN_TODAY", "2026-03-10")
    assert database.day() == date(2026, 3, 10)


def test_who_left_has_an_event_in_the_register(database):
    with database.reading() as connection:
        left = connection.execute(
            Query(entity_named("status_change"), (Condition("kind", "=", "31"),)).count()
        ).scalar_one()
    assert left == 6


def test_none_of_its_acts_is_undone_by_a_key_but_what_comes_after_is(made, tmp_path):
    path = tmp_path / "copy.db"
    path.write_bytes(made[0].read_bytes())
    with closing(open_database(path)) as copy:
        assert acts_of(copy).undo is None
        with copy.transaction("改名") as tx:
            tx.insert(entity_named("school"), {"name": "又一所学校"})
        after = acts_of(copy).undo
        assert after is not None
        assert after.name == "改名"
        with copy.reading() as connection:
            assert settings.is_sample(connection)
            assert not settings.made_sample(connection, after.id)
            assert settings.made_sample(connection, history.change_sets(connection, 2)[1].id)


class Stopping(Progress):
    """Stops as soon as a step begins."""

    def __init__(self, word):
        super().__init__(self._heard)
        self._word = word

    def _heard(self, name, _done, _total):
        if name == self._word:
            self.stop()


def test_a_stop_leaves_nothing(tmp_path):
    path = tmp_path / "school.db"
    with pytest.raises(Cancelled):
        build(path, SCHOOL, Stopping("企业和岗位"))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(school, "year_files", lambda: year.year_files()[:1])
    empty = tmp_path / "empty.db"
    open_database(empty).close()
    build(empty, SCHOOL)
    with closing(open_database(empty)) as opened, opened.reading() as connection:
        assert settings.school_name(connection)
        assert settings.is_sample(connection)


def test_the_same_records_whenever_it_is_made(database, tmp_path):
    found = []
    with closing(open_database(tmp_path / "two.db", installation=settings.SAMPLE_OFFICE)) as again:
        make_school(again)
        for one in (database, again):
            with one.reading() as connection:
                found.append(connection.exec_driver_sql("SELECT id, name FROM student ORDER BY id").fetchall())
    assert found[0] == found[1]
    assert len(found[0]) == 903
