"""The start of the window: what is read before the first picture, and what only afterwards."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from desktop import cli
from models.database.database import open_database
from models.entities.people import Student
from tests import factories

ROOT = Path(__file__).parents[3]
# what the first picture can do without: each takes as long as several pages
LATER = (
    "ctypes", "difflib", "sqlalchemy.orm", "alembic", "stdnum", "pypinyin", "reportlab", "python_calamine", "xlsxwriter",
    "desktop.commands.importing", "desktop.demo", "desktop.reports", "desktop.exchange.planning", "desktop.exchange.reader",
    "desktop.ui.form.form", "desktop.ui.form.rows_table", "desktop.ui.imports", "desktop.ui.kit.calendar", "desktop.ui.list.list_page",
    "desktop.ui.printing", "desktop.ui.record.master_detail", "desktop.ui.shell.keymap", "desktop.ui.shell.palette",
    "desktop.ui.shell.palette_commands", "desktop.ui.shell.preferences", "desktop.ui.start.start_page",
    "models.rules.regulation",
)  # fmt: skip
STARTED = """
import json, sys
from desktop import app, cli
painted = []
app.MainWindow.paintEvent = lambda window, event: painted.append(sorted(sys.modules)) or app.QApplication.exit(0)
status = cli.main(["--database", sys.argv[1]])
app.settle_in()
print(json.dumps([status, painted[0], sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """The modules read before the first picture, and once the window has settled."""
    folder = tmp_path_factory.mktemp("start")
    database = open_database(folder / "office.db")
    with database.transaction("新建") as tx:
        tx.insert(Student, factories.student())
    database.close()
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)}
    run = subprocess.run(
        [sys.executable, "-c", STARTED, str(folder / "office.db")],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    status, *read = json.loads(run.stdout.splitlines()[-1])
    assert status == 0
    return read


@pytest.mark.parametrize("name", LATER)
def test_the_first_picture_waits_for_no_code_it_does_not_show(started, name):
    assert [module for module in started[0] if module == name or module.startswith(f"{name}.")] == []


@pytest.mark.parametrize("name", LATER)
def test_the_code_it_does_not_wait_for_is_there_under_this_name(name):
    assert find_spec(name) is not None


def test_the_first_picture_shows_the_home_page(started):
    assert {"desktop.ui.home.home_page", "desktop.ui.shell.window", "models.entities.people"} <= set(started[0])


def test_what_was_left_for_later_is_there_once_the_window_has_settled(started):
    wanted = ("list.list_page", "record.master_detail", "form.form", "shell.palette", "shell.keymap")
    assert [name for name in wanted if f"desktop.ui.{name}" not in started[1]] == []


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ([], True), (["--database", "a.db"], True), (["--database=a.db", "--language", "en"], True),
        (["--language=en"], True), (["--language", "fr"], False), (["--language"], False), (["--database"], False),
        (["--database", "--language"], False), (["--database="], False), (["--help"], False), (["--version"], False),
        (["list", "student"], False), (["--database", "a.db", "check"], False), (["check"], False),
    ],
)  # fmt: skip
def test_the_verbs_are_left_out_only_where_the_window_alone_is_asked_for(words, alone):
    assert cli._opens_window(words) is alone
    if alone:
        assert vars(cli.parser(verbs=False).parse_args(words)) == vars(cli.parser().parse_args(words))
