"""What a plan says is what is written: nothing is refused at the writing that the preview let through."""

import json
import shutil
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop import cli
from desktop.exchange.applying import apply
from desktop.exchange.corrections import Mends, key_of
from desktop.exchange.plan import Action
from desktop.exchange.unknown_names import new_records
from models.database.database import open_database
from models.database.errors import Conflict
from models.database.query import Query
from models.database.results import ResultSet, rows_of
from models.schema.fields import Entity, entities, entity_named, field_map
from tests.desktop.exchange.test_importing import SHEETS as SHEETS_DIR
from tests.desktop.exchange.test_importing import rows, sheet
from tests.desktop.exchange.test_mending import draft_of
from tests.factories import credit_code, enterprise, identity_number, student
from tests.imported import plan

STUDENT, PLACEMENT, MEMBER = (entity_named(name) for name in ("student", "placement", "order_class_member"))
POST, FIRM = entity_named("post"), entity_named("enterprise")
DATES = ("2026-03-01", "2026-08-31", "2026-09-01", "2027-02-26", "2026-13-01", None)
NAMES = ("张三", "李四", "王", "长" * 61, "李 四", None)
BODIES = ("示例机械有限公司", "示例电子有限公司", "示例" * 51, " 示例机械（有限）公司 ", "厂", None)
CELLS = {
    "姓名": NAMES,
    "身份证号": (*(identity_number(n) for n in range(3)), identity_number(1)[:17], None),
    "学号": ("240001", "240002", "9" * 21, None),
    "性别": ("男", "女", "?", None),
    "班级": ("2024级数控1班", "2024级电商2班", "2024级" + "数" * 60 + "1班", None),
    "专业": ("数控技术应用", "电子商务", "术" * 61, None),
    "学校": ("示例职业学校", "校" * 61, None),
    "监护人姓名": ("张父", "父" * 61, None),
    "实习单位": BODIES,
    "统一社会信用代码": (credit_code(1), credit_code(2), credit_code(1)[:17], None),
    "实习岗位": ("装配工", "岗" * 41, "岗" * 40, None),
    "指导教师": ("周老师", "周" * 61, None),
    "开始日期": DATES,
    "结束日期": DATES,
    "订单班": ("示例订单班", "订" * 58 + "订单班", None),
    "合作企业": BODIES,
    "入班日期": DATES,
    "退出日期": DATES,
    "企业名称": BODIES,
    "岗位名称": ("装配工", "岗" * 41, None),
    "班级名称": ("2024级数控1班", "数" * 61, None),
    "班主任": ("周老师", "周" * 61, None),
    "年份": ("2024", "二〇二四", None),
    "计划人数": ("40", "-1", None),
    "订单班名称": ("示例订单班", "订" * 61, None),
    "订单班编号": ("D1", "D2", None),
    "进班日期": DATES,
    "离班日期": DATES,
    "报到时间": DATES,
}
SHEETS = {
    "student": ("姓名", "身份证号", "学号", "性别", "班级", "专业", "学校", "监护人姓名"),
    "placement": (
        "姓名",
        "身份证号",
        "学号",
        "性别",
        "班级",
        "实习单位",
        "统一社会信用代码",
        "实习岗位",
        "指导教师",
        "开始日期",
        "结束日期",
    ),
    "order_class_member": ("姓名", "身份证号", "班级", "专业", "订单班", "合作企业", "入班日期", "退出日期"),
    "enterprise": ("企业名称", "统一社会信用代码"),
    "school_class": ("班级名称", "专业", "学校", "班主任"),
    "enrolment_plan": ("年份", "专业", "学校", "计划人数"),
    "order_class": ("订单班名称", "订单班编号", "合作企业", "专业"),
    "class_membership": ("姓名", "身份证号", "班级", "进班日期", "离班日期"),
    "check_in": ("姓名", "身份证号", "报到时间"),
}


@st.composite
def dirty(draw):
    """A kind of record and the lines of a sheet of it, some columns left out."""
    name = draw(st.sampled_from(sorted(SHEETS)))
    left_out = draw(st.sets(st.sampled_from(SHEETS[name][2:] or SHEETS[name][1:]), max_size=2))
    headings = [heading for heading in SHEETS[name] if heading not in left_out]
    line = st.tuples(*(st.sampled_from(CELLS[heading]) for heading in headings))
    return name, [headings, *draw(st.lists(line, min_size=1, max_size=8))]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """An empty office, to be copied."""
    path = tmp_path_factory.mktemp("pattern") / "empty.db"
    open_database(path, installation=1).close()
    return path


