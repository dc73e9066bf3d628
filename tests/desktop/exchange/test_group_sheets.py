"""Training bases and what groups tell of their years, as offices list them: across, by year of the title, brought again."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.exchange.applying import apply
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.enterprises import Enterprise
from models.entities.groups import EducationGroup
from models.schema.fields import entity_named
from tests import factories
from tests.imported import plan

FIRM = "示例一厂（沈阳）有限公司"
DAY = date(2026, 8, 31)


@pytest.fixture
def office(database, tmp_path, monkeypatch):
    """Import lines of text as a workbook of some kind; the plan that was made."""
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY.isoformat())
    with database.transaction("准备") as tx:
        tx.insert(Enterprise, factories.enterprise(1, name=FIRM))
        for name in ("示例汽车职教集团", "示例护理职教集团"):
            tx.insert(EducationGroup, {"name": name})

    def run(kind, *lines, name="名单"):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines), "utf-8")
        made = plan(database, entity_named(kind), path)
        apply(database, made)
        return made

    return run


def rows(database, kind, *names, where=(), day=DAY):
    with database.reading() as connection:
        found = read_all(connection, Query(entity_named(kind), where, as_of=day), names)
        return [tuple(map(row.values.get, names)) for row in found]


def outcome(made):
    return sorted(row.action.value for row in made.rows)


def refused(made):
    return [(row.number, error.field, error.code) for row in made.rows for error in row.errors]


LIST = (
    "集团名称,统计年度,指标名称,数量,佐证材料",
    "示例汽车职教集团,2025,联合开发教材,6,出版合同",
    "示例汽车职教集团,2025,企业兼职教师,31,",
    "示例护理职教集团,2025年,社会培训（人次）,1240,培训台账",
)


def test_a_list_says_one_figure_a_line_and_is_unchanged_when_it_comes_again(office, database):
    assert refused(office("group_year_figure", *LIST)) == []
    assert rows(database, "group_year_figure", "education_group", "year", "item", "value", "evidence") == [
        ("示例护理职教集团", 2025, "4", Decimal(1240), "培训台账"),
        ("示例汽车职教集团", 2025, "1", Decimal(6), "出版合同"),
        ("示例汽车职教集团", 2025, "2", Decimal(31), None),
    ]
    assert outcome(office("group_year_figure", *LIST)) == ["unchanged"] * 3


def test_a_table_has_a_column_for_each_figure_and_leaves_out_what_nobody_told(office, database):
    lines = (
        "集团名称,年度,共建教材,互聘进校,互聘入企,技术服务到款",
        "示例汽车职教集团,2025,6,31,,350000",
        "示例护理职教集团,2025,0,,12,",
    )
    office("group_year_figure", *lines)
    assert rows(database, "group_year_figure", "education_group", "item", "value") == [
        ("示例护理职教集团", "1", Decimal(0)), ("示例护理职教集团", "3", Decimal(12)), ("示例汽车职教集团", "1", Decimal(6)),
        ("示例汽车职教集团", "2", Decimal(31)), ("示例汽车职教集团", "5", Decimal(350_000)),
    ]  # fmt: skip
    assert set(outcome(office("group_year_figure", *lines))) == {"unchanged"}


@pytest.mark.parametrize(("line", "why"), [
    ("查无此集团,2025,共建教材,6,", [(2, "education_group", "unknown-reference")]),
    ("示例汽车职教集团,2025,没有的指标,6,", [(2, "item", "unknown-code")]),
    ("示例汽车职教集团,2025,共建教材,若干,", [(2, "value", "format")]), ("示例汽车职教集团,2025,共建教材,-1,", [(2, "value", "out-of-range")]),
    ("示例汽车职教集团,2025,共建教材,,", [(2, "value", "required")]),
])  # fmt: skip
def test_a_figure_that_says_nothing_is_refused(office, line, why):
    assert refused(office("group_year_figure", LIST[0], line)) == why


BASES = (
    "实训基地名称,基地类别,共建企业,适用专业,工位数（个）,建筑面积（㎡）,设备总值（万元）,挂牌时间,停用日期",
    "数控加工实训中心,校内,,,40,1200.5,86.5,2019-09-01,",
    f"示例一厂校外基地,校外基地,{FIRM},,120,,,2021-03-15,",
    "旧钳工车间,校内,,,30,300,12,2012-09-01,2024-07-01",
)  # fmt: skip


def test_bases_come_with_their_headings_and_units_and_are_unchanged_when_they_come_again(office, database):
    assert refused(office("training_base", *BASES)) == []
    names = ("name", "place_kind", "enterprise", "seats", "area", "equipment_value", "opened_date", "closed_date")
    assert rows(database, "training_base", *names) == [
        ("数控加工实训中心", "1", None, 40, Decimal("1200.5"), Decimal(865_000), date(2019, 9, 1), None),
        ("示例一厂校外基地", "2", FIRM, 120, None, None, date(2021, 3, 15), None),
    ]
    assert outcome(office("training_base", *BASES)) == ["unchanged"] * 3


@pytest.mark.parametrize(("day", "names"), [
    (date(2012, 8, 31), []), (date(2012, 9, 1), ["旧钳工车间"]), (date(2024, 6, 30), ["旧钳工车间", "数控加工实训中心", "示例一厂校外基地"]),
    (date(2024, 7, 1), ["数控加工实训中心", "示例一厂校外基地"]),
])  # fmt: skip
def test_a_base_counts_from_the_day_it_was_opened_until_it_is_closed(office, database, day, names):
    office("training_base", *BASES)
    assert sorted(name for (name,) in rows(database, "training_base", "name", day=day)) == sorted(names)


def test_bases_are_found_by_where_they_are(office, database):
    office("training_base", *BASES)
    outside = (Condition("place_kind", "=", "2"),)
    assert rows(database, "training_base", "name", where=outside) == [("示例一厂校外基地",)]


@pytest.mark.parametrize(("line", "why"), [
    ("丙基地,半校内,,,1,,,,", [(2, "place_kind", "unknown-code")]), ("丙基地,,,,1,,,,", [(2, "place_kind", "required")]),
    ("丙基地,校外,查无此厂,,1,,,,", [(2, "enterprise", "unknown-reference")]),
    ("丙基地,校内,,,1,,,2024-01-02,2024-01-01", [(2, "closed_date", "out-of-range")]),
])  # fmt: skip
def test_a_base_that_cannot_be_is_refused(office, line, why):
    assert refused(office("training_base", BASES[0], line)) == why
