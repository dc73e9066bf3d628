"""The pages of a programme of apprentices and of a mentor: cards for all three kinds, the table, ways on."""

from copy import copy
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop.ui.kit.controls import Button
from desktop.ui.kit.page_widgets import FigureLink, LoadBar, RecordLink
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.apprentice_table import (
    FATE,
    MARK,
    MENTOR,
    NAME,
    PAY,
    POST,
    PROOFS,
    STATION,
    TUTOR,
    LearnerList,
    LearnerTable,
)
from desktop.ui.record.apprenticeship_charts import MentorBars, RotationLanes, SubsidyBar
from desktop.ui.record.related_tabs import RelatedTabs
from models.acts.apprentices import ASSESS
from models.entities.apprenticeships import ApprenticeshipProgramme, Mentor
from models.entities.policy import PolicyParameter
from tests.apprenticeship_office import AFTER, DAY, ApprenticeshipOffice
from tests.desktop.ui.test_accessible import faults
from tests.desktop.ui.test_pages import press


@pytest.fixture
def empty_file(grown):
    return grown(ApprenticeshipOffice, DAY.isoformat())[0]


@pytest.fixture(params=[DAY])
def office(database, grown, monkeypatch, request):
    monkeypatch.setenv("SHUANGYUAN_TODAY", request.param.isoformat())
    made = copy(grown(ApprenticeshipOffice, DAY.isoformat())[1])
    made.database = database
    return made


@pytest.fixture
def page(window, office, settle):
    window.stage.go_beside(ApprenticeshipProgramme)
    settle(window)
    return window.stage.beside


def shown(page, settle, window, key):
    page.opened(key)
    settle(window)
    return page.contents


def words(widget):
    return [
        part.text() for kind in (QLabel, QAbstractButton) for part in widget.findChildren(kind) if not part.isHidden()
    ]


def test_programmes_are_listed_by_their_kind(page):
    model = page.model
    told = [(model.begins(row) or None) for row in range(model.rowCount())]
    assert [line.group if line else "" for line in told] == ["现代学徒制", "企业新型学徒制", ""]
    assert [line.of_group for line in told if line] == ["1 个项目·6 人", "2 个项目·2 人"]
    heights = [page.list.visualRect(model.index(row)).height() for row in range(model.rowCount())]
    assert heights[0] == heights[1] > heights[2]
    assert model.line(0).right == "6/6"


def test_the_cards_of_a_programme_of_students(page, office, settle, window):
    contents = shown(page, settle, window, office.modern)
    said = words(contents)
    assert {"师徒比", "轮岗", "考核", "材料"} <= set(said)
    assert "补贴" not in said
    assert "谭师傅 4 人，超 1 人" in said
    assert contents.findChild(MentorBars).accessibleName() == "各师傅带徒：谭师傅 4 人、周师傅 2 人"
    lanes = contents.findChild(RotationLanes).accessibleName()
    assert "第 2 组 1 人：检测 2025-03-01—2025-08-15、装配 2025-09-01—2026-02-28" in lanes
    assert not faults(contents)


def test_the_load_leads_to_the_pairs(page, office, settle, window):
    contents = shown(page, settle, window, office.modern)
    next(b for b in contents.findChildren(RecordLink) if b.text() == "调整").click()
    settle(window)
    assert len(window.page.model.results) == 4


@pytest.mark.parametrize("office", [DAY, AFTER], indirect=True)
def test_the_subsidy_of_employees_is_due_when_nobody_is_trained_any_more(page, office, settle, window):
    contents = shown(page, settle, window, office.employed)
    figures = {b.note: b.text() for b in contents.findChildren(FigureLink)}
    bar = contents.findChild(SubsidyBar)
    if page.day == DAY:
        assert (figures["申请余额"], figures["已预支"], bar.due) == ("未到期", "7,500", 7500)
    else:
        assert (figures["应补"], figures["申请余额"], bar.due) == ("9,000", "1,500", 9000)


def test_without_a_rate_the_office_is_asked_for_it(page, office, settle, window):
    contents = shown(page, settle, window, office.elsewhere)
    assert contents.findChild(SubsidyBar) is None
    next(b for b in contents.findChildren(RecordLink) if b.text() == "请填写本地文件号").click()
    settle(window)
    assert window.page.entity is PolicyParameter


def test_the_table_of_learners(page, office, settle, window, qtbot):
    contents = shown(page, settle, window, office.modern)
    table = contents.body.findChild(LearnerTable)
    model = table.model_
    cell = {(one.name, column): model.columns[column].words(one) for one in model.rows for column in (STATION, *PROOFS)}
    assert cell["张一", STATION] == "检测 92/181 天"
    assert cell["周七", STATION] == "", "who left is nowhere"
    assert [cell["张一", column] for column in PROOFS] == ["有", "未填", "没有"]
    wrong = [row for row, one in enumerate(model.rows) if model.issues.get(one.id)]
    assert wrong
    assert all(model.columns[MARK].words(model.rows[row]) for row in wrong)
    table.setFocus()
    table.setCurrentIndex(model.index(wrong[-1], 1))
    qtbot.keyClick(table, Qt.Key.Key_F8)
    assert table.currentIndex().row() == wrong[0]
    assert any(b.text() == "逐个处理" for b in contents.findChildren(Button))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settle(window)
    assert window.stage.form is not None


