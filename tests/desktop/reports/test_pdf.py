"""The PDF: what it says, that it can be copied and searched, and that it never changes by itself."""

import re
import shutil
import subprocess
from datetime import datetime
from io import BytesIO

import pypdf
import pytest

from desktop.reports.document import Column, Document, PageBreak, Paragraph, Row, Table, Title
from desktop.reports.flow import NOTE
from desktop.reports.fonts import GETA, Typeface, to_unicode, visible
from desktop.reports.pdf import render_pdf
from desktop.reports.text import render_text
from models.progress import Cancelled, Progress
from models.resources import resource


@pytest.fixture
def typeface():
    return Typeface(directories=())


def printed(document, typeface):
    buffer = BytesIO()
    result = render_pdf(document, buffer, typeface=typeface)
    return result, buffer.getvalue()


def pages(content):
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def packed(text):
    return re.sub(r"[\s　]", "", text)


def one_cell(text, **more):
    return Document("册", [Table((Column("姓名", 60, kind="name"),), [Row((text,))])], **more)


def test_says_what_the_text_says(paper, typeface):
    _result, content = printed(paper, typeface)
    found = packed("".join(pages(content)))
    for line in render_text(paper).splitlines()[1:]:
        if line.startswith(("|-", "=")):
            continue
        for cell in line.split("|"):
            assert packed(cell) in found


def test_every_section_counts_its_own_pages(paper, typeface):
    result, content = printed(paper, typeface)
    counted = [re.search(r"第 (\d) 页 共 (\d) 页", page).groups() for page in pages(content)]
    assert counted == [("1", "2"), ("2", "2"), ("1", "1"), ("1", "1")]
    assert result.pages == 4


def test_feet_carry_form_and_printing(paper, typeface):
    for page in pages(printed(paper, typeface)[1]):
        assert "双元 XJ-01" in page
        assert "打印时间：2025-09-30 14:05　打印人：王老师" in page


@pytest.mark.parametrize("name", ["张𬭎", "王䶮", "李㛃", "赵𠅤然", "买买提·吐尔逊", "a<b>&\\(c)"])
def test_rare_characters_copy_right(name, typeface):
    _result, content = printed(one_cell(name), typeface)
    assert packed(name) in packed(pages(content)[0])


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
def test_rare_characters_copy_right_with_poppler(tmp_path, typeface):
    render_pdf(one_cell("张𬭎"), tmp_path / "a.pdf", typeface=typeface)
    said = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
    assert "张𬭎" in packed(said.stdout.decode())


def test_to_unicode_is_utf16_in_blocks_of_a_hundred():
    said = to_unicode("F", [0, *range(0x4E00, 0x4E00 + 150), 0x2CB4E])
    assert "<97> <D872DF4E>" in said
    assert re.findall(r"(\d+) beginbfchar", said) == ["100", "51"]
    assert "<00> <0000>" not in said


def test_all_typefaces_are_embedded(paper, typeface):
    reader = pypdf.PdfReader(BytesIO(printed(paper, typeface)[1]))
    fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"] for font in (font.get_object() for font in fonts))


def test_the_same_document_gives_the_same_bytes(paper):
    first, second = (printed(paper, Typeface(directories=()))[1] for _nth in range(2))
    assert first == second


def test_what_cannot_be_printed_is_listed(typeface):
    result, content = printed(one_cell("张\U000323af"), typeface)
    (glyph,) = result.missing
    assert (glyph.char, glyph.codepoint) == ("\U000323af", "U+323AF")
    assert glyph.where.startswith("第 1 页")
    assert GETA in pages(content)[0]


def test_a_rare_character_comes_from_another_typeface(tmp_path):
    typeface = Typeface(directories=())
    assert typeface.runs("张\u2611", "body")[0][1] == "张" + GETA
    assert typeface.unprintable == {"\u2611"}


def test_substitutions_are_told_once(paper, typeface):
    result, _content = printed(paper, typeface)
    assert result.substitutions == (
        "本机没有“仿宋”字体，已用“思源宋体”代替。",
        "本机没有“方正小标宋简体”字体，已用“思源宋体 粗体”代替。",
        "本机没有“楷体”字体，已用“思源宋体”代替。",
    )


def test_the_offices_own_typeface_is_preferred(tmp_path):
    (tmp_path / "SimFang.ttf").write_bytes(resource("fonts", "NotoSansSC-Regular.ttf").read_bytes())
    own = Typeface(directories=(tmp_path,))
    result, content = printed(one_cell("张三"), own)
    assert result.substitutions == ()
    assert "张　三" in pages(content)[0]


def test_a_broken_typeface_is_passed_over(tmp_path):
    (tmp_path / "simfang.ttf").write_bytes(b"not a typeface")
    result, content = printed(one_cell("张\U000323af"), Typeface(directories=(tmp_path,)))
    assert len(result.missing) == len(result.substitutions) == 1
    assert "张" in pages(content)[0]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("a\tb", "a b"), ("张\u200b三", "张三"), ("一\r\n二", "一\n二"), ("张　三", "张　三"), ("a\x00\ufeffb", "ab")],
)
def test_invisible_characters_are_dropped(text, seen):
    assert visible(text) == seen


def test_sensitive_papers_are_marked_on_every_page(typeface):
    blocks = [Title("甲"), PageBreak(restart_numbering=False), Paragraph("乙")]
    document = Document("册", blocks, sensitive=True, printed_by="王老师")
    assert all("含个人信息　王老师" in page for page in pages(printed(document, typeface)[1]))


def test_an_empty_document_is_one_empty_page(typeface):
    assert printed(Document("册", ()), typeface)[0].pages == 1


def test_a_stopped_printing_leaves_the_old_file(paper, tmp_path, typeface):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")

    def stop_at_second(_name, done, _total):
        if done:
            progress.stop()

    progress = Progress(stop_at_second)
    with pytest.raises(Cancelled):
        render_pdf(paper, target, progress, typeface=typeface)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(("paper_size", "landscape", "size"), [("A4", False, (595, 842)), ("A3", True, (1191, 842))])
def test_paper(paper_size, landscape, size, typeface):
    content = printed(one_cell("张三", paper=paper_size, landscape=landscape), typeface)[1]
    box = pypdf.PdfReader(BytesIO(content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("who", ["", "欧阳修文老师"])
def test_the_feet_stand_apart(landscape, who, typeface):
    """Form, page and printing; on a narrow page the middle gives way."""
    printed_at = datetime(2025, 9, 30, 14, 5)  # noqa: DTZ001 - what is printed
    document = one_cell(
        "张三", code="XJ-01B", footer_left="双元", printed_by=who, printed_at=printed_at, landscape=landscape
    )
    seen = []

    def see(_operator, operands, cm, tm):
        if _operator in (b"Tj", b"TJ"):
            seen.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

    pypdf.PdfReader(BytesIO(printed(document, typeface)[1])).pages[0].extract_text(visitor_operand_before=see)
    foot = sorted(x for x, y in seen if y == min(y for _x, y in seen))
    texts = (document.left_foot(), "第 1 页 共 1 页", document.printed())
    assert len(foot) == len(texts)
    for x, text, after in zip(foot, texts, foot[1:], strict=False):
        assert x + typeface.width(text, "body") * NOTE + NOTE / 2 < after, text
