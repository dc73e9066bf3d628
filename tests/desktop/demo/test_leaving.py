"""Whom the published sample lost on the way: posted as acts, so that each has a line in the register and a way back."""

from collections import Counter
from contextlib import closing
from datetime import date

import pytest

from desktop.demo import make_sample
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.database import open_database
from models.database.query import Query
from models.database.results import read_all
from models.entities.measures import is_registered
from models.schema.fields import entity_named

FIELDS = {
    "status_change": ("student", "kind", "change_date", "approved_date", "approval_number", "reason", "break_until"),
    "status_period": ("student", "status", "from_date", "until_date", "status_change"),
    "order_class_member": ("student", "leave_date", "leave_reason"),
    "class_membership": ("student", "join_date", "leave_date", "reason"),
    "student": ("graduated_date", "graduation_result", "major"),
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with closing(open_database(tmp_path_factory.mktemp("city") / "office.db")) as opened:
        make_sample(opened, 0.4)
        yield opened


def rows(database, name, day=None):
    with database.reading() as connection:
        return [row.values for row in read_all(connection, Query(entity_named(name), as_of=day), FIELDS[name])]


def test_everybody_whose_status_is_no_longer_that_of_the_beginning_has_an_event(city):
    events = {row["student_id"]: row for row in rows(city, "status_change")}
    periods = [row for row in rows(city, "status_period") if row["status_change_id"] is not None]
    changed = {row["student_id"] for row in periods}
    assert changed == {key for key, row in events.items() if row["kind"] != "23"}
    assert {row["status"] for row in periods} == {"02", "03", "07"}
    assert {row["status"] for row in rows(city, "status_period") if row["status_change_id"] is None} == {"01"}
    assert set(Counter(row["kind"] for row in events.values())) == {"11", "23", "31", "60"}
    assert all(row["approval_number"] and row["approved_date"] and row["reason"] for row in events.values())


def test_what_an_event_ended_was_ended_on_its_day(city):
    events = {row["student_id"]: row for row in rows(city, "status_change")}
    left = {row["student_id"]: row for row in rows(city, "order_class_member") if row["leave_date"] is not None}
    wanted = {"11": ("6",), "31": ("6",), "60": ("1", "2"), "23": ("5",)}
    for key, event in events.items():
        assert left[key]["leave_date"] == event["change_date"]
        assert left[key]["leave_reason"] in wanted[event["kind"]]
    moved = [row for row in rows(city, "class_membership") if row["reason"] == "3"]
    assert {row["student_id"] for row in moved} == {key for key, row in events.items() if row["kind"] == "23"}


def test_nobody_is_still_away_when_the_break_is_over(city):
    away = [row for row in rows(city, "status_change") if row["kind"] == "11"]
    assert away
    assert all(row["break_until"] >= date(2020, 8, 31) > row["change_date"] for row in away)


def test_who_left_counts_before_that_day_and_not_after(city):
    query = Query(entity_named("status_change"))
    with city.reading() as connection:
        first = next(row for row in read_all(connection, query, FIELDS["status_change"]) if row.values["kind"] == "31")
        table = entity_named("student").table()
        key, day = first.values["student_id"], first.values["change_date"]

        def counts(at):
            return connection.execute(table.select().where(table.c.id == key, is_registered(at, table))).first()

        assert counts(day.replace(day=1) if day.day > 1 else date(2017, 10, 1)) is not None
        assert counts(day) is None


def test_an_event_of_the_sample_can_be_reversed(city):
    with city.reading() as connection:
        event = next(
            r
            for r in read_all(connection, Query(entity_named("status_change")), ("kind", "student"))
            if r.values["kind"] == "31"
        )
        made = plan(
            connection,
            act_named("reverse"),
            [event.id],
            {"reversed_date": date(2020, 4, 20), "reversed_reason": "办错"},
        )
    assert not made.refused
    before = len([row for row in rows(city, "order_class_member") if row["leave_date"] is None])
    with city.transaction("冲回") as tx:
        apply(tx, made)
    assert len([row for row in rows(city, "order_class_member") if row["leave_date"] is None]) == before + 1
    city.undo()