def counts(database):
    return Counter({e.__tablename__: len(ResultSet(database, Query(e))) for e in entities()})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(dirty(), min_size=1, max_size=4), st.booleans())
def test_what_the_preview_says_is_what_is_written(pattern, sheets, persons):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.db"
        shutil.copy(pattern, path)
        database = open_database(path)
        try:
            for number, (name, lines) in enumerate(sheets):
                make = frozenset({"student", "admission"} if persons else ())
                _import_one(database, entity_named(name), sheet(Path(folder) / f"{number}.xlsx", lines), make)
        finally:
            database.close()


def _import_one(database, entity, path, make):
    from desktop.exchange.refusal import Refused

    try:
        made = plan(database, entity, path, make=make)
    except Refused:  # nothing in it but empty cells
        return
    before = counts(database)
    done = apply(database, made)
    grown = counts(database) - before
    parts = {
        f.via.entity for e in (entity, *map(entity_named, new_records(made))) for f in field_map(e).values() if f.via
    }
    parts.discard(entity.__tablename__)
    expected = Counter(new_records(made)) + Counter({entity.__tablename__: made.totals()["insert"]})
    assert {k: v for k, v in grown.items() if k not in parts} == expected
    changed = [row for row in made.rows if row.action is Action.UPDATE]
    with database.reading() as connection:
        now = {r.id: r.values for r in rows_of(connection, Query(entity), [row.key for row in changed])}
    for row in changed:
        for name, value in row.written.items():
            if not field_map(entity)[name].to:
                assert now[row.key][name] == value
    assert (done is None) == (made.totals()["insert"] + made.totals()["update"] == 0)
    if done is not None:
        database.undo()
        assert counts(database) == before
        database.redo()


MAKE = frozenset({"student"})
ROSTER = ["姓名", "性别", "身份证号", "班级", "联系电话", "订单班", "入班日期"]


def roster(path, *lines):
    return sheet(path, [ROSTER, *([*line, "示例订单班", "2026-03-01"] for line in lines)])


def line_of(serial, **given):
    return [given.get("name", f"张{'甲乙丙丁'[serial]}"), given.get("gender", "男"), given.get("number", identity_number(serial)),
            given.get("school_class", "2024级数控1班"), given.get("phone", f"1300000000{serial}")]  # fmt: skip


def test_a_roster_makes_its_students_only_on_request(database, tmp_path):
    path = roster(tmp_path / "r.xlsx", *(line_of(n) for n in range(3)))
    plain = plan(database, MEMBER, path)
    assert [[(e.field, e.code) for e in row.errors] for row in plain.rows] == [[("student", "unknown-reference")]] * 3
    assert (plain.unknown_persons(), new_records(plain)) == ({"student": 3}, {})
    assert apply(database, plain) is None

    made = plan(database, MEMBER, path, make=MAKE)
    assert made.totals() == {"insert": 3, "update": 0, "unchanged": 0, "reject": 0}
    assert new_records(made) == {"major": 1, "order_class": 1, "school_class": 1, "student": 3}
    assert made.unknown_persons() == {"student": 3}
    before = counts(database)
    done = apply(database, made)
    found = rows(
        database, STUDENT, "name", "gender", "birth_date", "phone", "school_class", "order_class", "name_pinyin"
    )
    assert [(r["name"], r["school_class"], r["order_class"], r["phone"], r["gender"]) for r in found] == [
        (f"张{'甲乙丙'[n]}", "2024级数控1班", "示例订单班", f"1300000000{n}", "1") for n in range(3)]  # fmt: skip
    assert all(r["birth_date"] and r["name_pinyin"] for r in found)
    assert plan(database, MEMBER, path).totals()["unchanged"] == 3
    database.undo(done.id)
    assert counts(database) == before


