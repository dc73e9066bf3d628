"""The change log is sealed: whoever edits it past the door is found out."""

import hashlib
import re
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlite3

from desktop.cli import main
from models.database import audit_chain, key_slots, printings
from models.database.audit_chain import CHAIN, Anchor, Digest, anchor, anchor_read, broken, examine, strayed
from models.database.auditor import appoint, mark, standing
from models.database.database import open_database
from models.database.disclosures import COPY, FORM, revealing
from models.database.errors import Damaged, WrongSecret
from models.database.printings import Printing, note_printing
from models.database.settings import setting
from models.entities.audit import SEAL
from models.entities.people import Student
from tests import factories, former

PASSPHRASE = "签封用的口令一二三"


@pytest.fixture
def acts(database):
    """Three acts: two students, a change, an undo; then two showings and a printing."""
    with database.transaction("录入学生") as tx:
        first, _second = tx.insert_many(Student, [factories.student(1), factories.student(2)])
    with database.transaction("修改学生") as tx:
        tx.update(Student, first, {"name": "李四"})
    database.undo()
    revealing(database, FORM, Student, [first], ["phone"], "核对")
    revealing(database, COPY, Student, [first, first + 1], ["phone"], "报送")
    note_printing(database, Printing("班级花名册", "全部", "print", "", 1, unmasked=False))
    return database


def _edit(path, statement):
    """What another program could do to the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def _broken(database):
    with database.reading() as connection:
        return broken(connection)


def test_an_empty_file_and_whole_acts_are_whole(database):
    assert _broken(database) is None


def test_acts_written_through_the_door_are_whole(acts):
    assert _broken(acts) is None


@pytest.mark.parametrize(
    ("edit", "first"),
    [
        ("UPDATE change_set SET user = 'nobody' WHERE id = 2", 2),
        ("UPDATE change_set SET time = '2020-01-01T00:00:00' WHERE id = 1", 1),
        ("UPDATE change SET after = replace(after, '李四', '王五') WHERE change_set_id = 2", 2),
        ("DELETE FROM change WHERE id = 1", 1),
        ("DELETE FROM change WHERE change_set_id = 2", 2),
        ("DELETE FROM change_set WHERE id = 1", 1),
        ("UPDATE change_set SET hash = 'x' WHERE id = 3", 3),
        ("UPDATE change_set SET kind = 'undo' WHERE id = 1", 1),
        ("UPDATE change_set SET target = 1 WHERE id = 2", 2),
        ("UPDATE change_set SET change_count = 7 WHERE id = 2", 2),
        ("DELETE FROM disclosure WHERE id = 1", 3),
        ("DELETE FROM disclosure WHERE id = 2", 3),
        ("UPDATE disclosure SET user = 'nobody' WHERE id = 2", 3),
        ("UPDATE disclosure SET reason = '别的' WHERE id = 1", 3),
        (
            "INSERT INTO disclosure (user, time, way, entity, record_count, fields) VALUES ('x', '2026-01-01', 'form', 'student', 1, '')",
            3,
        ),
        ("DELETE FROM setting WHERE name LIKE 'printing/%'", 3),
        ("UPDATE setting SET value = replace(value, '花名册', '别的') WHERE name LIKE 'printing/%'", 3),
        ("DELETE FROM seal WHERE kind = 'act' AND record = 2", 2),
        ("DELETE FROM seal WHERE kind = 'shown'", 3),
        ("DELETE FROM seal", 1),
        ("UPDATE seal SET hash = 'x' WHERE id = 7", 3),
        ("UPDATE seal SET keyed = 1 WHERE id = 5", 3),
        ("INSERT INTO change (change_set_id, entity, record_id) VALUES (3, 'student', 1)", 3),
    ],
)
def test_the_first_act_that_was_touched_is_named(acts, database_path, edit, first):
    _edit(database_path, edit)
    assert _broken(acts) == first


def test_check_says_so(acts, database_path, capsys):
    acts.close()
    assert main(["--database", str(database_path), "check"]) == 0
    _edit(database_path, "UPDATE change_set SET name = '别的' WHERE id = 2")
    assert main(["--database", str(database_path), "check"]) == 1
    assert "第 2 步" in "".join(capsys.readouterr())


def test_the_anchor_is_the_last_act_and_its_seal(acts):
    with acts.reading() as connection:
        noted = anchor(connection)
    assert noted.number == 3
    assert len(noted.seal) == 64
    assert str(noted) == f"3·{noted.seal[:6]}"
    revealing(acts, FORM, Student, [1], ["phone"], "再看")
    with acts.reading() as connection:
        later = anchor(connection)
        assert (later.number, later.seal != noted.seal) == (3, True)
        assert [strayed(connection, each) for each in (noted, later)] == ["", ""]


def test_of_a_file_in_which_nothing_was_done_only_what_making_it_wrote_is_sealed(database):
    with database.reading() as connection:
        assert [(seal.kind, seal.record) for seal in connection.execute(sa.select(SEAL))] == [("upgraded", 1)]
        assert re.fullmatch("0·[0-9a-f]{6}", str(anchor(connection)))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1234·9f3a2c", Anchor(1234, "9f3a2c")),
        (" 1234 . 9F3A2C ", Anchor(1234, "9f3a2c")),
        ("1234-9f3a2c", Anchor(1234, "9f3a2c")),
        ("1234", Anchor(1234, "")),
        ("1234·", Anchor(1234, "")),
        ("", None),
        ("9f3a2c", None),
        ("1234·xyz", None),
        ("1234·9f3", None),
    ],
)
def test_an_anchor_is_read_as_people_type_it(text, read):
    assert anchor_read(text) == read


def noted_after(database, *acts):
    """The anchors after each of some acts."""
    found = []
    for act in acts:
        act(database)
        with database.reading() as connection:
            found.append(anchor(connection))
    return found


def _enters(number):
    def act(database):
        with database.transaction(f"录入{number}") as tx:
            tx.insert(Student, factories.student(number))

    return act


def _rewritten(path, from_act=1):
    """What somebody who knows how seals are made does: change an act, cut or not, and make every seal anew."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        connection.execute("UPDATE change_set SET user = '别人' WHERE id = ?", (from_act,))
        before = ""
        (first,) = connection.execute("SELECT id FROM seal WHERE kind = 'act' AND record = ?", (from_act,)).fetchone()
        for seal in connection.execute("SELECT * FROM seal ORDER BY id").fetchall():
            digest = seal["digest"]
            if seal["kind"] == "act" and seal["record"] == from_act:
                row = dict(connection.execute("SELECT * FROM change_set WHERE id = ?", (from_act,)).fetchone())
                lines = connection.execute(
                    "SELECT change_set_id, entity, record_id, before, after FROM change WHERE change_set_id = ? ORDER BY id",
                    (from_act,),
                ).fetchall()
                digest = Digest(map(tuple, lines)).of(row)
            if seal["kind"] == "audited" or seal["id"] < first:
                before = seal["hash"]  # a mark he cannot make: he goes on from it as it is
                continue
            text = f"{before}|{seal['id']}|{seal['kind']}|{seal['record']}|{digest}"
            before = hashlib.sha256(text.encode()).hexdigest()
            connection.execute("UPDATE seal SET digest = ?, hash = ? WHERE id = ?", (digest, before, seal["id"]))
            if seal["kind"] == "act":
                connection.execute("UPDATE change_set SET hash = ? WHERE id = ?", (before, seal["record"]))


