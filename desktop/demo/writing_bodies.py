"""Writing the bodies of the sample: majors, schools, staff, classes, enterprises, groups."""

from datetime import date

from desktop.demo import bodies, ordering, placing
from desktop.demo.bodies import Firm, Row
from desktop.demo.figures import rows
from desktop.demo.naming import code, person
from desktop.demo.numbers import mobile
from desktop.demo.people import OLDEST_GRADE
from desktop.demo.planned import City, Written
from desktop.demo.seating import GRADUATED, ClassPlan
from models.database.transaction import Transaction
from models.entities.enterprises import Enterprise, Post
from models.entities.groups import CouncilMeeting, EducationGroup, GroupMember
from models.entities.programmes import Major, SchoolClass
from models.entities.schools import School, Staff, Term

INTERNS_A_TUTOR = 18


class BodiesWriter:
    """Writes what students will refer to; fills `written`."""

    def __init__(self, city: City, written: Written, tx: Transaction) -> None:
        self.city, self.ids, self.tx, self.rng = city, written, tx, city.rng
        self.steps = (self._majors, self._schools, self._staff, self._classes, self._firms, self._groups)

    def _majors(self) -> None:
        used = {p.major for p in self.city.people} | {
            word for group in self.city.plan.groups for word in group.row["majors"].split("|")
        }
        lines = [line for line in rows("majors") if line["code"] in used]
        ids = self.tx.insert_many(
            Major,
            [
                {"code": r["code"], "name": r["name"], "duration": code("duration", "三年制"), "catalogue_year": 2021}
                for r in lines
            ],
        )
        self.ids.majors = {line["code"]: key for line, key in zip(lines, ids, strict=True)}

    def _schools(self) -> None:
        found = bodies.school_rows(self.city.plan, self.rng)
        self.ids.schools = self.tx.insert_many(School, found)
        terms = []
        for school in self.ids.schools:
            for year in range(OLDEST_GRADE, 2020):
                name = f"{year}-{year + 1}"
                for term, start, end in (
                    (1, date(year, 9, 1), date(year + 1, 1, 12)),
                    (2, date(year + 1, 2, 25), date(year + 1, 7, 5)),
                ):
                    terms.append(
                        {"school": school, "academic_year": name, "term": term, "start_date": start, "end_date": end,
                         "register_deadline": date(start.year, start.month + 1, start.day)}
                    )  # fmt: skip
        self.tx.insert_many(Term, terms)

    def _staff(self) -> None:
        """One head teacher a class, and tutors for those placed."""
        city = self.city
        interns = placing.by_school(city.people, city.stays)
        jobs = [(one.school, "班主任") for one in city.classes]
        jobs += [
            (school, "实习指导")
            for school in range(len(self.ids.schools))
            for _n in range(max(2, -(-len(interns.get(school, ())) // INTERNS_A_TUTOR)))
        ]
        keys = self.tx.insert_many(Staff, [self._staff_row(n, *job) for n, job in enumerate(jobs, 1)])
        self.ids.heads = keys[: len(city.classes)]
        for (school, _role), key in zip(jobs[len(city.classes) :], keys[len(city.classes) :], strict=True):
            self.ids.tutors.setdefault(school, []).append(key)

    def _staff_row(self, number: int, school: int, role: str) -> Row:
        rng = self.rng
        gender = rng.choice("12")
        roles = {code("staff-role", role)} | ({code("staff-role", "校内导师")} if role == "实习指导" else set())
        return {
            "staff_number": f"T{school + 1:04d}{number:05d}",
            "name": person(rng, gender),
            "gender": gender,
            "school": self.ids.schools[school],
            "department": "实训处" if role == "实习指导" else "学生处",
            "title": code("staff-title", rng.choice(("高级讲师", "讲师", "讲师", "助理讲师"))),
            "is_dual_teacher": role == "实习指导",
            "phone": mobile(rng),
            "roles": tuple(sorted(roles)),
            "is_active": True,
        }

    def _classes(self) -> None:
        city = self.city
        names = {line["code"]: line["name"] for line in rows("majors")}
        titles = ordering.class_names([(one.grade, names[one.major]) for one in city.classes])
        found = [
            {
                "class_code": city.class_codes[n],
                "name": titles[n],
                "school": self.ids.schools[one.school],
                "grade_year": one.grade,
                "major": None if one.is_mixed else self.ids.majors[one.major],
                "duration": code("duration", "三年制"),
                "head_teacher": self.ids.heads[n],
                "room": f"{1 + n % 5}号教学楼{1 + n % 4}{1 + n % 20:02d}",
                "plan_size": -(-len(one.seats) // 5) * 5,
                "entry_term": f"{one.grade}-{one.grade + 1}-1",
                "expected_graduation": f"{one.grade + 3}-07",
                "cultivation_mode": code("class-mode", _mode(one, len(city.plan.groups))),
                "status": code("class-status", "毕业" if one.grade == GRADUATED else "在读"),
            }
            for n, one in enumerate(city.classes)
        ]
        keys = self.tx.insert_many(SchoolClass, found)
        self.ids.classes = {id(one): key for one, key in zip(city.classes, keys, strict=True)}

    def _firms(self) -> None:
        """Enterprises with their contacts and posts."""
        city = self.city
        found = [bodies.firm_row(one, n, self._majors_of(one), self.rng) for n, one in enumerate(city.firms)]
        self.ids.firms = self.tx.insert_many(Enterprise, found)
        self.ids.addresses = found
        posts = [
            placing.post_row(one, n, self._majors_of(one), self.rng) | {"enterprise": key}
            for one, key in zip(city.firms, self.ids.firms, strict=True)
            for n in range(len(one.posts))
        ]
        keys = iter(self.tx.insert_many(Post, posts))
        self.ids.posts = [[next(keys) for _post in one.posts] for one in city.firms]

    def _majors_of(self, one: Firm) -> tuple[int, ...]:
        codes = self.city.plan.groups[one.groups[0]].row["majors"].split("|")
        if one.anchor == "bmw":
            codes = [*codes, *(c for c in self.ids.majors if c.startswith("46"))]
        return tuple(self.ids.majors[c] for c in codes)

    def _groups(self) -> None:
        """The alliance, the groups under it, and their members: schools, firms and other bodies."""
        city, tx = self.city, self.tx
        alliance = tx.insert(EducationGroup, bodies.alliance_row(self.rng))
        found = [bodies.group_row(group, self.rng) | {"parent": alliance} for group in city.plan.groups]
        self.ids.groups = tx.insert_many(EducationGroup, found)
        members = [_other("政府部门", "沈阳市示例教育局", alliance, "01", date(2019, 5, 10))]
        members += [
            _member("中职", alliance, "05", date(2019, 5, 10)) | {"school": self.ids.schools[g]}
            for g in range(len(city.plan.groups))
        ]
        for g, (key, row) in enumerate(zip(self.ids.groups, found, strict=True)):
            members += self._school_members(g, key, row["founded_date"])
            trade = city.plan.groups[g].row["name"]
            members += [
                _other("行业协会（学会）", f"沈阳市示例{trade}行业协会", key, "03", row["founded_date"]),
                _other("科研机构", f"沈阳示例{trade}研究院", key, "05", row["founded_date"]),
                _other("园区/其他", f"沈阳示例{trade}产业园管理办公室", key, "06", row["founded_date"]),
            ]
        members += self._firm_members()
        tx.insert_many(GroupMember, members)
        tx.insert_many(
            CouncilMeeting,
            [
                {"education_group": key, "year": year, "meeting_count": 2}
                for key in self.ids.groups
                for year in (2018, 2019)
            ],
        )

    def _school_members(self, group: int, key: int, since: date) -> list[Row]:
        """The lead school, two schools of other groups and, in groups near it, the college."""
        schools, district = self.ids.schools, self.city.plan.groups[group].district
        count = len(self.city.plan.groups)
        found = [_member("中职", key, "01", since) | {"school": schools[group]}]
        others = dict.fromkeys(o for o in ((group + 1) % count, (group + 5) % count) if o != group)
        found += [_member("中职", key, "06", since) | {"school": schools[o]} for o in others]
        if self.city.plan.groups[group].row["industries"] == "C":
            found.append(_member("高职", key, "03", since) | {"school": schools[count + district]})
        return found

    def _firm_members(self) -> list[Row]:
        found = []
        for n, one in enumerate(self.city.firms):
            role = "03" if one.anchor and one.anchor != "workshop" else "05" if n % 9 == 0 else "06"
            for group in one.groups:
                joined = date(2013 + (n + group) % 7, 1 + n % 6, 10)
                joined = max(joined, date(2017, 3, 1))
                found.append(_member("企业", self.ids.groups[group], role, joined) | {"enterprise": self.ids.firms[n]})
        return found


def _mode(one: ClassPlan, secondary: int) -> str:
    return "现代学徒制" if one.school >= secondary else "订单" if one.dedicated else "普通"


def _member(kind: str, group: int, role: str, since: date) -> Row:
    return {"member_kind": code("member-kind", kind), "education_group": group, "role": role, "join_date": since}


def _other(kind: str, name: str, group: int, role: str, since: date) -> Row:
    return _member(kind, group, role, since) | {"body_name": name}
