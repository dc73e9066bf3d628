"""The page of seats: walked and carried by keys and mouse, each act one step, warned before tickets change."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.ui.kit.dialogs import Confirm
from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.seat_rules import pages_of
from desktop.ui.record.seats_page import SeatsPage
from models.acts.exam_late import LATE_REGISTRATION
from models.acts.exam_seats import TICKETS
from models.database.printings import Printing, note_printing
from models.entities.certificates import Certificate, ExamRegistration, ExamRoom, ExamSession
from models.entities.people import ClassMembership, Student
from models.entities.programmes import SchoolClass
from tests import factories
from tests.tour.exams import HELD, do

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def empty_file(request, grown, empty_file):
    return grown(begun)[0] if "session" in request.fixturenames else empty_file


@pytest.fixture
def session(grown):
    return grown(begun)[1]


def begun(database):
    """Ten of two classes, and rooms of nine and six seats."""
    with database.transaction("考试") as tx:
        classes = [tx.insert(SchoolClass, {"name": f"2024级数控{n}班", "grade_year": 2024}) for n in (1, 2)]
        certificate = tx.insert(Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70})
        held = {"code": "2025-2", "certificate": certificate, "exam_date": HELD, "station_code": "0386", "fee": 280}
        made = tx.insert(ExamSession, held)
        tx.insert(ExamRoom, {"session": made, "number": 1, "name": "A201", "capacity": 9, "rows": 3, "columns": 3})
        tx.insert(
            ExamRoom,
            {
                "session": made,
                "number": 2,
                "name": "A202",
                "capacity": 6,
                "rows": 3,
                "columns": 2,
                "invigilators": "赵",
            },
        )
        for nth in range(1, 11):
            student = tx.insert(Student, factories.student(nth))
            joined = {"student": student, "school_class": classes[nth % 2], "join_date": HELD.replace(year=2019)}
            tx.insert(ClassMembership, joined)
            tx.insert(
                ExamRegistration, {"session": made, "certificate": certificate, "student": student, "status": "4"}
            )
    return made


@pytest.fixture
def page(window, session, database, settle):
    do(database, "seat", session)
    window.show_page("seats", {"id": session})
    settle(window)
    shown = window.stage.currentWidget()
    assert isinstance(shown, SeatsPage)
    return shown


def seats(database):
    with database.reading() as connection:
        own = ExamRegistration.table()
        rows = connection.execute(own.select().order_by(own.c.id)).mappings()
        return {row["id"]: (row["room_id"], row["seat"]) if row["seat"] else None for row in rows}


def at(page, seat):
    return next(place for place, cell in page.grid.rows.cells.items() if cell.seat == seat)


def who(page, seat):
    return page.grid.rows.cells[at(page, seat)].person.key


def stand(page, seat):
    page.grid.setCurrentIndex(page.grid.rows.index(*at(page, seat)))


def test_a_room_is_seen_with_its_seats_and_what_is_to_be_seen_to(page, window):
    assert page.middle.name.text() == "A201"
    assert page.middle.note.text() == "3 列 3 排，5 人，空 4"
    assert page.grid.rows.cells[0, 0].seat == 1
    assert page.grid.rows.cells[0, 1].seat == 6
    assert page.rules.seat.text() == "重新编排 10 人"
    assert page.tickets_button.text() == "打印准考证 10 张"
    told = [row.accessibleName() for row in page.rules.checks.children() if hasattr(row, "sign") and not row.isHidden()]
    assert told == [
        "每人一座，无重号：10/10",
        "同班相邻：0 处",
        "监考未定：A201：1 间",
        "没有照片，准考证留空框：10 人",
    ]
    assert "数控" in window.status.left.text()
    page.middle.desk_at.take(key=True)
    assert page.grid.rows.cells[2, 2].seat == 1


def test_space_picks_up_and_drops_with_a_word_on_who_sits_beside(page, window, settle, database):
    before, one, other = seats(database), who(page, 1), who(page, 4)
    page.grid.setFocus()
    stand(page, 1)
    QTest.keyClick(page.grid, Qt.Key.Key_Space)
    stand(page, 4)
    assert page.middle.foreseen.text().startswith("1 号与 4 号互换")
    QTest.keyClick(page.grid, Qt.Key.Key_Space)
    settle(window)
    after = seats(database)
    assert (after[one], after[other]) == (before[other], before[one])
    assert page.middle.foreseen.isHidden()
    window.history.undo.trigger()
    settle(window)
    assert seats(database) == before


def test_escape_puts_back(page, settle, window, database):
    before = seats(database)
    stand(page, 1)
    QTest.keyClick(page.grid, Qt.Key.Key_Space)
    QTest.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.grid.held is None
    stand(page, 4)
    settle(window)
    assert seats(database) == before


def test_keys_lock_and_take_out(page, window, settle, database):
    key = who(page, 2)
    stand(page, 2)
    QTest.keyClick(page.grid, Qt.Key.Key_L)
    settle(window)
    assert page.view.locked() == (key,)
    assert page.rules.seat.text() == "重新编排 9 人"
    page.rules.unlock.click()
    settle(window)
    assert page.view.locked() == ()
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    settle(window)
    assert seats(database)[key] is None
    assert page.view.waiting == (key,)
    assert page.rules.seat.text() == "排座 1 人"
    page.rooms.waiting.person_picked.emit(key)
    stand(page, 7)
    QTest.keyClick(page.grid, Qt.Key.Key_Space)
    settle(window)
    assert seats(database)[key] == (page.room, 7)


def middle(page, seat):
    return page.grid.visualRect(page.grid.rows.index(*at(page, seat))).center()


def drag(page, seat, to):
    view = page.grid.viewport()
    QTest.mousePress(view, LEFT, pos=middle(page, seat))
    QTest.mouseMove(view, middle(page, seat) + QPoint(30, 0))
    QTest.mouseMove(view, to)
    QTest.mouseRelease(view, LEFT, pos=to)


def test_somebody_is_dragged_to_another_seat_room_or_out(page, window, settle, database):
    before, key = seats(database), who(page, 1)
    drag(page, 1, middle(page, 9))
    settle(window)
    assert seats(database)[key] == (page.room, 9)
    rooms = page.rooms.rooms.viewport()
    second = page.rooms.rooms.visualRect(page.rooms.rooms.model().index(1, 0)).center()
    drag(page, 9, page.grid.viewport().mapFromGlobal(rooms.mapToGlobal(second)))
    settle(window)
    other = page.view.halls[1].key
    assert seats(database)[key] == (other, 6)
    key = who(page, 2)
    box = page.rooms.waiting.viewport()
    drag(page, 2, page.grid.viewport().mapFromGlobal(box.mapToGlobal(box.rect().center())))
    settle(window)
    assert seats(database)[key] is None
    for _step in range(3):
        window.history.undo.trigger()
        settle(window)
    assert seats(database) == before


def test_all_are_seated_anew_by_other_rules(page, window, settle, database):
    before = seats(database)
    page.rules.another.click()
    page.rules.order.take("2")
    page.rules.path.take("2")
    page.rules.seat.click()
    settle(window)
    assert seats(database) != before
    assert (page.view.row["seat_path"], page.view.row["seat_order"]) == ("2", "2")
    assert page.grid.rows.cells[0, 1].seat == 4


@pytest.mark.parametrize("go", [False, True])
def test_once_tickets_went_out_one_is_asked_before_they_change(page, window, settle, database, session, go):
    before = seats(database)
    job = {"report": TICKETS, "ids": [session]}
    note_printing(database, Printing("准考证", "", "print", "", 3, unmasked=False, job=job))
    page.rules.another.click()
    page.rules.seat.click()
    settle(window)
    question = window.findChild(Confirm)
    question.buttons[go].click()
    settle(window)
    assert (seats(database) != before) is go


def test_f8_walks_over_what_is_to_be_seen_to(page, window):
    page.grid.setFocus()
    seen = []
    for _step in range(12):
        QTest.keyClick(page.grid, Qt.Key.Key_F8)
        seen.append(page.grid.current.person.key)
    assert len(set(seen)) == 10
    assert page.room == page.view.seats[seen[-1]][0]


def test_what_cannot_be_done_is_said(page, window, settle, database, session):
    with database.transaction("改") as tx:
        tx.update(ExamSession, session, {"station_code": None})
    settle(window)
    page.rules.seat.click()
    settle(window)
    assert "站点代码" in page.middle.banner.words.text()


def test_without_a_session_the_page_says_so(window, settle):
    window.show_page("seats", {})
    settle(window)
    shown = window.stage.currentWidget()
    assert shown.of.text() == "还没有考试批次"
    assert not shown.rules.seat.isEnabled()


def test_without_a_word_which_the_next_session_is_seen(page, window, settle, session):
    page.session = None
    window.show_page("seats", {})
    settle(window)
    assert page.session == session


def test_papers_are_told_with_their_pages_for_all_rooms_or_the_one_that_is_seen(page):
    def told():
        return {name: row.pages for name, row in page.rules.papers.items()}

    assert told() == {"seat-plan": "2 页", "exam-sign-in": "2 页", "exam-ticket": "3 页", "desk-stickers": "2 页"}
    assert page.sign_button.text() == "签到表 2 页"
    page.rules.scope.take(key=True)
    assert told() == {"seat-plan": "1 页", "exam-sign-in": "1 页", "exam-ticket": "2 页", "desk-stickers": "1 页"}


@pytest.mark.parametrize(
    ("seated", "pages"),
    [((), (0, 0, 0, 0)), ((0, 0), (0, 0, 0, 0)), ((4, 21), (2, 2, 7, 2)), ((22, 1, 0), (2, 2, 6, 3))],
)
def test_how_many_pages_papers_take(seated, pages):
    assert (
        tuple(pages_of(name, seated) for name in ("seat-plan", "exam-sign-in", "exam-ticket", "desk-stickers")) == pages
    )


def test_papers_of_one_room_are_printed_of_that_room(page, window, settle, session):
    asked = []
    page.place = replace(page.place, page=lambda key, given: asked.append((key, given)))
    page.rules.paper_wanted.emit("desk-stickers")
    page.rules.scope.take(key=True)
    for name in ("desk-stickers", "exam-ticket"):
        page.rules.papers[name].click()
    page.sign_button.click()
    whole, room = {"ids": (session,)}, {"ids": (page.room,), "of": "exam_room"}
    assert asked == [
        ("print", {"report": "desk-stickers"} | whole), ("print", {"report": "desk-stickers"} | room),
        ("print", {"report": "exam-ticket"} | room), ("print", {"report": "exam-sign-in"} | whole),
    ]  # fmt: skip


def test_the_list_of_a_room_stands_beside_its_plan(page, window, settle, database):
    """The same people by seats, the same keys, and whom one stood on stays current."""
    stand(page, 3)
    key = who(page, 3)
    page.middle.shown_as.take(key=True)
    roster = page.middle.roster
    seats_ = [cell.seat for cell in roster.model_.rows]
    assert seats_ == sorted(seat for room, seat in seats(database).values() if room == page.room)
    assert page.middle.current == roster.current.person.key == key
    words = [roster.model_.index(2, column).data() for column in range(1, 5)]
    assert words[0] == "03"
    assert words[3].startswith("0386")
    assert page.middle.desk_at.isHidden()
    roster.setFocus()
    QTest.keyClick(roster, Qt.Key.Key_L)
    settle(window)
    assert page.view.locked() == (key,)
    QTest.keyClick(roster, Qt.Key.Key_Delete)
    settle(window)
    assert seats(database)[key] is None
    page.rooms.waiting.person_picked.emit(key)
    assert not page.middle.listed
    assert page.grid.held == key


def test_f8_goes_on_in_the_list(page, window, settle):
    page.middle.shown_as.take(key=True)
    seen = []
    for _step in range(10):
        QTest.keyClick(page.middle.roster, Qt.Key.Key_F8)
        seen.append(page.middle.current)
    assert len(set(seen)) == 10


def test_enter_opens_a_registration_from_the_list(page, window, settle):
    page.middle.shown_as.take(key=True)
    key = page.middle.roster.current.person.key
    QTest.keyClick(page.middle.roster, Qt.Key.Key_Return)
    settle(window)
    assert (window.stage.form.entity, window.stage.form.key) == (ExamRegistration, key)


def test_a_new_room_is_one_of_the_session(page, window, settle, session, database):
    page.rooms.add.click()
    settle(window)
    form = window.stage.form
    assert (form.entity, form.draft.values["session"], form.draft.shown("session")) == (ExamRoom, session, "2025-2")
    assert not form.dirty
    form.revert()
    assert form.draft.values["session"] == session


def test_late_registration_is_offered(page, window, settle):
    page.late.click()
    settle(window)
    panel = window.findChild(ActPanel)
    assert panel.act is LATE_REGISTRATION
