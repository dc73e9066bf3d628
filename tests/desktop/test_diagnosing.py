"""The error report by the command line: also of a file that nobody can open."""

import pytest

from desktop.cli import main
from models.database.database import open_database
from models.entities.people import Student
from tests import factories


def told(capsys, *words):
    status = main([str(word) for word in words])
    return status, capsys.readouterr().out


def test_it_is_printed_and_names_no_one(database_path, capsys):
    with open_database(database_path).transaction("新建学生 张三丰") as tx:
        tx.insert(Student, {**factories.student(1), "name": "张三丰"})
    status, out = told(capsys, "--database", database_path, "diagnose")
    assert status == 0
    assert "张三丰" not in out
    assert database_path.name not in out
    assert "学生 1 名" in out


@pytest.mark.parametrize(
    ("content", "kind"), [(None, "Missing"), (b"no database at all", "ForeignFile"), (b"", "Empty")]
)
def test_a_file_that_cannot_be_opened_is_told_by_its_kind(tmp_path, capsys, content, kind):
    file = tmp_path / "张三丰.db"
    if content is not None:
        file.write_bytes(content)
    status, out = told(capsys, "--database", file, "diagnose")
    assert (status, kind in out, "张三丰" in out) == (0, True, False)


def test_it_is_written_into_a_file(database, database_path, tmp_path, capsys):
    database.close()
    status, out = told(capsys, "--database", database_path, "diagnose", "--to", tmp_path / "report.txt")
    assert (status, out) == (0, "")
    assert "SQLite" in (tmp_path / "report.txt").read_text("utf-8")
    assert main(["--database", str(database_path), "diagnose", "--to", str(tmp_path / "nowhere" / "x.txt")]) == 2
