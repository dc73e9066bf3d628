"""The manual in the window: F1 opens the topic of what one is at, and nothing typed is lost by reading."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QToolTip
from shiboken6 import isValid

from desktop.keys import keys
from desktop.manual import topics
from desktop.manual.book import contents, find
from desktop.manual.recipes import recipes
from desktop.operations.locking import SheetCheck
from desktop.reports.cups import Sending
from desktop.screens.pages import PAGES
from desktop.ui.form.row import FieldLabel
from desktop.ui.home.figure_cards import FigureCard
from desktop.ui.kit.help import Dialog, HelpButton, open_help, topic_at
from desktop.ui.printing.print_dialog import PrintDialog
from desktop.ui.record.act_panel import open_act
from desktop.ui.shell.actions import keys_of
from desktop.ui.shell.help_search import Index
from desktop.ui.shell.help_view import HelpWindow
from desktop.ui.shell.lock_dialogs import LockDialog, SheetCheckDialog
from desktop.ui.shell.proof_sheet import AuditDialog
from desktop.ui.shell.role_dialog import RoleDialog
from desktop.ui.shell.user_dialogs import UserDialog
from desktop.ui.start.open_failed import OpenFailed, Refusal
from desktop.ui.start.sign_in import SignInDialog
from desktop.ui.start.unlock_panel import UnlockDialog
from models import clock
from models.acts.catalogue import act_named
from models.schema.fields import entity_named
from models.words import use_language
from tests.tour.guide import Guide
from tests.tour.scenes import Scene


@pytest.fixture
def guide(hand):
    """A window over the small school."""
    with hand.opened(Scene("help", lambda _guide: None), (1280, 800)) as made:
        yield made


def opened(guide: Guide) -> str:
    """Press F1 as the window does, and tell which topic is read; the layer is closed again."""
    guide.window.actions_.help.trigger()
    guide.rest()
    layer = guide.window.help_desk.layer
    topic = layer.view.topic
    layer.close_layer()
    guide.rest()
    return topic


@pytest.mark.parametrize("key", [page.key for page in PAGES if page.key not in ("print", "seats")])
def test_f1_on_a_page_opens_its_topic(guide, key):
    guide.page(key)
    assert opened(guide) == topics.of_page(key)


def test_f1_on_records_papers_forms_and_acts(guide):
    guide.list("student")
    assert opened(guide) == "register/student"
    guide.window.stage.go_beside(entity_named("order_class"))
    guide.rest()
    assert opened(guide) == "register/order-class"
    guide.page("print", report="pay-list")
    assert opened(guide) == "paper/pay-list"
    form = guide.form("student", None)
    form.rows["phone"].editor.setFocus()
    guide.rest()
    assert opened(guide) == "register/student#phone"
    form.rows["phone"].editor.retype("139")
    assert opened(guide) == "register/student#phone"
    assert guide.window.form is form  # nothing typed is lost
    assert form.rows["phone"].editor.typed() == "139"


def test_f1_in_an_act_tells_of_the_act_and_closing_leads_back(guide):
    page = guide.list("student")
    page.table.tick(0)
    panel = open_act(guide.window.place, act_named("suspend"), page.ids())
    guide.rest()
    panel.rows["break_until"].editor.setFocus()
    guide.rest()
    assert topic_at(panel.rows["break_until"].editor) == "act/suspend#break_until"
    assert opened(guide) == "act/suspend#break_until"
    assert panel.isVisible()


@pytest.mark.parametrize(
    ("topic", "wanted"),
    [("page/settings", {"users", "shared-pc", "lock", "backup"}), ("act/erase", {"erase"}), ("act/erase-staff", {"erase"}),
     ("page/changes", {"undo", "audit"}), ("register/policy-parameter", {"retention"})],
)  # fmt: skip
def test_what_f1_opens_names_the_recipes_that_help(topic, wanted):
    text = find(topic).text
    assert {name for name in wanted if f"(<recipe/{name}>)" in text} == wanted


def test_f1_among_the_users_of_the_settings_tells_of_users(guide):
    guide.page("settings").users.add.setFocus()
    assert opened(guide) == "recipe/users"


def test_every_mark_of_the_manual_leads_to_a_topic(guide):
    known = {topic.name for topic in contents()}
    guide.page("home")
    guide.page("problems")
    marks = guide.window.findChildren(HelpButton)
    assert len(marks) > 5
    assert {mark.topic.partition("#")[0] for mark in marks} - known == set()
    guide.window.stage.go_page("home")
    guide.rest()
    (card,) = (card for card in guide.window.findChildren(FigureCard) if card.measure == "A10 在籍/在校")
    QTest.mouseClick(card.findChild(HelpButton), Qt.MouseButton.LeftButton)
    guide.rest()
    assert guide.window.help_desk.layer.view.topic == "measures#A10 在籍/在校"


def test_the_label_of_a_field_opens_what_is_said_of_it(guide):
    form = guide.form("student", None)
    label = form.rows["gender"].label
    assert isinstance(label, FieldLabel)
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    guide.rest()
    view = guide.window.help_desk.layer.view
    assert view.topic == "register/student#gender"
    assert view.text.verticalScrollBar().value() > 0  # at its place, not at the top


@pytest.fixture(scope="module")
def index():
    return Index()


@pytest.mark.parametrize(
    ("typed", "first"),
    [("休学", "act/suspend"), ("xiux", "act/suspend"), ("xx", "act/suspend"), ("班级花名册", "paper/class-roster"), ("R-INT-10", "rule/R-INT-10"),
     ("恢复纸", "recipe/lock"), ("zxsyw 不存在", None), ("", None)],
)  # fmt: skip
def test_the_search_finds_by_title_pinyin_and_text(index, typed, first):
    found = index.find(typed)
    if first is None:
        assert found == ()
    else:
        assert first in [one.topic.name for one in found[:6]]


def test_what_is_named_so_comes_before_what_mentions_it(index):
    found = [one.topic.name for one in index.find("休学")]
    assert found[0] == "act/suspend"
    assert "recipe/status-change" in found
    (field,) = (one for one in index.find("监护人联系电话") if one.topic.name == "register/student")
    assert field.place == "guardian_phone"


def test_searching_following_and_going_back(guide):
    guide.window.show_help("")
    guide.rest()
    view = guide.window.help_desk.layer.view
    listed = [row.topic for row in view.rows.rows if row.topic]
    assert [recipe.topic for recipe in recipes()] == listed[: len(recipes())]
    view.search.setText("花名册")
    for _turn in range(200):
        guide.rest()
        if view.rows.rows and view.rows.rows[0].words.startswith("找到"):
            break
    view._open_first()
    here = view.topic
    assert here == view.rows.rows[1].topic != "page/home"  # the first that was found, below how many there are
    view.follow("register/school-class")
    assert view.topic == "register/school-class"
    view.go_back()
    assert view.topic == here
    view.follow("open/list/school_class")
    guide.rest()
    assert not isValid(guide.window.help_desk.layer)  # it is closed, and gone
    assert guide.window.stage.entity is entity_named("school_class")


def test_it_is_read_beside_the_work_in_a_window_of_its_own(guide):
    guide.window.show_help("keys")
    guide.rest()
    guide.window.help_desk.layer.view.apart.click()
    guide.rest()
    apart = guide.window.help_desk.apart
    assert apart.view.topic == "keys"
    guide.list("student")
    guide.window.show_help("")
    guide.rest()
    assert apart.view.topic == "register/student"  # F1 goes on in it
    apart.close()
    guide.rest()


def test_the_manual_is_written_to_a_file_from_the_window(guide, tmp_path, monkeypatch):
    told = []
    guide.window.show_help("keys")
    guide.rest()
    view = guide.window.help_desk.layer.view
    monkeypatch.setattr(
        "desktop.manual.paper.print_manual", lambda target, _progress: told.append(target) or _Printed()
    )
    view.save_to(tmp_path / "手册.pdf")
    guide.rest()
    assert told == [tmp_path / "手册.pdf"]


class _Printed:
    pages = 3


def test_the_reference_of_keys_is_that_of_the_window(guide):
    told = {(key.words, key.keys) for key in keys()}
    real = {(key.words, key.keys) for key in keys_of(guide.window.actions_)}
    undo = {(words, held) for words, held in real if held[0] in ("Ctrl+Z", "Ctrl+Y")}  # these say what they take back
    assert {held for _words, held in undo} == {("Ctrl+Z",), ("Ctrl+Y", "Ctrl+Shift+Z")}
    assert real - undo == {(words, held) for words, held in told if held[0] not in ("Ctrl+Z", "Ctrl+Y")}


def _asking(guide):
    """Every dialog that stands over the window, with the recipe it is about."""
    database, window, path = guide.database, guide.window, guide.database.file.path
    sheet = SheetCheck("ABCD", clock.today())
    return {
        "lock": lambda: LockDialog(path, "", window, window.tasks, person="", paper=False),
        "lock sheet": lambda: SheetCheckDialog(sheet, window, lambda _typed, _where: ""),
        "lock unlock": lambda: UnlockDialog(path, window),
        "users": lambda: UserDialog(database, window, roles=True, passphrase=True),
        "users roles": lambda: RoleDialog(database, window),
        "audit": lambda: AuditDialog(database, window),
        "print": lambda: PrintDialog(window.tasks, Sending("", "花名册"), 1, "甲", window, find=lambda: (("甲",), "")),
    }


@pytest.mark.parametrize("asked", ["lock", "lock sheet", "lock unlock", "users", "users roles", "audit", "print"])
def test_f1_in_a_dialog_opens_the_manual_over_it(guide, asked):
    """It has the keyboard to itself: what the window below opens nobody could read."""
    dialog = _asking(guide)[asked]()
    dialog.setModal(True)
    dialog.open()
    guide.rest()
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_F1)
    guide.rest()
    (apart,) = dialog.findChildren(HelpWindow)
    assert apart.isVisible()
    assert apart.view.topic == topics.of_recipe(asked.split()[0])
    assert find(apart.view.topic) is not None
    QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_F1)
    assert len(dialog.findChildren(HelpWindow)) == 1
    dialog.reject()
    guide.rest()
    assert not any(isinstance(one, HelpWindow) and one.isVisible() for one in QApplication.topLevelWidgets())


def test_f1_before_a_database_is_open_says_why_there_is_no_manual(qapp, tmp_path):
    dialog = OpenFailed(Refusal(tmp_path / "x.db", "找不到"))
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    assert "登录以后" in QToolTip.text()
    QToolTip.hideText()
    dialog.deleteLater()


def test_every_dialog_hears_f1():
    """Those of Qt itself (printing, files) have a help of their own, or none."""
    own = [kind for kind in QDialog.__subclasses__() if kind.__module__.startswith("desktop.")]
    assert own == [Dialog]
    known = {topic.name for topic in contents()}
    assert {topics.of_recipe(kind.RECIPE) for kind in Dialog.__subclasses__()} <= known
    assert {SignInDialog, OpenFailed, UnlockDialog} < set(Dialog.__subclasses__())


def test_it_follows_the_theme_and_speaks_english(guide):
    from desktop.ui.kit import theme

    guide.window.show_help("recipe/search")
    guide.rest()
    view = guide.window.help_desk.layer.view
    light = view.text.toHtml()
    theme.use("dark")
    guide.rest()
    dark = view.text.toHtml()
    theme.use("light")
    assert light != dark
    assert "#e8eaee" in dark.lower()
    use_language("en")
    try:
        view.open("recipe/backup")
        assert "Chinese only" in view.text.toPlainText()
    finally:
        use_language("zh_CN")


def test_nothing_is_opened_where_no_window_has_a_manual(qapp):
    from PySide6.QtWidgets import QWidget

    alone = QWidget()
    open_help(alone)  # a widget in no window of ours: nothing happens
    assert topic_at(alone) == ""
    assert isinstance(QAction("x", alone), QAction)
    alone.deleteLater()
