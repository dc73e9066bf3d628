"""Screens of students, their families and their classes."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from desktop.screens.children import ChildEntity
from desktop.screens.screen import Command, Screen
from models import clock
from models.rules import guardian
from models.words import N_


def _monday(_day: date) -> date:
    today = clock.now().date()  # the log is dated by the wall
    return today - timedelta(days=today.weekday())


def _guardian(student: Mapping[str, Any], family: Sequence[Mapping[str, Any]], day: date) -> str:
    """Whether the rule on guardians finds none among the rows of the form."""
    if not guardian.is_minor(student.get("birth_date"), day) or any(member.get("is_guardian") for member in family):
        return ""
    return guardian.missing().message


SCREENS = (
    Screen("student", "hat_graduation", begun=1, initial=True, names="short", whole_last=True,
        columns=("name", "student_number", "placement_status", "school_class", "order_class", "placement_enterprise",
                 "gender", "status"),
        spared=("gender",),
        besides=("placement_tutor", "placement_mentor", "placement_start", "placement_end", "phone"),
        telling=("student_number", "school_class"),
        states=("status", "placement_status", "boarding"),
        views=((N_("全部在籍"), (("is_registered", "=", True),)), (N_("实习在岗"), (("is_placed", "=", True),)),
               (N_("缺三方协议"), (("is_placed", "=", True), ("placement_agreement", "empty", None))),
               (N_("本周改动"), (("altered_date", ">=", _monday),))),
        commands=(
            Command("people_community", N_("加入订单班"), act="join-order-class"),
            Command("briefcase", N_("安排实习"), act="arrange-placement")),
        groups=(
            (N_("身份信息"), ("name name_pinyin id_type id_number gender birth_date ethnicity political_status "
                "former_name english_name nationality hmt marital_status health name_note photo")),
            (N_("学籍信息"), ("student_number registration_number school_class major entry_month duration status "
                "school boarding study_form student_category teaching_site")),
            (N_("联系方式"), ("phone home_phone email wechat_qq home_address home_postcode residence_type "
                "train_section")),
            (N_("监护人"), "guardian_"),
            (N_("其他家庭成员"), "second_member_"),
            (N_("户籍与生源"), ("hukou_type hukou_region hukou_address police_station source_region birth_region "
                "native_region is_migrant_child")),
            (N_("入学信息"), ("graduated_from source exam_number candidate_number exam_score entry_way "
                "enrolment_way enrolment_target joint_type joint_form joint_school_code segment_mode")),
            (N_("毕业"), "graduated_date graduation_result diploma_number diploma_received_date"),
            (N_("资助"), "hardship is_registered_poor is_disabled is_veteran aid_card bank_name bank_number"),
            (N_("授权与备注"), "data_consent_date portrait_consent_date specialty age remark")),
        unasked=("photo",),
        children=(
            ChildEntity("family_member", "student", N_("家庭与监护人"),
                        ("name", "relation", "phone", "is_guardian", "employer"),
                        note=N_("未满 18 周岁须有一名监护人"), wanting=_guardian),),
        papers_of=(("school_class", "class-roster"),)),
    Screen("family_member", "home_person", initial=True),
    Screen("class_membership", "person_available"),
    Screen("status_period", "hat_graduation"),
)  # fmt: skip
