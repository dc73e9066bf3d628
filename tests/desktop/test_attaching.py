"""attach on the command line: files of a record saved in a folder, private ones only when it is said why."""

from contextlib import closing

import pytest

from desktop.cli import main
from models.database.attachments import NewFile, attach
from models.database.database import open_database
from models.database.disclosures import FILE_SAVED, disclosures
from models.entities.people import Student
from tests import factories

WHY = ("--unmasked", "--why", "办理保险")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.db"
    with closing(open_database(path)) as database:
        with database.transaction("学生") as tx:
            key = tx.insert(Student, factories.student(1, student_number="24010001"))
        attach(database, Student, key, [NewFile("协议.pdf", b"%PDF-1", "1"), NewFile("身份证.pdf", b"%PDF-2", "7")])
    return path


def told(path):
    with closing(open_database(path)) as database, database.reading() as connection:
        return [(one.way, one.reason, one.fields) for one in disclosures(connection, Student)]


def saved(path, folder, *more):
    return main(["--database", str(path), "attach", "student", "24010001", *more, "--to", str(folder)])


def test_private_contents_are_left_out_and_named_without_a_reason(path, tmp_path, capsys):
    folder = tmp_path / "存"
    folder.mkdir()
    assert saved(path, folder) == 1
    assert [file.name for file in folder.iterdir()] == ["协议.pdf"]
    assert "身份证.pdf" in capsys.readouterr().err
    assert told(path) == []


def test_with_a_reason_they_are_saved_and_it_is_told(path, tmp_path):
    folder = tmp_path / "存"
    folder.mkdir()
    for _time in range(2):
        assert saved(path, folder, *WHY) == 0
    names = {"协议.pdf", "身份证.pdf", "协议（2）.pdf", "身份证（2）.pdf"}  # nothing is replaced
    assert {file.name for file in folder.iterdir()} == names
    assert (folder / "身份证（2）.pdf").read_bytes() == b"%PDF-2"
    assert told(path) == [(FILE_SAVED, "办理保险", ("身份证件", "身份证.pdf"))] * 2


@pytest.mark.parametrize("more", [("--unmasked",), ("extra.pdf",)])
def test_a_wrong_call_saves_nothing(path, tmp_path, more):
    folder = tmp_path / "存"
    folder.mkdir()
    assert saved(path, folder, *more) == 2
    assert list(folder.iterdir()) == []
    assert saved(path, tmp_path / "没有") == 2
