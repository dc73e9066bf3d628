"""V3, V11: temporary files are in a folder of one's own, and go with the next start, wherever a killed program left them."""

import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from desktop.atomic_file import replacing
from desktop.demo.building import build
from models.database import instance, scratch, swapping
from models.database.database import open_database
from models.database.location import CITY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and modes as POSIX knows them")
MAKING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
from pathlib import Path
from desktop.atomic_file import replacing
from desktop.exchange.writing import workbook

def write(part):
    with workbook(part, constant_memory=True) as book:
        sheet = book.add_worksheet()
        for row in range(20000):
            sheet.write_string(row, 0, f"{row:018}")
        part.write_text("half")
        print("half", flush=True)
        time.sleep(60)

replacing(Path(sys.argv[1]), write)
"""


@pytest.fixture(autouse=True)
def base(tmp_path, monkeypatch):
    """The account's own place, for this test and the programs it starts."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "缓存"))
    return tmp_path / "缓存" / "Shuangyuan" / "scratch"


@contextmanager
def half_made(target):
    """A program in the middle of writing a workbook."""
    with subprocess.Popen([sys.executable, "-c", MAKING, target], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "half\n"
            yield process
        finally:
            process.kill()


def part_of(target):
    return target.with_name(f".{target.name}.part")


def modes(folder):
    return {stat.S_IMODE(p.stat().st_mode) for p in (folder, *folder.rglob("*"))}


def test_temporary_files_are_ones_own(tmp_path, base):
    former = os.umask(0o000)
    try:
        with half_made(tmp_path / "名单.xlsx"):
            kept = [p for p in base.rglob("*") if p.is_file() and p.stat().st_size > 100_000]
            assert kept  # else the test shows nothing: the rows are there
            assert modes(base) <= {0o600, 0o700}
    finally:
        os.umask(former)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_what_a_killed_export_left_goes_with_the_next_start(tmp_path, base, number):
    target = tmp_path / "优盘" / "名单.xlsx"
    target.parent.mkdir()
    with half_made(target) as process:
        open_database(tmp_path / "学校.db").close()  # which sweeps nothing of a program that lives
        assert part_of(target).read_text() == "half"
        process.send_signal(number)
        process.wait(20)
    assert part_of(target).exists() == (number == signal.SIGKILL)
    open_database(tmp_path / "学校.db").close()
    assert not part_of(target).exists()
    assert list(base.iterdir()) == []


def test_one_that_is_made_again_meanwhile_is_left(tmp_path, base):
    target = tmp_path / "名单.xlsx"
    with half_made(target) as process:
        process.kill()
        process.wait()

    def write(part):
        part.write_text("new")
        scratch.sweep()
        assert part.read_text() == "new"

    replacing(target, write)
    assert target.read_text() == "new"


@pytest.mark.parametrize(
    "note", ["", "名单.xlsx", "/etc/passwd", "{folder}/重要.txt", "{folder}/文件夹.part", "{folder}/链接.part", "\0"]
)
def test_nothing_else_is_removed(tmp_path, base, note):
    precious = tmp_path / "重要.txt"
    precious.write_text("重要")
    (tmp_path / "文件夹.part").mkdir()
    (tmp_path / "链接.part").symlink_to(precious)
    left = base / "left"
    left.mkdir(parents=True)
    (left / scratch._NOTE).write_text(note.format(folder=tmp_path))
    scratch.sweep()
    assert not left.exists()
    assert precious.read_text() == "重要"
    assert (tmp_path / "文件夹.part").is_dir()
    assert (tmp_path / "链接.part").is_symlink()


def test_where_there_is_no_place_of_ones_own_it_is_written_all_the_same(tmp_path, base):
    base.parent.mkdir(parents=True)
    base.write_text("not a folder")
    with scratch.folder() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()
    scratch.sweep()


def test_a_sample_that_was_not_finished_goes_with_the_next_start(tmp_path):
    path = tmp_path / "学校.db"
    code = "import sys; from pathlib import Path; from desktop.demo.building import build; build(Path(sys.argv[1]), 'sample')"
    with subprocess.Popen([sys.executable, "-c", code, path]) as process:
        until = time.monotonic() + 60
        while not list(tmp_path.glob(".学校.db.*/学校.db")) and time.monotonic() < until:
            time.sleep(0.01)
        (half,) = tmp_path.glob(".学校.db.*")
        swapping.sweep(path)
        assert half.exists() == instance.is_held(half / path.name)
        process.kill()
    (tmp_path / ".学校.db.笔记").mkdir()
    (tmp_path / ".别校.db.abcdefgh").mkdir()
    open_database(path).close()
    assert {p.name for p in tmp_path.iterdir() if p.is_dir() and p.name.startswith(".")} == {
        ".学校.db.笔记",
        ".别校.db.abcdefgh",
    }
    assert build.__module__ == "desktop.demo.building"
    assert CITY == "sample"
