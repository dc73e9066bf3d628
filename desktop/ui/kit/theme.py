"""Colours, type and the application's palette: the tokens of the design guide, said once."""

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from models.resources import resource

FAMILY = "Noto Sans SC"
FALLBACKS = ("Microsoft YaHei UI", "PingFang SC", "sans-serif")
BODY, NOTE, SECTION, TITLE, FIGURE, MICRO = 13, 12, 14, 18, 28, 11  # pixels
GUTTER = 20
NORMAL, MEDIUM, SEMIBOLD = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold
THEMES = ("light", "dark", "contrast", "contrast_dark")  # what `use` takes besides "system"

_TABLE = {
    # for grounds, from behind to front
    "window": ("#F4F5F7", "#141619"), "surface": ("#FFFFFF", "#1A1D21"), "raised": ("#FFFFFF", "#23272D"),
    "header": ("#F8F9FB", "#1E2126"), "sunken": ("#ECEEF2", "#101215"), "desk": ("#E4E7EC", "#0F1113"),
    # states of a ground
    "hover": ("#F2F4F7", "#23272C"), "press": ("#E6E9EE", "#2C3138"), "tick": ("#F3F6FE", "#1D2433"),
    "select": ("#E5ECFB", "#22325C"), "select2": ("#D6E1F9", "#2B3F73"),
    # lines and words
    "line": ("#E7E9ED", "#282C32"), "line2": ("#D3D7DE", "#3A4049"), "field": ("#828A98", "#767E8B"),
    "text": ("#1A1E26", "#E8EAEE"), "text2": ("#4B5361", "#B6BCC6"), "text3": ("#616977", "#9AA2AE"),
    "disabled": ("#A4ABB6", "#5F6772"),
    # school
    "accent": ("#2F55B7", "#4569D6"), "accent_h": ("#274799", "#4B6FDC"), "accent_p": ("#203B80", "#3A5BC0"),
    "accent_text": ("#2A4DA8", "#9DB5FB"), "graphic": ("#2F55B7", "#7F9CF5"), "hit": ("#6080D5", "#7F9CF5"),
    "accent_soft": ("#E5ECFB", "#222D4A"), "accent_line": ("#B4C6F0", "#3D5595"), "on_accent": ("#FFFFFF", "#FFFFFF"),
    # enterprise
    "teal": ("#0B736E", "#5CC4BC"), "teal_soft": ("#DDF1EF", "#16332F"), "teal_mid": ("#228D86", "#3AA79F"),
    # what is right and what is wrong
    "ok": ("#17713F", "#6CCB95"), "ok_soft": ("#E2F3E9", "#183224"), "ok_solid": ("#2A9159", "#3FA76B"),
    "warn": ("#855400", "#E8B850"), "warn_soft": ("#FCF0D6", "#372B12"), "warn_line": ("#EBCF8F", "#5F4A1C"),
    "warn_solid": ("#AD7600", "#D9A021"),
    "danger": ("#B82B22", "#FF9A91"), "danger_soft": ("#FCE9E7", "#3E1F1D"), "danger_line": ("#F0B9B4", "#713733"),
    "danger_solid": ("#D5473D", "#E2574C"), "danger_fill": ("#B82B22", "#BF3D34"),
    "violet": ("#6444AE", "#BBA3F2"), "violet_soft": ("#EEE9FA", "#2D2545"),
    # what floats
    "ink": ("#262B35", "#E4E7EC"), "on_ink": ("#F4F5F7", "#1A1D22"), "ink_accent": ("#A9C0FF", "#27489C"),
    "scrim": ("#660F131C", "#99000000"), "paper": ("#FFFFFF", "#FFFFFF"),
}  # fmt: skip
ROW_HEIGHTS = {"compact": 28, "standard": 32, "roomy": 40}  # pixels, by density
_LINES = ("line", "line2", "field", "accent_line", "warn_line", "danger_line")
_SOFT = ("accent_soft", "teal_soft", "ok_soft", "warn_soft", "danger_soft", "violet_soft", "tick", "header", "hover")
_WORDS = ("text", "text2", "text3")


def table(name: str) -> dict[str, str]:
    """The tokens of a theme of THEMES: name -> #RRGGBB (#AARRGGBB where it is translucent)."""
    dark = name in ("dark", "contrast_dark")
    plain = {token: pair[dark] for token, pair in _TABLE.items()}
    if not name.startswith("contrast"):
        return plain
    words, ground = ("#FFFFFF", "#000000") if dark else ("#000000", "#FFFFFF")
    strong = dict.fromkeys((*_WORDS, *_LINES), words)
    return plain | strong | dict.fromkeys(("window", "surface", "raised", *_SOFT), ground)


_SHEET = """
QLineEdit {{ background: transparent; border: 0; }}
QToolTip {{ background: {ink}; color: {on_ink}; border: 0; padding: 4px 8px; }}
QMenu {{ background: {raised}; border: 1px solid {line2}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 4px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {select}; color: {text}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line2}; border-radius: 4px; margin: 1px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {field}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTabBar QToolButton {{ background: {surface}; border: 0; }}
QProgressBar {{ background: {sunken}; border: 0; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
"""

