"""demo, history, undo, redo, check, backup, restore: looking after the database file."""

import argparse
import json
from pathlib import Path
from typing import Any

from desktop.commands.common import REFUSED, WrongCall, opened, progress, say
from models.database import audit_chain, history, permissions
from models.database import backup as backups
from models.database.disclosures import WAYS, found_disclosures
from models.database.location import SCHOOL
from models.database.recovery import restore
from models.database.settings import SAMPLE_OFFICE
from models.rules.problems import problems, summed
from models.schema.fields import entity_named, kebab
from models.schema.widths import aligned
from models.words import _


def run_demo(path: Path, given: argparse.Namespace) -> int:
    """Make a sample school in a new or empty database: the published city, or one school with a year of life."""
    from desktop.demo.figures import LEAST, MOST

    if not float(LEAST) <= given.scale <= float(MOST):
        raise WrongCall(_("规模倍数应在 {least} 到 {most} 之间").format(least=LEAST, most=MOST))
    permissions.new_folder(path.parent)
    if path.exists() and _is_written(path):
        say(_("{file} 里已有记录；示例学校只能建在新的数据库里").format(file=path))
        return REFUSED
    if given.school:
        from desktop.demo.building import build

        figures = build(path, SCHOOL, progress())
    else:
        from desktop.demo import make_sample

        with opened(path, write=True, create=True, installation=SAMPLE_OFFICE) as database:
            figures = str(make_sample(database, given.scale, given.seed, progress()))
    say(_("示例学校已建立：{figures}").format(figures=figures))
    if given.workbooks is not None:
        from desktop.demo import write_defective_workbooks

        write_defective_workbooks(given.workbooks, given.seed)
        say(_("练习表格已写入 {folder}").format(folder=given.workbooks))
    return 0


def _is_written(path: Path) -> bool:
    """Whether anything was ever written in a file, which nobody else may be writing; one half made becomes the sample's."""
    with opened(path, write=True, installation=SAMPLE_OFFICE) as database, database.reading() as connection:
        return bool(history.change_sets(connection, 1))


def run_history(path: Path, given: argparse.Namespace) -> None:
    """Print the latest acts, or who saw private values whole."""
    if given.disclosures:
        _print_disclosures(path, given)
        return
    with opened(path) as database, database.reading() as connection:
        sets = history.change_sets(connection, given.limit, given.search)
    if given.json:
        rows = [
            {"id": s.id, "name": s.name, "user": s.user, "time": s.time.isoformat(), "kind": s.kind,
             "target": s.target, "changes": s.change_count, "undone": s.undone}
            for s in sets
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    lines = [
        [str(s.id), f"{s.time:%Y-%m-%d %H:%M}", s.user, s.name, str(s.change_count), _("已撤销") if s.undone else ""]
        for s in sets
    ]
    heads = [_("编号"), _("时间"), _("操作人"), _("操作"), _("变动条数"), _("状态")]
    print(aligned([heads, *lines], ["right", "left", "left", "left", "right", "left"]))


def _print_disclosures(path: Path, given: argparse.Namespace) -> None:
    with opened(path) as database, database.reading() as connection:
        found = found_disclosures(connection, given.search, given.limit)
    if given.json:
        rows = [
            {"user": d.user, "time": d.time.isoformat(), "way": d.way, "entity": kebab(entity_named(d.entity)),
             "id": d.record_id, "record": d.shown, "count": d.record_count, "fields": d.fields, "reason": d.reason}
            for d in found
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    lines = [[f"{d.time:%Y-%m-%d %H:%M}", d.user, _(WAYS[d.way]), d.whose, d.titles, d.reason] for d in found]
    heads = [_("时间"), _("操作人"), _("途径"), _("谁的"), _("内容"), _("原因")]
    print(aligned([heads, *lines], ["left"] * 6))


def run_undo(path: Path, given: argparse.Namespace) -> None:
    """Take back the latest act, or the one named."""
    with opened(path, write=True) as database:
        done = database.undo(given.id, progress())
    say(_("{name}（{count} 条）").format(name=done.name, count=done.change_count))


def run_redo(path: Path, _given: argparse.Namespace) -> None:
    """Do again what was undone last."""
    with opened(path, write=True) as database:
        done = database.redo(progress())
    say(_("{name}（{count} 条）").format(name=done.name, count=done.change_count))


def run_check(path: Path, given: argparse.Namespace) -> int:
    """Print what is wrong or missing in the records; 1 when a record contradicts itself."""
    with opened(path) as database:
        found = list(problems(database, progress()))
        with database.reading() as connection:
            broken = audit_chain.broken(connection, progress())
    words = _("操作记录从第 {number} 步起与当时写下的不同，数据库可能被别的程序改过；请用之前的备份核对")
    if given.json:
        log = [] if broken is None else [_log_as_json(broken, words.format(number=broken))]
        print(json.dumps([*(problem.as_json() for problem in found), *log], ensure_ascii=False, indent=1))
    else:
        for problem in summed(found):
            print(problem.sentence)
        say(_("共 {count} 处问题").format(count=sum(problem.count for problem in found)))
    if broken is not None:
        say(words.format(number=broken))
        return REFUSED
    return REFUSED if any(problem.fatal for problem in found) else 0


def _log_as_json(number: int, words: str) -> dict[str, Any]:
    """That the change log is not what was sealed, in the form of a problem."""
    return {
        "entity": "change-set", "id": number, "record": "", "field": "hash", "code": "seal", "severity": "error",
        "verdict": "broken", "message": words, "count": 1,
    }  # fmt: skip


def run_backup(path: Path, given: argparse.Namespace) -> None:
    """Write a verified copy of the database."""
    with opened(path) as database:
        made = backups.backup(database.engine, given.out)
    say(_("已备份到 {file}，并核对无误").format(file=made))


def run_restore(path: Path, given: argparse.Namespace) -> None:
    """Put a verified backup in the place of the database; what stood there is kept beside it."""
    restore(given.source, path)
    say(_("已用 {source} 恢复 {file}").format(source=given.source, file=path))
