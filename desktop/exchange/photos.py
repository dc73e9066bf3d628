"""Photographs of students from files named after them: whose each is, cut to the usual size, nothing guessed."""

import enum
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from models.access.rights import edit, reveal
from models.database.attachments import Added, NewFile, attach_all, photos_of, storable
from models.database.contents import digest
from models.database.database import Database
from models.database.query import Query
from models.database.results import read_all
from models.entities.attachments import LARGEST, PHOTO
from models.entities.people import Student
from models.progress import SILENT, Progress
from models.schema.fields import IDENTITY, field_map
from models.schema.showing import mask_numbers
from models.words import N_, _, listed, worded

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 295, 413  # pixels of a 一寸 photograph (specification §2.2)
LARGEST_PHOTO = 200 * 1024  # bytes
_QUALITIES = range(95, 20, -5)
_MOST_PIXELS = 100_000_000  # of what is read; more no camera makes
_PARTS = re.compile(r"\d{17}[\dXx](?![0-9A-Za-z])|[0-9A-Za-z]+|[^\W\d_a-zA-Z·•]+(?:[·•][^\W\d_a-zA-Z·•]+)*")
_PLAIN_WORDS = frozenset(
    ("照片", "相片", "证件照", "登记照", "头像", "正面", "一寸", "二寸", "寸照", "蓝底", "红底", "白底")
)
_NO_NAME = re.compile(r".*[班级届校系部组]|.*专业")
_LIKE_A_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_BETWEEN = re.compile(r"[\s_\-—–+()（）\[\].,，、]+")
_FIELDS = ("name", "student_number", "id_number", "school_class")


class Found(enum.Enum):
    """What became of one file."""

    MATCHED = "matched"
    SAME = "same"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """One file: what became of it and why in words, whose photograph it is (id and words), told by which field."""

    path: Path
    found: Found
    why: str = ""
    student: int | None = None
    shown: str = ""
    told_by: str = ""
    content: bytes = b""

    @property
    def name(self) -> str:
        """The name of the file, without showing the identity number of anybody."""
        return mask_numbers(storable(self.path.name))


@dataclass(frozen=True, slots=True)
class PhotoPlan:
    """What bringing in photographs would do, a line a file in the order they were given."""

    files: tuple[PhotoFile, ...]

    def of(self, *found: Found) -> list[PhotoFile]:
        """The files of which this became."""
        return [file for file in self.files if file.found in found]


class NotAPicture(ValueError):  # noqa: N818 - said as a sentence
    """The content is no picture that can be read."""


