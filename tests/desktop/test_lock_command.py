"""lock and every other command on a locked file: secrets come from a descriptor, never as an argument."""

import json
import os
import shutil
from dataclasses import replace
from datetime import datetime

import pytest

from desktop.cli import main
from desktop.commands import unlocking
from desktop.drafts.draft_store import DraftFile, DraftPart, DraftStore, StoredDraft
from desktop.operations import locking
from desktop.ui.kit.settings import Settings
from models.database import key_files, recovery_sheet
from tests.locks import forget

SHEET = bytes(range(16))
GROUPS = recovery_sheet.spelled(SHEET)
OWN = "春风桃李 2026"
NEEDLE = "赵钱孙李".encode()


@pytest.fixture(autouse=True)
def known_sheet(cheap_locks, monkeypatch):
    true_sheet = locking.new_sheet
    monkeypatch.setattr(
        unlocking.locking, "new_sheet", lambda path: replace(true_sheet(path), secret=SHEET, asked=(3, 7))
    )


@pytest.fixture
def office(tmp_path, empty_file):
    return shutil.copy(empty_file, tmp_path / "学校.db")


def run(office, *command, typed=()):
    """A command of its own program; what it is asked is answered from a pipe."""
    forget()
    reader, writer = os.pipe()
    os.write(writer, "".join(f"{line}\n" for line in typed).encode())
    os.close(writer)
    try:
        return main(["--database", str(office), "--passphrase-fd", str(reader), *map(str, command)])
    finally:
        os.close(reader)


def locked(office):
    assert run(office, "lock", "on", "--name", "王老师", typed=(OWN, OWN, GROUPS[2], GROUPS[6].lower())) == 0
    return office


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("kurz", "kurz"), "至少 8 个字符"),
        (("aaaaaaaaaaa", "aaaaaaaaaaa"), "太容易猜到"),
        (("password", "password"), "太容易猜到"),
        ((OWN, OWN + "!"), "两次输入的口令不同"),
        ((OWN, OWN, GROUPS[2], GROUPS[5]), "第 7 组与恢复纸上的不同"),
        ((OWN, OWN, GROUPS[2]), "里没有"),
        ((), "里没有"),
    ],
)
def test_without_a_good_passphrase_and_a_sheet_typed_back_there_is_no_lock(office, capsys, typed, said):
    before = office.read_bytes()
    assert run(office, "lock", "on", "--name", "王老师", typed=typed) in (1, 2)
    assert said in capsys.readouterr().err
    assert office.read_bytes()[:16] == before[:16]
    assert not key_files.beside(office).exists()


@pytest.mark.parametrize("secret", [OWN, " ".join(GROUPS)])
def test_every_command_asks_once_and_opens_with_any_secret(office, capsys, secret, tmp_path):
    locked(office)
    for command in (("history",), ("list", "student"), ("check",), ("backup", tmp_path / f"{len(secret)}.db")):
        assert run(office, *command, typed=(secret,)) == 0, command
    assert OWN not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [(("不是它",), 1, "不对"), ((" ".join((*GROUPS[:4], "00000", *GROUPS[5:])),), 1, "第 5 组有误"), ((), 2, "里没有")],
)
def test_who_has_none_gets_nothing(office, capsys, typed, status, said):
    locked(office)
    assert run(office, "list", "student", typed=typed) == status
    assert said in capsys.readouterr().err


def test_without_a_terminal_it_says_how_to_be_asked(office, capsys, monkeypatch):
    locked(office)
    forget()
    monkeypatch.setattr("sys.stdin", None)
    assert main(["--database", str(office), "history"]) == 2
    assert "--passphrase-fd" in capsys.readouterr().err


def test_who_may_open_it_is_added_changed_and_shut_out(office, capsys):
    locked(office)
    assert run(office, "lock", "remove", "--name", "王老师", typed=(OWN,)) == 1  # the only one
    assert run(office, "lock", "remove", "--name", "外人", typed=(OWN,)) == 1
    assert run(office, "lock", "passphrase", "--name", "李主任", typed=(OWN, "correct horse", "correct horse")) == 0
    assert run(office, "lock", "remove", "--name", "王老师", typed=("correct horse",)) == 0
    assert run(office, "history", typed=(OWN,)) == 1
    assert run(office, "lock", "sheet", typed=("correct horse", GROUPS[2], GROUPS[6])) == 0
    assert run(office, "lock", "rekey", typed=(" ".join(GROUPS),)) == 0
    assert run(office, "lock", typed=("correct horse",)) == 0
    said = capsys.readouterr().out
    assert "李主任" in said
    assert "王老师" not in said
    assert run(office, "lock", "on", typed=("correct horse",)) == 1
    assert run(office, "lock", "off", typed=("correct horse",)) == 0
    assert run(office, "history") == 0
    assert run(office, "lock", "off") == 1


