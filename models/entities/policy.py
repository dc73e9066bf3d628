"""The thresholds rules are judged by: numbers that policy sets, each with the national value.

The keys are those of the register of policy parameters (`R-INT-09.hours`); nothing else in the program holds such a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.schema.fields import Entity, Mapped, field
from models.schema.types import CodeText, Date, Integer, Text
from models.words import N_


@dataclass(frozen=True, slots=True)
class Parameter:
    """One threshold: its key, what it is, the national value, the unit."""

    key: str
    title: str
    value: Decimal
    unit: str = ""


def _table(*rows: tuple[str, str, int, str]) -> Mapping[str, Parameter]:
    return {key: Parameter(key, title, Decimal(value), unit) for key, title, value, unit in rows}


PARAMETERS: Mapping[str, Parameter] = _table(
    ("R-INT.same-day", N_("“事先”是否包括当天（1 包括，0 不包括）"), 0, ""),
    ("R-INT-02.years", N_("开始岗位实习的最低年龄"), 16, N_("周岁")),
    ("R-INT-03.years", N_("不再按未成年工保护的年龄"), 18, N_("周岁")),
    ("R-INT-07.grade", N_("不得安排的体力劳动强度，从这一级起"), 3, N_("级")),
    ("R-INT-09.hours", N_("每日工时上限"), 8, N_("小时")),
    ("R-INT-09.week", N_("每周工时上限"), 40, N_("小时")),
    ("R-INT-10.enterprise", N_("实习生占在岗职工总数的上限"), 10, "%"),
    ("R-INT-10.post", N_("实习生占同岗职工数的上限"), 20, "%"),
    ("R-INT-11.shortest", N_("岗位实习一般不少于"), 150, N_("天")),
    ("R-INT-11.longest", N_("岗位实习一般不多于"), 184, N_("天")),
    ("R-INT-16.percent", N_("报酬占同岗工资标准的下限"), 80, "%"),
    ("R-INT-16.days", N_("报酬支付周期上限"), 31, N_("天")),
    ("R-INT-18.interns", N_("一名校内指导教师同时指导的学生上限"), 30, N_("人")),
    ("R-INT-23.months", N_("失信核查的有效期"), 12, N_("个月")),
)


def national(key: str) -> int:
    """The national value of a threshold that is a whole number."""
    return int(PARAMETERS[key].value)


class Waiver(Entity):
    """A breach of a rule that somebody let pass 例外: of which record, why, and until when."""

    label = N_("例外")
    display = "rule"
    order = ("granted_date", "rule")
    importable = False
    internal = True

    rule: Mapped[str] = field("规定", CodeText(20), required=True)
    entity: Mapped[str] = field("所属登记", CodeText(40), required=True)
    record_id: Mapped[int] = field("记录", Integer(0, (1 << 63) - 1), required=True, index=True)
    operator: Mapped[str | None] = field("准许人", Text(60), expected=True)
    reason: Mapped[str] = field("理由", Text(200), required=True)
    granted_date: Mapped[date | None] = field("准许日期", Date(), expected=True)
    until_date: Mapped[date | None] = field("有效至", Date())
