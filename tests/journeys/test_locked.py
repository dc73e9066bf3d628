"""A passphrase is lost and the sheet brings the way back; a colleague opens a stick on another computer."""

from datetime import date

import pytest

from models.database import key_files, key_slots, locking, recovery_sheet
from models.database.backup import backup
from tests.journeys.clerk import Clerk

OWN, OTHER, PAPER = "spring rain 2026", "correct horse", recovery_sheet.spelled(bytes(range(16)))


@pytest.fixture
def locked(database):
    key, day = key_slots.new_key(), date(2026, 9, 1)
    keys = key_slots.with_passphrase(key_slots.new_set(key), key, "王老师", OWN, day)
    keys = key_slots.with_passphrase(keys, key, "李主任", OTHER, day)
    locking.lock(database, key_slots.with_sheet(keys, key, "1", bytes(range(16)), day), key)
    key_files.forget()
    return database


def opened(clerk, secret):
    clerk.focus_on("口令或恢复纸")
    clerk.type(secret)
    clerk.press("Return")


def test_a_forgotten_passphrase_is_no_loss_with_the_sheet(desk, locked):
    clerk = Clerk(desk, locked).start()
    clerk.see("请输入口令")
    opened(clerk, "not this one")
    clerk.see("口令或恢复纸上的字符不对，没有打开；数据没有改动")
    opened(clerk, " ".join((*PAPER[:3], "00000", *PAPER[4:])))
    clerk.see("恢复纸第 4 组有误，请照着纸核对")
    opened(clerk, " ".join(PAPER))
    clerk.see("首页", "label")
    clerk.press("ctrl+alt+l")
    clerk.see("请输入口令")
    clerk.miss("首页", "label")
    opened(clerk, OWN)
    clerk.see("首页", "label")
    clerk.leave()


def test_a_colleague_opens_a_backup_from_a_stick_on_another_computer(desk, locked, tmp_path):
    key_files.unlock(locked, OWN)
    stick = backup(locked, tmp_path / "优盘.db")  # one file; each desk has a home of its own, that nobody used before
    key_files.forget()
    assert b"SQLite" not in stick.read_bytes()
    clerk = Clerk(desk, stick).start()
    clerk.see("能打开的人：王老师、李主任")
    opened(clerk, OTHER)
    clerk.see("首页", "label")
    clerk.leave()
