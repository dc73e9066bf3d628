"""The import wizard as a person uses it: files to receipt, names, mending in place, cancelling, remembering."""

import threading
import time

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMainWindow, QWidget

from desktop.exchange import import_steps
from desktop.exchange.plan import Action
from desktop.exchange.review import Fate, Fix, ReviewFilter
from desktop.operations import importing
from desktop.ui.imports import given_files, writing
from desktop.ui.imports.mapping_memory import memory_of, show_memory, words_of
from desktop.ui.imports.names_model import Decision, NameAction
from desktop.ui.imports.review_model import CELL_ROLE, ReviewModel, Tone
from desktop.ui.imports.wizard import ImportWizard
from desktop.ui.imports.wizard_frame import COLUMNS, FILES, LAST, NAMES, REVIEW
from desktop.ui.imports.wizard_texts import GIVEN_UP, STAY
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.dialogs import Confirm
from desktop.ui.kit.file_drop import FileDrop
from desktop.ui.kit.page_widgets import TextLine
from desktop.ui.kit.settings import Settings
from desktop.ui.kit.tasks import Tasks
from desktop.ui.kit.theme import MEDIUM, font
from desktop.ui.list.list_result import names_in
from models.database.query import Query
from models.database.results import ResultSet, read_all
from models.schema.checks import mask_identity
from models.schema.fields import entity_named
from tests.factories import credit_code, identity_number

STUDENT, SCHOOL_CLASS, ENTERPRISE, EVENT = (
    entity_named(name) for name in ("student", "school_class", "enterprise", "status_change")
)
HEADINGS = ["姓名", "身份证号", "出生日期", "政治面貌", "联系电话"]


def people(count=6):
    rows = []
    for n in range(count):
        number = identity_number(n)
        birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        rows.append([f"张{'甲乙丙丁戊己庚辛壬癸'[n % 10]}", number, birth, "共青团员", f"1300000{n:04d}"])
    return rows


def workbook(path, rows, headings=HEADINGS, sheet="名单"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (headings, *rows):
        book.active.append(row)
    book.save(path)
    return path


def with_errors(tmp_path):
    """Six pupils: a short number, a code nobody knows (twice), a day that does not exist, a doubtful phone."""
    rows = people()
    rows[1][1] = rows[1][1][:17]
    rows[2][3] = rows[3][3] = "团圆"
    rows[4][2] = "2010-02-30"
    rows[5][4] = "1300"
    return workbook(tmp_path / "a.xlsx", rows)


@pytest.fixture
def desk(qtbot, qapp, database):
    """A window with nothing in it, and what an act needs of it; `troubles` are the errors reported."""
    window = QMainWindow()
    window.resize(1200, 760)
    tasks, troubles = Tasks(window), []
    place = AppContext(window, database, tasks, troubles.append, lambda _words: None, Settings())
    window.troubles, window.place = troubles, place
    yield window
    tasks.close()
    window.close()
    window.deleteLater()
    assert troubles == []


@pytest.fixture
def made(desk):
    page = ImportWizard(desk.place)
    desk.setCentralWidget(page)
    desk.show()
    return page


@pytest.fixture
def rest(qtbot, desk):
    """Wait until nothing runs."""

    def wait():
        tasks = desk.place.tasks
        qtbot.wait(1)
        qtbot.waitUntil(lambda: not tasks.running and not tasks._ended, timeout=20_000)

    wait.qtbot = qtbot
    return wait


def begin(page, rest, path, entity=STUDENT):
    page.opened(files=[path], entity=entity)
    rest()
    page.go_on()
    rest()


def students(database, *columns):
    with database.reading() as connection:
        return [row.values for row in read_all(connection, Query(STUDENT), columns)]


def cell(page, position, name):
    model = page.review.model
    return model.index(model.positions.index(position), model.names.index(name))


def write_in(page, position, name, text, qtbot):
    """Write in a cell as a person does: open it, put the text in, press Enter."""
    index = cell(page, position, name)
    page.review.table.go_to(index.row(), index.column())
    editor = page.review.table.findChild(QLineEdit)
    assert editor is not None
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_files_become_records_and_can_be_taken_back(made, rest, desk, database, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people()))
    assert made.steps.at == REVIEW  # nothing to ask about columns or names
    assert made.next.text() == "导入 6 行"
    assert students(database) == []
    made.go_on()
    rest()
    assert made.steps.at == LAST
    assert len(students(database)) == 6
    assert made.last.receipt.figures.figures[0] == ("新增", 6)
    made.last.receipt.undo.click()
    rest()
    assert students(database) == []
    assert not made.last.receipt.banner.isHidden()
    assert not made.last.receipt.undo.isEnabled()


def test_the_receipt_follows_undo_and_redo_from_elsewhere(made, rest, database, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people()))
    made.go_on()
    rest()
    receipt = made.last.receipt
    told = receipt.head.text()
    database.undo()
    rest()
    assert receipt.sign.undone
    assert receipt.head.text() == "已撤销：a.xlsx"
    assert not receipt.look.isVisible()
    assert not receipt.undo.isVisible()
    database.redo()
    rest()
    assert receipt.head.text() == told
    assert receipt.undo.isVisible()
    assert receipt.undo.isEnabled()
    assert not receipt.banner.isVisible()
    receipt.undo.click()
    rest()
    assert students(database) == []


