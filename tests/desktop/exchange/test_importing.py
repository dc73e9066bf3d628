"""Imports into a real database: twice is once, undone is as before, and what comes out goes in unchanged."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from desktop.exchange.applying import apply
from desktop.exchange.columns import columns_of
from desktop.exchange.plan import Action
from desktop.exchange.rejected_rows import write_errors
from desktop.exchange.writing import export, template
from models.database.errors import Conflict
from models.database.query import Condition, Query
from models.database.results import ResultSet, read_all
from models.schema.fields import entities, entity_named, fields_of
from tests.factories import credit_code, identity_number
from tests.imported import plan

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=19)  # a file with control characters is refused
SHEETS = Path(__file__).parents[2] / "sheets" / "dev"
STUDENT, SCHOOL_CLASS = entity_named("student"), entity_named("school_class")


def sheet(path, rows, name="Sheet1"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def count(database, entity, **kwargs):
    return len(ResultSet(database, Query(entity, **kwargs)))


def rows(database, entity, *columns):
    with database.reading() as connection:
        return [row.values for row in read_all(connection, Query(entity), columns)]


@pytest.mark.parametrize(
    "name",
    ["重复人员名单.xlsx", "全国中职学籍系统_学生信息_2025级.xlsx", "学生及家长信息登记表.xlsx", "老系统导出.xls",
     "WPS另存_学生名单.ods", "学生名单GB18030.csv", "2024级各班花名册(最终版2).xlsx", "生僻字和少数民族姓名.xlsx"],
)  # fmt: skip
def test_twice_is_once_and_undone_is_nothing(database, name):
    first = plan(database, STUDENT, SHEETS / name)
    done = apply(database, first)
    assert count(database, STUDENT) == first.totals()["insert"] > 0
    second = plan(database, STUDENT, SHEETS / name)
    assert second.totals() == {**first.totals(), "insert": 0, "update": 0, "unchanged": first.totals()["insert"]}
    assert apply(database, second) is None
    database.undo(done.id)
    assert count(database, STUDENT) == count(database, SCHOOL_CLASS) == 0


def test_classes_of_sheets_become_memberships(database):
    apply(database, plan(database, STUDENT, SHEETS / "2024级各班花名册(最终版2).xlsx"))
    names = {row["name"] for row in rows(database, SCHOOL_CLASS, "name")}
    assert names == {
        "2024级新能源汽车运用与维修1班", "2024级计算机应用1班", "2024级汽车运用与维修1班", "2024级电子商务1班",
        "2024级机电技术应用2班",
    }  # fmt: skip
    members = rows(database, SCHOOL_CLASS, "name", "registered_count", "major", "grade_year")
    assert sum(row["registered_count"] for row in members) == count(database, STUDENT) == 177
    assert all(row["grade_year"] == 2024 and row["major"] in row["name"] for row in members)


def test_update_keeps_what_the_sheet_leaves_empty(database, tmp_path):
    number = identity_number(1)
    apply(database, plan(database, STUDENT, sheet(tmp_path / "a.xlsx", [
        ["姓名", "身份证号", "联系电话", "家庭住址"], ["张三", number, "13000000001", "铁西区"]])))  # fmt: skip
    made = plan(database, STUDENT, sheet(tmp_path / "b.xlsx", [
        ["姓名", "身份证号", "联系电话", "家庭住址"], ["张三", number, "13000000002", None]]))  # fmt: skip
    assert [row.action for row in made.rows] == [Action.UPDATE]
    assert made.rows[0].written == {"phone": "13000000002"}
    assert made.rows[0].seen == {"phone": "13000000001"}
    apply(database, made)
    assert rows(database, STUDENT, "phone", "home_address") == [{"phone": "13000000002", "home_address": "铁西区"}]


# what a person corrected by hand, what the sheet says besides name and number, what stands after the import
BY_HAND = [
    ({"name_pinyin": "Shan Xiaosan"}, {}, {"name_pinyin": "Shan Xiaosan"}),
    (
        {"name_pinyin": "Dan Xiaosan"},
        {"联系电话": "13000000002"},
        {"name_pinyin": "Dan Xiaosan", "phone": "13000000002"},
    ),
    ({"name_pinyin": "Dan Xiaosan"}, {"姓名拼音": None}, {"name_pinyin": "Dan Xiaosan"}),
    (
        {"name_pinyin": None},
        {"姓名拼音": None, "联系电话": "13000000002"},
        {"name_pinyin": None, "phone": "13000000002"},
    ),
    ({"gender": None}, {"性别": None}, {"gender": None}),
    ({"name_pinyin": "Dan Xiaosan"}, {"姓名拼音": "Chan Xiaosan"}, {"name_pinyin": "Chan Xiaosan"}),
    ({"name_pinyin": None}, {"联系电话": "13000000002"}, {"name_pinyin": None}),
    ({"nationality": "蒙古"}, {"联系电话": "13000000002"}, {"nationality": "蒙古"}),  # no default comes over it
    ({"nationality": None}, {"联系电话": "13000000002"}, {"nationality": None}),
]


@pytest.mark.parametrize(("corrected", "more", "after"), BY_HAND)
@pytest.mark.parametrize("known_by", ["身份证号", "学号"])
def test_what_was_corrected_by_hand_is_kept_unless_the_sheet_says_it(
    database, tmp_path, corrected, more, after, known_by
):
    number = {"身份证号": identity_number(1), "学号": "24010001"}[known_by]
    first = {"姓名": "单小三", "身份证号": identity_number(1), "学号": "24010001"}
    apply(database, plan(database, STUDENT, sheet(tmp_path / "a.xlsx", [list(first), list(first.values())])))
    with database.transaction("改正") as tx:
        tx.update(STUDENT, ResultSet(database, Query(STUDENT)).ids[0], corrected)
    second = {"姓名": "单小三", known_by: number, **more}
    made = plan(database, STUDENT, sheet(tmp_path / "b.xlsx", [list(second), list(second.values())]))
    told = {"联系电话": "phone", "姓名拼音": "name_pinyin", "性别": "gender"}
    assert made.rows[0].written == {told[name]: cell for name, cell in more.items() if cell}
    assert made.rows[0].action is (Action.UPDATE if any(more.values()) else Action.UNCHANGED)
    apply(database, made)
    assert rows(database, STUDENT, *after) == [after]


def test_another_name_on_a_known_number_is_doubted(database, tmp_path):
    for name in ("张三", "张叁"):
        made = plan(database, STUDENT, sheet(tmp_path / "a.xlsx", [["姓名", "身份证号"], [name, identity_number(1)]]))
        apply(database, made)
    assert [(w.field, w.code) for w in made.rows[0].warnings] == [("name", "conflicts-with-id")]
    assert "张三" in made.rows[0].warnings[0].message


def test_a_namesake_with_another_number_is_another_person(database, tmp_path):
    for serial in (1, 701):
        apply(database, plan(database, STUDENT, sheet(tmp_path / f"{serial}.xlsx", [
            ["姓名", "身份证号"], ["张三", identity_number(serial)]])))  # fmt: skip
    assert count(database, STUDENT) == 2


def test_a_record_changed_meanwhile_is_a_conflict(database, tmp_path):
    number = identity_number(1)
    path = sheet(tmp_path / "a.xlsx", [["姓名", "身份证号", "联系电话"], ["张三", number, "13000000001"]])
    apply(database, plan(database, STUDENT, path))
    made = plan(database, STUDENT, sheet(tmp_path / "b.xlsx", [
        ["姓名", "身份证号", "联系电话"], ["张三", number, "13000000002"]]))  # fmt: skip
    with database.transaction("改") as tx:
        tx.update(STUDENT, ResultSet(database, Query(STUDENT)).ids[0], {"phone": "13000000009"})
    with pytest.raises(Conflict):
        apply(database, made)
    assert rows(database, STUDENT, "phone") == [{"phone": "13000000009"}]


def test_order_class_members_come_with_their_order_class(database, tmp_path):
    numbers = [identity_number(n) for n in range(3)]
    students = [["姓名", "身份证号"], *([f"张{c}", n] for c, n in zip("甲乙丙", numbers, strict=True))]
    apply(database, plan(database, STUDENT, sheet(tmp_path / "s.xlsx", students)))
    member = entity_named("order_class_member")
    made = plan(database, member, sheet(tmp_path / "m.xlsx", [
        ["姓名", "身份证号", "订单班", "合作企业", "入班日期"],
        ["张甲", numbers[0], "示例订单班", "示例机械有限公司", "2026-03-01"],
        ["张乙", numbers[1], "示例订单班", "示例机械有限公司", "2026-03-01"],
        ["张丙", identity_number(9), "示例订单班", "示例机械有限公司", "2026-03-01"],
    ]))  # fmt: skip
    assert [(r.action, [e.code for e in r.errors]) for r in made.rows][2] == (Action.REJECT, ["unknown-reference"])
    apply(database, made)
    order_class = rows(database, entity_named("order_class"), "name", "enterprises", "member_count")
    assert order_class == [{"name": "示例订单班", "enterprises": ("示例机械有限公司",), "enterprises_id": order_class[0]["enterprises_id"], "member_count": 2}]  # fmt: skip
    again = plan(database, member, tmp_path / "m.xlsx")
    assert again.totals()["unchanged"] == 2


def test_placements_find_enterprises_by_code_whatever_the_name(database, tmp_path):
    number, code = identity_number(1), credit_code(1)
    with database.transaction("企业") as tx:
        tx.insert(entity_named("enterprise"), {"name": "示例机械（沈阳）有限公司", "credit_code": code})
        tx.insert(STUDENT, {"name": "张三", "id_number": number})
    made = plan(database, entity_named("placement"), sheet(tmp_path / "p.xlsx", [
        ["姓名", "身份证号", "实习单位", "统一社会信用代码", "实习岗位", "开始日期", "结束日期"],
        ["张三", number, "示例机械公司", code, "装配工", "2026-09-01", "2027-02-26"]]))  # fmt: skip
    apply(database, made)
    found = rows(database, entity_named("placement"), "enterprise", "post")
    assert found[0]["enterprise"] == "示例机械（沈阳）有限公司"
    assert rows(database, entity_named("post"), "name", "enterprise")[0]["enterprise"] == "示例机械（沈阳）有限公司"


def test_what_is_merged_over_rows_holds_for_all_but_what_tells_persons_apart(database, tmp_path):
    numbers = [identity_number(n) for n in range(3)]
    with database.transaction("学生") as tx:
        tx.insert_many(STUDENT, [{"name": f"张{c}", "id_number": n} for c, n in zip("甲乙丙", numbers, strict=True)])
    head = ["姓名", "身份证号", "实习单位", "统一社会信用代码", "三方协议编号", "开始日期", "结束日期"]
    first = ["张甲", numbers[0], "示例机械有限公司", credit_code(1), "XY-01", "2026-09-01", "2027-02-26"]
    path = sheet(tmp_path / "p.xlsx", [head, first, ["张乙", numbers[1]], ["张丙", numbers[2]], [None, None]])
    book = openpyxl.load_workbook(path)
    for column in "CDEFG":
        book.active.merge_cells(f"{column}2:{column}5")
    book.save(path)
    made = plan(database, entity_named("placement"), path)
    told = [(r.values["credit_code"], r.values["agreement_number"], r.values["enterprise"]) for r in made.rows]
    assert told == [(credit_code(1), "XY-01", "示例机械有限公司")] * 3  # the empty row below is no data
    assert made.totals()["insert"] == 3


def test_a_column_called_the_former_class_is_the_class(database, tmp_path):
    member = entity_named("order_class_member")
    for heading in ("原行政班", "原班级", "行政班"):
        made = plan(database, member, sheet(tmp_path / "m.xlsx", [
            ["姓名", "身份证号", heading, "订单班", "入班日期"],
            ["张甲", identity_number(1), "2024级护理1班", "示例订单班", "2026-03-01"]]))  # fmt: skip
        assert made.rows[0].values["school_class"] == "2024级护理1班"
        assert not made.unused


def test_what_must_be_filled_is_asked_of_new_records_alone(database, tmp_path):
    """An enterprise an import made has no code: it comes back unchanged, and so do placements there; a new one needs it."""
    number, placement, enterprise = identity_number(1), entity_named("placement"), entity_named("enterprise")
    head = ["姓名", "身份证号", "实习单位", "统一社会信用代码", "开始日期", "结束日期"]
    line = ["张三", number, "示例机械公司", None, "2026-09-01", "2027-02-26"]
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, {"name": "张三", "id_number": number})
    refused = plan(database, placement, sheet(tmp_path / "p.xlsx", [head, line]))
    assert [(e.field, e.code) for e in refused.rows[0].errors] == [("credit_code", "required")]
    apply(database, plan(database, placement, sheet(tmp_path / "q.xlsx", [
        [h for h in head if "代码" not in h], [c for c in line if c is not None]])))  # fmt: skip
    assert plan(database, placement, tmp_path / "p.xlsx").totals()["unchanged"] == 1
    listed = [["企业名称", "统一社会信用代码"], ["示例机械公司", None], ["另一家公司", None]]
    made = plan(database, enterprise, sheet(tmp_path / "e.xlsx", listed))
    assert [(row.action, [e.code for e in row.errors]) for row in made.rows] == [
        (Action.UNCHANGED, []),
        (Action.REJECT, ["required"]),
    ]


def test_error_workbook_can_be_mended_and_imported(database, tmp_path):
    made = plan(database, STUDENT, SHEETS / "身份证号各种写法.xlsx")
    target = tmp_path / "错误.xlsx"
    assert write_errors(made, target) == len(made.rejected) > 0
    book = openpyxl.load_workbook(target)
    first = book.worksheets[0]
    assert [cell.value for cell in first[1]][:2] == ["导入结果", "拒绝原因"]
    assert first.max_row == 1 + len({row.number for row in made.rejected})
    again = plan(database, STUDENT, target)
    assert again.totals()["reject"] == len(made.rejected)


@pytest.mark.parametrize("entity", [e for e in entities() if e.importable], ids=lambda e: e.__tablename__)
def test_template_holds_every_column_and_imports_as_empty(entity, tmp_path):
    from desktop.exchange.refusal import Refused

    target = tmp_path / "模板.xlsx"
    template(entity, target)
    sheet_ = openpyxl.load_workbook(target).worksheets[0]
    headings = {cell.value for cell in sheet_[1]}
    assert {f.label for f in fields_of(entity) if f.required and not f.spread} <= headings
    assert sheet_.data_validations.dataValidation or not any(f.type.kind == "code" for f in fields_of(entity))
    with pytest.raises(Refused) as error:
        plan(None, entity, target)
    assert "没有数据" in str(error.value)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_export_comes_back_unchanged(database, tmp_path, suffix):
    apply(database, plan(database, STUDENT, SHEETS / "全国中职学籍系统_学生信息_2025级.xlsx"))
    target = tmp_path / f"导出{suffix}"
    assert export(database, Query(STUDENT), target) == count(database, STUDENT)
    again = plan(database, STUDENT, target)
    assert again.totals() == {"insert": 0, "update": 0, "unchanged": count(database, STUDENT), "reject": 0}


def test_export_is_what_is_listed(database, tmp_path):
    apply(database, plan(database, STUDENT, SHEETS / "2024级各班花名册(最终版2).xlsx"))
    query = Query(STUDENT, (Condition("gender", "=", "2"),), order=("-student_number",), search="24")
    target = tmp_path / "女生.xlsx"
    written = export(database, query, target, ["student_number", "name", "id_number"], unmasked="核对")
    values = [[cell.value for cell in line] for line in openpyxl.load_workbook(target).worksheets[0].iter_rows()]
    with database.reading() as connection:
        listed = [
            list(row.values.values()) for row in read_all(connection, query, ["student_number", "name", "id_number"])
        ]
    assert written == len(listed) > 0
    assert values[1:] == listed


def test_why_a_row_was_given_back_is_never_read_as_its_value(database, tmp_path):
    """An admission has a column 原因, of not having come."""
    admission = entity_named("admission")
    made = plan(database, admission, sheet(tmp_path / "a.xlsx", [["姓名", "身份证号"], ["张三", "12"]]))
    assert write_errors(made, tmp_path / "b.xlsx") == 1
    again = plan(database, admission, tmp_path / "b.xlsx")
    assert again.rows[0].raw == made.rows[0].raw
    assert not again.unread


def test_text_that_looks_like_a_formula_stays_text(database, tmp_path):
    with database.transaction("班") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "=1+1"})
    export(database, Query(SCHOOL_CLASS), tmp_path / "a.xlsx", ["name"])
    export(database, Query(SCHOOL_CLASS), tmp_path / "a.csv", ["name"])
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1] == "'=1+1"


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXT, st.one_of(st.none(), st.integers(), st.floats(), TEXT)), max_size=5))
def test_nothing_a_cell_may_hold_breaks_the_judging(database, cells):
    made = _planned(database, [["姓名", "身份证号"], ["张三", identity_number(5)], *map(list, cells)])
    assert made.rows[0].action is Action.INSERT
    for row in made.rows[1:]:
        assert (row.action is Action.REJECT) == bool(row.errors)


def _planned(database, lines):
    import csv
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "名单.csv"
        with path.open("w", encoding="utf-8", newline="", errors="replace") as stream:
            csv.writer(stream).writerows(
                [["" if c is None else str(c).replace("\0", "") for c in line] for line in lines]
            )
        return plan(database, STUDENT, path)


# sheets, a column two things could be meant by; whose it is: "" for the record's own
WHOSE = [
    ("certificate_pilot", "certificate", "certificate"), ("exam_session", "certificate", "certificate"),
    ("exam_registration", "certificate", "certificate"), ("certificate_award", "certificate", "certificate"),
    ("visit", "enterprise", ""), ("visit", "visit_date", ""),
    ("exam_registration", "student_number", "student"), ("rotation", "number", "apprentice"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "owner"), WHOSE)
def test_a_column_is_the_records_own_unless_it_helps_to_tell_another(kind, name, owner):
    found = columns_of(entity_named(kind))[name].owner
    assert (found.name if found is not None else "") == owner


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_columns_of_every_entity_have_headings_of_their_own(entity):
    labels = [c.field.label for c in columns_of(entity).values() if c.owner is None]
    assert len(labels) == len(set(labels))
    assert all(labels)


def judged(database, folder, heads, *lines):
    return plan(database, STUDENT, sheet(folder / "名单.xlsx", [heads, *lines])).rows


def test_an_error_value_beside_the_record_is_left_empty_with_a_warning(database, tmp_path):
    heads = ["姓名", "身份证号", "备注", "联系电话", "学制", "户籍地址"]
    (row,) = judged(
        database, tmp_path, heads, ["张三", identity_number(1), "#N/A", "#REF!", "#N/A", '=VLOOKUP("a",B:C,2)']
    )
    assert (row.action, row.errors) == (Action.INSERT, [])
    assert [w.field for w in row.warnings] == ["remark", "phone", "duration", "hukou_address"]
    assert not {"remark", "phone", "duration", "hukou_address"} & set(row.written)


@pytest.mark.parametrize("place", range(6))
def test_an_error_value_in_what_tells_the_record_keeps_the_row_out(database, tmp_path, place):
    heads = ["姓名", "身份证号", "性别", "出生日期", "班级", "学号"]
    line = ["张三", identity_number(1), None, None, "2025级护理1班", "250101"]
    line[place] = "#N/A"
    (row,) = judged(database, tmp_path, heads, line)
    names = ["name", "id_number", "gender", "birth_date", "school_class", "student_number"]
    assert (row.action, [e.field for e in row.errors]) == (Action.REJECT, [names[place]])


def permit(digits, wrong=0):
    """A number with its check digit, or another."""
    return digits + "0123456789X"[("0123456789X".index(ric.calc_check_digit(digits + "0")) + wrong) % 11]


@pytest.mark.parametrize(
    ("document", "number", "stored", "errors", "warnings"),
    [
        ("港澳台居民居住证", permit("83000020080517001"), "Z1", [], []),
        ("港澳居民居住证", permit("81000020080517001"), "Z1", [], []),
        ("港澳台居民居住证", permit("83000020080517001", 1), "Z1", ["id_number"], []),
        ("港澳台居民居住证", "210102200903159981", "Z1", [], ["id_number"]),
        ("港澳居民来往内地通行证", "H12345678", "Z2", [], []),
        ("身份证", "H12345678", "1", ["id_number"], []),
        ("学生证", "H12345678", "学生证", [], ["id_type"]),
        (None, permit("83000020080517001"), None, [], []),
    ],
)  # fmt: skip
def test_documents_of_hong_kong_macao_and_taiwan(database, tmp_path, document, number, stored, errors, warnings):
    (row,) = judged(database, tmp_path, ["姓名", "证件类型", "身份证件号"], ["张三", document, number])
    assert row.values.get("id_type") == stored
    assert [e.field for e in row.errors] == errors
    assert [w.field for w in row.warnings] == warnings


def test_a_broken_byte_keeps_out_its_row_and_names_the_column(database, tmp_path):
    path = tmp_path / "名单.csv"
    text = "姓名,身份证号,户籍地址\n" + f"张三,{identity_number(1)},沈阳市★路\n李四,{identity_number(2)},沈阳市铁西区\n"
    path.write_bytes(text.encode().replace("★".encode(), b"\xff"))
    first, second = plan(database, STUDENT, path).rows
    assert (first.action, [e.field for e in first.errors]) == (Action.REJECT, ["hukou_address"])
    assert "损坏" in first.errors[0].message
    assert second.action is Action.INSERT


def test_look_alikes_make_no_twins(database, tmp_path):
    enterprise = entity_named("enterprise")
    with database.transaction("旧") as tx:
        tx.insert(enterprise, {"name": "沈阳⻓城电⼦科技有限公司"})
        tx.insert(SCHOOL_CLASS, {"name": "2025级⾼星级饭店运营与管理1班"})
    made = plan(
        database,
        enterprise,
        sheet(tmp_path / "a.xlsx", [["企业名称", "联系电话"], ["沈阳长城电子科技有限公司", "024-23456789"]]),
    )
    assert [row.action for row in made.rows] == [Action.UPDATE]
    apply(database, made)
    assert rows(database, enterprise, "name") == [{"name": "沈阳长城电子科技有限公司"}]
    lines = [
        ["张三", identity_number(1), "2025级高星级饭店运营与管理1班"],
        ["李四", identity_number(2), "2025级⾼星级饭店运营与管理1班"],
    ]
    apply(database, plan(database, STUDENT, sheet(tmp_path / "b.xlsx", [["姓名", "身份证号", "班级"], *lines])))
    assert count(database, SCHOOL_CLASS) == 1


def test_an_unpadded_number_does_not_overwrite_a_padded_one(database, tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", "学号"])
    book.active.append(["张三", identity_number(1), 250101])
    book.active["C2"].number_format = "00000000"
    book.save(path)
    with database.transaction("旧") as tx:
        tx.insert(STUDENT, {"name": "张三", "id_number": identity_number(1), "student_number": "00250101"})
    (row,) = plan(database, STUDENT, path).rows
    assert row.action is Action.UNCHANGED
    book.active["C2"].number_format = "General"
    book.save(path)
    (row,) = plan(database, STUDENT, path).rows
    assert (row.action, [w.code for w in row.warnings]) == (Action.UNCHANGED, ["lost-zeros"])
    assert row.written == {}