def test_a_student_made_on_the_way_is_judged_as_a_student(database, tmp_path):
    woman = identity_number(1, gender="2")
    path = roster(
        tmp_path / "r.xlsx",
        line_of(0),
        line_of(1, number=woman),
        line_of(2, school_class="班" * 61),
        line_of(3, number=None),
    )
    made = plan(database, MEMBER, path, make=MAKE)
    assert [[(e.field, e.code) for e in row.errors] for row in made.rows] == [
        [], [("gender", "conflicts-with-id")], [("school_class", "format")], [("id_number", "required")]]  # fmt: skip
    apply(database, made)
    assert counts(database)["student"] == 1


def test_a_sheet_without_what_a_student_must_have_makes_none(database, tmp_path):
    path = sheet(
        tmp_path / "r.xlsx", [["姓名", "学号", "订单班", "入班日期"], ["张甲", "24001", "示例订单班", "2026-03-01"]]
    )
    made = plan(database, MEMBER, path, make=MAKE)
    assert [(e.field, e.code) for e in made.rows[0].errors] == [("id_number", "required")]
    assert apply(database, made) is None


def test_two_rows_that_mean_one_new_student_make_one(database, tmp_path):
    number, head = identity_number(1), ["姓名", "身份证号", "联系电话", "实习单位", "开始日期", "结束日期"]
    path = sheet(tmp_path / "p.xlsx", [
        head, ["张三", number, None, "示例甲厂", "2026-03-01", "2026-05-31"],
        ["张三", number, "13000000001", "示例乙厂", "2026-06-01", "2026-08-31"],
        ["张三", number, "13000000002", "示例丙厂", "2026-08-01", "2026-09-30"],
        ["张叁", number, None, "示例丁厂", "2026-10-01", "2026-11-30"],
        ["张三", identity_number(2), None, "示例甲厂", "2026-03-01", "2026-05-31"]])  # fmt: skip
    made = plan(database, PLACEMENT, path, make=MAKE)
    assert [[(e.field, e.code) for e in row.errors] for row in made.rows] == [
        [], [], [("start_date", "duplicate")], [("name", "conflict")], []]  # fmt: skip
    assert [(w.field, w.code) for w in made.rows[2].warnings if w.code != "unknown-reference"] == [
        ("phone", "conflict")
    ]
    assert made.unknown_persons() == {"student": 2}
    apply(database, made)
    assert sorted(str(r["phone"]) for r in rows(database, STUDENT, "phone")) == ["13000000001", "None"]


def test_a_number_another_student_has_makes_nobody(database, tmp_path):
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, student(3, student_number="24001"))
    lines = [["姓名", "身份证号", "学号", "订单班", "入班日期"],
             *([f"李{'甲乙丙'[n]}", identity_number(n), number, "示例订单班", "2026-03-01"]
               for n, number in enumerate(("24001", "24002", "24002")))]  # fmt: skip
    made = plan(database, MEMBER, sheet(tmp_path / "r.xlsx", lines), make=MAKE)
    assert [[(e.field, e.code) for e in row.errors] for row in made.rows] == [
        [("student_number", "duplicate")], [], [("student_number", "duplicate")]]  # fmt: skip
    apply(database, made)
    assert counts(database)["student"] == 2


def test_the_choice_is_one_of_the_mends(database, tmp_path):
    path = roster(tmp_path / "r.xlsx", *(line_of(n) for n in range(3)))
    draft = draft_of(database, path, MEMBER)
    plain = draft.judged(Mends())
    assert plain.totals()["reject"] == 3
    some = Mends(make=MAKE).with_row_out(key_of(plain.rows[1]))  # each row has its tick
    made = draft.judged(some)
    assert (made.totals()["insert"], new_records(made)["student"]) == (2, 2)
    mends = some.with_cells({(key_of(plain.rows[2]), "id_number"): identity_number(0)})
    again = draft.again(made, mends, [2])
    assert set(again) == {0, 2}  # now they are one person under two names
    assert "conflict" in [e.code for e in again[2].errors]


