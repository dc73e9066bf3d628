"""The page of a session: its steps filter the candidates by mouse, figures and F8; its papers and its seats are a step away."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.ui.kit import layouts
from desktop.ui.kit.page_widgets import FactLabel
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.exam_charts import Pipeline, RateBar, ScoreHistogram
from desktop.ui.record.exam_sessions import stage_of
from desktop.ui.record.related_tabs import RelatedTabs
from desktop.ui.record.seats_page import SeatsPage
from models.entities.certificates import ExamRegistration, ExamResult, ExamSession
from models.entities.people import ClassMembership
from models.entities.programmes import SchoolClass
from models.schema.fields import entity_named
from tests.models.statistics.test_session_views import Exam, scored


@pytest.fixture
def exam(database):
    made = Exam(database)
    for status, result, award in (
        ("3", None, False), ("1", None, False), ("2", None, False), ("4", None, False), ("7", scored(None, "2"), False),
        ("6", scored(60), False), ("6", scored(80), False), ("6", scored(90), True),
    ):  # fmt: skip
        made.come(status, result, award=award)
    return made


@pytest.fixture
def page(window, exam, settle):
    window.show_record(ExamSession, exam.session)
    settle(window)
    return window.stage.beside


def pipeline(page):
    return page.contents.body.findChild(Pipeline)


def tab(page):
    return page.contents.body.findChild(RelatedTabs).matter


def test_the_doors_say_who_took_a_step_and_who_did_not(page):
    told = [(door.words.count, door.words.note, door.words.waits) for door in pipeline(page).doors]
    assert told == [
        (7, "计划 20，退回、取消 1", False), (6, "待审 1", False), (5, "未缴 1", False), (4, "待排 1", False),
        (3, "缺考 1", False), (1, "合格 2，待登记 1", True), (0, "待认定 1", True),
    ]  # fmt: skip
    assert [door.current for door in pipeline(page).doors] == [*[False] * 5, True, False]


def test_a_step_filters_the_candidates_and_gives_them_back(page, window, settle):
    assert (tab(page).title, tab(page).count) == ("考生", 7)
    pipeline(page).doors[4].click()
    settle(window)
    assert (tab(page).title, tab(page).count) == ("考生：成绩", 3)
    assert pipeline(page).doors[4].chosen
    QTest.keyClick(pipeline(page).doors[4], Qt.Key.Key_6)
    settle(window)
    assert (tab(page).title, tab(page).count) == ("考生：证书", 1)
    assert pipeline(page).doors[5].hasFocus()
    QTest.keyClick(pipeline(page).doors[5], Qt.Key.Key_Left)
    assert pipeline(page).doors[4].hasFocus()
    pipeline(page).doors[5].click()
    settle(window)
    assert tab(page).count == 7


def test_f8_walks_over_what_is_to_be_seen_to(page, window, settle):
    seen = []
    for _step in range(4):
        QTest.keyClick(page.contents, Qt.Key.Key_F8)
        settle(window)
        seen.append(tab(page).title)
    assert seen == [
        "考生：没有照片",
        "考生：待登记证书",
        "考生：待认定学分",
        "考生：没有照片",
    ]


def test_another_session_is_seen_whole(page, window, settle, database, exam):
    pipeline(page).doors[4].click()
    settle(window)
    with database.transaction("另一批") as tx:
        other = tx.insert(
            ExamSession,
            {"code": "X", "certificate": exam.certificate, "exam_date": exam.view().row.values["exam_date"]},
        )
    window.show_record(ExamSession, other)
    settle(window)
    assert (tab(page).title, tab(page).count) == ("考生", 0)
    assert not any(door.chosen for door in pipeline(page).doors)


def test_rates_are_told_with_what_they_are_of(page):
    told = [bar.accessibleName() for bar in page.contents.body.findChildren(RateBar)]
    assert told == ["参考率 42.86%，3 / 7", "通过率 66.67%，2 / 3", "总通过率 28.57%，2 / 7"]
    chart = page.contents.body.findChild(ScoreHistogram)
    assert "合格线 70" in chart.accessibleName()
    assert page.footer == "考生 7：通过 2，未通过 1，缺考 1，退回、取消 1"


def test_its_seats_and_papers_are_a_step_away(page, window, settle, exam):
    assert [to["report"] for _words, to in page.prints(exam.session)] == [
        "exam-registration-list", "exam-ticket", "seat-plan", "exam-sign-in", "desk-stickers", "exam-result-list", "award-list",
    ]  # fmt: skip
    strip = page.contents.body.findChild(RelatedTabs)
    seats = layouts.widgets(strip.corner)[1]
    seats.click()
    settle(window)
    shown = window.stage.currentWidget()
    assert isinstance(shown, SeatsPage)
    assert shown.session == exam.session
    shown.back.click()
    settle(window)
    assert window.stage.beside is not None
    assert window.stage.beside.entity is entity_named("exam_session")


# --- marks typed in place


def sheet(page):
    return page.contents.sheet


def row_of(page, status=None, **said):
    rows = sheet(page).scores.scores.rows
    return next(
        nth for nth, one in enumerate(rows)
        if status in (None, one.status) and all(getattr(one, name) == value for name, value in said.items())
    )  # fmt: skip


def words(page, row):
    scores = sheet(page).scores.scores
    return {column.key: scores.index(row, nth).data() for nth, column in enumerate(scores.columns)}


def box(page):
    """The box that is open."""
    return next((one for one in sheet(page).scores.viewport().findChildren(QLineEdit) if one.isVisible()), None)


@pytest.fixture
def seated(window, database, settle):
    """Three who sat, one who was absent; no result but of the absent one."""
    exam = Exam(database)
    for status, result in (("5", None), ("5", None), ("5", None), ("7", {"attendance": "2"})):
        exam.come(status, result)
    window.resize(1440, 900)
    window.show_record(ExamSession, exam.session)
    settle(window)
    window.stage.beside.exam = exam
    return window.stage.beside


def results(page):
    with page.place.database.reading() as connection:
        own = ExamResult.table()
        rows = connection.execute(own.select().order_by(own.c.id)).mappings()
        return [(row["theory_score"], row["practice_score"], row["attendance"]) for row in rows]


def test_marks_are_typed_along_the_rows_and_judged_at_once(seated, window, settle):
    page, scores = seated, sheet(seated).scores
    assert page.add.text() == "登记成绩 3 人"
    page.add.click()
    assert box(page).hasFocus()
    first = scores.currentIndex().row()
    QTest.keyClicks(box(page), "70")
    QTest.keyClick(box(page), Qt.Key.Key_Tab)
    assert scores.currentIndex().column() == scores.scores.place_of("practice_score")
    settle(window)
    assert box(page) is not None  # reading again closes no box
    assert results(page)[1:] == [(70, None, "1")]
    assert words(page, first)["result"] == "缺成绩"
    QTest.keyClicks(box(page), "69.9")
    QTest.keyClick(box(page), Qt.Key.Key_Tab)
    settle(window)
    assert (words(page, first)["total"], words(page, first)["result"]) == ("69.9", "未通过")
    assert scores.currentIndex().row() == first + 1
    assert [door.words.count for door in pipeline(page).doors][3:5] == [4, 1]
    assert page.add.text() == "登记成绩 2 人"
    QTest.keyClick(box(page), Qt.Key.Key_Escape)
    settle(window)
    window.history.undo.trigger()
    settle(window)
    assert results(page)[1:] == [(70, None, "1")]
    window.history.undo.trigger()
    settle(window)
    assert results(page)[1:] == []


def test_what_is_being_typed_stays_while_the_session_is_read_again(seated, window, settle):
    page, scores = seated, sheet(seated).scores
    scores.open(0, scores.scores.place_of("theory_score"))
    QTest.keyClicks(box(page), "70")
    QTest.keyClick(box(page), Qt.Key.Key_Tab)
    QTest.keyClicks(box(page), "8")
    settle(window)  # the mark before was written, and the session was read
    assert words(page, 0)["result"] == "缺成绩"
    QTest.keyClicks(box(page), "5")
    QTest.keyClick(box(page), Qt.Key.Key_Return)
    settle(window)
    assert results(page)[1:] == [(70, 85, "1")]


def test_an_older_view_that_comes_late_is_dropped_and_its_mark_is_settled(seated, window, settle, late, qtbot):
    page, scores = seated, sheet(seated).scores
    late.awaited.append((page.contents, "marks"))
    scores.open(0, scores.scores.place_of("theory_score"))
    QTest.keyClicks(box(page), "70")
    QTest.keyClick(box(page), Qt.Key.Key_Tab)
    qtbot.waitUntil(late.known.is_set)
    QTest.keyClicks(box(page), "85")
    QTest.keyClick(box(page), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: words(page, 0)["total"] == "80.5")
    assert not scores.scores.typed
    late.set()
    settle(window)
    assert words(page, 0)["total"] == "80.5"


def test_enter_goes_down_a_column_over_those_who_have_no_marks(seated, window, settle):
    page, scores = seated, sheet(seated).scores
    rows = [nth for nth, one in enumerate(scores.scores.rows) if one.marked]
    scores.open(rows[0], scores.scores.place_of("theory_score"))
    for mark in ("61", "62", "63"):
        QTest.keyClicks(box(page), mark)
        QTest.keyClick(box(page), Qt.Key.Key_Return)
    settle(window)
    assert [one[0] for one in results(page)[1:]] == [61, 62, 63]
    assert box(page) is None  # past the last
    assert not page.contents.busy


def test_a_mark_that_cannot_be_is_said_and_changes_nothing(seated, window, settle):
    page, scores = seated, sheet(seated).scores
    scores.open(0, scores.scores.place_of("theory_score"))
    QTest.keyClicks(box(page), "181")
    QTest.keyClick(box(page), Qt.Key.Key_Return)
    settle(window)
    assert "150" in sheet(page).banner.words.text()
    assert len(results(page)) == 1
    assert words(page, 0)["theory_score"] == ""


def test_who_was_absent_has_no_box(seated, settle, window):
    page, scores = seated, sheet(seated).scores
    absent = row_of(page, "7")
    index = scores.scores.index(absent, scores.scores.place_of("theory_score"))
    assert not scores.scores.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert words(page, absent)["result"] == "缺考"
    scores.setCurrentIndex(index)
    QTest.keyClick(scores, Qt.Key.Key_Return)
    settle(window)
    assert window.stage.form.entity is ExamRegistration


@pytest.mark.parametrize(("place", "code", "told"), [
    ("本校考点", "0386", "本校考点（0386）"), (None, "0386", "0386"), ("本校考点", None, "本校考点"), (None, None, "—"),
])  # fmt: skip
def test_where_it_is_held(page, window, qtbot, database, exam, place, code, told):
    with database.transaction("站点") as tx:
        tx.update_stored(ExamSession, exam.session, {"station": place, "station_code": code})
    window.stage.beside.refresh()

    def where():  # what was let go waits hidden to be deleted, what is new is shown in an event of its own
        facts = [one.accessibleName() for one in page.contents.findChildren(FactLabel) if one.isVisible()]
        return [one for one in facts if one.startswith("考核站点")]

    qtbot.waitUntil(lambda: where() == [f"考核站点 {told}"])


def test_the_class_stands_beside_the_name(window, database, settle):
    exam = Exam(database)
    exam.come("5")
    with database.transaction("班") as tx:
        group = tx.insert(SchoolClass, {"name": "2023级数控1班", "grade_year": 2023})
        student = next(iter(tx.connection.execute(entity_named("student").table().select()).mappings()))["id"]
        tx.insert(ClassMembership, {"student": student, "school_class": group, "join_date": date(2023, 9, 1)})
    window.show_record(ExamSession, exam.session)
    settle(window)
    assert words(window.stage.beside, 0)["class"] == "2023级数控1班"


def test_candidates_are_grouped_by_what_they_came_to(page, window, settle):
    made = layouts.widgets(page.contents.body.findChild(RelatedTabs).corner)[0]
    assert [text for _key, text in made.options] == ["全部", "通过 2", "未通过 1", "缺考 1"]
    for nth, count in ((1, 2), (2, 1), (3, 1), (0, 7)):
        made = layouts.widgets(page.contents.body.findChild(RelatedTabs).corner)[0]
        made.take(key=nth)
        settle(window)
        assert (tab(page).count, len(sheet(page).scores.scores.rows)) == (count, count)


NEXT = [  # statuses with results, the fee; what the primary button says
    ((), 280, "报名"), (("1", "1", "2"), 280, "审核 2 人"), (("2", "4"), 280, "缴费 1 人"), (("2",), 0, "排座 1 人"),
    (("4", "4", "5"), 280, "排座 2 人"), (("5",), 280, "补报名"),
]  # fmt: skip


@pytest.mark.parametrize(("statuses", "fee", "words_"), NEXT)
def test_the_primary_button_says_what_the_session_waits_for(window, database, settle, statuses, fee, words_):
    exam = Exam(database, fee=fee, exam_date=date(2099, 5, 9), status="2")
    for status in statuses:
        exam.come(status)
    window.show_record(ExamSession, exam.session)
    settle(window)
    page = window.stage.beside
    assert (page.add.text(), page.add.isHidden()) == (words_, False)


AFTER = [  # results and awards, the status of the session; what the button says
    ([("6", 90, False, "")], "4", "登记证书 1 本"), ([("6", 90, True, "")], "4", "认定学分 1 人"), ([("6", 60, False, "")], "4", "公布成绩"),
    ([("6", 90, True, "2")], "5", "归档批次"), ([("6", 60, False, "")], "6", ""),
]  # fmt: skip


@pytest.mark.parametrize(("people", "status", "words_"), AFTER)
def test_after_the_examination_the_button_goes_on(window, database, settle, people, status, words_):
    exam = Exam(database)
    for state, total, award, credit in people:
        exam.come(state, scored(total), award=award, credit=credit)
    with database.transaction("状态") as tx:
        tx.update_stored(ExamSession, exam.session, {"status": status})
    window.show_record(ExamSession, exam.session)
    settle(window)
    page = window.stage.beside
    assert ("" if page.add.isHidden() else page.add.text()) == words_


def test_the_button_does_what_it_says(page, window, settle):
    assert page.add.text() == "登记证书 1 本"
    page.add.click()
    settle(window)
    assert window.findChild(ActPanel).act.name == "issue-certificate"


def test_sessions_are_listed_in_groups_with_what_they_wait_for(page, window, settle, database, exam):
    with database.transaction("别的") as tx:
        for code, day, status in (("P", date(2026, 9, 1), "1"), ("D", date(2025, 1, 5), "6")):
            values = {"code": code, "certificate": exam.certificate, "exam_date": day, "status": status}
            tx.insert(ExamSession, values)
    settle(window)
    lines = [page.model.line(row) for row in range(page.model.rowCount())]
    assert [(line.group, line.of_group, line.note) for line in lines] == [
        ("进行中", "1 批·7 人", "2025-11-08，待发证"), ("计划", "1 批", "2026-09-01，筹备"), ("已结", "1 批", "2025-01-05，归档"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "status", "over", "told"),
    [
        ({"1": 2, "4": 1}, "2", False, "审核中"), ({"2": 1}, "2", False, "缴费中"), ({"3": 1}, "3", False, "待排座"),
        ({"4": 5}, "3", False, "排考"), ({"4": 5}, "3", True, "待成绩"), ({"1": 1, "5": 3}, "4", True, "考试"), ({"4": 1, "6": 3}, "4", True, "待成绩"), ({"4-": 1, "6": 3}, "4", True, "待发证"),
        ({"6": 1, "7": 2}, "4", True, "待发证"), ({"7": 2}, "5", True, "待认定学分"), ({"8": 2}, "6", True, "归档"), ({}, "1", False, "筹备"),
    ],
)  # fmt: skip
def test_what_a_session_waits_for_in_a_word(steps, status, over, told):
    assert stage_of(steps, status, over=over) == told
