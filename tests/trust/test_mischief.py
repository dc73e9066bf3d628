"""Mischief of the same machine and of workbooks: links, pipes, formulas, and what a report of a fault gives away."""

import csv
import json
import os
import stat
import subprocess
import sys
from contextlib import closing, nullcontext
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from desktop import program_log
from desktop.atomic_file import replacing
from desktop.cli import main
from desktop.exchange import reader
from desktop.exchange.reader import read_workbook
from desktop.exchange.reading.protocol import Sender, message_of
from desktop.exchange.refusal import Refused
from desktop.exchange.writing import export
from desktop.fault_report import report_of
from desktop.program_log import crashes_logged
from desktop.ui.kit.settings import Settings
from models.database import engine, instance
from models.database.database import open_database
from models.database.errors import InUseElsewhere, UnsafeLibrary
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named, field_map
from tests import factories

STUDENT, ENTERPRISE = entity_named("student"), entity_named("enterprise")
posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as POSIX knows them")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "学校.db"


@pytest.fixture
def victim(tmp_path):
    made = tmp_path / "别的文件.txt"
    made.write_text("他人的内容")
    return made


# --- V14: links


@posix
@pytest.mark.parametrize("kind", ["symlink", "dangling", "hard link", "pipe"])
def test_the_lock_is_no_way_to_another_file(path, victim, kind, tmp_path):
    lock = instance.lock_file(path)
    if kind == "hard link":
        os.link(victim, lock)
    elif kind == "pipe":
        os.mkfifo(lock)
    else:
        lock.symlink_to(victim if kind == "symlink" else tmp_path / "没有.txt")
    with closing(open_database(path)):
        with pytest.raises(InUseElsewhere):
            open_database(path)
        assert stat.S_ISREG(lock.lstat().st_mode)
    assert victim.read_text() == "他人的内容"
    assert not (tmp_path / "没有.txt").exists()


@posix
def test_a_lock_that_is_held_is_not_taken_over_because_it_has_a_second_name(path):
    with closing(open_database(path)):
        os.link(instance.lock_file(path), path.with_name("快照.lock"))
        with pytest.raises(InUseElsewhere):
            open_database(path)


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_file_in_the_making_is_no_way_to_another_one(tmp_path, victim, there):
    target = tmp_path / "名单.csv"
    (tmp_path / ".名单.csv.part").symlink_to(victim if there else tmp_path / "没有.txt")
    replacing(target, lambda part: part.write_text("新的"))
    assert (target.read_text(), target.is_symlink()) == ("新的", False)
    assert victim.read_text() == "他人的内容"
    assert not (tmp_path / "没有.txt").exists()


@posix
@pytest.mark.parametrize("name", ["学校.db.creating", "学校.db.part", "学校.db.restoring", "学校.db.upgrading"])
def test_a_working_copy_is_no_way_to_another_file(path, victim, name):
    path.with_name(name).symlink_to(victim)
    open_database(path).close()
    assert victim.read_text() == "他人的内容"
    assert not path.with_name(name).is_symlink()


@posix
def test_settings_of_before_are_no_longer_for_everybody(tmp_path):
    file = tmp_path / "settings.json"
    file.write_text('{"theme": "dark"}')
    file.chmod(0o644)
    assert Settings(file).get("theme") == "dark"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# --- V13: what a spreadsheet would run

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM1",
    "\t=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''＝2",
]


@pytest.fixture
def nasty(path):
    """Enterprises whose names and addresses are formulas."""
    database = open_database(path, installation=1)
    with database.transaction("准备") as tx:
        for nth, text in enumerate(NASTY):
            tx.insert(ENTERPRISE, {"name": f"{text.strip()}厂{nth}", "address": text.strip() + "号"})
    yield database
    database.close()


def cells_of(text):
    return [cell for row in csv.reader(text.splitlines()) for cell in row]


