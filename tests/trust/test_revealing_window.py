"""Every action of the window, pressed by who may see whole numbers and by who may not: none is shown that was not written down.

Controls are found on the screen as it stands, so that a new button, menu or command is walked without being named here.
"""

import re
from collections import Counter
from contextlib import contextmanager, suppress

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
)
from shiboken6 import isValid

from desktop import app
from desktop.screens.pages import PAGES
from desktop.ui.kit.overlay import Overlay, PanelOverlay
from desktop.ui.kit.tasks import GuiThreadGc
from desktop.ui.record.compositions import has_page
from models import clock
from models.access.roles import ADMINISTRATOR, shipped_roles
from models.database import signing_in, users
from models.database.disclosures import COPY, EXPORT, FORM, OWN, PREVIEW, disclosures
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entities, fields_of
from models.schema.showing import text_of
from tests.desktop.ui import describing
from tests.pdf_words import pages_of
from tests.tour.guide import Guide
from tests.tour.school import MOMENT, School
from tests.trust.test_revealing import written

WHY = "报送学籍"
SECRET = "春风桃李 2026"
WHOLE, MASKED = "王老师", "赵老师"  # who may see whole numbers, and who may do all else
BLIND = "不看号码"
# a person who, what they answer when asked why, and whether anything whole may come of it
PERSONS = {"says why": (WHOLE, WHY), "does not say why": (WHOLE, ""), "may not": (MASKED, WHY)}
LEAVING, SHUTTING = {"leave", "lock"}, ("退出程序", "锁屏")  # end the window, or cover it: what is behind it was walked
_GIVING = "(完整|复制|导出|打印|保存|存为|PDF)"  # words of what gives something away
_TELLING = re.compile(r"[0-9A-Za-z]{7,}|[0-9]{3,4}-[0-9]{7,8}")


@pytest.fixture(scope="session")
def qapp(qapp):
    """Dressed as the program dresses it."""
    made = app.application()
    collecting = GuiThreadGc(made)
    app.settle_in()
    yield made
    collecting.end()
    QGuiApplication.clipboard().clear()


@pytest.fixture(scope="module")
def school(tmp_path_factory, qapp):
    return School(tmp_path_factory.mktemp("walked"), scale=0.02)


def whole_numbers(database):
    """Every number in the file that tells who a person is, or leads to them."""
    found = set()
    with database.reading_whole() as connection:
        for entity in entities():
            fields = [f for f in fields_of(entity) if f.private in ("identity", "phone", "bank")]
            for row in read_all(connection, Query(entity), [f.name for f in fields]) if fields else ():
                found |= {text for f in fields if len(text := text_of(f, row.values[f.name])) >= 7}
    return frozenset(found)