def test_the_receipt_leads_to_exactly_the_records_of_this_import(made, rest, qtbot, database, tmp_path):
    with database.transaction("先前") as tx:
        tx.insert(STUDENT, {"name": "张甲", "id_number": identity_number(0), "phone": "13000000000"})
        tx.insert(STUDENT, {"name": "李四", "id_number": identity_number(20)})
    begin(made, rest, workbook(tmp_path / "a.xlsx", people(3)))
    made.go_on()
    rest()
    with qtbot.waitSignal(made.list_wanted) as seen:
        made.last.receipt.look.click()
    rows = ResultSet(database, seen.args[0], ("name",))
    assert {rows.row(n).values["name"] for n in range(len(rows))} == {"张甲", "张乙", "张丙"}
    assert names_in(database, seen.args[0]) == {("change_set", 2): "导入学生 3 名：a.xlsx"}


def test_what_is_wrong_is_shown_at_its_cell(made, rest, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    review = made.review
    assert review.counts == {Fate.INSERT: 2, Fate.UPDATE: 0, Fate.UNCHANGED: 0, Fate.REJECT: 4, Fate.DOUBT: 1}
    assert review.model.positions == [1, 2, 3, 4, 5]
    assert review.model.names == ("", "name", "id_number", "birth_date", "political_status", "phone")
    shown = cell(made, 1, "id_number").data(CELL_ROLE)
    assert (shown.tone, shown.note) == (Tone.BAD, "身份证号应为 18 位，这里是 17 位")
    assert cell(made, 5, "phone").data(CELL_ROLE).tone is Tone.DOUBT
    assert cell(made, 2, "id_number").data(CELL_ROLE).text == "210***************"
    assert made.next.text() == "导入 2 行，跳过 4 行"
    assert [(p.column, p.fatal, p.rows) for p in review.problems] == [
        ("political_status", True, 2), ("id_number", True, 1), ("birth_date", True, 1), ("phone", False, 1),
    ]  # fmt: skip


def test_mended_in_place_and_imported(made, rest, qtbot, database, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    write_in(made, 1, "id_number", identity_number(1), qtbot)
    rest()
    shown = cell(made, 1, "id_number").data(CELL_ROLE)
    assert (shown.tone, shown.note) == (Tone.MENDED, f"原为 {mask_identity(identity_number(1)[:17])}")
    assert made.review.counts[Fate.REJECT] == 3
    status = next(card for card in made.review.list.cards if card.problem.column == "political_status")
    assert status.kinds == "团圆 → 共青团员"
    status.act.click()
    rest()
    birth = next(card for card in made.review.list.cards if card.problem.column == "birth_date")
    assert birth.act.text() == "按身份证填"
    birth.act.click()
    rest()
    assert made.next.text() == "导入 6 行"
    assert [p.column for p in made.review.problems] == ["phone"]
    made.go_on()
    rest()
    assert len(students(database)) == 6
    assert made.remembered.words(STUDENT) == {("political_status", "团圆"): "共青团员"}


SEXES = ["姓名", "身份证件类型", "身份证号", "性别"]


def of_both_sexes():
    """Two pupils whose sex contradicts their number either way, one with a passport, one who is right."""
    numbers = [identity_number(n, gender=sex) for n, sex in enumerate("122")]
    wrong = [[f"张{name}", "居民身份证", numbers[n], sex] for n, (name, sex) in enumerate(("甲女", "乙男"))]
    return [*wrong, ["安娜", "护照", "E12345678", "女"], ["张丁", "居民身份证", numbers[2], "女"]]


def test_what_a_number_tells_is_told_of_its_row_alone(made, rest, database, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", of_both_sexes(), SEXES))
    card = next(card for card in made.review.list.cards if card.problem.column == "gender")
    assert card.act.text() == "按身份证填"
    assert "→" not in card.kinds
    card.act.click()
    rest()
    assert made.review.mended.now.words == {}
    made.go_on()
    rest()
    kept = {row["name"]: row["gender"] for row in students(database, "name", "gender")}
    assert kept == {"张甲": "1", "张乙": "2", "安娜": "2", "张丁": "2"}
    assert made.remembered.words(STUDENT) == {}


def test_a_bad_pair_kept_by_an_earlier_version_does_nothing(made, rest, desk, database, tmp_path):
    desk.place.settings.put("imports", {"words": {"student": {"gender": {"女": "男"}}}})
    begin(made, rest, workbook(tmp_path / "a.xlsx", of_both_sexes()[2:], SEXES))
    made.go_on()
    rest()
    assert [row["gender"] for row in students(database, "gender")] == ["2", "2"]


def test_few_words_are_put_right_where_they_stand(made, rest, database, tmp_path):
    rows = [[*row[:3], sex] for row, sex in zip(of_both_sexes()[2:], ("女士士", "女"), strict=True)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, SEXES))
    review = made.review
    problem = next(p for p in review.problems if p.column == "gender")
    review._mend_all(problem, Fix(((0, "女"),)))
    rest()
    assert (review.mended.now.words, len(review.mended.now.cells)) == ({}, 1)


def test_names_of_another_database_mean_nothing_here(made, rest, desk, database, tmp_path):
    desk.place.settings.put("imports", {"words": {"student": {"school_class": {"机电一班": "2024级别处1班"}}}})
    begin(made, rest, workbook(tmp_path / "a.xlsx", [[*row, "机电一班"] for row in people(2)], [*HEADINGS, "班级"]))
    assert made.steps.at == NAMES
    assert made.names.model.decision(0) == Decision(NameAction.CREATE)
    made.go_on()
    rest()
    made.go_on()
    rest()
    assert {row["school_class"] for row in students(database, "school_class")} == {"机电一班"}
    assert made.remembered.words(STUDENT) == {("school_class", "机电一班"): "2024级别处1班"}  # still true elsewhere


@pytest.mark.parametrize(("of", "steps"), [("乙校", NAMES), ("甲校", REVIEW)])
def test_what_an_earlier_file_meant_is_asked_anew_where_these_rows_contradict_it(
    made, rest, desk, database, tmp_path, of, steps
):
    with database.transaction("学校") as tx:
        schools = {name: tx.insert(entity_named("school"), {"name": name}) for name in ("甲校", "乙校")}
        key = tx.insert(SCHOOL_CLASS, {"name": "2024级护理班", "grade_year": 2024, "school": schools[of]})
    desk.place.settings.put("imports", {"words": {"student": {"school_class": {"护理一班": "2024级护理班"}}}})
    rows = [[*row, "护理一班", "甲校"] for row in people(2)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "班级", "学校"]))
    assert made.steps.at == steps
    meant = {row.written["school_class"] for row in made.reviewed.plan.rows}
    assert (meant == {key}) == (steps == REVIEW)
    while made.steps.at != LAST:
        made.go_on()
        rest()
    assert made.remembered.words(STUDENT) == {("school_class", "护理一班"): "2024级护理班"}  # still true elsewhere


