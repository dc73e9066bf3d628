"""Screens of what schools and enterprises do together: activities, matters, projects, course standards."""

from desktop.screens.screen import Screen
from models.entities import cooperation_terms as terms
from models.statistics.calendar import school_year_of
from models.words import N_

SCREENS = (
    Screen("course_standard", "book",
        columns=("name", "code", "major", "version", "hours", "credits", "enterprises", "lead_author", "lead_side",
                 "certificate_standard", "approved_date", "status"),
        views=((N_("执行"), (("status", "=", terms.IN_FORCE),)),),
        papers=("standard-list",)),
    Screen("activity", "people_link",
        columns=("title", "kind", "start_date", "place", "enterprise_count", "post_count", "headcount",
                 "student_count", "resumes", "offers", "signed", "staff"),
        views=((N_("本学年"), (("start_date", ">=", school_year_of),)),),
        papers=("activity-statistics", "matter-list")),
    Screen("activity_enterprise", "building_factory", of_enterprises=True,
        columns=("activity", "enterprise", "post_count", "headcount", "salary_low", "salary_high", "resumes",
                 "interviews", "offers", "signed")),
    Screen("activity_student", "person_available",
        columns=("student", "activity", "signed_in", "intention_enterprise", "is_signed")),
    Screen("matter", "clipboard_task",
        columns=("title", "number", "kind", "raised_by", "raised_date", "assigned_to", "due_date", "status",
                 "is_overdue", "answered_date", "answer", "satisfaction"),
        views=((N_("待答复"), (("status", "in", (terms.ACCEPTED, terms.HANDLED)),)),
               (N_("逾期"), (("is_overdue", "=", True),))),
        papers=("matter-list",)),
    Screen("cooperation_project", "library",
        columns=("name", "number", "kind", "enterprises", "leader", "start_date", "end_date", "amount", "received",
                 "status", "is_unconcluded", "outcome"),
        views=((N_("在研"), (("status", "=", terms.RUNNING),)), (N_("逾期未结题"), (("is_unconcluded", "=", True),))),
        papers=("project-list",)),
)  # fmt: skip
