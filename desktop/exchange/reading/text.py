"""Tables in plain text: which encoding, which separator, which records."""

import csv
import io
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Literal

from desktop.exchange.reading.limits import Unreadable

if TYPE_CHECKING:
    from desktop.exchange.reading.protocol import Sender

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CONTROLS = 50  # more of them, and one in 200 characters, mean that this is no text
BROKEN = 10  # times as many characters that are well as broken ones, or it is another encoding
_LOST = "\ufffd"
LINES_A_CELL = 50  # more than that means that a quote was left open
_SEPARATORS = ",\t;|，"
_TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # how a csv file tells Excel that digits are text
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")  # how one keeps a spreadsheet from running a text
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030; raises Unreadable("encoding").

    Of a file with a few broken bytes each becomes U+FFFD, which keeps out the row it stands in, not the file.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, (encoding,))
    if b"\x00" in data:
        zeros = (data[0::2].count(0), data[1::2].count(0))
        if max(zeros) * 20 > len(data):
            return _decoded(data, ("utf-16-le",) if zeros[1] > zeros[0] else ("utf-16-be",))
        if sum(zeros) * 100 > len(data):
            raise Unreadable("format", "unknown")
    return _decoded(data, ("utf-8", "gb18030"))


def _decoded(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        text = data.decode(encoding, "replace").replace("\x00", "")
        lost = text.count(_LOST) if _LOST in text else 0
        if lost and lost * BROKEN > len(text) - len(text.encode("ascii", "ignore")) + len(text) // BROKEN:
            continue
        controls = len(_CONTROL.findall(text))
        if controls > CONTROLS and controls * 200 > len(text):
            raise Unreadable(*("encoding",) if lost else ("format", "unknown"))
        return text
    raise Unreadable("encoding")


def separator_of(text: str) -> str:
    """The separator that cuts most of the first lines into equally many pieces."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:30]
    if lines and (told := re.fullmatch(r"sep=(.)", lines[0].strip("\r\n"))):
        return told[1]

    def worth(separator: str) -> int:
        counts = Counter(n for line in lines if (n := _outside_quotes(line).count(separator)))
        return max((number * times for number, times in counts.items()), default=0)

    return max(_SEPARATORS, key=worth)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2]) if line.count('"') % 2 == 0 else line


def records(text: str) -> tuple[list[list[str]], list[int]]:
    """The records, and the physical line on which each begins; a quote that never closes is taken as it stands."""
    separator = separator_of(text)
    csv.field_size_limit(1 << 20)
    try:
        rows, lines = _records(text, separator, csv.QUOTE_MINIMAL)
    except csv.Error:
        return _records(text, separator, csv.QUOTE_NONE)
    longest = max((cell.count("\n") for row in rows for cell in row), default=0)
    return (rows, lines) if longest <= LINES_A_CELL else _records(text, separator, csv.QUOTE_NONE)


def _records(text: str, separator: str, quoting: Literal[0, 3]) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    rows, lines, line = [], [], 1
    for row in reader:
        rows.append([_bare(cell) for cell in row])
        lines.append(line)
        line = reader.line_num + 1
    return rows, lines


def _bare(cell: str) -> str:
    """A cell without what keeps a spreadsheet from counting it, ="007", or from running it, '=1+1."""
    if told := _TEXT_FORMULA.fullmatch(cell):
        return told[1].replace('""', '"')
    return cell[1:] if _GUARDED.match(cell) else cell


def send_text(data: bytes, path: str, sender: "Sender") -> None:
    """Send a text file as a workbook of one sheet."""
    rows, lines = records(decode(data))
    sender.say("book", "csv")
    sender.sheet(os.path.splitext(os.path.basename(path))[0], rows, lines=lines)  # noqa: PTH119, PTH122 - see reader_child
