"""Whatever is changed behind the door's back is told, with the record, the field and the act (V5, V8)."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from desktop.cli import main
from models.database import baseline
from models.database.database import open_database
from models.database.engine import writing
from models.database.integrity import LOG, ROW, SEAL, STRUCTURE, verify
from models.entities.people import Student
from models.progress import Cancelled, Progress
from tests import factories, former


def edit(path, *statements):
    """What another program could do to the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


FIRST = "(SELECT min(id) FROM student)"
LAST_ACT = "(SELECT max(id) FROM change_set)"
TAMPERED = {
    "a phone": ([f"UPDATE student SET phone = '1' WHERE id = {FIRST}"], ROW, ["学生“", "的联系电话", "第 2 步"]),
    "a name": (
        [f"UPDATE student SET name = '李四' WHERE id = {FIRST}"],
        ROW,
        ["学生“李四”的姓名（现为“李四”，原为“", "第 1 步"],
    ),
    "emptied": ([f"UPDATE student SET birth_date = NULL WHERE id = {FIRST}"], ROW, ["的出生日期（现为“”，原为“"]),
    "what came back by an undo": (
        [f"UPDATE student SET remark = NULL WHERE id = {FIRST}"],
        ROW,
        ["备注（现为“”，原为“第0次”）", "第 13 步"],
    ),
    "placements deleted": (
        ["DELETE FROM placement WHERE id IN (SELECT id FROM placement LIMIT 5)"],
        ROW,
        ["实习“", "不见了", "第 1 步"],
    ),
    "a link moved": (["UPDATE status_period SET status = '99' WHERE id = (SELECT min(id) FROM status_period)"], ROW, ["学籍状态"]),
    "a student added": (["INSERT INTO student (id, name) VALUES (5, '外人')"], ROW, ["学生“外人”不是在双元里录入的"]),
    "one behind the last": (
        [f"INSERT INTO student (id, name) VALUES ({1 << 62}, '外人')"],
        ROW,
        ["学生“外人”不是在双元里录入的"],
    ),
    "a deleted one back": (
        ["INSERT INTO enterprise (id, name) SELECT record_id, '旧厂' FROM change WHERE after IS NULL LIMIT 1"],
        ROW,
        ["企业“旧厂”又出现了"],
    ),
    "a parameter of policy": (
        ["UPDATE policy_parameter SET value = 1 WHERE id = (SELECT min(id) FROM policy_parameter WHERE value > 1)"],
        ROW,
        ["“"],
    ),
    "the last act cut off": (
        [f"DELETE FROM change WHERE change_set_id = {LAST_ACT}", f"DELETE FROM change_set WHERE id = {LAST_ACT}"],
        SEAL,
        ["第 13 步", "共 2 处"],
    ),
    "the whole log": (["DELETE FROM change", "DELETE FROM change_set"], LOG, ["操作记录整个不见了"]),
    "an act of the log": (["UPDATE change_set SET user = '校长' WHERE id = 3"], SEAL, ["第 3 步"]),
    "a line of the log": (["UPDATE change SET after = '{}' WHERE change_set_id = 3"], SEAL, ["第 3 步"]),
    "no JSON": (["UPDATE change SET after = '{' WHERE change_set_id = 3"], SEAL, ["第 3 步"]),
    "no text": ([f"UPDATE student SET name = CAST(x'e5bca0ff' AS TEXT) WHERE id = {FIRST}"], ROW, ["学生“张?"]),
    "no text in the log": (
        ["UPDATE change_set SET name = CAST(x'e5bca0ff' AS TEXT) WHERE id = 4"],
        SEAL,
        ["第 4 步"],
    ),
}  # fmt: skip


def test_a_file_that_was_lived_in_is_sound(lived_in):
    found = verify(lived_in)
    assert found.sound, found.sentence
    assert (found.sentence, found.anchor.number) == ("", 13)


