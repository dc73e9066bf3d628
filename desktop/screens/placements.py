"""Screens of placements and their batches."""

from datetime import date

from desktop.screens.screen import ON_THE_DAY, Screen
from models.entities.measures import APPROVING, SIGNING
from models.words import N_


def _itself(day: date) -> date:
    return day


_WAITING = (("is_counted", "=", True), ("end_date", ">=", _itself))

SCREENS = (
    Screen("placement_plan", "calendar_clock", begun=6,
        groups=(
            (N_("批次"), ("name school term kind grade_year majors start_date end_date lead_teacher status "
                "placement_count")),
            (N_("材料"), "plan_document rules_document emergency_document safety_training_date"),
            (N_("八步程序"), ("inspection_done_date list_approved_date consents_done_date filing_done_date "
                "plan_made_date rules_made_date agreements_done_date training_done_date")),
            (N_("备案与保险"), ("filing_authority filing_date filing_number is_night_filed is_overtime_filed "
                "is_holiday_filed is_hazard_filed policy insurer"))),
        papers=("placement-list", "unplaced-list", "placement-filing", "check-report", "badge")),
    Screen("placement", "briefcase", begun=5,
        columns=("student", "enterprise", "post", "status", "start_date", "end_date", "match_level", "pay", "tutor",
                 "mentor_name", "plan", "agreement_number"),
        views=((N_("在岗"), (ON_THE_DAY,)), (N_("待签"), (("status", "=", SIGNING), *_WAITING)),
               (N_("待审"), (("status", "=", APPROVING), *_WAITING))),
        groups=(
            (N_("安置"), ("student plan enterprise post mode match_level match_reason start_date end_date "
                "remaining_days status end_reason")),
            (N_("岗位与报酬"), ("work_place region shift daily_hours weekly_hours lodging pay pay_cycle_days "
                "pay_channel first_pay_date")),
            (N_("指导人员"), "tutor mentor_name mentor_phone"),
            (N_("协议与保险"), ("agreement_number agreement_version signed_student_date signed_school_date "
                "signed_enterprise_date signed_guardian_date consent_date safety_training_date policy_number "
                "insurer insured_from insured_until is_insured cross_filing_number")),
            (N_("考核"), "enterprise_score school_score final_score grade archive_count")),
        papers=("badge",)),
)  # fmt: skip
