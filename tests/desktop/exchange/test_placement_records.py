"""Records of placements told by student and enterprise: which placement a row means, what is wrong with it, what is doubtful."""

from datetime import date

import pytest
from sqlalchemy import event

from desktop.exchange.applying import apply
from desktop.exchange.known_headings import headings_of
from desktop.exchange.writing import export
from models.database.errors import Invalid
from models.database.query import Condition, Query
from models.database.results import read_all
from models.rules.problems import problems
from models.schema.fields import entity_named
from tests import factories
from tests.desktop.exchange.test_importing import sheet
from tests.imported import plan

STUDENT, FIRM, POST, PLACEMENT = (entity_named(name) for name in ("student", "enterprise", "post", "placement"))
VISIT, LOG, ATTENDANCE, PAY, INCIDENT, ARCHIVE = (
    entity_named(name) for name in ("visit", "weekly_log", "attendance_month", "pay_month", "incident", "archive_item")
)
HEAD = ["学号", "姓名", "实习单位"]


def who(serial, firm=1):
    made = factories.student(serial)
    return [made["student_number"], made["name"], factories.enterprise(firm)["name"] if firm else None]


@pytest.fixture
def stays(database):
    """Students 1 to 3 at firm 1, the first of them twice; student 4 at none; the wage of the post is 5000, its lowest 4200."""
    with database.transaction("安置") as tx:
        firms = tx.insert_many(FIRM, [factories.enterprise(n) for n in (1, 2)])
        students = tx.insert_many(STUDENT, [factories.student(n) for n in (1, 2, 3, 4)])
        known = {"same_post_wage": "5000", "lowest_tier_wage": "4200"}
        post = tx.insert(POST, {"enterprise": firms[0], "name": "操作工", **known})
        plain = tx.insert(POST, {"enterprise": firms[0], "name": "质检员", "same_post_wage": "5000"})
        spring, autumn = (date(2026, 2, 2), date(2026, 6, 15)), (date(2025, 9, 1), date(2026, 1, 20))
        rows = [
            {"student": s, "enterprise": firms[0], "post": p, "start_date": span[0], "end_date": span[1], "status": "3"}
            for s, p, span in ((0, post, autumn), (0, post, spring), (1, plain, spring), (2, None, spring))
            for s in (students[s],)
        ]
        return tx.insert_many(PLACEMENT, rows)


def take(database, entity, path, head, *rows):
    made = plan(database, entity, sheet(path, [head, *rows]))
    apply(database, made)
    return made


def values(database, entity, *names):
    with database.reading() as connection:
        known = [name.removesuffix("_id") for name in names]
        return [tuple(row.values[name] for name in names) for row in read_all(connection, Query(entity), known)]


def complaints(row):
    return [(e.field, e.code) for e in row.errors], [(w.field, w.code) for w in row.warnings]


@pytest.mark.parametrize(
    ("month", "nth"),
    [("2025-09", 0), ("2026-01", 0), ("2026-02", 1), ("2026-06", 1)],
)
def test_the_month_chooses_among_several_placements(database, stays, tmp_path, month, nth):
    take(database, ATTENDANCE, tmp_path / "考勤.xlsx", [*HEAD, "月份"], [*who(1), month])
    assert values(database, ATTENDANCE, "placement_id") == [(stays[nth],)]


@pytest.mark.parametrize(
    ("entity", "cells", "errors"),
    [
        (ATTENDANCE, {"月份": "2026-07"}, [("month", "conflict")]),
        (ATTENDANCE, {"月份": "2026-06"}, []),
        (ATTENDANCE, {"月份": "2026-02"}, []),
        (ATTENDANCE, {"月份": "2026-01"}, [("month", "conflict")]),
        (PAY, {"月份": "2026-07", "实发": 1}, [("month", "conflict")]),
        (LOG, {"周次": "第30周", "提交日期": "2026-09-01"}, []),
        (ARCHIVE, {"材料": "实习报告", "归档日期": "2027-01-01"}, []),
        (INCIDENT, {"发生日期": "2026-09-01", "类别": "疾病"}, []),
    ],
)
def test_only_a_month_lies_within_the_placement(database, stays, tmp_path, entity, cells, errors):
    made = take(database, entity, tmp_path / "表.xlsx", [*HEAD, *cells], [*who(2), *cells.values()])
    assert complaints(made.rows[0])[0] == errors


