"""The backup disk: known by its mark, absent without an error, full with a sentence, and enough to come back from."""

import os
import shutil
import subprocess
import uuid
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import clock
from models.database import backup as backups
from models.database import second_place
from models.database.attachments import NewFile, attach, attachments_of, content_of
from models.database.database import open_database
from models.database.errors import AlreadyThere, DiskFull
from models.database.recovery import restore
from models.database.second_place import Absent, choose, copy_there, find, is_overdue
from models.database.settings import installation
from models.entities.people import Student
from models.progress import Progress
from tests import factories

MEMORY = Path("/dev/shm")  # another disk than that of the tests
DAY = datetime(2026, 3, 2, 8).astimezone()

pytestmark = pytest.mark.skipif(not os.access(MEMORY, os.W_OK), reason="no second disk here")


@pytest.fixture
def stick():
    folder = MEMORY / f"shuangyuan-{uuid.uuid4().hex}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mount():
    """Mount something, as another letter gets it; only an administrator can."""
    mounted = []

    def made(*arguments, at):
        at.mkdir()
        if os.geteuid() or subprocess.run(["mount", *map(str, arguments), str(at)], check=False).returncode:
            pytest.skip("cannot mount here")
        mounted.append(at)
        return at

    yield made
    for at in mounted:
        subprocess.run(["umount", "-l", str(at)], check=False, capture_output=True)


class Office:
    """An open file in which days pass."""

    def __init__(self, path, number=None):
        self.database = open_database(path, installation=number)
        self.path = self.database.file.path
        self.written = 0

    def work(self, file=None):
        with self.database.transaction("录入") as tx:
            key = tx.insert(Student, factories.student(self.written))
        self.written += 1
        if file is not None:
            attach(self.database, Student, key, [NewFile("a.pdf", file)])
        return key

    def back_up(self):
        return backups.info_of(backups.backup(self.database.engine))

    def choose(self, folder):
        with self.database.reading() as connection:
            return choose(self.path, folder, installation(connection))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "office.db")
    yield made
    made.database.close()


def files_in(place):
    return sorted(file.name for file in find(place).iterdir() if file.suffix == ".db")


def test_another_pc_comes_back_from_it_with_the_attachments(office, stick, tmp_path):
    key = office.work(b"the paper" * 1000)
    place = copy_there(office.choose(stick), office.path, office.back_up())
    office.work(b"second" * 1000)
    info = office.back_up()
    place = copy_there(place, office.path, info)
    there = find(place) / info.path.name
    assert there.read_bytes() == info.path.read_bytes()
    elsewhere = tmp_path / "另一台" / "office.db"
    elsewhere.parent.mkdir()
    restore(there, elsewhere)
    with closing(open_database(elsewhere)) as again:
        with again.reading() as connection:
            (one,) = attachments_of(connection, "student", key)
        assert content_of(again, one) == b"the paper" * 1000
    assert (place.act, place.made is not None) == (info.act, True)
    assert not second_place.is_behind(place, info)


def test_one_that_is_not_there_is_a_sentence_and_is_made_up_for(office, stick):
    office.work()
    place = office.choose(stick)
    away = stick.with_name(f"{stick.name}-away")
    stick.rename(away)
    info = office.back_up()
    with pytest.raises(Absent, match="没有插上"):
        copy_there(place, office.path, info)
    assert not stick.exists()  # nothing is made where the stick would be
    away.rename(stick)
    assert copy_there(place, office.path, info).act == info.act
    assert files_in(place) == [info.path.name]


@pytest.mark.parametrize(
    "mark", ['{"mark": "MARK"}', '{"installation": 1}', '{"mark": 7, "installation": 1}', "[]", "MARK", ""]
)
def test_a_mark_that_does_not_say_all_is_none(office, stick, mark):
    place = office.choose(stick)
    copy_there(place, office.path, office.back_up())
    assert find(place) == Path(place.folder)
    (Path(place.folder) / second_place.MARK).write_text(mark.replace("MARK", place.mark))
    assert find(place) is None


def test_the_disk_of_the_database_is_none(office, tmp_path):
    (tmp_path / "备份").mkdir()
    with pytest.raises(AlreadyThere, match="同一块盘"):
        office.choose(tmp_path / "备份")
    assert not list((tmp_path / "备份").iterdir())


