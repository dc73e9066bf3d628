"""What screens are composed of where the plain default is not enough: sections of the navigation, first columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.schema.fields import Entity, Field, entities, field_map, fields_of
from models.words import N_


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation: what it shows, and what is opened seldom and kept behind 更多, by table."""

    title: str
    shown: tuple[str, ...]
    kept_back: tuple[str, ...] = ()


SECTIONS = (
    Section(
        N_("校企合作"), ("education_group", "enterprise", "agreement", "order_class"),
        ("group_member", "contact", "post", "contribution", "agreement_party", "amendment", "agreement_commitment",
         "order_class_member", "company_course", "commitment"),
    ),
    Section(
        N_("产教对接"), ("activity",),
        ("activity_enterprise", "activity_student", "matter", "cooperation_project", "course_standard"),
    ),
    Section(
        N_("学生与培养"), ("student", "school_class", "status_change"),
        ("term_registration", "class_membership", "family_member", "graduation_audit", "discipline"),
    ),
    Section(
        N_("实习管理"), ("placement_plan", "placement", "placement_change"),
        ("visit", "pay_month", "attendance_month", "weekly_log", "incident", "archive_item", "insurance_policy",
         "insured_person"),
    ),
    Section(
        N_("学徒制"), ("apprenticeship_programme",),
        ("apprentice", "mentor", "mentor_pairing", "rotation", "assessment", "standard_document", "subsidy_claim"),
    ),
    Section(
        N_("证书与考试"), ("exam_session",),
        ("exam_registration", "exam_result", "certificate_award", "credit_conversion", "exam_room", "certificate",
         "certificate_pilot", "evaluation_body"),
    ),
    Section(N_("毕业就业"), ("graduate_destination",), ("destination_follow_up", "job_support")),
    Section(N_("招生"), ("enrolment_plan", "admission", "check_in")),
    Section(
        N_("学校"), (),
        ("school", "major", "staff", "term", "council_meeting", "policy_parameter", "number_pattern"),
    ),
)  # fmt: skip
SELDOM = frozenset(name for section in SECTIONS for name in section.kept_back)
OTHER = N_("其他")

