"""Help: what the program is, the error report, the banner of a new version, the list of the first week."""

import re
from datetime import date
from pathlib import Path

import pytest

from desktop import licences, program_log
from desktop.keys import HELP
from desktop.operations.updates import FILE, announcement
from desktop.ui.home.home_page import HomePage
from desktop.ui.kit import files
from desktop.ui.shell import report_sheet, update_watch
from desktop.ui.shell.about_sheet import AboutSheet
from desktop.ui.shell.report_sheet import ReportSheet
from models.version import program_version

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folders(monkeypatch):
    """The folders that were opened."""
    opened = []
    monkeypatch.setattr(files.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    return opened


def test_about_tells_versions_and_every_licence(window, settle):
    window.actions_.about.trigger()
    (sheet,) = window.findChildren(AboutSheet)
    settle(window)
    assert program_version() in sheet.lines[0].text()
    assert program_version() in sheet.lines[1].text()
    parts = {part.name for part in sheet.table.model_.rows}
    assert {"SQLAlchemy", "shiboken6", "Fluent System Icons"} <= parts
    assert "MIT" in sheet.text.toPlainText()
    sheet.close_.click()


def test_every_part_says_its_licence_and_the_list_is_that_of_the_project():
    parts = licences.parts()
    assert [part.name for part in parts if not part.licence or part.licence == "—"] == []
    assert all(part.text for part in parts[:3])
    told = (ROOT / "pyproject.toml").read_text("utf-8").partition("dependencies = [")[2].partition("\n]")[0]
    assert set(re.findall(r'"([\w-]+)>', told)) == set(licences.LIBRARIES)


def test_help_is_reached_by_mouse_and_by_the_palette(window):
    menu = window.helping.menu(window.actions_, window.navigation.help)
    assert [action.text() for action in menu.actions()][1:] == [a.text() for a in window.actions_.groups[HELP]]
    menu.close()


def test_the_report_is_read_saved_and_copied(window, settle, monkeypatch, tmp_path):
    window.actions_.report.trigger()
    (sheet,) = window.findChildren(ReportSheet)
    assert not sheet.save.isEnabled()
    settle(window)
    target = tmp_path / "报告.txt"
    monkeypatch.setattr(report_sheet, "save_as", lambda *_given: target)
    sheet.save.click()
    assert target.read_text("utf-8") == sheet.text.toPlainText()
    assert target.name in sheet.told.text()
    monkeypatch.setattr(report_sheet, "save_as", lambda *_given: tmp_path / "nowhere" / "报告.txt")
    sheet.save.click()
    assert "报告.txt" in sheet.told.text()
    sheet.close_.click()


def test_the_folder_of_the_log_is_opened(window, folders, monkeypatch, tmp_path):
    monkeypatch.setattr(program_log, "folder", lambda: tmp_path / "log")
    window.actions_.log.trigger()
    assert folders == [str(tmp_path / "log")]
    monkeypatch.setattr(program_log, "folder", lambda: None)
    window.actions_.log.trigger()
    assert "没有日志" in window.banner.words.text()


def test_a_death_is_told_once_the_banner_is_free(window, settle, monkeypatch):
    monkeypatch.setattr("desktop.ui.shell.help_commands._AGAIN", 1)
    window.telling.warn("更要紧的")
    window.helping.offer_report()
    assert window.banner.words.text() == "更要紧的"
    window.banner.hide()
    window.helping.offer_report()
    assert "意外退出" in window.banner.words.text()
    window.banner.action.click()
    settle(window)
    assert len(window.findChildren(ReportSheet)) == 1


@pytest.fixture
def announced(window, monkeypatch, tmp_path):
    stick = tmp_path / "优盘"
    stick.mkdir()
    (stick / FILE).write_bytes(announcement("9.1.0", date(2026, 11, 20), "", ["<b>改进</b>导入"]))
    monkeypatch.setattr(update_watch, "places", lambda *_given: [stick])
    return stick


def test_a_new_version_is_told_and_its_folder_opened(window, settle, announced, folders):
    window.updates.look()
    settle(window)
    assert "9.1.0" in window.banner.words.text()
    assert "<b>改进</b>" in window.banner.words.text()
    assert window.banner.words.textFormat().name == "PlainText"
    window.banner.action.click()
    assert folders == [str(announced)]
    announced.joinpath(FILE).unlink()
    announced.rmdir()
    assert files.open_folder(announced) is False


def test_a_version_that_is_put_off_is_not_told_again_but_the_next_is(window, settle, announced):
    window.updates.look()
    settle(window)
    window.banner.second.click()
    assert window.banner.isHidden()
    window.updates._told = ""
    window.updates.look()
    settle(window)
    assert window.banner.isHidden()
    (announced / FILE).write_bytes(announcement("9.2.0", date(2026, 11, 21), "", []))
    window.updates.look()
    settle(window)
    assert "9.2.0" in window.banner.words.text()


def test_what_is_more_important_stays_before_a_new_version(window, settle, announced):
    window.telling.warn("更要紧的")
    window.updates.look()
    settle(window)
    assert window.banner.words.text() == "更要紧的"


def test_the_first_week_leads_on_and_is_left_out(window, settle):
    window.show_page("home", {})
    settle(window)
    page = window.stage.currentWidget()
    assert isinstance(page, HomePage)
    assert page.week.isVisible()
    assert "print" in page.week.steps
    page.week.offs["lock"].click()
    settle(window)
    assert "lock" not in page.week.steps
    page.week.steps["second"].click()
    settle(window)
    assert window.stage.spot.page == "settings"
    window.show_page("home", {})
    settle(window)
    page.week.more.click()
    settle(window)
    assert page.week.isHidden()
