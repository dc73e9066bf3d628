"""Backups in spite of a wrong clock: judged by acts, a date only where it can be believed."""

import shutil
from datetime import datetime, timedelta

import pytest

from models import clock
from models.database import backup as backups
from models.database.audit_chain import anchor
from models.database.database import open_database
from models.entities.schools import School

MONDAY = datetime(2026, 3, 2, 8).astimezone()


@pytest.fixture
def database(tmp_path):
    made = open_database(tmp_path / "office.db")
    yield made
    made.close()


def act(database, at):
    with clock.standing(at), database.transaction("一步") as tx:
        tx.insert(School, {"name": f"{at:%Y%m%d%H%M%S}校"})


def look(database, at):
    """What the window does once an hour; whether a backup was made."""
    path = database.file.path
    with clock.standing(at):
        with database.reading() as connection:
            due = backups.is_due(connection, backups.backups_of(path), at)
        if due:
            backups.backup(database.engine)
    return due


def days_with_backup(database, days):
    made = 0
    for day in days:
        act(database, day)
        made += look(database, day + timedelta(minutes=1))
        assert not look(database, day + timedelta(hours=1))
    return made


def test_one_a_day(database):
    assert not look(database, MONDAY)  # nothing was ever done
    assert days_with_backup(database, [MONDAY + timedelta(days=n) for n in range(5)]) == 5
    assert not look(database, MONDAY + timedelta(days=9))  # nothing since


@pytest.mark.parametrize("years", [-10, -1, 1, 73])
def test_a_day_under_a_wrong_clock_stops_none_that_follow(database, years):
    before = [MONDAY + timedelta(days=n) for n in range(3)]
    wrong = MONDAY.replace(year=MONDAY.year + years)
    after = [MONDAY + timedelta(days=n) for n in range(3, 15)]
    assert days_with_backup(database, before) == 3
    act(database, wrong)
    assert look(database, wrong + timedelta(minutes=1))
    for day in after:
        act(database, day)
        assert look(database, day + timedelta(minutes=1))


@pytest.mark.parametrize("years", [-10, -1])
def test_a_clock_set_back_for_good_stops_none_either_and_they_stay(database, years):
    assert days_with_backup(database, [MONDAY + timedelta(days=n) for n in range(20)]) == 20
    back = MONDAY.replace(year=MONDAY.year + years)
    for n in range(6):
        day = back + timedelta(days=n)
        act(database, day)
        assert look(database, day + timedelta(minutes=1))
        newest = backups.backups_of(database.file.path)[0]
        assert newest.time.date() == day.date()  # neither cleared away at once nor called old


def test_a_clock_that_begins_at_the_same_hour_every_morning(database):
    """A flat battery: each start is the first of January, 00:00."""
    start = datetime(2020, 1, 1).astimezone()
    for day in range(5):
        if day:
            assert look(
                database, start + timedelta(minutes=1)
            )  # what was done yesterday, whose hours are still to come
        act(database, start + timedelta(hours=4, minutes=day))


def test_one_from_the_future_is_told_and_does_not_count(database, tmp_path):
    act(database, MONDAY)
    made = backups.backup(database.engine)
    strange = made.with_name("office 2031-01-01 080000.db")
    shutil.move(made, strange)
    found = backups.backups_of(database.file.path)
    assert [info.path for info in backups.dated_ahead(found, MONDAY)] == [strange]
    act(database, MONDAY + timedelta(hours=1))
    assert look(database, MONDAY + timedelta(hours=2))
    assert not look(database, MONDAY + timedelta(hours=3))
    assert backups.backups_of(database.file.path)[0].path != strange  # it holds fewer acts
    assert strange.exists()


def test_after_an_older_file_came_back_the_new_ones_stay_and_are_named(database):
    from models.database.recovery import restore

    path = database.file.path
    days = [MONDAY + timedelta(days=n) for n in range(20)]
    assert days_with_backup(database, days[:1]) == 1
    first = backups.backups_of(path)[0].path
    first = shutil.copy(first, path.with_name("旧.db"))
    assert days_with_backup(database, days[1:]) == 19
    database.close()
    with clock.standing(days[-1] + timedelta(hours=2)):
        restore(path.with_name("旧.db"), path)
    again = open_database(path, create=False)
    try:
        later = days[-1] + timedelta(days=1)
        act(again, later)
        assert look(again, later + timedelta(minutes=1))
        with again.reading() as connection:
            own = backups.of_this_history(connection, backups.backups_of(path))
        assert {info.act for info in own} <= {1, 2}  # not the twenty of the history that was given up
        assert own[0].time.date() == later.date()
    finally:
        again.close()
        database.file = None


def test_the_name_is_an_anchor_of_what_is_inside(database):
    act(database, MONDAY)
    act(database, MONDAY + timedelta(hours=1))
    with clock.standing(MONDAY + timedelta(hours=2)):
        made = [backups.backup(database.engine) for _again in range(2)]
    with database.reading() as connection:
        there = anchor(connection)
    assert there.number == 2
    assert made[0].name == f"office 2026-03-02 100000 {there}.db"
    assert made[1].name == f"office 2026-03-02 100000 {there}-2.db"
    for info in backups.backups_of(database.file.path):
        assert (info.act, info.seal) == (2, there.seal[:6])
        assert backups.last_act(info.path) == there
    made[0].write_bytes(b"")
    assert [info.act for info in backups.backups_of(database.file.path)] == [2, backups.UNREADABLE]


def test_one_with_another_seal_is_of_another_history(database):
    act(database, MONDAY)
    made = backups.backup(database.engine)
    shutil.move(made, made.with_name(f"{made.stem[:-6]}000000.db"))
    with database.reading() as connection:
        assert backups.of_this_history(connection, backups.backups_of(database.file.path)) == ()
