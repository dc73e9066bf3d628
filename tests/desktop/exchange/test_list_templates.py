"""The national sheet of students: its columns exactly, codes or names, masked unless asked for, and read back."""

import csv
from contextlib import closing
from datetime import date

import openpyxl
import pytest

from desktop.cli import main
from desktop.exchange.list_templates import NATIONAL, SHIPPED, as_template, fields_offered, is_taken, templates_of
from desktop.exchange.refusal import Refused
from desktop.exchange.writing import export
from models.database.column_profiles import ColumnProfile, ProfileColumn, save_profile
from models.database.database import open_database
from models.database.query import Query
from models.entities.people import ClassMembership, Student
from models.entities.programmes import Major, SchoolClass
from models.schema.fields import entities, field_map
from tests import factories
from tests.imported import plan

HEADINGS = """
姓名 性别 出生日期 身份证件类型 身份证件号 姓名拼音 班级名称 学号 学生类别 学习形式 入学方式 就读方式 国籍/地区 港澳台侨外 婚姻状况 乘火车区间 是否随迁子女 生源地行政区划码 出生地行政区划码
籍贯地行政区划码 户口所在地区县以下详细地址 所属派出所 户口所在地行政区划码 户口性质 学生居住地类型 入学年月 专业简称 学制 民族 政治面貌 健康状况 学生来源 招生对象 联系电话 是否建档立卡贫困户 招生方式
联招合作类型 准考证号 考生号 考试总分 联招合作办学形式 联招合作学校代码 校外教学点 分段培养方式 英文姓名 电子信箱/其他联系方式 家庭现地址 家庭邮政编码 家庭电话 成员1姓名 成员1关系 成员1是否监护人
成员1联系电话 成员1出生年月 成员1身份证件类型 成员1身份证件号 成员1民族 成员1政治面貌 成员1健康状况 成员1工作或学习单位 成员1职务 成员2姓名 成员2关系 成员2是否监护人 成员2联系电话 成员2出生年月
成员2身份证件类型 成员2身份证件号 成员2民族 成员2政治面貌 成员2健康状况 成员2工作或学习单位 成员2职务
""".split()  # noqa: SIM905 - as the specification writes it


@pytest.fixture
def office(database):
    with database.transaction("学生") as tx:
        major = tx.insert(Major, {"name": "数控技术应用", "code": "660103"})
        room = tx.insert(SchoolClass, {"name": "2025级数控1班", "grade_year": 2025, "major": major})
        key = tx.insert(Student, factories.student(1) | {
            "major": major, "gender": "1", "boarding": "2", "source_region": "210102", "is_migrant_child": False, "birth_date": None,
            "guardian_name": "张父", "guardian_relation": "1", "guardian_is_guardian": True, "guardian_phone": "13000000001",
            "second_member_name": "李母", "second_member_relation": "2", "health": "1", "entry_month": "2025-09",
        })  # fmt: skip
        tx.insert(ClassMembership, {"student": key, "school_class": room, "join_date": date(2025, 9, 1)})
    return database


def row_of(database, target, **given):
    assert export(database, Query(Student), target, template=NATIONAL, **given) == 1
    if target.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(target).worksheets[0]
        heads, row = ([cell.value or "" for cell in line] for line in sheet.iter_rows(max_row=2))
    else:
        with target.open(encoding="utf-8-sig", newline="") as stream:
            heads, row = csv.reader(stream)
    assert heads == HEADINGS
    return dict(zip(heads, row, strict=True))


def test_its_columns_are_those_of_the_national_sheet():
    assert len(HEADINGS) == 73
    assert list(NATIONAL.headings) == HEADINGS
    assert set(NATIONAL.fields) <= set(field_map(Student))
    assert len(set(NATIONAL.fields)) == 73


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (
            False,
            {
                "性别": "男",
                "民族": "汉族",
                "就读方式": "住校",
                "是否随迁子女": "否",
                "成员1关系": "父亲",
                "健康状况": "健康或良好",
            },
        ),
        (True, {"性别": "1", "民族": "01", "就读方式": "2", "是否随迁子女": "0", "成员1关系": "1", "健康状况": "1"}),
    ],
)
def test_codes_or_names(office, tmp_path, suffix, codes, told):
    row = row_of(office, tmp_path / f"学籍{suffix}", codes=codes, unmasked="报送")
    plain = {name: value.removeprefix('="').removesuffix('"') for name, value in row.items()}
    assert {name: plain[name] for name in told} == told
    assert (plain["生源地行政区划码"], plain["班级名称"], plain["专业简称"]) == (
        "210102",
        "2025级数控1班",
        "数控技术应用",
    )
    assert (plain["成员1姓名"], plain["成员2姓名"], plain["身份证件号"]) == (
        "张父",
        "李母",
        factories.identity_number(1),
    )


def test_what_is_private_is_masked_unless_asked_for(office, tmp_path):
    row = row_of(office, tmp_path / "学籍.xlsx", codes=True)
    assert "********" in row["身份证件号"]
    assert "****" in row["成员1联系电话"]
    assert row["健康状况"] == row["成员1姓名"] == "●●●"


@pytest.mark.parametrize("codes", [False, True])
def test_it_comes_back_unchanged(office, tmp_path, codes):
    target = tmp_path / "学籍.xlsx"
    row_of(office, target, codes=codes, unmasked="报送")
    made = plan(office, Student, target)
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": 1, "reject": 0}, [
        (r.errors, r.written, r.seen) for r in made.rows
    ]
    assert not made.unused


