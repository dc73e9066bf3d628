"""Persons made on request are compared with those there are as new ones of a list of students are, before anything is written."""

import pytest

from desktop.exchange.applying import apply
from models.database.founding import found_school
from models.schema.fields import entity_named
from tests.factories import identity_number
from tests.imported import plan

ONE, OTHER = identity_number(1), identity_number(1, gender="2")  # born on one day


@pytest.fixture
def office(database, tmp_path):
    def run(kind, *lines, make=()):
        path = tmp_path / "名单.csv"
        path.write_text("\n".join(lines), "utf-8")
        return plan(database, entity_named(kind), path, make=frozenset(make))

    gone = f"张乙,{identity_number(2)},2,毕业,2025-07-01"
    apply(database, run("student", "姓名,身份证号,学号,学籍状态,毕业日期", f"张甲,{ONE},1,在读,", gone))
    return run


CASES = {
    "same name and birthday": ((f"张甲,{OTHER},11",), [("name", "与库中的“张甲”很像，请核对是不是同一个")]),
    "a number that was another's": (
        (f"李乙,{identity_number(3)},2",), [("student_number", "学号“2”以前是学生“张乙”的，请核对是不是同一个")]
    ),
    "twice in the file": (
        (f"王丙,{identity_number(4)},12", f"王丙,{identity_number(4, gender='2')},13"),
        [("name", "与 名单 第 2 行很像，请核对是不是同一个")],
    ),
    "another name": ((f"张丁,{OTHER},11",), []),
    "another birthday": ((f"张甲,{identity_number(9)},11",), []),
}  # fmt: skip


def likely(made):
    return [(e.field, e.message) for row in made.rows for e in row.warnings if e.code == "likely-same"]


@pytest.mark.parametrize(("people", "doubts"), CASES.values(), ids=CASES)
def test_who_is_made_on_the_way_is_compared_as_who_is_imported(office, people, doubts):
    stays = [f"{person},甲厂,2026-03-01,2026-05-01" for person in people]
    made = office("placement", "姓名,身份证号,学号,实习单位,开始日期,结束日期", *stays, make=["student"])
    assert made.totals()["insert"] == len(people)
    assert likely(made) == doubts
    assert likely(office("student", "姓名,身份证号,学号", *people)) == doubts
    unmade = office("placement", "姓名,身份证号,学号,实习单位,开始日期,结束日期", *stays)
    assert likely(unmade) == []


def test_one_digit_of_the_number_is_enough(database, office):
    """The number of a document that is no resident card says nothing of the birthday."""
    passport = "姓名,证件类型,证件号码,性别,出生日期"
    apply(database, office("student", passport, "安娜,护照,E12345678,女,2008-01-01"))
    for number, same in (("E12345679", True), ("E12345778", True), ("E12346679", False)):
        made = office("student", passport, f"安娜,护照,{number},女,2008-02-02")
        assert bool(likely(made)) is same, number


UNITS = {  # what was done with the office's own school before, the schools of the sheet, those doubted
    "another name": ([], ["海城市第一职业学校"], ["海城市第一职业学校"]),
    "the same name": ([], ["示例职业学校"], []),
    "a list of several": ([], ["示例职业学校", "海城市第一职业学校"], ["海城市第一职业学校"]),
    "its record was filled in": ([{"phone": "024-12345678"}], ["海城市第一职业学校"], []),
    "no school was founded": (None, ["海城市第一职业学校"], []),
}


@pytest.mark.parametrize(("written", "names", "doubted"), UNITS.values(), ids=UNITS)
def test_a_first_list_of_schools_by_another_name_is_not_taken_for_another_school(
    database, office, written, names, doubted
):
    if written is not None:
        found_school(database, "示例职业学校", "2025-2026", 1)
    for values in written or ():
        with database.transaction("填写") as tx:
            (key,) = tx.connection.execute(entity_named("school").table().select()).scalars()
            tx.update(entity_named("school"), key, values)
    made = office("school", "学校名称,简称,电话", *(f"{name},,024-22345678" for name in names))
    told = {row.values["name"]: [e.message for e in row.warnings if e.code == "another-unit"] for row in made.rows}
    assert [name for name, messages in told.items() if messages] == doubted
    assert all("示例职业学校" in message for messages in told.values() for message in messages)
