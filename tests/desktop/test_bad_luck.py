"""Killed, without room, without right, twice at once: a sentence, nothing lost, nothing half written."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from desktop.cli import main
from models.database.database import open_database
from tests.desktop.bad_luck import CLEAN, DOUBLES, Nest, contents, copied, ended, leftovers, program, undone
from tests.factories import identity_number

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and small disks as Linux knows them")
OLD = b"what stood there"
DISK = 16 << 20  # bytes: a file with nothing in it has 2 MB, and its log comes beside it


@pytest.fixture(scope="module")
def nest():
    made = Nest()
    yield made
    made.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory, nest):
    """A closed file with 60 students, imported in one act."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    assert nest.run(path, "import", "student", CLEAN)["status"] == 0
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory, nest):
    """A closed file with nothing in it."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(path).close()
    return path


@pytest.fixture
def points(whole):
    """Steps to be killed before: so many evenly spread, and each of the last ones; half as many where not all are tried.

    What the disk holds after every step of the same acts is laid out in tests/trust/test_faults.
    """

    def chosen(steps, at_most, final=0):
        if not whole:
            at_most, final = -(-at_most // 2), -(-final // 2)
        spread = {1 + nth * (steps - 1) // max(at_most - 1, 1) for nth in range(at_most)}
        return sorted(spread | set(range(max(1, steps + 1 - final), steps + 1)))

    return chosen


def killed(nest, database, arguments, at):
    answer = nest.run(database, *arguments, at=at)
    assert answer["signal"] == signal.SIGKILL


class TestKilled:
    """Before every step that could leave a trace, or before many of them spread over the run."""

    @pytest.mark.parametrize(
        ("arguments", "at_most", "final"),
        [(["import", "student", CLEAN], 10, 10), (["undo"], 12, 8), (["redo"], 10, 8)],
        ids=["import", "undo", "redo"],
    )
    def test_writing(self, nest, office, empty, tmp_path, points, arguments, at_most, final):
        start = copied(empty if arguments[0] == "import" else office, tmp_path / "start")
        if arguments[0] == "redo":
            assert nest.run(start, "undo")["status"] == 0
        whole = copied(start, tmp_path / "whole")
        steps = nest.run(whole, *arguments)["steps"]
        before, after, seen = contents(start)[1], contents(whole)[1], set()
        assert before != after
        for at in points(steps, at_most, final):
            path = copied(start, tmp_path / "killed")
            killed(nest, path, arguments, at)
            if at % 2:  # the next to look is a reader, or a writer
                open_database(path, create=False).close()
            found = contents(path)[1]
            assert found in (before, after)
            seen.add(found == after)
            if found == before:
                assert nest.run(path, *arguments)["status"] == 0
            assert contents(path)[1] == after
            if at % 3 == 0:
                assert undone(path) == contents(empty)[1]
        assert seen == {False, True}

    def test_making_the_file(self, nest, tmp_path, points):
        arguments = ["demo", "--scale", "0.01"]
        whole = tmp_path / "whole" / "学校 100%.db"
        whole.parent.mkdir()
        steps = nest.run(whole, *arguments)["steps"]
        after, seen = contents(whole)[1], set()
        for at in points(steps, 10, 2):
            folder = tmp_path / "killed"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            path = folder / whole.name
            killed(nest, path, arguments, at)
            looked = nest.run(path, "list", "student", "--search", "w", "--count")
            assert looked["status"] == (0 if path.exists() else 2)
            count = len(contents(path)[1][1]) if path.exists() else None
            seen.add(count)
            if not count:
                assert nest.run(path, *arguments)["status"] == 0
            assert contents(path)[1] == after  # to the last id, however often it was begun
            assert leftovers(folder, path.name) == set()
        assert seen == {None, 0, len(after[1])}

    @pytest.mark.parametrize(
        ("arguments", "name"),
        [
            (["export", "student"], "名单.xlsx"),
            (["export", "student"], "名单.csv"),
            (["template", "student"], "模板.xlsx"),
            (["report", "class-roster", "--all", "--to"], "花名册.pdf"),
            (["report", "class-roster", "--all", "--to"], "花名册.xlsx"),
            (["report", "class-roster", "--all", "--to"], "花名册.txt"),
        ],
        ids=str,
    )
    def test_writing_a_file(self, nest, office, tmp_path, points, arguments, name):
        path = copied(office, tmp_path / "here")
        target = path.with_name(name)
        steps = nest.run(path, *arguments, target)["steps"]
        lines, end = target.read_bytes().count(b"\n"), target.read_bytes()[-5:]
        assert lines > 30

        def complete():
            if target.suffix == ".xlsx":
                return zipfile.ZipFile(target).testzip() is None
            return (target.read_bytes().count(b"\n"), target.read_bytes()[-5:]) == (lines, end)

        seen = set()
        for at in points(steps, 4, 9):
            target.write_bytes(OLD)
            killed(nest, path, [*arguments, target], at)
            old = target.read_bytes() == OLD
            assert old or complete()
            seen.add(old)
        assert seen == {True, False}
        assert nest.run(path, *arguments, target)["status"] == 0
        assert complete()
        assert leftovers(path.parent, path.name, name) == set()

    def test_writing_a_backup(self, nest, office, tmp_path, points):
        path = copied(office, tmp_path / "here")
        target = path.with_name("备份.db")
        steps, held = nest.run(path, "backup", target)["steps"], contents(office)
        for at in points(steps, 12, 12):
            target.unlink(missing_ok=True)
            killed(nest, path, ["backup", target], at)
            if target.exists():
                assert contents(target) == contents(path) == held
        target.unlink()
        assert nest.run(path, "backup", target)["status"] == 0
        assert leftovers(path.parent, path.name, target.name) == set()

    def test_restoring(self, nest, office, tmp_path, points):
        later = copied(office, tmp_path / "later")
        assert nest.run(later, "undo")["status"] == 0
        states = contents(later), contents(office)
        steps = nest.run(copied(later, tmp_path / "here"), "restore", office)["steps"]
        seen = set()
        for at in points(steps, 20, 20):
            path = copied(later, tmp_path / "here")
            killed(nest, path, ["restore", office], at)
            seen.add(states.index(contents(path)))
            assert nest.run(path, "restore", office)["status"] == 0
            assert contents(path) == states[1]
            assert leftovers(path.parent, path.name) == set()
        assert seen == {0, 1}


def roster(path, count, first=3000):
    """A workbook of students, all different."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ("姓名", "身份证号", "学号", "班级名称"))
        for nth in range(count):
            sheet.write_row(nth + 1, 0, ("王小明", identity_number(first + nth), f"{first + nth:09}", "数控1班"))
    return path


