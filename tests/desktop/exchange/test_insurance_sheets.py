"""Sheets of insurance: the policy in a title or head line, made where the sheet says enough of it, else kept as words."""

from datetime import date

import openpyxl
import pytest

from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entity_named
from tests.factories import identity_number
from tests.imported import plan

PERSON = f"张三,{identity_number(1)}"


@pytest.fixture
def office(run):
    run("student", ["姓名,身份证号", PERSON])
    run("enterprise", ["企业名称,所在地", "甲厂,210106"])
    run("insurance_policy", ["保单号,保险公司,保险期间", "PZ-2025-0901,甲保险,2025-09-01至2026-08-31"])
    return run


def kept(database, kind, *names):
    with database.reading() as connection:
        return [tuple(row.values[name] for name in names) for row in read_all(connection, Query(entity_named(kind)))]


HEADING, DAYS = "姓名,身份证号,起保日期,终保日期", "2025-09-01,2026-08-31"
TOLD = {
    "head line": ["被保险人清单", "保险公司：甲保险　保单号：PZ-2025-0901", HEADING, f"{PERSON},{DAYS}"],
    "title": ["PZ-2025-0901号保单被保险人清单", HEADING, f"{PERSON},{DAYS}"],
    "column": ["保单号," + HEADING, f"PZ-2025-0901,{PERSON},{DAYS}"],
    "days of the policy": ["保单号：PZ-2025-0901　保险期间：2025-09-01至2026-08-31", "姓名,身份证号", PERSON],
    "no days": ["保单号：PZ-2025-0901", "姓名,身份证号", PERSON],
}


@pytest.mark.parametrize("case", TOLD)
def test_the_policy_is_told_by_column_head_line_or_title(office, database, case):
    (row,) = office("insured_person", TOLD[case]).rows
    assert row.errors == []
    assert kept(database, "insured_person", "policy", "student", "insured_from", "insured_until") == [
        ("PZ-2025-0901", "张三", date(2025, 9, 1), date(2026, 8, 31))
    ]
    (again,) = office("insured_person", TOLD[case]).rows
    assert again.action == "unchanged"


def test_a_list_that_says_all_of_a_policy_makes_it(office, database):
    lines = ["保险公司：乙保险　保单号：PZ-新", HEADING, f"{PERSON},2026-03-01,2026-08-31"]
    (row,) = office("insured_person", lines).rows
    assert [(one.field, one.code) for one in row.warnings] == [("policy_number", "unknown-reference")]
    assert ("PZ-新", "乙保险", date(2026, 3, 1), date(2026, 8, 31)) in kept(
        database, "insurance_policy", "number", "insurer", "insured_from", "insured_until"
    )


@pytest.mark.parametrize(
    "lines", [["姓名,身份证号", PERSON], ["保单号：PZ-新", "姓名,身份证号", PERSON]], ids=["none", "number"]
)
def test_a_list_that_does_not_say_which_policy_is_rejected(office, lines):
    (row,) = office("insured_person", lines, write=False).rows
    assert row.action == "reject"


PLACED = "姓名,身份证号,实习单位,实习起,实习止"
STAY = f"{PERSON},甲厂,2025-09-15,2026-03-13"
CASES = {  # heading, cells -> number, insurer, first and last day, remark
    "known": ("保单号", "PZ-2025-0901", ("PZ-2025-0901", "甲保险", date(2025, 9, 1), date(2026, 8, 31), None)),
    "own days": ("保单号,保险起,保险止", "PZ-2025-0901,2025-09-15,2026-03-13",
                 ("PZ-2025-0901", "甲保险", date(2025, 9, 15), date(2026, 3, 13), None)),
    "period": ("保单号,保险期间", "PZ-2025-0901,2025.9.15-2026.3.13",
               ("PZ-2025-0901", "甲保险", date(2025, 9, 15), date(2026, 3, 13), None)),
    "new": ("保单号,保险公司,保险起,保险止", "PZ-新,乙保险,2025-09-01,2026-03-31",
            ("PZ-新", "乙保险", date(2025, 9, 1), date(2026, 3, 31), None)),
    "number alone": ("保单号", "PZ-新", (None, None, None, None, "责任险保单号：PZ-新")),
    "insurer alone": ("保险公司", "乙保险", (None, None, None, None, "保险公司：乙保险")),
    "with a remark": ("保单号,备注", "PZ-新,走读", (None, None, None, None, "走读；责任险保单号：PZ-新")),
    "days alone": ("保险起,保险止", "2025-09-15,2026-03-13", (None, None, date(2025, 9, 15), date(2026, 3, 13), None)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_a_placement_list_says_of_insurance(office, database, case):
    heading, cells, expected = CASES[case]
    (row,) = office("placement", [f"{PLACED},{heading}", f"{STAY},{cells}"]).rows
    assert row.errors == []
    names = ("policy_number", "insurer", "insured_from", "insured_until", "remark")
    assert kept(database, "placement", *names) == [expected]
    set_aside = [one for one in row.warnings if one.code == "unknown-reference" and "记入备注" in one.message]
    assert bool(set_aside) is ("PZ-新" in (expected[4] or "") or "乙保险" in (expected[4] or ""))
    (again,) = office("placement", [f"{PLACED},{heading}", f"{STAY},{cells}"]).rows
    assert again.action == "unchanged"


# cells of name and number, of the policy; what is wrong in which column, and how many persons nobody knows
WHO = [
    (PERSON, "PZ-2025-0901", [], 0),
    (",", "PZ-2025-0901", [("student", "required")], 0),  # nobody at all is nobody new
    (f"钱一,{identity_number(3)}", "PZ-2025-0901", [("student", "unknown-reference")], 1),
    ("钱一,", "PZ-2025-0901", [("id_number", "required")], 0),
    (PERSON, "", [("policy", "required")], 0),
]


@pytest.mark.parametrize(("person", "policy", "wrong", "persons"), WHO)
def test_who_is_not_told_is_nobody_new(office, person, policy, wrong, persons):
    made = office(
        "insured_person", ["保单号,起保日期,终保日期,姓名,身份证号", f"{policy},{DAYS},{person}"], write=False
    )
    assert [(error.field, error.code) for row in made.rows for error in row.errors] == wrong
    assert len(made.persons) == persons


def test_of_two_rows_of_one_person_the_first_is_kept(office, database):
    lines = ["保单号：PZ-2025-0901", HEADING, f"{PERSON},{DAYS}", f"{PERSON},2026-03-01,2026-08-31"]
    made = office("insured_person", lines, write=False)
    assert [[error.code for error in row.errors] for row in made.rows] == [[], ["duplicate-in-file"]]


def test_a_merged_number_holds_for_its_range(office, database, tmp_path):
    book = openpyxl.Workbook()
    for line in ("保单号,姓名,身份证号", f"PZ-2025-0901,{PERSON}", f",李四,{identity_number(2)}"):
        book.active.append(line.split(","))
    book.active.merge_cells("A2:A3")
    path = tmp_path / "合并.xlsx"
    book.save(path)
    office("student", ["姓名,身份证号", f"李四,{identity_number(2)}"])
    made = plan(database, entity_named("insured_person"), path)
    assert [row.errors for row in made.rows] == [[], []]
    assert [row.values["policy_number"] for row in made.rows] == ["PZ-2025-0901"] * 2
