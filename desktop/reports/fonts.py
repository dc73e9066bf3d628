"""The typefaces of paper: the office's own where it has them, ours otherwise, and one character at a time if need be.

Sizes and faces follow the offices' habit (specification 4.0): title 小标宋, body 仿宋, heads 黑体. The first two are
not free; where the computer has them they are embedded, otherwise Noto Serif SC stands in and the caller is told.
"""

import logging
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from reportlab.pdfbase import pdfmetrics, ttfonts

from models import account
from models.resources import resource
from models.words import N_, _

_log = logging.getLogger(__name__)
GETA = "〓"  # printers' sign for a piece of type that is not there
_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BMP = 0x10000


class Chain(NamedTuple):
    """File names (lower case) of wished typefaces, what to call them, and the file of ours that stands in."""

    wished: tuple[str, ...]
    name: str
    ours: str


_FANGSONG = ("仿宋_gb2312.ttf", "simfang_gb2312.ttf", "fangsong_gb2312.ttf", "simfang.ttf", "fangsong.ttf")
_XIAOBIAOSONG = ("方正小标宋简体.ttf", "方正小标宋简.ttf", "fzxbsjw.ttf", "fzxiaobiaosong-b05s.ttf", "stzhongs.ttf")
_KAITI = ("楷体_gb2312.ttf", "simkai_gb2312.ttf", "simkai.ttf", "kaiti.ttf")
CHAINS = {
    "title": Chain(_XIAOBIAOSONG, N_("方正小标宋简体"), "NotoSerifSC-Bold.ttf"),
    "body": Chain(_FANGSONG, N_("仿宋"), "NotoSerifSC-Regular.ttf"),
    "subtitle": Chain(_KAITI, N_("楷体"), "NotoSerifSC-Regular.ttf"),
    "bold": Chain((), "", "NotoSerifSC-Bold.ttf"),
    "head": Chain((), "", "NotoSansSC-SemiBold.ttf"),
    "digits": Chain(("times.ttf",), "", "NotoSansSC-Regular.ttf"),  # figures of equal width
}


