"""Records like one about to be made: a firm in other words, a person with the same name and birthday."""

import time
from datetime import date

import pytest

from models.database import lookup
from models.database.duplicates import NamesLike, core_of, likely_same
from models.schema.fields import entity_named
from tests.factories import credit_code, identity_number, student

STUDENT, ENTERPRISE, STAFF, TERM = (entity_named(name) for name in ("student", "enterprise", "staff", "term"))
BORN = date(2008, 5, 1)


@pytest.mark.parametrize(
    "name",
    ["沈阳正常厂", "沈阳正常厂有限责任公司", "正常厂有限公司", "沈阳市正常厂", "辽宁省沈阳市正常厂", "正常厂（沈阳）有限公司",
     "沈阳 正常厂 股份有限公司", "正常厂集团有限公司", "辽宁正常厂公司"],
)  # fmt: skip
def test_what_remains_of_a_name(name):
    assert core_of(name) == "正常厂"


@pytest.mark.parametrize(
    ("known", "new", "alike"),
    [
        ("沈阳正常厂", "沈阳正常厂有限责任公司", True),
        ("沈阳正常厂有限责任公司", "正常厂有限公司", True),
        ("沈阳精密机械制造有限公司", "沈阳精蜜机械制造有限公司", True),  # a slip of the key
        ("沈阳第一机械制造有限公司", "沈阳第二机械制造有限公司", False),
        ("沈阳东方机械制造有限公司", "沈阳西方机械制造有限公司", False),
        ("示例1机械制造有限公司", "示例2机械制造有限公司", False),
        ("沈阳正常厂", "沈阳反常厂", False),
        ("沈阳有限公司", "大连有限公司", False),
    ],
)
def test_firms(database, known, new, alike):
    with database.transaction("企业") as tx:
        key = tx.insert(ENTERPRISE, {"name": known, "credit_code": credit_code(1)})
        tx.insert(ENTERPRISE, {"name": "完全不同的商贸有限公司", "credit_code": credit_code(2)})
    with database.reading() as connection:
        found = likely_same(connection, ENTERPRISE, {"name": new})
        assert [one.key for one in found] == [key] * alike
        assert [one.text for one in found] == [known] * alike
        assert likely_same(connection, ENTERPRISE, {"name": new}, besides=key) == ()


@pytest.mark.parametrize(
    ("values", "alike"),
    [
        ({"name": "张三", "birth_date": BORN}, True),
        ({"name": "张三", "birth_date": date(2008, 5, 2)}, False),
        ({"name": "张四", "birth_date": BORN}, False),
        ({"name": "张三"}, False),
        ({}, False),
    ],
)
def test_people(database, values, alike):
    with database.transaction("学生") as tx:
        key = tx.insert(STUDENT, student(1, name="张三", id_number=identity_number(1, born=BORN), birth_date=BORN))
    with database.reading() as connection:
        assert [one.key for one in likely_same(connection, STUDENT, values)] == [key] * alike


def test_records_without_names_or_birthdays_are_like_nothing(database):
    with database.reading() as connection:
        assert likely_same(connection, TERM, {"academic_year": "2025"}) == ()
        assert likely_same(connection, STAFF, {"name": "张三"}) == ()


def test_a_thousand_names_are_asked_while_one_types(database):
    names = [
        (n, f"沈阳{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'金木水火土'[n // 10 % 5]}{chr(0x4E00 + n)}机械有限公司", None)
        for n in range(1000)
    ]
    like = NamesLike(names)
    began = time.process_time()
    for _key, text, _scope in names[:100]:
        assert like.like(text)
    assert (time.process_time() - began) / 100 < 0.02
    with database.reading() as connection:
        assert NamesLike(lookup.names(connection, ENTERPRISE)).like("甲") == ()