def test_it_is_found_under_another_letter_and_another_stick_there_is_left_alone(office, stick, mount, tmp_path):
    first = mount("--bind", stick, at=tmp_path / "E")
    office.work()
    place = copy_there(office.choose(first), office.path, office.back_up())
    subprocess.run(["umount", str(first)], check=True)
    other = first / "office备份"
    other.mkdir()
    (other / second_place.MARK).write_text('{"mark": "another", "installation": 7}')
    assert find(place) is None
    second = mount("--bind", stick, at=tmp_path / "F")
    assert find(place) == second / "office备份"
    office.work()
    info = office.back_up()
    place = copy_there(place, office.path, info)
    assert place.folder == str(second / "office备份")
    assert len(files_in(place)) == 2
    assert [file.name for file in other.iterdir()] == [second_place.MARK]


def test_a_full_one_says_so_and_keeps_what_it_has(office, mount, tmp_path):
    small = mount("-t", "tmpfs", "-o", "size=9M", "tmpfs", at=tmp_path / "小")
    office.work()
    place = copy_there(office.choose(small), office.path, office.back_up())
    before = files_in(place)
    (small / "照片").write_bytes(bytes(4 << 20))
    for _again in range(2):
        office.work()
        with pytest.raises(DiskFull, match=r"备份盘.*满了.*MB"):
            copy_there(place, office.path, office.back_up())
        assert files_in(place) == before
        assert not [file for file in find(place).iterdir() if ".part" in file.name]


def test_pulled_out_in_the_middle_is_absence_too(office, stick):
    office.work()
    place, info = office.choose(stick), office.back_up()
    away = stick.with_name(f"{stick.name}-away")

    def pull(*_told):
        if stick.exists():
            stick.rename(away)

    with pytest.raises(Absent):
        copy_there(place, office.path, info, progress=Progress(pull))
    shutil.rmtree(stick, ignore_errors=True)
    away.rename(stick)
    assert copy_there(place, office.path, info).act == info.act


def test_two_offices_with_one_name_share_a_stick(office, stick, tmp_path):
    (tmp_path / "乙").mkdir()
    other = Office(tmp_path / "乙" / "office.db")
    places = []
    for one in (office, other, office):
        one.work()
        places.append(copy_there(one.choose(stick), one.path, one.back_up()))
    assert places[0].mark == places[2].mark != places[1].mark
    assert (len(files_in(places[0])), len(files_in(places[1]))) == (2, 1)
    other.database.close()


def test_it_is_thinned_like_the_folder_beside_the_file(office, stick):
    place = office.choose(stick)
    for day in range(60):
        with clock.standing(DAY + timedelta(days=day)):
            office.work()
            place = copy_there(place, office.path, office.back_up())
    assert 14 <= len(files_in(place)) < 30
    newest = backups.backups_of(office.path, find(place))[0]
    assert newest.act == office.written


@pytest.mark.parametrize(
    ("days", "since", "overdue"),
    [
        (0, 1, False), (7, 1, False), (8, 1, True), (8, 0, False), (400, 0, False),
        (-1, 1, True),  # made on a day that is still to come: the clock was wrong
        (0, 6, False), (0, 7, True),  # the clock stands still
    ],
)  # fmt: skip
def test_when_one_is_reminded(days, since, overdue):
    place = second_place.SecondPlace("m", "E:/", "x", (DAY - timedelta(days=days)).isoformat(), 10)
    own = tuple(backups.BackupInfo(Path("x"), DAY, 1, 10 + n) for n in range(since, -1, -1))
    assert is_overdue(place, own, DAY) is overdue
    never = second_place.SecondPlace("m", "E:/", "x")
    assert is_overdue(never, own, DAY)


@pytest.mark.parametrize("kept", [None, 3, {}, {"mark": 1, "strange": 2}, False])
def test_settings_that_say_nothing_of_it(kept):
    assert second_place.SecondPlace.read(kept) is None
    assert second_place.kept_in({"/x": kept}, Path("/x")) is None
    assert second_place.kept_in(kept, Path("/x")) is None