def to_unicode(name: str, subset: list[int]) -> str:
    """The map from the codes of a subset to characters, so that printed text can be copied and searched.

    reportlab 5.1 writes characters beyond the BMP as five digits, which readers take for another character; here they
    are UTF-16 (PDF 32000-1, 9.10.3), in blocks of at most 100 as the CMap format demands.
    """
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset) if point
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    return "\n".join([
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def", "/CMapType 2 def",
        "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ])  # fmt: skip


ttfonts.makeToUnicodeCMap = to_unicode


def font_directories() -> tuple[Path, ...]:
    """Where this computer keeps its typefaces."""
    home = account.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    unix = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")
    return (*unix, Path("/Library/Fonts"), home / "Library/Fonts", Path("/System/Library/Fonts"))


@lru_cache(maxsize=4)
def font_files(directories: tuple[Path, ...]) -> dict[str, Path]:
    """The TrueType files below the directories, by lower-case name."""
    return {
        name.lower(): Path(parent, name)
        for directory in directories
        for parent, _folders, names in os.walk(directory)
        for name in sorted(names)
        if name.lower().endswith((".ttf", ".ttc"))
    }


@lru_cache(maxsize=64)
def _load(path: Path) -> Any:  # a reportlab TTFont, which has no types
    """The typeface registered with reportlab; raises TTFError when it may not be embedded or has no outlines."""
    font = ttfonts.TTFont(f"{path.stem}-{crc32(bytes(path)):08x}".replace(" ", ""), str(path), asciiReadable=False)
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=512)
def _characters(path: Path) -> frozenset[int]:
    """The characters a system file can draw; none when it cannot be read or has no TrueType outlines."""
    from fontTools.ttLib import TTFont

    try:
        with path.open("rb") as stream, TTFont(stream, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ()) if "glyf" in font else frozenset()
    except Exception:  # noqa: BLE001 - a stranger's broken file; fontTools raises whatever its parsing hits
        _log.info("unreadable typeface %s", path.name)
        return frozenset()


class _Widths(dict[str, float]):
    """Widths of single characters in ems, asked for once each."""

    def __init__(self, typeface: "Typeface", face: str) -> None:
        super().__init__()
        self._typeface, self._face = typeface, face

    def __missing__(self, char: str) -> float:
        font, shown = self._typeface.font_for(char, self._face)
        self[char] = width = font.face.getCharWidth(ord(shown)) / 1000
        return float(width)


@dataclass
class Typeface:
    """The faces of one printing; files are read when a face is first used, and once a process.

    `directories`: where to look for the user's own typefaces and for rare characters; all of the computer if None.
    """

    directories: tuple[Path, ...] | None = None

    def __post_init__(self) -> None:
        self.unprintable: set[str] = set()  # characters no typeface of this computer has
        self._fonts: dict[str, Any] = {}
        self._widths: dict[str, _Widths] = {}
        self._texts: dict[str, dict[str, float]] = {face: {} for face in CHAINS}
        self._strange: dict[str, dict[str, tuple[Any, str]]] = {face: {} for face in CHAINS}

    @cached_property
    def files(self) -> dict[str, Path]:
        """The typefaces of this computer."""
        return font_files(font_directories() if self.directories is None else self.directories)

    def font(self, face: str) -> Any:
        """The reportlab font of a face."""
        if face not in self._fonts:
            self._fonts[face] = next(self._candidates(face))
        return self._fonts[face]

    def _candidates(self, face: str) -> Iterator[Any]:
        chain = CHAINS[face]
        for name in chain.wished:
            try:
                if name in self.files:
                    yield _load(self.files[name])
            except (ttfonts.TTFError, OSError) as error:
                _log.info("typeface %s not used: %s", name, error)
        yield _load(resource("fonts", chain.ours))

    @property
    def substitutions(self) -> tuple[str, ...]:
        """Sentences on the wished typefaces that ours stand in for, of the faces used so far."""
        ours = {face: CHAINS[face] for face, font in self._fonts.items() if font is _load(_ours(face))}
        said = _("本机没有“{wished}”字体，已用“{used}”代替。")
        return tuple(said.format(wished=_(c.name), used=_(_OURS[c.ours])) for c in ours.values() if c.name)

    def font_for(self, char: str, face: str) -> tuple[Any, str]:
        """The font that has the character, and the character to draw: itself, or 〓 when nothing has it."""
        font, point = self.font(face), ord(char)
        if point in font.face.charToGlyph:
            return font, char
        found = next((f for f in self._others(point) if point in f.face.charToGlyph), None)
        if found is None:
            self.unprintable.add(char)
        self._strange[face][char] = shown = (found, char) if found else (self._serif, GETA)
        return shown

    @property
    def _serif(self) -> Any:
        return _load(resource("fonts", "NotoSerifSC-Regular.ttf"))

    def _others(self, point: int) -> Iterator[Any]:
        yield self._serif
        yield _load(resource("fonts", "NotoSansSC-Regular.ttf"))
        for path in self.files.values():
            if point in _characters(path):
                try:
                    yield _load(path)
                except (ttfonts.TTFError, OSError) as error:
                    _log.info("typeface %s not used: %s", path.name, error)

    def width(self, text: str, face: str) -> float:
        """The width of a text in ems."""
        known = self._texts[face]
        if text not in known:
            if face not in self._widths:
                self._widths[face] = _Widths(self, face)
            known[text] = sum(map(self._widths[face].__getitem__, text))
        return known[text]

    def runs(self, text: str, face: str) -> list[tuple[Any, str]]:
        """The text in pieces of one font each, as it is to be drawn."""
        self.width(text, face)
        strange = self._strange[face]
        if strange.keys().isdisjoint(text):
            return [(self.font(face), text)]
        runs = list[tuple[Any, str]]()
        for char in text:
            font, shown = strange.get(char) or (self.font(face), char)
            if runs and runs[-1][0] is font:
                runs[-1] = (font, runs[-1][1] + shown)
            else:
                runs.append((font, shown))
        return runs


_OURS = {"NotoSerifSC-Bold.ttf": N_("思源宋体 粗体"), "NotoSerifSC-Regular.ttf": N_("思源宋体")}


def _ours(face: str) -> Path:
    return resource("fonts", CHAINS[face].ours)


def visible(text: str) -> str:
    """The text without control and invisible characters; tabs become spaces, line breaks stay."""
    return text if text.isprintable() else _INVISIBLE.sub("", text.replace("\t", " ").replace("\r\n", "\n"))
