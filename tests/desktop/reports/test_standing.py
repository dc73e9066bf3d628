"""Papers of a student's standing: who is not registered for a term, changes of status, the long roster of a class."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from desktop.reports.catalogue import report_named
from desktop.reports.document import Table
from desktop.reports.flow import frame_of
from desktop.reports.preview import Sheets
from desktop.reports.report import make, render
from desktop.reports.tables import grid_scale
from desktop.reports.text import render_text
from desktop.reports.workbook import render_workbook
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import Case, plan_cases
from models.entities.people import FamilyMember, Student
from models.entities.schools import Term
from models.entities.status_changes import StatusChange, TermRegistration
from models.statistics import registrations, status_changes
from tests.desktop.reports.office import Office

DAY, DEADLINE = date(2025, 9, 20), date(2025, 9, 30)
PAPERS = ("unregistered-list", "status-change-list", "status-change-form", "class-roster-long")


@pytest.fixture
def office(database):
    """A term for which some are registered; one goes on a break, one withdraws, one changes class and has it taken back."""
    made = Office(database)
    with database.transaction("学期") as tx:
        term = {"school": made.school, "academic_year": "2025-2026", "term": 1, "start_date": date(2025, 9, 1)}
        made.term = tx.insert(Term, term | {"end_date": date(2026, 1, 16), "register_deadline": DEADLINE})
        tx.update_many(Student, [(key, {"school": made.school}) for key in made.students.values()])
        for name, day in (("张三", date(2025, 9, 2)), ("李四", date(2025, 10, 9)), ("王䶮", None)):
            row = {"student": made.students[name], "term": made.term} | ({"registered_date": day} if day else {})
            tx.insert(TermRegistration, row)
        guardian = {"student": made.students["周静"], "name": "周父", "is_guardian": True, "phone": "13000008888"}
        tx.insert(FamilyMember, guardian)
    acts = (
        ("休学", "孙明明", {"break_until": date(2026, 9, 19), "reason": "10", "approval_number": "示校〔2025〕3号"}),
        ("退学", "吴鹏", {"reason": "21", "change_date": date(2025, 10, 8)}), ("转班", "周静", {"to_class": made.classes["A"]}),
        ("休学", "冯新", {"break_until": date(2026, 8, 31), "change_date": date(2025, 8, 31)}),
    )  # fmt: skip
    for name, who, given in acts:
        do(database, Case(act_named(name), made.students[who], {"change_date": DAY, **given}))
    with database.reading() as connection:
        made.events = connection.execute(StatusChange.table().select().order_by(StatusChange.table().c.id)).all()
    do(database, Case(act_named("冲回"), made.events[2].id, {"reversed_reason": "填错"}))
    return made


def do(database, case):
    with database.reading() as connection:
        planned = plan_cases(connection, [case], {}, DAY)
    assert not planned.refused
    with database.transaction(planned.name) as tx:
        apply(tx, planned)


@pytest.fixture
def paper(database, office):
    def made(name, ids=(), day=DEADLINE, **given):
        return make(
            database, report_named(name), ids, as_of=day, printed_by="王老师",
            printed_at=datetime(2025, 9, 30, 10, 15), **given,  # noqa: DTZ001 - local time, as on the wall
        )  # fmt: skip

    return made


@pytest.mark.parametrize("name", PAPERS)
def test_words(name, paper, golden):
    golden(f"reports/{name}.txt", render_text(paper(name, day=date(2025, 10, 31))))


@pytest.mark.parametrize("name", PAPERS)
def test_it_fits_the_paper_and_the_workbook_says_the_same(name, paper):
    document = paper(name)
    frame = frame_of(document)
    blocks = list(document.blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert all(grid_scale(table, frame.width) >= 0.8 for table in tables)
    stream = BytesIO()
    render_workbook(paper(name), stream)
    cells = {str(c.value) for s in load_workbook(stream).worksheets for line in s.iter_rows() for c in line}
    assert {str(row.cells[0]) for table in tables for row in table.rows} <= cells


def test_an_application_takes_one_page(paper, office, tmp_path):
    render(paper("status-change-form", [office.events[0].id]), tmp_path / "a.pdf")
    assert len(Sheets((tmp_path / "a.pdf").read_bytes())) == 1


MISSING = [  # the day, who is missing
    (date(2025, 8, 31), None), (date(2025, 9, 1), 10), (date(2025, 9, 2), 9), (date(2025, 9, 19), 9), (DAY, 8), (DEADLINE, 8),
    (date(2025, 10, 8), 8), (date(2025, 10, 9), 7),
]  # fmt: skip


@pytest.mark.parametrize(("day", "count"), MISSING)
def test_who_is_missing(database, office, day, count):
    """Who withdrew after the deadline is still missing; who went on a break before it is not asked."""
    with database.reading() as connection:
        found = list(registrations.unregistered(connection, day))
    assert [one.value for one in found] == ([] if count is None else [count])
    for one in found:
        assert one.denominator - one.numerator == (day >= date(2025, 9, 2)) + (day >= date(2025, 10, 9))
        assert len(one.more["students"]) == one.value


@pytest.mark.parametrize(
    ("first", "last", "kinds"),
    [(date(2025, 9, 1), date(2026, 8, 31), ["11", "31"]), (DAY, DAY, ["11"]), (date(2025, 8, 31), DAY, ["11", "11"]),
     (date(2025, 9, 21), date(2025, 10, 7), []), (date(2025, 9, 1), date(2025, 10, 8), ["11", "31"])],
)  # fmt: skip
def test_the_events_of_a_period(database, office, first, last, kinds):
    """Both ends count, what was taken back does not."""
    with database.reading() as connection:
        assert sorted(row.kind for row in status_changes.changes(connection, first, last)) == kinds
        ours = status_changes.changes(connection, first, last, [office.classes["B"]])
        assert all(row.from_class == "2023级数控10班" for row in ours)


def test_a_list_begins_with_the_school_year_unless_told(paper):
    rows = {
        since: render_text(paper("status-change-list", options={"since": since} if since else {})).count("休　学")
        + render_text(paper("status-change-list", options={"since": since} if since else {})).count("休学")
        for since in ("", "2025-08-31")
    }
    assert rows["2025-08-31"] > rows[""]


def test_a_term_nobody_recorded(paper):
    assert "没有登记这个学期" in render_text(paper("unregistered-list", options={"term": "2030-2031-1"}))
