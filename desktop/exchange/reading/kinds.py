"""What a file really is, by its first bytes: its name is not believed."""

import re

from desktop.exchange.reading.limits import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ", b"BZh")
_OLD_SHEETS = re.compile(
    rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL
)  # BIFF 2 to 4, or later without a container
_WITHOUT_CONTAINER = b"\x08"
_SHORTCUT = b"L\x00\x00\x00\x01\x14\x02\x00"  # [MS-SHLLINK]
_OWNERS = re.compile(r"~\$|\.~lock\.")  # what programs put beside a workbook while it is open
_MARKUP = re.compile(
    rb"<(!doctype\s+html|html|head|body|table|meta|style|div|tr|script|center|font|!--)", re.IGNORECASE
)
_BOMS = re.compile(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def kind_of(data: bytes, name: str = "") -> str:
    """zip, ole, old or text; raises Unreadable for what is no workbook at all.

    The name is asked only about what is no workbook by its content: an owner file holds the name of a person.
    """
    if data.startswith(b"PK"):
        return "zip"
    if data.startswith(_OLE):
        return _ole(data)
    _refuse_beside(data, name)
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        raise Unreadable("pdf")
    if head.startswith(_IMAGES) or head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Unreadable("image")
    if head[:2] == b"BM" and b"\x00" in head[:14]:
        raise Unreadable("image")
    if head.startswith(_ARCHIVES):
        raise Unreadable("format", "archive")
    if head.startswith(b"{\\rtf"):
        raise Unreadable("format", "word")
    _refuse_markup(head)
    return _old(head) if _OLD_SHEETS.match(head) else "text"


def _old(head: bytes) -> str:
    if head[1:2] == _WITHOUT_CONTAINER:
        raise Unreadable("old-excel")
    return "old"


def _refuse_beside(data: bytes, name: str) -> None:
    """What stands beside a workbook and is taken for it."""
    if data.startswith(_SHORTCUT):
        raise Unreadable("beside", "shortcut")
    if _OWNERS.match(name):
        raise Unreadable("beside", "owner")


def _ole(data: bytes) -> str:
    """An old workbook, or what else lives in such a container; names in its directory are UTF-16."""
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        raise Unreadable("encrypted")
    if _utf16("Workbook\0") in data or _utf16("Book\0") in data:
        return "ole"
    if _utf16("WordDocument") in data:
        raise Unreadable("format", "word")
    if _utf16("PowerPoint Document") in data:
        raise Unreadable("format", "slides")
    raise Unreadable("damaged")


def _refuse_markup(head: bytes) -> None:
    """Web pages and XML, in 8-bit encodings and in UTF-16."""
    plain = _BOMS.sub(b"", head).replace(b"\x00", b"")
    if plain[:13].lower() == b"mime-version:":
        raise Unreadable("html")
    if not plain.startswith(b"<"):
        return
    if b"<html" not in plain.lower() and b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        raise Unreadable("format", "xml")
    if _MARKUP.search(plain):
        raise Unreadable("html")
    if plain.startswith(b"<?xml"):
        raise Unreadable("xml-entities" if b"<!DOCTYPE" in plain else "format", "xml")
