"""The list of students: what it opens with, what it says of placements, the pane beside it, what is done with those ticked."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget

from desktop.screens.catalogue import screen_of
from desktop.ui.form.timeline import Timeline
from desktop.ui.home.concerns import concerns
from desktop.ui.kit.chips import Shape
from desktop.ui.kit.controls import Note
from desktop.ui.kit.page_widgets import RecordLink, TitledCard, TwoLineRow
from desktop.ui.list.record_issues import issues_of
from desktop.ui.list.relations import related_to
from desktop.ui.list.saved_views import views_of
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.facts import FactList
from desktop.ui.record.issue_card import IssueCard
from desktop.ui.record.placement import placement_checked
from desktop.ui.record.state_line import PeriodBar, StateLine
from desktop.ui.record.student import FirmTile, student_training
from models import clock
from models.database.query import Condition, Query
from models.database.results import read_all
from models.entities.enterprises import Enterprise, Post
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import FamilyMember, Student
from models.entities.placements import Placement
from models.entities.policy import Waiver
from models.progress import Progress
from models.rules.problems import problems, problems_of
from models.rules.regulation import told as listed_of
from models.rules.rule import Verdict
from models.schema.fields import entity_named, field_map
from tests import factories

TODAY = clock.today()
VERDICTS = ("符合", "不符", "缺资料")
BEFORE, AFTER, LONG_AGO = TODAY - timedelta(days=40), TODAY + timedelta(days=20), TODAY - timedelta(days=400)


@pytest.fixture
def office(database):
    """Eight students: 0 and 1 are placed, 2 was, 6 is on leave and 7 has graduated; 0 and 1 are in an order class."""
    with database.transaction("准备") as tx:
        firms = tx.insert_many(Enterprise, [factories.enterprise(n) for n in (1, 2)])
        posts = tx.insert_many(Post, [{"enterprise": firm, "name": "装配"} for firm in firms])
        classes = tx.insert_many(OrderClass, [{"name": f"示例订单班{n}", "code": f"D{n}"} for n in (0, 1)])
        status = {6: "02", 7: "07"}
        students = tx.insert_many(Student, [factories.student(n, status=status.get(n, "01")) for n in range(8)])
        members = [{"order_class": classes[n], "student": students[n], "join_date": BEFORE} for n in (0, 1)]
        tx.insert_many(OrderClassMember, [
            {"order_class": classes[1], "student": students[0], "join_date": LONG_AGO, "leave_date": BEFORE}, *members,
        ])  # fmt: skip
        tx.insert(FamilyMember, {"student": students[0], "name": "李丁", "phone": "13900000002", "relation": "1",
                                 "is_guardian": True})  # fmt: skip
        running = {"start_date": BEFORE, "end_date": AFTER, "status": "3"}
        placements = tx.insert_many(Placement, [
            {"student": students[0], "enterprise": firms[0], "post": posts[0], "agreement_number": "SF-1", "mentor_name": "周师傅", **running},
            {"student": students[1], "enterprise": firms[1], **running},
            {"student": students[2], "enterprise": firms[1], "start_date": LONG_AGO, "end_date": BEFORE, "status": "6"},
        ])  # fmt: skip
    return {"students": students, "firms": firms, "posts": posts, "classes": classes, "placements": placements}


@pytest.fixture
def page(window, office, settle):
    window.stage.lists.clear()  # the list the window opened with was made before there were any
    window.show_list(Student)
    settle(window)
    return window.page


def told_of(qtbot, page, key):
    """Choose a record and wait until the pane tells of it."""
    page.choose([key], key)
    overview = page.detail.overview
    qtbot.waitUntil(lambda: overview.part.key == key and overview.part.body is not None, timeout=60_000)
    return overview


def ask(database, *conditions, order=()):
    with database.reading() as connection:
        return [row.id for row in read_all(connection, Query(Student, conditions, order), ["name"])]


def test_derived_values_are_those_of_the_rows_open_on_the_day(database, office):
    names = ["order_class", "placement_enterprise", "placement_status", "placement_agreement", "placement_mentor"]
    with database.reading() as connection:
        rows = {row.id: row.values for row in read_all(connection, Query(Student), names)}
    first, third = (rows[office["students"][n]] for n in (0, 2))
    assert first["order_class"] == "示例订单班0", "the one that was left no longer counts"
    assert (first["placement_status"], first["placement_agreement"], first["placement_mentor"]) == (
        "3",
        "SF-1",
        "周师傅",
    )
    assert first["placement_enterprise_id"] == office["firms"][0]
    assert (third["placement_enterprise_id"], third["placement_status"]) == (office["firms"][1], "6"), "over, but known"


@pytest.mark.parametrize(("status", "begin", "end", "registered", "told"), [
    ("2", BEFORE, AFTER, "01", "2"), ("1", BEFORE, AFTER, "01", "1"), ("2", AFTER, None, "01", None), ("6", LONG_AGO, BEFORE, "01", "6"),
    ("3", BEFORE, AFTER, "03", None), ("2", BEFORE, AFTER, "03", None), ("6", LONG_AGO, BEFORE, "07", "6"),
])  # fmt: skip
def test_every_column_of_a_placement_tells_of_the_same_one(database, office, status, begin, end, registered, told):
    with database.transaction("安置") as tx:
        key = tx.insert(Student, factories.student(9, status=registered))
        period = {"start_date": begin, "end_date": end, "status": status, "agreement_number": "SF-9"}
        tx.insert(Placement, {"student": key, "enterprise": office["firms"][0], **period})
    names = ["placement_status", "placement_enterprise", "placement_agreement", "placement_start"]
    with database.reading() as connection:
        values = next(row.values for row in read_all(connection, Query(Student), names) if row.id == key)
    shown = (told, "SF-9", begin) if told else (None, None, None)
    assert (values["placement_status"], values["placement_agreement"], values["placement_start"]) == shown
    assert values["placement_enterprise_id"] == (office["firms"][0] if told else None)


@pytest.mark.parametrize(("field", "operator", "value", "found"), [
    ("placement_status", "=", "3", {0, 1}), ("placement_status", "=", "6", {2}), ("placement_status", "empty", None, {3, 4, 5, 6, 7}),
    ("placement_enterprise", "filled", None, {0, 1, 2}), ("placement_agreement", "empty", None, {1, 2, 3, 4, 5, 6, 7}),
    ("placement_status", "!=", "3", {2, 3, 4, 5, 6, 7}), ("order_class", "filled", None, {0, 1}),
])  # fmt: skip
def test_conditions_on_derived_values_find_what_the_list_shows(database, office, field, operator, value, found):
    assert set(ask(database, Condition(field, operator, value))) == {office["students"][n] for n in found}
    shown = Query(Student, (Condition(field, operator, value),))
    with database.reading() as connection:
        values = [row.values[field] for row in read_all(connection, shown, [field])]
    assert len(values) == len(found)
    assert all((one is None) == (operator == "empty") for one in values) or operator == "!="


def test_a_reference_among_derived_values_is_asked_for_by_id(database, office):
    here = Condition("placement_enterprise", "=", office["firms"][1])
    assert ask(database, here) == [office["students"][1], office["students"][2]]
    assert set(ask(database, Condition("order_class", "in", tuple(office["classes"])))) == set(office["students"][:2])
    assert set(ask(database, order=("-placement_enterprise",))[:2]) == {office["students"][1], office["students"][2]}


def test_only_a_change_alters_a_record(database, office):
    assert ask(database, Condition("altered_date", "filled")) == []
    with database.transaction("改") as tx:
        tx.update(Student, office["students"][3], {"phone": "13900000009"})
    assert ask(database, Condition("altered_date", ">=", TODAY - timedelta(days=1))) == [office["students"][3]]


def test_the_views_are_true(window, page, office, settle, database):
    counts = {
        view.name: len(ask(database, *view.query.conditions))
        for view in views_of(Student, window.settings, None, TODAY)
    }
    assert counts == {"全部在籍": 7, "实习在岗": 2, "缺三方协议": 1, "本周改动": 0, "全部": 8}
    assert page.model.rowCount() == 7, "the list opens with those registered"
    settle(window)
    assert [window.head.tabs.count_at(n) for n in range(5)] == list(counts.values())
    window.head.view_chosen.emit(window.head.views[2])
    settle(window)
    assert page.ids() == [] or page.model.rowCount() == 1
    assert window.head.tabs.currentIndex() == 2


def test_nothing_at_all_is_not_blamed_on_a_condition(window, settle):
    settle(window)
    assert window.page.is_empty
    assert window.page.empty.reason.text() == "还没有学生"


def test_columns_follow_the_width(window, page, settle):
    def names(width):
        window.resize(width, 800)
        settle(window)
        settle(window)
        return [field.name for field in page.model.fields]

    plain, besides = list(screen_of(Student).columns), screen_of(Student).besides
    assert names(1440) == plain
    assert names(1366) == [name for name in plain if name != "gender"]
    assert names(1840) == [*plain, *besides]
    page.layout_._take(("name", "status"))
    page.layout_.changed.emit()
    assert names(1366) == ["name", "status"], "columns a person chose stay"


def test_the_pane_tells_what_is_asked_first(window, page, office, settle, qtbot):
    told_of(qtbot, page, office["students"][0])
    settle(window)
    detail = page.detail
    chips = [w.text for w in detail.head.findChildren(QWidget) if hasattr(w, "tone") and hasattr(w, "text")]
    assert {"在读", "在岗"} <= set(chips)
    part = detail.overview.part
    facts = {fact.label: fact.text for fact in part.findChild(FactList).facts}
    assert facts["学号"] == "24010000"
    assert "*" in facts["身份证号"]
    assert "13900000002" not in facts["监护人"]
    assert part.findChild(FirmTile).note == "装配·师傅 周师傅"
    assert "第 41 天，共 61 天" in part.findChild(PeriodBar).accessibleName()
    told = [entry.words for entry in part.findChild(Timeline).entries]
    assert told[0] == "新建"
    assert {"加入示例订单班0", "离开示例订单班1"} <= set(told)
    assert [str(detail.tabs.key_at(n)) for n in range(detail.tabs.count())] == [
        "overview", "training", "family", "facts", "history",
    ]  # fmt: skip
    for key in ("training", "family", "facts", "history"):
        detail.turn(key)
        settle(window)
    assert detail.sheets.currentWidget() is detail.history


def test_what_the_regulation_says_of_a_placement_is_told_of_the_student(window, page, office, settle, database, qtbot):
    with database.transaction("改") as tx:
        tx.update(Placement, office["placements"][0], {"daily_hours": 9})
    settle(window)
    issues = issues_of(database, Student, office["students"])[office["students"][0]]
    assert any("8 小时" in issue.complaint.message and "第十七条" in issue.complaint.message for issue in issues)
    overview = told_of(qtbot, page, office["students"][0])
    qtbot.waitUntil(lambda: overview.findChild(IssueCard) is not None)
    card = overview.findChild(IssueCard)
    card.opened.emit(next(issue for issue in issues if issue.entity is Placement))
    settle(window)
    assert (window.form.entity, window.form.key) == (Placement, office["placements"][0])


def test_ticked_students_join_an_order_class(window, page, office, settle, database, qtbot):
    for row in (3, 4):
        page.table.tick(row)
    assert page.selection.count.text() == "已选 2 人"
    next(b for b in page.selection.own if b.accessibleName() == "加入订单班").click()
    settle(window)
    panel = window.findChild(ActPanel)
    panel.rows["order_class"].put(office["classes"][0], "示例订单班0")
    panel.rows["order_class"].edited.emit("order_class")
    qtbot.waitUntil(
        lambda: panel.seen is not None and panel.seen.plan is not None and panel.keep.isEnabled(), timeout=60_000
    )
    panel.perform()
    settle(window)
    assert len(ask(database, Condition("order_class", "=", office["classes"][0]))) == 3
    window.undo_bar.act.click()
    settle(window)
    assert len(ask(database, Condition("order_class", "=", office["classes"][0]))) == 1


def test_placements_begin_for_those_ticked(window, page, office, settle, database):
    for row in (3, 4):
        page.table.tick(row)
    next(b for b in page.selection.own if b.accessibleName() == "安排实习").click()
    settle(window)
    panel = window.findChild(ActPanel)
    panel.perform()
    settle(window)
    assert not panel.rows["enterprise"].message.isHidden(), "without a host nothing is written"
    panel.rows["enterprise"].put(office["firms"][1], "甲")
    panel.rows["end_date"].put(AFTER)
    panel.look()
    settle(window)
    panel.perform()
    settle(window)
    assert len(ask(database, Condition("placement_enterprise", "=", office["firms"][1]))) == 4
    window.undo_bar.act.click()
    settle(window)
    assert len(ask(database, Condition("placement_enterprise", "=", office["firms"][1]))) == 2


def test_derived_values_cannot_be_written(database, office):
    assert not any(field_map(Student)[name].writable for name in (*screen_of(Student).besides[:4], "order_class"))


def test_a_placement_is_held_against_the_regulation_rule_by_rule(window, office, settle, database, qtbot):
    with database.transaction("改") as tx:
        tx.update(Placement, office["placements"][0], {"daily_hours": 9, "match_level": "3"})
        tx.update(Enterprise, office["firms"][0], {"staff_total": 5})
    window.show_query(Query(Placement))
    settle(window)
    part = told_of(qtbot, window.page, office["placements"][0]).part
    lines = part.findChildren(StateLine)
    told = {line.label: (line.shape, line.value, line.base) for line in lines if line.value.startswith(VERDICTS)}
    assert len(told) == 26
    assert told["工时"] == (Shape.STOP, "不符（禁止）", "第十七条")
    assert told["专业对口"] == (Shape.WAIT, "不符（警告）", "第八条")
    assert told["接收人数比例"] == (Shape.WAIT, "不符（警告）", "第十条")
    assert told["知情同意"] == (Shape.STOP, "不符（禁止）", "第十二条")
    assert told["劳动强度"] == (Shape.TODO, "缺资料", "第十六条")
    words = [note.text() for note in part.body.findChildren(Note)]
    assert "每日工时超过 8 小时，批次没有事先备案" in words
    assert "岗位的体力劳动强度没有登记" in words
    shown = {line.label: (line.shape, line.value) for line in lines}
    assert shown["实习生／上限"] == (Shape.WAIT, "1 / 0"), "what is recorded bears the verdict of the rule"
    assert shown["每日工时"] == (Shape.STOP, "9")
    assert shown["每周工时"] == (Shape.TODO, "未登记")
    assert shown["企业指导人员"] == (Shape.DONE, "周师傅")


@pytest.fixture
def kept(database, office):
    """Pay of six months, a weekly log and a visit of the first placement, and a visit elsewhere."""
    with database.transaction("记录") as tx:
        teacher = tx.insert(entity_named("staff"), {"name": "周老师"})
        months = [f"{BEFORE - timedelta(days=31 * n):%Y-%m}" for n in range(6)]
        tx.update(Placement, office["placements"][0], {"start_date": BEFORE - timedelta(days=200)})
        rows = [{"placement": office["placements"][0], "month": month, "paid": Decimal(3000)} for month in months]
        tx.insert_many(entity_named("pay_month"), rows)
        tx.insert(entity_named("weekly_log"), {"placement": office["placements"][0], "week": 3, "score": Decimal(90)})
        tx.insert_many(entity_named("visit"), [
            {"enterprise": firm, "visit_date": BEFORE, "teacher": teacher} for firm in office["firms"][:2]
        ])  # fmt: skip
    return months


def cards_in(part):
    """The titles of cards, how many records each has, and the lines of each."""
    cards = {card.title.text(): card for card in part.findChildren(TitledCard)}
    return {words: [line.text() for line in card.findChildren(TwoLineRow)] for words, card in cards.items()}


def test_a_placement_shows_what_is_kept_of_it(window, office, kept, settle, qtbot):
    window.show_query(Query(Placement))
    settle(window)
    part = told_of(qtbot, window.page, office["placements"][0]).part
    cards = cards_in(part)
    assert cards["津贴发放"] == sorted(kept, reverse=True)[:5], "the latest; the rest is behind the link"
    assert cards["周志"] == ["第 3 周"]
    assert cards["巡查"] == [BEFORE.isoformat()], "the visit to its own host"
    assert "突发事件" not in cards
    link = next(one for one in part.findChildren(RecordLink) if one.text() == "全部 6 条")
    link.click()
    settle(window)
    assert window.page.entity is entity_named("pay_month")
    assert window.page.model.rowCount() == 6


def test_a_student_shows_what_is_kept_of_all_placements(window, page, office, kept, settle, qtbot, database):
    with database.reading() as connection:
        told = student_training(connection, office["students"][0], TODAY)
    assert [(one.kind.entity.__tablename__, one.total) for one in told.records] == [("pay_month", 6), ("weekly_log", 1)]


@pytest.mark.parametrize(
    ("rule", "until", "told"),
    [
        ("R-INT-14", TODAY, "R-INT-14 例外：李校长：家长出差，至 {until}"),
        ("R-INT-14", None, "R-INT-14 例外：李校长：家长出差"),
        ("R-INT-14", BEFORE, "R-INT-14 例外（已到期）：李校长：家长出差，至 {until}"),
        ("SX-1", TODAY, "SX-1 例外：李校长：家长出差，至 {until}"),  # of a rule that says nothing of it now
    ],
)
def test_a_placement_shows_what_was_let_pass(window, office, database, settle, qtbot, rule, until, told):
    with database.transaction("例外") as tx:
        tx.insert(Waiver, {
            "rule": rule, "entity": "placement", "record_id": office["placements"][0], "operator": "李校长",
            "reason": "家长出差", "granted_date": LONG_AGO, "until_date": until,
        })  # fmt: skip
    window.show_query(Query(Placement))
    settle(window)
    part = told_of(qtbot, window.page, office["placements"][0]).part
    assert told.format(until=until) in [note.text() for note in part.body.findChildren(Note)]
    other = told_of(qtbot, window.page, office["placements"][1]).part
    qtbot.waitUntil(lambda: not [n.text() for n in other.body.findChildren(Note) if "例外" in n.text()])


def test_relations_name_records_of_a_placement_by_what_tells_them_apart(database, office, kept):
    said = {one.relation.entity.__tablename__: one for one in related_to(database, Placement, office["placements"][0])}
    assert [words for _key, words in said["weekly_log"].sample] == ["3"]
    assert {words for _key, words in said["pay_month"].sample} <= set(kept)


def test_what_the_page_says_of_a_placement_is_what_check_says(window, office, database):
    """The pages, the marks, home and check read one function: what one lists, all list."""
    with database.reading() as connection:
        for key in office["placements"]:
            page = placement_checked(connection, key, TODAY)
            told = [(one.complaint.code, one.field.name, one.lacking, one.complaint.message)
                    for one in problems_of(connection, Placement, [key], TODAY)]  # fmt: skip
            own = [one for one in page.verdicts if one.rule.entity is Placement]
            assert [(one.rule.number, one.rule.field, one.verdict is Verdict.LACKING, one.complaint.message)
                    for one in listed_of(own)] == told  # fmt: skip
    everything = list(problems(database, day=TODAY))
    issues = issues_of(database, Placement, office["placements"])
    for key in office["placements"]:
        checked = [
            one.complaint for one in everything if (one.entity, one.record_id, one.lacking) == (Placement, key, False)
        ]
        assert sorted(map(str, checked)) == sorted(str(one.complaint) for one in issues[key])
    cards = Counter()  # what is over has a card of its own beside what can still be done
    for each in concerns(database, everything, Progress()):
        cards[each.title] += each.count or 0
    broken = Counter(one.complaint.title for one in everything if not one.lacking and one.complaint.title)
    assert {title: cards[title] for title in broken} == broken
