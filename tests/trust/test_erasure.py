"""G13: a person who was erased leaves no needle in any file of the office, and the chain of seals still holds."""

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.drafts.draft_store import DraftPart, DraftStore, StoredDraft
from desktop.operations.acting import perform
from desktop.operations.erasing import still_held, without
from desktop.operations.undoing import undo
from models import clock
from models.acts.catalogue import act_named, acts
from models.acts.erasing import Erase
from models.acts.foreseeing import foreseen
from models.acts.planning import Waiving, plan
from models.database import audit_chain, contents, erased_in_backups, history, integrity, purging, rehearsal, storage
from models.database import backup as backups
from models.database.attachments import NewFile, attach
from models.database.database import open_database
from models.database.disclosures import FORM, disclosures, revealing
from models.database.engine import connect
from models.database.erasing import PSEUDONYM, erased_persons, left, pseudonym, registers
from models.database.errors import Conflict, Invalid, NothingToUndo
from models.database.printings import Printing, note_printing
from models.database.recovery import restore
from models.entities.people import FamilyMember, Student
from models.entities.placements import Placement
from models.entities.programmes import SchoolClass
from models.rules import erasing as rules
from models.schema.fields import every_entity, fields_of
from tests import factories, lives

DAY = date(2026, 3, 10)
NAME, NUMBER = "欧阳针尖", factories.identity_number(7)
NEEDLES = (
    NAME, NUMBER, "13987650001", "针尖街道九号", "6222020000000009", "针尖家长", "13987650002", "ouyangzhenjian", "针尖备注",
    "针尖照片内容", "针尖派出所", "9000000000000777",
)  # fmt: skip


@pytest.fixture(scope="module")
def lived_in_once(tmp_path_factory):
    """A closed file in which everything there is tells of one person, with a backup of before the last acts."""
    path = tmp_path_factory.mktemp("erasure") / "office.db"
    with closing(open_database(path, user="王老师")) as database:
        made = lives.settle(database, lives.LIVES[:6])
        tell_of(database, made)
        backups.backup(database.engine)
        with database.transaction("修改学生 " + NAME) as tx:
            tx.update(Student, made.students[1], {"phone": "13987650001"})
    return path


def tell_of(database, made):
    """Enter the needles wherever a person can be told of."""
    key = made.students[1]
    with database.transaction("先录的一条") as tx:  # of the same number, deleted since
        twice = factories.student(90) | {"name": NAME, "id_number": NUMBER, "birth_date": None}
        first = tx.insert(Student, twice)
    with database.transaction("删掉先录的") as tx:
        tx.delete(Student, first)
    with database.transaction("修改学生") as tx:
        tx.update(Student, key, {
            "name": NAME, "id_number": NUMBER, "birth_date": None, "home_address": "针尖街道九号", "bank_number": "6222020000000009",
            "name_pinyin": "ouyangzhenjian", "remark": "针尖备注", "police_station": "针尖派出所",
            "registration_number": "9000000000000777",
        })  # fmt: skip
        tx.insert(FamilyMember, {"student": key, "position": 1, "name": "针尖家长", "phone": "13987650002"})
        tx.update(SchoolClass, made.classes[lives.GRADE], {"monitor": NAME})
    with database.transaction("家长 针尖家长") as tx:
        gone = tx.insert(FamilyMember, {"student": key, "position": 2, "name": "针尖家长二"})
    with database.transaction("删除") as tx:
        tx.delete(FamilyMember, gone)
    attach(database, Student, key, [NewFile("针尖照片.txt", "针尖照片内容".encode())])
    revealing(database, FORM, Student, [key], ["phone"], f"{NAME}本人来问")
    note_printing(database, Printing("名单", NAME, "print", "打印机", 1, unmasked=True, job={"ids": [key]}))
    database.keep("scheme/一份", {"ids": [key], "scope": NAME})


