"""The program told to end: Ctrl+C and SIGTERM, for the window with work in hand and for commands in the middle of theirs."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.database import instance
from models.database.database import open_database
from models.entities.people import Student
from tests import factories
from tests.desktop.bad_luck import CLEAN

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop import app
from desktop.ui.kit.settings import Settings
from models.schema.fields import entity_named

app._settings = Settings
path, what = Path(sys.argv[1]), sys.argv[2]
student = entity_named("student")

class Busy(app.Program):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        QTimer.singleShot(300, self, self.work)

    def work(self):
        window = self.window
        if what == "typing":
            window.show_form(student, None)
            QTimer.singleShot(300, self, self.type)
        elif what == "writing":
            def write(progress):
                with window.database.transaction("很长的一步", progress) as tx:
                    tx.insert(student, {"name": "半途"})
                    print("ready", flush=True)
                    while True:
                        progress.check()
            window.tasks.write("很长的一步", write, lambda _done: None, receiver=window)
        elif what == "asking":
            from PySide6.QtWidgets import QMessageBox
            QTimer.singleShot(100, self, lambda: print("ready", flush=True))
            QMessageBox(window).exec()
        else:
            print("ready", flush=True)

    def type(self):
        row = self.window.form.rows["name"]
        row.editor.box.setText("没写完")
        row.editor.box.textEdited.emit("没写完")
        print("ready", flush=True)

app.Program = Busy
sys.exit(app.run(path))
"""


def environment():
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}


@pytest.fixture(autouse=True)
def heard():
    """What runs in the background of a shell does not hear Ctrl+C, and hands that down to its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def started(*command):
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def office(tmp_path):
    path = tmp_path / "office.db"
    database = open_database(path)
    with database.transaction("一") as tx:
        tx.insert(Student, factories.student(1))
    database.close()
    return path


def names(path):
    database = open_database(path, create=False)
    try:
        with database.reading() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT name FROM student ORDER BY id")]
    finally:
        database.close()


@pytest.mark.parametrize(
    ("number", "status", "what"),
    [
        (signal.SIGINT, 130, "nothing"), (signal.SIGHUP, 129, "nothing"), (signal.SIGINT, 130, "asking"),
        *((signal.SIGTERM, 143, what) for what in ("nothing", "typing", "writing", "asking")),
    ],
)  # fmt: skip
def test_the_window_is_closed_properly(office, number, status, what):
    before = names(office)
    with started("-c", WINDOW, str(office), what) as window:
        assert window.stdout.readline() == "ready\n", window.stderr.read()
        assert instance.is_held(office)
        os.kill(window.pid, number)
        assert window.wait(20) == status
        assert "Traceback" not in window.stderr.read()
    assert not instance.is_held(office)
    assert instance.lock_file(office).stat().st_size == 0  # it was let go of, not only dropped
    assert not office.with_name("office.db-wal").exists()
    drafts = [json.loads(f.read_text("utf-8")) for f in office.parent.glob("office.db.drafts/*.json")]
    assert [draft["own"]["values"]["name"] for draft in drafts] == (["没写完"] if what == "typing" else [])
    assert names(office) == before


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize(("pause", "begun"), [(0.5, False), (1.5, False), (0.1, True), (1.0, True)])
def test_a_command_ends_with_one_sentence_and_leaves_nothing_half(tmp_path, number, status, pause, begun):
    path = tmp_path / "office.db"
    names_before = set(tmp_path.iterdir())
    with started("-m", "desktop", "--database", str(path), "demo", "--scale", "0.3") as command:
        until = time.monotonic() + 60
        while begun and not path.exists() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(pause)
        os.killpg(command.pid, number)  # as a terminal does it
        said = command.communicate(timeout=30)[1]
    if command.returncode == -number:
        assert not begun  # before Python could hear of it
    else:
        assert command.returncode == status, said
        assert "Traceback" not in said
        assert said.count("\n") <= 1
    left = {f.name for f in set(tmp_path.iterdir()) - names_before}
    assert left <= {"office.db", "office.db.lock", "office.db.mark"}
    if path.exists():
        assert names(path) == []


def test_reading_a_workbook_is_stopped_without_calling_it_damaged(tmp_path):
    path = tmp_path / "office.db"
    for pause in (0.8, 1.6):
        with started("-m", "desktop", "--database", str(path), "import", "student", str(CLEAN), "--dry-run") as command:
            time.sleep(pause)
            os.killpg(command.pid, signal.SIGINT)
            said = command.communicate(timeout=30)[1]
        assert "损坏" not in said
        assert "Traceback" not in said


def test_ctrl_c_in_a_command_says_what_is_true(capsys, monkeypatch, tmp_path):
    from desktop import cli
    from desktop.commands import importing

    def interrupted(*_given, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "write", interrupted)
    status = cli.main(["--database", str(tmp_path / "x.db"), "import", "student", str(CLEAN)])
    assert (status, capsys.readouterr().err) == (130, "已取消；没有做完的一步没有写入任何内容\n")