def test_what_an_earlier_file_meant_holds_of_the_rows_that_do_not_contradict_it(made, rest, desk, database, tmp_path):
    with database.transaction("学校") as tx:
        schools = {name: tx.insert(entity_named("school"), {"name": name}) for name in ("甲校", "乙校")}
        tx.insert(SCHOOL_CLASS, {"name": "2024级护理班", "grade_year": 2024, "school": schools["甲校"]})
    desk.place.settings.put("imports", {"words": {"student": {"school_class": {"护理一班": "2024级护理班"}}}})
    rows = [[*row, "护理一班", school] for row, school in zip(people(2), schools, strict=True)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "班级", "学校"]))
    assert made.steps.at == NAMES
    names = made.names.model
    decided = {one.text: names.decision(row) for row, one in enumerate(names.names)}
    assert decided == {
        "护理一班（甲校）": Decision(NameAction.MATCH, "2024级护理班"), "护理一班（乙校）": Decision(NameAction.CREATE),
    }  # fmt: skip
    while made.steps.at != LAST:
        made.go_on()
        rest()
    assert [row["school_class"] for row in students(database, "school_class")] == ["2024级护理班", "护理一班"]
    assert made.remembered.words(STUDENT)["school_class", "护理一班"] == "2024级护理班"  # still true elsewhere


def test_names_told_apart_by_their_end_have_room(made, rest, desk, tmp_path):
    desk.resize(1366, 768)
    schools = "示例市东城职业学校", "示例市西城职业学校"
    rows = [[*row, "2023级1班", "机电技术应用", school] for row, school in zip(people(2), schools, strict=True)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "班级", "专业", "学校"]))
    table, model = made.names.table, made.names.model
    named = [name for name in model.names if name.column == "school_class"]
    assert [name.text[-10:-1] for name in named] == list(schools)
    metrics, at = QFontMetrics(font(weight=MEDIUM)), model.place_of("name")
    assert table.columnWidth(at) - 20 >= max(metrics.horizontalAdvance(name.text) for name in named)
    assert table.columnWidth(model.place_of("act")) >= 160
    desk.resize(700, 768)
    assert table.columnWidth(at) == model.columns[at].width


@pytest.mark.parametrize(("of", "told"), [("乙校", "学校“甲校”"), ("甲校", "")])
def test_a_class_of_another_school_is_refused_and_one_of_its_own_taken(made, rest, database, tmp_path, of, told):
    with database.transaction("学校") as tx:
        schools = {name: tx.insert(entity_named("school"), {"name": name}) for name in ("甲校", "乙校")}
        key = tx.insert(SCHOOL_CLASS, {"name": "2024级护理班", "grade_year": 2024, "school": schools[of]})
    rows = [[*row, "2024级护理1班", "甲校"] for row in people(2)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "班级", "学校"]))
    names = made.names
    names.select(next(n for n, one in enumerate(names.model.names) if one.column == "school_class"))
    names._picked("school_class", key)
    rest()
    assert (names.banner.isVisible(), told in names.banner.words.text()) == (bool(told), True)
    made.go_on()
    rest()
    (meant,) = {row.written["school_class"] for row in made.review.plan.rows}
    assert (meant != key) == bool(told)


