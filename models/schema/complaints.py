"""What a field says about a value it was given: never an exception, always a sentence."""

import enum
from dataclasses import dataclass
from typing import Any


class Severity(enum.Enum):
    """How bad it is: an ERROR keeps the row out, a WARNING lets it in and lists it as a problem."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with one value: a machine code and a sentence for people.

    What a regulation says has a `title` of its own, the sentence without its `source`.
    """

    code: str
    message: str
    severity: Severity = Severity.ERROR
    title: str = ""
    source: str = ""

    @property
    def fatal(self) -> bool:
        """Whether the value cannot be kept."""
        return self.severity is Severity.ERROR

    @property
    def repeats_title(self) -> bool:
        """Whether its message is the title again with the source, as that of a regulation is."""
        return bool(self.title) and self.message.startswith(self.title)


Reading = tuple[Any, tuple[Complaint, ...]]


@dataclass(frozen=True, slots=True)
class Broken:
    """A spreadsheet cell without a usable value: an error such as #N/A, or a formula never calculated."""

    text: str


def warning(code: str, message: str) -> Complaint:
    """A complaint that lets the value in."""
    return Complaint(code, message, Severity.WARNING)
