"""What is asked of the registers of examinations: rows alone, and beside each other (registers §6)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.entities.exam_counts import (
    ABSENT,
    AWAY,
    CANCELLED,
    CHEATED,
    EXPELLED,
    MARKS,
    PAID,
    PRESENT,
    REGISTERED,
    SAT,
    SEATED,
)
from models.entities.measures import LEFT
from models.schema.beside import Beside, Peers, Seen
from models.schema.codes import table
from models.schema.complaints import Complaint, warning
from models.schema.exam_types import split_name
from models.schema.number_patterns import UnfitError
from models.schema.ticket_patterns import ticket
from models.words import _

ONE_X, RATED, OF_INDUSTRY = "1", "2", "3"  # certificate-scheme 1+X, 职业技能等级认定, 行业企业证书
IN_SCHOOL, OUTSIDE = "1", "2"  # candidate-kind
FAILED_VERDICT, PASSED_VERDICT, ABSENT_VERDICT = "2", "1", "3"  # exam-verdict
APPLIED, GRANTED, REFUSED = "1", "2", "3"  # conversion-status
PREPARED, ENROLLING, SEATING, HELD, PUBLISHED, ARCHIVED = "1", "2", "3", "4", "5", "6"  # session-status
TENTH = Decimal("0.1")
STATUS_OF = {PRESENT: SAT, AWAY: ABSENT, EXPELLED: CHEATED}  # of a registration, by who was there; 缓考 leaves it
LEAST_CREDITS = Decimal("0.5")
_NUMBER = re.compile(r"[0-9A-Za-z-]{8,30}")
_RATED_NUMBER = re.compile(r"[A-Z]\d{21}|[A-Z]{2}\d{20}")  # 职业技能等级证书编码规则; two letters: 特级技师, 首席技师
Row = Mapping[str, Any]
Found = Iterable[tuple[str, Complaint]]


# --- a certificate


def level_in_name(row: Row) -> Row:
    """The level, where it stands in brackets after the name."""
    name, level = split_name(str(row.get("name") or ""))
    if level is None or row.get("level") not in (None, level):
        return {}
    return {"name": name, "level": level}


def weights_sum(row: Row) -> Found:
    """Both weights together are the whole; at least one pass mark is set."""
    theory, practice = row.get("theory_weight"), row.get("practice_weight")
    if theory is not None and practice is not None and theory + practice != 1:
        words = _("理论权重 {theory} 和实操权重 {practice} 之和应为 1")
        yield "practice_weight", Complaint("out-of-range", words.format(theory=f"{theory:f}", practice=f"{practice:f}"))
    elif (theory, practice) != (None, None) and None in (theory, practice):
        given = theory if practice is None else practice
        if given != 1:
            lacking = "practice_weight" if practice is None else "theory_weight"
            yield lacking, Complaint("out-of-range", _("理论权重和实操权重之和应为 1，请把另一项也填上"))
    if all(row.get(f"{part}_pass") is None for part in MARKS):
        yield "total_pass", warning("required", _("一条合格线都没有，成绩无法判断是否通过，请至少填一项"))
    level = split_name(str(row.get("name") or ""))[1]
    if level is not None:
        yield "level", Complaint("conflict", _("证书名称里写的等级与等级一栏不一致，请核对"))


def scheme_of(row: Row, _day: date) -> str:
    """The scheme of a certificate that comes without one, by what its level is called."""
    level = table("certificate-level").get(row.get("level") or "")
    return RATED if level is not None and level.extra["scheme"] == RATED else ONE_X


def scheme_fits(row: Row) -> Found:
    """1+X has three levels, 职业技能等级认定 those from 五级 upwards; what industry issues may have either."""
    level, scheme = table("certificate-level").get(row.get("level") or ""), row.get("scheme")
    if level is not None and scheme in (ONE_X, RATED) and level.extra["scheme"] != scheme:
        words = _("{scheme}没有“{level}”这个等级，请核对类别和等级")
        shown = words.format(scheme=table("certificate-scheme").label(scheme), level=level.label)
        yield "level", warning("conflict", shown)


def _versions_apart(seen: Seen) -> Found:
    """Two standards of one certificate and level are not in force on the same day: the end of one is the day of the next."""
    mine = _validity(seen.row)
    for peer in seen.peers:
        other = _validity(peer)
        if mine[0] < other[1] and other[0] < mine[1]:
            words = _("与同一证书和等级的另一版标准（{period}）有效期重叠；前一版的停用日期应是后一版的启用日期")
            yield "valid_from", Complaint("conflict", words.format(period=_period_told(peer)))


def _validity(row: Row) -> tuple[date, date]:
    return row.get("valid_from") or date.min, row.get("valid_until") or date.max


def _period_told(row: Row) -> str:
    begin, end = row.get("valid_from"), row.get("valid_until")
    if begin is None and end is None:
        return _("没有写启用和停用日期")
    return _("{begin} 至 {end}").format(begin=begin or _("不限"), end=end or _("不限"))


OF_CERTIFICATE = (
    Beside(_versions_apart, peers=Peers("certificate", ("name", "level"), ("valid_from", "valid_until"), ahead=True)),
)


# --- a session and its rooms


def session_status(row: Row, day: date) -> str | None:
    """The status of a session that comes without one, by its dates: 报名中, 排考 after the deadline, 考试 from its day on."""
    held, until = row.get("exam_date"), row.get("register_until")
    if not isinstance(held, date):
        return PREPARED
    if held <= day:
        return HELD
    return SEATING if isinstance(until, date) and until < day else ENROLLING


def session_by_registration(registration: Row, status: Any) -> str | None:
    """What a registration makes of its session: one with a seat has it at 排考, one examined at 考试; never back."""
    state = registration.get("status")
    meant = SEATING if state == SEATED else HELD if state in (SAT, ABSENT, CHEATED) else None
    return meant if meant is not None and (status or PREPARED) < meant else None


def _once(seen: Seen) -> Found:
    if seen.peers:
        yield "number", Complaint("duplicate", _("这个批次已经有这个考场号，请换一个"))


ROOM_ONCE = Beside(_once, peers=Peers("exam_room", ("session", "number")))


# --- a registration


def candidate_kind(row: Row, _day: date) -> str:
    """Who comes without a kind: a student is one."""
    return OUTSIDE if row.get("student") is None and row.get("candidate_name") else IN_SCHOOL


def registration_status(row: Row, _day: date) -> str:
    """The status of a registration that comes without one, by what it has: a seat and a ticket, the fee, neither."""
    if row.get("ticket_number") is not None and row.get("seat") is not None:
        return SEATED
    return PAID if row.get("is_fee_paid") else REGISTERED


def _one_candidate(seen: Seen) -> Found:
    """A student, or somebody from outside with a name and a number of identity."""
    row = seen.row
    student, name = row.get("student"), row.get("candidate_name")
    if student is None and name is None:
        yield "student", Complaint("required", _("没有写明考生：在校生请填学生，社会人员请填姓名和证件号"))
    elif student is not None and name is not None:
        yield "candidate_name", Complaint("conflict", _("在校生不用另填社会考生姓名，两项只能填一项"))
    elif name is not None and row.get("candidate_id_number") is None:
        yield "candidate_id_number", Complaint("required", _("社会人员须填证件号"))


def _same_certificate(seen: Seen) -> Found:
    """What is registered for is what the session examines."""
    mine, meant = (
        tuple(seen.behind[f"{of}certificate.{name}"] for name in ("name", "level")) for of in ("", "session.")
    )
    if None not in (*mine, *meant) and mine != meant:
        level = table("certificate-level").label(meant[1])
        words = _("这个批次考的是“{name}（{level}）”，请核对证书和批次").format(name=meant[0], level=level)
        yield "certificate", Complaint("conflict", words)


def _not_twice(seen: Seen) -> Found:
    """Nobody is registered twice for one session; what was cancelled does not count."""
    if seen.row.get("status") != CANCELLED and any(peer["status"] != CANCELLED for peer in seen.peers):
        yield "student", Complaint("duplicate", _("这名考生已报名这个批次"))


def _seat_free(seen: Seen) -> Found:
    """A seat is one of the room, and taken once."""
    seat, room = seen.row.get("seat"), seen.behind["room.number"]
    if seat is None or seen.row.get("room") is None:
        return
    if seen.peers:
        words = _("考场 {room} 的 {seat} 号座位已经有人").format(room=room, seat=seat)
        yield "seat", Complaint("duplicate", words)
    capacity = seen.behind["room.capacity"] or int(seen.limit("exam.room-capacity", seen.day))
    if seat > capacity:
        words = _("考场 {room} 只有 {capacity} 个座位").format(room=room, capacity=capacity)
        yield "seat", Complaint("out-of-range", words)
    if seen.behind["room.session"] not in (None, seen.row.get("session")):
        yield "room", Complaint("conflict", _("这个考场不是这个批次的"))


def _ticket_fits(seen: Seen) -> Found:
    """The number of the ticket is the one the pattern of the session makes of room and seat."""
    said, seat, room = seen.row.get("ticket_number"), seen.row.get("seat"), seen.behind["room.number"]
    pattern, held = seen.behind["session.ticket_pattern"], seen.behind["session.exam_date"]
    if said is None or seat is None or None in (room, pattern, held):
        return
    try:
        meant = ticket(pattern, seen.behind["session.station_code"], held, room, seat)
    except UnfitError:
        return
    if said != meant:
        words = _("按批次的规则，考场 {room} 座号 {seat} 的准考证号应是 {number}")
        yield "ticket_number", warning("format", words.format(room=room, seat=seat, number=meant))


def _not_awarded(seen: Seen) -> Found:
    """Who holds the certificate already need not come again."""
    held = seen.behind["session.exam_date"]
    for peer in seen.peers:
        issued = peer["issued_date"]
        if not peer["is_revoked"] and issued is not None and (held is None or issued < held):
            words = _("{day} 已取得这个证书（{number}）").format(day=issued, number=peer["number"])
            yield "certificate", warning("conflict", words)


def _still_there(seen: Seen) -> Found:
    """Who leaves the school before the day of the examination is named."""
    held = seen.behind["session.exam_date"]
    for period in seen.peers if held is not None else ():
        begin = period["from_date"] or date.min
        until = period["until_date"] or date.max
        if period["status"] in LEFT and begin <= held < until:
            words = _("考试当天（{day}）已是{status}").format(
                day=held, status=table("student-status").label(period["status"])
            )
            yield "student", warning("conflict", words)


_AWARD_FIELDS = ("number", "issued_date", "is_revoked")
OF_REGISTRATION = (
    Beside(_one_candidate),
    Beside(
        _same_certificate,
        tuple(f"{of}certificate.{name}" for of in ("", "session.") for name in ("name", "level")),
    ),
    Beside(_not_twice, peers=Peers("exam_registration", ("session", "student"), ("status",))),
    Beside(_not_twice, peers=Peers("exam_registration", ("session", "candidate_id_number"), ("status",))),
    Beside(
        _seat_free, ("room.number", "room.capacity", "room.session"),
        Peers("exam_registration", ("session", "room", "seat")),
    ),
    Beside(_ticket_fits, (*(f"session.{n}" for n in ("ticket_pattern", "station_code", "exam_date")), "room.number")),
    Beside(_not_awarded, ("session.exam_date",), Peers("certificate_award", ("student", "certificate"), _AWARD_FIELDS)),
    Beside(_still_there, ("session.exam_date",), Peers("status_period", ("student",), ("status", "from_date", "until_date"))),
)  # fmt: skip


# --- a result


def attendance_said(row: Row) -> Row:
    """Who was there, as the words 缺考, 违纪, 缓考 say it in place of a score or of the verdict."""
    said = {name: row.get(name) for name in (*(f"{part}_score" for part in MARKS), "body_verdict")}
    verdict = said.pop("body_verdict")
    found: dict[str, Any] = {name: None for name, value in said.items() if isinstance(value, str)}
    words = [value for value in said.values() if isinstance(value, str)]
    if verdict is not None and verdict not in table("exam-verdict"):
        words, found["body_verdict"] = [*words, verdict], None
    elif verdict == ABSENT_VERDICT:
        words.append(table("exam-attendance").name(AWAY))
    if words and row.get("attendance") in (None, PRESENT):
        meant = table("exam-attendance").find(words[0])
        found["attendance"] = None if meant is None else meant.code
    return found


def status_by_result(result: Row, status: Any) -> str | None:
    """What a result makes of the registration: 已考, 缺考 or 违纪; who is deferred, or cancelled, stays as is."""
    meant = STATUS_OF.get(result.get("attendance") or PRESENT)
    return None if status in (CANCELLED, meant) else meant


def scores_while_absent(row: Row) -> Found:
    """Who was not there has no score."""
    scored = next((name for name in ("theory_score", "practice_score") if row.get(name) is not None), None)
    if row.get("attendance") == AWAY and scored is not None:
        yield scored, warning("conflict", _("缺考却有成绩，请核对"))


def total_of(row: Row, standard: Row) -> Decimal | None:
    """The weighted sum rounded half up to 0.1, or the total as it is stated where there are no weights.

    The same as exam_counts.total_tenths, for a row that is not kept yet.
    """
    weights = {part: standard.get(f"{part}_weight") for part in MARKS[:2]}
    if set(weights.values()) == {None}:
        return row.get("total_score")
    found = Decimal(0)
    for part, weight in weights.items():
        score = row.get(f"{part}_score")
        if weight and score is None:
            return None
        found += (weight or 0) * (score or 0)
    return found.quantize(TENTH, ROUND_HALF_UP)


def passed_by(row: Row, standard: Row) -> bool | None:
    """Whether every pass mark that is set is reached; None where none is. The same as exam_counts.is_passed."""
    if (row.get("attendance") or PRESENT) != PRESENT:
        return False
    scores = {part: row.get(f"{part}_score") for part in MARKS[:2]} | {"total": total_of(row, standard)}
    marks = {part: mark for part in MARKS if (mark := standard.get(f"{part}_pass")) is not None}
    if not marks:
        return None
    return all((score := scores[part]) is not None and score >= mark for part, mark in marks.items())


_STANDARD = tuple(
    f"{part}_{what}" for what in ("pass", "weight") for part in MARKS if (part, what) != ("total", "weight")
)
_BY_SESSION, _ALONE = "registration.session.standard", "registration.certificate"


def standard_of(seen: Seen) -> Row:
    """The pass marks and weights that count for a result: of the session's day, else of what was registered for."""
    of = _BY_SESSION if any(seen.behind[f"{_BY_SESSION}.{name}"] is not None for name in _STANDARD) else _ALONE
    return {name: seen.behind[f"{of}.{name}"] for name in _STANDARD}


