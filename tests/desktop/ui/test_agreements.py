"""The page of an agreement: the line that is moved over its terms, what follows it, the list beside it."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from reportlab.pdfgen.canvas import Canvas

from desktop.ui.record.act_panel import ActPanel
from desktop.ui.record.agreement import AgreementsPage, PromiseLine
from desktop.ui.record.attachments import AttachmentsPanel
from desktop.ui.record.file_preview import LargePreview
from desktop.ui.record.term_lanes import Dependence, LaneBlock, TermLane, TermLanes, Turn
from models import clock
from models.database.attachments import NewFile, attach
from models.entities.agreements import Agreement, AgreementCommitment, Amendment
from models.schema.fields import entity_named
from tests import factories

pytestmark = pytest.mark.usefixtures("qapp")
BEGIN, AMENDED, UNTIL = date(2026, 1, 1), date(2026, 4, 1), date(2026, 12, 31)
ONE = timedelta(days=1)


@pytest.fixture
def lanes():
    blocks = (
        LaneBlock(BEGIN, AMENDED - ONE, "100", "原协议"),
        LaneBlock(AMENDED, UNTIL, "250", "补充协议 1", signed=False),
    )
    turns = (Turn(BEGIN, "原协议"), Turn(AMENDED, "补充协议 1"))
    made = TermLanes(
        [TermLane("金额", blocks)],
        turns,
        UNTIL,
        AMENDED,
        Dependence("订单班", "订单班到 2027-06-30", date(2027, 6, 30)),
    )
    made.resize(900, made.sizeHint().height())
    made.asked_days = []
    made.asked.connect(made.asked_days.append)
    return made


RIGHT, LEFT, CONTROL, PLAIN = (
    Qt.Key.Key_Right,
    Qt.Key.Key_Left,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)
KEYS = [
    (AMENDED, RIGHT, PLAIN, AMENDED + ONE), (AMENDED, LEFT, PLAIN, AMENDED - ONE), (AMENDED, RIGHT, CONTROL, UNTIL),
    (AMENDED, LEFT, CONTROL, BEGIN), (AMENDED + ONE, LEFT, CONTROL, AMENDED), (BEGIN, LEFT, PLAIN, None),
    (BEGIN, LEFT, CONTROL, None), (UNTIL, RIGHT, CONTROL, None), (date(2027, 6, 30), RIGHT, PLAIN, None),
]  # fmt: skip


@pytest.mark.parametrize(("day", "key", "modifier", "wanted"), KEYS)
def test_arrows_move_the_line_by_a_day_or_to_the_next_change(lanes, day, key, modifier, wanted):
    lanes.move_to(day)
    QTest.keyClick(lanes, key, modifier)
    assert lanes.asked_days == ([] if wanted is None else [wanted])
    assert lanes.day == (wanted or day)


@pytest.mark.parametrize(("day", "told"), [
    (BEGIN, ("100", "原协议")), (AMENDED - ONE, ("100", "原协议")), (AMENDED, ("250", "补充协议 1")), (UNTIL, ("250", "补充协议 1")),
    (UNTIL + ONE, ("—", "")),
])  # fmt: skip
def test_the_line_says_what_holds(lanes, day, told):
    lanes.move_to(day)
    assert lanes.value(lanes.lanes[0]) == told
    assert told[0] in lanes.accessibleDescription()


def test_it_is_dragged_and_asks_when_it_is_let_go(lanes):
    track = lanes.track
    at = [QPointF(track.left() + track.width() * share, track.center().y()).toPoint() for share in (0.5, 0.0)]
    QTest.mousePress(lanes, Qt.MouseButton.LeftButton, pos=at[0])
    assert lanes.asked_days == []
    QTest.mouseMove(lanes, at[1])
    QTest.mouseRelease(lanes, Qt.MouseButton.LeftButton, pos=at[1])
    assert lanes.asked_days == [BEGIN]
    QTest.mouseClick(
        lanes, Qt.MouseButton.LeftButton, pos=QPointF(4, 4).toPoint()
    )  # beside time there is nothing to move
    assert lanes.asked_days == [BEGIN]


@pytest.fixture
def empty_file(grown):
    return grown(begun)[0]


@pytest.fixture
def agreed(database, grown):
    first, amendment = grown(begun)[1]
    attach(database, Agreement, first, [NewFile("协议.txt", "协议".encode())])
    attach(database, Amendment, amendment, [NewFile("补充.txt", "补充".encode())])
    return first


def begun(database):
    today = clock.today()
    begin = today - timedelta(days=300)
    with database.transaction("协议") as tx:
        for n, (days, stage) in enumerate(((400, "3"), (20, "3"), (-3, "3"), (60, "3"), (90, "1"))):
            row = factories.agreement(
                f"XY-{n}", title=f"协议{n}", valid_from=begin, valid_until=today + timedelta(days=days)
            )
            key = tx.insert(Agreement, row | {"stage": stage, "amount": Decimal(100), "signed_date": begin})
            if n == 0:
                first = key
        change = {"agreement": first, "number": "补1", "kinds": ("2",), "signed_date": today, "amount": Decimal(250)}
        amendment = tx.insert(Amendment, change | {"effective_date": today - timedelta(days=10)})
        for item, more in (("5", {"target": 60, "actual": 58}), ("3", {"actual": 5})):
            tx.insert(AgreementCommitment, {"agreement": first, "item": item, **more})
    return first, amendment


@pytest.fixture
def page(window, agreed, settle):
    window.stage.go_beside(Agreement, agreed)
    settle(window)
    shown = window.stage.besides["agreement"]
    assert isinstance(shown, AgreementsPage)
    return shown


def test_the_list_says_what_is_left_and_in_which_tone(page):
    told = [page.model.line(row) for row in range(5)]
    assert [(line.title, line.chip, line.tone, line.right) for line in told] == [
        ("协议2", "过期 3 天", "danger", ""), ("协议1", "剩 20 天", "danger", ""), ("协议3", "剩 60 天", "warn", ""),
        ("协议0", "", "", "剩 400 天"), ("协议4", "草拟", "plain", ""),
    ]  # fmt: skip


def test_another_day_is_read_anew_and_kept_until_another_record_is_seen(window, page, settle, qtbot):
    contents = page.contents
    value = contents.lanes.value(contents.lanes.lanes[0])[0]
    assert value == "250.00"
    earlier = clock.today() - timedelta(days=30)
    contents.lanes.asked.emit(earlier)
    qtbot.waitUntil(lambda: contents.lanes.day == earlier)
    assert contents.lanes.value(contents.lanes.lanes[0])[0] == "100.00"
    assert earlier.isoformat() in contents.footer
    page.refresh()
    settle(window)
    assert contents.lanes.day == earlier
    page.list.setCurrentIndex(page.model.index(0))
    qtbot.waitUntil(lambda: contents.lanes.day == clock.today())


def test_promises_say_how_far_they_are_kept_and_without_a_target_a_dash(page):
    lines = {line.label: (line.done, line.target, line.rate) for line in page.contents.findChildren(PromiseLine)}
    assert lines == {"实习岗位数": ("58", "60", Decimal("96.67")), "奖学金": ("5", "—", None)}


def test_scans_of_the_agreement_and_its_amendments_stand_together(page):
    (panel,) = page.contents.findChildren(AttachmentsPanel)
    assert [panel.model.words(row) for row in panel.model.rows] == [
        "协议.txt，未分类·1 KB", "补充.txt，补充协议 1·未分类·1 KB",
    ]  # fmt: skip


def offered(page):
    return [button.text() for button in page.acts if not button.isHidden()]


@pytest.mark.parametrize(("stage", "told"), [
    ("1", ["协议送审"]), ("2", ["签订协议"]), ("3", ["签补充协议", "续签协议"]), (None, ["签补充协议", "续签协议"]), ("9", []),
])  # fmt: skip
def test_its_page_offers_what_its_stage_allows(page, database, settle, window, stage, told):
    with database.transaction("阶段") as tx:
        tx.update_stored(Agreement, page.contents.key, {"stage": stage})
    page.refresh()
    settle(window)
    assert offered(page) == told
    assert [words for words, _asked in page.prints(page.contents.key)] == ["合作协议概要"]


def test_it_is_amended_and_renewed_from_its_page(window, page, settle, qtbot):
    assert offered(page) == ["签补充协议", "续签协议"]
    page.acts[0].click()
    settle(window)
    qtbot.waitUntil(lambda: bool(window.findChildren(ActPanel)))
    (panel,) = window.findChildren(ActPanel)
    assert (panel.act.name, list(panel.subjects)) == ("amend-agreement", [page.contents.key])


def scan(pages):
    target = BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)
    for n in range(pages):
        canvas.drawString(72, 740, f"page {n + 1}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.fixture
def scanned(window, page, settle):
    key = page.contents.key
    attach(window.database, Agreement, key, [NewFile("签章.pdf", scan(3)), NewFile("坏.pdf", b"%PDF-1.4 broken")])
    page.refresh()
    settle(window)
    panel = page.contents.findChildren(AttachmentsPanel)[-1]  # one that goes may still be there
    names = [one.file_name for one in panel.model.rows]
    panel.view.setCurrentIndex(panel.model.index(names.index("签章.pdf")))
    settle(window)
    panel.view.setFocus()
    return panel


DOWN, UP, PLUS, MINUS, ZERO = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0)
TURNS = [
    ([], 0, 0), ([DOWN], 1, 0), ([DOWN, DOWN], 2, 0), ([DOWN] * 5, 2, 0), ([DOWN, UP], 0, 0), ([UP], 0, 0),
    ([PLUS], 0, 1), ([PLUS, PLUS, MINUS], 0, 1), ([PLUS, ZERO], 0, 0), ([DOWN, PLUS, ZERO], 1, 0), ([PLUS, DOWN], 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "seen", "larger"), TURNS)
@pytest.mark.parametrize("where", ["view", "preview"])
def test_keys_turn_the_pages_of_a_scan_and_enlarge_it(window, scanned, settle, keys, seen, larger, where):
    preview, row = scanned.preview, scanned.view.currentIndex().row()
    fitting = preview.factor
    for key in keys:
        QTest.keyClick(getattr(scanned, where), key)
    settle(window)
    assert (preview.count, preview.page, scanned.view.currentIndex().row()) == (3, seen, row)
    assert ((preview.factor > fitting) - (preview.factor < fitting)) == larger
    assert f"第 {seen + 1} 页，共 3 页" in preview.accessibleName()
    assert preview.pager.words.text() == f"第 {seen + 1} / 3 页"


def test_space_lays_the_scan_over_the_window_at_its_page_and_takes_it_away(window, scanned, settle, qtbot):
    QTest.keyClick(scanned.view, DOWN)
    QTest.keyClick(scanned.view, Qt.Key.Key_Space)
    settle(window)
    (large,) = window.findChildren(LargePreview)
    assert (large.preview.count, large.preview.page) == (3, 1)
    assert large.preview.height() > scanned.preview.height()
    assert large.preview.hasFocus()
    QTest.keyClick(large.preview, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.findChildren(LargePreview))
    assert scanned.view.hasFocus()


def test_what_cannot_be_seen_is_not_enlarged(window, scanned, settle):
    names = [one.file_name for one in scanned.model.rows]
    for name in ("坏.pdf", "协议.txt"):
        scanned.view.setCurrentIndex(scanned.model.index(names.index(name)))
        settle(window)
        assert "不能在这里预览" in scanned.preview.words
        assert scanned.preview.pager.isHidden()
        QTest.keyClick(scanned.view, Qt.Key.Key_Space)
        settle(window)
        assert not window.findChildren(LargePreview)


def test_ctrl_n_amends_the_agreement_that_is_seen_and_makes_a_record_elsewhere(window, page, settle, qtbot):
    window.actions_.create.trigger()
    settle(window)
    qtbot.waitUntil(lambda: bool(window.findChildren(ActPanel)))
    (panel,) = window.findChildren(ActPanel)
    assert (panel.act.name, list(panel.subjects)) == ("amend-agreement", [page.contents.key])
    assert "Ctrl+N" in page.acts[0].toolTip()
    assert "Ctrl+N" not in page.side.add.toolTip()
    panel.withdrawn.emit()
    window.stage.go_beside(entity_named("order_class"))
    settle(window)
    window.actions_.create.trigger()
    settle(window)
    assert window.stage.form is not None
    assert not window.findChildren(ActPanel)


@pytest.mark.parametrize(("width", "words"), [(1600, "编辑"), (760, "")])
def test_buttons_give_up_their_words_before_the_name_of_the_record_is_cut(window, database, settle, width, words):
    with database.transaction("协议") as tx:
        tx.insert(
            Agreement,
            {
                "number": "XL-1",
                "title": "示例机电订单班（2022级）合作协议",
                "kind": "01",
                "signed_date": date(2024, 1, 1),
            },
        )
    window.stage.go_beside(Agreement)
    settle(window)
    page = window.stage.currentWidget()
    page.setMinimumWidth(0)
    page.resize(width, 700)
    assert (page.edit.text(), page.edit.accessibleName()) == (words, "编辑")
    assert bool(page.edit.toolTip()) == (not words)
