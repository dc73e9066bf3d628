"""The paper before it is printed: the PDF itself in memory, what to know about it, and its pages as pictures."""

import atexit
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from threading import RLock
from typing import NamedTuple
from weakref import WeakSet

import pypdfium2

from desktop.reports.document import Column, Document
from desktop.reports.pdf import MissingGlyph, Printed, render_pdf
from desktop.reports.preflight import Finding, Inspection, concerned
from models.progress import SILENT, Progress
from models.words import _

_LOCK = RLock()  # PDFium may be called from one thread at a time; the collector of garbage may call while it is
POINTS_PER_INCH = 72


class Section(NamedTuple):
    """A part of the paper with its own page count: its name, and its first page counted from 0."""

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A PDF in memory; `columns` are all there are to choose from, `room` millimetres wide is the paper."""

    content: bytes
    pages: int
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    columns: tuple[Column, ...]
    room: float


def proof_of(document: Document, progress: Progress = SILENT) -> Proof:
    """Render the document into memory. Raises Cancelled."""
    starts: list[Section] = []

    def noted(title: str, page: int, _total: int) -> None:
        starts.append(Section(title, page))
        progress.note(title, page)

    inspection, stream = Inspection(), BytesIO()
    printed = render_pdf(inspection.watched(document), stream, Progress(noted))
    progress.check()
    found = (*_unprintable(printed.missing, inspection), *inspection.findings(), *_stand_ins(printed))
    return Proof(stream.getvalue(), printed.pages, tuple(starts), found, inspection.columns, inspection.room_mm)


def _unprintable(missing: tuple[MissingGlyph, ...], seen: Inspection) -> Iterator[Finding]:
    """One finding a character, with every place it stands in."""
    words = _("字“{char}”（{code}）没有字体可印，会印作〓：{where}")
    places: dict[tuple[str, str], list[str]] = {}
    for glyph in missing:
        places.setdefault((glyph.char, glyph.codepoint), []).append(glyph.where)
    for (char, code), where in places.items():
        told = words.format(char=char, code=code, where=where[0]) + (
            _("等 {n} 处").format(n=len(where)) if where[1:] else ""
        )
        yield Finding(told, True, None, "\n".join(where), *concerned(iter(seen.rare.get(char, {}))), "character")


def _stand_ins(printed: Printed) -> tuple[Finding, ...]:
    sentences = tuple(dict.fromkeys(printed.substitutions))
    if len(sentences) <= 1:
        return tuple(Finding(sentence.rstrip("。"), warn=False) for sentence in sentences)
    words = _("本机缺 {count} 种公文字体，已用思源字体代替").format(count=len(sentences))
    return (Finding(words, warn=False, details="\n".join(sentences)),)


class Picture(NamedTuple):
    """A page drawn: four bytes a pixel (blue, green, red, unused), `stride` bytes a line."""

    width: int
    height: int
    stride: int
    pixels: bytes


_OPEN: "WeakSet[Sheets]" = WeakSet()


@atexit.register  # after the library's own, and so before it: files are closed while it is still there
def _close_all() -> None:
    for sheets in tuple(_OPEN):
        sheets.close()


class Sheets:
    """The pages of a PDF, drawn one at a time when they are looked at; `sizes` are points (width, height)."""

    def __init__(self, content: bytes) -> None:
        with _LOCK:
            self._file = pypdfium2.PdfDocument(content)
            self.sizes = tuple(self._file.get_page_size(nth) for nth in range(len(self._file)))
        self._open = True
        _OPEN.add(self)

    def __len__(self) -> int:
        return len(self.sizes)

    def draw(self, page: int, scale: float) -> Picture | None:
        """The page counted from 0 at `scale` pixels a point, on white; None when the file was closed meanwhile."""
        with _LOCK:
            if not self._open:
                return None
            sheet = self._file[page]
            bitmap = sheet.render(scale=scale, prefer_bgrx=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRx)
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            sheet.close()
        return picture

    def close(self) -> None:
        """Let go of the file."""
        with _LOCK:
            if self._open:
                self._file.close()
            self._open = False

    def __del__(self) -> None:
        """Close under the lock: the library's own finalizer would not wait for a page being drawn."""
        if hasattr(self, "_open"):
            self.close()
