"""G6: a backup of every working day, whatever the clock says, and what it costs."""

import os
import random
import shutil
from datetime import datetime, timedelta
from time import perf_counter

import pytest

from desktop.demo import make_sample
from models import clock
from models.database import backup as backups
from models.database import integrity
from models.database.database import open_database
from models.entities.people import Student
from models.entities.schools import School
from tests import factories
from tests.speed.timing import worked

MONDAY = datetime(2026, 3, 2, 8).astimezone()
DAYS, FEW = 60, 18  # working days in all, and those that are tried every time
WRONG = range(6, 10)  # the days of a week under a wrong clock
MOST_KEPT = 60
MOST = 4.0  # times what copying the file and bringing it to the disk takes


def true_days():
    return [MONDAY + timedelta(days=n) for n in range(DAYS)]


def jumping(years):
    return [day.replace(year=day.year + years) if n in WRONG else day for n, day in enumerate(true_days())]


def set_for_good(years):
    return [day.replace(year=day.year + years) if n >= 8 else day for n, day in enumerate(true_days())]


def flat_battery():
    """Each start is the first of January of 2020, a few minutes earlier or later."""
    chance = random.Random(20260302)
    return [datetime(2020, 1, 1, 0, chance.randrange(59)).astimezone() for _day in range(DAYS)]


def at_random():
    chance = random.Random(7)
    return [MONDAY + timedelta(days=chance.randrange(-3650, 3650), hours=chance.randrange(9)) for _day in range(DAYS)]


def with_holidays():
    return [
        day + timedelta(days=60 if n >= 10 else 0) + timedelta(days=2 * (n // 5)) for n, day in enumerate(true_days())
    ]


CLOCKS = {
    "right": true_days(), "+10 years for a week": jumping(10), "-10 years for a week": jumping(-10),
    "+10 years for good": set_for_good(10), "-10 years for good": set_for_good(-10), "a flat battery": flat_battery(),
    "anything": at_random(), "holidays": with_holidays(),
}  # fmt: skip


def act(database, number):
    with database.transaction("一步") as tx:
        tx.insert(School, {"name": f"第{number}校"})


def look(database, *, begun=False):
    """What the window does a minute after the start (`begun`) and every hour; whether a backup was made."""
    path = database.file.path
    with database.reading() as connection:
        due = backups.is_due(connection, backups.backups_of(path), clock.now(), begun=begun)
    if due:
        made = backups.backup(database.engine, verified_next=True)
        backups.clear_old(path, made)
    return due


@pytest.mark.parametrize("name", CLOCKS)
def test_every_working_day_has_its_backup(tmp_path, name, whole, record_property):
    """What a day was worked on is in a backup by the next morning: never more than one day is at stake."""
    path, days, good = tmp_path / "office.db", CLOCKS[name][: DAYS if whole else FEW], 0
    database = open_database(path)
    for number, day in enumerate(days, 1):
        with clock.standing(day):
            look(database, begun=True)
        with clock.standing(day + timedelta(minutes=1)):
            act(database, number)
        with clock.standing(day + timedelta(hours=1)):
            look(database)
        if number % 7 == 0:  # killed while a backup was made
            folder = backups.folder_of(path)
            shutil.copy(path, folder / f"office 2026-01-01 00000{number % 10}.db.part")
            database.close()
            database = open_database(path)
            assert not list(folder.glob("*.part"))
        found = backups.backups_of(path)
        good += bool(found) and found[0].act >= number - 1
    with clock.standing(days[-1] + timedelta(hours=2)):
        look(database, begun=True)
    found = backups.backups_of(path)
    database.close()
    record_property("G6", f"{name}: {good} of {len(days)} working days, {len(found)} backups kept")
    assert integrity.verify(found[0].path).sound
    assert (good, found[0].act) == (len(days), len(days))
    assert 5 <= len(found) <= MOST_KEPT


def test_older_ones_stay_spread_over_the_time(tmp_path, whole):
    if not whole:
        pytest.skip("two hundred backups; the rule itself is tried in test_backup")
    database = open_database(tmp_path / "office.db")
    for number, day in enumerate([MONDAY + timedelta(days=n) for n in range(0, 400, 2)]):
        with clock.standing(day):
            act(database, number)
            look(database)
    acts = [info.act for info in backups.backups_of(tmp_path / "office.db")]
    database.close()
    assert acts[0] == 200
    assert acts[-1] <= 15  # of the first month
    assert len(acts) < 40


def test_the_cost_of_a_backup(tmp_path, whole, record_property):
    """The copy that is there and on the disk; it is looked through and compared with its log next, in the background."""
    path = tmp_path / "office.db"
    database = open_database(path)
    if whole:
        make_sample(database, 1.0)
    else:
        with database.transaction("录入") as tx:
            for number in range(3_000):
                tx.insert(Student, factories.student(number))
    database.close()

    def copied():
        shutil.copyfile(path, tmp_path / "copy")
        handle = os.open(tmp_path / "copy", os.O_RDWR)
        os.fsync(handle)
        os.close(handle)

    def backed_up():
        backups.backup(path, tmp_path / "backup.db", overwrite=True, verified_next=True)

    # the least of each, one after the other: waiting for a disk that others use too is no cost of a backup
    taken = [[worked(work, 1) for work in (copied, backed_up)] for _again in range(7)]
    (copying, floor), (working, cost) = (tuple(map(min, zip(*one, strict=True))) for one in zip(*taken, strict=True))
    size, begun = path.stat().st_size / 1e6, perf_counter()
    assert integrity.verify(tmp_path / "backup.db").sound
    words = f"backup of {size:.0f} MB: ×{cost / floor:.1f} of copy and fsync ({cost:.2f} s; the processor worked {working * 1e3:.0f} ms, {copying * 1e3:.0f} for a copy)"
    record_property("G6", f"{words}, then looked through in {perf_counter() - begun:.1f} s")
    assert cost < max(
        MOST * floor, 0.3 + size / 40
    )  # s: a disk of memory makes the floor nothing, a small file is all overhead
