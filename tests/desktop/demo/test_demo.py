"""The sample school: every published figure, determinism, right records, scaling, and the defective workbooks."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from random import Random

import pytest
import sqlalchemy as sa

from desktop.demo import figures, make_sample, write_defective_workbooks
from desktop.demo.figures import deck, largest_remainder, plan
from desktop.demo.naming import code
from desktop.demo.numbers import IdentityNumbers, credit_code
from desktop.exchange.plan import Action
from models.database.database import open_database
from models.database.transaction import Transaction
from models.entities.audit import CHANGE_SET
from models.entities.policy import PolicyParameter
from models.schema import checks
from models.schema.fields import entities, entity_named, field_map, fields_of, judge
from tests.imported import plan as judged_plan

DAY = date(2019, 10, 8)
COMMON_DAY = date(2020, 1, 15)
LEAVE = {"主动退出": 163, "转专业": 61, "休退学": 74, "企业退回": 29}
ANCHORS = {"宝马": (11, 1060), "海尔": (6, 520), "贝卡尔特": (3, 236), "德科斯米尔": (4, 371), "新松": (4, 322)}
RATIOS = {
    "宝马": (20000, 1500), "海尔": (2300, 214), "贝卡尔特": (1400, 133), "德科斯米尔": (3600, 371), "新松": (4000, 96),
    "精工": (46, 9),
}  # fmt: skip
GROUPS = [
    (96, 14, 1512), (78, 10, 946), (64, 8, 742), (58, 7, 655), (72, 8, 738), (66, 7, 641), (55, 6, 528), (47, 5, 478),
    (52, 4, 352), (60, 5, 486), (41, 4, 331), (38, 4, 367), (54, 4, 342), (49, 4, 318), (43, 3, 246), (45, 3, 231),
    (36, 3, 252), (33, 2, 198),
]  # fmt: skip


class Sample:
    """The rows of a sample by entity, as values by column."""

    def __init__(self, path, scale, seed=7):
        self.database = open_database(path, installation=1)
        self.figures = make_sample(self.database, scale, seed)
        self._rows = {}

    def __getitem__(self, name):
        if name not in self._rows:
            entity = entity_named(name)
            with self.database.reading() as connection:
                found = connection.execute(sa.select(entity.table()).order_by(entity.table().c.id)).mappings().all()
            self._rows[name] = [dict(row) for row in found]
        return self._rows[name]

    def by_id(self, name):
        return {row["id"]: row for row in self[name]}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    made = Sample(tmp_path_factory.mktemp("sample") / "office.db", 1)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    made = Sample(tmp_path_factory.mktemp("small") / "office.db", Decimal("0.02"))
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def open_members(sample):
    """(membership, student, order class) of every open membership."""
    students, classes = sample.by_id("student"), sample.by_id("order_class")
    return [
        (m, students[m["student_id"]], classes[m["order_class_id"]])
        for m in sample["order_class_member"]
        if m["leave_date"] is None
    ]


def anchor_of(name):
    return next((brand for brand in ANCHORS if name.startswith(brand)), "others")


def test_groups_stand_under_the_alliance(sample):
    kinds = Counter(row["kind"] for row in sample["education_group"])
    assert kinds == {code("group-kind", "职教集团"): 18, code("group-kind", "产教融合联盟"): 1}
    alliance = next(r for r in sample["education_group"] if r["kind"] == code("group-kind", "产教融合联盟"))
    assert all(r["parent_id"] == alliance["id"] for r in sample["education_group"] if r is not alliance)


def test_memberships_and_distinct_enterprises(sample):
    firms = [m for m in sample["group_member"] if m["member_kind"] == code("member-kind", "企业")]
    times = Counter(Counter(m["enterprise_id"] for m in firms).values())
    assert (len(firms), times) == (987, {1: 915, 2: 36})
    assert len(sample["enterprise"]) == 951


def test_every_group_has_one_lead(sample):
    leads = Counter(m["education_group_id"] for m in sample["group_member"] if m["role"] == "01")
    assert set(leads.values()) == {1}
    assert len(leads) == 19


def test_each_group_as_in_the_table(sample, open_members):
    groups = [r["id"] for r in sample["education_group"] if r["parent_id"]]
    firms = Counter(m["education_group_id"] for m in sample["group_member"] if m["enterprise_id"])
    classes = Counter(c["education_group_id"] for c in sample["order_class"])
    members = Counter(c["education_group_id"] for _m, _s, c in open_members)
    assert [(firms[g], classes[g], members[g]) for g in groups] == GROUPS


def test_order_classes_and_their_sizes(sample, open_members):
    sizes = Counter(c["id"] for _m, _s, c in open_members)
    assert (len(sample["order_class"]), len(sizes), len(open_members)) == (101, 101, 9363)
    assert (min(sizes.values()), max(sizes.values())) == (26, 176)


def test_named_enterprises(sample, open_members):
    classes = Counter(anchor_of(c["name"]) for c in sample["order_class"])
    members = Counter(anchor_of(c["name"]) for _m, _s, c in open_members)
    assert {name: (classes[name], members[name]) for name in classes} == ANCHORS | {"others": (73, 6854)}


def test_sponsors_belong_to_the_group(sample):
    groups = defaultdict(set)
    for member in sample["group_member"]:
        groups[member["enterprise_id"]].add(member["education_group_id"])
    group_of = {c["id"]: c["education_group_id"] for c in sample["order_class"]}
    sponsors = sample["order_class_enterprise"]
    assert {s["order_class_id"] for s in sponsors} == set(group_of)
    assert all(group_of[s["order_class_id"]] in groups[s["enterprise_id"]] for s in sponsors)


def test_grades_and_sexes(open_members):
    assert Counter(c["grade_year"] for _m, _s, c in open_members) == {2017: 2817, 2018: 3198, 2019: 3348}
    assert Counter(s["gender"] for _m, s, _c in open_members) == {"1": 6181, "2": 3182}
    assert all(s["entry_month"] == f"{c['grade_year']}-09" for _m, s, c in open_members)


def test_those_who_left(sample, open_members):
    left = [m for m in sample["order_class_member"] if m["leave_date"] is not None]
    reasons = Counter(m["leave_reason"] for m in left)
    graduated = code("leave-reason", "毕业入企"), code("leave-reason", "毕业未入企")
    assert {word: reasons[code("leave-reason", word)] for word in LEAVE} == LEAVE
    assert sum(reasons[r] for r in graduated) == 85
    assert len(left) == 412
    assert {m["student_id"] for m in left}.isdisjoint(m["student_id"] for m, _s, _c in open_members)
    assert max(m["leave_date"] for m in left) < DAY.replace(day=1)


@pytest.mark.parametrize("day", [date(2019, 10, 1), DAY, date(2024, 2, 29), date(2099, 1, 1)])
def test_members_are_the_same_on_every_later_day(sample, day):
    rows = sample["order_class_member"]
    assert sum(m["join_date"] <= day and (m["leave_date"] is None or m["leave_date"] > day) for m in rows) == 9363


def class_of(sample, day=DAY):
    return {
        m["student_id"]: m["school_class_id"]
        for m in sample["class_membership"]
        if m["join_date"] <= day and (m["leave_date"] is None or m["leave_date"] > day)
    }


def secondary_classes(sample):
    college = {s["id"] for s in sample["school"] if s["level"] == code("school-level", "高职专科")}
    return [c for c in sample["school_class"] if c["school_id"] not in college]


def test_school_classes_and_order_classes_cross(sample, open_members):
    classes, sources, fed = class_of(sample), defaultdict(set), defaultdict(set)
    for _m, student, order in open_members:
        sources[order["id"]].add(classes[student["id"]])
        fed[classes[student["id"]]].add(order["id"])
    assert sum(len(found) > 1 for found in sources.values()) == 40  # 40 % of 101
    count = len(secondary_classes(sample))
    assert sum(len(found) > 1 for found in fed.values()) == round(count * 0.12)


def test_sizes_of_school_classes(sample):
    sizes = Counter(class_of(sample).values())
    for one in secondary_classes(sample):
        dedicated = one["cultivation_mode"] == code("class-mode", "订单")
        if one["grade_year"] > 2016:
            assert 30 <= sizes[one["id"]] <= (60 if dedicated else 50)


def test_everybody_registered_has_one_class(sample):
    periods = (p for p in sample["status_period"] if p["until_date"] is None)
    registered = {p["student_id"] for p in periods if p["status"] in ("01", "02")}
    spans = Counter(m["student_id"] for m in sample["class_membership"] if m["leave_date"] is None)
    assert set(spans) == registered
    assert set(spans.values()) == {1}


def test_a_change_of_major_moves_the_class_on_the_day(sample):
    rows = defaultdict(list)
    for m in sample["class_membership"]:
        rows[m["student_id"]].append(m)
    moved = [sorted(found, key=lambda m: m["join_date"]) for found in rows.values() if len(found) > 1]
    majors = {c["id"]: c["major_id"] for c in sample["school_class"]}
    assert len(moved) == 61
    assert all(a["leave_date"] == b["join_date"] for a, b in moved)
    assert all(majors[a["school_class_id"]] != majors[b["school_class_id"]] for a, b in moved)


def test_the_college_stands_apart(sample):
    college = next(s for s in sample["school"] if s["level"] == code("school-level", "高职专科"))
    students = [s for s in sample["student"] if s["school_id"] == college["id"]]
    majors = {m["id"]: m["code"] for m in sample["major"]}
    assert Counter(majors[s["major_id"]] for s in students) == figures.COLLEGE
    classes = class_of(sample)
    sizes = Counter(classes[s["id"]] for s in students)
    assert list(sizes.values()) == [50] * 30
    assert {s["id"] for s in students}.isdisjoint(m["student_id"] for m in sample["order_class_member"])


def on_the_day(sample):
    return [p for p in sample["placement"] if p["start_date"] <= COMMON_DAY <= p["end_date"]]


@pytest.mark.parametrize("brand", RATIOS)
def test_staff_and_interns_of_named_enterprises(sample, brand):
    firm = next(
        e
        for e in sample["enterprise"]
        if "示例" in e["name"] and brand in e["name"] and e["staff_total"] == RATIOS[brand][0]
    )
    assert sum(p["enterprise_id"] == firm["id"] for p in on_the_day(sample)) == RATIOS[brand][1]


def test_only_the_two_named_firms_exceed_a_ratio(sample):
    firms = sample.by_id("enterprise")
    interns = Counter(p["enterprise_id"] for p in on_the_day(sample))
    over = {firms[key]["name"] for key, count in interns.items() if count * 10 > firms[key]["staff_total"]}
    assert over == {"示例德科斯米尔汽车系统（沈阳）有限公司", "沈阳示例精工机械加工厂"}
    posts = sample.by_id("post")
    crowded = Counter(p["post_id"] for p in on_the_day(sample))
    over = [posts[key] for key, count in crowded.items() if count * 5 > posts[key]["same_post_staff"]]
    assert [(post["name"], post["same_post_staff"], crowded[post["id"]]) for post in over] == [("普通车工", 20, 9)]


def test_a_few_placements_have_what_an_office_puts_right(sample):
    ends = {row["placement_id"]: row["insured_until"] for row in sample["insured_person"]}
    short = [p for p in sample["placement"] if ends[p["id"]] < p["end_date"]]
    assert {(p["end_date"] - ends[p["id"]]).days for p in short} == {14}
    long = [p for p in sample["placement"] if p["weekly_hours"] > 40]
    unsigned = [p for p in sample["placement"] if p["agreement_number"] and not p["signed_guardian_date"]]
    for found in (short, long, unsigned):
        assert 5 <= len(found) <= 25


def test_nobody_is_placed_against_the_rules(sample):
    students, grades = sample.by_id("student"), {c["id"]: c["grade_year"] for c in sample["school_class"]}
    classes, plans, posts = class_of(sample), sample.by_id("placement_plan"), sample.by_id("post")
    insured = {row["placement_id"]: row["insured_from"] for row in sample["insured_person"]}
    assert len({p["student_id"] for p in sample["placement"]}) == len(sample["placement"])
    for p in sample["placement"]:
        birth = students[p["student_id"]]["birth_date"]
        assert checks.age_on(birth, p["start_date"]) >= 16
        assert grades[classes[p["student_id"]]] < 2019  # R-INT-01
        assert p["consent_date"] < p["start_date"]
        assert insured[p["id"]] <= p["start_date"]
        assert plans[p["plan_id"]]["start_date"] <= p["start_date"]
        post = posts[p["post_id"]]
        assert p["pay"] >= min(post["lowest_tier_wage"], post["same_post_wage"] * Decimal("0.8"))  # R-INT-16
        assert post["enterprise_id"] == p["enterprise_id"]


def test_some_are_too_young_for_the_planned_visits(sample, open_members):
    start = {p["grade_year"]: p["start_date"] for p in sample["placement_plan"]}
    young = [
        s
        for _m, s, c in open_members
        if (day := start.get(c["grade_year"])) and checks.age_on(s["birth_date"], day) < 16
    ]
    assert len(young) == 66  # 0.7 %
    assert {s["id"] for s in young}.isdisjoint(p["student_id"] for p in sample["placement"])


def test_distributions(open_members):
    people = [s for _m, s, _c in open_members]
    expected = largest_remainder(9363, list(figures.ETHNICITIES.values()))
    found = Counter(s["ethnicity"] for s in people)
    names = [code("ethnicity", word) for word in list(figures.ETHNICITIES)[:-1]]
    assert tuple(found[name] for name in names) == expected[:-1]
    political = Counter(s["political_status"] for s in people)
    assert political == {"03": 6929, "13": 2425, "02": 9}
    assert sum(s["hukou_type"] == code("hukou-type", "农业户口") for s in people) == 5337
    assert sum(s["boarding"] == code("boarding", "住校") for s in people) == 5899
    counties = ("210115", "210181", "210123", "210124")
    areas = Counter(
        "county" if s["source_region"] in counties else "city" if s["source_region"].startswith("2101")
        else "province" if s["source_region"].startswith("21") else "country" for s in people
    )  # fmt: skip
    assert areas == dict(
        zip(("city", "county", "province", "country"), largest_remainder(9363, [41, 27, 22, 10]), strict=True)
    )


def test_rare_and_long_names_and_other_documents(open_members):
    people = [s for _m, s, _c in open_members]
    text = "".join(s["name"] for s in people)
    assert all(c in text for c in "䶮𬭎㛃翀赟琎彧")
    assert sum(any(c > "\uffff" or c in "䶮㛃翀赟琎彧𬭎" for c in s["name"]) for s in people) == 37
    assert any("\U00020000" <= c <= "\U0002a6df" for c in text)
    assert sum("·" in s["name"] for s in people) == 14
    assert sum(len(s["id_number"]) != 18 for s in people) == 9


def test_identity_numbers_are_synthetic_and_right(sample):
    cards = [s for s in sample["student"] if len(s["id_number"]) == 18]
    assert len({s["id_number"] for s in sample["student"]}) == len(sample["student"])
    for s in cards:
        assert s["id_number"][14:17] in {"1": ("997", "999"), "2": ("996", "998")}[s["gender"]]
        assert checks.identity_number(s["id_number"]) == ()
    assert all(not checks.credit_code(e["credit_code"]) for e in sample["enterprise"] + sample["school"])
    assert all(s["phone"][3:7] == "0000" for s in sample["student"])


def test_enrolment_adds_up_to_the_first_year(sample):
    majors_2019 = {c["id"] for c in sample["school_class"] if c["grade_year"] == 2019}
    classes = class_of(sample)
    first_year = Counter(
        (s["school_id"], s["major_id"]) for s in sample["student"] if classes.get(s["id"]) in majors_2019
    )
    came = {c["admission_id"] for c in sample["check_in"] if c["check_in_date"] is not None}
    absent = {c["admission_id"] for c in sample["check_in"] if c["absence_reason"] is not None}
    assert came.isdisjoint(absent)
    assert Counter((a["school_id"], a["major_id"]) for a in sample["admission"] if a["id"] in came) == first_year
    admitted = Counter(a["plan_id"] for a in sample["admission"])
    assert len(sample["admission"]) == len(came) + len(absent) > len(came)
    for one in sample["enrolment_plan"]:
        assert (
            one["applicants"] >= one["planned"] >= admitted[one["id"]] > 0 or one["planned"] >= admitted[one["id"]] > 0
        )
        assert one["applicants"] >= admitted[one["id"]]
    students = {s["candidate_number"]: s for s in sample["student"]}
    for a in sample["admission"]:
        if a["id"] in came:
            assert students[a["candidate_number"]]["id_number"] == a["id_number"]


def test_figures_told_are_those_written(sample):
    told = sample.figures
    assert (told.groups, told.memberships, told.enterprises) == (18, 987, 951)
    assert (told.order_classes, told.members, told.left) == (101, 9363, 412)
    assert told.secondary_students + told.college_students == len(sample["student"])
    assert told.college_students == 1500
    assert (told.school_classes, told.placements) == (len(sample["school_class"]), len(sample["placement"]))
    assert told.admissions == len(sample["admission"])


def assert_right(made):
    """Each stored record judged as an import or a form would judge it; every code must be in its table."""
    for entity in entities():
        columns = {f.column: f for f in fields_of(entity) if f.stored}
        for row in made[entity.__tablename__]:
            values = {columns[name].name: value for name, value in row.items() if name in columns}
            fatal = [(name, c) for name, c in judge(entity, values) if c.fatal]
            assert not fatal, (entity, row, fatal)
            for f in columns.values():
                value = values[f.name]
                if value is not None and f.type.kind in ("code", "codes", "name", "text", "date", "number"):
                    read, complaints = f.read(value)
                    assert read == value, (entity, f.name, value, read)
                    assert not any(c.fatal or c.code == "unknown-code" for c in complaints), (
                        entity,
                        f.name,
                        value,
                        complaints,
                    )


def test_records_are_right(sample):
    assert_right(sample)


def test_records_of_a_part_are_right(small):
    assert_right(small)


def test_it_is_one_act_that_can_be_undone(small, tmp_path):
    made = Sample(tmp_path / "office.db", Decimal("0.01"))
    made.database.undo()
    with made.database.reading() as connection:
        names = list(connection.execute(sa.select(CHANGE_SET.c.name).order_by(CHANGE_SET.c.id)).scalars())
        left = [
            connection.execute(sa.select(sa.func.count()).select_from(e.table())).scalar()
            for e in entities()
            if e is not PolicyParameter
        ]
    made.database.close()
    assert names[0] == "建立示例学校"
    assert len(names) == 2
    assert set(left) == {0}


def dump(made):
    return {entity.__tablename__: made[entity.__tablename__] for entity in entities()}


def test_the_same_seed_gives_the_same_records(small, tmp_path):
    again = Sample(tmp_path / "again.db", Decimal("0.02"))
    other = Sample(tmp_path / "other.db", Decimal("0.02"), seed=8)
    assert dump(again) == dump(small)
    assert [s["name"] for s in other["student"]] != [s["name"] for s in small["student"]]
    again.database.close()
    other.database.close()


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        ("0.01", (1, 94, 10, 10, 4)), ("0.02", (2, 187, 19, 20, 8)), ("0.5", (51, 4682, 476, 494, 206)),
        ("1", (101, 9363, 951, 987, 412)), ("1.5", (152, 14045, 1427, 1481, 618)),
        ("10", (1010, 93630, 9510, 9870, 4120)),
    ],
)  # fmt: skip
def test_scale_multiplies(scale, expected):
    """Order classes, members, enterprises, memberships and those who left."""
    made = plan(Decimal(scale))
    memberships = sum(group.memberships for group in made.groups)
    found = (made.members, memberships - sum(made.shared), memberships, sum(made.left.values()))
    assert (sum(len(group.order_classes) for group in made.groups), *found) == expected


@pytest.mark.parametrize("scale", ["0", "-1", "0.001", "101"])
def test_scale_has_limits(scale):
    with pytest.raises(ValueError, match="scale"):
        plan(Decimal(scale))


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [(10, [1, 1, 1], (4, 3, 3)), (0, [5, 5], (0, 0)), (7, [0, 3], (0, 7)), (9363, [6181, 3182], (6181, 3182))],
)
def test_largest_remainder(total, weights, expected):
    assert largest_remainder(total, weights) == expected


def test_deck_has_the_shares_whatever_the_order():
    assert Counter(deck(Random(3), {"a": 3, "b": 1}, 40)) == {"a": 30, "b": 10}


def test_identity_numbers_move_to_the_day_before_when_a_day_is_full():
    numbers = IdentityNumbers()
    issued = [numbers.issue("210102", date(2003, 5, 1), "2") for _n in range(3)]
    assert [number[14:17] for number, _day in issued] == ["998", "996", "998"]
    assert [day.day for _number, day in issued] == [1, 1, 30]


@pytest.mark.parametrize(("kind", "serial"), [("91", 0), ("91", 31**4 - 1), ("12", 7)])
def test_credit_codes_check_out(kind, serial):
    found = credit_code(kind, "210102", serial)
    assert found.startswith(f"{kind}210102MA99")
    assert checks.credit_code(found) == ()


def test_defective_workbooks_are_written_alike(tmp_path):
    written = write_defective_workbooks(tmp_path / "a", 5)
    assert [w.defects for w in written] == [6, 14, 120, 22, 8]
    again = write_defective_workbooks(tmp_path / "b", 5)
    assert [w.path.read_bytes() for w in written] == [w.path.read_bytes() for w in again]


CODES = ("duplicate-in-file", "checksum", "excel-damaged", "format", "checksum")


def test_an_import_finds_the_published_defects(tmp_path, database):
    written = write_defective_workbooks(tmp_path / "books", 5)
    for one, expected in zip(written, CODES, strict=True):
        found = judged_plan(database, entity_named(one.entity), one.path)
        rejected = [row for row in found.rows if row.action is Action.REJECT]
        complaints = [e for row in found.rows for e in (row.errors if one.fatal else row.warnings)]
        assert len(found.rows) == one.rows
        assert len(rejected) == (one.defects if one.fatal else 0)
        assert sum(e.code == expected for e in complaints) == one.defects


def test_fields_named_in_rows_exist(tmp_path, monkeypatch):
    """Rows are given by field name; a name nobody declares would be dropped in silence."""
    insert_many, unknown = Transaction.insert_many, set()

    def watched(tx, entity, rows):
        fields = field_map(entity)
        unknown.update((entity.__tablename__, name) for row in rows for name in row if name not in fields)
        return insert_many(tx, entity, rows)

    monkeypatch.setattr(Transaction, "insert_many", watched)
    made = Sample(tmp_path / "office.db", Decimal("0.02"))
    made.database.close()
    assert unknown == set()


def test_parts_of_records_are_written(small):
    assert len(small["family_member"]) > len(small["student"])
    assert len(small["contact"]) == len(small["enterprise"])