@pytest.mark.parametrize(
    ("entity", "make", "status"),
    [
        ("order-class-member", "student", 0),
        ("check-in", "admission", 0),
        ("student", "student", 2),
        ("placement", "staff", 2),
    ],
)
def test_the_command_line_makes_persons_when_told(tmp_path, capsys, entity, make, status):
    path = roster(tmp_path / "r.xlsx", line_of(0))
    if entity == "check-in":
        path = sheet(path, [["姓名", "身份证号", "报到时间"], ["张甲", identity_number(0), "2026-09-01"]])
    database = tmp_path / "office.db"
    call = ["--database", str(database), "import", entity, str(path), "--make", make, "--json"]
    assert cli.main(call) == status
    out = capsys.readouterr()
    if status:
        assert "不能新建" in out.err
    else:
        assert json.loads(out.out)["created"][make] == 1
        assert json.loads(out.out)["unknown_persons"] == {make: 1}


INTERN = ("学号", "姓名", "实习单位")
INTERN_ROW = (student(1)["student_number"], student(1)["name"], "示例第1机械有限公司")


def test_every_entity_can_be_imported():
    """registers.md §0: all but those marked so; links between records come in with the records."""
    every = Entity.__subclasses__()
    told_elsewhere = [entity_named("agreement_party")]  # flat on the agreement
    assert [e for e in entities() if not (e.importable and e.keys)] == told_elsewhere
    assert {e.__tablename__ for e in every if e.__module__.startswith("models.") and e not in entities()} == {
        e.__tablename__ for e in every if e.internal
    }


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("school", [["学校名称", "办学层次"], ["示例职业学校", "中职"]]),
        ("staff", [["工号", "姓名", "部门"], ["T01", "周老师", "机电系"]]),
        ("major", [["专业代码", "专业名称", "学制"], ["660302", "数控技术应用", "3年"]]),
        ("education_group", [["集团名称", "类型"], ["示例职教集团", "职教集团"]]),
        ("group_member", [["集团", "成员企业", "成员类别"], ["示例职教集团", "示例第1机械有限公司", "企业"]]),
        ("council_meeting", [["集团", "年度", "会议次数"], ["示例职教集团", "2026", "2"]]),
        ("group_year_figure", [["集团", "年度", "指标", "数值"], ["示例职教集团", "2026", "互聘进校", "12"]]),
        ("training_base", [["基地名称", "校内外", "合作企业", "工位数"], ["数控车间", "校外", "示例第1机械有限公司", "40"]]),
        ("contact", [["企业", "姓名", "手机"], ["示例第1机械有限公司", "赵主任", "13000000001"]]),
        ("post", [["企业", "岗位名称", "同岗职工数"], ["示例第1机械有限公司", "装配工", "12"]]),
        ("contribution", [["企业", "年度", "类别", "金额（元）"], ["示例第1机械有限公司", "2026", "设备", "1000"]]),
        ("placement_plan", [["批次名称", "开始日期", "结束日期"], ["2026 年岗位实习", "2026-09-01", "2027-02-26"]]),
        ("company_course", [["订单班", "课程名称", "学时"], ["示例订单班", "企业文化", "36"]]),
        ("commitment", [["订单班", "承诺项", "目标"], ["示例订单班", "录用人数", "20"]]),
        ("family_member", [["学生姓名", "学号", "姓名", "关系"], [student(1)["name"], student(1)["student_number"], "张父", "父亲"]]),
        ("visit", [["巡查日期", "实习单位", "巡查教师", "形式"], ["2026-03-02", "示例第1机械有限公司", "周老师", "实地"]]),
        ("attendance_month", [[*INTERN, "月份", "应出勤", "出勤天数"], [*INTERN_ROW, "2026年3月", "22", "21.5"]]),
        ("pay_month", [[*INTERN, "发放月份", "应发金额", "实发金额"], [*INTERN_ROW, "2026-03", "3000", "3000"]]),
        ("weekly_log", [[*INTERN, "第几周", "提交日期"], [*INTERN_ROW, "第三周", "2026-03-20"]]),
        ("incident", [[*INTERN, "事发日期", "事件类别", "事件经过"], [*INTERN_ROW, "2026-03-20", "疾病", "发热"]]),
        ("archive_item", [[*INTERN, "材料", "归档时间"], [*INTERN_ROW, "实习报告", "2026-07-20"]]),
    ],
)  # fmt: skip
def test_a_plain_sheet_of_each_goes_in(database, tmp_path, name, lines):
    with database.transaction("底数") as tx:
        tx.insert(entity_named("education_group"), {"name": "示例职教集团"}) if name != "education_group" else None
        firm = tx.insert(FIRM, enterprise(1))
        key = tx.insert(STUDENT, student(1))
        tx.insert(entity_named("order_class"), {"name": "示例订单班"})
        stay = {"start_date": date(2026, 2, 1), "end_date": date(2026, 7, 31), "status": "3"}
        tx.insert(entity_named("placement"), {"student": key, "enterprise": firm, **stay})
        tx.insert(entity_named("staff"), {"name": "周老师"}) if name == "visit" else None
    path = sheet(tmp_path / "a.xlsx", lines)
    before = counts(database)
    made = plan(database, entity_named(name), path)
    assert (made.totals()["insert"], [row.errors for row in made.rows], made.unused) == (1, [[]], ())
    apply(database, made)
    assert counts(database) - before == {name: 1}
    assert plan(database, entity_named(name), path).totals()["unchanged"] == 1


