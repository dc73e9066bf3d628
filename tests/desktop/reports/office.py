"""A small office by hand: two schools, four classes, thirteen students, order classes, placements and enrolment."""

from datetime import date
from decimal import Decimal
from itertools import count

from stdnum.cn import ric

from models.entities.agreements import AgreementCommitment, Amendment
from models.entities.enrolment import Admission, EnrolmentPlan
from models.entities.enterprises import Contribution, Enterprise, Post
from models.entities.groups import EducationGroup
from models.entities.order_classes import Commitment, CompanyCourse, OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.placement_records import ArchiveItem, AttendanceMonth, Incident, PayMonth, Visit, WeeklyLog
from models.entities.placements import Placement, PlacementPlan
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School, Staff
from tests import factories

AUTUMN = date(2025, 11, 20)  # the day most figures are of
SPRING = date(2025, 3, 10)  # before 李四 changed class

# name, sex, born, ethnic group, political status, lodging, class, status
PEOPLE = (
    ("张三", "1", date(2008, 1, 5), "01", "03", "2", "A", "01"),
    ("李四", "2", date(2008, 2, 6), "11", "03", "1", "A", "01"),
    ("王䶮", "1", date(2008, 3, 7), "38", "13", "2", "A", "01"),
    ("阿依古丽·买买提", "2", date(2008, 4, 8), "05", "03", "2", "A", "02"),
    ("赵退", "1", date(2008, 5, 9), "01", "13", "1", "A", "03"),
    ("孙明明", "1", date(2009, 1, 5), "01", "03", "1", "B", "01"),
    ("周静", "2", date(2009, 2, 6), "01", "13", "2", "B", "01"),
    ("吴鹏", "1", date(2009, 3, 7), "01", "03", "2", "B", "01"),
    ("郑雨桐", "2", date(2010, 4, 8), "11", "13", "2", "C", "01"),
    ("王佳", "2", date(2010, 5, 9), "01", "13", "1", "C", "01"),
    ("冯新", "1", date(2006, 6, 10), "01", "03", "2", "G", "01"),
    ("陈光", "1", date(2006, 7, 11), "01", "03", "2", "G", "01"),
)


def identity_number(born, gender, nth):
    stem = f"210102{born:%Y%m%d}{(996 if gender == '2' else 997):03d}"
    stem = f"21{100 + nth:04d}{born:%Y%m%d}{stem[-3:]}"
    return stem + ric.calc_check_digit(stem + "0")


