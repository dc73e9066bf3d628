"""What is reckoned of examinations: totals, passed, rates, attempts; in the file and before, by the standard of the day."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from models.database.doubts import of_kept
from models.database.errors import Invalid
from models.database.query import Query
from models.database.results import read_all, rows_of
from models.entities import exam_checks
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CertificatePilot,
    CreditConversion,
    ExamRegistration,
    ExamResult,
    ExamRoom,
    ExamSession,
)
from models.entities.people import Student
from models.entities.schools import School
from models.schema.exam_types import CertificateName, ExamVerdict, RoomNumber, Score, split_name
from models.schema.number_patterns import UnfitError
from models.schema.ticket_patterns import TICKET_PATTERN, checked, ticket
from tests import factories

HELD = date(2025, 12, 13)


@pytest.fixture
def office(database):
    """Three students, a certificate of two standards, a session of the first."""
    with database.transaction("准备") as tx:
        tx.students = [tx.insert(Student, factories.student(n)) for n in range(3)]
        first = {"name": "物流管理", "level": "2", "total_pass": Decimal(60), "valid_until": date(2026, 1, 1)}
        weights = {"theory_weight": Decimal("0.4"), "practice_weight": Decimal("0.6")}
        old = tx.insert(Certificate, first | weights)
        new = tx.insert(
            Certificate,
            {"name": "物流管理", "level": "2", "total_pass": Decimal(70), "valid_from": date(2026, 1, 1)} | weights,
        )
        session = tx.insert(ExamSession, {"code": "A1", "certificate": old, "exam_date": HELD, "station_code": "2107"})
    database.office = {"students": tx.students, "old": old, "new": new, "session": session}
    return database


def register(database, n=0, session=None, **more):
    own = database.office
    row = {"session": session or own["session"], "certificate": own["old"], "student": own["students"][n]}
    with database.transaction("报名") as tx:
        return tx.insert(ExamRegistration, row | more)


def result(database, registration, **values):
    with database.transaction("成绩") as tx:
        return tx.insert(ExamResult, {"registration": registration} | values)


def value(database, entity, key, *names):
    with database.reading() as connection:
        (row,) = rows_of(connection, Query(entity), [key], list(names))
    found = tuple(row.values[name] for name in names)
    return found[0] if len(names) == 1 else found


MARKED = [  # theory, practice, attendance; total, passed by a total of 60
    ("59.9", "60", None, "60.0", True), ("59.8", "60", None, "59.9", False), ("59.9", "60.1", None, "60.0", True),
    ("150", "0", None, "60.0", True), ("60", None, None, None, False), ("90", "90", "3", "90.0", False),
    (None, None, "2", None, False), (None, None, "4", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("theory", "practice", "attendance", "total", "passed"), MARKED)
def test_the_total_is_rounded_and_then_compared(office, theory, practice, attendance, total, passed):
    values = {"theory_score": theory and Decimal(theory), "practice_score": practice and Decimal(practice)}
    key = result(
        office, register(office), **{k: v for k, v in values.items() if v is not None}, attendance=attendance or "1"
    )
    assert value(office, ExamResult, key, "total", "is_passed") == (total and Decimal(total), passed)


def test_the_file_and_the_sheet_reckon_alike(office):
    """Passed is said twice, for what is kept and for what is not yet: by chance they agree on every kind of standard."""
    chance = Random(7)
    marks = [None, Decimal(50), Decimal(60), Decimal("72.5")]
    own = office.office
    for _n in range(60):
        share = chance.choice([None, Decimal(0), Decimal("0.35"), Decimal("0.4"), Decimal(1)])
        standard = {f"{part}_pass": chance.choice(marks) for part in ("theory", "practice", "total")}
        standard |= {"theory_weight": share, "practice_weight": None if share is None else 1 - share}
        scores = {
            f"{part}_score": chance.choice([None, Decimal(chance.randrange(400, 900)) / 10])
            for part in ("theory", "practice", "total")
        }
        row = scores | {"attendance": chance.choice("111234")}
        with office.transaction("算") as tx:
            tx.update_stored(Certificate, own["old"], standard)
            registration = tx.insert(ExamRegistration, {
                "session": own["session"], "certificate": own["old"], "candidate_name": "周外人",
                "candidate_id_number": factories.identity_number(500 + _n),
            })  # fmt: skip
            (key,) = tx.insert_stored(ExamResult, [{"registration_id": registration, **row}])
        kept = value(office, ExamResult, key, "total", "is_passed")
        assert kept == (exam_checks.total_of(row, standard), exam_checks.passed_by(row, standard)), (standard, row)


def test_the_standard_of_the_day_of_the_session_counts(office):
    own = office.office
    scores = {"theory_score": Decimal(65), "practice_score": Decimal(65)}
    with office.transaction("批次") as tx:
        later = tx.insert(ExamSession, {"code": "A2", "certificate": own["old"], "exam_date": date(2026, 1, 1)})
    first = result(office, register(office), **scores)
    second = result(office, register(office, 1, later), **scores)
    assert value(office, ExamSession, own["session"], "standard") == "物流管理（中级）"
    assert [value(office, ExamResult, key, "is_passed") for key in (first, second)] == [True, False]


def test_the_counts_and_rates_of_a_session(office):
    """报名 without those sent back or cancelled; 缓考 has not sat, 违纪 has."""
    own = office.office
    with office.transaction("学生") as tx:
        own["students"] += [tx.insert(Student, factories.student(n)) for n in range(3, 9)]
    good = {"theory_score": Decimal(80), "practice_score": Decimal(80)}
    cases = [good, good, {"theory_score": Decimal(10), "practice_score": Decimal(10)}, {"attendance": "2"},
             {"attendance": "3"} | good, {"attendance": "4"}]  # fmt: skip
    for n, values in enumerate(cases):
        result(office, register(office, n), **values)
    register(office, 6, status="9")
    register(office, 7, status="3")
    register(office, 8)
    names = ("registered", "sat", "passed", "attendance_rate", "pass_rate", "overall_rate")
    told = value(office, ExamSession, own["session"], *names)
    assert told == (7, 4, 2, Decimal("57.14"), Decimal("50.00"), Decimal("28.57"))


def test_a_session_without_anybody_has_no_rate(office):
    assert value(office, ExamSession, office.office["session"], "registered", "attendance_rate", "pass_rate") == (
        0,
        None,
        None,
    )


def test_attempts_are_counted_by_what_was_sat_before(office):
    own = office.office
    sessions = [own["session"]]
    with office.transaction("批次") as tx:
        for month in (1, 2, 3):
            row = {"code": f"B{month}", "certificate": own["new"], "exam_date": date(2026, month, 10)}
            sessions.append(tx.insert(ExamSession, row))
    keys = [register(office, 0, session) for session in sessions]
    result(office, keys[0], theory_score=Decimal(1), practice_score=Decimal(1))
    result(office, keys[1], attendance="2")  # absent: not sat
    result(office, keys[2], attendance="3")
    assert [value(office, ExamRegistration, key, "attempt") for key in keys] == [1, 2, 2, 3]


def test_a_pilot_counts_the_sessions_from_september_to_august(office):
    own = office.office
    with office.transaction("试点") as tx:
        school = tx.insert(School, {"name": "甲校"})
        pilot = tx.insert(CertificatePilot, {"school": school, "certificate": own["new"], "year": 2025, "planned": 10})
        days = [date(2025, 8, 31), date(2025, 9, 1), date(2026, 8, 31), date(2026, 9, 1)]
        sessions = [
            tx.insert(ExamSession, {"code": f"C{n}", "certificate": own["old"], "exam_date": day})
            for n, day in enumerate(days)
        ]
    for session in sessions:
        register(office, 0, session)
    assert value(office, CertificatePilot, pilot, "registered", "passed") == (2, 0)


REFUSED = [
    (ExamRegistration, {"candidate_name": "周外人"}, "candidate_id_number", "required"),
    (ExamRegistration, {}, "student", "required"),
    (ExamRegistration, {"student": 0, "candidate_name": "周外人"}, "candidate_name", "conflict"),
    (ExamRegistration, {"student": 0, "certificate": "other"}, "certificate", "conflict"),
    (ExamRegistration, {"student": 2}, "student", "duplicate"),
    (ExamRegistration, {"student": 0, "room": "room", "seat": 3}, "seat", "out-of-range"),
    (ExamRegistration, {"student": 0, "room": "room", "seat": 1}, "seat", "duplicate"),
    (ExamRoom, {"number": 1}, "number", "duplicate"),
    (Certificate, {"name": "甲", "level": "1", "theory_weight": Decimal("0.4"), "practice_weight": Decimal("0.5")}, "practice_weight", "out-of-range"),
    (Certificate, {"name": "甲（高级）", "level": "1"}, "level", "conflict"),
]  # fmt: skip


@pytest.mark.parametrize(("entity", "row", "field", "code"), REFUSED)
def test_what_is_refused(office, entity, row, field, code):
    own = office.office
    with office.transaction("考场") as tx:
        room = tx.insert(ExamRoom, {"session": own["session"], "number": 1, "capacity": 2})
        other = tx.insert(Certificate, {"name": "车工", "level": "22"})
    register(office, 2, room=room, seat=1)
    known = {"room": room, "other": other}
    given = {name: known.get(v, v) if isinstance(v, str) else v for name, v in row.items()}
    if entity is ExamRegistration:
        given = {"session": own["session"], "certificate": own["old"]} | given
        given |= {"student": own["students"][row["student"]]} if "student" in row else {}
    if entity is ExamRoom:
        given |= {"session": own["session"]}
    with pytest.raises(Invalid) as refusal, office.transaction("试") as tx:
        tx.insert(entity, given)
    assert (field, code) in [(name, c.code) for name, c in refusal.value.complaints]


def test_an_award_finds_the_passed_registration_and_refuses_others(office):
    own = office.office
    key = register(office)
    award = {"student": own["students"][0], "certificate": own["new"], "number": "20251234"}
    with pytest.raises(Invalid, match="还没有成绩"), office.transaction("发证") as tx:
        tx.insert(CertificateAward, award)
    result(office, key, theory_score=Decimal(80), practice_score=Decimal(80))
    with office.transaction("发证") as tx:
        first = tx.insert(CertificateAward, award)
        free = tx.insert(CertificateAward, award | {"student": own["students"][1], "number": "20251235"})
    assert value(office, CertificateAward, first, "registration") is not None
    assert (
        value(office, CertificateAward, free, "registration") is None
    )  # from before the program: nothing contradicts it
    with pytest.raises(Invalid, match="已经发过证书"), office.transaction("发证") as tx:
        tx.insert(CertificateAward, award | {"number": "20251236"})
    with pytest.raises(Invalid, match="已有这个编号"), office.transaction("发证") as tx:
        tx.insert(CertificateAward, award | {"student": own["students"][2]})


def test_credits_of_another_students_certificate_are_refused(office):
    own = office.office
    with office.transaction("发证") as tx:
        award = tx.insert(
            CertificateAward, {"student": own["students"][0], "certificate": own["old"], "number": "20251234"}
        )
    row = {"award": award, "course_name": "仓储", "credits": Decimal(2)}
    with pytest.raises(Invalid, match="不是这名学生的"), office.transaction("学分") as tx:
        tx.insert(CreditConversion, row | {"student": own["students"][1]})
    with pytest.raises(Invalid, match="最少"), office.transaction("学分") as tx:
        tx.insert(CreditConversion, row | {"student": own["students"][0], "credits": Decimal("0.4")})


APART = [  # the days of a standard beside those of one from 2026-01-01 to 2027-01-01; whether it may stand
    (None, date(2026, 1, 1), True), (date(2027, 1, 1), None, True), (None, None, False), (None, date(2026, 1, 2), False),
    (date(2026, 12, 31), None, False), (date(2026, 3, 1), date(2026, 4, 1), False),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "end", "stands"), APART)
def test_two_standards_are_not_in_force_on_one_day(database, begin, end, stands):
    row = {"name": "直播电商", "level": "2", "total_pass": Decimal(60)}
    with database.transaction("证书") as tx:
        tx.insert(Certificate, row | {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1)})
        tx.insert(Certificate, row | {"level": "1"})  # another level is another certificate

    def again():
        with database.transaction("又一版") as tx:
            tx.insert(Certificate, row | {"valid_from": begin, "valid_until": end})

    if stands:
        again()
        return
    with pytest.raises(Invalid, match="2026-01-01 至 2027-01-01）有效期重叠") as refusal:
        again()
    assert [(name, c.code) for name, c in refusal.value.complaints] == [("valid_from", "conflict")]


def test_awards_and_numbers_are_compared_whichever_standard_they_are_by(office):
    own = office.office
    award = {
        "student": own["students"][0],
        "certificate": own["old"],
        "number": "20251234",
        "issued_date": date(2025, 12, 1),
    }
    with office.transaction("发证") as tx:
        tx.insert(CertificateAward, award)
    with pytest.raises(Invalid, match="已有这个编号"), office.transaction("发证") as tx:
        tx.insert(CertificateAward, award | {"student": own["students"][1], "certificate": own["new"]})
    key = register(office, certificate=own["new"])
    with office.reading() as connection:
        told = [
            c.message for _key, name, c in of_kept(connection, ExamRegistration, [key], HELD) if name == "certificate"
        ]
    assert told == ["2025-12-01 已取得这个证书（20251234）"]


def test_what_policy_sets_for_a_level_is_the_score_of_a_conversion(office):
    own, granted = office.office, Decimal(85)
    with office.transaction("发证") as tx:
        award = tx.insert(
            CertificateAward, {"student": own["students"][0], "certificate": own["old"], "number": "20251234"}
        )
        row = {"student": own["students"][0], "award": award, "credits": Decimal(2)}
        usual = tx.insert(CreditConversion, row | {"course_name": "仓储"})
        said = tx.insert(CreditConversion, row | {"course_name": "配送", "score": Decimal(91)})
    assert [value(office, CreditConversion, key, "score") for key in (usual, said)] == [granted, Decimal(91)]


NAMES = [
    ("汽车运用与维修职业技能等级证书", ("汽车运用与维修", None)), ("汽车运用与维修职业技能等级证书（中级）", ("汽车运用与维修", "2")),
    ("汽车运用与维修(中级)职业技能等级证书", ("汽车运用与维修", "2")), ("建筑信息模型（BIM）", ("建筑信息模型（BIM）", None)),
    ("建筑信息模型（BIM）职业技能等级证书", ("建筑信息模型（BIM）", None)), ("电工（四级）", ("电工", "22")), ("会计证书", ("会计", None)),
    ("证书", ("证书", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), NAMES)
def test_names_of_certificates(text, told):
    assert split_name(text) == told
    assert split_name(CertificateName(60).read(text)[0]) == told


@pytest.mark.parametrize(
    ("kind", "raw", "told"),
    [
        (Score(), "缺考", "缺考"), (Score(), "未考", "缺考"), (Score(), "作弊", "违纪"), (Score(), "缓考", "缓考"), (Score(), "85.5分", Decimal("85.5")),
        (Score(), 181, None), (ExamVerdict(), "违纪", "违纪"), (ExamVerdict(), "缺考", "3"), (ExamVerdict(), "√", "1"), (ExamVerdict(), "不及格", "2"),
        (RoomNumber(99), "第3考场", 3), (RoomNumber(99), "第十二考场", 12), (RoomNumber(99), "考场05", 5), (RoomNumber(99), 100, None),
    ],
)  # fmt: skip
def test_cells_of_examinations(kind, raw, told):
    value, complaints = kind.read(raw)
    assert (value, any(c.fatal for c in complaints)) == (told, told is None)


def test_tickets_by_pattern():
    assert ticket(TICKET_PATTERN, "2107", HELD, 1, 5) == "2107202512130105"
    assert ticket("{date:%y%m}-{room}{seat:03}", None, HELD, 2, 7) == "2512-2007"
    with pytest.raises(UnfitError, match="站点代码"):
        ticket(TICKET_PATTERN, None, HELD, 1, 5)
    with pytest.raises(UnfitError, match="位数"):
        ticket("{room:1}{seat:2}", None, HELD, 10, 5)
    assert not checked(TICKET_PATTERN)
    for wrong in (
        "{room:02}",
        "{room}{seat}{who}",
        "{room}{seat",
        "{room:x}{seat}",
        "{room}{seat}{seat}",
        "{date:%H}{room}{seat}",
    ):
        assert [c.code for c in checked(wrong)] == ["format"], wrong


@pytest.mark.parametrize(
    ("scheme", "number", "doubted"),
    [
        ("1", "202521000001", False), ("1", "2025", True), ("1", "Y" + "0" * 21, False), ("2", "Y" + "0" * 21, False), ("2", "202521000001", True),
        ("2", "YT" + "0" * 20, False), ("2", "Y" + "0" * 20, True), ("3", "ABC-2025-01", False),
    ],
)  # fmt: skip
def test_the_rule_of_22_characters_is_for_one_scheme_alone(office, scheme, number, doubted):
    with office.transaction("证书") as tx:
        certificate = tx.insert(Certificate, {"name": "乙", "level": "1", "scheme": scheme})
        row = {"student": office.office["students"][0], "certificate": certificate, "number": number}
        key = tx.insert(CertificateAward, row)
    with office.reading() as connection:
        told = [name for _key, name, c in of_kept(connection, CertificateAward, [key], HELD) if c.code == "format"]
        assert list(read_all(connection, Query(CertificateAward), ("number",)))
    assert bool(told) is doubted