def test_an_exam_number_is_seen_and_read_aloud_whole(made, rest, tmp_path):
    number = "2101202603100105"  # as long as the number of a bank card
    begin(made, rest, workbook(tmp_path / "a.xlsx", [[*row, number] for row in people(1)], [*HEADINGS, "准考证号"]))
    made.review.look(ReviewFilter(bad_rows=False, bad_columns=False))
    index = cell(made, 0, "exam_number")
    assert [index.data(role) for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)] == [number] * 2


def test_what_is_remembered_is_seen_and_forgotten(desk, qtbot):
    memory = memory_of(desk.place.settings)
    memory.keep_headings(STUDENT, "x", {"姓名": "name", "小灵通": "phone"})
    memory.keep_words(
        STUDENT, {("political_status", "团圆"): "共青团员", ("school_class", "机电一班"): "2024级机电1班"}
    )
    shown = show_memory(desk, desk.place.settings).content
    assert [words_of(line.memory)[1] for line in shown.lines] == [
        "小灵通 → 联系电话", "团圆 → 共青团员", "机电一班 → 2024级机电1班"]  # fmt: skip
    shown.grab()  # painted once, a line still tells the whole under the pointer
    assert [line.findChild(TextLine).toolTip() for line in shown.lines] == [
        words_of(line.memory)[2] for line in shown.lines
    ]
    shown.finder.setText("团")
    assert len(shown.lines) == 1
    shown.lines[0].off.click()
    assert not memory_of(desk.place.settings).words(STUDENT).keys() & {("political_status", "团圆")}
    shown.finder.clear()
    assert len(shown.lines) == 2
    shown.all.click()
    assert (shown.lines, list(memory_of(desk.place.settings).all())) == ([], [])
    assert not shown.all.isEnabled()


def test_a_mend_is_taken_back_step_by_step(made, rest, qtbot, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    write_in(made, 1, "id_number", identity_number(0), qtbot)  # of somebody else in the file
    rest()
    assert cell(made, 1, "id_number").data(CELL_ROLE).note.startswith("身份证件号与 名单 第 2 行重复")
    write_in(made, 1, "id_number", identity_number(1), qtbot)
    rest()
    assert made.review.counts[Fate.REJECT] == 3
    made.review.take_back()
    rest()
    assert made.review.counts[Fate.REJECT] == 4
    assert cell(made, 1, "id_number").data(CELL_ROLE).text == mask_identity(identity_number(0))
    made.review.take_back()
    rest()
    assert cell(made, 1, "id_number").data(CELL_ROLE).text == mask_identity(identity_number(1)[:17])
    assert not made.review.undo.isEnabled()


def test_advice_stands_by_the_cell(made, rest, qtbot, tmp_path):
    rows = people()
    rows[1][1], rows[4][2] = rows[1][1].replace("0", "O", 1), "2010-02-30"
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows))
    review = made.review
    index = cell(made, 1, "id_number")
    review.table.go_to(index.row(), index.column())
    assert review.advice.isVisible()
    assert review.rect().contains(review.advice.geometry())
    assert review.advice.offers[0].value == identity_number(1)
    qtbot.keyClick(review.table.findChild(QLineEdit), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest()
    assert review.plan.rows[1].action is Action.INSERT
    assert not review.advice.isVisible()
    index = cell(made, 4, "birth_date")
    review.table.go_to(index.row(), index.column())
    review.advice.skip.click()
    rest()
    assert "已选择不导入" in review.plan.rows[4].errors[0].message
    assert review.model.index(review.model.positions.index(4), 0).data(CELL_ROLE).note == "已跳过"


def test_f8_goes_from_problem_to_problem(made, rest, qtbot, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    seen = []
    for _n in range(6):
        made.review.table.go_on()
        index = made.review.table.fixed.currentIndex()
        seen.append((made.review.position, made.review.model.names[index.column()]))
    assert seen == [(1, "id_number"), (2, "political_status"), (3, "political_status"), (4, "birth_date"), (5, "phone"),
                    (1, "id_number")]  # fmt: skip


def press_f8(made, qtbot):
    """F8 as a person presses it: in the cell written in, else in the grid."""
    editor = made.review.table.findChild(QLineEdit)
    qtbot.keyClick(editor or made.review.table.rest, Qt.Key.Key_F8)
    qtbot.wait(1)  # the editor that was left is gone
    index = made.review.table.fixed.currentIndex()
    return made.review.position, made.review.model.names[index.column()]


def test_f8_leaves_a_cell_that_was_not_mended_and_says_when_it_begins_again(made, rest, qtbot, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    hint, seen, told = made.review.list.hint, [], []
    for _n in range(6):
        seen.append(press_f8(made, qtbot))
        told.append(hint.text())
    assert seen == [(1, "id_number"), (2, "political_status"), (3, "political_status"), (4, "birth_date"), (5, "phone"),
                    (1, "id_number")]  # fmt: skip
    assert told == ["F8 下一处"] * 5 + ["已到末尾，从头开始"]
    assert press_f8(made, qtbot) == (2, "political_status")
    assert hint.text() == "F8 下一处"
    qtbot.keyClick(made.review.table.findChild(QLineEdit), Qt.Key.Key_Escape)
    assert press_f8(made, qtbot) == (3, "political_status"), "also where nothing is being written"


def test_f8_with_one_problem_and_with_none(made, rest, qtbot, tmp_path):
    rows = people()
    rows[2][3] = "团圆"
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows))
    assert [press_f8(made, qtbot) for _n in range(2)] == [(2, "political_status")] * 2
    assert made.review.list.hint.text() == "已到末尾，从头开始"
    editor = made.review.table.findChild(QLineEdit)
    editor.setText("共青团员")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    rest()
    made.review.table.go_on()
    assert made.review.list.hint.text() == "没有下一处了"


def test_a_double_click_on_the_way_on_does_not_write(made, rest, qtbot, database, tmp_path):
    made.opened(files=[workbook(tmp_path / "a.xlsx", people())], entity=STUDENT)
    rest()
    button, spot = made.next, QPoint(20, 10)
    spot = button.mapTo(made, spot)

    def press():
        """On the same spot of the screen, whatever is there now."""
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.mapFrom(made, spot))

    press()
    rest()
    assert made.steps.at == REVIEW
    for _n in range(3):
        press()
        rest()
    assert (made.steps.at, students(database)) == (REVIEW, [])
    assert "指针移开" in made.foot.hint.text()
    spot += QPoint(12, 2)
    press()
    rest()
    assert len(students(database)) == 6


