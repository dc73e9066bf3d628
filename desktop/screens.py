"""What screens are composed of where the plain default is not enough: sections of the navigation, first columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.schema.fields import Entity, Field, entities, fields_of
from models.words import N_

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("校企合作"), ("education_group", "group_member", "enterprise", "contact", "post", "contribution", "order_class",
                  "order_class_member", "company_course", "commitment")),
    (N_("学生与培养"), ("student", "school_class", "class_membership", "family_member", "status_change",
                    "graduation_audit",
                    "term_registration", "discipline")),
    (N_("实习管理"), ("placement_plan", "placement", "placement_change", "visit", "pay_month", "attendance_month", "weekly_log",
                  "incident", "archive_item", "insurance_policy", "insured_person")),
    (N_("招生"), ("enrolment_plan", "admission", "check_in")),
    (N_("学校"), ("school", "major", "staff", "term", "council_meeting", "policy_parameter", "number_pattern")),
)  # fmt: skip
OTHER = N_("其他")

COLUMNS: dict[str, tuple[str, ...]] = {
    "student": (
        "name", "student_number", "placement_status", "school_class", "order_class", "placement_enterprise", "gender",
        "status",
    ),
    "enterprise": (
        "name", "credit_code", "industry", "size", "region", "staff_total", "cooperation_level", "cooperation_majors",
        "contact_name", "contact_phone", "group_count", "intern_count",
    ),
    "order_class": (
        "code", "name", "enterprises", "mode", "majors", "grade_year", "form_date", "end_date", "planned_size",
        "member_count", "day_status", "remaining_days",
    ),
    "school_class": (
        "name", "class_code", "school", "grade_year", "major", "head_teacher", "room", "registered_count",
        "present_count", "male_count", "female_count", "day_status",
    ),
    "placement": (
        "student", "enterprise", "post", "status", "start_date", "end_date", "match_level", "pay", "tutor",
        "mentor_name", "plan", "agreement_number",
    ),
    "visit": (
        "enterprise", "visit_date", "teacher", "mode", "student_count", "is_problem", "finding", "measure",
        "resolved_date", "student",
    ),
    "weekly_log": (
        "student", "enterprise", "week", "submitted_date", "reviewed_date", "score", "reviewer", "comment",
    ),
    "attendance_month": (
        "student", "enterprise", "month", "should_days", "actual_days", "leave_days", "absent_days", "overtime_hours",
        "night_count",
    ),
    "pay_month": (
        "student", "enterprise", "month", "should_days", "actual_days", "standard", "payable", "deduction", "paid",
        "paid_date", "channel",
    ),
    "incident": (
        "student", "enterprise", "occurred_date", "kind", "place", "school_told_date", "authority_told_date",
        "claim_amount", "closed_date",
    ),
    "archive_item": ("student", "enterprise", "kind", "filed_date", "place", "is_paper"),
}  # fmt: skip
FIRST_COLUMNS = 12
# What a list leaves out in a window narrower than NARROW, and what it shows besides from WIDE on, in pixels.
NARROW, WIDE = 1400, 1800
SPARED: dict[str, tuple[str, ...]] = {"student": ("gender",)}
BESIDES: dict[str, tuple[str, ...]] = {
    "student": ("placement_tutor", "placement_mentor", "placement_start", "placement_end", "phone"),
}
# Codes that say how it is with a record, shown as chips under its name, besides its status.
STATES: dict[str, tuple[str, ...]] = {"student": ("status", "placement_status", "boarding")}

# Reports printed of one record: its name, and the value of the record that names whom it is printed for.
PAPERS: dict[str, tuple[tuple[str, str], ...]] = {
    "student": (("class-roster", "school_class_id"),),
    "status_change": (("status-change-form", "id"),),
    "school_class": (
        ("class-roster", "id"),
        ("class-roster-long", "id"),
        ("graduate-roster", "id"),
        ("placement-list", "id"),
    ),
    "enterprise": (("placement-list", "id"),),
    "staff": (("placement-list", "id"),),
    "order_class": (("order-class-roster", "id"),),
    "education_group": (("order-class-list", "id"),),
    "placement_plan": (
        ("placement-list", "id"),
        ("unplaced-list", "id"),
        ("placement-filing", "id"),
        ("check-report", "id"),
    ),
    "number_pattern": (("number-gaps", "id"),),
    "major": (("check-in-register", "id"),),
    "school": (("check-in-register", "id"), ("absent-list", "id")),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is not the list of an entity; `place` is top or foot of the navigation, or '' beside it."""

    key: str
    title: str
    icon: str
    place: str
    keys: str = ""


PAGES = (
    Page("home", N_("首页"), "home", "top", "Alt+Home"),
    Page("problems", N_("待处理"), "clipboard_task", "top"),
    Page("changes", N_("变更记录"), "history", ""),
    Page("print", N_("打印中心"), "print", "foot", "Ctrl+P"),
    Page("import", N_("导入"), "arrow_swap", "foot", "Ctrl+I"),
    Page("settings", N_("设置"), "settings", "foot", "Ctrl+,"),
)


def sections(*, acts: bool = False) -> Iterator[tuple[str, Sequence[type[Entity]]]]:
    """Every entity people work with, under the heading where it is looked for; with `acts` also what only acts enter."""
    known = {entity.__tablename__: entity for entity in entities() if acts or not entity.by_act}
    for title, names in SECTIONS:
        yield title, [known.pop(name) for name in names if name in known]
    if known:
        yield OTHER, list(known.values())


def first_columns(entity: type[Entity], width: int = NARROW, *, one_school: bool = False) -> tuple[Field, ...]:
    """The columns a list starts with in a window of so many pixels; where there is but one school, none says which."""
    fields = {f.name: f for f in fields_of(entity) if not (one_school and f.own_unit)}
    name = entity.__tablename__
    if name in COLUMNS:
        spared = SPARED.get(name, ()) if width < NARROW else ()
        chosen = (*COLUMNS[name], *(BESIDES.get(name, ()) if width >= WIDE else ()))
        return tuple(fields[each] for each in chosen if each in fields and each not in spared)
    plain = [f for f in fields.values() if f.private != "hidden" and not (f.via and f.via.fixed)]
    shown = [f for f in plain if f.name == entity.display] + [f for f in plain if f.name != entity.display]
    return tuple(shown[:FIRST_COLUMNS])


def dated(entity: type[Entity]) -> bool:
    """Whether a list of it depends on the day it is taken for."""
    return entity.period is not None or any(f.expression or (f.via and f.via.dated) for f in fields_of(entity))


def page_named(key: str) -> Page:
    """The page of a key; raises KeyError."""
    return {page.key: page for page in PAGES}[key]
