"""A search is freed of everything an import frees values from, and looks into the class and the body of a student."""

import shutil
from contextlib import closing
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.database import search
from models.database.database import open_database
from models.database.engine import connect
from models.database.opening import open_database_file
from models.database.query import Query
from models.database.results import first_found, head_of, ids_of, read_ids
from models.migrations import VERSIONS
from models.schema.fields import entities, entity_named
from models.schema.look_alikes import searchable
from models.schema.types import OrganisationName, PersonName, Text
from tests.acts import last_act
from tests.factories import identity_number

STUDENT, SCHOOL_CLASS, ENTERPRISE = entity_named("student"), entity_named("school_class"), entity_named("enterprise")
NAMES = ("沙依拉·别克", "吕诗诗", "聂略", "王伟", "José García")


@pytest.fixture
def office(database):
    with database.transaction("准备") as tx:
        groups = tx.insert_many(SCHOOL_CLASS, [{"name": "2024级护理1班"}, {"name": "2024级护理12班"}])
        firms = tx.insert_many(ENTERPRISE, [{"name": "沈阳长城电子（集团）有限公司"}, {"name": "ABC重工"}])
        students = tx.insert_many(
            STUDENT,
            [{"name": n, "id_number": identity_number(k), "student_number": f"00250{k}", "phone": f"138000000{k:02}",
              "school_class": groups[k % 2]} for k, n in enumerate(NAMES)],
        )  # fmt: skip
        tx.insert_many(
            entity_named("placement"),
            [{"student": s, "enterprise": firms[k % 2], "start_date": date(2020, 1, 1), "end_date": date(2099, 1, 1)}
             for k, s in enumerate(students[:3])],
        )  # fmt: skip
    return database, groups, firms, students


def found(database, text, entity=STUDENT):
    with database.reading() as connection:
        keys = list(ids_of(connection, Query(entity, search=text)))
        name = entity.table().c.name
        rows = connection.execute(entity.table().select().where(entity.table().c.id.in_(keys)).with_only_columns(name))
        return {row[0] for row in rows}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *((f"沙依拉{dot}别克", "沙依拉·别克") for dot in ("·", "•", "・", "‧", "･", "∙", "⋅", ".", "．", "", "\u200b", " ", " · ")),
        ("拉别", "沙依拉·别克"), ("shayilabieke", "沙依拉·别克"), ("sylbk", "沙依拉·别克"), ("bieke", "沙依拉·别克"),
        *((text, "吕诗诗") for text in ("lv", "lyu", "lü", "LÜ", "lu:", "Lǚ Shīshī", "Lyu Shishi", "lvshishi", "lyushishi",
                                       "lüshishi", "LYU", "ｌｙｕ", "lss", "吕\u200e诗诗", "\ufeff吕诗诗", "⼝吕"[1:] + "诗")),
        *((text, "聂略") for text in ("lve", "lyue", "lüe", "lue", "nielve", "nielue", "Nie Lyue", "聂⽥略"[0])),
        ("⾟王"[1:] + "伟", "王伟"), ("王 伟", "王伟"), ("０025０3", "王伟"), ("0025 03", "王伟"), ("00-2503", "王伟"),
        ("jose", "José García"), ("José", "José García"), ("garcía", "José García"),
    ],
)  # fmt: skip
def test_every_way_to_type_a_name(office, text, name):
    assert name in found(office[0], text)


def test_radicals_are_found_as_what_they_look_like(database):
    with database.transaction("准备") as tx:
        tx.insert(STUDENT, {"name": "高文博", "id_number": identity_number(1)})
        tx.insert(ENTERPRISE, {"name": "沈阳⻓城电⼦有限公司"})  # as a file of before may hold it
    assert found(database, "⾼⽂博") == {"高文博"}
    assert found(database, "⾼") == {"高文博"}
    assert len(found(database, "长城电子", ENTERPRISE)) == len(found(database, "⻓城", ENTERPRISE)) == 1