NUMBERS = {
    "210102200801019976": "210***************", "21010220080101997": "210**************",
    "G210102200801019976": "G210***************", "210102830101997": "210************", "E12345678": "E******78",
    "13000000001": "130****0001", "130 0000 0001": "130******0001", "024-23456789": "024*****6789",
    "6222020200112233445": "***************3445",
}  # fmt: skip


def test_numbers_of_persons_are_masked_in_columns_nobody_mapped(made, rest, tmp_path):
    rows = [[*row, text] for row, text in zip(people(9), NUMBERS, strict=True)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "某栏"]))
    assert made.steps.at == COLUMNS
    seen = [
        text for row in made.columns.rows for label in row.findChildren(TextLine) for text in label.text().split("，")
    ]
    assert not [text for text in seen if text in NUMBERS or text in {row[1] for row in people(9)}]
    assert made.columns.rows[-1].samples.text() == "，".join(list(NUMBERS.values())[:3])


def test_no_whole_number_is_seen_unasked_where_rows_are_put_right(made, rest, qtbot, tmp_path):
    rows = [*people(4), people(1)[0]]  # the last is the first again
    rows[1][1] = rows[1][1][:17]
    rows[2][4] = "1300000000"
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows))
    review = made.review
    review.look(ReviewFilter(bad_rows=False, bad_columns=False))
    roles = (CELL_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    model = review.model
    said = "\n".join(
        str(model.index(r, c).data(role)) for r in range(5) for c in range(len(model.names)) for role in roles
    )
    said += "\n".join(card.kinds + card.toolTip() + card.accessibleName() for card in review.list.cards)
    assert not [text for row in rows for text in (row[1], row[4]) if text in said]
    review.table.go_to(1, model.names.index("id_number"))
    assert review.table.findChild(QLineEdit).text() == rows[1][1], "writing in a cell is asking for it"


def test_cards_and_switches_choose_what_is_seen(made, rest, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    review = made.review
    review.figures.cards[Fate.INSERT].click()
    assert review.view == ReviewFilter(Fate.INSERT, bad_rows=False, bad_columns=False)
    assert review.model.positions == [0, 5]
    review.figures.cards[Fate.REJECT].click()
    assert review.model.positions == [1, 2, 3, 4]
    review.only_rows.click()
    review.figures.cards[Fate.REJECT].click()
    assert review.view.fate is None
    review.look(ReviewFilter(bad_rows=False, bad_columns=False))
    assert review.model.positions == [0, 1, 2, 3, 4, 5]
    review.list.cards[0].click()
    assert review.model.positions == [2, 3]
    assert review.list.cards[0].isChecked()


def test_find_and_replace(made, rest, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    bar = made.review.find_bar
    bar.open()
    made.review.look(ReviewFilter(bad_rows=False, bad_columns=False))
    bar.find_box.setText("团圆")
    assert bar.found.text() == "所见的列中有 2 处"
    bar.other.setText("团员")
    bar.act.click()
    rest()
    assert made.review.counts[Fate.REJECT] == 2


def test_a_column_is_found_by_initials_and_taken_with_enter(made, rest, tmp_path, qtbot):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people(), [*HEADINGS[:4], "小灵通"]))
    row = next(row for row in made.columns.rows if row.heading.text == "小灵通")
    made.activateWindow()
    row.box.setFocus()
    row.box.selectAll()
    qtbot.keyClicks(row.box, "lxdh")
    qtbot.waitUntil(row.box.is_open)
    assert row.box.offers.model.offers[0].text == "联系电话"
    qtbot.keyClick(row.box, Qt.Key.Key_Return)
    rest()
    assert row.heading.column == "phone"


def test_headings_are_asked_for_once(made, rest, database, tmp_path):
    headings = [*HEADINGS[:4], "小灵通"]
    begin(made, rest, workbook(tmp_path / "a.xlsx", people(), headings))
    assert made.steps.at == COLUMNS
    row = next(row for row in made.columns.rows if row.heading.text == "小灵通")
    assert row.box.text() == "不导入"
    row.box.setText("联系电话")
    row.box.editingFinished.emit()
    rest()
    made.go_on()
    rest()
    assert made.steps.at == REVIEW
    assert made.review.plan.rows[0].values["phone"] == "13000000000"
    assert "上次" not in made.columns.summary.text()
    begin(made, rest, workbook(tmp_path / "b.xlsx", people(3), headings))
    assert made.steps.at == REVIEW
    assert made.review.plan.rows[0].values["phone"] == "13000000000"
    assert made.columns.summary.text() == "5 列全部对应；按上次这种表头的对应"
    row = next(row for row in made.columns.rows if row.heading.column == "id_number")
    assert identity_number(0)[6:14] not in row.samples.text()


def test_a_heading_is_one_column_at_a_time(made, rest, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people(), [*HEADINGS[:4], "小灵通"]))
    row = made.columns.rows[4]
    row.chosen.emit(row.heading, "id_number")
    rest()
    assert [r.heading.column for r in made.columns.rows] == [
        "name",
        None,
        "birth_date",
        "political_status",
        "id_number",
    ]


