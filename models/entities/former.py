"""Columns that records had before an upgrade moved them elsewhere: what the log says of them stays readable."""

from collections.abc import Mapping

from models.schema.fields import Entity, Field
from models.schema.types import Code, CodeText, Date, Text
from models.words import N_

_INSURED: tuple[Field, ...] = (
    Field(name="insurer", column="insurer", label=N_("保险公司"), type=Text(60)),
    Field(name="policy_number", column="policy_number", label=N_("责任险保单号"), type=CodeText(60)),
)
_FORMER: Mapping[str, tuple[Field, ...]] = {
    "contribution": (Field(name="agreement_number", column="agreement_number", label=N_("协议号"), type=CodeText(60)),),
    "order_class": (
        Field(name="agreement_number", column="agreement_number", label=N_("协议编号"), type=CodeText(60)),
        Field(name="agreement_from", column="agreement_from", label=N_("协议起"), type=Date()),
        Field(name="agreement_until", column="agreement_until", label=N_("协议止"), type=Date()),
    ),
    "placement": (
        *_INSURED,
        Field(name="insured_from", column="insured_from", label=N_("保险起"), type=Date()),
        Field(name="insured_until", column="insured_until", label=N_("保险止"), type=Date()),
    ),
    "placement_plan": _INSURED,
    "student": (Field(name="status", column="status", label=N_("学籍状态"), type=Code("student-status")),),
}


def former_columns(entity: type[Entity]) -> tuple[Field, ...]:
    """The columns an entity had, in the order in which they went."""
    return _FORMER.get(entity.__tablename__, ())
