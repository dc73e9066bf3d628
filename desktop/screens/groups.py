"""Screens of vocational education groups."""

from desktop.screens.screen import Screen
from models.entities.groups import CouncilMeeting, EducationGroup, GroupMember

SCREENS = (
    Screen(EducationGroup, "organization", papers=("order-class-list",)),
    Screen(GroupMember, "people_link"),
    Screen(CouncilMeeting, "gavel"),
)  # fmt: skip
