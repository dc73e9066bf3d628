"""Sentences that are kept with their parts and said in whatever language is read, and acts called so."""

import pytest

from models.database import audit_chain
from models.database.history import change_sets
from models.entities.audit import CHANGE_SET
from models.entities.people import Student
from models.schema.counting import counted
from models.schema.fields import entity_named
from models.words import N_, Worded, said, use_language, worded
from tests import factories

ENGLISH = {
    "a label and a name": (N_("修改{label} {name}"), {"label": worded("学生"), "name": "张三"}, "修改学生 张三"),
    "a number": (N_("办理 {count} 件"), {"count": 3}, "办理 3 件"),
    "several labels": (
        N_("批量修改{label} {count}：{fields}"),
        {"label": worded("学生"), "count": counted(Student, 2), "fields": [worded("姓名"), worded("性别")]},
        "批量修改学生 2 名：姓名、性别",
    ),
    "a sentence in it": (N_("撤销：{name}"), {"name": worded("新建{label} {name}", label=worded("学生"), name="张三")}, "撤销：新建学生 张三"),
    "no name": (N_("新建{label} {name}"), {"label": worded("学生"), "name": ""}, "新建学生"),
    "braces in a name": (N_("填写学校“{name}”"), {"name": "{某}"}, "填写学校“{某}”"),
}  # fmt: skip


@pytest.fixture
def speak():
    yield use_language
    use_language("zh_CN")


@pytest.mark.parametrize("case", ENGLISH)
def test_a_sentence_is_said_in_the_language_of_the_reader(speak, case):
    text, values, chinese = ENGLISH[case]
    here = worded(text, **values)
    assert (here, here.source) == (chinese, chinese)
    speak("en")
    there = said(here.kept, "?")
    assert there.source == chinese
    assert not _chinese(there.replace("张三", "").replace("{某}", ""))
    speak("zh_CN")
    assert said(there.kept, "?") == chinese


@pytest.mark.parametrize(
    ("entity", "count", "words"),
    [
        ("student", 1, "1 名"),
        ("staff", 1234, "1,234 名"),
        ("school_class", 2, "2 条"),
        ("placement", 0, "0 条"),
        ("student", "…", "… 名"),
    ],
)
def test_people_are_counted_by_a_word_of_their_own(entity, count, words):
    assert counted(entity_named(entity), count) == words


def _chinese(text):
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def test_without_parts_the_text_stays(speak):
    assert said(None, "旧的 {一步}") == "旧的 {一步}"
    assert isinstance(said(None, "旧"), Worded)


def test_acts_are_called_in_the_language_of_the_reader(database, speak):
    speak("en")
    with database.transaction(worded(N_("新建{label} {name}"), label=worded("学生"), name="A")) as tx:
        tx.insert(Student, factories.student(1))
    database.undo()
    with database.transaction("an old name") as tx:
        tx.insert(Student, factories.student(2))
    with database.reading() as connection:
        english = [act.name for act in change_sets(connection)]
        assert len(change_sets(connection, text="student a")) == 2
    assert not any(map(_chinese, english))
    speak("zh_CN")
    with database.reading() as connection:
        assert [act.name for act in change_sets(connection)] == ["an old name", "撤销：新建学生 A", "新建学生 A"]
        assert [act.name for act in change_sets(connection, limit=1, text="学生")] == ["撤销：新建学生 A"]
        assert audit_chain.broken(connection) is None


def test_the_parts_are_sealed_too(database):
    with database.transaction(worded(N_("新建{label} {name}"), label=worded("学生"), name="A")) as tx:
        tx.insert(Student, factories.student(1))
    with database.engine.begin() as connection:
        connection.execute(CHANGE_SET.update().values(wording='["撤销", {}]'))
    with database.reading() as connection:
        assert audit_chain.broken(connection) == 1
