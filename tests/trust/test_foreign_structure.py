"""What is not ours in a file, or missing from it, is refused on opening and on restoring, by its name (V8, G7)."""

import re
import shlex
import shutil
from contextlib import closing

import pytest

from desktop.cli import main
from models.database import ladder
from models.database.backup import backup
from models.database.database import open_database
from models.database.engine import APPLICATION_ID, connect
from models.database.errors import Altered, Empty, NotAsWritten
from models.database.integrity import verify
from models.database.recovery import restore
from tests.trust.test_rows_against_log import TAMPERED, edit

FOREIGN = {
    "trigger": (
        "CREATE TRIGGER evil AFTER UPDATE ON student BEGIN DELETE FROM placement; END",
        "有不属于本程序的触发器“evil”",
    ),
    "view": ("CREATE VIEW evil AS SELECT * FROM student", "有不属于本程序的视图“evil”"),
    "table": ("CREATE TABLE evil (id INTEGER PRIMARY KEY)", "有不属于本程序的表“evil”"),
    "virtual table": ("CREATE VIRTUAL TABLE evil USING fts5(a)", "有不属于本程序的表“evil”"),
    "column": ("ALTER TABLE student ADD COLUMN evil TEXT", "有不属于本程序的列“student.evil”"),
    "generated column": (
        "ALTER TABLE student ADD COLUMN evil TEXT AS (upper(name))",
        "有不属于本程序的列“student.evil”",
    ),
    "unique index": ("CREATE UNIQUE INDEX evil ON status_change (kind)", "有不属于本程序的索引“evil”"),
    "index on an expression": ("CREATE INDEX evil ON student (upper(name))", "有不属于本程序的索引“evil”"),
    "table gone": ("DROP TABLE waiver", "缺少表“waiver”"),
    "column gone": ("ALTER TABLE waiver DROP COLUMN remark", "缺少列“waiver.remark”"),
    "column renamed": ("ALTER TABLE student RENAME COLUMN phone TO evil", "有不属于本程序的列“student.evil”"),
    "a search that nobody can read": (
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'content=', 'cmntent=') WHERE name = 'search_student'",
        "搜索索引“search_student”的声明已损坏",
    ),
    "cascade": (
        ("CREATE TABLE x AS SELECT * FROM placement_verdict; DROP TABLE placement_verdict; "
        "CREATE TABLE placement_verdict (id BIGINT NOT NULL PRIMARY KEY, placement_id BIGINT NOT NULL REFERENCES placement (id) "
        "ON DELETE CASCADE, occasion TEXT NOT NULL, judged_date DATE NOT NULL, findings TEXT NOT NULL, remark TEXT); "
        "INSERT INTO placement_verdict SELECT * FROM x; DROP TABLE x; "
        "CREATE INDEX ix_placement_verdict_placement_id ON placement_verdict (placement_id)"),
        "表“placement_verdict”与其他表的关联被改过",
    ),
}  # fmt: skip


def altered(path, statements):
    edit(path, *statements.split("; ")) if "TRIGGER" not in statements else edit(path, statements)


@pytest.mark.parametrize(("statement", "words"), FOREIGN.values(), ids=FOREIGN)
def test_it_is_refused_on_opening(lived_in, statement, words):
    altered(lived_in, statement)
    before = lived_in.read_bytes()
    for write in (True, False):
        with pytest.raises(Altered, match=words) as refused:
            open_database(lived_in, write=write)
        assert "文件没有改动；旁边没有它的备份" in refused.value.sentence
    assert lived_in.read_bytes() == before
    assert words in verify(lived_in).sentence


@pytest.mark.parametrize(("statement", "words"), FOREIGN.values(), ids=FOREIGN)
def test_it_is_refused_on_restoring(lived_in, tmp_path, statement, words):
    source = shutil.copy2(lived_in, tmp_path / "备份.db")
    altered(source, statement)
    before = lived_in.read_bytes()
    with pytest.raises(Altered, match=words):
        restore(source, lived_in, anyway=True)
    assert lived_in.read_bytes() == before


def test_every_foreign_structure_is_refused(lived_in_file, tmp_path, record_property):
    refused = 0
    for name, (statement, _words) in FOREIGN.items():
        path = shutil.copy2(lived_in_file, tmp_path / f"{name}.db")
        altered(path, statement)
        try:
            open_database(path).close()
        except Altered:
            refused += 1
    record_property("G7", f"{refused} of {len(FOREIGN)} foreign structures refused")
    assert refused == len(FOREIGN)


def test_a_trigger_that_is_still_in_the_log_is_refused(lived_in, tmp_path):
    """Written and not brought in: only the log beside the file has it."""
    copy = tmp_path / "用着.db"
    with closing(connect(lived_in)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute(FOREIGN["trigger"][0])
        for suffix in ("", "-wal"):
            shutil.copy2(f"{lived_in}{suffix}", f"{copy}{suffix}")
    with pytest.raises(Altered, match="evil"):
        open_database(copy)


def test_an_older_file_with_a_trigger_is_not_upgraded(lived_in):
    edit(lived_in, "DROP TABLE baseline", "UPDATE alembic_version SET version_num = '0026'", "PRAGMA user_version = 26")
    edit(lived_in, FOREIGN["trigger"][0])
    before = lived_in.read_bytes()
    with pytest.raises(Altered, match="evil"):
        open_database(lived_in)
    assert lived_in.read_bytes() == before


def test_an_empty_file_that_says_it_is_ours_replaces_nothing(lived_in, tmp_path):
    source = tmp_path / "空.db"
    edit(source, f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 27")
    before = lived_in.read_bytes()
    with pytest.raises(Empty):
        restore(source, lived_in)
    assert lived_in.read_bytes() == before


def test_a_backup_with_a_wrong_record_is_restored_only_when_asked(lived_in, tmp_path, capsys):
    source = shutil.copy2(lived_in, tmp_path / "备份.db")
    edit(source, *TAMPERED["a phone"][0])
    before = lived_in.read_bytes()
    with pytest.raises(NotAsWritten, match="的联系电话与操作记录第 2 步写下的不同"):
        restore(source, lived_in)
    assert lived_in.read_bytes() == before
    command = ["--database", str(lived_in), "restore", str(source)]
    assert main(command) == 1
    assert "--anyway" in capsys.readouterr().err
    assert main([*command, "--anyway"]) == 0
    assert not verify(lived_in).sound


def test_what_is_said_of_a_wrong_backup_that_nobody_had_looked_into_can_be_typed(lived_in, capsys, monkeypatch):
    with closing(open_database(lived_in)) as database:
        made = backup(database.engine)
    edit(made, *TAMPERED["a phone"][0])
    monkeypatch.setattr(ladder, "ENOUGH", 0)
    command = ["--database", str(lived_in)]
    assert main([*command, "recover", "--restore", "1"]) == 1
    typed = re.search(r"可用 (restore .+ --anyway) 恢复", capsys.readouterr().err)[1]
    assert main([*command, *shlex.split(typed)]) == 0
    assert not verify(lived_in).sound


def test_the_command_names_the_stranger(lived_in, capsys):
    altered(lived_in, FOREIGN["trigger"][0])
    assert main(["--database", str(lived_in), "list", "student"]) == 1
    assert "触发器“evil”" in capsys.readouterr().err
