"""Who did something, as the log keeps it and as people read it."""

import pytest

from models.account import NOBODY
from models.database.history import change_sets
from models.database.operator import logged, signed
from models.schema.fields import entity_named
from tests.factories import student


@pytest.mark.parametrize("user", ["", logged(""), "@root", "@zhang", "root", "Administrator", *sorted(NOBODY)])
def test_an_account_is_no_person(user):
    assert signed(user) == "未署名"


@pytest.mark.parametrize("name", ["王老师", "zhang", "教务处"])
def test_a_name_is_read_as_it_was_given(name):
    assert signed(logged(name)) == name


@pytest.mark.parametrize(("name", "shown"), [("", "未署名"), ("王老师", "王老师")])
def test_the_history_says_who(database, name, shown):
    database.sign(name)
    with database.transaction("加") as tx:
        tx.insert(entity_named("student"), student(1))
    with database.reading() as connection:
        assert change_sets(connection, 1)[0].user == shown
