"""What is written down before paper with whole numbers is handed out."""

import pytest

from desktop.reports.document import Column, Document, Ref, Row, Table
from desktop.reports.revealing import revealed
from models.database.disclosures import PRINT, disclosures
from models.schema.fields import entity_named

STUDENT, PLAN = entity_named("student"), entity_named("placement_plan")
PHONE = (Column("姓名", 20), Column("电话", 20, private=True))


def paper(refs, *, sensitive=True):
    rows = [Row(("甲", "13000000001"), of=ref) for ref in refs]
    return Document("名册", [Table(PHONE, rows)], sensitive=sensitive)


@pytest.mark.parametrize(
    ("refs", "entity", "count", "ids"),
    [
        ([Ref("student", 7), Ref("student", 3)], "student", 2, (3, 7)),
        ([Ref("student", 7), Ref("student", 7), Ref("student", 3), None], "student", 2, (3, 7)),  # each once
        ([Ref("staff", 1), Ref("student", 7), Ref("student", 3)], "student", 2, (3, 7)),  # what most rows tell of
        ([None, None, None], "placement_plan", 3, ()),  # nobody knows whose
    ],
)
def test_whose_numbers_stand_on_it_is_written_down(database, refs, entity, count, ids):
    revealed(database, paper(refs), PRINT, PLAN, "核对")
    with database.reading() as connection:
        (noted,) = disclosures(connection)
    assert (noted.entity, noted.record_count, noted.ids) == (entity, count, ids)


@pytest.mark.parametrize("given", [paper([Ref("student", 7)], sensitive=False), paper([])])
def test_what_shows_nothing_is_not_written_down(database, given):
    revealed(database, given, PRINT, PLAN, "核对")
    with database.reading() as connection:
        assert disclosures(connection) == []
