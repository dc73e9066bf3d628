"""The log of private values that were shown."""

import pytest

from models.database.disclosures import EXPORT, FORM, PRINT, disclosures, revealing
from models.database.history import change_sets
from models.database.operator import signed
from models.schema.fields import entity_named

STUDENT = entity_named("student")


def test_every_showing_is_kept_and_nothing_else_is_touched(database):
    revealing(database, FORM, STUDENT, [7], ["id_number", "phone"], "核对")
    revealing(database, PRINT, STUDENT, [7, 8, 9], ["phone"], "报送")
    revealing(database, EXPORT, entity_named("staff"), [3], ["phone"], "报送")
    with database.reading() as connection:
        latest, several, first = disclosures(connection)
        assert (latest.entity, latest.record_id, latest.reason) == ("staff", 3, "报送")
        assert (several.way, several.record_id, several.record_count) == ("print", None, 3)
        assert (first.user, first.fields) == (signed(database.user), ("id_number", "phone"))
        assert first.time.tzinfo is not None
        assert disclosures(connection, STUDENT, 7) == [several, first]
        assert disclosures(connection, STUDENT, 8) == [several]
        assert disclosures(connection, STUDENT, 6) == []
        assert disclosures(connection, STUDENT) == [several, first]
        assert disclosures(connection, limit=1) == [latest]
        assert change_sets(connection) == []


@pytest.mark.parametrize("reason", ["", " "])
def test_nothing_is_shown_without_a_reason(database, reason):
    with pytest.raises(ValueError, match=FORM):
        revealing(database, FORM, STUDENT, [7], ["phone"], reason)
    with database.reading() as connection:
        assert disclosures(connection) == []
