"""A bit that turns on the disk is found before anybody believes what it says, in the file and in a backup (V6, G4)."""

import random
import shutil
from contextlib import closing

import pytest
from sqlcipher3 import dbapi2

from desktop.cli import main
from models.database.backup import backup
from models.database.database import open_database
from models.database.engine import connect
from models.database.errors import Damaged, DatabaseError
from models.database.integrity import verify
from models.database.search_check import wrong_indexes
from models.schema.fields import every_entity

FEW, MANY = 12, 200


def content(path):
    """All that the file says: every row of records and of the log, and whether searches find them; what ails it, if it does not."""
    kept = [*(entity.__tablename__ for entity in every_entity()), "change_set", "change", "baseline"]
    try:
        with closing(connect(path)) as raw:
            raw.text_factory = bytes
            rows = [raw.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() if table != "baseline"
                    else raw.execute("SELECT * FROM baseline ORDER BY entity, record_id").fetchall() for table in kept]  # fmt: skip
            raw.text_factory = str
            return rows, [entity.__tablename__ for entity in wrong_indexes(raw)]
    except (dbapi2.Error, ValueError) as error:
        return type(error).__name__


def flipped(source, target, place):
    """A copy of the file with one bit turned."""
    shutil.copy2(source, target)
    with target.open("r+b") as file:
        file.seek(place // 8)
        (byte,) = file.read(1)
        file.seek(place // 8)
        file.write(bytes([byte ^ 1 << place % 8]))
    return target


def found(path):
    """Whether it is told, by checking or already by refusing to open it."""
    try:
        return not verify(path).sound
    except DatabaseError:
        return True


@pytest.mark.parametrize("what", ["db", "backup"])
def test_flips_with_an_effect_are_found(lived_in, tmp_path, whole, what, record_property):
    source = lived_in if what == "db" else backup(lived_in, tmp_path / "备份.db")
    before, chance = content(source), random.Random(f"{what} 1")
    effects, missed = 0, []
    while effects < (MANY if whole else FEW):
        place = chance.randrange(source.stat().st_size * 8)
        path = flipped(source, tmp_path / "flipped.db", place)
        if content(path) != before:
            effects += 1
            if not found(path):
                missed.append(place)
    record_property("G4", f"{what}: {effects - len(missed)} of {effects} bit flips with an effect found")
    assert len(missed) <= effects * 0.01, missed


@pytest.mark.parametrize("word", [b"CREATE TABLE student", b"CREATE INDEX", b"CREATE VIRTUAL TABLE"])
def test_a_schema_that_is_no_text_is_told_as_damage(lived_in, word, capsys):
    """SQLite names what it cannot read with the very bytes, which the driver takes for a fault of the program."""
    content = lived_in.read_bytes()
    assert word in content
    lived_in.write_bytes(content.replace(word, word.replace(b"E", b"\xc5", 1)))
    assert found(lived_in)
    with pytest.raises(Damaged):
        open_database(lived_in)
    assert main(["--database", str(lived_in), "check"]) == 1
    assert "已损坏" in capsys.readouterr().err
