"""A record read for a form: what a new one begins with, what was loaded, who changed it, which is the newest."""

import pytest

from desktop.drafts.child_entities import form_fields
from desktop.drafts.loaded_record import beginning, load, newest, present
from models.database.errors import Conflict
from models.database.settings import OWN_SCHOOL, put_setting
from models.entities.people import FamilyMember, Student
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School
from tests import factories

# the schools there are, which of them is chosen as the office's own, what is given; what a new class begins with
BEGINNINGS = [
    ((), None, {}, {}),
    (("甲校",), None, {}, {"school": "甲校"}),
    (("甲校", "乙校"), None, {}, {}),
    (("甲校", "乙校"), 1, {}, {"school": "乙校"}),
    (("甲校", "乙校"), 1, {"school": "甲校"}, {"school": "甲校"}),
    (("甲校",), None, {"major": "数控"}, {"school": "甲校", "major": "数控"}),
    ((), None, {"grade_year": 2025, "remark": "补录"}, {}),
]


@pytest.mark.parametrize(("schools", "own", "given", "words"), BEGINNINGS)
def test_a_new_record_is_of_the_own_school_and_says_what_is_given(database, schools, own, given, words):
    with database.transaction("准备") as tx:
        keys = {name: tx.insert(School, {"name": name}) for name in schools}
        keys["数控"] = tx.insert(Major, {"name": "数控", "code": "660103"})
        if own is not None:
            put_setting(tx.connection, OWN_SCHOOL, keys[schools[own]])
    begun = beginning(database, form_fields(SchoolClass), {name: keys.get(said, said) for name, said in given.items()})
    assert begun.words == words
    assert begun.values == {name: given.get(name) for name in given if name not in words} | {
        name: keys[word] for name, word in words.items()
    }


def test_what_belongs_to_no_school_begins_empty(database):
    with database.transaction("准备") as tx:
        tx.insert(School, {"name": "甲校"})
    assert beginning(database, form_fields(Major)).values == {}


@pytest.fixture
def student(database):
    with database.transaction("学生") as tx:
        school = tx.insert(School, {"name": "甲校"})
        key = tx.insert(Student, factories.student(1) | {"school": school})
        for position, name in ((2, "张母"), (1, "张父")):
            tx.insert(FamilyMember, {"student": key, "position": position, "name": name})
    return key


def test_a_record_is_loaded_with_words_rows_and_what_follows_its_number(database, student):
    loaded = load(database, Student, student)
    assert (loaded.values["name"], loaded.words["school"]) == ("张乙", "甲校")
    assert loaded.values["major"] is None
    assert loaded.words["major"] == ""
    assert [row.values["name"] for row in loaded.rows["family_member"]] == ["张父", "张母"]
    assert {"gender", "birth_date"} <= loaded.automatic


def test_who_changed_a_record_last_is_told_and_one_that_is_gone_is_a_conflict(database, student):
    with database.transaction("改") as tx:
        tx.update(Student, student, {"remark": "走读"})
    now = present(database, Student, student)
    assert now.loaded.values["remark"] == "走读"
    assert now.by.endswith(f" {tx.done.time:%H:%M}")
    with pytest.raises(Conflict, match="这条学生记录已被删除"):
        present(database, Student, student + 1)


def test_the_newest_but_the_one_at_hand(database, student):
    assert newest(database, Student, student) is None
    assert newest(database, Student, None).values["name"] == "张乙"
    with database.transaction("学生") as tx:
        second = tx.insert(Student, factories.student(2))
    assert newest(database, Student, None).values["name"] == "张丙"
    assert newest(database, Student, second).values["name"] == "张乙"
