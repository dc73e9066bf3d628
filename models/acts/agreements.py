"""The way of an agreement: reviewed, signed, amended, renewed, terminated, put right (registers §1)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.acts.act import Act, Groups, Subject, Told
from models.acts.numbering import facts_of, give, numbering
from models.acts.scene import Key, Row, Scene
from models.database import body_lookup
from models.entities.agreement_terms import (
    COMMITMENTS,
    DRAFT,
    PARTIES,
    REVIEWED,
    SIGNED,
    TERMINATED,
    VOID,
    dependants,
    last_day,
)
from models.entities.agreements import PARTIES as PLACES
from models.entities.agreements import Agreement, AgreementCommitment, Amendment
from models.entities.numbers import AGREEMENT_NUMBER
from models.schema.beside import Seen
from models.schema.codes import table
from models.schema.complaints import Complaint
from models.schema.fields import Field, entity_named, field_map, judge
from models.schema.number_patterns import UnfitError, parse
from models.schema.types import MultiCode, OrganisationName, Text
from models.schema.values import names_nobody
from models.words import N_, _, listed

_FIELDS, _PROMISED = field_map(Agreement), field_map(AgreementCommitment)
_KEPT, _NONE = "keep", "none"
_LINE = re.compile(r"(?P<target>\d+(?:\.\d+)?)(?P<unit>[^\d\s]*)")
_NOTES = {  # what the act asks for each kind of amendment whose effects are rows of their own
    COMMITMENTS: ("promises", "dropped"), PARTIES: tuple(f"new_{name}" for name in PLACES),
}  # fmt: skip


class AgreementAct(Act):
    """Something done to agreements in some stages, which lead to others; None leaves the stage."""

    entity = "agreement"

    def __init__(  # noqa: PLR0913 - what an act says of itself
        self, name: str, label: str, steps: Mapping[str, str | None], *,
        asks: Sequence[str] = (), required: Sequence[str] = (), dated: str = "", group: str = Groups.AGREEING,
    ) -> None:  # fmt: skip
        super().__init__(name, label, asks, required, dated)
        self.steps, self.group = steps, group

    def unfit(self, s: Subject) -> Told | None:
        """Only from the stages it leads from."""
        stage = s.row().get("stage") or SIGNED
        if stage in self.steps:
            return None
        words = _("“{stage}”的合作协议不能办理“{act}”").format(
            stage=table("agreement-stage").label(stage), act=self.title
        )
        return "stage", Complaint("illegal-transition", words)

    def do(self, s: Subject) -> None:
        """Go to the next stage, with what was given."""
        given = {_FIELDS[name].column: value for name, value in s.given.items() if name in self.asks}
        stage = self.steps[s.row().get("stage") or SIGNED]
        s.set("agreement", _own(s), **given, **({} if stage is None else {"stage": stage}))


class Sign(AgreementAct):
    """All parties have signed; it holds from its first day."""

    needs = {"agreement_party": "agreement_id"}  # noqa: RUF012 - as its own class says

    def refusal(self, s: Subject) -> Told | None:
        """Nobody signs on a day to come."""
        told = self.unfit(s)
        if told is not None or s.given["signed_date"] <= s.scene.day:
            return told
        words = _("{day} 还没有到，请填实际签字的日期").format(day=s.given["signed_date"])
        return "signed_date", Complaint("out-of-range", words)

    def do(self, s: Subject) -> None:
        """Enter the day; where a party is missing that is said."""
        if len({s.row("agreement_party", key)["position"] for key in s.rows("agreement_party")}) <= 1:
            s.warn("stage", "required", _("签约方不足两方，请补填甲方和乙方"))
        if s.row()["valid_from"] is not None and s.given["signed_date"] > s.row()["valid_from"]:
            words = _("{signed} 才签订，有效期从 {begin} 就开始了，请核对")
            s.warn(
                "signed_date", "out-of-range", words.format(signed=s.given["signed_date"], begin=s.row()["valid_from"])
            )
        super().do(s)


class Standing(AgreementAct):
    """An act that looks at what an agreement says with its amendments, and at what stands on it."""

    needs = {"amendment": "agreement_id"}  # noqa: RUF012 - as above

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """What stands on these agreements."""
        keys = [s.key for s in subjects]
        for name in dependants():
            scene.read(name, "agreement_id", keys)

    def until(self, s: Subject, day: date, *, before: bool = False) -> date | None:
        """The last day of the agreement as of a day."""
        own = {f"agreement.{name}": s.row()[name] for name in ("valid_until", "ended_date")}
        peers = tuple(s.row("amendment", key) for key in s.rows("amendment"))
        return last_day(Seen({}, own, peers, day, _no_limit), day, before=before)

    def tell_outliving(self, s: Subject, end: date) -> None:
        """Name what is still to run after the end, which stays as it is."""
        for name, (_begin, last) in dependants().items():
            rows = (s.row(name, key) for key in s.scene.of(name, "agreement_id", _own(s)))
            later = [row for row in rows if row[last] is not None and row[last] > end]
            if later:
                words = _("{label}{names}到 {last} 才结束，晚于协议的最后一天 {over}")
                names, latest = listed(row["name"] for row in later), max(row[last] for row in later)
                s.tell(words.format(label=_(entity_named(name).label), names=names, last=latest, over=end))


class Terminate(Standing):
    """It ends before its time, without an amendment: the last day, and why."""

    own = (replace(_FIELDS["ended_date"], help=N_("协议的最后一天")),)

    def refusal(self, s: Subject) -> Told | None:
        """Within what holds of its period."""
        told, begin, end = self.unfit(s), s.row()["valid_from"], self.until(s, s.day)
        if told is not None or ((begin is None or begin <= s.day) and (end is None or s.day <= end)):
            return told
        words = _("终止日期 {day} 不在有效期（{begin} 至 {until}）内，请核对").format(day=s.day, begin=begin, until=end)
        return "ended_date", Complaint("out-of-range", words)

    def do(self, s: Subject) -> None:
        """End it; what still runs is named."""
        self.tell_outliving(s, s.day)
        s.set("agreement", _own(s), stage=TERMINATED, ended_date=s.day, ended_reason=s.given["ended_reason"])


class Correct(AgreementAct):
    """It was entered as signed by mistake: a draft again; why stands in its remark."""

    own = (Field(name="correction", column="correction", label=N_("更正的理由"), type=Text(200)),)

    why = "correction"

    def noted(self, s: Subject) -> str:
        """When and why."""
        return _("{day} 更正为草拟：{reason}").format(day=s.scene.day, reason=s.given.get("correction") or "")

    def do(self, s: Subject) -> None:
        """It is a draft."""
        s.set("agreement", _own(s), stage=DRAFT, remark=self.noted(s))


class _Promise(NamedTuple):
    """One line of what is promised anew; None where the line does not say."""

    item: str
    target: Any
    unit: str | None
    due: date | None


class Amend(Standing):
    """An amendment: what it changes holds from its day on; promises and parties are closed and opened with it."""

    event = "amendment"
    needs = {  # noqa: RUF012 - as above
        "amendment": "agreement_id", "agreement_commitment": "agreement_id", "agreement_party": "agreement_id",
    }  # fmt: skip
    own = (
        Field(name="promises", column="promises", label=N_("新的承诺"), type=Text(500),
              help=N_("每行或用分号隔开一项：承诺项 目标 单位 截止日期，如 录用比例 80% 2027-06-30；同一项原来的承诺到前一天为止")),
        Field(name="dropped", column="dropped", label=N_("不再承诺的事项"), type=MultiCode("commitment-item")),
        *(Field(name=f"new_{name}", column=f"new_{name}", label=label, type=OrganisationName(100), help=N_("不变的不填；退出的填“无”"))
          for name, label in zip(PLACES, (N_("变更后的甲方"), N_("变更后的乙方"), N_("变更后的丙方"), N_("变更后的丁方")), strict=True)),
    )  # fmt: skip

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Whom the names of new parties mean."""
        super().prepare(scene, subjects)
        texts = {text for s in subjects for name in _NOTES[PARTIES] if (text := s.given.get(name))}
        scene.worked["bodies"] = body_lookup.meant(scene.connection, texts) if texts else {}

    def refusal(self, s: Subject) -> Told | None:
        """What it says must be whole, of its own, and later than the beginning."""
        told = self.unfit(s) or self._unsaid(s)
        begin = s.row()["valid_from"]
        if told is None and begin is not None and s.day < begin:
            words = _("早于协议的有效期起 {begin}，补充协议不能在协议生效前生效").format(begin=begin)
            return "effective_date", Complaint("out-of-range", words)
        return told or self._twice(s)

    def _unsaid(self, s: Subject) -> Told | None:
        """What a kind that is named lacks, or what is told of a kind that is not."""
        kinds = s.given["kinds"]
        told = next((one for one in judge(Amendment, s.given, s.scene.day) if one[1].fatal), None)
        for kind, names in _NOTES.items():
            given = [name for name in names if s.given.get(name) is not None]
            said = table("amendment-kind").label(kind)
            if kind in kinds and not given:
                words = _("变更事项有“{kind}”，这一项要填").format(kind=said)
                told = told or (names[0], Complaint("required", words))
            if given and kind not in kinds:
                words = _("填了这一项，变更事项里没有“{kind}”，请核对").format(kind=said)
                told = told or (given[0], Complaint("conflict", words))
        return told or next((("promises", one) for one in _promises(s) if isinstance(one, Complaint)), None)

    def _twice(self, s: Subject) -> Told | None:
        number, kinds = self._number(s), set(s.given["kinds"])
        for row in (s.row("amendment", key) for key in s.rows("amendment")):
            if row["number"] == number:
                words = _("这份协议已有补充协议 {number}，请换一个编号").format(number=number)
                return "number", Complaint("duplicate", words)
            if row["effective_date"] == s.day and kinds & set(row["kinds"] or ()):
                words = _("补充协议 {number} 在同一天变更同一事项，请核对").format(number=row["number"])
                return "effective_date", Complaint("duplicate", words)
        return None

    def _number(self, s: Subject) -> str:
        """What was given, else that of the agreement with the next count."""
        return s.given.get("number") or f"{s.row()['number']}-补{len(s.rows('amendment')) + 1}"

    def do(self, s: Subject) -> None:
        """Enter it, and let it take effect."""
        until = self.until(s, s.day, before=True)
        if until is not None and s.day > until:
            s.warn("effective_date", "out-of-range", _("生效时协议已在 {until} 到期，请核对").format(until=until))
        s.record(number=self._number(s))
        self._change_promises(s)
        self._change_parties(s)
        end = self.until(s, s.day)
        if end is not None:
            self.tell_outliving(s, end)

    def _change_promises(self, s: Subject) -> None:
        standing = {row["item"]: (key, row) for key in s.open("agreement_commitment", s.day)
                    for row in (s.row("agreement_commitment", key),)}  # fmt: skip
        lines = [one for one in _promises(s) if isinstance(one, _Promise)]
        for item in dict.fromkeys((*(s.given.get("dropped") or ()), *(line.item for line in lines))):
            if item in standing:
                s.close("agreement_commitment", standing[item][0], s.day, amendment_id=s.cause)
            elif item in (s.given.get("dropped") or ()):
                words = _("没有在执行的承诺“{item}”").format(item=table("commitment-item").label(item))
                s.warn("dropped", "conflict", words)
        for line in lines:
            _key, old = standing.get(line.item, (None, {}))
            s.make(
                "agreement_commitment", agreement_id=s.key, item=line.item, target=line.target, from_date=s.day,
                unit=line.unit or old.get("unit"), due_date=line.due or old.get("due_date"), actual=old.get("actual"),
                amendment_id=s.cause,
            )  # fmt: skip

    def _change_parties(self, s: Subject) -> None:
        known = s.scene.worked["bodies"]
        for position, name in enumerate(_NOTES[PARTIES], 1):
            text = s.given.get(name)
            for key in s.open("agreement_party", s.day) if text is not None else ():
                if s.row("agreement_party", key)["position"] == position:
                    s.close("agreement_party", key, s.day, amendment_id=s.cause)
            if text is None or names_nobody(text):
                continue
            body = known.get(text)
            if body is None:
                s.warn(
                    name,
                    "unknown-reference",
                    _("“{text}”不是登记过的学校或企业，按这个名称记下，请核对").format(text=text),
                )
            who = {"body_name": text} if body is None else {f"{body.kind}_id": body.key}
            s.make(
                "agreement_party", agreement_id=s.key, position=position, join_date=s.day, amendment_id=s.cause, **who
            )