def test_a_backup_with_its_own_lock_is_restored_by_its_secret_on_another_computer(office, tmp_path):
    locked(office)
    stick = tmp_path / "usb.db"
    assert run(office, "backup", stick, typed=(OWN,)) == 0
    other = tmp_path / "另一台电脑" / "学校.db"
    other.parent.mkdir()
    shutil.copy(stick, other.parent / "usb.db")
    assert run(other, "restore", other.parent / "usb.db", typed=("不是它",)) == 1
    assert not other.exists()
    assert run(other, "restore", other.parent / "usb.db", typed=(" ".join(GROUPS),)) == 0
    assert run(other, "history", typed=(OWN,)) == 0


def test_the_sheet_is_a_paper(office, tmp_path):
    paper = tmp_path / "恢复纸.txt"
    typed = (OWN, OWN, GROUPS[2], GROUPS[6])
    assert run(office, "lock", "on", "--name", "王老师", "--sheet", paper, typed=typed) == 0
    text = paper.read_text("utf-8")
    assert all(group in text for group in GROUPS)
    assert "保险柜" in text


def test_drafts_and_what_settings_keep_of_records_follow_the_lock(office, tmp_path, qapp):
    store, _file = drafted(office)
    file = tmp_path / "settings.json"
    settings = Settings(file)
    settings.put("palette.recent", [["赵钱孙李", "", "", ""]])
    settings.put("theme", "dark")
    settings.flush()
    texts = [*store.folder.iterdir(), file]
    assert all(NEEDLE in each.read_bytes() for each in texts)
    locked(office)
    run(office, "history", typed=(OWN,))
    settings.lock_with(key_files.data_key(key_files.known_key(office)))
    settings.flush()
    assert not any(NEEDLE in each.read_bytes() for each in texts)
    assert [one.name for one in store.all()] == ["赵钱孙李"]
    again = Settings(file)
    assert (again.get("palette.recent"), again.get("theme")) == ([["赵钱孙李", "", "", ""]], "dark")
    forget()
    assert store.all() == ()
    assert Settings(file).get("palette.recent", []) == []
    assert json.loads(file.read_text())["theme"] == "dark"
    run(office, "lock", "off", typed=(OWN,))
    settings.lock_with(None)
    settings.flush()
    assert all(NEEDLE in each.read_bytes() for each in texts)


def drafted(office):
    """A draft beside the file, and where it lies."""
    store = DraftStore(office)
    draft = StoredDraft("student", None, "赵钱孙李", datetime(2026, 9, 1), 1, DraftPart({"name": "赵钱孙李"}))  # noqa: DTZ001
    store.slot("student", None).write(draft)
    return store, next(store.folder.iterdir())


def unwritable(monkeypatch):
    """No draft can be written any more."""

    def write(_file, _draft, **_given):
        raise OSError(28, "ENOSPC")

    monkeypatch.setattr(DraftFile, "write", write)


@pytest.mark.parametrize(
    ("change", "typed"), [("on", (OWN, OWN, GROUPS[2], GROUPS[6])), ("rekey", (OWN,))], ids=["on", "rekey"]
)
def test_a_draft_that_cannot_follow_makes_no_lock_undone(office, monkeypatch, capsys, change, typed):
    if change == "rekey":
        locked(office)
    drafted(office)
    unwritable(monkeypatch)
    assert run(office, "lock", change, "--name", "王老师", typed=typed) == 0
    assert "下次打开时接着做" in capsys.readouterr().err
    assert key_files.is_locked(office)


def test_drafts_are_open_before_a_lock_is_off_and_locked_where_it_stays_on(office, monkeypatch):
    locked(office)
    run(office, "history", typed=(OWN,))
    store, file = drafted(office)
    assert NEEDLE not in file.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(locking.locking, "take_off", lambda *_given: seen.append(NEEDLE in file.read_bytes()) or 1 / 0)
        seen = []
        assert run(office, "lock", "off", typed=(OWN,)) == 1
    assert seen == [True]
    assert NEEDLE not in file.read_bytes()
    with monkeypatch.context() as broken:
        unwritable(broken)
        assert run(office, "lock", "off", typed=(OWN,)) == 2
    assert key_files.is_locked(office)
    assert [one.name for one in store.all()] == ["赵钱孙李"]


def test_the_auditor_is_appointed_and_marks_by_command(office, capsys):
    own = "签封的口令一二三四"
    steps = (
        (("audit",), (), 0, "没有设审计人"),
        (("audit", "mark"), (own,), 1, "还没有设审计人"),
        (("audit", "appoint", "--name", "周审计"), (own, own + "!"), 1, "两次输入的口令不同"),
        (("audit", "appoint", "--name", "周审计"), (own, own), 0, "钥匙指纹"),
        (("audit", "mark"), ("不是这个口令",), 1, "不是审计人“周审计”的"),
        (("audit", "mark"), (own,), 0, "已签封到记录"),
        (("audit",), (), 0, "最近一次签封"),
        (("check",), (), 0, "共 0 处问题"),
    )
    for command, typed, status, said in steps:
        assert run(office, *command, typed=typed) == status, command
        assert said in "".join(capsys.readouterr()), command