@pytest.mark.parametrize(
    ("row", "field"),
    [(who(4), "placement"), (who(2, 2), "placement"), (who(9), "placement"), (who(2, 7), "enterprise")],
)
def test_who_is_placed_nowhere_has_no_records(database, stays, tmp_path, row, field):
    made = take(database, ATTENDANCE, tmp_path / "考勤.xlsx", [*HEAD, "月份"], [*row, "2026-03"])
    assert complaints(made.rows[0])[0] == [(field, "unknown-reference")]
    assert values(database, ATTENDANCE, "month") == []


def test_without_an_enterprise_the_student_and_the_month_decide(database, stays, tmp_path):
    take(database, ATTENDANCE, tmp_path / "考勤.xlsx", ["学号", "姓名", "月份"], [*who(1)[:2], "2026-03"])
    assert values(database, ATTENDANCE, "placement_id") == [(stays[1],)]


def test_the_month_of_the_sheet_holds_for_its_rows(database, stays, tmp_path):
    title = "2026年3月实习学生考勤表"
    made = plan(
        database, ATTENDANCE, sheet(tmp_path / "考勤.xlsx", [[title, None, None], [*HEAD, "出勤"], [*who(2), 20]])
    )
    assert [row.values["month"] for row in made.rows] == ["2026-03"]
    assert not made.rejected


MONEY = ("标准", "应出勤", "实出勤", "应发", "代扣", "实发")


@pytest.mark.parametrize(
    ("student", "cells", "errors", "warnings"),
    [
        (2, (5000, 20, 20, 5000, 0, 5000), [], []),
        (2, (5000, 20, 20, 5000, 0, 5000.01), [], []),
        (2, (5000, 20, 20, 5000, 0, 5000.02), [("paid", "out-of-range")], []),
        (2, (5000, 20, 20, 5000, 0, 4999.98), [("paid", "out-of-range")], []),
        (2, (5000, 20, 20, 5000, None, 5000), [], []),
        (2, (5000, 20, 20, 5000, 100, 4900), [], [("deduction", "R-INT-17")]),
        (2, (5000, 20, 19, 4750, 0, 4750), [], []),
        (2, (5000, 20, 19, 4751, 0, 4751), [], []),
        (2, (5000, 20, 19, 4751.01, 0, 4751.01), [], [("payable", "out-of-range")]),
        (2, (5000, 20, 21, 5250, 0, 5250), [], [("actual_days", "out-of-range")]),
        (2, (4000, 20, 20, 4000, 0, 4000), [], []),
        (2, (3999.99, 20, 20, 3999.99, 0, 3999.99), [], [("standard", "R-INT-16")]),
        (2, (4000, 20, 10, 2000, 0, 2000), [], []),
        (1, (3999, 20, 20, 3999, 0, 3999), [], [("standard", "R-INT-16")]),
        (3, (100, 20, 20, 100, 0, 100), [], []),
    ],
)
def test_what_is_paid_is_checked(database, stays, tmp_path, student, cells, errors, warnings):
    """registers.md §5: of student 1 the lowest tier is 4200, of 3 no wage is known; absence is not paid too little."""
    made = plan(
        database, PAY, sheet(tmp_path / "津贴.xlsx", [[*HEAD, "月份", *MONEY], [*who(student), "2026-03", *cells]])
    )
    assert complaints(made.rows[0]) == (errors, warnings)


@pytest.mark.parametrize(("lowest", "warned"), [("3900", False), ("3999", False), ("4000", True), (None, True)])
def test_the_lowest_tier_is_enough(database, stays, tmp_path, lowest, warned):
    with database.reading() as connection:
        (post,) = [r.id for r in read_all(connection, Query(POST, (Condition("name", "=", "操作工"),)), ("name",))]
    with database.transaction("岗位") as tx:
        tx.update(POST, post, {"lowest_tier_wage": lowest})
    made = plan(
        database,
        PAY,
        sheet(tmp_path / "津贴.xlsx", [[*HEAD, "月份", "标准", "实发"], [*who(1), "2026-03", 3999, 3999]]),
    )
    assert (("standard", "R-INT-16") in complaints(made.rows[0])[1]) is warned


