"""Pictures of the screens: the same bytes twice, without a display, of invented people only."""

from desktop import app
from desktop.ui.kit import theme
from tests.tour import pictures, scenes
from tests.tour.__main__ import screenshots


def test_two_runs_draw_the_same_pictures(qapp, school, tmp_path):
    wanted = scenes.chosen(("page-home", "list-selection", "form-errors", "print-roster", "list-deleted"))
    ways, made = (pictures.Look(), pictures.Look("en", "dark", pictures.SMALL)), []
    for name in ("one", "two"):
        assert pictures.draw(school, tmp_path / name, wanted, app.speak, ways) == []
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    theme.use("light")
    app.speak("zh_CN")
    assert {"page-home.png", "page-home-1366-en-dark.png", "list-deleted.png"} <= made[0].keys()
    assert [name for name in made[0] if made[0][name] != made[1].get(name)] == []


def test_screenshots_need_no_display_and_no_database(tmp_path, qapp):
    assert screenshots(tmp_path / "none.db", tmp_path / "out", ("page-import",), 0.05) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "page-import.png", "page-import-dark.png", "page-import-en.png", "page-import-en-dark.png",
    }  # fmt: skip
    assert not (tmp_path / "none.db").exists()