@pytest.mark.parametrize("office", [AFTER], indirect=True)
def test_after_the_last_day_words_say_that_it_is_over(page, office, settle, window):
    contents = shown(page, settle, window, office.modern)
    model = contents.body.findChild(LearnerTable).model_
    fates = [model.columns[FATE].words(one) for one in model.rows]
    assert (fates.count("期满"), fates.count("在培")) == (6, 0)
    assert contents.footer == "学徒 7：在培 0，期满还没有登记结果 6"
    assert "现在没有师徒结对，以前有 7 对" in words(contents)
    tabs = contents.findChild(RelatedTabs)
    assert [tab.count for tab in tabs.matters if tab.key == "pairings"] == [7]


def test_a_contract_that_ends_too_early_is_half_a_ring(page, office, settle, window, database):
    contents = shown(page, settle, window, office.employed)
    model = contents.body.findChild(LearnerTable).model_
    assert [model.columns[column].heading for column in PROOFS] == ["合同", "协议", "参保"]
    assert [model.columns[column].words(model.rows[0]) for column in PROOFS] == ["有", "没有", "没有"]
    table = model.rows[0]._replace(papers=(type(model.rows[0].papers[0]).SHORT, *model.rows[0].papers[1:]))
    assert model.columns[PROOFS[0]].words(table) == "早于学徒期结束"


def test_columns_are_left_out_where_the_page_is_narrow(page, office, settle, window, qtbot):
    table = shown(page, settle, window, office.modern).body.findChild(LearnerTable)
    qtbot.waitUntil(table.isVisible)  # what is not seen yet is laid out later
    for width, hidden in ((1400, []), (930, [TUTOR]), (860, [POST, TUTOR]), (770, [POST, TUTOR, PAY])):
        table.resize(width, 300)
        assert [column for column in range(table.model_.columnCount()) if table.isColumnHidden(column)] == hidden, width
        assert table.head.length() <= table.viewport().width(), "nothing is cut at the edge"
    assert table.rowAt(QPoint(0, 5).y()) == 0


@pytest.mark.parametrize("column", [NAME, MENTOR, STATION, FATE, MARK, *PROOFS])
def test_a_head_sorts_and_sorts_the_other_way_round(page, office, settle, window, column, qtbot):
    table = shown(page, settle, window, office.modern).body.findChild(LearnerTable)
    table.press_head(PAY)
    table.setCurrentIndex(table.model_.index(2, NAME))
    current = table.current
    table.press_head(column)
    names = [one.name for one in table.model_.rows]
    table.press_head(column)
    assert table.model_.order == (column, True)
    assert table.current == current, "who is looked at stays"
    assert sorted(names) == sorted(one.name for one in table.model_.rows)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert table.model_.order == (column, False)
    assert [one.name for one in table.model_.rows] == names
    qtbot.keyClick(table, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert table.model_.order[0] != column


def test_ticked_apprentices_are_assessed_listed_and_printed(page, office, settle, window, qtbot):
    contents = shown(page, settle, window, office.modern)
    sheet = contents.body.findChild(LearnerList)
    table = sheet.table
    table.setFocus()
    table.setCurrentIndex(table.model_.index(0, NAME))
    assert not sheet.bar.isVisible()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert (len(sheet.ids), sheet.bar.count.text(), sheet.bar.isVisible()) == (2, "已选 2 人", True)
    press(sheet.bar, ASSESS.title)
    settle(window)
    panel = window.findChild(ActPanel)
    assert list(panel.subjects) == sheet.ids
    panel.withdraw()
    settle(window)
    press(sheet.bar, "在列表中打开")
    settle(window)
    assert sorted(window.page.model.results.ids) == sorted(sheet.ids)
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert sheet.ids == []


def test_a_mentor_on_their_page(window, office, settle):
    window.stage.go_beside(Mentor)
    settle(window)
    page = window.stage.beside
    contents = shown(page, settle, window, office.mentors[0])
    bar = contents.findChild(LoadBar)
    assert (bar.used, bar.limit, bar.over) == (4, 3, True)
    assert page.footer == "徒弟 4，结对记录 4"
    assert not faults(contents)
    assert page.describe({
        "name": "谭", "enterprise": None, "apprentice_count": 2, "max_apprentices": None, "status": "1",
        "appointed_until": date(2025, 11, 30),
    }).warning == "聘期已过，还有 2 名徒弟"  # fmt: skip