@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [("2026-03-10", "2026-04-10", False), ("2026-03-10", "2026-04-11", True), ("2026-03-10", "2026-03-10", False)],
)
@pytest.mark.parametrize("together", [True, False])
def test_pay_comes_within_a_month_of_the_last(database, stays, tmp_path, first, second, warned, together):
    head, rows = [*HEAD, "月份", "实发", "发放日期"], ([*who(2), "2026-02", 1, first], [*who(2), "2026-03", 1, second])
    if not together:
        take(database, PAY, tmp_path / "上月.xlsx", head, rows[0])
    made = take(database, PAY, tmp_path / "本月.xlsx", head, *(rows if together else rows[1:]))
    assert (("paid_date", "R-INT-16") in complaints(made.rows[-1])[1]) is warned
    listed = [p for p in problems(database) if p.entity is PAY and p.field.name == "paid_date" and p.record_id]
    assert bool(listed) is warned


def test_pay_agrees_with_the_attendance(database, stays, tmp_path):
    head = [*HEAD, "月份", "实出勤"]
    take(database, ATTENDANCE, tmp_path / "考勤.xlsx", head, [*who(2), "2026-03", 20], [*who(3), "2026-03", 20])
    made = take(
        database, PAY, tmp_path / "津贴.xlsx", [*head, "实发"], [*who(2), "2026-03", 19, 1], [*who(3), "2026-03", 20, 1]
    )
    assert [complaints(row)[1] for row in made.rows] == [[("actual_days", "conflict")], []]


@pytest.mark.parametrize(
    ("told", "code"),
    [("2026-03-10", None), ("2026-03-11", None), ("2026-03-12", "out-of-range"), (None, "required")],
)
def test_the_authority_is_told_within_a_day(database, stays, tmp_path, told, code):
    head = [*HEAD, "发生日期", "类别", "上报日期"]
    made = take(database, INCIDENT, tmp_path / "事件.xlsx", head, [*who(2), "2026-03-10", "工伤", told])
    assert complaints(made.rows[0])[1] == ([("authority_told_date", code)] if code else [])


def test_a_day_told_with_the_time_is_the_day_of_an_incident(database, stays, tmp_path):
    head = [*HEAD, "发生时间", "类别", "上报日期"]
    take(database, INCIDENT, tmp_path / "事件.xlsx", head, [*who(2), "2026-03-10 14:30", "工伤", "2026-03-10"])
    assert values(database, INCIDENT, "occurred_date", "occurred_time") == [(date(2026, 3, 10), "14:30")]


def test_a_form_makes_no_second_record_of_a_month(database, stays):
    row = {"placement": stays[2], "month": "2026-03", "paid": "1"}
    with database.transaction("津贴") as tx:
        key = tx.insert(PAY, row)
    with pytest.raises(Invalid), database.transaction("津贴") as tx:
        tx.insert(PAY, row)
    with database.transaction("津贴") as tx:
        tx.update(PAY, key, {"paid": "2"})
    assert len(values(database, PAY, "paid")) == 1


def test_what_a_later_end_leaves_outside_may_still_be_changed(database, stays):
    with database.transaction("津贴") as tx:
        key = tx.insert(PAY, {"placement": stays[2], "month": "2026-06", "paid": "1"})
        tx.update(PLACEMENT, stays[2], {"end_date": date(2026, 5, 31)})
    assert [p.complaint.code for p in problems(database) if p.entity is PAY and p.record_id == key] == ["conflict"]
    with database.transaction("津贴") as tx:
        tx.update(PAY, key, {"remark": "补发"})
    with pytest.raises(Invalid), database.transaction("津贴") as tx:
        tx.update(PAY, key, {"month": "2026-07"})


