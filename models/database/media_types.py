"""What a file is, told by its first bytes and not by its name."""

import zipfile
from io import BytesIO

PDF, JPEG, PNG, UNKNOWN, PROGRAM = (
    "application/pdf", "image/jpeg", "image/png", "application/octet-stream", "application/x-executable",
)  # fmt: skip
_BEGINNINGS = (
    (b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"BM", "image/bmp"), (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"), (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"), (b"MZ", PROGRAM), (b"\x7fELF", PROGRAM),
)  # fmt: skip
_OFFICE = {"word/": "wordprocessingml.document", "xl/": "spreadsheetml.sheet", "ppt/": "presentationml.presentation"}
_LOOKED_AT = 4096  # bytes of a text


def media_type(content: bytes) -> str:
    """The media type of a file's bytes; UNKNOWN where they say nothing, PROGRAM for what a computer would run."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:2] == b"PK":
        return _zipped(content)
    found = next((kind for begin, kind in _BEGINNINGS if content.startswith(begin)), None)
    return found or ("text/plain" if _is_text(content[:_LOOKED_AT]) else UNKNOWN)


def _zipped(content: bytes) -> str:
    try:
        names = zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return UNKNOWN
    office = next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), None)
    return f"application/vnd.openxmlformats-officedocument.{office}" if office else "application/zip"


def _is_text(some: bytes) -> bool:
    if b"\x00" in some:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            some.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(some) - 3:  # cut off in the middle of a character
                return True
        else:
            return True
    return False
