"""Every report over a small office: its words, its days, its masks, and that all renderings count alike."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from desktop.reports.catalogue import FAMILIES, report_named, reports
from desktop.reports.document import MINOR, PageBreak, Table
from desktop.reports.flow import frame_of
from desktop.reports.report import OptionError, make, render
from desktop.reports.tables import grid_scale
from desktop.reports.text import render_text
from desktop.reports.workbook import render_workbook
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.entities.enrolment import Admission, EnrolmentPlan
from models.entities.policy import PolicyParameter, Waiver
from models.entities.programmes import Major
from tests.desktop.reports.office import AUTUMN, SPRING, Office

NAMES = (
    "class-roster", "order-class-roster", "agreement-ledger", "promises-kept", "agreement-summary", "order-class-list", "placement-list", "unplaced-list", "capacity-check",
    "placement-filing", "check-report", "pay-list", "visit-list", "visit-statistics", "incident-report", "assessment-form", "score-list", "student-statistics",
    "enrolment-report",
)  # fmt: skip


@pytest.fixture
def office(database):
    return Office(database)


@pytest.fixture
def paper(database, office):
    def made(name, ids=(), day=AUTUMN, **given):
        return make(
            database, report_named(name), ids, as_of=day, printed_by="王老师",
            printed_at=datetime(2025, 11, 23, 10, 15), **given,  # noqa: DTZ001 - local time, as on the wall
        )  # fmt: skip

    return made


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def test_they_are_there_in_their_order():
    assert set(NAMES) <= {one.name for one in reports()}
    letters = [one.code[:2] for one in reports()]
    assert list(dict.fromkeys(letters))[: len(FAMILIES)] == list(FAMILIES), "each family once, in the order of the menu"
    assert len([a for a, b in pairwise(letters) if a != b]) == len(set(letters)) - 1
    for family in set(letters):
        numbers = [int(one.code[3:5]) for one in reports() if one.code[:2] == family]
        assert numbers == sorted(numbers)
    for one in reports():
        assert one.purpose
        assert one.keys
        assert len({option.name for option in one.options}) == len(one.options)


def test_no_two_papers_bear_the_same_number():
    codes = [one.code for one in reports() if one.code]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_not_made_smaller_than_four_fifths_on_the_sheet_of_the_form(name, paper):
    document = paper(name)
    frame = frame_of(document)
    for table in tables(document):
        usual = tuple(column for column in table.columns if not column.optional)
        assert grid_scale(replace(table, columns=usual), frame.width) >= 0.8


@pytest.mark.parametrize("name", NAMES)
def test_words(name, paper, golden):
    golden(f"reports/{name}.txt", render_text(paper(name)))


def test_words_of_another_day_and_with_choices(paper, office, golden):
    chosen = {
        "class-roster": ([office.classes["A"], office.classes["B"]], SPRING, {"order": "pinyin"}),
        "order-class-roster": ([office.order_class], AUTUMN, {"left": True, "order": "gender"}),
        "enrolment-report": ([office.school], AUTUMN, {"year": 2025, "rate": "admitted"}),
        "student-statistics": ([office.school], AUTUMN, {"basis": "present"}),
    }
    texts = [render_text(paper(name, ids, day, options=more)) for name, (ids, day, more) in chosen.items()]
    golden("reports/chosen.txt", "\n".join(texts))


def test_a_student_stands_in_the_class_of_the_day(paper, office):
    for day, key in ((SPRING, "B"), (date(2025, 6, 30), "B"), (date(2025, 7, 1), "A"), (AUTUMN, "A")):
        found = [c for c in "AB" if "李　四" in render_text(paper("class-roster", [office.classes[c]], day))]
        assert found == [key], day


@pytest.mark.parametrize(("name", "count"), [("class-roster", 1), ("order-class-roster", 2), ("placement-list", 2)])
def test_numbers_are_masked_unless_asked_for(name, count, paper, database, office):
    with database.reading() as connection:
        sql = "SELECT id_number, phone FROM student WHERE name = '张三'"
        identity, phone = connection.exec_driver_sql(sql).one()
    masked, plain = (render_text(paper(name, unmasked=asked)) for asked in (False, True))
    shown = [number for number in (identity, phone, "13000009999") if number in plain]
    assert len(shown) == count
    assert not any(number in masked for number in (identity, phone, "13000009999"))
    assert [paper(name, unmasked=asked).sensitive for asked in (False, True)] == [False, True]


@pytest.mark.parametrize("name", NAMES)
def test_text_and_workbook_have_the_same_rows(name, paper):
    stream = BytesIO()
    render_workbook(paper(name), stream)
    sheets = load_workbook(stream).worksheets
    document = paper(name)
    blocks = list(document.blocks)
    assert len(sheets) == max(1, sum(isinstance(block, PageBreak) for block in blocks))
    listed = [row for block in blocks if isinstance(block, Table) for row in block.rows if row.style == "normal"]
    # the first cells of rows as the workbook holds them
    first = [str(sheet.cell(r, 1).value) for sheet in sheets for r in range(1, sheet.max_row + 1)]
    assert all(str(row.cells[0]) in first for row in listed)


MARKED = {"class-roster": "A", "order-class-roster": "", "placement-list": ""}  # of them who is under 18 bears a mark


@pytest.mark.parametrize(
    ("day", "minor"), [(date(2026, 1, 5), True), (date(2026, 1, 6), False)], ids=["birthday", "after"]
)
@pytest.mark.parametrize("name", MARKED)
def test_minors_bear_their_mark_on_every_roster_until_the_day_after_the_birthday(name, day, minor, paper, office):
    of = {"class-roster": office.classes["A"], "order-class-roster": office.order_class, "placement-list": office.plan}
    text = render_text(paper(name, [of[name]], day=day))
    assert ("张　三▲" in text) is minor
    assert "张　三" in text
    assert ("▲ 截至" in text) is ("▲" in text.replace("▲ 截至", ""))
    assert not minor or f"▲ 截至{day.year}年{day.month}月{day.day}日未满 18 周岁。" in text


def test_a_roster_of_adults_has_neither_mark_nor_note(paper, office):
    assert "▲" not in render_text(paper("class-roster", [office.classes["G"]]))


def test_an_empty_class_prints_a_note(paper, office):
    (table,) = tables(paper("class-roster", [office.classes["E"]]))
    assert table.rows[0].cells == ("截至2025年11月20日，本班没有在籍学生。",)
    assert table.totals[0].cells[0].startswith("合计 0 人")


def test_lists_and_statistics_agree(paper, office):
    listed = sum(len(table.rows) for table in tables(paper("class-roster", [office.classes[c] for c in "ABCG"])))
    counted = [table.totals[0].cells for table in tables(paper("student-statistics"))]
    assert listed == 11  # 赵退 has left the school, 无班 stands in no class
    # the last five figures are 其中; before them stands the total
    assert sum(cells[-6] for cells in counted) == listed
    assert [cells[-6] for cells in counted] == [9, 2]  # 中职 and 高职 are not added up


def test_grades_and_sexes_add_up(paper):
    for table in tables(paper("student-statistics")):
        for row in (*table.rows, *table.totals):
            figures = row.cells[1:] if row.span > 1 else row.cells[3:]
            *grades, total = [figures[at : at + 4] for at in range(0, len(figures) - 5, 4)]
            assert [sum(column) for column in zip(*grades, strict=True)] == list(total)
            assert all(male + female == both for _classes, male, female, both in (*grades, total))


def test_order_class_figures(paper):
    (table,) = tables(paper("order-class-list"))
    assert table.totals[1].cells == ("合作企业 3 家次，去重 2 家。",)
    assert table.totals[0].cells == ("合计　2 个班", 35, 5, 4, "2/80", Decimal("12.35"), 2, 0, "—", "", "")
    assert [row.cells[0] for row in table.rows if row.style == "subtotal"] == [
        "示范汽车集团小计　1 个班", "示范信息集团小计　1 个班"
    ]  # fmt: skip


def test_an_order_class_is_not_listed_before_it_was_formed(paper):
    (table,) = tables(paper("order-class-list", day=SPRING))
    assert [row.cells[1] for row in table.rows] == ["宝马订单班（2023级）"]


def test_placement_figures(paper):
    (table,) = tables(paper("placement-list", options={"exempt": 1}))
    # 张三 李四 王䶮 赵海涛 孙明明 周静 吴鹏 are registered (one of them 休学) and of the third grade; one is exempt
    assert table.totals[0].cells[0] == (
        "合计 2 条安置：应实习 6 人，已安置 2 人，未安置 4 人，免实习 1 人；安置率 33.33%，对口率 100.00%。"
    )
    assert table.totals[1].cells[0] == "按方式：学校统一 1 人、自主联系 1 人。"


def test_a_breach_that_was_let_pass_stands_on_the_check_report_with_who_and_why(paper, office, database):
    plain = render_text(paper("check-report"))
    assert "△" not in plain.replace("△ 不符而准许例外", "")
    with database.transaction("例外") as tx:
        row = {"rule": "R-INT-14", "entity": "placement", "record_id": office.stays["张三"], "operator": "李校长"}
        tx.insert(Waiver, row | {"reason": "家长出差", "granted_date": AUTUMN, "until_date": date(2025, 12, 1)})
        tx.insert(
            Waiver, row | {"rule": "R-INT-22", "entity": "enterprise", "record_id": office.firm, "reason": "补办中"}
        )
    text = render_text(paper("check-report", (office.plan,)))
    assert "李校长：家长出差，至 2025-12-01" in text
    assert text.count("李校长：补办中") == 2
    (rules, _people, _breaches) = tables(paper("check-report"))
    broken = {row.cells[0]: row.cells[5:9] for row in rules.rows}
    assert (broken["R-INT-14"], broken["R-INT-22"], broken["R-INT-15"]) == ((0, 2, 1, 0), (0, 2, 2, 0), (0, 0, 0, 2))


def test_what_was_kept_at_the_end_stands_on_the_check_report_with_its_day(paper, office, database):
    stay, last = office.stays["张三"], AUTUMN
    with database.transaction("中止") as tx:
        for name, given in (
            ("更正实习状态", {"correction": "在岗"}),
            ("中止实习", {"end_date": last, "end_reason": "3"}),
        ):
            apply(tx, plan(tx.connection, act_named(name), [stay], given, day=last))
        table = PolicyParameter.table()
        hours = tx.connection.execute(table.select().where(table.c.key == "R-INT-09.hours")).mappings().all()
        tx.update_many(PolicyParameter, [(row["id"], {"value": Decimal(1)}) for row in hours])
    _rules, people, _breaches = tables(paper("check-report", (office.plan,), day=last))
    ended = tables(paper("check-report", (office.plan,), day=last + timedelta(days=30)))[3]
    mine = next(row for row in people.rows if row.cells[2].startswith("张三"))
    (row,) = ended.rows
    assert row.cells[4:6] == (last.isoformat(), last.isoformat())
    assert row.cells[6:-2] == mine.cells[4:-2]  # all but assessment and archive as they stood


@pytest.mark.parametrize(
    ("of", "record", "names", "total"),
    [
        ("enterprise", "firm", ["孙明明", "张三"], "合计 2 条安置：已安置 2 人；对口率 100.00%。"),
        ("enterprise", "second_firm", [], "合计 0 条安置：已安置 0 人；对口率 —。"),
        ("staff", "head", ["孙明明", "张三"], "合计 2 条安置：已安置 2 人；对口率 100.00%。"),
        (  # four of them are registered, one 休学
            "school_class", "A", ["张三"],
            "合计 1 条安置：应实习 4 人，已安置 1 人，未安置 3 人，免实习 0 人；安置率 25.00%，对口率 100.00%。",
        ),
        (
            "school_class", "C", [],
            "合计 0 条安置：应实习 0 人，已安置 0 人，未安置 0 人，免实习 0 人；安置率 —，对口率 —。",
        ),
    ],
)  # fmt: skip
def test_placements_of_one_firm_class_or_teacher(of, record, names, total, paper, office):
    key = office.classes[record] if of == "school_class" else getattr(office, record)
    (table,) = tables(paper("placement-list", [key], of=of, options={"order": "pinyin"}))
    shown = [row.cells[2].removesuffix(MINOR) for row in table.rows if row.of is not None]
    assert sorted(shown) == sorted(names)
    assert table.totals[0].cells[0] == total


def test_more_exempt_than_unplaced_is_a_sentence(paper):
    with pytest.raises(OptionError, match="免实习人数 9 多于未安置的 5 人"):
        render_text(paper("placement-list", options={"exempt": 9}))


def test_enrolment_rates_come_from_sums(paper):
    (table,) = tables(paper("enrolment-report"))
    welding, computing = table.rows
    assert welding.cells[4:10] == (0, 0, 0, 0, None, None)
    assert computing.cells[4:10] == (3, 9, 4, 2, Decimal("50.00"), Decimal("66.67"))
    assert computing.cells[10:16] == (0, 2, None, 1, 1, 0)
    assert table.totals[0].cells[5:7] == (Decimal("50.00"), Decimal("66.67"))
    (later,) = tables(paper("enrolment-report", day=date(2025, 12, 31)))
    assert later.rows[1].cells[7] == 3
    assert later.rows[1].cells[13:16] == (1, 1, 1)


def test_what_nobody_recorded_is_no_nought(paper, office, database):
    # a major without plan and applicants, whose newcomer has neither a place of origin nor a word about order classes
    with database.transaction("加") as tx:
        major = tx.insert(Major, {"name": "未登记专业", "code": "710999", "duration": "3"})
        row = {"year": 2025, "school": office.school, "major": major, "admitted_date": date(2025, 7, 20)}
        tx.insert(EnrolmentPlan, {"year": 2025, "school": office.school, "major": major})
        tx.insert(Admission, {**row, "name": "甲某", "check_in_date": date(2025, 9, 1)})
    (table,) = tables(paper("enrolment-report"))
    (line,) = [row for row in table.rows if row.cells[2] == "未登记专业"]
    assert line.cells[4:16] == (None, None, 1, 1, Decimal("100.00"), None, None, None, None, None, None, None)
    assert {column.empty for column in table.columns[4:16]} == {"—"}
    # the sums are of what is recorded, and only majors with a plan fulfil one: 2 of 3, though 3 came
    assert table.totals[0].cells[1:7] == (3, 9, 5, 3, Decimal("60.00"), Decimal("66.67"))
    (early,) = tables(paper("enrolment-report", day=date(2025, 8, 1)))  # before the first has come
    assert [row.cells[6:10] for row in early.rows[:1]] == [(0, None, None, None)]
    assert early.totals[0].cells[3:7] == (5, None, None, None)
    (none,) = tables(paper("enrolment-report", day=date(2025, 7, 1)))  # before anybody is admitted
    assert none.totals[0].cells[3:5] == (None, None)
    assert "有 1 个专业没有登记招生计划" in render_text(paper("enrolment-report"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"nothing": 1}, "没有选项“nothing”"),
        ({"order": "height"}, "“height”不在可选项中"),
        ({"fill_to": "x"}, "补空行"),
    ],
)
def test_options_are_judged(given, words, paper):
    with pytest.raises(OptionError, match=words):
        paper("class-roster", options=given)


def test_options_are_read_as_people_write_them(paper, office):
    ids = [office.order_class]
    (table,) = tables(paper("order-class-roster", ids, options={"left": "是", "fill_to": "45", "order": "姓名拼音"}))
    assert (len(table.rows), table.fill_to) == (5, 45)
    assert [row.cells[9] for row in table.rows] == ["在班"] * 4 + ["主动退出"]


@pytest.mark.parametrize("ending", [".pdf", ".xlsx", ".txt"])
def test_rendering_to_a_file(ending, paper, tmp_path):
    target = tmp_path / f"名单{ending}"
    told = render(paper("class-roster"), target)
    assert all("字体" in sentence for sentence in told)  # which typefaces stood in on this computer
    assert bool(told) <= (ending == ".pdf")
    assert target.stat().st_size > 500


def test_a_report_of_nothing_says_so(database):
    for each in reports():
        blank = make(database, each, (), as_of=AUTUMN, printed_by="", printed_at=datetime(2025, 11, 20))  # noqa: DTZ001 - as above
        told = [line for line in render_text(blank).splitlines()[1:] if line.strip()]
        assert len(told) > 1, each.name  # more than its title