@pytest.mark.parametrize("text", ["lushishi", "nue", "卢诗诗", "别克沙", "#", "·", "  "])
def test_what_is_not_meant_is_not_found(office, text):
    everybody = set(NAMES) if not searchable(text).strip() and not text.strip() else set()
    assert found(office[0], text) == everybody


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("护理1班", {"沙依拉·别克", "聂略", "José García"}), ("２０２４级护理１班", {"沙依拉·别克", "聂略", "José García"}),
        ("护理12班", {"吕诗诗", "王伟"}), ("护理", set(NAMES)), ("护理1班 聂略", {"聂略"}), ("聂 护理1班", {"聂略"}),
        ("护理1班 王", set()), ("长城电子", {"沙依拉·别克", "聂略"}), ("沈阳长城电子(集团)有限公司", {"沙依拉·别克", "聂略"}),
        ("ABC重工", {"吕诗诗"}), ("长城 护理1班 lve", {"聂略"}), ("护", set()), ("hl", set()), ("2024", set()),
    ],
)  # fmt: skip
def test_the_class_and_the_body_find_their_students(office, text, names):
    assert found(office[0], text) == names


def test_own_words_leave_the_class_aside(office):
    with office[0].reading() as connection:
        assert list(ids_of(connection, Query(STUDENT, search="护理1班", own_words=True))) == []
        assert len(ids_of(connection, Query(STUDENT, search="沙依拉", own_words=True))) == 1


def test_renamed_classes_and_changed_memberships_are_found_as_they_are(office):
    database, groups, firms, students = office
    with database.transaction("改名") as tx:
        tx.update(SCHOOL_CLASS, groups[0], {"name": "2024级康养1班"})
        tx.update(STUDENT, students[3], {"school_class": groups[0]})
        tx.update(ENTERPRISE, firms[0], {"name": "沈阳远航电子有限公司"})
    assert found(database, "护理1班") == found(database, "长城电子") == set()
    assert found(database, "康养1班") == {"沙依拉·别克", "聂略", "王伟", "José García"}
    assert found(database, "远航") == {"沙依拉·别克", "聂略"}
    database.undo(last_act(database).id)
    assert found(database, "护理12班") == {"吕诗诗", "王伟"}


@pytest.mark.parametrize("text", ["护理", "护理1班", "王伟", "王", "长城", "lyu"])
def test_counts_and_first_ids_agree_with_the_whole(office, monkeypatch, text):
    monkeypatch.setattr("models.database.results.FEW", 0)
    database = office[0]
    query = Query(STUDENT, search=text)
    whole = list(read_ids(database, query))
    with database.reading() as connection:
        first, count = first_found(connection, query, 100)
    assert (first, count) == (whole, len(whole))
    head = head_of(database, query)
    assert head is None or head.hits in (None, len(whole))


TYPED = st.text(st.sampled_from("王吕略别克⾼⻓·•・.．lLvü:1２x -_（)；、\u200b\u200e\u00ad'"), min_size=1, max_size=12)


@settings(deadline=None)
@given(TYPED)
def test_what_an_import_makes_of_a_text_is_searched_alike(text):
    """The same words are looked for, whether a person types the cell or the value that was read from it."""
    for kind in (Text(100), PersonName(60, strict=False), OrganisationName(100)):
        value, _complaints = kind.read(text)
        squeezed = "".join(searchable(text).split())
        assert "".join(searchable(value or "").split()) == squeezed


@given(st.text())
def test_no_text_is_a_broken_expression(text):
    with closing(connect_memory()) as raw:
        if (words := search.match(text)) is not None:
            raw.execute("SELECT rowid FROM t WHERE t MATCH ?", (words,)).fetchall()


def connect_memory():
    import sqlite3

    raw = sqlite3.connect(":memory:")
    raw.execute("CREATE VIRTUAL TABLE t USING fts5(chars, pairs, latin, numbers, tokenize='ascii')")
    return raw


def test_the_index_of_an_older_file_is_made_anew(tmp_path):
    older = tmp_path / "versions"
    shutil.copytree(VERSIONS, older)
    for step in older.glob("*.py"):
        if step.name[:4].isdecimal() and step.name[:4] >= _step():
            step.unlink()
    path = tmp_path / "旧.db"
    open_database_file(path, versions=older).close()
    with closing(connect(path)) as raw:
        raw.execute("INSERT INTO student (id, name) VALUES (1, '沙依拉·别克')")
        raw.execute("CREATE VIRTUAL TABLE search_student USING fts5(chars, pairs, latin, numbers, tokenize='ascii')")
        terms = "沙 依 拉 · 别 克", "沙依 依拉 拉· ·别 别克 00", "shayilabieke", ""
        raw.execute("INSERT INTO search_student (rowid, chars, pairs, latin, numbers) VALUES (1, ?, ?, ?, ?)", terms)
        raw.commit()
    with closing(open_database(path)) as database:
        assert found(database, "沙依拉.别克") == found(database, "沙依拉别克") == {"沙依拉·别克"}


