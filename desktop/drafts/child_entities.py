"""Which records are edited as rows in the form of the record they belong to: said here once for every entity."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from desktop.screens.columns import first_columns
from models.rules import guardian
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import N_, _

POSITION = "position"  # the field that keeps the order of rows, never shown
# Fields that hold the name of a picture file: of no use to a person until files can be attached, so no form asks for them.
PICTURES = {"student": frozenset({"photo"}), "school": frozenset({"seal_image"})}
Values = Mapping[str, Any]
Wanting = Callable[[Values, Sequence[Values], date], str]


@dataclass(frozen=True, slots=True)
class ChildEntity:
    """Rows of an entity in the form of the one its field `back` refers to.

    `columns` are edited in the table itself, all others in the panel of a row; `note` is what stands beside the title;
    `wanting` says, given the record, its rows and the day, what the rows as a whole are without. `either` are neighbouring columns
    of which only one is filled.
    """

    table: str
    back: str
    title: str
    columns: tuple[str, ...]
    note: str = ""
    wanting: Wanting | None = None
    either: tuple[str, ...] = ()

    @property
    def entity(self) -> type[Entity]:
        """The entity of the rows."""
        return entity_named(self.table)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What a person fills in: everything but to whom the row belongs and its place."""
        return tuple(f for f in fields_of(self.entity) if f.writable and f.name not in (self.back, POSITION))

    @property
    def shown(self) -> tuple[Field, ...]:
        """The columns of the table."""
        fields = field_map(self.entity)
        return tuple(fields[name] for name in self.columns)

    @property
    def ordered(self) -> bool:
        """Whether the rows are numbered one after the other."""
        return POSITION in field_map(self.entity)

    @property
    def called(self) -> str:
        """What one row is called, inside a sentence."""
        words = _(self.entity.label)
        return words[:1].lower() + words[1:]


def _guardian(student: Values, family: Sequence[Values], day: date) -> str:
    """Whether the rule on guardians finds none among the rows of the form."""
    if not guardian.is_minor(student.get("birth_date"), day) or any(member.get("is_guardian") for member in family):
        return ""
    return guardian.missing().message


CHILDREN: Mapping[str, tuple[ChildEntity, ...]] = {
    "student": (
        ChildEntity("family_member", "student", N_("家庭与监护人"), ("name", "relation", "phone", "is_guardian", "employer"),
              note=N_("未满 18 周岁须有一名监护人"), wanting=_guardian),
    ),
    "enterprise": (
        ChildEntity("contact", "enterprise", N_("联系人"), ("name", "title", "phone", "landline", "email"),
              note=N_("排在最前的是主要联系人")),
        ChildEntity("post", "enterprise", N_("岗位"), ("name", "headcount", "same_post_staff", "same_post_wage", "shift")),
        ChildEntity("contribution", "enterprise", N_("企业投入"), ("year", "kind", "amount", "agreement")),
    ),
    "agreement": (
        ChildEntity("agreement_party", "agreement", N_("签约方"), ("school", "enterprise", "body_name", "role", "representative"),
              note=N_("排在最前的是甲方；学校、企业、其他单位只填一项"), either=("school", "enterprise", "body_name")),
        ChildEntity("agreement_commitment", "agreement", N_("协议承诺"), ("item", "unit", "target", "actual", "due_date")),
    ),
    "order_class": (
        ChildEntity("commitment", "order_class", N_("企业承诺"), ("item", "unit", "target", "actual", "due_date")),
        ChildEntity("company_course", "order_class", N_("企业课程"), ("name", "hours", "lecturer", "place")),
    ),
    "education_group": (
        ChildEntity("group_member", "education_group", N_("集团成员"),
              ("enterprise", "school", "body_name", "member_kind", "role", "join_date"),
              note=N_("院校、企业、其他单位只填一项"), either=("enterprise", "school", "body_name")),
        ChildEntity("council_meeting", "education_group", N_("理事会会议"), ("year", "meeting_count")),
    ),
    "school": (
        ChildEntity("term", "school", N_("学期"), ("academic_year", "term", "start_date", "end_date", "register_deadline")),
    ),
}  # fmt: skip


def children_of(entity: type[Entity]) -> tuple[ChildEntity, ...]:
    """The tables in the form of an entity."""
    return CHILDREN.get(entity.__tablename__, ())


@cache
def told_by_rows(entity: type[Entity]) -> frozenset[str]:
    """Fields of an entity that its form leaves out, since they are cells of a row in one of its tables."""
    tables = {child.table for child in children_of(entity)}
    return frozenset(f.name for f in fields_of(entity) if f.via and f.via.fixed and f.via.entity in tables)


@cache
def form_fields(entity: type[Entity]) -> tuple[Field, ...]:
    """The fields a form asks for one by one."""
    left_out = told_by_rows(entity) | PICTURES.get(entity.__tablename__, frozenset())
    return tuple(f for f in fields_of(entity) if f.name not in left_out)


@cache
def naming(child: ChildEntity) -> tuple[Field, ...]:
    """The columns that say which row is meant, in this order."""
    fields = field_map(child.entity)
    own = [fields[child.entity.display]] if child.entity.display in child.columns else []
    return (*own, *(f for f in child.shown if f not in own and f in first_columns(child.entity)))