def test_no_list_of_values_begins_with_a_formula(nasty, path, capsys, tmp_path):
    assert main(["--database", str(path), "list", "enterprise", "--format", "csv", "--columns", "name,address"]) == 0
    listed = cells_of(capsys.readouterr().out)
    export(nasty, Query(ENTERPRISE), tmp_path / "企业.csv", ["name", "address"])
    exported = cells_of((tmp_path / "企业.csv").read_text("utf-8-sig"))
    for cells in (listed, exported):
        assert len(cells) > 2 * len(NASTY)
        assert [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))] == []


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_our_own_export_changes_nothing_when_it_comes_back(nasty, path, capsys, tmp_path, suffix):
    target = tmp_path / f"企业{suffix}"
    export(nasty, Query(ENTERPRISE), target, ["name", "address"])
    nasty.close()
    assert main(["--database", str(path), "import", "enterprise", str(target), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["action"], row["errors"]) for row in rows] == [("unchanged", [])] * len(NASTY)


# --- V3, V16: what a report of a fault gives away


NAME, PHONE, PINYIN = "秘密" + "人", "138" + "12345678", "secret" + "name"  # whole in no line of the program


def secrets_in(text):
    return [word for word in (NAME, PHONE, PINYIN) if word in text]


def fault_in_a_row(path):
    with closing(open_database(path)) as database, database.transaction("x") as tx:
        for _twice in range(2):
            tx.connection.exec_driver_sql("INSERT INTO student (id, name, phone) VALUES (1, ?, ?)", (NAME, PHONE))


def test_an_error_of_the_database_holds_no_row(path):
    with pytest.raises(Exception, match="UNIQUE") as told:
        fault_in_a_row(path)
    assert secrets_in(str(told.value)) == []


@pytest.mark.parametrize(
    "error",
    [ValueError(f"invalid literal for int(): '{NAME} {PHONE}'"), KeyError(PINYIN), ValueError(PHONE), TypeError(NAME)],
)  # fmt: skip
def test_a_report_keeps_the_places_and_loses_the_values(error):
    def fail(of, because=None):
        raise of from because

    with pytest.raises(type(error)) as first:
        fail(error)
    with pytest.raises(RuntimeError) as fault:
        fail(RuntimeError(f"then {NAME}"), first.value)
    report = report_of(fault.value)
    assert secrets_in(report) == []
    assert report.count("test_mischief.py") >= 2
    assert type(error).__name__ in report
    assert "RuntimeError" in report


def test_a_fault_on_the_command_line_says_no_value(path, monkeypatch, capsys, caplog):
    from desktop.commands import listing

    monkeypatch.setattr(listing, "_columns", lambda *_given: fault_in_a_row(path))
    caplog.set_level(0)
    assert main(["--database", str(path), "list", "student"]) in (1, 2)
    open_database(path).close()
    assert main(["--database", str(path), "list", "student"]) == 1
    said = capsys.readouterr()
    assert secrets_in(said.out + said.err + caplog.text) == []
    assert "意外" in said.err


def test_a_crash_leaves_its_place_in_a_file_of_ones_own(tmp_path):
    code = (
        "import sys; from pathlib import Path; import faulthandler, ctypes; from desktop.program_log import crashes_logged\n"
        "with crashes_logged(Path(sys.argv[1])): ctypes.string_at(0)"
    )
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path / "设置")], check=False, capture_output=True)
    file = tmp_path / "设置" / program_log.CRASHES
    assert died.returncode != 0
    assert "string_at" in file.read_text("utf-8", "replace")
    assert sys.platform == "win32" or stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.fixture
def no_handler(monkeypatch):
    """Python's own handler belongs to the tests."""
    monkeypatch.setattr(program_log.faulthandler, "is_enabled", lambda: False)
    monkeypatch.setattr(program_log.faulthandler, "enable", lambda _stream: None)
    monkeypatch.setattr(program_log.faulthandler, "disable", lambda: None)


