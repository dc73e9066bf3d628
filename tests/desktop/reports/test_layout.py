"""Layout without a PDF: rows to pages, words to widths."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.document import Column, Document, PageBreak, Row, SignOff, Table, Title, sentence
from desktop.reports.fitting import LEADING, Fitted, Fitter, Room, balanced, wrap
from desktop.reports.flow import MIDDLE, MM, Slot, cut, frame_of
from desktop.reports.layout import lay_out
from desktop.reports.tables import grid_of, set_cell
from models.schema.widths import width


def ems(text, _face=""):
    return width(text) / 2


@pytest.mark.parametrize(
    ("count", "first", "page", "tail", "parts"),
    [
        (3, 10, 10, 0, [(0, 3)]),
        (3, 3, 10, 0, [(0, 3)]),
        (12, 5, 10, 0, [(0, 5), (5, 12)]),
        (5, 5, 10, 1, [(0, 3), (3, 5)]),  # the total takes two rows along
        (15, 5, 10, 1, [(0, 5), (5, 13), (13, 15)]),
        (2, 1, 10, 1, [(0, 0), (0, 2)]),  # all on the next page
        (2, 0, 10, 0, [(0, 0), (0, 2)]),
        (12, 10, 10, 9, [(0, 10), (10, 12)]),  # the tail does not fit with two rows on any page: it is left alone
        (0, 3, 10, 2, [(0, 0)]),
        (0, 1, 10, 2, [(0, 0), (0, 0)]),
    ],
)
def test_cut(count, first, page, tail, parts):
    assert [(part.start, part.stop) for part in cut([1] * count, first, page, tail)] == parts


@given(
    st.lists(st.floats(1, 40), max_size=60),
    st.floats(0, 100),
    st.floats(0, 90),
)
def test_cut_loses_no_row_and_overfills_no_page(heights, first, tail):
    parts = cut(heights, first, 100, tail)
    assert [nth for part in parts for nth in part] == list(range(len(heights)))
    for nth, part in enumerate(parts):
        assert sum(heights[part.start : part.stop]) <= (100 if nth else first) + 1e-3
        assert len(part) or nth == 0 or not heights
    if tail + sum(heights[-2:]) <= 100:
        last = parts[-1]
        assert sum(heights[last.start : last.stop]) + tail <= (100 if len(parts) > 1 else first) + 1e-3
        assert len(last) >= min(2, len(heights))


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("沈阳机床", 2, ("沈阳", "机床")),
        ("第一，第二", 2, ("第", "一，", "第二")),  # no line begins with a comma
        ("（甲）乙", 2.5, ("（甲", "）乙")),  # unless the width leaves no choice
        ("（甲）乙", 3, ("（甲）", "乙")),
        ("按【乙】", 3, ("按", "【乙】")),
        ("见〔2016〕号", 5, ("见〔2016〕", "号")),
        ("abc defg", 2, ("abc", "defg")),
        ("SX-2026-0237", 4, ("SX-2026-", "0237")),  # a number breaks between its parts
        ("SX-2026-0237", 3.5, ("SX-", "2026-", "0237")),
        ("XY/2026/甲-12", 3, ("XY/", "2026/", "甲-12")),
        ("SX-20260237", 3, ("SX-202", "60237")),  # unless a part is wider than the line
        ("210102200801010011", 5, ("2101022008", "01010011")),
        ("第一行\n第二行", 9, ("第一行", "第二行")),
        ("", 9, ("",)),
    ],
)
def test_wrap(text, limit, lines):
    assert wrap(text, limit, ems) == lines


def test_balanced_lines_are_of_equal_length():
    assert balanced("沈阳机床有限责任公司", 9, ems) == ("沈阳机床有", "限责任公司")


def test_balancing_cuts_no_word_that_stands_whole():
    assert balanced("Political status", 5, ems) == ("Political", "status")
    assert balanced("现有2025012345名", 7, ems) == ("现有", "2025012345名")


@pytest.mark.parametrize(
    ("text", "width", "size", "lines"),
    [
        ("沈阳机床", 40, 10, 1),
        ("沈阳机床", 36, 9, 1),  # shrinks to fit
        ("沈阳机床", 32, 8, 1),  # no further than 80 %
        ("沈阳机床", 30, 8, 2),  # then wraps
        ("沈阳机床集团有限责任公司", 40, 7.2, 3),
        ("210102200801010011", 65, 65 / 9, 1),  # a number is rather shrunk than torn
        ("210102200801010011", 62, 8, 2),  # no further than 70 %
        ("female", 15, 5, 1),  # a word to half its size
        ("female", 14, 8, 2),
    ],
)
def test_fit(text, width, size, lines):
    fitted = Fitter(ems).fit(text, Room("body", 10, width))
    assert (fitted.size, len(fitted.lines)) == (pytest.approx(size), lines)


def test_headings_wrap_before_they_shrink():
    assert Fitter(ems).fit("现代学徒", Room("head", 10, 25, wrap_first=True)) == (10, ("现代", "学徒"))


@given(
    st.text(st.characters(codec="utf-8", categories=["Lu", "Nd", "Lo", "Po", "Ps", "Pe"]), min_size=1, max_size=80),
    st.floats(15, 200),
)
def test_fit_cuts_nothing(text, width):
    fitted = Fitter(ems).fit(text, Room("body", 10, width, 60))
    assert "".join(fitted.lines) == text
    assert fitted.height <= 60 or fitted.size <= 1
    assert all(ems(line) * fitted.size <= width * 1.0001 or len(line) == 1 for line in fitted.lines)


PORTRAIT = Document("", ())
COLUMNS = (Column("序号", 20, kind="code"), Column("单位", 60), Column("人数", 20, kind="number"))


def _pages(*blocks, document=PORTRAIT):
    return lay_out(blocks, frame_of(document), Fitter(ems))


def _words(page):
    return [text.text for text in page.texts]


def _table(count, **more):
    return Table(COLUMNS, [Row((nth, f"企业{nth // 4}", 1)) for nth in range(count)], **more)


def test_frames_leave_room_at_the_binding_edge():
    portrait, landscape = frame_of(PORTRAIT), frame_of(replace(PORTRAIT, landscape=True))
    assert (portrait.left / MM, portrait.width / MM) == (pytest.approx(20), pytest.approx(175))
    assert (landscape.width / MM, landscape.height / MM) == (pytest.approx(262), pytest.approx(167))
    assert frame_of(replace(PORTRAIT, paper="A3")).height / MM == pytest.approx(382)


def test_heading_on_every_page_and_continued_from_the_second():
    pages = _pages(Title("表"), _table(80))
    assert len(pages) == 3
    assert all("单位" in _words(page) for page in pages)
    assert ["（续表）" in _words(page) for page in pages] == [False, True, True]


@pytest.mark.parametrize("count", range(20, 75))
def test_total_and_signature_never_stand_alone(count):
    pages = _pages(Title("表"), _table(count, totals=(sentence("合计"),)), SignOff(("审核人",), "日期"))
    last = _words(pages[-1])
    assert "合计" in last
    assert "审核人：" in last
    assert {str(count - 1), str(count - 2)} <= set(last)
    assert sum(_words(page).count("合计") for page in pages) == 1


@pytest.mark.parametrize("count", range(26, 34))
def test_subtotals_do_not_count_as_rows_kept_with_the_total(count):
    rows = [*_table(count).rows, Row(("小计", 1), "subtotal", 2)]
    last = _words(_pages(Title("表"), Table(COLUMNS, rows, (sentence("合计"),)), SignOff(("审核人",)))[-1])
    assert {str(count - 1), str(count - 2), "小计", "合计", "审核人："} <= set(last)


def test_a_title_goes_with_its_table():
    pages = _pages(Title("甲"), _table(28), Title("乙"), _table(3))
    assert "乙" not in _words(pages[0])
    assert _words(pages[1])[0] == "乙"
    assert "（续表）" not in _words(pages[1])


def test_merged_cells_open_again_after_a_page_break():
    pages = _pages(_table(80, merge=(1,)))
    for page in pages:
        words = _words(page)
        numbers = [int(word) for word in words if word.isdigit() and word != "1"]
        companies = [word for word in words if word.startswith("企业")]
        assert companies == list(dict.fromkeys(f"企业{nth // 4}" for nth in sorted(set(numbers))))


def test_page_subtotals_add_up():
    pages = _pages(_table(80, page_subtotal=(2,)))
    sums = [words[words.index("本页小计") + 1] for words in map(_words, pages)]
    assert sum(map(int, sums)) == 80


def test_a_wide_table_is_scaled_to_the_paper():
    (page,) = _pages(Table(tuple(Column("列", 50) for _nth in range(8)), [Row(("值",) * 8)]))
    frame = frame_of(PORTRAIT)
    assert page.boxes[0][0] == pytest.approx(frame.left)
    assert page.boxes[0][2] == pytest.approx(frame.width)


def test_a_row_grows_with_its_words_and_nothing_leaves_its_cell():
    frame = frame_of(PORTRAIT)
    (page,) = _pages(Table((Column("备注", 20),), [Row(("长" * 400,)), Row(("短",))]))
    assert sum(word.text.count("长") for word in page.texts) == 400
    assert all(text.y > frame.bottom for text in page.texts)
    assert all(ems(text.text) * text.size <= 2 * 20 * MM for text in page.texts)


def test_page_break_without_restart_turns_the_page():
    assert [len(page.texts) for page in _pages(Title("甲"), PageBreak(restart_numbering=False), Title("乙"))] == [1, 1]


@pytest.mark.parametrize(("wide", "share"), [(300, 175 / 300), (175, 1.0), (100, 1.75), (40, 2.0)])
def test_columns_fill_the_paper(wide, share):
    frame = frame_of(PORTRAIT)
    grid = grid_of(Table((Column("甲", wide / 2), Column("乙", wide / 2)), ()), frame, Fitter(ems))
    assert grid.width == pytest.approx(wide * share * MM)
    assert grid.edges[0] - frame.left == pytest.approx(frame.left + frame.width - grid.edges[-1])


# lines of a cell; where their middles are, in distances of lines above the middle of the cell
MIDDLES = [
    (("甲",), [0]),
    (("甲", "乙乙"), [0.5, -0.5]),
    (("甲", "乙乙", "丙"), [1, 0, -1]),
    (("甲", "乙", "丙", "丁"), [1.5, 0.5, -0.5, -1.5]),
]
STARTS = {"left": lambda _wide: 10, "center": lambda wide: 10 + (50 - wide) / 2, "right": lambda wide: 60 - wide}


@pytest.mark.parametrize("side", STARTS)
@pytest.mark.parametrize(("lines", "middles"), MIDDLES)
def test_the_lines_of_a_cell_stand_about_its_middle(side, lines, middles):
    cells = set_cell(Fitter(ems), Fitted(9, lines), "body", Slot(10, 50, side))
    assert [(cell.rise + MIDDLE * 9) / (9 * LEADING) for cell in cells] == pytest.approx(middles)
    assert [cell.x for cell in cells] == [STARTS[side](9 * len(line)) for line in lines]
    assert [(cell.text, cell.face, cell.size) for cell in cells] == [(line, "body", 9) for line in lines]
