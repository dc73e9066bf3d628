"""G5: from whatever became of the file there is a way back, told beforehand with what it costs, also when it is interrupted."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from desktop.operations.recovering import recover, state_words
from models import clock
from models.database import backup as backups
from models.database import high_water, ladder, swapping
from models.database.database import open_database
from models.database.engine import connect
from models.database.errors import (
    Damaged,
    DatabaseError,
    DiskFull,
    Empty,
    ForeignFile,
    InUseElsewhere,
    Missing,
    NotAsWritten,
    ReadOnly,
    TooNew,
)
from models.database.ladder import Loss, candidate, survey
from models.database.query import Query
from models.database.recovery import restore
from models.database.results import count_of
from models.entities.people import Student
from tests import factories
from tests.accounts import OWNER, as_account, needs_root
from tests.desktop.bad_luck import Nest, contents

DAY = datetime(2026, 3, 2, 16).astimezone()
DAYS, A_DAY = 3, 4  # of work, and the acts of each; every act adds one student
LAST = 2  # acts after the last backup
ALL = DAYS * A_DAY + LAST
MOST_SECONDS = 60


def work(database, count, first):
    for number in range(first, first + count):
        with database.transaction("录入") as tx:
            tx.insert(Student, factories.student(number))


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """A closed file of three days with a backup after each, and two acts since."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    database = open_database(path)
    for day in range(DAYS):
        with clock.standing(DAY + timedelta(days=day)):
            work(database, A_DAY, day * A_DAY)
            backups.backup(database.engine)
    work(database, LAST, DAYS * A_DAY)
    database.close()
    return path


@pytest.fixture
def office(worked, tmp_path):
    shutil.copytree(worked.parent, tmp_path / "office")
    return tmp_path / "office" / worked.name


def newest(path):
    return backups.backups_of(path)[0].path


def students(path):
    with closing(open_database(path, create=False)) as database:
        return count_of(database, Query(Student))


def spoil(path, first=20, last=60):
    data = bytearray(path.read_bytes())
    data[4096 * first : 4096 * last] = b"\xff" * 4096 * (last - first)
    path.write_bytes(data)


def edit(path, *statements):
    with closing(connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)


def truncate(path):
    path.write_bytes(path.read_bytes()[: 4096 * 37 + 100])


def rename_newest(path, old, new):
    found = newest(path)
    found.rename(found.with_name(found.name.replace(old, new)))


# --- what became of the file; then how it is refused, which act the ladder leads to, and what is lost by that

SPOILT = {
    "missing": (lambda p: p.unlink(), Missing),
    "empty": (lambda p: p.write_bytes(b""), Empty),
    "without tables": (lambda p: (p.unlink(), edit_new(p)), Damaged),
    "another head": (lambda p: spoil(p, 0, 1), DatabaseError),
    "truncated": (truncate, Damaged),
    "overwritten by a text": (lambda p: p.write_text("这不是数据库" * 999), ForeignFile),
    "without its schema": (lambda p: spoil(p, 1, 40), Damaged),
    "a trigger in it": (lambda p: edit(p, "CREATE TRIGGER t AFTER UPDATE ON student BEGIN DELETE FROM placement; END"), Damaged),
}  # fmt: skip


def edit_new(path):
    with closing(connect(path, mode="mode=rwc")) as raw:
        raw.execute("PRAGMA application_id = 0x53594448")
        raw.execute("PRAGMA user_version = 1")


BACKUPS = {
    "all sound": (lambda _p: None, 0, []),
    "the newest damaged": (lambda p: spoil(newest(p)), 1, ["已损坏"]),
    "the newest empty": (lambda p: newest(p).write_bytes(b""), 1, ["空"]),
    "the newest another program's": (lambda p: newest(p).write_bytes(b"text" * 2000), 1, ["不是双元"]),
    "the newest edited": (lambda p: edit(newest(p), "UPDATE student SET name = '别人' WHERE name_pinyin LIKE '%'"), 1, ["有疑点"]),
    "the newest cut short": (lambda p: edit(newest(p), "DELETE FROM change WHERE change_set_id = 12", "DELETE FROM change_set WHERE id = 12"), 1, ["有疑点"]),
    "the newest with a trigger": (lambda p: edit(newest(p), "CREATE TRIGGER t AFTER UPDATE ON student BEGIN DELETE FROM placement; END"), 1, ["结构"]),
    "the newest of a newer version": (lambda p: edit(newest(p), "PRAGMA user_version = 9999"), 1, ["更新版本"]),
    "dated by a wrong clock": (lambda p: rename_newest(p, "2026-03-04", "1999-01-01"), 0, []),
}  # fmt: skip


def way_back(path, expected):
    """Look, choose, bring back, open; at most three decisions and a minute."""
    begun = monotonic()
    found = survey(path)
    best = found.best
    assert best is not None
    assert best.info.act == expected
    before, had = path.exists() and path.stat().st_size, set(backups.folder_of(path).iterdir())
    told = recover(path, best)
    assert best.loss.words in told.sentence
    seconds = monotonic() - begun
    assert seconds < MOST_SECONDS
    assert students(path) == expected
    assert bool(before) == bool(set(backups.folder_of(path).iterdir()) - had)  # aside, as it was or as a backup of it
    return found, seconds


