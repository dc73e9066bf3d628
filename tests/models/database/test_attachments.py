"""Files kept with records: judged, kept once, versions, undo, backups that copy only what is new, and what is orphaned."""

import os
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from models.database import contents, history
from models.database.attachments import (
    NewFile,
    attach,
    attachments_of,
    change,
    content_of,
    photos_of,
    read_files,
    remove,
    sweep,
)
from models.database.backup import backup, contents_of, folder_of
from models.database.database import open_database
from models.database.disclosures import FILE, disclosures
from models.database.engine import connect
from models.database.errors import Damaged, DatabaseError, InUse, Missing
from models.database.media_types import media_type
from models.database.recovery import restore
from models.entities.attachments import LARGEST, PHOTO
from models.entities.people import Student
from models.schema.codes import table
from tests import factories

DAY = date(2026, 3, 1)
ROOT = Path(__file__).resolve().parents[3]
A, B = b"%PDF-1.7 a", b"%PDF-1.7 b"


@pytest.fixture
def student(database):
    with database.transaction("学生") as tx:
        return tx.insert(Student, factories.student(1))


def kept(database, key, entity="student"):
    with database.reading() as connection:
        return attachments_of(connection, entity, key)


@pytest.mark.parametrize(
    ("ending", "is_own"),
    [
        ("", True),
        ("-wal", True),
        (".files", True),
        (".files-shm", True),
        (".lock", True),
        ("资料.pdf", False),
        (".pdf", False),
    ],
)
def test_the_database_itself_is_no_attachment_and_what_is_called_alike_is(database, ending, is_own):
    path = database.file.path.with_name(database.file.path.name + ending)
    if not path.exists():
        path.write_bytes(A)
    found, refused = read_files(database, [path])
    assert (len(found), len(refused)) == ((0, 1) if is_own else (1, 0))