def _body_agrees(seen: Seen) -> Found:
    """What the body states is what its scores give by the marks of the certificate; the computed one counts."""
    row, standard = seen.row, standard_of(seen)
    stated, reckoned = row.get("total_score"), total_of(row, standard)
    if None not in (stated, reckoned) and abs(stated - reckoned) > TENTH:  # type: ignore[operator] # neither is None
        words = _("按权重算出的总分是 {total}，成绩单写的是 {stated}，请核对")
        yield "total_score", warning("conflict", words.format(total=f"{reckoned:.1f}", stated=f"{stated:.1f}"))
    verdict, passed = row.get("body_verdict"), passed_by(row, standard)
    if verdict in (PASSED_VERDICT, FAILED_VERDICT) and passed is not None and passed != (verdict == PASSED_VERDICT):
        known = table("exam-verdict")
        words = _("按合格线算出的是{computed}，评价组织写的是{stated}；以算出的为准，请与评价组织核对")
        computed = known.name(PASSED_VERDICT if passed else FAILED_VERDICT)
        yield "body_verdict", warning("conflict", words.format(computed=computed, stated=known.name(verdict)))


def _one_result(seen: Seen) -> Found:
    if seen.peers:
        yield "registration", Complaint("duplicate", _("这次报名已经有成绩，请在那一条上修改"))


