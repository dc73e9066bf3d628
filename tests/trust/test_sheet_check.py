"""Once a term the program asks whether the recovery sheet is there, never more than once a week, and keeps none of it."""

import shutil
from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from desktop import cli
from desktop.operations import locking
from desktop.operations.locking import Unfit
from models import clock
from models.database import key_slots, recovery_sheet
from models.database.database import open_database
from models.database.errors import WrongSecret
from models.entities.policy import PolicyParameter
from tests.locks import forget

pytestmark = pytest.mark.usefixtures("cheap_locks")

OWN, SECRET = "春风桃李 2026", bytes(range(16))
GROUPS = recovery_sheet.spelled(SECRET)
MADE = datetime(2026, 9, 1, 8).astimezone()


@pytest.fixture
def office(tmp_path, empty_file):
    path = shutil.copy(empty_file, tmp_path / "学校.db")
    with clock.standing(MADE):
        locking.turn_on(path, "王老师", OWN, locking.NewSheet("2026-09-01", SECRET, (1, 2)))
    return path


@pytest.fixture
def database(office):
    with closing(open_database(office)) as opened:
        yield opened


def asked_on(database, days):
    """The days after the sheet was made on which it is asked for, looking every day."""
    found = []
    for day in days:
        with clock.standing(MADE + timedelta(days=day)):
            found += [day] if locking.sheet_to_check(database) is not None else []
    return found


def test_it_is_asked_for_once_a_term_and_then_once_a_week(database):
    assert asked_on(database, range(200)) == [180, 187, 194]


@pytest.mark.parametrize(
    "given", [{"typed": " ".join(GROUPS)}, {"typed": "".join(GROUPS).lower()}, {"place": "校长室保险柜"}]
)
def test_who_found_it_is_left_alone_for_another_term(database, given):
    with clock.standing(MADE + timedelta(days=180)):
        assert locking.confirm_sheet(database, **given)
        known = locking.sheet_of(database)
    assert (known.seen, known.place) == (date(2027, 2, 28), given.get("place", ""))
    assert asked_on(database, (181, 190, 359, 360)) == [360]


def test_how_often_is_a_parameter(database):
    with database.transaction("参数") as tx:
        (key,) = tx.connection.execute(
            PolicyParameter.table().select().where(PolicyParameter.table().c.key == "trust.sheet-check-days")
        ).scalars()
        tx.update(PolicyParameter, key, {"value": 30})
    assert asked_on(database, (29, 30)) == [30]


def test_a_clock_that_was_wrong_does_not_silence_it(database):
    with clock.standing(MADE + timedelta(days=20_000)):
        locking.confirm_sheet(database, place="抽屉")
        assert locking.sheet_to_check(database) is None
    assert asked_on(database, (10,)) == [10]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请照着恢复纸"),
        ({"typed": " ".join(GROUPS[:7])}, "第 8 组"),
        ({"typed": GROUPS[0]}, "第 2、3、4"),
        ({"typed": " ".join((GROUPS[0], "AAAAA", *GROUPS[2:]))}, "第 2 组"),
        ({"place": f"抽屉 {GROUPS[3]}"}, "只写它放在哪里"),
        ({"place": "".join(GROUPS)}, "只写它放在哪里"),
        ({"typed": " ".join(recovery_sheet.spelled(bytes(16)))}, "打不开"),
    ],
)
def test_what_proves_nothing_is_refused_and_nothing_is_kept(database, given, said):
    with pytest.raises((Unfit, WrongSecret), match=said):
        locking.confirm_sheet(database, **given)
    assert locking.sheet_of(database).seen == MADE.date()


def test_another_sheet_begins_anew(database, office):
    locking.confirm_sheet(database, place="抽屉")
    with clock.standing(MADE + timedelta(days=400)):
        locking.set_sheet(office, locking.new_sheet(office))
        assert locking.sheet_of(database).place == ""
        assert locking.sheet_to_check(database) is None


def test_a_file_without_a_lock_and_who_may_not_change_the_lock_are_asked_nothing(
    database, empty_file, tmp_path, monkeypatch
):
    monkeypatch.setattr(type(database), "may", lambda _self, _right: "找管理员")
    assert asked_on(database, (200,)) == []
    monkeypatch.undo()
    with closing(open_database(shutil.copy(empty_file, tmp_path / "无锁.db"))) as plain:
        assert locking.sheet_of(plain) is None
        assert asked_on(plain, (200,)) == []


def test_the_command_takes_groups_or_a_place(office, monkeypatch, capsys):
    def run(answer):
        forget()
        from models.database import key_files

        key_files.unlock(office, OWN)
        monkeypatch.setattr("desktop.commands.unlocking._asking", lambda _fd: lambda _words: answer)
        return cli.main(["--database", str(office), "lock", "check"]), "".join(capsys.readouterr())

    assert run("校长室保险柜") == (0, "已记下恢复纸放在：校长室保险柜\n")
    assert run(" ".join(GROUPS)) == (0, "恢复纸已核对，能打开数据库\n")
    status, said = run(" ".join(GROUPS[:5]))
    assert (status, "第 6、7、8 组" in said) == (1, True)
    assert key_slots.PASSPHRASE