def at_work(process, path):
    """When the program has opened the file: what it did before that, it did not do to it."""
    log = path.with_name(f"{path.name}-wal")
    while not log.exists() and process.poll() is None:
        time.sleep(0.005)
    return time.monotonic()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return roster(tmp_path_factory.mktemp("sheets") / "一千五百人.xlsx", 1500)


class TestTheRealProgram:
    """`python -m desktop` itself, killed from outside or refused by the machine."""

    def test_killed_at_any_moment(self, office, tmp_path, large, whole):
        path = copied(office, tmp_path / "killed")
        before, first = contents(path), program(path, "import", "student", large)
        begun = at_work(first, path)
        assert ended(first)[0] == 0
        lasting, after, seen = time.monotonic() - begun, len(contents(path)[1][1]), set()
        assert after > 1500
        chance = random.Random(20260305)
        tries = 15 if whole else 8
        for nth in range(tries):
            path = copied(office, tmp_path / "killed")
            process = program(path, "import", "student", large, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            at_work(process, path)
            time.sleep(lasting * (nth + chance.random()) / tries if nth else 0)
            process.kill()
            process.wait()
            found = contents(path)
            assert found == before or len(found[1][1]) == after
            seen.add(found == before)
            if nth % 5 == 0:
                undone(path)
        assert True in seen

    @pytest.fixture
    def small_disk(self, tmp_path):
        """A disk that is soon full; only root can make one."""
        point = tmp_path / "满 盘"
        point.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(point)]
        if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("cannot mount a small disk here")
        yield point
        subprocess.run(["umount", "-l", str(point)], check=True)

    def test_full_disk(self, office, small_disk, large):
        path = Path(shutil.copy(office, small_disk / "学校.db"))
        before = contents(path)
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096 - 600_000))
        status, _out, err = ended(program(path, "import", "student", large))
        assert (status, "磁盘空间不足" in err) == (1, True)
        assert contents(path) == before
        ballast.unlink()
        assert ended(program(path, "import", "student", large))[0] == 0
        assert len(contents(path)[1][1]) > 1500

    def test_reading_on_a_full_disk(self, office, small_disk):
        path = Path(shutil.copy(office, small_disk / "学校.db"))
        (small_disk / "ballast").write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096))
        status, _out, err = ended(program(path, "list", "student"))
        assert (status, "磁盘空间不足" in err) == (1, True)

    @pytest.mark.parametrize(
        ("verb", "name", "expected"),
        [
            (["export", "student"], "导出.xlsx", 2),
            (["export", "student"], "导出.csv", 2),
            (["template", "student"], "模板.xlsx", 2),
            (["import", "student", DOUBLES, "--errors"], "拒绝.xlsx", 2),
            (["report", "class-roster", "--all", "--to"], "花名册.pdf", 2),
            (["report", "class-roster", "--all", "--to"], "花名册.xlsx", 2),
            (["backup"], "备份.db", 1),
        ],
        ids=str,
    )
    def test_writing_a_file_to_a_full_disk(self, office, tmp_path, small_disk, capsys, verb, name, expected):
        path, target = copied(office, tmp_path / "here"), small_disk / name
        target.write_bytes(OLD)
        if verb == ["backup"]:
            target.unlink()
        (small_disk / "ballast").write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096))
        assert main(["--database", str(path), *map(str, verb), str(target)]) == expected
        assert "磁盘空间不足" in capsys.readouterr().err
        assert leftovers(small_disk, name) == {"ballast"}
        assert verb == ["backup"] or target.read_bytes() == OLD
        assert contents(path) == contents(office)

    def test_full_disk_from_the_first_byte(self, small_disk):
        (small_disk / "ballast").write_bytes(bytes(DISK))
        status, _out, err = ended(program(small_disk / "学校.db", "import", "student", CLEAN))
        assert (status, "磁盘空间不足" in err) == (1, True)
        (small_disk / "ballast").unlink()
        assert ended(program(small_disk / "学校.db", "import", "student", CLEAN))[0] == 0

    def test_a_file_that_may_not_grow(self, office, tmp_path, large):
        """Where no disk can be made: the system refuses every byte behind a limit, as a quota does.

        The limit is for each file by itself: 1,500 people need 2 MB of the log.
        """
        path = copied(office, tmp_path / "here")
        before = contents(path)
        code = (
            "import resource, sys; from desktop.cli import main; "
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000,) * 2); "
            f"sys.exit(main(['--database', {str(path)!r}, 'import', 'student', {str(large)!r}]))"
        )
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        status, _out, err = ended(process)
        assert (status, "磁盘" in err) == (1, True)
        assert contents(path) == before
