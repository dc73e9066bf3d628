"""What a table says about another record than its rows' own: compared with the record, taken for a new one."""

import openpyxl
import pytest

from desktop.exchange.applying import apply
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named
from tests.factories import credit_code, identity_number
from tests.imported import plan


@pytest.fixture
def office(database, tmp_path):
    """Imports lines of comma-separated cells, writing them unless told not to; gives the plan."""

    def run(kind, *lines, write=True, make=()):
        path = tmp_path / "名单.csv"
        path.write_text("\n".join(lines), "utf-8")
        made = plan(database, entity_named(kind), path, make=frozenset(make))
        if write:
            apply(database, made)
        return made

    run("staff", "姓名,工号", "王老师,T1", "李老师,T2")
    run("school_class", "班级名称,年级,班主任", "2024级护理1班,2024,王老师", "2024级护理2班,2024,")
    agreed = "XY-1,甲厂合作协议,订单培养,2025-06-01,2025-09-01,2027-08-31"
    run("agreement", "协议编号,协议名称,协议类型,签订日期,起,止", agreed)
    run("order_class", "订单班名称,合作企业,协议编号", "甲订单班,甲厂,XY-1")
    return run


def warned(made):
    return [(row.number, error.field, error.code, error.message) for row in made.rows for error in row.warnings]


def roster(name, head, *, count=2):
    people = [f"张{'甲乙丙丁'[n]},{identity_number(n)},{n}" for n in range(count)]
    return [f"{name}花名册,,", f"{head},,", "姓名,身份证号,学号", *people]


CLASS, EMPTY = "2024级护理1班", "2024级护理2班"
HEADS = {
    (CLASS, "班主任：王老师　人数：2"): [],
    (CLASS, "班主任：李老师"): [
        ("school_class", "conflict", f"班级“{CLASS}”的班主任是“王老师”，表里写的是“李老师”；没有改动，请核对")
    ],
    (CLASS, "班主任：赵老师"): [
        ("school_class", "conflict", f"班级“{CLASS}”的班主任是“王老师”，表里写的是“赵老师”；没有改动，请核对")
    ],
    (CLASS, "班主任：王老师（T1）"): [],
    (CLASS, "班主任：无"): [],
    (EMPTY, "班主任：李老师"): [
        ("school_class", "missing", f"班级“{EMPTY}”没有填班主任，表里写的是“李老师”；没有改动，请在班级里补上")
    ],
    (EMPTY, "人数：45"): [("name", "conflict", "“名单”表头写 45 人，读到 2 人")],
    (EMPTY, "备注：迎新用　电话：13000000000"): [],
}


@pytest.mark.parametrize(("name", "head"), HEADS)
def test_a_head_line_is_compared_once_with_the_class(office, name, head):
    made = office("student", *roster(name, head), write=False)
    assert made.totals()["insert"] == 2
    assert warned(made) == [(4, *told) for told in HEADS[name, head]]


PERIODS = {
    "协议有效期：2025.9.1-2027.8.31": [],
    "协议有效期：两年": [],
    "协议有效期：2025年9月1日至2027年6月30日": [
        ("agreement", "conflict", "合作协议“XY-1”的有效期止是“2027-08-31”，表里写的是“2027年6月30日”；没有改动，请核对")
    ],
}


@pytest.mark.parametrize("head", PERIODS)
def test_a_period_above_the_table_is_compared_day_by_day(office, head):
    lines = ["补充协议登记表,,,,", f"{head},,,,", "原协议,编号,变更事项,签订日期,生效日期"]
    made = office("amendment", *lines, "XY-1,BC-1,其他,2026-01-01,2026-02-01", write=False)
    assert made.totals()["insert"] == 1
    assert [told[1:] for told in warned(made) if told[1] == "agreement"] == PERIODS[head]


def test_a_new_class_takes_what_its_head_line_says(office, database):
    made = office("student", *roster("2024级护理3班", "班主任：李老师　教室：301　人数：2"))
    assert [told[1:3] for told in warned(made)] == [("school_class", "unknown-reference")] * 2
    with database.reading() as connection:
        rows = read_all(connection, Query(entity_named("school_class")), ("name", "head_teacher", "room"))
        kept = {row.values["name"]: (row.values["head_teacher"], row.values["room"]) for row in rows}
    assert kept["2024级护理3班"] == ("李老师", "301")
    assert kept[CLASS][0] == "王老师"


def test_a_table_of_several_classes_has_no_head_line_of_one(office):
    lines = ["全校花名册,,", "班主任：李老师,,", "姓名,身份证号,班级"]
    people = [f"张甲,{identity_number(1)},{CLASS}", f"张乙,{identity_number(2)},{EMPTY}"]
    assert warned(office("student", *lines, *people, write=False)) == []


def test_what_a_roster_says_of_its_order_class_is_compared(office):
    office("student", *roster(CLASS, "人数：2"))
    head = "合作企业：乙厂　协议编号：XY-2　培养模式：订单培养"
    people = [f"张{'甲乙'[n]},{identity_number(n)},2025-09-01" for n in range(2)]
    made = office(
        "order_class_member", "甲订单班学员名册,,", f"{head},,", "姓名,身份证号,入班日期", *people, write=False
    )
    assert [told[:3] for told in warned(made)] == [
        (4, "enterprise", "conflict"), (4, "mode", "missing"), (4, "agreement", "conflict"),
    ]  # fmt: skip
    assert "“甲厂”，表里写的是“乙厂”" in warned(made)[0][3]


@pytest.mark.parametrize("word", ["无", "-", "/", "暂无", "——", "待定"])
def test_nobody_is_made_of_a_word_for_nobody(office, word):
    office("student", *roster(CLASS, "人数：2"))
    stay = f"张甲,{identity_number(0)},甲厂,2026-03-01,2026-05-01,{word}"
    made = office("placement", "姓名,身份证号,实习单位,开始日期,结束日期,指导教师", stay)
    assert made.totals()["insert"] == 1
    assert not made.created


def test_firms_of_one_name_are_told_apart_by_their_codes(office, database):
    """Also where the firm of the other code is not known yet: never taken for its namesake."""
    one, two, three = map(credit_code, (1, 2, 3))
    office("enterprise", "企业名称,信用代码", f"同名公司,{one}", f"同名公司,{two}")
    made = office("post", "企业,信用代码,岗位名称", *(f"同名公司,{code},操作工" for code in (one, two, three)))
    assert made.totals()["insert"] == 3
    assert [new.entity for new in made.created] == ["enterprise"]
    with database.reading() as connection:
        firms = read_all(connection, Query(entity_named("enterprise")), ("name", "credit_code"))
        assert sorted(r.values["credit_code"] for r in firms if r.values["name"] == "同名公司") == [one, two, three]
    unknown = office("group_member", "集团,成员类别,成员企业,信用代码", f"甲集团,企业,同名公司,{credit_code(9)}")
    assert "enterprise" in [error.field for error in unknown.rows[0].errors]


def test_sheets_of_another_kind_are_named(database, tmp_path):
    book = openpyxl.Workbook()
    for name, lines in {
        "学生": [["姓名", "身份证号"], ["张甲", identity_number(1)]],
        "企业": [["企业名称", "信用代码"], ["甲厂", credit_code(1)]],
        "填表说明": [["请如实填写", "谢谢"], ["一", "二"]],
        "空表": [[]],
    }.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "三类.xlsx")
    made = plan(database, entity_named("student"), tmp_path / "三类.xlsx")
    assert made.notes == ("没有读入的工作表：“企业”；表头不像要导入的这一类，请另选类别再导入一次",)
