"""Files that cannot be written, databases that are none, two at once, streams nobody reads: nothing is lost."""

import os
import shutil
import subprocess
import sys

import pytest

from desktop.cli import main
from models.database.database import open_database
from models.words import use_language
from tests.desktop.bad_luck import CLEAN, DOUBLES, ROOT, contents, copied, ended, leftovers, program


@pytest.mark.parametrize(
    "arguments",
    [["export", "student"], ["template", "student"], ["report", "class-roster", "--all", "--to"], ["backup"]],
    ids=lambda arguments: arguments[0],
)
@pytest.mark.parametrize("place", ["没有的/x", "夹", "文件/x", "长" * 100, "读/x"])
def test_places_that_cannot_be_written(run, filled, tmp_path, arguments, place):
    path = copied(filled, tmp_path / "here")
    (tmp_path / "文件").write_bytes(b"x")
    suffix = ".db" if arguments == ["backup"] else ".xlsx"
    (tmp_path / f"夹{suffix}").mkdir()
    before = leftovers(tmp_path)
    if place.startswith("读"):
        place = f"/proc/{place[2:]}"
    assert run(*arguments, f"{place}{suffix}", database=path)[0] in (1, 2)
    assert leftovers(tmp_path) == before
    assert contents(path) == contents(filled)


@pytest.mark.parametrize("name", ["a b", "学校", "🙂", "100%", "a?b#c", "a'b", 'a"b', "a;b", "x" * 120])
def test_databases_of_any_name(run, tmp_path, name):
    folder = tmp_path / name[:60]
    folder.mkdir()
    path = folder / f"{name}.db"
    assert run("import", "student", CLEAN, database=path)[0] == 0
    assert run("list", "student", "--count", database=path)[1] == "60\n"
    assert run("backup", folder / "b.db", database=path)[0] == 0
    assert run("restore", folder / "b.db", database=path)[0] == 0


def test_a_database_of_too_long_a_name(run, tmp_path):
    status, _out, err = run("import", "student", CLEAN, database=tmp_path / f"{'长' * 83}.db")
    assert (status, "太长" in err) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"text\n", b"SQLite format 3\x00" + bytes(4000), CLEAN.read_bytes()[:5000]])
@pytest.mark.parametrize(
    "verb", ["list student", "undo", "history", "check", "backup b.db", "import student 表.xlsx", "demo"]
)
def test_what_is_no_database(run, tmp_path, content, verb):
    path = tmp_path / "别的.db"
    path.write_bytes(content)
    shutil.copy(CLEAN, tmp_path / "表.xlsx")
    status, _out, err = run(*verb.split(), database=path)
    assert status == 1
    assert "没有改动" in err
    assert content or "空的（0 字节）" in err
    assert path.read_bytes() == content


class TestTwoAtOnce:
    """Another instance has the file."""

    @pytest.mark.parametrize("verb", ["import", "undo", "redo", "restore", "demo"])
    def test_writers_are_told_who_has_it(self, filled, tmp_path, verb):
        path = copied(filled, tmp_path / "here")
        more = {"import": ["student", DOUBLES], "restore": [filled]}.get(verb, [])
        window = open_database(path, create=False)
        try:
            status, _out, err = ended(program(path, verb, *more))
            assert (status, str(os.getpid()) in err) == (1, True)
        finally:
            window.close()
        assert contents(path) == contents(filled)

    def test_readers_may_look(self, filled, tmp_path):
        path = copied(filled, tmp_path / "here")
        window = open_database(path, create=False)
        try:
            with window.transaction("改") as tx:
                tx.connection.exec_driver_sql("SELECT 1")
                assert ended(program(path, "list", "student", "--count"))[:2] == (0, "60\n")
        finally:
            window.close()

    def test_the_file_is_replaced_or_deleted_under_a_window(self, filled, tmp_path):
        from models.database.errors import FileReplaced

        path = copied(filled, tmp_path / "here")
        window = open_database(path, create=False)
        try:
            assert ended(program(path, "list", "student", "--count"))[0] == 0
            stranger = copied(filled, tmp_path / "there")
            stranger.replace(path)
            before = path.read_bytes()
            with pytest.raises(FileReplaced):
                window.undo()
            assert path.read_bytes() == before
            path.unlink()
            with pytest.raises(FileReplaced):
                window.undo()
            assert not path.exists()
        finally:
            window.close()


def test_a_newer_file_is_left_alone(run, filled, tmp_path):
    from models.database.engine import connect

    path = copied(filled, tmp_path / "here")
    raw = connect(path)
    raw.execute("PRAGMA user_version = 9999")
    raw.close()
    before = path.read_bytes()
    for verb in (["list", "student"], ["undo"], ["import", "student", CLEAN], ["backup", "b.db"], ["restore", path]):
        status, _out, err = run(*verb, database=path)
        assert (status, "更新版本" in err) == (1, True)
        assert path.read_bytes() == before
    assert run("restore", path)[0] == 1


class TestStreams:
    """What becomes of the output."""

    @pytest.mark.parametrize("form", ["table", "csv", "json"])
    def test_a_reader_that_has_seen_enough(self, filled, form):
        listing = program(filled, "list", "enterprise" if form == "table" else "student", "--format", form)
        listing.stdout.close()
        listing.stdout = None
        assert ended(listing)[0] == 0

    @pytest.mark.parametrize(
        "verb", [["list", "student"], ["history"], ["codes"], ["report"]], ids=lambda verb: verb[0]
    )
    def test_head(self, filled, verb):
        command = f"set -o pipefail; {sys.executable} -m desktop --database '{filled}' {' '.join(verb)} | head -1"
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("redirection", [">/dev/full", ">&-", "2>&-", "2>/dev/full", ">&- 2>&-"])
    def test_streams_closed_or_full(self, filled, redirection):
        command = f"{sys.executable} -m desktop --database '{filled}' list student {redirection}"
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == (2 if redirection == ">/dev/full" else 0)
        assert "Exception" not in done.stderr
        assert ("磁盘空间不足" in done.stderr) == (redirection == ">/dev/full")

    def test_an_import_goes_on_when_nobody_listens(self, tmp_path):
        importing = program(tmp_path / "a.db", "import", "student", CLEAN)
        importing.stderr.close()
        importing.stderr = None
        assert importing.wait(30) == 0
        importing.stdout.close()
        assert len(contents(tmp_path / "a.db")[1][1]) == 60


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["list", "nothing"],
        ["list", "student"],
        ["import", "student", "x.xlsx"],
        ["undo"],
        ["restore", "x"],
    ],
)
def test_refusals_in_english(tmp_path, capsys, arguments):
    try:
        status = main(["--database", str(tmp_path / "a.db"), "--language", "en", *arguments])
    except SystemExit as ended_:
        status = ended_.code
    finally:
        use_language("zh_CN")
    assert status in (1, 2)
    assert capsys.readouterr().err.strip()
