"""Whatever number a screen or a paper shows, the list behind it has that many rows: walked in an office of astray lives."""

import re
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QWidget

from desktop.reports.catalogue import report_named
from desktop.reports.document import Table
from desktop.reports.report import make
from desktop.ui.home.activity_rows import ActRow
from desktop.ui.home.home_page import HomePage
from desktop.ui.kit.charts import Chart
from desktop.ui.kit.context import AppContext
from desktop.ui.kit.page_widgets import FigureLink, FlatButton, LoadBar, RecordLink, TwoLineRow
from desktop.ui.kit.tasks import Tasks
from desktop.ui.list import saved_views
from desktop.ui.list.summary import number_of
from desktop.ui.record.education_group import GroupPart
from desktop.ui.record.enterprise import EnterprisePart
from desktop.ui.record.funnel_chart import FunnelChart, FunnelStep, Gauge
from desktop.ui.record.order_class import OrderClassPart
from desktop.ui.record.related_tabs import RelatedTabs
from models import clock
from models.database.query import Condition, Query
from models.database.results import count_of, read_ids
from models.entities.order_classes import OrderClass, OrderClassMember
from models.entities.people import Student
from models.entities.placements import Placement
from models.entities.programmes import Major, SchoolClass
from models.schema.fields import entities
from models.statistics.calendar import grade
from models.statistics.capacity import capacity
from models.statistics.figure_queries import Figure
from models.statistics.funnel import funnel, order_class_view
from models.statistics.group_views import enterprise_view, group_view
from models.statistics.members import living_in, minorities
from models.statistics.overview import expiring, group_sizes, headlines
from models.statistics.placing import placing
from models.statistics.students import TOP, UNKNOWN, student_statistics
from tests.lives import DAY, LIVES, settle

DAYS = [DAY + timedelta(days=n) for n in (-31, 0, 1, 61)]
_NUMBER = re.compile(r"\d[\d,]*")


@pytest.fixture
def empty_file(request, grown, empty_file):
    return grown(begun, DAY.isoformat())[0] if "office" in request.fixturenames else empty_file


@pytest.fixture
def office(grown, monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, DAY.isoformat())
    return grown(begun, DAY.isoformat())[1]


def begun(database):
    """The astray lives; some members of the order class were hired, one left and came again, one is in two classes."""
    made = settle(database)
    with database.transaction("录用") as tx:
        other = tx.insert(OrderClass, {"code": "D2", "name": "另一订单班", "enterprises": (made.firm,)})
        here = list(read_ids(database, Query(OrderClassMember)))
        tx.insert(OrderClassMember, {"student": made.students[1], "order_class": other, "join_date": DAY})
        tx.insert(OrderClassMember, {"student": made.students[1], "order_class": made.order_class, "join_date": DAY})
        for nth, hired in ((0, -400), (1, -20), (2, None)):
            day = None if hired is None else DAY + timedelta(days=hired)
            tx.update(OrderClassMember, here[nth], {"is_hired": True, "hired_date": day})
        tx.update(OrderClassMember, here[0], {"employed_30_date": DAY - timedelta(days=300)})
        tx.update(OrderClassMember, here[1], {"leave_reason": "3", "leave_date": DAY - timedelta(days=5)})
    return made


def figures_in(value, path=""):
    """Every figure anywhere in a view, with the way to it."""
    if isinstance(value, Figure):
        yield path, value
    elif is_dataclass(value) and not isinstance(value, (type, Query)):
        for each in fields(value):
            yield from figures_in(getattr(value, each.name), f"{path}.{each.name}")
    elif hasattr(value, "_asdict"):
        for name, each in value._asdict().items():
            yield from figures_in(each, f"{path}.{name}")
    elif isinstance(value, (tuple, list)):
        for nth, each in enumerate(value):
            yield from figures_in(each, f"{path}[{nth}]")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_figure_of_every_view_is_its_list(database, office, day):
    with database.reading() as connection:
        seen = [
            ("home", headlines(connection, day)), ("placing", placing(connection, day)),
            ("expiring", expiring(connection, day)), ("sizes", group_sizes(connection, day)),
            ("group", group_view(connection, office.group, day)), ("firm", enterprise_view(connection, office.firm, day)),
            ("class", order_class_view(connection, office.order_class, day)),
            ("load", capacity(connection, office.firm, day)), ("funnel", funnel(connection, office.order_class, day)),
        ]  # fmt: skip
    found = [(path, figure) for name, view in seen for path, figure in figures_in(view, name)]
    assert len(found) > 60
    wrong = {path: figure for path, figure in found if figure.count != len(read_ids(database, figure.query))}
    assert wrong == {}


