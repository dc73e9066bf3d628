"""What an import asks: the kind of record that the headings contradict, persons nobody is, records like known ones."""

import threading
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.exchange.corrections import key_of
from desktop.exchange.review import Fate
from desktop.ui.imports import review as review_module
from desktop.ui.imports.kind_chooser import KindChooser
from desktop.ui.imports.wizard_frame import COLUMNS, FILES, NAMES, REVIEW
from desktop.ui.kit import layouts
from models.database.errors import Missing
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entities, entity_named
from tests.desktop.exchange.test_exam_sheets import DAY, ONE, begun, importing
from tests.desktop.ui.test_imports import (
    ENTERPRISE,
    HEADINGS,
    STUDENT,
    begin,
    desk,
    made,
    people,
    rest,
    students,
    workbook,
)
from tests.factories import credit_code, identity_number, student

__all__ = ["desk", "made", "rest"]  # fixtures
MEMBER = entity_named("order_class_member")
FIRMS = ["企业名称", "统一社会信用代码", "企业规模", "联系电话"]


def firms(count=3):
    return [[f"沈阳第{n}机械有限公司", credit_code(n), "中型", "024-23456789"] for n in range(count)]


def test_headings_that_contradict_the_chosen_kind_are_a_question(made, rest, tmp_path):
    made.opened(files=[workbook(tmp_path / "a.xlsx", firms(), FIRMS)], entity=STUDENT)
    rest()
    question = made.source.question
    assert (made.steps.at, made.entity, question.isVisible()) == (FILES, STUDENT, True)
    assert "合作企业" in question.words.text()
    question.action.click()
    assert made.entity is ENTERPRISE
    assert not question.isVisible()
    made.go_on()
    rest()
    assert made.review.counts[Fate.INSERT] == 3


@pytest.mark.parametrize("files", [1, 9])
def test_on_a_low_screen_the_files_and_the_question_about_them_are_seen(made, rest, tmp_path, files, qtbot):
    def is_seen(widget):
        return widget.visibleRegion().boundingRect().height() == widget.height()

    made.resize(1160, 660)  # of 1366 by 768 what the navigation and the bars leave
    made.opened(entity=STUDENT)
    assert is_seen(made.source.zone)
    made.add_files([workbook(tmp_path / f"{n}.xlsx", firms(), FIRMS) for n in range(files)])
    rest()
    qtbot.waitUntil(lambda: is_seen(made.source.question))  # it scrolls there once all of it has its place
    if files == 1:
        (line,) = layouts.widgets(made.source._files)
        qtbot.waitUntil(lambda: is_seen(line))


def test_headings_that_fit_are_no_question(made, rest, tmp_path):
    made.opened(files=[workbook(tmp_path / "a.xlsx", people())], entity=STUDENT)
    rest()
    assert not made.source.question.isVisible()


def test_every_kind_that_can_be_imported_can_be_chosen(qtbot):
    chooser = KindChooser()
    qtbot.addWidget(chooser)
    kinds = [entity for entity in entities() if entity.importable]
    assert {button.entity for button in chooser.buttons} == set(kinds)
    taken = []
    chooser.chosen.connect(taken.append)
    for entity in kinds:
        next(button for button in chooser.buttons if button.entity is entity).click()
        assert [button.entity for button in chooser.buttons if button.isChecked()] == [entity]
    assert taken == kinds or set(taken) == set(kinds)
    chooser.mark(None)
    assert not [button for button in chooser.buttons if button.isChecked()]


@pytest.mark.parametrize("typed", ["岗位实习", "gwsx"])
def test_kinds_are_narrowed_by_typing(qtbot, typed):
    chooser = KindChooser()
    qtbot.addWidget(chooser)
    taken = []
    chooser.chosen.connect(taken.append)
    chooser.narrow.setText(typed)
    assert [button.text() for button in chooser.buttons if not button.isHidden()] == ["岗位实习"]
    qtbot.keyClick(chooser.narrow, Qt.Key.Key_Return)
    assert [entity.__tablename__ for entity in taken] == ["placement"]
    chooser.narrow.setText("没有的")
    assert not chooser.nothing.isHidden()


