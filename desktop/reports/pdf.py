"""Drawing a document as PDF: every page as layout placed it, all typefaces embedded, the same bytes every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from reportlab.lib.rl_accel import escapePDF
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.atomic_file import deliver
from desktop.reports.document import Document
from desktop.reports.fitting import Fitter
from desktop.reports.flow import MM, NOTE, Frame, Page, Text, frame_of
from desktop.reports.fonts import Typeface
from desktop.reports.layout import lay_out
from desktop.reports.sections import sections
from models.progress import SILENT, Progress
from models.words import _

_DRAWING = Lock()  # reportlab reads a typeface's file at a shared position
_THIN, _THICK = 0.5, 1.0
_GREY, _WATERMARK = 0.9, 0.88
_FOOT = 10 * MM  # the footer's line above the paper's edge


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character no typeface of this computer has (printed as 〓), and the page and words it stands in."""

    char: str
    codepoint: str
    where: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of the printing: pages, what could not be printed, and which typefaces stood in for others."""

    pages: int
    missing: tuple[MissingGlyph, ...]
    substitutions: tuple[str, ...]


def render_pdf(
    document: Document, target: Path | BinaryIO, progress: Progress = SILENT, *, typeface: Typeface | None = None
) -> Printed:
    """Write the document to a file or stream.

    A file appears only when it is complete; one that was there before is replaced then. Raises Cancelled when the
    work was stopped and OSError when the file cannot be written.
    """
    with _DRAWING:
        press = _Press(document, typeface or Typeface())
        for section in sections(document):
            progress.note(section.title, press.count)
            press.draw(lay_out(section.blocks, press.frame, press.fitter))
        content = press.finish()
    progress.check()
    deliver(content, target)
    return Printed(press.count, tuple(press.missing), press.typeface.substitutions)


class _Press:
    """One PDF while it is drawn."""

    def __init__(self, document: Document, typeface: Typeface) -> None:
        self.document, self.typeface = document, typeface
        self.frame: Frame = frame_of(document)
        self.fitter = Fitter(typeface.width)
        self.missing: list[MissingGlyph] = []
        self.count = 0
        self._operators: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._buffer = BytesIO()
        self._canvas = self._open()

    def _open(self) -> Any:  # a reportlab Canvas, which has no types
        size = (self.frame.paper_width, self.frame.paper_height)
        name = self.typeface.font("body").fontName
        canvas = Canvas(self._buffer, size, pageCompression=1, invariant=1, initialFontName=name, lang="zh-CN")
        canvas.setTitle(self.document.title)
        canvas.setCreator(_("双元"))
        canvas.setAuthor(self.document.printed_by)
        canvas.setSubject(self.document.code)
        return canvas

    def draw(self, pages: Sequence[Page]) -> None:
        """Draw the pages of one section, numbered from 1."""
        for nth, page in enumerate(pages, 1):
            self.count += 1
            self._watermark()
            self._rules(page)
            self._pictures(page)
            self._words([*page.texts, *self._footer(nth, len(pages))])
            self._canvas.showPage()

    def finish(self) -> bytes:
        """The bytes of the whole file; a document that says nothing is one empty page."""
        if not self.count:
            self.draw([Page()])
        self._canvas.save()
        return self._buffer.getvalue()

    def _footer(self, number: int, total: int) -> list[Text]:
        frame, document = self.frame, self.document
        middle = _("第 {page} 页 共 {pages} 页").format(page=number, pages=total)
        texts = (document.left_foot(), middle, document.printed())
        left, own, right = (self.typeface.width(text, "body") * NOTE for text in texts)
        centre = (frame.width - own) / 2
        if centre + own + NOTE > frame.width - right:  # on a narrow page it stands amid what is free
            centre = max(left, (left + frame.width - right - own) / 2)
        places = (0, centre, frame.width - right)
        return [
            Text(frame.left + place, _FOOT, text, "body", NOTE)
            for text, place in zip(texts, places, strict=True)
            if text
        ]

    def _rules(self, page: Page) -> None:
        canvas = self._canvas
        canvas.setFillGray(_GREY)
        for box in page.grey:
            canvas.rect(*box, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setLineWidth(_THIN)
        if page.thin:
            canvas.lines(page.thin)
        canvas.setLineWidth(_THICK)
        for box in page.boxes:
            canvas.rect(*box, stroke=1, fill=0)

    def _pictures(self, page: Page) -> None:
        """Photos in their frames, as large as fits without being pulled out of shape."""
        for x, y, width, height, content in page.pictures:
            self._canvas.drawImage(
                ImageReader(BytesIO(content)), x, y, width, height, preserveAspectRatio=True, anchor="c"
            )
        self._canvas.setLineWidth(_THIN)
        for box in page.frames:
            self._canvas.rect(*box, stroke=1, fill=0)

    def _watermark(self) -> None:
        marks = self._marks()
        if not marks:
            return
        canvas, lines = self._canvas, list[Text]()
        canvas.saveState()
        canvas.setFillGray(_WATERMARK)
        canvas.translate(self.frame.paper_width / 2, self.frame.paper_height / 2)
        canvas.rotate(35)
        for step in (-1, 0, 1):
            words, size = marks[step % len(marks)]
            width = self.typeface.width(words, "body") * size
            lines.append(Text(-width / 2, step * 75 * MM, words, "body", size))
        self._words(lines)
        canvas.restoreState()

    def _marks(self) -> list[tuple[str, float]]:
        """What stands across the page, with sizes: that it is a draft, and whose hands private values are in."""
        document = self.document
        personal = _("含个人信息　{name}").format(name=document.printed_by).strip("　 ")
        draft = [(_("草　稿"), 60.0)] if document.draft else []
        return [*draft, *([(personal, 30.0)] if document.sensitive else [])]

    def _words(self, texts: Sequence[Text]) -> None:
        """All words of a page in one text object; a font is named only where it changes."""
        code, current = ["BT"], ("", 0.0)
        unprintable = self.typeface.unprintable
        for x, y, text, face, size in texts:
            pieces = self._operators.get((face, text)) or self._encode(face, text)
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            for font, shown in pieces:
                if current != (font, size):
                    current = (font, size)
                    code.append(f"{font} {size:.3f} Tf")
                code.append(f"({shown}) Tj")
            if unprintable and not unprintable.isdisjoint(text):
                self._note_missing(text)
        self._canvas.addLiteral("\n".join([*code, "ET"]))

    def _encode(self, face: str, text: str) -> list[tuple[str, str]]:
        """The text as (name of a font's subset, escaped codes), kept: classes and places recur on every line."""
        document = self._canvas._doc  # noqa: SLF001 - reportlab's own TTFont API asks for it
        found = [
            (font.getSubsetInternalName(subset, document), escapePDF(codes))
            for font, run in self.typeface.runs(text, face)
            for subset, codes in font.splitString(run, document)
        ]
        self._operators[face, text] = found
        return found

    def _note_missing(self, text: str) -> None:
        where = _("第 {page} 页“{text}”").format(page=self.count, text=text)
        for char in dict.fromkeys(text):
            glyph = MissingGlyph(char, f"U+{ord(char):04X}", where)
            if char in self.typeface.unprintable and glyph not in self.missing:
                self.missing.append(glyph)
