"""attach, photos: files kept with records, and photographs matched to students."""

import argparse
import json
from pathlib import Path

from desktop.commands.common import DONE, REFUSED, WrongCall, entity_of, opened, progress, say
from desktop.exchange.photos import Found, keep_photos, photos_in, plan_photos
from models.database import lookup
from models.database.attachments import attach, attachments_of, read_files
from models.entities.attachments import Attachment
from models.schema.fields import field_map
from models.schema.showing import text_of
from models.schema.widths import aligned
from models.words import _


def run_attach(path: Path, given: argparse.Namespace) -> int:
    """Keep files with a record; without files list those it has."""
    entity = entity_of(given.entity)
    kind = _kind(given.kind) if given.kind else None
    with opened(path, write=bool(given.files)) as database:
        with database.reading() as connection:
            found = lookup.named(connection, entity, given.key)
        if not found:
            raise WrongCall(_("找不到{label}“{text}”").format(label=_(entity.label), text=given.key))
        if len(found) > 1:
            words = _("“{text}”对应 {count} 条{label}，请写编号或 id")
            raise WrongCall(words.format(text=given.key, count=len(found), label=_(entity.label)))
        if not given.files:
            with database.reading() as connection:
                kept = attachments_of(connection, entity.__tablename__, found[0])
            fields = field_map(Attachment)
            lines = [
                [text_of(fields[name], getattr(one, name)) for name in ("kind", "file_name", "version", "size")]
                for one in kept
            ]
            print(aligned([[fields[n].title for n in ("kind", "file_name", "version", "size")], *lines], ["left"] * 4))
            return DONE
        files, refused = read_files(database, given.files, kind)
        added = attach(database, entity, found[0], files)
    for words in (*refused, *added.refused):
        say(words)
    for name in added.same:
        say(_("“{name}”已经在这条记录上，没有重复添加").format(name=name))
    say(_("已添加 {count} 个附件").format(count=len(added.ids)))
    return REFUSED if refused or added.refused else DONE


def _kind(text: str) -> str:
    value, complaints = field_map(Attachment)["kind"].read(text)
    if value is None:
        raise WrongCall(complaints[0].message)
    return str(value)


def run_photos(path: Path, given: argparse.Namespace) -> int:
    """Match photographs to students by the names of the files, and keep those that are told for certain."""
    with opened(path, write=not given.dry_run) as database:
        made = plan_photos(database, photos_in(given.files), progress())
        added = None if given.dry_run or not made.of(Found.MATCHED) else keep_photos(database, made)
    message = (
        _("只核对，尚未存入") if given.dry_run else _("已存入 {count} 张").format(count=len(added.ids) if added else 0)
    )
    left = made.of(Found.UNKNOWN, Found.AMBIGUOUS, Found.BAD)
    if given.json:
        rows = [
            {"file": f.name, "found": f.found.value, "student": f.shown, "by": f.told_by, "message": f.why}
            for f in made.files
        ]
        print(json.dumps({"message": message, "files": rows}, ensure_ascii=False))
    for file in left:
        say(_("  {file}——{why}").format(file=file.name, why=file.why))
    words = _("照片 {all} 张：认出 {matched} 张，已有 {same} 张，没有认出 {left} 张。{message}")
    say(words.format(
        all=len(made.files), matched=len(made.of(Found.MATCHED)), same=len(made.of(Found.SAME)), left=len(left), message=message
    ))  # fmt: skip
    return REFUSED if left else DONE
