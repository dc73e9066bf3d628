"""No way shows a whole number unless it was written down first; what is masked leaves ten thousand numbers (V4, G9)."""

import argparse
import shutil
from contextlib import closing, suppress
from datetime import date, timedelta
from itertools import groupby

import openpyxl
import pytest

from desktop import cli
from desktop.demo import make_sample
from desktop.reports.catalogue import reports
from desktop.reports.document import Table
from desktop.reports.report import make
from models import clock
from models.database.attachments import NewFile, attach
from models.database.database import open_database
from models.database.disclosures import disclosures
from models.database.query import Query
from models.database.results import ids_of, read_all
from models.schema.checks import CANDIDATES, parts_of_identity
from models.schema.codes import table
from models.schema.fields import entities, entity_named, fields_of, kebab
from models.schema.showing import text_of
from tests import factories
from tests.pdf_words import pages_of

STUDENT = entity_named("student")
DAY = "2020-04-20"
WHY = "报送学籍"
OWN = factories.identity_number(7)  # of the seeded pupil, whose 学号, remark and file bear it as well


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    """A small sample with one pupil of whom everything is known; its path and every whole value that tells who it is of."""
    path = tmp_path_factory.mktemp("seeded") / "office.db"
    with closing(open_database(path, installation=1)) as database:
        make_sample(database, 0.02)
        with database.transaction(f"导入学生 1 条：{OWN}.xlsx") as tx:
            given = {
                "student_number": OWN, "remark": f"转入时证件号{OWN}", "phone": "13812345678",
                "registration_number": f"G{OWN}", "bank_number": "6222020200112233445",
                "home_address": "沈阳市浑南区秘密街9号3单元", "hukou_region": OWN[:6],
            }  # fmt: skip
            key = tx.insert(STUDENT, factories.student(7) | given)
        attach(database, STUDENT, key, [NewFile(f"{OWN}.txt", OWN.encode(), "7")])
        needles = {OWN}
        with database.reading() as connection:
            for entity in entities():
                fields = [f for f in fields_of(entity) if f.private in ("identity", "phone", "bank", "address")]
                for row in read_all(connection, Query(entity), [f.name for f in fields]) if fields else ():
                    needles |= {text for f in fields if len(text := text_of(f, row.values[f.name])) >= 7}
    return path, needles


COLUMNS = ",".join(field.name for field in fields_of(STUDENT))
CALLS = [  # every command, with every option that may yield data
    ["history"], ["history", "--json", "--limit", "9"], ["history", "--search", "学生"], ["history", "--disclosures"],
    ["history", "--disclosures", "--json"], ["undo"], ["redo"], ["check"], ["check", "--json", "--anchor", "1"],
    ["check", "--mend"], ["backup", "{folder}/a.db"], ["backup", "--known"], ["restore", "{backup}"], ["restore", "{backup}", "--anyway"],
    ["recover"], ["recover", "--json"], ["recover", "--restore"], ["codes"], ["codes", "region"],
    ["audit"], ["audit", "mark"], ["audit", "appoint", "--name", "周审计"], ["lock"], ["lock", "backups", "--delete"], ["lock", "check"], ["lock", "--name", "王老师", "--sheet", "{folder}/a.txt"],
    ["demo", "--scale", "0.01"], ["demo", "--school", "--seed", "1", "--workbooks", "{folder}"],
    ["list", "student", "--columns", COLUMNS], ["list", "student", "--columns", COLUMNS, "--format", "csv"],
    ["list", "student", "--columns", COLUMNS, "--format", "json", "--order", "id_number", "--limit", "99"],
    ["list", "student", "--search", OWN, "--as-of", DAY], ["list", "student", "--where", f"id_number={OWN}", "--count"], ["list", "student", "--where", "gender=女", "--count"],
    ["export", "student", "{folder}/a.xlsx"], ["export", "student", "{folder}/a.csv", "--columns", COLUMNS],
    ["export", "student", "{folder}/a.xlsx", "--template", "national"],
    ["export", "student", "{folder}/a.csv", "--template", "national", "--codes"],
    ["template", "student", "{folder}/a.xlsx"],
    ["import", "student", "{sheet}"], ["import", "student", "{sheet}", "--dry-run", "--sheet", "名单"],
    ["import", "student", "{sheet}", "--accept-valid", "--accept-without-identity", "--make", "student"],
    ["import", "student", "{sheet}", "--errors", "{folder}/a.xlsx"],
    ["import", "status-change", "{sheet}", "--answer", "order_class=keep"], ["import", "student", "{sheet}", "--json"],
    ["act"], ["act", "休学", "--of", OWN, "--date", DAY, "--set", "break_until=2021-04-20", "--dry-run"],
    ["act", "休学", "--of", OWN, "--date", DAY, "--answer", "order_class=keep", "--waive", "R-1=x", "--waive-until", DAY, "--json"],
    ["attach", "student", OWN], ["attach", "student", OWN, "--to", "{folder}"],
    ["attach", "student", OWN, "{sheet}", "--kind", "证书"],
    ["photos", "{pictures}"], ["photos", "{pictures}", "--dry-run", "--json"],
    ["report"], ["report", "class-roster", "--all", "--as-of", DAY, "--to", "{folder}/a.txt"],
    ["report", "class-roster-long", "--all", "--as-of", DAY, "--to", "{folder}/a.pdf"],
    ["report", "placement-list", "--by", "school-class", "--all", "--as-of", DAY, "--to", "{folder}/a.xlsx", "--set", "draft=true"],
    ["report", "class-roster", "--of", "查无此班", "--to", "{folder}/a.txt"],
    ["figures"], ["figures", "在籍", "--as-of", DAY, "--json"],
    ["user"], ["user", "--json"], ["user", "add", "张三", "--role", "查阅", "--staff", "1"], ["user", "role", "张三", "--no-staff"],
    ["role"], ["role", "show", "教务", "--json"], ["role", "reset", "教务"],
    ["role", "set", "教务", "--allow", "student:edit", "--deny", "student:export", "--scope", "all", "--like", "查阅"],
    ["erased"], ["erased", "--json"], ["erased", "--remove-backups"], ["fold", "--before", DAY],
    ["manual"], ["manual", "--pdf", "{folder}/a.pdf"], ["diagnose"], ["diagnose", "--to", "{folder}/a.txt"],
]  # fmt: skip
REVEALING = {"list", "export", "report", "attach"}  # those that show whole numbers to who says why
OWN_SHEET = ("--json", "--errors")  # of import: the office's own rows, given back whole (decisions §11)


