"""Photographs matched to students by the names of files: what is told, what is not and why, and how they are cut."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from desktop.exchange.photos import (
    HEIGHT,
    LARGEST_PHOTO,
    WIDTH,
    Found,
    NotAPicture,
    keep_photos,
    photograph,
    photos_in,
    plan_photos,
)
from models.database.attachments import content_of, photos_of
from models.entities.people import ClassMembership, Student
from models.entities.programmes import SchoolClass
from tests import factories

IDENTITY = factories.identity_number(1)


@pytest.fixture
def students(database):
    """Two of them are called 王伟, in classes."""
    rows = [
        factories.student(1, name="张三", student_number="24010001", id_number=IDENTITY),
        factories.student(2, name="王伟", student_number="24010002"),
        factories.student(3, name="王伟", student_number="24010003"),
        factories.student(4, name="阿依古丽·买买提", student_number="24010004"),
    ]
    with database.transaction("学生") as tx:
        keys = tx.insert_many(Student, rows)
        classes = tx.insert_many(SchoolClass, [{"name": "2024级机电1班"}, {"name": "2024级机电2班"}])
        tx.insert_many(
            ClassMembership,
            [
                {"student": key, "school_class": one, "join_date": date(2024, 9, 1)}
                for key, one in zip(keys[1:3], classes, strict=True)
            ],
        )
    return keys


def picture(size=(600, 800), kind="JPEG", mode="RGB", colour="white"):
    target = BytesIO()
    Image.new(mode, size, colour).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "found", "who", "by"),
    [(f"{IDENTITY}.jpg", Found.MATCHED, 0, "身份证件号"), (f"{IDENTITY.lower()}.jpg", Found.MATCHED, 0, "身份证件号"),
     ("24010001.jpg", Found.MATCHED, 0, "学号"), ("张三.jpg", Found.MATCHED, 0, "姓名"),
     ("24010002王伟.jpg", Found.MATCHED, 1, "学号"), ("2024级机电1班-张三(1).jpg", Found.MATCHED, 0, "姓名"),
     ("张三_24010001.JPG", Found.MATCHED, 0, "学号"), ("阿依古丽·买买提.jpg", Found.MATCHED, 3, "姓名"),
     ("阿依古丽•买买提.jpg", Found.MATCHED, 3, "姓名"), ("照片 24010003.jpg", Found.MATCHED, 2, "学号"),
     ("王伟.jpg", Found.AMBIGUOUS, None, ""), ("24010001王伟.jpg", Found.AMBIGUOUS, None, ""),
     ("李四.jpg", Found.UNKNOWN, None, ""), ("IMG_0001.jpg", Found.UNKNOWN, None, ""), ("张三丰.jpg", Found.UNKNOWN, None, ""),
     ("240100011.jpg", Found.UNKNOWN, None, ""), ("24010001张五.jpg", Found.AMBIGUOUS, None, ""),
     ("24010001机电1班.jpg", Found.MATCHED, 0, "学号"), ("24010001 证件照.jpg", Found.MATCHED, 0, "学号")],
)  # fmt: skip
def test_whose_photograph_it_is(database, students, tmp_path, name, found, who, by):
    path = tmp_path / name
    path.write_bytes(picture())
    (file,) = plan_photos(database, [path]).files
    assert (file.found, file.student, file.told_by) == (found, None if who is None else students[who], by)
    assert bool(file.why) == (found is not Found.MATCHED)


def test_namesakes_are_named_with_what_tells_them_apart(database, students, tmp_path):
    path = tmp_path / "王伟.jpg"
    path.write_bytes(picture())
    (file,) = plan_photos(database, [path]).files
    for words in ("24010002", "2024级机电1班", "24010003", "2024级机电2班"):
        assert words in file.why


def test_of_two_files_for_one_student_none_is_taken(database, students, tmp_path):
    folder = tmp_path / "照片"
    folder.mkdir()
    for name in ("张三.jpg", "24010001.png", "24010004.jpg"):
        (folder / name).write_bytes(picture())
    made = plan_photos(database, photos_in([folder]))
    assert {file.path.name: file.found for file in made.files} == {
        "张三.jpg": Found.AMBIGUOUS, "24010001.png": Found.AMBIGUOUS, "24010004.jpg": Found.MATCHED,
    }  # fmt: skip


def test_no_identity_number_is_shown_in_the_name_of_a_file(database, students, tmp_path):
    path = tmp_path / f"{IDENTITY}.jpg"
    path.write_bytes(picture())
    made = plan_photos(database, [path])
    assert IDENTITY not in made.files[0].name
    keep_photos(database, made)
    with database.reading() as connection:
        assert photos_of(connection, "student", students)[students[0]].file_name == "张三.jpg"


def test_they_are_kept_as_one_act_and_the_same_is_not_kept_twice(database, students, tmp_path):
    folder = tmp_path / "照片"
    folder.mkdir()
    for number in (1, 4):
        (folder / f"2401000{number}.jpg").write_bytes(picture(colour=(number, 9, 9)))
    made = plan_photos(database, photos_in([folder]))
    assert len(keep_photos(database, made).ids) == 2
    again = plan_photos(database, photos_in([folder]))
    assert [file.found for file in again.files] == [Found.SAME, Found.SAME]
    assert keep_photos(database, again).ids == ()
    with database.reading() as connection:
        kept = photos_of(connection, "student", students)
    assert set(kept) == {students[0], students[3]}
    assert all(one.media_type == "image/jpeg" for one in kept.values())
    assert Image.open(BytesIO(content_of(database, kept[students[0]]))).size == (WIDTH, HEIGHT)
    database.undo()
    with database.reading() as connection:
        assert photos_of(connection, "student", students) == {}


@pytest.mark.parametrize(
    "content",
    [picture(), picture((2000, 500)), picture((500, 2000)), picture((100, 100)), picture(kind="PNG", mode="RGBA"),
     picture(kind="PNG", mode="P", colour=0), picture(kind="GIF", mode="L"), picture(kind="WEBP"), picture(mode="CMYK"),
     picture((295, 413))],
)  # fmt: skip
def test_every_picture_becomes_a_jpeg_of_the_usual_size(content):
    made = photograph(content)
    opened = Image.open(BytesIO(made))
    assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (WIDTH, HEIGHT))
    assert len(made) <= LARGEST_PHOTO


def test_it_is_cut_about_the_middle_and_not_distorted():
    wide = Image.new("RGB", (1180, 413), "red")
    ImageDraw.Draw(wide).rectangle((443, 0, 737, 412), fill="blue")  # the middle 295 columns
    target = BytesIO()
    wide.save(target, "PNG")
    opened = Image.open(BytesIO(photograph(target.getvalue())))
    for x, y in ((10, 10), (284, 10), (147, 206), (10, 402), (284, 402)):
        red, _green, blue = opened.getpixel((x, y))
        assert (blue > 200, red < 60) == (True, True), (x, y)


def test_what_the_camera_turned_is_turned_back():
    lying = Image.new("RGB", (413, 295), "red")
    ImageDraw.Draw(lying).rectangle((0, 0, 100, 294), fill="blue")
    exif = lying.getexif()
    exif[0x0112] = 6  # to be turned by a quarter
    target = BytesIO()
    lying.save(target, "JPEG", exif=exif)
    opened = Image.open(BytesIO(photograph(target.getvalue())))
    assert opened.size == (WIDTH, HEIGHT)
    red, _green, blue = opened.getpixel((147, 20))
    assert blue > red, "what was at the left is above"


def test_noise_is_kept_within_the_size():
    import random

    rng = random.Random(1)
    noisy = Image.frombytes("RGB", (WIDTH * 2, HEIGHT * 2), rng.randbytes(WIDTH * HEIGHT * 12))
    target = BytesIO()
    noisy.save(target, "PNG")
    assert len(photograph(target.getvalue())) <= LARGEST_PHOTO


@pytest.mark.parametrize("content", [b"", b"no picture", picture()[:200], b"%PDF-1.7", picture(kind="PNG")[:60]])
def test_what_is_no_picture_is_said(database, students, tmp_path, content):
    with pytest.raises(NotAPicture):
        photograph(content)
    path = tmp_path / "张三.jpg"
    path.write_bytes(content)
    (file,) = plan_photos(
        database,
        [
            path,
        ],
    ).files
    assert (file.found, bool(file.why)) == (Found.BAD, True)


def test_files_that_are_gone_are_said(database, students, tmp_path):
    made = plan_photos(database, [tmp_path / "张三.jpg", tmp_path / "没有的文件夹"])
    assert [(file.found, file.why) for file in made.files] == [(Found.BAD, "文件或文件夹不存在")] * 2


def test_folders_are_looked_through_without_what_is_hidden(tmp_path):
    inner = tmp_path / "一班"
    inner.mkdir()
    for name in ("b.jpg", ".DS_Store", "a.jpg"):
        (inner / name).write_bytes(b"x")
    single = tmp_path / "c.jpg"
    single.write_bytes(b"x")
    assert [path.name for path in photos_in([inner, single, single])] == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_hundred_files_cost_no_more_statements_than_one(database, students, tmp_path):
    import sqlalchemy as sa

    def counted(count):
        paths = [tmp_path / f"没有{n}.jpg" for n in range(count)]
        for path in paths:
            path.write_bytes(b"x")
        statements = []
        sa.event.listen(database.engine, "before_cursor_execute", note := lambda *given: statements.append(given[2]))
        try:
            plan_photos(database, paths)
        finally:
            sa.event.remove(database.engine, "before_cursor_execute", note)
        return len(statements)

    plan_photos(database, [])
    assert counted(100) == counted(1)
