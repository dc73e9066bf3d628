"""What is left of the first week is seen in the file, whoever did it and however."""

import pytest

from models.database.founding import found_school
from models.database.printings import Printing, note_printing
from models.database.settings import SAMPLE, sample_on
from models.entities.people import Student
from models.statistics.first_week import PUT_OFF, STEPS, WHOLE, Beside, first_week, with_put_off
from models.words import worded
from tests import factories

DONE_BESIDE = Beside(operator=True, second_place=True, locked=True, rehearsed=True)


def left(database, beside=Beside()):  # noqa: B008 - nothing is changed in it
    with database.reading() as connection:
        found = first_week(connection, beside)
    return None if found is None else [step.key for step in found.left]


def imported(database):
    with database.transaction(worded("导入{label} {count}：{file}", label="学生", count=1, file="一.xlsx")) as tx:
        tx.insert(Student, factories.student(1))


def printed(database):
    note_printing(database, Printing("班级花名册", "", "pdf", "一.pdf", 1, unmasked=False))


def test_everything_is_left_in_an_empty_file(database):
    assert left(database) == [step.key for step in STEPS]


@pytest.mark.parametrize(
    ("key", "do"),
    [
        ("unit", lambda database: found_school(database, "一中", "2025-2026", 1)),
        ("import", imported),
        ("print", printed),
    ],
)
def test_what_the_file_knows_is_done(database, key, do):
    do(database)
    assert key not in left(database)
    assert len(left(database)) == len(STEPS) - 1


@pytest.mark.parametrize(
    ("key", "name"),
    [("operator", "operator"), ("second", "second_place"), ("lock", "locked"), ("rehearse", "rehearsed")],
)
def test_what_is_known_beside_it_is_done(database, key, name):
    assert key not in left(database, Beside(**{name: True}))
    assert len(left(database, Beside(**{name: True}))) == len(STEPS) - 1


def test_nothing_is_told_once_all_is_done(database):
    found_school(database, "一中", "2025-2026", 1)
    imported(database)
    assert left(database, DONE_BESIDE) == ["print"]
    printed(database)
    assert left(database, DONE_BESIDE) is None


def test_typing_is_no_import(database):
    with database.transaction("新建学生") as tx:
        tx.insert(Student, factories.student(1))
    assert "import" in left(database)


def test_what_is_put_off_is_left_out_and_the_whole_goes(database):
    for key in ("lock", WHOLE):
        with database.reading() as connection:
            keys = with_put_off(connection, key)
        database.keep(PUT_OFF, keys)
        assert key == WHOLE or "lock" not in left(database)
    assert left(database) is None


def test_a_sample_has_no_first_week(database):
    database.keep(SAMPLE, sample_on(database.day()))
    assert left(database) is None
