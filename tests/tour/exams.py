"""Steps to an examination: a session with its rooms, its seats, and how far everybody came."""

from datetime import date, timedelta
from decimal import Decimal

from desktop.operations.scoring import MARKS, enter_mark
from desktop.ui.record.exam_charts import Pipeline
from desktop.ui.record.exam_session import ExamSessionPart
from desktop.ui.record.seats_page import SeatsPage
from models.acts.applying import apply
from models.acts.catalogue import act_named
from models.acts.planning import plan
from models.database.database import Database
from models.database.query import Condition, Query
from models.database.results import ids_of
from models.entities.certificates import Certificate, EvaluationBody, ExamRegistration, ExamRoom, ExamSession
from models.entities.programmes import SchoolClass
from models.schema.fields import entity_named
from tests.tour.guide import Guide

HELD, PAST = date(2020, 5, 9), date(2020, 4, 11)
_ROOMS = (("A201 机房", 36, 6, "赵立群、孙慧"), ("A202 机房", 30, 5, "钱小岚、周海"), ("B105 教室", 30, 5, None))
_CLASSES, _EACH = 4, 22


def session(database: Database, held_on: date = HELD) -> int:
    """A session with rooms, and those of four classes registered, one of them not paid, one sent back; its id."""
    with database.reading() as connection:
        classes = list(ids_of(connection, Query(SchoolClass)))[:_CLASSES]
        found = [
            list(ids_of(connection, Query(entity_named("student"), (Condition("school_class", "=", key),))))[:_EACH]
            for key in classes
        ]
    with database.transaction("考试") as tx:
        body = tx.insert(EvaluationBody, {"name": "沈阳示例数控职业评价中心"})
        weights = {"theory_weight": Decimal("0.3"), "practice_weight": Decimal("0.7")}
        certificate = tx.insert(
            Certificate, {"name": "数控车铣加工", "level": "2", "total_pass": 70, "evaluation_body": body} | weights
        )
        held = {
            "code": "2020SK2",
            "certificate": certificate,
            "exam_date": held_on,
            "practice_date": held_on + timedelta(1),
        }
        made = tx.insert(
            ExamSession, held | {"station": "本校考点", "station_code": "0386", "planned": 100, "fee": 280}
        )
        for number, (name, capacity, columns, invigilators) in enumerate(_ROOMS, 1):
            room = {
                "session": made,
                "number": number,
                "name": name,
                "capacity": capacity,
                "rows": 6,
                "columns": columns,
            }
            tx.insert(ExamRoom, room | {"invigilators": invigilators})
        for nth, student in enumerate(key for some in found for key in some):
            status = {3: "2", 9: "3"}.get(nth, "4")
            row = {"session": made, "certificate": certificate, "student": student, "status": status}
            tx.insert(ExamRegistration, row | {"is_fee_paid": status == "4"})
    return made


def seated(database: Database) -> int:
    """The same once seats are given."""
    key = session(database)
    do(database, "seat", key)
    return key


def examined(database: Database) -> int:
    """A session that is over: some absent, most passed, some with a certificate, a few with credits; its id."""
    key = session(database, PAST)
    do(database, "seat", key)
    here = Condition("session", "=", key)
    with database.reading() as connection:
        found = list(
            ids_of(connection, Query(ExamRegistration, (here, Condition("status", "=", "5")), ("ticket_number",)))
        )
    results: dict[int, dict[str, object]] = {}
    for nth, one in enumerate(found):
        absent = nth % 17 == 5
        scores = {"theory_score": Decimal(55 + nth * 7 % 40), "practice_score": Decimal(52 + nth * 11 % 47)}
        results[one] = {"attendance": "2"} if absent else {"attendance": "1", **scores}
    _apart(database, "record-result", results)
    with database.reading() as connection:
        passed = list(
            ids_of(connection, Query(ExamRegistration, (here, Condition("is_passed", "=", True)), ("ticket_number",)))
        )
    given: dict[int, dict[str, object]] = {
        one: {"number": f"SK220{nth:05}"} for nth, one in enumerate(passed[: len(passed) * 2 // 3])
    }
    _apart(database, "issue-certificate", given, issued_date=date(2020, 4, 18))
    return key


def _apart(database: Database, act: str, each: dict[int, dict[str, object]], **given: object) -> None:
    """Do an act to many, to each with what is given for it."""
    named = act_named(act)
    assert named is not None
    with database.reading() as connection:
        made = plan(connection, named, list(each), given, apart=each)
    assert not made.refused, made.refused
    with database.transaction(made.name) as tx:
        apply(tx, made)


def exam_session(guide: Guide) -> None:
    """A session whose certificates are being issued."""
    key = examined(guide.database)
    guide.window.show_record(ExamSession, key)
    guide.rest()


def exam_step(guide: Guide) -> None:
    """The same, its candidates filtered by a step."""
    exam_session(guide)
    page = guide.window.stage.beside
    assert page is not None
    pipeline = page.contents.findChild(Pipeline)
    assert pipeline is not None
    pipeline.step_chosen.emit(4)
    guide.rest()


def exam_marks(guide: Guide) -> None:
    """Marks being typed: the first candidate has both, the box of the second is open."""
    key = session(guide.database, PAST)
    do(guide.database, "seat", key)
    guide.window.show_record(ExamSession, key)
    guide.rest()
    page = guide.window.stage.beside
    assert page is not None
    assert isinstance(page.contents, ExamSessionPart)
    sheet = page.contents.sheet
    assert sheet is not None
    first = sheet.scores.scores.rows[0].id
    for name, text in zip(MARKS, ("82", "85"), strict=True):
        enter_mark(guide.database, first, name, text)
    guide.rest()
    page.contents.type_marks()
    guide.rest()


def do(database: Database, act: str, key: int, **given: object) -> None:
    """Do an act."""
    named = act_named(act)
    assert named is not None
    with database.reading() as connection:
        made = plan(connection, named, [key], given)
    assert not made.refused, made.refused
    with database.transaction(made.name) as tx:
        apply(tx, made)


def seats(guide: Guide) -> SeatsPage:
    """The seats of a room, one of them locked."""
    key = seated(guide.database)
    guide.window.show_page("seats", {"id": key})
    guide.rest()
    page = guide.window.stage.currentWidget()
    assert isinstance(page, SeatsPage)
    first = page.grid.rows.cells[0, 0].person
    assert first is not None
    do(guide.database, "lock-seat", first.key)
    guide.rest()
    return page


def seats_listed(guide: Guide) -> None:
    """The list of a room, papers for that room alone."""
    page = seats(guide)
    page.middle.shown_as.take(key=True)
    page.rules.scope.take(key=True)
    guide.rest()


def seat_carried(guide: Guide) -> None:
    """Somebody picked up and about to change places with another, beside a classmate."""
    page = seats(guide)
    view, grid = page.view, page.grid
    assert view is not None
    cells = [(place, cell) for place, cell in sorted(grid.rows.cells.items()) if cell.person is not None]
    (first, carried), hall = cells[8], grid.rows.hall
    assert carried.person is not None
    assert hall is not None
    grid.setCurrentIndex(grid.rows.index(*first))
    grid.pick_up(carried.person.key)
    for place, cell in cells:
        if view.told(carried.person.key, (hall.key, cell.seat))[0]:
            grid.setCurrentIndex(grid.rows.index(*place))
            break
    guide.rest()


def seats_waiting(guide: Guide) -> None:
    """A session in which nobody has a seat yet."""
    key = session(guide.database)
    guide.window.show_page("seats", {"id": key})
    guide.rest()