DEATH = f"""Fatal Python error: Segmentation fault

Current thread 0x00007f3c (most recent call first):
  File "/home/{PINYIN}/program/.venv/lib/python3.11/site-packages/PySide6/x.py", line 7 in exec
  File "/home/{PINYIN}/other.py", line 3 in <module>
{NAME} {PHONE} typed below
"""


def test_the_next_start_tells_a_death_once_with_its_places_alone(tmp_path, no_handler):
    file = tmp_path / program_log.CRASHES
    file.write_text(DEATH, "utf-8")
    with crashes_logged(tmp_path) as told:
        assert file.stat().st_size == 0
        assert told.splitlines() == [
            "Fatal Python error: Segmentation fault", "Current thread 0x00007f3c (most recent call first):",
            "  PySide6/x.py:7 exec", "  other.py:3 <module>",
        ]  # fmt: skip
    with crashes_logged(tmp_path) as told:
        assert told == ""


def test_a_link_in_the_place_of_the_crash_file_is_not_written_through(tmp_path, no_handler):
    (tmp_path / "else").write_text("kept", "utf-8")
    (tmp_path / program_log.CRASHES).symlink_to(tmp_path / "else")
    with crashes_logged(tmp_path) as told:
        assert told == ""
    assert (tmp_path / "else").read_text("utf-8") == "kept"
    assert not (tmp_path / program_log.CRASHES).is_symlink()


@pytest.mark.parametrize(
    ("version", "refused"), [((3, 51, 2), True), ((3, 50, 9), True), ((3, 51, 3), False), ((4, 0, 0), False)]
)
def test_a_library_that_may_spoil_a_file_opens_none(path, monkeypatch, version, refused):
    open_database(path).close()
    monkeypatch.setattr(engine.dbapi2, "sqlite_version_info", version)
    with pytest.raises(UnsafeLibrary, match=r"3\.51\.3") if refused else nullcontext():
        open_database(path).close()
        assert not refused


def test_names_are_there_to_be_found(nasty):
    with nasty.reading() as connection:
        names = [row.values["name"] for row in read_all(connection, Query(ENTERPRISE), ["name"])]
    assert len(names) == len(NASTY)
    assert {"name", "address"} <= set(field_map(ENTERPRISE))
    assert factories.student(1)["name"]


# --- V16: the child that reads a workbook

