"""The annual statistics of groups (B5): each figure of a day and a year, what was typed on grey, and that it is its list."""

import re
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from desktop.commands.figures import _line
from desktop.reports.catalogue import report_named
from desktop.reports.document import Table
from desktop.reports.preflight import Inspection
from desktop.reports.report import make
from desktop.reports.text import render_text
from desktop.reports.workbook import render_workbook
from models.database.query import Condition, Query
from models.database.results import count_of
from models.entities.apprenticeships import Apprentice, ApprenticeshipProgramme, StandardDocument
from models.entities.cooperation import CooperationProject, CourseStandard
from models.entities.destinations import GraduateDestination
from models.entities.enterprises import Contribution, Enterprise
from models.entities.groups import CouncilMeeting, EducationGroup, GroupMember, GroupYearFigure
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.programmes import Major
from models.entities.schools import School
from models.entities.training_bases import TrainingBase
from models.statistics.groups import FIGURES, WORDS, group_figures
from models.statistics.measured import MEASURES
from tests import factories

DAY = date(2026, 8, 31)
BEGUN, EARLY = date(2026, 3, 1), date(2025, 9, 1)
CARS, CARE = "示例汽车职教集团", "示例护理职教集团"


class Office:
    """Two groups that share an enterprise, and one of each thing that counts beside one that does not."""

    def __init__(self, database):
        with database.transaction("准备") as tx:
            self.add = tx.insert
            self.school = self.add(School, {"name": "示例中专"})
            self._groups()
            self._taught()
            self._students()
            self._money()
        del self.add

    def _groups(self):
        self.majors = majors = tuple(self.add(Major, {"name": name}) for name in ("数控技术应用", "护理"))
        firms = {"shared": (True, majors[:1]), "cars": (False, majors), "care": (None, ()), "left": (True, majors)}
        self.firms = {
            name: self.add(
                Enterprise, factories.enterprise(n, name=f"示例{n}厂", is_above_scale=above, cooperation_majors=some)
            )
            for n, (name, (above, some)) in enumerate(firms.items(), 1)
        }
        rows = {
            CARS: {"kind": "1", "level": "3"}, CARE: {}, "已撤销职教集团": {"status": "3"}, "明日职教集团": {"founded_date": date(2026, 9, 1)},
        }  # fmt: skip
        self.groups = {name: self.add(EducationGroup, {"name": name} | row) for name, row in rows.items()}
        cars, care = self.groups[CARS], self.groups[CARE]
        for group, kind, row in (
            (cars, "1", {"school": self.school, "role": "01"}), (cars, "4", {"body_name": "示例技师学院"}), (cars, "6", {"body_name": "示例汽车协会"}),
            (cars, "5", {"enterprise": self.firms["shared"]}), (cars, "5", {"enterprise": self.firms["cars"]}),
            (cars, "5", {"enterprise": self.firms["left"], "leave_date": DAY}),
            (care, "5", {"enterprise": self.firms["shared"]}), (care, "5", {"enterprise": self.firms["care"], "join_date": BEGUN}),
        ):  # fmt: skip
            self.add(GroupMember, {"education_group": group, "member_kind": kind} | row)
        self.add(CouncilMeeting, {"education_group": cars, "year": 2026, "meeting_count": 2})
        self.add(CouncilMeeting, {"education_group": cars, "year": 2025, "meeting_count": 3})
        for group, year, item, value in (
            (cars, 2026, "1", 6), (cars, 2026, "5", 1), (cars, 2026, "6", 4), (cars, 2025, "1", 5), (care, 2026, "1", 2),
            (care, 2026, "3", 0), (care, 2026, "5", 20_000),
        ):  # fmt: skip
            self.add(GroupYearFigure, {"education_group": group, "year": year, "item": item, "value": Decimal(value)})

    def _taught(self):
        for name, status, firms in (
            ("车削", "2", ("shared", "cars")),
            ("铣削", "3", ("cars",)),
            ("照护", "1", ("care",)),
        ):
            row = {"name": name, "major": self.majors[0], "version": "V1", "status": status}
            self.add(CourseStandard, row | {"enterprises": tuple(self.firms[firm] for firm in firms)})
        for name, place, firm, row in (
            ("共用车间", "1", "shared", {}), ("厂内基地", "2", "cars", {"opened_date": DAY}), ("已撤基地", "2", "cars", {"closed_date": DAY}),
            ("明天的基地", "2", "care", {"opened_date": date(2026, 9, 1)}), ("校内车间", "1", "", {}), ("别家基地", "2", "left", {}),
        ):  # fmt: skip
            whose = {"enterprise": self.firms[firm]} if firm else {}
            self.add(TrainingBase, {"name": name, "place_kind": place} | whose | row)

    def _students(self):
        students = [self.add(Student, factories.student(n)) for n in range(1, 7)]
        classes = [
            self.add(OrderClass, {"name": f"示例{n}订单班", "education_group": self.groups[name]})
            for n, name in enumerate((CARS, CARS, CARE), 1)
        ]
        for order_class, student, left in ((0, 0, None), (0, 1, None), (0, 2, DAY), (2, 2, DAY)):
            row = {
                "order_class": classes[order_class],
                "student": students[student],
                "join_date": EARLY,
                "leave_date": left,
            }
            self.add(OrderClassMember, row)
        for nth, (kind, firm) in enumerate((("1", "cars"), ("3", "shared"), ("2", "care")), 1):
            row = {
                "code": f"P{nth}",
                "name": f"项目{nth}",
                "kind": kind,
                "start_date": EARLY,
                "end_date": date(2027, 8, 31),
            }
            programme = self.add(ApprenticeshipProgramme, row | {"enterprises": (self.firms[firm],)})
            for person in students[nth - 1 : nth + 1] if kind != "2" else ():
                self.add(
                    Apprentice,
                    {"programme": programme, "student": person, "start_date": EARLY, "end_date": date(2027, 8, 31)},
                )
            if kind == "2":
                named = {
                    "employee_name": "张三",
                    "employee_id_number": factories.identity_number(40, born=date(1990, 5, 1)),
                }
                self.add(
                    Apprentice, named | {"programme": programme, "start_date": EARLY, "end_date": date(2027, 8, 31)}
                )
            for document, version, approved in (("1", "V1", EARLY), ("1", "V2", DAY), ("2", "V1", date(2026, 9, 1))):
                if nth == 1:
                    row = {"programme": programme, "kind": document, "version": version, "approved_date": approved}
                    self.add(StandardDocument, row)
        for student, firm, status in ((3, "shared", "3"), (4, "cars", "3"), (5, "cars", "2")):
            row = {
                "student": students[student],
                "enterprise": self.firms[firm],
                "start_date": BEGUN,
                "end_date": DAY,
                "status": status,
            }
            self.add(Placement, row)
        for n, year in ((11, 2026), (12, 2025)):
            gone = {"status": "07", "graduated_date": date(year, 7, 1)}
            graduate = self.add(Student, factories.student(n, **gone))
            row = {
                "student": graduate,
                "from_date": date(year, 7, 2),
                "destination": "20",
                "enterprise": self.firms["shared"],
                "unit_name": "示例1厂",
            }
            self.add(GraduateDestination, row)

    def _money(self):
        for firm, year, kind, amount in (
            ("shared", 2026, "1", 100_000), ("cars", 2026, "5", 50_050), ("cars", 2026, "3", 30_000), ("cars", 2025, "4", 9_000),
            ("left", 2026, "4", 7_000),
        ):  # fmt: skip
            self.add(
                Contribution, {"enterprise": self.firms[firm], "year": year, "kind": kind, "amount": Decimal(amount)}
            )
        for n, (kind, begun, firms) in enumerate(
            (
                ("3", BEGUN, ("cars", "left")),
                ("3", date(2026, 9, 1), ("cars",)),
                ("3", EARLY, ("cars",)),
                ("1", BEGUN, ("cars",)),
            )
        ):
            row = {"name": f"项目{n}", "kind": kind, "start_date": begun, "received": Decimal(50_000), "status": "2"}
            self.add(CooperationProject, row | {"enterprises": tuple(self.firms[firm] for firm in firms)})


