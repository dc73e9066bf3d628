"""What belongs to the office's own school without anybody saying so, and what a term is called."""

from contextlib import closing

import pytest

from desktop.exchange.applying import apply
from models.database.database import open_database
from models.database.errors import Invalid
from models.database.founding import found_school
from models.database.opening import open_database_file
from models.database.query import Query
from models.database.results import read_all
from models.database.settings import OWN_SCHOOL, has_one_school, own_unit, put_setting, school_name
from models.entities.schools import School, Term
from models.migrations import VERSIONS
from models.schema.fields import entities, entity_named, fields_of
from tests import factories
from tests.desktop.exchange.test_importing import sheet
from tests.imported import plan

STUDENT, GROUP_MEMBER = entity_named("student"), entity_named("group_member")


def schools(database, *names):
    with database.transaction("学校") as tx:
        return tx.insert_many(School, [{"name": name} for name in names])


def values(database, entity, *names):
    with database.reading() as connection:
        return [tuple(row.values[name] for name in names) for row in read_all(connection, Query(entity), names)]


@pytest.mark.parametrize(
    ("names", "chosen", "own", "alone"),
    [((), None, None, False), (("甲校",), None, 0, True), (("甲校", "乙校"), None, None, False),
     (("甲校", "乙校"), 1, 1, False)],
)  # fmt: skip
def test_which_school_is_the_own_one(database, names, chosen, own, alone):
    keys = schools(database, *names)
    with database.transaction("记下") as tx:
        if chosen is not None:
            put_setting(tx.connection, OWN_SCHOOL, keys[chosen])
    with database.reading() as connection:
        assert own_unit(connection) == (None if own is None else keys[own])
        assert school_name(connection) == ("" if own is None else names[own])
        assert has_one_school(connection) is alone


def test_an_own_school_that_is_no_more_owns_nothing(database):
    with database.transaction("记下") as tx:
        put_setting(tx.connection, OWN_SCHOOL, 1)
    with database.reading() as connection:
        assert own_unit(connection) is None


def test_every_school_of_a_record_but_one_body_of_several_is_the_own_one():
    asked = {(e, f.name) for e in entities() for f in fields_of(e) if f.to == "school" and f.stored}
    assert {(e.__tablename__, name) for e, name in asked if not _field(e, name).own_unit} == {
        ("group_member", "school"),
        ("agreement_party", "school"),
    }


def _field(entity, name):
    return next(f for f in fields_of(entity) if f.name == name)


def test_a_new_record_belongs_to_the_only_school_unless_it_names_another(database):
    schools(database, "甲校")
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, factories.student(1))
    (other,) = schools(database, "乙校")
    with database.transaction("学生") as tx:
        tx.insert_many(STUDENT, [factories.student(2), factories.student(3, school=other)])
    assert values(database, STUDENT, "school") == [("甲校",), (None,), ("乙校",)]


def test_a_calendar_without_schools_belongs_to_the_own_one(database, tmp_path):
    schools(database, "甲校")
    head = ["学年", "学期", "开学日期", "结束日期", "注册截止"]
    path = sheet(tmp_path / "校历.xlsx", [head, ["2025-2026学年", "第一学期", "2025-09-01", "2026-01-16", "2025-09-30"],
                                        ["25-26", "下", "2026-03-02", "2026-07-10", None]])  # fmt: skip
    first = plan(database, Term, path)
    assert first.totals() == {"insert": 2, "update": 0, "unchanged": 0, "reject": 0}
    apply(database, first)
    assert values(database, Term, "title", "school") == [("2025-2026-1", "甲校"), ("2025-2026-2", "甲校")]
    assert plan(database, Term, path).totals()["unchanged"] == 2


@pytest.mark.parametrize(
    ("row", "errors"),
    [(["2025-2026学年第一学期", None], []), (["25-26上", "第一学期"], []),
     (["2025-2026-1", "第二学期"], [("term", "format")]), (["2025-2027", 1], [("academic_year", "format")])],
)  # fmt: skip
def test_year_and_term_may_stand_in_one_cell(database, tmp_path, row, errors):
    schools(database, "甲校")
    head = ["学年学期", "开学日期"] if row[1] is None else ["学年学期", "开学日期", "学期"]
    cells = [row[0], "2025-09-01", *(row[1:] if row[1] is not None else ())]
    found = plan(database, Term, sheet(tmp_path / "校历.xlsx", [head, cells]))
    assert [(e.field, e.code) for e in found.rows[0].errors] == errors
    if not errors:
        apply(database, found)
        assert values(database, Term, "title") == [("2025-2026-1",)]


def test_among_several_schools_a_calendar_must_say_which(database, tmp_path):
    schools(database, "甲校", "乙校")
    head = ["学年", "学期", "学校"]
    found = plan(database, Term, sheet(tmp_path / "校历.xlsx", [head, ["2025-2026", 1, ""], ["2025-2026", 1, "乙校"]]))
    assert [[(e.field, e.code) for e in row.errors] for row in found.rows] == [[("school", "required")], []]
    with pytest.raises(Invalid, match="2025-2026"), database.transaction("学期") as tx:
        tx.insert(Term, {"academic_year": "2025-2026", "term": 1})


def test_the_first_term_of_a_new_file_has_its_name(database):
    found_school(database, "甲校", "2026-2027", 1)
    assert values(database, Term, "title", "school") == [("2026-2027-1", "甲校")]


def test_a_file_of_before_keeps_its_students_and_gets_their_graduation(tmp_path):
    """The step after 0002 adds to the students and loses none of what they had."""
    before, path = tmp_path / "versions", tmp_path / "office.db"
    before.mkdir()
    for step in VERSIONS.glob("000[12]_*.py"):
        (before / step.name).write_text(step.read_text(encoding="utf-8"), encoding="utf-8")
    with open_database_file(path, versions=before) as opened, opened.engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO student (id, name, student_number) VALUES (7, '张甲', '24010001')")
        connection.commit()
    with closing(open_database(path, write=True)) as database:
        names = (
            "name",
            "student_number",
            "graduated_date",
            "graduation_result",
            "diploma_number",
            "diploma_received_date",
        )
        assert values(database, STUDENT, *names) == [("张甲", "24010001", None, None, None, None)]
        with database.transaction("毕业") as tx:
            tx.update(STUDENT, 7, {"graduation_result": "1", "diploma_number": "2101220101"})
        assert values(database, STUDENT, "graduation_result", "diploma_number") == [("1", "2101220101")]


def test_a_list_of_graduates_is_read_whole(database, tmp_path):
    head = ["姓名", "身份证号", "原行政班", "毕业时间", "结论", "证书编号", "领取日期"]
    row = ["张甲", factories.identity_number(1), "2022级机电1班", "2025-07-01", "准予毕业", "2101220101", "2025-07-03"]
    found = plan(database, STUDENT, sheet(tmp_path / "毕业生.xlsx", [head, row]))
    assert (found.unused, found.rows[0].errors) == ((), [])
    apply(database, found)
    shown = values(database, STUDENT, "school_class", "graduated_date", "graduation_result", "diploma_number")
    assert [tuple(map(str, row)) for row in shown] == [("2022级机电1班", "2025-07-01", "1", "2101220101")]