TRIED = """
import os, socket, subprocess, sys, tempfile
from desktop.exchange.reading.confinement import confine_ourselves
here = tempfile.mkdtemp()
kept = open(here + "/kept", "wb", buffering=0)
print("filter", confine_ourselves(), flush=True)

def tell(name, work):
    try:
        work()
        print(name, "done", flush=True)
    except OSError as error:
        print(name, type(error).__name__, flush=True)

tell("network", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
tell("pipe of another", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
tell("program", lambda: subprocess.run(["true"]))
tell("write", lambda: kept.write(b"x"))
tell("read", lambda: open(__import__("os").__file__).read())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the filter is Linux's")
def test_the_child_that_reads_has_no_network_and_starts_nothing(record_property):
    from desktop.exchange.reading import confinement

    if confinement.os.uname().machine not in confinement._CALLS:
        pytest.skip("no filter for this machine")
    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)" + TRIED
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    found = dict(line.rsplit(" ", 1) for line in said.splitlines())
    assert found == {
        "filter": "True", "network": "PermissionError", "pipe of another": "PermissionError", "program": "PermissionError",
        "write": "OSError", "read": "done",
    }  # fmt: skip
    record_property("G12", "reading child on Linux: no network, no other program, no file written")


def test_the_child_is_confined_before_it_looks(tmp_path, monkeypatch):
    """A parser that goes wrong finds the door closed: tried in the real child."""
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def bad(data, name):\n"
        "    socket.socket()\n"
        "    return 'text'\n"
        "import desktop.exchange.reading.kinds as kinds\n"
        "kinds.kind_of = bad\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path.cwd())]))
    sheet = tmp_path / "名单.csv"
    sheet.write_text("姓名,身份证号\n张三,1\n")
    with pytest.raises(Refused) if sys.platform.startswith("linux") else nullcontext():
        read_workbook(sheet)


def test_the_limits_of_the_job_are_as_windows_wants_them():
    from desktop.exchange.reading.confinement import _job_limits

    limits = _job_limits(1 << 30)
    assert len(limits) == 144
    assert limits[112:120] == (1 << 30).to_bytes(8, sys.byteorder)  # ProcessMemoryLimit
    assert limits[40:44] == (1).to_bytes(4, sys.byteorder)  # ActiveProcessLimit


HOSTILE = [
    b"", b"null", b"[]", b"5", b"{}", b"[[]]", b'["rows"]', b'["rows", 2, [], []]', b'["rows", 1, [[0, -1, 5]], []]\na',
    b'["rows", 1, [[0, 999999999, 5]], []]\na', b'["rows", 1, [[7, 0, 5]], []]\na', b'["rows", 1, [], [[0, 0, "eval", ["1"]]]]\na',
    b'["rows", 1, [], [[0, 0, "date", [0, 0, 0]]]]\na', b'["rows", 1, [], [[0, 0, "datetime", [1e400]]]]\na', b'["rows", 1, [], 5]\na',
    b'["rows", -1, [], []]\na', b'["rows", "1", [], []]\na', b'["rows", 1, [], []]\n\xff', b'["sheet"]', b'["sheet", 1, 2]', b'["book", 1]',
    b'["done", 1, 2, 3, 4]', b'["done", [], [], null, "x"]', b'["refused"]', b'["refused", [], []]', b'["end", 1]', b'["exec", "x"]',
    b"[" * 100_000, b"\x80\x04.", b"c\x00", b'["rows", 1, [[0, 0, ' + b"9" * 5000 + b"]], []]\na", "姓名".encode(),
]  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: str(body[:30]))
def test_what_the_child_says_can_only_be_wrong(body):
    """V16: the parent read it with marshal, which trusts every byte."""
    with pytest.raises(ValueError, match=r".*"):
        message_of(body)


def test_what_a_wrong_child_says_is_a_damaged_file(tmp_path, monkeypatch):
    sheet = tmp_path / "名单.csv"
    sheet.write_text("姓名,身份证号\n张三,1\n")
    said = tmp_path / "said"
    code = "import sys, shutil; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer)"
    monkeypatch.setattr(reader, "child_command", lambda _path, _sheet: [sys.executable, "-S", "-c", code, str(said)])
    for body in (HOSTILE[0], HOSTILE[11], b'["refused", "no such reason", ""]'):
        said.write_bytes(len(body).to_bytes(4, "little") + body)
        with pytest.raises(Refused) as told:
            read_workbook(sheet)
        assert told.value.reason == "damaged", body


CELLS = [
    "文字", "a\x1fb", "a\x1eb", "\n", "\ud800", "'", '"', 5, -1, 2.5, 1e22, float("inf"), True, False, None, date(2026, 3, 1),
    datetime(2026, 3, 1, 8, 30, 0, 5),  # noqa: DTZ001 - as cells are
    time(8, 30), timedelta(days=2, seconds=5), 10**20,
]  # fmt: skip


def test_every_cell_comes_over_the_wire_as_it_was():
    said = []
    sender = Sender(said.append)
    rows = [
        CELLS,
        CELLS[::-1],
        [],
        [None, None],
        ["仅文字"],
        ["甲", "乙"],
        [None, 5],
        [5],
        ["x", None, None],
        CELLS[:3],
    ]
    sender.sheet("名单", rows)
    messages = [message_of(body[4:]) for body in said]
    (found,) = [message[1] for message in messages if message[0] == "rows"]
    wanted = []
    for row in rows:
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        wanted.append(tuple(cells))
    assert found == wanted
    assert [list(map(type, row)) for row in found] == [list(map(type, row)) for row in wanted]
