"""Steps of the tour in the register of destinations: graduates at work, one asked, one studying, one changed, one seeking work."""

from datetime import timedelta

from models.database.query import Condition, Query
from models.database.results import ids_of
from models.entities.destinations import DestinationFollowUp, GraduateDestination, JobSupport
from models.entities.people import Student
from tests.tour.guide import Guide

_WORK = {
    "destination": "20",
    "match_level": "1",
    "evidence": ("2",),
    "salary": 3900,
    "channel": "1",
    "social_insurance": "2",
}
_PLACES = (
    ("沈阳示例岱铄医疗器械有限公司", "装配钳工", 200), ("沈阳示例昱柏商贸有限公司", "运营助理", 100), ("示例岚砺电气（沈阳）有限公司", "文员", 35),
)  # fmt: skip


def registered(guide: Guide) -> None:
    """The list of destinations, a follow-up due among them."""
    database, day = guide.database, guide.database.day()
    with database.reading() as connection:
        students = list(ids_of(connection, Query(Student, (Condition("status", "=", "07"),))))[:6]
    with database.transaction("登记去向") as tx:
        for n, (student, (unit, post, ago)) in enumerate(zip(students, _PLACES, strict=False)):
            start = day - timedelta(days=ago)
            row = {"student": student, "unit_name": unit, "post": post, "start_date": start, "from_date": start}
            key = tx.insert(GraduateDestination, _WORK | row)
            if n == 0:
                asked = {"interval": "180", "contact_date": start + timedelta(days=181), "result": "1", "mode": "1"}
                tx.insert(DestinationFollowUp, asked | {"destination": key})
        for student, elsewhere in zip(
            students[len(_PLACES) :],
            ({"destination": "12", "further_school": "示例职业技术学院"}, {"destination": "60"}),
            strict=False,
        ):
            tx.insert(GraduateDestination, elsewhere | {"student": student})
        tx.insert(JobSupport, {"student": students[-1], "kind": "3", "support_date": day, "detail": "推荐示例商贸"})
    guide.list("graduate_destination")
    guide.rest()
