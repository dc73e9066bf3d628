"""Certificates of the sample: who was registered for which, sat, passed, and what it was good for, up to its day in April 2020."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.demo.naming import code
from desktop.demo.people import OLDEST_GRADE, VISITING_GRADE
from desktop.demo.planned import City, Written
from models.database.transaction import Transaction
from models.entities.certificates import (
    Certificate,
    CertificateAward,
    CertificatePilot,
    CreditConversion,
    EvaluationBody,
    ExamRegistration,
    ExamResult,
    ExamRoom,
    ExamSession,
)
from models.entities.exam_checks import passed_by

SEED = 20190404  # of the certificates alone: what else the sample holds does not depend on them
HELD, AGAIN = date(2019, 12, 14), date(2020, 5, 23)
MOST, FEWEST, ROOM = 45, 5, 30  # candidates of a session, seats of a room
ABSENT_SHARE, SECOND_TIME = 0.04, 12
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offered:
    """A certificate some schools prepare for: of which majors (the beginnings of their codes), by whom, with which marks."""

    name: str
    level: str
    scheme: str
    body: str
    majors: tuple[str, ...]
    course: str
    marks: dict[str, int] = field(default_factory=dict)


# 1+X: names, levels and bodies of the first two batches (resources/codes/certificate-catalogue.csv)
OFFERED = (
    Offered("汽车运用与维修", "中级", "1+X证书", "北京中车行高新技术有限公司", ("7002", "4607", "5002"), "汽车发动机检修", {"total_pass": 70}),
    Offered("工业机器人操作与运维", "中级", "1+X证书", "北京新奥时代科技有限责任公司", ("6603", "4603"), "工业机器人技术基础",
            {"theory_pass": 60, "practice_pass": 60}),
    Offered("Web前端开发", "初级", "1+X证书", "工业和信息化部教育与考试中心", ("7102", "5102"), "网页设计与制作", {"total_pass": 60}),
    Offered("老年照护", "初级", "1+X证书", "北京中福长者文化科技有限公司", ("7202", "7903", "5202"), "老年护理", {"total_pass": 60}),
    Offered("物流管理", "中级", "1+X证书", "北京中物联物流采购培训中心", ("7308", "7307", "5308"), "仓储与配送实务", {"total_pass": 60}),
    Offered("车工", "四级/中级工", "职业技能等级认定", "沈阳示例职业技能评价中心", ("6601", "4601"), "普通车床加工",
            {"theory_pass": 60, "practice_pass": 60}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate that was written: its place, what is offered, its id, the code of its station, its marks and weights."""

    nth: int
    offered: Offered
    id: int
    station: str
    standard: Row