@pytest.mark.parametrize("what", SPOILT)
def test_the_file_is_refused_left_alone_and_brought_back(office, what, record_property):
    act, error = SPOILT[what]
    act(office)
    before = office.read_bytes() if office.exists() else None
    with pytest.raises(error) as told:
        open_database(office)
    assert newest(office).name in told.value.sentence or isinstance(told.value, Damaged | ForeignFile)
    assert (office.read_bytes() if office.exists() else None) == before  # not begun anew, not written to
    found, seconds = way_back(office, DAYS * A_DAY)
    assert [one.sound for one in found.candidates] == [True] * DAYS
    record_property("G5", f"{what}: back at act {DAYS * A_DAY} of {ALL} in {seconds:.1f} s")


@pytest.mark.parametrize(("what", "gone"), [*zip(BACKUPS, ["missing", "damaged"] * len(BACKUPS), strict=False)])
def test_a_backup_that_is_not_sound_is_not_the_first_choice(office, what, gone, record_property):
    act, older, words = BACKUPS[what]
    act(office)
    if gone == "missing":
        office.unlink()
    else:
        spoil(office, 1, 40)
    expected = (DAYS - older) * A_DAY
    found, _seconds = way_back(office, expected)
    said = " ".join(state_words(one) for one in found.candidates)
    assert all(word in said for word in words)
    record_property("G5", f"{what}, the file {gone}: back at act {expected}")


def test_what_is_lost_is_told_in_acts_and_persons_as_far_as_the_file_tells(office):
    with closing(open_database(office)) as database:  # the last acts: one person twice, one made and taken away
        key = None
        with database.transaction("录入") as tx:
            key = tx.insert(Student, factories.student(900))
        with database.transaction("改") as tx:
            tx.update(Student, key, {"name": "改名"})
    losses = [one.loss for one in survey(office).candidates]
    assert losses == [Loss(LAST + 2, 3), Loss(LAST + 2 + A_DAY, 3 + A_DAY), Loss(LAST + 2 + 2 * A_DAY, 3 + 2 * A_DAY)]
    assert "少最后 4 步操作，涉及 3 人" in losses[0].words
    office.unlink()  # what is noted outside it still tells how far it had come
    assert [one.loss for one in survey(office).candidates] == [Loss(LAST + 2 + day * A_DAY) for day in range(DAYS)]
    high_water.forget(office)
    assert [one.loss for one in survey(office).candidates][1:] == [Loss(A_DAY, least=True), Loss(2 * A_DAY, least=True)]
    assert "已无从知道" in survey(office).candidates[0].loss.words


def test_a_backup_of_the_last_act_loses_nothing(office):
    made = backups.backup(office)
    with closing(connect(office)) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'student'").fetchone()
    spoil(office, page - 1, page)
    found = survey(office)
    assert (found.best.info.path, found.best.loss.words) == (made, "什么都不少")


def test_when_time_is_up_no_other_is_looked_into_once_one_is_sound(office, monkeypatch):
    monkeypatch.setattr(ladder, "PATIENCE", 0.0)
    spoil(newest(office))
    found = survey(office)
    assert found.best.info.act == (DAYS - 1) * A_DAY
    assert [one.sound for one in found.candidates].count(True) == 1


def test_without_any_sound_backup_nothing_is_done(office):
    for info in backups.backups_of(office):
        spoil(info.path)
    office.write_bytes(b"")
    found = survey(office)
    assert found.best is None
    for one in found.candidates:
        with pytest.raises(DatabaseError):
            recover(office, one)
    assert office.read_bytes() == b""


def test_without_any_backup_one_from_elsewhere_can_be_used(office, tmp_path):
    elsewhere = shutil.copy(newest(office), tmp_path / "优盘里的.db")
    shutil.rmtree(backups.folder_of(office))
    spoil(office, 1, 40)
    assert survey(office).candidates == ()
    recover(office, candidate(office, Path(elsewhere)))
    assert students(office) == DAYS * A_DAY


def test_the_folder_lost_too_the_second_place_has_them(office, tmp_path):
    away = shutil.move(backups.folder_of(office), tmp_path / "E" / "office备份")
    office.unlink()
    found = survey(office, (Path(away),))
    assert len(found.candidates) == DAYS
    recover(office, found.best)
    assert students(office) == DAYS * A_DAY


def test_the_same_backup_in_two_places_is_offered_once(office, tmp_path):
    copy = shutil.copytree(backups.folder_of(office), tmp_path / "E")
    assert len(survey(office, (Path(copy),)).candidates) == DAYS


