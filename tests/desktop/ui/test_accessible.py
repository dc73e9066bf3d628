"""Every screen without a mouse and without eyes: names and roles, panes, layers, Enter, a ring where the focus is."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QImage, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QCheckBox, QScrollBar, QWidget

from desktop.screens.pages import PAGES
from desktop.ui.kit.accessibility import Pressable
from desktop.ui.kit.controls import Button
from desktop.ui.kit.tabs import Tabs
from models.schema.fields import entities, entity_named
from tests import factories

STUDENT = entity_named("student")
NAMELESS_ROLES = {QAccessible.Role.Client, QAccessible.Role.NoRole}


@pytest.fixture(autouse=True)
def heard(qapp):
    """Be listened to, as by a screen reader."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def office(window, database, settle):
    with database.transaction("准备") as tx:
        tx.insert_many(STUDENT, [factories.student(n) for n in range(3)])
    settle(window)
    return window


def stops(root):
    """What the keyboard can come to inside a widget."""
    found = [root, *root.findChildren(QWidget)]
    return [w for w in found if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()]


def faults(root):
    """Stops of the keyboard a screen reader could say nothing of."""
    found = []
    for widget in stops(root):
        said = QAccessible.queryAccessibleInterface(widget)
        name = said.text(QAccessible.Text.Name).strip()
        if widget.focusProxy() is None and (not name or said.role() in NAMELESS_ROLES):
            found.append((type(widget).__name__, widget.objectName(), name, said.role().name))
    return found


@pytest.mark.parametrize("page", [page.key for page in PAGES])
def test_everything_on_a_page_has_a_name_and_a_role(office, settle, page):
    office.show_page(page, {})
    settle(office)
    assert faults(office) == []
    focused = office.focusWidget()
    assert QAccessible.queryAccessibleInterface(focused).text(QAccessible.Text.Name)


@pytest.mark.parametrize("entity", entities(), ids=lambda entity: entity.__tablename__)
def test_everything_in_a_list_and_its_form_has_a_name_and_a_role(one_window, settle, entity):
    one_window.show_list(entity)
    settle(one_window)
    assert faults(one_window) == []
    one_window.place.record(entity, None)
    settle(one_window)
    assert faults(one_window) == []


def test_everything_in_the_layers_has_a_name_and_a_role(office, settle):
    office.palette_.begin("zj")
    settle(office)
    assert faults(office.palette_) == []
    assert office.palette_.model.rowCount() > 0
    office.palette_.close_layer()
    office.show_keys()
    assert faults(office.keymap) == []
    assert "Ctrl" in QAccessible.queryAccessibleInterface(office.keymap.table).text(QAccessible.Text.Name)


def test_a_list_is_a_table_of_words(office, settle):
    office.show_list(STUDENT)
    settle(office)
    table = QAccessible.queryAccessibleInterface(office.page.table)
    assert table.role() == QAccessible.Role.Table
    words = {table.child(n).text(QAccessible.Text.Name) for n in range(table.childCount())}
    assert {"姓名", "张甲", "张乙", "张丙"} <= words


def test_f6_walks_the_panes_and_shift_f6_walks_back(office, settle, qtbot):
    office.show_list(STUDENT)
    settle(office)
    office.activateWindow()
    panes = [office.navigation, office.head, *office.stage.panes()]
    qtbot.waitUntil(lambda: office.focusWidget() is office.page.table)
    met = []
    for _step in panes:
        office.actions_.next_pane.trigger()
        met.append(next(n for n, pane in enumerate(panes) if within(office.focusWidget(), pane)))
    assert met == [4, 0, 1, 2, 3]
    office.actions_.previous_pane.trigger()
    assert within(office.focusWidget(), office.page.strip)


def within(widget, pane):
    return widget is pane or pane.isAncestorOf(widget)


