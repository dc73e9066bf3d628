"""Screens of students, their families and their classes."""

from desktop.screens.screen import Screen
from models.entities.people import ClassMembership, FamilyMember, StatusPeriod, Student

SCREENS = (
    Screen(Student, "hat_graduation",
        columns=("name", "student_number", "placement_status", "school_class", "order_class", "placement_enterprise",
                 "gender", "status"),
        spared=("gender",),
        besides=("placement_tutor", "placement_mentor", "placement_start", "placement_end", "phone"),
        states=("status", "placement_status", "boarding"),
        papers_of=(("school_class", "class-roster"),)),
    Screen(FamilyMember, "home_person"),
    Screen(ClassMembership, "person_available"),
    Screen(StatusPeriod, "hat_graduation"),
)  # fmt: skip