def test_who_makes_every_seal_anew_is_found_out_by_what_others_noted(database, database_path):
    noted = noted_after(database, _enters(1), _enters(2), _enters(3))
    _rewritten(database_path, 2)
    with database.reading() as connection:
        assert broken(connection) is None
        assert [bool(strayed(connection, each)) for each in noted] == [False, True, True]


def test_a_tail_that_was_cut_off_is_found_out_by_what_others_noted(database, database_path):
    noted = noted_after(database, _enters(1), _enters(2), _enters(3))
    for cut in ("change WHERE change_set_id = 3", "change_set WHERE id = 3", "seal WHERE id = 4"):
        _edit(database_path, f"DELETE FROM {cut}")
    with database.reading() as connection:
        assert broken(connection) is None
        assert [strayed(connection, each)[:4] for each in noted] == ["", "", "记录 3"]
        assert strayed(connection, Anchor(2, "")) == ""
        assert strayed(connection, Anchor(3, "")) != ""


def test_what_is_before_a_mark_of_the_auditor_nobody_can_seal_anew(database, database_path):
    _enters(1)(database)
    appoint(database, "周审计", PASSPHRASE)
    _enters(2)(database)
    with database.reading() as connection:
        assert (broken(connection), standing(connection).since) == (None, 1)
    noted = mark(database, PASSPHRASE)
    _enters(3)(database)
    _rewritten(database_path, 3)
    with database.reading() as connection:
        assert broken(connection) is None  # what comes after the last mark, only an anchor outside tells
        assert standing(connection).last.act == 2
        assert strayed(connection, noted) == ""
    _rewritten(database_path, 2)
    with database.reading() as connection:
        found = examine(connection)
    assert (found.kind, found.record, found.act, found.first_doubted) == ("audited", 2, 2, 1)
    assert "审计签封" in found.sentence


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM setting WHERE name = 'audit/1'",
        "UPDATE setting SET value = replace(value, '周审计', '别人') WHERE name = 'audit/1'",
        "UPDATE setting SET value = json_set(value, '$.public', '00') WHERE name = 'audit/1'",
        "UPDATE seal SET keyed = 0 WHERE kind = 'audited'",
        "UPDATE seal SET kind = 'shown' WHERE kind = 'audited'",
        'INSERT INTO setting VALUES (\'audit/9\', \'{"auditor":"x","time":"","public":"00"}\')',
    ],
)
def test_a_mark_that_was_touched_is_told(database, database_path, edit):
    _enters(1)(database)
    appoint(database, "周审计", PASSPHRASE)
    _edit(database_path, edit)
    assert _broken(database) == 1


