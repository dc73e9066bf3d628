"""One clock for everything: it can stand still, and nothing asks another."""

import os
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models import clock
from models.database import settings

ROOT = Path(__file__).parents[2]
# The lock names the moment a process really began; the clock itself is held against another.
OWN_CLOCKS = {"models/clock.py", "models/database/instance.py", "tests/models/test_clock.py"}


def test_the_clock_stands_and_goes_on():
    with clock.standing(datetime(2020, 4, 20, 9, 30)):  # noqa: DTZ001 - a wall clock
        assert clock.today() == date(2020, 4, 20)
        assert f"{clock.now():%H:%M}" == "09:30"
        assert clock.now().tzinfo is not None
    assert abs(clock.now() - datetime.now().astimezone()) < timedelta(seconds=5)


def test_the_environment_sets_the_day_and_not_the_time(monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, "2026-08-31")
    assert clock.today() == date(2026, 8, 31)
    assert abs(clock.now() - datetime.now().astimezone()) < timedelta(seconds=5)  # what is logged tells when it was
    with clock.standing(datetime(2020, 4, 20, 9, 30)):  # noqa: DTZ001 - a wall clock
        assert clock.today() == date(2020, 4, 20)


def test_the_day_set_wins_over_that_of_the_sample_school(database, monkeypatch):
    database.keep(settings.SAMPLE, True)
    monkeypatch.setenv(clock.VARIABLE, "2019-11-04")
    assert database.day() == date(2019, 11, 4)
    monkeypatch.delenv(clock.VARIABLE)
    assert database.day() == settings.SAMPLE_DAY


@pytest.mark.parametrize("text", ["2026-02-30", "31.8.2026", "20260831", "2026-8-31", "今天", "2026-08-31T00:00"])
def test_what_is_no_day_is_refused(text, monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, text)
    with pytest.raises(clock.WrongDay, match="SHUANGYUAN_TODAY"):
        clock.today()


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_set_is_the_day_on_the_wall(text, monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, text)
    assert clock.told() is None


def test_a_run_stays_on_the_day_it_began():
    assert clock.today() == date.fromisoformat(os.environ["SHUANGYUAN_TEST_DAY"])


def test_nobody_asks_another_clock():
    other = re.compile(r"date\.today\(\)|datetime\.now\(|QDate\.currentDate|QDateTime\.current")
    asking = [
        path.relative_to(ROOT).as_posix()
        for folder in ("models", "desktop", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if other.search(path.read_text("utf-8"))
    ]
    assert set(asking) - OWN_CLOCKS == set()