def _verbs():
    top = cli.parser() if hasattr(cli, "parser") else cli._parser(verbs=True)
    return next(a for a in top._actions if isinstance(a, argparse._SubParsersAction)).choices


def test_every_command_and_every_option_is_walked():
    alike = {"export": "list"}  # filters are one piece of code
    asked = {verb: {w for call in CALLS if call[0] in (verb, alike.get(verb)) for w in call} for verb in _verbs()}
    left = {
        f"{verb} {option}"
        for verb, made in _verbs().items()
        for action in made._actions
        for option in action.option_strings[-1:]
        if option not in asked[verb] | {"--help", "--unmasked", "--why", "--accept"}
    }
    assert {verb for verb, words in asked.items() if not words} == set()
    assert left == set()
    assert {
        v for v, made in _verbs().items() if any("--unmasked" in a.option_strings for a in made._actions)
    } == REVEALING


@pytest.fixture
def walk(seeded, tmp_path, capsys):
    """Runs a command on a copy of the file: what it said and wrote, and how many showings were written down."""

    def run(words, number=0):
        place = tmp_path / str(number)
        folder, pictures = place / "out", place / "照片"
        for each in (folder, pictures):
            each.mkdir(parents=True)
        path, sheet = place / "office.db", place / "名单.csv"
        for kept in seeded[0].parent.glob("office.*"):
            shutil.copy2(kept, place / kept.name)
        shutil.copy2(seeded[0], place / "backup.db")
        sheet.write_text(
            f"姓名,身份证号,联系电话,异动类型,异动日期\n某人,{OWN[:17]}0,13812345678,休学,{DAY}\n", "utf-8"
        )
        (pictures / f"{OWN}.jpg").write_bytes(b"no picture")
        known = {"folder": folder, "sheet": sheet, "pictures": pictures, "backup": place / "backup.db"}
        before = noted(path)
        capsys.readouterr()
        with suppress(SystemExit):
            cli.main(["--database", str(path), *(word.format(**known) for word in words)])
        said = capsys.readouterr()
        return said.out + said.err + written(folder), noted(path) - before

    return run


def noted(path):
    with closing(open_database(path, write=False)) as database, database.reading() as connection:
        return len(disclosures(connection))


def written(folder):
    found = []
    for file in folder.rglob("*"):
        found.append(file.name)
        if file.suffix == ".xlsx":
            book = openpyxl.load_workbook(file)
            found += [str(c) for s in book for line in s.iter_rows(values_only=True) for c in line if c is not None]
        elif file.suffix == ".pdf":
            found += ["".join(pages_of(file))]
        elif file.suffix in (".txt", ".csv"):
            found.append(file.read_text("utf-8-sig"))
    return "\n".join(found)


def _of_their_own(words):
    return words[0] == "import" and any(option in words for option in OWN_SHEET)


