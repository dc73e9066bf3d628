"""Eight ways to forge a file with sqlite3 (V5 a to h): each is evident, naming act and record, to who has an anchor from outside."""

import hashlib
import json
import re
import shutil
import sqlite3
from contextlib import closing

import pytest
from pypdf import PdfReader

from desktop.cli import main
from models.database import high_water
from models.database.audit_chain import Anchor, Digest, anchor_read
from models.database.backup import backup, backups_of
from models.database.database import open_database
from models.database.disclosures import COPY, revealing
from models.database.engine import open_engine, reading
from models.database.integrity import verify
from models.database.printings import Printing, note_printing
from models.entities.people import Student

FIRST = "(SELECT min(id) FROM student)"
LAST = "(SELECT max(id) FROM change_set)"
AFTER_THE_LAST = f"id >= (SELECT id FROM seal WHERE kind = 'act' AND record = {LAST})"


@pytest.fixture(scope="module")
def office(lived_in_file, tmp_path_factory):
    """The file, with who saw what and what was printed, and the anchors that left it: the name of a backup and the foot of a paper."""
    path = shutil.copy2(lived_in_file, tmp_path_factory.mktemp("eight") / "office.db")
    with closing(open_database(path, user="王老师")) as database:
        with database.reading() as connection:
            first = connection.exec_driver_sql(f"SELECT id FROM student WHERE id = {FIRST}").scalar()
        revealing(database, COPY, Student, [first], ["phone"], "报送")
        note_printing(database, Printing("班级花名册", "全部", "print", "", 1, unmasked=False))
        backup(database.engine)
        with database.reading() as connection:
            high_water.accept(path, connection)
    paper = path.with_name("paper.pdf")
    assert main(["--database", str(path), "report", "class-roster", "--all", "--to", str(paper)]) == 0
    foot = PdfReader(paper).pages[0].extract_text()
    named = backups_of(path)[0]
    return path, (Anchor(named.act, named.seal), anchor_read(re.search(r"(\d+·[0-9a-f]{6})", foot)[1]))


def _sealed_anew(raw):
    """What who knows how seals are made does last: every digest and seal from the rows as they are now."""
    raw.row_factory = sqlite3.Row
    before = ""
    for seal in raw.execute("SELECT * FROM seal ORDER BY id").fetchall():
        digest = seal["digest"]
        if seal["kind"] == "act":
            row = dict(raw.execute("SELECT * FROM change_set WHERE id = ?", (seal["record"],)).fetchone())
            lines = "SELECT change_set_id, entity, record_id, before, after, cause FROM change WHERE change_set_id = ? ORDER BY id"
            own = [tuple(line) if line["cause"] else tuple(line)[:5] for line in raw.execute(lines, (seal["record"],))]
            digest = Digest(own).of(row)
        text = f"{before}|{seal['id']}|{seal['kind']}|{seal['record']}|{digest}"
        before = hashlib.sha256(text.encode()).hexdigest()
        raw.execute("UPDATE seal SET digest = ?, hash = ? WHERE id = ?", (digest, before, seal["id"]))
        if seal["kind"] == "act":
            raw.execute("UPDATE change_set SET hash = ? WHERE id = ?", (before, seal["record"]))


def _record_and_log(raw):
    """d: a phone, the line of the log that wrote it, and every seal from there on."""
    key, act, after = raw.execute(
        f"SELECT record_id, change_set_id, after FROM change WHERE entity = 'student' AND record_id = {FIRST} "
        "AND after LIKE '%phone%' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    told = json.dumps({**json.loads(after), "phone": "1"}, ensure_ascii=False, separators=(",", ":"))
    raw.execute("UPDATE student SET phone = '1' WHERE id = ?", (key,))
    raw.execute("UPDATE change SET after = ? WHERE record_id = ? AND change_set_id = ?", (told, key, act))
    _sealed_anew(raw)


def _run(*statements):
    return lambda raw: [raw.execute(statement) for statement in statements]


_UNDONE = f"(SELECT json_extract(before, '$.remark') FROM change WHERE change_set_id = {LAST})"
_CUT = (
    f"UPDATE student SET remark = {_UNDONE} WHERE id = (SELECT record_id FROM change WHERE change_set_id = {LAST})",
    f"DELETE FROM change WHERE change_set_id = {LAST}", "DELETE FROM disclosure",
    "DELETE FROM setting WHERE name LIKE 'printing/%'", f"DELETE FROM seal WHERE {AFTER_THE_LAST}",
    f"DELETE FROM change_set WHERE id = {LAST}",
)  # fmt: skip
# what is done, whether the file alone tells of it, the act and the record that are named
EIGHT = {
    "a a record": (_run(f"UPDATE student SET phone = '1' WHERE id = {FIRST}"), True, "第 2 步", "学生“"),
    "b records deleted": (_run("DELETE FROM placement WHERE id IN (SELECT id FROM placement LIMIT 5)"), True, "第 1 步", "实习“"),
    "c the author": (_run("UPDATE change_set SET user = '校长' WHERE id = 3"), True, "第 3 步", "操作记录"),
    "d record, log and seals": (_record_and_log, False, "记录 13·", "改写过"),
    "e the tail cut off": (_run(*_CUT), False, "记录 13·", "现在只到 12"),
    "f the whole log": (_run("DELETE FROM change", "DELETE FROM change_set", "DELETE FROM seal"), True, "记录 13·", "条记录"),
    "g an act shown as undone": (_run("UPDATE change_set SET kind = 'undo', target = 1 WHERE id = 4"), True, "第 4 步", "操作记录"),
    "h who saw and what was printed": (
        _run("DELETE FROM disclosure", "DELETE FROM setting WHERE name LIKE 'printing/%'"), True, "第 13 步", "第 1 条",
    ),
}  # fmt: skip


def _sentences(path, anchors):
    """What check says, and opening the file."""
    engine = open_engine(path, read_only=True)
    try:
        with reading(engine) as connection:
            alone = verify(connection, searches=False)
            found, missing = alone.against(connection, anchors), high_water.lost(path, connection)
    finally:
        engine.dispose()
    return alone.sound, [*(one.sentence for one in found.found), *([missing.sentence] if missing else [])]


def test_eight_of_eight_tamperings_are_evident(office, tmp_path, record_property):
    path, anchors = office
    assert _sentences(path, anchors) == (True, [])
    seen = {}
    for number, (name, (tamper, alone, act, record)) in enumerate(EIGHT.items()):
        copy = shutil.copy2(path, tmp_path / f"{number}.db")
        with closing(sqlite3.connect(copy)) as raw, raw:
            tamper(raw)
        sound, told = _sentences(copy, anchors)
        assert sound is not alone, name
        seen[name] = any(act in words for words in told) and any(record in words for words in told)
    record_property("G10", f"{sum(seen.values())} of {len(EIGHT)} tamperings evident, naming act and record")
    assert seen == dict.fromkeys(EIGHT, True)


def test_the_mark_beside_the_file_tells_of_a_cut_and_of_seals_made_anew(office, tmp_path):
    path, _anchors = office
    for name in ("d record, log and seals", "e the tail cut off"):
        kept = path.read_bytes()
        try:
            with closing(sqlite3.connect(path)) as raw, raw:
                EIGHT[name][0](raw)
            assert any("第 13 步" in words for words in _sentences(path, ())[1]), name
        finally:
            path.write_bytes(kept)
