"""What a rule of a regulation is, and its three verdicts: kept, broken, or not to be told from what is recorded."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.entities.placements import Placement
from models.schema.codes import table
from models.schema.complaints import Complaint, Severity
from models.schema.fields import Entity
from models.words import N_, _

Condition = sa.ColumnElement[bool]
DAY: sa.BindParameter[Any] = sa.bindparam("day", type_=sa.Date())  # the day records are judged as of
FIRST: sa.BindParameter[Any] = sa.bindparam("first", type_=sa.Date())  # the first day of the placement it is judged for
NEVER: Condition = sa.false()
_UNKNOWN = N_("当时规定未收录")


class Verdict(enum.StrEnum):
    """What is said of one rule and one record."""

    KEPT = "kept"
    BROKEN = "broken"
    LACKING = "lacking"

    @property
    def word(self) -> str:
        """符合, 不符, 缺资料."""
        return _({"kept": N_("符合"), "broken": N_("不符"), "lacking": N_("缺资料")}[self.value])


class RuleSeverity(enum.StrEnum):
    """What policy makes of a breach: it stops the act that starts the thing, or is listed. It never keeps a record out."""

    FORBID = "1"
    WARN = "2"
    HINT = "3"

    @property
    def word(self) -> str:
        """禁止, 警告, 提示."""
        return table("severity")[self.value].label


@dataclass(frozen=True, slots=True)
class Regulation:
    """A document with the days it holds for, both included; no last day while it is in force."""

    name: str
    number: str
    valid_from: date
    valid_until: date | None = None


REGULATION_2021 = Regulation(N_("实习管理规定"), "教职成〔2021〕4号", date(2022, 1, 1))
REGULATION_2016 = Regulation(
    N_("2016 年实习管理规定"), "教职成〔2016〕3号", date(2016, 4, 11), date(2021, 12, 31)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its number (specification §1.1), the field that shows a breach, when it is broken, the words for it.

    `missing` is what it needs and is not recorded, `wanting` says so in words; a condition that comes to NULL is lacking
    as well, so that nothing passes for want of evidence. `due`: the evidence has to be there from the first day on, and
    without it the rule is broken. `asked` holds the rule back until it can be asked (an assessment, after the last day);
    NEVER while there is no register to ask.
    `article` is empty where the specification does not vouch for its number; `entity` is what breaks it; `limit` names
    the threshold that stands in the words. Its severity is that of the parameter `key`, or of its threshold, or of its number.
    """

    number: str
    field: str
    broken: Condition
    words: str
    article: str = ""
    missing: Condition = NEVER
    wanting: str = N_("登记的内容不够，无从核对")
    due: bool = False
    entity: type[Entity] = Placement
    limit: str = ""
    asked: Condition | None = None
    regulation: Regulation = REGULATION_2021
    key: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The parameters that may say its severity, the most telling first."""
        return tuple(dict.fromkeys(key for key in (self.key, self.limit, self.number) if key))

    @property
    def afterwards(self) -> bool:
        """Whether it is asked only when the placement is over."""
        return self.asked is not None and self.asked is not NEVER

    @property
    def document(self) -> str:
        """The number of the document it stands in."""
        return self.regulation.number

    @property
    def valid_from(self) -> date:
        """The first day it holds for."""
        return self.regulation.valid_from

    @property
    def valid_until(self) -> date | None:
        """The last day it holds for; None while it is in force."""
        return self.regulation.valid_until

    @property
    def source(self) -> str:
        """The document and the article, in words."""
        document = _(self.regulation.name)
        return _("{document}{article}").format(document=document, article=_(self.article)) if self.article else document


class Outcome(enum.IntEnum):
    """What SQL answers for a rule and a record; NULL where the rule is not in force."""

    KEPT = 0
    BROKEN = 1
    LACKING = 2
    OVERDUE = 3  # what had to be there from the first day on is not recorded
    LATER = 4  # it cannot be asked yet


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one rule for one record, and what a form, a list or the check tells of it."""

    rule: Rule
    verdict: Verdict
    complaint: Complaint
    severity: RuleSeverity
    absent: bool = False  # broken, since there is none of what has to be there
    listed: bool = True  # whether it is work for somebody: not what cannot be asked yet
    known: bool = True  # whether the text of its day is recorded
    words: str = ""  # of its title, as they stand in the source, and the threshold that stands in them
    limit: str = "—"
    kept_on: date | None = None  # the day on which it was kept for good; None while it is judged anew
    waived: bool = False  # of a kept breach whether somebody had let it pass

    @property
    def title(self) -> str:
        """What is wrong or missing, in words."""
        return self.complaint.title

    @property
    def forbids(self) -> bool:
        """Whether it is a breach of what is forbidden."""
        return self.verdict is Verdict.BROKEN and self.severity is RuleSeverity.FORBID


