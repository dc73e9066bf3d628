"""A file is made by steps, brought up to date on a copy, and untouched when that fails."""

import shutil
import subprocess
import sys
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from models import migrations
from models.database.backup import backups_of, folder_of
from models.database.engine import APPLICATION_ID, connect, reading
from models.database.errors import Busy, Damaged, DiskFull, UpgradeFailed
from models.database.opening import open_database_file
from models.migrations.__main__ import differences, revision
from models.progress import Cancelled, Progress
from tests.models.database.conftest import REBUILD_PARENT, ROOT, contents, count, second_process

ADD_PHONE = '    op.add_column("student", sa.Column("phone", sa.Text))'


def pragma(path, name):
    with closing(connect(path)) as raw:
        return raw.execute(f"PRAGMA {name}").fetchone()[0]


def test_new_file_has_every_step(tmp_path, steps):
    steps.add(ADD_PHONE)
    path = tmp_path / "新.db"
    with open_database_file(path, versions=steps.folder) as opened:
        assert opened.created
        assert opened.kept is None
        with reading(opened.engine) as connection:
            assert "phone" in {column["name"] for column in sa.inspect(connection).get_columns("student")}
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == 2
    assert path.read_bytes()[68:72] == b"SYDH"


def test_file_made_half_never_appears(tmp_path, steps):
    steps.add('    op.execute("DROP TABLE never_there")')
    path = tmp_path / "新.db"
    with pytest.raises(sa.exc.OperationalError):
        open_database_file(path, versions=steps.folder)
    assert {file.name for file in tmp_path.iterdir()} == {"versions", "新.db.lock"}


def test_killed_while_it_is_made(tmp_path, steps):
    steps.add('    import time; print("half", flush=True); time.sleep(60)')
    path = tmp_path / "新.db"
    with second_process("open_database_file(path, versions=versions)", path, steps) as process:
        assert process.stdout.readline() == "half\n"
        process.kill()
        process.wait()
    assert not path.exists()
    (steps.folder / "0002_step.py").unlink()
    with open_database_file(path, versions=steps.folder) as opened:
        assert opened.created
    assert not list(tmp_path.glob("*.creating*"))


def test_up_to_date_file_is_opened_as_it_is(office, steps):
    with open_database_file(office, versions=steps.folder) as opened:
        assert (opened.created, opened.kept) == (False, None)
    assert not folder_of(office).exists()