def _promises(s: Subject) -> Iterator[Complaint | _Promise]:
    """The lines of what is promised anew, each read or complained of."""
    for line in filter(None, (part.strip() for part in re.split(r"[\n；;]", s.given.get("promises") or ""))):
        item, *rest = re.split(r"[\s，,：:=]+", line)
        code = table("commitment-item").find(item)
        number = _LINE.fullmatch(rest[0]) if rest else None
        days = [_PROMISED["due_date"].read(text) for text in rest[1:] if text[:1].isdigit()]
        units = [text for text in rest[1:] if not text[:1].isdigit()]
        wrong = code is None or number is None or len(days) > 1 or len(units) > 1 or any(said for _day, said in days)
        if wrong or code is None or number is None:
            words = _("看不懂“{line}”，请写成：承诺项 目标 单位 截止日期").format(line=line)
            yield Complaint("format", words)
            continue
        unit = number["unit"] or next(iter(units), None)
        target, _said = _PROMISED["target"].read(number["target"])
        yield _Promise(code.code, target, unit, next((day for day, _complaints in days), None))


class Renew(Standing):
    """A new agreement takes the place of one that ends; the old one stays as it is."""

    mends = ("agreement-expiring", "agreement-urgent", "agreement-ends", "agreement-expired")
    needs = {  # noqa: RUF012 - as above
        "amendment": "agreement_id", "agreement_commitment": "agreement_id", "agreement_party": "agreement_id",
        "agreement_major": "agreement_id",
    }  # fmt: skip
    own = tuple(
        replace(_FIELDS[name], required=False, unique=False, aliases=(), by_act=False)
        for name in ("number", "title", "signed_date", "valid_from", "valid_until", "amount")
    )  # fmt: skip

    def prepare(self, scene: Scene, subjects: Sequence[Subject]) -> None:
        """Which agreements renew these already, and their schools."""
        super().prepare(scene, subjects)
        scene.read("agreement", "renews_id", [s.key for s in subjects])
        scene.read("school", "id", {s.row().get("school_id") for s in subjects})

    def unfit(self, s: Subject) -> Told | None:
        """Only once."""
        told = super().unfit(s)
        if told is not None or s.key is None:
            return told
        for key in s.scene.of("agreement", "renews_id", s.key):
            row = s.row("agreement", key)
            if row.get("stage") != VOID:
                words = _("已续签为 {number}，请对它办理").format(number=row["number"])
                return "stage", Complaint("duplicate", words)
        return None

    def refusal(self, s: Subject) -> Told | None:
        """A period in order, after the one before; a number, or a pattern that gives one."""
        told = self.unfit(s)
        begin, end, until = self._begin(s), s.given["valid_until"], self.until(s, s.scene.day)
        if told is None and end < begin:
            words = _("{end} 早于 {begin}，起止日期颠倒了").format(end=end, begin=begin)
            return "valid_until", Complaint("out-of-range", words)
        if told is None and until is not None and end <= until:
            words = _("原协议到 {until} 为止，续签的要晚于这一天").format(until=until)
            return "valid_until", Complaint("out-of-range", words)
        return told or self._unnumbered(s)

    def _unnumbered(self, s: Subject) -> Told | None:
        if s.given.get("number"):
            return None
        kept = numbering(s.scene, AGREEMENT_NUMBER).kept
        if kept is None:
            return "number", _FIELDS["number"].missing()
        try:
            parse(kept.pattern).number(self._facts(s), 1)
        except UnfitError as lacking:
            return "number", Complaint("required", str(lacking))
        return None

    def _facts(self, s: Subject) -> dict[str, str]:
        year = (s.given.get("signed_date") or s.scene.day).year
        return facts_of(year=year, school_class={}, major={}, school=s.row("school", s.row().get("school_id")))

    def _begin(self, s: Subject) -> date:
        """What was given, else the day after the old one ends."""
        given: date | None = s.given.get("valid_from")
        until = self.until(s, s.scene.day)
        return given or (s.scene.day if until is None else until + timedelta(days=1))

    def do(self, s: Subject) -> None:
        """Make it with the parties of today; signed where the day is told, else a draft. What was promised goes on if it is to."""
        old = s.row()
        number = s.given.get("number") or give(s, AGREEMENT_NUMBER, "number", self._facts(s))
        copied = {name: old[name] for name in ("kind", "school_id", "staff_id", "amount")}
        told = {name: s.given[name] for name in ("title", "amount") if s.given.get(name) is not None}
        new = s.make("agreement", **copied | {
            "number": number, "title": old["title"], "renews_id": s.key, "valid_from": self._begin(s),
            "valid_until": s.given["valid_until"], "signed_date": s.given.get("signed_date"),
            "stage": DRAFT if s.given.get("signed_date") is None else SIGNED,
        } | told)  # fmt: skip
        for key in s.rows("agreement_major"):
            s.make("agreement_major", agreement_id=new, major_id=s.row("agreement_major", key)["major_id"])
        for key in s.open("agreement_party", s.scene.day):
            s.make("agreement_party", agreement_id=new, **_same(s.row("agreement_party", key), _PARTY))
        self._promise(s, new)

    def _promise(self, s: Subject, new: Key) -> None:
        standing = s.open("agreement_commitment", s.scene.day)
        choices = ((_KEPT, N_("照原协议的目标")), (_NONE, N_("另行登记")))
        if not standing or s.ask("promises", N_("原协议的承诺"), choices, _KEPT, "agreement_commitment") == _NONE:
            return
        for key in standing:
            row = _same(s.row("agreement_commitment", key), ("item", "unit", "target"))
            s.make("agreement_commitment", agreement_id=new, from_date=self._begin(s), **row)