@pytest.fixture
def office(lived_in_once, tmp_path, monkeypatch):
    """A copy of that office with its backups, in an account of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "account"))
    folder = Path(shutil.copytree(lived_in_once.parent, tmp_path / "office"))
    with closing(open_database(folder / lived_in_once.name, user="李老师")) as database:
        yield database


def key_of(database):
    own = Student.table().c
    with database.reading() as connection:
        return connection.execute(sa.select(own.id).where(own.name == NAME)).scalar_one()


def planned(database, key, name="erase", **given):
    asked = {"reason": f"{NAME}申请", "document": "申〔2026〕1号"} | given
    with database.reading() as connection:
        made = plan(connection, act_named(name), [key], asked, day=DAY)
    numbers = {one.finding.rule.number for one in foreseen(database, made).verdicts}
    return made.waiving({number: Waiving("校长批准") for number in numbers})


def erase(database):
    key = key_of(database)
    return key, perform(database, planned(database, key))


def found_in(folder, needles=NEEDLES):
    """(needle, file) wherever the bytes of a needle stand."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [(n, file.name) for file in files for n in needles if n.encode() in file.read_bytes()]


def terms_of(path):
    """Every word in every search index of a file."""
    with closing(connect(path)) as raw:
        names = [
            name
            for (name,) in raw.execute(
                "SELECT name FROM sqlite_master WHERE name LIKE 'search\\_%' ESCAPE '\\' AND sql LIKE '%fts5%'"
            )
        ]
        words = set()
        for name in names:
            raw.execute(f"CREATE VIRTUAL TABLE temp.v_{name} USING fts5vocab(main, {name}, 'row')")
            words |= {term for (term,) in raw.execute(f"SELECT term FROM temp.v_{name}")}
        return words


def everything(database, without_key):
    """All rows of all registers but those in which a person was erased."""
    with database.reading() as connection:
        gone = {(e, k) for e, k in connection.execute(sa.text("SELECT entity, record_id FROM erased"))}
        found = {}
        for entity in every_entity():
            names = storage.columns_of(entity)
            rows = connection.execute(sa.select(*(entity.table().c[n] for n in names)))
            found[entity.__tablename__] = {r[0]: tuple(r) for r in rows if (entity.__tablename__, r[0]) not in gone}
    return found


def test_the_needles_are_there_before(office):
    assert {needle for needle, _file in found_in(office.file.path.parent)} == set(NEEDLES)
    assert "针尖" in terms_of(office.file.path)


def test_nothing_is_left_of_them_and_the_chain_holds(office, record_property):
    anchor = office.anchor()
    with office.reading() as connection:
        shown = len(disclosures(connection))
    folder = office.file.path.parent
    draft(office)
    key, done = erase(office)
    _made, removed = erased_in_backups.remove(office.engine, still_held(office))
    assert (done.lasting, removed) == (True, 1)
    office.close()
    left_over = found_in(folder)
    record_property("G13", f"{len(left_over)} needles of {len(NEEDLES)} after erasing and removing backups")
    assert left_over == []
    assert not {"针尖", "ouyangzhenjian", NUMBER.lower()} & terms_of(folder / "office.db")
    with closing(open_database(folder / "office.db")) as again:
        with again.reading() as connection:
            assert integrity.verify(connection).sentence == ""
            assert audit_chain.strayed(connection, audit_chain.anchor_read(anchor)) == ""
            assert len(disclosures(connection)) == shown
            (known,) = erased_persons(connection)
        assert [one["called"] for one in known["persons"]] == [pseudonym("student", key)]
        assert NAME not in str(known)
        assert known["persons"][0]["counts"]["student"] == 1
        assert rehearsal.rehearse(again).fault == ""


def draft(office):
    """One of their own record, and one of another that names them."""
    store, key = DraftStore(office.file.path), key_of(office)
    for entity, of, values in (
        ("student", key, {"phone": "13987650001"}),
        ("placement", None, {"remark": NAME}),
        ("school", None, {"name": "甲校"}),
    ):
        part = DraftPart(values=values)
        store.slot(entity, of).write(StoredDraft(entity, of, "草稿", clock.now(), 1, part))
    assert len(store.all()) == 3