def test_a_file_without_known_headings_is_read_by_hand(made, rest, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", [row[:2] for row in people()], ["谁", "号"]))
    assert made.steps.at == COLUMNS
    assert not made.next.isEnabled()
    for place, column in enumerate(("name", "id_number")):
        row = made.columns.rows[place]
        row.chosen.emit(row.heading, column)
        rest()
    assert made.next.isEnabled()
    made.go_on()
    rest()
    assert made.review.counts[Fate.INSERT] == 6


def test_sheets_can_be_left_out(made, rest, tmp_path):
    path = workbook(tmp_path / "a.xlsx", people())
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("旧名单")
    for row in (HEADINGS, *people(9)[6:]):
        other.append(row)
    book.save(path)
    begin(made, rest, path)
    assert len(made.review.plan.rows) == 9
    made.steps.steps[COLUMNS].click()
    made.columns.sheets[1].click()
    made.go_on()
    rest()
    assert len(made.review.plan.rows) == 6


def test_names_are_matched_made_or_left_out(made, rest, database, tmp_path):
    with database.transaction("班级") as tx:
        key = tx.insert(SCHOOL_CLASS, {"name": "2024级机电技术应用1班", "grade_year": 2024})
    classes = ["机电一班", "机电一班", "机电二班", "2024级护理1班", "", "机电三班"]
    rows = [[*row, name] for row, name in zip(people(), classes, strict=True)]
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "班级"]))
    assert made.steps.at == NAMES
    names = made.names
    assert [(n.text, n.rows) for n in names.model.names] == [
        ("机电一班", 2), ("机电二班", 1), ("2024级护理1班", 1), ("机电三班", 1)]  # fmt: skip
    assert {names.model.decision(row).act for row in range(4)} == {NameAction.CREATE}
    names.select(0)
    names._picked("school_class", key)
    names.select(2)  # what was chosen for the first is not for the one that is seen by then
    rest()
    assert names.model.decision(2) == Decision(NameAction.CREATE)
    assert names.model.decision(0) == Decision(NameAction.MATCH, "2024级机电技术应用1班")
    names.select(1)
    names.acts.take(NameAction.SKIP)
    names.select(3)
    names.acts.take(NameAction.EMPTY)
    made.go_on()
    rest()
    assert made.review.counts[Fate.INSERT] == 5
    made.go_on()
    rest()
    assert made.last.receipt.besides.text() == "另新建：专业 1、班级 1"
    kept = {row["name"]: row["school_class"] for row in students(database, "name", "school_class")}
    assert kept == {
        "张甲": "2024级机电技术应用1班",
        "张乙": "2024级机电技术应用1班",
        "张丁": "2024级护理1班",
        "张戊": None,
        "张己": None,
    }
    begin(made, rest, workbook(tmp_path / "b.xlsx", [[*row, "机电一班"] for row in people(2)], [*HEADINGS, "班级"]))
    assert made.steps.at == REVIEW  # remembered
    assert made.review.counts[Fate.UNCHANGED] == 2


