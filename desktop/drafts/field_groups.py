"""How the fields of a form are grouped: by the sections of the office's own register, else what names the record first."""

from collections.abc import Mapping
from functools import cache

from desktop.drafts.child_entities import children_of, form_fields
from desktop.screens.catalogue import screen_of
from desktop.screens.children import ChildEntity
from desktop.screens.columns import first_columns
from desktop.screens.screen import Groups
from models.schema.fields import Entity, Field, entity_named, field_map, fields_of
from models.words import N_, _

MAIN, REST, COMPUTED = N_("主要信息"), N_("其他信息"), N_("自动计算")
SHORT = 12  # fields that can be read without headings


@cache
def groups_of(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...]]]:
    """(title, fields), none empty and every field once; titles are in the source language."""
    given = screen_of(entity).groups
    return _given(entity, given) if given else _derived(entity)


def _given(entity: type[Entity], given: Groups) -> list[tuple[str, tuple[Field, ...]]]:
    left = dict(field_map(entity))
    found: list[tuple[str, tuple[Field, ...]]] = []
    for title, names in given:
        fields = [left.pop(name) for word in names.split() for name in _named(left, word)]
        if fields:
            found.append((title, tuple(fields)))
    for title, fields in ((REST, [f for f in left.values() if f.writable]),
                          (COMPUTED, [f for f in left.values() if not f.writable])):  # fmt: skip
        if fields:
            found.append((title, tuple(fields)))
    return found


def form_groups(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...] | ChildEntity]]:
    """The groups of a form: fields that are cells of a row left out, the tables where the first of these stood, else last."""
    asked, waiting = {f.name for f in form_fields(entity)}, list(children_of(entity))
    found: list[tuple[str, tuple[Field, ...] | ChildEntity]] = []
    for title, fields in groups_of(entity):
        kept = tuple(f for f in fields if f.name in asked)
        if kept:
            found.append((title, kept))
        tables = {f.via.entity for f in fields if f.via and f.name not in asked}
        here = [child for child in waiting if child.table in tables]
        found += [(child.title, child) for child in here]
        waiting = [child for child in waiting if child not in here]
    tail = [group for group in found if group[0] in (REST, COMPUTED)]
    return [group for group in found if group not in tail] + [(child.title, child) for child in waiting] + tail


def _named(left: Mapping[str, Field], word: str) -> list[str]:
    """A word that ends in _ means every field that begins with it."""
    return [name for name in left if name.startswith(word)] if word.endswith("_") else [word]


def _derived(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...]]]:
    keys = {name for key in entity.keys for name in key} | {f.name for f in first_columns(entity)}
    found: dict[str, list[Field]] = {MAIN: [], REST: []}
    for field in fields_of(entity):
        found.setdefault(_group(field, keys), []).append(field)
    order = [MAIN, *(title for title in found if title not in (MAIN, REST, COMPUTED)), REST, COMPUTED]
    if len(found[MAIN]) + len(found[REST]) <= SHORT:
        found[MAIN], found[REST] = [f for f in fields_of(entity) if _group(f, keys) in (MAIN, REST)], []
    return [(title, tuple(found[title])) for title in order if found.get(title)]


def _group(field: Field, keys: set[str]) -> str:
    if not field.writable:
        return COMPUTED
    if field.via is not None and field.via.fixed:
        return entity_named(field.via.entity).label
    if field.required or field.search or field.name in keys or (field.expected and field.via is not None):
        return MAIN
    return MAIN if field.expected and field.type.kind in ("reference", "references") else REST


def key_fields(entity: type[Entity]) -> tuple[Field, ...]:
    """What a new record is asked for when it is made in passing: what it cannot be without and what names it."""
    named = {entity.display, *(name for key in entity.keys for name in key)}
    asked = [f for f in fields_of(entity) if f.writable and not (f.via and f.via.fixed)]
    return tuple(
        f for f in asked if f.required or f.name in named or (f.stored and not f.nullable) or (f.expected and f.to)
    )


# Shorter words for the labels of sheets that would break into two lines; the whole label is the tooltip.
SHORT_LABELS: Mapping[str, str] = {
    N_("户口所在地区县以下详细地址"): N_("户口详细地址"), N_("户口所在地行政区划码"): N_("户口所在地"),
    N_("生源地行政区划码"): N_("生源地"), N_("出生地行政区划码"): N_("出生地"), N_("籍贯地行政区划码"): N_("籍贯地"),
    N_("电子信箱/其他联系方式"): N_("电子信箱"), N_("是否建档立卡贫困户"): N_("建档立卡贫困户"),
    N_("科技型中小企业入库编号"): N_("中小企业入库编号"), N_("同岗工资标准（元/月）"): N_("同岗工资（元/月）"),
}  # fmt: skip


def label_of(field: Field) -> str:
    """The label in its group: a row of a child entity under its own heading needs no prefix."""
    if field.label in SHORT_LABELS:
        return _(SHORT_LABELS[field.label])
    if field.via is None or not field.via.fixed:
        return field.title
    inner = field_map(entity_named(field.via.entity)).get(field.via.column)
    return inner.title if inner is not None and field.label.endswith(inner.label) else field.title


def title_of(field: Field, entity: type[Entity]) -> str:
    """What the field is called where its group is not seen: 监护人·联系电话."""
    inner = label_of(field)
    if field.via is None or not field.via.fixed:
        return inner
    group = next((title for title, fields in groups_of(entity) if field in fields), "")
    return f"{_(group)}·{inner}" if group else field.title


def heading_of(field: Field) -> str:
    """The title of a column; that a column of ticks asks whether goes without saying."""
    words = label_of(field).removeprefix(_("是否"))
    return words[:1].upper() + words[1:]
