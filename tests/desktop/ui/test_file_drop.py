"""What is dropped on the window begins an import exactly when the reader reads files of that ending."""

import pytest
from PySide6.QtCore import QMimeData, QUrl

from desktop.exchange.workbook import ENDINGS
from desktop.ui.kit.file_drop import workbooks


def dragged(*names):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/学校/{name}") for name in names])
    return data


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_of_the_reader_is_taken(ending):
    assert [p.name for p in workbooks(dragged(f"名单{ending}", f"名单{ending.upper()}"))] == [
        f"名单{ending}",
        f"名单{ending.upper()}",
    ]


@pytest.mark.parametrize("ending", [".et", ".xlsm", ".xlsb", ".ods", ".xls", ".csv"])
def test_endings_of_spreadsheet_programs_are_among_them(ending):
    assert ending in ENDINGS


@pytest.mark.parametrize("name", ["名单.pdf", "名单.docx", "名单", "名单.xlsx.exe", "照片.png"])
def test_other_files_go_on_to_where_they_were_going(name):
    assert workbooks(dragged(name, "a.xlsx")) == workbooks(dragged("a.xlsx"))
    assert workbooks(dragged(name)) == ()


def test_a_web_address_is_no_file():
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.xlsx")])
    assert workbooks(data) == ()
