"""Screens of vocational education groups."""

from desktop.screens.children import ChildEntity
from desktop.screens.screen import Screen
from models.words import N_

SCREENS = (
    Screen("education_group", "organization", begun=4,
        views=((N_("运行"), (("status", "=", "1"),)),),
        children=(
            ChildEntity("group_member", "education_group", N_("集团成员"),
                        ("enterprise", "school", "body_name", "member_kind", "role", "join_date"),
                        note=N_("院校、企业、其他单位只填一项"), either=("enterprise", "school", "body_name")),
            ChildEntity("council_meeting", "education_group", N_("理事会会议"), ("year", "meeting_count")),
            ChildEntity("group_year_figure", "education_group", N_("年度指标"), ("year", "item", "value", "evidence"))),
        papers=("group-statistics", "order-class-list")),
    Screen("group_member", "people_link"),
    Screen("council_meeting", "gavel"),
    Screen("group_year_figure", "table"),
)  # fmt: skip