@pytest.fixture
def office(database):
    return Office(database)


@pytest.fixture
def paper(database, office):
    def made(ids=(), day=DAY, **given):
        printed = datetime(2026, 8, 31, 10, 15)  # noqa: DTZ001 - local time, as on the wall
        form = report_named("group-statistics")
        return make(database, form, ids, as_of=day, printed_by="王老师", printed_at=printed, **given)

    return made


def counted(database, day=DAY, year=2026, ids=()):
    with database.reading() as connection:
        return group_figures(connection, day, year, ids)


def known(figures):
    return {name: int(value) for name, value in figures.items() if value is not None}


OF_CARS = {
    "members": 5, "secondary": 2, "enterprises": 2, "above_scale": 1, "associations": 1, "majors": 2, "courses": 1, "textbooks": 6,
    "standards": 1, "bases_inside": 1, "bases_outside": 1, "order_classes": 1, "order_class_members": 2, "programmes": 2, "apprentices": 4,
    "interns": 2, "employed": 1, "equipment": 150_050, "funds": 30_000, "service": 50_000, "meetings": 2,
}  # fmt: skip
OF_CARE = {
    "members": 2, "enterprises": 2, "above_scale": 1, "majors": 1, "courses": 1, "textbooks": 2, "bases_inside": 1, "programmes": 1,
    "apprentices": 2, "employees": 1, "interns": 1, "employed": 1, "sent": 0, "equipment": 100_000, "service": 20_000,
}  # fmt: skip


