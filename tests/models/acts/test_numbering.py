"""Numbers given by acts: from where the counter goes on, what is never given again, what was left out."""

import pytest

from models.acts.numbering import Numbering, class_number, facts_of
from models.database.errors import Invalid
from models.entities.numbers import GivenNumber, NumberPattern
from models.entities.people import Student
from models.schema.number_patterns import parse
from models.statistics.numbers import number_runs
from tests import factories


def facts(year=2025, name="2025级数控2班"):
    school_class = {"name": name, "grade_year": year}
    return facts_of(year=year, school_class=school_class, major={"code": "660103"}, school={})


@pytest.fixture
def numbers(database):
    """Students with numbers of 2025, one of them of another kind; one number that was given and is nobody's."""
    with database.transaction("新") as tx:
        for n, number in enumerate(("20250001", "20250003", "20240099", "T2025-77", None)):
            tx.insert(Student, factories.student(n) | {"student_number": number})
        tx.insert(GivenNumber, {"thing": "1", "number": "20250005"})
        tx.insert(NumberPattern, {"thing": "1", "pattern": "{grade}{counter:04}", "reset": "2"})
    return database


def given(database, pattern, reset, *wanted, first=1):
    with database.reading() as connection:
        numbering = Numbering(connection, "1")
        return [numbering.next(parse(pattern), reset, first, one) for one in wanted]


@pytest.mark.parametrize(
    ("pattern", "reset", "first", "numbers_given"),
    [
        ("{grade}{counter:04}", "2", 1, ["20250006", "20250007", "20240100"]),
        ("{grade}{counter:04}", "2", 300, ["20250300", "20250301", "20240300"]),
        ("{grade}{counter:04}", "1", 1, ["20250006", "20250007", "20240100"]),
        ("{grade}{class:02}{counter:02}", "3", 1, ["20250201", "20250202", "20240201"]),
        ("X{counter:02}", "4", 1, ["X01", "X02", "X03"]),
    ],
)
def test_the_counter_goes_on_after_what_stands(numbers, pattern, reset, first, numbers_given):
    wanted = (facts(), facts(), facts(2024, "2024级数控2班"))
    assert given(numbers, pattern, reset, *wanted, first=first) == numbers_given


def test_a_number_somebody_wrote_by_hand_is_left_out(numbers):
    with numbers.transaction("手工") as tx:
        tx.insert(Student, factories.student(9) | {"student_number": "20250201"})
    assert given(numbers, "{grade}{class:02}{counter:02}", "3", facts()) == ["20250202"]


@pytest.mark.parametrize(
    ("name", "code", "number"),
    [
        ("2025级数控2班", None, "2"), ("数控2502班", None, "2"), ("25数控12班", None, "12"), ("数控(3)班", None, "3"),
        ("数控二班", "20250704", "704"), ("数控二班", None, ""), ("数控2025班", None, "2025"),
    ],
)  # fmt: skip
def test_the_number_of_a_class(name, code, number):
    assert class_number({"name": name, "class_code": code, "grade_year": 2025}) == number


def test_gaps_and_numbers_nobody_has(numbers):
    with numbers.reading() as connection:
        runs = number_runs(connection)
    assert [(run.name, run.numbers, run.highest, run.gaps, run.unheld) for run in runs] == [
        ("2024", 1, "20240099", ((1, 98),), ()),
        ("2025", 3, "20250005", ((2, 2), (4, 4)), ("20250005",)),
    ]


def test_numbers_of_another_kind_are_no_part_of_a_run(numbers):
    with numbers.transaction("手工") as tx:
        tx.insert(Student, factories.student(9) | {"student_number": "210122070101162"})
        tx.insert(Student, factories.student(10) | {"student_number": "2025990000"})
    with numbers.reading() as connection:
        runs = number_runs(connection)
    assert [(run.name, run.highest, run.gaps) for run in runs][1:] == [
        ("2025", "2025990000", ((2, 2), (4, 4), (6, 989_999)))
    ]


def test_a_pattern_that_cannot_be_read_is_refused(database):
    with pytest.raises(Invalid, match="序号"), database.transaction("规则") as tx:
        tx.insert(NumberPattern, {"thing": "1", "pattern": "{year}"})
