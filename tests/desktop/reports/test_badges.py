"""Badges of students in a placement: who gets one, batch by batch, and what stands on it."""

from datetime import date, datetime, timedelta

import pytest
from pypdf import PdfReader

from desktop.reports.catalogue import report_named
from desktop.reports.document import Cards, PageBreak
from desktop.reports.report import make, render
from models.entities.enterprises import Enterprise, Post
from models.entities.people import Student
from models.entities.placements import Placement, PlacementPlan
from models.entities.schools import School
from tests import factories

DAY = date(2025, 11, 20)
BEFORE, AFTER = DAY - timedelta(days=40), DAY + timedelta(days=20)


@pytest.fixture
def office(database):
    """Two batches: three interns of the one (one has not begun), of the other one whose placement is over, one ended early."""
    with database.transaction("准备") as tx:
        school = tx.insert(School, {"name": "甲校"})
        firm = tx.insert(Enterprise, factories.enterprise(1, name="甲示例机械有限公司"))
        post = tx.insert(Post, {"enterprise": firm, "name": "装配"})
        plans = [
            tx.insert(
                PlacementPlan, {"name": name, "start_date": BEFORE, "end_date": AFTER, "grade_year": 2023, "kind": "2"}
            )
            for name in ("秋季批", "冬季批")
        ]
        students = tx.insert_many(Student, [factories.student(n) | {"school": school} for n in range(5)])
        spans = (
            (plans[0], BEFORE, AFTER, "3"),
            (plans[0], BEFORE, DAY, "3"),
            (plans[0], AFTER, AFTER, "2"),
            (plans[1], BEFORE, DAY - timedelta(days=1), "6"),
            (plans[1], BEFORE, AFTER, "5"),
        )
        placements = [
            tx.insert(Placement, {
                "student": student, "enterprise": firm, "post": post, "plan": plan, "start_date": first, "end_date": last, "status": status,
            })
            for student, (plan, first, last, status) in zip(students, spans, strict=True)
        ]  # fmt: skip
    return {"plans": plans, "placements": placements, "students": students}


def made(database, of, ids=()):
    return make(
        database,
        report_named("badge"),
        ids,
        as_of=DAY,
        printed_by="王老师",
        printed_at=datetime(2026, 4, 1, 10, 15),  # noqa: DTZ001 - local time, as on the wall
        of=of,
    )


def told(database, of, ids=()):
    """The batches with how many cards each has."""
    blocks = list(made(database, of, ids).blocks)
    titles = [block.title for block in blocks if isinstance(block, PageBreak)]
    return dict(zip(titles, [len(block.rows) for block in blocks if isinstance(block, Cards)], strict=True))


@pytest.mark.parametrize(("of", "which", "cards"), [
    ("placement", (), {"秋季批": 3}), ("placement", (0, 3), {"秋季批": 1}), ("placement", (3,), {}), ("placement", (4,), {}),
])  # fmt: skip
def test_an_intern_gets_one_until_the_placement_is_over(database, office, of, which, cards):
    assert told(database, of, [office["placements"][n] for n in which]) == cards


def test_a_batch_is_printed_at_once(database, office):
    assert told(database, "placement_plan", office["plans"][:1]) == {"秋季批": 3}
    assert told(database, "placement_plan", office["plans"][1:]) == {}


def test_a_badge_says_who_where_until_when_and_no_private_number(database, office, tmp_path):
    render(made(database, "placement", office["placements"][:1]), tmp_path / "badge.pdf")
    (page,) = PdfReader(tmp_path / "badge.pdf").pages
    words = page.extract_text()
    student = factories.student(0)
    for part in (
        "实习证",
        "秋季批",
        "张\u3000甲",
        "甲校",
        "甲示例机械有限公司",
        "装配",
        student["student_number"],
        f"至 {AFTER}",
    ):
        assert part in words
    assert student["id_number"] not in words
    assert len(page.images) == 1
