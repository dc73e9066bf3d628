"""Screens of order classes, their members, courses and promises."""

from desktop.screens.children import ChildEntity
from desktop.screens.screen import Screen
from models.entities.measures import CLOSED, FORMING, RUNNING
from models.words import N_

SCREENS = (
    Screen("order_class", "people_community", begun=2, names="told_by_end",
        columns=("code", "name", "enterprises", "mode", "majors", "grade_year", "form_date", "end_date",
                 "planned_size", "member_count", "day_status", "remaining_days"),
        telling=("mode", "day_status"),
        views=((N_("在培"), (("day_status", "=", RUNNING),)), (N_("筹建"), (("day_status", "=", FORMING),)),
               (N_("结业"), (("day_status", "=", CLOSED),))),
        groups=(
            (N_("订单班"), "code name mode status enterprises majors education_group school grade_year"),
            (N_("协议"), "agreement agreement_until remaining_days"),
            (N_("组班"), ("form_date end_date formation_stage selection_method planned_size formed_size "
                "member_count male_count female_count")),
            (N_("负责人"), "teacher enterprise_contact enterprise_phone")),
        children=(
            ChildEntity("commitment", "order_class", N_("企业承诺"), ("item", "unit", "target", "actual", "due_date")),
            ChildEntity("company_course", "order_class", N_("企业课程"), ("name", "hours", "lecturer", "place"))),
        papers=("order-class-roster", "promises-kept")),
    Screen("order_class_member", "people"),
    Screen("company_course", "book", of_enterprises=True),
    Screen("commitment", "shield"),
)  # fmt: skip
