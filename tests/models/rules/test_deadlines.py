"""By when what is wrong has to be mended."""

from datetime import date, timedelta

import pytest

from models.rules.deadlines import due_of_span, nearest, over
from models.schema.fields import entity_named
from tests.factories import agreed, student

DAY = date(2026, 5, 4)
ORDER_CLASS, STUDENT = entity_named("order_class"), entity_named("student")


@pytest.mark.parametrize(
    ("begin", "end", "due"),
    [
        (date(2026, 5, 5), date(2026, 9, 1), date(2026, 5, 5)),  # before it begins
        (DAY, date(2026, 9, 1), DAY),
        (date(2026, 5, 3), date(2026, 9, 1), DAY),  # while it runs
        (date(2026, 5, 3), DAY, DAY),  # its last day
        (date(2026, 1, 3), date(2026, 5, 3), None),  # over
        (date(2026, 5, 3), None, DAY),
        (None, None, DAY),
    ],
)
def test_what_lasts(begin, end, due):
    assert due_of_span(begin, end, DAY) == due


def test_of_several_records_the_nearest_day_counts_and_days_gone_by_press_nobody(database):
    with database.transaction("准备") as tx:
        keys = [
            tx.insert(
                ORDER_CLASS,
                {"name": f"班{n}", "form_date": date(2025, 9, 1), "agreement": agreed(tx, until, f"XY-{n}")},
            )
            for n, until in enumerate((date(2026, 5, 3), date(2026, 6, 1), date(2026, 5, 20)))
        ]
        person = tx.insert(STUDENT, student(1))
    with database.reading() as connection:
        assert nearest(connection, ORDER_CLASS, keys, DAY) == date(2026, 5, 20)
        assert nearest(connection, ORDER_CLASS, keys[:1], DAY) is None
        assert nearest(connection, STUDENT, [person], DAY) is None


@pytest.mark.parametrize(("ends", "gone"), [(-1, True), (0, False), (1, False), (None, False)])
def test_what_has_ended_is_over(database, ends, gone):
    last = None if ends is None else DAY + timedelta(days=ends)
    with database.transaction("准备") as tx:
        key = tx.insert(ORDER_CLASS, {"name": "甲班", "end_date": last})
        person = tx.insert(STUDENT, student(1))
    with database.reading() as connection:
        assert over(connection, ORDER_CLASS, [key], DAY) == ({key} if gone else set())
        assert over(connection, STUDENT, [person], DAY) == set()
