"""The watch follows every write, however many records there are: what was touched is judged again at once."""

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget

from desktop.ui.home import problem_monitor as watching
from desktop.ui.home.problem_monitor import ProblemMonitor
from models.rules.problems import problems
from models.schema.fields import entity_named
from tests.factories import enterprise, student

STUDENT, ENTERPRISE, PLACEMENT = (entity_named(name) for name in ("student", "enterprise", "placement"))


@pytest.fixture
def watch(qtbot, database, tasks, done, monkeypatch):
    """A watch over more records than it looks through by itself."""
    monkeypatch.setattr(watching, "MOST", 0)
    with database.transaction("准备") as tx:
        tx.insert_many(STUDENT, [student(n) for n in range(1, 5)])
    owner = QWidget()
    qtbot.addWidget(owner)
    made = ProblemMonitor(database, tasks, owner)
    made.look()
    done()
    yield made
    del owner


@pytest.fixture
def write(watch, database, done):
    """Write, and let the watch hear of it as the window does."""

    def act(work):
        with database.transaction("改动") as tx:
            result = work(tx)
        watch.follow(tx.done)
        watch.soon(100)
        done()
        return result

    return act


def broken(watch):
    """What contradicts a rule: (entity, record, code)."""
    return sorted(
        (p.entity.__tablename__, p.record_id, p.complaint.code)
        for p in watch.problems
        if p.record_id is not None and not p.lacking
    )


def really(database, watch):
    found = problems(database, day=watch.day)
    return sorted(
        (p.entity.__tablename__, p.record_id, p.complaint.code)
        for p in found
        if p.record_id is not None and not p.lacking
    )


def test_a_write_is_followed_without_looking_through_everything(watch, write, database, monkeypatch):
    monkeypatch.setattr(watching, "problems", pytest.fail)  # never everything again
    assert watch.count == 0
    key = write(lambda tx: tx.insert(ENTERPRISE, enterprise(1, phone="12")))
    assert watch.count == 1
    assert broken(watch) == really(database, watch) != []
    write(lambda tx: tx.update(ENTERPRISE, key, {"phone": "13000001234"}))
    assert (watch.count, broken(watch)) == (0, [])
    write(lambda tx: tx.update(ENTERPRISE, key, {"phone": "12"}))
    assert watch.count == 1
    write(lambda tx: tx.delete(ENTERPRISE, key))
    assert (watch.count, broken(watch)) == (0, [])


def test_undo_is_followed(watch, write, database, done):
    write(lambda tx: tx.insert(ENTERPRISE, enterprise(1, phone="12")))
    assert watch.count == 1
    watch.follow(database.undo())
    done()
    assert (watch.count, broken(watch)) == (0, [])


def test_what_is_written_to_one_record_is_told_of_those_that_refer_to_it(watch, write, database):
    def place(tx):
        person = tx.insert(STUDENT, student(9))
        firm = tx.insert(ENTERPRISE, enterprise(1))
        start, end = date(2026, 3, 2), date(2026, 8, 31)
        values = {"student": person, "enterprise": firm, "start_date": start, "end_date": end}
        return firm, tx.insert(PLACEMENT, values)

    firm, placement = write(place)
    assert broken(watch) == really(database, watch)
    write(lambda tx: tx.update(ENTERPRISE, firm, {"is_safety_clear": False}))
    assert ("placement", placement, "R-INT-23") in broken(watch)
    assert broken(watch) == really(database, watch)


def test_writes_one_upon_the_other_are_all_followed(watch, database, done):
    for n in (1, 2, 3):
        with database.transaction(f"企业{n}") as tx:
            tx.insert(ENTERPRISE, enterprise(n, phone="12"))
        watch.follow(tx.done)
    for _turn in range(4):
        done()
    assert broken(watch) == really(database, watch)
    assert next(c.count for c in watch.concerns if c.entity is entity_named("contact")) == 3


def test_nothing_is_followed_before_anybody_has_looked(qtbot, database, tasks, done):
    owner = QWidget()
    qtbot.addWidget(owner)
    made = ProblemMonitor(database, tasks, owner)
    with database.transaction("企业") as tx:
        tx.insert(ENTERPRISE, enterprise(1, phone="12"))
    made.follow(tx.done)
    done()
    assert (made.problems, made.count) == (None, None)
