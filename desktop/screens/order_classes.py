"""Screens of order classes, their members, courses and promises."""

from desktop.screens.screen import Screen
from models.entities.order_classes import Commitment, CompanyCourse, OrderClass, OrderClassMember

SCREENS = (
    Screen(OrderClass, "people_community",
        columns=("code", "name", "enterprises", "mode", "majors", "grade_year", "form_date", "end_date",
                 "planned_size", "member_count", "day_status", "remaining_days"),
        papers=("order-class-roster", "promises-kept")),
    Screen(OrderClassMember, "people"),
    Screen(CompanyCourse, "book", of_enterprises=True),
    Screen(Commitment, "shield"),
)  # fmt: skip
