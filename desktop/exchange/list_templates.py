"""Templates of the list export: columns, their order and headings exactly as an authority wants them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.exchange.columns import SheetColumn, columns_of
from desktop.exchange.refusal import Refused
from models.database.column_profiles import EMPTY, ColumnProfile, ProfileColumn, profiles_of
from models.schema.fields import Entity, Field, entity_named, field_map
from models.schema.regions import RegionCode
from models.schema.showing import written_of
from models.schema.types import Code, Flag, MultiCode, Text
from models.statistics import Connection
from models.words import N_, _


@dataclass(frozen=True, slots=True)
class ListTemplate:
    """A template by name: the list it is for, and its columns in order; `own` where the office made it.

    Headings stand as they are in every language: a system reads them. So does the name of one's own.
    """

    name: str
    label: str
    entity: str
    columns: tuple[ProfileColumn, ...]
    own: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row."""
        return tuple(column.heading for column in self.columns)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, a column each; EMPTY where nothing is written."""
        return tuple(column.field for column in self.columns)

    @property
    def title(self) -> str:
        """What it is called, in the language in use."""
        return self.name if self.own else _(self.label)

    def gone(self) -> tuple[ProfileColumn, ...]:
        """The columns whose field records of this kind no longer have."""
        entity = entity_named(self.entity)
        return tuple(one for one in self.columns if one.field != EMPTY and not _known(entity, one.field))

    def sheet_columns(self) -> list[SheetColumn]:
        """What is read for each column; raises Refused where a field is gone, so that no column is left out quietly."""
        gone = self.gone()
        if gone:
            words = _(
                "模板“{name}”的 {headings} 列对应的内容已不在{label}里，没有导出。请在“按模板导出…”里改好这些列再导出。"
            )
            told = words.format(
                name=self.title,
                headings=quoted([one.heading for one in gone]),
                label=_(entity_named(self.entity).label),
            )
            raise Refused("template", told)
        return [column_of(entity_named(self.entity), column.field) for column in self.columns]


_NOTHING = SheetColumn(EMPTY, Field(name=EMPTY, column="", label=N_("（空列）"), type=Text(1)))


def _known(entity: type[Entity], name: str) -> bool:
    column = columns_of(entity).get(name)
    return name in field_map(entity) or (column is not None and column.part_of is None)


def column_of(entity: type[Entity], name: str) -> SheetColumn:
    """A column of a sheet, any field that can be shown, or the one that stays empty."""
    if name == EMPTY:
        return _NOTHING
    column = columns_of(entity).get(name)
    return column if column is not None and column.part_of is None else SheetColumn(name, field_map(entity)[name])


def fields_offered(entity: type[Entity]) -> dict[str, str]:
    """What a column of a template may hold: the name of each field and what it is called, each label once."""
    own = {name: column.label for name, column in columns_of(entity).items() if column.part_of is None}
    every = own | {name: field.title for name, field in field_map(entity).items() if name not in own}
    labels = list(every.values())
    twice = {label for label in labels if labels.count(label) > 1}
    told = {
        name: _("{label}（{name}）").format(label=label, name=name) if label in twice else label
        for name, label in every.items()
    }
    return told | {EMPTY: _NOTHING.label}


def quoted(headings: Sequence[str]) -> str:
    """Headings as a sentence names them."""
    return "、".join(f"“{heading}”" for heading in headings)


def can_be_coded(field: Field) -> bool:
    """Whether codes or names can be chosen for it: of places always the code is written."""
    return isinstance(field.type, Code | MultiCode | Flag) and not isinstance(field.type, RegionCode)


_PERSON = (
    ("姓名", "name"), ("性别", "gender"), ("出生日期", "birth_date"), ("身份证件类型", "id_type"), ("身份证件号", "id_number"),
    ("姓名拼音", "name_pinyin"), ("班级名称", "school_class"), ("学号", "student_number"), ("学生类别", "student_category"),
    ("学习形式", "study_form"), ("入学方式", "entry_way"), ("就读方式", "boarding"), ("国籍/地区", "nationality"), ("港澳台侨外", "hmt"),
    ("婚姻状况", "marital_status"), ("乘火车区间", "train_section"), ("是否随迁子女", "is_migrant_child"),
    ("生源地行政区划码", "source_region"), ("出生地行政区划码", "birth_region"), ("籍贯地行政区划码", "native_region"),
    ("户口所在地区县以下详细地址", "hukou_address"), ("所属派出所", "police_station"), ("户口所在地行政区划码", "hukou_region"),
    ("户口性质", "hukou_type"), ("学生居住地类型", "residence_type"), ("入学年月", "entry_month"), ("专业简称", "major"), ("学制", "duration"),
    ("民族", "ethnicity"), ("政治面貌", "political_status"), ("健康状况", "health"), ("学生来源", "source"), ("招生对象", "enrolment_target"),
    ("联系电话", "phone"), ("是否建档立卡贫困户", "is_registered_poor"), ("招生方式", "enrolment_way"), ("联招合作类型", "joint_type"),
    ("准考证号", "exam_number"), ("考生号", "candidate_number"), ("考试总分", "exam_score"), ("联招合作办学形式", "joint_form"),
    ("联招合作学校代码", "joint_school_code"), ("校外教学点", "teaching_site"), ("分段培养方式", "segment_mode"), ("英文姓名", "english_name"),
    ("电子信箱/其他联系方式", "email"), ("家庭现地址", "home_address"), ("家庭邮政编码", "home_postcode"), ("家庭电话", "home_phone"),
)  # fmt: skip
_MEMBER = (
    ("姓名", "name"), ("关系", "relation"), ("是否监护人", "is_guardian"), ("联系电话", "phone"), ("出生年月", "birth_month"),
    ("身份证件类型", "id_type"), ("身份证件号", "id_number"), ("民族", "ethnicity"), ("政治面貌", "political_status"),
    ("健康状况", "health"), ("工作或学习单位", "employer"), ("职务", "occupation"),
)  # fmt: skip
_MEMBERS = tuple(
    (f"成员{nth}{heading}", f"{prefix}_{field}")
    for nth, prefix in enumerate(("guardian", "second_member"), 1)
    for heading, field in _MEMBER
)
# the sheet of the national system of secondary vocational schools: 73 columns (specification §4.0)
NATIONAL = ListTemplate(
    "national", N_("全国中职学籍系统（73 列）"), "student", tuple(ProfileColumn(*one) for one in (*_PERSON, *_MEMBERS))
)
SHIPPED: Mapping[str, ListTemplate] = {one.name: one for one in (NATIONAL,)}


def as_template(profile: ColumnProfile) -> ListTemplate:
    """A profile of the office as a template."""
    return ListTemplate(profile.name, profile.name, profile.entity, profile.columns, own=True)


def templates_of(connection: Connection, entity: str) -> tuple[ListTemplate, ...]:
    """The templates for a list of these records: those of the program, then those of the office by name."""
    shipped = tuple(one for one in SHIPPED.values() if one.entity == entity)
    return (*shipped, *(as_template(profile) for profile in profiles_of(connection, entity)))


def is_taken(name: str, entity: str) -> bool:
    """Whether a template of the program is called so; one of the office may not be."""
    return any(one.entity == entity and name in (one.name, one.label, one.title) for one in SHIPPED.values())


def shown(field: Field, value: Any, *, codes: bool, masked: bool) -> str:
    """What a cell of a template says: codes or names as asked; of places always the code, which the heading promises."""
    if value is None or (masked and field.private) or field.many or field.to is not None:
        return written_of(field, value, masked=masked)
    if isinstance(field.type, RegionCode):
        return str(value)
    if codes and isinstance(field.type, MultiCode):
        return "、".join(value)
    if codes and isinstance(field.type, Code):
        return str(value)
    if codes and isinstance(field.type, Flag):
        return "1" if value else "0"
    return written_of(field, value, masked=masked)
