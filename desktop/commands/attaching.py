"""attach, photos: files kept with records, and photographs matched to students."""

import argparse
import json
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

from desktop.atomic_file import deliver
from desktop.commands.common import DONE, REFUSED, entity_of, opened, progress, say, why_of
from desktop.commands.wrong_calls import WrongCall
from desktop.exchange.photos import Found, keep_photos, photos_in, plan_photos
from models.database import lookup
from models.database.attachments import KeptFile, attach, attachments_of, content_of, read_files
from models.database.database import Database
from models.database.disclosures import FILE_SAVED
from models.entities.attachments import Attachment
from models.schema.fields import field_map
from models.schema.showing import mask_identities, text_of
from models.schema.widths import aligned
from models.words import _


def run_attach(path: Path, given: argparse.Namespace) -> int:
    """Keep files with a record; without files list those it has, or save them in a folder."""
    entity = entity_of(given.entity)
    kind = _kind(given.kind) if given.kind else None
    why = why_of(given)
    if given.to is not None and (given.files or not given.to.is_dir()):
        raise WrongCall(_("--to 要一个已有的文件夹，且不能同时添加文件"))
    with opened(path, write=bool(given.files or why)) as database:
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
            return _listed(kept) if given.to is None else _saved(database, kept, given.to, why)
        files, refused = read_files(database, given.files, kind)
        added = attach(database, entity, found[0], files)
    for words in (*refused, *added.refused):
        say(words)
    for name in added.same:
        say(_("“{name}”已经在这条记录上，没有重复添加").format(name=name))
    say(_("已添加 {count} 个附件").format(count=len(added.ids)))
    return REFUSED if refused or added.refused else DONE


def _listed(kept: Sequence[KeptFile]) -> int:
    names, fields = ("kind", "file_name", "version", "size"), field_map(Attachment)
    lines = [[text_of(fields[name], getattr(one, name), masked=True) for name in names] for one in kept]
    print(aligned([[fields[name].title for name in names], *lines], ["left"] * len(names)))
    return DONE


def _saved(database: Database, kept: Sequence[KeptFile], folder: Path, why: str | None) -> int:
    """Save the latest versions in a folder, under names nobody has there; private contents only when somebody says why."""
    saved, left = 0, []
    for one in (each for each in kept if not each.replaced):
        if one.is_private and why is None:
            words = _("“{name}”的内容已遮盖，没有另存；需要时加 --unmasked --why 原因，会留下记录")
            left.append(words.format(name=one.file_name))
            continue
        content = content_of(database, one, FILE_SAVED, why or "")
        if content is None:
            words = _("“{name}”的内容不在数据库旁的 .files 文件里；请连同那个文件一起恢复备份")
            left.append(words.format(name=one.file_name))
            continue
        deliver(content, _free_name(folder, one.file_name))
        saved += 1
    for sentence in left:
        say(mask_identities(sentence))
    say(_("已另存 {count} 个附件到 {folder}").format(count=saved, folder=folder))
    return REFUSED if left else DONE


def _free_name(folder: Path, name: str) -> Path:
    """Where a file of that name can be put without replacing another."""
    own = Path(name).name or _("附件")
    names = chain((own,), (f"{Path(own).stem}（{n}）{Path(own).suffix}" for n in count(2)))
    return next(target for each in names if not (target := folder / each).exists())


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
            {
                "file": f.name,
                "found": f.found.value,
                "student": mask_identities(f.shown or "") or f.shown,
                "by": f.told_by,
                "message": mask_identities(f.why),
            }
            for f in made.files
        ]
        print(json.dumps({"message": message, "files": rows}, ensure_ascii=False))
    for file in left:
        say(mask_identities(_("  {file}——{why}").format(file=file.name, why=file.why)))
    words = _("照片 {all} 张：认出 {matched} 张，已有 {same} 张，没有认出 {left} 张。{message}")
    say(words.format(
        all=len(made.files), matched=len(made.of(Found.MATCHED)), same=len(made.of(Found.SAME)), left=len(left), message=message
    ))  # fmt: skip
    return REFUSED if left else DONE
