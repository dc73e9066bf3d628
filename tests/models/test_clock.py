"""One clock for everything: it can stand still, and nothing asks another."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from models import clock

ROOT = Path(__file__).parents[2]
OWN_CLOCKS = {"models/clock.py", "models/database/instance.py"}  # the lock names the moment a process really began


def test_the_clock_stands_and_goes_on():
    with clock.standing(datetime(2020, 4, 20, 9, 30)):  # noqa: DTZ001 - a wall clock
        assert clock.today() == date(2020, 4, 20)
        assert f"{clock.now():%H:%M}" == "09:30"
        assert clock.now().tzinfo is not None
    assert abs(clock.now() - datetime.now().astimezone()) < timedelta(seconds=5)


def test_nobody_asks_another_clock():
    other = re.compile(r"date\.today\(\)|datetime\.now\(|QDate\.currentDate|QDateTime\.current")
    asking = [
        path.relative_to(ROOT).as_posix()
        for folder in ("models", "desktop")
        for path in (ROOT / folder).rglob("*.py")
        if other.search(path.read_text("utf-8"))
    ]
    assert set(asking) - OWN_CLOCKS == set()
