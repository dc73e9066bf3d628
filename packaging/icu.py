"""Make Qt's data of languages (ICU) small: what sorts names and reads Chinese encodings stays, the rest of the world goes.

Qt takes dates, numbers and names of languages from its own tables; of ICU's it asks how names are sorted (the file dialog)
and how encodings are read.
"""

import re
import struct
import subprocess
import tempfile
from pathlib import Path

KEPT = re.compile(
    r"(?:coll/)?(?:root|zh|zh_Hans|zh_Hans_CN|en|en_US|pool|res_index)\.res|coll/ucadata\.icu|\w+\.nrm|ulayout\.icu"
    r"|(?:likelySubtags|supplementalData|numberingSystems|keyTypeData|plurals|icuver|icustd|currencyNumericCodes)\.res"
    r"|(?:zoneinfo64|timezoneTypes|windowsZones|metaZones)\.res|cnvalias\.icu"
    r"|(?:gb18030|windows-936-2000|ibm-1386_P100-2001|ibm-1383_P110-1999)\.cnv"
)
_MAGIC, _FORMAT = b"\xda\x27", b"CmnD"
_BEFORE_FORMAT = 12  # bytes of the head: its size, the magic, and the layout of numbers
_EVEN = 16  # every item begins at a multiple of it


def found(library: bytes) -> bytes:
    """The collection of data in a library; raises ValueError when there is none."""
    start = library.find(_FORMAT) - _BEFORE_FORMAT
    if start < 0 or library[start + 2 : start + 4] != _MAGIC:
        raise ValueError("no collection of ICU data")
    return library[start:]


def items(data: bytes) -> dict[str, bytes]:
    """What is in a collection by name, in its order; behind the last one there may be what belongs to the library."""
    (head,) = struct.unpack_from("<H", data)
    (count,) = struct.unpack_from("<I", data, head)
    places = [struct.unpack_from("<II", data, head + 4 + 8 * number) for number in range(count)]
    ends = [*(head + begin for _name, begin in places[1:]), len(data)]
    return {_text(data, head + name): data[head + begin : end] for (name, begin), end in zip(places, ends, strict=True)}


def _text(data: bytes, start: int) -> str:
    return data[start : data.index(0, start)].decode("ascii")


def collected(head: bytes, kept: dict[str, bytes]) -> bytes:
    """A collection with that head; the order of the names is that of the bytes, as ICU looks for them."""
    names, name_at, data_at = b"", [], []
    for name in kept:
        name_at.append(4 + 8 * len(kept) + len(names))
        names += name.encode("ascii") + b"\0"
    table = 4 + 8 * len(kept) + len(names)
    body = names + b"\0" * _lacking(len(head) + table)
    for content in kept.values():
        data_at.append(4 + 8 * len(kept) + len(body))
        body += content + b"\0" * _lacking(len(content))
    places = b"".join(struct.pack("<II", *pair) for pair in zip(name_at, data_at, strict=True))
    return head + struct.pack("<I", len(kept)) + places + body


def _lacking(size: int) -> int:
    return -size % _EVEN


def smaller(data: bytes) -> bytes:
    """The collection with what is kept."""
    (head,) = struct.unpack_from("<H", data)
    kept = {name: content for name, content in items(data).items() if KEPT.fullmatch(name.partition("/")[2])}
    return collected(data[:head], kept)


def shrink(library: Path) -> None:
    """Make the library anew (libicudata.so.73) with what is kept, under the names it had."""
    name = library.name
    symbol = f"icudt{name.rpartition('.')[2]}_dat"
    with tempfile.TemporaryDirectory() as folder:
        data, source, made = (Path(folder) / each for each in ("data", "data.s", "data.o"))
        data.write_bytes(smaller(found(library.read_bytes())))
        source.write_text(
            f'.section .rodata\n.balign {_EVEN}\n.globl {symbol}\n.type {symbol}, %object\n{symbol}:\n.incbin "{data}"\n'
            f'.size {symbol}, .-{symbol}\n.section .note.GNU-stack,"",%progbits\n',
            encoding="utf-8",
        )
        subprocess.run(["as", "-o", made, source], check=True)
        subprocess.run(["ld", "-shared", "-s", "-soname", name, "-o", library, made], check=True)