@pytest.mark.parametrize(("statements", "kind", "words"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_changed_is_told(lived_in, statements, kind, words):
    edit(lived_in, *statements)
    found = verify(lived_in)
    assert found.found[0].kind == kind
    assert [word for word in words if word not in found.sentence] == []


def test_every_tampering_is_seen(lived_in_file, tmp_path, record_property):
    seen = 0
    for number, (statements, _kind, _words) in enumerate(TAMPERED.values()):
        path = shutil.copy2(lived_in_file, tmp_path / f"{number}.db")
        edit(path, *statements)
        seen += not verify(path).sound
    record_property("G10", f"{seen} of {len(TAMPERED)} tamperings with rows and log seen without an anchor")
    assert seen == len(TAMPERED)


def test_private_values_stay_private(lived_in):
    edit(lived_in, f"UPDATE student SET id_number = '210106200801010013' WHERE id = {FIRST}")
    assert "2101062008" not in verify(lived_in).sentence


def test_all_that_is_wrong_is_counted(lived_in):
    edit(lived_in, "UPDATE student SET gender = CASE gender WHEN '1' THEN '2' ELSE '1' END")
    found = verify(lived_in)
    assert found.count == len(found.found) > 20
    assert f"共 {found.count} 处" in found.sentence


def test_check_says_so_and_fails(lived_in, capsys):
    main(["--database", str(lived_in), "check"])
    assert "操作记录" not in capsys.readouterr().err
    edit(lived_in, *TAMPERED["a phone"][0])
    assert main(["--database", str(lived_in), "check"]) == 1
    assert "的联系电话与操作记录第 2 步写下的不同" in capsys.readouterr().err
    assert main(["--database", str(lived_in), "check", "--json"]) == 1
    told = capsys.readouterr()
    assert '"code": "row"' in told.out


def test_checking_can_be_stopped(lived_in):
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        verify(lived_in, progress)


def test_what_an_upgrade_writes_is_known_and_what_rotted_before_is_not_forgiven(lived_in):
    """The file as an older version left it: without a baseline, and with one pupil whose phone was changed."""
    former.before_one_chain(lived_in)
    edit(lived_in, *TAMPERED["a phone"][0])
    with closing(open_database(lived_in)) as database, database.reading() as connection:
        found = verify(connection)
    assert [one.deviation.columns for one in found.found] == [("phone",)]


@pytest.fixture(scope="module")
def upgraded_file(lived_in_file, tmp_path_factory):
    """A file that an upgrade brought from before there was a baseline: what it wrote is the baseline now."""
    path = shutil.copy2(lived_in_file, tmp_path_factory.mktemp("upgraded") / "office.db")
    former.before_one_chain(path)
    open_database(path).close()
    return path


@pytest.fixture
def upgraded(upgraded_file, database_path):
    return shutil.copy2(upgraded_file, database_path)


PARAMETER = "(SELECT record_id FROM baseline WHERE entity = 'policy_parameter' AND made = 1 ORDER BY record_id LIMIT 1)"
WITH_THE_BASELINE = {
    "a value": [f"UPDATE policy_parameter SET title = '另一个' WHERE id = {PARAMETER}",
                f"UPDATE baseline SET after = json_set(after, '$.title', '另一个') WHERE record_id = {PARAMETER}"],
    "its baseline alone": [f"UPDATE baseline SET after = json_set(after, '$.title', '另一个') WHERE record_id = {PARAMETER}"],
    "a record taken away": [f"DELETE FROM policy_parameter WHERE id = {PARAMETER}",
                            f"DELETE FROM baseline WHERE record_id = {PARAMETER}"],
    "its baseline taken away": [f"DELETE FROM baseline WHERE record_id = {PARAMETER}"],
    "a record added": ["INSERT INTO school (id, name) VALUES (5, '外校')",
                       "INSERT INTO baseline VALUES ('school', 5, 1, 13, 1, '{\"name\":\"外校\"}')"],
    "as of another upgrade": ["INSERT INTO school (id, name) VALUES (5, '外校')",
                              "INSERT INTO baseline VALUES ('school', 5, 2, 13, 1, '{\"name\":\"外校\"}')"],
    "another act": [f"UPDATE baseline SET act = 0 WHERE record_id = {PARAMETER}"],
    "all of it": ["DELETE FROM baseline"],
}  # fmt: skip


@pytest.mark.parametrize("statements", WITH_THE_BASELINE.values(), ids=WITH_THE_BASELINE)
def test_what_an_upgrade_wrote_is_sealed(upgraded, statements):
    assert verify(upgraded).sound
    edit(upgraded, *statements)
    found = verify(upgraded)
    assert found.found[0].kind == SEAL
    assert "第 13 步以后，升级程序时写下的数据与当时的不同" in found.sentence
    assert [
        one.sentence for one in found.found if one.kind == ROW and one.mendable
    ] == []  # nobody knows what to mend it to


def test_a_baseline_of_before_it_was_sealed_is_sealed_as_it_is(upgraded):
    former.before_the_baseline_was_sealed(upgraded)
    assert verify(upgraded).sound
    open_database(upgraded).close()
    assert verify(upgraded).sound
    edit(upgraded, *WITH_THE_BASELINE["a value"])
    assert verify(upgraded).found[0].kind == SEAL


def test_two_upgrades_without_an_act_between_keep_what_each_wrote(upgraded):
    """Of one record first one column, then another: a second step of upgrade must not forget what the first one wrote."""
    steps = ("UPDATE student SET phone = '1'", "UPDATE student SET remark = '转入'")
    with closing(open_database(upgraded)) as database:
        for step in steps:
            with writing(database.engine) as connection:
                suspected = baseline.suspects(connection.connection.driver_connection)
                connection.exec_driver_sql(f"{step} WHERE id = {FIRST}")
                baseline.take(connection, suspected)
    assert verify(upgraded).sound
    with closing(sqlite3.connect(upgraded)) as raw:
        assert raw.execute("SELECT record FROM seal WHERE kind = 'upgraded'").fetchall() == [(1,), (2,), (3,)]


def test_acts_after_an_upgrade_count_from_what_it_wrote(lived_in):
    with closing(open_database(lived_in)) as database:
        from models.entities.policy import PolicyParameter

        key = 1
        with database.transaction("改参数") as tx:
            tx.update(PolicyParameter, key, {"title": "另一个名称"})
        with database.transaction("录入") as tx:
            tx.insert(Student, factories.student(70))
        with database.reading() as connection:
            assert verify(connection).sound
        database.undo()
        database.undo()
        with database.reading() as connection:
            assert verify(connection).sound


def test_a_file_that_is_none_is_told(tmp_path, lived_in):
    content = bytearray(lived_in.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    lived_in.write_bytes(content)
    assert "损坏" in verify(lived_in).sentence


def test_foreign_structure_is_told_before_any_row(lived_in):
    edit(lived_in, "CREATE TRIGGER evil AFTER UPDATE ON student BEGIN DELETE FROM placement; END")
    found = verify(lived_in)
    assert [one.kind for one in found.found] == [STRUCTURE]
    assert "触发器“evil”" in found.sentence