@pytest.fixture
def roster(made, rest, tmp_path):
    """Three members of an order class, one of them known."""
    rows = [[f"张{name}", identity_number(n), "2024级机电1班", "示例订单班"] for n, name in enumerate("甲乙丙")]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, ["姓名", "身份证号", "班级", "订单班"]), MEMBER)
    return rows


def test_unknown_persons_are_offered_once_and_not_made_unasked(made, rest, database, roster):
    assert made.steps.at == NAMES
    offer = made.names.persons
    assert (offer.list.count(), offer.switch.isChecked()) == (3, False)
    assert not [n for n in range(3) if roster[n][1] in offer.list.item(n).text()]
    made.go_on()
    rest()
    assert made.review.counts[Fate.REJECT] == 3
    assert students(database) == []


def test_unknown_persons_are_made_on_request_each_with_its_tick(made, rest, database, roster):
    offer = made.names.persons
    offer.switch.click()
    assert [offer.list.item(n).checkState() for n in range(3)] == [Qt.CheckState.Checked] * 3
    offer.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    made.go_on()
    rest()
    assert made.steps.at == REVIEW
    assert (made.review.counts[Fate.INSERT], made.review.counts[Fate.REJECT]) == (2, 1)
    made.steps.steps[NAMES].click()
    assert [offer.list.item(n).checkState() for n in range(3)] == [
        Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.Checked]  # fmt: skip
    made.go_on()
    rest()
    made.go_on()
    rest()
    assert [row["name"] for row in students(database, "name")] == ["张甲", "张丙"]
    assert "学生 2" in made.last.receipt.besides.text()
    database.undo()
    assert students(database) == [], "one step takes all of it back"


def test_switching_the_offer_off_again_leaves_nobody_out(made, rest, database, roster):
    offer = made.names.persons
    offer.switch.click()
    offer.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    offer.switch.click()
    assert made.mends.rows_out == made.mends.make == frozenset()
    assert offer.list.item(0).data(Qt.ItemDataRole.CheckStateRole) is None


def test_that_persons_are_made_is_asked_anew(made, rest, tmp_path, roster):
    made.names.persons.switch.click()
    rows = [["张丁", identity_number(9), "2024级机电1班", "示例订单班"]]
    begin(made, rest, workbook(tmp_path / "b.xlsx", rows, ["姓名", "身份证号", "班级", "订单班"]), MEMBER)
    assert not made.names.persons.switch.isChecked()


def test_a_new_name_like_a_known_one_is_shown_before_it_is_made(made, rest, database, tmp_path):
    with database.transaction("企业") as tx:
        tx.insert(ENTERPRISE, {"name": "沈阳正常厂有限责任公司", "credit_code": credit_code(1)})
    heads = ["订单班名称", "合作企业"]
    rows = [["甲订单班", "沈阳正常厂"], ["乙订单班", "大连另一电子有限公司"], ["丙订单班", "另一电子公司"]]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, heads), entity_named("order_class"))
    assert made.steps.at == NAMES
    names = made.names
    said = [names.model.index(row, 3).data() for row in range(names.model.rowCount())]
    assert said == [
        "新建，但很像“沈阳正常厂有限责任公司”", "新建，但很像“另一电子公司”", "新建，但很像“大连另一电子有限公司”"]  # fmt: skip
    assert "沈阳正常厂有限责任公司" in names.meaning.text()
    assert names.offers[0].text() == "沈阳正常厂有限责任公司"
    assert "3 个要新建的名称很像" in names.banner.words.text()
    names.offers[0].click()
    assert not names.model.doubted(0)
    made.go_on()
    rest()
    assert made.steps.at == REVIEW, "never a lock"