def test_nothing_is_kept_of_a_cancelled_import(made, rest, database, tmp_path, monkeypatch):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people()))
    write = importing.write

    def stopped(reviewed, mends, expected, progress):
        begun.set()
        while not progress.stopped:
            time.sleep(0.005)
        return write(reviewed, mends, expected, progress)

    begun = threading.Event()
    monkeypatch.setattr(importing, "write", stopped)
    made.go_on()
    assert begun.wait(10)
    assert made.busy
    made.last.running.cancel.click()
    rest()
    assert made.steps.at == REVIEW
    assert made.banner.words.text() == "已取消导入，没有写入任何内容"
    assert not made.busy
    assert students(database) == []


def until_stopped(begun):
    def wait(*given):
        begun.set()
        while not given[-1].stopped:
            time.sleep(0.005)
        given[-1].check()

    return wait


def test_reading_can_be_given_up(made, rest, desk, tmp_path, monkeypatch):
    begun = threading.Event()
    monkeypatch.setattr(given_files, "read_workbook", until_stopped(begun))
    made.opened(files=[workbook(tmp_path / "a.xlsx", people())], entity=STUDENT)
    assert begun.wait(10)
    desk.place.tasks.shown.stop()
    rest()
    assert made.given.files[0].refusal == "已取消读取；移除后可以重新放入"
    assert not made.next.isEnabled()
    made.given.remove(made.given.files[0])
    assert made.given.files == []


def test_judging_can_be_given_up_and_begun_again(made, rest, desk, database, tmp_path, monkeypatch):
    made.opened(files=[workbook(tmp_path / "a.xlsx", people())], entity=STUDENT)
    rest()
    begun = threading.Event()
    with monkeypatch.context() as patched:
        patched.setattr(import_steps, "review", until_stopped(begun))
        made.go_on()
        while not begun.is_set():
            rest.qtbot.wait(5)
        desk.place.tasks.shown.stop()
        rest()
    assert made.steps.at == COLUMNS
    assert made.next.isEnabled()
    made.go_on()
    rest()
    assert made.steps.at == REVIEW
    assert students(database) == []


def test_a_database_that_changed_is_looked_over_again(made, rest, database, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people()))
    with database.transaction("别人") as tx:
        tx.insert(STUDENT, {"name": "张甲", "id_number": identity_number(0)})
    made.go_on()
    rest()
    assert made.steps.at == REVIEW
    assert made.review.counts[Fate.UPDATE] == 1
    assert len(students(database)) == 1
    made.go_on()
    rest()
    assert len(students(database)) == 6


@pytest.mark.parametrize("kind", [None, STUDENT, "enterprise"])
def test_who_comes_back_to_the_review_goes_on_with_it(made, rest, database, tmp_path, kind):
    begin(made, rest, with_errors(tmp_path))
    about, words = made.head.about.text(), made.next.text()
    made.opened(entity=kind)  # the navigation, or its key, leads here again
    rest()
    assert (made.steps.at, made.head.about.text(), made.next.text()) == (REVIEW, about, words)
    made.go_on()
    rest()
    assert made.steps.at == LAST
    assert len(students(database)) == made.writing.written[0].plan.totals()[Fate.INSERT] > 0


def test_changes_show_what_was_before(made, rest, database, tmp_path):
    begin(made, rest, workbook(tmp_path / "a.xlsx", people()))
    made.go_on()
    rest()
    rows = people()
    rows[2][4] = "13900000000"
    begin(made, rest, workbook(tmp_path / "b.xlsx", rows))
    made.review.figures.cards[Fate.UPDATE].click()
    shown = cell(made, 2, "phone").data(CELL_ROLE)
    assert (shown.text, shown.note, shown.tone) == ("139****0000", "原 130****0002", Tone.CHANGED)
    assert made.review.figures.cards[Fate.UPDATE].note == "共 1 处不同"


def test_files_are_dropped_and_refused_ones_say_why(made, rest, tmp_path):
    good, bad = workbook(tmp_path / "a.xlsx", people()), tmp_path / "b.xlsx"
    bad.write_bytes(b"%PDF-1.7 nothing")
    drop(made.source.zone, good, bad)
    rest()
    assert [bool(given.refusal) for given in made.given.files] == [False, True]
    assert "PDF" in made.given.files[1].refusal
    assert made.entity is STUDENT
    assert made.steps.at == FILES
    made.go_on()
    rest()
    assert made.steps.at == REVIEW


def test_rejected_rows_are_given_back_as_mended(made, rest, qtbot, tmp_path, monkeypatch):
    begin(made, rest, with_errors(tmp_path))
    write_in(made, 1, "phone", "13900000009", qtbot)
    rest()
    target = tmp_path / "errors.xlsx"
    monkeypatch.setattr(writing, "save_as", lambda *_given: target)
    made.errors.click()
    rest()
    assert made.banner.words.text() == "已把 4 行写入 errors.xlsx，改好后可直接再导入"
    sheet = openpyxl.load_workbook(target).active
    assert [cell.value for cell in sheet[2]][-1] == "13900000009"


