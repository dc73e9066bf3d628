"""Records on their own pages: how one gets there, what is done there, what the table and the page share."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.form.search_panel import SearchPanel
from desktop.ui.kit.controls import Button, Note
from desktop.ui.list.table_head import PADDING
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.compositions import has_page
from desktop.ui.record.issue_card import IssueCard
from desktop.ui.record.joining import candidates
from desktop.ui.record.master_detail import MasterDetailPage
from desktop.ui.record.related_tabs import Listing, RelatedTabs
from desktop.ui.record.trainees import DOTS, FATE, NAME, TraineeList, fate
from desktop.ui.shell.palette_search import Target
from models import clock
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.apprenticeships import ApprenticeshipProgramme, Mentor
from models.entities.certificates import Certificate, ExamSession
from models.entities.cooperation import Activity, ActivityEnterprise
from models.entities.enterprises import Contact, Enterprise, Post
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import CompanyCourse, OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import Major, SchoolClass
from models.rules.problems import Problem
from models.schema.complaints import Complaint, Severity
from models.schema.fields import entities, entity_named, field_map
from tests import factories

PAGES = [entity.__tablename__ for entity in entities() if has_page(entity)]
TODAY = clock.today()
BEFORE, AFTER = TODAY - timedelta(days=40), TODAY + timedelta(days=20)


@pytest.fixture
def office(database):
    """Two groups, two enterprises, two order classes; of the four members of the first one left and one was hired."""
    with database.transaction("准备") as tx:
        groups = tx.insert_many(
            EducationGroup, [{"name": "甲职教集团", "kind": "1"}, {"name": "乙职教集团", "kind": "1"}]
        )
        firms = tx.insert_many(Enterprise, [factories.enterprise(n, staff_total=5) for n in (1, 2)])
        tx.insert(Contact, {"enterprise": firms[0], "name": "张甲", "phone": "13900000001"})
        tx.insert(GroupMember, {"education_group": groups[0], "enterprise": firms[0], "member_kind": "5"})
        post = tx.insert(Post, {"enterprise": firms[0], "name": "装配", "same_post_staff": 2})
        agreements = [factories.agreed(tx, AFTER, f"XY-{n}", party_b=f"示例{n}厂") for n in (1, 2)]
        rows = [{"name": f"示例订单班{n}", "education_group": groups[0], "enterprises": [firms[0]], "planned_size": 4,
                 "code": f"D{n}", "status": "12"[n], "agreement": agreements[n]} for n in (0, 1)]  # fmt: skip
        classes = tx.insert_many(OrderClass, rows)
        tx.insert(CompanyCourse, {"order_class": classes[0], "name": "精益生产", "hours": 24})
        students = tx.insert_many(Student, [factories.student(n) for n in range(6)])
        member = {"order_class": classes[0], "join_date": BEFORE}
        ways = ({}, {}, {"leave_date": TODAY, "leave_reason": "3"}, {"is_hired": True, "hired_date": BEFORE})
        tx.insert_many(OrderClassMember, [member | {"student": students[n]} | way for n, way in enumerate(ways)])
        tx.insert(Placement, {"student": students[0], "enterprise": firms[0], "post": post, "pay": 3000,
                              "start_date": BEFORE, "end_date": AFTER, "status": "3"})  # fmt: skip
        plan = {"kind": "2", "start_date": BEFORE, "end_date": AFTER}
        plans = tx.insert_many(PlacementPlan, [plan | {"name": f"第{n}批实习"} for n in (1, 2)])
        taught = {"kind": "1", "start_date": BEFORE, "end_date": AFTER, "enterprises": (firms[0],)}
        programmes = tx.insert_many(ApprenticeshipProgramme, [taught | {"name": f"第{n}学徒班"} for n in (1, 2)])
        mentors = tx.insert_many(Mentor, [{"name": f"{n}师傅", "enterprise": firms[0]} for n in "甲乙"])
        certificate = tx.insert(Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70})
        firm = {"enterprise": firms[0], "post_count": 2}
        activities = tx.insert_many(
            Activity, [{"title": f"第{n}场双选会", "kind": "1", "start_date": BEFORE} for n in (1, 2)]
        )
        tx.insert(ActivityEnterprise, {"activity": activities[0]} | firm)
        held = {"certificate": certificate, "exam_date": AFTER}
        sessions = tx.insert_many(ExamSession, [held | {"code": f"K{n}"} for n in (1, 2)])
    return {"education_group": groups, "enterprise": firms, "order_class": classes, "student": students,
            "placement_plan": plans, "agreement": agreements, "apprenticeship_programme": programmes, "mentor": mentors,
            "exam_session": sessions, "activity": activities}  # fmt: skip


@pytest.fixture
def beside(window, office, settle):
    """The page of the first order class."""
    window.show_record(OrderClass, office["order_class"][0])
    settle(window)
    return window.stage.beside


def members(database, order_class):
    with database.reading() as connection:
        return list(read_all(connection, Query(OrderClassMember, (Condition("order_class", "=", order_class),))))


def press(bar, words):
    next(button for button in bar.findChildren(Button) if button.text() == words).click()


def tabs_of(page):
    return page.contents.body.findChild(RelatedTabs)


def turn(page, key, window, settle):
    tabs = tabs_of(page)
    tabs.tabs.setCurrentIndex(tabs.tabs.place_of(key))
    settle(window)
    return tabs.sheet(key)


@pytest.mark.parametrize("name", PAGES)
def test_navigation_opens_the_page_and_the_table_is_one_button_away(name, window, office, settle, qtbot):
    entity = entity_named(name)
    qtbot.mouseClick(window.navigation.items[name], Qt.MouseButton.LeftButton)
    settle(window)
    page = window.stage.beside
    assert isinstance(page, MasterDetailPage)
    assert page.contents.key in office[name]
    assert page.contents.body is not None
    assert window.head.isHidden()
    assert [w for w in page.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
            and not w.accessibleName() and w.focusProxy() is None] == []  # fmt: skip
    page.side.table.click()
    settle(window)
    assert window.page.model.rowCount() == 2
    assert window.head.way.isVisible()
    window.show_page("home", {})
    window.show_list(entity)
    settle(window)
    assert window.stage.beside is None, "the table is remembered"
    window.page.choose([office[name][1]])
    settle(window)
    window.head.way.click()
    settle(window)
    assert window.stage.beside.contents.key == office[name][1], "the record of the table is the one of the page"


def test_conditions_go_along_from_the_table_to_the_page_and_back(window, office, settle):
    query = Query(OrderClass, (Condition("status", "=", "1"), Condition("planned_size", ">=", 2)))
    window.show_query(query)
    settle(window)
    assert window.page.model.rowCount() == 1
    window.head.way.click()
    settle(window)
    page = window.stage.beside
    assert page.model.rowCount() == 1
    assert page.side.more.isVisible()
    assert page.side.more.text() == "另有 2 个条件"
    page.side.table.click()
    settle(window)
    assert window.page.query.conditions == query.conditions
    window.head.way.click()
    settle(window)
    page.side.clear.click()
    settle(window)
    assert page.model.rowCount() == 2
    page.side.states.take(1)  # 在培
    settle(window)
    assert page.title.text() == "示例订单班1"
    assert page.side.states.options[1][1] == "在培 1"


def test_a_record_the_list_leaves_out_is_shown_all_the_same(window, office, settle, beside):
    beside.search.setText("示例订单班0")
    settle(window)
    window.place.record(OrderClass, office["order_class"][1])
    settle(window)
    settle(window)
    assert beside.contents.key == office["order_class"][1]
    assert beside.search.text() == ""


def test_a_search_without_hits_says_so(window, settle, beside, qtbot):
    beside.search.setText("没有这个")
    qtbot.waitUntil(lambda: beside.model.rowCount() == 0, timeout=5000)
    assert beside.title.text() == "没有符合条件的记录"
    assert not beside.edit.isEnabled()
    assert beside.footer == ""


@pytest.mark.parametrize("name", PAGES)
def test_where_there_is_no_record_yet_the_page_leads_to_the_first(name, window, settle):
    entity = entity_named(name)
    window.navigation.items[name].click()
    settle(window)
    page = window.stage.beside
    assert page.title.text() == ""
    assert page.empty.isVisible()
    assert page.empty.reason.text() == f"还没有{entity.label}"
    page.empty.begin.click()
    settle(window)
    assert window.form.entity is entity


def test_going_on_to_other_records_and_back(window, office, settle, beside):
    beside.down.click()
    beside._pause.timeout.emit()
    settle(window)
    assert beside.contents.key == office["order_class"][1]
    window.place.record(Enterprise, office["enterprise"][0])
    settle(window)
    assert window.stage.beside.contents.key == office["enterprise"][0]
    window.stage.back()
    settle(window)
    assert window.stage.beside is beside
    assert beside.contents.key == office["order_class"][1]
    assert not beside.down.isEnabled()


def test_editing_leads_to_the_form_and_back_to_the_page(window, office, settle, beside):
    beside.edit.click()
    settle(window)
    assert window.form.key == office["order_class"][0]
    window.stage.back()
    settle(window)
    assert window.stage.beside is beside


def test_the_palette_and_links_open_the_page(window, office, settle):
    window.go(Target("record", "education_group", office["education_group"][0]))
    settle(window)
    assert window.stage.beside.entity is EducationGroup
    listing = turn(window.stage.beside, "classes", window, settle)
    assert isinstance(listing, Listing)
    listing.table.opened.emit(0)
    settle(window)
    assert window.stage.beside.entity is OrderClass


def test_columns_of_a_tab_have_the_room_there_is_whenever_that_is_known(window, office, settle, qtbot):
    def widths(*sizes):
        listing = Listing(window.place, Query(OrderClassMember), ("student", "order_class", "join_date", "remark"), "")
        qtbot.addWidget(listing)
        listing.resize(sizes[0], 300)
        listing.show()
        settle(window)
        listing.resize(sizes[-1], 300)
        return listing, listing.table.widths()

    narrow, wide = widths(200, 1100), widths(1100)
    assert narrow[1] == wide[1]
    wide[0].table.fit_columns()
    assert wide[0].table.widths() == wide[1], "fitted to what is seen in the end"
    by_hand = {**wide[1], "student": 333}
    wide[0].table.setColumnWidth(0, 333)
    wide[0].resize(1200, 300)
    assert wide[0].table.widths() == by_hand, "what somebody changed stays"


@pytest.mark.parametrize("columns", [("enterprise", "post_count", "signed"), ("post_count", "enterprise")])
def test_what_stands_at_the_right_edge_is_clear_of_the_scroll_bar(window, settle, qtbot, columns):
    listing = Listing(window.place, Query(ActivityEnterprise), columns, "")
    qtbot.addWidget(listing)
    listing.resize(1100, 300)
    listing.show()
    settle(window)
    listing.table.show()  # there is nothing to list
    settle(window)
    table, places = listing.table, listing.table._places()
    last, edge = places[-1], table.viewport().width()
    assert last.left + last.width == edge, "no room is left over"
    assert last.left + PADDING + last.room <= edge - table.bar.width()
    if columns[-1] == "signed":
        assert last.width < 2 * places[-2].width, "a number stands beside its like"


def test_the_print_button_offers_the_roster(window, office, settle, beside, monkeypatch):
    opened = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _at: opened.append(menu))
    beside.print_.click()
    actions = opened[0].actions()
    assert [action.text() for action in actions] == ["订单班花名册", "成员列表"]
    actions[0].trigger()
    settle(window)
    assert window.stage.spot.page == "print"


def test_the_members_say_what_became_of_them(window, beside):
    listed = tabs_of(beside).sheet("members")
    model = listed.table.model_
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(beside.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    words = [fate(trainee)[0] for trainee in model.rows]
    assert sorted(words) == ["在岗实习", "在班", "已录用"]
    assert "学员 3" in beside.footer
    assert window.status.left.text() == beside.footer
    model.sort(FATE)
    assert model.data(model.index(0, NAME)) == next(
        t.member.name for t in model.rows if fate(t)[0] == model.data(model.index(0, FATE))
    )
    model.sort(DOTS, Qt.SortOrder.DescendingOrder)
    assert model.order == (DOTS, True)


def test_ticked_members_are_changed_together_and_taken_back(window, office, settle, beside, database, qtbot):
    listed = tabs_of(beside).sheet("members")
    assert isinstance(listed, TraineeList)
    listed.table.setFocus()
    listed.table.setCurrentIndex(listed.table.model_.index(0, NAME))
    qtbot.keyClick(listed.table, Qt.Key.Key_Space)
    listed.table.tick_all(on=True)
    assert tabs_of(beside).strip.currentWidget() is listed.bar
    assert listed.bar.count.text() == "已选 3 人"
    listed.edit()
    change = next(c for c in listed.pane.changes if c.field.name == "leave_date")
    change.mode.take("set")
    change.editor.put(TODAY)
    change.editor.edited.emit()
    settle(window)
    listed.pane.write()
    settle(window)
    left = [row.values["leave_date"] for row in members(database, office["order_class"][0])]
    assert left == [TODAY] * 4
    assert len(tabs_of(beside).sheet("members").table.model_.rows) == 1, "only who was hired stays in sight"
    window.undo_bar.act.click()
    settle(window)
    assert [row.values["leave_date"] for row in members(database, office["order_class"][0])].count(None) == 3


def test_what_is_filled_in_survives_a_write_elsewhere(window, office, settle, beside, database):
    listed = tabs_of(beside).sheet("members")
    listed.table.tick_all(on=True)
    listed.edit()
    with database.transaction("别处") as tx:
        tx.update(OrderClass, office["order_class"][0], {"planned_size": 9})
    settle(window)
    assert tabs_of(beside).sheet("members") is listed
    assert listed.pane is not None
    listed.pane.closed.emit()
    settle(window)
    assert tabs_of(beside).sheet("members") is not listed
    assert beside.model.line(0).limit == 9


def test_ticks_stay_when_something_is_written_elsewhere_and_go_with_the_record(
    window, office, settle, beside, database
):
    listed = beside.contents.body.findChild(TraineeList)
    ticked = listed.table.model_.rows[0].membership
    listed.table.model_.tick([ticked], on=True)
    listed.table.setFocus()
    with database.transaction("别处") as tx:
        tx.insert(entity_named("school_class"), {"name": "另一班"})
    settle(window)
    settle(window)
    again = beside.contents.body.findChild(TraineeList)
    assert again is not listed
    assert again.ids == [ticked]
    assert again.bar.isVisible()
    assert window.focusWidget() is again.table
    with database.transaction("离开") as tx:
        tx.delete(entity_named("order_class_member"), ticked)
    settle(window)
    settle(window)
    last = beside.contents.body.findChild(TraineeList)
    assert last.ids == []
    assert not last.bar.isVisible()


def test_ticks_lead_to_the_list_of_just_these(window, settle, beside):
    listed = tabs_of(beside).sheet("members")
    listed.table.model_.tick([listed.table.model_.rows[0].membership], on=True)
    press(listed.bar, "在列表中打开")
    settle(window)
    assert window.page.entity is OrderClassMember
    assert window.page.model.rowCount() == 1


def test_a_student_is_added_and_taken_back(window, office, settle, beside, database, qtbot):
    beside.add.click()
    settle(window)
    panel = beside.findChild(SearchPanel)
    assert not panel.keep.isEnabled()
    row = next(n for n, offer in enumerate(panel.chooser.model.offers) if offer.key == office["student"][5])
    panel.chooser.view.setCurrentIndex(panel.chooser.model.index(row))
    QTest.keyClick(panel.chooser.box, Qt.Key.Key_Return)
    assert panel.keep.text() == "1 人加入"
    QTest.keyClick(panel.chooser.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    act = window.findChild(ActPanel)
    qtbot.waitUntil(lambda: act.seen is not None and act.seen.plan is not None and act.keep.isEnabled(), timeout=10_000)
    act.perform()
    settle(window)
    there = members(database, office["order_class"][0])
    assert [r.values["join_date"] for r in there if r.values["student_id"] == office["student"][5]] == [TODAY]
    assert "入班" in window.undo_bar.words.sentence
    assert len(tabs_of(beside).sheet("members").table.model_.rows) == 4
    window.undo_bar.act.click()
    settle(window)
    assert len(members(database, office["order_class"][0])) == 4


def test_those_of_the_right_grade_and_major_are_offered_first_with_their_class(database, office):
    order_class, day = office["order_class"][0], TODAY
    with database.transaction("分班") as tx:
        majors = tx.insert_many(Major, [{"name": "数控技术应用"}, {"name": "护理"}])
        classes = [
            tx.insert(SchoolClass, {"name": name, "grade_year": year, "major": majors[major]})
            for name, year, major in (
                ("2024级护理1班", 2024, 1),
                ("2024级数控1班", 2024, 0),
                ("2023级数控1班", 2023, 0),
            )
        ]
        for student, own in zip(office["student"][2:], (*classes, classes[1]), strict=False):
            tx.update(Student, student, {"school_class": own})
        tx.update(OrderClass, order_class, {"grade_year": 2024, "majors": (majors[0],)})
        tx.insert(OrderClassMember, {"order_class": office["order_class"][1], "student": office["student"][5]})
    listed = candidates(database, order_class, day, "")
    assert [offer.key for offer in listed] == [office["student"][5]], "members and other grades are not offered unasked"
    assert "2024级数控1班" in listed[0].fact
    assert "已在示例订单班1" in listed[0].fact
    assert candidates(database, 10**9, day, "") == [], "it was deleted meanwhile"
    name = listed[0].text
    with database.transaction("同名") as tx:
        tx.update(Student, office["student"][4], {"name": name})
    assert [offer.key for offer in candidates(database, order_class, day, name)] == [
        office["student"][5], office["student"][4],
    ]  # fmt: skip


def test_a_member_ticked_leaves_with_a_reason(window, office, settle, beside, database, qtbot):
    sheet = tabs_of(beside).sheet("members")
    member = sheet.table.model_.rows[0].membership
    sheet.table.model_.tick([member], on=True)
    press(sheet.bar, "退班")
    act = window.findChild(ActPanel)
    act.rows["leave_reason"].put("3")
    act.rows["leave_reason"].edited.emit("leave_reason")
    qtbot.waitUntil(lambda: act.seen is not None and act.seen.plan is not None and act.keep.isEnabled(), timeout=10_000)
    act.perform()
    settle(window)
    table = OrderClassMember.table()
    with database.reading() as connection:
        rows = connection.execute(table.select().where(table.c.id == member)).all()
    assert [(row.leave_date, row.leave_reason) for row in rows] == [(TODAY, "3")]


@pytest.mark.parametrize(("name", "matters"), [
    ("order_class", {"members": 3, "courses": 1, "promises": 0, "left": 1}),
    ("enterprise", {"placements": 1, "posts": 1, "agreements": 0, "classes": 2, "contacts": 1, "groups": 1, "contributions": 0}),
    ("education_group", {"members": 1, "classes": 1, "meetings": 0}),
])  # fmt: skip
def test_what_belongs_to_a_record_stands_under_tabs(name, matters, window, office, settle):
    window.show_record(entity_named(name), office[name][0])
    settle(window)
    page = window.stage.beside
    tabs = tabs_of(page)
    assert {key: tabs.tabs.count_at(tabs.tabs.place_of(key)) for key in matters} == matters
    for key, count in matters.items():
        sheet = turn(page, key, window, settle)
        if isinstance(sheet, Listing):
            assert sheet.model.rowCount() == count
            assert sheet.table.isHidden() == (count == 0)
    history = turn(page, "history", window, settle)
    assert history.findChild(QWidget) is not None
    page.down.click()
    page._pause.timeout.emit()
    settle(window)
    assert tabs_of(page).matter.key == "history", "the tab stays seen from record to record"


def test_a_page_says_what_is_wrong_and_leads_to_the_form(window, office, settle, database):
    window.show_record(Enterprise, office["enterprise"][0])
    settle(window)
    card = window.stage.beside.contents.body.findChild(IssueCard)
    inspection = next(words.text() for words in card.findChildren(Note) if "第七条" in words.text())
    assert inspection.count("公示") == 1, "what is wrong stands there once"
    next(b for b in card.findChildren(Button)).click()
    settle(window)
    assert (window.form.entity, window.form.key) == (Enterprise, office["enterprise"][0])


def test_what_is_wrong_is_told_with_its_title_unless_it_repeats_it(qtbot):
    told = (
        Complaint("project-overdue", "结题日期已过 42 天", Severity.WARNING, "项目逾期没有结题", "项目结题日期"),
        Complaint("R-INT-01", "没有公示（第七条）", Severity.WARNING, "没有公示", "第七条"),
    )
    card = IssueCard(tuple(Problem(Enterprise, field_map(Enterprise)["name"], one, 1) for one in told), Enterprise)
    qtbot.addWidget(card)
    words = [note.text() for note in card.findChildren(Note)]
    assert words == ["项目逾期没有结题：结题日期已过 42 天", "没有公示（第七条）"]


@pytest.mark.parametrize("size", [(1366, 768), (1280, 648), (1920, 1080)])
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_the_window(name, size, window, office, settle):
    window.resize(*size)
    window.show_record(entity_named(name), office[name][0])
    settle(window)
    assert window.grab().size().toTuple() == size
