"""demo, history, undo, redo, check, diagnose, backup, restore, recover: looking after the database file."""

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from desktop.atomic_file import deliver
from desktop.commands.common import DONE, REFUSED, check_may, opened, progress, say
from desktop.commands.unlocking import unlock
from desktop.commands.wrong_calls import WrongCall
from desktop.operations import readable_backups
from desktop.operations.backing_up import back_up, known_databases
from desktop.operations.done import Done
from desktop.operations.error_report import error_report
from desktop.operations.mending import accept_loss, mend, verify
from desktop.operations.recovering import recover, state_words
from desktop.operations.undoing import redo, undo
from models.access.rights import BACKUP, RESTORE, Right
from models.database import audit_chain, history, integrity, permissions, remembered_keys, second_place
from models.database import backup as backups
from models.database.database import Database
from models.database.disclosures import WAYS, found_disclosures
from models.database.errors import Damaged, DatabaseError, NotAsWritten
from models.database.ladder import Candidate, Survey, survey
from models.database.location import SCHOOL
from models.database.settings import SAMPLE_OFFICE
from models.database.written_by import shape_of
from models.rules.problems import Problem, problems, summed
from models.schema.fields import entity_named, kebab
from models.schema.widths import aligned
from models.version import program_version
from models.words import _

_TOLD = 20  # things that are not as they were written, each in a line of its own


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
             "target": s.target, "changes": s.change_count, "undone": s.undone, "signed": s.signed}
            for s in sets
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    lines = [
        [str(s.id), f"{s.time:%Y-%m-%d %H:%M}", s.who, s.name, str(s.change_count), _("已撤销") if s.undone else ""]
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
        _tell_step(undo(database, given.id, progress()))


def run_redo(path: Path, _given: argparse.Namespace) -> None:
    """Do again what was undone last."""
    with opened(path, write=True) as database:
        _tell_step(redo(database, progress()))


def _tell_step(done: Done) -> None:
    assert done.change_set is not None  # what there is not to take back is refused
    say(_("{name}（{count} 条）").format(name=done.change_set.name, count=done.change_set.change_count))


def run_check(path: Path, given: argparse.Namespace) -> int:
    """Print what is wrong or missing in the records; 1 when a record contradicts itself."""
    noted = [_anchor_given(text) for text in given.anchor]
    with opened(path) as database:
        if given.accept or given.mend:
            database.require(Right(RESTORE))
        harm = verify(database, progress())
        with database.reading() as connection:
            harm = harm.against(connection, noted)
            shape = shape_of(connection)
        found = _problems(database, harm)
    say(_("双元 {version}；数据库{shape}").format(version=program_version(), shape=shape.words))
    if given.json:
        told = [*(problem.as_json() for problem in found), *(_harm_as_json(one) for one in harm.found)]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for problem in summed(found):
            print(problem.sentence)
        say(_("共 {count} 处问题").format(count=sum(problem.count for problem in found)))
    _tell_harm(harm)
    in_the_clear = readable_backups.told(readable_backups.of_database(path))
    if in_the_clear:
        say(_("{what}；可用 lock backups 给它们加锁，或加 --delete 删除").format(what=in_the_clear))
    if given.accept:
        with opened(path, write=True) as database:
            accept_loss(database)
    if given.mend and not harm.sound:
        return _mend(path, harm)
    for one in noted if harm.sound else ():
        say(_("记录 {noted}：到那一步为止的历史与当时记下的一致").format(noted=one))
    return REFUSED if not harm.sound or any(problem.fatal for problem in found) else 0


def run_diagnose(path: Path, given: argparse.Namespace) -> int:
    """Print the error report, or write it into a file; also of a database that cannot be opened, or in which nobody signs in."""
    try:
        with opened(path, unattended=given.user is None) as database:
            report = error_report(database)
    except (DatabaseError, OSError) as error:
        report = error_report(error)
    if given.to is None:
        print(report, end="")
    else:
        deliver(report.encode(), given.to)
        say(_("已保存到 {file}").format(file=given.to))
    return DONE


def _anchor_given(text: str) -> audit_chain.Anchor:
    noted = audit_chain.anchor_read(text)
    if noted is None:
        raise WrongCall(_("“{text}”不是记录号；应当像 1234·9f3a2c").format(text=text))
    return noted


def _problems(database: Database, harm: integrity.Findings) -> list[Problem]:
    """What is wrong or missing in the records; nothing where they cannot be read, of which has been told."""
    try:
        return list(problems(database, progress())) if harm.readable else []
    except Damaged:
        if harm.sound:
            raise
        return []


def _tell_harm(harm: integrity.Findings) -> None:
    """Say what is not as it was written, one by one as far as anybody reads on."""
    for one in harm.found[:_TOLD]:
        say(one.sentence)
    if harm.count > _TOLD:
        say(_("另有 {count} 处").format(count=harm.count - _TOLD))


def _mend(path: Path, harm: integrity.Findings) -> int:
    """Put right what can be, and look again."""
    with opened(path, write=True) as database:
        say(mend(database, harm, progress()).sentence)
        left = verify(database, progress())
    _tell_harm(left)
    return DONE if left.sound else REFUSED


def _harm_as_json(one: integrity.Finding) -> dict[str, Any]:
    """What is not as it was written, in the form of a problem."""
    row = one.deviation
    return {
        "entity": kebab(entity_named(row.table)) if row else "change-set", "id": row.record if row else one.act, "record": "",
        "field": " ".join(row.columns) if row else "hash", "code": one.kind, "severity": "error", "verdict": "broken",
        "message": one.sentence, "count": 1,
    }  # fmt: skip


def run_backup(path: Path, given: argparse.Namespace) -> int:
    """Write a verified copy of the database, beside it where no file is named; or of every database known here."""
    if not given.known:
        return _back_up(path, given.out)
    statuses = [DONE]
    for each in known_databases():
        try:
            if not remembered_keys.recall(each):
                unlock(each, given.passphrase_fd)
            statuses.append(_back_up(each, None, unattended=True))
        except (DatabaseError, WrongCall) as error:  # keeps none of the others from its backup
            say(str(error))
            statuses.append(REFUSED)
    return max(statuses)


def _back_up(path: Path, target: Path | None, *, unattended: bool = False) -> int:
    """`unattended`: beside the database, for whose timetable nobody signs in; who keeps a copy learns nothing of it."""
    with opened(path, unattended=unattended) as database:
        if not unattended:
            database.require(Right(BACKUP))
        if target is None:
            made, fault = back_up(database, progress())
        else:
            made = backups.backup(database.engine, target, progress=progress(), verified_next=True)
            fault = integrity.verify(made, progress()).sentence
    if fault:
        words = _("已备份到 {file}，但里面的内容与写下时不同：{what}；请用 check 核对")
        say(words.format(file=made, what=fault))
        return REFUSED
    say(_("已备份到 {file}，并核对无误").format(file=made))
    return DONE


def run_restore(path: Path, given: argparse.Namespace) -> int:
    """Put a verified backup in the place of the database; what stood there is kept beside it."""
    return _recover(path, given.source, anyway=given.anyway)


def _recover(path: Path, chosen: Candidate | Path, *, anyway: bool = False) -> int:
    check_may(path, RESTORE)
    try:
        say(recover(path, chosen, progress=progress(), anyway=anyway).sentence)
    except NotAsWritten as error:
        say(error.sentence)
        file = chosen if isinstance(chosen, Path) else chosen.info.path
        say(
            _("没有别的备份时，可用 restore {file} --anyway 恢复，再用 check 逐条核对").format(
                file=shlex.quote(str(file))
            )
        )
        return REFUSED
    return DONE


def run_recover(path: Path, given: argparse.Namespace) -> int:
    """List the backups a lost or damaged database can come back from, and bring one back when it is asked for."""
    folder = second_place.find_remembered(path)
    found = survey(path, () if folder is None else (folder,), progress=progress())
    if given.restore is None:
        _print_candidates(found, json_wanted=given.json)
        return 0 if found.best is not None else REFUSED
    chosen = found.best if given.restore == 0 else next(iter(found.candidates[given.restore - 1 : given.restore]), None)
    if chosen is None:
        say(_("没有完好的备份可以恢复") if given.restore == 0 else _("没有第 {n} 份备份").format(n=given.restore))
        return REFUSED
    return _recover(path, chosen)


def _print_candidates(found: Survey, *, json_wanted: bool) -> None:
    if json_wanted:
        rows = [
            {"file": str(one.info.path), "time": one.info.time.isoformat(), "act": one.info.act, "size": one.info.size,
             "fault": one.fault, "acts_lost": one.loss.acts, "persons_lost": one.loss.persons}
            for one in found.candidates
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not found.candidates:
        say(_("旁边没有备份；请用 restore 指定别处的备份"))
        return
    lines = [
        [str(n), f"{one.info.time:%Y-%m-%d %H:%M}", str(max(one.info.act, 0)), state_words(one), one.loss.words, str(one.info.path)]
        for n, one in enumerate(found.candidates, 1)
    ]  # fmt: skip
    heads = [_("编号"), _("时间"), _("做到第几步"), _("状态"), _("会少什么"), _("文件")]
    print(aligned([heads, *lines], ["right", "left", "right", "left", "left", "left"]))
