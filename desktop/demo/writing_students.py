"""Writing the students of the sample and what they take part in."""

from collections.abc import Iterable, Sequence

from desktop.demo import bodies, enrolling, leaving, ordering, placing
from desktop.demo.bodies import Row
from desktop.demo.naming import person, spread
from desktop.demo.numbers import mobile
from desktop.demo.people import OLDEST_GRADE, VISITING_GRADE, Person
from desktop.demo.planned import City, Written
from desktop.demo.registering import VISIT_START
from desktop.demo.seating import COLLEGE_GRADE
from models.database.transaction import Transaction
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.entities.enrolment import Admission, CheckIn, EnrolmentPlan
from models.entities.insurance import InsurancePolicy
from models.entities.order_classes import Commitment, CompanyCourse, OrderClass, OrderClassMember
from models.entities.people import ClassMembership, Student
from models.entities.placements import Placement, PlacementPlan


class StudentsWriter:
    """Writes students, their classes, order classes, placements and enrolment; fills `written`."""

    def __init__(self, city: City, written: Written, tx: Transaction) -> None:
        self.city, self.ids, self.tx, self.rng = city, written, tx, city.rng
        self.steps = (
            self._students, self._class_memberships, self._order_classes, self._placements, self._enrolment,
        )  # fmt: skip

    def _students(self) -> None:
        for someone in self.city.people:
            order = someone.seat.order
            left = None if order is None else ordering.leave_date(someone, self.city.orders[order], self.rng)
            self.ids.left.append(left)
        found = [
            leaving.before(someone)
            | {"school": self.ids.schools[someone.place.school], "major": self.ids.majors[leaving.first_major(someone)]}
            for someone in self.city.people
        ]
        self.ids.students = self.tx.insert_many(Student, found)

    def _class_memberships(self) -> None:
        """The classes students entered; what became of that is posted later."""
        city, found = self.city, []
        for someone, key in zip(city.people, self.ids.students, strict=True):
            former = None if someone.seat.former is None else self.ids.classes[id(someone.seat.former)]
            own = self.ids.classes[id(someone.place)]
            found.append({"student": key} | ordering.class_row(someone, own if former is None else former))
        self.tx.insert_many(ClassMembership, found)

    def _order_classes(self) -> None:
        city = self.city
        sizes = [0] * len(city.orders)
        drawn: list[dict[str, None]] = [{} for _order in city.orders]
        for someone in city.people:
            if someone.seat.order is not None:
                sizes[someone.seat.order] += 1
                drawn[someone.seat.order][someone.major] = None
        found = [self._order_class_row(n, sizes[n], tuple(drawn[n])) for n in range(len(city.orders))]
        for row, name in zip(found, ordering.numbered(row["name"] for row in found), strict=True):
            row["name"] = name
        agreements = self._agreements(found)
        for row, agreement in zip(found, agreements, strict=True):
            row["agreement"] = agreement
        keys = self.tx.insert_many(OrderClass, found)
        members = [
            ordering.member_row(someone, city.orders[order], city.firms[city.sponsors.of_order[order][0]], left)
            | {"student": key, "order_class": keys[order]}
            for someone, key, left in zip(city.people, self.ids.students, self.ids.left, strict=True)
            if (order := someone.seat.order) is not None
        ]
        self.tx.insert_many(OrderClassMember, members)
        self._promises(keys, agreements)
        gone = zip(city.people, self.ids.students, self.ids.left, strict=True)
        posted = [(p, key, left) for p, key, left in gone if left is not None and leaving.is_posted(p)]
        leaving.post(self.tx, posted, self.ids)

    def _order_class_row(self, number: int, size: int, majors: Iterable[str]) -> Row:
        city, group = self.city, self.city.group_of_order[number]
        sponsors = city.sponsors.of_order[number]
        tutors = self.ids.tutors[group]
        brand = city.firms[sponsors[0]].brand
        row = ordering.order_class_row(city.orders[number], number + 1, brand, size)
        return row | {
            "enterprises": tuple(self.ids.firms[n] for n in sponsors),
            "education_group": self.ids.groups[group],
            "school": self.ids.schools[group],
            "majors": tuple(self.ids.majors[c] for c in majors),
            "teacher": tutors[number % len(tutors)],
            "enterprise_contact": person(self.rng, "1"),
            "enterprise_phone": mobile(self.rng),
        }

    def _agreements(self, classes: Sequence[Row]) -> list[int]:
        """The agreement of each order class, with its school as first party, its enterprises, and what amends it."""
        city = self.city
        rows = []
        for n, (row, order) in enumerate(zip(classes, city.orders, strict=True), 1):
            group = city.plan.groups[city.group_of_order[n - 1]]
            told = ordering.agreement_row(group, order, n, row["name"])
            rows.append(told | {"school": row["school"], "staff": row["teacher"], "majors": row["majors"]})
        keys = self.tx.insert_many(Agreement, rows)
        parties = [
            {"agreement": key, "position": place, **body}
            for key, row in zip(keys, classes, strict=True)
            for place, body in enumerate(
                ({"school": row["school"]}, *({"enterprise": firm} for firm in row["enterprises"])), 1
            )
        ]
        self.tx.insert_many(AgreementParty, parties)
        amended = (ordering.amendment_row(row, order) for row, order in zip(rows, city.orders, strict=True))
        told_of = zip(keys, amended, strict=True)
        self.tx.insert_many(Amendment, [{"agreement": key} | row for key, row in told_of if row is not None])
        return keys

    def _promises(self, keys: Sequence[int], agreements: Sequence[int]) -> None:
        """What enterprises teach in the order classes and promised them."""
        courses = [
            {"order_class": key, "name": spread(("企业文化与安全规范", "岗位核心技能", "质量管理与现场改善"), n + m), "hours": 36 + 18 * m}
            for n, key in enumerate(keys) for m in range(2)
        ]  # fmt: skip
        self.tx.insert_many(CompanyCourse, courses)
        promises = [ordering.promise_rows(order) for order in self.city.orders]
        agreed = [{"agreement": key} | row for key, rows in zip(agreements, promises, strict=True) for row in rows]
        parts = self.tx.insert_many(AgreementCommitment, agreed)
        own = [{"order_class": key} | row for key, rows in zip(keys, promises, strict=True) for row in rows]
        carried = [row | {"agreement_commitment": part} for row, part in zip(own, parts, strict=True)]
        self.tx.insert_many(Commitment, carried)

    def _placements(self) -> None:
        city, ids = self.city, self.ids
        plans, policies = self._plans()
        self._visits()
        placed: dict[int, int] = {}
        found = []
        for serial, stay in enumerate(city.stays, 1):
            someone = city.people[stay.person]
            school = someone.place.school
            tutors = ids.tutors[school]
            row = placing.placement_row(stay, someone, ids.addresses[stay.firm], serial, self.rng)
            row |= {"plan": plans[school], "student": ids.students[stay.person], "enterprise": ids.firms[stay.firm]}
            row |= {"policy_number": policies[school], "post": ids.posts[stay.firm][stay.post]}
            row |= {"tutor": tutors[placed.get(school, 0) % len(tutors)]}
            placed[school] = placed.get(school, 0) + 1
            found.append(row)
        self.tx.insert_many(Placement, found)

    def _plans(self) -> tuple[dict[int, int], dict[int, int]]:
        """The batch of placements and its insurance of each school that has any: school (index) -> id."""
        city = self.city
        batches = placing.by_school(city.people, city.stays)
        insured = self.tx.insert_many(InsurancePolicy, [placing.policy_row(school) for school in batches])
        policies = dict(zip(batches, insured, strict=True))
        rows = []
        for school, stays in batches.items():
            majors = tuple(dict.fromkeys(self.ids.majors[city.people[s.person].major] for s in stays))
            grade = COLLEGE_GRADE if city.people[stays[0].person].college else OLDEST_GRADE
            row = placing.plan_row(self._short(school), school, grade, majors, policies[school])
            rows.append(row | self._lead(school))
        return dict(zip(batches, self.tx.insert_many(PlacementPlan, rows), strict=True)), policies

    def _visits(self) -> None:
        """The work visits of the second year, still a draft."""
        found = []
        for school in range(len(self.city.plan.groups)):
            majors = dict.fromkeys(
                self.ids.majors[c.major] for c in self.city.classes if c.school == school and c.grade == VISITING_GRADE
            )
            if majors:
                row = placing.visit_row(self._short(school), VISITING_GRADE, VISIT_START, tuple(majors))
                found.append(row | self._lead(school))
        self.tx.insert_many(PlacementPlan, found)

    def _lead(self, school: int) -> Row:
        return {"school": self.ids.schools[school], "lead_teacher": self.ids.tutors[school][0]}

    def _short(self, school: int) -> str:
        groups = self.city.plan.groups
        return bodies.short_name(groups[school]) if school < len(groups) else bodies.college_short(school - len(groups))

    def _enrolment(self) -> None:
        city, ids = self.city, self.ids
        taken = enrolling.intakes(city.classes, city.people, self.rng)
        keys = self.tx.insert_many(
            EnrolmentPlan,
            [enrolling.plan_row(one, self.rng) | {"school": ids.schools[one.school], "major": ids.majors[one.major]}
             for one in taken],
        )  # fmt: skip
        admissions: list[Row] = []
        came: list[Person | None] = []
        for one, key in zip(taken, keys, strict=True):
            belongs = {"plan": key, "school": ids.schools[one.school], "major": ids.majors[one.major]}
            for someone in one.came:
                admissions.append(enrolling.came_row(someone, len(admissions) + 1, self.rng) | belongs)
                came.append(someone)
            for _n in range(one.absent):
                place = one.came[0].place
                row = enrolling.absent_row(place, len(admissions) + 1, city.identities, self.rng)
                admissions.append(row | belongs)
                came.append(None)
        admitted = self.tx.insert_many(Admission, admissions)
        found = [
            {"admission": key} | enrolling.check_in_row(someone, self.rng)
            for key, someone in zip(admitted, came, strict=True)
        ]
        self.tx.insert_many(CheckIn, found)
        self.ids.admissions = len(admissions)
