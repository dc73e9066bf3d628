"""No whole identity number, phone, bank number or address leaves the program without a record of who asked and why."""

import json
import zipfile

import pytest

from desktop.cli import main
from desktop.demo import make_sample
from desktop.reports.catalogue import reports
from models.database.database import open_database
from models.database.disclosures import REJECTED, disclosures
from models.database.instance import acquire
from models.database.query import Query
from models.database.results import read_all
from models.schema.fields import entities, entity_named, fields_of, kebab
from models.schema.showing import text_of
from tests import factories
from tests.pdf_words import pages_of

STUDENT = entity_named("student")
WHY = "报送学籍"
HIDDEN = {"欧阳密名", "司马隐名", "密行支行"}  # nobody else is called so
_SHORTEST = 7  # of what tells who it is of
ALL = ["list", "export", "report"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The sample school with people of whom everything is known, some of it wrong; its path and all that is private."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    database = open_database(path, installation=1)
    make_sample(database, 0.02)
    private = {
        "phone": "13812345678", "home_phone": "024-88889999", "home_address": "沈阳市浑南区秘密街9号3单元",
        "bank_number": "6222020200112233445", "aid_card": "6217000000001112", "bank_name": "密行支行",
        "registration_number": "L210102200903159973",
    }  # fmt: skip
    known = {field.name for field in fields_of(STUDENT)}
    with database.transaction("补全") as tx:
        key = tx.insert(STUDENT, factories.student(7) | {n: v for n, v in private.items() if n in known})
        tx.insert(
            entity_named("family_member"), {"student": key, "position": 1, "name": "欧阳密名", "phone": "13900001111"}
        )
        admission = {"name": "某生", "id_number": factories.identity_number(9), "guardian": "司马隐名", "year": 2025}
        tx.insert(entity_named("admission"), {n: v for n, v in admission.items() if n in _names("admission")})
    secrets = set(HIDDEN)
    with database.reading() as connection:
        for entity in entities():
            fields = [f for f in fields_of(entity) if f.private and f.private not in ("hidden", "region")]
            for row in read_all(connection, Query(entity), [f.name for f in fields]) if fields else ():
                secrets |= {text for f in fields if len(text := text_of(f, row.values[f.name])) >= _SHORTEST}
    database.close()
    return path, secrets


def _names(entity):
    return {field.name for field in fields_of(entity_named(entity))}


@pytest.fixture
def run(office, capsys):
    def runner(*arguments):
        capsys.readouterr()
        try:
            status = main(["--database", str(office[0]), *map(str, arguments)])
        except SystemExit as ended:
            status = ended.code
        said = capsys.readouterr()
        return status, said.out + said.err

    return runner


def logged(path):
    database = open_database(path, write=False)
    try:
        with database.reading() as connection:
            return disclosures(connection)
    finally:
        database.close()


def words_in(path):
    """All that can be read in a file."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:  # all that is written in it, not the cells alone: and soon read
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    if path.suffix == ".pdf":
        return "".join("".join(pages_of(path)).split())
    return path.read_text("utf-8-sig")


def found(secrets, text):
    return sorted(secret for secret in secrets if secret in text)


def _columns(entity):
    return ",".join(field.name for field in fields_of(entity))


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_every_list_is_masked(office, run, form):
    for entity in entities():
        status, text = run("list", kebab(entity), "--format", form, "--columns", _columns(entity))
        assert (status, found(office[1], text)) == (0, []), entity.__tablename__


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_every_export_is_masked(office, run, tmp_path, suffix):
    for entity in entities():
        target = tmp_path / f"{entity.__tablename__}{suffix}"
        columns = ["--columns", _columns(entity)] if entity.importable else []
        for more in ([], columns):
            assert run("export", kebab(entity), target, *more)[0] == 0
            assert found(office[1], words_in(target)) == [], entity.__tablename__


@pytest.mark.parametrize("suffix", [".txt", ".xlsx", ".pdf"])
@pytest.mark.parametrize("report", [report.name for report in reports()])
def test_every_paper_is_masked(office, run, tmp_path, report, suffix):
    target = tmp_path / f"报表{suffix}"
    status, text = run("report", report, "--all", "--as-of", "2020-04-20", "--to", target)
    assert (status, found(office[1], text + words_in(target))) == (0, [])


OTHERS = (
    ["history"], ["history", "--json"], ["check"], ["check", "--json"], ["report"],
    ["list", "student", "--search", "5678", "--format", "json"],
    ["list", "student", "--where", "phone~138", "--format", "csv"],
    ["list", "student", "--where", "gender=不男不女"], ["list", "student", "--where", "phone>", "--format", "json"],
    ["undo", "99999"],
)  # fmt: skip


@pytest.mark.parametrize("words", OTHERS, ids=" ".join)
def test_nothing_else_that_is_said_is_whole(office, run, words):
    assert found(office[1], run(*words)[1]) == []


def test_what_is_masked_leaves_no_record(office):
    assert [shown for shown in logged(office[0]) if shown.reason != WHY and shown.way != REJECTED] == []


WAYS = {
    "list": (["list", "student", "--columns", "name,id_number,phone", "--limit", "3"], "id_number phone", 3),
    "export": (["export", "student", "{folder}/a.csv", "--columns", "name,phone"], "phone", None),
    "print": (
        ["report", "class-roster", "--all", "--as-of", "2020-04-20", "--to", "{folder}/a.txt"],
        "班级花名册",
        None,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_asking_shows_whole_numbers_and_is_logged(office, run, tmp_path, way):
    words, fields, count = WAYS[way]
    before = len(logged(office[0]))
    status, text = run(*(word.format(folder=tmp_path) for word in words), "--unmasked", "--why", WHY)
    assert status == 0, text
    assert found(office[1], text + "".join(map(words_in, tmp_path.iterdir())))
    latest, *others = logged(office[0])
    assert len(others) == before
    assert (latest.way, latest.entity, latest.reason) == (way, "student", WHY)
    assert " ".join(latest.fields).startswith(fields)
    assert latest.user
    assert latest.record_count == count if count else latest.record_count > 3


@pytest.mark.parametrize("why", [[], ["--why", ""], ["--why", " "]], ids=["none", "empty", "blank"])
@pytest.mark.parametrize("way", WAYS)
def test_without_a_reason_nothing_is_shown(office, run, tmp_path, way, why):
    before = logged(office[0])
    status, text = run(*(word.format(folder=tmp_path) for word in WAYS[way][0]), "--unmasked", *why)
    assert (status, found(office[1], text), list(tmp_path.iterdir())) == (2, [], [])
    assert "--why" in text
    assert logged(office[0]) == before


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_logged_is_not_shown(office, run, tmp_path, way):
    lock = acquire(office[0])
    try:
        status, text = run(*(word.format(folder=tmp_path) for word in WAYS[way][0]), "--unmasked", "--why", WHY)
    finally:
        lock.release()
    assert (status, found(office[1], text), list(tmp_path.iterdir())) == (1, [], [])
    assert "请先" in text


def test_a_count_or_a_list_of_nothing_private_is_no_showing(office, run):
    before = logged(office[0])
    assert run("list", "student", "--count", "--unmasked", "--why", WHY)[0] == 0
    assert run("list", "student", "--columns", "name", "--unmasked", "--why", WHY)[0] == 0
    assert run("list", "student", "--search", "查无此人", "--unmasked", "--why", WHY)[0] == 0
    assert logged(office[0]) == before


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["import", "dry"])
def test_rejected_rows_are_given_back_whole_and_logged(office, run, tmp_path, dry):
    sheet, target = tmp_path / "名单.csv", tmp_path / "退回.xlsx"
    sheet.write_text("姓名,身份证号,联系电话\n某人,210102200903159974,13812340000\n", "utf-8")
    run("import", "student", sheet, "--errors", target, *dry)
    assert "210102200903159974" in words_in(target)
    latest = logged(office[0])[0]
    assert (latest.way, latest.entity, latest.record_count) == (REJECTED, "student", 1)


# --- masks that come back

STORED = {"phone": "13812345678", "home_address": "沈阳市浑南区秘密街9号", "health": "1"}


@pytest.fixture
def one(tmp_path):
    database = open_database(tmp_path / "one.db", installation=1)
    with database.transaction("准备") as tx:
        tx.insert(STUDENT, factories.student(1) | STORED)
    database.close()
    return tmp_path / "one.db"


def answered(one, tmp_path, capsys, lines):
    sheet = tmp_path / "表.csv"
    sheet.write_text("\n".join(lines), "utf-8")
    capsys.readouterr()
    main(["--database", str(one), "import", "student", str(sheet), "--accept-valid", "--json"])
    return json.loads(capsys.readouterr().out)


IDENTITY = factories.identity_number(1)
MASKED, FORMER = f"{IDENTITY[:3]}***************", f"{IDENTITY[:6]}********{IDENTITY[-4:]}"
NAME = factories.student(1)["name"]
CASES = {  # heading and cell beside the name -> what becomes of the row, and of which cells is warned
    "fits": ("身份证号,联系电话", f"{MASKED},138****5678", "unchanged", []),
    "fits as former versions masked": ("身份证号,联系电话", f"{FORMER},138****5678", "unchanged", []),
    "number of another": ("身份证号,联系电话", f"{MASKED},139****5678", "unchanged", ["phone"]),
    "address fits": ("身份证号,现住址", f"{MASKED},****", "unchanged", []),
    "a right digit is not told": ("身份证号,联系电话", f"{MASKED},138***45678", "unchanged", ["phone"]),
    "hidden": ("身份证号,健康状况", f"{MASKED},●●●", "unchanged", []),
    "other cells are taken": ("身份证号,联系电话,备注", f"{MASKED},138****5678,新", "update", []),
    "a whole number is taken": ("身份证号,联系电话", f"{MASKED},13900000000", "update", []),
    "known by its name alone": ("身份证号,备注", f"{MASKED},新", "update", []),
    "another day of birth": ("身份证号,出生日期", f"{MASKED},2001-02-03", "reject", ["id_number"]),
    "another number of the school": ("身份证号,学号", f"{MASKED},99999999", "reject", ["id_number"]),
    "somebody else": ("身份证号,联系电话", "210103********1234,138****5678", "reject", ["phone", "id_number"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mask_is_no_value(one, tmp_path, capsys, case):
    headings, cells, fate, warned = CASES[case]
    answer = answered(one, tmp_path, capsys, [f"姓名,{headings}", f"{NAME},{cells}"])
    [row] = answer["rows"]
    assert (row["action"], row["errors"] == []) == (fate, fate != "reject"), row
    assert {w["field"] for w in row["warnings"] if w["code"] == "masked"} == set(warned), row
    assert not found({IDENTITY, *STORED.values()} - {"1"}, json.dumps(answer, ensure_ascii=False))
    database = open_database(one, write=False)
    with database.reading() as connection:
        [kept] = read_all(connection, Query(STUDENT), ["id_number", "phone", "home_address", "health"])
    database.close()
    stored = STORED | {"id_number": IDENTITY} | ({"phone": "13900000000"} if "whole" in case else {})
    assert dict(kept.values) == stored


def test_the_list_of_private_values_is_not_empty(office):
    secrets = office[1]
    assert len(secrets) > 100
    assert {"13812345678", "6222020200112233445", "沈阳市浑南区秘密街9号3单元"} <= secrets