def test_tab_goes_from_navigation_to_head_to_filter_to_list_to_detail(office, settle, qtbot):
    office.show_list(STUDENT)
    settle(office)
    panes = [office.navigation, office.head, *office.stage.panes()]
    start = office.navigation._fold
    order, met, widget = [], [], start
    while True:
        place = next((n for n, pane in enumerate(panes) if within(widget, pane)), None)
        if widget in stops(office) and place is not None and (not order or order[-1] != place):
            order.append(place)
            met.append(f"{place} {type(widget).__name__} {widget.accessibleName()}")
        widget = widget.nextInFocusChain()
        if widget is start:
            break
    assert order == [0, 1, 2, 3, 4], met


def test_the_navigation_is_few_stops_and_arrows_move_in_it(office, settle, qtbot):
    office.show_list(STUDENT)
    settle(office)
    items = office.navigation.seen_items()
    assert [item.key for item in items if item in stops(office)] == ["student"]
    said = QAccessible.queryAccessibleInterface(office.navigation.items["student"])
    assert said.role() == QAccessible.Role.RadioButton
    assert said.state().checked


@pytest.mark.parametrize("layer", ["palette", "keys"])
def test_esc_closes_what_lies_on_top_and_gives_the_focus_back(office, settle, qtbot, layer):
    office.show_list(STUDENT)
    settle(office)
    office.activateWindow()
    search = office.page.filters.search
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    (office.show_keys if layer == "keys" else office.palette_.begin)()
    on_top = office.keymap if layer == "keys" else office.palette_
    assert on_top.isVisible()
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(QApplication.focusWidget() or on_top, key)
    assert not on_top.isVisible()
    assert search.hasFocus()


def kinds(root):
    """One stop of the keyboard of each class."""
    found = {}
    for widget in stops(root):
        if not isinstance(widget, QScrollBar):
            found.setdefault(type(widget).__name__, widget)
    return found


def picture(widget):
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


SCREENS = ["home", "problems", "import", "print", "settings", "list", "form"]


def go(window, settle, screen):
    if screen == "list":
        window.show_list(STUDENT)
    elif screen == "form":
        window.place.record(STUDENT, None)
    else:
        window.show_page(screen, {})
    settle(window)
    window.activateWindow()


@pytest.mark.parametrize("screen", SCREENS)
def test_one_sees_where_the_focus_is(office, settle, screen):
    go(office, settle, screen)
    blind = []
    for name, widget in kinds(office).items():
        (office.page.table if screen == "list" else office.navigation._door).setFocus()
        if widget.hasFocus():
            office.navigation._fold.setFocus()
        before = picture(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(widget, QAbstractScrollArea) and not hasattr(widget, "model"):
            continue  # a pane that scrolls: what is in it is seen to scroll
        if widget.hasFocus() and picture(widget) == before:
            blind.append(name)
    assert blind == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_button_is_pressed_by_enter(office, settle, screen):
    go(office, settle, screen)
    plain = [w for w in stops(office) if isinstance(w, QAbstractButton) and not isinstance(w, (Pressable, QCheckBox))]
    assert [type(button).__name__ for button in plain] == []


def test_tabs_too_many_for_their_bar_are_one_stop(qtbot):
    tabs = Tabs()
    qtbot.addWidget(tabs)
    for name in ("今天要办的事", "本周到期的实习", "待处理的提示"):
        tabs.add(name, 12)
    tabs.resize(120, tabs.height())
    tabs.show()
    assert any(arrow.isVisible() for arrow in tabs.findChildren(QAbstractButton))
    assert stops(tabs) == [tabs]


@pytest.mark.parametrize(
    ("key", "modifier", "times"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, 1),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, 0),
    ],
)
def test_enter_presses_once_and_alone(qtbot, key, modifier, times):
    button, clicked = Button("保存"), []
    qtbot.addWidget(button)
    button.clicked.connect(lambda: clicked.append(key))
    qtbot.keyClick(button, key, modifier)
    assert len(clicked) == times
