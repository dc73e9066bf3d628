"""The papers of the sample school say the published figures (specification §5.2) and agree with each other."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from desktop.demo import make_sample
from desktop.reports.catalogue import report_named
from desktop.reports.document import Table
from desktop.reports.report import make
from models.database.database import open_database
from models.statistics.groups import FIGURES

pytestmark = pytest.mark.slow
DAY = date(2019, 12, 10)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    opened = open_database(tmp_path_factory.mktemp("sample") / "sample.db")
    make_sample(opened)
    yield opened
    opened.close()


@pytest.fixture
def tables(sample):
    def made(name, **given):
        printed = {"as_of": DAY, "printed_by": "", "printed_at": datetime(2019, 12, 10, 9)}  # noqa: DTZ001 - local time
        document = make(sample, report_named(name), given.pop("ids", ()), **(printed | given))
        return [block for block in document.blocks if isinstance(block, Table)]

    return made


@pytest.mark.parametrize("day", [DAY, date(2026, 11, 23)])
def test_the_list_of_order_classes(day, tables):
    (table,) = tables("order-class-list", as_of=day)
    total = table.totals[0].cells
    assert (total[0], total[3]) == ("合计　101 个班", 9363)
    parts = [row.cells for row in table.rows if row.style == "subtotal"]
    assert len(parts) == 18
    assert [sum(cells[at] for cells in parts) for at in (1, 2, 3)] == list(total[1:4])


def test_the_statistics_of_groups_say_what_the_list_of_order_classes_says(tables):
    (table,) = tables("group-statistics", as_of=date(2020, 4, 20))
    sums, apart = (dict(zip(FIGURES, row.cells[1:], strict=True)) for row in table.totals)
    assert (sums["enterprises"], apart["enterprises"]) == (987, 951)
    assert (sums["order_classes"], sums["order_class_members"]) == (101, 9363)
    assert (apart["interns"], apart["apprentices"], apart["secondary"]) == (4603, 1500, 18)


def test_rosters_list_every_member_once(tables, sample):
    rosters = tables("order-class-roster")
    assert len(rosters) == 101
    assert sum(len(table.rows) for table in rosters) == 9363
    assert sum(int(table.totals[0].cells[0].split()[1]) for table in rosters) == 9363
    with_those_who_left = tables("order-class-roster", as_of=date(2026, 11, 23), options={"left": True})
    assert sum(len(table.rows) for table in with_those_who_left) == 9363 + 412


def test_statistics_count_whom_the_class_rosters_list(tables, sample):
    statistics = tables("student-statistics")
    total = sum(table.totals[0].cells[-6] for table in statistics)
    listed = sum(row.span == 1 for table in tables("class-roster") for row in table.rows)
    assert total == listed
    college = statistics[1].totals[0].cells[-6]
    assert (len(statistics), college) == (2, 1500)  # a level of its own, never added to the secondary schools
    assert statistics[0].totals[0].cells[-2] == 9363  # in order classes


def test_statistics_cross_foot(tables):
    for table in tables("student-statistics"):
        for row in (*table.rows, *table.totals):
            figures = row.cells[1:] if row.span > 1 else row.cells[3:]
            *grades, total = [figures[at : at + 4] for at in range(0, len(figures) - 5, 4)]
            assert [sum(column) for column in zip(*grades, strict=True)] == list(total)
            assert all(male + female == both for _classes, male, female, both in (*grades, total))


def test_enrolment_cross_foots_with_the_new_students(tables):
    (enrolled,) = tables("enrolment-report")  # the college enrols nobody in the sample
    total = enrolled.totals[0].cells
    for at in (4, 5, 6, 7, 10, 11, 12, 13, 14, 15):
        assert sum(row.cells[at] for row in enrolled.rows) == total[at - 3]
    planned, _applied, admitted, checked_in = total[1:5]
    assert planned >= checked_in
    assert admitted >= checked_in
    assert total[7] + total[8] == checked_in
    assert tables("student-statistics")[0].totals[0].cells[4] == checked_in  # 一年级 计


def test_placements_are_counted_by_level_and_visits_place_nobody(tables):
    (table,) = tables("placement-list")  # 23 of those not placed are on leave: registered, and so to be placed
    assert len(table.rows) == 4603
    assert [row.cells[0] for row in table.totals] == [
        "合计 4603 条安置：应实习 4680 人，已安置 4603 人，未安置 77 人，免实习 0 人；安置率 98.35%，对口率 100.00%。",
        "按方式：自主联系 286 人、订单/学徒 4317 人。",
        "按办学层次：中职 3103 人、高职专科 1500 人。",
    ]


@pytest.mark.parametrize(
    ("name", "most"),
    [("class-roster", 15), ("order-class-roster", 9), ("order-class-list", 14), ("group-statistics", 30)],
)
def test_rows_are_gathered_in_a_bounded_number_of_statements(name, most, tables, sample):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    tables(name)  # what is asked of a file once, whoever asks first, is no part of it
    sa.event.listen(sample.engine, "before_cursor_execute", note)
    try:
        tables(name)
    finally:
        sa.event.remove(sample.engine, "before_cursor_execute", note)
    assert 0 < len(statements) <= most
