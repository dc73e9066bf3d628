"""What is asked again while it is still being read: the answer that comes late is never shown."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.ui.list.clipboard import copy_rows
from desktop.ui.start.setup_form import SetupForm
from models.database.printings import Scheme, save_scheme
from models.database.query import Query
from models.entities.people import Student
from models.entities.programmes import SchoolClass
from models.schema.fields import field_map
from tests import factories


class Asking(NamedTuple):
    """Somebody asks twice; what is `shown` in the end is what was asked last."""

    receiver: object
    slot: str
    older: Callable[[], object]
    newer: Callable[[], object]
    shown: Callable[[], object]
    right: object


def write(database, number):
    with database.transaction("新建学生") as tx:
        return tx.insert(Student, factories.student(number))


def tabs_of_changes(window, settle, tab):
    write(window.database, 1)
    window.show_page("changes", {})
    settle(window)
    page = window.stage.pages["changes"]
    turn = page.tabs.setCurrentIndex
    return Asking(page, "", lambda: turn(tab), lambda: turn(0), page.told.text, "1 步")


def undo(window, _settle):
    history = window.history
    return Asking(history, "", history.refresh, lambda: write(window.database, 1), history.undo.text, "撤销：新建学生")


def anchor(window, _settle):
    told = window.status.record.accessibleDescription
    return Asking(
        window, "anchor", lambda: window._tell_saved(None), lambda: write(window.database, 1),
        lambda: told().partition("·")[0], "1",
    )  # fmt: skip


def counts(window, _settle):
    item = window.navigation.items["student"]
    count = partial(window._count, frozenset({"student"}))
    return Asking(window, "counts", count, lambda: write(window.database, 1), lambda: item.count, 1)


def schemes(window, settle):
    window.show_page("print", {})
    settle(window)
    store = window.stage.pages["print"].keeper

    def another():
        save_scheme(window.database, Scheme("发班主任", "花名册", "", {}))
        store.refresh()

    return Asking(store, "", store.refresh, another, lambda: [one.name for one in store.schemes.found], ["发班主任"])


def copied(window, settle):
    keys = [write(window.database, number) for number in range(3)]
    settle(window)
    names, query = [field_map(Student)["name"]], Query(Student)

    def copy(some):
        copy_rows(window.place, window, query, some, names)

    return Asking(
        window, "copied", lambda: copy(keys[:2]), lambda: copy(keys[2:]),
        lambda: QGuiApplication.clipboard().text().split()[-1], factories.student(2)["name"],
    )  # fmt: skip


def place_of_data(window, _settle):
    path = window.database.file.path
    form = SetupForm(window.tasks, path, movable=True)
    form.setParent(window)
    return Asking(
        form, "", lambda: form.show_place(Path("别处")), lambda: form.show_place(path.parent),
        lambda: form.standing.severity, None,
    )  # fmt: skip


ASKINGS = {
    "disclosures": partial(tabs_of_changes, tab=1), "proof": partial(tabs_of_changes, tab=2), "undo": undo,
    "anchor": anchor, "counts": counts, "schemes": schemes, "copied": copied, "place": place_of_data,
}  # fmt: skip


@pytest.mark.parametrize("asking", ASKINGS.values(), ids=ASKINGS)
def test_what_was_asked_last_is_shown(window, settle, late, qtbot, asking):
    one = asking(window, settle)
    late.awaited.append((one.receiver, one.slot))
    one.older()
    assert late.known.wait(10)
    one.newer()
    qtbot.wait(1)
    qtbot.waitUntil(lambda: window.tasks.running == [late.task], timeout=20_000)
    late.set()
    settle(window)
    assert one.shown() == one.right


def test_what_else_was_to_be_counted_is_counted(window, settle, late):
    with window.database.transaction("准备") as tx:
        tx.insert(SchoolClass, {"name": "2024级数控1班", "grade_year": 2024})
    settle(window)
    items = window.navigation.items
    items["school_class"].set_count(7)
    late.awaited.append((window, "counts"))
    window._count(frozenset({"school_class"}))
    assert late.known.wait(10)
    write(window.database, 1)
    late.set()
    settle(window)
    assert (items["school_class"].count, items["student"].count) == (1, 1)