def photos_in(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and those that lie in folders, hidden ones left out."""
    found: list[Path] = []
    for path in paths:
        inner = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [one for one in inner if one.is_file() and not one.name.startswith(".")] if path.is_dir() else inner
    return list(dict.fromkeys(found))


def plan_photos(database: Database, paths: Sequence[Path], progress: Progress = SILENT) -> PhotoPlan:
    """Whose photograph each file is, by identity number, student number or name; nothing is written. Raises NotAllowed.

    By an identity number only for whoever may see it whole: others could try which one it is.
    """
    database.require(edit(Student))
    students = _Students.read(database)
    files = [students.matched(path) for path in progress.over(_("核对照片"), paths, every=20)]
    files = _without_doubles(files)
    with database.reading() as connection:
        keys = [file.student for file in files if file.student is not None]
        present = {key: photo.sha256 for key, photo in photos_of(connection, Student.__tablename__, keys).items()}
    done = progress.over(_("裁剪照片"), files, every=5)
    return PhotoPlan(tuple(_cut(file, present) if file.found is Found.MATCHED else file for file in done))


def keep_photos(database: Database, made: PhotoPlan) -> Added:
    """Keep what was matched as one act, in the place of an earlier photograph; raises DiskFull, ReadOnly, Busy."""
    wanted = made.of(Found.MATCHED)
    act = worded(N_("导入照片 {count} 张"), count=len(wanted))
    files = [
        (Student.__tablename__, file.student, NewFile(f"{file.shown.partition('（')[0]}.jpg", file.content, PHOTO))
        for file in wanted if file.student is not None
    ]  # fmt: skip
    return attach_all(database, act, files)


@dataclass(frozen=True, slots=True)
class _Student:
    id: int
    name: str
    number: str | None
    identity: str | None
    school_class: str | None

    @property
    def shown(self) -> str:
        """The name, and what tells namesakes apart."""
        more = "，".join(filter(None, (self.number, self.school_class)))
        return f"{self.name}（{more}）" if more else self.name


@dataclass(frozen=True, slots=True)
class _Students:
    """Everybody, by what files are named after."""

    by_identity: Mapping[str, list[_Student]]
    by_number: Mapping[str, list[_Student]]
    by_name: Mapping[str, list[_Student]]

    @classmethod
    def read(cls, database: Database) -> "_Students":
        """Read them all at once."""
        made, seen = cls({}, {}, {}), not database.may(reveal(Student, IDENTITY))
        with database.reading() as connection:
            for row in read_all(connection, Query(Student), _FIELDS):
                some = _Student(row.id, *(row.values[name] for name in _FIELDS))
                for known, key in (
                    (made.by_identity, some.identity if seen else None), (made.by_number, some.number), (made.by_name, some.name),
                ):  # fmt: skip
                    if key:
                        known.setdefault(key.upper(), []).append(some)  # type: ignore[attr-defined] # filled here alone
        return made

    def matched(self, path: Path) -> PhotoFile:
        """Whose the photograph is, by every part of the name that tells somebody; they must agree."""
        if not path.exists():
            return PhotoFile(path, Found.BAD, _("文件或文件夹不存在"))
        parts = [part.upper().replace("•", "·") for part in _PARTS.findall(path.stem)]
        told: list[tuple[str, list[_Student]]] = []
        for field, known in (
            ("id_number", self.by_identity),
            ("student_number", self.by_number),
            ("name", self.by_name),
        ):
            told += [(field, known[part]) for part in parts if part in known]
        if not told:
            return PhotoFile(path, Found.UNKNOWN, _("文件名里没有库中学生的身份证号、学号或姓名"))
        common = [one for one in told[0][1] if all(one in some for _field, some in told[1:])]
        numbers = [part for part in parts if part in self.by_identity or part in self.by_number]
        other = _another_name(path.stem.upper(), numbers, common[0].name) if len(common) == 1 and numbers else None
        if other is not None:
            words = _("{student}与文件名里的“{name}”不是同一个人，请核对")
            return PhotoFile(path, Found.AMBIGUOUS, words.format(student=common[0].shown, name=other))
        if len(common) == 1:
            title = field_map(Student)[told[0][0]].title
            return PhotoFile(path, Found.MATCHED, "", common[0].id, common[0].shown, title)
        if not common:
            words = _("文件名里的几项不是同一个人：{people}")
            return PhotoFile(path, Found.AMBIGUOUS, words.format(people=listed(some[0].shown for _f, some in told)))
        words = _("有 {count} 名学生叫这个名字：{people}；请把文件改用学号或身份证号命名")
        people = listed(one.shown for one in common)
        return PhotoFile(path, Found.AMBIGUOUS, words.format(count=len(common), people=people))


def _another_name(stem: str, told: Iterable[str], name: str) -> str | None:
    """What reads like the name of somebody else than who a number in the file's name tells."""
    for part in _BETWEEN.split(stem):
        for number in told:
            part = part.replace(number, "")  # noqa: PLW2901 - less and less of it
        if _LIKE_A_NAME.fullmatch(part) and part != name and part not in _PLAIN_WORDS and not _NO_NAME.fullmatch(part):
            return part
    return None


def _without_doubles(files: Sequence[PhotoFile]) -> list[PhotoFile]:
    """Of several files for one student none is taken: which one is meant nobody said."""
    times = Counter(file.student for file in files if file.student is not None)
    words = _("{student}有 {count} 个文件，请只留一个")
    return [
        replace(file, found=Found.AMBIGUOUS, why=words.format(student=file.shown, count=times[file.student]))
        if file.student is not None and times[file.student] > 1 else file
        for file in files
    ]  # fmt: skip


def _cut(file: PhotoFile, present: Mapping[int, str]) -> PhotoFile:
    """The file with its photograph cut, or why there is none."""
    try:
        with file.path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        photo = photograph(content)
    except OSError as error:
        return replace(file, found=Found.BAD, why=_("读不了：{reason}").format(reason=error.strerror or ""))
    except NotAPicture as error:
        return replace(file, found=Found.BAD, why=str(error))
    if file.student is not None and present.get(file.student) == digest(photo):
        return replace(file, found=Found.SAME, why=_("库中已是这一张"))
    return replace(file, content=photo)


def photograph(content: bytes) -> bytes:
    """A picture as JPEG of 295 × 413 pixels and 200 KB at most: cut about its middle, never distorted.

    Raises NotAPicture, with a sentence, for what is none, is cut off, or is too large to be read.
    """
    from PIL import Image, ImageOps

    if len(content) > LARGEST:
        raise NotAPicture(_("文件超过 {most} MB").format(most=LARGEST >> 20))
    try:
        with Image.open(BytesIO(content)) as opened:
            size = opened.size
            fitted = None if size[0] * size[1] > _MOST_PIXELS else ImageOps.fit(
                _on_white(ImageOps.exif_transpose(opened)), (WIDTH, HEIGHT), Image.Resampling.LANCZOS
            )  # fmt: skip
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(_("不是能读的图片，或文件不完整")) from error
    if fitted is None:
        raise NotAPicture(_("图片太大（{width}×{height}）").format(width=size[0], height=size[1]))
    return _small_enough(fitted)


def _on_white(picture: "Image") -> "Image":
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        ground = Image.new("RGBA", whole.size, "white")
        ground.alpha_composite(whole)
        return ground.convert("RGB")
    return picture.convert("RGB")


def _small_enough(picture: "Image") -> bytes:
    for quality in _QUALITIES:
        target = BytesIO()
        picture.save(target, "JPEG", quality=quality, dpi=(300, 300))
        if target.tell() <= LARGEST_PHOTO:
            break
    return target.getvalue()