def test_what_a_command_shows_whole_was_written_down_before(seeded, walk, record_property):
    leaks, shown = [], 0
    for number, words in enumerate(CALLS):
        text, noted = walk(words, number)
        found = [needle for needle in seeded[1] if needle in text]
        if found and not noted and not _of_their_own(words):
            leaks.append((words[:3], found[:2]))
        if words[0] in REVEALING:
            text, noted = walk([*words, "--unmasked", "--why", WHY], f"{number}u")
            found = [needle for needle in seeded[1] if needle in text]
            shown += bool(found)
            if found and not noted:
                leaks.append((words[:3], found[:2], "unmasked"))
    record_property("G9", f"{len(leaks)} of {len(CALLS)} commands show a whole number that was not written down first")
    assert leaks == [], leaks
    assert shown >= 8


def test_who_asks_for_a_masked_value_by_its_content_says_why(walk):
    """Trying one digit after the other tells the number, whatever is masked: with list as with export, found or not."""
    for number, (verb, asked, refused) in enumerate([
        (["list", "student", "--count"], f"id_number~{OWN[:4]}", True),
        (["list", "student", "--count"], f"id_number={OWN}", True),
        (["list", "student", "--count"], "id_number>5", True),
        (["list", "student", "--columns", "name"], f"phone~{OWN[:3]}", True),
        (["export", "student", "{folder}/a.csv"], f"id_number~{OWN[:4]}", True),
        (["list", "student", "--count"], "id_number=", False),
        (["list", "student", "--count"], "id_number=*", False),
        (["list", "student", "--count"], "gender=女", False),
        (["list", "student", "--search", OWN], "gender=女", True),
        (["list", "student", "--count", "--search", f"{OWN[:6]} {OWN[6:14]} {OWN[14:]}"], "gender=女", True),
        (["list", "placement", "--search", OWN], "student=*", True),
        (["export", "student", "{folder}/a.csv", "--search", OWN[:17] + "0"], "gender=女", True),
        (["list", "student", "--search", "张"], "gender=女", False),
        (["list", "student", "--count", "--order", "-id_number"], "gender=女", False),
    ]):  # fmt: skip
        text, noted = walk([*verb, "--where", asked], number)
        assert ("--why" in text, noted) == (refused, 0), asked
        text, noted = walk([*verb, "--where", asked, "--unmasked", "--why", WHY], f"{number}w")
        assert "--why" not in text
        assert bool(noted) or not refused, asked


def test_an_order_stands_by_what_is_shown(seeded):
    """Else whoever adds a record of their own reads the others by where it stands among them."""
    alike, asked = 0, 0
    with closing(open_database(seeded[0], write=False)) as database, database.reading() as connection:
        for entity in entities():
            for field in (f for f in fields_of(entity) if f.private):
                rows = {row.id: row.values[field.name] for row in read_all(connection, Query(entity), [field.name])}
                shown = {key: text_of(field, value, masked=True) for key, value in rows.items()}
                asked += 1
                for sign in ("", "-"):
                    ids = list(ids_of(connection, Query(entity, order=(f"{sign}{field.name}",))))
                    assert sorted(ids) == sorted(rows)
                    groups = [list(keys) for _text, keys in groupby(ids, shown.get)]
                    assert len(groups) == len(set(shown.values())), (entity, field.name)
                    assert all(keys == sorted(keys) for keys in groups), (entity, field.name)
                alike += len(set(rows.values())) > len(set(shown.values()))
    assert (asked > 40, alike > 10) == (True, True)


def test_who_said_why_has_the_order_of_what_was_hidden(walk):
    words = ["list", "student", "--columns", "id_number", "--order", "id_number", "--format", "csv"]
    text, noted = walk([*words, "--unmasked", "--why", WHY])
    numbers = [line.split(",")[1] for line in text.splitlines() if line[:1].isdigit()]
    numbers = [number for number in numbers if number]
    assert numbers == sorted(numbers)
    assert noted == 2  # what was asked for and what was shown
    assert len(set(numbers)) > 100


# --- how many numbers remain


AREAS = [code.code for code in table("region").codes if not code.code.endswith("00")]
WEIGHTS = [pow(2, 17 - place, 11) for place in range(17)]


def candidates(masked, days, sexes, province="", enough=CANDIDATES):
    """How many numbers of cards fit what is seen: by trying them all, until there are `enough`."""
    number = masked.lstrip("GLJ")
    fixed = [(place, digit) for place, digit in enumerate(number) if digit != "*"]
    count = 0
    beyond = any(place > 5 for place, _digit in fixed)  # else every order and every day is possible
    for area in AREAS:
        if not area.startswith(province) or any(area[place] != digit for place, digit in fixed if place < 6):
            continue
        for day in days:
            if beyond:
                numbers = (f"{area}{day:%Y%m%d}{order:03d}" for order in range(1000) if "21"[order % 2] in sexes)
                count += sum(all((text + _check(text))[place] == digit for place, digit in fixed) for text in numbers)
            else:
                count += 500 * len(sexes)
        if count >= enough:
            return count
    return count


