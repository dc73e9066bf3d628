"""The home page and the composed pages: numbers are doors, everything has a name, keys and narrow windows work."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from desktop.ui.home.concerns import Concern, _urgency, concerns, pressing, told, waiting
from desktop.ui.home.figure_cards import ConcernCard
from desktop.ui.home.home_page import HomePage
from desktop.ui.home.panels import menu_of
from desktop.ui.home.problem_monitor import ProblemMonitor
from desktop.ui.kit import layouts
from desktop.ui.kit.charts import AreaChart, BarChart, ChartMark, short_names
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Note
from desktop.ui.kit.page_widgets import FigureLink, FigureStrip, FlatButton, FlowRow, RecordLink, TextLine, TwoLineRow
from desktop.ui.kit.tasks import Tasks
from desktop.ui.record import compositions
from desktop.ui.record.funnel_chart import Gauge
from models import clock
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import causes_of, plan
from models.database.disclosures import COPY, EXPORT, FORM, revealing
from models.database.printings import Printing, note_printing
from models.database.query import Condition, Query
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.certificates import (
    Certificate,
    EvaluationBody,
    ExamRegistration,
    ExamResult,
    ExamRoom,
    ExamSession,
)
from models.entities.cooperation import Activity, ActivityEnterprise, ActivityStudent
from models.entities.enterprises import Contact, Enterprise, Post
from models.entities.groups import EducationGroup, GroupMember
from models.entities.order_classes import Commitment, OrderClass, OrderClassMember
from models.entities.people import ClassMembership, FamilyMember, Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.policy import Waiver
from models.entities.programmes import SchoolClass
from models.entities.schools import School
from models.progress import Progress
from models.rules.problems import problems
from models.schema.fields import entities, entity_named
from tests import factories
from tests.acts import last_act
from tests.apprenticeship_office import ApprenticeshipOffice
from tests.factories import credit_code, student

TODAY = clock.today()
BEFORE, AFTER = TODAY - timedelta(days=40), TODAY + timedelta(days=20)


@pytest.fixture
def office(database):
    """A group, an enterprise over its limit, an order class of three, one of whom is placed."""
    with database.transaction("导入 3 人") as tx:
        school = tx.insert(School, {"name": "示范校", "level": "1"})
        group = tx.insert(EducationGroup, {"name": "甲职教集团", "kind": "1"})
        firm = tx.insert(
            Enterprise,
            {"name": "示例机械有限公司", "credit_code": credit_code(1), "staff_total": 5, "is_high_tech": True},
        )
        tx.insert(Contact, {"enterprise": firm, "name": "张甲", "phone": "13900000001"})
        tx.insert(GroupMember, {"education_group": group, "enterprise": firm, "member_kind": "5"})
        post = tx.insert(Post, {"enterprise": firm, "name": "装配", "same_post_staff": 2})
        order_class = tx.insert(
            OrderClass,
            {
                "name": "示例订单班",
                "education_group": group,
                "enterprises": [firm],
                "planned_size": 4,
                "agreement": factories.agreed(tx, AFTER, "DD-1"),
                "status": "2",
            },
        )
        tx.insert(Commitment, {"order_class": order_class, "item": "1", "target": 80, "actual": 90, "unit": "%"})
        students = [
            tx.insert(
                Student,
                {
                    "name": f"学生{'甲乙丙丁戊己庚辛壬癸'[n % 10]}",
                    "id_type": "A",
                    "id_number": f"P{n}",
                    "school": school,
                },
            )
            for n in range(3)
        ]
        for student in students:
            tx.insert(OrderClassMember, {"order_class": order_class, "student": student, "join_date": BEFORE})
        tx.insert(FamilyMember, {"student": students[0], "name": "李丁", "phone": "13900000002", "relation": "1"})
        placement = tx.insert(
            Placement,
            {
                "student": students[0],
                "enterprise": firm,
                "post": post,
                "pay": 3000,
                "start_date": BEFORE,
                "end_date": AFTER,
                "daily_hours": 9,
            },
        )
    return {"group": group, "firm": firm, "order_class": order_class, "student": students[0], "placement": placement}


@pytest.fixture
def place(qtbot, qapp, database, office):
    """A workplace that notes where it is led."""
    window, tasks, led = QWidget(), Tasks(), []
    qtbot.addWidget(window)
    made = AppContext(
        window, database, tasks, led.append, led.append,
        list_of=led.append, record=lambda entity, key: led.append((entity, key)),
        page=lambda key, arguments: led.append((key, arguments)),
    )  # fmt: skip
    window.led = led
    yield made
    tasks.close()


@pytest.fixture
def settle(qtbot):
    def wait(place):
        qtbot.waitUntil(lambda: not place.tasks.running and not place.tasks._ended, timeout=20_000)

    return wait


def show(qtbot, widget, width, height):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


@pytest.fixture
def home(qtbot, place, settle):
    page = show(qtbot, HomePage(place), 1170, 716)
    page.opened()
    settle(place)
    settle(place)  # the checks begin when the figures are there
    return page


def count(place, query):
    with place.database.reading() as connection:
        return connection.execute(query.count()).scalar_one()


def shown_doors(page):
    return [door for door in page.findChildren(FigureLink) if door.isEnabled() and not door.isHidden()]


def unnamed(page):
    return [
        widget for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.isHidden() and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
    ]  # fmt: skip


def test_every_headline_figure_opens_the_list_it_counts(qtbot, home, place):
    doors = [door for card in home.cards for door in card.doors if door.isEnabled()]
    assert [door.text() for door in doors] == ["1", "1", "1", "1", "3", "3", "1"]
    for door in doors:
        with qtbot.waitSignal(home.list_wanted) as led:
            door.click()
        assert f"{count(place, led.args[0]):,}" == door.text()


def test_the_ground_of_a_card_opens_its_first_list(qtbot, home):
    card = home.cards[2]
    with qtbot.waitSignal(home.list_wanted) as led:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().topRight() - card.rect().topRight() / 8)
    assert led.args[0].entity is OrderClass


def test_what_needs_attention_counts_its_list(home, place):
    every = [each for concern in home.attention.concerns for each in (concern.parts or (concern,))]
    found = {concern.title: concern for concern in every}
    assert found["实习生超过职工总数的 10%"].count == found["同岗实习生超过 20%"].count == 1
    assert found["三方协议编号"].count == 1
    for concern in every:
        assert concern.query is not None
        assert count(place, concern.query) == concern.count


def test_a_problem_card_leads_to_its_records(qtbot, home):
    concern = home.attention.concerns[0]
    with qtbot.waitSignal(home.list_wanted) as led:
        home.attention.begun.emit(concern)
    assert led.args[0] == concern.query
    lost = replace(concern, query=None, first=(Student, 7))
    with qtbot.waitSignal(home.record_wanted) as led:
        home.attention.begun.emit(lost)
    assert led.args == [Student, 7]


def test_the_windows_own_watch_is_asked_and_not_doubled(qtbot, place, settle, database):
    page = show(qtbot, HomePage(place), 1170, 716)
    page.attend(ProblemMonitor(database, place.tasks, place.window))
    page.opened()
    qtbot.waitUntil(lambda: bool(page.attention.concerns), timeout=10_000)
    settle(place)
    assert page.watch.problems
    gaps = {concern.title for concern in page.attention.concerns}
    page.watch.problems = ()
    page.watch.found.emit()
    settle(place)
    assert {concern.title for concern in page.attention.concerns} < gaps


def test_another_day_is_not_told_what_the_watch_found_for_its_own(qtbot, place, settle, database):
    page = show(qtbot, HomePage(place), 1170, 716)
    page.attend(ProblemMonitor(database, place.tasks, place.window))
    page.opened()
    qtbot.waitUntil(lambda: bool(page.attention.concerns), timeout=10_000)
    settle(place)
    assert page.watch.day == TODAY
    shares = "实习生超过职工总数的 10%"
    assert shares in {concern.title for concern in page.attention.concerns}
    page.day_button.chosen.emit(BEFORE - timedelta(days=1))
    settle(place)
    qtbot.waitUntil(lambda: shares not in {concern.title for concern in page.attention.concerns}, timeout=10_000)


def test_many_records_are_checked_only_when_asked(qtbot, place, settle, database, monkeypatch):
    monkeypatch.setattr("desktop.ui.home.home_page._FEW", 2)
    page = show(qtbot, HomePage(place), 1170, 716)
    page.attend(ProblemMonitor(database, place.tasks, place.window))
    page.opened()
    settle(place)
    assert page.attention.concerns == ()
    assert page.attention.look.isVisible()
    page.attention.look.click()
    qtbot.waitUntil(lambda: bool(page.attention.concerns), timeout=10_000)
    assert not page.attention.look.isVisible()


def test_only_reminders_or_all_can_be_shown(home):
    home.attention.tabs.setCurrentIndex(1)
    assert [c for c in home.attention._of(1) if not c.fatal] == []
    assert home.attention._of(2) == [c for c in home.attention.concerns if not c.fatal and not c.gap]
    assert home.attention._of(3) == [c for c in home.attention.concerns if c.gap]


def test_dates_that_come_soon_are_told(home):
    texts = [w.accessibleName() for w in layouts.widgets(home.expiries.rows)]
    assert any("20 天后" in text and "DD-1" in text for text in texts)


def test_exceptions_are_listed_while_they_hold(home, place, settle, database, office):
    assert home.waivers.isHidden()
    today = home.shown.day
    held, over, gone = ({"until_date": today}, {"until_date": today - timedelta(days=1)}, {"record_id": 1})
    with database.transaction("例外") as tx:
        for rule, more in (("R-INT-14", held), ("R-INT-15", over), ("R-INT-16", gone), ("R-INT-21", {})):
            row = {"rule": rule, "entity": "placement", "record_id": office["placement"], "operator": "李校长"}
            tx.insert(Waiver, row | {"reason": "补办中", "granted_date": today} | more)
    home.refresh()
    settle(place)
    rows = layouts.widgets(home.waivers.rows)
    assert [row.text().split()[0] for row in rows] == ["R-INT-14", "R-INT-21"]
    assert "李校长" in rows[0].accessibleName()
    assert f"有效至 {today}" in rows[0].accessibleName()
    assert not home.waivers.isHidden()
    led = []
    home.record_wanted.connect(lambda entity, key: led.append((entity.__tablename__, key)))
    rows[0].click()
    assert led == [("placement", office["placement"])]


def test_the_last_act_is_taken_back_from_the_home_page(qtbot, home, place, settle, database):
    with database.transaction("改名") as tx:
        tx.insert(School, {"name": "另一校"})
    home.refresh()
    settle(place)
    row = layouts.widgets(home.changes.rows)[0]
    assert row.change.name == "改名"
    assert row.link.accessibleName() == "撤销：改名"
    row.link.click()
    settle(place)
    assert "已撤销：改名" in place.window.led
    qtbot.waitUntil(lambda: layouts.widgets(home.changes.rows)[0].change.kind == "undo", timeout=5000)
    settle(place)
    assert not layouts.widgets(home.changes.rows)[1].link.isEnabled()


def test_the_head_begins_what_most_visits_begin_with(qtbot, home, place):
    led = []
    home.page_wanted.connect(lambda *given: led.append(given))
    home.record_wanted.connect(lambda *given: led.append(given))
    home.head.bring.click()
    home.head.print.click()
    next(action for action in home.head.new.menu.actions() if action.text() == "订单班").trigger()
    assert led == [("import", {}), ("print", {"report": "class-roster"}), (OrderClass, None)]


def test_the_day_is_taken_from_our_own_calendar(qtbot, home, place, settle):
    button = home.day_button
    button.click()
    assert button.calendar.isVisible()
    assert button.calendar.view.model.chosen == TODAY
    qtbot.keyClick(button, Qt.Key.Key_Left)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert not button.calendar.isVisible()
    settle(place)
    assert home.day == TODAY - timedelta(days=1)
    button.popup()
    foot = QPoint(20, button.calendar.height() - 10)
    qtbot.mouseClick(button.calendar.view, Qt.MouseButton.LeftButton, pos=foot)
    settle(place)
    assert home.day == TODAY


def test_f8_begins_with_the_first_problem_or_the_one_in_hand(qtbot, home):
    led = []
    home.list_wanted.connect(led.append)
    home._begin_next()
    assert led == [home.attention.concerns[0].query]
    home.activateWindow()
    card = home.attention.cards[1]
    card.setFocus()
    qtbot.waitUntil(card.hasFocus, timeout=3000)
    home.grab()
    qtbot.keyClick(card, Qt.Key.Key_F8)
    assert led[1:] == [card.concern.query]


def test_what_a_rule_lacks_is_a_card_of_its_own_and_no_contradiction(database):
    with database.transaction("录入") as tx:
        born = TODAY.replace(year=TODAY.year - 16, day=1)
        tx.insert_many(
            Student,
            [factories.student(n, id_number=factories.identity_number(n, born=born + timedelta(n))) for n in (1, 2)],
        )
    found = concerns(database, problems(database), Progress())
    (card,) = [each for concern in found for each in concern.parts if "监护人" in each.rule]
    assert (card.count, card.gap, card.fatal) == (2, True, False)
    assert waiting([card]) == 0


def test_a_card_tells_what_changed_since_last_week(qtbot, qapp):
    concern = Concern("电话", "应填而没有填", False, 12, None, None, -3)
    card = show(qtbot, ConcernCard(concern), 260, 104)
    assert card.accessibleName().endswith("较上周 −3")
    assert not card.grab().isNull()
    assert ConcernCard(replace(concern, change=0)).accessibleName().endswith("与上周持平")
    assert "上周" not in ConcernCard(replace(concern, change=None)).accessibleName()


def test_a_week_of_mending_is_seen_on_its_card(place, database, office):
    assert change_of_schools(database) is None  # the log is no week old
    rewind(database)
    with database.transaction("又一校") as tx:
        tx.insert(School, {"name": "另一校"})
    assert change_of_schools(database) == 1


def change_of_schools(database):
    """The change of the schools without a region."""
    found = concerns(database, problems(database), Progress())
    every = (each for concern in found for each in (concern.parts or (concern,)))
    return next(each.change for each in every if each.title == "所在地" and each.rule.startswith("学校"))


def rewind(database):
    """Let everything in the log have happened long ago."""
    from models.database.engine import writing

    with writing(database.engine) as connection:
        connection.exec_driver_sql("UPDATE change_set SET time = '2020-01-01T08:00:00+08:00'")


def test_what_was_given_out_stands_among_the_acts(home, place, settle, database, office):
    note_printing(database, Printing("班级花名册", "全部", "print", "办公室", 12, False, {"report": "class-roster"}))
    note_printing(database, Printing("订单班花名册", "甲班", ".pdf", "甲班.pdf", 0, True))
    revealing(database, EXPORT, Student, [1, 2], ("id_number", "phone"), "报送")
    revealing(database, COPY, Student, [1], ("id_number",), "报送学籍")
    revealing(database, FORM, Student, [office["student"]], ("id_number",), "核对")
    home.refresh()
    settle(place)
    rows = layouts.widgets(home.changes.rows)
    names = [row.accessibleName() for row in rows]
    assert sum("完整号码" in name for name in names) == 3
    assert any(name.startswith("复制学生（完整号码）") and name.endswith("1 条记录，报送学籍") for name in names), names
    assert any(name.startswith("保存订单班花名册（完整号码），") for name in names)
    printed = next(row for row in rows if row.accessibleName().startswith("打印班级花名册，"))
    assert printed.accessibleName().endswith("12 页")
    led = []
    home.page_wanted.connect(lambda *given: led.append(given))
    printed.link.click()
    assert [(page, given["again"].title) for page, given in led] == [("print", "班级花名册")]
    exported = next(row for row in rows if "导出学生" in row.accessibleName())
    assert exported.link.isHidden()


def test_placing_is_told_with_its_lists(qtbot, home, place, settle, database, office):
    with database.transaction("批次") as tx:
        student = office["student"]
        school = tx.connection.execute(Query(School).ids()).scalars().first()
        own = tx.insert(SchoolClass, {"name": "2023级1班", "grade_year": 2023, "school": school})
        keys = tx.connection.execute(Query(Student).ids()).scalars().all()
        for key in keys:
            tx.update(Student, key, {"student_number": f"S{key % 1000}"})
            tx.insert(ClassMembership, {"student": key, "school_class": own, "start_date": BEFORE})
        tx.insert(
            PlacementPlan,
            {
                "name": "秋季批",
                "school": school,
                "kind": "2",
                "grade_year": 2023,
                "start_date": BEFORE,
                "end_date": AFTER,
            },
        )
    assert student in keys
    home.refresh()
    settle(place)
    card = home.placements
    assert (card.placed.text(), card.planned.text(), card.unplaced.text()) == ("已安置 1", "计划 3", "未安置 2")
    assert card.rate.text() == "33.33%"
    for link, number in ((card.placed, 1), (card.unplaced, 2)):
        with qtbot.waitSignal(home.list_wanted) as led:
            link.click()
        assert count(place, led.args[0]) == number
    assert card.table.columnCount() == 3
    assert card.table.item(card.table.rowCount() - 1, 2).text() == "3"
    assert not card.grab().isNull()


def test_nothing_is_read_again_while_nothing_was_written(home, place, settle, monkeypatch):
    before = home.shown
    home.opened()
    settle(place)
    assert home.shown is before
    with place.database.transaction("改") as tx:
        tx.insert(School, {"name": "另一校"})
    home.refresh()
    settle(place)
    assert home.shown is not before


def test_a_page_that_is_gone_hears_of_no_write(qtbot, place, settle, database, office):
    page = HomePage(place)
    page.opened()
    settle(place)
    delete(page)
    with database.transaction("改") as tx:
        tx.insert(School, {"name": "另一校"})
    assert last_act(database).name == "改"


def test_before_the_first_record_the_page_says_how_to_come_to_one(qtbot, qapp, database, settle):
    window, tasks = QWidget(), Tasks()
    qtbot.addWidget(window)
    place = AppContext(window, database, tasks, lambda error: pytest.fail(str(error)), lambda _words: None)
    page = show(qtbot, HomePage(place), 1170, 716)
    page.opened()
    settle(place)
    assert page.nothing.isVisible()
    assert not page.told.isVisible()
    with qtbot.waitSignal(page.page_wanted) as led:
        page.nothing.bring.click()
    assert led.args == ["import", {}]
    with database.transaction("新建学校") as tx:
        tx.insert(School, {"name": "甲校"})
    qtbot.waitUntil(page.told.isVisible, timeout=5000)
    settle(place)
    assert not page.nothing.isVisible()
    tasks.close()


def test_more_dates_than_fit_are_shown_when_asked(home, place, settle, database, office):
    with database.transaction("准备") as tx:
        for n in range(8):
            factories.agreed(tx, AFTER + timedelta(days=n + 1), f"XY-2-{n}")
    home.refresh()
    settle(place)
    assert home.expiries.rows.count() == 5
    assert home.expiries.more.text() == f"全部 {len(home.shown.expiries)} 项"
    home.expiries.more.click()
    assert home.expiries.rows.count() == len(home.shown.expiries) > 8
    assert not home.expiries.more.isVisible()


def test_another_day_is_another_set_of_figures(home, place, settle):
    home.day_button.chosen.emit(BEFORE - timedelta(days=1))
    settle(place)
    settle(place)
    assert home.shown.headlines.placements.count == 0
    assert (BEFORE - timedelta(days=1)).isoformat() in home.day_button.text()
    assert "实习生超过职工总数的 10%" not in {concern.title for concern in home.attention.concerns}


def test_a_chart_shows_its_numbers_as_a_table_too(home):
    card = home.groups
    card.turn.click()
    assert (card.table.item(0, 0).text(), card.table.item(0, 1).text()) == ("甲职教集团", "3 人·1 班")
    card.turn.click()
    assert card.chart.isVisibleTo(card)


@pytest.mark.parametrize(("kind", "keys", "opened"), [
    (BarChart, [Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return], "b"),
    (BarChart, [Qt.Key.Key_Up, Qt.Key.Key_Space], "a"),
    (AreaChart, [Qt.Key.Key_Right] * 9 + [Qt.Key.Key_Return], "c"),
])  # fmt: skip
def test_marks_of_a_chart_are_opened_by_keys(qtbot, qapp, kind, keys, opened):
    chart = show(qtbot, kind("图"), 300, 200)
    chart.set_marks([ChartMark(name, name, 10 - nth, f"{name}人", name) for nth, name in enumerate("abc")])
    told = []
    chart.opened.connect(told.append)
    for key in keys:
        qtbot.keyClick(chart, key)
    assert told == [opened]
    assert opened in chart.accessibleDescription()


def test_marks_of_a_chart_are_found_by_the_pointer(qtbot, qapp):
    bars, area = show(qtbot, BarChart("条"), 300, 200), show(qtbot, AreaChart("线"), 300, 200)
    marks = [ChartMark(name, name, 5, name, name) for name in "abc"]
    for chart in (bars, area):
        chart.set_marks(marks)
        chart.grab()
    assert [bars.place_at(QPointF(5, y)) for y in (3, 30, 60, 90)] == [0, 1, 2, -1]
    assert [area.place_at(QPointF(x, 50)) for x in (0, 160, 299)] == [0, 1, 2]


@pytest.mark.parametrize(("names", "short"), [
    (["沈阳汽车职教集团", "沈阳机械职教集团"], ["汽车", "机械"]),
    (["甲集团"], ["甲集团"]), ([], []), (["甲集团", "集团"], ["甲集团", "集团"]), (["甲", "乙"], ["甲", "乙"]),
])  # fmt: skip
def test_what_all_names_share_is_left_out(names, short):
    assert short_names(names) == short


@pytest.mark.parametrize(
    ("values", "top"),
    [([0], 4), ([3], 4), ([9], 12), ([48], 60), ([222], 300), ([4603], 5000), ([9363], 9500), ([100], 100)],
)
def test_the_scale_ends_at_a_round_number_not_below(qapp, values, top):
    chart = AreaChart("线")
    chart.set_marks([ChartMark("a", "a", value, "a", None) for value in values])
    assert chart._top() == top >= max(values)
    assert top % 4 == 0  # each grid line is labelled with what it stands for


@pytest.mark.parametrize(("taken", "planned", "words"), [
    (48, 50, "差 2 人"), (50, 50, "满员"), (53, 50, "超 3 人"), (5, None, "未填计划人数"), (0, 0, "满员"),
])  # fmt: skip
def test_the_gauge_says_how_far_from_the_plan(qtbot, qapp, taken, planned, words):
    gauge = show(qtbot, Gauge(taken, planned), 140, 104)
    assert gauge.words() == words
    assert not gauge.grab().isNull()


def test_everything_on_the_home_page_that_takes_the_keyboard_has_a_name(home):
    assert unnamed(home) == []


@pytest.mark.parametrize(("width", "height"), [(1170, 668), (1084, 548), (1232, 800)])
def test_the_home_page_gives_way_to_the_window(qtbot, home, width, height):
    home.resize(width, height)
    assert home.grab().size().toTuple() == (width, height)


def part_of(name):
    return compositions.part_of(entity_named(name))


PARTS = [entity.__tablename__ for entity in entities() if compositions.part_of(entity) is not None]


KEYS = {"order_class": "order_class", "enterprise": "firm", "education_group": "group", "placement": "placement",
        "student": "student"}  # fmt: skip


EVENTS = {
    "status_change": ("suspend", "student", {"break_until": AFTER + timedelta(days=400)}),
    "placement_change": ("change-post", "placement", {"new_post": "质检"}),
}


def event_of(database, office, name):
    """An event of a register that only acts write."""
    word, subject, given = EVENTS[name]
    act = act_named(word)
    with database.transaction("办理") as tx:
        made = plan(tx.connection, act, [office[subject]], {act.dated: TODAY, **given}, day=TODAY)
        return apply(tx, made)[causes_of(made)[0]]


def record_of(place, office, name):
    """The record of a kind; a batch is made, and one placement put into it, and events are posted."""
    if name in EVENTS:
        return event_of(place.database, office, name)
    made = {"agreement": agreed, "exam_session": examined, "activity": attended}
    if name in made:
        return made[name](place, office)
    if name in {"apprenticeship_programme", "mentor"}:
        trade = ApprenticeshipOffice(place.database)
        return trade.modern if name == "apprenticeship_programme" else trade.mentors[0]
    if name != "placement_plan":
        return office[KEYS[name]]
    with place.database.transaction("批次") as tx:
        values = {"name": "春季批次", "kind": "2", "start_date": BEFORE, "end_date": AFTER, "status": "3"}
        key = tx.insert(PlacementPlan, values | {"plan_made_date": BEFORE, "filing_done_date": AFTER})
        tx.update(Placement, office["placement"], {"plan": key})
    return key


def attended(place, office):
    """An activity with an enterprise and a student who signed in, and a figure that was typed."""
    with place.database.transaction("活动") as tx:
        row = {"title": "秋季双选会", "kind": "1", "start_date": BEFORE, "reported_signed": 7}
        key = tx.insert(Activity, row)
        tx.insert(ActivityEnterprise, {"activity": key, "enterprise": office["firm"], "post_count": 3})
        tx.insert(ActivityStudent, {"activity": key, "student": office["student"], "signed_in": True})
    return key


def examined(place, office):
    """A session for which the student sat and passed, in a room of its own."""
    with place.database.transaction("考试") as tx:
        body = tx.insert(EvaluationBody, {"name": "示例评价中心"})
        certificate = tx.insert(
            Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70, "evaluation_body": body}
        )
        key = tx.insert(ExamSession, {"code": "K1", "certificate": certificate, "exam_date": BEFORE, "planned": 5})
        tx.insert(ExamRoom, {"session": key, "number": 1, "capacity": 5})
        row = {"session": key, "certificate": certificate, "student": office["student"], "status": "6"}
        tx.insert(ExamResult, {"registration": tx.insert(ExamRegistration, row), "total_score": 80})
    return key


def agreed(place, office):
    """An agreement about internships with the enterprise of the placement, amended once, with a promise."""
    with place.database.transaction("协议") as tx:
        row = factories.agreement("XY-9", kind="05", valid_from=BEFORE, valid_until=TODAY, party_a="示例中专")
        key = tx.insert(Agreement, row)
        tx.insert(AgreementParty, {"agreement": key, "position": 2, "enterprise": office["firm"]})
        change = {"number": "补1", "kinds": ("2",), "signed_date": BEFORE, "effective_date": TODAY, "amount": 5}
        tx.insert(Amendment, {"agreement": key, **change})
        tx.insert(AgreementCommitment, {"agreement": key, "item": "5", "target": 3, "actual": 1})
    return key


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("width", [320, 900])
def test_a_composed_part_tells_of_its_record(qtbot, place, settle, office, name, width):
    part = show(qtbot, part_of(name)(place), width, 700)
    part.show_record(record_of(place, office, name))
    settle(place)
    assert part.body is not None
    assert part.grab().width() == width
    assert unnamed(part) == []
    for child in part.findChildren(QWidget):
        if child.isVisible() and child.window() is part and not isinstance(child.parent(), FlowRow):
            right = child.mapTo(part, child.rect().topRight()).x()
            assert right < width or child.parent().objectName().startswith("qt_"), child
    part.show_record(None)
    assert part.body is None


@pytest.mark.parametrize("name", PARTS)
def test_the_doors_of_a_composed_part_lead_to_what_they_count(qtbot, place, settle, office, name):
    part = show(qtbot, part_of(name)(place), 900, 700)
    part.show_record(record_of(place, office, name))
    settle(place)
    for door in shown_doors(part):
        place.window.led.clear()
        door.click()
        assert f"{count(place, place.window.led[0]):,}" == door.text()
    part.turned.connect(place.window.led.append)  # some lead to another tab of the pane
    buttons = [b for each in (RecordLink, TwoLineRow) for b in part.findChildren(each) if b.isEnabled()]
    for button in buttons:
        place.window.led.clear()
        button.click()
        assert len(place.window.led) == 1


def test_a_part_asked_for_many_records_shows_the_last(qtbot, place, settle, office):
    part = show(qtbot, part_of("student")(place), 340, 600)
    with place.database.reading() as connection:
        keys = list(connection.execute(Query(Student).ids()).scalars())
    told = []
    part.record_shown.connect(lambda: told.append(part.key))
    for key in keys:
        part.show_record(key)
    settle(place)
    assert told == [keys[-1]]


def test_a_record_that_is_gone_leaves_the_part_empty(qtbot, place, settle, office):
    part = show(qtbot, part_of("placement")(place), 340, 600)
    part.show_record(1)
    settle(place)
    assert part.body is None


def test_limits_of_the_regulation_are_said_in_words(qtbot, place, settle, office):
    part = show(qtbot, part_of("placement")(place), 340, 600)
    part.show_record(office["placement"])
    settle(place)
    lines = [child.accessibleName() for child in part.findChildren(QWidget) if "每日工时" in child.accessibleName()]
    assert lines == ["每日工时：9 ，未达成"]
    told = [note.text() for note in part.findChildren(Note)]
    assert "每日工时超过 8 小时，批次没有事先备案" in told


@pytest.mark.parametrize(("width", "columns"), [(900, 3), (420, 2), (200, 1)])
def test_a_strip_turns_into_rows(qtbot, qapp, width, columns):
    strip = FigureStrip(200)
    for _n in range(3):
        strip.add(QWidget())
    show(qtbot, strip, width, 200)
    assert strip._columns == columns


def test_small_things_flow_into_lines(qtbot, qapp):
    flow = show(qtbot, FlowRow([RecordLink("四个字的") for _n in range(6)]), 150, 200)
    assert flow.heightForWidth(1000) < flow.heightForWidth(150)
    assert all(part.geometry().right() <= 150 for part in flow.parts)


def test_words_that_do_not_fit_are_told_by_the_tooltip(qtbot, qapp):
    words = show(qtbot, TextLine("很长很长很长很长的名称"), 400, 20)
    assert words.toolTip() == ""
    words.resize(40, 20)
    words.grab()
    assert words.toolTip() == words.text()


def test_what_leads_nowhere_does_not_take_the_keyboard(qtbot, qapp):
    door = show(qtbot, FigureLink(), 80, 36)
    assert not door.isEnabled()
    assert door.focusPolicy() == Qt.FocusPolicy.NoFocus
    door.set_figure("3", "人", Query(Student, (Condition("name", "=", "甲"),)))
    pressed = []
    door.clicked.connect(lambda: pressed.append(door.query))
    qtbot.keyClick(door, Qt.Key.Key_Return)
    assert isinstance(door, FlatButton)
    assert len(pressed) == 1


def concern_of(title, *, fatal=False, gap=False, due=None, ids=(), entity=Student):
    return Concern(title, "", fatal, len(ids), None, gap=gap, due=due, ids=frozenset(ids), entity=entity)


def test_what_must_be_done_first_stands_first():
    soon, later = TODAY, TODAY + timedelta(days=5)
    ordered = [
        concern_of("今天", fatal=True, due=soon, ids=(1,)),
        concern_of("五天", fatal=True, due=later, ids=(1, 2, 3)),
        concern_of("不急", fatal=True, ids=(1, 2, 3, 4)),
        concern_of("提醒，今天", due=soon, ids=(1,)),
        concern_of("提醒", ids=(1, 2)),
        concern_of("待补", gap=True, ids=range(9)),
    ]
    assert sorted({*ordered}, key=_urgency) == ordered
    assert [each.due_words(TODAY) for each in ordered[:3]] == ["今天要办", "5 天内要办", ""]
    assert [each.due_tone(TODAY) for each in ordered[:3]] == ["danger", "warn", "plain"]
    assert [pressing(days) for days in (-1, 0, 1, 30, 31)] == ["danger", "danger", "warn", "warn", "plain"]


def test_what_is_over_is_not_due_today(database):
    # two of one kind: an internship that runs, and one that ended weeks ago
    with database.transaction("加") as tx:
        firm = tx.insert(entity_named("enterprise"), {"name": "沈阳示例有限公司"})
        running, ended = (
            tx.insert(entity_named("placement"), {
                "student": tx.insert(Student, student(n)), "enterprise": firm, "status": "3",
                "start_date": TODAY - timedelta(days=90), "end_date": TODAY + timedelta(days=last),
            })
            for n, last in ((1, 30), (2, -30))
        )  # fmt: skip
    found = [each for each in concerns(database, problems(database, day=TODAY), Progress(), TODAY) if not each.gap]
    kinds = [each for each in found if each.entity is entity_named("placement") and each.fatal]
    assert kinds
    for each in kinds:
        assert each.ids == ({ended} if each.over else {running})
        assert each.due_words(TODAY) == ("已结束" if each.over else "今天要办")
    assert {each.over for each in kinds} == {True, False}
    assert [each.over for each in found] == sorted(each.over for each in found)


def test_a_record_with_several_problems_counts_once():
    found = [
        concern_of("甲", fatal=True, ids=(1, 2)), concern_of("乙", ids=(2, 3)),
        concern_of("丙", ids=(2,), entity=OrderClass), concern_of("待补", gap=True, ids=(7, 8)),
    ]  # fmt: skip
    assert waiting(found) == 4
    assert told(found) == "4 条记录要核对，1 项待补"


def test_what_is_excused_is_neither_counted_nor_listed_as_missing(database):
    with database.transaction("报到") as tx:
        for given in ({}, {"absence_reason": "3"}, {"check_in_date": date(2025, 9, 1)}):
            admission = tx.insert(entity_named("admission"), {"name": "考生", "year": 2025})
            tx.insert(entity_named("check_in"), {"admission": admission, **given})
    (gap,) = [one for one in concerns(database, problems(database), Progress()) if one.title == "报到时间"]
    assert gap.count == 1
    with database.reading() as connection:
        assert len(connection.execute(gap.query.ids()).all()) == 1


def test_all_that_is_missing_of_one_entity_is_one_card_that_opens_a_choice(qtbot, place, database, office):
    found = concerns(database, problems(database), Progress())
    gaps = [each for each in found if each.gap]
    assert len({each.entity for each in gaps}) == len(gaps)
    card = next(each for each in gaps if each.entity is Student)
    assert card.title == f"学生：还有 {len(card.parts)} 项未填"
    assert max(part.count for part in card.parts) <= card.count <= sum(part.count for part in card.parts)
    with database.reading() as connection:
        rows = connection.execute(Query(Student).ids()).all()
    assert card.count <= len(rows)
    led, at = [], show(qtbot, ConcernCard(card), 260, 104)
    menu = menu_of(card, at, lambda part: led.append(part.query))
    assert len(menu.actions()) == len(card.parts)
    menu.actions()[0].trigger()
    assert led == [card.parts[0].query]