_PARTY = ("position", "role", "school_id", "enterprise_id", "body_name", "representative")


def _same(row: Row, names: Sequence[str]) -> Row:
    return {name: row[name] for name in names}


def _own(s: Subject) -> Key:
    """The agreement it is about."""
    assert s.key is not None
    return s.key


def _no_limit(_key: str, _day: date) -> Any:
    raise NotImplementedError


AGREEMENT_ACTS: tuple[AgreementAct, ...] = (
    AgreementAct("submit-agreement", N_("协议送审"), {DRAFT: REVIEWED}),
    AgreementAct("return-agreement", N_("退回协议"), {REVIEWED: DRAFT}),
    Sign("sign-agreement", N_("签订协议"), {REVIEWED: SIGNED},
         asks=("signed_date", "signatory_school", "signatory_enterprise"), required=("signed_date",)),
    Amend("amend-agreement", N_("签补充协议"), {SIGNED: None},
          asks=("number", "kinds", "signed_date", "effective_date", "valid_until", "amount", "ended_date", "summary"),
          required=("kinds", "signed_date"), dated="effective_date", group=Groups.AMENDING),
    Renew("renew-agreement", N_("续签协议"), {SIGNED: None}, required=("valid_until",), group=Groups.AMENDING),
    Terminate("terminate-agreement", N_("终止协议"), {SIGNED: TERMINATED}, asks=("ended_reason",),
              required=("ended_reason",), dated="ended_date", group=Groups.AMENDING),
    Correct("correct-agreement", N_("更正协议"), {SIGNED: DRAFT}, required=("correction",), group=Groups.AMENDING),
    AgreementAct("void-agreement", N_("作废协议"), dict.fromkeys((DRAFT, REVIEWED), VOID)),
)  # fmt: skip
