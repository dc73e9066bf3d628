"""Sheets with a column for each value of a field: archives by material, weeks and months across, read as rows of records."""

from datetime import date

import pytest

from desktop.exchange.applying import apply
from desktop.exchange.mapping import likeliest, likenesses
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.rejected_rows import write_errors
from models.database.attachments import NewFile, attach, attachments_of
from models.database.query import Query
from models.database.results import ids_of
from tests.desktop.exchange.test_importing import sheet
from tests.desktop.exchange.test_placement_records import (
    ARCHIVE,
    ATTENDANCE,
    HEAD,
    LOG,
    PAY,
    stays,  # noqa: F401 - a fixture
    take,
    values,
    who,
)
from tests.imported import plan

pytestmark = pytest.mark.usefixtures("stays")
EIGHT = ["三方协议", "实习方案", "实习报告", "考核结果", "实习日志", "检查记录", "总结", "佐证材料"]


def archived(database):
    return sorted(values(database, ARCHIVE, "student", "kind", "filed_date"), key=str)


def test_an_archive_by_material_is_as_many_records_as_it_has_ticks_and_days(database, tmp_path):
    cells = ["√", "2026-06-20", date(2026, 6, 21), "有", "×", "", None, "2026/6/25"]
    made = take(database, ARCHIVE, tmp_path / "档案.xlsx", [*HEAD, *EIGHT], [*who(2), *cells], [*who(3), *["√"] * 8])
    assert made.totals() == {"insert": 13, "update": 0, "unchanged": 0, "reject": 0}
    second, third = who(2)[1], who(3)[1]
    assert [one[1:] for one in archived(database) if one[0] == second] == [
        ("1", None), ("2", date(2026, 6, 20)), ("3", date(2026, 6, 21)), ("4", None), ("8", date(2026, 6, 25)),
    ]  # fmt: skip
    assert [one[1:] for one in archived(database) if one[0] == third] == [(str(n), None) for n in range(1, 9)]


def test_it_is_read_again_without_a_change_and_a_later_tick_adds_one(database, tmp_path):
    head = [*HEAD, *EIGHT[:3]]
    take(database, ARCHIVE, tmp_path / "a.xlsx", head, [*who(2), "√", "2026-06-20", ""])
    assert (
        take(database, ARCHIVE, tmp_path / "b.xlsx", head, [*who(2), "√", "2026-06-20", ""]).totals()["unchanged"] == 2
    )
    again = take(database, ARCHIVE, tmp_path / "c.xlsx", head, [*who(2), "√", "2026-06-20", "√"])
    assert (again.totals()["insert"], again.totals()["unchanged"]) == (1, 2)


def test_what_is_neither_a_tick_nor_a_day_is_given_back_with_its_line(database, tmp_path):
    made = plan(database, ARCHIVE, sheet(tmp_path / "a.xlsx", [[*HEAD, *EIGHT[:3]], [*who(2), "√", "补交中", "√"]]))
    (wrong,) = made.rejected
    assert (wrong.number, wrong.raw["kind"], [e.field for e in wrong.errors]) == (2, "实习方案", ["filed_date"])
    assert [row.raw["kind"] for row in made.rows_with(Action.INSERT)] == ["三方协议", "实习报告"]
    assert write_errors(made, tmp_path / "退回.xlsx") == 1
    back = plan(database, ARCHIVE, tmp_path / "退回.xlsx")
    assert len(back.rows) == 3  # the whole line stands there, to be mended and read again


def test_columns_that_name_no_material_stay_unread_and_are_told(database, tmp_path):
    made = plan(
        database,
        ARCHIVE,
        sheet(tmp_path / "a.xlsx", [[*HEAD, "三方协议", "总结", "其它材料"], [*who(2), "√", "√", "√"]]),
    )
    assert [column.heading for column in made.unread] == ["其它材料"]
    assert made.totals()["insert"] == 2


def test_a_single_such_column_may_be_anything(database, tmp_path):
    made = plan(database, ARCHIVE, sheet(tmp_path / "a.xlsx", [[*HEAD, "总结"], [*who(2), "√"]]))
    assert made.totals()["reject"] == 1  # the material is not said


def test_a_plain_list_is_read_as_before(database, tmp_path):
    head = [*HEAD, "材料类别", "归档日期", "总结", "实习报告"]
    made = plan(database, ARCHIVE, sheet(tmp_path / "a.xlsx", [head, [*who(2), "三方协议", "2026-06-20", "√", "√"]]))
    assert (made.totals()["insert"], [column.heading for column in made.unread]) == (1, ["总结", "实习报告"])


MONTHS = [
    ("考勤.xlsx", None, ["2026年3月", "2026年4月"]), ("考勤.xlsx", ["2025-2026学年第二学期考勤汇总"], ["3月", "4月"]),
    ("2026年考勤.xlsx", None, ["3月", "4月"]), ("考勤.xlsx", ["考勤汇总（2026年）"], ["月份3月", "月份4月"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title", "head"), MONTHS)
def test_days_by_month_across(database, tmp_path, name, title, head):
    lines = [*([title] if title else []), [*HEAD, *head], [*who(2), 20, 18.5], [*who(3), 0, None]]
    made = plan(database, ATTENDANCE, sheet(tmp_path / name, lines))
    apply(database, made)
    found = sorted((a, b, str(c)) for a, b, c in values(database, ATTENDANCE, "student", "month", "actual_days"))
    second, third = who(2)[1], who(3)[1]
    assert found == sorted([(second, "2026-03", "20.0"), (second, "2026-04", "18.5"), (third, "2026-03", "0.0")])


def test_months_of_no_year_are_not_guessed(database, tmp_path):
    made = plan(database, ATTENDANCE, sheet(tmp_path / "考勤.xlsx", [[*HEAD, "3月", "4月"], [*who(2), 20, 18]]))
    assert [column.heading for column in made.unread] == ["3月", "4月"]


def test_pay_by_month_and_logs_by_week_across(database, tmp_path):
    take(database, PAY, tmp_path / "津贴.xlsx", [*HEAD, "2026年3月", "2026年4月"], [*who(2), 4300, "4,250.50"])
    assert sorted((b, str(c)) for _a, b, c in values(database, PAY, "student", "month", "paid")) == [
        ("2026-03", "4300.00"), ("2026-04", "4250.50"),
    ]  # fmt: skip
    take(database, LOG, tmp_path / "周志.xlsx", [*HEAD, "第1周", "第2周", "第3周"], [*who(2), "√", "2026-02-20", ""])
    assert sorted(values(database, LOG, "week", "submitted_date"), key=str) == [(1, None), (2, date(2026, 2, 20))]


def test_such_a_sheet_is_known_for_what_it_is(tmp_path):
    path = sheet(tmp_path / "材料.xlsx", [[*HEAD, *EIGHT], [*who(2), *["√"] * 8]])
    assert likeliest(likenesses(read_workbook(path))) is ARCHIVE


def test_scans_are_kept_with_the_material(database, tmp_path):
    take(database, ARCHIVE, tmp_path / "a.xlsx", [*HEAD, "三方协议", "总结"], [*who(2), "√", "√"])
    with database.reading() as connection:
        first, _second = ids_of(connection, Query(ARCHIVE))
    attach(database, ARCHIVE, first, [NewFile("三方协议.pdf", b"%PDF-1", "1")])
    with database.reading() as connection:
        assert [one.file_name for one in attachments_of(connection, "archive_item", first)] == ["三方协议.pdf"]
