"""Examinations on paper: plan of seats (A5), list to sign and stickers for the desks of a room, tickets to be cut out (A7)."""

from collections.abc import Iterator, Mapping, Sequence

from desktop.reports.document import (
    Block,
    Cards,
    Column,
    HeadLine,
    PageBreak,
    Paragraph,
    Ref,
    Row,
    SignOff,
    Table,
    Title,
    Value,
    spaced_name,
)
from desktop.reports.formatting import long_day, name_of, private, short
from desktop.reports.report import ReportContext, report
from models.acts.exam_seating import ExamHall
from models.acts.exam_seats import TICKETS, halls_of, rules_of, usual_capacity
from models.database.attachments import photos_of
from models.schema.fields import IDENTITY, asked
from models.schema.types import Choice, Flag, Text
from models.statistics.exam_seats import HeldSession, Sitter, held_sessions, sessions_of
from models.words import N_, _, joined

_LAST = 4  # digits of a student's number on a plan
_ABOVE, _BELOW = "above", "below"
_NOTES = (
    N_("凭准考证和本人身份证原件进入考场。"), N_("开考前 30 分钟进场，迟到 15 分钟不得入场。"),
    N_("按座号就座，证件放在桌面右上角备查。"), N_("不得携带手机等通信工具和书籍资料。"), N_("遵守考场纪律，违纪者成绩无效。"),
)  # fmt: skip
_MOST_NOTES = 5
_SIGNED, _SIGNABLE, _ROOM = 10, 6.5, 205  # millimetres of a line to be signed, the least, of all on one page
_STICKERS = 21  # on a page