@pytest.fixture
def place(qtbot, qapp, database, office):
    window, tasks, led = QWidget(), Tasks(), []
    qtbot.addWidget(window)
    made = AppContext(
        window, database, tasks, led.append, led.append, list_of=led.append,
        record=lambda *_what: None, page=lambda *_what: None,
    )  # fmt: skip
    window.led = led
    yield made
    tasks.close()


def spoken(widget):
    """The number a figure shows, None where it shows none."""
    if isinstance(widget, LoadBar):
        return widget.used
    if isinstance(widget, Gauge):
        return widget.taken
    found = _NUMBER.search(widget.text()) or _NUMBER.search(widget.accessibleName())
    return int(found[0].replace(",", "")) if found else None


def pressed(page, led):
    """(what is shown, its number, the list it opens) of every number that can be pressed."""
    for widget in page.findChildren(FlatButton):
        figure = isinstance(widget, (FigureLink, RecordLink, LoadBar, Gauge, TwoLineRow)) and widget.isEnabled()
        if not figure or isinstance(widget.parent(), ActRow):  # the link of an act takes it back
            continue
        led.clear()
        widget.click()
        queries = [each for each in led if isinstance(each, Query)]
        if queries and spoken(widget) is not None:
            yield widget, spoken(widget), queries[0]


def behind(page, led):
    """The same of all numbers on a page: also those of charts and of tabs."""
    yield from pressed(page, led)
    marks = ((chart, mark) for chart in page.findChildren(Chart) for mark in chart.marks)
    yield from ((chart, mark.value, mark.query) for chart, mark in marks if mark.query is not None)
    matters = ((tabs, matter) for tabs in page.findChildren(RelatedTabs) for matter in tabs.matters)
    yield from ((tabs, each.count, each.query) for tabs, each in matters if None not in (each.query, each.count))


def shown_wrongly(database, page, led):
    found = list(behind(page, led))
    return len(found), [
        (widget.accessibleName(), number, count_of(database, query), query.conditions) for widget, number, query in found
        if number != count_of(database, query)
    ]  # fmt: skip


def test_every_number_of_home_opens_as_many(qtbot, place, database, office):
    page = HomePage(place)
    qtbot.addWidget(page)
    page.list_wanted.connect(place.window.led.append)
    page.opened()
    qtbot.waitUntil(lambda: page.shown is not None)
    count, wrong = shown_wrongly(database, page, place.window.led)
    assert wrong == []
    assert count > 12
    texts = [link.text() for link in page.placements.findChildren(RecordLink)]
    assert {"待签 2", "待审 2"} <= set(texts), "they stand beside what is placed"


PARTS = [
    (OrderClassPart, "order_class", 2, 5), (EnterprisePart, "firm", 4, 6), (GroupPart, "group", 5, 7),
]  # fmt: skip


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("kind", "name", "beside", "page"), PARTS, ids=lambda value: getattr(value, "__name__", ""))
def test_every_number_of_a_page_opens_as_many(qtbot, place, database, office, kind, name, beside, page, whole):
    part = kind(place, whole=whole)
    qtbot.addWidget(part)
    part.show_record(getattr(office, name))
    qtbot.waitUntil(lambda: part.body is not None)
    count, wrong = shown_wrongly(database, part, place.window.led)
    assert wrong == []
    assert count >= (page if whole else beside)


def tables(database, name, ids=(), **options):
    moment = datetime(2026, 3, 10, 9)  # noqa: DTZ001 - a wall clock
    document = make(database, report_named(name), ids, as_of=DAY, printed_by="", printed_at=moment, options=options)
    return [block for block in document.blocks if isinstance(block, Table)]


def test_papers_say_what_the_lists_have(database, office):
    def count(entity, *conditions):
        return count_of(database, Query(entity, conditions, as_of=DAY))

    (placed,) = tables(database, "placement-list")
    assert len(placed.rows) == count(Placement) == count(Student, Condition("is_placed", "=", True))
    words = placed.totals[0].cells[0]
    numbers = dict(re.findall(r"(应实习|已安置|未安置) (\d+)", words))
    assert int(numbers["应实习"]) == count(Student, Condition("is_to_place", "=", True))
    unplaced = Condition("is_placed", "=", False)
    assert int(numbers["未安置"]) == count(Student, Condition("is_to_place", "=", True), unplaced)
    assert "对口率 —" in words, "nobody wrote down whether posts suit majors"
    (roster,) = tables(database, "order-class-roster", (office.order_class,))
    here = Condition("order_class", "=", office.order_class)
    assert len(roster.rows) == count(OrderClassMember, here)
    (listing,) = tables(database, "order-class-list")
    assert (
        sum(row.cells[11] for row in listing.rows if row.style == "normal")
        == listing.totals[0].cells[3]
        == count(OrderClassMember)
    )
    people = count(Student, Condition("order_class", "filled"))
    assert any(f"去重 {people} 人" in str(row.cells[0]) for row in listing.totals), "one is in two order classes"
    (students,) = tables(database, "student-statistics")
    classless = sum(life.classless and life.registered(DAY) for life in LIVES)
    assert students.totals[0].cells[-6] == count(Student, Condition("is_registered", "=", True)) - classless