def test_acts_that_were_given_up_are_no_first_choice(office):
    """An older backup was restored and worked on: the newest by act is of the other history."""
    first = backups.backups_of(office)[-1]
    restore(first.path, office)
    with closing(open_database(office)) as database:
        work(database, 3, 500)
        made = backups.backup(database.engine)
    found = survey(office)
    assert found.best.info.path == made
    assert [one.loss.strange for one in found.candidates].count(
        True
    ) == DAYS  # those of before, and the one kept at restoring
    assert all(one.loss.strange for one in found.candidates if one.info.act > A_DAY and one.info.path != made)


def test_one_that_is_in_doubt_can_still_be_chosen(office):
    for info in backups.backups_of(office):
        edit(info.path, "UPDATE student SET name = '别人' WHERE id = (SELECT min(id) FROM student)")
    spoil(office, 1, 40)
    found = survey(office)
    assert found.best is None
    with pytest.raises(NotAsWritten):
        restore(found.candidates[0].info.path, office)
    recover(office, found.candidates[0])
    assert students(office) == DAYS * A_DAY


def test_a_newer_version_is_no_damage(office):
    edit(office, "PRAGMA user_version = 9999")
    before = office.read_bytes()
    with pytest.raises(TooNew):
        open_database(office)
    assert office.read_bytes() == before


def test_one_that_is_open_elsewhere_is_not_brought_back(office):
    with closing(open_database(office)), pytest.raises(InUseElsewhere):
        recover(office, survey(office).best)
    assert students(office) == ALL


@needs_root
@pytest.mark.parametrize("what", ["file", "folder"])
def test_without_permission_it_is_said_and_nothing_changes(office, what):
    best = survey(office).best
    for place in (office.parent, *office.parent.rglob("*")):
        os.chown(place, OWNER, OWNER)
    for place in (office.parent.parent, *list(office.parents)[2:5]):
        place.chmod(0o755)
    office.parent.chmod(0o500)
    office.chmod(0o400)

    def tried():
        try:
            recover(office, best)
        except ReadOnly as error:
            return error.sentence
        return ""

    assert "不能写入" in as_account(OWNER, tried)
    assert office.exists()


@needs_root
@pytest.mark.parametrize("room", [0, 700_000, 2_500_000])
def test_a_disk_that_gets_full_while_it_comes_back(office, tmp_path, room):
    disk = tmp_path / "满"
    disk.mkdir()
    size = sum(file.stat().st_size for file in office.parent.rglob("*") if file.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size + room + 400_000}", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        path = Path(shutil.copytree(office.parent, disk / "office")) / office.name
        spoil(path, 1, 40)
        before = path.read_bytes()
        with pytest.raises(DiskFull):
            recover(path, survey(path).best)
        assert path.read_bytes() == before
        assert not [file for file in path.parent.rglob("*") if ".restoring" in file.name or ".part" in file.name]
        shutil.rmtree(backups.folder_of(office))
        backups.backups_of(path)[-1].path.unlink()
        backups.backups_of(path)[-1].path.unlink()
        if room > 2_000_000:
            recover(path, survey(path).best)
            assert students(path) == DAYS * A_DAY
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_the_log_of_a_lost_file_is_kept_aside(office):
    log = swapping.sidecar(office, "-wal")
    office.unlink()
    log.write_bytes(b"what was not brought in yet")
    with pytest.raises(Missing):
        open_database(office)
    recover(office, survey(office).best)
    assert students(office) == DAYS * A_DAY
    assert office.with_name(f"{log.name}.1").read_bytes() == b"what was not brought in yet"


# --- interrupted at every step


@pytest.fixture(scope="module")
def nest():
    made = Nest()
    yield made
    made.close()


INTERRUPTED = ["missing", "empty", "truncated", "overwritten by a text", "without its schema", "a trigger in it"]


@pytest.mark.timeout(3600)
@pytest.mark.skipif(sys.platform == "win32", reason="kills as Linux knows them")
@pytest.mark.parametrize("what", INTERRUPTED)
def test_interrupted_at_any_step_it_can_be_begun_again(office, nest, tmp_path, what, whole, record_property):
    SPOILT[what][0](office)
    trial = tmp_path / "trial"

    def fresh():
        shutil.rmtree(trial, ignore_errors=True)
        return Path(shutil.copytree(office.parent, trial)) / office.name

    path = fresh()
    done = nest.run(path, "recover", "--restore")
    assert done["status"] == 0
    after, before = contents(path), office.read_bytes() if office.exists() else None
    steps = range(1, done["steps"] + 1) if whole else sorted({done["steps"] * part // 4 for part in (1, 3, 4)})
    half = 0
    for at in steps:
        path = fresh()
        assert nest.run(path, "recover", "--restore", at=at)["signal"] == signal.SIGKILL
        now = path.read_bytes() if path.exists() else None
        half += now != before and contents(path) != after
        assert nest.run(path, "recover", "--restore")["status"] == 0
        assert contents(path) == after
        assert len(backups.backups_of(path)) >= DAYS
    assert half == 0
    record_property("G5", f"{what}, killed before {len(steps)} of {done['steps']} steps: {half} half ways back")
