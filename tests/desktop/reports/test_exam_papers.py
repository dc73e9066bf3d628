"""Seats and tickets on paper: as the room is laid out, photos in their frames, numbers in fours, masked unless asked for."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook
from PIL import Image

from desktop.reports.cards import PHOTO_MM
from desktop.reports.catalogue import report_named
from desktop.reports.document import Cards, PageBreak
from desktop.reports.fitting import Fitter
from desktop.reports.flow import MM, frame_of
from desktop.reports.fonts import Typeface
from desktop.reports.layout import lay_out
from desktop.reports.pdf import render_pdf
from desktop.reports.report import make
from desktop.reports.revealing import revealed
from desktop.reports.text import render_text
from desktop.reports.workbook import render_workbook
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.attachments import PHOTO, attach_all, read_files
from models.database.disclosures import PRINT, disclosures
from models.entities.certificates import Certificate, ExamRegistration, ExamRoom, ExamSession
from models.entities.people import ClassMembership, Student
from models.entities.programmes import SchoolClass
from tests import factories

DAY, HELD = date(2025, 11, 5), date(2025, 11, 8)


@pytest.fixture
def exam(database):
    """Eleven of two classes in two rooms, one of them from outside the school, and one who did not pay."""
    with database.transaction("考试") as tx:
        classes = [tx.insert(SchoolClass, {"name": f"2024级数控{n}班", "grade_year": 2024}) for n in (1, 2)]
        certificate = tx.insert(Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70})
        session = tx.insert(ExamSession, {
            "code": "2025-2", "certificate": certificate, "exam_date": HELD, "practice_date": date(2025, 11, 9),
            "station_code": "0386", "fee": 280,
        })  # fmt: skip
        room = {"session": session, "capacity": 6, "rows": 3, "columns": 2}
        tx.insert(ExamRoom, room | {"number": 1, "name": "A201 机房", "invigilators": "赵立群"})
        tx.insert(ExamRoom, room | {"number": 2})
        held = {"session": session, "certificate": certificate, "status": "4"}
        students = [tx.insert(Student, factories.student(n)) for n in range(1, 12)]
        for nth, student in enumerate(students):
            joined = {"student": student, "school_class": classes[nth % 2], "join_date": date(2024, 9, 1)}
            tx.insert(ClassMembership, joined)
            tx.insert(ExamRegistration, held | {"student": student, "status": "4" if nth < 10 else "2"})
        outside = {
            "candidate_kind": "2",
            "candidate_name": "关外人",
            "candidate_id_number": factories.identity_number(90),
        }
        tx.insert(ExamRegistration, held | outside)
    with database.reading() as connection:
        made = plan(connection, act_named("seat"), [session], {"seat_seed": 7}, day=DAY)
    with database.transaction(made.name) as tx:
        apply(tx, made)
    return session, students


def photo(database, student, tmp_path):
    file = tmp_path / "照片.jpg"
    Image.new("RGB", (295, 413), (200, 30, 30)).save(file)
    (new,), _refused = read_files(database, [file], PHOTO)
    attach_all(database, "照片", [("student", student, new)])


@pytest.fixture
def paper(database, exam):
    def made(name, **given):
        return make(
            database, report_named(name), [exam[0]], as_of=DAY, printed_by="王老师",
            printed_at=datetime(2025, 11, 5, 10, 15), **given,  # noqa: DTZ001 - local time, as on the wall
        )  # fmt: skip

    return made


def pages(document):
    blocks = [block for block in document.blocks if not isinstance(block, PageBreak)]
    return lay_out(blocks, frame_of(document), Fitter(Typeface().width))


@pytest.mark.parametrize("name", ["seat-plan", "exam-ticket", "exam-sign-in", "desk-stickers"])
def test_words(name, paper, golden):
    golden(f"reports/{name}.txt", render_text(paper(name)))


def test_the_desk_below_turns_the_room_round(paper):
    above, below = (render_text(paper("seat-plan", options={"desk": at})) for at in ("above", "below"))
    first = [line for line in above.splitlines() if line.startswith("| 01")]
    last = [line for line in below.splitlines() if "| 01" in line and not line.startswith("| 01")]
    assert len(first) == len(last) == 2
    assert above.index("讲　台") < above.index("| 01")
    assert below.index("讲　台") > below.index("| 01")


@pytest.mark.parametrize("name", ["seat-plan", "exam-sign-in", "exam-ticket", "desk-stickers"])
def test_papers_of_one_room(name, database, exam):
    """What is printed of a room is what its session prints of it, and nothing of the others."""
    with database.reading() as connection:
        own = ExamRoom.table()
        rooms = list(connection.execute(own.select().order_by(own.c.number)).mappings())

    def printed(ids, of):
        return render_text(make(
            database, report_named(name), ids, of=of, as_of=DAY, printed_by="王老师",
            printed_at=datetime(2025, 11, 5, 10, 15),  # noqa: DTZ001 - local time, as on the wall
        ))  # fmt: skip

    whole, one = printed([exam[0]], "exam_session"), printed([rooms[1]["id"]], "exam_room")
    body, every = (
        ["".join(line.split()).replace("-", "") for line in text.splitlines() if line.startswith("|")]
        for text in (one, whole)
    )
    assert 2 < len(body) < len(every)
    assert set(body) <= set(every)
    assert "第 1 考场" not in one


def test_stickers_are_cut_out_of_a_page_a_room(paper):
    """The number of the seat is the largest of what a sticker says; there is no frame for a photo."""
    first, second = pages(paper("desk-stickers"))
    for page, seats in ((first, range(1, 7)), (second, range(1, 6))):
        assert page.frames == []
        large = max(text.size for text in page.texts)
        assert [text.text for text in page.texts if text.size == large] == [f"{n:02}" for n in seats]


@pytest.mark.parametrize(("per_page", "count"), [("4", 3), ("8", 2)])
def test_tickets_fill_pages_with_marks_to_cut_along(paper, per_page, count):
    document = paper("exam-ticket", options={"per_page": per_page})
    made = pages(document)
    assert len(made) == count
    crosses = 3 * (int(per_page) // 2 + 1)
    assert [len(page.thin) for page in made] == [2 * crosses] * count
    assert sum(len(page.frames) for page in made) == 11
    width, height = (side * MM for side in PHOTO_MM)
    assert {(round(box[2], 3), round(box[3], 3)) for page in made for box in page.frames} == {
        (round(width, 3), round(height, 3))
    }
    frame = frame_of(document)
    for page in made:
        assert all(frame.bottom <= text.y <= frame.top for text in page.texts)


def test_every_ticket_has_its_words_within_its_card(paper):
    """Also the notes, however long they are: they get smaller, none is left out."""
    notes = "；".join(f"第{n}条" + "很长的一条注意事项" * 8 for n in range(1, 7))
    for per_page in ("4", "8"):
        document = paper("exam-ticket", options={"per_page": per_page, "notes": notes[:400]})
        frame = frame_of(document)
        foot = frame.height / (int(per_page) // 2)
        for page in pages(document):
            for text in page.texts:
                assert (frame.top - text.y) % foot < foot - 1
        words = "".join(text.text for text in pages(paper("exam-ticket", options={"per_page": per_page}))[0].texts)
        assert all(f"{n}. " in words for n in range(1, 6))


def test_numbers_stand_in_fours_on_the_card_and_whole_in_the_workbook(paper):
    shown = [text.text for page in pages(paper("exam-ticket")) for text in page.texts]
    assert any(text.endswith("0386 2025 1108 0101") for text in shown)
    stream = BytesIO()
    render_workbook(paper("exam-ticket"), stream)
    cells = [cell.value for row in load_workbook(stream).worksheets[0].iter_rows() for cell in row]
    assert "0386202511080101" in cells


def test_photos_stand_in_their_frames_and_who_has_none_has_the_frame(paper, database, exam, tmp_path):
    photo(database, exam[1][0], tmp_path)
    made = pages(paper("exam-ticket"))
    (picture,) = [one for page in made for one in page.pictures]
    assert picture[:4] in [box for page in made for box in page.frames]
    one, other = BytesIO(), BytesIO()
    render_pdf(paper("exam-ticket"), one)
    render_pdf(paper("exam-ticket"), other)
    assert one.getvalue() == other.getvalue()
    bitmaps = [page.render(scale=0.5).to_pil() for page in pypdfium2.PdfDocument(one.getvalue())]
    colours = {colour for bitmap in bitmaps for _count, colour in bitmap.convert("RGB").getcolors(1 << 20)}
    assert any(red > 180 and green < 60 for red, green, _blue in colours)


def test_identity_numbers_are_masked_unless_asked_for_and_then_logged(paper, database):
    numbers = [factories.identity_number(n) for n in (1, 90)]
    masked, plain = (render_text(paper("exam-ticket", unmasked=asked)) for asked in (False, True))
    assert not any(number in masked for number in numbers)
    assert all(number in plain for number in numbers)
    revealed(database, paper("exam-ticket", unmasked=True), PRINT, ExamSession, "印准考证")
    with database.reading() as connection:
        (told,) = disclosures(connection)
    assert (told.record_count, told.reason) == (11, "印准考证")


def test_columns_that_are_left_out_are_on_no_card(paper):
    document = replace(paper("exam-ticket"), columns=("准考证号", "姓名", "座号"))
    text = render_text(document)
    assert "学校" not in text
    (cards,) = [block for block in paper("exam-ticket").blocks if isinstance(block, Cards)]
    assert len(cards.rows) == 11


def test_a_session_of_one_day_says_it_once(paper, database, exam):
    with database.transaction("改") as tx:
        tx.update(ExamSession, exam[0], {"practice_date": HELD})
    text = render_text(paper("exam-ticket"))
    assert "考试日期" in text
    assert "实操考试" not in text


@pytest.mark.parametrize("name", ["seat-plan", "exam-ticket"])
def test_without_anybody_seated_the_paper_says_so(name, database):
    document = make(
        database, report_named(name), [], as_of=DAY, printed_by="", printed_at=datetime(2025, 11, 5, 10, 15)  # noqa: DTZ001
    )  # fmt: skip
    assert "没有可以印在这张表上的记录" in render_text(document)
