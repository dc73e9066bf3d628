"""Screens of enterprises, their contacts, posts and contributions."""

from desktop.screens.screen import Screen
from models.entities.enterprises import Contact, Contribution, Enterprise, Post

SCREENS = (
    Screen(Enterprise, "building_factory", of_enterprises=True,
        columns=("name", "credit_code", "industry", "size", "region", "staff_total", "cooperation_level",
                 "cooperation_majors", "contact_name", "phone", "group_count", "intern_count"),
        papers=("placement-list", "agreement-ledger", "activity-statistics", "project-list", "standard-list")),
    Screen(Contact, "contact_card", of_enterprises=True),
    Screen(Post, "wrench", of_enterprises=True),
    Screen(Contribution, "money", of_enterprises=True),
)  # fmt: skip