def zipped(*names):
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def picture(kind):
    target = BytesIO()
    Image.new("RGB", (3, 4)).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [(A, "application/pdf"), (picture("JPEG"), "image/jpeg"), (picture("PNG"), "image/png"), (picture("GIF"), "image/gif"),
     (picture("BMP"), "image/bmp"), (picture("WEBP"), "image/webp"), (picture("TIFF"), "image/tiff"),
     (zipped("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
     (zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
     (zipped("a.txt"), "application/zip"), (b"PK broken", "application/octet-stream"),
     (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/x-ole-storage"), (b"MZ\x90\x00", "application/x-executable"),
     (b"\x7fELF\x02", "application/x-executable"), ("姓名".encode(), "text/plain"), ("姓名".encode("gb18030"), "text/plain"),
     (("好" * 2000).encode()[:-1], "text/plain"), (b"\x00\x01\x02", "application/octet-stream")],
)  # fmt: skip
def test_what_a_file_is_is_told_by_its_bytes(content, told):
    assert media_type(content) == told


def test_a_file_is_kept_and_found_again(database, student):
    added = attach(database, Student, student, [NewFile("三方协议.pdf", A, "1")])
    (one,) = kept(database, student)
    assert added.ids == (one.id,)
    assert (one.file_name, one.media_type, one.size, one.version, one.kind) == (
        "三方协议.pdf",
        "application/pdf",
        len(A),
        1,
        "1",
    )
    assert content_of(database, one) == A
    with database.reading() as connection:
        assert "学生" in history.change_sets(connection, 1)[0].name
        assert [one.record_id for one in attachments_of(connection, "student", student)] == [student]
        assert attachments_of(connection, "student", 1) == []


@pytest.mark.parametrize(
    ("size", "kept_it"), [(0, False), (1, True), (LARGEST - 1, True), (LARGEST, True), (LARGEST + 1, False)]
)
def test_how_large_a_file_may_be(database, student, tmp_path, size, kept_it):
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * size)
    files, unreadable = read_files(database, [path])
    added = attach(database, Student, student, files)
    assert unreadable == []
    assert bool(added.ids) == kept_it
    assert bool(added.refused) != kept_it
    assert all("大.txt" in words for words in added.refused)


def test_what_cannot_be_kept_keeps_nothing_else_out(database, student, tmp_path):
    files, unreadable = read_files(database, [tmp_path, tmp_path / "没有.pdf", database.file.path])
    assert (files, len(unreadable)) == ([], 3)
    added = attach(
        database, Student, student, [NewFile("a.exe", b"MZ\x00"), NewFile("a.pdf", A), NewFile("空.pdf", b"")]
    )
    assert (len(added.ids), len(added.refused)) == (1, 2)
    assert attach(database, Student, student, [NewFile("b.exe", b"MZ\x00")]).ids == ()


def test_one_content_lies_once_whoever_has_it(database, student):
    with database.transaction("学生") as tx:
        other = tx.insert(Student, factories.student(2))
    attach(database, Student, student, [NewFile("a.pdf", A), NewFile("同样.pdf", A)])
    added = attach(database, Student, other, [NewFile("b.pdf", A)])
    assert (len(kept(database, student)), len(added.ids)) == (1, 1)
    assert attach(database, Student, other, [NewFile("c.pdf", A)]).same == ("c.pdf",)
    assert len(contents.held(database.file.path)) == 1


def test_a_file_of_the_same_name_is_a_newer_version(database, student):
    attach(database, Student, student, [NewFile("协议.pdf", A, "1")])
    attach(database, Student, student, [NewFile("协议.pdf", B, "1"), NewFile("协议.pdf", A + B, "9")])
    found = {(one.kind, one.version): one for one in kept(database, student)}
    assert set(found) == {("1", 1), ("1", 2), ("9", 1)}
    assert found["1", 2].replaces_id == found["1", 1].id
    assert [one.replaced for one in (found["1", 1], found["1", 2], found["9", 1])] == [True, False, False]
    attach(database, Student, student, [NewFile("协议.pdf", B + B, "1")])
    remove(database, found["1", 2])
    left = {one.version: one for one in kept(database, student) if one.kind == "1"}
    assert (set(left), left[3].replaces_id) == ({1, 3}, found["1", 1].id)


def test_a_student_has_one_photo_whatever_the_files_are_called(database, student):
    attach(database, Student, student, [NewFile("张三.jpg", picture("JPEG"), PHOTO)])
    attach(database, Student, student, [NewFile("24010001.jpg", picture("PNG"), PHOTO)])
    with database.reading() as connection:
        assert photos_of(connection, "student", [student])[student].version == 2


def test_what_is_said_of_it_can_be_changed_and_taken_back(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    change(database, kept(database, student)[0], {"kind": "2", "title": "毕业证书", "taken_date": DAY})
    (one,) = kept(database, student)
    assert (one.kind, one.title, one.taken_date) == ("2", "毕业证书", DAY)
    remove(database, one)
    assert kept(database, student) == []
    database.undo()
    assert content_of(database, kept(database, student)[0]) == A


def test_a_record_with_files_is_in_use(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    with pytest.raises(InUse, match="附件"), database.transaction("删") as tx:
        tx.delete(Student, student)
    remove(database, kept(database, student)[0])
    with database.transaction("删") as tx:
        tx.delete(Student, student)
    with pytest.raises(Missing):
        attach(database, Student, student, [NewFile("b.pdf", B)])


def test_ids_of_other_kinds_of_records_are_not_confused(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    assert kept(database, student, "enterprise") == []


@pytest.mark.parametrize(("days", "left"), [(0, 1), (contents.KEPT_DAYS - 1, 1), (contents.KEPT_DAYS, 0)])
def test_an_orphan_goes_a_month_later(database, student, days, left):
    attach(database, Student, student, [NewFile("a.pdf", A), NewFile("b.pdf", B)])
    remove(database, next(one for one in kept(database, student) if one.file_name == "a.pdf"))
    assert sweep(database, DAY) == 0
    sweep(database, DAY + timedelta(days=days))
    assert len(contents.held(database.file.path)) == 1 + left


def test_an_orphan_that_is_wanted_again_stays(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    remove(database, kept(database, student)[0])
    sweep(database, DAY)
    database.undo()
    sweep(database, DAY + timedelta(days=20))
    sweep(database, DAY + timedelta(days=60))
    assert content_of(database, kept(database, student)[0]) == A


def test_only_the_owner_may_read_it(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    file = contents.beside(database.file.path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    if hasattr(os, "geteuid"):
        file.chmod(0o644)
        path = database.file.path
        database.close()
        open_database(path).close()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_backups_share_contents_and_bring_them_back(database, student, tmp_path):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    first = backup(database.engine)
    shared = contents_of(first)
    assert (shared.parent, shared.name) == (folder_of(database.file.path), "office.db.files")
    attach(database, Student, student, [NewFile("b.pdf", B)])
    source = contents.beside(database.file.path)
    assert contents.copy_missing(source, shared, DAY) == 1, "only what was not copied before"
    second = backup(database.engine)
    assert contents_of(second) == shared
    path = database.file.path
    database.close()
    path.unlink()
    source.unlink()
    restore(second, path)
    with closing(open_database(path)) as again:
        assert {one.file_name: content_of(again, one) for one in kept(again, student)} == {"a.pdf": A, "b.pdf": B}
        attach(again, Student, student, [NewFile("c.pdf", A + B)])
    restore(first, path)
    with closing(open_database(path)) as again:
        assert [one.file_name for one in kept(again, student)] == ["a.pdf"]
        assert len(contents.held(path)) == 3, "what is there besides may be wanted again"


def test_a_backup_taken_elsewhere_has_its_contents_beside(database, student, tmp_path):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    there = backup(database.engine, tmp_path / "优盘.db")
    moved = tmp_path / "另一台"
    moved.mkdir()
    for file in (there, contents.beside(there)):
        shutil.move(file, moved / file.name)
    restore(moved / "优盘.db", tmp_path / "新.db")
    with closing(open_database(tmp_path / "新.db")) as again:
        assert content_of(again, kept(again, student)[0]) == A


def test_a_content_that_changed_is_none_and_no_backup_takes_it(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    with closing(connect(contents.beside(database.file.path))) as raw:
        raw.execute("UPDATE attachment_content SET content = ?", (B,))
    assert content_of(database, kept(database, student)[0]) is None
    with pytest.raises(Damaged):
        backup(database.engine)
    folder = folder_of(database.file.path)
    assert [file.name for file in folder.iterdir() if file.suffix == ".db"] == []


def test_a_program_that_was_killed_while_it_wrote_leaves_what_was_there(database, student, tmp_path):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    file = contents.beside(database.file.path)
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom models.database.engine import connect\n"
        "raw = connect(Path(sys.argv[1]))\nraw.execute('PRAGMA cache_size = 1')\nraw.execute('BEGIN IMMEDIATE')\n"
        "for n in range(200):\n"
        "    raw.execute('INSERT INTO attachment_content (sha256, size, content) VALUES (?, 1, ?)', (str(n), b'x' * 9000))\n"
        "raw.execute('UPDATE attachment_content SET size = 0')\nos.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(file)], check=False, cwd=ROOT)
    assert ended.returncode == -9
    assert file.with_name(file.name + "-journal").exists()
    assert content_of(database, kept(database, student)[0]) == A
    assert len(contents.held(database.file.path)) == 1


def test_without_its_file_an_attachment_has_no_content(database, student):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    contents.remove(database.file.path)
    assert content_of(database, kept(database, student)[0]) is None


def test_backups_let_contents_go_that_no_backup_knows(database, student, tmp_path):
    attach(database, Student, student, [NewFile("a.pdf", A)])
    source, target = contents.beside(database.file.path), tmp_path / "x.files"
    contents.copy_missing(source, target, DAY, named=frozenset)
    remove(database, kept(database, student)[0])
    attach(database, Student, student, [NewFile("b.pdf", B)])
    sweep(database, DAY)
    sweep(database, DAY + timedelta(days=40))
    first, nothing = frozenset({contents.digest(A)}), frozenset()
    for days, named, count in (
        (399, nothing, 2), (400, nothing, 2), (401, first, 2), (401, None, 2), (30_000, first, 2), (401, nothing, 1)
    ):  # fmt: skip
        contents.copy_missing(source, target, DAY + timedelta(days=days), named=lambda named=named: named)
        with closing(connect(target)) as raw:
            assert raw.execute("SELECT count(*) FROM attachment_content").fetchone()[0] == count, days


@pytest.mark.parametrize(
    ("kind", "private"),
    [(None, False), ("1", False), (PHOTO, False), ("7", True), ("8", True), ("10", True), ("9", False)],
)
def test_papers_of_identity_bank_and_health_are_not_seen_without_a_reason(database, student, kind, private):
    attach(database, Student, student, [NewFile("张三 正面.pdf", A, kind)])
    (one,) = kept(database, student)
    assert one.is_private is private
    if not private:
        assert content_of(database, one) == A
        return
    with pytest.raises(ValueError, match="file"):
        content_of(database, one, FILE, " ")
    assert content_of(database, one, FILE, "办理保险") == A
    with database.reading() as connection:
        (told,) = disclosures(connection, Student, student)
    label = table("attachment-kind").name(kind)
    assert (told.way, told.reason, told.record_count, told.fields) == (FILE, "办理保险", 1, (label, "张三_正面.pdf"))


def test_what_cannot_be_logged_is_not_shown(tmp_path):
    path = tmp_path / "a.db"
    with closing(open_database(path)) as first:
        with first.transaction("学生") as tx:
            student = tx.insert(Student, factories.student(1))
        attach(first, Student, student, [NewFile("a.pdf", A, "7")])
    with closing(open_database(path, write=False)) as reading, pytest.raises(DatabaseError):
        content_of(reading, kept(reading, student)[0], FILE, "看看")
