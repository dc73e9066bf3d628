"""The command line as scripts use it: exit status, JSON on standard output, sentences beside it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from desktop.cli import parser
from models.schema.fields import entities, kebab

SHEETS = Path(__file__).parents[1] / "sheets" / "dev"
CLEAN = SHEETS / "学生信息导入模板（已填写）.xlsx"
DOUBLES = SHEETS / "重复人员名单.xlsx"


def test_dry_run_without_a_database_creates_nothing(run, tmp_path):
    status, out, _err = run("import", "student", CLEAN, "--dry-run", "--json")
    answer = json.loads(out)
    assert (status, answer["status"], answer["totals"]["insert"], len(answer["rows"])) == (0, "ok", 60, 60)
    assert list(tmp_path.iterdir()) == []


def test_rejected_rows_stop_the_import_until_accepted(run, tmp_path):
    status, out, err = run("import", "student", DOUBLES, "--json")
    assert (status, json.loads(out)["totals"]["reject"]) == (1, 7)
    assert "尚未导入任何内容" in err
    assert run("list", "student", "--count")[1] == "0\n"
    status, out, _err = run("import", "student", DOUBLES, "--accept-valid", "--errors", tmp_path / "错误.xlsx")
    assert (status, out) == (0, "")
    assert run("list", "student", "--count")[1] == "50\n"
    assert zipfile.is_zipfile(tmp_path / "错误.xlsx")


def test_undo_redo_history(run):
    run("import", "student", CLEAN)
    assert run("undo")[0] == 0
    assert run("list", "student", "--count")[1] == "0\n"
    assert run("redo")[0] == 0
    assert run("list", "student", "--count")[1] == "60\n"
    kinds = [line["kind"] for line in json.loads(run("history", "--json")[1])]
    assert kinds == ["redo", "undo", "do"]
    assert run("undo", "1")[0] == 0
    status, _out, err = run("undo")
    assert (status, "没有可以撤销" in err) == (1, True)


def test_several_files_give_an_array(run):
    status, out, _err = run("import", "student", CLEAN, SHEETS / "空文件.xlsx", "--dry-run", "--json")
    answers = json.loads(out)
    assert [a["status"] for a in answers] == ["ok", "refused"]
    assert status == 1


def test_several_files_are_written_together_or_not_at_all(run, tmp_path):
    status, out, _err = run("import", "student", CLEAN, DOUBLES, "--json", "--errors", tmp_path / "错误.xlsx")
    assert (status, [a["totals"]["reject"] for a in json.loads(out)]) == (1, [0, 7])
    assert run("list", "student", "--count")[1] == "0\n"
    assert (tmp_path / f"错误-{DOUBLES.stem}.xlsx").exists()
    assert run("import", "student", CLEAN, DOUBLES, "--accept-valid")[0] == 0
    assert run("list", "student", "--count")[1] == "110\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["frobnicate"], 2),
        (["list"], 2),
        (["list", "nothing"], 2),
        (["list", "student"], 2),
        (["import", "student", "/nowhere/file.xlsx", "--dry-run"], 2),
        (["import", "student", SHEETS / "加密的学生名单.xlsx", "--dry-run"], 1),
        (["codes", "nothing"], 2),
        (["codes", "gender"], 0),
        (["codes"], 0),
        (["report"], 0),
        (["report", "nothing"], 2),
        (["report", "class-roster"], 2),
        (["report", "placement-list", "--by", "student", "--of", "甲", "--to", "/tmp/a.txt"], 2),
        (["report", "class-roster", "--by", "enterprise", "--of", "甲", "--to", "/tmp/a.txt"], 2),
        (["figures"], 0),
        (["figures", "D9"], 2),
        (["figures", "D1 安置率"], 2),
        (["restore", "/nowhere/file.db"], 2),
        (["export", "student", "x.docx"], 2),
    ],
)
def test_exit_status(run, arguments, status):
    ended, _out, err = run(*arguments)
    assert ended == status
    assert "Traceback" not in err
    assert not status or any("\u4e00" <= c <= "\u9fff" for c in err)


@pytest.mark.parametrize("arguments", [["codes", "gender"], ["list", "student"], ["report"], []])
def test_a_day_that_is_none_is_said_in_one_sentence(run, monkeypatch, arguments):
    monkeypatch.setenv("SHUANGYUAN_TODAY", "2026-02-30")
    status, out, err = run(*arguments)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "SHUANGYUAN_TODAY" in err
    assert "2026-02-30" in err


def test_figures_of_a_day_for_programs(run):
    run("import", "student", CLEAN)
    status, out, _err = run("figures", "D1 在岗实习生", "--as-of", "2026-05-01", "--json")
    found = [{"scope": "全校", "value": 0, "numerator": None, "denominator": None, "enterprises": 0}]
    assert (status, json.loads(out)) == (0, found)
    assert run("figures", "A10 在籍/在校", "--as-of", "2026-05-01")[1].count("在籍") > 0


def test_list_json_names_references_and_their_ids(run):
    run("import", "student", CLEAN)
    row = json.loads(run("list", "student", "--search", "王军斌", "--format", "json")[1])[0]
    assert row["school_class"] == "2024级机电技术应用1班"
    assert isinstance(row["school_class_id"], int)
    assert (row["gender"], row["birth_date"]) == ("男", "2008-09-17")
    found = run("list", "student", "--where", "school_class=2024级机电技术应用1班", "--count")[1]
    assert found == run("list", "student", "--where", f"school_class={row['school_class_id']}", "--count")[1] == "32\n"
    assert run("list", "student", "--where", "gender=男", "--where", "birth_date>=2008-01-01", "--count")[0] == 0
    assert run("list", "student", "--where", "gender=第三", "--count")[0] == 2
    assert run("list", "student", "--where", "guardian_phone=", "--count")[1] == "0\n"


@pytest.mark.parametrize("entity", entities(), ids=kebab)
def test_every_entity_lists_exports_and_has_a_template(run, filled, tmp_path, entity):
    """As a table; in every form, and with all columns, test_privacy reads each."""
    assert run("list", kebab(entity), database=filled)[0] == 0
    assert run("export", kebab(entity), tmp_path / "a.xlsx", database=filled)[0] == 0
    assert run("template", kebab(entity), tmp_path / "t.xlsx", database=filled)[0] == 0


def test_backup_restore_round_trip(run, tmp_path):
    run("import", "student", CLEAN)
    assert run("backup", tmp_path / "备份.db")[0] == 0
    run("undo")
    assert run("restore", tmp_path / "备份.db")[0] == 0
    assert run("list", "student", "--count")[1] == "60\n"


def test_a_backup_without_a_name_is_beside_the_file(run, tmp_path):
    run("import", "student", CLEAN)
    assert run("backup")[0] == 0
    assert [file.suffix for file in (tmp_path / "office备份").glob("office *")] == [".db"]


def test_every_known_database_is_backed_up_whatever_is_wrong_with_another(run, tmp_path, monkeypatch):
    run("import", "student", CLEAN)
    ill = tmp_path / "坏.db"
    ill.write_bytes(b"no database" * 999)
    kept = {str(ill): {}, str(tmp_path / "不在.db"): {}}
    monkeypatch.setattr("models.database.location.chosen", lambda key: kept if key == "backup.second" else None)
    monkeypatch.setenv("SHUANGYUAN_DATABASE", str(tmp_path / "office.db"))
    status, _out, err = run("backup", "--known")
    assert (status, len(list((tmp_path / "office备份").glob("office *.db")))) == (1, 1)
    assert len(err.strip().splitlines()) == 2
    ill.unlink()
    assert run("backup", "--known")[0] == 0
    (tmp_path / "office.db").rename(tmp_path / "moved.db")
    assert run("backup", "--known")[0] == 0  # none is there


def test_check_tells_problems_as_json(run):
    run("import", "student", SHEETS / "身份证号各种写法.xlsx", "--accept-valid")
    status, out, _err = run("check", "--json")
    found = json.loads(out)
    assert status == 0
    assert {p["code"] for p in found} >= {"old-15-digit", "required"}


def test_a_second_writer_is_told_who_writes(run, tmp_path):
    from models.database.database import open_database

    opened = open_database(tmp_path / "office.db")
    try:
        code = f"import sys; from desktop.cli import main; sys.exit(main(['--database', {str(tmp_path / 'office.db')!r}, 'undo']))"
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
        )
        assert done.returncode == 1
        assert str(os.getpid()) in done.stderr or "正在" in done.stderr
    finally:
        opened.close()


def test_help_names_every_verb(capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    text = capsys.readouterr().out
    for verb in (
        "demo",
        "import",
        "list",
        "export",
        "template",
        "report",
        "figures",
        "history",
        "undo",
        "redo",
        "check",
        "backup",
        "restore",
        "codes",
    ):
        assert verb in text


def test_a_list_without_what_tells_persons_apart_is_refused_until_accepted(run, tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("姓名,性别,爱好\n张三,男,篮球\n李四,女,\n", "utf-8")
    status, out, err = run("import", "student", path, "--json")
    (told,) = [json.loads(out)]
    assert status == 1
    assert told["status"] == "question"
    assert [question["kind"] for question in told["questions"]] == ["no-identity"]
    assert told["unread"] == [{"heading": "爱好", "cells": 1, "like": ""}]
    assert "--accept-without-identity" in told["message"]
    assert err.splitlines()[0].endswith("没有读入的列：爱好（1 格）")
    assert run("list", "student", "--count")[1].strip() == "0"
    status, _out, _err = run("import", "student", path, "--accept-without-identity")
    assert status == 0
    assert run("list", "student", "--count")[1].strip() == "2"
    several = run("import", "student", path, path)
    assert several[0] == 1
    assert run("list", "student", "--count")[1].strip() == "2"
