"""An import as the window and as the command do it: what each wrote, logged and said differs in nothing."""

import json
from contextlib import closing

import pytest

from desktop.cli import main
from desktop.exchange.corrections import Mends
from desktop.exchange.import_steps import judge, lay_out, read, review
from desktop.exchange.mapping import gather
from desktop.exchange.mapping_memory import Remembered
from desktop.operations.importing import Changed, give_back, write
from models.database.database import open_database
from models.database.history import change_sets
from models.progress import SILENT, Cancelled, Progress
from models.schema.fields import entity_named
from tests.factories import identity_number

STUDENT = entity_named("student")
HEAD = "姓名,身份证件号"
UNREMEMBERED = Remembered({}, lambda _known: None)


def named(path, *rows):
    path.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    return path


def people(first, count=2):
    return [f"学生{'甲乙丙丁戊己庚辛'[n]},{identity_number(n + 1)}" for n in range(first, first + count)]


@pytest.fixture
def files(tmp_path):
    return named(tmp_path / "一班.csv", *people(0)), named(tmp_path / "二班.csv", *people(2))


def by_window(database, *files, mends=None):
    """The steps of the wizard, as far as the last button."""
    layout = lay_out(STUDENT, [read(file) for file in files], UNREMEMBERED)
    return review(database, layout, None, mends or Mends(), SILENT)


def by_command(path, *given):
    return main(["--database", str(path), "import", "student", *map(str, given)])


def steps(database):
    with database.reading() as connection:
        return [(one.name, one.kind, one.change_count) for one in change_sets(connection, 9)]


def test_several_files_are_one_step_of_one_name(tmp_path, files, database, capsys):
    done = write(by_window(database, *files))
    assert by_command(tmp_path / "b.db", *files) == 0
    assert done.sentence == "已导入学生 4 行"
    assert capsys.readouterr().err.count("已导入学生 2 行；撤销编号 1") == len(files) == 2
    with closing(open_database(tmp_path / "b.db", write=False)) as other:
        assert steps(other) == steps(database) == [("导入学生 4 名：一班 等 2 个文件", "do", 4)]


def test_who_stands_in_two_files_is_refused_in_the_second_by_both(tmp_path, database, capsys):
    one, other = named(tmp_path / "一班.csv", *people(0)), named(tmp_path / "二班.csv", *people(1))
    window = [(row.sheet, row.action.value) for row in by_window(database, one, other).plan.rows]
    assert by_command(tmp_path / "b.db", one, other, "--json") == 1
    answers = json.loads(capsys.readouterr().out)
    command = [(row["sheet"], row["action"]) for answer in answers for row in answer["rows"]]
    assert command == window
    assert [answer["totals"]["reject"] for answer in answers] == [0, 1]
    assert [answer["file"] for answer in answers] == ["一班.csv", "二班.csv"]
    with closing(open_database(tmp_path / "b.db", write=False)) as other_database:
        assert steps(other_database) == []


@pytest.mark.parametrize("again", [True, False], ids=["decided since", "as it was judged"])
def test_what_was_written_since_is_told_instead_of_writing_otherwise(database, files, again):
    judged = judge(database, STUDENT, gather(STUDENT, (read(files[0]),), {}))
    write(by_window(database, files[0]))
    with pytest.raises(Changed, match="没有写入任何内容") as refused:
        write(judged, Mends(make=frozenset({"student"})) if again else None, judged.plan.totals())
    assert refused.value.plan.totals()["unchanged"] == 2
    assert len(steps(database)) == 1


def test_rows_are_judged_once_where_nothing_happened_since(database, files, monkeypatch):
    judged = judge(database, STUDENT, gather(STUDENT, (read(files[0]),), {}))
    monkeypatch.setattr(judged.draft, "judged", None)
    assert write(judged).change_set.change_count == 2


def test_a_stopped_import_leaves_nothing(database, files):
    reviewed, progress = by_window(database, *files), Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        write(reviewed, progress=progress)
    assert steps(database) == []


def test_rejected_rows_come_back_as_mended_and_are_logged(database, tmp_path):
    file = named(tmp_path / "一班.csv", *people(0), "学生丙,21010420090101123X")
    reviewed = by_window(database, file)
    words = give_back(database, reviewed.plan, reviewed.mends, tmp_path / "错.xlsx")
    assert words == "已把 1 行写入 错.xlsx，改好后可直接再导入"
    assert write(reviewed).sentence == "已导入学生 2 行"
    assert write(by_window(database, file)).sentence == "没有需要写入的内容"


def test_rejected_rows_of_each_file_go_where_no_other_file_stands(tmp_path, capsys):
    (tmp_path / "东校").mkdir()
    files = [named(tmp_path / name, *people(n * 2), "坏,123") for n, name in enumerate(("班.csv", "东校/班.csv"))]
    mine = tmp_path / "错-班.xlsx"
    give = ["--accept-valid", "--errors", tmp_path / "错.xlsx"]
    mine.write_bytes(b"PK")
    assert by_command(tmp_path / "b.db", *files, mine, *give) == 1
    assert mine.read_bytes() == b"PK"
    assert sorted(one.name for one in tmp_path.glob("错*")) == ["错-班 (2).xlsx", "错-班 (3).xlsx", "错-班.xlsx"]
    assert capsys.readouterr().err.count("已把 1 行写入") == 2
