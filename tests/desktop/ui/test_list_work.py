"""Work on a list: conditions, ticks, copying, changing many at once, issues, remembered columns, the pane beside it."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.exchange.list_templates import NATIONAL
from desktop.operations.changing_many import change_many, changeable, changed_count, standing
from desktop.reports.list_print import list_document
from desktop.ui.imports.column_templates import ColumnTemplates
from desktop.ui.kit import layouts
from desktop.ui.kit.chips import FilterChip
from desktop.ui.kit.dialogs import ask_reason
from desktop.ui.list.filtering import Filter
from desktop.ui.list.list_columns import layout_of
from desktop.ui.list.record_issues import issues_of
from desktop.ui.list.relations import related_to, relations_of
from desktop.ui.list.summary import tally, words_of
from models import clock
from models.database.disclosures import disclosures
from models.database.query import Condition, Query
from models.database.settings import SAMPLE, SAMPLE_DAY
from models.entities.training_bases import AT_SCHOOL
from models.schema.fields import entities, entity_named, field_map, fields_of
from tests import factories

STUDENT, CLASS = entity_named("student"), entity_named("school_class")
FIELDS = field_map(STUDENT)


@pytest.fixture
def classes(database):
    with database.transaction("准备") as tx:
        return tx.insert_many(CLASS, [{"name": "2024级数控1班"}, {"name": "2024级数控2班"}])


@pytest.fixture
def students(database, classes):
    rows = [factories.student(n, school_class=classes[n % 2], status="02" if n < 20 else "01") for n in range(60)]
    with database.transaction("准备") as tx:
        return tx.insert_many(STUDENT, rows)


@pytest.fixture
def page(window, students, settle):
    window.show_query(Query(STUDENT))
    settle(window)
    return window.page


def test_a_chip_narrows_the_list_and_its_cross_lets_all_in(page, window, settle):
    page.filters.put(Filter(FIELDS["status"], (Condition("status", "=", "02"),)))
    settle(window)
    assert page.model.rowCount() == 20
    assert page.query.conditions == (Condition("status", "=", "02"),)
    chip = next(c for c in page.filters.flow.chips if isinstance(c, FilterChip) and not c.adding)
    assert "学籍状态 休学" in chip.accessibleName()
    chip.removed.emit()
    settle(window)
    assert page.model.rowCount() == 60
    assert not page.filters.narrowed


def test_a_query_from_elsewhere_is_shown_with_names(page, window, settle, classes):
    page.take(Query(STUDENT, (Condition("school_class", "=", classes[0]),), ("-student_number",)))
    settle(window)
    assert page.model.rowCount() == 30
    chips = [c.text() for c in page.filters.flow.chips if not c.adding]
    assert chips == ["2024级数控1班"]
    assert page.table.head.isSortIndicatorShown()


def test_a_search_goes_together_with_several_codes(page, window, settle):
    page.take(Query(STUDENT, (Condition("status", "in", ("01", "02")),), search="2401"))
    settle(window)
    assert page.model.rowCount() == 60


@pytest.mark.parametrize("name", ["gender", "status", "birth_date", "age", "name", "school_class", "is_veteran"])
def test_every_kind_of_condition_has_an_editor_that_asks_back_what_it_was_given(name, page, window, settle, classes):
    given = {
        "gender": (Condition("gender", "in", ("1", "2")),), "status": (Condition("status", "=", "01"),),
        "birth_date": (Condition("birth_date", ">=", date(2008, 1, 1)),),
        "age": (Condition("age", ">=", 15), Condition("age", "<=", 18)), "name": (Condition("name", "~", "张"),),
        "school_class": (Condition("school_class", "=", classes[1]),), "is_veteran": (Condition("is_veteran", "empty"),),
    }[name]  # fmt: skip
    page.filters.open_filter(Filter(FIELDS[name], given))
    settle(window)
    popup = page.filters._popup
    assert popup.editor.conditions() == given
    popup.finish()
    settle(window)
    assert page.query.conditions == given


def test_the_day_a_list_is_taken_for_is_chosen_by_keys(page, window, settle, qtbot):
    page.filters.open_fields()
    popup, days = page.filters._popup, []
    popup.dated.connect(days.append)
    popup.stack.currentWidget().day_wanted.emit()
    calendar = popup.stack.currentWidget()
    qtbot.keyClick(calendar, Qt.Key.Key_Left)
    qtbot.keyClick(calendar, Qt.Key.Key_Return)
    assert days == [clock.today() - timedelta(days=1)]
    popup.close()
    settle(window)


@pytest.mark.parametrize(
    ("name", "typed", "downs", "expected"),
    [
        ("political_status", "gqt", 0, ("=", "03")),  # a table long enough to be typed in
        ("political_status", "", 1, ("=", "02")),
        ("school_class", "2班", 0, ("=", 1)),  # records, looked for beside the window
        ("school_class", "", 1, ("=", 1)),
        ("gender", "", 1, ("=", "1")),  # a short table has no box
    ],
)
def test_enter_ticks_what_was_typed_or_gone_to_and_then_is_done(
    name, typed, downs, expected, page, window, qtbot, settle, classes
):
    page.filters.open_filter(Filter(FIELDS[name], ()))
    settle(window)
    popup = page.filters._popup
    keys = popup.editor.list if popup.editor.box.isHidden() else popup.editor.box
    if typed:
        keys.setText(typed)
        keys.textEdited.emit(typed)
    for _nth in range(downs):
        qtbot.keyClick(keys, Qt.Key.Key_Down)
    qtbot.keyClick(keys, Qt.Key.Key_Return)  # at once: a record may still be looked for
    qtbot.waitUntil(lambda: bool(popup.editor.chosen))
    operator, value = expected
    value = classes[value] if name == "school_class" else value
    assert popup.editor.conditions() == (Condition(name, operator, value),)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    settle(window)
    assert page.query.conditions == (Condition(name, operator, value),)


def test_typing_on_the_list_begins_a_search(page, qtbot):
    page.table.setFocus()
    qtbot.keyClick(page.table, "2")
    assert page.filters.search.text() == "2"


def test_ticks_survive_going_to_other_rows_and_a_reload(page, window, qtbot, settle):
    page.table.tick(3)
    page.table.tick(6, True)
    assert page.ids() == list(page.model.results.ids[3:7])
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.chosen_count == 4
    assert page.strip.currentWidget() is page.selection
    page.refresh()
    settle(window)
    assert page.table.chosen_count == 4
    assert page.table.bulk
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.table.bulk
    assert page.strip.currentWidget() is page.filters


def test_the_box_over_the_boxes_takes_all_or_none(page):
    page.table.corner.click()
    assert page.table.chosen_count == 60
    assert page.table.corner.state is Qt.CheckState.Checked
    page.table.tick(5)
    assert page.table.corner.state is Qt.CheckState.PartiallyChecked
    page.table.corner.click()
    page.table.corner.click()
    assert not page.table.bulk


def test_copy_is_a_block_with_a_head_and_masks(page, window, settle):
    page.table.tick(0)
    page.table.tick(1)
    page.copy()
    settle(window)
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().split("\n")
    assert len(lines) == 3
    assert lines[0].split("\t")[0] == "姓名"
    assert factories.identity_number(0) not in data.text()
    assert "mso-number-format" in data.html()


def _showing_numbers(page, window, settle):
    page.layout_._take(("name", "id_number"))
    page.layout_.changed.emit()
    settle(window)
    page.table.tick(0)
    settle(window)


@pytest.mark.parametrize("reason", ["核对", None])
def test_whole_numbers_are_copied_once_it_is_said_why(page, window, settle, database, monkeypatch, reason):
    monkeypatch.setattr("desktop.ui.list.list_page.ask_reason", lambda *_given: reason)
    QGuiApplication.clipboard().setText("")
    assert not window.actions_.copy_whole.isEnabled()
    _showing_numbers(page, window, settle)
    assert window.actions_.copy_whole.isEnabled()
    next(a for a in page.row_menu(0, 0).actions() if a.text() == "复制（完整号码）…").trigger()
    settle(window)
    assert (factories.identity_number(0) in QGuiApplication.clipboard().text()) is (reason is not None)
    with database.reading() as connection:
        found = [(d.way, d.entity, d.record_count, d.fields, d.reason) for d in disclosures(connection)]
    assert found == ([("copy", "student", 1, ("id_number",), "核对")] if reason else [])


@pytest.mark.parametrize("codes", [False, True])
def test_a_list_is_exported_by_a_template(window, page, settle, tmp_path, monkeypatch, codes):
    target = tmp_path / "学籍.csv"
    monkeypatch.setattr("desktop.ui.imports.exchange_dialogs.save_as", lambda *_given: target)
    monkeypatch.setattr("desktop.ui.imports.exchange_dialogs.ask_reason", lambda *_given: "报送学籍")
    window.actions_.export_as.trigger()
    panel = window.findChild(ColumnTemplates)
    assert panel.chosen is NATIONAL
    panel.all_codes.setChecked(codes)
    panel.go.click()
    settle(window)
    heads, row = target.read_text("utf-8-sig").splitlines()[:2]
    assert heads.split(",") == list(NATIONAL.headings)
    assert "****" not in row


@pytest.mark.parametrize(("act", "reason"), [("export", "核对"), ("export_whole", "核对"), ("export_whole", None)])
def test_whole_numbers_are_exported_once_it_is_said_why(
    page, window, settle, database, monkeypatch, tmp_path, act, reason
):
    target = tmp_path / "学生.csv"
    monkeypatch.setattr("desktop.ui.imports.exchange_dialogs.save_as", lambda *_given: target)
    monkeypatch.setattr("desktop.ui.imports.exchange_dialogs.ask_reason", lambda *_given: reason)
    _showing_numbers(page, window, settle)
    getattr(window.actions_, act).trigger()
    settle(window)
    whole = act == "export_whole" and reason is not None
    assert target.exists() is (act == "export" or whole)
    assert (target.exists() and factories.identity_number(0) in target.read_text("utf-8-sig")) is whole
    with database.reading() as connection:
        found = [(d.way, d.record_count, d.fields, d.reason) for d in disclosures(connection)]
    assert found == ([("export", 60, ("id_number",), "核对")] if whole else [])


def test_the_reason_is_asked_again_beginning_with_the_last_one(window, monkeypatch):
    asked = []
    answers = iter(["报送学籍", "", "核对"])
    monkeypatch.setattr("desktop.ui.kit.dialogs.ask_line", lambda *g, **_k: asked.append(g[3]) or next(answers))
    assert [ask_reason(window, window.page.place.settings, "导出学生") for _ in range(3)] == ["报送学籍", None, "核对"]
    assert asked == ["", "报送学籍", "报送学籍"]


def test_columns_are_remembered_as_they_were_left(page, window, settle, qtbot):
    page.table.head.moveSection(0, 2)
    page.table.setColumnWidth(0, 231)
    qtbot.waitUntil(lambda: layout_of(page.place.settings, STUDENT).widths.get("name") == 231)
    kept = layout_of(page.place.settings, STUDENT)
    assert kept.names[2] == "name"
    page.reload()
    settle(window)
    assert page.columns == kept.names
    page.filters.reset.emit()
    settle(window)
    assert page.columns[0] == "name"


def test_old_values_are_counted_and_only_others_changed(database, students, classes):
    field = FIELDS["school_class"]
    found = standing(database, Query(STUDENT), students[:11], field)
    assert [(each.text, each.count) for each in found] == [("2024级数控1班", 6), ("2024级数控2班", 5)]
    assert changed_count(found, classes[0]) == 5
    done = change_many(database, Query(STUDENT), students[:11], {"school_class": classes[0]})
    assert done.count == 5
    assert [each.count for each in standing(database, Query(STUDENT), students[:11], field)] == [11]
    database.undo(done.change_set.id)
    assert standing(database, Query(STUDENT), students[:11], field) == found
    assert change_many(database, Query(STUDENT), students[:11], {"ethnicity": "01"}).change_set is None


def test_columns_chosen_while_widths_settle_are_kept(page, window, settle):
    before = page.layout_.names
    page.filters.checklist.show_chosen(("name", "political_status"))
    page.filters.chosen.emit()
    page.layout_._note()  # what the timer does before the list is read
    settle(window)
    assert set(page.layout_.names) == {"name", "political_status"} != set(before)
    assert page.table.seen_names() == page.layout_.names


def test_many_are_changed_beside_the_list_and_taken_back(page, window, settle, database, students):
    page.layout_.use(("name", "political_status"))
    page.reload()
    settle(window)
    for row in (0, 1, 2):
        page.table.tick(row)
    page.edit_many()
    row = page.bulk.bring(FIELDS["political_status"])
    row.mode.take("set")
    row.editor.put("13")
    row.editor.edited.emit()
    settle(window)
    assert row.count == 3
    assert "3" in page.bulk.sum.text()
    page.bulk.write()
    settle(window)
    settle(window)
    assert page.bulk is None
    column = [f.name for f in page.model.fields].index("political_status")
    assert page.model.text(0, column) == "群众"
    assert page.model.is_fresh(0, column)
    assert not window.undo_bar.isHidden()
    window.undo_bar.act.click()
    settle(window)
    settle(window)
    assert page.model.text(0, column) == "共青团员"


def test_a_class_given_to_many_counts_from_the_day_of_the_list_and_the_keys_stay_in_it(
    window, settle, database, students, classes
):
    database.keep(SAMPLE, value=True)
    window.show_query(Query(STUDENT))
    settle(window)
    page = window.page
    for row in (0, 1, 2):
        page.table.tick(row)
    page.edit_many()
    row = page.bulk.bring(FIELDS["school_class"])
    row.mode.take("set")
    row.editor.put(classes[0], "2024级数控1班")
    row.editor.edited.emit()
    settle(window)
    assert SAMPLE_DAY.isoformat() in row.since.text()
    page.bulk.apply.setFocus()
    page.bulk.apply.click()
    settle(window)
    settle(window)
    column = [f.name for f in page.model.fields].index("school_class")
    assert [page.model.text(n, column) for n in range(4)] == ["2024级数控1班"] * 3 + ["2024级数控2班"]
    assert window.focusWidget() is page.table


def test_a_list_of_a_sample_opens_on_its_day_and_counts_what_it_shows(window, settle, database):
    base = entity_named("training_base")
    database.keep(SAMPLE, value=True)
    with database.transaction("基地") as tx:
        for name, closed in (("在用的", None), ("后来撤销的", SAMPLE_DAY + timedelta(days=90))):
            tx.insert(base, {"name": name, "place_kind": AT_SCHOOL, "closed_date": closed})
    window.stage.go_list(base)
    settle(window)
    settle(window)
    assert window.page.query.as_of == SAMPLE_DAY
    assert window.page.model.rowCount() == window.head.tabs.count_at(0) == 2
    printed = list_document(database, Query(base), ("name",), printed_by="", printed_at=clock.now())
    assert SAMPLE_DAY.isoformat() in str(list(printed.blocks))
    window.stage.go_beside(entity_named("agreement"))
    assert {view.query.as_of for view in window.stage.beside.side.views} == {SAMPLE_DAY}


@pytest.mark.parametrize("entity", entities(), ids=lambda entity: entity.__tablename__)
def test_nothing_of_one_persons_own_is_changed_in_many(entity):
    private = {field.name for field in fields_of(entity) if field.private}
    single = {
        field.name for field in fields_of(entity) if field.unique or (field.name == entity.display and field.to is None)
    }
    assert {field.name for field in changeable(entity)} & (private | single) == set()


@pytest.mark.parametrize(
    ("entity", "offered", "kept_back"),
    [
        ("student", {"school_class", "boarding", "ethnicity"},
         {"status", "phone", "id_number", "health", "hardship", "bank_name", "home_address", "guardian_name", "student_number", "name"}),
        ("enterprise", {"industry"}, {"phone", "contact_landline", "credit_code", "name"}),
        ("placement", {"mode", "post"}, {"mentor_phone", "status", "end_reason"}),
    ],
)  # fmt: skip
def test_what_is_changed_in_many(entity, offered, kept_back):
    known = {field.name for field in fields_of(entity_named(entity))}
    found = {field.name for field in changeable(entity_named(entity))}
    assert offered <= found
    assert kept_back <= known - found


def test_every_entity_offers_what_can_be_changed_and_what_is_related():
    for entity in entities():
        assert all(field.editable(new=False) for field in changeable(entity))
        for relation in relations_of(entity):
            assert relation.field.to == entity.__tablename__


def test_issues_stand_before_the_row_and_in_the_pane(page, window, settle, database, students, qtbot):
    with database.transaction("改坏") as tx:
        tx.update(STUDENT, students[4], {"phone": "1300000552"})
    assert list(issues_of(database, STUDENT, students)) == [students[4]]
    settle(window)
    page.table.go_to(4)
    qtbot.waitUntil(lambda: page.model.severity(4) == "warning")
    assert page.model.severity(3) == ""
    assert "电话" in page.model.headerData(4, Qt.Orientation.Vertical)
    settle(window)
    assert page.detail.key == students[4]


def test_the_pane_follows_and_tells_relations_and_history(page, window, settle, students, classes, database):
    page.table.go_to(7)
    settle(window)
    assert page.detail.head.name.text() == page.model.text(7, 0)
    with database.transaction("核对电话") as tx:
        tx.update(STUDENT, students[7], {"phone": "13000001111", "boarding": "1"})
    settle(window)
    page.detail.turn("history")
    settle(window)
    told = layouts.widgets(page.detail.history.widget().layout())[0].accessibleName()
    assert "就读方式" in told
    assert "走读" in told
    assert "13000001111" not in told
    assert "核对电话" in told
    found = related_to(database, CLASS, classes[0])
    counts = {related.relation.entity.__tablename__: related.count for related in found}
    assert counts == {"student": 30, "class_membership": 30}
    assert all(len(related.sample) == 3 for related in found)


def test_the_foot_divides_by_sex(page, window, settle, database):
    settle(window)
    assert page.footer.text().startswith("60 人：男 60")
    assert words_of(CLASS, 2, tally(database, Query(CLASS))) == "2 条：在读 2"


def test_menus_offer_the_cell_the_relations_and_the_column(page, window, settle):
    column = [f.name for f in page.model.fields].index("status")
    menu = page.row_menu(0, column)
    words = [action.text() for action in menu.actions()]
    assert "只看学籍状态：休学" in words
    next(action for action in menu.actions() if action.text() == "只看学籍状态：休学").trigger()
    settle(window)
    assert page.model.rowCount() == 20
    page.column_menu(FIELDS["name"]).actions()[1].trigger()
    settle(window)
    assert page.order == ("-name",)


@pytest.mark.parametrize(("names", "listed"), [(("甲校",), False), (("甲校", "乙校"), True)])
def test_the_column_of_schools_is_hidden_while_there_is_only_one(database, window, settle, names, listed):
    with database.transaction("准备") as tx:
        tx.insert_many(entity_named("school"), [{"name": name} for name in names])
        tx.insert(CLASS, {"name": "2024级数控1班"})
    window.show_query(Query(CLASS))
    settle(window)
    assert ("school" in window.page.layout_.names) is listed
    assert window.page.model.rowCount() == 1


def test_a_register_only_acts_write_stands_with_its_subjects(window, settle):
    window.show_query(Query(entity_named("status_change")))
    settle(window)
    assert window.page.entity is entity_named("status_change")
    assert window.navigation.items["student"].isChecked()
    assert "status_change" not in window.navigation.items
