"""Screens of enterprises, their contacts, posts and contributions."""

from desktop.screens.children import ChildEntity
from desktop.screens.screen import Screen
from models.schema.types import reads_like_organisation
from models.words import N_

SCREENS = (
    Screen("enterprise", "building_factory", begun=3, of_enterprises=True, named_like=reads_like_organisation,
        columns=("name", "credit_code", "industry", "size", "region", "staff_total", "cooperation_level",
                 "cooperation_majors", "contact_name", "phone", "group_count", "intern_count"),
        telling=("region",),
        views=((N_("有实习生"), (("intern_count", ">", 0),)), (N_("停止合作"), (("is_blocked", "=", True),))),
        groups=(
            (N_("单位信息"), ("name credit_code former_names parent nature registration_type industry size region "
                "address park established_date legal_person")),
            (N_("联系人"), "phone contact_"),
            (N_("合作"), ("cooperation_start cooperation_level cooperation_forms cooperation_majors group_count "
                "intern_count")),
            (N_("规模与资质"), ("staff_total staff_counted_date revenue assets registered_capital is_above_scale "
                "is_high_tech high_tech_number high_tech_until is_tech_sme tech_sme_number tech_sme_year tech_giant "
                "specialised education_industry education_industry_from is_foreign country")),
            (N_("准入核查"), ("integrity_checked_date is_safety_clear inspection_date inspection_report "
                "approval_meeting published_date is_fee_free fee_free_date is_blocked blocked_reason"))),
        children=(
            ChildEntity("contact", "enterprise", N_("联系人"), ("name", "title", "phone", "landline", "email"),
                        note=N_("排在最前的是主要联系人")),
            ChildEntity("post", "enterprise", N_("岗位"),
                        ("name", "headcount", "same_post_staff", "same_post_wage", "shift")),
            ChildEntity("contribution", "enterprise", N_("企业投入"), ("year", "kind", "amount", "agreement"))),
        papers=("placement-list", "agreement-ledger", "activity-statistics", "project-list", "standard-list")),
    Screen("contact", "contact_card", of_enterprises=True, initial=True),
    Screen("post", "wrench", of_enterprises=True),
    Screen("contribution", "money", of_enterprises=True),
)  # fmt: skip