def test_opening_does_not_import_alembic(office, steps):
    code = """
import sys
from pathlib import Path
from models.database.opening import open_database_file
open_database_file(Path(sys.argv[1]), versions=Path(sys.argv[2])).close()
sys.exit("alembic" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code, office, steps.folder], cwd=ROOT, check=True)


def test_older_file_is_upgraded_and_the_former_kept(office, steps):
    steps.add(ADD_PHONE)
    with open_database_file(office, versions=steps.folder) as opened:
        with reading(opened.engine) as connection:
            assert connection.exec_driver_sql("SELECT count(phone), count(*) FROM student").one() == (0, 100)
        kept = opened.kept
    assert [info.path for info in backups_of(office)] == [kept]
    assert (pragma(kept, "user_version"), pragma(office, "user_version")) == (1, 2)
    assert {file.name for file in office.parent.iterdir()} == {"学校.db", "学校.db.lock", "学校备份"}


def test_encrypted_file_is_upgraded(tmp_path, steps):
    path, key = tmp_path / "密.db", bytes(range(32))
    open_database_file(path, key=key, versions=steps.folder).close()
    steps.add(ADD_PHONE)
    with open_database_file(path, key=key, versions=steps.folder) as opened:
        assert opened.kept is not None
    assert count(path, "student WHERE phone IS NULL", key) == 0


def test_rebuilding_a_parent_keeps_its_children(office, steps):
    """With foreign keys on, dropping the old table would take the students along without an error."""
    steps.add(REBUILD_PARENT)
    open_database_file(office, versions=steps.folder).close()
    assert (count(office), count(office, "school_class")) == (100, 2)


def test_acts_of_before_count_their_records(tmp_path):
    """Lines were counted once, those of what the program keeps beside a record too."""
    old, path = tmp_path / "versions", tmp_path / "学校.db"
    old.mkdir()
    for step in migrations.VERSIONS.glob("000*.py"):
        shutil.copy(step, old)
    open_database_file(path, versions=old).close()
    lines = [
        (1, "student", 7),
        (1, "student", 7),
        (1, "status_period", 8),
        (1, "placement", 7),
        (2, "status_period", 8),
    ]
    with closing(connect(path)) as raw:
        for act in (1, 2, 3):
            raw.execute(
                "INSERT INTO change_set VALUES (?, '改', '王', '2024-01-01T08:00:00', 'do', ?, 9, 'x', NULL)",
                (act, act),
            )
        raw.executemany("INSERT INTO change (change_set_id, entity, record_id, after) VALUES (?, ?, ?, '{}')", lines)
        raw.commit()
    open_database_file(path).close()
    with closing(connect(path)) as raw:
        assert raw.execute("SELECT change_count FROM change_set ORDER BY id").fetchall() == [(2,), (1,), (0,)]


INSURED_BEFORE = [  # id, batch, number, insurer, first and last day, remark
    (1, 1, "P1", "甲保险", "2025-09-01", "2026-03-31", None),
    (2, 1, "P1", "甲保险", "2025-09-15", "2026-06-30", None),
    (3, 1, None, None, None, None, None),  # the number of the batch
    (4, None, None, None, "2025-09-01", "2026-03-31", None),
    (5, None, None, "乙保险", None, None, "走读"),
    (6, None, "P1", "乙保险", "2025-09-01", None, None),
    (7, None, None, None, None, None, None),
]


def of_before(folder, step):
    """A file as it was before a step."""
    old, path = folder / "versions", folder / "学校.db"
    old.mkdir()
    for each in migrations.VERSIONS.glob("00*.py"):
        if each.name < step:
            shutil.copy(each, old)
    open_database_file(path, versions=old).close()
    return path


def test_what_placements_said_of_insurance_becomes_policies_and_persons(tmp_path):
    """One policy a number with the days it is said to hold; one person a placement; nothing that was written is lost."""
    path = of_before(tmp_path, "0019")
    with closing(connect(path)) as raw:
        raw.execute("INSERT INTO office VALUES (7, 100)")
        raw.execute("INSERT INTO enterprise (id, name) VALUES (1, '甲厂')")
        raw.execute("INSERT INTO change_set VALUES (5, '改', '王', '2024-01-01T08:00:00', 'do', 5, 1, 'x', NULL)")
        raw.execute("INSERT INTO placement_plan (id, name, policy_number, insurer) VALUES (1, '批次', 'P2', '丙保险')")
        for key, plan, *rest in INSURED_BEFORE:
            raw.execute("INSERT INTO student (id, name) VALUES (?, '张三')", (key,))
            columns = (
                "id, student_id, enterprise_id, plan_id, policy_number, insurer, insured_from, insured_until, remark"
            )
            raw.execute(
                f"INSERT INTO placement ({columns}) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?)", (key, key, plan, *rest)
            )
        raw.commit()
    open_database_file(path).close()
    with closing(connect(path)) as raw:
        policies = raw.execute(
            "SELECT number, kind, insurer, insured_from, insured_until FROM insurance_policy"
        ).fetchall()
        assert sorted(policies) == [
            ("P1", "1", "甲保险", "2025-09-01", "2026-06-30"), ("P2", "1", "丙保险", None, None)
        ]  # fmt: skip
        persons = raw.execute(
            "SELECT placement_id, student_id, number, i.insured_from, i.insured_until FROM insured_person AS i "
            "LEFT JOIN insurance_policy AS p ON p.id = i.policy_id ORDER BY placement_id"
        ).fetchall()
        assert persons == [
            (1, 1, "P1", "2025-09-01", "2026-03-31"), (2, 2, "P1", "2025-09-15", "2026-06-30"), (3, 3, "P2", None, None),
            (4, 4, None, "2025-09-01", "2026-03-31"), (6, 6, "P1", "2025-09-01", None),
        ]  # fmt: skip
        assert raw.execute("SELECT id, remark FROM placement WHERE remark IS NOT NULL").fetchall() == [
            (5, "走读；保险公司：乙保险"), (6, "保险公司：乙保险")
        ]  # fmt: skip
        assert raw.execute(
            "SELECT number FROM placement_plan JOIN insurance_policy AS p ON p.id = policy_id"
        ).fetchall() == [("P2",)]
        assert raw.execute("SELECT value FROM setting WHERE name = 'undo_from'").fetchall() == [("5",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    "step",
    [
        '    raise ZeroDivisionError("we are wrong")',
        '    op.execute("DROP TABLE never_there")',
        '    op.execute("DELETE FROM student WHERE id = 5")',
        '    op.drop_table("student")',
        '    op.execute("UPDATE student SET school_class_id = 99")',
        '    op.execute("DELETE FROM school_class")\n    op.execute("INSERT INTO school_class VALUES (8, 8), (9, 9)")',
    ],
)
def test_bad_step_leaves_the_file_as_it_was(office, steps, step):
    before = contents(office.parent)
    steps.add(ADD_PHONE)
    steps.add(step)
    with pytest.raises(UpgradeFailed, match="“学校"):
        open_database_file(office, versions=steps.folder)
    assert contents(office.parent) == before
    (steps.folder / "0003_step.py").unlink()
    open_database_file(office, versions=steps.folder).close()
    assert count(office) == 100


def test_step_may_say_that_it_removes_rows(office, steps):
    steps.add('    op.drop_table("student")', more='MAY_SHRINK = ("student",)')
    open_database_file(office, versions=steps.folder).close()
    assert count(office, "school_class") == 2


def test_full_disk_leaves_the_file_as_it_was(office, steps):
    before = contents(office.parent)
    steps.add(
        '    op.execute("PRAGMA max_page_count = 12")\n'
        '    op.execute("INSERT INTO student (id, name) VALUES (1000, hex(zeroblob(100000)))")'
    )
    with pytest.raises(DiskFull):
        open_database_file(office, versions=steps.folder)
    assert contents(office.parent) == before


def test_stopped_upgrade_leaves_the_file_as_it_was(office, steps):
    before = contents(office.parent)
    steps.add(ADD_PHONE)
    progress = Progress(lambda name, _done, _total: progress.stop() if name == "升级数据库" else None)
    with pytest.raises(Cancelled):
        open_database_file(office, versions=steps.folder, progress=progress)
    assert {k: v for k, v in contents(office.parent).items() if "备份" not in str(k)} == before
    assert not backups_of(office)


def test_killed_upgrade_leaves_the_file_as_it_was(office, steps):
    before = office.read_bytes()
    steps.add(ADD_PHONE + '\n    import time; print("half", flush=True); time.sleep(60)')
    with second_process("open_database_file(path, versions=versions)", office, steps) as process:
        assert process.stdout.readline() == "half\n"
        process.kill()
        process.wait()
    assert office.read_bytes() == before
    (steps.folder / "0002_step.py").unlink()
    steps.add(ADD_PHONE)
    open_database_file(office, versions=steps.folder).close()
    assert count(office) == 100
    assert not list(office.parent.glob("*.upgrading*"))


def test_damaged_file_is_not_upgraded(office, steps):
    data = bytearray(office.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    office.write_bytes(data)
    steps.add(ADD_PHONE)
    with pytest.raises(Damaged):
        open_database_file(office, versions=steps.folder)
    assert office.read_bytes() == data


def test_file_being_read_is_not_upgraded_under_the_reader(office, steps, monkeypatch):
    monkeypatch.setattr("models.database.engine.WAIT", 0.05)
    code = """