@report(
    "seat-plan", N_("考场座次表"), code="KS-06", of="exam_session", by=("exam_room",), landscape=True, binding="none",
    purpose=N_("贴在考场门口的座次图：每考场一页，按座号走向排列，写座号、姓名、班级和学号末四位，印种子号。"),
    options=(
        asked("desk", N_("讲台"), Choice((_ABOVE, N_("讲台在上")), (_BELOW, N_("讲台在下"))), default=_ABOVE),
        asked("classes", N_("写班级"), Flag(), default=True),
    ),
)  # fmt: skip
def seat_plan(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A page a room, as it is laid out (specification A5)."""
    usual = usual_capacity(context.connection, context.day)
    for session, room, sitters in _rooms(context, ids):
        (hall,) = (hall for hall in halls_of(session.rooms, usual) if hall.key == room)
        seated = {one.seat: one for one in sitters}
        yield from _room(context, session, dict(session.rooms)[room], hall, seated)


def _rooms(context: ReportContext, ids: Sequence[int]) -> Iterator[tuple[HeldSession, int, list[Sitter]]]:
    """The rooms somebody sits in, by session and number, with who does: of these sessions, or these rooms alone."""
    alone = set(ids) if context.of == "exam_room" else None
    sessions = sessions_of(context.connection, ids) if alone is not None else ids
    for session in held_sessions(context.connection, context.day, sessions):
        for room, _row in session.rooms:
            sitters = [one for one in session.sitters if one.room == room]
            if sitters and (alone is None or not alone or room in alone):
                yield session, room, sitters


@report(
    "exam-sign-in", N_("考场签到表"), code="KS-07", of="exam_session", by=("exam_room",), binding="none",
    purpose=N_("考场里按座号签到：座号、准考证号、姓名、班级和签名栏，缺考的在备注里写明，监考签字。"),
)  # fmt: skip
def sign_in(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A list a room, to be signed by seat."""
    for session, key, sitters in _rooms(context, ids):
        room = dict(session.rooms)[key]
        named = _named(room)
        yield PageBreak(title=_("{session} {room}").format(session=session.row["code"], room=named))
        yield Title(_("{certificate}考场签到表").format(certificate=session.certificate), named)
        yield HeadLine((
            (_("考试批次"), session.row["code"]), (_("考试日期"), joined(_held(session))),
            (_("应到"), _("{count}人").format(count=len(sitters))), (_("实到"), ""), (_("缺考"), ""),
        ))  # fmt: skip
        columns = (
            Column(_("座号"), 12, kind="code"), Column(_("准考证号"), 40, kind="code"), Column(_("姓名"), 26, kind="name"),
            Column(_("班级"), 40), Column(_("签名"), 34), Column(_("备注"), 24),
        )  # fmt: skip
        rows = (
            Row(
                (one.seat, one.ticket, one.name, one.school_class, "", ""),
                of=Ref("exam_registration", one.registration),
            )
            for one in sitters
        )
        yield Table(columns, tuple(rows), row_height_mm=min(_SIGNED, max(_SIGNABLE, _ROOM / len(sitters))))
        yield SignOff((_("监考"), _("主考")), date=_("日期"))


@report(
    "desk-stickers", N_("桌贴"), code="KS-09", of="exam_session", by=("exam_room",), binding="none",
    purpose=N_("贴在桌上的座位签：座号、姓名、准考证号，每页 21 张，每考场另起一页，带裁切线。"),
)  # fmt: skip
def stickers(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A sticker a seat that is taken, in the order of seats."""
    columns = (
        Column(_("座号"), 14, kind="code"),
        Column(_("姓名"), 28, kind="name"),
        Column(_("准考证号"), 40, kind="code", font="digits"),
    )
    for session, key, sitters in _rooms(context, ids):
        named = _named(dict(session.rooms)[key])
        yield PageBreak(title=_("{session} {room}").format(session=session.row["code"], room=named))
        rows = tuple(
            Row((f"{one.seat:02}", one.name, one.ticket), of=Ref("exam_registration", one.registration))
            for one in sitters
        )
        yield Cards(columns, rows, per_page=_STICKERS, across=3, sticker=True, subtitle=named)


def _named(room: Mapping[str, Value]) -> str:
    """第 1 考场，A201 机房."""
    return joined(str(part) for part in (_("第 {number} 考场").format(number=room["number"]), room["name"]) if part)


def _room(
    context: ReportContext,
    session: HeldSession,
    room: Mapping[str, Value],
    hall: ExamHall,
    sitters: Mapping[int, Sitter],
) -> Iterator[Block]:
    named = _named(room)
    yield PageBreak(title=_("{session} {room}").format(session=session.row["code"], room=named))
    yield Title(_("{certificate}考场座次表").format(certificate=session.certificate), named)
    yield HeadLine((
        (_("考试批次"), session.row["code"]), (_("考试日期"), long_day(session.row["exam_date"])),
        (_("人数"), _("{count}人").format(count=len(sitters))), (_("监考"), str(room["invigilators"] or "")),
    ))  # fmt: skip
    below = context.options["desk"] == _BELOW
    desk = Table((Column("", 60, "center"),), (Row((_("讲　台"),)),), headed=False, repeat=False, row_height_mm=8)
    grid = _grid(context, session, hall, sitters, turned=below)
    yield from (grid, desk) if below else (desk, grid)
    yield Paragraph(_rules_told(session))


def _grid(
    context: ReportContext, session: HeldSession, hall: ExamHall, sitters: Mapping[int, Sitter], *, turned: bool
) -> Table:
    """The seats as they stand, seen from the desk's side that is printed; empty ones with their number."""
    path = rules_of(session.row).path
    lines: list[list[Value]] = [[""] * hall.width for _row in range(hall.depth)]
    for seat in range(1, hall.capacity + 1):
        row, column = hall.spot(seat, path)
        lines[row][column] = _cell(context, seat, sitters.get(seat))
    if turned:
        lines = [line[::-1] for line in lines[::-1]]
    columns = tuple(Column("", 40, "center") for _column in range(hall.width))
    return Table(columns, tuple(Row(tuple(line)) for line in lines), headed=False, repeat=False, row_height_mm=18)


def _cell(context: ReportContext, seat: int, sitter: Sitter | None) -> str:
    if sitter is None:
        return _("{seat:02}\n空").format(seat=seat)
    below = [sitter.school_class] if context.options["classes"] and sitter.school_class else []
    digits = [sitter.student_number[-_LAST:]] if sitter.student_number else []
    return "\n".join((f"{seat:02}", spaced_name(sitter.name), " ".join((*below, *digits))))


def _rules_told(session: HeldSession) -> str:
    row = session.row
    told = (
        (_("座号走向"), name_of("seat-path", row["seat_path"])), (_("考生次序"), name_of("seat-order", row["seat_order"])),
        (_("错开"), name_of("seats-apart", row["seats_apart"])), (_("随机种子"), row["seat_seed"]),
    )  # fmt: skip
    return joined(
        _("{label}：{value}").format(label=label, value=value) for label, value in told if value not in (None, "")
    )


@report(
    TICKETS, N_("准考证"), code="KS-08", of="exam_session", by=("exam_room",), private=True, binding="none",
    purpose=N_("每页 4 张或 8 张，带照片和裁切线，按考场和座号排列。"),
    options=(
        asked("per_page", N_("每页"), Choice(("4", N_("4 张")), ("8", N_("8 张"))), default="4"),
        asked("notes", N_("注意事项"), Text(400), help=N_("用分号隔开，最多 5 条；不填用通用的 5 条"), blank=N_("通用的 5 条")),
    ),
)  # fmt: skip
def tickets(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """The tickets of who is seated (specification A7)."""
    found: dict[int, tuple[HeldSession, list[Sitter]]] = {}
    for session, _room, sitters in _rooms(context, ids):
        found.setdefault(session.id, (session, []))[1].extend(sitters)
    for session, sitters in found.values():
        yield PageBreak(title=session.row["code"])
        yield _cards(context, session, sitters)


def _cards(context: ReportContext, session: HeldSession, sitters: Sequence[Sitter]) -> Cards:
    rooms = dict(session.rooms)
    identity = private(context, "student", "id_number")
    students = [one.student for one in sitters if one.student is not None]
    photos = photos_of(context.connection, "student", students)
    rows = tuple(
        Row((
            one.ticket, one.name, short("gender", one.gender), identity(one.id_number), one.school or context.unit,
            one.school_class, *_held(session), _place(rooms[one.room]), one.seat,
        ), of=Ref("exam_registration", one.registration))
        for one in sitters
    )  # fmt: skip
    kept = (photos.get(one.student) if one.student is not None else None for one in sitters)
    pictures = tuple(context.content(one.sha256) if one is not None else None for one in kept)
    return Cards(
        _columns(len(_held(session))), rows, per_page=int(context.options["per_page"]), title=_("准考证"), subtitle=session.certificate,
        photos=pictures, notes=_notes(context),
    )  # fmt: skip


def _columns(days: int) -> tuple[Column, ...]:
    held = (_("理论考试"), _("实操考试")) if days > 1 else (_("考试日期"),)
    return (
        Column(_("准考证号"), 36, kind="code", font="digits"), Column(_("姓名"), 18, kind="name"),
        Column(_("性别"), 10, kind="code"), Column(_("证件号"), 38, kind="code", private=IDENTITY), Column(_("学校"), 40),
        Column(_("班级"), 30), *(Column(word, 24) for word in held), Column(_("考场"), 30), Column(_("座号"), 12, kind="code"),
    )  # fmt: skip


def _held(session: HeldSession) -> tuple[str, ...]:
    """The days of theory and practice, or the one of both."""
    days = dict.fromkeys(day for day in (session.row["exam_date"], session.row["practice_date"]) if day is not None)
    return tuple(map(long_day, days))


def _place(room: Mapping[str, Value]) -> str:
    number = _("第 {number} 考场").format(number=room["number"])
    return _("{number}（{name}）").format(number=number, name=room["name"]) if room["name"] else number


def _notes(context: ReportContext) -> tuple[str, ...]:
    own = context.options["notes"]
    if not own:
        return tuple(_(note) for note in _NOTES)
    return tuple(filter(None, (part.strip() for part in own.replace("；", ";").split(";"))))[:_MOST_NOTES]
