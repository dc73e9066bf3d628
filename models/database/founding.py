"""How an office begins: its own school and term as one act, or its name, and what nobody has written since."""

import sqlalchemy as sa

from models.access.rights import SETTINGS, Right
from models.database.database import Database
from models.database.settings import OWN_OFFICE, OWN_SCHOOL, put_setting, setting
from models.entities.audit import CHANGE
from models.entities.schools import School, Term
from models.words import N_, worded

A_SCHOOL, AN_OFFICE = "school", "office"  # whose data a file is: one school's, or that of an office over several
UNITS = ((A_SCHOOL, N_("学校")), (AN_OFFICE, N_("职教集团秘书处、教育局")))


def untouched(connection: sa.Connection) -> dict[str, frozenset[int]]:
    """The records that founding the school made and nobody has written since: ids by table."""
    key = setting(connection, OWN_SCHOOL, 0)
    if not key:
        return {}
    made = sa.and_(CHANGE.c.entity == School.__tablename__, CHANGE.c.record_id == key, CHANGE.c.before.is_(None))
    founding = connection.execute(sa.select(sa.func.min(CHANGE.c.change_set_id)).where(made)).scalar()
    later = CHANGE.alias()
    written = sa.exists().where(
        later.c.entity == CHANGE.c.entity, later.c.record_id == CHANGE.c.record_id, later.c.change_set_id > founding
    )
    own = sa.select(CHANGE.c.entity, CHANGE.c.record_id).where(CHANGE.c.change_set_id == founding, ~written)
    found: dict[str, set[int]] = {}
    for table, record in connection.execute(own):
        found.setdefault(table, set()).add(record)
    return {table: frozenset(ids) for table, ids in found.items()}


def found_school(database: Database, name: str, academic_year: str, term: int) -> None:
    """Begin the records with the office's own school and the term it is in, as one act; raises Invalid."""
    with database.transaction(worded(N_("填写学校“{name}”"), name=name)) as tx:
        tx.require(Right(SETTINGS))
        key = tx.insert(School, {"name": name})
        tx.insert(Term, {"school": key, "academic_year": academic_year, "term": term})
        put_setting(tx.connection, OWN_SCHOOL, key)


def found_office(database: Database, name: str) -> None:
    """Begin the records of an office over several schools (a secretariat, a bureau), which is no record itself."""
    database.keep(OWN_OFFICE, name)
