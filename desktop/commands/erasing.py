"""erased, fold: whom the office erased and where they are still, and old acts without their changes."""

import argparse
import json
from pathlib import Path
from typing import Any

from desktop.commands.common import DONE, REFUSED, check_may, day_of, opened, progress, say
from desktop.commands.wrong_calls import WrongCall
from desktop.operations.erasing import held_words, remove_held, still_held
from desktop.operations.folding import fold_before
from models.access.rights import RESTORE
from models.database import purging
from models.database.erasing import erased_persons
from models.database.errors import DatabaseError
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
            say(remove_held(database, progress()))
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
        say(held_words(one))
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
        say(fold_before(path, day, progress()))
    except DatabaseError as error:
        say(error.sentence)
        return REFUSED
    return DONE