def test_new_records_like_known_ones_and_like_each_other_are_doubted(made, rest, database, tmp_path):
    with database.transaction("企业") as tx:
        tx.insert(ENTERPRISE, {"name": "沈阳正常厂", "credit_code": credit_code(9)})
    rows = [
        ["正常厂有限公司", credit_code(1)],
        ["大连另一电子有限公司", credit_code(2)],
        ["另一电子公司", credit_code(3)],
    ]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, FIRMS[:2]), ENTERPRISE)
    doubts = [[w.message for w in row.warnings if w.code == "likely-same"] for row in made.review.plan.rows]
    assert doubts == [["与库中的“沈阳正常厂”很像，请核对是不是同一个"], [], ["与 名单 第 3 行很像，请核对是不是同一个"]]
    assert made.review.counts[Fate.INSERT] == 3, "never a lock"


def test_people_with_the_same_name_and_birthday_are_doubted(made, rest, qtbot, database, tmp_path):
    numbers = [identity_number(0), identity_number(700)]  # of one day
    with database.transaction("学生") as tx:
        tx.insert(STUDENT, {"name": "张甲", "id_number": numbers[0], "birth_date": date(2008, 1, 1)})
    rows = [["张甲", numbers[1]], ["张乙", numbers[0]], ["张丙", identity_number(1)], ["张丙", identity_number(701)]]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, HEADINGS[:2]))
    doubted = [n for n, row in enumerate(made.review.plan.rows) if any(w.code == "likely-same" for w in row.warnings)]
    assert doubted == [0, 3]
    draft = made.review.draft
    mended = draft.again(made.review.plan, made.review.mended.now.with_row_out(("名单", 4, 1)), [2])
    assert not mended[3].warnings, "the other row is gone"


def test_what_is_not_read_is_named_and_a_sheet_without_numbers_is_a_question(made, rest, tmp_path):
    rows = [[row[0], row[4], "1号楼"] for row in people(3)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, ["姓名", "联系电话", "宿舍楼栋"]))
    columns = made.columns
    assert made.steps.at == COLUMNS
    assert columns.summary.text() == "2 / 3 列已对应，不导入：宿舍楼栋（3 格）"
    assert "没有能分清学生的一列" in columns.banner.words.text()
    made.go_on()
    rest()
    assert made.steps.at == REVIEW, "going on is an answer"
    begin(made, rest, workbook(tmp_path / "b.xlsx", rows, ["姓名", "联系电话", "宿舍楼栋"]))
    assert made.steps.at == COLUMNS, "it is asked of every such sheet"


def test_what_is_not_read_though_it_stands_there_is_said_before_writing(made, rest, database, tmp_path):
    with database.transaction("学校") as tx:
        school = tx.insert(entity_named("school"), {"name": "甲校"})
        tx.insert(entity_named("term"), {"school": school, "academic_year": "2025-2026", "term": 1})
        for serial in range(2):
            tx.insert(STUDENT, student(serial, name=f"生{'甲乙'[serial]}", school=school))
    path = tmp_path / "甲校2025-2026学年第一学期注册表.csv"
    path.write_text("学号,姓名,是否注册,注册日期\n24010000,生甲,是,2025-09-01\n24010001,生乙,否,\n", "utf-8")
    begin(made, rest, path, entity_named("term_registration"))
    while made.steps.at != REVIEW:
        made.go_on()
        rest()
    assert "1" in made.banner.words.text()
    assert made.banner.words.text() == made.reviewed.plan.notes[0]