def test_drafts_of_others_stay(office):
    draft(office)
    erase(office)
    assert [one.entity for one in DraftStore(office.file.path).all()] == ["school"]


def test_everybody_else_stays_as_they_are_and_figures_count_the_same(office):
    key, counts = key_of(office), figures(office)
    before = everything(office, key)
    erase(office)
    after = everything(office, key)
    for name, rows in after.items():
        differing = {k for k, row in rows.items() if before[name].get(k) not in (row, None)}
        assert differing <= (set(rows) if name == "school_class" else set()), name
    with office.reading() as connection:
        own = SchoolClass.table().c
        assert NAME not in connection.execute(sa.select(own.monitor)).scalars().all()
    assert figures(office) == counts


def figures(office):
    """How many there are of each status, sex, class and placement."""
    with office.reading() as connection:
        asked = (
            "SELECT gender, count(*) FROM student GROUP BY 1", "SELECT status, count(*) FROM status_period GROUP BY 1",
            "SELECT school_class_id, count(*) FROM class_membership GROUP BY 1",
            "SELECT status, start_date, end_date, count(*) FROM placement GROUP BY 1, 2, 3",
        )  # fmt: skip
        return [sorted(map(tuple, connection.execute(sa.text(one))), key=str) for one in asked]


def test_earlier_steps_that_touch_them_are_not_taken_back(office):
    with office.transaction("别人") as tx:
        other = tx.insert(Student, factories.student(40))
    key, _done = erase(office)
    with office.reading() as connection:
        touched = [act.id for act in history.change_sets(connection) if act.name.startswith(("修改", "一年", "注销"))]
        latest = history.next_to_undo(connection)
    for act in touched:
        with pytest.raises(NothingToUndo, match="已注销并清除"):
            office.undo(act)
    assert history_name(office, latest) == "别人"
    undo(office)  # what is nobody's but another's still can
    with office.reading() as connection:
        assert not storage.rows_by_id(connection, Student, [other])
    with pytest.raises(Conflict, match="已注销并清除"), office.transaction("改") as tx:
        tx.update(Student, key, {"name": NAME})
    with office.reading() as connection:
        refused = plan(connection, act_named("withdraw"), [key], {"change_date": DAY}, day=DAY).refused
    assert "已注销并清除" in refused[0][1].message


def history_name(office, act):
    with office.reading() as connection:
        return history.name_of(connection, act)


def test_an_older_file_that_comes_back_lets_go_of_them_before_anybody_looks(office):
    path = office.file.path
    (info,) = backups.backups_of(path)
    key, _done = erase(office)
    office.close()
    shutil.copy2(info.path, path)  # by hand, without the program
    with closing(open_database(path)) as again:
        assert any("已重新清除" in note for note in again.file.notes)
        with again.reading() as connection:
            assert storage.rows_by_id(connection, Student, [key])[key]["name"] == pseudonym("student", key)
            assert integrity.verify(connection).sentence == ""
    assert [one for one in found_in(path.parent) if one[1] == path.name] == []


def test_a_restore_itself_lets_go_of_them(office):
    """What is on the disk once it is done, and nobody has opened the file yet."""
    path, (info,) = office.file.path, backups.backups_of(office.file.path)
    key, _done = erase(office)
    office.close()
    restore(info.path, path)
    near = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*") if file.is_file())
    assert [needle for needle in NEEDLES if needle.encode() in near] == []
    with closing(connect(path)) as raw:
        assert raw.execute("SELECT name FROM student WHERE id = ?", (key,)).fetchone() == (pseudonym("student", key),)


def test_a_restore_where_nobody_was_erased_opens_nothing(office, monkeypatch):
    path, (info,) = office.file.path, backups.backups_of(office.file.path)
    office.close()
    monkeypatch.setattr("models.database.recovery.open_database", None)
    restore(info.path, path)


