"""What was printed and the schemes of the office: kept beside the data, not in its history."""

import pytest

from models.database import printings as kept
from models.database.history import change_sets
from models.database.printings import Printing, Scheme


def printing(number):
    return Printing("班级花名册", "1 个班级", "print", "Office", number, unmasked=False, job={"report": "class-roster"})


def found(database, read, *given):
    with database.reading() as connection:
        return read(connection, *given)


def test_printings_are_listed_the_latest_first_with_who_and_when(database):
    for number in range(3):
        kept.note_printing(database, printing(number))
    listed = found(database, kept.printings)
    assert [one.pages for one in listed] == [2, 1, 0]
    assert listed[0].user == database.user
    assert listed[0].moment.tzinfo is not None
    assert listed[0].job == {"report": "class-roster"}
    assert found(database, kept.count_printings) == 3
    assert found(database, change_sets) == []


def test_old_printings_are_forgotten(database, monkeypatch):
    monkeypatch.setattr(kept, "KEPT_PRINTINGS", 2)
    for number in range(5):
        kept.note_printing(database, printing(number))
    assert [one.pages for one in found(database, kept.printings)] == [4, 3]


def test_schemes_have_one_name_each(database):
    kept.save_scheme(database, Scheme("甲", "班级花名册", "1 个班级", {"ids": [1]}))
    kept.save_scheme(database, Scheme("甲", "班级花名册", "2 个班级", {"ids": [1, 2]}))
    kept.save_scheme(database, Scheme("乙", "班级花名册", "", {}), instead="甲")
    (scheme,) = found(database, kept.schemes)
    assert (scheme.name, scheme.user) == ("乙", database.user)
    kept.forget_scheme(database, "乙")
    assert found(database, kept.schemes) == []


@pytest.mark.parametrize("name", ["100%", "a_b", "甲/乙", "'"])
def test_names_are_only_names(database, name):
    kept.save_scheme(database, Scheme("旁边的", "", "", {}))
    kept.save_scheme(database, Scheme(name, "", "", {}))
    kept.forget_scheme(database, name)
    assert [scheme.name for scheme in found(database, kept.schemes)] == ["旁边的"]