def test_visits_need_no_student_and_may_name_one(database, stays, tmp_path):
    firm = who(2)[2]
    plain = take(
        database, VISIT, tmp_path / "a.xlsx", ["巡查日期", "实习单位", "巡查教师"], ["2026-03-02", firm, "周老师"]
    )
    assert not plain.questions
    head = [*HEAD, "巡查日期", "巡查教师"]
    made = take(
        database, VISIT, tmp_path / "b.xlsx", head, [*who(2), "2026-03-03", "周老师"], [*who(4), "2026-03-04", "周老师"]
    )
    assert complaints(made.rows[1])[0] == [("placement", "unknown-reference")]
    assert values(database, VISIT, "placement_id", "student") == [(None, None), (stays[2], who(2)[1])]


def test_records_are_found_and_filtered_by_student_and_enterprise(database, stays, tmp_path):
    head = [*HEAD, "月份"]
    take(database, ATTENDANCE, tmp_path / "考勤.xlsx", head, *([*who(n), "2026-03"] for n in (1, 2, 3)))
    name, number, firm = who(2)[1], who(2)[0], who(2)[2]

    def found(query):
        with database.reading() as connection:
            return [row.values["student"] for row in read_all(connection, query, ("student",))]

    assert found(Query(ATTENDANCE, search=name)) == found(Query(ATTENDANCE, search=number)) == [name]
    assert len(found(Query(ATTENDANCE, search=firm))) == 3
    assert found(Query(ATTENDANCE, search=f"{name} 没有的词")) == []
    with database.reading() as connection:
        (key,) = [r.id for r in read_all(connection, Query(STUDENT, search=number), ("name",))]
    assert found(Query(ATTENDANCE, (Condition("student", "=", key),))) == [name]


def test_what_is_exported_goes_in_again_unchanged(database, stays, tmp_path):
    take(
        database, PAY, tmp_path / "津贴.xlsx", [*HEAD, "月份", "实发"], [*who(1), "2026-03", 1], [*who(1), "2025-10", 2]
    )
    export(database, Query(PAY), tmp_path / "导出.xlsx")
    made = plan(database, PAY, tmp_path / "导出.xlsx")
    assert made.totals()["unchanged"] == 2


def test_the_archive_counts_each_kind_once(database, stays, tmp_path):
    head = [*HEAD, "材料类别"]
    take(
        database, ARCHIVE, tmp_path / "档案.xlsx", head, *([*who(2), kind] for kind in ("三方协议", "实习报告", "总结"))
    )
    assert [n for (n,) in values(database, PLACEMENT, "archive_count") if n] == [3]


def statements(database, work):
    """How many statements work takes."""
    told = []
    with database.reading() as connection:
        engine = connection.engine

    def listen(*_args):
        told.append(1)

    event.listen(engine, "before_cursor_execute", listen)
    work()
    event.remove(engine, "before_cursor_execute", listen)
    return len(told)


def test_many_rows_take_no_more_statements_than_few(database, stays, tmp_path):
    def taken(many):
        path = sheet(
            tmp_path / f"{many}.xlsx", [[*HEAD, "周次"], *([*who(2), f"{week}"] for week in range(1, many + 1))]
        )
        return statements(database, lambda: plan(database, LOG, path))

    assert taken(2) == taken(40) > 0


@pytest.mark.parametrize("word", ["学生", "实习生", "学员", "姓名", "学生姓名"])
@pytest.mark.parametrize("entity", [ARCHIVE, LOG, PAY, ATTENDANCE, INCIDENT, entity_named("placement_change")])
def test_the_student_may_be_headed_by_the_word_for_one(entity, word):
    """As our own lists head the column."""
    assert headings_of(entity).match(word) == "name"


def test_a_list_that_heads_the_names_by_student_is_read(database, stays, tmp_path):
    number, name, firm = who(2)
    head = ["学生", "学号", "单位名称", "材料", "归档日期"]
    take(database, ARCHIVE, tmp_path / "归档.xlsx", head, [name, number, firm, "三方协议", "2026年4月10日"])
    assert values(database, ARCHIVE, "placement_id", "kind") == [(stays[2], "1")]
