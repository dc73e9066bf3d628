"""A school with a programme of students and one of employees: mentors, posts, assessments, documents, a subsidy."""

from datetime import date
from decimal import Decimal

from models.database.database import Database
from models.database.transaction import Transaction
from models.entities.apprenticeships import (
    Apprentice,
    ApprenticeshipProgramme,
    Assessment,
    Mentor,
    MentorPairing,
    Rotation,
    StandardDocument,
    SubsidyClaim,
)
from models.entities.enterprises import Enterprise
from models.entities.people import ClassMembership, Student
from models.entities.policy import PolicyParameter
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School, Staff
from tests import factories

BEGIN, END, DAY = date(2025, 3, 1), date(2026, 2, 28), date(2025, 12, 1)
AFTER = date(2026, 3, 31)
NAMES = ("张一", "李二", "王三", "赵四", "钱五", "孙六", "周七")
LEFT = 6  # of NAMES, in the autumn
EMPLOYED = ("吴甲", "郑乙", "冯丙")
WAY = (("装配", BEGIN, date(2025, 8, 31)), ("检测", date(2025, 9, 1), END))
OTHER = (("检测", BEGIN, date(2025, 8, 15)), ("装配", date(2025, 9, 1), END))  # a fortnight nobody planned


class ApprenticeshipOffice:
    """Ids by what they are of; `years` later than the days above."""

    def at(self, day: date) -> date:
        """A day of the office."""
        return day.replace(year=day.year + self._years)

    def __init__(self, database: Database, years: int = 0) -> None:
        self.database, self._years = database, years
        with database.transaction("准备") as tx:
            self._bodies(tx)
            self._programmes(tx)
            self._students(tx)
            self._employees(tx)

    def _bodies(self, tx: Transaction) -> None:
        self.school = tx.insert(School, {"name": "甲校", "region": "210102", "level": "1", "school_code": "3121000123"})
        self.firm = tx.insert(Enterprise, factories.enterprise(71, name="甲示例机械有限公司"))
        self.major = tx.insert(Major, {"code": "660203", "name": "电机电器制造与维修"})
        self.school_class = tx.insert(
            SchoolClass, {"name": "2024级机电1班", "grade_year": 2024, "school": self.school, "major": self.major}
        )
        self.tutor = tx.insert(Staff, {"name": "高老师", "staff_number": "T1", "school": self.school})
        appointed = {
            "appointed_from": self.at(BEGIN),
            "appointed_until": self.at(date(2026, 6, 30)),
            "enterprise": self.firm,
        }
        self.mentors = [
            tx.insert(Mentor, {"name": name, "skill_level": level, "post": "班组长"} | appointed | more)
            for name, level, more in (("谭师傅", "2", {"max_apprentices": 3}), ("周师傅", "3", {}), ("闲师傅", "3", {}))
        ]
        for key, scope, value in (
            ("subsidy.rate", "210100/4", "5000"),
            ("subsidy.factor-uncertified", "210100", "0.8"),
        ):
            row = {"key": key, "scope": scope, "value": Decimal(value), "valid_from": self.at(date(2025, 1, 1))}
            tx.insert(PolicyParameter, row)

    def _programmes(self, tx: Transaction) -> None:
        common = {
            "school": self.school,
            "start_date": self.at(BEGIN),
            "end_date": self.at(END),
            "enterprises": (self.firm,),
            "status": "2",
        }
        self.modern = tx.insert(ApprenticeshipProgramme, common | {
            "code": "P1", "name": "机电学徒班", "kind": "1", "major": self.major, "planned_size": 6,
        })  # fmt: skip
        self.employed = tx.insert(ApprenticeshipProgramme, common | {
            "code": "P2", "name": "数控车工一班", "kind": "2", "occupation": "数控车工", "target_level": "4", "filed_months": 12,
            "planned_size": 3, "filing_number": "示例人社备〔2025〕1号", "training_body": "甲校培训中心",
        })  # fmt: skip
        self.elsewhere = tx.insert(ApprenticeshipProgramme, common | {
            "code": "P3", "name": "焊工一班", "kind": "2", "occupation": "焊工", "target_level": "3", "filed_months": 12, "planned_size": 0,
        })  # fmt: skip
        for kind in "12345":
            version = {"kind": kind, "version": "1.0版", "approved_date": self.at(date(2025, 2, int(kind)))}
            tx.insert(StandardDocument, {"programme": self.modern} | version)
        later = {"kind": "1", "version": "2.0版", "approved_date": self.at(date(2025, 10, 8))}
        tx.insert(StandardDocument, {"programme": self.modern} | later)
        tx.insert(SubsidyClaim, {
            "programme": self.employed, "kind": "1", "number": "S1", "applied_date": self.at(date(2025, 4, 1)), "headcount": 3,
            "applied_amount": 7500, "paid_date": self.at(date(2025, 4, 18)), "paid_amount": 7500,
        })  # fmt: skip

    def _students(self, tx: Transaction) -> None:
        self.students: list[int] = []
        self.apprentices: list[int] = []
        for n, name in enumerate(NAMES):
            student = tx.insert(Student, factories.student(n) | {"name": name, "school": self.school})
            tx.insert(
                ClassMembership,
                {"student": student, "school_class": self.school_class, "join_date": self.at(date(2024, 9, 1))},
            )
            one = tx.insert(Apprentice, {
                "programme": self.modern, "student": student, "number": f"XT-{n + 1}", "enterprise": self.firm, "post": "装配工",
                "tutor": self.tutor, "allowance": 1200, "agreement_number": f"XY-{n + 1}", "start_date": self.at(BEGIN), "end_date": self.at(END),
            } | ({"outcome": "4", "outcome_date": self.at(date(2025, 9, 15))} if n == LEFT else {}))  # fmt: skip
            self.students.append(student)
            self.apprentices.append(one)
            mentor = self.mentors[0 if n < 4 else 1]
            tx.insert(MentorPairing, {"mentor": mentor, "apprentice": one, "from_date": self.at(BEGIN)})
            for post, first, last in OTHER if n == 4 else WAY:
                stay = {"apprentice": one, "post": post, "start_date": self.at(first), "end_date": self.at(last)}
                tx.insert(Rotation, stay)
            scores = {"theory_score": 60 + 5 * n, "practice_score": 70 + 4 * n, "attitude_score": 80}
            tx.insert(
                Assessment, {"apprentice": one, "kind": "1", "assessed_date": self.at(date(2025, 8, 29))} | scores
            )
            if n < 2:
                tx.insert(Assessment, {"apprentice": one, "kind": "2", "assessed_date": self.at(date(2025, 12, 9))})

    def _employees(self, tx: Transaction) -> None:
        outcomes = (
            {
                "outcome": "2",
                "outcome_date": self.at(END),
                "award_level": "4",
                "award_number": "ZS-1",
                "award_date": self.at(date(2026, 3, 20)),
            },
            {"outcome": "2", "outcome_date": self.at(END)},
            {"outcome": "4", "outcome_date": self.at(date(2025, 9, 15))},
        )
        for n, (name, more) in enumerate(zip(EMPLOYED, outcomes, strict=True), 1):
            tx.insert(Apprentice, {
                "programme": self.employed, "identity": "2", "employee_name": name, "number": f"QY-{n}", "enterprise": self.firm,
                "employee_id_number": factories.identity_number(n, born=date(1990, 5, n)), "employee_phone": f"1300000000{n}",
                "post": "车工", "education": "4", "contract_from": self.at(date(2025, 1, 1)), "contract_until": self.at(date(2027, 12, 31)),
                "start_date": self.at(BEGIN), "end_date": self.at(END),
            } | more)  # fmt: skip
