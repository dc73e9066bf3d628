"""The dialogs that ask for files: the right ending, and hands off the database whose folder is in view."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QListView

from desktop.ui.kit import files
from desktop.ui.kit.settings import Settings
from models.schema.fields import entity_named
from tests import factories

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("chosen", "kind", "expected"),
    [
        ("a/名单.pdf", ".pdf", "名单.pdf"),
        ("a/名单", ".txt", "名单.txt"),
        ("a/名单.v2", ".pdf", "名单.v2.pdf"),
        ("", ".pdf", None),
    ],
)
def test_a_saved_file_has_an_ending(chosen, kind, expected, window, monkeypatch):
    def person(made):
        made.selectNameFilter(next(words for words in made.nameFilters() if kind in words))
        return [chosen] if chosen else []

    monkeypatch.setattr(files, "_asked", person)
    found = files.save_as(window, "保存", "名单", (".pdf", ".txt"))
    assert (found and found.name) == expected


def test_a_dialog_over_the_folder_of_the_database_leaves_its_locks_alone(window, database_path, database, qtbot):
    made = files.dialog(window, "选择", database_path.parent)
    made.open()
    shown = made.findChild(QListView, "listView")
    qtbot.waitUntil(lambda: shown.model().rowCount(shown.rootIndex()) >= 3)
    made.reject()
    made.deleteLater()
    reader = [sys.executable, "-m", "desktop", "--database", str(database_path), "list", "student", "--count"]
    subprocess.run(reader, cwd=ROOT, check=True, capture_output=True, timeout=60)
    with database.transaction("写入") as tx:
        tx.insert(entity_named("student"), factories.student(1))
    done = subprocess.run(reader, cwd=ROOT, check=True, capture_output=True, timeout=60, text=True)
    assert done.stdout.strip() == "1"  # what is written is in the file, not in a log that was taken away


def test_a_dialog_begins_where_something_of_its_kind_was_chosen_last(window, tmp_path):
    path = tmp_path / "settings.json"
    files.remember_in(Settings(path))
    try:
        for kind in ("open", "save"):
            (tmp_path / kind).mkdir()
            made = files.dialog(window, "选择", kind=kind)
            made.setDirectory(str(tmp_path / kind))
            made.accepted.emit()
        files._LastFolders.settings.flush()
        files.remember_in(Settings(path))  # the program was started again
        begun = {kind: Path(files.dialog(window, "选择", kind=kind).directory().path()) for kind in ("open", "save")}
        assert begun == {kind: tmp_path / kind for kind in ("open", "save")}
        (tmp_path / "save").rmdir()
        assert Path(files.dialog(window, "选择", kind="save").directory().path()) != tmp_path / "save"
    finally:
        files.remember_in(None)


@pytest.mark.parametrize("asked", [None, "没有的/文件夹"])
def test_a_dialog_begins_in_a_folder_that_is_there_and_names_no_file(window, tmp_path, monkeypatch, asked):
    documents = str(tmp_path / "Documents")
    monkeypatch.setattr(files.QStandardPaths, "writableLocation", lambda _which: documents)
    made = files.dialog(window, "选择", tmp_path / asked if asked else None)
    made.setFileMode(QFileDialog.FileMode.AnyFile)
    assert Path(made.directory().absolutePath()) == tmp_path
    assert made.findChild(QLineEdit, "fileNameEdit").text() == ""
    made.deleteLater()


def test_only_this_module_makes_file_dialogs():
    code = {path: path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py")}
    assert [path.name for path, text in code.items() if re.search(r"\bQFileDialog\b", text)] == ["files.py"], (
        "ask through desktop.ui.kit.files"
    )