def _was_registered(seen: Seen) -> Found:
    """What was cancelled has no result; one that has no seat yet is named."""
    status = seen.behind["registration.status"]
    if status == CANCELLED:
        yield "registration", Complaint("conflict", _("这次报名已经取消，不能登记成绩"))
    elif status is not None and status < SEATED:
        words = _("报名的状态是{status}，登记成绩后改为已考").format(status=table("registration-status").label(status))
        yield "registration", warning("illegal-transition", words)


OF_RESULT = (
    Beside(_body_agrees, tuple(f"{of}.{name}" for of in (_BY_SESSION, _ALONE) for name in _STANDARD)),
    Beside(_one_result, peers=Peers("exam_result", ("registration",))),
    Beside(_was_registered, ("registration.status",)),
)


# --- an award


def _number_fits(seen: Seen) -> Found:
    """The number has the shape of its scheme: the rule of 22 characters is that of 职业技能等级证书 alone."""
    number, rated = seen.row.get("number"), seen.behind["certificate.scheme"] == RATED
    if isinstance(number, str) and (_RATED_NUMBER if rated else _NUMBER).fullmatch(number) is None:
        words = _("职业技能等级证书编号应是一个字母加 21 位数字（特级、首席技师两个字母加 20 位）")
        yield "number", warning("format", words if rated else _("证书编号应是 8 到 30 位字母、数字或连字符"))