def test_from_the_command_line(tmp_path, capsys):
    path = tmp_path / "office.db"
    with closing(open_database(path)) as database, database.transaction("学生") as tx:
        tx.insert(Student, factories.student(1))
    target = tmp_path / "学籍.xlsx"
    asked = ("--template", "national", "--codes", "--unmasked", "--why", "报送")
    assert main(["--database", str(path), "export", "student", str(target), *asked]) == 0
    assert [cell.value for cell in openpyxl.load_workbook(target).worksheets[0][1]] == HEADINGS
    for wrong, words in (
        (("--template", "x"), "可用的有：national"), (("--codes",), "只用于 --template"),
        (("--template", "national", "--columns", "name"), "只能写一个"),
    ):  # fmt: skip
        capsys.readouterr()
        assert main(["--database", str(path), "export", "student", str(target), *wrong]) == 2
        assert words in capsys.readouterr().err


OWN = ColumnProfile(
    "考点报名",
    "student",
    (
        ProfileColumn("序", ""),
        ProfileColumn("考生姓名", "name"),
        ProfileColumn("性别码", "gender", codes=True),
        ProfileColumn("性别", "gender"),
        ProfileColumn("证件号码", "id_number"),
        ProfileColumn("生源地", "source_region"),
        ProfileColumn("随迁", "is_migrant_child", codes=True),
    ),
)


def cells(target):
    sheet = openpyxl.load_workbook(target).worksheets[0]
    return [[cell.value for cell in line] for line in sheet.iter_rows(max_row=2)]


@pytest.mark.parametrize(
    ("codes", "row"),
    [
        (False, [None, "1", "男", "210102", "0"]),
        (True, [None, "1", "1", "210102", "0"]),
    ],
)
def test_one_of_the_office_has_its_headings_order_and_codes(office, tmp_path, codes, row):
    target = tmp_path / "名单.xlsx"
    export(office, Query(Student), target, template=as_template(OWN), codes=codes, unmasked="报送")
    heads, found = cells(target)
    assert heads == [column.heading for column in OWN.columns]
    assert [found[0], *found[2:4], *found[5:]] == row
    assert found[4] == factories.identity_number(1)


def test_one_of_the_office_is_masked_as_everything_is(office, tmp_path):
    target = tmp_path / "名单.xlsx"
    export(office, Query(Student), target, template=as_template(OWN))
    assert "********" in cells(target)[1][4]


def test_what_it_writes_under_known_headings_comes_back_unchanged(office, tmp_path):
    columns = tuple(column for column in NATIONAL.columns if column.field in ("id_number", "name", "gender", "health"))
    save_profile(office, ColumnProfile("倒序", "student", tuple(reversed(columns))))
    with office.reading() as connection:
        own = templates_of(connection, "student")[-1]
    target = tmp_path / "名单.xlsx"
    export(office, Query(Student), target, template=own, unmasked="报送")
    assert cells(target)[0] == [column.heading for column in reversed(columns)]
    assert plan(office, Student, target).totals() == {"insert": 0, "update": 0, "unchanged": 1, "reject": 0}


def test_a_column_whose_field_is_gone_is_named_and_nothing_is_written(office, tmp_path):
    target = tmp_path / "名单.xlsx"
    stale = ColumnProfile(
        "旧的", "student", (*OWN.columns, ProfileColumn("旧学号", "old_number"), ProfileColumn("旧", "x"))
    )
    template = as_template(stale)
    assert [column.heading for column in template.gone()] == ["旧学号", "旧"]
    with pytest.raises(Refused, match="“旧的”的 “旧学号”、“旧” 列"):
        export(office, Query(Student), target, template=template)
    assert not target.exists()


@pytest.mark.parametrize("entity", entities(), ids=lambda one: one.__tablename__)
def test_every_field_that_is_offered_can_be_exported(database, tmp_path, entity):
    offered = fields_offered(entity)
    assert len(set(offered.values())) == len(offered)
    columns = tuple(ProfileColumn(label, name, codes=True) for name, label in offered.items())
    template = as_template(ColumnProfile("全部", entity.__tablename__, columns))
    assert template.gone() == ()
    with database.reading() as connection:
        count = connection.execute(Query(entity).count()).scalar_one()
    assert export(database, Query(entity), tmp_path / "全部.csv", template=template) == count


def test_those_of_the_program_come_first_and_keep_their_names(office):
    save_profile(office, OWN)
    with office.reading() as connection:
        assert [(one.name, one.own) for one in templates_of(connection, "student")] == [
            ("national", False),
            ("考点报名", True),
        ]
        assert templates_of(connection, "placement") == ()
    for one in SHIPPED.values():
        assert is_taken(one.name, one.entity)
        assert is_taken(one.title, one.entity)
        assert not is_taken(one.name, "placement")


def test_one_of_the_office_from_the_command_line(tmp_path, capsys):
    path, target = tmp_path / "office.db", tmp_path / "名单.csv"
    with closing(open_database(path)) as database:
        with database.transaction("学生") as tx:
            tx.insert(Student, factories.student(1))
        save_profile(database, OWN)
        save_profile(database, ColumnProfile("旧的", "student", (ProfileColumn("旧学号", "old_number"),)))
    call = ("--database", str(path), "export", "student", str(target), "--template")
    assert main([*call, "考点报名"]) == 0
    assert target.read_text("utf-8-sig").splitlines()[0] == ",".join(column.heading for column in OWN.columns)
    target.unlink()
    capsys.readouterr()
    assert main([*call, "旧的"]) == 1
    assert "“旧学号”" in capsys.readouterr().err
    assert not target.exists()
    assert main([*call, "x"]) == 2
    assert "可用的有：national（全国中职学籍系统（73 列））、旧的、考点报名" in capsys.readouterr().err