opened = open_database_file(path, versions=versions, write=False)
with reading(opened.engine) as connection:
    connection.exec_driver_sql("SELECT * FROM student").all()
    say("reading")
    time.sleep(60)
"""
    with second_process(code, office, steps) as process:
        assert process.stdout.readline() == "reading\n"
        with closing(connect(office)) as raw:
            raw.execute("INSERT INTO student (id) VALUES (1000)")  # now there is a log the reader holds
        steps.add(ADD_PHONE)
        with pytest.raises(Busy):
            open_database_file(office, versions=steps.folder)
    open_database_file(office, versions=steps.folder).close()
    assert count(office) == 101


class Scaled(TypeDecorator):
    """A type of our own with an argument of its own."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, places):
        super().__init__()
        self.places = places


@pytest.fixture
def metadata():
    made = sa.MetaData()
    sa.Table(
        "enterprise", made, sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("capital", Scaled(2)),
        sa.Column("known", sa.Boolean), sa.Column("since", sa.Date, index=True),
    )  # fmt: skip
    return made


def test_written_steps_agree_with_the_models(tmp_path, metadata, capfd):
    versions = tmp_path / "versions"
    versions.mkdir()
    assert "enterprise" in differences(metadata, versions)
    revision("begin", metadata, versions)
    assert differences(metadata, versions) == ""
    metadata.tables["enterprise"].append_column(sa.Column("fund", Scaled(3)))
    sa.Table(
        "placement", metadata, sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("enterprise_id", sa.ForeignKey("enterprise.id", ondelete="RESTRICT"), index=True),
    )  # fmt: skip
    assert "fund" in differences(metadata, versions)
    revision("add fund", metadata, versions)
    assert differences(metadata, versions) == ""
    assert sorted(file.name for file in versions.glob("*.py")) == ["0001_begin.py", "0002_add_fund.py"]
    assert migrations.generation(versions) == 2
    text = (versions / "0002_add_fund.py").read_text("utf-8")
    assert "sa.BigInteger()" in text
    assert "Scaled" not in text
    assert "downgrade" not in text


