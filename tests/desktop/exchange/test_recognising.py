"""Headings of many kinds, columns known by their content alone, and what a person is asked."""

import openpyxl
import pytest

from desktop.exchange.known_headings import headings_of
from desktop.exchange.mapping import Source, gather, headings_found
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.tables_headings import match_heading
from models.schema.fields import entities, entity_named
from tests.factories import credit_code, identity_number
from tests.imported import plan

STUDENT, ENTERPRISE, PLACEMENT, MEMBER, ADMISSION = map(
    entity_named, ("student", "enterprise", "placement", "order_class_member", "admission")
)
NUMBERS = [identity_number(n) for n in range(4)]
OTHERS = [identity_number(n) for n in range(10, 14)]


def book(folder, *rows, name="名单.xlsx"):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(folder / name)
    return folder / name


def people(folder, heads, *columns):
    return book(folder, ["姓名", *heads], *zip("甲乙丙丁", *columns, strict=True))


HEADINGS = {
    "学生姓名": "name", "学员姓名": "name", "学生性别": "gender", "学生身份证号码": "id_number", "本人身份证号": "id_number",
    "学生身份证号码（18位）": "id_number", "身份证编号": "id_number", "学生出生日期": "birth_date", "出生时间": "birth_date",
    "学生民族": "ethnicity", "学生手机号码": "phone", "电话号码": "phone", "联系电话号码": "phone", "学生联系方式": "phone",
    "学生籍贯": "native_region", "学生专业": "major", "学生班级": "school_class", "所在班级名称": "school_class",
    "新生学籍号码": "registration_number", "父亲身份证号码": "guardian_id_number", "家长手机号码": "guardian_phone",
    "监护人身份证号码": "guardian_id_number", "母亲姓名": "second_member_name", "年级": "grade_year", "学生年级": "grade_year",
    "班级编号": None, "专业代码": None, "学籍": None, "班主任": None, "辅导员电话": None,
}  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_are_recognised_whatever_stands_before_and_behind(heading):
    assert match_heading(heading, headings_of(STUDENT)) == HEADINGS[heading]


@pytest.mark.parametrize(
    ("entity", "heading", "column"),
    [
        (ENTERPRISE, "企业地址", "address"),
        (ENTERPRISE, "单位统一社会信用代码", "credit_code"),
        (ENTERPRISE, "公司电话", "phone"),
        (PLACEMENT, "学生身份证号码", "id_number"),
        (PLACEMENT, "实习单位信用代码", "credit_code"),
        (PLACEMENT, "企业电话", None),
        (PLACEMENT, "实习开始日期", "start_date"),
        (MEMBER, "学员身份证号码", "id_number"),
        (MEMBER, "原行政班", "school_class"),
        (ADMISSION, "考生身份证号码", "id_number"),
    ],
)
def test_the_subject_is_that_of_the_record_the_column_is_about(entity, heading, column):
    assert match_heading(heading, headings_of(entity)) == column


@pytest.mark.parametrize("entity", [e for e in entities() if e.importable], ids=lambda e: e.__tablename__)
def test_a_label_always_names_its_own_field(entity):
    """Or what tells the record that the field refers to: 学徒 heads their names."""
    from desktop.exchange.columns import columns_of

    columns = columns_of(entity)
    for name, column in columns.items():
        if column.owner is None:
            found = match_heading(column.field.label, headings_of(entity))
            assert found == name or columns[found].owner is column.field


@pytest.mark.parametrize("heading", ["证件", "SFZ号", "ID", "", "本人证件"])
def test_one_column_of_identity_numbers_is_recognised_by_its_content(database, tmp_path, heading):
    made = plan(database, STUDENT, people(tmp_path, ["性别", heading], "男女男女", NUMBERS))
    assert [row.values.get("id_number") for row in made.rows] == NUMBERS
    assert list(made.by_content.values()) == ["id_number"]
    assert not made.questions
    assert not made.unread


@pytest.mark.parametrize("heading", ["父亲的证件", "监护人证件号", "班主任证件", "紧急联系人证件"])
def test_the_number_of_another_person_is_nobodys(database, tmp_path, heading):
    made = plan(database, STUDENT, people(tmp_path, ["性别", heading], "男女男女", NUMBERS))
    assert "id_number" not in made.columns
    assert [q.kind for q in made.questions] == ["no-identity"]


