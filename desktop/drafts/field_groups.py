"""How the fields of a form are grouped: by the sections of the office's own register, else what names the record first."""

from collections.abc import Mapping
from functools import cache

from desktop.drafts.child_entities import ChildEntity, children_of, form_fields
from desktop.screens.columns import first_columns
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import N_, _

MAIN, REST, COMPUTED = N_("主要信息"), N_("其他信息"), N_("自动计算")
Sections = tuple[tuple[str, str], ...]  # (title, names of fields with blanks between)

# Sections of the national student register (specification §1), of the enterprise file and of the placement agreement.
SECTIONS: Mapping[str, Sections] = {
    "student": (
        (N_("身份信息"), ("name name_pinyin id_type id_number gender birth_date ethnicity political_status former_name "
                     "english_name nationality hmt marital_status health name_note photo")),
        (N_("学籍信息"), ("student_number registration_number school_class major entry_month duration status school "
                     "boarding study_form student_category teaching_site")),
        (N_("联系方式"), "phone home_phone email wechat_qq home_address home_postcode residence_type train_section"),
        (N_("监护人"), "guardian_"),
        (N_("其他家庭成员"), "second_member_"),
        (N_("户籍与生源"), ("hukou_type hukou_region hukou_address police_station source_region birth_region "
                      "native_region is_migrant_child")),
        (N_("入学信息"), ("graduated_from source exam_number candidate_number exam_score entry_way enrolment_way "
                     "enrolment_target joint_type joint_form joint_school_code segment_mode")),
        (N_("毕业"), "graduated_date graduation_result diploma_number diploma_received_date"),
        (N_("资助"), "hardship is_registered_poor is_disabled is_veteran aid_card bank_name bank_number"),
        (N_("授权与备注"), "data_consent_date portrait_consent_date specialty age remark"),
    ),
    "enterprise": (
        (N_("单位信息"), ("name credit_code former_names parent nature registration_type industry size "
                     "region address park established_date legal_person")),
        (N_("联系人"), "phone contact_"),
        (N_("合作"), "cooperation_start cooperation_level cooperation_forms cooperation_majors group_count intern_count"),
        (N_("规模与资质"), ("staff_total staff_counted_date revenue assets registered_capital is_above_scale is_high_tech "
                      "high_tech_number high_tech_until is_tech_sme tech_sme_number tech_sme_year tech_giant "
                      "specialised education_industry education_industry_from is_foreign country")),
        (N_("准入核查"), ("integrity_checked_date is_safety_clear inspection_date inspection_report approval_meeting "
                     "published_date is_fee_free fee_free_date is_blocked blocked_reason")),
    ),
    "placement": (
        (N_("安置"), ("student plan enterprise post mode match_level match_reason start_date end_date remaining_days "
                   "status end_reason")),
        (N_("岗位与报酬"), ("work_place region shift daily_hours weekly_hours lodging pay pay_cycle_days pay_channel "
                      "first_pay_date")),
        (N_("指导人员"), "tutor mentor_name mentor_phone"),
        (N_("协议与保险"), ("agreement_number agreement_version signed_student_date signed_school_date "
                      "signed_enterprise_date signed_guardian_date consent_date safety_training_date "
                      "policy_number insurer insured_from insured_until is_insured cross_filing_number")),
        (N_("考核"), "enterprise_score school_score final_score grade archive_count"),
    ),
    "order_class": (
        (N_("订单班"), "code name mode status enterprises majors education_group school grade_year"),
        (N_("协议"), "agreement agreement_until remaining_days"),
        (N_("组班"), ("form_date end_date formation_stage selection_method planned_size formed_size member_count "
                   "male_count female_count")),
        (N_("负责人"), "teacher enterprise_contact enterprise_phone"),
    ),
    "admission": (
        (N_("考生"), "name gender id_type id_number birth_date ethnicity political_status phone"),
        (N_("录取"), "year plan school major batch is_order status admitted_date letter_number"),
        (N_("考试与来源"), "exam_number candidate_number exam_score wish_rank graduated_from source_region"),
        (N_("监护人与住址"), "guardian_name guardian_phone home_address"),
        (N_("报到"), "check_in_date is_fee_paid dormitory absence_reason"),
    ),
    "placement_plan": (
        (N_("批次"), "name school term kind grade_year majors start_date end_date lead_teacher status placement_count"),
        (N_("材料"), "plan_document rules_document emergency_document safety_training_date"),
        (N_("八步程序"), ("inspection_done_date list_approved_date consents_done_date filing_done_date plan_made_date "
                     "rules_made_date agreements_done_date training_done_date")),
        (N_("备案与保险"), ("filing_authority filing_date filing_number is_night_filed is_overtime_filed "
                      "is_holiday_filed is_hazard_filed policy insurer")),
    ),
}  # fmt: skip
SHORT = 12  # fields that can be read without headings


@cache
def groups_of(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...]]]:
    """(title, fields), none empty and every field once; titles are in the source language."""
    sections = SECTIONS.get(entity.__tablename__)
    return _given(entity, sections) if sections else _derived(entity)


