"""The counting word of a kind of record: people are counted by 名, all else by 条."""

from models.schema.fields import Entity, is_person
from models.words import N_, Worded, _, worded


def counted(entity: type[Entity], count: int | str) -> Worded:
    """`12 名` or `1,024 条`, before or behind what they are called; a `count` that is no number as it stands."""
    words = N_("{count} 名") if is_person(entity) else N_("{count} 条")
    return worded(words, count=f"{count:,}" if isinstance(count, int) else count)


def counting_word(entity: type[Entity]) -> str:
    """The word alone, where the number stands apart from it."""
    return _("名") if is_person(entity) else _("条")