def test_what_a_file_leaves_open_is_answered_before_writing(made, rest, database, tmp_path, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY)
    begun(database)
    importing(database, tmp_path)("exam_session", ["考试批次,证书名称,等级,考试日期", "WL-3,物流管理,中级,2026-04-01"])
    path = tmp_path / "报名.csv"
    path.write_text(f"证书名称,等级,姓名,身份证号\n物流管理,中级,{ONE}\n", "utf-8")
    begin(made, rest, path, entity_named("exam_registration"))
    while made.steps.at != REVIEW:
        made.go_on()
        rest()
    assert made.review.open.isVisibleTo(made)
    (chooser,) = made.review.open.questions.values()
    assert [note.text() for note in made.review.open.findChildren(QLabel)].count("由您定") == 1
    assert not any("：由您定" in note.text() for note in made.review.open.findChildren(QLabel))
    chooser.chosen.emit("WL-3")
    rest()
    assert (made.unfinished, made.reviewed.plan.left_open[0].default) == (1, "WL-2")
    made.review.take_back()
    assert chooser.key == "WL-2"
    chooser.chosen.emit("WL-3")
    rest()
    made.go_on()
    rest()
    with database.reading() as connection:
        (row,) = read_all(connection, Query(entity_named("exam_registration")), ["session"])
    assert row.values["session"] == "WL-3"


def test_what_mending_opens_is_asked_too(made, rest, database, tmp_path, monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY)
    begun(database)
    importing(database, tmp_path)("exam_session", ["考试批次,证书名称,等级,考试日期", "WL-3,物流管理,中级,2026-04-01"])
    path = tmp_path / "报名.csv"
    path.write_text(f"证书名称,等级,姓名,身份证号\n没有的,中级,{ONE}\n", "utf-8")
    begin(made, rest, path, entity_named("exam_registration"))
    while made.steps.at != REVIEW:
        made.go_on()
        rest()
    assert not made.review.open.isVisibleTo(made)
    (row,) = made.review.draft.found.rows
    column = next(name for name, cell in row.raw.items() if cell == "没有的")
    made.review.mend(made.review.mended.now.with_cells({(key_of(row), column): "物流管理"}))
    rest()
    assert made.review.open.isVisibleTo(made)
    made.review.open.questions["session"].chosen.emit("WL-3")
    rest()
    assert made.review.open.questions["session"].key == "WL-3"
    made.review.take_back()
    made.review.take_back()
    rest()
    assert not made.review.open.isVisibleTo(made)


EVENT = entity_named("status_change")


@pytest.fixture
def suspensions(made, rest, database, tmp_path, monkeypatch):
    """Two pupils who are to be suspended, both of an order class; the review of the file that says so."""
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY)
    with database.transaction("学校") as tx:
        own = tx.insert(entity_named("school_class"), {"name": "2024级数控1班", "grade_year": 2024})
        order = tx.insert(entity_named("order_class"), {"code": "D1", "name": "甲厂班"})
        for n in range(2):
            key, since = tx.insert(STUDENT, student(n)), {"join_date": date(2024, 9, 1)}
            tx.insert(entity_named("class_membership"), {"student": key, "school_class": own} | since)
            tx.insert(MEMBER, {"student": key, "order_class": order} | since)
    heads = ["学号", "姓名", "身份证号", "异动类别", "异动日期", "休学止"]
    people = [student(n) for n in range(2)]
    rows = [[s["student_number"], s["name"], s["id_number"], "休学", "2025-10-08", "2026-10-07"] for s in people]
    begin(made, rest, workbook(tmp_path / "异动.xlsx", rows, heads), EVENT)
    while made.steps.at != REVIEW:
        made.go_on()
        rest()
    return made.review


def told_effects(review):
    return review.effects.isVisibleTo(review), "".join(line.words for line in review.effects.lines.told)


def test_what_events_do_is_told_before_they_are_written_and_anew_with_an_answer(made, rest, database, suspensions):
    seen, words = told_effects(suspensions)
    assert seen
    assert "休学 2" in words
    assert "学籍异动 新增 2；" in words
    assert "学籍状态 新增 2、修改 2；" in words
    assert "订单班成员 修改 2" in words
    suspensions.open.questions["order_class"].chosen.emit("keep")
    assert not made.next.isEnabled()  # nobody knows yet what would be written
    rest()
    assert made.next.isEnabled()
    _seen, words = told_effects(suspensions)
    assert "订单班成员" not in words
    suspensions.take_back()
    rest()
    assert "订单班成员 修改 2" in told_effects(suspensions)[1]
    suspensions.mend(suspensions.mended.now.with_row_out(key_of(suspensions.plan.rows[0])))
    rest()
    assert "订单班成员 修改 1" in told_effects(suspensions)[1]
    made.go_on()
    rest()
    with database.reading() as connection:
        rows = read_all(connection, Query(MEMBER), ("leave_date",))
        assert sorted(row.values["leave_date"] is None for row in rows) == [False, True]


