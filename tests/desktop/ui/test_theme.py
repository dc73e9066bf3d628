"""The token table: contrast computed pair by pair, switching, and icons that are all used and all there."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from desktop.screens.catalogue import screen_of
from desktop.screens.navigation import SECTIONS
from desktop.ui.kit import icons, theme
from models.resources import resource
from models.schema.fields import entity_named

ROOT = Path(__file__).resolve().parents[3]
TEXT, GRAPHIC = 4.5, 3.0
GROUNDS = ("surface", "window", "raised", "header", "select", "hover", "tick")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("text", "text2", "text3") for ground in GROUNDS],
    *[(ink, "sunken", TEXT) for ink in ("text", "text2", "text3")],
    *[("text", ground, TEXT) for ground in ("press", "select2", "warn_soft", "danger_soft", "ok_soft", "accent_soft")],
    *[("accent_text", ground, TEXT) for ground in ("surface", "window", "select", "accent_soft", "hover", "tick")],
    *[("on_accent", ground, TEXT) for ground in ("accent", "accent_h", "accent_p", "danger_fill")],
    *[(hue, f"{hue}_soft", TEXT) for hue in ("teal", "ok", "warn", "danger", "violet")],
    *[(hue, "surface", TEXT) for hue in ("teal", "ok", "warn", "danger", "violet")],
    ("on_ink", "ink", TEXT), ("ink_accent", "ink", TEXT),
    *[("field", ground, GRAPHIC) for ground in ("surface", "window")],
    *[(f"{hue}_solid", ground, GRAPHIC) for hue in ("ok", "warn", "danger") for ground in ("surface", "select")],
    *[(ink, ground, GRAPHIC) for ink in ("graphic", "hit") for ground in ("surface", "select")],
    ("teal_mid", "sunken", GRAPHIC), ("accent", "surface", GRAPHIC), ("graphic", "sunken", GRAPHIC),
]  # fmt: skip


def light_of(colour):
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert len(PAIRS) >= 60


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_everything_can_be_read(name, ink, ground, least):
    tokens = theme.table(name)
    assert contrast(tokens[ink], tokens[ground]) >= least


def test_every_theme_has_every_token():
    assert len({frozenset(theme.table(name)) for name in theme.THEMES}) == 1


def test_high_contrast_has_only_strong_lines():
    tokens = theme.table("contrast")
    assert {tokens[name] for name in ("line", "line2", "field", "text3")} == {"#000000"}
    assert tokens["warn_soft"] == tokens["surface"]


def test_a_colour_that_is_lent_is_not_changed():
    ground = theme.colour("scrim").getRgb()
    assert theme.faint("scrim", 0.1).alpha() == 26  # of 255
    assert theme.colour("scrim").getRgb() == ground
    elsewhere = [path for path in Path(theme.__file__).parent.rglob("*.py") if path.name != "theme.py"]
    assert [path.name for path in elsewhere if ".setAlpha" in path.read_text(encoding="utf-8")] == []


def test_a_change_of_theme_reaches_what_was_made_before(qtbot):
    label = QLabel("字")
    qtbot.addWidget(label)
    theme.tint(label, ground="window", ink="text3")
    before = label.palette().window().color()
    try:
        theme.use("dark")
        assert theme.current() == "dark"
        assert label.palette().window().color() == QColor(theme.table("dark")["window"]) != before
        assert label.palette().windowText().color() == QColor(theme.table("dark")["text3"])
    finally:
        theme.use("light")
    assert label.palette().window().color() == before


def test_an_icon_made_once_follows_the_theme(qapp):
    made = icons.icon("warning_filled", 16, "text")
    try:
        inks = set()
        for name in ("light", "dark"):
            theme.use(name)
            picture = made.pixmap(16, 16).toImage()
            solid = {
                picture.pixelColor(x, y).name()
                for x in range(16)
                for y in range(16)
                if picture.pixelColor(x, y).alpha() == 255
            }
            assert solid == {theme.colour("text").name()}
            inks |= solid
        assert len(inks) == 2
    finally:
        theme.use("light")


def test_a_grid_that_is_missing_is_taken_from_the_nearest(qapp):
    assert icons.pixmap("home_person", 16).width() == 16
    assert icons.pixmap("add", 16, "text", 1.5).width() == 24
    with pytest.raises(KeyError):
        icons.pixmap("no_such_icon")


def test_every_icon_that_is_shipped_is_named_in_the_code():
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py"))
    named = set(re.findall(r"[\"']([a-z_]+)[\"']", code))
    shipped = {file.name.rsplit("_", 2)[0] for file in resource("icons").glob("*.svg")}
    assert {name for name in shipped if not {name, f"{name}_filled"} & named} == set()


def test_every_place_in_the_navigation_has_an_icon_of_its_kind():
    """The plain file is for papers; a filled one stands where the list is open."""
    for section in SECTIONS:
        for name in (*section.shown, *section.kept_back):
            sign = screen_of(entity_named(name)).icon
            assert sign != "document" or name in ("amendment", "archive_item", "standard_document"), name
            assert not icons.pixmap(sign, 16).isNull()
            assert not icons.pixmap(f"{sign}_filled", 20).isNull()


def test_icons_come_with_their_licence():
    assert "MIT" in resource("icons", "LICENSE").read_text("utf-8")