def test_written_steps_apply_to_a_file_with_rows(tmp_path, metadata, capfd):
    versions = tmp_path / "versions"
    versions.mkdir()
    revision("begin", metadata, versions)
    path = tmp_path / "学校.db"
    open_database_file(path, versions=versions).close()
    with closing(connect(path)) as raw:
        raw.execute("INSERT INTO enterprise (id, capital) VALUES (1, 500)")
    metadata.tables["enterprise"].append_column(sa.Column("fund", Scaled(3)))
    metadata.tables["enterprise"].append_column(sa.Column("parent_id", sa.ForeignKey("enterprise.id"), index=True))
    revision("add fund", metadata, versions)
    open_database_file(path, versions=versions).close()
    with closing(connect(path)) as raw:
        assert raw.execute("SELECT capital, fund, parent_id FROM enterprise").fetchall() == [(500, None, None)]


def test_steps_of_the_program_are_numbered_without_gaps():
    numbers = sorted(int(file.name[:4]) for file in migrations.VERSIONS.glob("[0-9]*.py"))
    assert numbers == list(range(1, migrations.generation() + 1))


AGREED_BEFORE = [  # id, number, first and last day, school, remark
    (1, "XY-1", "2023-03-01", "2025-07-01", 1, None),
    (2, "XY-1", "2023-09-01", "2026-07-01", 1, "双班"),
    (3, "XY-2", None, None, None, None),
    (4, None, "2023-03-01", None, None, None),
    (5, None, None, None, None, None),
]