_tokens: dict[str, str] = table("light")
_colours: dict[str, QColor] = {token: QColor(value) for token, value in _tokens.items()}
_wanted = "light"
_shown = "light"
_row_height = ROW_HEIGHTS["standard"]
_larger = 0  # pixels added to every size, by the person's choice


def colour(name: str) -> QColor:
    """The colour of a token in the theme that is shown; do not keep it, the theme may change."""
    return _colours[name]


def faint(ink: str | QColor, strength: float) -> QColor:
    """A colour of the caller's own: a token or another colour, let through to `strength` of 1."""
    made = QColor(_colours[ink] if isinstance(ink, str) else ink)
    made.setAlphaF(strength)
    return made


def current() -> str:
    """The theme of THEMES that is shown."""
    return _shown


def focus_width() -> float:
    """How thick the line round what has the focus is, in pixels."""
    return 3.0 if _shown.startswith("contrast") else 2.0


def use(name: str) -> None:
    """Show a theme: one of THEMES, or "system" for light or dark as the desktop is; everything visible follows."""
    global _wanted, _shown, _tokens, _colours  # noqa: PLW0603 - there is one screen, and it has one theme
    _wanted, _shown = name, _resolved(name)
    _tokens = table(_shown)
    _colours = {token: QColor(value) for token, value in _tokens.items()}
    running = QApplication.instance()
    if isinstance(running, QApplication):
        _repaint(running)


def _resolved(name: str) -> str:
    if name != "system":
        return name
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def follow_system() -> None:
    """Go with the desktop from now on whenever it turns dark or light, as long as "system" is in use."""
    QGuiApplication.styleHints().colorSchemeChanged.connect(
        lambda _scheme: use("system") if _wanted == "system" else None
    )


def _repaint(running: QApplication) -> None:
    running.setPalette(palette())
    running.setStyleSheet(_SHEET.format(**_tokens))
    for widget in running.allWidgets():
        ground, ink = widget.property("ground"), widget.property("ink")
        if ground or ink:
            tint(widget, ground=ground, ink=ink)
        QWidget.update(widget)  # views override `update` with another meaning


def use_density(name: str) -> None:
    """Let rows of lists be as high as a density of ROW_HEIGHTS wants; for lists laid out afterwards."""
    global _row_height  # noqa: PLW0603 - see `use`
    _row_height = ROW_HEIGHTS[name]


def row_height() -> int:
    """How high a row of a list is, in pixels."""
    return _row_height


def enlarge(body: int) -> None:
    """Let body text be so many pixels high (12, 13 or 15) and all other text follow; for widgets made afterwards."""
    global _larger  # noqa: PLW0603 - see `use`
    _larger = body - BODY
    _font.cache_clear()


def font(size: int = BODY, weight: QFont.Weight = NORMAL) -> QFont:
    """The one family at a pixel size."""
    return QFont(_font(size + _larger, weight))


@lru_cache
def _font(size: int, weight: QFont.Weight) -> QFont:
    made = QFont([FAMILY, *FALLBACKS])
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Register the bundled screen faces; must happen before the first widget."""
    for face in ("Regular", "Medium", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resource("fonts", f"NotoSansSC-{face}.ttf")))


def palette() -> QPalette:
    """The palette every plain widget paints from."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: "surface", QPalette.ColorRole.WindowText: "text", QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "header", QPalette.ColorRole.Text: "text", QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text", QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent", QPalette.ColorRole.PlaceholderText: "text3",
        QPalette.ColorRole.ToolTipBase: "ink", QPalette.ColorRole.ToolTipText: "on_ink",
        QPalette.ColorRole.Link: "accent_text", QPalette.ColorRole.Accent: "accent",
        QPalette.ColorRole.Mid: "line2", QPalette.ColorRole.Midlight: "line", QPalette.ColorRole.Light: "raised",
        QPalette.ColorRole.Dark: "field", QPalette.ColorRole.Shadow: "ink",
    }  # fmt: skip
    for role, name in roles.items():
        made.setColor(role, colour(name))
    for role in (QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colour("disabled"))
    made.setColor(
        QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, colour("text2")
    )  # a closed field is still read
    return made


def dress(application: QApplication, name: str = "light") -> None:
    """Give the application its style, faces, and a theme as `use` takes it."""
    load_fonts()
    application.setStyle("Fusion")
    application.setFont(font())
    use(name)


def tint(widget: QWidget, *, ground: str | None = None, ink: str | None = None) -> None:
    """Colour a plain panel or label from the tokens, without a style sheet; it follows a change of theme."""
    made = widget.palette()
    if ground is not None:
        made.setColor(QPalette.ColorRole.Window, colour(ground))
        widget.setAutoFillBackground(True)
        widget.setProperty("ground", ground)
    if ink is not None:
        made.setColor(QPalette.ColorRole.WindowText, colour(ink))
        widget.setProperty("ink", ink)
    widget.setPalette(made)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)
