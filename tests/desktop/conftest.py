"""An office with students in it, and the program run by commands."""

import re

import pytest

from desktop.cli import main
from models.words import use_language
from tests.desktop.bad_luck import CLEAN


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A closed file with 60 students."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    assert main(["--database", str(path), "import", "student", str(CLEAN)]) == 0
    return path


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Run a command in an empty folder: (status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    yield lambda *arguments, database=tmp_path / "office.db": _run(capsys, database, arguments)
    use_language("zh_CN")


def _run(capsys, database, arguments):
    capsys.readouterr()
    try:
        status = main(["--database", str(database), *map(str, arguments)])
    except SystemExit as ended_:
        status = ended_.code
    said = capsys.readouterr()
    for mark in ("Traceback", "意外", "Error", "！"):
        assert mark not in said.err, said.err
    assert status in (0, 1, 2)
    assert not status or re.search("[\u4e00-\u9fff]", said.err)
    return status, said.out, said.err