def test_what_order_classes_said_of_their_agreement_becomes_one_for_each_number(tmp_path):
    """With the widest of its periods and the parties that are known; nothing that was written is lost."""
    path = of_before(tmp_path, "0021")
    with closing(connect(path)) as raw:
        raw.execute("INSERT INTO office VALUES (7, 100)")
        raw.execute("INSERT INTO school (id, name) VALUES (1, '甲校')")
        raw.executemany("INSERT INTO enterprise (id, name) VALUES (?, ?)", [(1, "甲厂"), (2, "乙厂")])
        raw.execute("INSERT INTO change_set VALUES (5, '改', '王', '2024-01-01T08:00:00', 'do', 5, 1, 'x', NULL)")
        columns = "id, agreement_number, agreement_from, agreement_until, school_id, remark, name"
        rows = [(*row, f"订单{row[0]}班") for row in AGREED_BEFORE]
        raw.executemany(f"INSERT INTO order_class ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        sponsors = [(11, 1, 1), (12, 2, 1), (13, 2, 2), (14, 3, 2)]
        raw.executemany(
            "INSERT INTO order_class_enterprise (id, order_class_id, enterprise_id) VALUES (?, ?, ?)", sponsors
        )
        given = [(21, "XY-1"), (22, "XY-9"), (23, None)]
        raw.executemany(
            "INSERT INTO contribution (id, enterprise_id, year, agreement_number) VALUES (?, 1, 2024, ?)", given
        )
        raw.commit()
    open_database_file(path).close()
    with closing(connect(path)) as raw:
        told = "SELECT number, title, kind, stage, signed_date, valid_from, valid_until, school_id FROM agreement"
        assert raw.execute(f"{told} ORDER BY number").fetchall() == [
            ("XY-1", "订单1班合作协议", "02", "3", None, "2023-03-01", "2026-07-01", 1),
            ("XY-2", "订单3班合作协议", "02", "3", None, None, None, None),
        ]  # fmt: skip
        parties = (
            "SELECT number, position, role, p.school_id, enterprise_id FROM agreement_party AS p "
            "JOIN agreement AS a ON a.id = agreement_id ORDER BY number, position"
        )
        assert raw.execute(parties).fetchall() == [
            ("XY-1", 1, "1", 1, None), ("XY-1", 2, "2", None, 1), ("XY-1", 3, "2", None, 2), ("XY-2", 2, "2", None, 2),
        ]  # fmt: skip
        of = "SELECT c.id, number, c.remark FROM {} AS c LEFT JOIN agreement AS a ON a.id = agreement_id ORDER BY c.id"
        assert raw.execute(of.format("order_class")).fetchall() == [
            (1, "XY-1", "协议起止：2023-03-01 至 2025-07-01"), (2, "XY-1", "双班；协议起止：2023-09-01 至 2026-07-01"),
            (3, "XY-2", None), (4, None, "协议起止：2023-03-01 至 "), (5, None, None),
        ]  # fmt: skip
        assert raw.execute(of.format("contribution")).fetchall() == [
            (21, "XY-1", None), (22, None, "协议号：XY-9"), (23, None, None)
        ]  # fmt: skip
        assert raw.execute("SELECT value FROM setting WHERE name = 'undo_from'").fetchall() == [("5",)]
        known = "SELECT key, value FROM policy_parameter WHERE key LIKE 'agreement.%' ORDER BY key"
        assert raw.execute(known).fetchall() == [("agreement.expiry-days", 900_000), ("agreement.urgent-days", 300_000)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


POLICY = "INSERT INTO policy_parameter (id, key, title, scope, value, valid_from) VALUES (?, ?, '甲', '全国', ?, '2020-01-01')"


@pytest.mark.parametrize(("kept", "wanted"), [(7, 70_000), (9_999, 99_990_000), (10_000, 10_000), (70_000, 70_000)])
def test_a_number_of_policy_that_a_step_wrote_as_it_stands_is_in_the_unit_of_its_column(tmp_path, kept, wanted):
    """Ten-thousandths; what a person wrote is so already, and no other number is touched."""
    path = of_before(tmp_path, "0035")
    with closing(connect(path)) as raw:
        raw.execute("DELETE FROM policy_parameter")
        raw.executemany(POLICY, [(1, "trust.sheet-check-days", kept), (2, "R-INT-16.percent", 800)])
        raw.commit()
    open_database_file(path).close()
    with closing(connect(path)) as raw:
        own = raw.execute("SELECT key, value FROM policy_parameter WHERE id < 3 ORDER BY id").fetchall()
        assert own == [("trust.sheet-check-days", wanted), ("R-INT-16.percent", 800)]
        shipped = dict(raw.execute("SELECT key, value FROM policy_parameter WHERE id > 2").fetchall())
    assert {key for key in shipped if key.startswith("job-support.")} == {f"job-support.{kind}" for kind in "1234"}
    assert all(value % 10_000 == 0 for value in shipped.values())
