"""Apprentices of the sample: the 30 classes of the higher college at the car maker, one mentor for five, and a class of employees."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.demo import bodies
from desktop.demo.bodies import Firm
from desktop.demo.figures import rows
from desktop.demo.naming import code, person
from desktop.demo.numbers import mobile
from desktop.demo.planned import City, Written
from desktop.demo.seating import COLLEGE_GRADE, ClassPlan
from models.database.transaction import Transaction
from models.entities.agreements import Agreement
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
from models.schema.codes import table

SEED = 20180901  # of the apprentices alone: what else the sample holds does not depend on them
MAKER, ROBOTS = "bmw", "siasun"
OF_A_MENTOR = 5  # apprentices
BEGIN, END = date(COLLEGE_GRADE, 9, 1), date(COLLEGE_GRADE + 3, 6, 30)
ASSESSED = date(2019, 12, 20)
EMPLOYEES, TRAINED = 24, (date(2019, 9, 1), date(2020, 8, 31))
STATIONS = (
    (date(2019, 9, 2), date(2019, 11, 30)),
    (date(2019, 12, 1), date(2020, 2, 29)),
    (date(2020, 3, 1), date(2020, 5, 31)),
)
Row = dict[str, Any]


class ApprenticesWriter:
    """Writes programmes with their standards, mentors, apprentices, pairings, rotations and assessments."""

    def __init__(self, city: City, written: Written, tx: Transaction) -> None:
        self.city, self.ids, self.tx = city, written, tx
        self.rng = random.Random(SEED)  # noqa: S311 - reproducible, not secret
        self.majors = {line["code"]: line["name"] for line in rows("majors")}
        self.named: set[tuple[int, str]] = set()  # mentors by firm: no two of a name
        self.steps = (self.write,)

    def write(self) -> None:
        """The classes of each college, then one class of employees."""
        secondary = len(self.city.plan.groups)
        classes = [one for one in self.city.classes if one.school >= secondary]
        learners: dict[int, list[int]] = {id(one): [] for one in classes}
        for n, someone in enumerate(self.city.people):
            if id(someone.place) in learners and someone.present and not someone.seat.ended:
                learners[id(someone.place)].append(n)
        agreements: dict[int, int] = {}
        for number, one in enumerate(classes, 1):
            firm = self._firm(MAKER, one.school - secondary)
            if one.school not in agreements:
                agreements[one.school] = self._agreement(len(agreements) + 1, one.school, firm)
            self._class(number, one, learners[id(one)], firm, agreements[one.school])
        self._employees(self._firm(ROBOTS, 0))

    def _firm(self, anchor: str, district: int) -> int:
        """The place of a named firm, of the district where it has one."""
        fit = [n for n, one in enumerate(self.city.firms) if one.anchor == anchor]
        return next((n for n in fit if self.city.firms[n].district == district), next(iter(fit), 0))

    def _agreement(self, number: int, school: int, firm: int) -> int:
        return self.tx.insert(Agreement, {
            "number": f"XT-{COLLEGE_GRADE}-{number:03d}", "title": "现代学徒制联合培养协议", "kind": code("agreement-kind", "现代学徒制"),
            "signed_date": date(COLLEGE_GRADE, 6, 12), "valid_from": BEGIN, "valid_until": date(COLLEGE_GRADE + 3, 8, 31),
            "school": self.ids.schools[school], "party_a": bodies.college_name(school - len(self.city.plan.groups)),
            "party_b": self.city.firms[firm].name,
        })  # fmt: skip

    def _class(self, number: int, one: ClassPlan, learners: Sequence[int], firm: int, agreement: int) -> None:
        major = self.majors.get(one.major, "机电一体化技术")
        tutors = self.ids.tutors[one.school]
        programme = self.tx.insert(ApprenticeshipProgramme, {
            "code": f"XT-{COLLEGE_GRADE}-{number:02d}", "name": f"{COLLEGE_GRADE}级{major}现代学徒制{number}班", "kind": "1",
            "school": self.ids.schools[one.school], "enterprises": (self.ids.firms[firm],), "agreement": agreement,
            "major": self.ids.majors.get(one.major), "planned_size": len(learners), "start_date": BEGIN, "end_date": END,
            "staff": tutors[number % len(tutors)],
        })  # fmt: skip
        self._standards(programme, date(COLLEGE_GRADE, 7, 10))
        found = [
            {"programme": programme, "student": self.ids.students[n], "number": f"XT-{COLLEGE_GRADE}-{number:02d}-{place:02d}",
             "enterprise": self.ids.firms[firm], "post": self._post(self.city.firms[firm], place), "tutor": tutors[place % len(tutors)],
             "agreement_number": f"XT{COLLEGE_GRADE}{number:02d}{place:02d}", "signed_date": date(COLLEGE_GRADE, 8, 25),
             "start_date": BEGIN, "end_date": END, "allowance": Decimal(800 + 100 * (place % 3))}
            for place, n in enumerate(learners, 1)
        ]  # fmt: skip
        keys = self.tx.insert_many(Apprentice, found)
        self._teach(keys, firm, BEGIN, END)
        self._rotate(keys, firm, number)
        self._assess(keys)

    def _standards(self, programme: int, day: date) -> None:
        self.tx.insert_many(StandardDocument, [
            {"programme": programme, "kind": kind.code, "version": f"{day.year}版", "approved_date": day}
            for kind in table("standard-kind").codes
        ])  # fmt: skip

    @staticmethod
    def _post(firm: Firm, place: int) -> str:
        return firm.posts[place % len(firm.posts)][0]

    def _teach(self, keys: Sequence[int], firm: int, begin: date, end: date) -> None:
        """A mentor for every five."""
        mentors = self.tx.insert_many(
            Mentor, [self._mentor(firm, n, begin, end) for n in range(-(-len(keys) // OF_A_MENTOR))]
        )
        self.tx.insert_many(MentorPairing, [
            {"apprentice": key, "mentor": mentors[place // OF_A_MENTOR], "from_date": begin, "is_signed": True}
            for place, key in enumerate(keys)
        ])  # fmt: skip

    def _rotate(self, keys: Sequence[int], firm: int, first: int) -> None:
        """The year's stations of a class at the posts of its firm; each class begins at another."""
        posts = [name for name, _staff in self.city.firms[firm].posts]
        self.tx.insert_many(Rotation, list(_round(keys, posts, first - 1)))

    def _mentor(self, firm: int, nth: int, begin: date, end: date) -> Row:
        name = person(self.rng, "1")
        while (firm, name) in self.named:
            name = person(self.rng, "1")
        self.named.add((firm, name))
        return {
            "name": name, "enterprise": self.ids.firms[firm], "gender": "1", "phone": mobile(self.rng),
            "post": self._post(self.city.firms[firm], nth), "work_years": self.rng.randint(6, 28), "is_lead": nth == 0,
            "skill_level": code("skill-level", "技师" if nth % 3 else "高级技师"), "appointed_from": begin, "appointed_until": end,
        }  # fmt: skip

    def _assess(self, keys: Iterable[int]) -> None:
        """The stage assessment of December."""
        means = {"theory_score": 76, "practice_score": 80, "attitude_score": 84}
        self.tx.insert_many(Assessment, [
            {"apprentice": key, "kind": "1", "assessed_date": ASSESSED}
            | {name: Decimal(min(99, max(52, round(self.rng.gauss(mean, 8))))) for name, mean in means.items()}
            for key in keys
        ])  # fmt: skip

    def _employees(self, firm: int) -> None:
        """企业新型学徒制 at the maker of robots, with an advance applied for; the office has no local rate yet."""
        begin, end = TRAINED
        programme = self.tx.insert(ApprenticeshipProgramme, {
            "code": "XXT-2019-01", "name": "2019年电工新型学徒制一班", "kind": "2", "enterprises": (self.ids.firms[firm],),
            "school": self.ids.schools[0], "occupation": "电工", "target_level": code("skill-level", "中级工"), "planned_size": EMPLOYEES,
            "start_date": begin, "end_date": end, "filed_months": 12, "filing_number": "示例人社备〔2019〕18号",
            "filed_date": date(2019, 8, 20), "staff": self.ids.tutors[0][0],
        })  # fmt: skip
        self._standards(programme, date(2019, 8, 10))
        keys = self.tx.insert_many(Apprentice, [self._employee(programme, place) for place in range(1, EMPLOYEES + 1)])
        self._teach(keys, firm, begin, end)
        self._rotate(keys, firm, 1)
        self._assess(keys)
        self.tx.insert(SubsidyClaim, {
            "programme": programme, "kind": "1", "number": "BT-2019-01", "applied_date": date(2019, 9, 20), "headcount": EMPLOYEES,
            "applied_amount": Decimal(48000), "status": "2",
        })  # fmt: skip

    def _employee(self, programme: int, place: int) -> Row:
        gender = "12"[place % 4 == 0]
        born = date(1984 + place % 12, 1 + place % 12, 1 + place)
        number, _born = self.city.identities.issue("210112", born, gender)
        return {
            "programme": programme, "number": f"XXT-2019-01-{place:02d}", "employee_name": person(self.rng, gender),
            "employee_id_number": number, "employee_phone": mobile(self.rng), "education": "4", "post": "电气装配工",
            "contract_from": date(2019, 6, 1), "contract_until": date(2022, 5, 31), "agreement_number": f"XXT201901{place:02d}",
            "signed_date": date(2019, 8, 26), "start_date": TRAINED[0], "end_date": TRAINED[1],
        }  # fmt: skip


def _round(keys: Sequence[int], posts: Sequence[str], first: int) -> Iterator[Row]:
    """Three stations, every apprentice begins at another."""
    for place, key in enumerate(keys, first):
        for nth, (begin, end) in enumerate(STATIONS):
            post = posts[(place + nth) % len(posts)]
            yield {"apprentice": key, "post": post, "start_date": begin, "end_date": end}
