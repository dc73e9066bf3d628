"""The log and the error report hold kinds, places and counts, and nothing of what passed through the program."""

import ast
import logging
import stat
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from PySide6.QtCore import QLoggingCategory, qCWarning, qWarning

from desktop import program_log
from desktop.fault_report import Harmless, place_of, report_of, without_homes
from desktop.operations.error_report import error_report
from desktop.program_log import KEPT, NAME, faults_logged, logged
from desktop.ui.kit.qt_messages import qt_messages_logged
from models.database.errors import Missing
from models.entities.people import Student
from models.words import worded
from tests import factories

# what a record may hold, plain and as it gets into messages: none of it is to be found in any log
NEEDLES = ("秘密" + "人", "139" + "87654321", "hidden" + "person", "secret" + "@mail", "2101" + "06200301011234")
ROOT = Path(__file__).parents[2]
LOGS, LEVELS = ("_LOG", "_log"), ("debug", "info", "warning", "error", "critical", "exception", "log")
OURS = logging.getLogger("desktop.tried")
THEIRS = logging.getLogger("library.tried")


def needles_in(text):
    return [needle for needle in NEEDLES if needle in text]


def messages():
    """(file, line, what is given first) of every call that logs."""
    for file in (path for part in ("desktop", "models") for path in sorted((ROOT / part).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            ours = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id in LOGS
            if ours and called.attr in LEVELS:
                yield file.name, node.lineno, node.args[1 if called.attr == "log" else 0]


def test_every_message_stands_in_the_code_and_is_put_together_by_the_log():
    found = list(messages())
    assert len(found) > 8
    wrong = [
        (file, line) for file, line, text in found if not (isinstance(text, ast.Constant) and text.value.isascii())
    ]
    assert wrong == []


@pytest.fixture
def place(tmp_path):
    with logged(tmp_path / "log"):
        yield tmp_path / "log"


def written(place):
    return "".join(file.read_text("utf-8") for file in place.glob(f"{NAME}*"))


def fail(error, before=None):
    raise error from before


@pytest.mark.parametrize("needle", NEEDLES)
@pytest.mark.parametrize(
    "tell",
    [
        lambda n: OURS.error("row %s of %d: %r", n, 12345678, n),
        lambda n: OURS.error("named %(name)s", {"name": n}),
        lambda n: OURS.error("extra", extra={"record": n}),
        lambda n: THEIRS.error(f"parsing {n}"),
        lambda n: THEIRS.error("parsing %s", n),
        lambda n: OURS.error(ValueError(n)),
    ],
    ids=["arguments", "mapping", "extra", "a library", "a library's argument", "an error"],
)
def test_no_value_is_written(place, needle, tell):
    tell(needle)
    told = written(place)
    assert needles_in(told) == []
    assert "tried" in told or "test_program_log.py" in told


@pytest.mark.parametrize("needle", NEEDLES)
@pytest.mark.parametrize("kind", [ValueError, KeyError, OSError, RuntimeError, AttributeError])
def test_an_error_loses_its_message_and_keeps_its_place(place, needle, kind):
    try:
        try:
            fail(kind(needle, {needle: needle}))
        except kind as first:
            fail(ExceptionGroup(needle, [TypeError(needle)]), first)
    except ExceptionGroup:
        OURS.exception("it failed")
    told = written(place)
    assert needles_in(told) == []
    assert told.count("test_program_log.py:") >= 2
    assert all(word in told for word in (kind.__name__, "TypeError", "it failed"))


def test_what_is_harmless_is_written(place):
    OURS.info("the window of %s stands", Harmless("1.2.0"))
    assert "the window of 1.2.0 stands" in written(place)


def twice_the_same(database):
    with database.transaction("x") as tx:
        for _twice in range(2):
            tx.connection.exec_driver_sql("INSERT INTO student (id, name, phone) VALUES (1, ?, ?)", NEEDLES[:2])


def test_a_failed_query_tells_its_kind_and_number(place, database):
    with pytest.raises(Exception, match="UNIQUE") as told:
        twice_the_same(database)
    OURS.error("it failed", exc_info=told.value)
    assert needles_in(written(place)) == []
    assert "sqlite_errorcode=19" in written(place)


def test_a_thread_that_fails_is_noted_without_its_value(place):
    with faults_logged():
        thread = threading.Thread(target=lambda: fail(ValueError(NEEDLES[0])))
        thread.start()
        thread.join()
    assert "nobody caught" in written(place)
    assert needles_in(written(place)) == []
    assert threading.excepthook is not None


def test_a_name_is_told_where_the_code_itself_writes_it():
    with pytest.raises(AttributeError) as ours:
        object().misspelt  # noqa: B018
    with pytest.raises(AttributeError) as given:
        getattr(object(), NEEDLES[2])
    assert "name=misspelt" in report_of(ours.value)
    assert needles_in(report_of(given.value)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the folder of the account decides there")
def test_nobody_else_reads_it_and_it_does_not_grow(place, monkeypatch):
    monkeypatch.setattr(program_log, "LARGEST", 2000)
    with logged(place):
        for _line in range(400):
            OURS.error("a line of some length, written again and again")
    files = sorted(place.glob(f"{NAME}*"))
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * len(files)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert len([file for file in files if file.stat().st_size <= 2000]) >= KEPT


def test_a_log_that_cannot_be_written_stands_in_nobodys_way(tmp_path):
    (tmp_path / "log").write_text("a file in its place")
    with logged(tmp_path / "log"):
        OURS.error("it failed")
    with logged(None):
        OURS.error("it failed")
    assert not any(isinstance(each, RotatingFileHandler) for each in logging.getLogger().handlers)


def test_the_report_tells_acts_by_kind_alone(database, monkeypatch, tmp_path, place):
    monkeypatch.setattr(program_log, "folder", lambda: place)
    OURS.error("noted %s", NEEDLES[0])
    with database.transaction(worded("修改{label} {name}", label="学生", name=NEEDLES[0])) as tx:
        tx.insert(Student, {**factories.student(1), "name": NEEDLES[0], "note": NEEDLES[2]})
    with database.transaction(NEEDLES[0]) as tx:
        tx.insert(Student, factories.student(2))
    told = error_report(database, details=report_of(ValueError(NEEDLES[1])))
    assert needles_in(told) == []
    assert all(part in told for part in ("ValueError", "一步操作（学生 1 名", "noted …", "没有加锁"))
    assert str(tmp_path) not in told


def test_the_report_of_a_file_that_cannot_be_opened_names_the_kind():
    assert "Missing" in error_report(Missing(NEEDLES[0]))
    assert needles_in(error_report(Missing(NEEDLES[0]))) == []


@pytest.mark.parametrize("text", ["/home/zhangsan/x", r"C:\Users\张三\x", "c:/Users/zhangsan/x", "/Users/zhangsan/x"])
def test_no_folder_tells_whose_account_it_is(text):
    assert without_homes(text) in ("~/x", r"~\x")


def test_places_are_those_of_the_program_and_of_libraries():
    assert place_of(program_log.__file__) == "desktop/program_log.py"
    assert place_of("/home/li/.venv/lib/python3.11/site-packages/sqlalchemy/engine.py") == "sqlalchemy/engine.py"
    assert place_of("/home/li/秘密/own.py") == "own.py"


@pytest.mark.parametrize(
    ("complain", "read"),
    [
        (lambda: qCWarning(QLoggingCategory("qt.accessibility.atspi"), "gone"), "qt.accessibility.atspi: gone\n"),
        (lambda: qWarning("QObject::connect: no such signal"), "QObject::connect: no such signal\n"),
    ],
)
def test_who_watches_the_terminal_reads_what_qt_would_have_written(place, capsys, complain, read):
    with logged(place), qt_messages_logged():
        complain()
    assert capsys.readouterr().err == read
    assert "gone" not in written(place)
    assert "such signal" not in written(place)
    assert "test_program_log.py" in written(place), "where the program was"
