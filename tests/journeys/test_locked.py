"""The lock of the file: a passphrase is lost, a colleague opens it here and on another computer, the computer is stolen."""

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from models.database import key_files, key_slots, locking, recovery_sheet, users
from models.database.backup import backups_of, folder_of
from models.database.database import open_database
from models.database.location_checks import drafts_of
from tests.journeys import steps
from tests.journeys.clerk import Clerk
from tests.journeys.desk import until

OWN, OTHER, NEW = "spring rain 2026", "correct horse", "another word 2026"
PAPER = recovery_sheet.spelled(bytes(range(16)))
PEOPLE = {"王老师": OWN, "李主任": OTHER}


@pytest.fixture
def locked(database):
    key, day = key_slots.new_key(), date(2026, 9, 1)
    keys = key_slots.new_set(key)
    for name, secret in PEOPLE.items():
        keys = key_slots.with_passphrase(keys, key, name, secret, day)
    locking.lock(database, key_slots.with_sheet(keys, key, "1", bytes(range(16)), day), key)
    key_files.forget()
    return database


def test_a_forgotten_passphrase_is_no_loss_with_the_sheet(desk, locked):
    desk.env["SHUANGYUAN_OPERATOR"] = "王老师"
    clerk = Clerk(desk, locked).start()
    clerk.see("请输入口令")
    steps.unlock(clerk, "not this one")
    clerk.see("口令或恢复纸上的字符不对，没有打开；数据没有改动")
    steps.unlock(clerk, " ".join((*PAPER[:3], "00000", *PAPER[4:])))
    clerk.see("恢复纸第 4 组有误，请照着纸核对")
    steps.unlock(clerk, " ".join(PAPER))
    steps.go_home(clerk)
    have_a_new_one(clerk)
    clerk.press("ctrl+alt+l")
    clerk.see("请输入口令")
    clerk.miss("设置", "label")
    steps.unlock(clerk, OWN)
    clerk.see("口令或恢复纸上的字符不对，没有打开；数据没有改动")
    steps.unlock(clerk, NEW)
    clerk.see("设置", "label")
    clerk.leave()


def have_a_new_one(clerk):
    """The sheet opens what is asked before the passphrase is changed, too."""
    steps.press_in_settings(clerk, "换口令…")
    steps.unlock(clerk, " ".join(PAPER))
    clerk.wait_for_title(re.compile("设置口令.*"))
    steps.new_passphrase(clerk, NEW)
    clerk.see(re.compile(".*王老师.*口令.*"))


@pytest.fixture
def colleagues(locked):
    """Both manage the users of the file, each by the passphrase that opens it."""
    key_files.unlock(locked, OWN)
    with closing(open_database(locked)) as database:
        for name, secret in PEOPLE.items():
            users.add_user(database, name, secret, ["管理员"])
    key_files.forget()
    return locked


def test_a_colleague_opens_the_file_and_a_stick_of_it_opens_on_another_computer(desk, colleagues):
    """Who forgot gets another passphrase of the colleague, and opens with it what the stick brought."""
    clerk = Clerk(desk, colleagues).start()
    clerk.see("能打开的人：王老师、李主任")
    steps.unlock(clerk, OTHER)  # nothing more is asked: the passphrase says who it is
    clerk.see(re.compile("李主任，.*"))
    count = clerk.see(re.compile(r"学生，[\d,]+ 名")).name
    steps.press_in_settings(clerk, "王老师：换口令…")
    steps.new_passphrase(clerk, NEW)
    clerk.see("王老师 的口令已更改")
    steps.press_in_settings(clerk, "立即备份")
    clerk.see(re.compile("已备份到.*"))
    clerk.leave()
    stick = taken_along(desk, colleagues)
    other = on_another_computer(desk)
    other.click(re.compile("恢复备份，.*"), "radio button")
    other.click("下一步：选备份文件")
    steps.give_file(other, stick)
    steps.unlock(other, OWN)
    other.see("口令或恢复纸上的字符不对，没有打开；数据没有改动")
    steps.unlock(other, NEW)
    steps.go_home(other)
    other.see(re.compile("王老师，.*"))
    other.see(count)
    other.leave()


def taken_along(desk, database):
    """The backup on a stick; nothing else is left of the computer it was made on."""
    stick = desk.folder / "usb" / "office.db"
    stick.parent.mkdir()
    shutil.copyfile(backups_of(database)[0].path, stick)
    for left in (*database.parent.glob(f"{database.name}*"), *desk.home.iterdir(), folder_of(database)):
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return stick


def on_another_computer(desk):
    """The program, started there for the first time."""
    clerk = Clerk(desk)
    clerk.env["HOME"] = str(desk.folder / "another")
    (desk.folder / "another").mkdir()
    return clerk.start()


# --- stolen

_CHINESE, _DIGITS = re.compile("[一-鿿]{3,}"), re.compile("[0-9Xx]{11,}")
_LOOKED_FOR = re.compile("[一-鿿]{3,4}|[0-9Xx]{11}|[0-9Xx]{18}")
WRITTEN = ("utf-8", "utf-16-le", "gb18030")


def private_in(path):
    """Names, identity and telephone numbers in a file that is not locked."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute("SELECT name, id_number, phone FROM student").fetchall()
    return {cell for row in rows for cell in row if _LOOKED_FOR.fullmatch(cell or "")}


def told(files, known):
    """What of it can be read in files, written in one of the usual ways, with the file."""
    found = set()
    for file in files:
        raw = file.read_bytes()
        for way in WRITTEN:
            text = raw.decode(way, "ignore")
            runs = {*_CHINESE.findall(text), *_DIGITS.findall(text)}
            parts = {run[n : n + size] for run in runs for size in (3, 4, 11, 18) for n in range(len(run) - size + 1)}
            found |= {(file.name, one) for one in parts & known}
    return found


@pytest.mark.parametrize("way", WRITTEN)
def test_what_is_told_is_found_however_it_is_written(tmp_path, way):
    file = tmp_path / "told"
    words = "备注：张小明 13912345678"
    file.write_bytes(words.encode(way))
    assert {one for _name, one in told([file], {"张小明", "13912345678", "李小红"})} == {"张小明", "13912345678"}


def test_a_computer_stolen_in_the_midst_of_work_tells_nothing(desk, school, locked):
    known = private_in(school)
    assert {one for _name, one in told([school], known)} == known
    clerk = Clerk(desk, locked).start()
    steps.unlock(clerk, OWN)
    steps.go_home(clerk)
    steps.press_in_settings(clerk, "立即备份")
    clerk.see(re.compile("已备份到.*"))
    steps.go_to_list(clerk, "学生")
    clerk.press("ctrl+p")
    clerk.see(re.compile(r"打印 \d+ 页"))
    steps.go_to_list(clerk, "学生")
    clerk.press("Return")
    clerk.focus_on("姓名", "text")
    clerk.press("End")
    clerk.type("13912345678")
    until(lambda: list(drafts_of(locked).glob("*.json")), "the draft")
    clerk.be_robbed()
    files = [one for one in desk.folder.rglob("*") if one.is_file()]
    assert told(files, known | {"13912345678"}) == set()
