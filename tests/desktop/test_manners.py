"""Manners of the command line: what is wrong with a call, whose name is written, which folder is made, who is nobody."""

import json
import os
import re
import shutil
import sys
import zipfile
from contextlib import closing

import pytest

from desktop.cli import main
from models import account
from models.database import location, operator
from models.database.backup import backup
from models.database.engine import connect
from models.version import program_version
from models.words import use_language
from tests.accounts import OWNER, as_account, needs_root
from tests.desktop.bad_luck import CLEAN, copied


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A person's empty home, in which nothing says where the database is."""
    for name, folder in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
        monkeypatch.setenv(name, str(tmp_path / "home" / folder))
    for name in (location.VARIABLE, operator.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir(mode=0o755)
    return tmp_path / "home"


def said(capsys, *arguments):
    capsys.readouterr()
    try:
        status = main([str(each) for each in arguments])
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    return status, out, err


def test_version(capsys):
    assert said(capsys, "--version") == (0, f"双元 {program_version()}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lst", "student"], ["没有命令“lst”", "是不是 list？", "import"]),
        (["备份"], ["没有命令“备份”", "backup"]),
        (["list"], ["还缺：种类", "shuangyuan list"]),
        (["restore"], ["还缺：source"]),
        (["list", "studnt"], ["没有“studnt”这种记录", "是不是 student？", "enterprise（合作企业）"]),
        (["list", "student", "--where", "gendr=女"], ["没有字段“gendr”", "是不是 gender？", "birth_date"]),
        (["list", "student", "--where", "女"], ["条件“女”写法不对", "gender=女"]),
        (["list", "student", "--columns", "nam"], ["没有字段“nam”", "name"]),
        (["list", "student", "--order", "-nam"], ["没有字段“nam”"]),
        (["list", "student", "--as-of", "昨天"], ["看不懂日期“昨天”", "2026-03-05"]),
        (["export", "student", "x.xlsx", "--where", "foo=1"], ["没有字段“foo”"]),
        (["list", "student", "--limit", "多"], ["“--limit”的值“多”不对"]),
        (["list", "student", "--limit"], ["“--limit”后面要写一个值"]),
        (["list", "student", "--frmat", "csv"], ["不认识：--frmat csv", "--format"]),
        (["list", "student", "--format", "xml"], ["没有“xml”这个值", "table、csv、json"]),
        (["--language", "fr", "list"], ["“--language”没有“fr”这个值", "zh_CN、en"]),
        (["undo", "abc"], ["“id”的值“abc”不对"]),
        (["report", "class-rster"], ["没有报表“class-rster”", "是不是 class-roster"]),
        (["codes", "gnder"], ["没有代码表“gnder”", "是不是 gender"]),
        (["import", "student", "没有.xlsx"], ["没有.xlsx", "找不到"]),
    ],
)  # fmt: skip
def test_a_wrong_call_says_why(capsys, tmp_path, arguments, words):
    status, out, err = said(capsys, "--database", tmp_path / "没有.db", *arguments)
    assert (status, out) == (2, "")
    for each in words:
        assert each in err
    assert not re.search(r"\b(error|invalid|argument|choose|required)\b", err)
    assert not list(tmp_path.iterdir())


def test_a_wrong_call_in_english(capsys):
    status, _out, err = said(capsys, "--language", "en", "lst")
    use_language("zh_CN")
    assert status == 2
    assert "did you mean list?" in err
    assert not re.search("[\u4e00-\u9fff]", err)


@pytest.mark.parametrize("arguments", [["import", "student", CLEAN], ["demo", "--scale", "0.02"]])
def test_the_usual_folder_is_made(capsys, home, arguments):
    assert said(capsys, *arguments)[0] == 0
    made = home / "data" / "Shuangyuan" / location.NAME
    assert int(said(capsys, "list", "student", "--count")[1]) > 0
    if sys.platform != "win32":
        assert {oct(each.stat().st_mode & 0o777) for each in (made.parent, made.parent.parent)} == {"0o700"}


def test_a_folder_somebody_named_is_not_made(capsys, tmp_path):
    status, _out, err = said(capsys, "--database", tmp_path / "U盘" / "x.db", "import", "student", CLEAN)
    assert (status, "U盘" in err) == (2, True)
    assert not (tmp_path / "U盘").exists()


@pytest.mark.parametrize("content", [None, b"", 100, 4096])
@pytest.mark.parametrize(
    "verb", ["list student", "history", "undo", "redo", "check", "backup x.db", "import student 表.xlsx", "demo",
             "report class-roster --all --to x.txt", "export student x.csv"],
)  # fmt: skip
def test_a_lost_database_is_refused_by_every_command(capsys, tmp_path, monkeypatch, filled, verb, content):
    monkeypatch.chdir(tmp_path)
    path = copied(filled, tmp_path / "here")
    made = backup(path)
    shutil.copy(CLEAN, tmp_path / "表.xlsx")
    if content is None:
        path.unlink()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        os.truncate(path, content)
    before = path.read_bytes() if path.exists() else None
    status, out, err = said(capsys, "--database", path, *verb.split())
    assert status in (1, 2)
    assert (out, made.name in err) == ("", True)
    assert "demo" not in err
    assert (path.read_bytes() if path.exists() else None) == before
    assert not {f.name for f in tmp_path.iterdir()} & {"x.db", "x.txt", "x.csv"}
    assert said(capsys, "--database", path, "restore", made)[0] == 0
    assert said(capsys, "--database", path, "list", "student", "--count")[1] == "60\n"


