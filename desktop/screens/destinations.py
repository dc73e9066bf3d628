"""Screens of what became of graduates."""

from desktop.screens.screen import ON_THE_DAY, Screen
from models.entities import destination_counts as counts
from models.words import N_

SCREENS = (
    Screen("graduate_destination", "briefcase",
        columns=("student", "graduation_year", "destination", "unit_name", "post", "match_level", "start_date",
                 "follow_up_due", "salary", "channel", "group", "evidence"),
        states=("group", "match_level"),
        views=((N_("当前"), (ON_THE_DAY,)), (N_("待回访"), (("is_follow_up_due", "=", True),)),
               (N_("待就业"), (ON_THE_DAY, ("group", "=", counts.SEEKING))),
               (N_("待核实"), (ON_THE_DAY, ("verify_result", "empty", None))))),
    Screen("destination_follow_up", "person_available",
        columns=("student", "unit", "interval", "due_date", "contact_date", "result", "current_unit", "salary", "mode",
                 "staff"),
        states=("result",),
        views=((N_("离开原单位"), (("result", "in", counts.LEFT),)), (N_("失联"), (("result", "=", counts.LOST),)))),
    Screen("job_support", "people_link", columns=("student", "kind", "support_date", "mode", "detail", "result", "staff")),
)  # fmt: skip