class Walker:
    """Somebody at the window of a file: goes to places, presses what is there, and reads all that came of it."""

    def __init__(self, guide, folder, numbers):
        self.guide, self.folder, self.numbers = guide, folder, numbers
        self.files = 0
        self.made = []  # menus of the page, made to be looked at
        self.pressed, self.shown, self.leaks = 0, 0, []

    def noted(self):
        with self.guide.database.reading_whole() as connection:
            return sum(one.way not in OWN for one in disclosures(connection))

    def ways(self):
        with self.guide.database.reading_whole() as connection:
            return {one.way for one in disclosures(connection)} - set(OWN)

    def target(self, dialog):
        """Where a file goes that is asked for: each to one of its own, so that it is told what came of which action."""
        self.files += 1
        ending = next(iter(re.findall(r"\*(\.\w+)", dialog.selectedNameFilter())), ".txt")
        return [str(self.folder / f"{self.files}{ending}")]

    def go(self, place):
        """Let go of what lies over the window and go to a place."""
        for popup in self.guide.popups():
            popup.close()
        for layer in self.guide.window.findChildren(Overlay) + self.guide.window.findChildren(PanelOverlay):
            if isValid(layer):
                layer.close_layer()
        self.guide.window.stage.close_form()
        self.guide.rest()
        QGuiApplication.clipboard().clear()
        for file in self.folder.iterdir():
            file.unlink()
        place(self.guide)
        self.guide.rest()

    def controls(self):
        """What can be pressed, by names that are the same when one comes back: of several of a name by their order."""
        seen = Counter()
        for name, press in self.named():
            seen[name] += 1
            yield f"{name} {seen[name]}", press

    def named(self):
        for name, action in vars(self.guide.window.actions_).items():
            if hasattr(action, "trigger") and action.isEnabled() and name not in LEAVING:
                yield f"action {name}", action.trigger
        for menu in self.menus():
            for action in menu.findChildren(QAction):
                if action.isEnabled() and action.text() and not any(one in action.text() for one in SHUTTING):
                    yield f"menu {_plain(action.text())}", action.trigger
        for button in self.buttons():
            yield f"button {_plain(button.text() or button.accessibleName())}", button.click

    def menus(self):
        """Those of the page are made for each look: without letting go of the last ones there are more of them with every press."""
        for menu in filter(isValid, self.made):
            menu.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        page = self.guide.window.page
        if page is not None and page.isVisible() and page.model.results:
            column = next((n for n, f in enumerate(page.model.fields) if f.private), 0)
            self.made = [page.row_menu(0, column), page.column_menu(page.model.fields[column])]
        for menu in self.guide.window.findChildren(QMenu):  # those just made, and what opens from buttons
            owner = _owner(menu)
            if owner is not None and owner.isVisible():
                yield menu

    def buttons(self):
        for root in self.guide.roots():
            for button in root.findChildren(QAbstractButton):
                words = button.text() + button.accessibleName() + button.toolTip()
                if button.isVisible() and button.isEnabled() and not any(one in words for one in SHUTTING):
                    yield button

    def read(self):
        """All that can be read now: on the screen, on paper, in the clipboard, in files."""
        given = QGuiApplication.clipboard().mimeData()
        said = [
            given.text() + given.html() if given is not None else "",
            written(self.folder),
            describing.described(self.guide.roots()),
        ]
        for kind in (QLineEdit, QTextEdit, QPlainTextEdit):
            for root in self.guide.roots():
                boxes = [box for box in root.findChildren(kind) if box.isVisible()]
                said += [box.text() if kind is QLineEdit else box.toPlainText() for box in boxes]
        centre = self.guide.window.stage.pages.get("print")
        if centre is not None and centre.isVisible() and centre.proof is not None:
            said += pages_of(centre.proof.content)
        return "\n".join(said)

    def look(self, where, before, *, may):
        """Judge what is read after an action: what is whole was written down first, and by who may see it."""
        found = self.numbers.intersection(_TELLING.findall(self.read()))
        noted = self.noted() - before
        self.shown += bool(found)
        if (found and not (may and noted)) or (noted and not may):
            self.leaks.append((where, sorted(found)[:2], noted))

    def press_all(self, place, name, *, may, only=""):
        """Every control of a place, each from the place as it is when one comes there."""
        self.go(place)
        self.look(name, self.noted(), may=may)
        for control in dict.fromkeys(key for key, _press in self.controls() if re.match(only, key)):
            self.go(place)
            press = dict(self.controls()).get(control)
            if press is None:
                continue  # it does not come back: pressed before, it changed the place
            before = self.noted()
            press()
            self.guide.rest()
            self.pressed += 1
            self.look(f"{name}: {control}", before, may=may)
            if self.guide.window.isHidden():
                raise AssertionError(f"{control} closed the window")


def _plain(words):
    return re.sub(r"[\d,.]+", "0", words.split("\t")[0])


def _method(work):
    """As a method of a class of Qt's: what is bound already would not be told of which dialog."""
    return lambda own: work(own)  # noqa: PLW0108 - see above


def _owner(menu):
    """What a menu, or the menu above it, belongs to."""
    above = menu.parentWidget()
    return _owner(above) if isinstance(above, QMenu) else above


@pytest.fixture
def walker(school, tmp_path, monkeypatch, cheap_locks):
    """A walker for a person and an answer, over a copy of the school."""
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.setattr(describing, "ROWS", 30)

    @contextmanager
    def over(person, why):
        with clock.standing(MOMENT), school.writing() as database:
            numbers = whole_numbers(database)
            seeing = next(role.grants for role in shipped_roles() if role.name == ADMINISTRATOR)
            users.add_user(database, WHOLE, SECRET, [ADMINISTRATOR])
            users.set_role(database, BLIND, {name: words - {"reveal"} for name, words in seeing.items()})
            users.add_user(database, MASKED, SECRET, [BLIND])
            signing_in.sign_in(database, person, SECRET)
            made = Walker(Guide(database, school.folder, (1440, 900)), folder, numbers)
            with monkeypatch.context() as patch:
                patch.setattr("desktop.ui.kit.dialogs.ask_line", lambda *_given, **_how: why)
                patch.setattr(QDialog, "exec", lambda _dialog: QDialog.DialogCode.Rejected)
                patch.setattr(QFileDialog, "exec", lambda _dialog: 1)
                patch.setattr(QFileDialog, "selectedFiles", _method(made.target))
                try:
                    yield made
                finally:
                    with suppress(RuntimeError):
                        made.guide.end()

    return over


