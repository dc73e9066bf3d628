"""The file alone is complete soon after each write: copied by another program, moved, renamed or deleted while it is open."""

import itertools
import shutil
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
import sqlalchemy as sa

from models.database import checkpoint
from models.database.database import open_database
from models.database.engine import checkpointer, connect, open_engine, reading, writing
from models.database.errors import FileReplaced
from models.database.opening import open_database_file
from models.entities.schools import School
from tests.models.database.conftest import count

ADD = sa.text("INSERT INTO student (id, name) VALUES (:id, '新生')")
COPY = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(checkpoint, "SOON", 0.2)
    monkeypatch.setattr(checkpoint, "AGAIN", 0.1)


@pytest.fixture
def opened(office, steps):
    with open_database_file(office, versions=steps.folder) as made:
        yield made


def add(opened, *ids):
    for key in ids:
        with writing(opened.engine) as connection:
            connection.execute(ADD, {"id": key})


def copied_alone(path, folder):
    """What another program finds in a copy of the file without its log."""
    folder.mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-c", COPY, str(path), str(folder / path.name)], check=True)
    return count(folder / path.name)


def log_of(path):
    return path.with_name(f"{path.name}-wal")


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def tries(monkeypatch):
    """Every time the log was tried to be brought in: whether it was."""
    made, bring_in = [], checkpoint._brought_in

    def noted(raw):
        made.append(bring_in(raw))
        return made[-1]

    monkeypatch.setattr(checkpoint, "_brought_in", noted)
    return made


def test_a_copy_made_by_another_program_is_complete(opened, office, tmp_path):
    with reading(opened.engine) as connection:  # in whose way nothing can be brought in
        connection.exec_driver_sql("SELECT count(*) FROM student").scalar()
        add(opened, 1000, 1001, 1002)
        assert copied_alone(office, tmp_path / "早") < 103  # else the test shows nothing
    until(lambda: log_of(office).stat().st_size == 0)
    assert copied_alone(office, tmp_path / "晚") == 103
    add(opened, 1003)
    until(lambda: log_of(office).stat().st_size == 0)
    assert copied_alone(office, tmp_path / "再") == 104


def test_while_one_saves_and_saves_the_copy_is_never_far_behind(opened, office, tmp_path):
    enough = threading.Event()

    def save():
        for key in itertools.count(1000):
            if enough.wait(0.03):
                return
            add(opened, key)

    saving = threading.Thread(target=save)
    saving.start()
    try:
        until(lambda: copied_alone(office, tmp_path / "优盘") > 100)
    finally:
        enough.set()
        saving.join()