def test_each_figure_of_each_group_and_none_where_nobody_says_it(database, office):
    found = {line.name: line for line in counted(database).lines}
    assert list(found) == [CARE, CARS]  # neither the withdrawn one nor the one of tomorrow
    assert known(found[CARS].figures) == OF_CARS
    assert known(found[CARE].figures) == OF_CARE
    assert (found[CARS].typed, found[CARE].typed) == ({"textbooks"}, {"textbooks", "sent", "service"})
    assert found[CARS].leads == ("示例中专",)
    assert found[CARS].besides == {"6": 4}


def test_sums_and_what_groups_share_counted_once(database, office):
    found = counted(database)
    assert known(found.totals) == {name: OF_CARS.get(name, 0) + OF_CARE.get(name, 0) for name in {**OF_CARS, **OF_CARE}}
    shared = {name: int(value) for name, value in found.apart.items() if value != found.totals[name]}
    assert shared == {
        "members": 6, "enterprises": 3, "above_scale": 1, "majors": 2, "courses": 1, "bases_inside": 1, "programmes": 2, "apprentices": 4,
        "interns": 2, "employed": 1, "equipment": 150_050,
    }  # fmt: skip
    assert found.bases_elsewhere == 2  # one without an enterprise, one of an enterprise that left


@pytest.mark.parametrize(("day", "group", "name", "value"), [
    (date(2026, 8, 30), CARS, "enterprises", 3), (date(2026, 8, 30), CARS, "bases_outside", 2), (date(2026, 8, 30), CARS, "order_class_members", 3),
    (date(2026, 9, 1), CARS, "interns", None), (date(2026, 9, 1), CARE, "bases_outside", 1), (date(2026, 9, 1), CARS, "standards", 2),
    (date(2026, 9, 1), CARS, "service", 100_000), (date(2026, 2, 28), CARE, "enterprises", 1), (date(2026, 2, 28), CARS, "interns", None),
    (date(2026, 2, 28), CARS, "service", 1), (date(2026, 6, 30), CARS, "employed", None),
])  # fmt: skip
def test_a_figure_is_that_of_the_day(database, office, day, group, name, value):
    found = {line.name: line.figures[name] for line in counted(database, day).lines}
    assert found[group] == value


@pytest.mark.parametrize(("name", "value"), [
    ("textbooks", 5), ("meetings", 3), ("scholarships", 9_000), ("equipment", None), ("service", 50_000), ("employed", 1), ("enterprises", 3),
])  # fmt: skip
def test_a_year_before_is_told_as_of_its_last_day(database, paper, office, name, value):
    assert "统计截止：2025年12月31日" in render_text(paper(options={"year": 2025}))
    found = {line.name: line.figures for line in counted(database, date(2025, 12, 31), 2025).lines}
    assert found[CARS][name] == value