COLUMNS: dict[str, tuple[str, ...]] = {
    "student": (
        "name", "student_number", "placement_status", "school_class", "order_class", "placement_enterprise", "gender",
        "status",
    ),
    "enterprise": (
        "name", "credit_code", "industry", "size", "region", "staff_total", "cooperation_level", "cooperation_majors",
        "contact_name", "phone", "group_count", "intern_count",
    ),
    "order_class": (
        "code", "name", "enterprises", "mode", "majors", "grade_year", "form_date", "end_date", "planned_size",
        "member_count", "day_status", "remaining_days",
    ),
    "agreement": (
        "number", "title", "kind", "state", "party_b", "valid_from", "effective_until", "remaining_days",
        "effective_amount", "commitment_count", "rate", "staff",
    ),
    "activity": (
        "title", "kind", "start_date", "place", "enterprise_count", "post_count", "headcount", "student_count",
        "resumes", "offers", "signed", "staff",
    ),
    "activity_enterprise": (
        "activity", "enterprise", "post_count", "headcount", "salary_low", "salary_high", "resumes", "interviews",
        "offers", "signed",
    ),
    "activity_student": ("student", "activity", "signed_in", "intention_enterprise", "is_signed"),
    "cooperation_project": (
        "name", "number", "kind", "enterprises", "leader", "start_date", "end_date", "amount", "received", "status",
        "is_unconcluded", "outcome",
    ),
    "matter": (
        "title", "number", "kind", "raised_by", "raised_date", "assigned_to", "due_date", "status", "is_overdue",
        "answered_date", "answer", "satisfaction",
    ),
    "course_standard": (
        "name", "code", "major", "version", "hours", "credits", "enterprises", "lead_author", "lead_side",
        "certificate_standard", "approved_date", "status",
    ),
    "school_class": (
        "name", "class_code", "school", "grade_year", "major", "head_teacher", "room", "registered_count",
        "present_count", "male_count", "female_count", "day_status",
    ),
    "placement": (
        "student", "enterprise", "post", "status", "start_date", "end_date", "match_level", "pay", "tutor",
        "mentor_name", "plan", "agreement_number",
    ),
    "mentor": (
        "name", "enterprise", "post", "skill_level", "work_years", "phone", "is_lead", "apprentice_count",
        "programme_count", "appointed_from", "appointed_until", "status",
    ),
    "apprenticeship_programme": (
        "code", "name", "kind", "enterprises", "major", "occupation", "target_level", "start_date", "end_date",
        "apprentice_count", "ratio", "status",
    ),
    "apprentice": (
        "number", "name", "programme", "identity", "enterprise", "post", "mentor", "tutor", "start_date", "end_date",
        "outcome", "award_level",
    ),
    "mentor_pairing": ("mentor", "apprentice", "from_date", "until_date", "end_reason", "is_signed"),
    "rotation": ("apprentice", "post", "workshop", "start_date", "end_date", "mentor", "task", "score"),
    "assessment": (
        "apprentice", "kind", "assessed_date", "theory_score", "practice_score", "attitude_score", "total", "grade",
        "result", "assessor_enterprise", "assessor_school",
    ),
    "standard_document": ("programme", "kind", "title", "version", "approved_date", "made_by"),
    "subsidy_claim": (
        "programme", "kind", "number", "applied_date", "headcount", "applied_amount", "approved_amount", "paid_date",
        "paid_amount", "status",
    ),
    "admission": (
        "name", "gender", "year", "major", "exam_number", "exam_score", "is_order", "check_in_date", "status", "absence_reason",
        "student", "id_number",
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
    "certificate": (
        "name", "level", "scheme", "evaluation_body", "theory_pass", "practice_pass", "total_pass", "theory_weight",
        "practice_weight", "valid_from", "valid_until", "is_verified",
    ),
    "certificate_pilot": (
        "certificate", "year", "planned", "registered", "passed", "is_station", "station_code", "staff", "majors",
        "trainer_count", "examiner_count", "funding",
    ),
    "exam_session": (
        "code", "certificate", "exam_date", "register_until", "status", "planned", "registered", "sat", "passed",
        "attendance_rate", "pass_rate", "overall_rate",
    ),
    "exam_room": ("session", "number", "name", "capacity", "seated", "rows", "columns", "invigilators"),
    "exam_registration": (
        "candidate", "ticket_number", "session", "certificate", "status", "room", "seat", "is_fee_paid", "attempt",
        "is_passed", "candidate_kind", "student",
    ),
    "exam_result": (
        "registration", "student", "session", "theory_score", "practice_score", "total", "is_passed", "attendance",
        "total_score", "body_verdict", "published_date",
    ),
    "certificate_award": (
        "number", "student", "certificate", "issued_date", "received_date", "receiver", "registration", "is_revoked",
    ),
    "graduate_destination": (
        "student", "graduation_year", "destination", "unit_name", "post", "match_level", "start_date", "follow_up_due",
        "salary", "channel", "group", "evidence",
    ),
    "destination_follow_up": (
        "student", "unit", "interval", "due_date", "contact_date", "result", "current_unit", "salary", "mode", "staff",
    ),
    "job_support": ("student", "kind", "support_date", "mode", "detail", "result", "staff"),
    "credit_conversion": (
        "student", "course_name", "award", "score", "credits", "original_score", "approved_date", "approved_by",
        "status",
    ),
}  # fmt: skip
FIRST_COLUMNS = 12
# What a list leaves out in a window narrower than NARROW, and what it shows besides from WIDE on, in pixels.
NARROW, WIDE = 1400, 1800
SPARED: dict[str, tuple[str, ...]] = {"student": ("gender",)}
BESIDES: dict[str, tuple[str, ...]] = {
    "student": ("placement_tutor", "placement_mentor", "placement_start", "placement_end", "phone"),
}
# Codes that say how it is with a record, shown as chips under its name, besides its status.
STATES: dict[str, tuple[str, ...]] = {
    "student": ("status", "placement_status", "boarding"), "graduate_destination": ("group", "match_level"),
    "destination_follow_up": ("result",),
}  # fmt: skip

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
    "enterprise": (
        ("placement-list", "id"),
        ("agreement-ledger", "id"),
        ("activity-statistics", "id"),
        ("project-list", "id"),
        ("standard-list", "id"),
    ),
    "activity": (("activity-statistics", "id"), ("matter-list", "id")),
    "matter": (("matter-list", "id"),),
    "course_standard": (("standard-list", "id"),),
    "cooperation_project": (("project-list", "id"),),
    "agreement": (("agreement-summary", "id"),),
    "staff": (("placement-list", "id"),),
    "order_class": (("order-class-roster", "id"), ("promises-kept", "id")),
    "education_group": (("order-class-list", "id"),),
    "placement": (("badge", "id"),),
    "placement_plan": (
        ("placement-list", "id"),
        ("unplaced-list", "id"),
        ("placement-filing", "id"),
        ("check-report", "id"),
        ("badge", "id"),
    ),
    "exam_session": (
        ("exam-registration-list", "id"),
        ("exam-ticket", "id"),
        ("seat-plan", "id"),
        ("exam-sign-in", "id"),
        ("desk-stickers", "id"),
        ("exam-result-list", "id"),
        ("award-list", "id"),
    ),
    "exam_room": (("seat-plan", "id"), ("exam-sign-in", "id"), ("exam-ticket", "id"), ("desk-stickers", "id")),
    "certificate": (("award-list", "id"),),
    "certificate_pilot": (("pilot-statistics", "id"),),
    "credit_conversion": (("credit-list", "id"),),
    "apprenticeship_programme": (
        ("apprentice-roster", "id"),
        ("pairing-list", "id"),
        ("apprentice-score-list", "id"),
        ("training-roster", "id"),
        ("qualified-roster", "id"),
        ("subsidy-summary", "id"),
        ("badge", "id"),
    ),
    "apprentice": (("badge", "id"),),
    "number_pattern": (("number-gaps", "id"),),
    "major": (("check-in-register", "id"), ("standard-list", "id")),
    "school": (("check-in-register", "id"), ("absent-list", "id"), ("day-records", "id")),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is not the list of an entity; `place` is top or foot of the navigation, or '' beside it.

    `of` is the table whose place in the navigation it is part of.
    """

    key: str
    title: str
    icon: str
    place: str
    keys: str = ""
    of: str = ""


PAGES = (
    Page("home", N_("首页"), "home", "top", "Alt+Home"),
    Page("problems", N_("待处理"), "clipboard_task", "top"),
    Page("changes", N_("变更记录"), "history", ""),
    Page("seats", N_("考场座位"), "table", "", of="exam_session"),
    Page("print", N_("打印中心"), "print", "foot", "Ctrl+P"),
    Page("import", N_("导入"), "arrow_swap", "foot", "Ctrl+I"),
    Page("settings", N_("设置"), "settings", "foot", "Ctrl+,"),
)


def sections(*, acts: bool = False) -> Iterator[tuple[str, Sequence[type[Entity]]]]:
    """Every entity people work with, under the heading where it is looked for; with `acts` also what only acts enter."""
    known = {entity.__tablename__: entity for entity in entities() if acts or not entity.by_act}
    for section in SECTIONS:
        yield section.title, [known.pop(name) for name in (*section.shown, *section.kept_back) if name in known]
    if known:
        yield OTHER, list(known.values())


def first_columns(entity: type[Entity], width: int = NARROW, *, one_school: bool = False) -> tuple[Field, ...]:
    """The columns a list starts with in a window of so many pixels; where there is but one school, none says which."""
    known, name = field_map(entity), entity.__tablename__
    if name in COLUMNS:
        spared = SPARED.get(name, ()) if width < NARROW else ()
        chosen = (*COLUMNS[name], *(BESIDES.get(name, ()) if width >= WIDE else ()))
        found = (known[each] for each in chosen if each not in spared)
        return tuple(f for f in found if not (one_school and f.own_unit))
    fields = (f for f in known.values() if not (one_school and f.own_unit))
    plain = [f for f in fields if f.private != "hidden" and not (f.via and f.via.fixed)]
    shown = [f for f in plain if f.name == entity.display] + [f for f in plain if f.name != entity.display]
    return tuple(shown[:FIRST_COLUMNS])


def dated(entity: type[Entity]) -> bool:
    """Whether a list of it depends on the day it is taken for."""
    return entity.period is not None or any(f.expression or (f.via and f.via.dated) for f in fields_of(entity))


def page_named(key: str) -> Page:
    """The page of a key; raises KeyError."""
    return {page.key: page for page in PAGES}[key]
