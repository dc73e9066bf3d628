"""The order of the navigation: what stands in it under which heading, and what is kept behind 更多."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.schema.fields import Entity, entities
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
        ("group_member", "group_year_figure", "contact", "post", "contribution", "training_base", "agreement_party",
         "amendment", "agreement_commitment", "order_class_member", "company_course", "commitment"),
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


def sections(*, acts: bool = False) -> Iterator[tuple[str, Sequence[type[Entity]]]]:
    """Every entity people work with, under the heading where it is looked for; with `acts` also what only acts enter."""
    known = {entity.__tablename__: entity for entity in entities() if acts or not entity.by_act}
    for section in SECTIONS:
        yield section.title, [known.pop(name) for name in (*section.shown, *section.kept_back) if name in known]
    if known:
        yield OTHER, list(known.values())