class Office:
    """Ids of everything made, by short names."""

    def __init__(self, database):
        with database.transaction("建立小学校") as tx:
            self.tx = tx
            self._schools()
            self._people()
            self._order_classes()
            self._placements()
            self._records()
            self._enrolment()
        del self.tx

    def _schools(self):
        add = self.tx.insert
        self.school = add(School, {"name": "示范职业学校", "level": "1", "region": "210100"})
        self.college = add(School, {"name": "示范职业技术学院", "level": "2", "region": "210100"})
        self.head = add(Staff, {"name": "李红", "staff_number": "T001"})
        self.numerical = add(Major, {"code": "660103", "name": "数控技术应用", "duration": "3"})
        self.computing = add(Major, {"code": "710201", "name": "计算机应用", "duration": "3"})
        self.welding = add(Major, {"code": "660105", "name": "焊接技术应用", "duration": "3"})
        self.mechatronics = add(Major, {"code": "460301", "name": "机电一体化技术", "duration": "3"})
        made = (
            ("A", "2023级数控2班", self.school, self.numerical, 2023),
            ("B", "2023级数控10班", self.school, self.numerical, 2023),
            ("C", "2025级计算机1班", self.school, self.computing, 2025),
            ("E", "2024级焊接1班", self.school, self.welding, 2024),
            ("G", "2024级机电1班", self.college, self.mechatronics, 2024),
        )
        self.classes = {
            key: add(SchoolClass, {
                "name": name, "class_code": key, "school": school, "major": major, "grade_year": year,
                "head_teacher": self.head,
            })
            for key, name, school, major, year in made
        }  # fmt: skip

    def _people(self):
        self.students, number = {}, count(1)
        for name, gender, born, ethnicity, political, boarding, group, status in PEOPLE:
            nth = next(number)
            key = self.tx.insert(Student, {
                "name": name, "gender": gender, "birth_date": born, "ethnicity": ethnicity, "political_status": political,
                "boarding": boarding, "status": status, "student_number": f"S{nth}", "phone": f"1300000{nth:04d}",
                "id_number": identity_number(born, gender, nth),
            })  # fmt: skip
            self.students[name] = key
            # 李四 came into 数控2班 from 数控10班 in the summer
            joined = date(2025, 7, 1) if name == "李四" else date(2023, 9, 1) if group in "AB" else date(2024, 9, 1)
            row = {"student": key, "school_class": self.classes[group], "join_date": joined}
            self.tx.insert(ClassMembership, row)
        self.tx.insert(ClassMembership, {
            "student": self.students["李四"], "school_class": self.classes["B"], "join_date": date(2023, 9, 1),
            "leave_date": date(2025, 7, 1),
        })  # fmt: skip
        self.tx.insert(Student, {
            "name": "无班", "gender": "1", "birth_date": date(2009, 9, 9), "status": "01", "student_number": "S99",
            "id_number": identity_number(date(2009, 9, 9), "1", 99),
        })  # fmt: skip

    def _order_classes(self):
        add = self.tx.insert
        self.group = add(EducationGroup, {"name": "示范汽车集团", "kind": "1"})
        other = add(EducationGroup, {"name": "示范信息集团", "kind": "1"})
        self.firm = add(
            Enterprise,
            {"name": "示例汽车制造有限公司", "credit_code": "91210100MA99XX01X9", "address": "大东区山嘴子路1号"},
        )
        self.second_firm = add(Enterprise, {"name": "示例软件有限公司", "credit_code": "91210102MA99TEXT5N"})
        self.agreement = factories.agreed(
            self.tx, date(2026, 8, 31), "XY-2023-001", title="宝马订单培养协议", school=self.school, amount=Decimal(280000),
            party_a="示范工业学校", party_b="示例汽车制造有限公司", party_c="示例软件有限公司",
        )  # fmt: skip
        self.order_class = add(OrderClass, {
            "name": "宝马订单班（2023级）", "code": "D1", "mode": "01", "enterprises": (self.firm, self.second_firm),
            "education_group": self.group, "agreement": self.agreement, "school": self.school,
            "majors": (self.numerical,), "grade_year": 2023, "form_date": date(2023, 10, 1),
            "end_date": date(2026, 7, 1), "planned_size": 5, "formed_size": 5, "teacher": self.head,
            "enterprise_contact": "王师傅",
        })  # fmt: skip
        self.empty_order_class = add(OrderClass, {
            "name": "软件订单班", "code": "D2", "mode": "03", "enterprises": (self.second_firm,), "education_group": other,
            "form_date": date(2025, 9, 10), "planned_size": 30, "school": self.school,
        })  # fmt: skip
        for name in ("张三", "王䶮", "孙明明", "周静"):
            self._member(name)
        self._member("吴鹏", leave_date=date(2025, 10, 8), leave_reason="3")
        add(CompanyCourse, {"order_class": self.order_class, "name": "车身工艺", "hours": 48})
        add(CompanyCourse, {"order_class": self.order_class, "name": "精益生产", "hours": 32})
        told = {
            "agreement": self.agreement,
            "number": "XY-2023-001-补1",
            "kinds": ("1", "2"),
            "amount": Decimal(300000),
        }
        days = {"signed_date": date(2025, 6, 1), "effective_date": date(2025, 7, 1), "valid_until": date(2026, 2, 1)}
        add(Amendment, told | days | {"summary": "增加一个班"})
        hired = {
            "agreement": self.agreement,
            "item": "1",
            "unit": "%",
            "target": Decimal(80),
            "due_date": date(2026, 7, 31),
        }
        part = add(AgreementCommitment, hired)
        add(
            AgreementCommitment,
            {
                "agreement": self.agreement,
                "item": "3",
                "unit": "元",
                "target": Decimal(30000),
                "actual": Decimal(25000),
            },
        )
        add(AgreementCommitment, {"agreement": self.agreement, "item": "10"})
        own = {
            "order_class": self.order_class,
            "item": "1",
            "target": Decimal(90),
            "actual": Decimal(60),
            "evidence": "录用名单",
        }
        add(Commitment, own | {"agreement_commitment": part})
        add(
            Commitment,
            {"order_class": self.order_class, "item": "5", "unit": "个", "target": Decimal(10), "actual": Decimal(12)},
        )
        given = {"year": 2024, "amount": Decimal("123456.00"), "agreement": self.agreement}
        add(Contribution, {"enterprise": self.firm, "kind": "1", **given})

    def _member(self, name, **more):
        self.tx.insert(OrderClassMember, {
            "order_class": self.order_class, "student": self.students[name], "join_date": date(2023, 10, 1), **more
        })  # fmt: skip

    def _placements(self):
        add = self.tx.insert
        self.plan = add(PlacementPlan, {
            "name": "2025秋岗位实习", "school": self.school, "grade_year": 2023, "kind": "2", "majors": (self.numerical,),
            "start_date": date(2025, 9, 1), "end_date": date(2026, 2, 28),
        })  # fmt: skip
        post = add(Post, {
            "enterprise": self.firm, "name": "装配工", "same_post_wage": Decimal(5000), "lowest_tier_wage": Decimal(4200),
        })  # fmt: skip
        self.stays = {}
        policy = factories.policy(self.tx)
        self._placed("张三", post, match_level="1", policy_number=policy, insured_from=date(2025, 9, 1),
                     insured_until=date(2026, 3, 31), enterprise_score=Decimal(90), school_score=Decimal("85.5"))  # fmt: skip
        self._placed("孙明明", post, match_level="2", mode="2", final_score=Decimal(80), grade="2")
        self._placed("周静", post, match_level="3", start_date=date(2025, 9, 1), end_date=date(2025, 10, 31))

    def _placed(self, name, post, **more):
        self.stays[name] = self.tx.insert(Placement, {
            "student": self.students[name], "enterprise": self.firm, "post": post, "plan": self.plan, "mode": "1",
            "start_date": date(2025, 9, 15), "end_date": date(2026, 2, 15), "pay": Decimal("3200.00"),
            "tutor": self.head, "mentor_name": "王师傅", "mentor_phone": "13000009999", "agreement_number": f"SF-{name}",
            **more,
        })  # fmt: skip

    def _records(self):
        """Pay, attendance, visits, logs, an incident and archives of the placements."""
        stays = self.stays
        pay = (("张三", "4000", 20, 20, "4000", None, "4000"), ("孙明明", "3900", 20, 19, "3705", "50", "3655"))
        for name, standard, should, actual, payable, taken, paid in pay:
            amounts = {"standard": standard, "payable": payable, "deduction": taken, "paid": paid}
            row = {
                "placement": stays[name],
                "month": "2025-11",
                "should_days": Decimal(should),
                "actual_days": Decimal(actual),
            }
            self.tx.insert(AttendanceMonth, row)
            money = {n: Decimal(text) for n, text in amounts.items() if text}
            self.tx.insert(PayMonth, {**row, **money, "paid_date": date(2025, 11, 20), "is_signed": name == "张三"})
        visits = (
            (date(2025, 9, 20), "1", 2, "在岗情况良好", False, None), (date(2025, 10, 8), "2", None, "加班较多", True, "已与单位商定不再加班"),
        )  # fmt: skip
        for day, mode, count_, finding, problem, measure in visits:
            self.tx.insert(Visit, {
                "enterprise": self.firm, "visit_date": day, "teacher": self.head, "mode": mode, "student_count": count_,
                "finding": finding, "is_problem": problem, "measure": measure,
            })  # fmt: skip
        self.incident = self.tx.insert(Incident, {
            "placement": stays["孙明明"], "occurred_date": date(2025, 10, 22), "occurred_time": "14:30", "kind": "1",
            "injury": "1", "place": "装配车间", "description": "左手食指划伤，\n已包扎。", "school_told_date": date(2025, 10, 22),
            "authority_told_date": date(2025, 10, 24), "hospital": "示例医院", "claim_amount": Decimal(860),
        })  # fmt: skip
        for week, (handed, seen, score) in enumerate(((21, 22, 90), (28, 29, 85), (30, None, None)), 1):
            self.tx.insert(WeeklyLog, {
                "placement": stays["张三"], "week": week, "submitted_date": date(2025, 9, handed),
                "reviewed_date": date(2025, 9, seen) if seen else None, "score": Decimal(score) if score else None,
            })  # fmt: skip
        for kind in "123":
            self.tx.insert(ArchiveItem, {"placement": stays["张三"], "kind": kind, "filed_date": date(2025, 11, 1)})

    def _enrolment(self):
        add = self.tx.insert
        row = {"year": 2025, "school": self.school}
        plan = add(EnrolmentPlan, {**row, "major": self.computing, "planned": 3, "applicants": 9})
        add(EnrolmentPlan, {**row, "major": self.welding, "planned": 0, "applicants": 0, "remark": "停招"})
        candidates = (
            ("郑雨桐", "2", "210106", date(2025, 9, 1)), ("王佳", "2", "210281", date(2025, 9, 2)),
            ("何来", "1", "220102", date(2025, 12, 1)), ("未到", "1", None, None),
        )  # fmt: skip
        for nth, (name, gender, region, came) in enumerate(candidates, 51):
            born = date(2010, 1, nth - 50)
            add(Admission, {
                **row, "name": name, "gender": gender, "plan": plan, "major": self.computing, "source_region": region,
                "birth_date": born, "id_number": identity_number(born, gender, nth), "check_in_date": came,
                "admitted_date": date(2025, 7, 20),
            })  # fmt: skip