def complaint(rule: Rule, verdict: Verdict, title: str, severity: RuleSeverity) -> Complaint:
    """What is told of a rule: its title with its source; fatal where what is forbidden is broken."""
    fatal = verdict is Verdict.BROKEN and severity is RuleSeverity.FORBID
    source = rule.source
    message = _("{title}（{source}）").format(title=title, source=source)
    return Complaint(rule.number, message, Severity.ERROR if fatal else Severity.WARNING, title, source)


_VERDICTS = {
    Outcome.KEPT: Verdict.KEPT, Outcome.BROKEN: Verdict.BROKEN, Outcome.OVERDUE: Verdict.BROKEN,
    Outcome.LACKING: Verdict.LACKING, Outcome.LATER: Verdict.LACKING,
}  # fmt: skip


def finding(rule: Rule, outcome: int | None, values: Mapping[str, Decimal | None], severity: RuleSeverity) -> Finding:
    """What the answer of SQL says of a rule; None is a rule whose text of that day is not known."""
    if outcome is None:
        unknown = complaint(rule, Verdict.LACKING, _(_UNKNOWN), severity)
        return Finding(rule, Verdict.LACKING, unknown, severity, listed=False, known=False, words=_UNKNOWN)
    said = Outcome(outcome)
    words = rule.words if said in (Outcome.KEPT, Outcome.BROKEN) else rule.wanting
    number = values.get(rule.limit)
    limit = f"{number.normalize():f}" if number is not None else "—"
    verdict = _VERDICTS[said]
    told = complaint(rule, verdict, _(words).format(limit=limit), severity)
    listed = said is not Outcome.LATER
    return Finding(rule, verdict, told, severity, said is Outcome.OVERDUE, listed, words=words, limit=limit)


def outcome(rule: Rule, first_day: sa.ColumnElement[Any], since: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The answer of SQL for a rule: `first_day` decides whether it is in force, from `since` on evidence has to be there."""
    lacking: Any = Outcome.LACKING.value
    if rule.due:
        lacking = sa.case((since <= DAY, Outcome.OVERDUE.value), else_=Outcome.LACKING.value)
    whens: list[tuple[Any, Any]] = [(rule.broken, Outcome.BROKEN.value), (rule.missing, lacking)]
    if rule.asked is not None:
        whens.insert(0, (sa.not_(rule.asked), Outcome.LATER.value))
    whens.append((sa.or_(rule.broken.is_(None), rule.missing.is_(None)), Outcome.LACKING.value))
    verdict = sa.case(*whens, else_=Outcome.KEPT.value)
    last = [] if rule.valid_until is None else [first_day <= rule.valid_until]
    return sa.case((sa.and_(first_day >= rule.valid_from, *last), verdict), else_=None)


def threshold(key: str, kind: Any = None) -> sa.BindParameter[Any]:
    """A threshold inside a condition: what policy says, which the judging looks up."""
    return sa.bindparam(key, None, type_=kind if kind is not None else sa.Float())
