"""The streams of a compound file, in which old workbooks live ([MS-CFB])."""

import struct
from collections.abc import Sequence

_ENTRY = 128
_LAST = 0xFFFF_FFFA  # sectors from here on are marks, no places
_IN_HEADER = 109


def stream(data: bytes, names: Sequence[str]) -> bytes:
    """The first stream of one of the names; empty when there is none. Raises struct.error or IndexError when damaged."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    (count,), (first, _mark, cutoff, mini_first) = (
        struct.unpack_from("<I", data, 44),
        struct.unpack_from("<4I", data, 48),
    )
    table = _table(data, size, count)
    directory = _chain(data, table, first, size)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    wanted = {name.upper() for name in names}
    for entry in entries:
        length = int.from_bytes(entry[64:66], "little")
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace").upper() in wanted:
            start, extent = struct.unpack_from("<II", entry, 116)
            if extent >= cutoff:
                return _chain(data, table, start, size)[:extent]
            small = 1 << min(struct.unpack_from("<H", data, 32)[0], 16)
            root = _chain(data, table, struct.unpack_from("<I", entries[0], 116)[0], size)
            minis = _chain(data, table, mini_first, size)
            return _chain(root, struct.unpack(f"<{len(minis) // 4}I", minis), start, small, skipped=0)[:extent]
    return b""


def _table(data: bytes, size: int, count: int) -> Sequence[int]:
    """Which sector follows which."""
    places = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    (more,) = struct.unpack_from("<I", data, 68)
    while more < _LAST and len(places) < count:
        part = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        places += part[:-1]
        more = part[-1]
    sectors = b"".join(data[(p + 1) * size : (p + 2) * size] for p in places[:count])
    return struct.unpack(f"<{len(sectors) // 4}I", sectors)


def _chain(data: bytes, table: Sequence[int], at: int, size: int, *, skipped: int = 1) -> bytes:
    parts: list[bytes] = []
    while at < _LAST:
        parts.append(data[(at + skipped) * size : (at + skipped + 1) * size])  # the header fills a sector
        if len(parts) > len(table):
            raise IndexError("a chain of sectors without an end")
        at = table[at]
    return b"".join(parts)
