"""Registrations for a term as sheets write them: who is listed without being registered, terms in one column or two."""

import pytest

from desktop.exchange.plan import Action
from models.database.settings import OWN_SCHOOL, put_setting
from models.entities.people import Student
from models.entities.schools import School, Term
from models.entities.status_changes import TermRegistration
from tests.factories import student
from tests.imported import plan

HEAD = "学号,姓名,是否注册,注册日期"


@pytest.fixture
def office(database, tmp_path):
    """Three students and a term; gives what reads lines as a file."""
    with database.transaction("学校") as tx:
        school = tx.insert(School, {"name": "甲校"})
        tx.insert(Term, {"school": school, "academic_year": "2025-2026", "term": 1})
        tx.insert(Term, {"school": tx.insert(School, {"name": "乙校"}), "academic_year": "2025-2026", "term": 1})
        for serial in range(3):
            tx.insert(Student, student(serial, name=f"生{'甲乙丙'[serial]}", school=school))
    with database.transaction("本单位") as tx:
        put_setting(tx.connection, OWN_SCHOOL, school)

    def read(*lines, name="学期注册（2025-2026学年第一学期）"):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines), "utf-8")
        return plan(database, TermRegistration, path)

    return read


FATES = [  # 是否注册, 注册日期 -> what becomes of the row
    ("是", "2025-09-02", Action.INSERT), ("", "2025-09-02", Action.INSERT), ("√", "", Action.INSERT), ("", "", Action.INSERT),
    ("否", "", Action.SKIP), ("未注册", "", Action.SKIP), ("×", "", Action.SKIP), ("未报到", "", Action.SKIP), ("休学", "", Action.SKIP),
    ("", "未报到", Action.SKIP), ("否", "未注册", Action.SKIP), ("否", "2025-09-02", Action.REJECT), ("不详", "", Action.REJECT),
]  # fmt: skip


@pytest.mark.parametrize(("said", "day", "fate"), FATES)
def test_what_becomes_of_a_row(office, said, day, fate):
    made = office(HEAD, "24010000,生甲,是,2025-09-01", f"24010001,生乙,{said},{day}")
    row = (*made.rows, *made.absent)[-1]
    assert (row.number, row.action) == (3, fate), row.errors
    assert len(made.rows) + len(made.absent) == 2
    assert bool(made.notes) is (fate is Action.SKIP)
    assert "skip" not in made.totals()


TERMS = [
    (["学期,学号,姓名,注册日期", "2025-2026学年第一学期,24010000,生甲,2025-09-01"], "名单", []),
    (["学年,学期,学号,姓名,注册日期", "2025-2026,1,24010000,生甲,2025-09-01"], "名单", []),
    (["学年,学期,学号,姓名,注册日期", "2025-2026学年,第一学期,24010000,生甲,2025-09-01"], "名单", []),
    (["学年：2025-2026　学期：第一学期,,", "学号,姓名,注册日期", "24010000,生甲,2025-09-01"], "名单", []),
    (["学年：2025-2026,,,", "学期,学号,姓名,注册日期", "上,24010000,生甲,2025-09-01"], "名单", []),
    (["甲校2025-2026学年第一学期注册表,,", "学号,姓名,注册日期", "24010000,生甲,2025-09-01"], "名单", []),
    (["学号,姓名,注册日期", "24010000,生甲,2025-09-01"], "25-26学年上学期注册", []),
    (["学号,姓名,注册日期", "24010000,生甲,2025-09-01"], "名单", ["required"]),
    (["学期,学号,姓名,注册日期", "2025-2026-2,24010000,生甲,2025-09-01"], "名单", ["unknown-reference"]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "name", "wrong"), TERMS)
def test_the_term_however_it_is_told(office, lines, name, wrong):
    """Every school has such a term: the own one is meant."""
    (row,) = office(*lines, name=name).rows
    assert [error.code for error in row.errors] == wrong
    assert (row.action is Action.INSERT) != bool(wrong)


def test_the_term_is_that_of_the_school_one_is_at(office, database):
    """In the file of an office for many schools, which has none of its own."""
    with database.transaction("学校") as tx:
        school = tx.insert(School, {"name": "丙校"})
        term = tx.insert(Term, {"school": school, "academic_year": "2025-2026", "term": 1})
        tx.insert(Student, student(5, name="生丁", school=school))
        put_setting(tx.connection, OWN_SCHOOL, None)
    rows = office("学号,姓名,注册日期", "24010005,生丁,2025-09-01", "24010000,生甲,2025-09-01").rows
    assert [row.errors for row in rows] == [[], []]
    assert rows[0].written["term"] == term != rows[1].written["term"]