def test_a_long_reader_is_not_in_the_way_of_what_it_does_not_need(opened, office, tmp_path, tries):
    with reading(opened.engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM student").scalar() == 100
        add(opened, 1000)
        until(lambda: len(tries) > 1)
        assert connection.exec_driver_sql("SELECT count(*) FROM student").scalar() == 100
    until(lambda: copied_alone(office, tmp_path / "优盘") == 101)


def test_nobody_waits_for_it(opened, monkeypatch):
    add(opened, 1000)
    with reading(opened.engine) as connection:
        connection.exec_driver_sql("SELECT count(*) FROM student").scalar()
        add(opened, 1001)
        begun = time.monotonic()
        checkpointer(opened.engine).now()
        add(opened, 1002)
        assert time.monotonic() - begun < 9  # not the ten seconds a statement waits for a lock
    with opened.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000


def test_the_thread_ends_when_there_is_nothing_to_do(opened, office):
    add(opened, 1000)
    until(lambda: checkpointer(opened.engine)._thread is None)
    assert log_of(office).stat().st_size == 0


def test_a_reader_has_none_and_an_engine_let_go_of_opens_nothing_again(office):
    engine = open_engine(office, read_only=True)
    assert checkpointer(engine) is None
    engine.dispose()
    engine = open_engine(office)
    with writing(engine) as connection:
        connection.execute(ADD, {"id": 1000})
    thread = checkpointer(engine)._thread
    engine.dispose()
    assert thread is None or not thread.is_alive()
    assert not log_of(office).exists()


@pytest.mark.parametrize("saves", [1, 40])
def test_moved_while_open_it_takes_everything_with_it(opened, office, steps, saves):
    add(opened, *range(1000, 1000 + saves))
    moved = office.with_name("搬走.db")
    office.rename(moved)
    opened.close()
    assert count(moved) == 100 + saves
    assert not log_of(office).exists() or not log_of(office).stat().st_size


def test_moved_and_saved_again_the_refusal_leaves_it_complete(opened, office, tmp_path):
    add(opened, 1000)
    moved = tmp_path / "优盘.db"
    office.rename(moved)
    with pytest.raises(FileReplaced):
        add(opened, 1001)
    assert copied_alone(moved, tmp_path / "那里") == 101


def test_a_log_whose_file_is_gone_is_kept_aside(office, steps):
    from models.database.backup import backup
    from models.database.recovery import restore

    made = backup(office, office.with_name("备.db"))
    log = log_of(office)
    for rest in (None, b""):
        log.write_bytes(b"what nobody else has")
        office.unlink() if rest is None else office.write_bytes(rest)
        restore(made, office, versions=steps.folder)
        assert count(office) == 100
        (aside,) = office.parent.glob("学校.db-wal.*")
        assert aside.read_bytes() == b"what nobody else has"
        aside.unlink()


class TestRescue:
    """What was saved before the file was taken away is saved once more."""

    @pytest.fixture
    def database(self, tmp_path):
        made = open_database(tmp_path / "office.db")
        with made.transaction("一") as tx:
            tx.insert(School, {"name": "甲校"})
        yield made
        made.close()

    def save(self, database):
        with database.transaction("二") as tx:
            tx.insert(School, {"name": "乙校"})

    def test_of_a_deleted_file(self, database, tmp_path):
        (tmp_path / "office.db").unlink()
        with pytest.raises(FileReplaced, match="另存为“office ") as told:
            self.save(database)
        (kept,) = (tmp_path / "office备份").iterdir()
        assert kept.name in str(told.value)
        with closing(connect(kept)) as raw:
            assert raw.execute("SELECT name FROM school").fetchall() == [("甲校",)]
        with pytest.raises(FileReplaced, match=kept.name):  # one is enough
            self.save(database)
        assert len(list((tmp_path / "office备份").iterdir())) == 1

    @pytest.fixture
    def usual(self, tmp_path, monkeypatch):
        """Where this account's databases usually are."""
        place = tmp_path / "账户" / "shuangyuan.db"
        monkeypatch.setattr("models.database.database.usual", lambda: place)
        return place

    def held(self, folder):
        (kept,) = folder.glob("office *.db")
        with closing(connect(kept)) as raw:
            return raw.execute("SELECT name FROM school").fetchall()

    def test_of_a_deleted_folder(self, tmp_path, usual):
        folder = tmp_path / "教务处"
        folder.mkdir()
        with closing(open_database(folder / "office.db")) as inside:
            with inside.transaction("一") as tx:
                tx.insert(School, {"name": "乙校"})
            shutil.rmtree(folder)
            with pytest.raises(FileReplaced, match="账户"):
                self.save(inside)
        assert self.held(usual.parent / "office备份") == [("乙校",)]

    def test_not_onto_another_disk(self, database, tmp_path, monkeypatch, usual):
        shutil.move(tmp_path / "office.db", tmp_path / "别处.db")
        monkeypatch.setattr("models.database.database._same_disk", lambda _file: False)
        with pytest.raises(FileReplaced, match="账户"):
            self.save(database)
        assert not (tmp_path / "office备份").exists()
        assert self.held(usual.parent / "office备份") == [("甲校",)]

    def test_nowhere(self, database, tmp_path, monkeypatch):
        shutil.move(tmp_path / "office.db", tmp_path / "别处.db")
        monkeypatch.setattr("models.database.database.rescue_places", lambda _file: [])
        with pytest.raises(FileReplaced) as told:
            self.save(database)
        assert "另存为" not in str(told.value)