def _grade(year, day):
    """The column of A10 a class stands in."""
    found = grade(year, day)
    return UNKNOWN if found is None else min(found, TOP)


def _cells(connection, day):
    """(major, classes of the grade, counts) of everything A10 prints."""
    majors = {major.code: major.id for major in connection.execute(sa.select(Major.table()))}
    classes = connection.execute(sa.select(SchoolClass.table())).all()
    for level in student_statistics(connection, (), day):
        for counts in level.counts.itertuples():
            own = [one for one in classes if _grade(one.grade_year, day) == counts.grade]
            yield majors.get(counts.code), own, counts


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_cell_of_the_student_statistics_has_a_list_of_as_many(database, office, day):
    """Of whoever has a major of their own, and of whoever has that of the class."""
    asked = {
        "total": (), "male": (("gender", "=", "1"),), "female": (("gender", "=", "2"),),
        "minority": (("ethnicity", "in", minorities()),), "league": (("political_status", "=", "03"),),
        "boarding": (("boarding", "=", living_in()),), "ordered": (("order_class", "filled"),),
    }  # fmt: skip
    with database.reading() as connection:
        cells, told = list(_cells(connection, day)), []
        for major, classes, counts in cells:
            own = (major and ("major", "=", major), ("school_class", "in", tuple(one.id for one in classes)))
            inherited = (
                ("major", "empty"),
                ("school_class", "in", tuple(one.id for one in classes if one.major_id == major)),
            )
            for name, more in asked.items():
                lists = [
                    Query(Student, tuple(Condition(*each) for each in (*whose, *more, ("is_registered", "=", True))), as_of=day)
                    for whose in (own, inherited) if None not in whose and whose[1][2]
                ]  # fmt: skip
                told.append((name, getattr(counts, name), sum(count_of(database, each) for each in lists)))
    assert [each for each in told if each[1] != each[2]] == []
    assert {name for name, number, _listed in told if number} >= {"total", "male", "female", "ordered"}


def test_nobody_stayed_is_no_nought_where_nobody_can_be_asked(database):
    office = settle(database)
    (listing,) = tables(database, "order-class-list")
    assert listing.rows[0].cells[16] == "—"
    assert listing.totals[0].cells[8] == "—"
    with database.reading() as connection:
        assert funnel(connection, office.order_class, DAY).observable.count == 0


def test_a_person_counts_as_kept_only_among_those_one_can_know_of(database, office):
    with database.reading() as connection:
        seen = funnel(connection, office.order_class, DAY)
    assert (seen.hired.count, seen.observable.count, seen.stayed.count, seen.stayed_after) == (3, 1, 1, 30)
    (listing,) = tables(database, "order-class-list")
    assert listing.rows[0].cells[15:17] == (3, 0), "one was hired a year ago, and nobody asked after a year"
    assert any("留任只看入企满 12 个月的 1 人，另 2 人" in str(row.cells[0]) for row in listing.totals)


@pytest.mark.parametrize("entity", entities(), ids=lambda entity: entity.__tablename__)
def test_tabs_of_lists_are_what_they_open(database, office, entity):
    """The tab says the number of its query, and the page lists the same query."""
    from desktop.ui.kit.settings import Settings

    for view in saved_views.views_of(entity, Settings(None), None, DAY):
        assert count_of(database, view.query) == len(read_ids(database, view.query))
    if entity is Placement:
        named = {
            view.name: count_of(database, view.query)
            for view in saved_views.views_of(entity, Settings(None), None, DAY)
        }
        working = count_of(database, Query(Student, (Condition("is_placed", "=", True),), as_of=DAY))
        assert named["在岗"] == working
        assert (named["待签"], named["待审"]) == (2, 2)


def test_numbers_of_lists_are_written_alike():
    assert number_of(4571) == "4,571"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (30, 29, ("97%", "−1")), (8, 1, ("13%", "−7")), (200, 1, ("1%", "−199")), (1000, 994, ("99%", "−6")),
        (30, 30, ("100%", "")), (30, 31, ("103%", "+1")), (0, 5, ("", "")),
    ],
)  # fmt: skip
def test_the_share_between_two_stages_is_rounded_half_up(qtbot, before, after, words):
    steps = [FunnelStep("计划", before, FigureLink()), FunnelStep("组班", after, FigureLink())]
    chart = FunnelChart(steps)
    qtbot.addWidget(chart)
    assert chart.loss(1) == words