def test_only_the_auditor_marks_and_only_what_is_whole(database, database_path):
    with pytest.raises(WrongSecret, match="还没有设审计人"):
        mark(database, PASSPHRASE)
    for name, passphrase in (("", PASSPHRASE), ("周审计", "short")):
        with pytest.raises(ValueError, match=f"^{name}$"):
            appoint(database, name, passphrase)
    _enters(1)(database)
    appoint(database, "周审计", PASSPHRASE)
    with pytest.raises(WrongSecret, match="周审计"):
        mark(database, "另一个人的口令啊")
    with database.reading() as connection:
        before = standing(connection)
    other = appoint(database, "吴审计", "另一个人的口令啊")
    with database.reading() as connection:
        after = standing(connection)
        assert (after.auditor, after.fingerprint != before.fingerprint, strayed(connection, other)) == (
            "吴审计",
            True,
            "",
        )
    _edit(database_path, "UPDATE change_set SET user = '别人' WHERE id = 1")
    with pytest.raises(Damaged, match="没有签封：操作记录从第 1 步"):
        mark(database, "另一个人的口令啊")


def test_the_slot_of_the_auditor_opens_nothing_else_and_nobody_reads_his_key(database, database_path):
    """His slot holds no key of the file, and the file nothing that makes marks."""
    appoint(database, "周审计", PASSPHRASE)
    with database.reading() as connection:
        slot = setting(connection, "auditor")
    private = key_slots.taken_out(slot["private"], PASSPHRASE, b"shuangyuan auditor")
    assert slot.keys() == {"name", "public", "private"}
    database.close()
    content = database_path.read_bytes()
    assert private not in content
    assert private.hex().encode() not in content


def test_what_is_broken_is_said_of_its_kind(acts, database_path):
    _edit(database_path, "DELETE FROM disclosure WHERE id = 2")
    with acts.reading() as connection:
        found = examine(connection)
    assert (found.kind, found.record, found.act) == ("shown", 2, 3)
    assert "第 3 步以后，“谁看过完整号码”的记录" in found.sentence
    _edit(database_path, "INSERT INTO seal VALUES (99, 'strange', 1, '', 0, '')")
    with acts.reading() as connection:
        assert examine(connection).sentence


def test_printings_that_were_forgotten_leave_their_seals(database, monkeypatch):
    monkeypatch.setattr(printings, "KEPT_PRINTINGS", 2)
    monkeypatch.setattr(audit_chain, "KEPT_PRINTINGS", 2)
    for number in range(4):
        note_printing(database, Printing(f"花名册{number}", "全部", "print", "", 1, unmasked=False))
    with database.reading() as connection:
        assert printings.count_printings(connection) == 2
        assert broken(connection) is None


@pytest.mark.parametrize(("break_at", "told"), [(0, None), (2, 2), (1, 1)])
def test_a_former_file_is_sealed_anew_and_what_was_broken_before_is_not_forgiven(acts, database_path, break_at, told):
    acts.close()
    former.before_one_chain(database_path, break_at=break_at)
    with closing(sqlite3.connect(str(database_path))) as raw:
        noted = [Anchor(*row) for row in raw.execute("SELECT id, hash FROM change_set")]
    with closing(open_database(database_path)) as upgraded:
        with upgraded.reading() as connection:
            assert broken(connection) == told
            note = setting(connection, CHAIN)
            assert (note["act"], note["broken"], note["seal"]) == (3, break_at, noted[-1].seal)
            assert [strayed(connection, each) for each in noted] == [""] * 3
            kinds = [row.kind for row in connection.execute(sa.select(SEAL).order_by(SEAL.c.id))]
        assert kinds == ["act"] * 3 + ["shown"] * 2 + ["printed", "begun", "upgraded"]
        _enters(9)(upgraded)
        upgraded.undo()
        with upgraded.reading() as connection:
            assert broken(connection) == told
    _edit(database_path, "UPDATE change_set SET hash = 'x' WHERE id = 1")
    with closing(open_database(database_path)) as again, again.reading() as connection:
        assert broken(connection) == 1


def test_check_takes_what_was_noted_outside(acts, database_path, capsys):
    with acts.reading() as connection:
        noted = anchor(connection)
    acts.close()

    def check(*words):
        capsys.readouterr()
        try:
            status = main(["--database", str(database_path), "check", *words])
        except SystemExit as ended:
            status = ended.code
        return status, "".join(capsys.readouterr())

    status, text = check("--anchor", str(noted))
    assert (status, "一致" in text) == (0, True)
    for other, words in (("3·000000", "后来被改写过"), ("4·" + noted.seal[:6], "已经没有了")):
        status, text = check("--anchor", other)
        assert (status, words in text, "一致" in text) == (1, True, False)
        assert '"code": "anchor"' in check("--json", "--anchor", other)[1]
    assert check("--anchor", "九")[0] == 2
    _edit(database_path, "DELETE FROM disclosure WHERE id = 1")
    status, text = check("--json", "--anchor", str(noted))
    assert (status, '"code": "seal"' in text, "谁看过完整号码" in text) == (1, True, True)
