"""erased, fold: whom the office erased and where they are still, and old acts without their changes."""

import argparse
import json
from pathlib import Path
from typing import Any

from desktop.commands.common import DONE, REFUSED, check_may, day_of, opened, progress, say
from desktop.commands.wrong_calls import WrongCall
from desktop.operations.erasing import still_held
from models.access.rights import RESTORE
from models.database import erased_in_backups, purging
from models.database.erasing import erased_persons
from models.database.errors import DatabaseError
from models.database.folding import fold
from models.schema.fields import entity_named
from models.schema.widths import aligned
from models.words import _


def run_erased(path: Path, given: argparse.Namespace) -> int:
    """List the persons who were erased and the backups that still hold them; let go of those when it is asked for."""
    if given.remove_backups:
        check_may(path, RESTORE)
    with opened(path, write=given.remove_backups) as database:
        if given.remove_backups:
            purging.finish(database.engine)
            made, count = erased_in_backups.remove(database.engine, still_held(database), progress())
            say(_("已另备份为“{name}”，删除还有已清除的人的旧备份 {count} 份").format(name=made.name, count=count))
        with database.reading() as connection:
            acts = erased_persons(connection)
        held = still_held(database)
    if given.json:
        rows = [
            {"file": str(one.info.path), "persons": one.persons, "until": one.until.date().isoformat()} for one in held
        ]
        print(json.dumps({"erasures": acts, "backups": rows}, ensure_ascii=False))
        return DONE
    lines = [[_("时间"), _("登记"), _("代号"), _("经办人"), _("理由")]]
    lines += [_line(act, person) for act in acts for person in act["persons"]]
    print(aligned(lines, ["left"] * 5) if acts else _("还没有注销并清除过任何人"))
    for one in held:
        state = _("打不开，无从知道") if one.persons is None else _("还有 {count} 人").format(count=one.persons)
        words = _("备份“{name}”：{count}；每天有新备份时最迟 {until} 到期")
        say(words.format(name=one.info.path.name, count=state, until=f"{one.until:%Y-%m-%d}"))
    if held:
        say(_("可用 erased --remove-backups 先另备份一份，再删除这些备份"))
    return DONE


def _line(act: dict[str, Any], person: dict[str, Any]) -> list[str]:
    return [
        act["time"][:16],
        _(entity_named(person["entity"]).label),
        person["called"],
        act["user"],
        act.get("reason", ""),
    ]


def run_fold(path: Path, given: argparse.Namespace) -> int:
    """Fold the acts before a day into the baseline."""
    day = day_of(given.before)
    if day is None:
        raise WrongCall(_("请用 --before 写明折叠到哪一天以前"))
    check_may(path, RESTORE)
    try:
        done = fold(path, day, progress())
    except DatabaseError as error:
        say(error.sentence)
        return REFUSED
    words = _(
        "已折叠到第 {act} 步：{lines} 行改动并成 {records} 条记录，文件从 {before} 字节到 {after} 字节；以前的留在备份“{kept}”"
    )
    say(
        words.format(
            act=done.act, lines=f"{done.lines:,}", records=f"{done.records:,}", before=f"{done.before:,}",
            after=f"{done.after:,}", kept=done.kept.name,
        )
    )  # fmt: skip
    return DONE
