"""Templates of the list export: columns, their order and headings exactly as an authority wants them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.schema.fields import Field
from models.schema.regions import RegionCode
from models.schema.showing import text_of
from models.schema.types import Code, Flag, MultiCode
from models.words import N_


@dataclass(frozen=True, slots=True)
class ListTemplate:
    """A template by name: the list it is for, and its columns as heading and field, in order.

    Headings stand as they are in every language: a system reads them.
    """

    name: str
    label: str
    entity: str
    columns: tuple[tuple[str, str], ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row."""
        return tuple(heading for heading, _field in self.columns)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, a column each."""
        return tuple(field for _heading, field in self.columns)


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
NATIONAL = ListTemplate("national", N_("全国中职学籍系统（73 列）"), "student", (*_PERSON, *_MEMBERS))
TEMPLATES: Mapping[str, ListTemplate] = {one.name: one for one in (NATIONAL,)}


def templates_of(entity: str) -> tuple[ListTemplate, ...]:
    """The templates for a list of these records."""
    return tuple(one for one in TEMPLATES.values() if one.entity == entity)


def shown(field: Field, value: Any, *, codes: bool, masked: bool) -> str:
    """What a cell of a template says: codes or names as asked; of places always the code, which the heading promises."""
    if value is None or (masked and field.private) or field.many or field.to is not None:
        return text_of(field, value, masked=masked)
    if isinstance(field.type, RegionCode):
        return str(value)
    if codes and isinstance(field.type, MultiCode):
        return "、".join(value)
    if codes and isinstance(field.type, Code):
        return str(value)
    if codes and isinstance(field.type, Flag):
        return "1" if value else "0"
    return text_of(field, value, masked=masked)