class ExamsWriter:
    """Writes certificates, two sessions of each (one over, one to come), results, awards and credits."""

    def __init__(self, city: City, written: Written, tx: Transaction) -> None:
        self.city, self.ids, self.tx = city, written, tx
        self.rng = random.Random(SEED)  # noqa: S311 - reproducible, not secret
        self.steps = (self.write,)

    def write(self) -> None:
        """Everything of each certificate in turn."""
        bodies = dict.fromkeys(one.body for one in OFFERED)
        keys = self.tx.insert_many(EvaluationBody, [{"name": name} for name in bodies])
        known = dict(zip(bodies, keys, strict=True))
        for nth, one in enumerate(OFFERED, 1):
            chosen = self._candidates(one)
            if len(chosen) >= FEWEST or nth == len(OFFERED):
                self._certificate(nth, one, known[one.body], chosen or self._anybody())

    def _candidates(self, one: Offered) -> list[int]:
        """The students in their second and third year of the school that has most of these majors."""
        grades = (OLDEST_GRADE, VISITING_GRADE)
        fit = [
            n for n, p in enumerate(self.city.people)
            if p.present and not p.seat.ended and p.place.grade in grades and p.major.startswith(one.majors)
        ]  # fmt: skip
        schools = Counter(self.city.people[n].place.school for n in fit)
        if not schools:
            return []
        best = min(schools, key=lambda school: (-schools[school], school))
        return [n for n in fit if self.city.people[n].place.school == best][:MOST]

    def _anybody(self) -> list[int]:
        return [n for n, p in enumerate(self.city.people) if p.present and not p.seat.ended][:FEWEST]

    def _certificate(self, nth: int, one: Offered, body: int, chosen: Sequence[int]) -> None:
        majors = tuple(dict.fromkeys(self.ids.majors[self.city.people[n].major] for n in chosen))
        school = self.city.people[chosen[0]].place.school
        standard: Row = {name: Decimal(mark) for name, mark in one.marks.items()} | {
            "theory_weight": Decimal("0.4"), "practice_weight": Decimal("0.6"),
        }  # fmt: skip
        certificate = self.tx.insert(
            Certificate,
            {"name": one.name, "level": code("certificate-level", one.level), "scheme": code("certificate-scheme", one.scheme),
             "evaluation_body": body, "majors": majors, "valid_from": date(2019, 4, 1), "standard_version": "2019", **standard},
        )  # fmt: skip
        station = f"21{nth:02d}"
        pilot = {
            "school": self.ids.schools[school], "certificate": certificate, "year": HELD.year, "planned": len(chosen) + 5, "is_station": True,
            "station_code": station, "staff": self.ids.tutors[school][0], "majors": majors, "trainer_count": 3, "examiner_count": 4,
            "funding": Decimal(300) * len(chosen),
        }  # fmt: skip
        self.tx.insert(CertificatePilot, pilot)
        written = Certified(nth, one, certificate, station, standard)
        self._to_come(written, self._held(written, chosen))

    def _session(self, of: Certified, letter: str, day: date, planned: int) -> int:
        row = {
            "code": f"SY-{day.year}-{letter}{of.nth}", "certificate": of.id, "exam_date": day, "register_until": day - timedelta(days=30),
            "station": "沈阳市示例考核站点", "station_code": of.station, "planned": planned, "fee": Decimal(300),
        }  # fmt: skip
        return self.tx.insert(ExamSession, row)

    def _held(self, of: Certified, chosen: Sequence[int]) -> list[int]:
        """The session that is over; those who did not pass, and may come again."""
        session = self._session(of, "A", HELD, len(chosen))
        rooms = self.tx.insert_many(ExamRoom, list(_rooms(session, len(chosen))))
        rows = [
            {"session": session, "certificate": of.id, "student": self.ids.students[n], "is_fee_paid": True, "fee": Decimal(300),
             "room": rooms[place // ROOM], "seat": place % ROOM + 1,
             "ticket_number": f"{of.station}{HELD:%Y%m%d}{place // ROOM + 1:02d}{place % ROOM + 1:02d}"}
            for place, n in enumerate(chosen)
        ]  # fmt: skip
        registrations = self.tx.insert_many(ExamRegistration, rows)
        results = [self._result() for _n in chosen]
        self.tx.insert_many(ExamResult, [{"registration": k, **r} for k, r in zip(registrations, results, strict=True)])
        passed = [bool(passed_by(result, of.standard)) for result in results]
        sat = list(zip(chosen, registrations, passed, strict=True))
        self._award(of, [(n, key) for n, key, ok in sat if ok])
        return [n for n, _key, ok in sat if not ok]

    def _result(self) -> Row:
        published = HELD + timedelta(days=40)
        if self.rng.random() < ABSENT_SHARE:
            return {"attendance": code("exam-attendance", "缺考"), "published_date": published}
        theory, practice = (Decimal(min(98, max(35, round(self.rng.gauss(mean, 12))))) for mean in (70, 74))
        return {"theory_score": theory, "practice_score": practice, "published_date": published}

    def _award(self, of: Certified, passed: Sequence[tuple[int, int]]) -> None:
        issued = HELD + timedelta(days=70)
        rated = of.offered.scheme != "1+X证书"
        rows = []
        for place, (n, registration) in enumerate(passed, 1):
            number = (
                f"Y0021{of.nth:04d}{HELD.year % 100}4{place:010d}" if rated else f"{HELD.year}21{of.nth:02d}{place:06d}"
            )
            row: Row = {
                "registration": registration, "student": self.ids.students[n], "certificate": of.id, "number": number,
                "issued_date": issued,
            }  # fmt: skip
            if place % 5:
                row |= {"received_date": issued + timedelta(days=7), "receiver": self.city.people[n].row["name"]}
            rows.append(row)
        awards = self.tx.insert_many(CertificateAward, rows)
        score = {"初级": 80, "中级": 85}.get(of.offered.level, 85)
        self.tx.insert_many(CreditConversion, [
            {"student": self.ids.students[n], "award": award, "course_name": of.offered.course, "score": Decimal(score), "credits": Decimal(4),
             "original_score": Decimal(60 + place % 25), "basis": "职业技能等级证书学分认定办法", "approved_date": issued + timedelta(days=14)}
            for place, ((n, _registration), award) in enumerate(zip(passed, awards, strict=True)) if place % 3 == 0
        ])  # fmt: skip

    def _to_come(self, of: Certified, again: Iterable[int]) -> None:
        """The session in May, for which registration goes on: some are checked, some have paid."""
        chosen = list(again)[:SECOND_TIME]
        session = self._session(of, "B", AGAIN, len(chosen) + 10)
        states = [code("registration-status", name) for name in ("报名", "审核通过", "已缴费", "报名")]
        rows = [
            {"session": session, "certificate": of.id, "student": self.ids.students[n], "status": states[place % len(states)],
             "is_fee_paid": place % len(states) == 2}  # noqa: PLR2004 - the third of them
            for place, n in enumerate(chosen)
        ]  # fmt: skip
        self.tx.insert_many(ExamRegistration, rows)


def _rooms(session: int, count: int) -> Iterator[Row]:
    for number in range(1, -(-count // ROOM) + 1):
        yield {
            "session": session,
            "number": number,
            "name": f"实训楼{300 + number}",
            "capacity": ROOM,
            "rows": 5,
            "columns": 6,
        }
