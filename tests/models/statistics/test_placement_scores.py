"""The final score of a placement: given, reckoned from both sides, or unknown."""

from datetime import date
from decimal import Decimal

import pytest

from models.schema.fields import entity_named
from models.statistics.placement_scores import LONG_AGO, Logs, ScoreRow, enterprise_percent, scores
from tests import factories

BEGIN, END = date(2025, 9, 1), date(2026, 2, 28)


def row(firm, school, final):
    given = [None if n is None else Decimal(str(n)) for n in (firm, school, final)]
    return ScoreRow(1, 1, None, "张三", None, None, "单位", None, BEGIN, END, None, None, *given, None)


@pytest.mark.parametrize(
    ("firm", "school", "final", "percent", "told"),
    [
        (90, 80, None, 50, "85"), (90, 80, None, 70, "87"), (90, 85.5, None, 50, "87.8"), (90, 80, 60, 50, "60"),
        (None, 80, None, 50, None), (90, None, None, 50, None), (None, None, 77, 50, "77"), (0, 0, None, 50, "0"),
    ],
)  # fmt: skip
def test_the_final_score(firm, school, final, percent, told):
    found = row(firm, school, final).final(Decimal(percent))
    assert found == (None if told is None else Decimal(told))


@pytest.mark.parametrize(("day", "listed"), [(date(2025, 8, 31), 0), (BEGIN, 1), (END, 1), (date(2026, 8, 31), 1)])
def test_who_had_begun_by_the_day_is_listed(database, day, listed):
    with database.transaction("安置") as tx:
        firm = tx.insert(entity_named("enterprise"), factories.enterprise(1))
        students = tx.insert_many(entity_named("student"), [factories.student(n) for n in (1, 2)])
        stay = {"enterprise": firm, "start_date": BEGIN, "end_date": END}
        first = tx.insert(entity_named("placement"), {**stay, "student": students[0], "status": "3"})
        tx.insert(entity_named("placement"), {**stay, "student": students[1], "status": "2"})
        rows = [("2025-09", 20, 19), ("2025-10", None, 20), ("2025-11", 18, 18)]
        tx.insert_many(entity_named("attendance_month"), [
            {"placement": first, "month": month, "should_days": due and Decimal(due), "actual_days": Decimal(there)}
            for month, due, there in rows
        ])  # fmt: skip
        tx.insert_many(entity_named("weekly_log"), [
            {"placement": first, "week": n, "score": score, "reviewed_date": BEGIN if score else None}
            for n, score in ((1, Decimal(80)), (2, Decimal(85)), (3, None))
        ])  # fmt: skip
    with database.reading() as connection:
        found = scores(connection, day)
        assert enterprise_percent(connection, day) == 50
    assert len(found) == listed
    for one in found:
        assert one.attendance == (38, 37), "a month of which nobody says what was due is left out"
        assert one.logs == Logs(3, 2, Decimal("82.5"))
    assert LONG_AGO < BEGIN
