"""Old acts are folded: the rows are the same, the chain is whole, anchors hold, and the file is smaller."""

from contextlib import closing
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import clock
from models.database import audit_chain, history, integrity, rehearsal, storage
from models.database.database import open_database
from models.database.engine import connect
from models.database.errors import InUseElsewhere, NothingToFold, NothingToUndo
from models.database.folding import fold
from models.entities.audit import CHANGE
from models.entities.people import Student
from models.schema.fields import every_entity

LATER = clock.today() + timedelta(days=2)  # any day to come


def rows_of(path):
    with closing(open_database(path)) as database, database.reading() as connection:
        found = {}
        for entity in every_entity():
            names = storage.columns_of(entity)
            rows = connection.execute(sa.select(*(entity.table().c[name] for name in names)))
            found[entity.__tablename__] = sorted(map(tuple, rows), key=str)
        return found, str(audit_chain.anchor(connection))


def test_rows_chain_and_anchors_stay_and_the_file_shrinks(lived_in, record_property):
    with closing(open_database(lived_in)) as database:  # what is folded fills more pages than what is left free anyway
        with database.reading() as connection:
            key = connection.execute(sa.select(sa.func.min(Student.table().c.id))).scalar_one()
        for nth in range(40):
            with database.transaction(f"备注第 {nth} 次") as tx:
                tx.update(Student, key, {"remark": f"{nth}" * 90})
    before, anchor = rows_of(lived_in)
    done = fold(lived_in, LATER)
    after, _anchor = rows_of(lived_in)
    assert after == before
    assert done.lines > 0 < done.records
    assert done.after < done.before
    record_property("G13", f"fold: {done.lines} lines, {done.before} to {done.after} bytes")
    with closing(open_database(lived_in)) as database, database.reading() as connection:
        assert integrity.verify(connection).sentence == ""
        assert audit_chain.strayed(connection, audit_chain.anchor_read(anchor)) == ""
        assert connection.execute(sa.select(sa.func.count()).select_from(CHANGE)).scalar() == 0
        assert len(history.change_sets(connection)) == done.act
        assert history.next_to_undo(connection) is None
        with pytest.raises(NothingToUndo, match="折叠"):
            history.check_undo(connection, 1)


def test_work_goes_on_and_a_second_fold_takes_the_place_of_the_first(lived_in):
    fold(lived_in, LATER)
    with closing(open_database(lived_in)) as database:
        own = Student.table().c.id
        with database.reading() as connection:
            key = connection.execute(sa.select(own).limit(1)).scalar_one()
        with database.transaction("改") as tx:
            tx.update(Student, key, {"remark": "以后"})
        database.undo()
        database.redo()
        with database.reading() as connection:
            assert integrity.verify(connection).sentence == ""
    fold(lived_in, LATER)
    with closing(open_database(lived_in)) as database:
        with database.reading() as connection:
            assert integrity.verify(connection).sentence == ""
        assert rehearsal.rehearse(database) is None or not rehearsal.rehearse(database).fault


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE baseline SET after = replace(after, '第1次', '第9次')",
        "DELETE FROM baseline WHERE rowid IN (SELECT rowid FROM baseline LIMIT 1)",
        "UPDATE change_set SET user = '别人' WHERE id = 2",
        "UPDATE change_set SET user = '别人' WHERE id = (SELECT max(id) FROM change_set)",
        "DELETE FROM change_set WHERE id = 2",
        "UPDATE setting SET value = replace(value, '\"upgrade\": ', '\"upgrade\": 1') WHERE name = 'folded'",
        "DELETE FROM setting WHERE name = 'folded'",
    ],
)
def test_whoever_changes_what_was_folded_is_found_out(lived_in, statement):
    fold(lived_in, LATER)
    with closing(connect(lived_in)) as raw:
        raw.execute(statement)
    with closing(open_database(lived_in)) as database, database.reading() as connection:
        assert audit_chain.examine(connection) is not None


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(1970, 1, 1)])
def test_nothing_before_a_day_changes_nothing(lived_in, day):
    before = lived_in.read_bytes()
    with pytest.raises(NothingToFold):
        fold(lived_in, day)
    assert lived_in.read_bytes() == before


def test_an_open_file_is_not_folded(lived_in):
    with closing(open_database(lived_in)), pytest.raises(InUseElsewhere):
        fold(lived_in, LATER)
