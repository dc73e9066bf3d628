"""Agreements, amendments and promises as offices list them: periods in one cell, 万元, parties of every kind, unknown numbers."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.exchange.applying import apply
from models.database.query import Query
from models.database.results import read_all
from models.entities.enterprises import Enterprise
from models.entities.schools import School
from models.schema.fields import entity_named
from tests import factories
from tests.factories import credit_code, identity_number
from tests.imported import plan


@pytest.fixture
def office(database, tmp_path):
    """Import lines of text as a workbook of some kind; the plan that was made."""
    with database.transaction("准备") as tx:
        tx.insert(School, {"name": "示例中专"})
        for n, name in enumerate(("示例一厂（沈阳）有限公司", "示例二厂"), 1):
            tx.insert(Enterprise, factories.enterprise(n, name=name, former_names="老二厂" if n == 2 else None))

    def run(kind, *lines, write=True):
        path = tmp_path / "名单.csv"
        path.write_text("\n".join(lines), "utf-8")
        made = plan(database, entity_named(kind), path)
        if write:
            apply(database, made)
        return made

    return run


def rows(database, kind, *names):
    with database.reading() as connection:
        found = read_all(connection, Query(entity_named(kind)), names)
        return [tuple(map(row.values.get, names)) for row in found]


def warned(made):
    return [(row.number, error.field, error.code) for row in made.rows for error in row.warnings]


HEAD = "协议编号,协议名称,协议类型,合作企业,签订日期,有效期,合同金额（万元）,状态"


@pytest.mark.parametrize(("period", "days"), [
    ("2025.9.1-2027.8.31", (date(2025, 9, 1), date(2027, 8, 31))), ("2025-09-01至2027-08-31", (date(2025, 9, 1), date(2027, 8, 31))),
    ("2025年9月1日—2027年8月31日", (date(2025, 9, 1), date(2027, 8, 31))), ("20250901~20270831", (date(2025, 9, 1), date(2027, 8, 31))),
])  # fmt: skip
def test_both_days_in_one_cell_and_amounts_in_wan(office, database, period, days):
    made = office("agreement", HEAD, f"XY-1,示例合作协议,订单班,示例一厂(沈阳)有限公司,2025-06-01,{period},12.5,履行中")
    assert made.totals()["insert"] == 1
    names = ("valid_from", "valid_until", "amount", "kind", "stage", "party_a", "party_b", "school")
    assert rows(database, "agreement", *names) == [
        (*days, Decimal(125_000), "02", "3", "示例中专", "示例一厂（沈阳）有限公司", "示例中专")
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "warnings"), [
    ("示例一厂(沈阳)有限公司 ", "示例一厂（沈阳）有限公司", []), (credit_code(2), "示例二厂", []), ("老二厂", "示例二厂", []),
    ("示例商会", "示例商会", [(2, "party_b", "unknown-reference")]), ("示例中专", "示例中专", []),
])  # fmt: skip
def test_whoever_a_party_is(office, database, text, name, warnings):
    line = f"XY-1,示例合作协议,战略合作,{text},2025-06-01,2025-09-01至2027-08-31,,"
    made = office("agreement", HEAD, line)
    assert warned(made) == warnings
    assert rows(database, "agreement", "party_b") == [(name,)]
    again = office("agreement", HEAD, line, write=False)
    assert again.totals()["unchanged"] == 1


@pytest.mark.parametrize("word", ["到期", "续签", "履行完毕", "有效", "执行中", "已签", "签订", "生效", ""])
def test_what_was_signed_is_called_many_names(office, database, word):
    office("agreement", HEAD, f"XY-1,示例协议,捐赠,示例二厂,2025-06-01,2025-09-01至2027-08-31,,{word}")
    assert rows(database, "agreement", "stage") == [("3",)]


def agreed(office):
    lines = (f"XY-{n},示例协议{n},订单培养,示例二厂,2025-06-0{n},2025-09-01至2027-08-31,1," for n in (1, 2))
    office("agreement", HEAD, *lines)


def test_a_known_one_keeps_its_stage_and_its_parties_are_put_right(office, database):
    agreed(office)
    made = office(
        "agreement", HEAD, "XY-1,示例协议1,订单培养,示例一厂（沈阳）有限公司,2025-06-01,2025-09-01至2027-08-31,2,在审"
    )
    assert warned(made) == [(2, "stage", "by-act")]
    assert rows(database, "agreement", "stage", "party_b", "amount")[0] == (
        "3",
        "示例一厂（沈阳）有限公司",
        Decimal(20_000),
    )
    assert len(rows(database, "agreement_party", "position")) == 4


def test_promises_begin_with_their_agreement_and_are_found_again(office, database):
    agreed(office)
    lines = ("协议号,承诺项,单位,目标,完成", "XY-1,承诺人数,人,30,20", "XY-1,录用率,%,80,", "XY-9,起薪,元,3000,")
    made = office("agreement_commitment", *lines)
    assert [(error.field, error.code) for row in made.rows for error in row.errors] == [
        ("agreement", "unknown-reference")
    ]
    assert rows(database, "agreement_commitment", "agreement", "item", "target", "from_date") == [
        ("XY-1", "1", Decimal(80), date(2025, 9, 1)), ("XY-1", "7", Decimal(30), date(2025, 9, 1)),
    ]  # fmt: skip
    assert office("agreement_commitment", *lines, write=False).totals()["unchanged"] == 2


AMENDED = "原协议编号,补充协议号,变更事项,签署日期,生效时间,延长至,新金额（万元）"


def test_amendments_of_several_kinds(office, database):
    agreed(office)
    made = office(
        "amendment", AMENDED, "XY-1,补1,延期；金额变更,2026-03-01,2026-04-01,2028-08-31,1.5",
        "XY-1,补2,延期,2026-03-01,2026-04-01,2029-08-31,", "XY-2,补1,金额变更,2026-03-01,2025-08-31,,2",
        "XY-2,补2,延期、金额变更,2026-03-01,2026-04-01,2028-08-31,",
    )  # fmt: skip
    told = [(row.number, error.field, error.code) for row in made.rows for error in row.errors]
    assert told == [
        (3, "effective_date", "duplicate"),
        (4, "effective_date", "out-of-range"),
        (5, "amount", "required"),
    ]
    names = ("number", "kinds", "valid_until", "amount")
    assert rows(database, "amendment", *names) == [("补1", ("1", "2"), date(2028, 8, 31), Decimal(15_000))]


def test_a_number_alone_makes_no_agreement(office, database):
    agreed(office)
    head = "订单班名称,协议编号,组班日期,结束日期"
    made = office("order_class", head, "甲班,XY-1,2025-09-01,2027-07-01", "乙班,XY-9,2025-09-01,2027-07-01")
    assert warned(made) == [(3, "agreement", "unknown-reference")]
    assert rows(database, "order_class", "name", "agreement", "remark") == [
        ("甲班", "XY-1", None),
        ("乙班", None, "协议：XY-9"),
    ]
    office("student", "姓名,身份证号", f"张甲,{identity_number(1)}")
    roster = (
        "丙班学员名册,,",
        "协议编号：XY-8　培养模式：订单培养,,",
        "姓名,身份证号,入班日期,订单班",
        f"张甲,{identity_number(1)},2025-09-01,丙班",
    )
    made = office("order_class_member", *roster)
    assert made.totals()["insert"] == 1, [(e.field, e.message) for row in made.rows for e in row.errors]
    assert rows(database, "order_class", "name", "agreement", "remark")[0] == ("丙班", None, "协议：XY-8")
    assert len(rows(database, "agreement", "number")) == 2


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [("2025-09-01", "2027-08-31", []), ("2025-08-31", "2027-08-31", ["start_date"]),
     ("2025-09-01", "2027-09-01", ["end_date"])],
)  # fmt: skip
def test_a_programme_outside_its_agreement_is_told_of(office, first, last, told):
    agreed(office)
    head = "项目名称,项目类型,合作企业,协议编号,开始日期,结束日期"
    made = office(
        "apprenticeship_programme", head, f"甲班,现代学徒制,示例一厂（沈阳）有限公司,XY-1,{first},{last}", write=False
    )
    found = [field for _row, field, code in warned(made) if code == "conflict"]
    assert found == told


def test_an_order_class_outside_its_agreement_is_told_of_before_it_is_written(office):
    agreed(office)
    made = office(
        "order_class", "订单班名称,协议编号,组班日期,结束日期", "甲班,XY-1,2025-08-31,2027-09-01", write=False
    )
    assert warned(made) == [(2, "form_date", "conflict"), (2, "end_date", "conflict")]
