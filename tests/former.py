"""Files as earlier versions of the program left them."""

import hashlib
import json
import re
from contextlib import closing
from itertools import groupby

from sqlcipher3 import dbapi2

from models.database import audit_chain
from models.database.audit_chain import Digest, line_of
from models.database.upgrade import VERSIONS

LINES = "SELECT change_set_id, entity, record_id, before, after, cause FROM change ORDER BY change_set_id, id"


def before_erasing(raw):
    """Take away what came with step 30, but for the parameters."""
    raw.execute("ALTER TABLE change_set DROP COLUMN salt")
    raw.execute("DROP TABLE erased")
    raw.execute("DROP TABLE resealed")


def seal_without_salt(raw):
    """Let the chain be as it was made before acts bore a salt."""
    kept = raw.execute("SELECT value FROM setting WHERE name = ?", (audit_chain.CHAIN,)).fetchone()
    former = json.loads(kept[0])["act"] if kept is not None else 0  # up to it acts bear the seals of a version before
    names = [name for _n, name, *_rest in raw.execute("PRAGMA table_info(change_set)") if name != "salt"]
    lines = {of: list(own) for of, own in groupby(raw.execute(LINES).fetchall(), key=lambda line: line[0])}
    before = ""
    for number, kind, record, was in raw.execute("SELECT id, kind, record, digest FROM seal ORDER BY id").fetchall():
        digest = was
        if kind == audit_chain.ACT:
            row = raw.execute(f"SELECT {', '.join(names)} FROM change_set WHERE id = ?", (record,)).fetchone()
            own = Digest(line_of(tuple(line)) for line in lines[record])
            digest = own.of(dict(zip(names, row, strict=True)), former=record <= former)
        text = f"{before}|{number}|{kind}|{record}|{digest}"
        before = hashlib.sha256(text.encode()).hexdigest()
        raw.execute("UPDATE seal SET digest = ?, hash = ? WHERE id = ?", (digest, before, number))
        if kind == audit_chain.ACT and record > former:
            raw.execute("UPDATE change_set SET hash = ? WHERE id = ?", (before, record))


def without_registers(raw):
    """Take away the registers that came with step 34 and those after it."""
    for step in VERSIONS.glob("0*.py"):
        if int(step.name[:4]) >= 34:
            for table in re.findall(r'op\.create_table\(\s*"(\w+)"', step.read_text("utf-8")):
                raw.execute(f"DROP TABLE {table}")


def without_users(raw):
    """Take away what came with step 31."""
    raw.execute("DROP TABLE user")
    raw.execute("DROP TABLE role")
    for table, column in (("change_set", "person"), ("change_set", "permit"), ("disclosure", "person")):
        raw.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def before_one_chain(path, *, break_at=0):
    """Take away what came with steps 27 to 31, and let the acts bear the seals of then; act `break_at` a wrong one."""
    with closing(dbapi2.connect(str(path))) as raw:
        without_registers(raw)
        without_users(raw)
        before_erasing(raw)
        raw.row_factory = dbapi2.Row
        lines = {of: list(own) for of, own in groupby(raw.execute(LINES).fetchall(), key=lambda line: line[0])}
        seal = ""
        for act in raw.execute("SELECT * FROM change_set ORDER BY id").fetchall():
            cells = (tuple(line) if line[5] is not None else tuple(line)[:5] for line in lines[act["id"]])
            digest = hashlib.sha256("".join(map(repr, cells)).encode()).hexdigest()
            told = f"{seal}|{act['id']}|{act['name']}{act['wording'] or ''}|{act['user']}|{act['time']}|{digest}"
            seal = "0" * 64 if act["id"] == break_at else hashlib.sha256(told.encode()).hexdigest()
            raw.execute("UPDATE change_set SET hash = ? WHERE id = ?", (seal, act["id"]))
        raw.execute("DROP TABLE seal")
        raw.execute("DROP TABLE baseline")
        raw.execute("UPDATE alembic_version SET version_num = '0026'")
        raw.execute("PRAGMA user_version = 26")
        raw.commit()


def before_the_baseline_was_sealed(path):
    """What step 29 found: the baseline by acts alone, and no seal over it."""
    with closing(dbapi2.connect(str(path))) as raw:
        raw.execute("DELETE FROM seal WHERE kind = 'upgraded'")
        without_registers(raw)
        without_users(raw)
        seal_without_salt(raw)
        before_erasing(raw)
        raw.execute("ALTER TABLE baseline RENAME TO numbered")
        raw.execute(
            "CREATE TABLE baseline (entity TEXT NOT NULL, record_id BIGINT NOT NULL, act INTEGER NOT NULL, "
            "made INTEGER NOT NULL, after TEXT, CONSTRAINT pk_baseline PRIMARY KEY (entity, record_id, act))"
        )
        raw.execute("INSERT INTO baseline SELECT entity, record_id, act, made, after FROM numbered")
        raw.execute("DROP TABLE numbered")
        raw.execute("UPDATE alembic_version SET version_num = '0028'")
        raw.execute("PRAGMA user_version = 28")
        raw.commit()
