"""The rules seats are given by, what is to be seen to, and the papers of a session with their pages: the right side of the seats."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.reports.catalogue import report_named
from desktop.ui.kit import layouts
from desktop.ui.kit.choices import Segmented, Switch
from desktop.ui.kit.controls import Button, Hairline, IconButton, Kind, Note, TextBox, Title, wrapped
from desktop.ui.kit.theme import NOTE, SECTION, tint
from desktop.ui.record.seat_lists import CheckRow, SeatPaperRow
from models.acts.exam_seats import BY_CLASS, BY_MAJOR, NOT_APART, TICKETS, usual_seed
from models.acts.seat_views import SeatView
from models.schema.codes import table
from models.words import N_, _, joined

_MOST_SEED = 999_999_999
PLAN, SIGN_IN, STICKERS = "seat-plan", "exam-sign-in", "desk-stickers"
_PAPERS = (  # report, what is told of it
    (PLAN, N_("每考场 1 页，贴门口")), (SIGN_IN, N_("按座号，留签名栏")), (TICKETS, N_("每页 4 张，裁切线")),
    (STICKERS, N_("座号、姓名、准考证号")),
)  # fmt: skip
_EACH = {TICKETS: 4, STICKERS: 21}  # on a page


class SeatCheck(NamedTuple):
    """One thing looked at: its sign, words, how often, and the candidates it is about."""

    sign: str
    words: str
    often: str
    keys: Sequence[int] = ()


class SeatRulesPane(QWidget):
    """`seats_wanted` when all are to be seated, `unlock_wanted` for all locks, `people_wanted` with whom to go to, `paper_wanted` with a report.

    `alone`: papers are wanted for the room that is seen alone.
    """

    seats_wanted = Signal()
    unlock_wanted = Signal()
    people_wanted = Signal(object)
    next_wanted = Signal()
    paper_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.path, self.order = _words_of("seat-path", _("座号走向")), _words_of("seat-order", _("考生次序"))
        self.seed = TextBox(_("随机种子"))
        self.seed.setValidator(QIntValidator(0, _MOST_SEED, self.seed))
        self.another = IconButton("arrow_sync", _("换一个种子"))
        self.classes, self.majors = Switch(), Switch()
        self.classes.setAccessibleName(_("同班不相邻，前后左右"))
        self.majors.setAccessibleName(_("同专业错开"))
        self.locks = wrapped(ink="text2")
        self.unlock = Button(_("全部解锁"), Kind.LINK)
        self.seat = Button(_("排座"), icon="arrow_sync", keys="Ctrl+R")
        self.checks = QWidget()
        self._check_rows: QVBoxLayout = layouts.column(parent=self.checks, gap=0)
        self.next_check = Button(_("F8 下一处"), Kind.LINK)
        self.scope = Segmented(((False, _("全部考场")), (True, _("这个考场"))), size=NOTE, pad=10)
        self.scope.setAccessibleName(_("打印哪些考场"))
        self.scope.show_key(False)
        self.papers = {name: SeatPaperRow(_(report_named(name).title), _(told)) for name, told in _PAPERS}
        self.found: list[int] = []  # candidates to be seen to, in order
        self._seen: tuple[SeatView | None, int | None] = None, None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tint(self, ground="surface")
        rows = [
            layouts.row(_label(words), widget, *more, layouts.STRETCH, gap=8)
            for words, widget, more in (
                (_("随机种子"), self.seed, (self.another,)),
                (_("同班不相邻"), self.classes, (Note(_("前后左右")),)), (_("同专业错开"), self.majors, ()),
                (_("锁定座位"), self.locks, (self.unlock,)),
            )
        ]  # fmt: skip
        choices = [
            layouts.column(_label(words), widget, gap=4)
            for words, widget in ((_("座号走向"), self.path), (_("考生次序"), self.order))
        ]
        rules = layouts.row(Title(_("编排规则"), SECTION), layouts.STRETCH, Note(_("改动后重排")))
        checks = layouts.row(Title(_("检查"), SECTION), layouts.STRETCH, self.next_check)
        papers = layouts.row(Title(_("打印"), SECTION), layouts.STRETCH, self.scope)
        note = wrapped(_("种子、规则和名单都相同时，排出的座位也相同；座次表上印种子号"), "text2")
        body = QWidget()
        layouts.column(
            rules, *choices, *rows, layouts.row(self.seat, layouts.STRETCH), 6, Hairline(), 2, checks, self.checks, 8, papers,
            layouts.column(*self.papers.values(), gap=0), 8, note, layouts.STRETCH, parent=body, gap=8, margins=(12, 12, 12, 12),
        )  # fmt: skip
        layouts.column(layouts.scrolling(body), parent=self)

    def _connect(self) -> None:
        self.another.clicked.connect(self._another_seed)
        self.classes.clicked.connect(lambda on: None if on else self.majors.setChecked(False))
        self.majors.clicked.connect(lambda on: self.classes.setChecked(True) if on else None)
        self.unlock.clicked.connect(self.unlock_wanted)
        self.seat.clicked.connect(self.seats_wanted)
        self.next_check.clicked.connect(self.next_wanted)
        self.scope.chosen.connect(lambda _alone: self.show_pages(*self._seen))
        for name, row in self.papers.items():
            row.clicked.connect(lambda _on=False, name=name: self.paper_wanted.emit(name))

    @property
    def alone(self) -> bool:
        """Whether papers are wanted for the room that is seen alone."""
        return bool(self.scope.key)

    def rules(self) -> dict[str, Any]:
        """The rules as they are set now, by the fields of a session."""
        apart = BY_MAJOR if self.majors.isChecked() else BY_CLASS if self.classes.isChecked() else NOT_APART
        return {
            "seat_path": self.path.key, "seat_order": self.order.key, "seats_apart": apart,
            "seat_seed": int(self.seed.text() or 0),
        }  # fmt: skip

    def _another_seed(self) -> None:
        """The next number: one can come back to the one before."""
        self.seed.setText(str((int(self.seed.text() or 0) + 1) % (_MOST_SEED + 1)))

    def close_all(self) -> None:
        """Nothing can be done: there is no session."""
        for part in (self.seat, self.unlock, self.next_check, *self.papers.values()):
            part.setEnabled(False)

    def show_view(self, view: SeatView) -> None:
        """Show the rules of a session and what is to be seen to."""
        row = view.row
        self.path.show_key(row["seat_path"] or "1")
        self.order.show_key(row["seat_order"] or "1")
        self.seed.setText(str(usual_seed(row) if row["seat_seed"] is None else row["seat_seed"]))
        apart = row["seats_apart"] or BY_CLASS
        self.classes.setChecked(apart != NOT_APART)
        self.majors.setChecked(apart == BY_MAJOR)
        locked = len(view.locked())
        self.locks.setText(_("{count} 个　重排时不动").format(count=locked))
        self.unlock.setEnabled(bool(locked))
        anew = bool(view.seats) and not view.waiting
        words = _("重新编排 {count} 人") if anew else _("排座 {count} 人")
        self.seat.setText(words.format(count=len(view.movable()) if anew else len(view.waiting)))
        self.seat.setEnabled(bool(view.movable() if anew else view.waiting))
        self._show_checks(checks_of(view))

    def show_pages(self, view: SeatView | None, room: int | None) -> None:
        """Tell how many pages each paper takes, for all rooms or the one that is seen."""
        self._seen = view, room
        seated = [] if view is None else [view.seated_in(h.key) for h in view.halls if not self.alone or h.key == room]
        for name, row in self.papers.items():
            pages = pages_of(name, seated)
            row.set_pages(_("{count} 页").format(count=pages), leads=bool(pages))

    def _show_checks(self, checks: Sequence[SeatCheck]) -> None:
        layouts.clear(self._check_rows)
        self.found = [key for check in checks for key in check.keys]
        self.next_check.setEnabled(bool(self.found))
        for check in checks:
            row = CheckRow(check.sign, check.words, check.often, leads=bool(check.keys))
            row.clicked.connect(lambda _on=False, keys=tuple(check.keys): self.people_wanted.emit(keys))
            self._check_rows.addWidget(row)


def pages_of(report: str, seated: Sequence[int]) -> int:
    """How many pages a paper takes for rooms with so many candidates; tickets run on from room to room."""
    if report == TICKETS:
        return -(-sum(seated) // _EACH[report])
    return sum(-(-count // _EACH.get(report, count)) for count in seated if count)


def checks_of(view: SeatView) -> tuple[SeatCheck, ...]:
    """What is looked at in the seats of a session."""
    seated, whole, pairs, rooms = len(view.seats), len(view.seats) + len(view.waiting), view.clashes, view.unattended()
    apart = _("同班、同专业相邻") if view.rules.majors_apart else _("同班相邻")
    found = [
        SeatCheck("ok" if seated == whole else "warn", _("每人一座，无重号"), f"{seated}/{whole}"),
        SeatCheck(
            "warn" if pairs else "ok", apart, _("{count} 处").format(count=len(pairs)), [one for one, _two in pairs]
        ),
    ]
    if rooms:
        words = _("监考未定：{rooms}").format(rooms=joined(map(view.place, rooms)))
        found.append(SeatCheck("warn", words, _("{count} 间").format(count=len(rooms))))
    for sign, words, keys in (
        ("warn", _("没有照片，准考证留空框"), view.without_photo()), ("danger", _("证件号校验位不对"), view.doubtful())
    ):  # fmt: skip
        if keys:
            found.append(SeatCheck(sign, words, _("{count} 人").format(count=len(keys)), keys))
    return tuple(found)


def _words_of(codes: str, name: str) -> Segmented:
    return Segmented([(code.code, code.label) for code in table(codes).codes], name, size=NOTE, pad=8)


def _label(words: str) -> QLabel:
    label = Note(words, "text2")
    label.setFixedWidth(68)
    return label
