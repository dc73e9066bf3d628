"""What the palette offers besides records: pages, lists, acts that are possible now, reports."""

from collections.abc import Sequence

from desktop.keys import GO
from desktop.screens.catalogue import screen_of
from desktop.screens.navigation import sections
from desktop.screens.pages import PAGES
from desktop.ui.kit.icons import hue_of
from desktop.ui.list.summary import count_words
from desktop.ui.shell.actions import Actions, said
from desktop.ui.shell.palette_search import (
    ACT,
    ACTS,
    LIST,
    PAGE,
    PLACES,
    REPORT,
    REPORTS,
    SCHEME,
    WINDOW_ACT,
    PaletteEntry,
    Target,
)
from models.acts.act import right_to
from models.acts.catalogue import acts, acts_of
from models.database.database import Database
from models.database.printings import schemes
from models.schema.fields import Entity, entity_named
from models.words import _, joined, several


def commands_of(actions: Actions, database: Database) -> tuple[PaletteEntry, ...]:
    """Everything that can be gone to or done now, by whoever is at work."""
    return (*_pages(), *_lists(database), *_acts(actions), *_reports())


def _pages() -> list[PaletteEntry]:
    return [PaletteEntry(PLACES, _(page.title), Target(PAGE, page.key), page.icon, keys=page.keys) for page in PAGES]


def _lists(database: Database) -> list[PaletteEntry]:
    return [
        PaletteEntry(
            PLACES, several(entity.label), Target(LIST, entity.__tablename__), screen_of(entity).icon,
            facts=_("列表"), hues=hue_of(entity),
        )
        for _title, group in sections(acts=True)
        for entity in group
        if database.sees(entity)
    ]  # fmt: skip


def _acts(actions: Actions) -> list[PaletteEntry]:
    return [
        PaletteEntry(
            ACTS, action.text().removesuffix("…"), Target(WINDOW_ACT, group, place), action.objectName(),
            keys=said(action.shortcut()),
        )
        for group, listed in actions.groups.items()
        for place, action in enumerate(listed)
        if action.isEnabled() and not (group == GO and action in actions.pages.values()) and action is not actions.palette
    ]  # fmt: skip


def acts_at_hand(database: Database, entity: type[Entity] | None, ids: Sequence[int]) -> tuple[PaletteEntry, ...]:
    """The acts for the records at hand that the person at work may do, each by its name."""
    if entity is None or not ids:
        return ()
    facts = _("当前记录") if len(ids) == 1 else count_words(entity, len(ids))
    return tuple(
        PaletteEntry(
            ACTS, act.title, Target(ACT, act.name), "arrow_swap",
            facts=joined((_(act.group), facts)) if act.group else facts,
        )
        for act in acts_of(entity.__tablename__)
        if not database.may(right_to(act))
    )  # fmt: skip


def where_done(database: Database, text: str) -> str:
    """Where the act of that name is done, for somebody who looks for it with no such record at hand; '' for none."""
    for act in acts() if text else ():
        entity = entity_named(act.entity)
        if text in act.title and database.sees(entity) and not database.may(right_to(act)):
            words = _("“{act}”要先在{label}列表里选好记录，再在这里输入")
            return words.format(act=act.title, label=several(entity.label))
    return ""


def schemes_of(database: Database) -> tuple[PaletteEntry, ...]:
    """The schemes of the office that papers are printed by."""
    with database.reading() as connection:
        found = schemes(connection)
    return tuple(
        PaletteEntry(REPORTS, one.name, Target(SCHEME, one.name), "print", facts=joined((one.title, one.scope)))
        for one in found
    )


def _reports() -> list[PaletteEntry]:
    from desktop.reports.catalogue import reports

    return [
        PaletteEntry(
            REPORTS,
            _(report.title),
            Target(REPORT, report.name, table=report.tells),
            "document_table",
            facts=_(report.purpose),
        )
        for report in reports()
    ]