def test_contacts_are_numbered_within_their_firm(database, tmp_path):
    with database.transaction("企业") as tx:
        tx.insert(FIRM, enterprise(1, contact_name="钱主任"))
    contact, head, firm = entity_named("contact"), ["企业", "姓名", "序号"], enterprise(1)["name"]
    path = sheet(tmp_path / "c.xlsx", [
        head, [firm, "赵主任", None], [firm, "孙主任", 2], [firm, "李主任", 1], [firm, "周主任", None]])  # fmt: skip
    made = plan(database, contact, path)
    assert [[e.code for e in row.errors] for row in made.rows] == [[], [], ["duplicate"], []]
    apply(database, made)
    found = {row["name"]: row["position"] for row in rows(database, contact, "name", "position")}
    assert found == {"钱主任": 1, "孙主任": 2, "赵主任": 3, "周主任": 4}
    assert plan(database, contact, path).totals()["unchanged"] == 3


LONG = "岗" * 41


def test_a_record_made_on_the_way_is_judged_by_its_own_fields(database, tmp_path):
    with database.transaction("学生") as tx:
        tx.insert_many(STUDENT, [student(n) for n in range(3)])
    people = [(student(n)["name"], student(n)["id_number"]) for n in range(3)]
    lines = [[*people[0], "示例机械有限公司", "装配工"], [*people[1], "示例机械有限公司", LONG],
             [*people[2], "示" * 101, "装配工"]]  # fmt: skip
    path = sheet(tmp_path / "p.xlsx", [
        ["姓名", "身份证号", "实习单位", "实习岗位", "开始日期"], *([*line, "2026-09-01"] for line in lines)])  # fmt: skip
    made = plan(database, PLACEMENT, path)
    assert [[(e.field, e.code) for e in row.errors] for row in made.rows] == [
        [], [("post", "format")], [("enterprise", "format")]]  # fmt: skip
    assert "40" in made.rows[1].errors[0].message
    assert new_records(made) == {"enterprise": 1, "post": 1}
    apply(database, made)
    assert [row["name"] for row in rows(database, POST, "name")] == ["装配工"]


def test_what_a_new_record_needs_itself_is_named(database, tmp_path):
    path = sheet(tmp_path / "s.xlsx", [
        ["姓名", "身份证号", "班级", "专业"], ["张三", identity_number(1), "2024级数控1班", "术" * 61],
        ["李四", identity_number(2), "2024级电商1班", "电子商务"]])  # fmt: skip
    made = plan(database, STUDENT, path)
    assert [row.action for row in made.rows] == [Action.REJECT, Action.INSERT]
    assert [(e.field, e.code) for e in made.rows[0].errors] == [("major", "format")]
    assert new_records(made) == {"major": 1, "school_class": 1}
    apply(database, made)


def test_two_spellings_of_a_firm_with_one_number_make_one(database, tmp_path):
    with database.transaction("学生") as tx:
        tx.insert_many(STUDENT, [student(n) for n in range(2)])
    path = sheet(tmp_path / "p.xlsx", [
        ["姓名", "身份证号", "实习单位", "统一社会信用代码", "开始日期"],
        *([student(n)["name"], student(n)["id_number"], name, credit_code(1), "2026-09-01"]
          for n, name in enumerate(("示例机械有限公司", "示例机械（沈阳）公司")))])  # fmt: skip
    made = plan(database, PLACEMENT, path)
    assert new_records(made) == {"enterprise": 1}
    assert not made.rejected
    apply(database, made)
    assert [row["name"] for row in rows(database, FIRM, "name")] == ["示例机械有限公司"]


