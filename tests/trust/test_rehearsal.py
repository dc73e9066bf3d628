"""A rehearsed restore passes over whatever was done since, and does not pass over what was changed past the log."""

import shutil
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from models import clock
from models.database import backup as backups
from models.database import contents, rehearsal
from models.database.attachments import NewFile, attach
from models.database.backup import BackupInfo
from models.database.database import open_database
from models.database.engine import connect
from models.database.rehearsal import is_due, log_of, rehearse
from models.entities.people import Student
from models.entities.schools import School
from tests import factories, former

DAY = datetime(2026, 3, 2, 8).astimezone()


@pytest.fixture
def office(tmp_path):
    """An office with 30 students and a backup of after the first act."""
    database = open_database(tmp_path / "office.db")
    with database.transaction("录入") as tx:
        database.keys = [tx.insert(Student, factories.student(number)) for number in range(30)]
    yield database
    database.close()


def write_on(database):
    """Everything that can happen to records after a backup."""
    first, second, third, *_rest = database.keys
    with database.transaction("修改") as tx:
        tx.update(Student, first, {"name": "改过"})
        tx.update(Student, second, {"phone": "13900000000"})
    with database.transaction("再改") as tx:
        tx.update(Student, first, {"name": "又改过", "phone": "13900000001"})
        tx.delete(Student, third)
        made = tx.insert(Student, factories.student(100))
        tx.insert(School, {"name": "甲校"})
    with database.transaction("又删") as tx:
        tx.delete(Student, made)
    with database.transaction("删") as tx:
        tx.delete(Student, database.keys[3])
    database.undo()


def edit(path, statement, *values):
    with closing(connect(path)) as raw:
        raw.execute(statement, values)


def test_it_passes_whatever_was_done_since(office):
    backups.backup(office.engine)
    first = rehearse(office)
    write_on(office)
    again = rehearse(office)
    assert (first.fault, again.fault) == ("", "")
    assert first.rows == again.rows > 60
    backups.backup(office.engine)
    assert rehearse(office).rows > first.rows
    assert [one.fault for one in log_of(office.file.path)] == ["", "", ""]


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE student SET phone = '13811111111' WHERE id = ?",
        "DELETE FROM student WHERE id = ?",
        "UPDATE change SET after = '{}' WHERE record_id = ?",
        "DELETE FROM change WHERE record_id = ?",
    ],
)
def test_it_does_not_pass_what_was_changed_past_the_log(office, statement, later):
    backups.backup(office.engine)
    if later:
        write_on(office)
    edit(office.file.path, statement, office.keys[10])
    made = rehearse(office)
    assert "不同" in made.fault


def test_nor_what_was_changed_in_the_backup(office):
    made = backups.backup(office.engine)
    edit(made, "UPDATE student SET name = '别人' WHERE id = ?", office.keys[7])
    assert rehearse(office).fault
    data = bytearray(made.read_bytes())
    data[4096 * 8 : 4096 * 60] = b"\xff" * 4096 * 52
    made.write_bytes(data)
    assert "损坏" in rehearse(office).fault


def test_the_contents_of_attachments_are_looked_at(office):
    attach(office, Student, office.keys[0], [NewFile("a.pdf", b"A" * 5000), NewFile("b.pdf", b"B" * 5000)])
    made = backups.backup(office.engine)
    passed = rehearse(office)
    assert (passed.attachments, passed.fault) == (2, "")
    edit(
        backups.contents_of(made),
        "UPDATE attachment_content SET content = x'00' WHERE sha256 = ?",
        contents.digest(b"A" * 5000),
    )
    assert "1 个附件" in rehearse(office).fault
    backups.contents_of(made).unlink()
    assert "附件" in rehearse(office).fault


def test_nothing_is_left_and_nothing_changed(office):
    backups.backup(office.engine)
    path = office.file.path
    before = backups.last_act(path)
    rehearse(office)
    left = {file.name for file in backups.folder_of(path).iterdir()}
    assert {name for name in left if not name.endswith(".db")} == {"office 恢复演练.jsonl"}
    assert backups.last_act(path) == before
    assert len(backups.backups_of(path)) == 1


def test_a_backup_of_a_former_version_is_rehearsed_through_its_upgrade(office):
    path = office.file.path
    office.close()
    former.before_one_chain(path)
    with clock.standing(DAY), closing(open_database(path)) as upgraded, upgraded.transaction("录入") as tx:
        tx.insert(Student, factories.student(200))
    with clock.standing(DAY + timedelta(days=1)), closing(open_database(path)) as later:
        made = rehearse(later)
        assert (made.fault, made.act) == ("", 1)
        backups.backup(later.engine)  # of today's version: now seals are compared as well
        edit(path, "UPDATE seal SET hash = '1' WHERE id = 1")
        assert "seal" in rehearse(later).fault


def test_without_a_backup_there_is_none(office):
    assert rehearse(office) is None
    assert log_of(office.file.path) == ()


@pytest.mark.parametrize(
    ("days", "since", "due"),
    [(0, 1, False), (6, 1, False), (7, 1, True), (7, 0, False), (-3, 1, True), (0, 6, False), (0, 7, True)],
)
def test_once_a_week_or_by_backups_where_the_clock_cannot_be_believed(office, days, since, due):
    path = office.file.path
    with clock.standing(DAY - timedelta(days=days)):
        backups.backup(office.engine)
        act = rehearse(office).act
    own = [BackupInfo(path, DAY, 1, act + n) for n in range(since, -1, -1)]
    assert is_due(path, own, DAY) is due
    assert not is_due(path, [], DAY)


def test_a_line_that_cannot_be_read_is_left_out(office):
    backups.backup(office.engine)
    rehearse(office)
    file = rehearsal._log_file(office.file.path)
    file.write_bytes(b"\xff\xfe half a line\n" + file.read_bytes() + b'{"time": 1}\n')
    assert len(log_of(office.file.path)) == 1
    shutil.rmtree(backups.folder_of(office.file.path))
    assert log_of(office.file.path) == ()