def drop(page, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    page.findChild(FileDrop, options=direct).eventFilter(page, event)


def test_what_was_put_right_is_not_lost_to_a_dropped_file(made, rest, qtbot, tmp_path):
    begin(made, rest, with_errors(tmp_path))
    other = workbook(tmp_path / "b.xlsx", people(3))
    write_in(made, 1, "phone", "13900000009", qtbot)
    rest()
    assert made.unfinished == 1
    drop(made, other)
    made.findChild(Confirm).buttons[STAY].click()
    assert (made.steps.at, made.unfinished) == (REVIEW, 1)
    qtbot.wait(1)
    drop(made, other)
    made.findChild(Confirm).buttons[GIVEN_UP].click()
    rest()
    assert (made.steps.at, made.unfinished, [given.path for given in made.given.files]) == (FILES, 0, [other])
    drop(made, other, tmp_path / "a.xlsx")  # nothing is lost, so nobody is asked
    rest()
    assert len(made.given.files) == 2


def test_closing_the_window_asks_once_about_what_was_put_right(window, settle, qtbot, tmp_path):
    window.show_page("import", {"files": [with_errors(tmp_path)], "entity": STUDENT})
    settle(window)
    page = window.stage.pages["import"]
    page.go_on()
    settle(window)
    write_in(page, 1, "phone", "13900000009", qtbot)
    settle(window)
    window.show_list(STUDENT)
    window.close()
    assert window.isVisible()
    assert window.stage.currentWidget() is page
    page.findChild(Confirm).buttons[GIVEN_UP].click()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_card_mends_what_it_surely_can_and_leads_to_the_rest(made, rest, tmp_path):
    rows = [[*row, "男" if int(row[1][16]) % 2 else "女"] for row in people()]
    rows[1][1], rows[2][1] = rows[1][1][:17], "6.10E+17"
    begin(made, rest, workbook(tmp_path / "a.xlsx", rows, [*HEADINGS, "性别"]))
    card = made.review.list.cards[0]
    assert (card.problem.rows, card.act.text()) == (2, "改正 1 处")
    assert "→" not in card.kinds
    card.act.click()
    rest()
    assert made.review.counts[Fate.REJECT] == 1
    assert made.review.list.cards[0].problem.fix is None


def test_enterprises_too(made, rest, database, tmp_path):
    rows = [[f"沈阳第{n}机械有限公司", credit_code(n)] for n in range(3)]
    rows[2][1] = rows[2][1][:-1] + ("A" if rows[2][1][-1] != "A" else "B")
    made.opened(files=[workbook(tmp_path / "a.xlsx", rows, ["企业名称", "统一社会信用代码"])])
    rest()
    assert made.entity is ENTERPRISE
    made.go_on()
    rest()
    made.go_on()
    rest()
    assert len(ResultSet(database, Query(ENTERPRISE))) == 2


def test_the_model_keeps_its_promises(made, rest, tmp_path, qtbot):
    begin(made, rest, with_errors(tmp_path))
    model = ReviewModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    review = made.review
    model.show(review.plan, review.draft.given, review.mended.now, ("id_number", "phone"), [1, 3])
    left, old, told = model.shown_at(0, 1), model.shown_at(1, 1), []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.refresh(review.mended.now, [3, 7], [])
    assert told == [(1, 1)]
    assert model.shown_at(0, 1) is left
    assert model.shown_at(1, 1) is not old
    model.refresh(review.mended.now, [0, 2, 3, 5], [0, 2, 5])
    assert model.positions == [0, 1, 2, 3, 5]


def test_everything_has_a_name_and_nothing_is_clipped(made, rest, tmp_path, desk):
    begin(made, rest, with_errors(tmp_path))
    desk.resize(1072, 648)
    for step in range(LAST + 1):
        made.stack.setCurrentIndex(step)
        nameless = [
            w for w in made.findChildren(QWidget)
            if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible() and not w.accessibleName()
        ]  # fmt: skip
        assert nameless == []
        assert made.width() == 1072
    small = [
        b.text()
        for b in made.findChildren(QAbstractButton)
        if b.isVisible() and b.width() < b.minimumSizeHint().width()
    ]
    assert small == []


def test_a_workbook_of_events_performs_its_acts(made, rest, database, tmp_path):
    with database.transaction("准备") as tx:
        tx.insert_many(
            STUDENT, [{"name": name, "id_number": identity_number(n)} for n, name in enumerate(("张甲", "张乙"))]
        )
    row = ["张甲", identity_number(0), "休学", "2026-01-10", "2027-01-09"]
    begin(
        made, rest, workbook(tmp_path / "b.xlsx", [row], ["姓名", "身份证号", "异动类别", "异动日期", "休学止"]), None
    )
    assert made.entity is EVENT
    made.go_on()
    rest()
    assert len(ResultSet(database, Query(EVENT))) == 1
    assert {row["name"]: row["status"] for row in students(database, "name", "status")} == {"张甲": "02", "张乙": "01"}
