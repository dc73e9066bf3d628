"""An agreement as of a day: what holds and which document says so, who signed, what was promised, who depends on it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.screens.catalogue import screen_of
from desktop.screens.columns import first_columns
from desktop.ui.kit import layouts, paint
from desktop.ui.kit.chips import Chip, Shape, paint_shape
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.controls import Banner, Note
from desktop.ui.kit.day_button import DayButton
from desktop.ui.kit.page_widgets import FactLabel, FigureStrip, FlowRow, TextLine, TitledCard, TwoLineRow, cut
from desktop.ui.kit.paint import LEFT, RIGHT
from desktop.ui.kit.tasks import Debounce
from desktop.ui.kit.theme import MEDIUM, NOTE, font
from desktop.ui.record.master_detail import MasterDetailPage
from desktop.ui.record.master_list import MasterRow, Values
from desktop.ui.record.part import RecordPart, shown
from desktop.ui.record.related_tabs import RelatedTab, figure_tab
from desktop.ui.record.term_lanes import Dependence, LaneBlock, TermLane, TermLanes, Turn
from models.acts.agreements import AgreementAct
from models.database.attachments import KeptFile, attachments_of
from models.database.policies import threshold_on
from models.database.query import Condition, Query
from models.entities.agreement_terms import EXPIRED, EXPIRING, SIGNED, URGENT_DAYS
from models.entities.agreements import PARTIES, Agreement, AgreementCommitment, Amendment
from models.entities.enterprises import Enterprise
from models.schema.codes import table
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.types import Money, Number
from models.statistics.agreement_views import (
    AMOUNT,
    LIVE,
    UNTIL,
    AgreementView,
    Block,
    Dependant,
    Document,
    Lane,
    Signature,
    agreement_view,
    soonest_first,
)
from models.words import N_, _, dotted, joined, listed, several

if TYPE_CHECKING:
    from array import array

    from desktop.ui.record.master_detail import Print
    from models.acts.act import Act
    from models.database.results import Row
    from models.statistics import Connection

_FACT, _CARD, _PAUSE = 150, 260, 120
_FIELDS = field_map(Agreement)
_MONEY, _NUMBER = Money(), Number()
_SIGNED = 4  # documents beside each other, the agreement and the latest
_PLACES = (N_("甲方"), N_("乙方"), N_("丙方"), N_("丁方"))
_FULL = 100  # per cent
_AMENDMENTS = ("number", "kinds", "signed_date", "effective_date", "valid_until", "amount", "ended_date", "summary")
_PROMISES = ("item", "unit", "target", "actual", "rate", "due_date", "from_date", "until_date", "amendment", "evidence")


class SeenAgreement(NamedTuple):
    """An agreement with the files of it and of its amendments."""

    view: AgreementView
    files: tuple[KeptFile, ...]


def agreement_seen(connection: "Connection", key: int, day: date) -> SeenAgreement | None:
    """The agreement as of `day`; None when it does not exist."""
    view = agreement_view(connection, key, day)
    if view is None:
        return None
    places = [("agreement", key), *(("amendment", one.id) for one in view.documents if one.id is not None)]
    return SeenAgreement(view, tuple(file for place in places for file in attachments_of(connection, *place)))


class AgreementPart(RecordPart):
    """The composed contents of an agreement; another day is asked for on its lanes."""

    entity = Agreement
    reading = staticmethod(agreement_seen)

    def __init__(self, workplace: AppContext, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(workplace, parent, whole=whole)
        self.asked: date | None = None  # the day a person moved to; of another record the usual one
        self.lanes: TermLanes | None = None
        self._pause = Debounce(_PAUSE, self._turn, self)

    def show_record(self, key: int | None, day: date | None = None) -> None:
        """See Part."""
        if key != self.key:
            self.asked = None
        super().show_record(key, self.asked or day)

    def ask(self, day: date) -> None:
        """Look at another day."""
        self.asked = day
        self._pause.start()

    def _turn(self) -> None:
        self.show_record(self.key, self.asked)

    def cards(self, seen: SeenAgreement) -> Sequence[QWidget]:
        """Warning, terms, and below them signatures, promises and what depends on it side by side."""
        view = seen.view
        strip = FigureStrip(_CARD, (_signatures(view), 4), (_promises(view), 4), (self._dependants(view), 3))
        return (*_warning(view), self._terms(view), strip)

    def facts(self, seen: SeenAgreement) -> QWidget:
        """Number, with whom, when, how much, who answers for it."""
        view, values = seen.view, seen.view.row.values
        words = _("{begin} 至 {end}").format(begin=values["valid_from"], end=values[UNTIL])
        staff = listed((values["staff"], values["signatory_enterprise"]))
        return FigureStrip(
            _FACT, (FactLabel(_FIELDS["number"].title, values["number"]), 2), (self._partner(view), 2),
            (FactLabel(_("有效期"), words), 2), FactLabel(_("协议金额"), _amount(values[AMOUNT])),
            FactLabel(_("校方、企业负责人"), staff), ruled=True,
        )  # fmt: skip

    def _partner(self, view: AgreementView) -> FactLabel:
        """The first enterprise that concluded it, which opens; without one who did."""
        firm = next((one for one in view.signatures if one.enterprise is not None), None)
        if firm is None:
            return FactLabel(_("签约方"), listed(view.row.values[name] for name in PARTIES if view.row.values[name]))
        return FactLabel(_("合作企业"), "", self.link(Enterprise, firm.enterprise, firm.body))

    # --- terms

    def _terms(self, view: AgreementView) -> QWidget:
        card = TitledCard(_("约定与补充协议"), _("按生效日"))
        button = DayButton()
        button.set_day(view.day)
        button.chosen.connect(self.ask)
        card.head.addWidget(button)
        former = self.lanes
        keys = former is not None and self._seen == self.key and former.hasFocus()
        lanes = [TermLane(_lane_label(lane), tuple(_block(lane, b, view) for b in lane.blocks)) for lane in view.lanes]
        turns = [Turn(one.effective_date, document_words(n)) for n, one in enumerate(view.documents)]
        made = self.lanes = TermLanes(lanes, turns, view.until, view.day, _dependence(view))
        made.asked.connect(self.ask)
        if keys:  # whoever moves it by keys goes on moving it
            QTimer.singleShot(0, made, made.setFocus)
        card.column.addWidget(made)
        return card

    # --- who depends on it

    def _dependants(self, view: AgreementView) -> QWidget:
        card = TitledCard(_("依赖本协议"), "" if view.dependants else _("没有"))
        for one in view.dependants:
            row = TwoLineRow(_(one.entity.label), _late(one, view), _count(one), screen_of(one.entity).icon)
            row.tone = "warn" if one.late.count else "text2"
            card.column.addWidget(row.leads(self.place.list_of, one.figure.query))
        return card.end()

    # --- what belongs to it

    def footed(self, seen: SeenAgreement) -> str:
        """See RecordPart."""
        row, day = seen.view.row, seen.view.day
        return joined((row.values["number"], shown(Agreement, row, "state"), _("截至 {day}").format(day=day)))

    def matters(self, seen: SeenAgreement) -> Sequence[RelatedTab]:
        """Files and the rest."""
        view, key = seen.view, seen.view.row.id
        amendments = Query(Amendment, (Condition("agreement", "=", key),))
        promises = Query(AgreementCommitment, (Condition("agreement", "=", key),))
        latest = sum(not file.replaced for file in seen.files)
        return (
            RelatedTab("files", _("附件"), latest, make=lambda: self._files(view)),
            RelatedTab("amendments", _("补充协议"), len(view.documents) - 1, amendments, _AMENDMENTS, _("没有补充协议")),
            RelatedTab("promises", _("承诺"), None, promises, _PROMISES, _("没有登记承诺")),
            *(
                figure_tab(one.entity.__tablename__, "", one.figure, [field.name for field in first_columns(one.entity)])
                for one in view.dependants
            ),
        )  # fmt: skip

    def _files(self, view: AgreementView) -> QWidget:
        from desktop.ui.record.attachments import AttachmentsPanel

        others = {
            ("amendment", one.id): document_words(n)
            for n, one in enumerate(view.documents) if one.id is not None
        }  # fmt: skip
        return AttachmentsPanel(self.place, Agreement, view.row.id, within=True, others=others)


def _count(one: Dependant) -> str:
    if one.heads is not None:
        return _("{count} 条，{heads} 人").format(count=f"{one.figure.count:,}", heads=f"{one.heads:,}")
    return _("{count} 条").format(count=f"{one.figure.count:,}")


def _late(one: Dependant, view: AgreementView) -> str:
    """How it ends beside the agreement: later, on its last day, before."""
    if one.late.count:
        return _("{count} 条晚于到期").format(count=f"{one.late.count:,}")
    if one.last is None:
        return ""
    return _("同日到期") if one.last == view.until else _("到 {day} 结束").format(day=one.last)


def _warning(view: AgreementView) -> Sequence[QWidget]:
    """What outlives the agreement, and when one is told of its end; nothing where nothing does."""
    if not view.outlived or view.last_dependant is None:
        return ()
    banner = Banner()
    things = listed(
        _("{count} 条{label}").format(count=f"{one.late.count:,}", label=several(one.entity.label))
        for one in view.outlived
    )
    words = _("{things}到 {day} 才结束，晚于协议到期（{until}）")
    chips = [
        Chip(
            (_("{days} 天 {day}") if days else _("到期 {day}")).format(days=days, day=f"{day:%m-%d}"), "plain",
            "checkmark" if day <= view.day else None,
        )
        for days, day in view.reminders
    ]  # fmt: skip
    holder = QWidget()
    layouts.column(banner, FlowRow([Note(_("到期提醒")), *chips]), parent=holder, gap=6)
    banner.say(
        words.format(things=things, day=view.last_dependant, until=view.until), tone="warn"
    )  # now it has a place
    return (holder,)


def document_words(place: int) -> str:
    """What a document is called beside the others: the agreement, or the nth amendment."""
    return _("原协议") if not place else _("补充协议 {nth}").format(nth=place)


def _lane_label(lane: Lane) -> str:
    if lane.key in (UNTIL, AMOUNT):
        return _("终止日期") if lane.key == UNTIL else _FIELDS["amount"].title
    label = table("commitment-item").label(lane.key)
    return _("{item}（{unit}）").format(item=label, unit=lane.unit) if lane.unit else label


def _block(lane: Lane, block: Block, view: AgreementView) -> LaneBlock:
    document = view.documents[block.document]
    words = document_words(block.document)
    return LaneBlock(block.begin, block.end, _value(lane, block.value), words, signed=not document.waits)


def _value(lane: Lane, value: Decimal | date | None) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return "—"
    return _MONEY.show(value) if lane.key == AMOUNT else _NUMBER.show(value)


def _amount(value: Decimal | None) -> str:
    return "" if value is None else _("{amount} 元").format(amount=_MONEY.show(value))


def _dependence(view: AgreementView) -> Dependence | None:
    last = view.last_dependant
    if last is None:
        return None
    label = listed(dict.fromkeys(_(one.entity.label) for one in view.dependants if one.last is not None))
    words = _("{label}到 {day}").format(label=label, day=last)
    return Dependence(label, words, last)


# --- signatures and promises


def _signatures(view: AgreementView) -> QWidget:
    """Every party with the day on which it signed each document; one that had no part in it lacks nothing."""
    documents = [0, *range(max(1, len(view.documents) - _SIGNED + 1), len(view.documents))]
    asked = [(one, n) for one in view.signatures for n in range(len(view.documents)) if one.signed[n] is not None]
    asked = [(one, n) for one, n in asked if view.documents[n].counts]
    done = sum(not view.documents[n].waits for _one, n in asked)
    told = _("{done}/{all} 已签").format(done=done, all=len(asked)) if asked else _("没有登记签约方")
    card = TitledCard(_("签署"), told)
    grid = QGridLayout()
    grid.setSpacing(4)
    for column, n in enumerate(documents, 1):
        words = _("原协议") if not n else _("补充 {nth}").format(nth=n)
        grid.addWidget(TextLine(words, NOTE, ink="text3"), 0, column)
        grid.setColumnStretch(column, 1)
    for nth, one in enumerate(view.signatures):
        _sign_row(grid, 2 * nth + 1, one, documents, view.documents)
    layouts.add(card.column, grid)
    return card.end()


def _sign_row(
    grid: QGridLayout, row: int, one: Signature, shown_: Sequence[int], documents: Sequence[Document]
) -> None:  # fmt: skip
    place = _(_PLACES[one.position - 1]) if one.position <= len(_PLACES) else str(one.position)
    grid.addWidget(Note(place), row, 0)
    grid.addWidget(TextLine(one.body), row, 1, 1, len(shown_))
    for column, n in enumerate(shown_, 1):
        day = one.signed[n]
        if day is None:
            line = TextLine(_("不涉及"), NOTE, ink="disabled")
        elif documents[n].waits:
            line = TextLine(_("未签"), NOTE, ink="warn")
        else:
            line = TextLine(f"{day:%y-%m-%d}", NOTE, ink="text2" if documents[n].counts else "disabled")
        grid.addWidget(line, row + 1, column)


def _promises(view: AgreementView) -> QWidget:
    """The promises in force on the day: how much of how much, until when."""
    kept = sum(_is_kept(one) for one in view.promises)
    told = _("{done}/{all} 达成").format(done=kept, all=len(view.promises)) if view.promises else _("没有登记承诺")
    card = TitledCard(_("承诺"), told)
    for one in view.promises:
        card.column.addWidget(PromiseLine(one, view.day))
    return card.end()


def _is_kept(one: "Row") -> bool:
    return one.values["rate"] is not None and one.values["rate"] >= _FULL


class PromiseLine(paint.Painted, QWidget):
    """A promise: its state by a shape, a bar, done of target, and when it is due; without a target there is no bar."""

    SIZE = QSize(220, 26)

    def __init__(self, promise: "Row", day: date) -> None:
        super().__init__()
        values = promise.values
        self.rate: Decimal | None = values["rate"]
        self.due: date | None = values["due_date"]
        self.late = self.due is not None and self.due < day and not _is_kept(promise)
        self.shape = Shape.DONE if _is_kept(promise) else Shape.WAIT if self.late else Shape.ACTIVE
        label = table("commitment-item").label(values["item"])
        self.label = _("{item}（{unit}）").format(item=label, unit=values["unit"]) if values["unit"] else label
        self.done = _NUMBER.show(values["actual"]) if values["actual"] is not None else "—"
        self.target = _NUMBER.show(values["target"]) if values["target"] is not None else "—"
        said = _("{label}：完成 {done}，目标 {target}").format(label=self.label, done=self.done, target=self.target)
        due = _("期限 {day}").format(day=self.due) if self.due else ""
        words = joined((said, due, _("已过期限") if self.late else ""))
        self._stand(words, words)

    def _paint(self, painter: QPainter) -> None:
        paint_shape(painter, self.shape, self.rect().topLeft().toPointF() + QRectF(0, 5, 0, 0).topLeft())
        box = QRectF(self.rect()).adjusted(24, 0, 0, 0)
        due = f"{self.due:%Y-%m}" if self.due is not None else ""
        paint.words(painter, box, RIGHT, due, "warn" if self.late else "text3", font(NOTE))
        right = box.adjusted(0, 0, -(painter.fontMetrics().horizontalAdvance("0000-00") + 8), 0)
        paint.words(painter, right, RIGHT, f" / {self.target}", "text3", font(NOTE))
        right.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(f" / {self.target}"), 0)
        paint.words(painter, right, RIGHT, self.done, "warn" if self.late else "text", font(weight=MEDIUM))
        right.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(self.done) - 10, 0)
        painter.setFont(font())
        bar = self._paint_bar(painter, right) if self.rate is not None else 0.0
        label = QRectF(box.left(), box.top(), max(0.0, right.width() - bar), box.height())
        paint.words(painter, label, LEFT, cut(painter, self.label, label.width()), "text", font())

    def _paint_bar(self, painter: QPainter, right: QRectF) -> float:
        """Draw the track at the right end of the room there is, if there is any; returns how wide it was."""
        width = min(56.0, right.width() / 3)
        if width < 24:  # noqa: PLR2004 - pixels: a shorter bar says nothing
            return 0.0
        track = QRectF(right.right() - width, right.center().y() - 2.5, width, 5)
        paint.bar(painter, track, float(self.rate or 0) / _FULL, "warn_solid" if self.late else "teal_mid")
        return width + 8


class AgreementsPage(MasterDetailPage):
    """Agreements, the one that ends next first."""

    entity, part = Agreement, AgreementPart
    columns = ("number", "title", "kind", "state", "stage", "party_a", "party_b", "remaining_days")
    chips = ("state", "kind")
    hint = N_("名称、编号、企业、拼音")
    offers = ("amend-agreement", "submit-agreement", "sign-agreement", "renew-agreement")
    begins = "amend-agreement"

    @staticmethod
    def possible(act: "Act", values: Values) -> bool:
        """By the stage: a draft is sent in, what was reviewed is signed, what was signed is amended and renewed."""
        return isinstance(act, AgreementAct) and (values["stage"] or SIGNED) in act.steps

    def prints(self, key: int) -> "Sequence[Print]":
        """Its summary on one page."""
        return ((_("合作协议概要"), {"report": "agreement-summary", "ids": (key,), "of": self.entity.__tablename__}),)

    @staticmethod
    def besides(connection: "Connection", day: date) -> int:
        """From how many days before its end one hurries."""
        return int(threshold_on(connection, URGENT_DAYS, day))

    @staticmethod
    def arranged(connection: "Connection", query: Query) -> "array[int]":
        """See MasterDetailPage."""
        return soonest_first(connection, query)

    def describe(self, values: Values) -> MasterRow:
        """Title, with whom and what kind, and the days left."""
        kind, state = (text_of(_FIELDS[name], values[name]) for name in ("kind", "state"))
        note = dotted((values["party_b"] or "", kind))
        chip, tone, shape = self._left(values, state)
        right = "" if chip else _("剩 {days} 天").format(days=f"{values['remaining_days']:,}")
        return MasterRow(values["title"], note, right, shape=shape, state=state, chip=chip, tone=tone)

    def _left(self, values: Values, state: str) -> tuple[str, str, Shape]:
        """The days that are left as a chip, its tone and the shape: red when one has to hurry, amber before; else none."""
        days, code = values["remaining_days"], values["state"]
        if code not in LIVE or days is None:
            return state, "plain", Shape.TODO
        if code == EXPIRED:
            return _("过期 {days} 天").format(days=f"{-days:,}"), "danger", Shape.STOP
        if code == EXPIRING:
            words = _("剩 {days} 天").format(days=days) if days else _("今天到期")
            return words, "danger" if days <= (self.beside or 0) else "warn", Shape.WAIT
        return "", "", Shape.ACTIVE
