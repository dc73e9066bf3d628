"""Steps to what is kept of an internship while it runs: visits, attendance, pay, logs, an incident, the archive."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.reports.catalogue import report_named
from desktop.ui.kit.page_widgets import TitledCard
from desktop.ui.printing.print_centre import PrintCentre
from models.database.query import Condition, Query
from models.database.results import read_all, rows_of
from models.database.settings import SAMPLE_DAY
from models.database.transaction import Transaction
from models.entities.enterprises import Post
from models.entities.placement_records import ArchiveItem, AttendanceMonth, Incident, PayMonth, Visit, WeeklyLog
from models.entities.placements import Placement
from models.words import several
from tests.tour import window
from tests.tour.guide import Guide

PAID = {"2020-02": date(2020, 3, 10), "2020-03": date(2020, 4, 10), "2020-04": date(2020, 4, 20)}
FOUND = ("在岗情况良好", "两名学生反映加班，已请单位调整", "宿舍消防通道堆放杂物")


def kept(guide: Guide) -> int:
    """What an office writes down of the first placement of the list in three months; its id."""
    where = (Condition("start_date", "<=", date(2020, 1, 1)), Condition("tutor", "filled"), Condition("post", "filled"))
    names = ("enterprise", "post", "tutor", "start_date")
    with guide.database.reading() as connection:
        row = next(iter(read_all(connection, Query(Placement, where, as_of=SAMPLE_DAY), names)))
    with guide.database.transaction("登记实习") as tx:
        tx.update(Post, row.values["post_id"], {"same_post_wage": Decimal(5200), "lowest_tier_wage": None})
        _months(tx, row.id)
        for n, words in enumerate(FOUND):
            tx.insert(Visit, {
                "enterprise": row.values["enterprise_id"], "teacher": row.values["tutor_id"], "mode": "121"[n], "finding": words,
                "visit_date": date(2020, 2, 3) + timedelta(days=17 * n), "student_count": 6 - n, "is_problem": n > 0,
                "resolved_date": date(2020, 3, 1) if n == 1 else None, "measure": "当场整改" if n else None,
            })  # fmt: skip
        for week in range(1, 7):
            handed_in = date(2020, 1, 5) + timedelta(days=7 * week)
            read = {"reviewed_date": handed_in + timedelta(days=2), "score": Decimal(80 + week)} if week < 6 else {}
            tx.insert(WeeklyLog, {"placement": row.id, "week": week, "submitted_date": handed_in} | read)
        tx.insert(Incident, {
            "placement": row.id, "occurred_date": date(2020, 3, 11), "occurred_time": "14:20", "kind": "1", "injury": "1",
            "place": "二号车间", "description": "左手食指划伤，已包扎", "school_told_date": date(2020, 3, 11),
            "authority_told_date": date(2020, 3, 14), "claim_amount": Decimal(860), "hospital": "示例医院",
        })  # fmt: skip
        for n, kind in enumerate("12568"):
            tx.insert(
                ArchiveItem,
                {"placement": row.id, "kind": kind, "filed_date": date(2020, 4, 1 + n), "place": "档案室 3 柜"},
            )
    return row.id


def _months(tx: Transaction, placement: int) -> None:
    """Attendance and pay; the pay lies below the share of the wage, and something was taken off it once."""
    for n, (month, day) in enumerate(PAID.items()):
        days = {"placement": placement, "month": month, "should_days": Decimal(21), "actual_days": Decimal(21 - n)}
        tx.insert(AttendanceMonth, days | {"leave_days": Decimal(n), "absent_days": Decimal(0)})
        payable, taken = (Decimal(3900) * (21 - n) / 21).quantize(Decimal("0.01")), Decimal(50 if n == 1 else 0)
        tx.insert(PayMonth, days | {
            "standard": Decimal(3900), "payable": payable, "deduction": taken, "paid": payable - taken,
            "paid_date": day, "channel": "1",
        })  # fmt: skip


def placement(guide: Guide) -> None:
    """The placement beside its list, turned to the cards of what is kept of it."""
    key = kept(guide)
    with guide.database.reading() as connection:
        (row,) = rows_of(connection, Query(Placement), [key], ["student"])
    guide.window.place.list_of(Query(Placement, (Condition("student", "=", row.values["student_id"]),)))
    guide.rest()
    title = several(PayMonth.label)
    for card in guide.window.findChildren(TitledCard):
        if card.isVisible() and any(label.text() == title for label in card.findChildren(QLabel)):
            _scroll_to(card)
    guide.rest()


def _scroll_to(card: QWidget) -> None:
    """Let it stand at the top of what it is scrolled in."""
    area: QWidget | None = card
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    assert area is not None
    area.verticalScrollBar().setValue(card.mapTo(area.widget(), QPoint(0, 0)).y())


def listed(name: str, guide: Guide) -> None:
    """The list of one kind."""
    kept(guide)
    guide.list(name)


def opened(name: str, guide: Guide) -> None:
    """The form of one."""
    kept(guide)
    guide.form(name)


def printed(report: str, guide: Guide) -> PrintCentre:
    """A paper of what is kept."""
    kept(guide)
    assert report_named(report) is not None
    return window.paper(report, guide)


KINDS = ("visit", "pay_month", "incident")
PAPERS = {"visits": "visit-list", "pay": "pay-list", "incident": "incident-report"}
STEPS: dict[str, Callable[[Guide], object]] = {
    "internship-placement": placement,
    **{f"internship-{name.replace('_', '-')}s": partial(listed, name) for name in KINDS},
    **{f"internship-{name.replace('_', '-')}": partial(opened, name) for name in KINDS},
    **{f"internship-print-{name}": partial(printed, report) for name, report in PAPERS.items()},
}
