"""What schools and enterprises of the sample do together up to its day in April 2020: standards, activities, matters, projects, bases, what groups tell of a year."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.demo.bodies import Firm, school_name
from desktop.demo.figures import rows
from desktop.demo.naming import code, person
from desktop.demo.planned import City, Written
from models.database.transaction import Transaction
from models.entities.cooperation import (
    Activity,
    ActivityEnterprise,
    ActivityStudent,
    CooperationProject,
    CourseStandard,
    Matter,
)
from models.entities.enterprises import Contribution
from models.entities.groups import GroupYearFigure
from models.entities.training_bases import TrainingBase

SEED = 20190515  # of cooperation alone: what else the sample holds does not depend on it
VISITS = 30  # 专家企业行 a year, the least (specification §5.2)
FIRMS, STUDENTS = 24, 60  # of a job fair, at most
TECHNICAL, SOCIAL = 28, 7  # problems that came to the joint meeting of 2019
DEADLINE = timedelta(days=60)
DAY = date(2020, 4, 20)  # of the sample
CLOSED, TO_COME = date(2019, 7, 1), date(2020, 7, 1)  # the last day of some bases, and of one that is to close
FAIR, MEETING = date(2019, 11, 16), date(2019, 12, 6)
DELIVERIES = (date(2019, 9, 20), date(2019, 10, 18), date(2019, 11, 22), date(2019, 12, 13), date(2020, 1, 3))
_COURSES = ("专业基础", "岗位核心技能", "综合实训")
_QUESTIONS = ("批量零件变形", "设备节拍不足", "在线检测漏判", "能耗偏高", "刀具寿命短", "物料配送延误", "焊缝气孔")
_REQUESTS = (
    "增设新工种培训",
    "共享实训设备",
    "教师到企业实践",
    "错峰安排岗位实习",
    "联合申报课题",
    "提供技能评价",
    "开放图书资料",
)
_PROJECTS = (
    ("工艺优化", "技术服务"),
    ("产线数据采集", "课题"),
    ("夹具改造", "成果转化"),
    ("活页教材", "教材开发"),
    ("共享实训车间", "实训基地"),
)
Row = dict[str, Any]


class CooperationWriter:
    """Writes course standards, activities with who took part, the matters of a joint meeting, projects, bases, figures of years."""

    def __init__(self, city: City, written: Written, tx: Transaction) -> None:
        self.city, self.ids, self.tx = city, written, tx
        self.rng = random.Random(SEED)  # noqa: S311 - reproducible, not secret
        self.names = {line["code"]: line["name"] for line in rows("majors")}
        self.steps = (self.write,)

    def write(self) -> None:
        """Everything in turn."""
        self._standards()
        self._visits()
        self._deliveries()
        self._fair()
        self._matters(self._meeting())
        self._projects()
        self._bases()
        self._given()
        self._told()

    def _host(self, group: int) -> Row:
        school = group % len(self.city.plan.groups)
        return {"host": f"{self.city.plan.groups[school].row['name']}职教集团", "staff": self.ids.tutors[school][0]}

    def _firm(self, nth: int) -> int:
        return nth * 7 % len(self.city.firms)

    def _standards(self) -> None:
        """Courses of the first majors of every group; of the first there was a version before."""
        found: list[Row] = []
        known: set[str] = set()
        for g, group in enumerate(self.city.plan.groups):
            major = next((m for m in group.row["majors"].split("|") if m in self.ids.majors and m not in known), None)
            if major is None:
                continue
            known.add(major)
            for n, course in enumerate(_COURSES):
                row = self._standard(g, f"{self.names[major]}{course}", n) | {"major": self.ids.majors[major]}
                found.append(row)
                if n == 0:
                    old = {"version": "2016版", "year": 2016, "approved_date": date(2016, 7, 1)}
                    found.append(row | old | {"status": code("standard-status", "废止")})
        for number, row in enumerate(found, 1):
            row["code"] = f"KB-{number:03d}"
        self.tx.insert_many(CourseStandard, found)

    def _standard(self, group: int, name: str, nth: int) -> Row:
        hours = (72, 96, 144)[nth]
        status, approved = ("执行", date(2019, 7, 1)) if nth < len(_COURSES) - 1 else ("制订中", None)
        side = ("学校", "校企联合", "企业")[(group + nth) % 3]
        return {
            "name": name, "version": "2019版", "year": 2019, "hours": hours, "theory_hours": hours // 3, "practice_hours": hours - hours // 3,
            "credits": Decimal(hours) / 18, "enterprises": (self.ids.firms[self._firm(group + nth)],), "lead_author": person(self.rng, "1"),
            "lead_side": code("lead-side", side), "approved_date": approved, "status": code("standard-status", status),
        }  # fmt: skip

    def _visits(self) -> None:
        """Experts go to one enterprise after the other, schools look for posts, results are shown twice."""
        began = date(2019, 9, 3)
        found: list[Row] = []
        for n in range(VISITS):
            day, firm = began + timedelta(days=7 * n), self.city.firms[self._firm(n)]
            found.append({"title": f"专家企业行（{n + 1}）：{firm.name}", "kind": code("activity-kind", "专家企业行"), "start_date": day,
                          "place": firm.name, "result": "诊断问题 3 项，提出建议" if n % 2 else None} | self._host(n))  # fmt: skip
        found += [
            {"title": f"{day.year}年职教成果对接会", "kind": code("activity-kind", "技术对接会"), "start_date": day, "end_date": day + timedelta(days=1),
             "place": "沈阳市示例会展中心", "reported_enterprise_count": firms, "reported_offers": offers, "budget": Decimal(80000)} | self._host(0)
            for day, firms, offers in ((date(2018, 11, 8), 120, 31), (date(2019, 11, 7), 152, 46))
        ]  # fmt: skip
        keys = self.tx.insert_many(Activity, [row for row in found if row["start_date"] <= DAY])
        places = range(min(VISITS, len(keys) - 2))
        self.tx.insert_many(
            ActivityEnterprise, [{"activity": keys[n], "enterprise": self.ids.firms[self._firm(n)]} for n in places]
        )

    def _deliveries(self) -> None:
        """What was delivered to schools in the year, each of the five once; one talk nobody kept records of."""
        found = [
            {"title": f"{name}进校园", "kind": code("activity-kind", "五送进校园"), "sub_kind": code("five-deliveries", name), "start_date": day,
             "place": "各中职学校", "reported_enterprise_count": 6 + n, "reported_student_count": 240 + 35 * n} | self._host(n)
            for n, (name, day) in enumerate(zip(("送政策", "送岗位", "送技能", "送项目", "送信息"), DELIVERIES, strict=True))
        ]  # fmt: skip
        self.tx.insert_many(Activity, found)

    def _fair(self) -> None:
        """A job fair with what came of every enterprise, and students who signed in and said where they would like to go."""
        row = {
            "title": "2019年秋季校园双选会",
            "kind": code("activity-kind", "双选会"),
            "start_date": FAIR,
            "place": "学校体育馆",
        }
        fair = self.tx.insert(Activity, row | self._host(0))
        firms = list(dict.fromkeys(self._firm(n) for n in range(FIRMS)))
        self.tx.insert_many(
            ActivityEnterprise, [{"activity": fair, "enterprise": self.ids.firms[n]} | self._offered() for n in firms]
        )
        here = [n for n, p in enumerate(self.city.people) if p.present and not p.seat.ended][:STUDENTS]
        self.tx.insert_many(ActivityStudent, [
            {"activity": fair, "student": self.ids.students[n], "signed_in": place % 20 > 0,
             "intention_enterprise": self.ids.firms[firms[place % len(firms)]] if place % 3 == 0 else None}
            for place, n in enumerate(here)
        ])  # fmt: skip

    def _offered(self) -> Row:
        resumes = self.rng.randint(8, 40)
        return {
            "post_count": self.rng.randint(1, 5), "headcount": self.rng.randint(5, 40), "salary_low": Decimal(3200), "salary_high": Decimal(5600),
            "resumes": resumes, "interviews": resumes // 2, "offers": resumes // 3, "signed": resumes // 5,
        }  # fmt: skip

    def _meeting(self) -> int:
        row = {
            "title": "2019年校企联席会议",
            "kind": code("activity-kind", "联席会议"),
            "start_date": MEETING,
            "place": "市教育局会议室",
        }
        return self.tx.insert(Activity, row | self._host(0) | {"reported_enterprise_count": 20})

    def _matters(self, meeting: int) -> None:
        """The problems of the meeting: most are answered or carried out, some wait, two are refused."""
        self.tx.insert_many(Matter, list(self._raised(meeting)))

    def _raised(self, meeting: int) -> Iterator[Row]:
        for n in range(TECHNICAL + SOCIAL):
            technical = n < TECHNICAL
            words: Sequence[str] = _QUESTIONS if technical else _REQUESTS
            firm = self.city.firms[self._firm(n + 3)]
            row: Row = {
                "number": f"LX-2019-{n + 1:02d}", "title": f"{firm.brand}：{words[n % len(words)]}",
                "kind": code("matter-kind", "技术难题" if technical else ("人才需求", "实习实训", "师资")[n % 3]), "activity": meeting,
                "raised_by": firm.name, "raised_date": MEETING, "assigned_to": "科研处" if technical else "职教处",
                "due_date": MEETING + DEADLINE + timedelta(days=30 * (n % 4)),
            }  # fmt: skip
            yield row | self._answered(n)

    def _answered(self, nth: int) -> Row:
        if nth % 5 == 0:
            return {"status": code("matter-status", "办理中" if nth % 2 else "受理")}
        status = "不予办理" if nth % 17 == 0 else "已落实" if nth % 3 == 0 else "已答复"
        words = "超出职责范围，已转请主管部门" if status == "不予办理" else "已组织专家到厂会诊，提出方案"
        return {
            "status": code("matter-status", status), "answer": words, "answered_date": MEETING + timedelta(days=15 + nth),
            "satisfaction": code("satisfaction", ("很满意", "满意", "一般")[nth % 3]),
        }  # fmt: skip

    def _projects(self) -> None:
        """One of every group: most run, some are concluded, two should have been."""
        found = []
        for g in range(len(self.city.plan.groups)):
            name, kind = _PROJECTS[g % len(_PROJECTS)]
            place = self._firm(g + 1)
            begin = date(2018 + g % 2, 3 + g % 6, 10)
            end = date(begin.year + 1 + (g % 3 > 0 or g % 6 == 0), begin.month, 9)
            amount = Decimal(20_000 * (g % 5 + 2))
            state = "在研" if end >= DAY or g % 6 == 0 else "结题"
            found.append({
                "number": f"XM-{begin.year}-{g + 1:02d}", "name": f"{self.city.firms[place].brand}{name}", "kind": code("project-kind", kind),
                "enterprises": (self.ids.firms[place],), "leader": self.ids.tutors[g][0], "start_date": begin, "end_date": end,
                "amount": amount, "received": amount if state == "结题" else amount / 2, "status": code("project-status", state),
                "outcome": "结题报告 1 份" if state == "结题" else None, "is_transformed": kind == "成果转化",
            })  # fmt: skip
        self.tx.insert_many(CooperationProject, found)

    def _own_firms(self, group: int) -> list[tuple[int, Firm]]:
        """The enterprises that are in this group before all others, with their places."""
        return [(n, firm) for n, firm in enumerate(self.city.firms) if firm.groups[:1] == [group]]

    def _bases(self) -> None:
        """Of every group a workshop at the school, every other with an enterprise, and a base at one; a few are closed, one is to come."""
        found: list[Row] = []
        for g, group in enumerate(self.city.plan.groups):
            school = school_name(group)
            majors = [m for m in group.row["majors"].split("|") if m in self.ids.majors]
            meant = tuple(self.ids.majors[m] for m in majors[:2])
            firms = self._own_firms(g)
            shared = {"enterprise": self.ids.firms[firms[0][0]]} if g % 2 == 0 and firms else {}
            found.append({
                "name": f"{school}实训中心", "place_kind": code("place-kind", "校内"), "majors": meant, "seats": 80 + 20 * (g % 5), "area": Decimal(600 + 150 * (g % 6)),
                "equipment_value": Decimal(850_000 + 240_000 * (g % 7)), "opened_date": date(2012 + g % 6, 9, 1),
            } | shared)  # fmt: skip
            for n, firm in firms[1 : 2 + g % 3]:
                found.append({
                    "name": f"{firm.brand}校外实训基地（{school}）", "place_kind": code("place-kind", "校外"), "enterprise": self.ids.firms[n], "majors": meant[:1],
                    "seats": 20 + 10 * (g % 4), "opened_date": date(2017 + g % 3, 3 + g % 4, 15),
                    "closed_date": CLOSED if g % 6 == 4 else TO_COME if g % 9 == 8 else None,  # noqa: PLR2004 - some of them
                })  # fmt: skip
            if g % 5 == 2:  # noqa: PLR2004 - every fifth
                found.append({"name": f"{school}旧实训楼", "place_kind": code("place-kind", "校内"), "seats": 40, "opened_date": date(2003, 9, 1),
                              "closed_date": CLOSED, "remark": "迁入新实训中心"})  # fmt: skip
        self.tx.insert_many(TrainingBase, found)

    def _given(self) -> None:
        """What one enterprise of every group gave in the last two years."""
        found: list[Row] = []
        for g in range(len(self.city.plan.groups)):
            for n, _firm in self._own_firms(g)[:1]:
                for year, kind, amount in (
                    (2019, "设备捐赠", 60_000 + 25_000 * (g % 5)),
                    (2019, "经费", 20_000 * (g % 3)),
                    (2020, "奖学金", 10_000 * (g % 4)),
                ):
                    if amount:
                        row = {"enterprise": self.ids.firms[n], "year": year, "kind": code("contribution-kind", kind)}
                        found.append(row | {"amount": Decimal(amount)})
        self.tx.insert_many(Contribution, found)

    def _told(self) -> None:
        """What groups tell of the year before, all but the last of them, one without its training; of this year what there is so far."""
        found: list[Row] = []
        for g in range(max(1, len(self.city.plan.groups) - 1)):
            who, project = person(self.rng, "12"[g % 2]), g % len(_PROJECTS) == 0
            values = {
                "共建教材": 1 + g % 4, "互聘进校": 6 + 5 * g % 17, "互聘入企": 3 + g % 7, "社会培训人次": None if g == 2 else 120 * (1 + g % 9),  # noqa: PLR2004 - the third
                "技术服务到款": None if project else 15_000 * (1 + g % 4), "社会服务": 4 + g if g % 6 == 0 else None,
            }  # fmt: skip
            so_far = {"共建教材": 1} if g % 2 == 0 else {"社会培训人次": 30 * (1 + g % 5)} if g % 3 == 0 else {}
            for year, told in ((2019, values), (2020, so_far)):
                found += [
                    {"education_group": self.ids.groups[g], "year": year, "item": code("group-year-item", item), "value": Decimal(value),
                     "evidence": f"{year}年集团工作{'总结' if year < DAY.year else '台账'}", "entered_by": who}
                    for item, value in told.items() if value is not None
                ]  # fmt: skip
        self.tx.insert_many(GroupYearFigure, found)