def test_of_two_columns_of_identity_numbers_none_is_taken_but_asked(database, tmp_path):
    made = plan(
        database, STUDENT, people(tmp_path, ["学号", "证件甲", "证件乙"], ["1", "2", "3", "4"], NUMBERS, OTHERS)
    )
    (question,) = made.questions
    assert (question.kind, question.headings) == ("which-column", ("证件甲", "证件乙"))
    assert [(c.heading, c.cells, c.like) for c in made.unread] == [("证件甲", 4, "identity"), ("证件乙", 4, "identity")]
    assert not any(number in f"{question.words}{made.unread}" for number in (*NUMBERS, *OTHERS))


@pytest.mark.parametrize(
    ("wrong", "recognised"), [(0, True), (1, False)], ids=["all of four are right", "one of four is not"]
)
def test_nearly_all_numbers_must_be_right(database, tmp_path, wrong, recognised):
    cells = [*NUMBERS[wrong:], *["无"] * wrong]
    made = plan(database, STUDENT, people(tmp_path, ["性别", "证件"], "男女男女", cells))
    assert ("id_number" in made.columns) is recognised


def test_one_damaged_number_in_ten_keeps_the_column_and_loses_its_row(database, tmp_path):
    numbers = [identity_number(n) for n in range(9)] + [210102200903159000.0]
    rows = [[f"张{'甲乙丙丁戊己庚辛壬癸'[n]}", "2025级护理1班", number] for n, number in enumerate(numbers)]
    made = plan(database, STUDENT, book(tmp_path, ["姓名", "班级", "证件"], *rows))
    assert [row.action for row in made.rows] == [Action.INSERT] * 9 + [Action.REJECT]


@pytest.mark.parametrize(("heading", "read"), [("联系人电话", False), ("Mobile", True), ("备用", False)])
def test_phones_are_recognised_where_the_heading_speaks_of_them(database, tmp_path, heading, read):
    phones = [f"1300000000{n}" for n in range(4)]
    made = plan(database, STUDENT, people(tmp_path, ["身份证号", heading], NUMBERS, phones))
    assert ("phone" in made.columns) is read
    assert [c.like for c in made.unread] == ([] if read else ["phone"])


def test_credit_codes_are_recognised_by_their_content(database, tmp_path):
    rows = [[f"示例第{n}机械有限公司", credit_code(n), "铁西区"] for n in range(3)]
    made = plan(database, ENTERPRISE, book(tmp_path, ["企业名称", "执照号", "地址"], *rows))
    assert [row.values["credit_code"] for row in made.rows] == [credit_code(n) for n in range(3)]


def test_what_is_not_read_is_told_with_how_much_it_is_the_fullest_first(database, tmp_path):
    days = ["2026-03-01"] * 4
    made = plan(
        database, STUDENT, people(tmp_path, ["身份证号", "鞋码", "体检日"], NUMBERS, ["40", None, None, "41"], days)
    )
    assert [(c.heading, c.cells, c.like) for c in made.unread] == [("体检日", 4, "date"), ("鞋码", 2, "")]
    assert made.unread[0].words == "体检日（4 格，像日期）"


@pytest.mark.parametrize(
    ("entity", "heads", "asked"),
    [
        (STUDENT, ["性别", "班级"], True),
        (STUDENT, ["学号"], False),
        (STUDENT, ["身份证号"], False),
        (STUDENT, ["学籍号"], False),
        (STUDENT, ["出生日期"], False),
        (ADMISSION, ["性别"], True),
        (ADMISSION, ["考生号"], False),
        (PLACEMENT, ["实习单位", "开始日期", "结束日期"], True),
        (PLACEMENT, ["学号", "实习单位", "开始日期", "结束日期"], False),
        (MEMBER, ["订单班", "入班日期"], True),
        (MEMBER, ["身份证号", "订单班", "入班日期"], False),
        (ENTERPRISE, ["地址"], False),
        (entity_named("staff"), ["职称"], False),
    ],
)
def test_a_sheet_of_persons_without_what_tells_them_apart_is_a_question(database, tmp_path, entity, heads, asked):
    head = "企业名称" if entity is ENTERPRISE else "姓名"
    cells = {"性别": "男", "班级": "2025级护理1班", "身份证号": NUMBERS[0], "出生日期": "2008-01-01"}
    made = plan(database, entity, book(tmp_path, [head, *heads], ["张三", *(cells.get(h, "2026") for h in heads)]))
    assert [q.kind for q in made.questions] == ["no-identity"] * asked