def _number_once(seen: Seen) -> Found:
    if seen.peers:
        yield "number", Complaint("duplicate", _("这个证书已有这个编号"))


def _was_passed(seen: Seen) -> Found:
    """A certificate is issued for what was passed, to whom it was registered for."""
    row = seen.row
    if row.get("registration") is None:
        if row.get("student") is None:
            yield "student", Complaint("required", _("没有写明学生；社会人员请填报名的准考证号"))
        return
    passed, status = seen.behind["registration.is_passed"], seen.behind["registration.status"]
    if not row.get("is_revoked") and not passed:
        if passed is None and status in (SAT, CHEATED):
            yield "registration", warning("conflict", _("证书没有合格线，无法判断是否通过"))
        else:
            words = _("没有通过，不能发证") if passed is not None else _("还没有成绩，不能发证")
            yield "registration", Complaint("conflict", words)
    if row.get("student") is not None and seen.behind["registration.student"] not in (None, row["student"]):
        yield "registration", Complaint("conflict", _("这次报名是另一名学生的，请核对"))
    names = ("name", "level")
    mine, meant = (tuple(seen.behind[f"{of}certificate.{name}"] for name in names) for of in ("", "registration."))
    if None not in (*mine, *meant) and mine != meant:
        yield "certificate", Complaint("conflict", _("这次报名考的不是这个证书，请核对"))