def _step():
    return next(step.name[:4] for step in VERSIONS.glob("*_search_made_anew.py"))


MASKED = [(e, f) for e in entities() for f in search.searched(e) if f.private]
NUMBER = identity_number(7)


@pytest.mark.parametrize(("entity", "field"), MASKED, ids=lambda one: getattr(one, "__tablename__", one.name))
def test_of_what_is_masked_no_part_is_indexed(entity, field):
    chars, pairs, latin, numbers = search.terms_of((field,), {field.column: f"G{NUMBER}"})
    assert (chars, pairs, latin, numbers) == ("", "", "", f"{search.WHOLE}g{NUMBER.lower()}")


def test_masked_numbers_are_among_what_is_searched():
    assert {(e.__tablename__, f.name) for e, f in MASKED} >= {
        ("student", "id_number"), ("student", "registration_number"), ("admission", "id_number"), ("family_member", "name"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def numbered(tmp_path_factory, empty_file):
    """One pupil whose number of a card is known, and is the 学号 as well, as some schools have it."""
    path = shutil.copy2(empty_file, tmp_path_factory.mktemp("numbered") / "office.db")
    with closing(open_database(path)) as database:
        _enter(database)
        yield database


def _enter(database):
    with database.transaction("准备") as tx:
        key = tx.insert(
            STUDENT,
            {"name": "王伟", "id_number": NUMBER, "student_number": NUMBER, "registration_number": f"G{NUMBER}"},
        )
        tx.insert(entity_named("family_member"), {"student": key, "name": "欧阳建国", "relation": "51"})


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, NUMBER.lower(), f"G{NUMBER}", f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"{NUMBER[:6]}-{NUMBER[6:]}", f"王伟 {NUMBER}",
        f"{NUMBER} 王", f" {NUMBER}　",
    ],
)  # fmt: skip
def test_a_whole_number_finds_its_record(numbered, text):
    assert found(numbered, text) == {"王伟"}


def _parts_of(number):
    yield from (number[:n] for n in range(4, len(number)))
    yield from (number[n:] for n in range(1, len(number)))
    yield from (f"王伟 {number[-n:]}" for n in (1, 4, 12))
    yield from (
        f"{number[:6]} {number[6:10]}",
        f"王伟{number[:8]}",
        f"{number[:17]}*",
        f"→{number[:9]}",
        f"←{number[:9:-1]}",
    )


@pytest.mark.parametrize("texts", [_parts_of(NUMBER), _parts_of(f"G{NUMBER}"), ["欧阳", "建国", "oyjg", "ouyang"]])
def test_who_types_a_part_of_a_masked_value_learns_nothing(numbered, texts):
    asked = [text for text in texts if text != NUMBER]
    kinds = STUDENT, entity_named("family_member")
    assert asked
    assert [
        (kind.__tablename__, t) for t in asked for kind in kinds if len(read_ids(numbered, Query(kind, search=t)))
    ] == []


def test_whole_names_that_are_masked_are_found(numbered):
    assert len(read_ids(numbered, Query(entity_named("family_member"), search="欧阳建国"))) == 1


def test_every_way_to_search_is_the_same_one(numbered, monkeypatch):
    """What finds by words finds through the index: list, palette, pickers, who looked at what."""
    from desktop.ui.kit.suggestions import offers_of_records
    from desktop.ui.shell.palette_search import find
    from models.database.disclosures import FORM, found_disclosures, revealing

    (key,) = read_ids(numbered, Query(STUDENT))
    revealing(numbered, FORM, STUDENT, [key], ("phone",), "核对")
    for text, count in ((NUMBER, 1), (NUMBER[:13], 0), (NUMBER[-4:], 0)):
        with numbered.reading() as connection:
            assert len(found_disclosures(connection, text)) == count
        assert len(offers_of_records(numbered, STUDENT, text)) == count
        found = [(one.target.kind, one.target.name) for one in find(numbered, (), text).entries]
        assert found.count(("record", "student")) == count