@pytest.mark.usefixtures("home")
class TestOperator:
    """Whose name is on paper and in the log."""

    def report(self, capsys, path, tmp_path):
        target = tmp_path / "花名册.xlsx"
        assert said(capsys, "--database", path, "report", "class-roster", "--all", "--to", target)[0] == 0
        with zipfile.ZipFile(target) as book:
            return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))

    def test_nobody_named_leaves_room_for_a_hand_and_logs_the_account(self, capsys, filled, tmp_path, monkeypatch):
        monkeypatch.setenv("LOGNAME", "root")
        path = copied(filled, tmp_path / "here")
        words = self.report(capsys, path, tmp_path)
        assert "打印人：____" in words
        assert "root" not in words
        assert said(capsys, "--database", path, "undo")[0] == 0
        assert '"user": "未署名"' in said(capsys, "--database", path, "history", "--json", "--limit", "1")[1]
        with closing(connect(path)) as kept:
            assert kept.execute("SELECT user FROM change_set ORDER BY id DESC LIMIT 1").fetchone() == ("@root",)

    def test_the_environment_names_one(self, capsys, filled, tmp_path, monkeypatch):
        monkeypatch.setenv(operator.VARIABLE, " 王老师 ")
        path = copied(filled, tmp_path / "here")
        before = said(capsys, "--database", path, "history")[1]
        assert "打印人：王老师" in self.report(capsys, path, tmp_path)
        assert said(capsys, "--database", path, "undo")[0] == 0
        now = said(capsys, "--database", path, "history")[1]
        assert "王老师" in now
        assert before.splitlines()[-1].split() == now.splitlines()[-1].replace("已撤销", "").split()  # as it was logged
        assert "王老师" not in now.splitlines()[-1]

    def test_the_settings_name_one(self, capsys, filled, tmp_path):
        kept = location.settings_file()
        kept.parent.mkdir(parents=True)
        kept.write_text('{"operator": "李老师"}', "utf-8")
        assert "打印人：李老师" in self.report(capsys, copied(filled, tmp_path / "here"), tmp_path)

    @pytest.mark.parametrize(
        ("entry", "name"),
        [
            (("wang", "王老师,办公室", 1000), "王老师"), (("wang", "", 1000), ""), (("wang", "wang", 1000), ""),
            (("root", "root", 0), ""), (("root", "超级用户", 0), ""), (("user", "Live User", 1000), ""),
            (("wang", ",,,", 1000), ""),
        ],
    )  # fmt: skip
    @pytest.mark.skipif(sys.platform == "win32", reason="no such table there")
    def test_what_is_offered(self, monkeypatch, entry, name):
        import pwd

        made = pwd.struct_passwd((entry[0], "x", entry[2], entry[2], entry[1], "/", "/bin/sh"))
        monkeypatch.setattr(pwd, "getpwuid", lambda _uid: made)
        assert operator.suggested() == name


@needs_root
def test_an_account_without_a_name_or_home(tmp_path_factory, monkeypatch):
    """A number the system knows nothing of, as in a container."""
    import tempfile
    from pathlib import Path

    for name in ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", location.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    warm = tmp_path_factory.mktemp("warm") / "x.db"
    monkeypatch.setenv("HOME", str(warm.parent))
    main(["--database", str(warm), "demo", "--scale", "0.02"])
    for command in (
        ["history"],
        ["list", "student"],
        ["undo"],
        ["report", "class-roster", "--all", "--to", f"{warm}.txt"],
    ):
        main(["--database", str(warm), *command])
    monkeypatch.delenv("HOME")
    with tempfile.TemporaryDirectory() as place:
        os.chown(place, OWNER, OWNER)

        def commands():
            tempfile.tempdir = None  # that of the program which was warm is not this account's
            os.chdir(place)
            path = str(Path(place) / "x.db")
            statuses = [
                main(["--database", path, *command])
                for command in (
                    ["demo", "--scale", "0.02"], ["list", "student", "--count"], ["history"],
                    ["report", "class-roster", "--all", "--to", f"{path}.txt"],
                )
            ]  # fmt: skip
            return (
                statuses,
                account.account(),
                main(["list", "student"]),
                sorted(each.name for each in Path(place).iterdir()),
            )

        statuses, name, without_place, left = as_account(OWNER, commands)
        assert (statuses, name, without_place) == ([0, 0, 0, 0], str(OWNER), 2)
        assert left == ["x.db", "x.db.lock", "x.db.mark", "x.db.txt"]  # no folder called ~


def test_a_broken_seal_stands_in_the_json_of_the_check_too(capsys, filled, tmp_path):
    path = copied(filled, tmp_path / "here")
    with closing(connect(path)) as raw:
        raw.execute("UPDATE change_set SET name = '别的' WHERE id = 1")
    status, out, err = said(capsys, "--database", path, "check", "--json")
    found = json.loads(out)
    assert status == 1
    assert [each["id"] for each in found if each["code"] == "seal"] == [1]
    assert found[-1]["message"] in err
    assert all(found[-1].keys() == each.keys() for each in found)
