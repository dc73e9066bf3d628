"""Values read once: most columns hold few different ones, and what one step has read the next need not read again."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.schema.complaints import Complaint, Reading
from models.schema.fields import Field

Key = str | tuple[type, Any]


def key_of(raw: Any) -> Key:
    """What a raw value is remembered by: a text is itself, anything else stands with its class, for 1 and True are alike."""
    return raw if raw.__class__ is str else (raw.__class__, raw)


class Readings(dict[Key, Reading]):
    """What one field says about raw values, by their keys; for as long as one import takes."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def __missing__(self, key: Key) -> Reading:
        """Read what was not read before."""
        reading = self[key] = self.field.read(key[1] if key.__class__ is tuple else key)
        return reading

    def unfit(self, values: Iterable[Any]) -> set[Any]:
        """Those of the values that this field does not take."""
        doubted = [v for v in values if v is not None and self[v if v.__class__ is str else (v.__class__, v)][1]]
        return {value for value in doubted if self.fatal(value)}

    def fatal(self, value: Any) -> tuple[Complaint, ...]:
        """What keeps a value out of this field."""
        if value is None:
            return ()
        complaints = self[value if value.__class__ is str else (value.__class__, value)][1]
        return tuple([c for c in complaints if c.fatal]) if complaints else ()


Known = Mapping[str, Readings]  # by name of the field