def listed(name):
    """A list as a table, with what is private in it among its columns, and some of it chosen."""

    def go(guide):
        page = guide.list(name)
        private = [f.name for f in fields_of(page.entity) if f.private and f.expression is None][:4]
        columns = tuple(dict.fromkeys((page.entity.display, *private)))
        if page.columns != columns:
            page.layout_._take(columns)
            page.layout_.changed.emit()
            guide.rest()
        if not page.ids() and page.model.results:
            for row in range(min(2, len(page.model.results))):
                page.table.tick(row)
            guide.rest()

    return go


def formed(name):
    return lambda guide: guide.form(name).rows


def printed(report):
    def go(guide):
        guide.page("print", report=report, ids=())
        centre = guide.window.stage.pages["print"]
        for _again in range(50):
            if not centre.maker.waiting:
                break
            guide.rest()

    return go


def acted(table, name):
    """The layer of an act over the first record of a list that can be asked for it."""

    def go(guide):
        listed(table)(guide)
        guide.window.go(("perform", name))

    return go


def places(*, every):
    """Places and what is pressed in them: without `every` those that show most."""
    from desktop.reports.catalogue import reports
    from models.acts.catalogue import acts_of

    yield "list student", listed("student"), f"action (export|copy|print)|(menu|button) .*{_GIVING}"
    yield "form student", formed("student"), "button .*显示(身份|联系|学籍|银行)"
    yield "paper class-roster-long", printed("class-roster-long"), f"button .*{_GIVING}"
    if not every:
        return
    yield "list student, all", listed("student"), ""
    yield "form student, all", formed("student"), ""
    giving = f".*({_GIVING}|显示)"
    for entity in (e for e in entities() if any(f.private for f in fields_of(e))):
        table = entity.__tablename__
        yield f"list {table}", listed(table), giving
        yield f"form {table}", formed(table), giving
        if has_page(entity):
            yield f"beside {table}", lambda guide, e=entity: guide.window.stage.go_beside(e), giving
    for page in PAGES:
        yield f"page {page.key}", lambda guide, key=page.key: guide.page(key), giving
    for report in reports():
        yield f"paper {report.name}", printed(report.name), "button (完整|PDF)"
    for act in acts_of("student"):
        yield f"act {act.name}", acted("student", act.name), "button .*显示"


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("case", PERSONS)
def test_no_action_of_the_window_shows_a_whole_number_that_was_not_written_down(walker, whole, record_property, case):
    person, why = PERSONS[case]
    with walker(person, why) as made:
        for name, place, only in places(every=whole):
            made.press_all(place, name, may=bool(why) and person == WHOLE, only=only)
        record_property(
            "G9", f"{len(made.leaks)} of {made.pressed} actions of the window show a whole number unwritten ({case})"
        )
        assert made.leaks == [], made.leaks
        assert made.pressed > (300 if whole else 20)
        assert made.ways() >= ({FORM, COPY, EXPORT, PREVIEW} if case == "says why" else set())  # each was walked
        assert bool(made.shown) == bool(made.ways()) == (case == "says why")


def test_a_walker_sees_what_is_whole_in_every_way(walker):
    """A walk that is blind finds no leak."""
    with walker(WHOLE, WHY) as made:
        number = next(iter(sorted(one for one in made.numbers if len(one) == 18)))
        made.go(lambda guide: guide.list("student"))
        before = made.noted()
        QGuiApplication.clipboard().setText(f"证件号{number}")
        made.look("clipboard", before, may=True)
        QGuiApplication.clipboard().clear()
        (made.folder / "a.csv").write_text(f"x,{number}\n", "utf-8-sig")
        made.look("file", before, may=True)
        (made.folder / "a.csv").unlink()
        made.guide.window.page.filters.search.setText(number)
        made.look("screen", before, may=True)
        assert [where for where, _found, _noted in made.leaks] == ["clipboard", "file", "screen"]


def test_the_print_centre_is_whole_after_a_form_was_closed(walker):
    """PySide took the actions of its menu for gone with the form, and nothing could be printed until the next start."""
    with walker(WHOLE, "") as made:
        made.go(printed("class-roster"))
        head = made.guide.window.stage.pages["print"].head
        made.go(formed("student"))
        made.go(printed("class-roster"))
        assert all(isValid(action) for action in (*head.each, head.text))
        assert head.print.isEnabled()