@pytest.mark.parametrize(("entity", "conditions", "name"), [
    (GroupMember, (("member_kind", "=", "5"),), "enterprises"), (GroupMember, (), "members"),
    (TrainingBase, (("place_kind", "=", "1"),), "bases_inside"), (TrainingBase, (("place_kind", "=", "2"),), "bases_outside"),
    (CourseStandard, (("status", "=", "2"),), "courses"), (Placement, (), "interns"), (OrderClass, (("member_count", ">", 0),), "order_classes"),
    (OrderClassMember, (), "order_class_members"), (Apprentice, (), "apprentices"), (CouncilMeeting, (("year", "=", 2026),), "meetings"),
])  # fmt: skip
@pytest.mark.parametrize("group", [CARS, CARE])
def test_a_figure_is_its_list(database, office, group, entity, conditions, name):
    firms = tuple(office.firms[firm] for firm in ({CARS: ("shared", "cars"), CARE: ("shared", "care")}[group]))
    whose = {
        GroupMember: ("education_group", "=", office.groups[group]), OrderClass: ("education_group", "=", office.groups[group]),
        CouncilMeeting: ("education_group", "=", office.groups[group]), OrderClassMember: ("order_class", "in", ()),
        Apprentice: ("programme", "in", ()), CourseStandard: ("enterprises", "in", firms),
    }.get(entity, ("enterprise", "in", firms))  # fmt: skip
    with database.reading() as connection:
        if entity is OrderClassMember:
            query = Query(OrderClass, (Condition("education_group", "=", office.groups[group]),))
            whose = ("order_class", "in", tuple(connection.execute(query.ids()).scalars()))
        if entity is Apprentice:
            conditions_of = (Condition("enterprises", "in", firms), Condition("kind", "in", ("1", "3")))
            whose = (
                "programme",
                "in",
                tuple(connection.execute(Query(ApprenticeshipProgramme, conditions_of).ids()).scalars()),
            )
    listed = count_of(database, Query(entity, (Condition(*whose), *(Condition(*c) for c in conditions)), as_of=DAY))
    (line,) = counted(database, ids=[office.groups[group]]).lines
    figure = int(line.figures[name] or 0)
    assert figure == (listed * 2 if entity is CouncilMeeting else listed)  # one meeting row says two meetings


def test_the_measure_says_what_the_paper_says(database, paper):
    with database.reading() as connection:
        told = {one.scope: one for one in MEASURES["B5 职教集团年度统计"](connection, DAY)}
    assert {name: int(value) for name, value in told[CARS].value.items()} == OF_CARS
    assert [str(told[CARS].value[name]) for name in ("members", "textbooks", "service")] == ["5", "6", "50000.00"]
    assert told[CARE].more == {"typed": ["sent", "service", "textbooks"]}
    (table,) = [block for block in paper().blocks if isinstance(block, Table)]
    shown = dict(zip(FIGURES, table.rows[1].cells[5:], strict=True))
    assert (shown["members"], shown["equipment"], shown["college"]) == (5, Decimal("15.01"), None)


def test_people_read_the_figures_of_a_group_by_words(database, paper):
    assert tuple(WORDS) == FIGURES
    with database.reading() as connection:
        found = list(MEASURES["B5 职教集团年度统计"](connection, DAY))
    said = next(_line(one)[1] for one in found if one.scope == CARS)
    assert "成员单位 5" in said
    assert "技术服务（元） 50,000.00" in said
    assert not re.search("[a-z]", said)
    assert "members" in found[0].as_json()["value"], "programs read the names"


def test_what_the_paper_says(paper, golden):
    golden("reports/group-statistics.txt", render_text(paper()))


def test_what_groups_told_stands_on_grey_and_what_nobody_says_is_a_dash(paper, tmp_path):
    target = tmp_path / "a.xlsx"
    render_workbook(paper(), target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    rows = [[cell for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    care = next(row for row in rows if any(cell.value == CARE for cell in row))
    grey = [cell.value for cell in care if cell.fill.fgColor.rgb == "FFE6E6E6"]
    assert grey == [2, 0, 2]  # textbooks, staff sent, 20 000 yuan of service
    assert [cell.value for cell in care].count("—") == len(FIGURES) - len(OF_CARE)
    total = next(row for row in rows if str(row[0].value).startswith("合计　"))
    assert [cell.value for cell in total if cell.fill.fgColor.rgb == "FFE6E6E6"] == [8, 0, 7]


def test_a_dash_is_no_gap_that_anybody_should_fill_before_it_is_printed(paper):
    inspection = Inspection()
    render_text(inspection.watched(paper()))
    missing = [found.sentence for found in inspection.findings() if found.kind == "missing"]
    assert missing == ["1 条职教集团缺类型", "1 条职教集团缺级别"]  # of the group itself, not of its figures


def test_the_paper_of_one_group_and_of_none(paper, office):
    assert CARE not in render_text(paper([office.groups[CARS]]))
    assert "没有职教集团。" in render_text(paper([-1]))