def test_an_empty_column_tells_nobody_apart(database, tmp_path):
    made = plan(database, STUDENT, book(tmp_path, ["姓名", "学号", "班级"], ["张三", None, "2025级护理1班"]))
    assert [q.kind for q in made.questions] == ["no-identity"]


def test_the_headings_of_the_wizard_say_what_is_lost(tmp_path):
    path = people(tmp_path, ["学号", "证件甲", "证件乙"], ["1", "2", "3", "4"], NUMBERS, OTHERS)
    found = headings_found(gather(STUDENT, [Source(path, read_workbook(path))], {}))
    assert [(h.text, h.column, h.cells, h.like) for h in found] == [
        ("姓名", "name", 4, ""), ("学号", "student_number", 4, ""), ("证件甲", None, 4, "identity"),
        ("证件乙", None, 4, "identity"),
    ]  # fmt: skip


def test_a_column_ignored_by_a_person_is_not_taken_by_its_content(tmp_path):
    path = people(tmp_path, ["学号", "证件"], ["1", "2", "3", "4"], NUMBERS)
    found = headings_found(gather(STUDENT, [Source(path, read_workbook(path))], {"证件": ""}))
    assert [h.column for h in found] == ["name", "student_number", None]


@pytest.mark.parametrize(
    ("heading", "cell", "amount"),
    [
        ("注册资本（万元）", 500, "500.00"),
        ("注册资本（元）", 5_000_000, "500.00"),
        ("注册资本(亿元)", "0.05", "500.00"),
        ("注册资本（单位：元）", "5,000,000", "500.00"),
    ],
)
def test_a_unit_in_the_heading_is_turned_into_that_of_the_field(database, tmp_path, heading, cell, amount):
    path = book(tmp_path, ["企业名称", "统一社会信用代码", heading], ["示例机械有限公司", credit_code(1), cell])
    (row,) = plan(database, ENTERPRISE, path).rows
    assert f"{row.values['registered_capital']:.2f}" == amount


def test_pay_in_ten_thousands_is_turned_into_yuan(database, tmp_path):
    head = ["姓名", "身份证号", "实习单位", "开始日期", "结束日期", "实习报酬（万元/月）"]
    line = ["张三", NUMBERS[0], "示例公司", "2026-03-01", "2026-08-31", 0.28]
    (row,) = plan(database, PLACEMENT, book(tmp_path, head, line)).rows
    assert f"{row.values['pay']:.2f}" == "2800.00"


@pytest.mark.parametrize(
    ("above", "notes"),
    [
        (["人数：4"], []),
        (["2025级护理1班　人数：5人　班主任：王老师"], ["“Sheet”表头写 5 人，读到 4 人"]),
        (["人数：", 44], ["“Sheet”表头写 44 人，读到 4 人"]),
        (["护理1班学生名单（共3人）"], ["“Sheet”表头写 3 人，读到 4 人"]),
        (["人数：若干"], []),
        (["学生名单"], []),
    ],
)
def test_a_count_above_the_table_is_compared_with_its_rows(database, tmp_path, above, notes):
    rows = [[f"张{who}", number] for who, number in zip("甲乙丙丁", NUMBERS, strict=True)]
    made = plan(database, STUDENT, book(tmp_path, above, ["姓名", "身份证号"], *rows))
    assert list(made.notes) == notes


def test_facts_above_the_table_hold_for_its_rows_but_not_those_of_the_sheets_author(database, tmp_path):
    above = [
        ["协议编号：XY-2026-01　入班日期：2026-03-01　备注：草稿"],
        ["订单班：示例订单班", None, "合作企业：", "示例机械有限公司"],
        ["培养模式：没有这种　联系电话：024-88880000"],
    ]
    made = plan(database, MEMBER, book(tmp_path, *above, ["姓名", "身份证号"], ["张甲", NUMBERS[0]]))
    (row,) = made.rows
    values = {name: str(row.values.get(name)) for name in ("agreement", "join_date", "order_class", "enterprise")}
    assert values == {"agreement": "XY-2026-01", "join_date": "2026-03-01", "order_class": "示例订单班",
                      "enterprise": "('示例机械有限公司',)"}  # fmt: skip
    assert not {"remark", "phone", "mode"} & set(row.raw)
