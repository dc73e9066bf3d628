"""Files kept with records: a row says of which record and what it is called, the content lies once in a file beside."""

from datetime import date

from models.schema.fields import Entity, Mapped, field, reference
from models.schema.types import Code, Date, Integer, Text
from models.words import N_

PHOTO = "3"  # attachment-kind 照片
LARGEST = 20 << 20  # bytes of one file
_LAST_ID = (1 << 63) - 1


class Attachment(Entity):
    """One file of one record 附件 (registers.md §9); `sha256` of its bytes finds the content."""

    label = N_("附件")
    display = "file_name"
    keys = (("entity", "record_id", "sha256"),)
    order = ("entity", "record_id", "kind", "file_name", "version")
    importable = False
    internal = True

    entity: Mapped[str] = field("所属登记", Text(40), required=True)
    record_id: Mapped[int] = field("记录", Integer(0, _LAST_ID), required=True, index=True)
    kind: Mapped[str | None] = field("附件类别", Code("attachment-kind", strict=True))
    title: Mapped[str | None] = field("标题", Text(100))
    file_name: Mapped[str] = field("文件名", Text(200), required=True)
    media_type: Mapped[str] = field("类型", Text(100), required=True)
    size: Mapped[int] = field("大小", Integer(1, LARGEST), required=True)
    sha256: Mapped[str] = field("校验值", Text(64), required=True, index=True)
    version: Mapped[int] = field("版本", Integer(1, 9999), required=True)
    replaces_id: Mapped[int | None] = reference("替换", to="attachment")
    taken_date: Mapped[date | None] = field("日期", Date())