def _awarded_once(seen: Seen) -> Found:
    if not seen.row.get("is_revoked") and any(not peer["is_revoked"] for peer in seen.peers):
        yield "registration", Complaint("duplicate", _("这次报名已经发过证书"))


OF_AWARD = (
    Beside(_number_fits, ("certificate.scheme",)),
    Beside(_number_once, peers=Peers("certificate_award", ("number", "certificate"))),
    Beside(
        _was_passed,
        (
            *(f"registration.{name}" for name in ("is_passed", "status", "student")),
            *(f"{of}certificate.{name}" for of in ("", "registration.") for name in ("name", "level")),
        ),
    ),
    Beside(_awarded_once, peers=Peers("certificate_award", ("registration",), ("is_revoked",))),
)


# --- credits


def credit_range(value: Any) -> tuple[Complaint, ...]:
    """At least half a credit."""
    return (
        ()
        if value >= LEAST_CREDITS
        else (Complaint("out-of-range", _("认定学分最少 {least}").format(least=LEAST_CREDITS)),)
    )


def conversion_status(row: Row, _day: date) -> str:
    """The status of a conversion that comes without one: granted when the day of approval is given."""
    return GRANTED if row.get("approved_date") is not None else APPLIED


def _own_award(seen: Seen) -> Found:
    """Credits come from a certificate of the student's own that is not revoked."""
    whose = seen.behind["award.student"]
    whose = seen.behind["award.registration.student"] if whose is None else whose
    if whose is not None and seen.row.get("student") not in (None, whose):
        yield "award", Complaint("conflict", _("这本证书不是这名学生的，请核对"))
    if seen.behind["award.is_revoked"] and seen.row.get("status") != REFUSED:
        yield "award", Complaint("conflict", _("这本证书已经撤销，不能认定学分"))


def _course_once(seen: Seen) -> Found:
    """One course is converted once, by whichever certificate."""
    if seen.row.get("status") == REFUSED:
        return
    for peer in seen.peers:
        if peer["status"] != REFUSED:
            same = peer["award"] == seen.row.get("award")
            words = _("这本证书已认定过这门课程") if same else _("这门课程已由另一本证书认定")
            yield "course_name", Complaint("duplicate" if same else "conflict", words)


def _credits_in_all(seen: Seen) -> Found:
    """The credits of a student stay below what policy allows."""
    own = Decimal(0) if seen.row.get("status") == REFUSED else seen.row.get("credits") or Decimal(0)
    total = own + sum((peer["credits"] or Decimal(0) for peer in seen.peers if peer["status"] != REFUSED), Decimal(0))
    limit = seen.limit("credit.max-per-student", seen.row.get("approved_date") or seen.day)
    if own and total > limit:
        words = _("这名学生共认定 {total} 学分，超过上限 {limit}")
        yield (
            "credits",
            warning("out-of-range", words.format(total=f"{total.normalize():f}", limit=f"{limit.normalize():f}")),
        )


OF_CONVERSION = (
    Beside(_own_award, ("award.student", "award.registration.student", "award.is_revoked")),
    Beside(_course_once, peers=Peers("credit_conversion", ("student", "course_name"), ("award", "status"))),
    Beside(_credits_in_all, peers=Peers("credit_conversion", ("student",), ("credits", "status"))),
)