def _given(entity: type[Entity], sections: Sections) -> list[tuple[str, tuple[Field, ...]]]:
    left = dict(field_map(entity))
    found: list[tuple[str, tuple[Field, ...]]] = []
    for title, names in sections:
        fields = [left.pop(name) for word in names.split() for name in _named(left, word)]
        if fields:
            found.append((title, tuple(fields)))
    for title, fields in ((REST, [f for f in left.values() if f.writable]),
                          (COMPUTED, [f for f in left.values() if not f.writable])):  # fmt: skip
        if fields:
            found.append((title, tuple(fields)))
    return found


def form_groups(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...] | ChildEntity]]:
    """The groups of a form: fields that are cells of a row left out, the tables where the first of these stood, else last."""
    asked, waiting = {f.name for f in form_fields(entity)}, list(children_of(entity))
    found: list[tuple[str, tuple[Field, ...] | ChildEntity]] = []
    for title, fields in groups_of(entity):
        kept = tuple(f for f in fields if f.name in asked)
        if kept:
            found.append((title, kept))
        tables = {f.via.entity for f in fields if f.via and f.name not in asked}
        here = [child for child in waiting if child.table in tables]
        found += [(child.title, child) for child in here]
        waiting = [child for child in waiting if child not in here]
    tail = [group for group in found if group[0] in (REST, COMPUTED)]
    return [group for group in found if group not in tail] + [(child.title, child) for child in waiting] + tail


def _named(left: Mapping[str, Field], word: str) -> list[str]:
    """A word that ends in _ means every field that begins with it."""
    return [name for name in left if name.startswith(word)] if word.endswith("_") else [word]


def _derived(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...]]]:
    keys = {name for key in entity.keys for name in key} | {f.name for f in first_columns(entity)}
    found: dict[str, list[Field]] = {MAIN: [], REST: []}
    for field in fields_of(entity):
        found.setdefault(_group(field, keys), []).append(field)
    order = [MAIN, *(title for title in found if title not in (MAIN, REST, COMPUTED)), REST, COMPUTED]
    if len(found[MAIN]) + len(found[REST]) <= SHORT:
        found[MAIN], found[REST] = [f for f in fields_of(entity) if _group(f, keys) in (MAIN, REST)], []
    return [(title, tuple(found[title])) for title in order if found.get(title)]


def _group(field: Field, keys: set[str]) -> str:
    if not field.writable:
        return COMPUTED
    if field.via is not None and field.via.fixed:
        return entity_named(field.via.entity).label
    if field.required or field.search or field.name in keys or (field.expected and field.via is not None):
        return MAIN
    return MAIN if field.expected and field.type.kind in ("reference", "references") else REST


def key_fields(entity: type[Entity]) -> tuple[Field, ...]:
    """What a new record is asked for when it is made in passing: what it cannot be without and what names it."""
    named = {entity.display, *(name for key in entity.keys for name in key)}
    asked = [f for f in fields_of(entity) if f.writable and not (f.via and f.via.fixed)]
    return tuple(
        f for f in asked if f.required or f.name in named or (f.stored and not f.nullable) or (f.expected and f.to)
    )


# Shorter words for the labels of sheets that would break into two lines; the whole label is the tooltip.
SHORT_LABELS: Mapping[str, str] = {
    N_("户口所在地区县以下详细地址"): N_("户口详细地址"), N_("户口所在地行政区划码"): N_("户口所在地"),
    N_("生源地行政区划码"): N_("生源地"), N_("出生地行政区划码"): N_("出生地"), N_("籍贯地行政区划码"): N_("籍贯地"),
    N_("电子信箱/其他联系方式"): N_("电子信箱"), N_("是否建档立卡贫困户"): N_("建档立卡贫困户"),
    N_("科技型中小企业入库编号"): N_("中小企业入库编号"), N_("同岗工资标准（元/月）"): N_("同岗工资（元/月）"),
}  # fmt: skip


def label_of(field: Field) -> str:
    """The label in its group: a row of a child entity under its own heading needs no prefix."""
    if field.label in SHORT_LABELS:
        return _(SHORT_LABELS[field.label])
    if field.via is None or not field.via.fixed:
        return field.title
    inner = field_map(entity_named(field.via.entity)).get(field.via.column)
    return inner.title if inner is not None and field.label.endswith(inner.label) else field.title


def title_of(field: Field, entity: type[Entity]) -> str:
    """What the field is called where its group is not seen: 监护人·联系电话."""
    inner = label_of(field)
    if field.via is None or not field.via.fixed:
        return inner
    group = next((title for title, fields in groups_of(entity) if field in fields), "")
    return f"{_(group)}·{inner}" if group else field.title


def heading_of(field: Field) -> str:
    """The title of a column; that a column of ticks asks whether goes without saying."""
    words = label_of(field).removeprefix(_("是否"))
    return words[:1].upper() + words[1:]
