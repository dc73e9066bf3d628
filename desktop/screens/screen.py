"""All that is declared of the screen of one entity; what is left out has a plain default."""

from dataclasses import KW_ONLY, dataclass

from models.schema.fields import Entity

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands on the screen of an entity, by names of its fields, reports and icons.

    The list starts with `columns`, leaves out those `spared` in a narrow window and shows some `besides` in a wide one.
    `states` are codes that say how it is with a record, shown as chips under its name: its status, where none are named.
    `papers` are reports printed of one record, `papers_of` those of a record it refers to: (field, report).
    `of_enterprises`: in the colour of what belongs to enterprises, not to schools.
    """

    entity: type[Entity]
    icon: str
    _: KW_ONLY
    of_enterprises: bool = False
    columns: Names = ()
    spared: Names = ()
    besides: Names = ()
    states: Names = ()
    papers: Names = ()
    papers_of: tuple[tuple[str, str], ...] = ()