def test_a_column_the_record_cannot_do_without_is_missed_row_by_row(database, tmp_path):
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, student(1))
    path = sheet(tmp_path / "m.xlsx", [
        ["姓名", "身份证号", "入班日期"], [student(1)["name"], student(1)["id_number"], "2026-09-01"]])  # fmt: skip
    made = plan(database, MEMBER, path)
    assert [(e.field, e.code) for e in made.rows[0].errors] == [("order_class", "required")]


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        (("2026-03-01", "2026-08-31"), ("2026-08-31", "2026-12-31"), [[], ["duplicate"]]),  # the last day counts
        (("2026-03-01", "2026-08-30"), ("2026-08-31", "2026-12-31"), [[], []]),
        (("2026-03-01", "2026-12-31"), ("2026-09-01", "2026-09-30"), [[], ["duplicate"]]),
    ],
)
def test_placements_that_meet_within_a_file(database, tmp_path, first, second, codes):
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, student(1))
    who = [student(1)["name"], student(1)["id_number"]]
    path = sheet(tmp_path / "p.xlsx", [
        ["姓名", "身份证号", "实习单位", "开始日期", "结束日期"], [*who, "示例甲厂", *first], [*who, "示例乙厂", *second]])  # fmt: skip
    made = plan(database, PLACEMENT, path)
    assert [[e.code for e in row.errors] for row in made.rows] == codes
    apply(database, made)


def test_a_period_closed_by_the_file_lets_the_next_one_in(database, tmp_path):
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, student(1))
    who, head = [student(1)["name"], student(1)["id_number"]], ["姓名", "身份证号", "实习单位", "开始日期", "结束日期"]
    first = sheet(tmp_path / "a.xlsx", [head, [*who, "示例甲厂", "2026-03-01", "2026-12-31"]])
    apply(database, plan(database, PLACEMENT, first))
    path = sheet(tmp_path / "b.xlsx", [
        head, [*who, "示例甲厂", "2026-03-01", "2026-08-31"], [*who, "示例乙厂", "2026-09-01", "2026-12-31"]])  # fmt: skip
    made = plan(database, PLACEMENT, path)
    assert [row.action for row in made.rows] == [Action.UPDATE, Action.INSERT]
    apply(database, made)


def test_a_number_taken_meanwhile_is_a_conflict(database, tmp_path):
    path = sheet(tmp_path / "f.xlsx", [["企业名称", "统一社会信用代码"], ["示例甲厂", credit_code(1)]])
    made = plan(database, FIRM, path)
    with database.transaction("企业") as tx:
        tx.insert(FIRM, enterprise(2, credit_code=credit_code(1)))
    with pytest.raises(Conflict, match="重新核对"):
        apply(database, made)
    assert len(rows(database, FIRM, "name")) == 1


@pytest.mark.parametrize(
    ("kind", "name", "better"),
    [
        ("student", "订单班花名册汇总.xlsx", "order-class-member"),
        ("student", "2024级岗位实习安置表.xlsx", "placement"),
        ("enterprise", "2024级岗位实习安置表.xlsx", "placement"),
        ("student", "学生导出utf8.csv", ""),
        ("order-class-member", "订单班名册（表头带协议信息）.xlsx", ""),
        ("placement", "2024级岗位实习安置表.xlsx", ""),
        ("admission", "2026年新生报到册.xlsx", ""),
        ("education-group", "合作企业一览表.xlsx", "enterprise"),  # nothing in it that such a list has: refused
    ],
)
def test_a_kind_the_headings_contradict_is_questioned(tmp_path, capsys, kind, name, better):
    call = ["--database", str(tmp_path / "office.db"), "import", kind, str(SHEETS_DIR / name), "--dry-run"]
    cli.main(call)
    said = capsys.readouterr().err
    assert ("表头更像是" in said) == bool(better)
    assert f"import {better}" in said if better else True
