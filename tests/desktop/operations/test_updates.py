"""An announcement of a newer version: read however it was saved, and trusted in nothing."""

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from desktop.operations import updates
from desktop.operations.updates import FILE, LARGEST, LINES, LONGEST, announcement, newest, update_in
from models.version import is_newer, program_version

TOLD = "版本：9.1.0\n日期：2026-11-20\n位置：安装包\n说明：改进导入\n打印更快\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "安装包").mkdir()
    return tmp_path


def written(folder, content):
    (folder / FILE).write_bytes(content)
    return update_in(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_it_is_read_however_it_was_saved(folder, encoding):
    found = written(folder, TOLD.encode(encoding))
    assert (found.version, found.day, found.folder, found.notes) == (
        "9.1.0", date(2026, 11, 20), (folder / "安装包").resolve(), ("改进导入", "打印更快"),
    )  # fmt: skip


def test_what_we_write_ourselves_is_read_back(folder):
    found = written(folder, announcement("9.1.0", date(2026, 11, 20), "安装包", ["改进导入"]))
    assert (found.version, found.notes) == ("9.1.0", ("改进导入",))


@pytest.mark.parametrize(
    "where",
    ["..", "../..", "安装包/../..", "/etc", "C:\\Windows", "\\\\server\\share", "//server/share", "不在", "a\0b", "~"],
)
def test_no_place_outside_its_own_folder_is_meant(folder, where):
    assert written(folder, f"版本: 9.1\n位置: {where}\n".encode()).folder == folder


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_leads_nowhere_else(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (folder / "link").symlink_to(outside)
    assert written(folder, "版本: 9.1\n位置: link\n".encode()).folder == folder
    (outside / "told").write_bytes(TOLD.encode())
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(outside / "told")
    assert update_in(folder) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_a_pipe_keeps_nobody_waiting(folder):
    os.mkfifo(folder / FILE)
    assert update_in(folder) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 100, "版本：新\n".encode(), "版本：1\n".encode(), "版本：9.9.9.9.9\n".encode(), "版本：-9.1\n".encode(),
     "说明：版本：9.1\n".encode(), b"x" * (LARGEST + 1), b"\xff\xfe\x00", "版本：９.１\n".encode()],
)  # fmt: skip
def test_what_is_no_announcement_is_none(folder, content):
    assert written(folder, content) is None


def test_what_a_screen_would_obey_is_left_out(folder):
    found = written(folder, f"版本：9.1\n说明：\u202egnp.exe\x1b[31m\n{'长' * 999}\n".encode() + b"x\n" * 99)
    assert found.notes[0] == "gnp.exe[31m"
    assert len(found.notes) == LINES
    assert len(found.notes[1]) == LONGEST


def test_the_newest_of_several_is_told_and_none_that_is_not_newer(tmp_path):
    folders = []
    for version in ("0.0.9", program_version(), "9.2.0", "9.10.0"):
        folder = tmp_path / version
        folder.mkdir()
        (folder / FILE).write_bytes(announcement(version, date(2026, 1, 1), "", []))
        folders.append(folder)
    assert newest(folders).version == "9.10.0"
    assert newest(folders[:2]) is None
    assert newest([tmp_path / "nowhere"]) is None


@pytest.mark.parametrize(
    ("number", "newer"),
    [("0.1", False), ("0.1.0", False), ("0.1.0.1", True), ("0.2", True), ("0.10.0", True), ("0.0.99", False), ("", False), ("x", False)],
)  # fmt: skip
def test_which_number_is_newer(monkeypatch, number, newer):
    monkeypatch.setattr("models.version.program_version", lambda: "0.1.0")
    assert is_newer(number) is newer


def test_it_is_looked_for_beside_the_database_and_where_disks_begin(monkeypatch):
    monkeypatch.setattr(updates.second_place, "disks", lambda: (Path("/media/stick"),))
    found = list(updates.places(Path("/data/office.db"), Path("/mnt/share/backups")))
    assert found == [Path("/data"), Path("/mnt/share/backups"), Path("/mnt/share"), Path("/media/stick")]