def _check(text):
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True)) % 11]


@pytest.mark.parametrize(
    ("masked", "sexes", "count"),
    [
        (f"{OWN[:6]}********{OWN[14:]}", "12", 1),  # as former versions masked it
        ("210102************", "1", 500),
        ("210102************", "12", 1000),
        ("210***************", "1", 35_000),
    ],
)
def test_candidates_are_counted_as_a_thief_would(masked, sexes, count):
    found = candidates(masked, [parts_of_identity(OWN).birth_date], sexes, enough=10**6)
    assert found == count if count < CANDIDATES else found >= count


PROVINCES = {code.name: code.code[:2] for code in table("region").codes if code.code.endswith("0000")}
HEADINGS = {  # of a list or paper -> what it tells
    "identity": ("身份证件号", "身份证号", "证件号", "学籍号", "员工身份证号", "社会考生证件号"),
    "birth": ("出生日期", "出生年月"),
    "sex": ("性别",),
    "place": ("户口所在地行政区划码", "生源地行政区划码", "出生地行政区划码", "籍贯地行政区划码", "户籍", "生源地"),
}  # fmt: skip


def _days(text):
    """The days a birthday as shown may be; without one those of a year."""
    with suppress(ValueError):
        return [date.fromisoformat(str(text))]
    with suppress(ValueError):
        first = date.fromisoformat(f"{text}-01")
        return [first + timedelta(days=n) for n in range(28)]
    return [date(2003, 1, 1) + timedelta(days=n) for n in range(365)]


def _least(headings, rows):
    """The fewest candidates that a row of what is shown leaves, and how many rows tell of a number at all."""
    places = {kind: [n for n, heading in enumerate(headings) if heading in known] for kind, known in HEADINGS.items()}
    asked = {}
    for cells in rows:
        for place in places["identity"]:
            masked = str(cells[place] or "")
            if len(masked) < 15 or "*" not in masked:
                assert parts_of_identity(masked) is None, masked
                continue
            birth = next((cells[n] for n in places["birth"] if cells[n]), "")
            sex = next((cells[n] for n in places["sex"] if cells[n]), "")
            told = next((cells[n] for n in places["place"] if cells[n]), "")
            province = max((name for name in PROVINCES if str(told).startswith(name)), key=len, default="")
            asked[masked, str(birth)[:10], str(sex)[:1], PROVINCES.get(province, "") if told else ""] = str(told)
    for (masked, birth, sex, province), told in asked.items():
        assert not told or told.rstrip("*") in ("", *PROVINCES), told  # no county, no city
        yield candidates(masked, _days(birth), {"男": "1", "女": "2"}.get(sex, "12"), province)


def test_what_a_list_shows_of_a_person_leaves_ten_thousand(seeded, record_property):
    least = {}
    with closing(open_database(seeded[0], write=False)) as database, database.reading() as connection:
        for entity in entities():
            fields = fields_of(entity)
            if not any(f.private == "identity" for f in fields):
                continue
            rows = [
                [text_of(f, row.values[f.name], masked=True) for f in fields]
                for row in read_all(connection, Query(entity), [f.name for f in fields])
            ]
            found = list(_least([f.title for f in fields], rows))
            if found:
                least[kebab(entity)] = min(found)
    record_property("G9", f"at least {min(least.values()):,} numbers remain of each person in {len(least)} lists")
    assert set(least) >= {"student"}
    assert min(least.values()) >= CANDIDATES


def test_what_a_paper_shows_of_a_person_leaves_ten_thousand(seeded, record_property):
    least = {}
    with closing(open_database(seeded[0], write=False)) as database:
        for report in reports():
            document = make(database, report, (), as_of=date.fromisoformat(DAY), printed_by="", printed_at=clock.now())
            tables = [block for block in document.blocks if isinstance(block, Table)]
            for block in tables:
                rows = [row.cells for row in block.rows if row.span == 1 and len(row.cells) == len(block.columns)]
                found = list(_least([column.heading for column in block.columns], rows))
                if found:
                    least[report.name] = min([*found, least.get(report.name, CANDIDATES)])
    record_property("G9", f"at least {min(least.values()):,} numbers remain of each person on {len(least)} papers")
    assert set(least) >= {"class-roster", "class-roster-long"}
    assert min(least.values()) >= CANDIDATES
