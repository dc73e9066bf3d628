"""How the fields of a long form are grouped: what names the record first, then the rest, then what is computed."""

from desktop.ui.screens import first_columns
from models.schema.fields import Entity, Field, entity_named, fields_of
from models.words import N_, _

MAIN, REST, COMPUTED = N_("主要信息"), N_("其他信息"), N_("自动计算")


def groups_of(entity: type[Entity]) -> list[tuple[str, tuple[Field, ...]]]:
    """(title, fields), none empty; the rows of a child entity stand under its name."""
    keys = {name for key in entity.keys for name in key} | {f.name for f in first_columns(entity)}
    found: dict[str, list[Field]] = {MAIN: [], REST: []}
    for field in fields_of(entity):
        found.setdefault(_group(field, keys), []).append(field)
    order = [MAIN, *(title for title in found if title not in (MAIN, REST, COMPUTED)), REST, COMPUTED]
    if len(found[MAIN]) + len(found[REST]) <= 12:  # noqa: PLR2004 - short enough to be read without headings
        found[MAIN], found[REST] = [f for f in fields_of(entity) if _group(f, keys) in (MAIN, REST)], []
    return [(_(title), tuple(found[title])) for title in order if found.get(title)]


def _group(field: Field, keys: set[str]) -> str:
    if not field.writable:
        return COMPUTED
    if field.via is not None and field.via.fixed:
        return entity_named(field.via.entity).label
    if field.required or field.search or field.name in keys or (field.expected and field.via is not None):
        return MAIN
    return MAIN if field.expected and field.type.kind in ("reference", "references") else REST
