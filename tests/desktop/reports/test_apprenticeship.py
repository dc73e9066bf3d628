"""The papers of apprenticeship on a small school: who is on them, sums and amounts in capitals."""

from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader
from reportlab.graphics.barcode.qr import QrCodeWidget

from desktop.reports.catalogue import report_named
from desktop.reports.report import make, render
from desktop.reports.text import render_text
from models.entities.apprenticeships import Apprentice, MentorPairing, SubsidyClaim
from tests.apprenticeship_office import AFTER, BEGIN, DAY, END, ApprenticeshipOffice

PAPERS = {"apprentice-roster": DAY, "pairing-list": DAY, "apprentice-score-list": DAY, "training-roster": AFTER,
          "qualified-roster": AFTER, "subsidy-summary": AFTER}  # fmt: skip


@pytest.fixture
def office(database):
    return ApprenticeshipOffice(database)


@pytest.fixture
def paper(database, office):
    def made(name, day, ids=(), **given):
        return render_text(make(
            database, report_named(name), ids, as_of=day, printed_by="王老师",
            printed_at=datetime(2026, 4, 1, 10, 15), **given,  # noqa: DTZ001 - local time, as on the wall
        ))  # fmt: skip

    return made


@pytest.mark.parametrize("name", PAPERS)
def test_words(name, paper, golden):
    golden(f"reports/{name}.txt", paper(name, PAPERS[name]))


def test_private_cells_are_masked_unless_asked_for(paper, office):
    assert "1300000" not in paper("training-roster", AFTER, (office.employed,))
    assert "13000000001" in paper("training-roster", AFTER, (office.employed,), unmasked=True)


def test_what_was_advanced_too_much_is_given_back(paper, office):
    with office.database.transaction("再预支") as tx:
        tx.insert(SubsidyClaim, {
            "programme": office.employed, "kind": "1", "number": "S2", "applied_date": AFTER, "headcount": 3, "applied_amount": 2000,
            "paid_date": AFTER, "paid_amount": 2000,
        })  # fmt: skip
    told = paper("subsidy-summary", AFTER)
    assert "应退 500.00" in told
    assert "应退金额（大写）：伍佰元整" in told


def test_who_is_no_longer_taught_is_listed_with_the_last_mentor(paper, office):
    with office.database.transaction("结对") as tx:
        one = next(row.id for row in tx.connection.execute(Apprentice.table().select()) if row.employee_name == "吴甲")
        for mentor, first, last in ((2, BEGIN, DAY), (1, DAY, END)):
            days = {"from_date": first, "until_date": last}
            tx.insert(MentorPairing, {"apprentice": one, "mentor": office.mentors[mentor]} | days)
    for day, name in ((DAY - timedelta(days=1), "闲师傅"), (AFTER, "周师傅")):
        (line,) = [line for line in paper("training-roster", day, (office.employed,)).splitlines() if "吴　甲" in line]
        assert name in line


def test_badges_are_cut_out_of_pages_and_their_code_says_the_number_only(database, office, tmp_path):
    def printed(**given):
        made = make(
            database, report_named("badge"), given.pop("ids", ()), as_of=DAY, printed_by="王老师",
            printed_at=datetime(2026, 4, 1, 10, 15), **given,  # noqa: DTZ001 - local time, as on the wall
        )  # fmt: skip
        render(made, tmp_path / "badge.pdf")
        return PdfReader(tmp_path / "badge.pdf").pages

    first, second = printed()
    assert len(first.images) == 6
    assert len(second.images) == 2
    words = first.extract_text()
    assert "机电学徒班" in words
    assert "编号：XT-1" in words
    assert "至 2026-02-28" in words
    assert "210102" not in words, "no identity number on what is worn"
    assert [
        len(page.images)
        for page in printed(options={"size": "70x100"}, ids=(office.modern,), of="apprenticeship_programme")
    ] == [4, 2]
    assert [len(page.images) for page in printed(ids=office.apprentices[:1])] == [1]
    assert scanned(first.images[0].image.convert("1")) == scanned(QrCodeWidget("XT-1").qr)


def scanned(code):
    """The points of a code, row by row: of a picture of eight pixels a point, or made anew."""
    if not hasattr(code, "modules"):
        side = code.width // 8
        return [[code.getpixel((8 * x + 4, 8 * y + 4)) == 0 for x in range(side)] for y in range(side)]
    code.make()
    return [[bool(dark) for dark in line] for line in code.modules]
