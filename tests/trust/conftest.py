"""Trials of trust: what each one measured is told at the end of the run, a line a goal."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from models.database.database import open_database
from models.entities.enterprises import Enterprise
from models.entities.people import Student
from tests import factories, lives
from tests.desktop.bad_luck import Nest
from tests.trust import faults


def pytest_terminal_summary(terminalreporter):
    """A test says what it measured with `record_property("G1", "0 of 412 points lost an act")`."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, ())]
    told = sorted({f"{goal}: {text}" for report in reports for goal, text in report.user_properties})
    if told:
        terminalreporter.section("measured")
        for line in told:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def lived_in_file(tmp_path_factory, empty_file):
    """A closed file with placements, a dozen acts, some of them undone and done again, and a record deleted."""
    path = tmp_path_factory.mktemp("lived") / "office.db"
    shutil.copy2(empty_file, path)
    with closing(open_database(path, user="王老师")) as database:
        made = lives.settle(database)
        for number, student in enumerate(made.students[:6]):
            with database.transaction(f"修改第 {number} 个学生") as tx:
                tx.update(Student, student, {"phone": f"1380000{number:04d}", "remark": f"第{number}次"})
        with database.transaction("删除附注") as tx:
            tx.update(Student, made.students[0], {"remark": None})
        with database.transaction("登记一家企业") as tx:
            gone = tx.insert(Enterprise, factories.enterprise(2))
        with database.transaction("删除这家企业") as tx:
            tx.delete(Enterprise, gone)
        database.undo()
        database.redo()
        database.undo(8)
    return path


@pytest.fixture
def lived_in(lived_in_file, database_path):
    """A copy of that file, closed."""
    return Path(shutil.copy2(lived_in_file, database_path))


@pytest.fixture(scope="module")
def nest(tmp_path_factory):
    """Programs whose disk fails when it is asked to."""
    library = faults.built(tmp_path_factory.mktemp("library"))
    if library is None:
        pytest.skip("no compiler for what fails on purpose")
    made = Nest(library)
    yield made
    made.close()
