"""Workbooks that a parser reads: xlsx, xlsb, xls, ods."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from desktop.exchange.reading.formats import cells_of_xls, cells_of_xlsx, styles_of_xlsx
from desktop.exchange.reading.limits import Unreadable, check_area
from desktop.exchange.reading.ods import survey_ods, worth_surveying
from desktop.exchange.reading.zip import Survey, open_zip, part, parts_of, plain, replaced, survey_sheet

if TYPE_CHECKING:
    from desktop.exchange.reading.protocol import Sender

_RELATIONS = "xl/_rels/workbook.xml.rels"
_OTHER_DOCUMENTS = (("word/", "word"), ("ppt/", "slides"))


class Parsed:
    """A workbook's parser, and what was found out about its sheets beforehand, by sheet name."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.format = "xls"
        self.surveys: dict[str, Survey] = {}
        self.merged: dict[str, list[tuple[int, int, int, int]]] = {}
        source: io.BytesIO = io.BytesIO(data)
        if kind == "zip":
            source = self._look(open_zip(data), source)
        try:
            self.book = CalamineWorkbook.from_filelike(source)
        except PasswordError:
            raise Unreadable("encrypted") from None
        except (CalamineError, OSError, ValueError):
            raise Unreadable("damaged") from None
        if kind == "ole":
            names = (meta.name for meta in self.book.sheets_metadata)
            self.surveys = {name: Survey(shown=cells) for name, cells in zip(names, cells_of_xls(data), strict=False)}

    def _look(self, container: zipfile.ZipFile, source: io.BytesIO) -> io.BytesIO:
        names = parts_of(container)
        if "xl/workbook.xml" in names:
            self.format = "xlsx"
            return self._look_xlsx(container, names, source)
        if "xl/workbook.bin" in names:
            self.format = "xlsb"
            return source
        if "content.xml" in names:
            self.format = "ods"
            self._look_ods(container, names)
            return source
        for folder, document in _OTHER_DOCUMENTS:
            if any(name.startswith(folder) for name in names):
                raise Unreadable("format", document)
        raise Unreadable("format", "archive")

    def _look_xlsx(self, container: zipfile.ZipFile, names: dict[str, str], source: io.BytesIO) -> io.BytesIO:
        if "xl/sharedstrings.xml" in names:
            part(container, names["xl/sharedstrings.xml"])
        styles = styles_of_xlsx(part(container, names["xl/styles.xml"])) if "xl/styles.xml" in names else {}
        pictures = "xl/richdata/richvaluerel.xml" in names
        trimmed: dict[str, bytes] = {}  # parts that are not given to the parser as they are
        for sheet, path in sheet_parts(container, names):
            if path.lower() not in names:
                continue
            data = part(container, names[path.lower()])
            survey = survey_sheet(data, pictures=pictures)
            survey.shown = cells_of_xlsx(survey.trimmed or data, styles)
            self.surveys[sheet] = survey
            if survey.trimmed is not None:
                trimmed[names[path.lower()]] = survey.trimmed
                survey.trimmed = None
        if _RELATIONS in names and b"\\" in (links := part(container, names[_RELATIONS])):
            trimmed[names[_RELATIONS]] = links.replace(b"\\", b"/")
        odd = any(plain(name) != name for name in names.values())
        return replaced(container, trimmed) if trimmed or odd else source

    def _look_ods(self, container: zipfile.ZipFile, names: dict[str, str]) -> None:
        if "meta-inf/manifest.xml" in names:
            manifest = part(container, names["meta-inf/manifest.xml"])
            if b"encryption-data" in manifest:
                raise Unreadable("encrypted")
        content = part(container, names["content.xml"])
        if b"<office:spreadsheet" not in content:
            raise Unreadable("format", "word" if b"<office:text" in content else "unknown")
        styles = part(container, names["styles.xml"]) if "styles.xml" in names else b""
        if not worth_surveying(content) and not worth_surveying(styles):
            return
        tables = re.findall(rb'<table:table [^>]*?table:name="([^"]*)"', content)
        for name, sheet in zip(tables, survey_ods(content), strict=False):
            text = ET.fromstring(b'<a b="' + name + b'"/>').get("b", "")  # noqa: S314 - entities were refused before
            self.surveys[text] = Survey(broken=sheet.broken, shown=sheet.shown)
            self.merged[text] = sheet.merged

    def worksheets(self) -> list[tuple[str, bool]]:
        """Names of the worksheets and whether each is hidden; charts, macros and dialogues are none."""
        return [
            (meta.name, "Visible" not in str(meta.visible).rpartition(".")[2].split("Very")[0])
            for meta in self.book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]

    def merges(self, name: str, sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
        """Merged ranges of a sheet, 0-based and inclusive."""
        ranges: Any = sheet.merged_cell_ranges or ()
        return [(*first, *last) for first, last in ranges] or self.merged.get(name, [])


def sheet_parts(container: zipfile.ZipFile, names: dict[str, str]) -> list[tuple[str, str]]:
    """Sheet names and the parts that hold them, in workbook order."""
    links: dict[str, str] = {}
    if _RELATIONS in names:
        for link in _xml(part(container, names[_RELATIONS])):
            target = link.get("Target", "")
            target = target.replace("\\", "/")
            links[link.get("Id", "")] = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    found = []
    for element in _xml(part(container, names["xl/workbook.xml"])).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in element.items() if name.endswith("}id")), "")
            found.append((element.get("name", ""), posixpath.normpath(links.get(key, ""))))
    return found


def _xml(data: bytes) -> ET.Element:
    try:
        return ET.fromstring(data)  # noqa: S314 - parts that define entities were refused before
    except ET.ParseError:
        raise Unreadable("damaged") from None


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """Rows from the first row and column on; the parser's own iterator leaves out empty columns at the left."""
    if sheet.start is None or sheet.end is None:
        return iter(())
    check_area(*sheet.end)
    rows: Iterator[Sequence[Any]] = sheet.iter_rows()
    if sheet.start[1] == 0:
        return rows
    left = [None] * sheet.start[1]
    return (left + list(row) for row in rows)


def send_parsed(data: bytes, kind: str, wanted: str | None, sender: "Sender") -> None:
    """Read a workbook and send its worksheets, or only the one called `wanted`."""
    parsed = Parsed(data, kind)
    sheets = parsed.worksheets()
    if not sheets:
        raise Unreadable("no-worksheet")
    if wanted is not None:
        sheets = [sheet for sheet in sheets if sheet[0] == wanted]
        if not sheets:
            raise Unreadable("no-sheet", wanted)
    sender.say("book", parsed.format)
    for name, hidden in sheets:
        try:
            sheet = parsed.book.get_sheet_by_name(name)
        except CalamineError:
            raise Unreadable("damaged") from None
        survey = parsed.surveys.get(name, Survey())
        sender.sheet(
            name,
            _rows(sheet),
            hidden=hidden,
            merged=parsed.merges(name, sheet),
            broken=survey.broken,
            shown=survey.shown,
            stray=survey.stray,
        )
