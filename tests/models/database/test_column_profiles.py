"""Columns an office exports in: kept under a name, refused with a sentence where they cannot be."""

import pytest

from models.database.column_profiles import (
    LONGEST_HEADING,
    LONGEST_NAME,
    ColumnProfile,
    ProfileColumn,
    WrongProfile,
    forget_profile,
    profiles_of,
    save_profile,
)
from models.database.history import change_sets

COLUMNS = (ProfileColumn("考生姓名", "name"), ProfileColumn("性别码", "gender", codes=True), ProfileColumn("备用", ""))


def kept(database, entity="student"):
    with database.reading() as connection:
        return profiles_of(connection, entity)


def test_what_is_kept_comes_back_as_it_was_with_who_and_when(database):
    save_profile(database, ColumnProfile("考点报名", "student", COLUMNS))
    (profile,) = kept(database)
    assert (profile.name, profile.entity, profile.columns) == ("考点报名", "student", COLUMNS)
    assert (profile.user, bool(profile.time)) == (database.user, True)
    with database.reading() as connection:
        assert change_sets(connection) == []


def test_names_are_of_one_list_and_one_each(database):
    for name, entity in (("甲", "student"), ("甲", "placement"), ("乙", "student"), ("甲", "student")):
        save_profile(database, ColumnProfile(name, entity, COLUMNS))
    assert [one.name for one in kept(database)] == ["乙", "甲"]
    assert [one.name for one in kept(database, "placement")] == ["甲"]
    assert kept(database, "stud") == ()
    save_profile(database, ColumnProfile("丙", "student", COLUMNS), instead="甲")
    assert [one.name for one in kept(database)] == ["丙", "乙"]
    forget_profile(database, ColumnProfile("乙", "student", COLUMNS))
    assert [one.name for one in kept(database)] == ["丙"]


@pytest.mark.parametrize(
    ("name", "columns", "words"),
    [
        ("", COLUMNS, "1 至 20 个字"),
        (" 甲", COLUMNS, "1 至 20 个字"),
        ("甲" * (LONGEST_NAME + 1), COLUMNS, "1 至 20 个字"),
        ("甲", (), "至少要有一列"),
        ("甲", (ProfileColumn(" ", "name"),), "第 1 列的表头"),
        ("甲", (*COLUMNS, ProfileColumn("长" * (LONGEST_HEADING + 1), "name")), "第 4 列的表头"),
        ("甲", (*COLUMNS, ProfileColumn("备用", "name")), "“备用”已经有一列"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(database, name, columns, words):
    with pytest.raises(WrongProfile, match=words):
        save_profile(database, ColumnProfile(name, "student", columns))
    assert kept(database) == ()


def test_the_longest_there_may_be_is_kept(database):
    columns = (ProfileColumn("长" * LONGEST_HEADING, "name"),)
    save_profile(database, ColumnProfile("甲" * LONGEST_NAME, "student", columns))
    assert kept(database)[0].columns == columns
