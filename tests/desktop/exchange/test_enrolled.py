"""Admissions that became students: their lists go out and come back, namesakes among them."""

from datetime import date

import pytest

from desktop.exchange.writing import export
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan as acting
from models.database.query import Query
from models.entities.enrolment import Admission
from models.entities.programmes import Major, SchoolClass
from tests import factories
from tests.imported import plan

DAY = date(2025, 9, 1)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_an_export_comes_back_unchanged(database, tmp_path, suffix):
    with database.transaction("招生") as tx:
        major = tx.insert(Major, {"name": "数控", "code": "660103"})
        tx.insert(SchoolClass, {"name": "2025级数控1班", "grade_year": 2025, "major": major})
        rows = [
            {"name": name, "id_number": factories.identity_number(n), "year": 2025, "major": major, "status": "2"}
            for n, name in enumerate(("张伟", "张伟", "李一"))
        ]
        keys = tx.insert_many(Admission, rows)
    with database.reading() as connection:
        made = acting(connection, act_named("录取转学籍"), keys, {"entered_date": DAY}, {}, DAY)
    with database.transaction(made.name) as tx:
        apply(tx, made)
    target = tmp_path / f"录取{suffix}"
    export(database, Query(Admission), target, unmasked="核对")
    assert plan(database, Admission, target).totals() == {"insert": 0, "update": 0, "unchanged": 3, "reject": 0}
