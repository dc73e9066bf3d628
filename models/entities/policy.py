"""What policy sets: the numbers and severities rules are judged by, and breaches of rules that somebody let pass.

The national values are shipped in `resources/policies`; nothing else in the program holds such a number.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa

from models.entities.rules import dates_in_order
from models.resources import resource
from models.schema.complaints import Complaint
from models.schema.fields import Entity, Mapped, entity_named, field, field_map
from models.schema.scopes import EVERYWHERE, RANK
from models.schema.types import Code, CodeText, Date, Integer, Number, Text
from models.words import N_, _

_PLACES = 4  # of a number
_PART = re.compile(r"\*|[^\s/*]+")


def scope_is_told(row: Mapping[str, Any]) -> Iterable[tuple[str, Complaint]]:
    """The scope is `*`, or a region, a level or the code of a school, several of them joined by a stroke: 210100/4."""
    scope = row.get("scope")
    if scope is not None and not all(_PART.fullmatch(part) for part in scope.split("/")):
        message = _("适用范围请写 *、行政区划码、办学层次代码或学校标识码，几项之间用 / 隔开，例如 210100/4")
        yield "scope", Complaint("format", message)


class PolicyParameter(Entity):
    """One number, text or severity that policy sets, for a scope and a period; both days count."""

    label = N_("政策参数")
    display = "key"
    keys = (("key", "scope", "valid_from"),)
    order = ("key", "scope", "valid_from")
    period = ("valid_from", "valid_until")
    period_inclusive = True
    exclusive = (("key", "scope"),)
    succeeds = True
    row_checks = (dates_in_order("valid_from", "valid_until"), scope_is_told)

    key: Mapped[str] = field("参数", CodeText(60), required=True, search=True, index=True, aliases=["参数代码", "代码"])
    title: Mapped[str | None] = field("参数名称", Text(60), search=True, aliases=["名称"])
    scope: Mapped[str] = field(
        "适用范围", CodeText(60), required=True, default=EVERYWHERE, aliases=["范围"],
        help="* 为全国；或行政区划码、办学层次代码、学校标识码，用 / 连接",
    )  # fmt: skip
    value: Mapped[Decimal | None] = field("数值", Number(_PLACES, -999_999_999_999), aliases=["值"])
    text: Mapped[str | None] = field("文字值", Text(200))
    unit: Mapped[str | None] = field("单位", Text(20))
    severity: Mapped[str | None] = field("程度", Code("severity", strict=True), aliases=["严重程度"])
    valid_from: Mapped[date] = field("生效日期", Date(), required=True, aliases=["起", "生效时间", "启用日期"])
    valid_until: Mapped[date | None] = field("失效日期", Date(), aliases=["止", "失效时间", "停用日期"])
    basis: Mapped[str | None] = field("依据", Text(200), expected=True, aliases=["文号", "政策依据"])
    clause: Mapped[str | None] = field("条款", Text(40))


@cache
def national() -> tuple[Mapping[str, Any], ...]:
    """The parameters shipped with the program, values by column, in the order of their keys."""
    fields = field_map(PolicyParameter)
    found: list[Mapping[str, Any]] = []
    with resource("policies", "national.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = {name: fields[name].read(text)[0] for name, text in line.items() if text}
            found.append({"scope": EVERYWHERE, **row})
    return tuple(sorted(found, key=lambda row: (row["key"], row["valid_from"])))


def number_on(key: str, day: date, school: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The whole number a key has for a school (the only one, where none is named) on a day, as policies.Policies finds it."""
    own, place, only = PolicyParameter.table().alias(), *(entity_named("school").table().alias() for _n in range(2))
    single = sa.select(sa.case((sa.func.count() == 1, sa.func.max(only.c.id)))).select_from(only).scalar_subquery()
    rank = sa.Function(RANK, own.c.scope, place.c.region, place.c.level, place.c.school_code, type_=sa.Integer())
    holds = sa.and_(own.c.valid_from <= day, sa.or_(own.c.valid_until.is_(None), own.c.valid_until >= day))
    number = sa.type_coerce(own.c.value, sa.BigInteger) // 10**_PLACES
    joined = own.outerjoin(place, place.c.id == sa.func.coalesce(school, single))
    kept = sa.select(number).select_from(joined).where(own.c.key == key, holds, own.c.value.is_not(None))
    kept = kept.where(rank.is_not(None)).order_by(rank.desc(), own.c.valid_from.desc()).limit(1)
    return sa.func.coalesce(kept.correlate(school.table).scalar_subquery(), _shipped_number(key, day))


def _shipped_number(key: str, day: date) -> int:
    """What the program ships of a key for a day, else of the first of its periods."""
    periods = [row for row in national() if row["key"] == key]
    begun = [row for row in periods if row["valid_from"] <= day]
    return int((begun[-1] if begun else periods[0])["value"])


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
