"""Screens of apprenticeship programmes: masters, apprentices, what they go through and what is claimed for it."""

from desktop.screens.screen import ON_THE_DAY, Screen
from models.entities import training
from models.words import N_

SCREENS = (
    Screen("mentor", "person_board",
        columns=("name", "enterprise", "post", "skill_level", "work_years", "phone", "is_lead", "apprentice_count",
                 "programme_count", "appointed_from", "appointed_until", "status")),
    Screen("apprenticeship_programme", "wrench",
        columns=("code", "name", "kind", "enterprises", "major", "occupation", "target_level", "start_date",
                 "end_date", "apprentice_count", "ratio", "status"),
        views=((N_("在培"), (("status", "=", training.RUNNING),)), (N_("结业"), (("status", "=", training.CLOSED),))),
        papers=("apprentice-roster", "pairing-list", "apprentice-score-list", "training-roster", "qualified-roster",
                "subsidy-summary", "badge")),
    Screen("standard_document", "document", columns=("programme", "kind", "title", "version", "approved_date", "made_by")),
    Screen("apprentice", "wrench",
        columns=("number", "name", "programme", "identity", "enterprise", "post", "mentor", "tutor", "start_date",
                 "end_date", "outcome", "award_level"),
        views=((N_("在培"), (ON_THE_DAY,)),),
        papers=("badge",)),
    Screen("mentor_pairing", "people_link",
        columns=("mentor", "apprentice", "from_date", "until_date", "end_reason", "is_signed")),
    Screen("rotation", "arrow_swap",
        columns=("apprentice", "post", "workshop", "start_date", "end_date", "mentor", "task", "score")),
    Screen("assessment", "clipboard_task",
        columns=("apprentice", "kind", "assessed_date", "theory_score", "practice_score", "attitude_score", "total",
                 "grade", "result", "assessor_enterprise", "assessor_school")),
    Screen("subsidy_claim", "money",
        columns=("programme", "kind", "number", "applied_date", "headcount", "applied_amount", "approved_amount",
                 "paid_date", "paid_amount", "status")),
)  # fmt: skip