def test_a_file_of_no_events_tells_of_none(made, rest, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people(2)))
    assert told_effects(made.review)[0] is False


@pytest.fixture
def held(monkeypatch):
    """Planning waits until it is let go; `begun` counts."""
    go, begun_ = threading.Event(), []
    plain = review_module.judge_again

    def slow(*given):
        begun_.append(given[3])
        go.wait(20)
        return plain(*given)

    monkeypatch.setattr(review_module, "judge_again", slow)
    yield go, begun_
    go.set()


def test_a_late_answer_is_dropped(made, rest, suspensions, held, qtbot):
    go, begun_ = held
    chooser = suspensions.open.questions["order_class"]
    taken = []
    suspensions._take = lambda judged, mends, take=suspensions._take: (taken.append(mends), take(judged, mends))
    chooser.chosen.emit("keep")
    qtbot.waitUntil(lambda: len(begun_) == 1)
    chooser.chosen.emit("end")
    qtbot.waitUntil(lambda: len(begun_) == 2)
    go.set()
    rest()
    assert [mends.answers for mends in taken] == [{"order_class": "end"}]
    assert "订单班成员 修改 2" in told_effects(suspensions)[1]


def test_what_is_planned_anew_can_be_stopped_and_leaves_what_was(made, rest, desk, suspensions, held, qtbot):
    go, begun_ = held
    chooser = suspensions.open.questions["order_class"]
    before = suspensions.mended.now
    chooser.chosen.emit("keep")
    qtbot.waitUntil(lambda: len(begun_) == 1)
    task = desk.place.tasks.shown
    assert task.name
    task.stop()
    go.set()
    rest()
    assert (chooser.key, suspensions.mended.now, made.unfinished) == ("end", before, 0)
    assert (made.next.isEnabled(), suspensions.undo.isEnabled()) == (True, False)
    assert "订单班成员 修改 2" in told_effects(suspensions)[1]


def test_a_step_back_that_is_stopped_leaves_what_was_judged_with_the_steps_before_it(
    made, rest, desk, suspensions, held, qtbot
):
    go, begun_ = held
    go.set()
    chooser = suspensions.open.questions["order_class"]
    chooser.chosen.emit("keep")
    rest()
    go.clear()
    judged = suspensions.mended.now
    suspensions.take_back()
    suspensions.mend(suspensions.mended.now.with_row_out(key_of(suspensions.plan.rows[0])))
    qtbot.waitUntil(lambda: begun_[-1] == suspensions.mended.now)  # the one before may never have begun
    desk.place.tasks.shown.stop()
    go.set()
    rest()
    assert (chooser.key, suspensions.mended.now) == ("keep", judged)
    assert "订单班成员" not in told_effects(suspensions)[1]
    suspensions.take_back()
    rest()
    assert (chooser.key, suspensions.undo.isEnabled()) == ("end", False)


def test_what_could_not_be_judged_leaves_what_was_and_is_told(made, rest, desk, suspensions, monkeypatch):
    before, told = suspensions.mended.now, []
    desk.place.tasks.troubled.disconnect()
    desk.place.tasks.troubled.connect(told.append)

    def fails(*_given):
        raise Missing("没有这条记录")

    monkeypatch.setattr(review_module, "judge_again", fails)
    chooser = suspensions.open.questions["order_class"]
    chooser.chosen.emit("keep")
    rest()
    assert (chooser.key, suspensions.mended.now) == ("end", before)  # what is seen is what would be written
    assert [str(error) for error in told] == ["没有这条记录"]