def test_a_restored_file_that_cannot_be_opened_is_restored_all_the_same(office, monkeypatch):
    path, (info,) = office.file.path, backups.backups_of(office.file.path)
    key, _done = erase(office)
    office.close()

    def refused(*_given, **_more):
        raise NothingToUndo("")

    monkeypatch.setattr("models.database.recovery.open_database", refused)
    assert restore(info.path, path) is not None
    monkeypatch.undo()
    with closing(open_database(path)) as again, again.reading() as connection:
        assert storage.rows_by_id(connection, Student, [key])[key]["name"] == pseudonym("student", key)


def test_a_reader_does_not_see_them_either(office):
    path = office.file.path
    (info,) = backups.backups_of(path)
    key, _done = erase(office)
    office.close()
    shutil.copy2(info.path, path)  # by hand, without the program
    with closing(open_database(path, write=False)) as again, again.reading() as connection:
        assert storage.rows_by_id(connection, Student, [key])[key]["name"] == pseudonym("student", key)


def test_somebody_else_who_was_given_the_same_id_is_left_alone(office, empty_file):
    """An older file came back, and its counter gave the id again: it is told by the seal of the act that made the record."""
    path, (info,) = office.file.path, backups.backups_of(office.file.path)
    key, _done = erase(office)
    office.close()
    shutil.copy2(empty_file, path)
    with closing(connect(info.path, mode="immutable=1")) as raw:
        number = raw.execute("SELECT installation FROM office").fetchone()[0]
    with closing(connect(path)) as raw:
        raw.execute("UPDATE office SET installation = ?, issued = ?", (number, (key & ((1 << 40) - 1)) - 1))
    with closing(open_database(path)) as other, other.transaction("另一个人") as tx:
        assert tx.insert(Student, factories.student(3)) == key
    with closing(open_database(path)) as other, other.reading() as connection:
        assert not storage.rows_by_id(connection, Student, [key])[key]["name"].startswith(PSEUDONYM)


def test_backups_that_hold_them_are_told_and_let_go_of(office):
    assert still_held(office) == []
    erase(office)
    (held,) = still_held(office)
    assert held.persons == 1
    assert held.until > held.info.time
    made, count = erased_in_backups.remove(office.engine, [held])
    assert (count, made.exists(), held.info.path.exists(), still_held(office)) == (1, True, False, [])


def test_contents_of_files_go_at_once(office):
    path = office.file.path
    assert contents.held(path)
    erase(office)
    assert contents.held(path) == frozenset()


@pytest.mark.parametrize("step", ["before the pages", "between"])
def test_a_program_that_is_killed_after_the_act_is_finished_at_the_next_start(office, monkeypatch, step):
    path = office.file.path
    monkeypatch.setattr(purging, "purge" if step == "between" else "finish", killed)
    with pytest.raises(SystemExit):
        erase(office)
    monkeypatch.undo()
    assert purging.is_due(office.engine)
    office.close()
    with closing(open_database(path)) as again:
        assert not purging.is_due(again.engine)
    backup = backups.backups_of(path)[0].path.name
    assert [
        one
        for one in found_in(path.parent)
        if one[1] not in (backup, backup.replace(".db", ".db.files"), "office.db.files")
        and not one[1].endswith(".files")
    ] == []


def killed(*_given):
    raise SystemExit


