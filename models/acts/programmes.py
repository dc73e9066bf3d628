"""开班, and the way of a claim for the subsidy of a programme (registers §3)."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from models.acts.act import Act, Groups, Subject, Told
from models.acts.apprentices import illegal
from models.acts.scene import Key, Row, Scene
from models.database import storage
from models.entities import training
from models.entities.apprenticeships import ApprenticeshipProgramme, SubsidyClaim
from models.entities.training import ADVANCE, EMPLOYEES, SETTLEMENT
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import field_map
from models.schema.numbers import amount_text
from models.words import N_, _

_FIELDS = field_map(SubsidyClaim)
_STATES = ((training.APPLIED, N_("已申请")), (training.PLANNED, N_("拟申请")))


class Steps(Act):
    """Something done to records in some states, which lead to others."""

    codes = ""

    def __init__(  # noqa: PLR0913, PLR0917 - what an act says of itself
        self, name: str, label: str, steps: Mapping[str, str], asks: Sequence[str] = (), required: Sequence[str] = (), dated: str = "",
    ) -> None:  # fmt: skip
        super().__init__(name, label, asks, required, dated)
        self.steps = steps

    def unfit(self, s: Subject) -> Told | None:
        """Only from the states it leads from."""
        state = s.row().get("status")
        if state in self.steps:
            return None
        words = _("“{status}”时不能办理“{act}”").format(status=table(self.codes).label(state or ""), act=self.title)
        return illegal("status", words)

    def do(self, s: Subject) -> None:
        """Go to the next state, with what was given."""
        assert s.key is not None
        given = {f.column: s.given[f.name] for f in self.fields if f.name in s.given}
        s.set(self.entity, s.key, **given, status=self.steps[s.row()["status"]])


class Open(Steps):
    """开班: training begins; what should be there by then is named."""

    entity, codes, group = "apprenticeship_programme", "programme-status", Groups.TRAINING
    needs: Mapping[str, str] = {"standard_document": "programme_id", "apprentice": "programme_id"}

    def do(self, s: Subject) -> None:
        """Begin, and say what is missing."""
        rows = (s.row("standard_document", key) for key in s.rows("standard_document"))
        kinds = {
            row["kind"] for row in rows if row["approved_date"] is not None and row["approved_date"] <= s.scene.day
        }
        lacking = [code.label for code in table("standard-kind") if code.code not in kinds]
        if lacking:
            s.warn("document_count", "required", _("还没有审定的标准文件：{kinds}").format(kinds="、".join(lacking)))
        if not s.rows("apprentice"):
            s.warn("apprentice_count", "required", _("还没有学徒"))
        super().do(s)


class Claim(Act):
    """申请补贴: an advance, what is still due, or what is given back; the amount is proposed."""

    entity, event, group = "apprenticeship_programme", "subsidy_claim", Groups.CLAIMING
    needs: Mapping[str, str] = {"subsidy_claim": "programme_id"}
    apart = ("number", "headcount", "applied_amount")
    helped: Mapping[str, str] = {
        "applied_amount": N_("不填时预支按上限，余额按应补减已预支"), "headcount": N_("不填为计划人数"),
    }  # fmt: skip

    def __init__(self) -> None:
        asks = ("kind", "applied_date", *self.apart)
        super().__init__("claim-subsidy", N_("申请补贴"), asks, ("kind",), "applied_date")

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """What policy gives each programme."""
        own, keys = ApprenticeshipProgramme.table(), [s.key for s in subjects if isinstance(s.key, int)]
        names = ("subsidy_rate", "advance_limit", "subsidy_advanced", "subsidy_balance")
        values = [getattr(training, name)(scene.day, own).label(name) for name in names]
        found: dict[Key, Row] = {}
        for chunk in storage.pieces(keys, storage.CHUNK):
            rows = connection_rows(scene, sa.select(own.c.id, *values).where(own.c.id.in_(chunk)))
            found.update((row.pop("id"), row) for row in rows)
        scene.known[self.name] = found

    def unfit(self, s: Subject) -> Told | None:
        """Only of 企业新型学徒制."""
        if s.row().get("kind") == EMPLOYEES:
            return None
        return "kind", Complaint("conflict", _("只有企业新型学徒制有培训补贴"))

    def refusal(self, s: Subject) -> Told | None:
        """With an amount: without a rate nobody can reckon one."""
        told = self.unfit(s)
        if told is not None:
            return told
        amount = self._amount(s)
        if amount is None:
            rate = self._known(s)["subsidy_rate"]
            words = _("没有当地的补贴标准，请填写本地文件号（政策参数 subsidy.rate），或写明申请金额")
            words = (
                words
                if rate is None
                else _("还没有可申请的金额：没有人结束培训，或没有填备案月数、计划人数；请写明申请金额")
            )
            return "applied_amount", Complaint("required", words)
        if amount <= 0:
            words = _("没有可申请的金额：按应补减已预支是 {amount} 元").format(amount=amount_text(amount))
            return "applied_amount", Complaint("out-of-range", words)
        for key in s.rows("subsidy_claim"):
            row = s.row("subsidy_claim", key)
            if (row["kind"], row["applied_date"]) == (s.given["kind"], s.day):
                words = _("{day} 已登记过{kind}").format(day=s.day, kind=table("claim-kind").label(row["kind"]))
                return "kind", Complaint("duplicate", words)
        return None

    def _known(self, s: Subject) -> Row:
        found: Row = s.scene.known[self.name].get(s.key, {})
        return found

    def _amount(self, s: Subject) -> Any:
        """What was given, else what is due."""
        if s.given.get("applied_amount") is not None:
            return s.given["applied_amount"]
        known, kind = self._known(s), s.given["kind"]
        if kind == ADVANCE:
            return known["advance_limit"]
        balance = known["subsidy_balance"]
        return balance if balance is None or kind == SETTLEMENT else -balance

    def do(self, s: Subject) -> None:
        """Enter it; an advance above the share is named."""
        state = s.ask("status", N_("先到"), _STATES, training.APPLIED)
        amount, known = self._amount(s), self._known(s)
        limit = known["advance_limit"]
        if s.given["kind"] == ADVANCE and limit is not None and amount > limit:
            words = _("超过预支上限 {limit} 元").format(limit=amount_text(limit))
            s.warn("applied_amount", "out-of-range", words)
        s.propose("number", None)
        count = s.propose("headcount", s.row().get("planned_size"))
        s.record(applied_date=s.day, applied_amount=s.propose("applied_amount", amount), headcount=count, status=state)


def connection_rows(scene: Scene, statement: sa.Select[Any]) -> list[dict[str, Any]]:
    """Rows as values by name."""
    return [dict(row._mapping) for row in scene.connection.execute(statement)]  # noqa: SLF001 - its public name


class OfClaim(Steps):
    """A step of a claim."""

    entity, codes, group = "subsidy_claim", "claim-status", Groups.CLAIMING

    def refusal(self, s: Subject) -> Told | None:
        """Nothing happens on a day to come, or before the claim."""
        told, applied = self.unfit(s), s.row().get("applied_date")
        if told is not None or not self.dated:
            return told
        if s.day > s.scene.day:
            return self.dated, Complaint("out-of-range", _("{day} 还没有到，请填实际的日期").format(day=s.day))
        if applied is not None and s.day < applied:
            words = _("早于申请日期 {day}，请核对").format(day=applied)
            return self.dated, Complaint("out-of-range", words)
        return None


class Pay(OfClaim):
    """拨付: more than was approved is named."""

    def do(self, s: Subject) -> None:
        """Enter what was paid."""
        approved, paid = s.row().get("approved_amount"), s.given["paid_amount"]
        if approved is not None and paid > approved:
            words = _("拨付 {paid} 元多于核定的 {approved} 元，请核对").format(
                paid=amount_text(paid), approved=amount_text(approved)
            )
            s.warn("paid_amount", "out-of-range", words)
        super().do(s)


_P, _A, _B, _O, _D, _R = (
    training.PLANNED, training.APPLIED, training.PUBLISHED, training.APPROVED, training.PAID, training.REFUSED
)  # fmt: skip
PROGRAMME_ACTS: tuple[Act, ...] = (
    Open("open-programme", N_("开班"), {training.PREPARED: training.RUNNING}),
    Claim(),
    OfClaim("submit-claim", N_("提交补贴申请"), {_P: _A}, ("applied_date",), dated="applied_date"),
    OfClaim("publish-claim", N_("公示补贴"), {_A: _B}, ("published_from", "published_until"), ("published_until",), "published_from"),
    OfClaim("approve-claim", N_("核定补贴"), {_B: _O}, ("approved_date", "approved_amount"), ("approved_amount",), "approved_date"),
    Pay("pay-claim", N_("拨付补贴"), {_O: _D}, ("paid_date", "paid_amount"), ("paid_amount",), "paid_date"),
    OfClaim("refuse-claim", N_("驳回补贴申请"), dict.fromkeys((_A, _B), _R), ("remark",), ("remark",)),
    OfClaim("reopen-claim", N_("重报补贴申请"), {_R: _P}),
)  # fmt: skip