def test_killed_before_the_end_of_the_act_nothing_is_done(office, monkeypatch):
    key = key_of(office)
    monkeypatch.setattr(audit_chain, "reseal", killed)
    with pytest.raises(SystemExit):
        erase(office)
    with office.reading() as connection:
        assert storage.rows_by_id(connection, Student, [key])[key]["name"] == NAME
        assert integrity.verify(connection).sentence == ""
        assert erased_persons(connection) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET after = replace(after, '已清除', '别人') WHERE after LIKE '%已清除%'",
        "UPDATE resealed SET digest = 'x'",
        "DELETE FROM erased WHERE entity = 'family_member'",
        "DELETE FROM resealed WHERE kind = 'shown'",
        "UPDATE setting SET value = replace(value, '申〔2026〕1号', '申〔2026〕2号') WHERE name LIKE 'erasure/%'",
        "INSERT INTO resealed VALUES ('act', 1, 1, 'x')",
        "UPDATE disclosure SET reason = '没有理由'",
    ],
)
def test_whoever_changes_what_is_left_is_found_out(office, statement):
    erase(office)
    path = office.file.path
    office.close()
    with closing(connect(path)) as raw:
        raw.execute(statement)
    with closing(open_database(path)) as again, again.reading() as connection:
        assert audit_chain.examine(connection) is not None


def test_who_is_still_here_is_erased_only_where_somebody_lets_it_pass(office):
    key = key_of(office)
    with office.reading() as connection:
        made = plan(connection, act_named("erase"), [key], {"reason": "申请", "document": "1号"}, day=DAY)
    assert {one.finding.rule.number for one in foreseen(office, made).verdicts if one.stops} == {
        "R-ERASE-01",
        "R-ERASE-03",
    }
    with pytest.raises(Invalid, match="R-ERASE"):
        perform(office, made)
    assert key_of(office) == key


YEARS = [
    ("2016-03-10", 10, True),
    ("2016-03-11", 10, False),
    ("2016-03-09", 10, True),
    (None, 10, False),
    ("2016-03-10", None, False),
]


@pytest.mark.parametrize(("left_on", "years", "over"), YEARS)
def test_retention_is_over_on_the_day_and_quiet_without_a_period(office, left_on, years, over):
    from models.database.policies import PolicyParameter

    key = key_of(office)
    with office.transaction("准备") as tx:
        own = PolicyParameter.table().c
        number = tx.connection.execute(sa.select(own.id).where(own.key == "R-ERASE-04.student")).scalar_one()
        tx.update(PolicyParameter, number, {"value": years})
        tx.connection.execute(sa.text("UPDATE status_period SET status = '07' WHERE student_id = :k"), {"k": key})
        tx.connection.execute(sa.text("UPDATE student SET graduated_date = :d WHERE id = :k"), {"d": left_on, "k": key})
        assert [k for k, _c in rules.overdue(tx.connection, Student, DAY) if k == key] == ([key] if over else [])
        told = dict(rules.judged(tx.connection, Student, [key], DAY)).get(key, ())
        unexpired = left_on is not None and years is not None and not over
        assert ("R-ERASE-04" in {one.rule.number for one in told}) == unexpired


def test_every_register_of_persons_has_its_act_and_no_private_field_stays():
    named = {act.entity for act in acts() if isinstance(act, Erase)}
    assert named == {"student", "admission", "staff", "mentor", "apprentice", "exam_registration"}
    assert named == {entity.__tablename__ for entity in registers()}
    for entity in every_entity():
        private = {f.column: "x" for f in fields_of(entity) if f.stored and f.private}
        assert left(entity, 1, private) == {}
    assert left(Placement, 1, {"status": "3", "end_reason": "自己不想干了", "remark": "x"}) == {"status": "3"}


@pytest.mark.parametrize(
    ("value", "rest"),
    [
        (
            {"palette.recent": [["欧阳针尖", "person", [], "a"], ["王伟", "person", [], "b"]]},
            {"palette.recent": [["王伟", "person", [], "b"]]},
        ),
        ({"theme": "dark", "last": NAME}, {"theme": "dark"}),
        ({"imports": {"names": {NAME: 5, "王伟": 6}}}, {"imports": {"names": {"王伟": 6}}}),
        ({"short": "王"}, {"short": "王"}),
    ],
)
def test_what_a_window_remembers_goes(value, rest):
    assert without(value, [NAME, NUMBER]) == rest
